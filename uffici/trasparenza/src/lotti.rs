//! The yearly file of L. 190/2012, art. 1, c. 32: lots as a person writes them, and the file that ANAC's schema asks.

use std::collections::BTreeMap;

use anac_190::{Dataset, Indice, Lotto, Metadati, Offerente, Ruolo, Soggetto, Struttura, VoceIndice};
use authz::Who;
use chrono::Datelike;
use ente::Ente;
use kernel::{Date, Refusal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    permissions::{CONSULTA, PUBBLICA},
    tables::lotto,
};

/// The first year of the duty, and the last: procedures begun from 2024 on go to the national database.
pub(crate) const ANNI: std::ops::RangeInclusive<i64> = 2012..=2023;
/// Years for which a file is read after the one in which it was due.
const RESTA: i32 = 5;
/// Rows of a year that are looked at.
const MOST: u64 = 50_000;
/// The code of a lot for which none was due.
const SENZA_CIG: &str = "0000000000";
const LICENZA: &str = "Creative Commons Attribuzione 4.0 (CC BY 4.0)";

/// A lot, as it is written and kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scritto {
    /// The code.
    pub cig: String,
    /// The tax code of the body that proposes it.
    pub struttura_codice: String,
    /// Its name.
    pub struttura: String,
    /// What it is about.
    pub oggetto: String,
    /// How the contractor was chosen: two digits.
    pub scelta: String,
    /// Who bid.
    pub offerenti: Vec<Riga>,
    /// Awarded, in cents.
    pub aggiudicato: u64,
    /// Paid, in cents.
    pub liquidato: u64,
    /// When it began.
    pub inizio: Option<Date>,
    /// When it was done.
    pub fine: Option<Date>,
}

/// A firm that bid, alone or in a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Riga {
    /// The tax code; with a country's letters and a blank before it where it is not Italian.
    pub codice: String,
    /// Its name.
    pub nome: String,
    /// Whether it won.
    pub vince: bool,
    /// The name of its group; nothing for one that bids alone.
    pub gruppo: String,
    /// What it is in the group: two digits.
    pub ruolo: String,
}

impl Scritto {
    /// What makes it the same lot: its code, and what it is about where none was due.
    fn chiave(&self) -> (String, String) {
        let oggetto = if self.cig == SENZA_CIG { self.oggetto.clone() } else { String::new() };
        (self.cig.clone(), oggetto)
    }

    /// As the schema wants it.
    fn lotto(&self) -> Result<Lotto, Refusal> {
        let scelta = anac_190::scelta(&self.scelta)
            .ok_or_else(|| Refusal::beside("scelta", "Scegli dall'elenco come è stato scelto il contraente."))?;
        Ok(Lotto {
            cig: self.cig.clone(),
            struttura: Struttura {
                codice_fiscale: self.struttura_codice.clone(),
                denominazione: self.struttura.clone(),
            },
            oggetto: self.oggetto.clone(),
            scelta,
            partecipanti: offerenti(self.offerenti.iter())?,
            aggiudicatari: offerenti(self.offerenti.iter().filter(|row| row.vince))?,
            aggiudicato: self.aggiudicato,
            inizio: self.inizio,
            ultimazione: self.fine,
            liquidato: self.liquidato,
        })
    }
}

/// An Italian tax code, or the identifier of another country: a wrong code is not taken for a foreign one.
fn codice(text: &str) -> Result<Result<String, String>, Refusal> {
    if anac_190::codice_fiscale_valido(text) {
        return Ok(Ok(text.to_owned()));
    }
    let country = text.split_once(' ').map_or("", |(country, _)| country);
    if country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()) && country != "IT" {
        return Ok(Err(text.to_owned()));
    }
    let told = "Un codice fiscale ha undici cifre o sedici caratteri; quello di un altro Paese comincia con la sua \
                sigla e uno spazio, come «DE 123456789».";
    Err(Refusal::beside("offerenti", told))
}

