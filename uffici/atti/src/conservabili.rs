//! What of the acts is to be kept for ever: each adopted one with its papers, offered through the door of
//! `porte::conservazione`. It waits there until it lies in a fascicolo, whose class is its own (annex 5 to the AgID
//! guidelines of 2021: classification and aggregation of every administrative document).

use std::collections::HashMap;

use accounts::person;
use chrono::Months;
use db::Read;
use documents::document;
use ente::Ente;
use kernel::{Date, Id, Instant, Uuid};
use porte::{
    albo::Pubblica,
    conservazione::{
        Cambiamento, Cambio, Conservabili, Cosa, DiRepertorio, FileDaTenere, Firmatario, Flusso, Offerta, Segni,
        Silenzio, Tipo,
    },
    fascicoli::Fascicoli,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    error::Error,
    leggi::allegati_di,
    materia::CODICE,
    rules::tipi::Tipo as TipoAtto,
    tables::{AttoId, firma, relazione, stato},
};

/// Acts are handed over at least once a year (art. 67 DPR 445/2000; AgID guidelines 2021, 4.1): the day itself, also
/// where it is a holiday, which is the stricter reading.
const MESI: Months = Months::new(12);
/// What was written so long before the last one seen is looked at again by the next asking that begins: registers
/// number side by side, and who took a number first may commit last. Microseconds.
const ADDIETRO: i64 = 3_600 * 1_000_000;

/// The acts' side of the door.
#[derive(Debug)]
pub struct DaConservare {
    /// Who certifies that they were published.
    pub albo: &'static dyn Pubblica,
    /// Who has the fascicoli in which they lie.
    pub fascicoli: &'static dyn Fascicoli,
}

