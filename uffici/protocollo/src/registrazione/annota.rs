//! To add a dated note to an entry: the entry stays what it is, and whoever sees it reads the note.

use authz::Who;
use ente::Ente;
use kernel::Refusal;

use super::{stato_di, trova};
use crate::{
    error::Error,
    permissions::{ASSEGNA, PRENDI, REGISTRA},
    tables::annotazione,
};

/// Characters of a note.
pub(crate) const LONGEST: usize = 4_000;
/// Notes of one entry.
const MOST: i64 = 200;

/// Whether somebody may write notes: whoever registers, assigns or takes in charge; who only consults reads them.
pub(crate) fn puo(who: &Who) -> bool {
    [&REGISTRA, &ASSEGNA, &PRENDI].into_iter().any(|permission| who.may(permission))
}

/// Adds a note. One on an annulled entry is good too: it stays legible (art. 54 DPR 445/2000).
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; a text that is missing or too long, an entry with too many; those of the database.
pub(crate) async fn annota(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    testo: &str,
) -> Result<annotazione::Model, Error> {
    if !puo(who) {
        who.require(&PRENDI)?;
    }
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.annota").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    // Locked: of two who write at once the second counts what the first wrote.
    stato_di(&tx, riga.id).await?;
    let sql = "SELECT COUNT(*) AS n FROM protocollo_annotazione WHERE registrazione_id = $1";
    let written = db::one(&tx, sql, [riga.id.into()]).await?.map_or(Ok(0_i64), |row| row.try_get("", "n"))?;
    check(testo, written)?;
    let row = annotazione::Model {
        id: tx.id(),
        registrazione_id: riga.id,
        testo: testo.trim().into(),
        persona_id: who.person,
        at: tx.now(),
    };
    let row = tx.insert(row).await?;
    tx.commit().await?;
    Ok(row)
}

fn check(testo: &str, written: i64) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    match testo.trim().chars().count() {
        0 => refusal.add(Some("testo"), "Scrivi l'annotazione."),
        length if length > LONGEST => refusal.add(
            Some("testo"),
            format!("L'annotazione è troppo lunga: {length} caratteri, e al massimo sono {LONGEST}."),
        ),
        _ => {}
    }
    if written >= MOST {
        refusal.add(None, format!("Questa registrazione ha già {MOST} annotazioni: non se ne aggiungono altre."));
    }
    refusal.unless_empty(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_says_something_and_not_without_end() {
        assert!(check("Ha telefonato: richiama lunedì.", 0).is_ok());
        assert!(check(&"è".repeat(LONGEST), MOST - 1).is_ok());
        let reasons = |testo: &str, written| check(testo, written).unwrap_err().reasons.len();
        assert_eq!([reasons(" \n", 0), reasons(&"è".repeat(LONGEST + 1), 0), reasons("", MOST)], [1, 1, 2]);
    }
}
