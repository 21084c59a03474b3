//! Whatever is written, corrected and let go, in whatever order: the ledger is clean.

use proptest::{prelude::*, test_runner::TestRunner};

use crate::fixture::{Stage, on_each_engine, paper};

#[derive(Clone, Debug)]
enum Step {
    Insert(String, Option<i64>),
    InsertMany(u8),
    Update(u8, String),
    Number(bool),
    NewAction,
    Tick(i32),
    Seal,
    Commit,
    LetGo,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (any::<String>().prop_filter("no text holds NUL on PostgreSQL", |text| !text.contains('\0')), any::<Option<i64>>())
            .prop_map(|(title, amount)| Step::Insert(title, amount)),
        1 => (0_u8..5).prop_map(Step::InsertMany),
        3 => (any::<u8>(), "[a-zà-ù\"\\\\]{0,8}").prop_map(|(which, title)| Step::Update(which, title)),
        2 => any::<bool>().prop_map(Step::Number),
        1 => Just(Step::NewAction),
        1 => (-1_900_000_i32..2_000_000_000).prop_map(Step::Tick),
        1 => Just(Step::Seal),
        3 => Just(Step::Commit),
        1 => Just(Step::LetGo),
    ];
    prop::collection::vec(step, 0..40)
}

async fn play(stage: &Stage, steps: Vec<Step>) {
    let mut kept: Vec<paper::Model> = Vec::new();
    let mut rows = kept.clone();
    let mut tx = None;
    for step in steps {
        if matches!(step, Step::Seal | Step::Tick(_)) && tx.is_some() {
            continue;
        }
        match step {
            Step::Tick(micros) => {
                stage.clock.set(stage.ledger.now().plus_micros(micros.into()));
                continue;
            }
            Step::Seal => {
                stage.ledger.seal().await.unwrap();
                continue;
            }
            Step::LetGo => {
                tx = None;
                rows.clone_from(&kept);
                continue;
            }
            Step::Commit => {
                if let Some(tx) = tx.take() {
                    let tx: ledger::Tx = tx;
                    // The clock may have been set back too far: then nothing was written.
                    if tx.commit().await.is_ok() {
                        kept.clone_from(&rows);
                    } else {
                        rows.clone_from(&kept);
                    }
                }
                continue;
            }
            _ => {}
        }
        let open = match &mut tx {
            Some(open) => open,
            None => tx.insert(stage.begin("prova.caso").await),
        };
        match step {
            Step::Insert(title, amount) => {
                let row = paper::Model { amount, ..crate::fixture::paper(stage.id(), &title) };
                rows.push(open.insert(row).await.unwrap());
            }
            Step::InsertMany(count) => {
                let many: Vec<_> = (0..count).map(|n| crate::fixture::paper(stage.id(), &n.to_string())).collect();
                open.insert_many(many.clone()).await.unwrap();
                rows.extend(many);
            }
            Step::Update(which, title) => {
                if rows.is_empty() {
                    continue;
                }
                let at = usize::from(which) % rows.len();
                let after = paper::Model { title, ..rows[at].clone() };
                rows[at] = open.update(&rows[at], after).await.unwrap();
            }
            Step::Number(first) => {
                let register = if first { "protocollo" } else { "albo" };
                if open.number(register).await.is_err() {
                    tx = None;
                    rows.clone_from(&kept);
                }
            }
            Step::NewAction => open.action("prova.altro"),
            _ => {}
        }
    }
    drop(tx);
    stage.assert_clean().await;
    stage.ledger.seal().await.unwrap();
    let report = stage.assert_clean().await;
    assert_eq!(stage.number("SELECT COUNT(*) AS n FROM provv_paper").await, kept.len() as i64);
    assert!(report.rows >= kept.len() as u64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_history_is_clean() {
    on_each_engine(|stage| async move {
        let handle = tokio::runtime::Handle::current();
        let cases = if stage.is_postgres() { 12 } else { 24 };
        tokio::task::spawn_blocking(move || {
            let mut runner = TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() });
            runner
                .run(&steps(), |steps| {
                    // One database for all cases would only ever grow: each case starts where an empty table does.
                    let stage = stage.clone();
                    handle.block_on(async move {
                        let stage = stage.afresh().await;
                        play(&stage, steps).await;
                        stage.discard().await;
                    });
                    Ok(())
                })
                .unwrap_or_else(|failed| panic!("{failed}"));
        })
        .await
        .unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()));
    })
    .await;
}
