//! The protocol of clamd(8), as far as it is needed: `VERSION` and `INSTREAM`, each over a conversation of its own.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    time::timeout,
};

use crate::{Address, Error, error::plain};

/// The longest answer that is read, bytes.
const LONGEST_ANSWER: u64 = 4_096;
/// The longest name of what was found, letters.
const LONGEST_NAME: usize = 200;
/// Bytes that are sent as one piece.
const PIECE: usize = 64 * 1024;

/// A clamd, and how long it is given for each step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clamd {
    address: Address,
    patience: Duration,
}

/// What it says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It found nothing.
    Clean,
    /// It found what it calls so.
    Infected(String),
}

/// Either kind of conversation.
trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A look at one file that has begun. Dropped, it is given up.
pub struct Scan {
    wire: Box<dyn Wire>,
    patience: Duration,
}

impl Clamd {
    /// The one at `address`; `patience`: for the connection, for each piece that it is given, and for its answer.
    pub const fn new(address: Address, patience: Duration) -> Self {
        Self { address, patience }
    }

    /// Where it answers.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// Which program it is, and how old what it knows: `ClamAV 1.4.6/27800/Fri Nov 27 …`.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn version(&self) -> Result<String, Error> {
        let mut wire = self.connect().await?;
        within(self.patience, wire.write_all(b"zVERSION\0")).await?;
        let answer = answer(&mut wire, self.patience).await?;
        Ok(shown(&answer))
    }

    /// Begins to look at a file.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn begin(&self) -> Result<Scan, Error> {
        let mut wire = self.connect().await?;
        within(self.patience, wire.write_all(b"zINSTREAM\0")).await?;
        Ok(Scan { wire, patience: self.patience })
    }

    async fn connect(&self) -> Result<Box<dyn Wire>, Error> {
        let opened = async {
            Ok::<Box<dyn Wire>, io::Error>(match &self.address {
                Address::Local(path) => Box::new(UnixStream::connect(path).await?),
                Address::Network(host) => Box::new(TcpStream::connect(host.as_str()).await?),
            })
        };
        match timeout(self.patience, opened).await {
            Ok(Ok(wire)) => Ok(wire),
            Ok(Err(error)) => Err(Error::Away { address: self.address.to_string(), reason: plain(&error) }),
            Err(_) => Err(Error::Slow(self.patience.as_secs())),
        }
    }
}

impl Scan {
    /// Hands over the next bytes of the file.
    ///
    /// # Errors
    /// When it takes no more: nothing is known of the file then.
    pub async fn give(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for piece in bytes.chunks(PIECE) {
            if let Err(error) = self.send(piece).await {
                return Err(self.why(error).await);
            }
        }
        Ok(())
    }

    /// Says that this was all, and hears the verdict.
    ///
    /// # Errors
    /// When there is none.
    pub async fn end(mut self) -> Result<Verdict, Error> {
        // No bytes: the end.
        if let Err(error) = self.send(&[]).await {
            return Err(self.why(error).await);
        }
        verdict(&answer(&mut self.wire, self.patience).await?)
    }

    /// A piece: its length in four bytes, the most significant first, then itself.
    async fn send(&mut self, piece: &[u8]) -> Result<(), Error> {
        // A piece is far shorter.
        let length = u32::try_from(piece.len()).unwrap_or(u32::MAX).to_be_bytes();
        let wire = &mut self.wire;
        within(self.patience, async move {
            wire.write_all(&length).await?;
            wire.write_all(piece).await?;
            wire.flush().await
        })
        .await
    }

    /// Why it takes no more: before it hangs up it may have said so.
    async fn why(&mut self, error: Error) -> Error {
        if !matches!(error, Error::Broken(_)) {
            return error;
        }
        match answer(&mut self.wire, self.patience).await {
            Ok(said) => verdict(&said).err().unwrap_or(error),
            Err(_) => error,
        }
    }
}

/// What was read up to the zero byte that ends an answer.
async fn answer(wire: &mut Box<dyn Wire>, patience: Duration) -> Result<String, Error> {
    let mut bytes: Vec<u8> = Vec::new();
    within(patience, async {
        let mut wire = wire.take(LONGEST_ANSWER);
        while !bytes.contains(&0) && wire.read_buf(&mut bytes).await? > 0 {}
        Ok(())
    })
    .await?;
    let said = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    if said.is_empty() {
        return Err(Error::Broken("ha chiuso senza rispondere".into()));
    }
    Ok(String::from_utf8_lossy(said).trim().to_owned())
}

/// `stream: OK`, `stream: NAME FOUND`; whatever else is no verdict.
fn verdict(said: &str) -> Result<Verdict, Error> {
    if said.contains("size limit exceeded") {
        return Err(Error::TooLarge);
    }
    match said.strip_prefix("stream: ") {
        Some("OK") => Ok(Verdict::Clean),
        Some(found) if found.ends_with(" FOUND") => Ok(Verdict::Infected(shown(found.trim_end_matches(" FOUND")))),
        _ => Err(Error::Said(shown(said))),
    }
}

/// As it may stand in a sentence: no control characters, not without end.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

async fn within<T>(patience: Duration, work: impl Future<Output = io::Result<T>>) -> Result<T, Error> {
    match timeout(patience, work).await {
        Ok(done) => done.map_err(|error| Error::Broken(plain(&error))),
        Err(_) => Err(Error::Slow(patience.as_secs())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_is_a_clean_file() {
        assert_eq!(verdict("stream: OK"), Ok(Verdict::Clean));
        assert_eq!(
            verdict("stream: Prova.Eicar.UNOFFICIAL FOUND"),
            Ok(Verdict::Infected("Prova.Eicar.UNOFFICIAL".into()))
        );
        assert_eq!(verdict("INSTREAM size limit exceeded. ERROR"), Err(Error::TooLarge));
        for odd in ["", "OK", "stream: OK ", "stream: ok", "stream: Can't allocate memory ERROR", "UNKNOWN COMMAND"] {
            assert_eq!(verdict(odd), Err(Error::Said(odd.into())));
        }
        let long = format!("stream: \u{7}{} FOUND", "x".repeat(1_000));
        assert_eq!(verdict(&long), Ok(Verdict::Infected("x".repeat(LONGEST_NAME))));
    }
}
