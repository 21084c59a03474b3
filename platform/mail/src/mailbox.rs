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
    /// How messages leave from it, where they may.
    pub outgoing: Option<Outgoing>,
}

/// How messages leave from a mailbox: the name and the password are those with which it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The SMTP server.
    pub server: Server,
    /// The largest message that it takes, bytes as they travel: files grow by a third.
    pub largest: u64,
}

impl Outgoing {
    /// What every provider of certified mail takes (DM 2/11/2005, art. 12).
    pub const LARGEST: u64 = 30 << 20;
}
