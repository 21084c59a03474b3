//! To open a message that was taken: for the clerk who reads it, and for the draft that is made of it.

use documents::store::Stored;
use ente::Ente;
use segnatura::{
    Segnatura,
    cooperazione::{FileRicevuto, Messaggio, Richiesta, read_richiesta},
};
use tokio::sync::Semaphore;

use super::MASSIMO;
use crate::{bozza::bytes_of, error::Error, spedizione::lettera::SEGNATURA};

/// One is opened at a time, in the whole program; those that come have a turn of their own.
static APERTURA: Semaphore = Semaphore::const_new(1);

/// The message in these bytes; none where they are another request, or cannot be read.
///
/// # Errors
/// Those of the store.
pub async fn messaggio(ente: &Ente, stored: &Stored) -> Result<Option<Messaggio>, Error> {
    if stored.size > MASSIMO {
        return Ok(None);
    }
    // Nobody closes it: there is always a turn to wait for.
    let turn = APERTURA.acquire().await.ok();
    let bytes = bytes_of(ente, stored.sha256).await?;
    // The turn goes along: whoever waits for the page may give up, and the bytes are there until they are read.
    let read = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        read_richiesta(&bytes)
    })
    .await;
    Ok(match read {
        Ok(Ok(Richiesta::Inoltro(messaggio))) => Some(in_ordine(*messaggio)),
        _ => None,
    })
}

/// With the main document first, then the others as the "segnatura" names them.
fn in_ordine(messaggio: Messaggio) -> Messaggio {
    let Messaggio { segnatura, sigillata, mut file } = messaggio;
    let named = segnatura.documento.iter().chain(&segnatura.allegati);
    let names: Vec<&str> = named.filter_map(|documento| documento.nome.as_deref()).collect();
    file.sort_by_key(|file: &FileRicevuto| names.iter().position(|name| *name == file.nome).unwrap_or(usize::MAX));
    Messaggio { segnatura, sigillata, file }
}

/// The files of a message as documents of a draft, the "segnatura" last as it was sealed; and what it says.
///
/// # Errors
/// Those of the store.
pub async fn per_bozza(ente: &Ente, stored: &Stored) -> Result<Option<(Vec<(String, Stored)>, Segnatura)>, Error> {
    let Some(letto) = messaggio(ente, stored).await? else { return Ok(None) };
    let mut files = Vec::with_capacity(letto.file.len() + 1);
    for file in &letto.file {
        files.push((file.nome.clone(), ente.archive.receive(&mut &file.bytes[..], MASSIMO).await?));
    }
    files.push((SEGNATURA.to_owned(), ente.archive.receive(&mut letto.sigillata.as_bytes(), MASSIMO).await?));
    Ok(Some((files, letto.segnatura)))
}
