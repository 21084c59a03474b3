//! An opinion on an amendment, by who answers for that opinion on the whole text (art. 49 and 239 TUEL). It is written here and not signed: the signed
//! ones are on the text with what was approved, which is examined anew before the proposal is voted.

use authz::Who;
use ente::Ente;
use kernel::Refusal;

use super::{AZIONE, Accaduto, FATTI_MAX, accade, banco, leggi::uno, pareri, scritto};
use crate::{
    Atti,
    error::Error,
    rules::pareri::{Esito, Quale, controlla},
    tables::AttoId,
};

/// An opinion.
#[derive(Clone, Debug, Default)]
pub struct Reso {
    /// Which, by its code.
    pub quale: String,
    /// What it says, by a code of [`Esito`].
    pub esito: String,
    /// With which remarks or for which reasons.
    pub testo: String,
    /// Whether they declare to have no conflict of interest (art. 6-bis L. 241/1990).
    pub nessun_conflitto: bool,
}

/// Writes it. It may be given again until the vote: the last one counts, and those of before stay.
///
/// # Errors
/// All the reasons why not; when it is not theirs to give; [`Error::NotFound`]; those of the database.
pub async fn rendi(atti: &Atti, ente: &Ente, who: &Who, (id, n): (AttoId, i64), reso: &Reso) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    let banco = banco(&tx, atti, who, id).await?;
    let one = uno(&tx, id, n).await?;
    let mut no = Refusal::default();
    let quale = Quale::from_code(&reso.quale);
    if quale.is_none() {
        no.add(Some("quale"), "Scegli quale parere rendi.");
    }
    let theirs = |quale: Quale| {
        let mut steps = pareri(&banco.lettura).into_iter().filter(|(known, _)| *known == quale);
        steps.any(|(_, passo)| banco.lettura.spetta(passo))
    };
    if quale.is_some_and(|quale| !theirs(quale)) {
        no.add(Some("quale"), "Questo parere lo rende chi lo rende sulla proposta: non spetta a te.");
    }
    if !one.fase.prima_del_voto() {
        no.add(None, format!("L'emendamento è {}: il parere non serve più.", one.fase.nome()));
    }
    if one.fatti.len() >= FATTI_MAX {
        no.add(None, "I pareri annotati su questo emendamento sono già troppi: vale l'ultimo di ciascuno.");
    }
    let esito = Esito::from_code(&reso.esito);
    if esito.is_none() {
        no.add(Some("esito"), "Scegli l'esito del parere.");
    }
    if let (Some(quale), Some(esito)) = (quale, esito)
        && let Err(mut why) = controlla(quale, esito, &reso.testo)
    {
        no.reasons.append(&mut why.reasons);
    }
    if !reso.nessun_conflitto {
        let told = "Dichiara di non essere in conflitto di interessi; se lo sei, astieniti dalla pagina dell'atto.";
        no.add_law(Some("nessun_conflitto"), told, "art. 6-bis L. 241/1990");
    }
    let (Some(quale), Some(esito)) = (quale, esito) else { return Err(no.into()) };
    no.unless_empty(())?;
    let cosa = Accaduto {
        tipo: "parere",
        quale: Some(quale.code().to_owned()),
        esito: Some(esito.code()),
        testo: scritto(&reso.testo),
        ..Accaduto::default()
    };
    accade(&mut tx, who, &one, cosa, format!("{}: {}", quale.nome(), esito.nome().to_lowercase())).await?;
    tx.commit().await?;
    Ok(())
}
