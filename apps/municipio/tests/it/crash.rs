//! The built program under load is killed without warning, again and again: nothing acknowledged is lost, no number is
//! missing or given twice, and everything still holds.

use std::time::Duration;

use testkit::free_port;

use crate::{
    carico::{Told, assert_nothing_lost, assert_verified, clerk, sign_in, start, wait_for},
    program::kills,
};

async fn story(database: Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let told = Told::default();
    for kill in 0..kills() {
        let program = start(folder.path(), port, database.as_deref()).await;
        let client = sign_in(&program.base).await;
        let name = |n| format!("giro{kill}-{n}");
        let start =
            |n| tokio::spawn(clerk(client.clone(), program.base.clone(), name(n), usize::MAX, Told::clone(&told)));
        let clerks: Vec<_> = (0..6).map(start).collect();
        // Under way, and then at a different moment each time.
        wait_for(&told, 12).await;
        tokio::time::sleep(Duration::from_millis((kill as u64 * 37) % 250)).await;
        drop(program);
        for clerk in clerks {
            clerk.await.unwrap();
        }
    }
    let registered = told.lock().unwrap().len();
    assert!(registered >= kills() * 12, "only {registered} were registered: that is no load");
    let program = start(folder.path(), port, database.as_deref()).await;
    assert_nothing_lost(&program.base, &told).await;
    drop(program);
    assert_verified(folder.path(), database.as_deref());
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_nine_under_load_loses_nothing_on_sqlite() {
    story(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_nine_under_load_loses_nothing_on_postgresql() {
    if testkit::Engine::all().len() > 1 {
        story(Some(testkit::new_database().await)).await;
    }
}
