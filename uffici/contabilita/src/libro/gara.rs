//! To note that the tender of a booking was published: it does not lapse by itself at the end of the year.

use authz::Who;
use chrono::Datelike;
use kernel::{Cents, Date, Refusal, Uuid};
use ledger::Tx;
use porte::ragioneria::Genere;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{leggi::puo_prenotare, quadro::tieni_movimenti};
use crate::{
    error::Error,
    rules::grande,
    tables::{capitolo, gara},
};

/// Notes it, once.
///
/// # Errors
/// Without the right; [`Error::NotFound`] where there is no such booking; one that is used up, a day that must still come or in which
/// its year was over, one that was noted already; those of the database.
pub(crate) async fn gara(tx: &mut Tx, who: &Who, prenotazione: Uuid, giorno: Date) -> Result<(), Error> {
    const LEGGE: &str = "art. 183, c. 3, d.lgs. 267/2000";
    puo_prenotare(who)?;
    let stato = tieni_movimenti(tx, &[prenotazione]).await?.remove(&prenotazione).ok_or(Error::NotFound)?;
    let mut refusal = Refusal::default();
    let nome = grande(&stato.riga.nome());
    if stato.genere() != Genere::Prenotazione {
        refusal.add_law(None, format!("{nome}: la gara si segna su una prenotazione."), LEGGE);
    } else if stato.residuo() <= Cents(0) {
        refusal.add_law(None, format!("{nome}: non ne resta niente."), LEGGE);
    }
    if giorno > tx.now().date() {
        refusal.add(Some("giorno"), "La gara ha una data che deve ancora venire.");
    }
    let chapter = capitolo::Entity::find_by_id(stato.riga.capitolo_id).one(&*tx).await?.ok_or(Error::NotFound)?;
    if i64::from(giorno.year()) > chapter.anno {
        let sentence = format!("{nome}: la gara va indetta entro il {}, l'esercizio della prenotazione.", chapter.anno);
        refusal.add_law(Some("giorno"), sentence, LEGGE);
    }
    let known = gara::Entity::find().filter(gara::Column::MovimentoId.eq(stato.riga.id)).one(&*tx).await?;
    if let Some(known) = known {
        let sentence = format!("{nome}: la gara è già segnata, il {}.", known.giorno.format("%d/%m/%Y"));
        refusal.add(None, sentence);
    }
    refusal.unless_empty(())?;
    tx.action("contabilita.gara");
    let row = gara::Model { id: tx.id(), movimento_id: stato.riga.id, giorno, persona_id: who.person, at: tx.now() };
    tx.insert(row).await?;
    Ok(())
}
