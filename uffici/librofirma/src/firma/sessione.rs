//! What a person has begun at a service of remote signatures: kept sealed, for some minutes, one for each person. It may be lost: then the
//! person begins again. It has no `{:?}`, which may end in a log with the token.

use authz::PersonId;
use documents::store::Sha256Hash;
use ente::Ente;
use kernel::Instant;
use serde::{Deserialize, Serialize};
use vault::Cell;

use super::carte::Tenuta;
use crate::{error::Error, rules::RichiestaId};

/// For how long it is kept: enough to find one's telephone.
pub(super) const SECONDI: i64 = 15 * 60;

/// A visit to a page of the service.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Visita {
    pub page: String,
    pub state: String,
    pub verifier: String,
}

/// How far one has come.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Fase {
    /// Gone to let oneself in.
    Entra(Visita),
    /// Inside, with the service's token.
    Dentro { token: String },
    /// Gone to authorise what was prepared at this instant for this credential; by its hashes it is known again.
    Autorizza { token: String, visita: Visita, credenziale: String, at: Instant, cosa: Autorizzato },
}

/// What was prepared to be authorised on the service's page.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Autorizzato {
    /// Of requests: the hash of all hashes.
    Richieste(Vec<u8>),
    /// Of papers: the hashes, with the places of their papers.
    Carte(Vec<(usize, Vec<u8>)>),
}

/// What was chosen.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Scelte {
    /// Documents of the register of signatures.
    Richieste(Vec<RichiestaId>),
    /// Papers that another office prepared.
    Carte { ufficio: String, carte: Vec<Tenuta> },
}

impl Scelte {
    /// Nothing: what was chosen is done.
    pub const NIENTE: Self = Self::Richieste(Vec::new());

    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Richieste(ids) => ids.len(),
            Self::Carte { carte, .. } => carte.len(),
        }
    }

    /// By what a choice is known: whoever consents on a page consents to what that page shows.
    fn impronta(&self) -> String {
        let (mut words, of) = match self {
            Self::Richieste(ids) => (ids.iter().map(ToString::to_string).collect::<Vec<_>>(), ""),
            Self::Carte { ufficio, carte } => {
                // Each by itself first: what stands in one cannot be taken for the beginning of the next.
                let hash = |one: &Tenuta| Sha256Hash::of(one.tenuta.as_bytes()).to_string();
                (carte.iter().map(hash).collect(), ufficio.as_str())
            }
        };
        words.sort_unstable();
        Sha256Hash::of(format!("{of}{}", words.join(",")).as_bytes()).to_string()
    }
}

/// What is kept.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Sessione {
    pub fase: Fase,
    pub scelte: Scelte,
}

impl Sessione {
    /// By what its choice is known.
    pub fn scelta(&self) -> String {
        self.scelte.impronta()
    }

    /// Keeps it in the place of what was there; what is over, of anybody, goes.
    pub async fn tieni(&self, ente: &Ente, person: PersonId) -> Result<(), Error> {
        let (now, row) = (ente.ledger.now(), person.uuid());
        let bytes = serde_json::to_vec(self)?;
        let sealed = ente.ledger.vault().seal(cell(row.as_bytes()), &bytes, &**ente.ledger.random());
        let write = ente.db().write().await?;
        db::execute(&write, "DELETE FROM librofirma_sessione WHERE scade_at < $1", [now.into()]).await?;
        let sql = "INSERT INTO librofirma_sessione (persona_id, scade_at, sigillato) VALUES ($1, $2, $3) \
                   ON CONFLICT (persona_id) DO UPDATE SET scade_at = excluded.scade_at, sigillato = excluded.sigillato";
        let values = [person.into(), now.plus_seconds(SECONDI).into(), sealed.into()];
        db::execute(&write, sql, values).await?;
        write.commit().await?;
        Ok(())
    }

    /// What this person has begun; `None` also where it is over.
    pub async fn di(ente: &Ente, person: PersonId) -> Result<Option<Self>, Error> {
        let read = ente.db().read().await?;
        let sql = "SELECT sigillato FROM librofirma_sessione WHERE persona_id = $1 AND scade_at >= $2";
        let Some(row) = db::one(&read, sql, [person.into(), ente.ledger.now().into()]).await? else { return Ok(None) };
        let sealed: Vec<u8> = row.try_get("", "sigillato")?;
        // Sealed with a key that is gone, or by another release: as good as lost.
        let opened = ente.ledger.vault().open(cell(person.uuid().as_bytes()), &sealed).ok();
        Ok(opened.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Forgets it.
    pub async fn scorda(ente: &Ente, person: PersonId) -> Result<(), Error> {
        let write = ente.db().write().await?;
        db::execute(&write, "DELETE FROM librofirma_sessione WHERE persona_id = $1", [person.into()]).await?;
        write.commit().await?;
        Ok(())
    }
}

const fn cell(row: &[u8]) -> Cell<'_> {
    Cell { table: "librofirma_sessione", column: "sigillato", row }
}
