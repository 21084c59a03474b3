use crate::fixture::{MINUTE, OBEDIENT, Obedient, runner, runner_of, stages};

#[tokio::test]
async fn a_failed_attempt_is_made_again_after_a_growing_pause_and_then_shown() {
    for stage in stages().await {
        let id = stage.order("riprova").await;
        let (runner, site) = (runner(), stage.site("nodo"));
        assert_eq!(runner.run_due(&site).await.unwrap(), 1);
        assert_eq!(stage.state(id).await, ("waiting".into(), 1, 10_000_000));
        assert_eq!(runner.run_due(&site).await.unwrap(), 0);
        stage.later(10_000_000);
        assert_eq!(runner.run_due(&site).await.unwrap(), 1);
        assert_eq!(stage.state(id).await, ("waiting".into(), 2, 30_000_000));
        stage.later(30_000_000);
        assert_eq!(runner.run_due(&site).await.unwrap(), 1);
        assert_eq!(stage.state(id).await.0, "failed");
        let failed = stage.failed().await;
        assert_eq!((failed[0].id, failed[0].attempts, failed[0].reason.as_str()), (id, 3, "La PEC non risponde."));
        assert_eq!(failed[0].cause.as_deref(), Some("rifiutata"));
        assert_eq!(failed[0].failed_at, stage.now());
        assert_eq!(stage.stats().await.failed, 1);
        stage.end().await;
    }
}

#[tokio::test]
async fn the_other_side_may_say_when_to_come_back() {
    for stage in stages().await {
        let id = stage.order("aspetta un'ora").await;
        runner().run_due(&stage.site("nodo")).await.unwrap();
        assert_eq!(stage.state(id).await, ("waiting".into(), 1, 60 * MINUTE));
        stage.end().await;
    }
}

#[tokio::test]
async fn what_cannot_succeed_is_not_tried_again() {
    for stage in stages().await {
        let id = stage.order("rinuncia").await;
        runner().run_due(&stage.site("nodo")).await.unwrap();
        assert_eq!(stage.state(id).await.0, "failed");
        assert_eq!(stage.failed().await[0].reason, "L'indirizzo non esiste.");
        stage.end().await;
    }
}

#[tokio::test]
async fn a_panic_is_a_failure_and_the_others_go_on() {
    for stage in stages().await {
        let id = stage.order("cadi").await;
        stage.order("saluta").await;
        assert_eq!(runner().run_due(&stage.site("nodo")).await.unwrap(), 2);
        assert_eq!(stage.state(id).await, ("waiting".into(), 1, 10_000_000));
        assert_eq!(stage.diary.lines(), ["cadi 1", "saluta 1"]);
        stage.later(10_000_000);
        runner().run_due(&stage.site("nodo")).await.unwrap();
        stage.later(30_000_000);
        runner().run_due(&stage.site("nodo")).await.unwrap();
        assert_eq!(stage.failed().await[0].cause.as_deref(), Some("sono caduto"));
        stage.end().await;
    }
}

#[tokio::test]
async fn a_job_that_takes_too_long_is_stopped() {
    for stage in stages().await {
        let slow = Obedient { kind: "prova.lento", max_attempts: 1, ..OBEDIENT };
        let id = stage.enqueue(&jobs::NewJob::new("prova.lento", "dormi")).await;
        runner_of(vec![slow], Vec::new()).run_due(&stage.site("nodo")).await.unwrap();
        assert_eq!(stage.state(id).await.0, "failed");
        assert_eq!(stage.failed().await[0].reason, "Il lavoro non è finito entro 0 secondi ed è stato fermato.");
        stage.end().await;
    }
}
