//! The vote on an amendment, before that on the proposal.

use authz::Who;
use ente::Ente;
use kernel::Refusal;

use super::{AZIONE, Accaduto, accade, banco, leggi::uno};
use crate::{
    Atti,
    atto::vota::spetta_il_voto,
    error::Error,
    rules::emendamenti::{Fase, mancano},
    tables::AttoId,
    voto::Voto,
};

/// Notes it, once: whether it was approved the figures say, as of a proposal.
///
/// # Errors
/// All the reasons why not, the opinions that are missing among them (art. 49 TUEL); when it is not theirs to note; [`Error::NotFound`];
/// those of the database.
pub async fn vota(atti: &Atti, ente: &Ente, who: &Who, (id, n): (AttoId, i64), voto: &Voto) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    let banco = banco(&tx, atti, who, id).await?;
    let one = uno(&tx, id, n).await?;
    let mut no = Refusal::default();
    if !spetta_il_voto(&banco.lettura) {
        let told = "Il voto lo annota chi può annotare che la proposta è approvata, quando è all'ordine del giorno.";
        no.add(None, told);
    }
    if banco.stato.voto.is_some() {
        no.add(None, "La proposta è già stata votata: gli emendamenti si votano prima.");
    }
    if one.fase == Fase::Ammesso {
        for quale in mancano(&one.dovuti(), &one.resi()) {
            let told = format!("Manca sull'emendamento: {}.", quale.nome().to_lowercase());
            no.add_law(None, told, quale.legge());
        }
    } else {
        no.add(None, format!("L'emendamento è {}: si votano quelli ammessi.", one.fase.nome()));
    }
    if voto.favorevoli_immediata.is_some() {
        no.add(
            Some("favorevoli_immediata"),
            "L'immediata eseguibilità si vota con la proposta, non con un emendamento.",
        );
    }
    if let Err(mut why) = voto.controlla() {
        no.reasons.append(&mut why.reasons);
    }
    no.unless_empty(())?;
    let esito = if voto.favorevole() { "approvato" } else { "respinto" };
    let cosa = Accaduto {
        tipo: "votato",
        esito: Some(esito),
        voto: Some(serde_json::to_string(voto)?),
        ..Accaduto::default()
    };
    accade(&mut tx, who, &one, cosa, format!("{esito}. {}", voto.detto())).await?;
    tx.commit().await?;
    Ok(())
}
