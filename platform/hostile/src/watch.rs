use std::{
    fs,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// Looks on while inputs are read one after the other: one that takes too long ends the process with its name, where a test would
/// hang without a word.
#[derive(Debug)]
pub struct Watch {
    now: Arc<Mutex<Option<(Instant, String)>>>,
}

impl Watch {
    /// Each input may take so long; many times what the slowest machine needs.
    pub fn new(longest: Duration) -> Self {
        let now: Arc<Mutex<Option<(Instant, String)>>> = Arc::default();
        let seen = Arc::downgrade(&now);
        thread::spawn(move || {
            while let Some(now) = seen.upgrade() {
                let late =
                    now.lock().ok().and_then(|now| now.as_ref().filter(|(at, _)| at.elapsed() > longest).cloned());
                if let Some((_, what)) = late {
                    eprintln!("HANGS: {what} has been read for more than {longest:?}");
                    std::process::abort();
                }
                drop(now);
                thread::sleep(Duration::from_millis(200));
            }
        });
        Self { now }
    }

    /// Reads one; `what` names it, by its seed.
    ///
    /// # Panics
    /// Where the reading does.
    pub fn one<T>(&self, what: impl FnOnce() -> String, read: impl FnOnce() -> T) -> T {
        let what = what();
        if let Ok(mut now) = self.now.lock() {
            *now = Some((Instant::now(), what.clone()));
        }
        let told = Told(what);
        let read = read();
        std::mem::forget(told);
        if let Ok(mut now) = self.now.lock() {
            *now = None;
        }
        read
    }
}

/// Says which input it was when the reading panics.
struct Told(String);

impl Drop for Told {
    fn drop(&mut self) {
        eprintln!("BREAKS: {}", self.0);
    }
}

/// The most memory that this process has held so far, in KiB; `None` where the system does not tell.
pub fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
