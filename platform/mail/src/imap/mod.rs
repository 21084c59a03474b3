//! The IMAP client (RFC 9051, and RFC 3501 as servers speak it): what an office needs to empty a mailbox without losing or
//! doubling a message.

mod body;
mod talk;

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use tokio::io::BufReader;

pub use body::Body;
use talk::{Talk, Wrong, literal, quoted, starts};

use crate::{
    Error, Login, Security, Server,
    wire::{Secure, reach, secure},
};

/// A folder that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folder {
    /// While this number stays the same, a message keeps its UID and no other ever has it (RFC 9051, section 2.3.1.1).
    pub uidvalidity: u32,
    /// How many messages it holds.
    pub messages: u32,
}

/// One entered mailbox.
pub struct Client {
    talk: Talk<Secure>,
    capabilities: BTreeSet<String>,
    /// Whether a message was left half read: the connection is then of no use.
    halfway: bool,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.talk.server.host)
    }
}

impl Client {
    /// Connects and enters.
    ///
    /// # Errors
    /// Whatever keeps it out, told apart: see [`Error`].
    pub async fn enter(server: &Server, login: &Login) -> Result<Self, Error> {
        let stream = reach(server).await?;
        let stream = match server.security {
            Security::Tls => secure(server, stream).await?,
            Security::StartTls => {
                let mut clear = Talk::new(BufReader::new(stream), server.clone());
                greeted(&clear.line().await?, server)?;
                if clear.ask("STARTTLS").await.is_err() {
                    return Err(Error::NoStartTls { host: server.host.clone() });
                }
                // What was said in clear before the encryption is not kept: someone in the middle could have said it.
                secure(server, clear.stream.into_inner()).await?
            }
        };
        let mut client =
            Self { talk: Talk::new(stream, server.clone()), capabilities: BTreeSet::new(), halfway: false };
        if server.security == Security::Tls {
            greeted(&client.talk.line().await?, server)?;
        }
        client.log_in(login).await?;
        Ok(client)
    }

    async fn log_in(&mut self, login: &Login) -> Result<(), Error> {
        self.learn().await?;
        let (user, password) = (login.user.as_str(), login.password.reveal());
        let told = if self.can("AUTH=PLAIN") {
            // RFC 4616: any characters may stand in it, which they may not in a LOGIN.
            let tag = self.talk.say("AUTHENTICATE PLAIN").await?;
            let line = self.talk.line().await?;
            if line.starts_with('+') {
                let words = BASE64_STANDARD.encode(format!("\0{user}\0{password}"));
                self.talk.write(&format!("{words}\r\n")).await?;
                self.talk.answers(&tag).await
            } else {
                let end = line.strip_prefix(&tag).map(str::trim_start).unwrap_or_default();
                talk::ended(end).map(|()| Vec::new()).map_err(Wrong::No)
            }
        } else {
            self.talk.ask(&format!("LOGIN {} {}", quoted(user), quoted(password))).await
        };
        match told {
            Ok(_) => self.learn().await,
            Err(Wrong::No(no)) if !matches!(no.code.as_str(), "UNAVAILABLE" | "INUSE" | "LIMIT" | "SERVERBUG") => {
                Err(Error::WrongPassword { host: self.talk.server.host.clone(), user: user.into() })
            }
            Err(other) => Err(self.wrong(other, "entrare")),
        }
    }

    /// Asks what the server can do: it may say more to whoever has entered.
    async fn learn(&mut self) -> Result<(), Error> {
        let lines = self.ask("CAPABILITY", "dire che cosa sa fare").await?;
        let told = lines.iter().filter_map(|line| starts(line, "* CAPABILITY ").then(|| line.get(13..)).flatten());
        self.capabilities = told.flat_map(str::split_whitespace).map(str::to_ascii_uppercase).collect();
        Ok(())
    }

    fn can(&self, what: &str) -> bool {
        self.capabilities.contains(what)
    }

    /// Behaves as if the server did not know this extension: for those that tell of one and do it badly.
    pub fn without(&mut self, capability: &str) {
        self.capabilities.remove(capability);
    }

