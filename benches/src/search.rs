//! Search in a large register, ours over HTTP as a browser asks, beside PostgreSQL's own full-text search for the same questions.

use std::time::{Duration, Instant};

use ente::Database;
use reqwest::Client;

use crate::{
    browse::read_whole,
    figures::{Figures, Times},
    fulltext::{FullText, Order},
    large::{self, COMMON, Draw, Words},
    program::{Program, signed_in},
};

const QUESTIONS: u64 = 300;
/// Those that warm up and do not count.
const WARM_UP: usize = 30;
/// How long the peer is asked one sort of question in one order: it may need seconds for each.
const LONGEST: Duration = Duration::from_secs(30);
/// What ours is to keep.
const TARGET: &str = "p99 50 ms";

/// What a clerk asks.
pub(crate) struct Question {
    pub words: String,
    pub year: Option<u64>,
    /// Whether the last word may go on.
    pub typing: bool,
}

impl Question {
    fn words(words: impl Into<String>) -> Self {
        Self { words: words.into(), year: None, typing: false }
    }

    /// The page that answers it.
    fn path(&self) -> String {
        let words = self.words.replace(' ', "+");
        let page = if self.typing { "/protocollo/elenco/risultati" } else { "/protocollo" };
        let year = self.year.map(|year| format!("&dal={year}-01-01&al={year}-12-31")).unwrap_or_default();
        format!("{page}?q={words}{year}")
    }
}

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let folder = large::register().await?;
    let database = folder.join("enti/prova/ente.db");
    let (entries, text) = (large::entries(), large::text_words());
    println!("  {entries} entries, {text} words of text in each");
    let peer = match testkit::postgres_url() {
        Some(_) => Some(FullText::load(&database).await?),
        None => {
            println!("  THE PEER IS NOT MEASURED: there is no PostgreSQL (MUNICIPIO_TEST_POSTGRES).");
            None
        }
    };
    let program = Program::serve(&folder, &Database::Sqlite).await?;
    // `anna` has registered all of it, and may find all of it: as may whoever asks the peer.
    let client = signed_in(&program.url, "anna").await?;
    read_whole(&database)?;
    let empty = Times::new(times(&client, &program.url, &vec!["/salute".to_owned(); 200]).await?);
    println!("  an empty answer of ours: {}", empty.told());
    for (sort, questions) in sorts() {
        let paths: Vec<String> = questions.iter().map(Question::path).collect();
        let mut ours = times(&client, &program.url, &paths).await?;
        ours.drain(..WARM_UP);
        let theirs = match &peer {
            Some(peer) => beside(peer, &questions).await?,
            None => "no PostgreSQL: not measured".into(),
        };
        figures.note(&format!("search: {sort}"), Times::new(ours).told(), theirs, TARGET);
    }
    Ok(())
}

/// The sorts of questions, each with its questions.
fn sorts() -> Vec<(&'static str, Vec<Question>)> {
    let words = Words::new();
    let rare = |n: u64| words.word(Draw(n).next()).to_owned();
    let common = |n: u64, of: u64| COMMON[usize::try_from(n % of).unwrap_or_default()];
    let year = |n: u64| 2016 + n % 10;
    let a_year = large::entries() / 10;
    let all = |question: &dyn Fn(u64) -> Question| (0..QUESTIONS).map(question).collect();
    vec![
        ("a number", all(&|n| Question::words(format!("{}/{}", 1 + n * 31 % (a_year / 2).max(1), year(n))))),
        ("a common word", all(&|n| Question::words(common(n, 40)))),
        ("a rare word", all(&|n| Question::words(rare(n)))),
        ("two common words", all(&|n| Question::words(format!("{} {}", common(n, 20), common(n * 7 + 3, 40))))),
        ("a word and a year", all(&|n| Question { year: Some(year(n)), ..Question::words(common(n, 40)) })),
        ("while typing a common word", typed(|n| common(n, 40).to_owned())),
        ("while typing any word", typed(rare)),
        ("while typing the second word", typed(|n| format!("{} {}", common(n, 20), common(n * 7 + 3, 40)))),
    ]
}

/// What is asked while words are written: with each letter of the last one, from the second on.
fn typed(words: impl Fn(u64) -> String) -> Vec<Question> {
    let mut all = Vec::new();
    for n in 0.. {
        let words = words(n);
        let before = words.rfind(' ').map_or(0, |space| space + 1);
        for end in before + 2..=words.len() {
            if all.len() as u64 == QUESTIONS {
                return all;
            }
            let begun = words.get(..end).unwrap_or(&words);
            all.push(Question { typing: true, ..Question::words(begun) });
        }
    }
    all
}

/// One after the other.
async fn times(client: &Client, url: &str, paths: &[String]) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(paths.len());
    for path in paths {
        let started = Instant::now();
        let answer = client.get(format!("{url}{path}")).send().await?;
        let status = answer.status();
        let body = answer.bytes().await?;
        anyhow::ensure!(status == 200, "{path}: {status} {}", String::from_utf8_lossy(&body));
        times.push(started.elapsed());
    }
    Ok(times)
}

/// The peer's times, in each order.
async fn beside(peer: &FullText, questions: &[Question]) -> anyhow::Result<String> {
    let mut told = Vec::new();
    for (order, name) in Order::ALL {
        let (mut times, mut found, begin) = (Vec::new(), 0, Instant::now());
        for question in questions {
            let started = Instant::now();
            found += peer.ask(question, order).await?;
            times.push(started.elapsed());
            if begin.elapsed() > LONGEST {
                break;
            }
        }
        anyhow::ensure!(found > 0, "PostgreSQL finds nothing: the questions are not asked rightly");
        let asked = times.len();
        times.drain(..WARM_UP.min(asked / 10));
        let fewer = if asked < questions.len() { format!(" ({asked} asked)") } else { String::new() };
        told.push(format!("{name} {}{fewer}", Times::new(times).told()));
    }
    Ok(format!("PostgreSQL: {}", told.join("; ")))
}
