//! To take note of what came to be kept since the last time.

use chrono::Days;
use ente::Ente;
use kernel::{Actor, Date, Instant};
use ledger::Tx;
use porte::conservazione::{Conservabili, Offerta, Tipo};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Fonti,
    error::Error,
    rules::{GIORNI_DI_PACE, Stato},
    tables::{cosa, stato},
};

/// Things taken note of in one transaction.
const AT_ONCE: u64 = 200;
/// Transactions of one run and kind; the rest an hour later.
const MOST_TIMES: usize = 100;

/// What an office is asked for.
#[derive(Clone, Copy, Debug)]
enum Giro {
    /// What of this kind came.
    Nuove(Tipo),
    /// Which documents were corrected or annulled.
    Cambiate,
}

/// All of it. Changes come last: what they change is noted before.
const GIRI: [Giro; 4] =
    [Giro::Nuove(Tipo::Giornaliero), Giro::Nuove(Tipo::Documento), Giro::Nuove(Tipo::Fascicolo), Giro::Cambiate];

impl Giro {
    /// As it is written in a row.
    const fn chiave(self) -> &'static str {
        match self {
            Self::Nuove(tipo) => tipo.code(),
            Self::Cambiate => "cambiate",
        }
    }

    const fn tipo(self) -> Tipo {
        match self {
            Self::Nuove(tipo) => tipo,
            Self::Cambiate => Tipo::Documento,
        }
    }
}

/// Takes note of all that is offered. How many were new.
///
/// # Errors
/// The first of those of the doors, the ledger and the database: what was noted stays, and all others were asked.
pub async fn raccogli(ente: &Ente, fonti: Fonti) -> Result<usize, Error> {
    let (mut taken, mut failed) = (0, None);
    for fonte in fonti {
        for giro in GIRI {
            match di(ente, *fonte, giro).await {
                Ok(new) => taken += new,
                Err(error) => {
                    let (fonte, giro) = (fonte.fonte(), giro.chiave());
                    tracing::error!(ente = ente.info.slug, fonte, giro, %error, "what is to be kept could not be asked for");
                    failed = failed.or(Some(error));
                }
            }
        }
    }
    failed.map_or(Ok(taken), Err)
}

async fn di(ente: &Ente, fonte: &dyn Conservabili, giro: Giro) -> Result<usize, Error> {
    let mut taken = 0;
    for _ in 0..MOST_TIMES {
        let read = ente.db().read().await?;
        let sql = "SELECT segno FROM conservazione_segno WHERE fonte = $1 AND tipo = $2";
        let row = db::one(&read, sql, [fonte.fonte().into(), giro.chiave().into()]).await?;
        let segno: Option<String> = row.map(|row| row.try_get("", "segno")).transpose()?;
        let offerte = match giro {
            Giro::Nuove(tipo) => fonte.nuove(&read, tipo, segno.as_deref(), AT_ONCE).await?,
            Giro::Cambiate => fonte.cambiate(&read, segno.as_deref(), AT_ONCE).await?,
        };
        drop(read);
        let found = offerte.len() as u64;
        let Some(last) = offerte.last().map(|offerta| offerta.segno.clone()) else { break };
        let mut tx = ente.ledger.begin(Actor::System("conservazione.lavora"), "conservazione.prende_nota").await?;
        let mut new = 0;
        for offerta in offerte {
            new += usize::from(nota(&mut tx, fonte.fonte(), giro.tipo(), offerta).await?);
        }
        // The journal hears of what is new, not of each asking.
        if new > 0 {
            tx.commit().await?;
        } else {
            drop(tx);
        }
        if segno.as_deref() != Some(last.as_str()) {
            let write = ente.db().write().await?;
            let sql = "INSERT INTO conservazione_segno (fonte, tipo, segno) VALUES ($1, $2, $3) \
                       ON CONFLICT (fonte, tipo) DO UPDATE SET segno = excluded.segno";
            db::execute(&write, sql, [fonte.fonte().into(), giro.chiave().into(), last.as_str().into()]).await?;
            write.commit().await?;
        }
        taken += new;
        // A short page was the last one.
        if found < AT_ONCE || segno.as_deref() == Some(last.as_str()) {
            break;
        }
    }
    Ok(taken)
}