#[async_trait::async_trait]
impl Conservabili for DaConservare {
    fn fonte(&self) -> &'static str {
        CODICE
    }

    async fn nuove(&self, read: &Read, tipo: Tipo, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Silenzio> {
        match tipo {
            Tipo::Documento => adottati(read, segno, most).await.map_err(silenzio),
            // The registers of a year on paper are not made yet; fascicoli are another office's.
            Tipo::Giornaliero | Tipo::Fascicolo => Ok(Vec::new()),
        }
    }

    async fn cambiate(&self, read: &Read, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Silenzio> {
        annullati(read, segno, most).await.map_err(silenzio)
    }

    async fn leggi(&self, ente: &Ente, tipo: Tipo, id: Uuid) -> Result<Option<Cosa>, Silenzio> {
        if tipo != Tipo::Documento {
            return Ok(None);
        }
        let Some(mut cosa) = atto(self.albo, ente, id).await.map_err(silenzio)? else { return Ok(None) };
        if let Some(place) = self.fascicoli.posto(ente, CODICE, id).await? {
            cosa.classe = Some(place.classe);
            cosa.fascicoli = vec![place.fascicolo];
            cosa.domicilio = place.domicilio;
        }
        Ok(Some(cosa))
    }
}

fn silenzio(error: Error) -> Silenzio {
    Silenzio(error.into())
}

/// Adopted after `segno`: in the middle of many the microseconds of an adoption and the act, else the microseconds
/// alone, and then [`ADDIETRO`] is looked at again.
async fn adottati(read: &Read, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Error> {
    let sql = "SELECT s.atto_id, s.tipo, s.numero, s.adottato_at, s.adottato_at AS at FROM atti_stato s \
               WHERE s.numero IS NOT NULL AND (s.adottato_at > $1 OR (s.adottato_at = $2 AND s.atto_id > $3)) \
               ORDER BY s.adottato_at, s.atto_id";
    offerte(read, sql, (segno, most), |_| 0).await
}

/// Annulled after `segno`, likewise: what was annulled is told as such in a later version.
async fn annullati(read: &Read, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Error> {
    let sql = "SELECT s.atto_id, s.tipo, s.numero, s.adottato_at, f.at FROM atti_fatto f \
               JOIN atti_stato s ON s.atto_id = f.atto_id \
               WHERE f.tipo = 'annullato' AND s.numero IS NOT NULL \
               AND (f.at > $1 OR (f.at = $2 AND s.atto_id > $3)) ORDER BY f.at, s.atto_id";
    offerte(read, sql, (segno, most), Instant::micros).await
}

async fn offerte(
    read: &Read,
    sql: &str,
    (segno, most): (Option<&str>, u64),
    versione: impl Fn(Instant) -> i64,
) -> Result<Vec<Offerta>, Error> {
    let (after, id) = segno.and_then(da_dove).unwrap_or_default();
    let sql = format!("{sql} LIMIT {}", most.saturating_add(1));
    let rows = db::rows(read, &sql, [after.into(), after.into(), id.into()]).await?;
    let page = usize::try_from(most).unwrap_or(usize::MAX).min(rows.len());
    let last_of_all = (page == rows.len()).then(|| page.saturating_sub(1));
    let offer = |(place, row): (usize, &sea_orm::QueryResult)| {
        let (id, at): (Uuid, Instant) = (row.try_get("", "atto_id")?, row.try_get("", "at")?);
        let (tipo, numero): (String, i64) = (row.try_get("", "tipo")?, row.try_get("", "numero")?);
        let adopted: Instant = row.try_get("", "adottato_at")?;
        let micros = at.micros();
        Ok(Offerta {
            id,
            versione: versione(at),
            // Never what it is about.
            nome: TipoAtto::di(&tipo).map_or(tipo, |tipo| tipo.cita(numero, adopted.date())),
            nata_at: at,
            termine: tra_un_anno(at.date()),
            segno: if last_of_all == Some(place) { micros.to_string() } else { format!("{micros}/{id}") },
        })
    };
    rows.iter().take(page).enumerate().map(offer).collect()
}

fn da_dove(text: &str) -> Option<(i64, Uuid)> {
    match text.split_once('/') {
        Some((at, id)) => Some((at.parse().ok()?, id.parse().ok()?)),
        None => Some((text.parse::<i64>().ok()?.saturating_sub(ADDIETRO), Uuid::nil())),
    }
}

fn tra_un_anno(day: Date) -> Date {
    day.checked_add_months(MESI).unwrap_or(day)
}

/// An adopted act with its papers, without the fascicolo in which it lies.
async fn atto(albo: &dyn Pubblica, ente: &Ente, id: Uuid) -> Result<Option<Cosa>, Error> {
    let read = ente.db().read().await?;
    let row = stato::Entity::find().filter(stato::Column::AttoId.eq(id)).one(&read).await?;
    let Some(stato) = row.filter(|row| row.numero.is_some()) else { return Ok(None) };
    let (Some(numero), Some(anno), Some(at)) = (stato.numero, stato.anno, stato.adottato_at) else { return Ok(None) };
    let firme = firma::Entity::find().filter(firma::Column::AttoId.eq(id));
    let firme = firme.filter(firma::Column::Versione.eq(stato.versione)).order_by_asc(firma::Column::At);
    let firme = firme.all(&read).await?;
    let posted: Vec<Uuid> = stato.pubblicazione_id.into_iter().collect();
    let referta = albo.referte(ente, &posted).await?.into_values().next().map(|one| one.documento);
    let file = file(ente, &read, &stato, &firme, referta).await?;
    Ok(Some(Cosa {
        tipo: Tipo::Documento,
        registro: stato.registro.clone().unwrap_or_default(),
        numero: numero.to_string(),
        anno,
        at,
        oggetto: stato.oggetto.clone(),
        riservata: stato.riservato,
        flusso: Flusso::Interno,
        classe: None,
        parti: Vec::new(),
        file,
        fascicoli: Vec::new(),
        domicilio: None,
        repertorio: Some(DiRepertorio {
            tipologia: stato.tipo().citazione.to_owned(),
            firmatari: firmatari(&read, &firme).await?,
        }),
        chiuso: None,
        cambio: annullamento(&read, &stato).await?,
    }))
}

/// The signed act first; then its version for everybody, the opinions upon it, its annexes, the certificate of the
/// albo.
async fn file(
    ente: &Ente,
    read: &Read,
    stato: &stato::Model,
    firme: &[firma::Model],
    referta: Option<Id<document::Entity>>,
) -> Result<Vec<FileDaTenere>, Error> {
    let Some(main) = stato.documento_id else { return Ok(Vec::new()) };
    let mut ids = vec![main];
    ids.extend(stato.pubblico_id);
    ids.extend(firme.iter().filter(|one| one.esito.is_some()).map(|one| one.documento_id));
    let annexes = allegati_di(read, stato.atto_id).await?;
    ids.extend(annexes.iter().filter(|one| !one.tolto).map(|one| one.documento_id));
    ids.extend(referta);
    let asked: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let found = ente.archive.find(read, &asked).await?;
    let found: HashMap<Uuid, document::Model> = found.into_iter().map(|one| (one.id.uuid(), one)).collect();
    let signed = |id: Id<document::Entity>| {
        let of_the_act = id == main;
        firme.iter().any(|one| vera(one) && (one.documento_id == id || (of_the_act && one.esito.is_none())))
    };
    let kept = |id: &Id<document::Entity>| {
        let documento = found.get(&id.uuid())?.clone();
        let segni = Segni { firmato: signed(*id), ..Segni::default() };
        Some(FileDaTenere { documento, principale: *id == main, segni })
    };
    Ok(ids.iter().filter_map(kept).collect())
}

/// Whether a signature is none for trials.
fn vera(firma: &firma::Model) -> bool {
    !firma.di_prova()
}

/// Who signed the act itself, each once; who gave an opinion signed another document.
async fn firmatari(read: &Read, firme: &[firma::Model]) -> Result<Vec<Firmatario>, Error> {
    let own: Vec<&firma::Model> = firme.iter().filter(|one| one.esito.is_none() && vera(one)).collect();
    let ids: Vec<Uuid> = own.iter().map(|one| one.persona_id.uuid()).collect();
    let people = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(read).await?;
    let mut found: Vec<Firmatario> = Vec::new();
    for one in own {
        let Some(who) = people.iter().find(|who| who.id == one.persona_id) else { continue };
        let codice_fiscale = one.codice_fiscale.clone().filter(|code| code.len() == 16);
        let made = Firmatario { cognome: who.surname.clone(), nome: who.name.clone(), codice_fiscale };
        if !found.contains(&made) {
            found.push(made);
        }
    }
    Ok(found)
}

/// When an act was annulled, and by whom: who signed the act that did it.
async fn annullamento(read: &Read, stato: &stato::Model) -> Result<Option<Cambio>, Error> {
    if stato.superato.as_deref() != Some("annullato") {
        return Ok(None);
    }
    let sql = "SELECT at FROM atti_fatto WHERE atto_id = $1 AND tipo = 'annullato' ORDER BY at LIMIT 1";
    let Some(row) = db::one(read, sql, [stato.atto_id.into()]).await? else { return Ok(None) };
    let at: Instant = row.try_get("", "at")?;
    let by = relazione::Entity::find().filter(relazione::Column::AId.eq(stato.atto_id));
    let by: Vec<AttoId> =
        by.filter(relazione::Column::Tipo.eq("annulla")).all(read).await?.iter().map(|link| link.da_id).collect();
    let signed = firma::Entity::find().filter(firma::Column::AttoId.is_in(by)).filter(firma::Column::Esito.is_null());
    let signed = signed.filter(firma::Column::At.lte(at)).order_by_desc(firma::Column::At).one(read).await?;
    let autore = match signed {
        Some(signed) => person::Entity::find_by_id(signed.persona_id).one(read).await?,
        None => None,
    };
    let autore = autore.map(|who| (who.surname, who.name)).unwrap_or_default();
    Ok(Some(Cambio { cosa: Cambiamento::Annullata, at, autore }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_that_is_none_begins_at_the_beginning_and_the_last_one_looks_an_hour_back() {
        let id = Uuid::from_u128(7);
        assert_eq!(da_dove(&format!("5/{id}")), Some((5, id)));
        assert_eq!(da_dove("3600000005"), Some((5, Uuid::nil())));
        assert_eq!((da_dove("boh"), da_dove("5/boh")), (None, None));
    }

    #[test]
    fn the_term_is_a_year() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(tra_un_anno(day("2026-11-26")), day("2027-11-26"));
        assert_eq!(tra_un_anno(day("2028-02-29")), day("2029-02-28"), "never past it");
    }
}
