//! Which budgets were approved, and to note that one was: until then the year is provisional (TUEL, art. 163).

use authz::Who;
use ente::Ente;
use kernel::{Date, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    error::Error,
    importa::anno_credibile,
    libro::{leggi::puo_leggere, quadro},
    permissions::VARIA,
    rules::{Conteggio, grande, testo_fino_a},
    tables::{bilancio, scelta},
};

/// Longest name of an act, in letters.
const LUNGO: usize = 300;

/// Notes it, once for each year.
///
/// # Errors
/// Without the right; all that is wrong; a year that is approved already; those of the database.
pub async fn approva(ente: &Ente, who: &Who, anno: i64, atto: &str, atto_il: Option<Date>) -> Result<(), Error> {
    approva_letto(ente, who, (anno, atto, atto_il), Refusal::default()).await
}

/// The same, with what was already found wrong while it was read.
///
/// # Errors
/// As [`approva`].
pub(crate) async fn approva_letto(
    ente: &Ente,
    who: &Who,
    (anno, atto, atto_il): (i64, &str, Option<Date>),
    mut refusal: Refusal,
) -> Result<(), Error> {
    who.require(&VARIA)?;
    let read = atto_e_giorno(atto, atto_il, ente.ledger.now().date(), &mut refusal);
    anno_credibile(anno, ente.ledger.now().year(), &mut refusal);
    refusal.unless_empty(())?;
    let Some((atto, atto_il)) = read else { return Err(Error::NotFound) };
    let mut tx = ente.ledger.begin(who.actor(), "contabilita.approva").await?;
    db::alone(&tx, "contabilita.importa").await?;
    annota_approvazione(&mut tx, who, (anno, &atto, atto_il)).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes how the ente counts the twelfths from now on.
///
/// # Errors
/// Without the right; those of the database.
pub async fn scegli_conteggio(ente: &Ente, who: &Who, conteggio: Conteggio) -> Result<(), Error> {
    who.require(&VARIA)?;
    let mut tx = ente.ledger.begin(who.actor(), "contabilita.scegli").await?;
    let row = scelta::Model { id: tx.id(), conteggio: conteggio.code().into(), persona_id: who.person, at: tx.now() };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// How the ente counts the twelfths.
///
/// # Errors
/// Without the right; those of the database.
pub async fn conteggio(ente: &Ente, who: &Who) -> Result<Conteggio, Error> {
    puo_leggere(who)?;
    let read = ente.db().read().await?;
    quadro::conteggio(&read).await
}

/// The budgets that were approved, by year.
///
/// # Errors
/// Without the right; those of the database.
pub async fn bilanci(ente: &Ente, who: &Who) -> Result<Vec<bilancio::Model>, Error> {
    puo_leggere(who)?;
    let read = ente.db().read().await?;
    Ok(bilancio::Entity::find().order_by_asc(bilancio::Column::Anno).all(&read).await?)
}

/// Writes the row, where the year has none.
pub(crate) async fn annota_approvazione(
    tx: &mut Tx,
    who: &Who,
    (anno, atto, atto_il): (i64, &str, Date),
) -> Result<(), Error> {
    let known = bilancio::Entity::find().filter(bilancio::Column::Anno.eq(anno)).one(&*tx).await?;
    if let Some(known) = known {
        let sentence = format!("Il bilancio del {anno} è già approvato: {}.", known.atto);
        return Err(Refusal::beside("anno", sentence).into());
    }
    let row =
        bilancio::Model { id: tx.id(), anno, atto: atto.to_owned(), atto_il, persona_id: who.person, at: tx.now() };
    tx.insert(row).await?;
    Ok(())
}

/// Whether something is wrong with a field already: it could not be read.
pub(crate) fn gia_detto(refusal: &Refusal, field: &str) -> bool {
    refusal.reasons.iter().any(|reason| reason.field == Some(field))
}

/// The name of an act and its day, which is not still to come; or what is wrong with them.
pub(crate) fn atto_e_giorno(
    atto: &str,
    atto_il: Option<Date>,
    oggi: Date,
    refusal: &mut Refusal,
) -> Option<(String, Date)> {
    let atto = match testo_fino_a(atto, LUNGO, "l'atto") {
        Ok(atto) => Some(atto),
        Err(why) => {
            refusal.add(
                Some("atto"),
                format!("{}: scrivilo come «Delibera di Consiglio n. 58 del 22/12/2025».", grande(&why)),
            );
            None
        }
    };
    match atto_il {
        // It could not be read.
        None if gia_detto(refusal, "atto_il") => {}
        None => refusal.add(Some("atto_il"), "Manca la data dell'atto."),
        Some(day) if day > oggi => refusal.add(Some("atto_il"), "L'atto ha una data che deve ancora venire."),
        Some(_) => {}
    }
    Some((atto?, atto_il.filter(|day| *day <= oggi)?))
}
