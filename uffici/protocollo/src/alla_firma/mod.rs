//! Documents that others sign: those of an entry and those of a draft, put up through `porte::firma`, and how that ended.
//!
//! The core of an entry never changes: what comes back signed stands beside the document that was put up. In a draft, which has no core
//! yet, it takes its place, and is what is registered.

mod porta;
pub mod tabelle;
mod torna;

use std::collections::HashMap;

use authz::Who;
use documents::{document, store::Sha256Hash};
use ente::Ente;
use kernel::{Id, Uuid};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use self::tabelle::{fine, messo};
use crate::{bozza::Bozza, error::Error, tables::registrazione};

pub use porta::Firmabili;

/// A document that was put up for signature.
#[derive(Clone, Debug)]
pub struct AllaFirma {
    /// The request.
    pub riga: messo::Model,
    /// The document as it was put up.
    pub documento: document::Model,
    /// How it ended, oldest first, with the document that came back.
    pub fine: Vec<(fine::Model, Option<document::Model>)>,
}

impl AllaFirma {
    /// Whether somebody's signature is still waited for.
    pub const fn in_corso(&self) -> bool {
        self.fine.is_empty()
    }

    /// Whether `who` is told why it was refused or taken back: who put it up, and the unit for which they did.
    pub fn dice_perche(&self, who: &Who) -> bool {
        self.riga.persona_id == who.person || self.riga.unita_id.is_some_and(|unita| who.units().contains(&unita))
    }

    /// The documents that came back, the last one first.
    pub fn firmati(&self) -> impl Iterator<Item = &document::Model> {
        self.fine.iter().rev().filter_map(|(_, document)| document.as_ref())
    }
}

/// Whether the signatures on a document with these bytes are waited for: it is put up once at a time, also where it is
/// there twice.
pub(crate) fn si_aspetta(put_up: &[AllaFirma], document: Sha256Hash) -> bool {
    put_up.iter().any(|one| one.in_corso() && one.documento.hash() == document)
}

/// What was put up of an entry, oldest first, and of the draft of which it was made.
pub(crate) async fn della_registrazione(
    ente: &Ente,
    read: &db::Read,
    riga: &registrazione::Model,
) -> Result<Vec<AllaFirma>, Error> {
    let mut which = Condition::any().add(messo::Column::RegistrazioneId.eq(riga.id));
    // The key of an entry that was made of a draft is the draft's id; a program writes the keys that it wants, but is not who had the draft.
    if let Some(draft) = riga.chiave.as_deref().and_then(|key| key.parse::<Id<Bozza>>().ok()) {
        let own = Condition::all().add(messo::Column::BozzaId.eq(draft));
        which = which.add(own.add(messo::Column::PersonaId.eq(riga.registrata_da)));
    }
    leggi(ente, read, which).await
}

/// What was put up of a draft, oldest first.
pub(crate) async fn della_bozza(ente: &Ente, read: &db::Read, id: Id<Bozza>) -> Result<Vec<AllaFirma>, Error> {
    leggi(ente, read, Condition::all().add(messo::Column::BozzaId.eq(id))).await
}

async fn leggi(ente: &Ente, read: &db::Read, which: Condition) -> Result<Vec<AllaFirma>, Error> {
    let righe = messo::Entity::find()
        .filter(which)
        .order_by_asc(messo::Column::At)
        .order_by_asc(messo::Column::Id)
        .all(read)
        .await?;
    if righe.is_empty() {
        return Ok(Vec::new());
    }
    let fini = fine::Entity::find()
        .filter(fine::Column::AllaFirmaId.is_in(righe.iter().map(|riga| riga.id)))
        .order_by_asc(fine::Column::At)
        .order_by_asc(fine::Column::Id)
        .all(read)
        .await?;
    let mut ids: Vec<Uuid> = righe.iter().map(|riga| riga.documento_id.uuid()).collect();
    ids.extend(fini.iter().filter_map(|fine| fine.documento_id).map(Id::uuid));
    let documents = ente.archive.find(read, &ids).await?;
    let documents: HashMap<Uuid, document::Model> =
        documents.into_iter().map(|document| (document.id.uuid(), document)).collect();
    let mut found = Vec::with_capacity(righe.len());
    for riga in righe {
        let Some(documento) = documents.get(&riga.documento_id.uuid()).cloned() else { continue };
        let of_it = fini.iter().filter(|fine| fine.alla_firma_id == riga.id);
        let back = |fine: &fine::Model| fine.documento_id.and_then(|id| documents.get(&id.uuid()).cloned());
        let fine = of_it.map(|fine| (fine.clone(), back(fine))).collect();
        found.push(AllaFirma { riga, documento, fine });
    }
    Ok(found)
}
