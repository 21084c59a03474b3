//! Someone with a hand on the database changes one thing: `verify` names that thing, and nothing else.

use std::collections::BTreeSet;

use kernel::Uuid;
use sea_orm::Value;

use crate::fixture::{Stage, cover, on_each_engine, paper};

const TABLES: [&str; 10] = [
    "ledger_journal",
    "ledger_subject",
    "ledger_head",
    "ledger_seal",
    "ledger_tile",
    "ledger_checkpoint",
    "ledger_key",
    "ledger_register",
    "provv_paper",
    "provv_cover",
];

/// A ledger with something of everything: 600 leaves of which 590 are sealed, three seals, papers written once and again,
/// two registers over two years.
pub struct History {
    pub stage: Stage,
    /// Written once, each in a leaf of its own: `papers[n]` in leaf n, for n below 520.
    pub papers: Vec<paper::Model>,
    /// Written at leaf 3, again at 530 and, for the last time, at 531.
    pub rewritten: paper::Model,
}

impl History {
    pub async fn write(stage: Stage) -> Self {
        let mut papers = Vec::new();
        for until in [200, 520] {
            let mut tx = stage.begin("prova.scrivi").await;
            while papers.len() < until {
                tx.action("prova.scrivi");
                let n = papers.len();
                let row = crate::fixture::paper(stage.id(), &format!("carta {n}"));
                papers.push(tx.insert(paper::Model { done: n % 2 == 1, ..row }).await.unwrap());
            }
            tx.commit().await.unwrap();
            stage.ledger.seal().await.unwrap();
            stage.tick();
        }
        let leaves = stage.number("SELECT size AS n FROM ledger_head").await;
        for _ in leaves..530 {
            stage.register("protocollo").await;
        }
        let second = stage.rewrite(&papers[3], "seconda").await;
        let rewritten = stage.rewrite(&second, "terza").await;
        let mut tx = stage.begin("prova.copertina").await;
        for n in [10, 11] {
            tx.insert(cover::Model { id: papers[n].id, colour: format!("colore {n}") }).await.unwrap();
        }
        tx.commit().await.unwrap();
        stage.clock.set(stage.ledger.now().plus_seconds(86_400 * 60));
        while stage.number("SELECT size AS n FROM ledger_head").await < 590 {
            stage.register("albo").await;
        }
        stage.ledger.seal().await.unwrap();
        for _ in 0..10 {
            stage.register("albo").await;
        }
        let report = stage.assert_clean().await;
        assert_eq!((report.leaves, report.checkpoints), (600, 3));
        for table in TABLES {
            stage.by_hand(&format!("CREATE TABLE copy_of_{table} AS SELECT * FROM {table}"), []).await;
        }
        Self { stage, papers, rewritten }
    }

    /// Puts everything back as it was.
    async fn restore(&self) {
        let write = self.stage.ledger.db().write().await.unwrap();
        for table in TABLES {
            for sql in [format!("DELETE FROM {table}"), format!("INSERT INTO {table} SELECT * FROM copy_of_{table}")] {
                db::execute(&write, &sql, []).await.unwrap();
            }
        }
        write.commit().await.unwrap();
    }

    /// Does `sql` by hand and holds the places that `verify` names against `expected`; then puts everything back.
    pub async fn names(&self, what: &str, sql: &str, values: impl IntoIterator<Item = Value>, expected: &[&str]) {
        self.all_name(what, [(sql, values.into_iter().collect())], expected).await;
    }

    pub async fn all_name(&self, what: &str, steps: impl IntoIterator<Item = (&str, Vec<Value>)>, expected: &[&str]) {
        for (sql, values) in steps {
            assert!(self.stage.by_hand(sql, values).await > 0, "{what}: nothing was touched by {sql}");
        }
        let report = self.stage.verify().await;
        let places: BTreeSet<&str> = report.problems.iter().map(|problem| problem.place.as_str()).collect();
        let engine = self.stage.ledger.db().engine();
        assert_eq!(places, expected.iter().copied().collect(), "{what} on {engine:?}: {:#?}", report.problems);
        self.restore().await;
    }

    /// The one value of bytes or text that a query gives.
    pub async fn bytes(&self, sql: &str) -> Vec<u8> {
        let row = &self.stage.rows(sql).await[0];
        row.try_get_by_index(0).or_else(|_| row.try_get_by_index::<String>(0).map(String::into_bytes)).unwrap()
    }
}

