use std::{path::PathBuf, sync::Arc};

use documents::Archive;
use jobs::Bell;
use ledger::Ledger;
use mail::Mailbox;
use serde::Serialize;

use crate::{Aoo, Conversion, Peer, Scans, Sftp, Signing, TimeStamps, Way, Witness};

/// What is known of an ente without opening it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EnteInfo {
    /// Its code here: the name of its folder or schema.
    pub slug: String,
    /// "Comune di Montefiorito".
    pub name: String,
    /// The host names by which it is reached.
    pub hosts: Vec<String>,
    /// Its code in the index of public administrations (IPA): `c_m999`.
    pub ipa: String,
    /// Whether everything in it is invented.
    pub demo: bool,
}

/// One comune, open.
pub struct Ente {
    /// What is known of it.
    pub info: EnteInfo,
    /// By which way people reach its pages: see [`Ente::address`].
    pub way: Way,
    /// Its registers and journal, and through them its database.
    pub ledger: Ledger,
    /// Its documents.
    pub archive: Archive,
    /// The program that reads documents in a process of its own (see [`documents::text::extract_guarded`]).
    pub reader: PathBuf,
    /// Its mailboxes, as the settings tell them.
    pub mailboxes: Vec<Mailbox>,
    /// The folders into which its scanners write, as the settings tell them.
    pub scans: Vec<Scans>,
    /// Its organisational area, as the settings tell it.
    pub aoo: Option<Aoo>,
    /// The bodies with which it exchanges documents without mail, as the settings tell them: with none, nothing listens.
    pub peers: Vec<Peer>,
    /// Its authority for time stamps, as the settings tell it.
    pub time_stamps: Option<TimeStamps>,
    /// Who witnesses its journal, as the settings tell it.
    pub witness: Option<Witness>,
    /// How documents are signed here, as the settings tell it.
    pub signing: Signing,
    /// The server to which its packages go, as the settings tell it.
    pub sftp: Option<Sftp>,
    /// Hosts inside the network that may be called with what happens here, as the settings tell them.
    pub webhook_hosts: Vec<String>,
    /// How documents that come in another form are made into PDFs, as the settings tell it.
    pub conversion: Conversion,
    /// The trusted lists of the installation, which all its enti share.
    pub lists: Arc<signing::store::Folder>,
    /// Who asks outside for what a signature's verdict lacks, as the settings allow; all the enti share it.
    pub outside: Arc<signing::fetch::Fetcher>,
    /// To be rung after a commit that left work for the background, so that it begins at once.
    pub bell: Bell,
}

impl Ente {
    /// Its database, for reading.
    pub fn db(&self) -> &db::Db {
        self.ledger.db()
    }
}
