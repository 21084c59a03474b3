//! What was made, kept and told; and to ask for it. **Whoever calls has asked whether the person may see the document.**

use std::collections::{HashMap, HashSet};

use documents::document;
use ente::Ente;
use jobs::{NewJob, unended};
use kernel::{Actor, Id, Refusal, Uuid};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::job::KIND;
use crate::make::Made;
use crate::programs::Programs;
use crate::{Error, OUTPUT, derivation, way};

/// How a document stands with its PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is there.
    Ready(derivation::Model),
    /// Somebody asked, and it is being made.
    Waiting,
    /// It was tried: why there is none.
    Failed(String),
    /// It can be asked for.
    Possible,
    /// It could be, were a program here: which, and what to do.
    Lacking(&'static str),
}

/// A PDF that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// How.
    pub row: derivation::Model,
    /// The document that it is.
    pub document: document::Model,
}

/// How each of these documents stands, at most a few hundred; those of which no PDF is ever made are left out.
///
/// # Errors
/// Those of the database.
pub async fn states(ente: &Ente, documents: &[&document::Model]) -> Result<HashMap<Uuid, State>, Error> {
    let some: Vec<&document::Model> = documents.iter().copied().filter(|document| way(document).is_some()).collect();
    if some.is_empty() {
        return Ok(HashMap::new());
    }
    let read = ente.db().read().await?;
    let ids: Vec<Uuid> = some.iter().map(|document| document.id.uuid()).collect();
    let mut rows = rows(&read, &ids).await?;
    let asked: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    let waiting: HashSet<String> = unended(&read, KIND, &asked).await?;
    let programs = Programs::here(&ente.conversion);
    let mut state = |document: &document::Model| {
        let id = document.id.uuid();
        match rows.remove(&id) {
            Some(row) if row.derived_id.is_some() => State::Ready(row),
            _ if waiting.contains(&id.to_string()) => State::Waiting,
            Some(row) => State::Failed(row.failure.unwrap_or_default()),
            None => lacking(document, &programs).map_or(State::Possible, State::Lacking),
        }
    };
    Ok(some.into_iter().map(|document| (document.id.uuid(), state(document))).collect())
}

fn lacking(document: &document::Model, programs: &Programs) -> Option<&'static str> {
    programs.lacking(way(document)?)
}

/// What tells most of each document: the last that was made or, where none was, why.
async fn rows<C: ConnectionTrait>(
    connection: &C,
    documents: &[Uuid],
) -> Result<HashMap<Uuid, derivation::Model>, Error> {
    let select = derivation::Entity::find()
        .filter(derivation::Column::DocumentId.is_in(documents.iter().copied()))
        .order_by_asc(derivation::Column::Id);
    let mut told: HashMap<Uuid, derivation::Model> = HashMap::new();
    for row in select.all(connection).await? {
        let of = row.document_id.uuid();
        if row.derived_id.is_some() || told.get(&of).is_none_or(|before| before.derived_id.is_none()) {
            told.insert(of, row);
        }
    }
    Ok(told)
}

/// The PDF made of a document, if there is one.
///
/// # Errors
/// Those of the database.
pub async fn derived(ente: &Ente, document: Id<document::Entity>) -> Result<Option<Derived>, Error> {
    let read = ente.db().read().await?;
    let Some(row) = rows(&read, &[document.uuid()]).await?.remove(&document.uuid()) else { return Ok(None) };
    let Some(id) = row.derived_id else { return Ok(None) };
    let found = ente.archive.find(&read, &[id.uuid()]).await?.into_iter().next();
    Ok(found.map(|document| Derived { row, document }))
}

/// Asks for the PDF of a document. Asked twice, it is made once.
///
/// # Errors
/// A refusal where none can be made here, one is there, or the document was discarded; those of the database.
pub async fn request(ente: &Ente, document: &document::Model) -> Result<(), Error> {
    let gone = ente.archive.disposal(&ente.db().read().await?, document.id).await?;
    if gone.is_some() {
        let sentence =
            "Questo documento è stato scartato: il contenuto non c'è più, e non se ne prepara una versione PDF.";
        return Err(Refusal::because(sentence).into());
    }
    let state = states(ente, &[document]).await?.remove(&document.id.uuid());
    match state {
        None => return Err(Refusal::because("Di questo documento non si prepara una versione PDF.").into()),
        Some(State::Lacking(why)) => return Err(Refusal::because(why).into()),
        Some(State::Ready(_)) => return Err(Refusal::because("La versione PDF c'è già: aprila.").into()),
        // What failed before may go well now: another program, another day.
        Some(State::Failed(_)) => {
            if let Some(why) = lacking(document, &Programs::here(&ente.conversion)) {
                return Err(Refusal::because(why).into());
            }
        }
        Some(State::Waiting | State::Possible) => {}
    }
    let write = ente.db().write().await?;
    jobs::enqueue(&write, ente.ledger.now(), &**ente.ledger.random(), &job(document)).await?;
    write.commit().await?;
    ente.bell.ring();
    Ok(())
}

/// Asks for the PDF of a document in the transaction of what brought it, where the program to make it is here and a page could not show it
/// otherwise.
///
/// # Errors
/// Those of the database.
pub async fn want(tx: &Tx, ente: &Ente, document: &document::Model) -> Result<(), Error> {
    let programs = Programs::here(&ente.conversion);
    if crate::is_shown_by_it(document) && lacking(document, &programs).is_none() {
        jobs::enqueue(tx, tx.now(), tx.random(), &job(document)).await?;
    }
    Ok(())
}

fn job(document: &document::Model) -> NewJob {
    let id = document.id.to_string();
    NewJob::new(KIND, &id).dedup(id)
}

/// Writes down what was made of a document, unless one was made or it was discarded meanwhile.
pub(crate) async fn keep(ente: &Ente, document: &document::Model, made: Made) -> Result<(), Error> {
    let Made { pdf, archivable, program, version } = made;
    let stored = match &pdf {
        Ok(bytes) => Some(ente.archive.receive_own(&mut &bytes[..], OUTPUT).await?),
        Err(_) => None,
    };
    let mut tx = ente.ledger.begin(Actor::System(KIND), KIND).await?;
    db::alone(&tx, &format!("conversion_derivation {}", document.id)).await?;
    // Discarded while it was made: it would outlive the document.
    if ente.archive.disposal(&tx, document.id).await?.is_some() {
        return Ok(());
    }
    let before = rows(&tx, &[document.id.uuid()]).await?.remove(&document.id.uuid());
    let failure = pdf.err().map(|why| why.to_string());
    // The same again says nothing new; and a PDF that is there is not followed by another.
    if before.is_some_and(|row| row.derived_id.is_some() || (failure.is_some() && row.failure == failure)) {
        return Ok(());
    }
    let derived_id = match &stored {
        Some(stored) => Some(ente.archive.name(&mut tx, stored, &name(document)).await?.id),
        None => None,
    };
    let row = derivation::Model {
        id: tx.id(),
        document_id: document.id,
        origin: document.sha256.clone(),
        derived_id,
        archivable,
        program: program.into(),
        version,
        failure,
        made_at: tx.now(),
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// The name of what was made: that of the document, so that both are found together. Its old ending stays, since it tells what it was.
fn name(document: &document::Model) -> String {
    // The archive keeps 255 bytes of a name, and the new ending must be among them.
    let kept = document.name.floor_char_boundary(200);
    format!("{} (versione PDF).pdf", &document.name[..kept])
}
