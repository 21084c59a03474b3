//! The words of the ente's papers: each action with its words in the history, in the same commit.

use std::collections::BTreeMap;

use authz::Who;
use ente::Ente;
use wording::{NewWords, Now, Paper, TESTI, version};

use crate::{
    error::Error,
    fatti::{Di, annota},
};

/// Texts by part.
pub type Testi = BTreeMap<String, String>;

/// Versions that are shown of a paper.
const VERSIONI: u64 = 20;

/// How each paper stands that was ever worded.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn correnti(ente: &Ente, who: &Who) -> Result<Vec<Now>, Error> {
    who.require(&TESTI)?;
    Ok(wording::all_current(&ente.db().read().await?).await?)
}

/// The version of a paper that is there now; none where the ente never wrote any.
///
/// # Errors
/// As for [`correnti`].
pub async fn ultima(ente: &Ente, who: &Who, carta: &'static Paper) -> Result<Option<version::Model>, Error> {
    who.require(&TESTI)?;
    Ok(wording::current(&ente.db().read().await?, carta).await?)
}

/// The last versions of a paper, the newest first.
///
/// # Errors
/// As for [`correnti`].
pub async fn versioni(ente: &Ente, who: &Who, carta: &'static Paper) -> Result<Vec<version::Model>, Error> {
    who.require(&TESTI)?;
    Ok(wording::versions(&ente.db().read().await?, carta, VERSIONI).await?)
}

/// The sample of a paper with these texts, as a PDF. Nothing is written.
///
/// # Errors
/// A missing permission; all that is wrong with the texts.
pub async fn anteprima(ente: &Ente, who: &Who, carta: &'static Paper, testi: &Testi) -> Result<Vec<u8>, Error> {
    Ok(wording::check(ente, who, carta, testi).await?.pdf)
}

/// Gives a paper new texts, with why; `sopra` is the version that whoever writes had before them. The number of the new one.
///
/// # Errors
/// As for [`anteprima`]; a reason that is not told; somebody who was quicker.
pub async fn scrivi(
    ente: &Ente,
    who: &Who,
    carta: &'static Paper,
    testi: &Testi,
    (motivo, sopra): (&str, i64),
) -> Result<i64, Error> {
    // The sample is typeset before the turn to write is taken.
    let mut checked = wording::check(ente, who, carta, testi).await;
    if let (Err(wording::Error::Refused(refusal)), Err(more)) = (&mut checked, wording::told(motivo)) {
        refusal.reasons.extend(more.reasons);
    }
    let checked = checked?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.scrivi_testi").await?;
    let number = wording::save(&mut tx, who, &checked, &NewWords { reason: motivo, over: sopra }).await?;
    let testo = format!("ha scritto la versione {number} dei testi di «{}»", carta.title);
    annota(&mut tx, who, "testi", Di::default(), testo, Some(motivo.trim().to_owned())).await?;
    tx.commit().await?;
    Ok(number)
}

/// Goes back to the texts of the program, with why. The number of the version that says so.
///
/// # Errors
/// A missing permission; a reason that is not told; somebody who was quicker; texts that are the program's already.
pub async fn ripristina(
    ente: &Ente,
    who: &Who,
    carta: &'static Paper,
    (motivo, sopra): (&str, i64),
) -> Result<i64, Error> {
    let mut tx = ente.ledger.begin(who.actor(), "comando.ripristina_testi").await?;
    let number = wording::put_back(&mut tx, who, carta, &NewWords { reason: motivo, over: sopra }).await?;
    let testo = format!("è tornato ai testi del programma per «{}» (versione {number})", carta.title);
    annota(&mut tx, who, "testi", Di::default(), testo, Some(motivo.trim().to_owned())).await?;
    tx.commit().await?;
    Ok(number)
}
