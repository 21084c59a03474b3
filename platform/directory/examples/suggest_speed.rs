//! How long a suggestion, a recognition and a page take on a directory of 100,000 subjects:
//! `cargo run -p directory --example suggest_speed` (on SQLite, or on the server of MUNICIPIO_TEST_POSTGRES).

use std::{sync::Arc, time::Instant as Stopwatch};

use authz::{Grant, PersonId, Who};
use db::{Db, PostgresNode};
use directory::{CONSULTA, Checked, Clues, Filter, Kind, NewSubject};
use kernel::{Actor, Clock, Random, SeededRandom, SystemClock, SystemRandom, Uuid};
use ledger::Ledger;

const SUBJECTS: usize = 100_000;
const ASKED: usize = 400;

const SURNAMES: [&str; 24] = [
    "Rossi",
    "Ferrari",
    "Russo",
    "Bianchi",
    "Romano",
    "Gallo",
    "Costa",
    "Fontana",
    "Conti",
    "Esposito",
    "Ricci",
    "Bruno",
    "De Luca",
    "Moretti",
    "Marino",
    "Greco",
    "Barbieri",
    "Lombardi",
    "Giordano",
    "Cassano",
    "Colombo",
    "Mancini",
    "Dell'Acqua",
    "D'Angelo",
];
const NAMES: [&str; 16] = [
    "Mario", "Anna", "Luigi", "Maria", "Giovanni", "Rosa", "Antonio", "Giulia", "Carlo", "Elena", "Paolo", "Chiara",
    "Marco", "Sara", "Franco", "Lucia",
];

/// A small stream of numbers, the same each time.
struct Dice(SeededRandom);

impl Dice {
    fn roll(&self, sides: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::from_le_bytes(bytes) % sides
    }

    /// A name that few bear: "Bardofe".
    fn rare(&self) -> String {
        let syllables = ["ba", "ne", "ri", "do", "lu", "sta", "gre", "fi", "zo", "mu"];
        (0..3).map(|_| syllables[self.roll(syllables.len())]).collect()
    }

    fn subject(&self, n: usize) -> Checked {
        let surname = if self.roll(3) == 0 { self.rare() } else { SURNAMES[self.roll(SURNAMES.len())].to_owned() };
        let name = NAMES[self.roll(NAMES.len())];
        let (kind, name) = match self.roll(10) {
            0 => (Kind::Ente, format!("Comune di {} {}", self.rare(), surname)),
            1 | 2 => (Kind::Impresa, format!("Edil {surname} di {surname} {name} S.r.l.")),
            _ => (Kind::Persona, format!("{surname} {name}")),
        };
        let pec = n.is_multiple_of(2).then(|| format!("indirizzo{n}@pec.example.it"));
        NewSubject { kind, name, pec, ..NewSubject::default() }.check().expect("well formed")
    }
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let schema = format!("prova_speed_{}", std::process::id());
    let db = match std::env::var("MUNICIPIO_TEST_POSTGRES") {
        Ok(url) => {
            let node = PostgresNode::connect(&url, 4).await.expect("the server answers");
            Db::postgres(&node, &schema).await.expect("a schema")
        }
        Err(_) => Db::sqlite(&folder.path().join("ente.db")).await.expect("a database"),
    };
    db.migrate(&[ledger::MIGRATIONS, directory::MIGRATIONS], SystemClock.now()).await.expect("migrated");
    let ledger = Ledger::open(db.clone(), Arc::new(SystemClock), Arc::new(SystemRandom), "example.it/registro");
    let ledger = ledger.await.expect("a ledger");
    let dice = Dice(SeededRandom::new(1));
    let start = Stopwatch::now();
    for batch in 0..SUBJECTS / 5_000 {
        let mut tx = ledger.begin(Actor::System("prova"), "prova.importa").await.expect("a turn");
        let new = (0..5_000).map(|n| dice.subject(batch * 5_000 + n)).collect();
        directory::add_many(&mut tx, new).await.expect("added");
        tx.commit().await.expect("committed");
    }
    println!("{:?}: {SUBJECTS} subjects added in {:.1} s", db.engine(), start.elapsed().as_secs_f64());
    measure(&db, &dice).await;
    if db.engine() == db::Engine::Postgres {
        let write = db.write().await.expect("a turn");
        db::execute(&write, &format!("DROP SCHEMA \"{schema}\" CASCADE"), []).await.expect("dropped");
        write.commit().await.expect("committed");
    }
}

/// Makes a text to ask for.
type Make<'a> = Box<dyn Fn() -> String + 'a>;

async fn measure(db: &Db, dice: &Dice) {
    let grant = Grant {
        unit: Uuid::from_u128(1).into(),
        unit_name: "Protocollo".into(),
        role: "Addetto".into(),
        permissions: [CONSULTA.code.to_owned()].into(),
        deputy_for: None,
    };
    let who = Who { person: PersonId::from(Uuid::from_u128(2)), name: "Anna".into(), grants: vec![grant] };
    let half = |text: &str| text.chars().take(text.chars().count() / 2 + 1).collect::<String>();
    let kinds: [(&str, Make); 7] = [
        ("one letter", Box::new(|| char::from(b'a' + dice.roll(26) as u8).to_string())),
        ("two letters", Box::new(|| dice.rare().chars().take(2).collect())),
        ("a surname", Box::new(|| SURNAMES[dice.roll(24)].to_owned())),
        ("half surname, half name", Box::new(|| half(NAMES[dice.roll(16)]) + " " + &half(SURNAMES[dice.roll(24)]))),
        (
            "two letters apart",
            Box::new(|| format!("{} {}", ["m", "a", "s", "r"][dice.roll(4)], ["d", "c", "e", "g"][dice.roll(4)])),
        ),
        ("common words together", Box::new(|| format!("{} comune", NAMES[dice.roll(16)]))),
        ("nothing", Box::new(|| format!("srl {} qqq", NAMES[dice.roll(16)]))),
    ];
    for (what, make) in kinds {
        let texts: Vec<String> = (0..ASKED).map(|_| make()).collect();
        let mut times = Vec::new();
        let mut found = 0;
        for text in &texts {
            let read = db.read().await.expect("a connection");
            let start = Stopwatch::now();
            found += directory::suggest(&who, &read, text, 10).await.expect("suggested").len();
            times.push(start.elapsed());
        }
        report(&format!("suggest, {what} ({} found each)", found / ASKED), times);
        let (mut times, filter) = (Vec::new(), |text: &String| Filter { text: text.clone(), ..Filter::default() });
        for text in texts.iter().take(ASKED / 4) {
            let read = db.read().await.expect("a connection");
            let start = Stopwatch::now();
            directory::page(&who, &read, None, 25, &filter(text)).await.expect("a page");
            times.push(start.elapsed());
        }
        report(&format!("page, {what}"), times);
    }
    let mut times = Vec::new();
    for n in 0..ASKED {
        let name = format!("{} {}", NAMES[dice.roll(16)], SURNAMES[dice.roll(24)]);
        let clues = Clues {
            name,
            pec: n.is_multiple_of(2).then(|| format!("indirizzo{n}@pec.example.it")),
            ..Clues::default()
        };
        let read = db.read().await.expect("a connection");
        let start = Stopwatch::now();
        directory::recognise(&read, &clues).await.expect("answered");
        times.push(start.elapsed());
    }
    report("recognise, by PEC or name", times);
}

fn report(what: &str, mut times: Vec<std::time::Duration>) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)].as_secs_f64() * 1_000.0;
    println!("{what}: p50 {:.2} ms, p99 {:.2} ms, worst {:.2} ms", at(50), at(99), at(100));
}
