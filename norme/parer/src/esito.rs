//! What the conservatore answers.

use bounded_xml::{Element, Limits};
use chrono::{DateTime, FixedOffset};

use crate::{Chiave, Error};

/// A code with its words, as the conservatore wrote them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Segnalazione {
    /// Code (`UD-002-001`).
    pub codice: String,
    /// In words.
    pub messaggio: String,
}

/// The receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rapporto {
    /// Its URN.
    pub urn: String,
    /// Its time, if it tells one.
    pub data: Option<DateTime<FixedOffset>>,
    /// Its XML as it came inside the answer, to be kept; `None` when it is a part of the answer itself (fascicoli):
    /// then the whole answer is kept.
    pub xml: Option<String>,
}

/// What became of a deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stato {
    /// Taken.
    Accettato(Rapporto),
    /// Taken, with warnings.
    AccettatoConAvvisi(Rapporto),
    /// Not taken: [`Esito::errori`] tells why.
    Rifiutato,
}

/// Which of the two services answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conservato {
    /// A unit of documents.
    Unita,
    /// A fascicolo.
    Fascicolo,
}

/// A file as the conservatore received it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EsitoComponente {
    /// Name of the file.
    pub nome: Option<String>,
    /// Identifier that the body gave.
    pub id_versato: Option<String>,
    /// URN that the conservatore gave.
    pub urn: Option<String>,
    /// Digest that the conservatore computed.
    pub impronta: Option<Vec<u8>>,
    /// Its function.
    pub algoritmo: Option<String>,
    /// What the conservatore says of its format: `IDONEO`, `GESTITO`, `DEPRECATO`.
    pub idoneita: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Esito {
    /// To which deposit.
    pub di: Conservato,
    /// What became of it.
    pub stato: Stato,
    /// Why not: the main reason first. Empty if it was taken.
    pub errori: Vec<Segnalazione>,
    /// Warnings: the main one first.
    pub avvisi: Vec<Segnalazione>,
    /// When it was received.
    pub data: Option<DateTime<FixedOffset>>,
    /// The key of the unit of which it speaks, where it tells one whole.
    pub chiave: Option<Chiave>,
    /// The URN of what was sent.
    pub urn_sip: Option<String>,
    /// Its state with the conservatore (`IN_ATTESA_SCHED`, `PRESA_IN_CARICO`).
    pub stato_conservazione: Option<String>,
    /// The files.
    pub componenti: Vec<EsitoComponente>,
}

/// An answer names at most so many things of one kind; the rest is let go.
const MOST: usize = 10_000;
/// The key of a unit that is there already.
const GIA_PRESENTE: [&str; 2] = ["UD-002-001", "FASC-002-001"];
/// An error of the conservatore's own system.
const ERRORE_DI_SISTEMA: &str = "666";

impl Esito {
    /// Whether it was refused because the same key is there already: a deposit whose answer was lost. Its receipt is
    /// asked for before anything is sent again.
    #[must_use]
    pub fn gia_presente(&self) -> bool {
        self.errori.iter().any(|one| GIA_PRESENTE.contains(&one.codice.as_str()))
    }

    /// Whether the cause lies with the conservatore's system, so that the same deposit may be sent again as it is.
    #[must_use]
    pub fn ritentabile(&self) -> bool {
        self.errori.first().is_some_and(|one| one.codice.starts_with(ERRORE_DI_SISTEMA))
    }

    /// Why it was refused, in one sentence for the clerk.
    #[must_use]
    pub fn causa(&self) -> Option<String> {
        let first = self.errori.first()?;
        Some(format!("Il conservatore ha rifiutato il versamento: {} (codice {})", first.messaggio, first.codice))
    }
}

/// Reads the answer to a deposit of a unit (`EsitoVersamento`) or of a fascicolo (`EsitoVersamentoFascicolo`).
///
/// # Errors
/// [`Error::SenzaRapporto`] for an acceptance without receipt; what is no such answer.
pub fn read_esito(bytes: &[u8]) -> Result<Esito, Error> {
    let document = bounded_xml::read(bytes, Limits::default())?;
    let root = &document.root;
    match root.name.as_str() {
        "EsitoVersamento" => unita(root),
        "EsitoVersamentoFascicolo" => fascicolo(root),
        other => {
            let radice = other.chars().take(60).collect();
            Err(Error::Altro { radice, atteso: "un esito di versamento del conservatore" })
        }
    }
}

fn istante(element: &Element, name: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(element.text_at(&[name])?).ok()
}

fn segnalazione(element: &Element, what: &str) -> Option<Segnalazione> {
    let codice = element.string_at(&[&format!("Codice{what}")]);
    let messaggio = element.string_at(&[&format!("Messaggio{what}")]);
    if codice.is_none() && messaggio.is_none() {
        return None;
    }
    Some(Segnalazione { codice: codice.unwrap_or_default(), messaggio: messaggio.unwrap_or_default() })
}

fn ulteriori(element: &Element, list: &str, what: &str) -> Vec<Segnalazione> {
    let Some(all) = element.child(list) else { return Vec::new() };
    all.children_named(what).filter_map(|one| segnalazione(one, what)).take(MOST).collect()
}

/// The code of the general outcome, and what it says: an error, or the main warning.
fn generale(element: &Element) -> Result<(&str, Option<Segnalazione>), Error> {
    let found = element.child("EsitoGenerale").ok_or(Error::Manca { elemento: "EsitoGenerale" })?;
    let code = found.text_at(&["CodiceEsito"]).ok_or(Error::Manca { elemento: "CodiceEsito" })?;
    Ok((code, segnalazione(found, "Errore")))
}

