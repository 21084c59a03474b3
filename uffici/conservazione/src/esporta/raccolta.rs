//! What is known of a package before it is exported.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use documents::{document, store::Sha256Hash};
use ente::Ente;
use ledger::Table;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    esibizione::ricevute,
    evidenza::di_uno,
    tables::{file, pacchetto},
    trova,
};

/// Where the metadata lie in a package.
pub(crate) const METADATI: &str = "metadati/metadati.xml";
/// Where its index lies.
pub(crate) const INDICE: &str = "indice.xml";
/// Where its sealed index lies.
pub(crate) const SIGILLO: &str = "indice.xml.p7m";

/// A file that must be in a package.
#[derive(Clone, Debug)]
pub(super) struct Atteso {
    /// Its SHA-256.
    pub sha256: [u8; 32],
    /// Media type.
    pub formato: String,
}

/// A package to be exported.
#[derive(Debug)]
pub(super) struct Materia {
    /// Its identifier, and the name of its folder.
    pub id: String,
    /// Whose it is.
    pub ente: String,
    /// When it was made.
    pub creato: DateTime<Utc>,
    /// Its bytes.
    pub zip: document::Model,
    /// The files that must be in it, by place; the sealed index apart, of which no hash is kept.
    pub attesi: HashMap<String, Atteso>,
    /// Its receipts, with the place of each.
    pub ricevute: Vec<(String, document::Model)>,
    /// The proof of its row.
    pub prova: Vec<u8>,
    /// Its evidence record, where it is under a time stamp of the archive.
    pub evidenza: Option<Vec<u8>>,
}

/// Gathers it.
///
/// # Errors
/// Those of the ledger and the database.
pub(super) async fn raccogli(ente: &Ente, pack: &pacchetto::Model) -> Result<Materia, Error> {
    let read = ente.db().read().await?;
    let files = file::Entity::find().filter(file::Column::PacchettoId.eq(pack.id)).all(&read).await?;
    let ricevute = ricevute(ente, &read, pack).await?;
    let zip = trova::documento(ente, &read, pack.documento_id).await?;
    let metadati = trova::documento(ente, &read, pack.metadati_id).await?;
    let evidenza = di_uno(&read, pack.id).await?;
    drop(read);
    // One whose rows were changed is no evidence: the weekly reading tells it.
    let evidenza = evidenza.and_then(Result::ok).map(|record| record.to_der()).transpose()?;
    let prova = ente.ledger.prove(&Table::<pacchetto::Entity>::NEW, pack.id.uuid()).await?;
    let hash = |text: &str| text.parse::<Sha256Hash>().map(|hash| hash.0).map_err(|_| Error::NotFound);
    let xml = |sha256| Atteso { sha256, formato: "application/xml".into() };
    let mut attesi: HashMap<String, Atteso> =
        [(METADATI.into(), xml(metadati.hash().0)), (INDICE.into(), xml(hash(&pack.impronta_indice)?))].into();
    for row in files {
        let one = Atteso { sha256: hash(&row.impronta)?, formato: row.formato };
        attesi.insert(row.percorso, one);
    }
    Ok(Materia {
        id: format!("{}-{}-{:07}", ente.info.ipa, pack.anno, pack.numero),
        ente: ente.info.name.clone(),
        creato: pack.fatto_at.utc(),
        zip,
        attesi,
        ricevute,
        prova: serde_json::to_vec_pretty(&prova).map_err(std::io::Error::other)?,
        evidenza,
    })
}
