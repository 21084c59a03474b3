use std::{sync::Arc, time::Duration};

use jobs::NewJob;

use crate::fixture::{MINUTE, OBEDIENT, Obedient, runner, runner_of, stages};

/// Begins the next job and kills its node in the middle of it.
async fn kill_in_the_middle(stage: &crate::fixture::Stage, node: &str) {
    let (runner, site) = (runner(), stage.site(node));
    let node = tokio::spawn(async move { runner.run_due(&site).await });
    stage.diary.begun.notified().await;
    node.abort();
    assert!(node.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn the_job_of_a_killed_node_is_done_by_another_when_its_lease_ends() {
    for stage in stages().await {
        let id = stage.order("attendi").await;
        kill_in_the_middle(&stage, "nodo caduto").await;
        assert_eq!(stage.state(id).await, ("running".into(), 1, MINUTE));
        assert_eq!(runner().run_due(&stage.site("altro")).await.unwrap(), 0, "the lease still holds");
        stage.later(MINUTE);
        assert_eq!(stage.stats().await.due, 1);
        stage.diary.go.notify_one();
        assert_eq!(runner().run_due(&stage.site("altro")).await.unwrap(), 1);
        assert_eq!(stage.state(id).await.0, "done");
        assert_eq!(stage.diary.lines(), ["attendi 1", "attendi 2"]);
        stage.end().await;
    }
}

#[tokio::test]
async fn a_job_that_kills_its_node_each_time_ends_among_the_failed() {
    for stage in stages().await {
        let id = stage.order("attendi").await;
        for node in ["a", "b", "c"] {
            kill_in_the_middle(&stage, node).await;
            stage.later(MINUTE);
        }
        assert_eq!(runner().run_due(&stage.site("d")).await.unwrap(), 1);
        assert_eq!(stage.state(id).await.0, "failed");
        assert_eq!(stage.diary.lines().len(), 3, "it was not run a fourth time");
        assert!(stage.failed().await[0].reason.contains("si è interrotto ogni volta"));
        stage.end().await;
    }
}

#[tokio::test]
async fn a_lease_is_renewed_while_the_job_runs() {
    for stage in stages().await {
        let id = stage.order("attendi").await;
        let runner = Arc::new(runner().with_lease(Duration::from_millis(60)));
        let site = stage.site("nodo");
        let running = tokio::spawn({
            let runner = Arc::clone(&runner);
            async move { runner.run_due(&site).await.unwrap() }
        });
        stage.diary.begun.notified().await;
        // The lease that was taken would be over by now: renewed ones count from the new time.
        stage.later(50_000);
        for _ in 0..6_000 {
            tokio::time::sleep(Duration::from_millis(10)).await;
            if stage.state(id).await.2 > 50_000 {
                break;
            }
        }
        let (state, attempts, lease) = stage.state(id).await;
        assert_eq!((state.as_str(), attempts), ("running", 1));
        assert!(lease > 50_000, "{lease}");
        stage.diary.go.notify_one();
        assert_eq!(running.await.unwrap(), 1);
        stage.end().await;
    }
}

#[tokio::test]
async fn a_node_that_lost_its_job_stops_it_and_notes_nothing() {
    for stage in stages().await {
        let id = stage.order("attendi").await;
        let (slow, site) = (runner().with_lease(Duration::from_millis(300)), stage.site("lento"));
        let running = tokio::spawn(async move { slow.run_due(&site).await.unwrap() });
        stage.diary.begun.notified().await;
        // Time leaps beyond the lease before the node renews it: another takes the job at once.
        let second = loop {
            stage.later(301_000);
            let (quick, other) = (runner(), stage.site("svelto"));
            let mut second = tokio::spawn(async move { quick.run_due(&other).await.unwrap() });
            tokio::select! {
                () = stage.diary.begun.notified() => break second,
                // The node renewed it in that very moment: once more.
                taken = &mut second => assert_eq!(taken.unwrap(), 0),
            }
        };
        assert_eq!(running.await.unwrap(), 1, "the slow one finds at its next renewal that it lost the job");
        assert_eq!(stage.state(id).await.1, 2);
        stage.diary.go.notify_one();
        assert_eq!(second.await.unwrap(), 1);
        assert_eq!(stage.state(id).await.0, "done");
        stage.end().await;
    }
}

#[tokio::test]
async fn work_asked_for_anew_while_it_ran_and_failed_is_done_once_more_only() {
    for stage in stages().await {
        let short = || runner_of(vec![Obedient { max_attempts: 9, ..OBEDIENT }], Vec::new());
        let first = stage.enqueue(&NewJob::new(OBEDIENT.kind, "attendi").dedup("x")).await;
        let (one, site) = (short(), stage.site("nodo"));
        let running = tokio::spawn(async move { one.run_due(&site).await.unwrap() });
        stage.diary.begun.notified().await;
        let anew = stage.enqueue(&NewJob::new(OBEDIENT.kind, "riprova").dedup("x")).await;
        assert_ne!(first, anew, "one that runs may have read old data");
        stage.diary.go.notify_one();
        assert_eq!(running.await.unwrap(), 2);
        let third = stage.enqueue(&NewJob::new(OBEDIENT.kind, "riprova").dedup("x")).await;
        assert_eq!(third, anew, "it waits for its next attempt");
        stage.end().await;
    }
}
