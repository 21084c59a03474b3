//! How quick the search is: indexes generated papers, then types questions letter by letter.
//!
//! `search_speed [PAPERS] [FOLDER]`: on SQLite in FOLDER (by default a folder that is removed), and on PostgreSQL when
//! MUNICIPIO_TEST_POSTGRES is set. Prints papers indexed a second, the size of the index, and p50, p99 and the worst of
//! each sort of question: by the clock on the wall and, on Linux, of processor time of this process and of the server's,
//! which is the one to look at when the machine has other work.

use std::{
    path::PathBuf,
    time::{Duration, Instant as Wall},
};

use db::{Db, PostgresNode};
use kernel::{Instant, Random, SeededRandom, Uuid};
use search::{Doc, Query, Words};

/// Words that fill the subjects of a comune's mail, the most frequent first.
const COMMON: &[&str] = &[
    "comune",
    "richiesta",
    "trasmissione",
    "certificato",
    "comunicazione",
    "residenza",
    "fattura",
    "pagamento",
    "lavori",
    "autorizzazione",
    "servizio",
    "ufficio",
    "tecnico",
    "determina",
    "delibera",
    "contributo",
    "permesso",
    "costruire",
    "segnalazione",
    "strada",
    "acquedotto",
    "manutenzione",
    "scuola",
    "mensa",
    "tributi",
    "avviso",
    "accertamento",
    "rimborso",
    "concessione",
    "suolo",
    "pubblico",
    "occupazione",
    "polizia",
    "locale",
    "verbale",
    "sanzione",
    "ricorso",
    "gara",
    "appalto",
    "affidamento",
    "fornitura",
    "incarico",
    "personale",
    "ferie",
    "bilancio",
    "variazione",
    "consiglio",
    "giunta",
    "convocazione",
    "seduta",
    "albo",
    "pretorio",
    "pubblicazione",
    "cimitero",
    "loculo",
    "matrimonio",
    "nascita",
    "cittadinanza",
    "carta",
    "identità",
    "ambiente",
    "rifiuti",
    "verde",
    "illuminazione",
];
const DAY: i64 = 86_400_000_000;

struct Generator {
    random: SeededRandom,
    words: Vec<String>,
}

impl Generator {
    fn new() -> Self {
        let mut generator =
            Self { random: SeededRandom::new(1), words: COMMON.iter().map(|word| (*word).to_owned()).collect() };
        let syllables = [
            "ba", "ce", "di", "fo", "gru", "la", "me", "ni", "pro", "qua", "re", "sti", "tan", "va", "ze", "spo", "car",
        ];
        let endings = ["zione", "mento", "ità", "ale", "ico", "ari", "are", "ato", "oso", "ello"];
        while generator.words.len() < 60_000 {
            let mut word = String::new();
            for _ in 0..2 + generator.below(3) {
                word.push_str(syllables[generator.below(syllables.len())]);
            }
            word.push_str(endings[generator.below(endings.len())]);
            generator.words.push(word);
        }
        generator
    }

    fn below(&self, limit: usize) -> usize {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) >> 1).unwrap_or_default() % limit
    }

    /// A word, the frequent ones more often (Zipf).
    fn word(&self) -> &str {
        let share = self.below(1 << 30) as f64 / f64::from(1 << 30);
        let place = (self.words.len() as f64).powf(share) as usize;
        &self.words[place.min(self.words.len()) - 1]
    }

    fn text(&self, words: usize) -> String {
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn paper(&self, n: usize) -> Paper {
        let heading = format!("Prot. n. {}/{} {}", n % 100_000 + 1, 2016 + n / 100_000, self.text(6 + self.below(10)));
        let body = self.text(20 + self.below(180));
        let scope = if self.below(10) < 7 { "tutti".to_owned() } else { format!("unit:{}", self.below(40)) };
        let verso = ["arrivo", "partenza", "interno"][self.below(3)].to_owned();
        Paper { heading, body, scope, verso }
    }
}

struct Paper {
    heading: String,
    body: String,
    scope: String,
    verso: String,
}

impl Paper {
    fn doc(&self, n: usize) -> Doc<'_> {
        Doc {
            source: "protocollo",
            id: Uuid::from_u128(n as u128 + 1),
            order: order(n),
            heading: &self.heading,
            body: &self.body,
            scopes: vec![self.scope.clone()],
            facets: vec![("verso", self.verso.clone()), ("anno", (2016 + n / 100_000).to_string())],
        }
    }
}

/// A hundred thousand papers a year.
fn order(n: usize) -> i64 {
    1_451_602_800_000_000 + i64::try_from(n).unwrap_or_default() * (365 * DAY / 100_000)
}

