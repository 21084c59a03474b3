//! A document comes back from those who sign, or does not.

use authz::PersonId;
use documents::{document, store::Sha256Hash};
use ente::Ente;
use kernel::{Actor, Instant, Uuid};
use ledger::Tx;
use porte::firma::Fine;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::tabelle::{fine, messo};
use crate::{bozza, error::Error, rules::RegistrazioneId, tables::registrazione};

/// Notes it once; in a draft the signed document takes the place of the one that was put up.
///
/// # Errors
/// Those of the database.
pub(super) async fn torna(ente: &Ente, richiesta: Uuid, how: &Fine, at: Instant) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(Actor::System("protocollo.alla_firma"), "protocollo.torna_dalla_firma").await?;
    let found = messo::Entity::find().filter(messo::Column::RichiestaId.eq(richiesta)).one(&tx).await?;
    let Some(found) = found else { return Ok(()) };
    // Held until the commit: of two that tell the same the second finds it noted.
    tx.find::<messo::Entity>(found.id.uuid()).await?;
    let before = fine::Entity::find().filter(fine::Column::AllaFirmaId.eq(found.id)).all(&tx).await?;
    let Detto { tipo, documento, da, motivo } = Detto::di(how);
    if before.iter().any(|one| one.tipo == tipo) {
        return Ok(());
    }
    if let (Some(draft), Some(signed)) = (found.bozza_id, documento) {
        let mut ids = vec![found.documento_id.uuid()];
        ids.extend(before.iter().filter_map(|one| one.documento_id).map(|id| id.uuid()));
        let old = ente.archive.find(&tx, &ids).await?;
        let old: Vec<Sha256Hash> = old.iter().map(document::Model::hash).collect();
        bozza::sostituisci(&tx, draft, &old, signed).await?;
    }
    let registrazione_id = if documento.is_some() { accanto_a(&tx, &found).await? } else { None };
    let row = fine::Model {
        id: tx.id(),
        alla_firma_id: found.id,
        tipo: tipo.to_owned(),
        documento_id: documento.map(|document| document.id),
        persona_id: da,
        motivo: motivo.map(str::to_owned),
        at,
        notato_at: Some(tx.now()),
        registrazione_id,
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// The entry beside which what comes back stands: the one of which it was put up, or that was made of its draft meanwhile.
async fn accanto_a(tx: &Tx, found: &messo::Model) -> Result<Option<RegistrazioneId>, Error> {
    let Some(draft) = found.bozza_id else { return Ok(found.registrazione_id) };
    let select = registrazione::Entity::find()
        .filter(registrazione::Column::Chiave.eq(draft.to_string()))
        .filter(registrazione::Column::RegistrataDa.eq(found.persona_id));
    Ok(select.one(tx).await?.map(|riga| riga.id))
}

/// An end, as it is kept.
struct Detto<'a> {
    tipo: &'static str,
    documento: Option<&'a document::Model>,
    da: Option<PersonId>,
    motivo: Option<&'a str>,
}

impl<'a> Detto<'a> {
    fn di(how: &'a Fine) -> Self {
        let signed = |tipo, document| Self { tipo, documento: Some(document), da: None, motivo: None };
        let not = |tipo, da, motivo| Self { tipo, documento: None, da: Some(da), motivo: Some(motivo) };
        match how {
            Fine::Firmato(document) => signed("firmato", document),
            Fine::Durevole(document) => signed("durevole", document),
            Fine::Rifiutato { da, motivo } => not("rifiutato", *da, motivo.as_str()),
            Fine::Ritirato { da, motivo } => not("ritirato", *da, motivo.as_str()),
        }
    }
}
