//! The trusted lists of an installation: files in a folder, taken only with a signature that holds.
//!
//! The folder (`fiducia` in the data) holds the list of the lists (`eu-lotl.xml`), its pivots (`eu-lotl-pivot-NNN.xml`), the national lists
//! (any other `.xml`), and in `gazzetta/` the certificates of the Official Journal that may sign the first of them, as PEM. Nobody
//! is trusted otherwise: without `gazzetta/` no list is taken.
//!
//! They are fetched anew by [`refresh()`], and by hand tried in a [`Trial`]: what does not hold, or is older, never takes the place of what
//! is there, so that without a network everything goes on with the lists at hand and their age is told.
//!
//! Reading blocks: call it where that is allowed. *Absent:* remembering the numbers of lists that were taken away, so that whoever can
//! write in the folder can put an older one there (its age is told, and an old list makes no verdict green).

mod load;
pub mod pem;
mod refresh;
mod sources;
mod state;
mod trial;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use liste_fiducia::List;

pub use load::BYTES_MAX;
pub use refresh::{NO_JOURNAL, RefreshError, Refreshed, refresh};
pub use sources::{LOTL, Note, Sources};
pub use state::{ListKind, ListState};
pub use trial::{Settled, Trial};

use crate::verify::policy::Policy;
use crate::verify::trust::Trust;

/// The folder of the Official Journal's certificates, in the folder of the lists.
pub const JOURNAL: &str = "gazzetta";

/// What was found in a folder.
#[derive(Debug, Default)]
pub struct Lists {
    /// Each file, with what came of it.
    pub states: Vec<ListState>,
    /// Certificates of the Official Journal that were read.
    pub journal: usize,
    /// The services of the national lists that were taken as a [`Trust`], made once.
    trust: Trust,
    /// Where each country's list is, by the list of the lists.
    addresses: Vec<(String, String)>,
    files: Files,
}

/// Names, sizes and instants of the files: when one of them changes the folder is read again.
type Files = Vec<(PathBuf, u64, Option<std::time::SystemTime>)>;

impl Lists {
    /// Whom the lists make us trust.
    #[must_use]
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Countries and where their lists are, as the list of the lists says that was taken.
    #[must_use]
    pub fn addresses(&self) -> &[(String, String)] {
        &self.addresses
    }

    /// Whether any national list was taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.taken().next().is_none()
    }

    /// The state of the list of this country, if it was taken.
    #[must_use]
    pub fn of(&self, country: &str) -> Option<&ListState> {
        self.taken().find(|state| state.country.as_deref() == Some(country))
    }

    fn taken(&self) -> impl Iterator<Item = &ListState> {
        self.states.iter().filter(|state| state.kind == ListKind::National && state.refused.is_none())
    }
}

/// A folder of lists, read when its files change.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    held: RwLock<Option<Arc<Lists>>>,
    reading: Mutex<()>,
}

impl Folder {
    /// The lists in this folder; it need not be there.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), held: RwLock::new(None), reading: Mutex::new(()) }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is there now. While another reads changed files, what was there before. **Blocks.**
    #[must_use]
    pub fn current(&self) -> Arc<Lists> {
        let files = load::files(&self.path);
        let held = self.held();
        if let Some(held) = held.as_ref().filter(|held| held.files == files) {
            return Arc::clone(held);
        }
        let guard = match (self.reading.try_lock(), held) {
            (Ok(guard), _) => guard,
            (Err(std::sync::TryLockError::WouldBlock), Some(held)) => return held,
            // Nothing to serve meanwhile: wait for whoever reads.
            (Err(_), _) => self.reading.lock().unwrap_or_else(PoisonError::into_inner),
        };
        // Another may have read it while we waited.
        if let Some(held) = self.held().filter(|held| held.files == files) {
            return held;
        }
        let lists = Arc::new(load::load(&self.path, files));
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&lists));
        drop(guard);
        lists
    }

    fn held(&self) -> Option<Arc<Lists>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn trust_of(lists: &[List]) -> Trust {
    let mut trust = Trust::new(Policy::default());
    lists.iter().for_each(|list| trust.add_list(list));
    trust
}