    /// Opens a folder.
    ///
    /// # Errors
    /// When there is none of this name; those of the conversation.
    pub async fn open(&mut self, folder: &str) -> Result<Folder, Error> {
        let lines = self.ask(&format!("SELECT {}", quoted(folder)), "aprire la cartella").await?;
        let after = |start: &str| {
            let line = lines.iter().find(|line| starts(line, start))?;
            let digits: String = line.get(start.len()..)?.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        };
        let exists = lines.iter().find_map(|line| {
            let (count, what) = line.strip_prefix("* ")?.split_once(' ')?;
            what.eq_ignore_ascii_case("EXISTS").then(|| count.parse().ok())?
        });
        // Without it UIDs mean nothing, and nothing could be taken once and only once.
        let uidvalidity = after("* OK [UIDVALIDITY ").ok_or_else(|| self.unexpected("non dice UIDVALIDITY"))?;
        Ok(Folder { uidvalidity, messages: exists.unwrap_or_default() })
    }

    /// The UIDs of all messages of the open folder, the oldest first.
    ///
    /// # Errors
    /// Those of the conversation.
    pub async fn uids(&mut self) -> Result<Vec<u32>, Error> {
        let lines = self.ask("UID SEARCH ALL", "elencare i messaggi").await?;
        let told = lines.iter().filter_map(|line| starts(line, "* SEARCH").then(|| line.get(8..)).flatten());
        let found: BTreeSet<u32> = told.flat_map(str::split_whitespace).filter_map(|word| word.parse().ok()).collect();
        Ok(found.into_iter().collect())
    }

    /// How large the server says these messages are, bytes. It may be wrong: what counts is what comes.
    ///
    /// # Errors
    /// Those of the conversation.
    pub async fn sizes(&mut self, uids: &[u32]) -> Result<HashMap<u32, u64>, Error> {
        if uids.is_empty() {
            return Ok(HashMap::new());
        }
        let lines = self.ask(&format!("UID FETCH {} (UID RFC822.SIZE)", set(uids)), "dire quanto sono grandi").await?;
        let told = lines.iter().filter_map(|line| Some((number(line, "UID ")?, number(line, "RFC822.SIZE ")?)));
        Ok(told.filter_map(|(uid, size)| Some((u32::try_from(uid).ok()?, size))).collect())
    }

