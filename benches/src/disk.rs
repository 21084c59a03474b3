//! The ceiling of durable registrations: how often this disk can do the syncs that one of them needs, and nothing else.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// Bytes that one registration must add to a log at least: its rows and their indexes, a page each for the few it fills.
const LOG_BYTES: usize = 32 * 1024;

/// What must be durable before something is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needs {
    /// Files, and bytes of each.
    pub files: usize,
    pub size: usize,
    /// Commits, one after the other.
    pub commits: usize,
}

/// [`ceiling_of`] one file and one commit.
pub(crate) fn ceiling(folder: &Path, threads: usize, size: usize, during: Duration) -> std::io::Result<f64> {
    ceiling_of(folder, threads, Needs { files: 1, size, commits: 1 }, during)
}

/// Times a second that `threads` together can do what is needed. For each file: write it, sync it, link it at its name, sync the
/// folder. For each commit: append to one log that is synced too, one at a time. `folder` is made, and left as it is: a file
/// system is slow to give out again what was removed a moment ago, and whoever is measured next would pay for it.
pub(crate) fn ceiling_of(folder: &Path, threads: usize, needs: Needs, during: Duration) -> std::io::Result<f64> {
    fs::create_dir_all(folder)?;
    let log = Mutex::new(File::create(folder.join("log"))?);
    let done = AtomicU64::new(0);
    let started = Instant::now();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (log, done) = (&log, &done);
                scope.spawn(move || -> std::io::Result<()> {
                    let content = vec![u8::try_from(worker).unwrap_or_default(); needs.size];
                    for turn in 0.. {
                        if started.elapsed() > during {
                            break;
                        }
                        for n in 0..needs.files {
                            file(folder, &format!("{worker}-{turn}-{n}"), &content)?;
                        }
                        for _ in 0..needs.commits {
                            commit(log)?;
                        }
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Ok(())))
    })?;
    let seconds = started.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let done = done.into_inner() as f64;
    Ok(done / seconds)
}

fn file(folder: &Path, name: &str, content: &[u8]) -> std::io::Result<()> {
    let temporary = folder.join(format!("{name}.part"));
    let mut file = File::create(&temporary)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::hard_link(&temporary, folder.join(name))?;
    File::open(folder)?.sync_all()?;
    fs::remove_file(&temporary)
}

fn commit(log: &Mutex<File>) -> std::io::Result<()> {
    let mut log = log.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    log.write_all(&[0; LOG_BYTES])?;
    log.sync_data()
}
