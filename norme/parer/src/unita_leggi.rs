//! A unit of documents, read back: what was sent is kept, and this tells what it said.

use bounded_xml::{Element, Limits};
use chrono::{DateTime, NaiveDate};

use crate::{
    Chiave, Collegato, Componente, DatiSpecifici, Documento, Error, Fascicolazione, Forzature, Supporto,
    TipoConservazione, UnitaDocumentaria, Versatore, VoceFascicolo,
};

/// Reads a unit of documents as it was sent.
///
/// # Errors
/// [`Error`].
pub fn read_unita(bytes: &[u8]) -> Result<UnitaDocumentaria, Error> {
    let document = bounded_xml::read(bytes, Limits::default())?;
    let root = &document.root;
    if root.name != "UnitaDocumentaria" {
        let radice = root.name.chars().take(60).collect();
        return Err(Error::Altro { radice, atteso: "una «UnitaDocumentaria» da versare" });
    }
    let head = need(root, "Intestazione")?;
    let config = |name: &str| root.text_at(&["Configurazione", name]);
    let conservazione = match config("TipoConservazione") {
        Some(text) => Some(
            TipoConservazione::ALL
                .into_iter()
                .find(|one| one.testo() == text)
                .ok_or_else(|| non_valido("TipoConservazione", text))?,
        ),
        None => None,
    };
    let flag = |name: &str| config(name).map(vero);
    let many = |all: &str, one: &str| match root.child(all) {
        Some(list) => list.children_named(one).map(documento).collect::<Result<Vec<_>, _>>(),
        None => Ok(Vec::new()),
    };
    let data = root.text_at(&["ProfiloUnitaDocumentaria", "Data"]);
    Ok(UnitaDocumentaria {
        versione: text(head, "Versione"),
        versatore: versatore(need(head, "Versatore")?),
        chiave: chiave(need(head, "Chiave")?)?,
        tipologia: text(head, "TipologiaUnitaDocumentaria"),
        conservazione,
        migrazione: config("SistemaDiMigrazione").map(str::to_owned),
        forzature: Forzature {
            accettazione: flag("ForzaAccettazione"),
            conservazione: flag("ForzaConservazione"),
            collegamento: flag("ForzaCollegamento"),
            hash: flag("ForzaHash"),
            formato_numero: flag("ForzaFormatoNumero"),
            formato_file: flag("ForzaFormatoFile"),
            simula: flag("SimulaSalvataggioDatiInDB"),
        },
        fascicoli: root.child("ProfiloArchivistico").map(fascicoli).unwrap_or_default(),
        oggetto: root.string_at(&["ProfiloUnitaDocumentaria", "Oggetto"]),
        data: data.map(giorno).transpose()?,
        cartaceo: root.text_at(&["ProfiloUnitaDocumentaria", "Cartaceo"]).map(vero),
        profilo_normativo: root.child("ProfiloNormativo").and_then(|one| {
            let version = one.attribute("versione").unwrap_or_default().to_owned();
            Some((version, xml_out::copy_to_string(one.children.first()?)))
        }),
        dati_specifici: dati(root),
        collegati: match root.child("DocumentiCollegati") {
            Some(all) => all.children_named("DocumentoCollegato").map(collegato).collect::<Result<_, _>>()?,
            None => Vec::new(),
        },
        principale: documento(need(root, "DocumentoPrincipale")?)?,
        allegati: many("Allegati", "Allegato")?,
        annessi: many("Annessi", "Annesso")?,
        annotazioni: many("Annotazioni", "Annotazione")?,
    })
}

pub(crate) fn need<'a>(element: &'a Element, name: &'static str) -> Result<&'a Element, Error> {
    element.child(name).ok_or(Error::Manca { elemento: name })
}

pub(crate) fn text(element: &Element, name: &str) -> String {
    element.text_at(&[name]).unwrap_or_default().to_owned()
}

pub(crate) fn vero(text: &str) -> bool {
    text == "true" || text == "1"
}

pub(crate) fn non_valido(elemento: &'static str, text: &str) -> Error {
    Error::NonValido { elemento, valore: text.chars().take(60).collect() }
}

pub(crate) fn giorno(text: &str) -> Result<NaiveDate, Error> {
    let day: String = text.chars().take(10).collect();
    day.parse().map_err(|_| non_valido("Data", text))
}

pub(crate) fn anno(element: &Element) -> Result<u32, Error> {
    let text = element.text_at(&["Anno"]).unwrap_or_default();
    text.parse().map_err(|_| non_valido("Anno", text))
}

