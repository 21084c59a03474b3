//! Lines and answers of IMAP (RFC 9051, section 2.2), within bounds.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::{
    Error, Server,
    error::told,
    limits::{ANSWER_MAX, LINE_MAX, LITERAL_MAX},
};

/// A tagged answer that is not OK.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct No {
    /// The code in brackets, in capitals: `AUTHENTICATIONFAILED`.
    pub code: String,
    /// The words for a person.
    pub told: String,
}

/// Whatever is wrong with a command: the conversation itself, or a no.
pub(super) enum Wrong {
    Talk(Error),
    No(No),
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        Self::Talk(error)
    }
}

impl Wrong {
    /// The error for whoever asked for `what`.
    pub(super) fn of(self, server: &Server, what: &'static str) -> Error {
        let host = server.host.clone();
        match self {
            Self::Talk(error) => error,
            Self::No(No { code, told }) => match code.as_str() {
                "OVERQUOTA" => Error::Quota { told },
                "UNAVAILABLE" | "INUSE" | "SERVERBUG" | "LIMIT" => Error::Unavailable { host, told },
                _ => Error::Declined { host, what, told },
            },
        }
    }
}

/// One conversation.
pub(super) struct Talk<S> {
    pub(super) stream: S,
    pub(super) server: Server,
    tag: u32,
}

impl<S: AsyncBufRead + AsyncWrite + Unpin> Talk<S> {
    pub(super) const fn new(stream: S, server: Server) -> Self {
        Self { stream, server, tag: 0 }
    }

    pub(super) fn io(&self, error: io::Error) -> Error {
        Error::of_io(&self.server, error)
    }

    pub(super) fn unexpected(&self, what: impl Into<String>) -> Error {
        Error::Unexpected { host: self.server.host.clone(), what: what.into() }
    }

    /// Sends a command and gives its tag.
    pub(super) async fn say(&mut self, command: &str) -> Result<String, Error> {
        self.tag += 1;
        let tag = format!("m{}", self.tag);
        self.write(&format!("{tag} {command}\r\n")).await?;
        Ok(tag)
    }

    pub(super) async fn write(&mut self, text: &str) -> Result<(), Error> {
        let sent = async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.flush().await
        };
        sent.await.map_err(|error| Error::of_io(&self.server, error))
    }

    /// A command and all that is answered to it, line by line.
    pub(super) async fn ask(&mut self, command: &str) -> Result<Vec<String>, Wrong> {
        let tag = self.say(command).await?;
        self.answers(&tag).await
    }

    /// The lines until the one that ends the command with this tag.
    pub(super) async fn answers(&mut self, tag: &str) -> Result<Vec<String>, Wrong> {
        let (mut lines, mut kept) = (Vec::new(), 0);
        loop {
            let line = self.whole_line().await?;
            if let Some(end) = line.strip_prefix(tag).and_then(|rest| rest.strip_prefix(' ')) {
                return ended(end).map(|()| lines).map_err(Wrong::No);
            }
            if starts(&line, "* BYE") {
                let gone = io::Error::new(io::ErrorKind::ConnectionAborted, told(&line));
                return Err(self.io(gone).into());
            }
            kept += line.len();
            if kept > ANSWER_MAX {
                return Err(self.unexpected("la risposta non finisce").into());
            }
            lines.push(line);
        }
    }

    /// A line with the literals in it, which are read and left out.
    async fn whole_line(&mut self) -> Result<String, Error> {
        let mut line = self.line().await?;
        while let Some(length) = literal(&line) {
            if length > LITERAL_MAX || line.len() > LINE_MAX {
                return Err(self.unexpected(format!("annuncia {length} byte dove non ce ne vanno")));
            }
            let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
            self.stream.read_exact(&mut bytes).await.map_err(|error| Error::of_io(&self.server, error))?;
            let rest = self.line().await?;
            line.push_str(&rest);
        }
        Ok(line)
    }

    /// One line, without its end.
    pub(super) async fn line(&mut self) -> Result<String, Error> {
        let mut line = Vec::new();
        loop {
            let (took, end) = {
                let bytes = self.stream.fill_buf().await.map_err(|error| Error::of_io(&self.server, error))?;
                if bytes.is_empty() {
                    return Err(Error::of_io(&self.server, io::ErrorKind::UnexpectedEof.into()));
                }
                let end = bytes.iter().position(|byte| *byte == b'\n');
                let took = end.map_or(bytes.len(), |at| at + 1);
                line.extend_from_slice(bytes.get(..took).unwrap_or_default());
                (took, end.is_some())
            };
            self.stream.consume(took);
            if line.len() > LINE_MAX {
                return Err(self.unexpected("una riga non finisce"));
            }
            if end {
                while matches!(line.last(), Some(b'\r' | b'\n')) {
                    line.pop();
                }
                return Ok(String::from_utf8_lossy(&line).into_owned());
            }
        }
    }
}

/// Whether a line begins so, whatever the case.
pub(super) fn starts(line: &str, start: &str) -> bool {
    line.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

/// The length of the literal that a line announces at its end. The words for a person of a status line announce nothing.
pub(super) fn literal(line: &str) -> Option<u64> {
    if ["* OK", "* NO", "* BAD", "* BYE", "* PREAUTH"].iter().any(|status| starts(line, status)) {
        return None;
    }
    let (_, length) = line.strip_suffix('}')?.rsplit_once('{')?;
    let plain = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    // More digits than a number has is a number all the same: the largest, which no bound lets through.
    plain.then(|| length.parse().unwrap_or(u64::MAX))
}

/// How a command ended: `OK …`, `NO [CODE] words`, `BAD …`.
pub(super) fn ended(end: &str) -> Result<(), No> {
    if end.eq_ignore_ascii_case("OK") || starts(end, "OK ") {
        return Ok(());
    }
    let words = end.split_once(' ').map_or("", |(_, words)| words);
    let code = words.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (code, words) = code.unwrap_or(("", words));
    let code = code.split(' ').next().unwrap_or_default().to_ascii_uppercase();
    Err(No { code, told: told(words) })
}

/// A text between quotation marks. What cannot stand there (line ends) is left out: none of ours has any.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_no_is_read_with_its_code_and_words() {
        assert_eq!(ended("OK done"), Ok(()));
        let no = ended("NO [OVERQUOTA] Quota exceeded (mailbox for user is full).").unwrap_err();
        assert_eq!((no.code.as_str(), no.told.as_str()), ("OVERQUOTA", "Quota exceeded (mailbox for user is full)"));
        assert_eq!(ended("BAD").unwrap_err().told, "senza dire perché");
        assert!(ended("OKAY").is_err());
    }

    #[test]
    fn a_length_is_announced_only_where_one_may_be() {
        assert_eq!(literal("* 1 FETCH (BODY[] {42}"), Some(42));
        assert_eq!(literal("* 1 FETCH (BODY[] {99999999999999999999999}"), Some(u64::MAX));
        assert_eq!(literal("* OK write to {42}"), None);
        assert_eq!(literal("* 1 FETCH (BODY[] {-2}"), None);
    }

    #[test]
    fn a_name_cannot_end_its_quotation_nor_the_line() {
        assert_eq!(quoted("a\"b\\c\r\nm2 DELETE x"), "\"a\\\"b\\\\cm2 DELETE x\"");
    }
}