/// Those who bid, the members of a group together.
fn offerenti<'a>(rows: impl Iterator<Item = &'a Riga>) -> Result<Vec<Offerente>, Refusal> {
    let (mut lone, mut groups) = (Vec::new(), BTreeMap::<&str, Vec<(Soggetto, Ruolo)>>::new());
    for row in rows {
        let soggetto = Soggetto { codice: codice(&row.codice)?, ragione_sociale: row.nome.clone() };
        if row.gruppo.is_empty() {
            lone.push(Offerente::Singolo(soggetto));
            continue;
        }
        let ruolo = Ruolo::TUTTI.into_iter().find(|one| one.valore().get(..2) == Some(row.ruolo.as_str()));
        let ruolo = ruolo.ok_or_else(|| {
            Refusal::beside(
                "offerenti",
                "Di ogni membro di un gruppo scrivi il ruolo, da 01 (mandante) a 05 (consorziata).",
            )
        })?;
        groups.entry(&row.gruppo).or_default().push((soggetto, ruolo));
    }
    Ok(groups.into_values().map(Offerente::Raggruppamento).chain(lone).collect())
}

/// Writes a lot of a year; one with the same code, or without one and about the same, takes the place of what was
/// there.
///
/// # Errors
/// Without the permission; what the schema would refuse; those of the database.
pub async fn scrivi_lotto(ente: &Ente, who: &Who, anno: i64, scritto: &Scritto) -> Result<(), Error> {
    who.require(&PUBBLICA)?;
    let mut tx = ente.ledger.begin(who.actor(), "trasparenza.lotto").await?;
    if !ANNI.contains(&anno) {
        let told =
            "Il file della L. 190 vale per gli anni dal 2012 al 2023: dal 2024 i dati vanno alla banca dati di ANAC.";
        return Err(Refusal::beside("anno", told).into());
    }
    let one = Dataset { metadati: metadati(ente, anno, "dataset.xml", tx.now().date()), lotti: vec![scritto.lotto()?] };
    one.xml().map_err(|error| Refusal::because(error.to_string()))?;
    let select = lotto::Entity::find().filter(lotto::Column::Anno.eq(anno));
    let select = select.filter(lotto::Column::Cig.eq(scritto.cig.as_str()));
    db::alone(&tx, "trasparenza.lotto").await?;
    let last = select.order_by_desc(lotto::Column::Versione).one(&tx).await?;
    let row = lotto::Model {
        id: tx.id(),
        anno,
        cig: scritto.cig.clone(),
        versione: last.map_or(1, |row| row.versione + 1),
        scritto_at: tx.now(),
        dati: serde_json::to_string(scritto)?,
        persona_id: who.person,
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// Of the first and of the last writing.
type Giorni = (Date, Date);

/// The lots of a year as they stand, by code, with the day of the first and of the last writing.
async fn lotti_di<C: ConnectionTrait>(connection: &C, anno: i64) -> Result<(Vec<Scritto>, Option<Giorni>), Error> {
    let rows = lotto::Entity::find()
        .filter(lotto::Column::Anno.eq(anno))
        .order_by_asc(lotto::Column::Versione)
        .limit(MOST)
        .all(connection)
        .await?;
    let first = rows.iter().map(|row| row.scritto_at).min();
    let days = first.zip(rows.iter().map(|row| row.scritto_at).max()).map(|(from, to)| (from.date(), to.date()));
    // The last version of each stays.
    let mut last = BTreeMap::new();
    for row in rows {
        let one: Scritto = serde_json::from_str(&row.dati)?;
        last.insert(one.chiave(), one);
    }
    Ok((last.into_values().collect(), days))
}

/// The lots of a year, for the office.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn lotti(ente: &Ente, who: &Who, anno: i64) -> Result<Vec<Scritto>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    Ok(lotti_di(&read, anno).await?.0)
}

/// The last day on which everybody reads the file of a year: it is due in the year after (art. 8, c. 3, D.Lgs.
/// 33/2013).
pub(crate) fn resta_fino(anno: i64) -> Option<Date> {
    let anno = i32::try_from(anno).ok()?;
    Date::from_ymd_opt(anno.checked_add(1 + RESTA)?, 12, 31)
}

/// The years of which everybody reads a file today, the last first.
///
/// # Errors
/// Those of the database.
pub async fn anni(ente: &Ente) -> Result<Vec<i64>, Error> {
    let oggi = ente.ledger.now().date();
    let read = ente.db().read().await?;
    let found = db::rows(&read, "SELECT DISTINCT anno FROM trasparenza_lotto ORDER BY anno DESC LIMIT 100", []).await?;
    let mut years = Vec::new();
    for row in found {
        let anno: i64 = row.try_get("", "anno")?;
        if resta_fino(anno).is_some_and(|end| end >= oggi) {
            years.push(anno);
        }
    }
    Ok(years)
}

/// The file of a year, or its index.
///
/// # Errors
/// [`Error::NotFound`] where there is none or its time is over; those of the database.
pub async fn file(ente: &Ente, anno: i64, indice: bool) -> Result<String, Error> {
    let oggi = ente.ledger.now().date();
    let read = ente.db().read().await?;
    let (lotti, days) = lotti_di(&read, anno).await?;
    drop(read);
    let (first, last) = days.filter(|_| resta_fino(anno).is_some_and(|end| end >= oggi)).ok_or(Error::NotFound)?;
    let meta = |name: &str| Metadati { pubblicato: first, ..metadati(ente, anno, name, last) };
    let made = if indice {
        let voce = VoceIndice { link: meta("dataset.xml").url, aggiornato: last };
        Indice { metadati: meta("indice.xml"), dataset: vec![voce] }.xml()
    } else {
        let lotti = lotti.iter().map(Scritto::lotto).collect::<Result<Vec<_>, Refusal>>()?;
        Dataset { metadati: meta("dataset.xml"), lotti }.xml()
    };
    Ok(made.map_err(|error| Refusal::because(error.to_string()))?)
}

fn metadati(ente: &Ente, anno: i64, name: &str, day: Date) -> Metadati {
    let page = format!("/trasparenza/anac/{anno}/{name}");
    Metadati {
        titolo: format!("Contratti pubblici dell'anno {anno}"),
        sommario: "Dati dell'art. 1, comma 32, della legge 190/2012".into(),
        pubblicato: day,
        ente: ente.info.name.clone(),
        aggiornato: day,
        anno: i32::try_from(anno).unwrap_or_else(|_| day.year()),
        // The file is not one without a whole address.
        url: ente.address(&page).unwrap_or_else(|| format!("https://localhost{page}")),
        licenza: LICENZA.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn riga(nome: &str, gruppo: &str, ruolo: &str, vince: bool) -> Riga {
        Riga { codice: "01234567890".into(), nome: nome.into(), vince, gruppo: gruppo.into(), ruolo: ruolo.into() }
    }

    #[test]
    fn the_members_of_a_group_bid_together() {
        let rows = [riga("A", "", "", false), riga("B", "rti", "02", true), riga("C", "rti", "01", true)];
        let made = offerenti(rows.iter()).unwrap();
        let [Offerente::Raggruppamento(members), Offerente::Singolo(alone)] = made.as_slice() else {
            panic!("{made:?}")
        };
        assert_eq!((members.len(), members[0].1, alone.ragione_sociale.as_str()), (2, Ruolo::Mandataria, "A"));
        assert!(offerenti([riga("D", "rti", "09", true)].iter()).is_err());
    }

    #[test]
    fn a_wrong_code_is_not_taken_for_a_foreign_one() {
        assert_eq!(codice("01234567890"), Ok(Ok("01234567890".to_owned())));
        assert_eq!(codice("DE 123"), Ok(Err("DE 123".to_owned())));
        for wrong in ["0123456789", "IT 0123456789", "", "DE123", "de 123"] {
            assert!(codice(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_file_of_a_year_is_read_for_five_years_after_the_one_in_which_it_was_due() {
        assert_eq!(resta_fino(2023).map(|day| day.to_string()).as_deref(), Some("2029-12-31"));
    }
}
