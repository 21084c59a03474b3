//! To open a repertory: its name, the code that its register bears, the year from which it numbers.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use sea_orm::EntityTrait;

use super::{RepertorioId, registro, tabelle::repertorio};
use crate::{error::Error, permissions::TITOLARIO};

/// Repertories of an ente at most: each is a kind of document.
pub const MOST: usize = 100;
const LONGEST_NAME: usize = 300;

/// Opens a repertory.
///
/// # Errors
/// A missing permission; all the reasons why not; those of the database.
pub async fn apri(ente: &Ente, who: &Who, codice: &str, nome: &str, dal_anno: i64) -> Result<RepertorioId, Error> {
    who.require(&TITOLARIO)?;
    let codice = codice.trim().to_ascii_uppercase();
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.apri_repertorio").await?;
    let known = repertorio::Entity::find().all(&tx).await?;
    check(&codice, nome, dal_anno, i64::from(tx.now().year()), &known)?;
    let row = repertorio::Model {
        id: tx.id(),
        registro: registro(&codice),
        codice,
        nome: nome.trim().into(),
        dal_anno,
        aperto_da: who.person,
        aperto_at: tx.now(),
    };
    let id = row.id;
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(id)
}

fn check(codice: &str, nome: &str, dal_anno: i64, anno: i64, known: &[repertorio::Model]) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    let plain = codice.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    if !(2..=12).contains(&codice.len()) || !plain {
        refusal
            .add(Some("codice"), "Il codice ha da 2 a 12 lettere o cifre, come CONTRATTI: sta accanto a ogni numero.");
    } else if known.iter().any(|each| each.codice == codice) {
        refusal.add(Some("codice"), format!("C'è già un repertorio con il codice {codice}."));
    }
    if !(3..=LONGEST_NAME).contains(&nome.trim().chars().count()) {
        refusal
            .add(Some("nome"), "Scrivi quali documenti raccoglie, come «Contratti in forma pubblica amministrativa».");
    }
    if !(anno..=anno + 1).contains(&dal_anno) {
        let next = anno + 1;
        refusal.add(
            Some("dal_anno"),
            format!("Un repertorio comincia dal {anno} o dal {next}: non si numera all'indietro."),
        );
    }
    if known.len() >= MOST {
        refusal.add(None, format!("Ci sono già {MOST} repertori: di più non servono a nessuno."));
    }
    refusal.unless_empty(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_with_a_repertory_is_told_at_once() {
        assert_eq!(check("CONTRATTI", "Contratti", 2026, 2026, &[]), Ok(()));
        let told = check("a b", "x", 2025, 2026, &[]).unwrap_err();
        let fields: Vec<_> = told.reasons.iter().filter_map(|reason| reason.field).collect();
        assert_eq!(fields, ["codice", "nome", "dal_anno"]);
    }
}
