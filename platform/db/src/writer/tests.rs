use std::time::Duration;

use sea_orm::ConnectionTrait;
use tokio::task::JoinHandle;

use crate::{
    Db, Error, execute, later, rows,
    sample::{INSERT, database},
};

async fn numbers(db: &Db) -> Vec<i64> {
    let read = db.read().await.unwrap();
    let rows = rows(&read, "SELECT n FROM x_y ORDER BY n", []).await.unwrap();
    rows.iter().map(|row| row.try_get("", "n").unwrap()).collect()
}

/// One who waits for a turn, and then writes these numbers and commits.
fn writes(db: &Db, numbers: &'static [i64]) -> JoinHandle<Result<(), Error>> {
    let db = db.clone();
    tokio::spawn(async move {
        let write = db.write().await?;
        for n in numbers {
            later(&write, INSERT, [(*n).into()]).await?;
        }
        write.commit().await
    })
}

/// Those who were spawned have come to wait for their turn.
async fn they_wait() {
    tokio::time::sleep(Duration::from_millis(20)).await;
}

#[tokio::test]
async fn those_who_wait_share_a_commit_and_each_answers_for_itself() {
    let (_folder, db) = database().await;
    let they_wait_for = db.write().await.unwrap();
    they_wait().await;
    let (first, twice) = (writes(&db, &[1, 2]), writes(&db, &[3, 1]));
    they_wait().await;
    let gives_up = tokio::spawn({
        let db = db.clone();
        async move { execute(&db.write().await.unwrap(), INSERT, [5_i64.into()]).await.map(drop) }
    });
    they_wait().await;
    let last = writes(&db, &[4]);
    they_wait().await;
    assert!(numbers(&db).await.is_empty());
    let before = db.commits();
    they_wait_for.commit().await.unwrap();
    first.await.unwrap().unwrap();
    assert!(matches!(twice.await.unwrap(), Err(Error::Conflict(_))), "and 3 with it");
    gives_up.await.unwrap().unwrap();
    last.await.unwrap().unwrap();
    assert_eq!(numbers(&db).await, [1, 2, 4]);
    assert_eq!(db.commits() - before, 2, "that of the one they waited for, and theirs");
}

#[tokio::test]
async fn a_hundred_who_come_together_need_few_commits() {
    let (_folder, db) = database().await;
    let before = db.commits();
    let first = db.write().await.unwrap();
    let all: Vec<_> = (0..100_i64)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                let write = db.write().await.unwrap();
                later(&write, INSERT, [n.into()]).await.unwrap();
                write.commit().await.unwrap();
            })
        })
        .collect();
    they_wait().await;
    first.commit().await.unwrap();
    for one in all {
        one.await.unwrap();
    }
    assert_eq!(numbers(&db).await.len(), 100);
    assert!(db.commits() - before <= 3, "{} commits", db.commits() - before);
}

#[tokio::test]
async fn when_the_engine_takes_everything_back_all_are_told_and_the_next_can_write() {
    let (_folder, db) = database().await;
    let they_wait_for = db.write().await.unwrap();
    they_wait().await;
    let first = writes(&db, &[1, 2]);
    they_wait().await;
    let victim = tokio::spawn({
        let db = db.clone();
        async move {
            let write = db.write().await.unwrap();
            execute(&write, INSERT, [3_i64.into()]).await.unwrap();
            // What SQLite does by itself when the disk is full.
            write.execute_unprepared("ROLLBACK").await.unwrap();
            write.commit().await
        }
    });
    they_wait().await;
    they_wait_for.commit().await.unwrap();
    assert!(first.await.unwrap().is_err());
    assert!(victim.await.unwrap().is_err());
    assert!(numbers(&db).await.is_empty());
    writes(&db, &[4]).await.unwrap().unwrap();
    assert_eq!(numbers(&db).await, [4]);
}

#[tokio::test]
async fn after_a_failure_nothing_more_is_run() {
    let (_folder, db) = database().await;
    let write = db.write().await.unwrap();
    assert!(execute(&write, "INSERT INTO nothing (n) VALUES ($1)", [1_i64.into()]).await.is_err());
    assert!(execute(&write, INSERT, [1_i64.into()]).await.is_err(), "what the engine did is not known any more");
    assert!(write.commit().await.is_err());
    writes(&db, &[2]).await.unwrap().unwrap();
    assert_eq!(numbers(&db).await, [2]);
}

#[tokio::test]
async fn one_who_goes_away_in_the_middle_leaves_nothing() {
    let (_folder, db) = database().await;
    for _ in 0..50 {
        let going = writes(&db, &[1]);
        tokio::task::yield_now().await;
        going.abort();
        let _ = going.await;
    }
    writes(&db, &[2]).await.unwrap().unwrap();
    let there = numbers(&db).await;
    assert!(there == [2] || there == [1, 2], "{there:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_told_is_told_the_truth_while_others_go_away_at_any_moment() {
    let (_folder, db) = database().await;
    let mut chance = 7_u64;
    let mut next = |below: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % below
    };
    for round in 0..40_i64 {
        let all: Vec<_> = (0..12_i64)
            .map(|n| {
                let (db, n, fails) = (db.clone(), round * 100 + n, next(6) == 0);
                let work = tokio::spawn(async move {
                    let write = db.write().await?;
                    execute(&write, INSERT, [n.into()]).await?;
                    later(&write, INSERT, [(n + 50).into()]).await?;
                    if fails {
                        later(&write, INSERT, [n.into()]).await?;
                    }
                    write.commit().await
                });
                (n, next(2) == 0, next(1_500), work)
            })
            .collect();
        let mut told = Vec::new();
        for (n, goes_away, after, work) in all {
            if goes_away {
                tokio::time::sleep(Duration::from_micros(after)).await;
                work.abort();
            }
            told.push((n, work.await.ok().map(|done| done.is_ok())));
        }
        // What was given up on the way is taken back by whoever comes next.
        writes(&db, &[]).await.unwrap().unwrap();
        let there = numbers(&db).await;
        for (n, told) in told {
            let rows = (there.contains(&n), there.contains(&(n + 50)));
            assert_eq!(rows.0, rows.1, "{n} is half done");
            assert!(told.is_none_or(|done| done == rows.0), "{n} was told {told:?}");
        }
    }
}

#[tokio::test]
async fn closing_ends_what_was_promised_and_then_nobody_writes() {
    let (folder, db) = database().await;
    writes(&db, &[1]).await.unwrap().unwrap();
    db.close().await;
    assert!(db.write().await.is_err());
    let again = Db::sqlite(&folder.path().join("a.db")).await.unwrap();
    assert_eq!(numbers(&again).await, [1]);
}