/// The clock on the wall, and the processor time of some processes.
struct Watch {
    wall: Wall,
    cpu: Duration,
    processes: Vec<String>,
}

impl Watch {
    fn now(processes: &[String]) -> Self {
        Self { wall: Wall::now(), cpu: cpu(processes), processes: processes.to_vec() }
    }

    fn elapsed(&self) -> (Duration, Duration) {
        (self.wall.elapsed(), cpu(&self.processes).saturating_sub(self.cpu))
    }
}

/// Nanoseconds that all the threads of these processes have run; nothing where the system does not tell.
fn cpu(processes: &[String]) -> Duration {
    let mut sum = 0;
    for process in processes {
        for task in std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten() {
            let stat = std::fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            sum += stat.split(' ').next().and_then(|nanos| nanos.parse::<u64>().ok()).unwrap_or_default();
        }
    }
    Duration::from_nanos(sum)
}

async fn furnish(db: &Db, processes: &[String], count: usize) -> Result<(), Box<dyn std::error::Error>> {
    let (generator, begun) = (Generator::new(), Watch::now(processes));
    let one_by_one = count.saturating_sub(2_000);
    let mut n = 0;
    while n < one_by_one {
        let write = db.write().await?;
        for _ in 0..1_000.min(one_by_one - n) {
            search::index(&write, &generator.paper(n).doc(n)).await?;
            n += 1;
        }
        write.commit().await?;
    }
    let (wall, cpu) = begun.elapsed();
    println!(
        "  indexed in bulk: {:.0} papers/s, {:.2} ms of processor each",
        n as f64 / wall.as_secs_f64(),
        cpu.as_secs_f64() * 1e3 / n as f64
    );
    let mut times = Vec::new();
    while n < count {
        let begun = Watch::now(processes);
        let write = db.write().await?;
        search::index(&write, &generator.paper(n).doc(n)).await?;
        write.commit().await?;
        times.push(begun.elapsed());
        n += 1;
    }
    tell("indexed one by one", times);
    // As when the text of a paper has been read, or its office has changed.
    let mut times = Vec::new();
    for _ in 0..2_000 {
        let n = generator.below(count);
        let paper = generator.paper(n);
        let begun = Watch::now(processes);
        let write = db.write().await?;
        search::index(&write, &paper.doc(n)).await?;
        write.commit().await?;
        times.push(begun.elapsed());
    }
    tell("indexed again one by one", times);
    Ok(())
}

struct Asked {
    sort: &'static str,
    text: String,
    typing: bool,
    narrowed: bool,
}

fn questions(count: usize) -> Vec<Asked> {
    let generator = Generator::new();
    let mut all = Vec::new();
    let mut ask = |sort, text: String, typing, narrowed| all.push(Asked { sort, text, typing, narrowed });
    for round in 0..30 {
        for common in [COMMON[round % COMMON.len()], COMMON[round * 7 % COMMON.len()]] {
            let letters: Vec<char> = common.chars().collect();
            for end in 2..=letters.len() {
                ask("typing a common word", letters[..end].iter().collect(), true, false);
            }
            ask("a common word", common.into(), false, false);
            ask("a common word, one year, one facet", common.into(), false, true);
        }
        let two = format!("{} {}", COMMON[round % 20], COMMON[(round * 3 + 1) % 20]);
        ask("two common words", two.clone(), false, false);
        ask("a phrase of two common words", format!("\"{two}\""), false, false);
        ask("two common words, without a third", format!("{two} -{}", COMMON[5]), false, false);
        ask("two common words or two others", format!("{two} OR {}", COMMON[(round + 9) % 30]), false, false);
        let rare = generator.words[2_000 + generator.below(50_000)].clone();
        let letters: Vec<char> = rare.chars().collect();
        for end in 2..=letters.len() {
            ask("typing a rare word", letters[..end].iter().collect(), true, false);
        }
        ask("a rare word and a common one", format!("{rare} {}", COMMON[round % 10]), false, false);
        let n = generator.below(count);
        ask("a number", format!("{}/{}", n % 100_000 + 1, 2016 + n / 100_000), true, false);
        let three = format!("{} {} {}", generator.word(), generator.word(), generator.word());
        for end in (three.len() / 2..=three.len()).filter(|end| three.is_char_boundary(*end)) {
            ask("typing three words", three[..end].to_owned(), true, false);
        }
        ask("nothing", String::new(), false, false);
    }
    all
}

/// What was measured of one sort of question.
#[derive(Default)]
struct Sort {
    name: &'static str,
    /// By the wall and by the processor.
    times: Vec<(Duration, Duration)>,
    worst: String,
}