/// The parts of an answer that both services have.
struct Comune {
    stato: Stato,
    errori: Vec<Segnalazione>,
    avvisi: Vec<Segnalazione>,
}

fn comune(element: &Element, rapporto: impl FnOnce() -> Option<Rapporto>) -> Result<Comune, Error> {
    let (code, said) = generale(element)?;
    let mut avvisi = ulteriori(element, "WarningUlteriori", "Warning");
    let receipt = || rapporto().ok_or(Error::SenzaRapporto);
    match code {
        "POSITIVO" if avvisi.is_empty() => Ok(Comune { stato: Stato::Accettato(receipt()?), errori: vec![], avvisi }),
        "POSITIVO" => Ok(Comune { stato: Stato::AccettatoConAvvisi(receipt()?), errori: vec![], avvisi }),
        "WARNING" => {
            if let Some(said) = said {
                avvisi.insert(0, said);
            }
            Ok(Comune { stato: Stato::AccettatoConAvvisi(receipt()?), errori: vec![], avvisi })
        }
        "NEGATIVO" => {
            let mut errori: Vec<Segnalazione> = said.into_iter().collect();
            errori.extend(ulteriori(element, "ErroriUlteriori", "Errore"));
            if errori.is_empty() {
                errori
                    .push(Segnalazione { codice: "?".into(), messaggio: "il conservatore non dice il motivo".into() });
            }
            Ok(Comune { stato: Stato::Rifiutato, errori, avvisi })
        }
        other => Err(Error::NonValido { elemento: "CodiceEsito", valore: other.chars().take(60).collect() }),
    }
}

fn unita(root: &Element) -> Result<Esito, Error> {
    let Comune { stato, errori, avvisi } = comune(root, || rapporto_unita(root))?;
    let unit = root.child("UnitaDocumentaria");
    let mut componenti = Vec::new();
    for document in unit.into_iter().flat_map(documenti) {
        let Some(list) = document.child("Componenti") else { continue };
        for one in list.children_named("Componente") {
            componenti.push(componente(one));
            let below = one.child("SottoComponenti").map(|all| all.children_named("SottoComponente"));
            componenti.extend(below.into_iter().flatten().map(componente));
        }
    }
    componenti.truncate(MOST);
    Ok(Esito {
        di: Conservato::Unita,
        stato,
        errori,
        avvisi,
        data: istante(root, "DataVersamento").or_else(|| istante(unit?, "DataVersamento")),
        chiave: unit.and_then(chiave),
        urn_sip: root.string_at(&["URNSIP"]),
        stato_conservazione: root.string_at(&["UnitaDocumentaria", "StatoConservazione"]),
        componenti,
    })
}

fn documenti(unit: &Element) -> Vec<&Element> {
    let mut all: Vec<&Element> = unit.children_named("DocumentoPrincipale").collect();
    for (list, name) in [("Allegati", "Allegato"), ("Annessi", "Annesso"), ("Annotazioni", "Annotazione")] {
        all.extend(unit.child(list).into_iter().flat_map(|list| list.children_named(name)));
    }
    all
}

/// The receipt is a document of its own, written as text inside the answer.
fn rapporto_unita(root: &Element) -> Option<Rapporto> {
    let xml = root.child("RapportoVersamento")?.trimmed()?;
    let inside = bounded_xml::read(xml.as_bytes(), Limits::default()).ok()?.root;
    if inside.name != "RapportoVersamento" {
        return None;
    }
    Some(Rapporto {
        urn: inside.string_at(&["URNRapportoVersamento"])?,
        data: istante(&inside, "DataRapportoVersamento"),
        xml: Some(xml.to_owned()),
    })
}

fn chiave(unit: &Element) -> Option<Chiave> {
    let told = |name| unit.string_at(&["Chiave", name]);
    Some(Chiave { numero: told("Numero")?, anno: told("Anno")?.parse().ok()?, registro: told("TipoRegistro")? })
}

fn componente(element: &Element) -> EsitoComponente {
    EsitoComponente {
        nome: element.string_at(&["NomeComponente"]),
        id_versato: element.string_at(&["IDComponenteVersato"]),
        urn: element.string_at(&["URN"]),
        impronta: element.text_at(&["Hash"]).and_then(|text| hex::decode(text).ok()),
        algoritmo: element.string_at(&["AlgoritmoHash"]),
        idoneita: element.string_at(&["IdoneitaFormato"]),
    }
}

fn fascicolo(root: &Element) -> Result<Esito, Error> {
    let taken = root.child("RapportoVersamentoFascicolo");
    let refused = root.child("EsitoVersamentoNegativo");
    let inside = taken.or(refused).ok_or(Error::Manca { elemento: "RapportoVersamentoFascicolo" })?;
    let rapporto = || {
        let one = taken?;
        Some(Rapporto {
            urn: one.string_at(&["IdentificativoRapportoVersamento"])?,
            data: istante(one, "DataRapportoVersamento"),
            xml: None,
        })
    };
    let Comune { stato, errori, avvisi } = comune(inside, rapporto)?;
    Ok(Esito {
        di: Conservato::Fascicolo,
        stato,
        errori,
        avvisi,
        data: istante(root, "DataEsitoVersamentoFascicolo"),
        chiave: None,
        urn_sip: inside.string_at(&["SIP", "URNSIP"]),
        stato_conservazione: inside.string_at(&["StatoConservazione"]),
        componenti: Vec::new(),
    })
}
