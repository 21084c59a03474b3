//! An index, read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bounded_xml::{Element, Limits};
use chrono::{DateTime, FixedOffset, NaiveDateTime};

use crate::controlli::{manca, non_valido};
use crate::{
    Agente, AgenteId, Applicazione, Codifica, Derivazione, Descrizione, DocumentoRilevante, Error, Esterni, File,
    Firmatario, Fonte, Gruppo, Id, Impronta, Metadati, Nome, PIndex, Precedente, Processo, Relazione, RuoloTitolare,
    Tempo, Titolare, Volume, VolumeFonte, VolumeGruppo,
};

/// How large an index we are ready to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limiti {
    /// Bytes.
    pub byte: usize,
    /// Files, in all groups; about twenty elements are allowed for each.
    pub file: usize,
}

impl Default for Limiti {
    /// 64 MiB and 50,000 files.
    fn default() -> Self {
        Limiti { byte: 64 << 20, file: 50_000 }
    }
}

impl From<Limiti> for Limits {
    fn from(limiti: Limiti) -> Self {
        let elements = limiti.file.saturating_mul(20).saturating_add(10_000);
        Limits { bytes: limiti.byte, elements, ..Limits::default() }
    }
}

/// Reads an index of the standard of 2020.
///
/// # Errors
/// [`Error::Del2010`] for one of 2010; what is missing or cannot be understood. A digest of an unknown function is
/// read; that it is too weak is for whoever judges.
pub fn read(bytes: &[u8], limiti: Limiti) -> Result<PIndex, Error> {
    let document = bounded_xml::read(bytes, limiti.into())?;
    let root = &document.root;
    if root.name == "IdC" {
        return Err(Error::Del2010);
    }
    if root.name != "PIndex" {
        return Err(Error::NonIndice { radice: root.name.chars().take(60).collect() });
    }
    let gruppi: Vec<Gruppo> = root.children_named("FileGroup").map(gruppo).collect::<Result<_, _>>()?;
    if gruppi.is_empty() {
        return Err(manca("almeno un gruppo di file", ""));
    }
    Ok(PIndex {
        lingua: root.attribute("language").unwrap_or_default().to_owned(),
        descrizione: descrizione(need(root, "SelfDescription", "la descrizione dell'indice (SelfDescription)")?)?,
        volume: volume(need(root, "PVolume", "il pacchetto (PVolume)")?)?,
        gruppi,
        processo: processo(need(root, "Process", "il processo (Process)")?)?,
    })
}

fn need<'a>(element: &'a Element, name: &str, cosa: &'static str) -> Result<&'a Element, Error> {
    element.child(name).ok_or_else(|| manca(cosa, ""))
}

fn text(element: &Element, name: &str, cosa: &'static str) -> Result<String, Error> {
    element.string_at(&[name]).ok_or_else(|| manca(cosa, ""))
}

fn id(element: &Element, name: &str) -> Result<Id, Error> {
    let found = need(element, name, "un identificativo")?;
    let valore = found.trimmed().ok_or_else(|| manca("un identificativo", ""))?.to_owned();
    let schema = found.attribute("scheme").ok_or_else(|| manca("lo schema dell'identificativo", &valore))?;
    Ok(Id { schema: schema.to_owned(), valore })
}

/// A digest from digits: hexadecimal if they can be that for the function's length, base64 otherwise.
pub(crate) fn cifre(text: &str, function: &str) -> Option<Vec<u8>> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let expected = match function.to_uppercase().replace('-', "").as_str() {
        "SHA1" => Some(20),
        "SHA256" => Some(32),
        "SHA384" => Some(48),
        "SHA512" => Some(64),
        _ => None,
    };
    let hexadecimal = expected.is_none_or(|len| plain.len() == 2 * len);
    let found = hexadecimal.then(|| hex::decode(&plain).ok()).flatten().or_else(|| STANDARD.decode(&plain).ok());
    found.filter(|bytes| !bytes.is_empty())
}

fn impronta(element: &Element, name: &str, dove: &str) -> Result<Impronta, Error> {
    let found = element.child(name).ok_or_else(|| manca("l'impronta", dove))?;
    let funzione = found.attribute("hashFunction").ok_or_else(|| manca("la funzione dell'impronta", dove))?;
    let digits = found.trimmed().ok_or_else(|| manca("l'impronta", dove))?;
    let told = || non_valido("l'impronta", digits, "cifre esadecimali o base64");
    Ok(Impronta {
        valore: cifre(digits, funzione).ok_or_else(told)?,
        funzione: funzione.to_owned(),
        canonica: found.attribute("canonicalXML").map(|text| text == "true" || text == "1"),
    })
}