/// Notes one thing, if it is new.
async fn nota(tx: &mut Tx, fonte: &str, tipo: Tipo, offerta: Offerta) -> Result<bool, Error> {
    let known = cosa::Entity::find()
        .filter(cosa::Column::Fonte.eq(fonte))
        .filter(cosa::Column::Tipo.eq(tipo.code()))
        .filter(cosa::Column::CosaId.eq(offerta.id))
        .filter(cosa::Column::Versione.eq(offerta.versione))
        .one(&*tx)
        .await?;
    if known.is_some() || presa_da_prima(tx, fonte, tipo, &offerta).await? {
        return Ok(false);
    }
    // A later version has had its time already.
    let pronta_dal = match offerta.versione {
        0 => pronta_dal(tipo, offerta.nata_at.date(), offerta.termine),
        _ => offerta.nata_at.date(),
    };
    let row = cosa::Model {
        id: tx.id(),
        fonte: fonte.into(),
        tipo: tipo.code().into(),
        cosa_id: offerta.id,
        versione: offerta.versione,
        nome: offerta.nome,
        nata_at: offerta.nata_at,
        termine: offerta.termine,
        presa_at: tx.now(),
    };
    let standing = stato::Model {
        id: tx.id(),
        cosa_id: row.id,
        tipo: row.tipo.clone(),
        stato: Stato::DaVersare.code().into(),
        dal: tx.now(),
        termine: row.termine,
        pronta_dal,
        causa: None,
        pacchetto_id: None,
        tentativi: 0,
    };
    tx.insert(row).await?;
    tx.insert(standing).await?;
    Ok(true)
}

/// Whether an earlier version of the same thing takes a later one in: it is packed as it then stands, or its package tells of the change
/// already.
async fn presa_da_prima(tx: &Tx, fonte: &str, tipo: Tipo, offerta: &Offerta) -> Result<bool, Error> {
    if offerta.versione == 0 {
        return Ok(false);
    }
    let sql = "SELECT s.stato, p.versione, p.fatto_at FROM conservazione_cosa c JOIN conservazione_stato s ON s.cosa_id = c.id \
               LEFT JOIN conservazione_pacchetto p ON p.id = s.pacchetto_id \
               WHERE c.fonte = $1 AND c.tipo = $2 AND c.cosa_id = $3 ORDER BY c.versione DESC LIMIT 1";
    let Some(row) = db::one(tx, sql, [fonte.into(), tipo.code().into(), offerta.id.into()]).await? else {
        // A document that is not noted yet will be packed with its changes.
        return Ok(tipo == Tipo::Documento);
    };
    let stato: String = row.try_get("", "stato")?;
    if Stato::from_code(&stato).is_some_and(Stato::si_impacchetta) {
        return Ok(true);
    }
    let (told, made): (Option<i64>, Option<Instant>) = (row.try_get("", "versione")?, row.try_get("", "fatto_at")?);
    let covers = told.or(made.map(Instant::micros)).is_some_and(|told| told >= offerta.versione);
    // Each closing of a fascicolo is one of its own.
    Ok(tipo == Tipo::Documento && covers)
}

/// From which day it is deposited without anybody asking.
fn pronta_dal(tipo: Tipo, nata: Date, termine: Date) -> Date {
    match tipo {
        Tipo::Documento => nata.checked_add_days(Days::new(GIORNI_DI_PACE)).unwrap_or(nata).min(termine),
        Tipo::Giornaliero | Tipo::Fascicolo => nata,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_time_to_be_classified_but_never_past_its_term() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let of = |tipo| pronta_dal(tipo, day("2026-11-26"), day("2027-11-26"));
        assert_eq!((of(Tipo::Documento), of(Tipo::Giornaliero)), (day("2026-12-26"), day("2026-11-26")));
        assert_eq!(pronta_dal(Tipo::Documento, day("2026-11-26"), day("2026-12-01")), day("2026-12-01"));
    }
}
