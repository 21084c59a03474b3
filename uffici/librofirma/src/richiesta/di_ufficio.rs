//! To put up a document that another office has: it is asked for it, and told in the same transaction.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use porte::firma::{DaFirmare, Firmabili, Messo};

use super::metti::{Nuova, Origine, controlla_pdf, controlla_xml, scrivi};
use crate::{Porte, error::Error, permissions::CHIEDI, rules::RichiestaId};

/// Which document of which office, as the office calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosa {
    /// The office's id.
    pub ufficio: String,
    /// What the document is of.
    pub cosa: String,
    /// The document.
    pub documento: String,
}

/// The office of this name, if it has documents to be signed.
pub(crate) fn porta(porte: Porte, ufficio: &str) -> Result<&'static dyn Firmabili, Error> {
    porte.iter().copied().find(|porta| porta.ufficio() == ufficio).ok_or(Error::NotFound)
}

/// The document, for who may put it up.
///
/// # Errors
/// Without the permission; where `who` may not see it; why it cannot be put up now.
pub(crate) async fn offerto(ente: &Ente, who: &Who, porte: Porte, quale: &Cosa) -> Result<DaFirmare, Error> {
    who.require(&CHIEDI)?;
    let found = porta(porte, &quale.ufficio)?.leggi(ente, who, &quale.cosa, &quale.documento).await?;
    match &found.impedito {
        Some(why) => Err(Refusal::because(why.clone()).into()),
        None => Ok(found),
    }
}

/// Puts it up.
///
/// # Errors
/// Without the permission; where `who` may not see it; why it cannot be put up now; all that is wrong with what was asked; those of the
/// database.
pub async fn metti_di(ente: &Ente, who: &Who, porte: Porte, quale: &Cosa, nuova: &Nuova) -> Result<RichiestaId, Error> {
    metti_di_letto(ente, who, porte, quale, nuova, Refusal::default()).await
}

/// The same, where something of what was written could not be read: it is told together with the rest.
///
/// # Errors
/// As [`metti_di`].
pub(crate) async fn metti_di_letto(
    ente: &Ente,
    who: &Who,
    porte: Porte,
    quale: &Cosa,
    nuova: &Nuova,
    mut refusal: Refusal,
) -> Result<RichiestaId, Error> {
    let found = offerto(ente, who, porte, quale).await?;
    let stored = ente.archive.stored(found.contenuto).await?;
    let file = (found.nome, stored);
    controlla_pdf(ente, nuova, &file, &mut refusal).await?;
    controlla_xml(ente, nuova, &file, &mut refusal).await?;
    let origine = Origine { ufficio: quale.ufficio.clone(), pagina: found.href };
    let nuova = Nuova { origine: Some(origine), ..nuova.clone() };
    let mut tx = ente.ledger.begin(who.actor(), "librofirma.metti").await?;
    let document = match found.documento {
        Some(document) => document,
        None => ente.archive.name(&mut tx, &file.1, &file.0).await?,
    };
    let row = scrivi(&mut tx, who, &nuova, &document, refusal).await?;
    let messo = Messo {
        richiesta: row.id.uuid(),
        cosa: &quale.cosa,
        documento: &quale.documento,
        file: document.id,
        unita: row.unita_id,
    };
    porta(porte, &quale.ufficio)?.messo(&mut tx, who, &messo).await?;
    tx.commit().await?;
    Ok(row.id)
}
