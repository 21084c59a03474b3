use crate::{Login, Server};

/// A mailbox that someone has set up to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The word by which it is known here: `pec`. It never changes.
    pub name: String,
    /// The address to which people write.
    pub address: String,
    /// Whether it is a certified mailbox (PEC).
    pub certified: bool,
    /// The code of the unit that receives what comes in.
    pub unit: String,
    /// The IMAP server.
    pub server: Server,
    /// Who enters.
    pub login: Login,
    /// The folder that is read.
    pub folder: String,
    /// The folder into which what was taken is moved.
    pub done: String,
}
