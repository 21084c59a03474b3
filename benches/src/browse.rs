//! What a clerk does all day in a large register: the list, its filters, and the search, over HTTP.

use std::time::{Duration, Instant};

use ente::Database;
use reqwest::Client;

use crate::{
    figures::{Figures, Times},
    large::{self, COMMON, Draw, Words},
    program::{Program, signed_in},
};

pub(crate) const ROUNDS: usize = 300;

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let folder = large::register().await?;
    let program = Program::serve(&folder, &Database::Sqlite).await?;
    let size = std::fs::metadata(folder.join("enti/prova/ente.db"))?.len() / 1_000_000;
    println!("  {} entries, {size} MB of database", large::entries());
    // `anna` sees what is not confidential; `luca` too, from another office.
    let client = signed_in(&program.url, "anna").await?;
    let floor = ask(&client, &program.url, (0..ROUNDS).map(|_| "/salute".to_owned()).collect()).await?;
    let floor = format!("an empty answer {}", floor.told());
    let words = Words::new();
    let year = |n: u64| 2016 + n % 10;
    let sorts: Vec<(&str, Vec<String>, &str)> = vec![
        ("first page of the list", pages(|_| "/protocollo".into()), "p99 30 ms"),
        ("my list", pages(|_| "/protocollo?vista=mie".into()), ""),
        ("one year, one way", pages(|n| format!("/protocollo?verso=arrivo&dal={0}-03-01&al={0}-06-30", year(n))), ""),
        ("a page in the middle", pages(|n| format!("/protocollo?prima={}-{}", year(n), 40_000 + n)), ""),
        ("an entry", pages(|n| format!("/protocollo/{}/{}", year(n), 1_000 + n * 31)), ""),
        ("search: a common word", pages(|n| search(COMMON[place(n, 40)])), "p99 50 ms"),
        ("search: a rare word", pages(|n| search(words.word(Draw(n).next()))), "p99 50 ms"),
        (
            "search: two common words",
            pages(|n| search(&format!("{} {}", COMMON[place(n, 20)], COMMON[place(n * 7 + 3, 40)]))),
            "p99 50 ms",
        ),
        (
            "search: a word and a year",
            pages(|n| format!("{}&dal={1}-01-01&al={1}-12-31", search(COMMON[place(n, 40)]), year(n))),
            "p99 50 ms",
        ),
        ("search: a number", pages(|n| search(&format!("{}/{}", 1_000 + n * 31, year(n)))), "p99 50 ms"),
    ];
    // As it stands on a machine at work: what was read in the night, by `verify` and the backup, is still in memory.
    read_whole(&folder.join("enti/prova/ente.db"))?;
    for (what, paths, target) in sorts {
        let times = ask(&client, &program.url, paths).await?;
        figures.note(what, times.told(), floor.clone(), target);
    }
    let (resident, most) = program.memory();
    figures.note(
        "memory after browsing the large register",
        format!("{resident:.0} MB (at most {most:.0})"),
        String::new(),
        "",
    );
    Ok(())
}

/// Reads a file as a backup does.
pub(crate) fn read_whole(path: &std::path::Path) -> std::io::Result<()> {
    std::io::copy(&mut std::fs::File::open(path)?, &mut std::io::sink()).map(drop)
}

pub(crate) fn place(n: u64, of: u64) -> usize {
    usize::try_from(n % of).unwrap_or_default()
}

fn search(words: &str) -> String {
    format!("/protocollo?q={}", words.replace(' ', "+"))
}

pub(crate) fn pages(path: impl Fn(u64) -> String) -> Vec<String> {
    (0..ROUNDS as u64).map(path).collect()
}

/// One after the other; the first tenth warms up and does not count.
pub(crate) async fn ask(client: &Client, url: &str, paths: Vec<String>) -> anyhow::Result<Times> {
    let mut times: Vec<Duration> = Vec::with_capacity(paths.len());
    for path in &paths {
        let started = Instant::now();
        let answer = client.get(format!("{url}{path}")).send().await?;
        let status = answer.status();
        let body = answer.bytes().await?;
        anyhow::ensure!(status == 200, "{path}: {status} {}", String::from_utf8_lossy(&body));
        times.push(started.elapsed());
    }
    times.drain(..paths.len() / 10);
    Ok(Times::new(times))
}
