//! Labels for paper documents: the registration in a few lines and as bars for a scanner, one for each entry.

use std::collections::HashMap;

use authz::Who;
use ente::Ente;
use kernel::{Instant, Refusal};
use pdf::{About, Template};
use sea_orm::QueryResult;
use serde::Serialize;

use super::code128::code128;
use crate::{
    error::Error,
    fascicolo::{Chiave, della_registrazione::prime},
    registrazione::elenca::Where,
    rules::{RegistrazioneId, Verso},
    visibilita,
};

const MODELLO: Template =
    Template::piece("etichetta-protocollo", include_str!("../../../../modelli/etichetta-protocollo.typ"));
/// Labels of one PDF: those of a page of the list.
pub(crate) const MOST: usize = 50;
/// Labels of a sheet.
pub(crate) const SUL_FOGLIO: usize = 24;

/// On what labels are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formato {
    /// A roll of labels of 62 by 29 mm: each is a page.
    Rotolo,
    /// A4 sheets of 24 labels of 70 by 37 mm, three across and eight down; the first free place counts from 1.
    Foglio(usize),
}

impl Formato {
    /// The codes and labels, in the order of the forms.
    pub const TUTTI: [(&str, &str); 2] =
        [("rotolo", "Rotolo di etichette da 62 × 29 mm"), ("foglio", "Fogli A4 da 24 etichette (3 × 8, 70 × 37 mm)")];

    /// From what a form says.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn leggi(formato: &str, posizione: &str) -> Result<Self, Refusal> {
        let mut refusal = Refusal::default();
        match formato {
            "rotolo" => return Ok(Self::Rotolo),
            "foglio" => {
                let place = if posizione.trim().is_empty() { Some(1) } else { posizione.trim().parse().ok() };
                match place.filter(|place| (1..=SUL_FOGLIO).contains(place)) {
                    Some(place) => return Ok(Self::Foglio(place)),
                    None => refusal.add(
                        Some("posizione"),
                        format!("Scrivi da quale etichetta del foglio cominciare: da 1 a {SUL_FOGLIO}."),
                    ),
                }
            }
            _ => refusal.add(Some("formato"), "Scegli su che cosa stampare le etichette."),
        }
        Err(refusal)
    }

    /// The code kept as a preference.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rotolo => "rotolo",
            Self::Foglio(_) => "foglio",
        }
    }
}

#[derive(Debug, Serialize)]
struct Etichette {
    formato: &'static str,
    /// Places left empty at the beginning of the first sheet.
    vuote: usize,
    etichette: Vec<Etichetta>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Etichetta {
    ente: String,
    aoo: Option<String>,
    numero: String,
    giorno: String,
    verso: &'static str,
    classe: Option<String>,
    fascicolo: Option<String>,
    annullata: bool,
    codice: String,
    barre: Vec<u8>,
}

/// The labels of these entries, in their order.
///
/// # Errors
/// [`Error::NotFound`] where `who` may not see one of them; those of the template.
pub async fn etichette_pdf(ente: &Ente, who: &Who, quali: &[(i64, i64)], formato: Formato) -> Result<Vec<u8>, Error> {
    let (mut etichette, mut at) = (Vec::new(), Instant::default());
    for voce in leggi(ente, who, &quali[..quali.len().min(MOST)]).await? {
        at = at.max(voce.at);
        etichette.push(in_parole(ente, voce));
    }
    let title = match etichette.as_slice() {
        [one] => format!("Etichetta del protocollo {}", one.numero),
        many => format!("{} etichette di protocollo", many.len()),
    };
    let vuote = if let Formato::Foglio(place) = formato { place.saturating_sub(1) } else { 0 };
    let about = About { title, author: ente.info.name.clone(), at };
    Ok(pdf::render(&MODELLO, &about, &Etichette { formato: formato.code(), vuote, etichette }).await?)
}

/// An entry, as its label tells it.
#[derive(Clone, Debug)]
struct Voce {
    id: RegistrazioneId,
    chiave: (i64, i64),
    verso: String,
    at: Instant,
    classe: Option<String>,
    annullata: bool,
    fascicolo: Option<Chiave>,
}

/// These entries, in their order, all read together.
async fn leggi(ente: &Ente, who: &Who, quali: &[(i64, i64)]) -> Result<Vec<Voce>, Error> {
    let read = ente.db().read().await?;
    let (visible, values) = visibilita::condition(who, 1);
    let mut all = Where { parts: Vec::new(), values };
    for (anno, numero) in quali {
        let (anno, numero) = (all.place(*anno), all.place(*numero));
        all.parts.push(format!("(r.anno = {anno} AND r.numero = {numero})"));
    }
    if all.parts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT r.id, r.anno, r.numero, r.verso, r.registrata_at, s.classe, s.annullata FROM protocollo_registrazione r \
         JOIN protocollo_stato s ON s.registrazione_id = r.id WHERE ({}) AND {visible}",
        all.parts.join(" OR ")
    );
    let mut found: HashMap<(i64, i64), Voce> = HashMap::new();
    for row in &db::rows(&read, &sql, all.values).await? {
        let voce = voce(row)?;
        found.insert(voce.chiave, voce);
    }
    let ids: Vec<RegistrazioneId> = found.values().map(|voce| voce.id).collect();
    let mut fascicoli = prime(&read, who, &ids).await?;
    for voce in found.values_mut() {
        voce.fascicolo = fascicoli.remove(&voce.id);
    }
    quali.iter().map(|key| found.get(key).cloned().ok_or(Error::NotFound)).collect()
}

fn voce(row: &QueryResult) -> Result<Voce, Error> {
    Ok(Voce {
        id: row.try_get("", "id")?,
        chiave: (row.try_get("", "anno")?, row.try_get("", "numero")?),
        verso: row.try_get("", "verso")?,
        at: row.try_get("", "registrata_at")?,
        classe: row.try_get("", "classe")?,
        annullata: row.try_get("", "annullata")?,
        fascicolo: None,
    })
}

fn in_parole(ente: &Ente, voce: Voce) -> Etichetta {
    let (anno, numero) = voce.chiave;
    let codice = format!("{}/{anno}/{numero:07}", ente.info.ipa);
    Etichetta {
        ente: ente.info.name.clone(),
        aoo: ente.aoo.as_ref().map(|aoo| aoo.name.clone().unwrap_or_else(|| aoo.code.clone())),
        numero: format!("{numero:07}/{anno}"),
        giorno: voce.at.rome().format("%d/%m/%Y").to_string(),
        verso: Verso::from_code(&voce.verso).unwrap_or(Verso::Arrivo).label(),
        classe: voce.classe,
        fascicolo: voce.fascicolo.map(|chiave| chiave.to_string()),
        annullata: voce.annullata,
        barre: code128(&codice),
        codice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_begins_at_a_place_that_it_has() {
        assert_eq!(Formato::leggi("foglio", "24"), Ok(Formato::Foglio(24)));
        assert_eq!(Formato::leggi("foglio", ""), Ok(Formato::Foglio(1)));
        assert_eq!(Formato::leggi("rotolo", "99"), Ok(Formato::Rotolo));
        for (formato, posizione) in [("foglio", "0"), ("foglio", "25"), ("foglio", "x"), ("", "")] {
            assert!(Formato::leggi(formato, posizione).is_err(), "{formato} {posizione}");
        }
    }
}
