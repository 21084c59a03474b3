//! The call to the service: multipart, files streamed from the store, bound in time and size, following no redirect.

use std::time::Duration;

use documents::store::{Sha256Hash, StoreError};
use ente::Ente;
use outside::{CONNECTION, Cut, Silence};
use parer::{Corpo, Richiesta};
use reqwest::{
    Body, Client,
    multipart::{Form, Part},
    redirect::Policy,
};
use signing::sign::Address;

use crate::{error::Error, tables::file};

/// How long the whole call may take: the largest package on a slow line.
const WHOLE: Duration = Duration::from_secs(3_600);
/// Longest answer that is read, bytes.
const LONGEST: usize = 8_000_000;

/// That a file of the package is gone, and nothing was sent.
fn perso(nome: &str) -> String {
    format!(
        "Il file «{nome}» non si trova più nell'archivio: niente è partito. Chi gestisce il sistema lo ripristini da una copia di sicurezza."
    )
}

/// Sends a request with these files. The answer's body, or a sentence why there is none; such a deposit may have arrived all the same.
///
/// # Errors
/// Those of the store.
pub async fn chiama(
    ente: &Ente,
    indirizzo: &Address,
    richiesta: &Richiesta,
    file: &[file::Model],
) -> Result<Result<Vec<u8>, String>, Error> {
    let client =
        Client::builder().redirect(Policy::none()).connect_timeout(CONNECTION).timeout(WHOLE).user_agent("municipio");
    let client = client.build()?;
    let mut form = Form::new();
    for parte in &richiesta.parti {
        let part = match &parte.corpo {
            Corpo::Testo(text) => Part::text(text.clone()),
            Corpo::File { componente, nome } => {
                let row =
                    file.iter().find(|row| format!("FILE{}", row.ordine) == *componente).ok_or(Error::NotFound)?;
                let hash: Sha256Hash = row.impronta.parse().map_err(|_| Error::NotFound)?;
                let stream = match ente.archive.store().open(&hash).await {
                    Err(StoreError::NotFound { .. }) => return Ok(Err(perso(&row.nome))),
                    other => other?,
                };
                let body = Body::wrap_stream(stream);
                Part::stream_with_length(body, row.byte.unsigned_abs()).file_name(nome.clone())
            }
        };
        form = form.part(parte.nome.clone(), part.mime_str(parte.tipo)?);
    }
    let host = indirizzo.host();
    let told = |silence: Silence| format!("Il conservatore ({host}): {}.", silence.words());
    let answer = match client.post(indirizzo.join(richiesta.servizio)).multipart(form).send().await {
        Ok(answer) => answer,
        Err(error) => return Ok(Err(told(Silence::of(&error)))),
    };
    let status = answer.status();
    let body = match outside::body(answer, LONGEST).await {
        Ok(body) => body,
        Err(Cut::TooBig) => {
            return Ok(Err(format!("Il conservatore ({host}) ha risposto con più di {LONGEST} byte: non si legge.")));
        }
        Err(Cut::Silent(silence)) => return Ok(Err(told(silence))),
    };
    if status.is_success() {
        return Ok(Ok(body));
    }
    Ok(Err(format!("Il conservatore ({host}) ha risposto con un errore del suo servizio (HTTP {}).", status.as_u16())))
}
