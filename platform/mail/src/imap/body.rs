//! One message, as a stream of exactly the bytes announced.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

use super::Client;
use crate::Error;

/// A message on its way. Read it to its end, then [`Body::finish`] it: until then the [`Client`] can do nothing else.
///
/// A connection that ends before the announced length is an error of reading, in which [`Error::inside`] finds ours.
#[derive(Debug)]
pub struct Body<'a> {
    pub(super) client: &'a mut Client,
    pub(super) tag: String,
    pub(super) length: u64,
    pub(super) left: u64,
}

impl Body<'_> {
    /// Its length, bytes.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Hears the server say that this was all.
    ///
    /// # Errors
    /// When it says otherwise, or the message was not read to its end.
    pub async fn finish(self) -> Result<(), Error> {
        if self.left > 0 {
            return Err(self.client.unexpected("il messaggio non è stato letto fino in fondo"));
        }
        self.client.finish(&self.tag).await
    }
}

impl AsyncRead for Body<'_> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.left == 0 || buf.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buf.remaining());
        let read = {
            let stream = Pin::new(&mut self.client.talk.stream);
            match ready!(stream.poll_fill_buf(cx)) {
                Ok([]) => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
                Ok(bytes) => {
                    let piece = bytes.get(..most).unwrap_or(bytes);
                    buf.put_slice(piece);
                    Ok(piece.len())
                }
                Err(error) => Err(error),
            }
        };
        match read {
            Ok(read) => {
                Pin::new(&mut self.client.talk.stream).consume(read);
                self.left -= read as u64;
                Poll::Ready(Ok(()))
            }
            Err(error) => {
                let error = Error::of_io(&self.client.talk.server, error);
                Poll::Ready(Err(io::Error::other(error)))
            }
        }
    }
}
