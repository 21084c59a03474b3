use std::{sync::Arc, time::Duration};

use jobs::Bell;
use tokio::{sync::oneshot, time};

use crate::fixture::{Stage, runner, stages};

/// The loop of a stage, running until the sender is dropped.
fn watch(stage: &Stage, bell: &Arc<Bell>) -> (oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let (site, bell) = (stage.site("nodo"), Arc::clone(bell));
    let stopped = async move {
        let _ = stopped.await;
    };
    (
        stop,
        tokio::spawn(
            async move { runner().with_grace(Duration::from_millis(300)).run_until(&site, &bell, stopped).await },
        ),
    )
}

async fn until(stage: &Stage, lines: usize) {
    let all = async {
        while stage.diary.lines().len() < lines {
            time::sleep(Duration::from_millis(5)).await;
        }
    };
    time::timeout(Duration::from_secs(120), all).await.expect("the loop ran nothing");
}

#[tokio::test]
async fn the_loop_runs_what_comes_and_a_long_job_does_not_hold_up_others() {
    for stage in stages().await {
        let bell = Arc::new(Bell::default());
        let (stop, looping) = watch(&stage, &bell);
        stage.order("attendi").await;
        bell.ring();
        stage.diary.begun.notified().await;
        stage.order("saluta").await;
        bell.ring();
        until(&stage, 2).await;
        stage.diary.go.notify_one();
        drop(stop);
        time::timeout(Duration::from_secs(120), looping).await.unwrap().unwrap();
        assert_eq!(stage.stats().await.running, 0);
        stage.end().await;
    }
}

#[tokio::test]
async fn a_bell_rung_before_the_commit_is_not_in_vain() {
    for stage in stages().await {
        let bell = Arc::new(Bell::default());
        let (stop, looping) = watch(&stage, &bell);
        // A loop that did not hear it would look by itself after more than three seconds each time; one that did may be late
        // where the machine does other things, and not always.
        for round in 1.. {
            time::sleep(Duration::from_millis(1500)).await;
            let write = stage.db.write().await.unwrap();
            let new = jobs::NewJob::new(crate::fixture::OBEDIENT.kind, "saluta");
            jobs::enqueue(&write, stage.now(), &kernel::SystemRandom, &new).await.unwrap();
            bell.ring();
            time::sleep(Duration::from_millis(100)).await;
            let begun = time::Instant::now();
            write.commit().await.unwrap();
            until(&stage, round).await;
            if begun.elapsed() < Duration::from_secs(3) {
                break;
            }
            assert!(round < 5, "{:?}", begun.elapsed());
        }
        drop(stop);
        looping.await.unwrap();
        stage.end().await;
    }
}

#[tokio::test]
async fn a_program_that_stops_gives_back_what_it_could_not_finish() {
    for stage in stages().await {
        let bell = Arc::new(Bell::default());
        let id = stage.order("attendi").await;
        let (stop, looping) = watch(&stage, &bell);
        stage.diary.begun.notified().await;
        drop(stop);
        time::timeout(Duration::from_secs(120), looping).await.unwrap().unwrap();
        let (_, attempts, due) = stage.state(id).await;
        assert_eq!((attempts, due), (0, 0), "as if it had never begun, and due at once");
        stage.diary.go.notify_one();
        assert_eq!(runner().run_due(&stage.site("altro")).await.unwrap(), 1);
        assert_eq!(stage.state(id).await.0, "done");
        stage.end().await;
    }
}