fn codifica(element: &Element) -> Result<Codifica, Error> {
    let text = element.attribute("encoding").unwrap_or_default();
    let found = Codifica::ALL.into_iter().find(|one| one.testo() == text);
    found.ok_or_else(|| non_valido("la codifica", text, "7bit, 8bit, base64, binary o quoted-printable"))
}

fn metadati(element: &Element) -> Result<Option<Metadati>, Error> {
    let Some(found) = element.child("MoreInfo") else { return Ok(None) };
    let schema = found.attribute("xmlSchema").unwrap_or_default().to_owned();
    if let Some(inside) = found.child("EmbeddedMetadata").and_then(|one| one.children.first()) {
        return Ok(Some(Metadati::Interni { schema, xml: xml_out::copy_to_string(inside) }));
    }
    let Some(file) = found.child("ExternalMetadata") else { return Ok(None) };
    let id = id(file, "ID")?;
    Ok(Some(Metadati::Esterni {
        schema,
        file: Esterni {
            percorso: text(file, "Path", "il percorso")?,
            impronta: impronta(file, "Hash", &id.valore)?,
            codifica: codifica(file)?,
            estensione: file.attribute("extension").map(str::to_owned),
            formato: file.attribute("format").unwrap_or_default().to_owned(),
            id,
        },
    }))
}

fn descrizione(element: &Element) -> Result<Descrizione, Error> {
    let program = need(element, "CreatingApplication", "il programma che ha fatto l'indice")?;
    let fonti = element.children_named("PIndexSource").map(|one| {
        let id = id(one, "ID")?;
        let word = one.attribute("derivation").unwrap_or_default();
        let derivazione = Derivazione::ALL.into_iter().find(|each| each.testo() == word);
        Ok(Fonte {
            percorso: text(one, "Path", "il percorso")?,
            impronta: impronta(one, "Hash", &id.valore)?,
            derivazione: derivazione
                .ok_or_else(|| non_valido("la derivazione", word, "onetoone, manytoone o onetomany"))?,
            id,
        })
    });
    Ok(Descrizione {
        id: id(element, "ID")?,
        applicazione: Applicazione {
            nome: text(program, "Name", "il nome del programma")?,
            versione: text(program, "Version", "la versione del programma")?,
            produttore: text(program, "Producer", "il produttore del programma")?,
        },
        fonti: fonti.collect::<Result<_, Error>>()?,
        altro: metadati(element)?,
    })
}

fn volume(element: &Element) -> Result<Volume, Error> {
    let fonti = element.children_named("PVolumeSource");
    let fonti = fonti.map(|one| Ok(VolumeFonte { id: id(one, "ID")?, indice: id(one, "PIndexID")? }));
    let group = |one: &Element| {
        Ok::<_, Error>(VolumeGruppo {
            id: id(one, "ID")?,
            etichetta: one.string_at(&["Label"]),
            descrizione: one.string_at(&["Description"]),
        })
    };
    Ok(Volume {
        id: id(element, "ID")?,
        etichetta: element.string_at(&["Label"]),
        descrizione: element.string_at(&["Description"]),
        fonti: fonti.collect::<Result<_, Error>>()?,
        gruppo: element.child("PVolumeGroup").map(group).transpose()?,
        altro: metadati(element)?,
    })
}

fn gruppo(element: &Element) -> Result<Gruppo, Error> {
    let id = id(element, "ID")?;
    let file: Vec<File> = element.children_named("File").map(file).collect::<Result<_, _>>()?;
    if file.is_empty() {
        return Err(manca("almeno un file nel gruppo", &id.valore));
    }
    Ok(Gruppo {
        id,
        etichetta: element.string_at(&["Label"]),
        descrizione: element.string_at(&["Description"]),
        file,
        relazioni: relazioni(element),
        altro: metadati(element)?,
    })
}

fn relazioni(element: &Element) -> Vec<Relazione> {
    let each = element.children_named("Relation").map(|one| Relazione {
        tipo: one.string_at(&["Type"]).unwrap_or_default(),
        valori: one.children_named("Value").filter_map(|value| value.trimmed().map(str::to_owned)).collect(),
    });
    each.collect()
}