async fn measure(db: &Db, processes: &[String], count: usize) -> Result<(), Box<dyn std::error::Error>> {
    let questions = questions(count);
    let scopes: Vec<String> = ["tutti", "unit:3", "unit:4", "person:7"].map(str::to_owned).to_vec();
    let year = count / 100_000 / 2;
    let facets = [("verso", vec!["arrivo".to_owned(), "interno".to_owned()])];
    let mut sorts: Vec<Sort> = Vec::new();
    for warm in [true, false] {
        for asked in &questions {
            let words = if asked.typing { Words::unfinished(&asked.text) } else { Words::parse(&asked.text) };
            let mut query = Query {
                source: Some("protocollo"),
                words: &words,
                scopes: &scopes,
                facets: &[],
                from: None,
                to: None,
                after: None,
                limit: 25,
            };
            if asked.narrowed {
                (query.facets, query.from, query.to) =
                    (&facets, Some(order(year * 100_000)), Some(order((year + 1) * 100_000)));
            }
            let begun = Watch::now(processes);
            let read = db.read().await?;
            search::query(&read, &query).await?;
            let took = begun.elapsed();
            if warm {
                continue;
            }
            let place = sorts.iter().position(|sort| sort.name == asked.sort).unwrap_or_else(|| {
                sorts.push(Sort { name: asked.sort, ..Sort::default() });
                sorts.len() - 1
            });
            let sort = &mut sorts[place];
            if sort.times.iter().all(|before| before.1 <= took.1) {
                sort.worst.clone_from(&asked.text);
            }
            sort.times.push(took);
        }
    }
    let all: Vec<(Duration, Duration)> = sorts.iter().flat_map(|sort| sort.times.iter().copied()).collect();
    for sort in sorts {
        tell(&format!("{} (worst: {})", sort.name, sort.worst), sort.times);
    }
    tell("ALL QUESTIONS", all);
    Ok(())
}

fn tell(what: &str, times: Vec<(Duration, Duration)>) {
    let (mut wall, mut cpu): (Vec<Duration>, Vec<Duration>) = times.into_iter().unzip();
    let mut line = String::from(" ");
    for (name, times) in [("wall", &mut wall), ("processor", &mut cpu)] {
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        line.push_str(&format!(" {name} p50 {:6.2} p99 {:6.2} max {:6.2} ms ", at(0.5), at(0.99), at(1.0)));
    }
    println!("{line} n {:5}  {what}", wall.len());
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().map_or(Ok(200_000), |count| count.parse())?;
    let temporary = tempfile::tempdir()?;
    let folder = arguments.next().map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    let file = folder.join(format!("search-{count}.db"));
    let there = file.exists();
    let own = ["self".to_owned()];
    println!("SQLite, {count} papers");
    let sqlite = Db::sqlite(&file).await?;
    sqlite.migrate(&[search::MIGRATIONS], Instant::default()).await?;
    if !there {
        furnish(&sqlite, &own, count).await?;
    }
    println!("  {:.0} MB", std::fs::metadata(&file)?.len() as f64 / 1e6);
    measure(&sqlite, &own, count).await?;
    sqlite.close().await;
    let Ok(url) = std::env::var("MUNICIPIO_TEST_POSTGRES") else { return Ok(()) };
    println!("PostgreSQL, {count} papers");
    let node = PostgresNode::connect(&url, 1).await?;
    let postgres = Db::postgres(&node, &format!("search_speed_{count}")).await?;
    postgres.migrate(&[search::MIGRATIONS], Instant::default()).await?;
    let read = postgres.read().await?;
    let there = db::one(&read, "SELECT 1 AS one FROM search_doc LIMIT 1", []).await?.is_some();
    let server = db::one(&read, "SELECT CAST(pg_backend_pid() AS text) AS pid", []).await?;
    let both = ["self".to_owned(), server.map_or(Ok(String::new()), |row| row.try_get("", "pid"))?];
    drop(read);
    if !there {
        furnish(&postgres, &both, count).await?;
        let write = postgres.write().await?;
        db::execute(&write, "ANALYZE search_doc", []).await?;
        write.commit().await?;
    }
    let read = postgres.read().await?;
    let size =
        db::one(&read, "SELECT pg_total_relation_size('search_doc') + pg_total_relation_size('search_word') AS n", [])
            .await?;
    drop(read);
    println!("  {:.0} MB", size.map_or(Ok(0), |row| row.try_get::<i64>("", "n"))? as f64 / 1e6);
    measure(&postgres, &both, count).await
}
