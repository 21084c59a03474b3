//! Metadata, read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bounded_xml::{Element, Limits};
use chrono::{NaiveDate, NaiveTime};

use crate::{
    Allegato, Assegnazione, Classificazione, CodiceIpa, Conservazione, Documento, DocumentoIndice, Estera, Fascicolo,
    Fase, Flusso, Formato, Formazione, IdAgg, IdDoc, Impronta, Ipa, Modifica, Natura, Organizzazione, Persona,
    Procedimento, Prodotto, Registrazione, Ruolo, Soggetto, TipoAggregazione, TipoFase, TipoModifica, TipoRegistro,
    TipoRuolo, TipologiaFascicolo, Verifica,
};

/// How deep below the root the metadata may stand, when they come inside another document.
const DEEPEST: usize = 3;

/// Why a file was not read as metadata of annex 5.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The XML itself cannot be read.
    #[error(transparent)]
    Xml(#[from] bounded_xml::Error),
    /// Neither a document's nor an aggregation's.
    #[error("il file è un XML «{radice}», non contiene metadati dell'allegato 5 AgID")]
    NonMetadati {
        /// Name of the root element.
        radice: String,
    },
    /// A part without which nothing is said.
    #[error("nei metadati manca «{elemento}»")]
    Manca {
        /// The element.
        elemento: &'static str,
    },
    /// A value that cannot be understood.
    #[error("nei metadati «{elemento}» non si legge: «{valore}»")]
    NonValido {
        /// The element.
        elemento: &'static str,
        /// As written, shortened.
        valore: String,
    },
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Metadati {
    /// A document's.
    Documento(Box<Documento>),
    /// A fascicolo's or a serie's.
    Fascicolo(Box<Fascicolo>),
}

/// Reads metadata, whether they are the whole document or stand inside one (a request to a conservatore).
///
/// What is absent becomes empty and is told by `mancanze`: only what cannot be understood is an error.
///
/// # Errors
/// [`Error`].
pub fn read(bytes: &[u8]) -> Result<Metadati, Error> {
    let document = bounded_xml::read(bytes, Limits::default())?;
    let found = find(&document.root, DEEPEST).ok_or_else(|| {
        let radice = document.root.name.chars().take(60).collect();
        Error::NonMetadati { radice }
    })?;
    if found.name == Fascicolo::RADICE {
        return Ok(Metadati::Fascicolo(Box::new(fascicolo_from(found)?)));
    }
    let natura = if found.name == Natura::Informatico.radice() { Natura::Informatico } else { Natura::Amministrativo };
    Ok(Metadati::Documento(Box::new(documento(found, natura)?)))
}

/// The metadata's element at `element` or at most `deep` levels below.
fn find(element: &Element, deep: usize) -> Option<&Element> {
    let names = [Fascicolo::RADICE, Natura::Informatico.radice(), Natura::Amministrativo.radice()];
    if names.contains(&element.name.as_str()) {
        return Some(element);
    }
    if deep == 0 {
        return None;
    }
    element.children.iter().find_map(|child| find(child, deep - 1))
}

fn documento(root: &Element, natura: Natura) -> Result<Documento, Error> {
    let classificazione = root.child("Classificazione").map(classificazione);
    let flag = |path: &[&str]| root.text_at(path).is_some_and(|text| text == "true" || text == "1");
    let versione = text(root, &["VersioneDelDocumento"]);
    Ok(Documento {
        natura,
        id: id_doc(need(root, "IdDoc")?)?,
        formazione: known(root, "ModalitaDiFormazione", Formazione::from_text)?,
        tipologia: text(root, &["TipologiaDocumentale"]),
        registrazione: registrazione(need(root, "DatiDiRegistrazione")?)?,
        soggetti: ruoli(root),
        oggetto: text(root, &["ChiaveDescrittiva", "Oggetto"]),
        parole_chiave: parole(root),
        allegati: root.child("Allegati").map_or(Ok(Vec::new()), allegati)?,
        classificazione: classificazione.filter(|one| !one.indice.is_empty() || !one.descrizione.is_empty()),
        riservato: flag(&["Riservato"]),
        formato: formato(root),
        verifica: Verifica {
            firmato: flag(&["Verifica", "FirmatoDigitalmente"]),
            sigillato: flag(&["Verifica", "SigillatoElettronicamente"]),
            marcato: flag(&["Verifica", "MarcaturaTemporale"]),
            copia_conforme: flag(&["Verifica", "ConformitaCopieImmagineSuSupportoInformatico"]),
        },
        aggregazioni: match root.child("Agg") {
            Some(agg) => agg.children_named("TipoAgg").map(id_agg).collect::<Result<_, _>>()?,
            None => Vec::new(),
        },
        primario: root.child("IdIdentificativoDocumentoPrimario").map(id_doc).transpose()?,
        nome: text(root, &["NomeDelDocumento"]),
        versione,
        modifica: root.child("TracciatureModificheDocumento").map(modifica).transpose()?,
        conservazione: maybe(root, "TempoDiConservazione", Conservazione::from_text)?,
        note: root.string_at(&["Note"]),
    })
}

/// A fascicolo from its element `AggregazioneDocumentaliInformatiche`.
///
/// # Errors
/// [`Error::Manca`], [`Error::NonValido`].
pub fn fascicolo_from(root: &Element) -> Result<Fascicolo, Error> {
    Ok(Fascicolo {
        id: id_agg(need(root, "IdAgg")?)?,
        tipologia: maybe(root, "TipologiaFascicolo", TipologiaFascicolo::from_text)?,
        soggetti: ruoli(root),
        assegnazioni: match root.child("Assegnazione") {
            Some(all) => {
                let each = all.children_named("TipoAssegnazione").flat_map(|one| one.children.iter());
                each.map(assegnazione).collect::<Result<_, _>>()?
            }
            None => Vec::new(),
        },
        apertura: known(root, "DataApertura", giorno)?,
        classificazione: root.child("Classificazione").map_or_else(
            || Classificazione { indice: String::new(), descrizione: String::new(), piano: None },
            classificazione,
        ),
        progressivo: maybe(root, "Progressivo", |text| text.parse().ok())?.unwrap_or_default(),
        oggetto: text(root, &["ChiaveDescrittiva", "Oggetto"]),
        parole_chiave: parole(root),
        chiusura: maybe(root, "DataChiusura", giorno)?,
        procedimento: root.child("ProcedimentoAmministrativo").map(procedimento).transpose()?,
        documenti: match root.child("IndiceDocumenti") {
            Some(all) => {
                let each = all.children_named("TipoDocumento").flat_map(|one| one.children.iter());
                each.map(indice).collect::<Result<_, _>>()?
            }
            None => Vec::new(),
        },
        posizione: root.string_at(&["PosizioneFisicaAggregazioneDocumentale"]),
        primario: root.child("IdAggPrimario").map(id_agg).transpose()?,
        conservazione: maybe(root, "TempoDiConservazione", Conservazione::from_text)?,
        note: root.string_at(&["Note"]),
    })
}

fn need<'a>(element: &'a Element, name: &'static str) -> Result<&'a Element, Error> {
    element.child(name).ok_or(Error::Manca { elemento: name })
}

fn text(element: &Element, path: &[&str]) -> String {
    element.text_at(path).unwrap_or_default().to_owned()
}

/// A value that must be there and be understood.
fn known<T>(element: &Element, name: &'static str, from: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    maybe(element, name, from)?.ok_or(Error::Manca { elemento: name })
}

/// A value that must be understood if it is there.
fn maybe<T>(element: &Element, name: &'static str, from: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Error> {
    let Some(text) = element.text_at(&[name]) else { return Ok(None) };
    let told = || Error::NonValido { elemento: name, valore: text.chars().take(60).collect() };
    from(text).map(Some).ok_or_else(told)
}

/// `xs:date`: a zone after the day is let go, since the day is that of Italy.
fn giorno(text: &str) -> Option<NaiveDate> {
    let day: String = text.chars().take(10).collect();
    NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok()
}

/// `xs:time`, its zone let go.
fn ora(text: &str) -> Option<NaiveTime> {
    let time = text.split(['+', '-', 'Z']).next()?;
    NaiveTime::parse_from_str(time, "%H:%M:%S%.f").ok()
}

fn id_doc(element: &Element) -> Result<IdDoc, Error> {
    let digits = text(element, &["ImprontaCrittograficaDelDocumento", "Impronta"]);
    let plain: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
    let told = |_| Error::NonValido { elemento: "Impronta", valore: digits.chars().take(60).collect() };
    let valore = STANDARD.decode(&plain).map_err(told)?;
    // The schema's default.
    let algoritmo = element.text_at(&["ImprontaCrittograficaDelDocumento", "Algoritmo"]).unwrap_or("SHA-256");
    Ok(IdDoc {
        impronta: Impronta { valore, algoritmo: algoritmo.to_uppercase() },
        identificativo: text(element, &["Identificativo"]),
        segnatura: element.string_at(&["Segnatura"]),
    })
}

fn id_agg(element: &Element) -> Result<IdAgg, Error> {
    let tipo = known(element, "TipoAggregazione", TipoAggregazione::from_text)?;
    Ok(IdAgg { tipo, id: text(element, &["IdAggregazione"]) })
}

fn registrazione(element: &Element) -> Result<Registrazione, Error> {
    let flusso = known(element, "TipologiaDiFlusso", Flusso::from_text)?;
    let register = need(element, "TipoRegistro")?;
    let (name, tipo, data, time, number) = [
        ("Nessuno", TipoRegistro::Nessuno, "DataDocumento", "OraDocumento", "NumeroDocumento"),
        (
            "ProtocolloOrdinario_ProtocolloEmergenza",
            TipoRegistro::Protocollo,
            "DataProtocollazioneDocumento",
            "OraProtocollazioneDocumento",
            "NumeroProtocolloDocumento",
        ),
        (
            "Repertorio_Registro",
            TipoRegistro::Repertorio,
            "DataRegistrazioneDocumento",
            "OraRegistrazioneDocumento",
            "NumeroRegistrazioneDocumento",
        ),
    ]
    .into_iter()
    .find(|one| register.child(one.0).is_some())
    .ok_or(Error::Manca { elemento: "TipoRegistro" })?;
    let inside = need(register, name)?;
    Ok(Registrazione {
        flusso,
        tipo,
        data: known(inside, data, giorno)?,
        ora: maybe(inside, time, ora)?,
        numero: text(inside, &[number]),
        codice: inside.string_at(&["CodiceRegistro"]),
    })
}

/// Roles that nobody knows, and parties of no known kind, are left out: `mancanze` tells if one was needed.
fn ruoli(root: &Element) -> Vec<Ruolo> {
    let Some(all) = root.child("Soggetti") else { return Vec::new() };
    let each = all.children_named("Ruolo").flat_map(|one| one.children.iter());
    each.filter_map(|one| {
        let tipo = TipoRuolo::from_elemento(&one.name)?;
        Some(Ruolo { tipo, soggetto: one.children.iter().find_map(soggetto)? })
    })
    .collect()
}

fn soggetto(element: &Element) -> Option<Soggetto> {
    Some(match element.name.as_str() {
        "PF" => Soggetto::Persona(persona(element)),
        "AS" => Soggetto::Assegnatario(persona(element)),
        "RUP" => Soggetto::Rup(persona(element)),
        "PG" => Soggetto::Organizzazione(Organizzazione {
            denominazione: text(element, &["DenominazioneOrganizzazione"]),
            codice_fiscale: element.string_at(&["CodiceFiscale_PartitaIva"]),
            ufficio: element.string_at(&["DenominazioneUfficio"]),
            indirizzi: indirizzi(element),
        }),
        "PAI" => Soggetto::Amministrazione { ipa: ipa(element), indirizzi: indirizzi(element) },
        "PAE" => Soggetto::Estera(Estera {
            denominazione: text(element, &["DenominazioneAmministrazione"]),
            ufficio: element.string_at(&["DenominazioneUfficio"]),
            indirizzi: indirizzi(element),
        }),
        "SW" => Soggetto::Sistema { denominazione: text(element, &["DenominazioneSistema"]) },
        _ => return None,
    })
}

fn persona(element: &Element) -> Persona {
    let mut codes = ipa(element);
    // The "documento informatico" names organisation and unit in words, without their codes.
    let words = |name: &str| {
        let found = element.string_at(&[name]);
        found.map(|denominazione| CodiceIpa { denominazione, codice: String::new() })
    };
    codes.amministrazione = codes.amministrazione.or_else(|| words("DenominazioneOrganizzazione"));
    codes.uor = codes.uor.or_else(|| words("DenominazioneUfficio"));
    Persona {
        cognome: text(element, &["Cognome"]),
        nome: text(element, &["Nome"]),
        codice_fiscale: element.string_at(&["CodiceFiscale"]),
        ipa: codes,
        indirizzi: indirizzi(element),
    }
}

fn ipa(element: &Element) -> Ipa {
    let code = |name: &str| {
        let one = element.child(name)?;
        Some(CodiceIpa { denominazione: text(one, &["Denominazione"]), codice: text(one, &["CodiceIPA"]) })
    };
    Ipa { amministrazione: code("IPAAmm"), aoo: code("IPAAOO"), uor: code("IPAUOR") }
}

fn indirizzi(element: &Element) -> Vec<String> {
    let all = element.children_named("IndirizziDigitaliDiRiferimento");
    all.filter_map(|one| one.trimmed().map(str::to_owned)).collect()
}

fn parole(root: &Element) -> Vec<String> {
    let Some(key) = root.child("ChiaveDescrittiva") else { return Vec::new() };
    key.children_named("ParoleChiave").filter_map(|one| one.trimmed().map(str::to_owned)).collect()
}

fn allegati(element: &Element) -> Result<Vec<Allegato>, Error> {
    let files = element.children_named("IndiceAllegati");
    let file = |one: &Element| {
        let id = id_doc(need(one, "IdDoc")?)?;
        Ok(Allegato { id, descrizione: text(one, &["Descrizione"]) })
    };
    files.map(file).collect()
}

fn classificazione(element: &Element) -> Classificazione {
    Classificazione {
        indice: text(element, &["IndiceDiClassificazione"]),
        descrizione: text(element, &["Descrizione"]),
        piano: element.string_at(&["PianoDiClassificazione"]),
    }
}

fn formato(root: &Element) -> Formato {
    let prodotto = root.at(&["IdentificativoDelFormato", "ProdottoSoftware"]).map(|one| Prodotto {
        nome: one.string_at(&["NomeProdotto"]),
        versione: one.string_at(&["VersioneProdotto"]),
        produttore: one.string_at(&["Produttore"]),
    });
    Formato { formato: text(root, &["IdentificativoDelFormato", "Formato"]), prodotto }
}

fn modifica(element: &Element) -> Result<Modifica, Error> {
    Ok(Modifica {
        tipo: known(element, "TipoModifica", TipoModifica::from_text)?,
        autore: persona(need(element, "SoggettoAutoreDellaModifica")?),
        data: known(element, "DataModifica", giorno)?,
        ora: maybe(element, "OraModifica", ora)?,
        precedente: id_doc(need(element, "IdDocVersionePrecedente")?)?,
    })
}

fn assegnazione(element: &Element) -> Result<Assegnazione, Error> {
    Ok(Assegnazione {
        per_competenza: element.name != "PerConoscenza",
        assegnatario: persona(need(element, "SoggettoAssegnatario")?),
        inizio: known(element, "DataInizioAssegnazione", giorno)?,
        ora_inizio: maybe(element, "OraInizioAssegnazione", ora)?,
        fine: maybe(element, "DataFineAssegnazione", giorno)?,
        ora_fine: maybe(element, "OraFineAssegnazione", ora)?,
    })
}

fn procedimento(element: &Element) -> Result<Procedimento, Error> {
    let fasi = match element.child("Fasi") {
        Some(all) => {
            let each = all.children_named("TipoFase").flat_map(|one| one.children.iter());
            each.map(fase).collect::<Result<_, _>>()?
        }
        None => Vec::new(),
    };
    Ok(Procedimento {
        materia: text(element, &["MateriaArgomentoStruttura"]),
        denominazione: text(element, &["Procedimento"]),
        catalogo: text(element, &["CatalogoProcedimenti"]),
        fasi,
    })
}

/// The phase is known by its element or by its words, whatever their case.
fn fase(element: &Element) -> Result<Fase, Error> {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect::<String>();
    let words = plain(&text(element, &["Fase"]));
    let is = |tipo: &TipoFase| plain(tipo.nomi().0) == plain(&element.name) || plain(tipo.nomi().1) == words;
    let told = || Error::NonValido { elemento: "Fase", valore: element.name.chars().take(60).collect() };
    Ok(Fase {
        tipo: TipoFase::ALL.into_iter().find(is).ok_or_else(told)?,
        inizio: known(element, "DataInizioFase", giorno)?,
        fine: maybe(element, "DataFineFase", giorno)?,
    })
}

fn indice(element: &Element) -> Result<DocumentoIndice, Error> {
    let amministrativo = element.name.to_lowercase().starts_with("documentoammini");
    Ok(DocumentoIndice { amministrativo, id: id_doc(element)? })
}
