//! Files beside the act: put, decided upon, taken out. Nothing is erased.

use authz::Who;
use documents::store::Stored;
use ente::Ente;
use kernel::{Id, Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::scrivi::aperto;
use crate::{
    error::Error,
    indice,
    leggi::allegati_di,
    tables::{AttoId, allegato, stato},
};

/// Most files beside one act.
const ALLEGATI_MAX: usize = 49;
/// Longest title and reason, in letters.
const TESTO_MAX: usize = 300;

/// Puts a file beside the act: its row.
///
/// # Errors
/// All the reasons why not; a text that is closed; those of store and database.
pub async fn allega(
    ente: &Ente,
    who: &Who,
    id: AttoId,
    (titolo, parte_integrante): (&str, bool),
    file: Option<&(String, Stored)>,
) -> Result<allegato::Model, Error> {
    let mut tx = ente.ledger.begin(who.actor(), "atti.allega").await?;
    // For writing: of two who put a file at the same instant the second counts the first's, and takes the next place.
    tx.find::<stato::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    aperto(&tx, who, id).await?;
    let mut no = Refusal::default();
    let titolo = titolo.split_whitespace().collect::<Vec<_>>().join(" ");
    if titolo.is_empty() || titolo.chars().count() > TESTO_MAX {
        no.add(Some("titolo"), format!("Scrivi che cos'è l'allegato, in non più di {TESTO_MAX} caratteri."));
    }
    let file = file.filter(|(_, stored)| stored.size > 0);
    if file.is_none() {
        no.add(Some("file"), "Manca il file: sceglilo.");
    }
    let all = allegati_di(&tx, id).await?;
    if all.iter().filter(|one| !one.tolto).count() >= ALLEGATI_MAX {
        no.add(Some("file"), format!("Gli allegati sono già {ALLEGATI_MAX}: è il massimo."));
    }
    no.unless_empty(())?;
    let Some((name, stored)) = file else { return Err(Error::NotFound) };
    let document = ente.archive.name(&mut tx, stored, name).await?;
    verifiche::presto(&tx, document.id).await?;
    let row = allegato::Model {
        id: tx.id(),
        atto_id: id,
        posizione: all.last().map_or(1, |last| last.posizione + 1),
        titolo,
        documento_id: document.id,
        parte_integrante,
        pubblica: None,
        omissis_id: None,
        motivo: None,
        tolto: false,
    };
    let row = tx.insert(row).await?;
    indice::aggiorna(&tx, id).await?;
    tx.commit().await?;
    Ok(row)
}

/// What becomes of a file beside the act.
#[derive(Clone, Debug)]
pub enum Decisione {
    /// Everybody reads it whole.
    Intero,
    /// Everybody reads this version.
    Omissis(String, Stored),
    /// It is not posted, for this reason.
    No(String),
    /// It is taken out of the act.
    Togli,
}

impl Decisione {
    /// As it is sent: `intero`, `omissis` with the masked file, `no` with its reason, `togli`.
    ///
    /// # Errors
    /// A word that is none of these; `omissis` without its file.
    pub(crate) fn letta(code: &str, motivo: String, file: Option<(String, Stored)>) -> Result<Self, Refusal> {
        match (code, file.filter(|(_, stored)| stored.size > 0)) {
            ("intero", _) => Ok(Self::Intero),
            ("omissis", Some((name, stored))) => Ok(Self::Omissis(name, stored)),
            ("omissis", None) => {
                Err(Refusal::beside("file", "Manca la versione con omissis: scegli il file mascherato."))
            }
            ("no", _) => Ok(Self::No(motivo)),
            ("togli", _) => Ok(Self::Togli),
            _ => Err(Refusal::beside("decisione", "Scegli che cosa fare dell'allegato.")),
        }
    }
}

/// Decides.
///
/// # Errors
/// All the reasons why not; [`Error::NotFound`] where there is no such file; a text that is closed; those of the
/// database.
pub async fn decidi(
    ente: &Ente,
    who: &Who,
    id: AttoId,
    quale: Id<allegato::Entity>,
    decisione: &Decisione,
) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "atti.allega").await?;
    // For writing: what is put in the index below is read after who writes the text at the same instant has done.
    tx.find::<stato::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    aperto(&tx, who, id).await?;
    let select = allegato::Entity::find_by_id(quale).filter(allegato::Column::AttoId.eq(id));
    let before = select.one(&tx).await?.filter(|one| !one.tolto).ok_or(Error::NotFound)?;
    let bare = allegato::Model { omissis_id: None, motivo: None, ..before.clone() };
    let after = match decisione {
        Decisione::Intero => allegato::Model { pubblica: Some("intero".into()), ..bare },
        Decisione::Omissis(name, stored) => {
            let document = ente.archive.name(&mut tx, stored, name).await?;
            verifiche::presto(&tx, document.id).await?;
            allegato::Model { pubblica: Some("omissis".into()), omissis_id: Some(document.id), ..bare }
        }
        Decisione::No(why) => {
            let why = why.trim();
            if why.is_empty() || why.chars().count() > TESTO_MAX {
                return Err(Error::campo(
                    "motivo",
                    format!("Scrivi perché non si pubblica, in non più di {TESTO_MAX} caratteri."),
                ));
            }
            allegato::Model { pubblica: Some("no".into()), motivo: Some(why.to_owned()), ..bare }
        }
        Decisione::Togli => allegato::Model { tolto: true, ..before.clone() },
    };
    tx.update(&before, after).await?;
    indice::aggiorna(&tx, id).await?;
    tx.commit().await?;
    Ok(())
}
