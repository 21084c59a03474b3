use jobs::NewJob;

use crate::fixture::{MINUTE, OBEDIENT, runner, stages};

#[tokio::test]
async fn a_failed_job_is_retried_by_hand_once() {
    for stage in stages().await {
        let id = stage.order("rinuncia").await;
        runner().run_due(&stage.site("nodo")).await.unwrap();
        let write = stage.db.write().await.unwrap();
        jobs::retry(&write, id, stage.now()).await.unwrap();
        assert!(matches!(jobs::retry(&write, id, stage.now()).await, Err(jobs::Error::NotFailed)));
        write.commit().await.unwrap();
        assert_eq!(stage.state(id).await, ("waiting".into(), 0, 0));
        assert_eq!(runner().run_due(&stage.site("nodo")).await.unwrap(), 1);
        assert_eq!(stage.failed().await.len(), 1);
        stage.end().await;
    }
}

#[tokio::test]
async fn a_failed_job_whose_work_waits_already_is_left_to_that() {
    for stage in stages().await {
        let id = stage.enqueue(&NewJob::new(OBEDIENT.kind, "rinuncia").dedup("x")).await;
        runner().run_due(&stage.site("nodo")).await.unwrap();
        stage.enqueue(&NewJob::new(OBEDIENT.kind, "saluta").dedup("x")).await;
        let write = stage.db.write().await.unwrap();
        jobs::retry(&write, id, stage.now()).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(stage.state(id).await.0, "done");
        assert_eq!(stage.stats().await.waiting, 1);
        stage.end().await;
    }
}

#[tokio::test]
async fn a_failed_job_is_discarded_only_with_a_reason() {
    for stage in stages().await {
        let id = stage.order("rinuncia").await;
        runner().run_due(&stage.site("nodo")).await.unwrap();
        let write = stage.db.write().await.unwrap();
        for reason in ["", "   ", &"x".repeat(501)] {
            assert!(matches!(jobs::discard(&write, id, reason, stage.now()).await, Err(jobs::Error::Refused(_))));
        }
        jobs::discard(&write, id, "Già inviata a mano.", stage.now()).await.unwrap();
        assert!(matches!(jobs::discard(&write, id, "Di nuovo.", stage.now()).await, Err(jobs::Error::NotFailed)));
        write.commit().await.unwrap();
        assert_eq!(stage.failed().await, []);
        stage.end().await;
    }
}

#[tokio::test]
async fn the_list_of_the_failed_goes_page_by_page() {
    for stage in stages().await {
        for _ in 0..7 {
            stage.order("rinuncia").await;
        }
        runner().run_due(&stage.site("nodo")).await.unwrap();
        let read = stage.db.read().await.unwrap();
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = jobs::list_failed(&read, before, 3).await.unwrap();
            seen.extend(page.iter().map(|job| job.id));
            let Some(last) = page.last() else { break };
            before = Some((last.failed_at, last.id));
        }
        drop(read);
        assert_eq!(seen.len(), 7);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 7);
        stage.end().await;
    }
}

#[tokio::test]
async fn done_jobs_are_forgotten_after_seven_days_and_failed_ones_never() {
    for stage in stages().await {
        let done = stage.order("saluta").await;
        let failed = stage.order("rinuncia").await;
        runner().run_due(&stage.site("nodo")).await.unwrap();
        stage.later(7 * 24 * 60 * MINUTE);
        assert_eq!(jobs::prune(&stage.db, stage.now()).await.unwrap(), 0);
        assert_eq!(stage.state(done).await.0, "done");
        stage.later(1);
        assert_eq!(jobs::prune(&stage.db, stage.now()).await.unwrap(), 1);
        assert_eq!(stage.state(failed).await.0, "failed");
        stage.end().await;
    }
}

#[tokio::test]
async fn the_queue_tells_how_full_it_is() {
    for stage in stages().await {
        stage.order("saluta").await;
        stage.enqueue(&NewJob::new(OBEDIENT.kind, "dopo").run_at(stage.now().plus_micros(9 * MINUTE))).await;
        stage.later(MINUTE);
        let stats = stage.stats().await;
        assert_eq!((stats.waiting, stats.due, stats.running, stats.oldest_due_micros), (2, 1, 0, MINUTE));
        stage.end().await;
    }
}

#[tokio::test]
async fn of_some_payloads_it_tells_which_still_have_work_to_come() {
    for stage in stages().await {
        let failed = stage.order("rinuncia").await;
        stage.order("saluta").await;
        runner().run_due(&stage.site("nodo")).await.unwrap();
        stage.order("saluta domani").await;
        let asked: Vec<String> = ["rinuncia", "saluta", "saluta domani", "mai visto"].map(str::to_owned).into();
        let of = |kind: &'static str, asked: Vec<String>| {
            let db = &stage.db;
            async move {
                let mut found: Vec<String> =
                    jobs::unended(&db.read().await.unwrap(), kind, &asked).await.unwrap().into_iter().collect();
                found.sort();
                found
            }
        };
        assert_eq!(of(OBEDIENT.kind, asked.clone()).await, ["saluta domani"]);
        assert_eq!(of("prova.altro", asked.clone()).await, [""; 0]);
        assert_eq!(of(OBEDIENT.kind, Vec::new()).await, [""; 0]);
        let write = stage.db.write().await.unwrap();
        jobs::retry(&write, failed, stage.now()).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(of(OBEDIENT.kind, asked).await, ["rinuncia", "saluta domani"], "by hand it has work again");
        stage.end().await;
    }
}
