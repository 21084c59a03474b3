//! To undo a link: it leaves its row, with who, when and why.

use authz::Who;
use ente::Ente;
use kernel::Refusal;

use super::{CollegamentoId, tabella};
use crate::{
    error::Error,
    permissions::REGISTRA,
    registrazione::{della_riga, trova},
};

/// Characters of a reason.
pub(crate) const LONGEST: usize = 2_000;

/// Undoes a link of the entry.
///
/// # Errors
/// A missing permission; [`Error::NotFound`] where the entry has no such link, or `who` may not see both its ends; all the reasons why not;
/// those of the database.
pub(crate) async fn sciogli(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    id: CollegamentoId,
    motivo: &str,
) -> Result<(), Error> {
    who.require(&REGISTRA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.sciogli_collegamento").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let before = tx.find::<tabella::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    let altra = match (before.da_id == riga.id, before.a_id == riga.id) {
        (true, _) => before.a_id,
        (false, true) => before.da_id,
        (false, false) => return Err(Error::NotFound),
    };
    della_riga(&tx, who, altra).await?;
    check(before.sciolto_at.is_some(), motivo)?;
    let after = tabella::Model {
        sciolto_da: Some(who.person),
        sciolto_at: Some(tx.now()),
        motivo: Some(motivo.trim().to_owned()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

fn check(sciolto: bool, motivo: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if sciolto {
        refusal.add(None, "Questo collegamento è già stato sciolto.");
    }
    let length = motivo.trim().chars().count();
    if length < 5 {
        refusal.add(Some("motivo"), "Scrivi perché lo sciogli: il collegamento resta leggibile, con il motivo.");
    } else if length > LONGEST {
        refusal.add(Some("motivo"), format!("Il motivo è troppo lungo: al massimo {LONGEST} caratteri."));
    }
    refusal.unless_empty(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_undone_once_and_with_a_reason() {
        assert!(check(false, "Numero sbagliato.").is_ok());
        for (sciolto, motivo, reasons) in [(true, "Numero sbagliato.", 1), (false, "no", 1), (true, "", 2)] {
            assert_eq!(check(sciolto, motivo).unwrap_err().reasons.len(), reasons);
        }
        assert!(check(false, &"x".repeat(LONGEST + 1)).is_err());
    }
}
