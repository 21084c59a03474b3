use std::{collections::BTreeMap, path::PathBuf};

use documents::store::S3Settings;
use mail::Mailbox;
use vault::Source;

/// Where an installation keeps its data.
#[derive(Clone)]
pub struct Place {
    /// The folder for everything that lies on this machine.
    pub folder: PathBuf,
    /// The database engine.
    pub database: Database,
    /// Where files lie.
    pub files: Files,
    /// Where the installation's key is, which opens the secrets of every ente.
    pub key: Source,
    /// The program that reads outsiders' documents in a process of its own: this one, or in tests the built one.
    pub reader: PathBuf,
    /// The mailboxes of each ente, by its code.
    pub mailboxes: BTreeMap<String, Vec<Mailbox>>,
    /// The folders into which scanners write, of each ente, by its code.
    pub scans: BTreeMap<String, Vec<Scans>>,
    /// The organisational area of each ente, by its code.
    pub aoo: BTreeMap<String, Aoo>,
    /// The authority for time stamps of each ente that has one, by its code.
    pub time_stamps: BTreeMap<String, TimeStamps>,
    /// Hosts inside the network that may be called with what happens in the enti.
    pub webhook_hosts: Vec<String>,
    /// What may be asked outside about signatures: revocation, issuers, trusted lists. `None`: nothing.
    pub reach: Option<signing::fetch::Reach>,
}

/// An authority that gives time stamps (RFC 3161), as a contract describes it.
#[derive(Clone, PartialEq, Eq)]
pub struct TimeStamps {
    /// Where it answers.
    pub url: String,
    /// Name and password, where it asks for them.
    pub login: Option<(String, String)>,
    /// The policy to ask for, where it has more than one.
    pub policy: Option<String>,
}

/// Without the password: whatever prints settings may end in a log.
impl std::fmt::Debug for TimeStamps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TimeStamps").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A folder into which a scanner writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scans {
    /// The word by which it is known here. It never changes.
    pub name: String,
    /// The folder: what was taken is moved within it.
    pub folder: PathBuf,
    /// The code of the unit that receives what is scanned.
    pub unit: String,
}

/// The homogeneous organisational area (AOO) of an ente, as the index of public administrations (IPA) knows it, and the register
/// that it keeps: what the "segnatura" of a document tells other bodies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aoo {
    /// Its code in the index.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
    /// The code of the protocol register.
    pub register: String,
}

impl Place {
    /// The folder of the trusted lists: see [`signing::store`].
    pub fn trusted_lists(&self) -> PathBuf {
        self.folder.join("fiducia")
    }

    /// With its files in the folder, the key beside it, no mailboxes, and nothing asked outside.
    pub fn in_folder(folder: impl Into<PathBuf>, database: Database, reader: PathBuf) -> Self {
        let folder = folder.into();
        let key = Source::beside(&folder);
        Self {
            folder,
            database,
            files: Files::Folder,
            key,
            reader,
            mailboxes: BTreeMap::new(),
            scans: BTreeMap::new(),
            aoo: BTreeMap::new(),
            time_stamps: BTreeMap::new(),
            webhook_hosts: Vec::new(),
            reach: None,
        }
    }
}

/// Which database.
#[derive(Clone)]
pub enum Database {
    /// A file per ente in the folder.
    Sqlite,
    /// A schema per ente on this server.
    Postgres {
        /// `postgres://user:password@host/database`.
        url: String,
        /// The most connections that this node opens.
        connections: u32,
    },
}

/// Which store of files.
#[derive(Clone)]
pub enum Files {
    /// A folder per ente in the folder.
    Folder,
    /// A prefix per ente in a bucket.
    S3(Box<S3Settings>),
}
