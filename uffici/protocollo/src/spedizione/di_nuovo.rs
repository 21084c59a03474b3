//! To send again, to another address, what did not arrive: a new sending with the same words, and the old one stays.

use authz::Who;
use ente::Ente;
use kernel::Refusal;

use super::{
    SpedizioneId,
    spedisci::{A, Richiesta, spedisci},
};
use crate::{error::Error, permissions::REGISTRA, registrazione::scheda::leggi};

/// Sends again.
///
/// # Errors
/// All the reasons why not; [`Error::SpedizioneAssente`] when the entry has no such sending; those of the database.
pub async fn di_nuovo(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    id: SpedizioneId,
    indirizzo: &str,
    chiave: Option<&str>,
) -> Result<SpedizioneId, Error> {
    who.require(&REGISTRA)?;
    let scheda = leggi(ente, who, anno, numero).await?;
    let before = scheda.spedizioni.into_iter().find(|one| one.riga.id == id).ok_or(Error::SpedizioneAssente)?;
    let (Some(casella), Some(oggetto), Some(testo)) = (before.riga.casella_id, before.riga.oggetto, before.riga.testo)
    else {
        let sentence = "Questo non era partito per posta elettronica: apri Spedisci e scegli la casella e l'indirizzo.";
        return Err(Refusal::because(sentence).into());
    };
    let a = vec![A { parte: before.riga.parte_id, indirizzo: indirizzo.into(), in_luogo_di: Some(id) }];
    let done = spedisci(ente, who, (anno, numero), &Richiesta { casella, oggetto, testo, a }, chiave).await?;
    done.into_iter().next().ok_or(Error::SpedizioneAssente)
}
