//! A file too large for memory: read from the store where it lies, once, in pieces, for as long as somebody waits and
//! no longer.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use documents::store::StoreError;
use documents::{SeekReader, document};
use ente::Ente;
use signing::verify::read::{Large, Unreadable};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::Error;
use crate::judge::{Unjudged, disk};

/// Beyond its time, how long a read that is under way is waited for.
const GRACE: Duration = Duration::from_secs(5);

/// Why there are no facts of a file.
pub(crate) enum Unread {
    /// It was read, and is no envelope that can be judged where it lies; or it is one that is damaged.
    Unreadable(Unreadable),
    /// It could not be read, or not in time: of the moment or of ours, and not of the file.
    Unjudged(Unjudged),
    /// The store does not give it, or it was not its turn.
    Error(Error),
}

/// What stopped the reading, if it was not the file.
enum Stopped {
    Late,
    Failed(Option<StoreError>),
}

/// Reads an envelope in the store, within `time`; one file at a time in a process.
pub(crate) async fn facts(ente: &Ente, document: &document::Model, time: Duration) -> Result<Large, Unread> {
    let place = disk().await.map_err(Unread::Error)?;
    let stopped = Arc::new(Mutex::new(None));
    let file = SeekReader::new(ente.archive.store(), &Handle::current(), document);
    let reader = InTime { file, until: Instant::now() + time, stopped: Arc::clone(&stopped) };
    // Past its time it stops by itself at the next read, and leaves its place.
    let work = tokio::task::spawn_blocking(move || {
        let _place = place;
        Large::read(reader)
    });
    let read = timeout(time + GRACE, work).await;
    match stopped.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(Stopped::Late) => return Err(Unread::Unjudged(Unjudged::TooLong(time))),
        Some(Stopped::Failed(Some(error))) => return Err(Unread::Error(error.into())),
        Some(Stopped::Failed(None)) => return Err(Unread::Unjudged(Unjudged::Crashed)),
        None => {}
    }
    match read {
        Err(_) => Err(Unread::Unjudged(Unjudged::TooLong(time))),
        Ok(Err(_)) => Err(Unread::Unjudged(Unjudged::Crashed)),
        Ok(Ok(read)) => read.map_err(Unread::Unreadable),
    }
}

/// The file, for as long as there is time. What stops the reading is remembered, so that nothing is concluded about the
/// file.
struct InTime {
    file: SeekReader,
    until: Instant,
    stopped: Arc<Mutex<Option<Stopped>>>,
}

impl InTime {
    fn stop<T>(&self, why: Stopped) -> io::Result<T> {
        *self.stopped.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
        Err(io::Error::other("the file cannot be read from the store"))
    }
}

impl Read for InTime {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if Instant::now() >= self.until {
            return self.stop(Stopped::Late);
        }
        let read = self.file.read(to);
        if read.is_err() {
            let why = self.file.failure();
            return self.stop(Stopped::Failed(why));
        }
        read
    }
}

impl Seek for InTime {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
