//! The ente's seal on a copy that is given as a file: it tells where the file comes from, and stands in place of nobody's signature.

use ente::Ente;
use seal::SealId;

/// What the seal says that it is for.
const RAGIONE: &str = "Origine e integrità della copia, che va firmata da chi attesta";

/// Seals it where the ente has a seal. Where that does not succeed the file goes without, its page says so and the log says why: what makes
/// it a certified copy is the signature of who attests.
pub(crate) async fn sigilla(ente: &Ente, pdf: Vec<u8>) -> (Vec<u8>, Option<SealId>) {
    let opened = match seal::open(ente).await {
        Ok(Some(opened)) => opened,
        Ok(None) => return (pdf, None),
        Err(error) => return senza(ente, pdf, &error),
    };
    match opened.pdf_unstamped(ente, pdf.clone(), RAGIONE).await {
        Ok(sealed) => (sealed.bytes, Some(opened.row.id)),
        Err(error) => senza(ente, pdf, &error),
    }
}

fn senza(ente: &Ente, pdf: Vec<u8>, error: &seal::Error) -> (Vec<u8>, Option<SealId>) {
    tracing::warn!(ente = ente.info.slug, %error, "a copy is given as a file without the seal");
    (pdf, None)
}
