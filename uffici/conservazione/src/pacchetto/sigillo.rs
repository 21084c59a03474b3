//! The seal of a package: the index inside an envelope with the ente's seal (CAdES), with a time stamp where the ente has an authority
//! for them. The schema of the standard has no place for a signature inside the index.

use ente::Ente;
use seal::{Opened, SealId, Standing};

use crate::error::Error;

/// A sealed index.
pub(super) struct Sigillato {
    /// The envelope, `indice.xml.p7m`.
    pub bytes: Vec<u8>,
    /// With which seal.
    pub sigillo: SealId,
    /// Whether a time stamp stands in it.
    pub marcato: bool,
}

/// Why no package can be sealed now, and so none is made; `None` where it can.
///
/// # Errors
/// Those of the database.
pub(crate) async fn impedimento(ente: &Ente) -> Result<Option<String>, Error> {
    let kept = seal::kept(&ente.db().read().await?).await?;
    let standing = Standing::of(kept.as_ref(), ente.ledger.now());
    Ok(standing.why_not(kept.as_ref()).or_else(|| {
        // A conservatore must turn it away: only where everything is invented it does no harm.
        (kept.is_some_and(|kept| kept.trial) && !ente.info.demo).then(|| {
            "Il sigillo dell'ente è di prova, SENZA VALORE LEGALE, e il conservatore dovrebbe respingerlo. Chi gestisce il sistema \
             carica quello vero con \"municipio sigillo importa\"."
                .to_owned()
        })
    }))
}

/// The ente's seal, ready to seal.
///
/// # Errors
/// [`Error::Sigillo`] where there is none any more, or its key does not open.
pub(super) async fn apri(ente: &Ente) -> Result<Opened, Error> {
    let gone = || Error::Sigillo("Il sigillo dell'ente è stato tolto mentre il pacchetto si faceva.".into());
    seal::open(ente).await?.ok_or_else(gone)
}

/// Seals an index.
///
/// # Errors
/// [`Error::Sigillo`]: a silent authority for time stamps too. It is tried again at the next hour.
pub(super) async fn sigilla(ente: &Ente, opened: &Opened, indice: Vec<u8>) -> Result<Sigillato, Error> {
    let sealed = opened.file(ente, indice).await?;
    Ok(Sigillato { bytes: sealed.bytes, sigillo: opened.row.id, marcato: sealed.stamped })
}
