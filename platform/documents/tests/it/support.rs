//! What the tests share.

use std::pin::Pin;
use std::task::{Context, Poll};

use chrono::{DateTime, Utc};
use documents::store::{EntePrefix, Sha256Hash, Store};
use futures::StreamExt;
use tokio::io::{AsyncRead, ReadBuf};

/// A fixed instant, later than any file that a test makes: 2100-01-01.
pub fn far_future() -> DateTime<Utc> {
    DateTime::from_timestamp(4_102_444_800, 0).unwrap()
}

/// An instant before any file that a test makes.
pub fn long_ago() -> DateTime<Utc> {
    DateTime::from_timestamp(0, 0).unwrap()
}

pub fn ente(name: &str) -> EntePrefix {
    EntePrefix::new(name).unwrap()
}

/// A reader of `left` bytes that no two seeds share and that hold nothing in memory.
pub struct Generated {
    left: u64,
    state: u64,
    /// Pause for ever once this many bytes are left.
    stall_at: Option<u64>,
    /// Fail once this many bytes are left.
    fail_at: Option<u64>,
}

impl Generated {
    pub fn new(seed: u64, size: u64) -> Self {
        Self { left: size, state: seed | 1 << 40, stall_at: None, fail_at: None }
    }

    pub fn stalling_at(mut self, left: u64) -> Self {
        self.stall_at = Some(left);
        self
    }

    pub fn failing_at(mut self, left: u64) -> Self {
        self.fail_at = Some(left);
        self
    }

    pub async fn bytes(mut self) -> Vec<u8> {
        let mut all = Vec::new();
        tokio::io::AsyncReadExt::read_to_end(&mut self, &mut all).await.unwrap();
        all
    }
}

impl AsyncRead for Generated {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        if self.stall_at.is_some_and(|at| self.left <= at) {
            return Poll::Pending;
        }
        if self.fail_at.is_some_and(|at| self.left <= at) {
            return Poll::Ready(Err(std::io::ErrorKind::ConnectionReset.into()));
        }
        // xorshift64: enough for bytes that differ.
        let mut piece = [0u8; 4096];
        for word in piece.chunks_exact_mut(8) {
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            word.copy_from_slice(&self.state.to_le_bytes());
        }
        let count = buffer.remaining().min(piece.len()).min(usize::try_from(self.left).unwrap());
        buffer.put_slice(&piece[..count]);
        self.left -= count as u64;
        Poll::Ready(Ok(()))
    }
}

/// The whole object, through the stream.
pub async fn whole(store: &dyn Store, sha: &Sha256Hash) -> Vec<u8> {
    let mut stream = store.open(sha).await.unwrap();
    let mut all = Vec::new();
    while let Some(piece) = stream.next().await {
        all.extend_from_slice(&piece.unwrap());
    }
    all
}

pub async fn listed(store: &dyn Store) -> Vec<Sha256Hash> {
    let mut all: Vec<_> = store.list().map(Result::unwrap).collect().await;
    all.sort();
    all
}
