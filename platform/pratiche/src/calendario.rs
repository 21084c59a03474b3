//! The days of the ente: its patron, its week, when it is closed.

use calendar::Calendario;
use kernel::Refusal;
use ledger::Tx;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use crate::{Error, tables::calendario as tabella};

/// Bytes of a calendar, at most: centuries of closures.
const MAX_BYTES: usize = 64 * 1024;

/// The days of the ente as they hold now; where nobody wrote them, the law's holidays and a week from Monday to Friday.
///
/// # Errors
/// Those of the database.
pub async fn calendario<C: ConnectionTrait>(connection: &C) -> Result<Calendario, Error> {
    Ok(calendario_visto(connection).await?.0)
}

/// The days of the ente with their order, which whoever changes them says to have seen; none where nobody wrote any.
///
/// # Errors
/// Those of the database.
pub async fn calendario_visto<C: ConnectionTrait>(connection: &C) -> Result<(Calendario, Option<i64>), Error> {
    match ultimo(connection).await? {
        Some(row) => Ok((serde_json::from_str(&row.testo)?, Some(row.ordine))),
        None => Ok((Calendario::default(), None)),
    }
}

async fn ultimo<C: ConnectionTrait>(connection: &C) -> Result<Option<tabella::Model>, Error> {
    Ok(tabella::Entity::find().order_by_desc(tabella::Column::Ordine).one(connection).await?)
}

/// Writes the days of the ente anew, for somebody who saw those of the order `visto`. Terms that run end by them from
/// now on: whoever calls this enqueues the remaking of the working rows of open files ([`crate::rinfresca`]).
///
/// # Errors
/// A refusal without a reason for the change, for a week of no days, or when somebody else changed them meanwhile; those of
/// the ledger.
pub async fn scrivi_calendario(mut tx: Tx, nuovo: &Calendario, motivo: &str, visto: Option<i64>) -> Result<Tx, Error> {
    let mut no = Refusal::default();
    let motivo = motivo.trim();
    if motivo.is_empty() || motivo.chars().count() > 500 {
        no.add(Some("motivo"), "Scrivi perché cambiano i giorni dell'ente (l'atto che lo dispone), in 500 caratteri.");
    }
    if nuovo.settimana.is_empty() || nuovo.settimana.iter().any(|day| !(1..=7).contains(day)) {
        no.add(Some("settimana"), "Indica almeno un giorno lavorativo della settimana, da 1 (lunedì) a 7 (domenica).");
    }
    if nuovo.chiusure.iter().any(|closed| closed.al < closed.dal) {
        no.add(Some("chiusure"), "Una chiusura finisce prima di cominciare: controlla le due date.");
    }
    let testo = serde_json::to_string(nuovo)?;
    if testo.len() > MAX_BYTES {
        no.add(None, "Il calendario è troppo lungo: togli le chiusure degli anni più lontani.");
    }
    db::alone(&tx, "iter_calendario").await?;
    let last = ultimo(&tx).await?.map(|row| row.ordine);
    if last != visto {
        no.add(
            None,
            "Intanto un'altra persona ha cambiato i giorni dell'ente: ricarica la pagina, guarda come sono adesso e \
             scrivi di nuovo.",
        );
    }
    no.unless_empty(())?;
    let ordine = last.unwrap_or(0) + 1;
    let autore_id = crate::fatti::autore(&tx);
    let row = tabella::Model { id: tx.id(), ordine, testo, autore_id, motivo: motivo.to_owned(), at: tx.now() };
    tx.insert(row).await?;
    Ok(tx)
}
