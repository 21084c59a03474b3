//! The same, for the log itself: leaves, salts, tiles, checkpoints.

use sea_orm::Value;

use crate::{fixture::on_each_engine, tamper::History};

fn flip(bytes: &[u8], at: usize, mask: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= mask;
    bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_leaf_is_named() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let set = "UPDATE ledger_journal SET leaf = $1 WHERE idx = $2";
        // A letter of the actor, of the action, the last digit of the instant.
        for (idx, mark, after) in [(42_i64, "\"by\":\"", 0), (300, "\"do\":\"", 3), (589, "\"at\":\"", 25)] {
            let leaf = history.bytes(&format!("SELECT leaf FROM ledger_journal WHERE idx = {idx}")).await;
            let text = String::from_utf8(leaf.clone()).unwrap();
            let at = text.find(mark).unwrap() + mark.len() + after;
            let place = format!("giornale {idx}");
            let bad = flip(&leaf, at, 1);
            history.names("a letter", set, [bad.into(), idx.into()], &[&place]).await;
        }
        let leaf = history.bytes("SELECT leaf FROM ledger_journal WHERE idx = 42").await;
        let place = format!("provv_paper {}", history.papers[42].id);
        // A leaf that cannot be read any more says nothing of its row, which therefore has no witness.
        for (what, bad) in
            [("no leaf at all", Vec::new()), ("half a leaf", leaf[..40].to_vec()), ("bytes", vec![0xff; 99])]
        {
            history.names(what, set, [bad.into(), 42_i64.into()], &["giornale 42", &place]).await;
        }
        let mut longer = leaf.clone();
        longer.push(b'\n');
        history.names("a line end more", set, [longer.into(), 42_i64.into()], &["giornale 42"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_leaf_that_waits_for_its_seal_is_seen_where_it_can_be() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let leaf = String::from_utf8(history.bytes("SELECT leaf FROM ledger_journal WHERE idx = 595").await).unwrap();
        let id = leaf.split('"').find(|word| word.len() == 36 && word.matches('-').count() == 4).unwrap().to_owned();
        let set = "UPDATE ledger_journal SET leaf = $1 WHERE idx = 595";
        let digest = leaf.split('"').find(|word| word.len() == 64).unwrap();
        let other = digest.replace(&digest[..2], if digest.starts_with("00") { "01" } else { "00" });
        let bad = leaf.replace(digest, &other);
        history.names("another digest", set, [bad.into_bytes().into()], &[&format!("provv_paper {id}")]).await;
        let bad = leaf.replace("\"albo\"", "\"alto\"");
        let report = ["giornale 595", "giornale 596", "registro alto 2027"];
        history.names("another register", set, [bad.into_bytes().into()], &report).await;
        let bad = leaf.replace("\"n\":595", "\"n\":594");
        let place = format!("provv_paper {id}");
        history.names("another place", set, [bad.into_bytes().into()], &["giornale 595", "giornale 596", &place]).await;
        // Two leaves more, without numbers: the first is made to look older than what stands before it.
        history.stage.write("una").await;
        history.stage.write("due").await;
        let leaf = String::from_utf8(history.bytes("SELECT leaf FROM ledger_journal WHERE idx = 600").await).unwrap();
        let bad = leaf.replace("\"at\":\"2027", "\"at\":\"2026");
        let set = "UPDATE ledger_journal SET leaf = $1 WHERE idx = 600";
        history.names("an older instant", set, [bad.into_bytes().into()], &["giornale 600"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_salt_names_its_leaf_even_when_no_row_needs_it_any_more() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let set = "UPDATE ledger_journal SET salt = $1 WHERE idx = $2";
        // Leaf 42 is the last word on its row; leaf 3 speaks of one that was written again.
        for (idx, rows) in [(42_i64, vec![format!("provv_paper {}", history.papers[42].id)]), (3, vec![])] {
            let salt = history.bytes(&format!("SELECT salt FROM ledger_journal WHERE idx = {idx}")).await;
            let leaf = format!("giornale {idx}");
            let places: Vec<&str> = rows.iter().map(String::as_str).chain([leaf.as_str()]).collect();
            for (what, bad) in [
                ("a bit", Value::from(flip(&salt, 15, 0x80))),
                ("shorter", Value::from(salt[..15].to_vec())),
                ("empty", Value::from(Vec::<u8>::new())),
                ("erased", Value::Bytes(None)),
            ] {
                history.names(what, set, [bad, idx.into()], &places).await;
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaves_taken_away_moved_or_added_are_named() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let row = |n: usize| format!("provv_paper {}", history.papers[n].id);
        history
            .names("one taken away", "DELETE FROM ledger_journal WHERE idx = 42", [], &["giornale 42", &row(42)])
            .await;
        let sql = "DELETE FROM ledger_journal WHERE idx BETWEEN 42 AND 44";
        history.names("three taken away", sql, [], &["giornale 42", &row(42), &row(43), &row(44)]).await;
        let first = "DELETE FROM ledger_journal WHERE idx = 0";
        history.names("the first taken away", first, [], &["giornale 0", &row(0)]).await;
        let moved = "UPDATE ledger_journal SET idx = 700 WHERE idx = 42";
        history.names("one moved to the end", moved, [], &["giornale 42", "giornale 700", &row(42)]).await;
        let moved = "UPDATE ledger_journal SET idx = -5 WHERE idx = 42";
        history.names("one moved before the beginning", moved, [], &["giornale 42", "giornale -5", &row(42)]).await;
        let added =
            "INSERT INTO ledger_journal (idx, leaf, salt) SELECT 600, leaf, salt FROM ledger_journal WHERE idx = 599";
        history.names("one added", added, [], &["giornale 600"]).await;
        let swap = [
            ("UPDATE ledger_journal SET idx = 100000 WHERE idx = 42", vec![]),
            ("UPDATE ledger_journal SET idx = 42 WHERE idx = 43", vec![]),
            ("UPDATE ledger_journal SET idx = 43 WHERE idx = 100000", vec![]),
        ];
        history.all_name("two exchanged", swap, &["giornale 42", "giornale 43", &row(42), &row(43)]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_tile_is_named() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        for (level, n) in [(0_i64, 0_i64), (0, 1), (0, 2), (1, 0)] {
            let place = format!("mattonella {level}/{n}");
            let data = history.bytes(&format!("SELECT data FROM ledger_tile WHERE level = {level} AND n = {n}")).await;
            let set = "UPDATE ledger_tile SET data = $1 WHERE level = $2 AND n = $3";
            for (what, bad) in [
                ("first byte", flip(&data, 0, 1)),
                ("last byte", flip(&data, data.len() - 1, 0x80)),
                ("cut", data[..data.len() - 1].to_vec()),
                ("a hash less", data[..data.len() - 32].to_vec()),
                ("a hash more", [data.as_slice(), &data[..32]].concat()),
                ("empty", Vec::new()),
            ] {
                history.names(&format!("{place}: {what}"), set, [bad.into(), level.into(), n.into()], &[&place]).await;
            }
            let gone = "DELETE FROM ledger_tile WHERE level = $1 AND n = $2";
            history.names(&format!("{place} gone"), gone, [level.into(), n.into()], &[&place]).await;
        }
        for (level, n) in [(0_i64, 3_i64), (0, -1), (1, 1), (2, 0), (-1, 0), (9, 0), (i64::MAX, 4)] {
            let add = "INSERT INTO ledger_tile (level, n, data) VALUES ($1, $2, $3)";
            let place = format!("mattonella {level}/{n}");
            history.names("one too many", add, [level.into(), n.into(), vec![0_u8; 32].into()], &[&place]).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_checkpoint_is_named() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        for size in [200_i64, 520, 590] {
            let place = format!("sigillo {size}");
            let note = history.bytes(&format!("SELECT note FROM ledger_checkpoint WHERE size = {size}")).await;
            let set = "UPDATE ledger_checkpoint SET note = $1 WHERE size = $2";
            for at in (0..note.len()).step_by(23) {
                // PostgreSQL takes only text: bits that keep it text.
                let Ok(bad) = String::from_utf8(flip(&note, at, 1)) else { continue };
                history.names(&format!("byte {at} of {place}"), set, [bad.into(), size.into()], &[&place]).await;
            }
            history.names("emptied", set, ["".into(), size.into()], &[&place]).await;
            if !history.stage.is_postgres() {
                let sql = "UPDATE ledger_checkpoint SET note = CAST($1 AS TEXT) WHERE size = $2";
                history.names("no text", sql, [flip(&note, 9, 0x80).into(), size.into()], &[&place]).await;
            }
        }
        let sql = "UPDATE ledger_checkpoint SET note = (SELECT note FROM ledger_checkpoint WHERE size = 200) WHERE size = 520";
        history.names("an older one in its place", sql, [], &["sigillo 520"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checkpoints_taken_away_or_added_are_named() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        history.names("an old one gone", "DELETE FROM ledger_checkpoint WHERE size = 520", [], &["sigillo"]).await;
        let sql = "DELETE FROM ledger_checkpoint WHERE size = 590";
        history.names("the last one gone", sql, [], &["sigillo", "sigillo 590"]).await;
        for size in [300_i64, 0, -3, 595, 9_999] {
            let add =
                "INSERT INTO ledger_checkpoint (size, note) SELECT $1, note FROM ledger_checkpoint WHERE size = 590";
            history.names("one added", add, [size.into()], &["sigillo", &format!("sigillo {size}")]).await;
        }
        let sql = "UPDATE ledger_checkpoint SET size = 521 WHERE size = 520";
        history.names("one at another size", sql, [], &["sigillo 521"]).await;
        for size in ["size - 10", "size + 5", "size + 1000", "0", "-1", "9223372036854775807"] {
            history.names(size, &format!("UPDATE ledger_seal SET size = {size}"), [], &["sigillo"]).await;
        }
        history.names("a seal more", "UPDATE ledger_seal SET made = made + 1", [], &["sigillo"]).await;
        history.names("no mark", "DELETE FROM ledger_seal", [], &["sigillo"]).await;
        history.names("two marks", "INSERT INTO ledger_seal (id, size, made) VALUES (2, 0, 0)", [], &["sigillo"]).await;
    })
    .await;
}

/// A forger who changes leaf and tile together is caught by the signature, and knows no way to make another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leaf_changed_together_with_its_tiles_is_caught_by_the_signature() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let leaf = String::from_utf8(history.bytes("SELECT leaf FROM ledger_journal WHERE idx = 300").await).unwrap();
        let bad = leaf.replace("system:prova", "system:altra");
        let tile = history.bytes("SELECT data FROM ledger_tile WHERE level = 0 AND n = 1").await;
        let mut bad_tile = tile.clone();
        bad_tile[44 * 32..45 * 32].copy_from_slice(&tlog_tiles::record_hash(bad.as_bytes()).0);
        let summit = history.bytes("SELECT data FROM ledger_tile WHERE level = 1 AND n = 0").await;
        let mut bad_summit = summit.clone();
        bad_summit[32..64].copy_from_slice(&tlog_tiles::Tile::subtree_hash(&bad_tile).0);
        let steps = [
            ("UPDATE ledger_journal SET leaf = $1 WHERE idx = 300", vec![bad.into_bytes().into()]),
            ("UPDATE ledger_tile SET data = $1 WHERE level = 0 AND n = 1", vec![bad_tile.into()]),
            ("UPDATE ledger_tile SET data = $1 WHERE level = 1 AND n = 0", vec![bad_summit.into()]),
        ];
        // The seal of 200 still holds; that of 590 does not for the same reason, and is only counted.
        history.all_name("all together", steps, &["sigillo 520", "sigillo"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_in_several_places_are_all_named() {
    on_each_engine(|stage| async move {
        let history = History::write(stage).await;
        let leaf = String::from_utf8(history.bytes("SELECT leaf FROM ledger_journal WHERE idx = 42").await).unwrap();
        let late = history.bytes("SELECT data FROM ledger_tile WHERE level = 0 AND n = 2").await;
        let steps = [
            // Before the seal of 200 a leaf, after that of 520 a tile; between them a row.
            (
                "UPDATE ledger_journal SET leaf = $1 WHERE idx = 42",
                vec![leaf.replace("prova.", "provo.").into_bytes().into()],
            ),
            ("UPDATE ledger_tile SET data = $1 WHERE level = 0 AND n = 2", vec![flip(&late, 60 * 32, 1).into()]),
            ("UPDATE provv_paper SET amount = 1 WHERE id = $1", vec![history.papers[300].id.into()]),
        ];
        let row = format!("provv_paper {}", history.papers[300].id);
        history.all_name("three things", steps, &["giornale 42", "mattonella 0/2", &row]).await;

        // In the same stretch between two seals nobody can say which of leaf and tile is the true one, but both are named.
        let tile = history.bytes("SELECT data FROM ledger_tile WHERE level = 0 AND n = 0").await;
        let steps = [
            (
                "UPDATE ledger_journal SET leaf = $1 WHERE idx = 42",
                vec![leaf.replace("prova.", "provo.").into_bytes().into()],
            ),
            ("UPDATE ledger_tile SET data = $1 WHERE level = 0 AND n = 0", vec![flip(&tile, 0, 1).into()]),
        ];
        let places = ["giornale 0", "giornale 42", "sigillo 200", "sigillo", "mattonella 1/0"];
        history.all_name("a leaf and a tile", steps, &places).await;

        let gone = [
            ("DELETE FROM ledger_tile", vec![]),
            ("DELETE FROM ledger_checkpoint", vec![]),
            ("DELETE FROM ledger_seal", vec![]),
        ];
        let report = ["sigillo"];
        history.all_name("all that was ever signed", gone, &report).await;
    })
    .await;
}