    /// Begins to read a message of at most `limit` bytes, which stays unread for others. `None` when it is there no more.
    ///
    /// # Errors
    /// [`Error::TooBig`]; those of the conversation. After one [`Client::goes_on`] says whether the connection is of use.
    pub async fn message(&mut self, uid: u32, limit: u64) -> Result<Option<Body<'_>>, Error> {
        self.whole()?;
        self.halfway = true;
        let tag = self.talk.say(&format!("UID FETCH {uid} (UID BODY.PEEK[])")).await?;
        let length = loop {
            let line = self.talk.line().await?;
            if let Some(end) = line.strip_prefix(&tag).and_then(|rest| rest.strip_prefix(' ')) {
                self.halfway = false;
                talk::ended(end).map_err(|no| self.wrong(Wrong::No(no), "dare un messaggio"))?;
                return Ok(None);
            }
            let Some(at) = line.to_ascii_uppercase().find("BODY[] ") else { continue };
            if number(&line, "UID ").is_some_and(|told| told != u64::from(uid)) {
                return Err(self.unexpected("dà un altro messaggio invece di quello chiesto"));
            }
            let what = line.get(at + 7..).unwrap_or_default();
            match literal(&line) {
                // So Dovecot tells of a message that another session has just moved: no mail is empty.
                Some(0) => break 0,
                None if what.starts_with("\"\"") || starts(what, "NIL") => break 0,
                Some(length) => break length,
                None => return Err(self.unexpected("non dice quanto è lungo il messaggio")),
            }
        };
        if length == 0 {
            return match self.talk.answers(&tag).await {
                Ok(_) | Err(Wrong::No(_)) => {
                    self.halfway = false;
                    Ok(None)
                }
                Err(Wrong::Talk(error)) => Err(error),
            };
        }
        if length > limit {
            return Err(Error::TooBig { found: length, limit });
        }
        Ok(Some(Body { client: self, tag, length, left: length }))
    }

    /// Whether the conversation can go on: after a refused message it can, after one that stopped half-way it cannot.
    pub const fn goes_on(&self) -> bool {
        !self.halfway
    }

    async fn finish(&mut self, tag: &str) -> Result<(), Error> {
        let rest = self.talk.answers(tag).await;
        // Even a no ends the command: the conversation can go on.
        self.halfway = matches!(rest, Err(Wrong::Talk(_)));
        rest.map(drop).map_err(|wrong| self.wrong(wrong, "dare un messaggio"))
    }

    /// Moves messages of the open folder to another, which is made when it is not there.
    ///
    /// # Errors
    /// [`Error::Quota`] where there is no room for them; those of the conversation.
    pub async fn move_to(&mut self, uids: &[u32], folder: &str) -> Result<(), Error> {
        const WHAT: &str = "spostare i messaggi già presi";
        if uids.is_empty() {
            return Ok(());
        }
        self.whole()?;
        let (set, name) = (set(uids), quoted(folder));
        let verb = if self.can("MOVE") { "MOVE" } else { "COPY" };
        let command = format!("UID {verb} {set} {name}");
        match self.talk.ask(&command).await {
            Ok(_) => {}
            Err(Wrong::No(no)) if matches!(no.code.as_str(), "TRYCREATE" | "NONEXISTENT" | "") => {
                // Another program may have made it meanwhile: what counts is whether the messages go there now.
                let _ = self.talk.ask(&format!("CREATE {name}")).await;
                self.ask(&command, WHAT).await?;
            }
            Err(wrong) => return Err(self.wrong(wrong, WHAT)),
        }
        if verb == "COPY" {
            self.ask(&format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"), WHAT).await?;
            // RFC 4315: only these, and not what people have marked for themselves.
            let expunge = if self.can("UIDPLUS") { format!("UID EXPUNGE {set}") } else { "EXPUNGE".into() };
            self.ask(&expunge, WHAT).await?;
        }
        Ok(())
    }

    /// Goes away in order. Nothing depends on it.
    pub async fn leave(mut self) {
        let _ = self.talk.say("LOGOUT").await;
    }

    async fn ask(&mut self, command: &str, what: &'static str) -> Result<Vec<String>, Error> {
        self.whole()?;
        self.talk.ask(command).await.map_err(|wrong| self.wrong(wrong, what))
    }

    fn whole(&self) -> Result<(), Error> {
        if self.halfway { Err(self.unexpected("un messaggio è rimasto a metà")) } else { Ok(()) }
    }

    fn wrong(&self, wrong: Wrong, what: &'static str) -> Error {
        wrong.of(&self.talk.server, what)
    }

    fn unexpected(&self, what: &str) -> Error {
        self.talk.unexpected(what)
    }
}

fn greeted(line: &str, server: &Server) -> Result<(), Error> {
    let host = server.host.clone();
    if starts(line, "* OK") {
        Ok(())
    } else if starts(line, "* BYE") {
        let words = line.get(5..).unwrap_or_default();
        Err(Error::Unavailable { host, told: crate::error::told(words) })
    } else {
        Err(Error::Unexpected { host, what: "non saluta come un server di posta".into() })
    }
}

/// The number after a word of a line.
fn number(line: &str, word: &str) -> Option<u64> {
    let at = line.to_ascii_uppercase().find(&format!("({word}")).map(|at| at + 1);
    let at = at.or_else(|| line.to_ascii_uppercase().find(&format!(" {word}")).map(|at| at + 1))?;
    let digits: String = line.get(at + word.len()..)?.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// UIDs as a command names them: `1:4,9`.
fn set(uids: &[u32]) -> String {
    let sorted: BTreeSet<u32> = uids.iter().copied().collect();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in sorted {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == uid => *last = uid,
            _ => ranges.push((uid, uid)),
        }
    }
    let told = ranges.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}:{b}") });
    told.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_messages_are_named_shortly() {
        assert_eq!(set(&[9, 1, 2, 3, 2]), "1:3,9");
    }

    #[test]
    fn a_size_is_read_wherever_it_stands() {
        let line = "* 3 FETCH (RFC822.SIZE 120 UID 7)";
        assert_eq!((number(line, "UID "), number(line, "RFC822.SIZE ")), (Some(7), Some(120)));
        assert_eq!(number("* 3 FETCH (UID 7 BODY[] {2}", "UID "), Some(7));
        assert_eq!(number("* 3 FETCH (FLAGS ())", "UID "), None);
    }
}