fn flip(bytes: &[u8], at: usize) -> Value {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes.into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_column_names_its_row() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let id = history.papers[42].id;
        let place = format!("provv_paper {id}");
        let new_id = Uuid::from_u128(id.as_u128() ^ 1);
        let new_place = format!("provv_paper {new_id}");
        for (column, value) in [
            ("title", Value::from("carta 43")),
            ("title", Value::from("")),
            ("amount", Value::from(1235_i64)),
            ("amount", Value::BigInt(None)),
            ("day", Value::from(kernel::Date::from_ymd_opt(2026, 11, 26).unwrap())),
            ("day", Value::ChronoDate(None)),
            ("done", Value::from(true)),
            ("body", Value::from(vec![0_u8, 1, 0xff])),
            ("body", Value::from(Vec::<u8>::new())),
            ("body", Value::Bytes(None)),
        ] {
            let sql = format!("UPDATE provv_paper SET {column} = $1 WHERE id = $2");
            history.names(&format!("{column} = {value:?}"), &sql, [value, id.into()], &[&place]).await;
        }
        let sql = "UPDATE provv_paper SET id = $1 WHERE id = $2";
        history.names("another id", sql, [new_id.into(), id.into()], &[&place, &new_place]).await;
        if history.stage.is_postgres() {
            let sql = "UPDATE provv_paper SET day = 'infinity' WHERE id = $1";
            history.names("a day at infinity", sql, [id.into()], &[&place]).await;
            let sql = "UPDATE provv_paper SET day = '-infinity' WHERE id = $1";
            history.names("a day at the other infinity", sql, [id.into()], &[&place]).await;
        } else {
            // What SQLite takes and a careless reader would not tell from the real thing.
            for (what, sql) in [
                ("a day spelled otherwise", "UPDATE provv_paper SET day = '2026-11-25 ' WHERE id = $1"),
                ("a day without zeros", "UPDATE provv_paper SET day = '+2026-11-25' WHERE id = $1"),
                ("no day at all", "UPDATE provv_paper SET day = 'ieri' WHERE id = $1"),
                ("a text that is no text", "UPDATE provv_paper SET title = CAST(x'63ff00' AS TEXT) WHERE id = $1"),
            ] {
                history.names(what, sql, [id.into()], &[&place]).await;
            }
            let done = history.papers[43].id;
            let sql = "UPDATE provv_paper SET done = 2 WHERE id = $1";
            history.names("a truth of two", sql, [done.into()], &[&format!("provv_paper {done}")]).await;
            // Ids that no program can read: the row is missing, and one is there that nobody wrote.
            let sql = "UPDATE provv_paper SET id = CAST('abc' AS BLOB) WHERE id = $1";
            history.names("an id of three bytes", sql, [id.into()], &["provv_paper", &place]).await;
        }
    })
    .await;
}

