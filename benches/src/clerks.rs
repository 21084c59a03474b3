//! Clerks who look at one page after the other, and a program that registers, while something else goes on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::Client;
use tokio::task::JoinHandle;

use crate::{
    figures::Times,
    large::document,
    program::signed_in,
    registrations::{body, dati, one},
};

/// How many they are.
pub(crate) const CLERKS: usize = 4;
/// How long each looks at a page.
const LOOK: Duration = Duration::from_millis(150);
/// How often the program registers.
const EVERY: Duration = Duration::from_secs(1);
const BYTES: usize = 100_000;
/// Where messages are.
const MAIL: &str = "/protocollo/posta";
/// What they look at. After the list of messages comes the first of it.
const PAGES: [&str; 6] = [
    "/scrivania",
    "/protocollo",
    MAIL,
    "/protocollo?q=permesso+costruire",
    "/protocollo/elenco/risultati?q=acque",
    "/protocollo/nuova?verso=arrivo",
];

/// What the program that registers needs.
pub(crate) struct Clerk {
    pub unit: authz::UnitId,
    pub key: String,
}

/// The name of one of them.
pub(crate) fn name(number: usize) -> String {
    format!("anna{number}")
}

/// When something began, and how long it took.
type Timed = (Instant, Duration);

/// Clerks at work.
pub(crate) struct Clerks {
    stop: Arc<AtomicBool>,
    pages: Vec<JoinHandle<anyhow::Result<Vec<Timed>>>>,
    registrations: JoinHandle<anyhow::Result<Vec<Timed>>>,
}

/// What they have seen.
pub(crate) struct Seen {
    pages: Vec<Timed>,
    registrations: Vec<Timed>,
}

/// The times of a stretch.
pub(crate) struct Stretch {
    pub pages: Times,
    pub registrations: Times,
}

impl Clerks {
    /// They begin.
    pub(crate) async fn begin(url: &str, clerk: &Clerk) -> anyhow::Result<Self> {
        let (stop, mut pages) = (Arc::new(AtomicBool::new(false)), Vec::new());
        for number in 0..CLERKS {
            let client = signed_in(url, &name(number)).await?;
            pages.push(tokio::spawn(look(client, url.to_owned(), number, Arc::clone(&stop))));
        }
        let registrations = register(url.to_owned(), clerk.key.clone(), dati(clerk.unit), Arc::clone(&stop));
        Ok(Self { stop, pages, registrations: tokio::spawn(registrations) })
    }

    /// They end.
    pub(crate) async fn end(self) -> anyhow::Result<Seen> {
        self.stop.store(true, Ordering::Relaxed);
        let mut pages = Vec::new();
        for clerk in self.pages {
            pages.extend(clerk.await??);
        }
        Ok(Seen { pages, registrations: self.registrations.await?? })
    }
}

impl Seen {
    /// What was asked for from an instant on.
    pub(crate) fn since(self, from: Instant) -> Stretch {
        let times = |all: Vec<Timed>| {
            let later = all.into_iter().filter(|(at, _)| *at >= from);
            Times::new(later.map(|(_, took)| took).collect())
        };
        Stretch { pages: times(self.pages), registrations: times(self.registrations) }
    }
}

async fn look(client: Client, url: String, number: usize, stop: Arc<AtomicBool>) -> anyhow::Result<Vec<Timed>> {
    let mut times = Vec::new();
    for page in PAGES.iter().cycle().skip(number) {
        let mut next = Some((*page).to_owned());
        while let Some(page) = next.take() {
            if stop.load(Ordering::Relaxed) {
                return Ok(times);
            }
            let started = Instant::now();
            let answer = client.get(format!("{url}{page}")).send().await?;
            let status = answer.status();
            let text = answer.text().await?;
            anyhow::ensure!(status == 200, "{page}: {status}");
            times.push((started, started.elapsed()));
            tokio::time::sleep(LOOK).await;
            if page == MAIL {
                next = message(&text);
            }
        }
    }
    Ok(times)
}

/// The page of the first message of the list.
fn message(list: &str) -> Option<String> {
    let links = list.split("href=\"").filter_map(|rest| rest.split('"').next());
    let is_one = |rest: &str| rest.len() == 36 && rest.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let mut messages =
        links.filter(|link| link.strip_prefix(MAIL).and_then(|rest| rest.strip_prefix('/')).is_some_and(is_one));
    messages.next().map(str::to_owned)
}

async fn register(url: String, key: String, dati: String, stop: Arc<AtomicBool>) -> anyhow::Result<Vec<Timed>> {
    let (client, mut times) = (Client::new(), Vec::new());
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let started = Instant::now();
        times.push((started, one(&client, &url, &key, body(&dati, &document(n, BYTES))).await?));
        tokio::time::sleep(EVERY.saturating_sub(started.elapsed())).await;
    }
    Ok(times)
}
