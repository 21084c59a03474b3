use std::{collections::BTreeMap, path::PathBuf};

use antivirus::Antivirus;
use documents::store::S3Settings;
use mail::Mailbox;
use vault::Source;

use crate::Way;

/// Where an installation keeps its data.
#[derive(Clone)]
pub struct Place {
    /// The folder for everything that lies on this machine.
    pub folder: PathBuf,
    /// By which way people reach the pages of all enti.
    pub way: Way,
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
    /// The bodies with which each ente exchanges documents without mail, by its code.
    pub peers: BTreeMap<String, Vec<Peer>>,
    /// The authority for time stamps of each ente that has one, by its code.
    pub time_stamps: BTreeMap<String, TimeStamps>,
    /// Who witnesses the journal of each ente that has somebody, by its code.
    pub witnesses: BTreeMap<String, Witness>,
    /// How documents are signed in each ente, by its code.
    pub signing: BTreeMap<String, Signing>,
    /// The server to which the packages of each ente go, by its code.
    pub sftp: BTreeMap<String, Sftp>,
    /// Hosts inside the network that may be called with what happens in the enti.
    pub webhook_hosts: Vec<String>,
    /// What may be asked outside about signatures: revocation, issuers, trusted lists. `None`: nothing.
    pub reach: Option<signing::fetch::Reach>,
    /// How documents that come in another form are made into PDFs, in every ente.
    pub conversion: Conversion,
    /// The antivirus at the door of every archive, if there is one.
    pub antivirus: Option<Antivirus>,
}

/// How documents that come in another form are made into PDFs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversion {
    /// Whether it is done by itself for what is registered; otherwise for whoever asks.
    pub automatic: bool,
    /// The folders in which the converters stand; where none is named, those of the variable `PATH`.
    pub folders: Vec<PathBuf>,
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

/// A witness of the journal (C2SP `tlog-witness`): another body that signs a checkpoint only if it follows from those that it has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Where it answers: what comes before `add-checkpoint`.
    pub url: String,
    /// Its public key, as it publishes it (`name+hash+key`).
    pub key: String,
}

/// How documents are signed in an ente.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signing {
    /// Its provider of remote signatures, where it has one.
    pub service: Option<SigningService>,
    /// Whether the authority for trials, without legal value, signs here too; in the demo comune it always does.
    pub trial: bool,
    /// Whether one may sign what one has not opened.
    pub unread: bool,
    /// Whether a document that all have signed gets what it takes to be verified when nobody can be asked any more (level B-LT).
    pub long_term: bool,
    /// Whether a signature made here on a paper of the house (an act) leaves a mark that is seen, in the upper margin of its first page.
    pub mark: bool,
}

/// A provider of remote signatures (CSC API v2), as a contract describes it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningService {
    /// Where it answers.
    pub url: String,
    /// By which name it knows this program.
    pub client_id: String,
    /// By which secret, where it gave one.
    pub client_secret: Option<String>,
}

/// Without the secret: whatever prints settings may end in a log.
impl std::fmt::Debug for SigningService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningService").field("url", &self.url).finish_non_exhaustive()
    }
}

/// The folder of a conservatore's server in which packages are put by SFTP, as a contract describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sftp {
    /// What people call the conservatore.
    pub name: String,
    /// Its server: a name or a number.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The account.
    pub user: String,
    /// The file of the private key, without a passphrase. What is in it never comes here.
    pub key_file: PathBuf,
    /// The one key by which the server is known: its kind and the key in base64 (`ssh-ed25519 AAAA…`).
    pub host_key: String,
    /// The folder there.
    pub folder: String,
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

/// A body whose protocol system and ours talk to each other without mail (AgID guidelines 2021, annex 6), as an agreement with it says.
#[derive(Clone, PartialEq, Eq)]
pub struct Peer {
    /// The word by which it is known here. It never changes.
    pub name: String,
    /// Its code in the index of public administrations (IPA).
    pub ipa: String,
    /// The code of its area (AOO) there.
    pub aoo: String,
    /// The code of the unit that receives what it sends.
    pub unit: String,
    /// The secret that it brings.
    pub key: String,
    /// The secret that we bring to it, where it gave one.
    pub their_key: Option<String>,
    /// Where its service for messages is (`protocollo-destinatario.wsdl`): without, nothing is sent to it.
    pub receiver: Option<String>,
    /// Where its service for confirmations is (`protocollo-mittente.wsdl`): without, nothing is confirmed to it.
    pub sender: Option<String>,
    /// The SHA-256 of the certificate of its seal, 64 hexadecimal digits: without, only a seal that the trusted lists call qualified, and
    /// of that body, is good.
    pub seal: Option<String>,
}

/// Without the secrets: whatever prints settings may end in a log.
impl std::fmt::Debug for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Peer").field("name", &self.name).field("ipa", &self.ipa).finish_non_exhaustive()
    }
}

impl Place {
    /// The folder of the trusted lists: see [`signing::store`].
    pub fn trusted_lists(&self) -> PathBuf {
        self.folder.join("fiducia")
    }

    /// With its files in the folder, the key beside it, reached by HTTPS, no mailboxes, and nothing asked outside.
    pub fn in_folder(folder: impl Into<PathBuf>, database: Database, reader: PathBuf) -> Self {
        let folder = folder.into();
        let key = Source::beside(&folder);
        Self {
            folder,
            way: Way::default(),
            database,
            files: Files::Folder,
            key,
            reader,
            mailboxes: BTreeMap::new(),
            scans: BTreeMap::new(),
            aoo: BTreeMap::new(),
            peers: BTreeMap::new(),
            time_stamps: BTreeMap::new(),
            witnesses: BTreeMap::new(),
            signing: BTreeMap::new(),
            sftp: BTreeMap::new(),
            webhook_hosts: Vec::new(),
            reach: None,
            conversion: Conversion::default(),
            antivirus: None,
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