/// Rows reach `verify` joined with marks between them: a text that holds such marks, by chance or to pass for the row that
/// follows, changes nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_looks_like_the_end_of_its_row_hides_nothing() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        for title in ["\u{1e}", "a\u{1f}=b\u{1e}=c", "=\u{1f}\u{1f}"] {
            history.stage.write(title).await;
        }
        history.stage.assert_clean().await;
        let [one, next] = [&history.papers[42], &history.papers[43]];
        let (text, row) = ("carta 42\u{1e}=1234\u{1f}=0001FE\u{1f}=2026-11-25\u{1f}=1\u{1f}=", next.id.simple());
        let swallowed = format!("{text}{}\u{1f}=carta 43", row.to_string().to_uppercase());
        let places = [format!("provv_paper {}", one.id), format!("provv_paper {}", next.id)];
        let change = ("UPDATE provv_paper SET title = $1 WHERE id = $2", vec![swallowed.into(), one.id.into()]);
        let remove = ("DELETE FROM provv_paper WHERE id = $1", vec![next.id.into()]);
        history.all_name("a swallowed row", [change, remove], &[&places[0], &places[1]]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_taken_away_added_exchanged_or_set_back_are_named() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let (one, two) = (&history.papers[42], &history.papers[43]);
        let (place_one, place_two) = (format!("provv_paper {}", one.id), format!("provv_paper {}", two.id));
        history
            .names("a row taken away", "DELETE FROM provv_paper WHERE id = $1", [one.id.into()], &[&place_one])
            .await;

        let stranger = Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0007);
        let place = format!("provv_paper {stranger}");
        let insert = "INSERT INTO provv_paper (id, title, done) VALUES ($1, 'da fuori', false)";
        let note = "INSERT INTO ledger_subject (row_id, idx) VALUES ($1, 12)";
        let in_index = format!("indice {stranger}");
        history.names("a stranger", insert, [stranger.into()], &[&place]).await;
        history.names("a stranger with the id of zeros", insert, [Uuid::nil().into()], &["provv_paper"]).await;
        let steps = [(insert, vec![stranger.into()]), (note, vec![stranger.into()])];
        history.all_name("a stranger with an entry in the index", steps, &[&place, &in_index]).await;
        let steps = [(insert, vec![stranger.into()]), ("DELETE FROM provv_paper WHERE id = $1", vec![one.id.into()])];
        history.all_name("a stranger in place of another", steps, &[&place, &place_one]).await;

        let exchange =
            "UPDATE provv_paper SET title = CASE WHEN id = $1 THEN 'carta 43' ELSE 'carta 42' END WHERE id IN ($1, $2)";
        history
            .names("two contents exchanged", exchange, [one.id.into(), two.id.into()], &[&place_one, &place_two])
            .await;

        let place = format!("provv_paper {}", history.rewritten.id);
        for (what, title) in [("the first version", "carta 3"), ("the second version", "seconda")] {
            let sql = "UPDATE provv_paper SET title = $1 WHERE id = $2";
            history.names(what, sql, [title.into(), history.rewritten.id.into()], &[&place]).await;
        }
        // Paper 10 is changed, and a cover with the same id is written after it.
        let id = history.papers[10].id;
        let sql = "UPDATE provv_paper SET title = 'altro' WHERE id = $1";
        history.names("a row whose id another table has too", sql, [id.into()], &[&format!("provv_paper {id}")]).await;
        let sql = "UPDATE provv_cover SET colour = 'altro' WHERE id = $1";
        history.names("the other table's row", sql, [id.into()], &[&format!("provv_cover {id}")]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_index_names_its_entry() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let [one, two] = [42, 43].map(|n| history.papers[n].id);
        let [place_one, place_two] = [one, two].map(|id| format!("indice {id}"));
        let sql = "DELETE FROM ledger_subject WHERE row_id = $1";
        history.names("an entry taken away", sql, [one.into()], &[&place_one]).await;
        let sql = "UPDATE ledger_subject SET idx = 44 WHERE row_id = $1";
        history.names("an entry that points elsewhere", sql, [one.into()], &[&place_one]).await;
        for beyond in [600_i64, 601, i64::MAX, -1] {
            let sql = "UPDATE ledger_subject SET idx = $1 WHERE row_id = $2";
            history.names("an entry that points beyond", sql, [beyond.into(), one.into()], &[&place_one]).await;
        }
        let exchange =
            "UPDATE ledger_subject SET idx = CASE WHEN row_id = $1 THEN 43 ELSE 42 END WHERE row_id IN ($1, $2)";
        history.names("two entries exchanged", exchange, [one.into(), two.into()], &[&place_one, &place_two]).await;
        let other = Uuid::from_u128(one.as_u128() ^ 1);
        let sql = "UPDATE ledger_subject SET row_id = $1 WHERE row_id = $2";
        let places = [place_one.as_str(), &format!("indice {other}")];
        history.names("an entry for another row", sql, [other.into(), one.into()], &places).await;
        if !history.stage.is_postgres() {
            let sql = "UPDATE ledger_subject SET row_id = x'0102' WHERE row_id = $1";
            history.names("an entry that is no id", sql, [one.into()], &[&place_one, "indice"]).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_counter_names_its_register() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let place = "registro protocollo 2026";
        for (what, sql) in [
            ("a number skipped", "UPDATE ledger_register SET last_number = last_number + 1 WHERE register = 'protocollo'"),
            ("a number to be given again", "UPDATE ledger_register SET last_number = last_number - 1 WHERE register = 'protocollo'"),
            ("an instant set forward", "UPDATE ledger_register SET last_at = last_at + 1 WHERE register = 'protocollo'"),
            ("an instant set back", "UPDATE ledger_register SET last_at = last_at - 1 WHERE register = 'protocollo'"),
            ("a counter taken away", "DELETE FROM ledger_register WHERE register = 'protocollo'"),
        ] {
            history.names(what, sql, [], &[place]).await;
        }
        let sql = "UPDATE ledger_register SET year = 2025 WHERE register = 'protocollo'";
        history.names("another year", sql, [], &[place, "registro protocollo 2025"]).await;
        let sql = "UPDATE ledger_register SET register = 'protocollp' WHERE register = 'protocollo'";
        history.names("another name", sql, [], &[place, "registro protocollp 2026"]).await;
        let sql = "INSERT INTO ledger_register (register, year, last_number, last_at) VALUES ('finto', 2026, 0, 0)";
        history.names("an empty counter added", sql, [], &["registro finto 2026"]).await;
        let sql = "UPDATE ledger_register SET last_number = 9223372036854775807 WHERE register = 'protocollo'";
        history.names("the largest number", sql, [], &[place]).await;
        let sql = "INSERT INTO ledger_register (register, year, last_number, last_at) VALUES ('finto', 9223372036854775807, 1, 0)";
        history.names("a year that is none", sql, [], &["registro finto 9223372036854775807"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_head_or_key_is_named() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        history.names("a later instant", "UPDATE ledger_head SET last_at = last_at + 1", [], &["testa"]).await;
        history.names("an earlier instant", "UPDATE ledger_head SET last_at = 0", [], &["testa"]).await;
        history.names("one leaf more", "UPDATE ledger_head SET size = size + 1", [], &["giornale 600"]).await;
        history
            .names("endless leaves", "UPDATE ledger_head SET size = 9223372036854775807", [], &["giornale 600"])
            .await;
        history.names("five leaves less", "UPDATE ledger_head SET size = size - 5", [], &["giornale 595"]).await;
        history.names("fewer than are sealed", "UPDATE ledger_head SET size = 589", [], &["testa"]).await;
        history.names("a head of less than nothing", "UPDATE ledger_head SET size = -1", [], &["testa"]).await;
        history.names("no head", "DELETE FROM ledger_head", [], &["testa"]).await;
        let sql = "INSERT INTO ledger_head (id, size, last_at) VALUES (2, 0, 0)";
        history.names("a second head", sql, [], &["testa"]).await;

        history.names("no key", "DELETE FROM ledger_key", [], &["chiave"]).await;
        history
            .names("another name", "UPDATE ledger_key SET origin = 'comune.example.it/registri'", [], &["chiave"])
            .await;
        let seed = history.bytes("SELECT seed FROM ledger_key").await;
        history.names("another seed", "UPDATE ledger_key SET seed = $1", [flip(&seed, 31)], &["chiave"]).await;
        history
            .names("a short seed", "UPDATE ledger_key SET seed = $1", [seed[..31].to_vec().into()], &["chiave"])
            .await;
        let sql = "INSERT INTO ledger_key (id, origin, seed) SELECT 2, origin, seed FROM ledger_key";
        history.names("a second key", sql, [], &["chiave"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_opened_with_an_exchanged_key_says_that_no_seal_is_its_own() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let seed = history.bytes("SELECT seed FROM ledger_key").await;
        history.stage.by_hand("UPDATE ledger_key SET seed = $1", [flip(&seed, 0)]).await;
        let stage = &history.stage;
        let ledger =
            ledger::Ledger::open(stage.ledger.db().clone(), stage.clock.clone(), stage.ledger.random().clone(), "x")
                .await
                .unwrap();
        let report = ledger::verify(&ledger, &crate::fixture::TABLES, |_, _| {}).await.unwrap();
        let places: Vec<&str> = report.problems.iter().map(|problem| problem.place.as_str()).collect();
        assert_eq!(places, ["sigillo 200", "sigillo 520", "sigillo 590"]);
        assert!(ledger.seal().await.is_err(), "and it signs nothing");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_is_gone_or_lost_a_column_is_named() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        history.stage.by_hand("ALTER TABLE provv_paper DROP COLUMN amount", []).await;
        let report = history.stage.verify().await;
        assert_eq!(report.problems.iter().map(|p| p.place.as_str()).collect::<Vec<_>>(), ["provv_paper"]);
        history.stage.by_hand("DROP TABLE provv_cover", []).await;
        let report = history.stage.verify().await;
        assert_eq!(
            report.problems.iter().map(|p| p.place.as_str()).collect::<Vec<_>>(),
            ["provv_paper", "provv_cover"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_changes_do_not_hide_one_of_another_kind() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let stage = &history.stage;
        stage.by_hand("UPDATE provv_paper SET title = 'tutte uguali'", []).await;
        stage.by_hand("UPDATE provv_cover SET colour = 'altro' WHERE id = $1", [history.papers[11].id.into()]).await;
        stage.by_hand("UPDATE ledger_register SET last_number = 1 WHERE register = 'protocollo'", []).await;
        let report = stage.verify().await;
        let places: BTreeSet<&str> = report.problems.iter().map(|problem| problem.place.as_str()).collect();
        assert!(places.contains("registro protocollo 2026"));
        assert!(places.contains(format!("provv_cover {}", history.papers[11].id).as_str()));
        assert_eq!(report.problems.iter().filter(|problem| problem.place.starts_with("provv_paper ")).count(), 100);
        let rest = report.problems.iter().find(|problem| problem.place == "provv_paper").unwrap();
        assert!(rest.what.starts_with("Altri "), "{rest:?}");
    })
    .await;
}
