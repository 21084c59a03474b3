//! A document of a draft comes back signed, and takes the place of the one that left to be signed; and what is registered of a draft is what
//! it then holds.

use authz::Who;
use documents::{
    document,
    store::{Sha256Hash, Stored},
};
use kernel::{Id, Refusal};
use ledger::Tx;

use super::{Bozza, Documento};
use crate::error::Error;

impl Documento {
    fn di(document: &document::Model) -> Self {
        Self {
            nome: document.name.clone(),
            sha256: document.hash().to_string(),
            size: document.size.unsigned_abs(),
            format: document.format.clone(),
            mismatch: document.mismatch,
        }
    }
}

/// Holds one's own draft until the commit: whoever registers it waits.
///
/// # Errors
/// [`Error::NotFound`] when it is not there any more, or another's.
pub(crate) async fn tieni(tx: &Tx, who: &Who, id: Id<Bozza>) -> Result<(), Error> {
    let sql = "UPDATE protocollo_bozza SET verso = verso WHERE id = $1 AND persona_id = $2";
    let held = db::execute(tx, sql, [id.into(), who.person.into()]).await?;
    if held.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Puts the signed document in the place of the one with one of these hashes. Of a draft that was registered meanwhile nothing is left to
/// be changed: there the signed document stands beside.
///
/// # Errors
/// Those of the database.
pub(crate) async fn sostituisci(
    tx: &Tx,
    id: Id<Bozza>,
    old: &[Sha256Hash],
    signed: &document::Model,
) -> Result<(), Error> {
    // Held until the commit: of two documents of one draft that come back at once the second sees what the first did.
    db::execute(tx, "UPDATE protocollo_bozza SET verso = verso WHERE id = $1", [id.into()]).await?;
    let Some(mut documenti) = documenti_di(tx, id).await? else { return Ok(()) };
    for documento in &mut documenti {
        if old.contains(&documento.hash()) {
            *documento = Documento::di(signed);
        }
    }
    let written = serde_json::to_string(&documenti).map_err(|error| illeggibile(&error))?;
    db::execute(tx, "UPDATE protocollo_bozza SET documenti = $2 WHERE id = $1", [id.into(), written.into()]).await?;
    Ok(())
}

/// Whether these files are what the draft with this key holds now, and none of them waits for a signature: asked again in the transaction that
/// registers them, which keeps waiting until its commit whoever puts one up or brings one back. A key that is no draft's says nothing.
///
/// # Errors
/// A refusal where they are not; those of the database.
pub(crate) async fn invariata(tx: &Tx, who: &Who, chiave: &str, files: &[(String, Stored)]) -> Result<(), Error> {
    let Ok(id) = chiave.parse::<Id<Bozza>>() else { return Ok(()) };
    match tieni(tx, who, id).await {
        Err(Error::NotFound) => return Ok(()),
        held => held?,
    }
    let documenti = documenti_di(tx, id).await?.unwrap_or_default();
    let now: Vec<Sha256Hash> = documenti.iter().map(Documento::hash).collect();
    let told: Vec<Sha256Hash> = files.iter().map(|(_, stored)| stored.sha256).collect();
    if now != told {
        return Err(
            Refusal::because("I documenti di questa bozza sono cambiati: ricarica la pagina e guardali.").into()
        );
    }
    let sql = "SELECT d.sha256 FROM protocollo_alla_firma a JOIN documents_document d ON d.id = a.documento_id WHERE a.bozza_id = $1 \
               AND NOT EXISTS (SELECT 1 FROM protocollo_firma_fine f WHERE f.alla_firma_id = a.id)";
    for row in db::rows(tx, sql, [id.into()]).await? {
        let waiting: Vec<u8> = row.try_get("", "sha256")?;
        if let Some((nome, _)) = files.iter().find(|(_, stored)| stored.sha256.0[..] == waiting[..]) {
            return Err(Refusal::because(in_attesa(nome)).into());
        }
    }
    Ok(())
}

/// Why a draft is not registered yet.
pub(super) fn in_attesa(nome: &str) -> String {
    format!(
        "«{nome}» è alla firma: si registra il documento firmato. Aspetta la firma, oppure ritiralo dal libro firma."
    )
}

async fn documenti_di(tx: &Tx, id: Id<Bozza>) -> Result<Option<Vec<Documento>>, Error> {
    let sql = "SELECT documenti FROM protocollo_bozza WHERE id = $1";
    let Some(row) = db::one(tx, sql, [id.into()]).await? else { return Ok(None) };
    let documenti: String = row.try_get("", "documenti")?;
    serde_json::from_str(&documenti).map(Some).map_err(|error| illeggibile(&error))
}

pub(super) fn illeggibile(error: &serde_json::Error) -> Error {
    Error::Db(db::Error::Engine(sea_orm::DbErr::Custom(error.to_string())))
}
