//! To register an internal document *a repertorio*: both numbers in one commit.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    RepertorioId,
    tabelle::{repertorio, voce},
};
use crate::{
    error::Error,
    permissions::REGISTRA,
    registrazione::registra::{FileRicevuto, gia_fatta, nomina, scrivi},
    rules::{Nuova, Verso, segnatura},
    tables::registrazione,
};

/// What came of it.
#[derive(Clone, Debug)]
pub struct Registrata {
    /// The entry.
    pub riga: registrazione::Model,
    /// Its number in the repertory.
    pub voce: voce::Model,
}

/// Registers a document in the protocol and in a repertory.
///
/// `chiave` makes it happen once: a second call with the same key gives the entry of the first.
///
/// # Errors
/// A missing permission; [`Error::RepertorioAssente`]; a key with which something else was registered; all the reasons why the entry is not complete; those of the database, the store
/// and the clock.
pub async fn registra(
    ente: &Ente,
    who: &Who,
    id: RepertorioId,
    nuova: &Nuova,
    files: &[FileRicevuto],
    chiave: Option<&str>,
) -> Result<Registrata, Error> {
    who.require(&REGISTRA)?;
    let now = ente.ledger.now();
    let mut refusal = nuova.check(now.date()).err().unwrap_or_default();
    if nuova.verso != Verso::Interno {
        refusal.add(Some("verso"), "A repertorio vanno i documenti che il Comune forma: registralo come interno.");
    }
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.registra_a_repertorio").await?;
    if let Some(chiave) = chiave
        && let Some(riga) = gia_fatta(&tx, who, chiave).await?
    {
        let found = voce::Entity::find().filter(voce::Column::RegistrazioneId.eq(riga.id)).one(&tx).await?;
        let voce = found.filter(|voce| voce.repertorio_id == id).ok_or_else(|| presa(&riga))?;
        // The first call may have gone away before its entry was on disk: this one waits for that too.
        tx.commit().await?;
        return Ok(Registrata { riga, voce });
    }
    let repertorio = repertorio::Entity::find_by_id(id).one(&tx).await?.ok_or(Error::RepertorioAssente)?;
    if repertorio.dal_anno > i64::from(now.year()) {
        refusal.add(None, format!("Questo repertorio comincia dal {}.", repertorio.dal_anno));
    }
    refusal.unless_empty(())?;
    let documenti = nomina(ente, &mut tx, files).await?;
    let riga = scrivi(&mut tx, who, nuova, &documenti, chiave).await?;
    // Always the protocol first and the repertory after it: nobody waits for the other way round.
    let (given, _) = tx.number(&repertorio.registro).await?;
    let voce = voce::Model {
        id: tx.id(),
        repertorio_id: id,
        registrazione_id: riga.id,
        anno: given.1.into(),
        numero: given.2,
    };
    let voce = tx.insert(voce).await?;
    tx.commit().await?;
    if !documenti.is_empty() {
        ente.bell.ring();
    }
    Ok(Registrata { riga, voce })
}

/// Of a key with which an entry was made that is not of this repertory.
fn presa(riga: &registrazione::Model) -> Refusal {
    let number = segnatura(riga);
    Refusal::because(format!(
        "Questa chiave è già presa: con la stessa è stata fatta la registrazione {number}, che non è di questo repertorio. \
         Per registrare un altro documento usa una chiave nuova."
    ))
}
