//! To give back what is booked or committed.

use std::collections::BTreeMap;

use authz::Who;
use kernel::{Cents, Refusal, Uuid};
use ledger::Tx;
use porte::ragioneria::{Genere, Svincolo};

use super::{
    leggi::puo_prenotare,
    quadro::{Stato, ridotto, tieni_movimenti},
};
use crate::{
    error::Error,
    permissions::IMPEGNA,
    rules::{grande, meno, testo_fino_a},
};

/// Longest reason, in letters.
const LUNGO: usize = 500;

/// Gives back: of a booking what is left of it, of a commitment what is not liquidated.
///
/// # Errors
/// Without the right; [`Error::NotFound`] where one is not there; all the reasons; those of the database.
pub(crate) async fn svincola(tx: &mut Tx, who: &Who, quali: &[Svincolo]) -> Result<(), Error> {
    puo_prenotare(who)?;
    let ids: Vec<Uuid> = quali.iter().map(|one| one.movimento).collect();
    let stati = tieni_movimenti(tx, &ids).await?;
    let commitments = stati.values().any(|stato| stato.genere() == Genere::Impegno);
    if commitments {
        who.require(&IMPEGNA)?;
    }
    let given = giudica(&stati, quali)?;
    tx.action("contabilita.svincola");
    for (id, cents, motivo) in given {
        let row = ridotto(tx, (id.into(), cents), "svincolo", &motivo);
        tx.insert(row).await?;
    }
    Ok(())
}

/// The reason as it is kept, or what is wrong with it.
pub(crate) fn motivo(text: &str) -> Result<String, String> {
    testo_fino_a(text, LUNGO, "il motivo")
}

/// How much of which is given back, and why; or all that is wrong.
fn giudica(stati: &BTreeMap<Uuid, Stato>, quali: &[Svincolo]) -> Result<Vec<(Uuid, Cents, String)>, Refusal> {
    let mut refusal = Refusal::default();
    let mut left: BTreeMap<Uuid, Cents> = stati.iter().map(|(id, stato)| (*id, stato.libero())).collect();
    let mut given = Vec::with_capacity(quali.len());
    for one in quali {
        let (Some(stato), Some(left)) = (stati.get(&one.movimento), left.get_mut(&one.movimento)) else { continue };
        let nome = stato.riga.nome();
        let motivo = motivo(&one.motivo).unwrap_or_else(|why| {
            refusal.add(Some("motivo"), format!("Per svincolare: {why} ({nome})."));
            String::new()
        });
        let cents = one.importo.unwrap_or(*left);
        if cents <= Cents(0) || cents > *left {
            let sentence = format!("{}: si possono svincolare {left}, ne sono chiesti {cents}.", grande(&nome));
            refusal.add_law(Some("importo"), sentence, "art. 183, c. 3, e 190 d.lgs. 267/2000");
            continue;
        }
        *left = meno(*left, cents);
        given.push((one.movimento, cents, motivo));
    }
    refusal.unless_empty(given)
}
