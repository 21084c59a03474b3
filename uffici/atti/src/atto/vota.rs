//! The vote on a proposal, noted by whoever may note it, until the sittings are held in this house.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use pratiche::{Lettura, Vista};

use crate::{
    Atti,
    effetti::annota,
    emendamenti::leggi::elenco,
    error::Error,
    leggi::{pratica_di, una},
    rules::emendamenti::Fase,
    tables::{AttoId, stato},
    voto::Voto,
};

/// The step after which a proposal is approved: whoever may take it notes the vote.
const PASSO: &str = "approva";

/// Whether the reader may note a vote now: whoever may take that step.
pub(crate) fn spetta_il_voto(lettura: &Lettura) -> bool {
    lettura.passi().iter().any(|one| one.passo.codice == PASSO)
}

/// Notes it. It may be noted again until the step is taken; each time stays in the act's history.
///
/// # Errors
/// All the reasons why not; when it is not theirs to note; those of the database.
pub async fn vota(atti: &Atti, ente: &Ente, who: &Who, id: AttoId, voto: &Voto) -> Result<(), Error> {
    voto.controlla()?;
    let mut tx = ente.ledger.begin(who.actor(), "atti.voto").await?;
    una(&tx, who, id).await?;
    let pratica = pratica_di(&tx, id).await?;
    tx.find::<pratiche::pratica::Entity>(pratica.uuid()).await?.ok_or(Error::NotFound)?;
    let now = tx.now();
    let theirs = {
        let lettura = pratiche::leggi(&Vista::Scritta(&tx), atti, who, pratica, now).await?;
        spetta_il_voto(&lettura)
    };
    if !theirs {
        let told = "Il voto lo annota chi può annotare che la proposta è approvata, quando è all'ordine del giorno.";
        return Err(Refusal::because(told).into());
    }
    if let Some(quali) = elenco(&tx, id, Fase::in_sospeso).await? {
        let told = format!(
            "Prima della proposta si decidono gli emendamenti, e quelli approvati si riportano nel testo: restano {quali}."
        );
        return Err(Refusal::because(told).into());
    }
    let before = tx.find::<stato::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    // Whether it is enforceable at once the body decides, whatever was proposed (art. 134, c. 4, TUEL).
    let immediata = voto.favorevoli_immediata.is_some();
    let after = stato::Model { voto: Some(serde_json::to_string(voto)?), immediata, ..before.clone() };
    tx.update(&before, after).await?;
    annota(&mut tx, id, Some(who.person), ("voto", Some(now.date())), voto.detto()).await?;
    pratiche::rinfresca(&tx, atti, pratica).await?;
    tx.commit().await?;
    Ok(())
}