fn file(element: &Element) -> Result<File, Error> {
    let id = id(element, "ID")?;
    let before = |one: &Element| {
        Ok::<_, Error>(Precedente {
            impronta: impronta(element, "PreviousHash", &id.valore)?,
            indice: one.attribute("relatedPIndex").unwrap_or_default().to_owned(),
        })
    };
    Ok(File {
        percorso: text(element, "Path", "il percorso di un file")?,
        impronta: impronta(element, "Hash", &id.valore)?,
        precedente: element.child("PreviousHash").map(before).transpose()?,
        relazioni: relazioni(element),
        altro: metadati(element)?,
        codifica: codifica(element)?,
        estensione: element.attribute("extension").map(str::to_owned),
        formato: element.attribute("format").unwrap_or_default().to_owned(),
        id,
    })
}

fn processo(element: &Element) -> Result<Processo, Error> {
    let titolari = element.children_named("Holder").map(|one| {
        let word = one.attribute("holderRole").unwrap_or_default();
        let ruolo = RuoloTitolare::ALL.into_iter().find(|each| each.testo() == word);
        let told =
            || non_valido("il ruolo del titolare", word, "soggetto produttore, proprietario, possessore o detentore");
        Ok(Titolare { agente: agente(one)?, ruolo: ruolo.ok_or_else(told)? })
    });
    let firmatari = element
        .children_named("AuthorizedSigner")
        .map(|one| Ok(Firmatario { agente: agente(one)?, ruolo: one.attribute("signerRole").map(str::to_owned) }));
    Ok(Processo {
        versante: agente(need(element, "Submitter", "chi ha versato il pacchetto (Submitter)")?)?,
        titolari: titolari.collect::<Result<_, Error>>()?,
        firmatari: firmatari.collect::<Result<_, Error>>()?,
        tempo: tempo(need(element, "TimeReference", "il riferimento temporale (TimeReference)")?)?,
        norme: element.string_at(&["LawsAndRegulations"]),
        altro: metadati(element)?,
    })
}

/// `xs:dateTime`; without a zone it is taken for UTC.
fn istante(text: &str) -> Result<DateTime<FixedOffset>, Error> {
    let bare = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    let found = DateTime::parse_from_rfc3339(text).ok();
    let found = found.or_else(|| bare(text).map(|naive| naive.and_utc().fixed_offset()));
    found.ok_or_else(|| non_valido("il riferimento temporale", text, "data e ora come 2026-01-31T10:15:30+01:00"))
}

fn tempo(element: &Element) -> Result<Tempo, Error> {
    if let Some(info) = element.child("TimeInfo") {
        let marca_allegata = info.attribute("attachedTimeStamp").is_some_and(|text| text == "true" || text == "1");
        return Ok(Tempo::Info { istante: istante(info.trimmed().unwrap_or_default())?, marca_allegata });
    }
    let stamp = need(element, "TimeStamp", "il riferimento temporale (TimeReference)")?;
    Ok(Tempo::Marca {
        percorso: stamp.trimmed().unwrap_or_default().to_owned(),
        istante: istante(stamp.attribute("normal").unwrap_or_default())?,
        codifica: codifica(stamp)?,
        formato: stamp.attribute("format").unwrap_or_default().to_owned(),
    })
}

fn agente(element: &Element) -> Result<Agente, Error> {
    let name = need(element, "AgentName", "il nome di un soggetto")?;
    let nome = match name.child("NameAndSurname") {
        Some(person) => Nome::Persona {
            nome: text(person, "FirstName", "il nome di una persona")?,
            cognome: text(person, "LastName", "il cognome di una persona")?,
        },
        None => Nome::Denominazione(text(name, "FormalName", "la denominazione di un soggetto")?),
    };
    let id = element.children_named("AgentID").map(|one| AgenteId {
        valore: one.trimmed().unwrap_or_default().to_owned(),
        espansione: one.attribute("expan").map(str::to_owned),
        autorita: one.attribute("nameRegistrationAuthority").map(str::to_owned),
    });
    let documenti = element.children_named("RelevantDocument").map(|one| DocumentoRilevante {
        testo: one.trimmed().unwrap_or_default().to_owned(),
        impronta: one
            .attribute("docHash")
            .zip(one.attribute("hashFunction"))
            .map(|(a, b)| (a.to_owned(), b.to_owned())),
        uri: one.attribute("uriDoc").map(str::to_owned),
    });
    Ok(Agente { id: id.collect(), nome, documenti: documenti.collect(), altro: metadati(element)? })
}