pub(crate) fn versatore(element: &Element) -> Versatore {
    Versatore {
        ambiente: text(element, "Ambiente"),
        ente: text(element, "Ente"),
        struttura: text(element, "Struttura"),
        user_id: text(element, "UserID"),
        utente: element.string_at(&["Utente"]),
    }
}

pub(crate) fn chiave(element: &Element) -> Result<Chiave, Error> {
    Ok(Chiave { numero: text(element, "Numero"), anno: anno(element)?, registro: text(element, "TipoRegistro") })
}

fn collegato(element: &Element) -> Result<Collegato, Error> {
    let chiave = chiave(need(element, "ChiaveCollegamento")?)?;
    Ok(Collegato { chiave, descrizione: text(element, "DescrizioneCollegamento") })
}

fn fascicoli(element: &Element) -> Vec<Fascicolazione> {
    let others = element.child("FascicoliSecondari").map(|all| all.children_named("FascicoloSecondario"));
    let each = element.child("FascicoloPrincipale").into_iter().chain(others.into_iter().flatten());
    each.map(|one| {
        let voce = |name: &str| {
            one.child(name).map(|voce| VoceFascicolo {
                identificativo: text(voce, "Identificativo"),
                oggetto: voce.string_at(&["Oggetto"]),
            })
        };
        Fascicolazione {
            classifica: one.string_at(&["Classifica"]),
            fascicolo: voce("Fascicolo"),
            sottofascicolo: voce("SottoFascicolo"),
        }
    })
    .collect()
}

fn dati(element: &Element) -> Option<DatiSpecifici> {
    let found = element.child("DatiSpecifici")?;
    let fields = found.children.iter().filter(|one| one.name != "VersioneDatiSpecifici");
    Some(DatiSpecifici {
        versione: text(found, "VersioneDatiSpecifici"),
        campi: fields.map(|one| (one.name.clone(), one.trimmed().unwrap_or_default().to_owned())).collect(),
    })
}

fn documento(element: &Element) -> Result<Documento, Error> {
    let componenti = match element.at(&["StrutturaOriginale", "Componenti"]) {
        Some(all) => all.children_named("Componente").map(componente).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    Ok(Documento {
        id: text(element, "IDDocumento"),
        tipo: text(element, "TipoDocumento"),
        descrizione: element.string_at(&["ProfiloDocumento", "Descrizione"]),
        autore: element.string_at(&["ProfiloDocumento", "Autore"]),
        dati_specifici: dati(element),
        struttura: element.string_at(&["StrutturaOriginale", "TipoStruttura"]),
        componenti,
    })
}

fn componente(element: &Element) -> Result<Componente, Error> {
    let sotto = match element.child("SottoComponenti") {
        Some(all) => all.children_named("SottoComponente").map(foglia).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    Ok(Componente { sotto, ..foglia(element)? })
}

/// A component without those below it: the schema knows one level.
fn foglia(element: &Element) -> Result<Componente, Error> {
    let ordine = text(element, "OrdinePresentazione");
    let supporto = match element.text_at(&["TipoSupportoComponente"]) {
        Some(word) => {
            let found = Supporto::ALL.into_iter().find(|one| one.testo() == word);
            found.ok_or_else(|| non_valido("TipoSupportoComponente", word))?
        }
        None => Supporto::File,
    };
    let digest = |text: &str| {
        let bytes = hex::decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        bytes.ok_or_else(|| non_valido("HashVersato", text))
    };
    let at = |text: &str| DateTime::parse_from_rfc3339(text).map_err(|_| non_valido("RiferimentoTemporale", text));
    Ok(Componente {
        id: text(element, "ID"),
        ordine: ordine.parse().map_err(|_| non_valido("OrdinePresentazione", &ordine))?,
        tipo: element.string_at(&["TipoComponente"]),
        supporto,
        riferimento: element.child("Riferimento").map(chiave).transpose()?,
        rappresentazione: element.string_at(&["TipoRappresentazioneComponente"]),
        nome: element.string_at(&["NomeComponente"]),
        formato: element.string_at(&["FormatoFileVersato"]),
        sha256: element.text_at(&["HashVersato"]).map(digest).transpose()?,
        urn: element.string_at(&["UrnVersato"]),
        id_versato: element.string_at(&["IDComponenteVersato"]),
        dati_specifici: dati(element),
        data_firma: element.text_at(&["UtilizzoDataFirmaPerRifTemp"]).map(vero),
        riferimento_temporale: element.text_at(&["RiferimentoTemporale"]).map(at).transpose()?,
        descrizione_riferimento: element.string_at(&["DescrizioneRiferimentoTemporale"]),
        sotto: Vec::new(),
    })
}
