//! To note that a debt on a commitment is certain and may be paid (TUEL, art. 184).

use std::collections::BTreeMap;

use authz::Who;
use kernel::{Cents, Refusal, Uuid};
use ledger::{Numbered, Tx};
use porte::ragioneria::{Atto, Genere, Liquidazione};

use super::{
    quadro::{Stato, tieni_movimenti},
    scrivi::nome_atto,
};
use crate::{
    error::Error,
    permissions::LIQUIDA,
    rules::{grande, meno, testo_fino_a},
    tables::liquidazione,
};

/// The register that gives the numbers.
const LIQUIDAZIONI: &str = "contabilita_liquidazioni";
/// Longest name of a paper, in letters.
const LUNGO: usize = 300;
const LEGGE: &str = "art. 184 d.lgs. 267/2000";

/// Liquidates, and gives year and number of each, in their order.
///
/// # Errors
/// Without the right; [`Error::NotFound`] where a commitment is not there; all the reasons; those of ledger and database.
pub(crate) async fn liquida(
    tx: &mut Tx,
    who: &Who,
    atto: &Atto,
    quali: &[Liquidazione],
) -> Result<Vec<(i64, i64)>, Error> {
    who.require(&LIQUIDA)?;
    let nome = nome_atto(atto)?;
    let ids: Vec<Uuid> = quali.iter().map(|one| one.impegno).collect();
    let stati = tieni_movimenti(tx, &ids).await?;
    let papers = giudica(&stati, quali)?;
    tx.action("contabilita.liquida");
    let mut numbers = Vec::with_capacity(quali.len());
    for (one, documento) in quali.iter().zip(papers) {
        let (Numbered(_, anno, numero), at) = tx.number(LIQUIDAZIONI).await?;
        let row = liquidazione::Model {
            id: tx.id(),
            movimento_id: one.impegno.into(),
            numero_anno: i64::from(anno),
            numero,
            cents: one.importo,
            documento,
            atto_ufficio: atto.ufficio.clone(),
            atto_id: atto.id,
            atto: nome.clone(),
            persona_id: who.person,
            at,
        };
        tx.insert(row).await?;
        numbers.push((i64::from(anno), numero));
    }
    Ok(numbers)
}

/// The paper of each, as it is kept; or all that is wrong.
fn giudica(stati: &BTreeMap<Uuid, Stato>, quali: &[Liquidazione]) -> Result<Vec<String>, Refusal> {
    let mut refusal = Refusal::default();
    let mut left: BTreeMap<Uuid, Cents> = stati.iter().map(|(id, stato)| (*id, stato.libero())).collect();
    let mut papers = Vec::with_capacity(quali.len());
    for one in quali {
        let (Some(stato), Some(left)) = (stati.get(&one.impegno), left.get_mut(&one.impegno)) else { continue };
        let nome = grande(&stato.riga.nome());
        if stato.genere() != Genere::Impegno {
            refusal.add_law(None, format!("{nome}: si liquida solo su un impegno."), LEGGE);
        } else if one.importo <= Cents(0) || one.importo > *left {
            let sentence = format!("{nome}: restano da liquidare {left}, ne sono chiesti {}.", one.importo);
            refusal.add_law(Some("importo"), sentence, LEGGE);
        } else {
            *left = meno(*left, one.importo);
        }
        match testo_fino_a(&one.documento, LUNGO, "il documento che prova il credito") {
            Ok(paper) => papers.push(paper),
            Err(why) => refusal.add_law(Some("documento"), format!("{nome}: {why}."), LEGGE),
        }
    }
    if quali.is_empty() {
        refusal.add(None, "Non c'è niente da liquidare.");
    }
    refusal.unless_empty(papers)
}
