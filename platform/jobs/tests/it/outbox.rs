use std::sync::Arc;

use jobs::{NewJob, Queue};

use crate::fixture::{MINUTE, OBEDIENT, Obedient, runner, runner_of, stages};

#[tokio::test]
async fn a_job_runs_once_after_its_fact_is_committed() {
    for stage in stages().await {
        let id = stage.order("saluta").await;
        let (runner, site) = (runner(), stage.site("nodo"));
        assert_eq!(runner.run_due(&site).await.unwrap(), 1);
        assert_eq!(runner.run_due(&site).await.unwrap(), 0);
        assert_eq!(stage.diary.lines(), ["saluta 1"]);
        assert_eq!(stage.state(id).await.0, "done");
        stage.end().await;
    }
}

#[tokio::test]
async fn what_is_rolled_back_never_runs() {
    for stage in stages().await {
        let write = stage.db.write().await.unwrap();
        jobs::enqueue(&write, stage.now(), &kernel::SystemRandom, &NewJob::new(OBEDIENT.kind, "mai")).await.unwrap();
        drop(write);
        assert_eq!(runner().run_due(&stage.site("nodo")).await.unwrap(), 0);
        assert_eq!(stage.stats().await, jobs::Stats::default());
        stage.end().await;
    }
}

#[tokio::test]
async fn a_job_waits_for_its_time() {
    for stage in stages().await {
        stage.enqueue(&NewJob::new(OBEDIENT.kind, "dopo").run_at(stage.now().plus_micros(MINUTE))).await;
        let (runner, site) = (runner(), stage.site("nodo"));
        assert_eq!(runner.run_due(&site).await.unwrap(), 0);
        assert_eq!(runner.next_due(&stage.db).await.unwrap(), Some(stage.now().plus_micros(MINUTE)));
        stage.later(MINUTE);
        assert_eq!(runner.run_due(&site).await.unwrap(), 1);
        stage.end().await;
    }
}

#[tokio::test]
async fn the_same_work_waits_only_once_and_takes_the_last_word_and_the_first_time() {
    for stage in stages().await {
        let first =
            stage.enqueue(&NewJob::new(OBEDIENT.kind, "uno").dedup("x").run_at(stage.now().plus_micros(MINUTE))).await;
        let again = stage.enqueue(&NewJob::new(OBEDIENT.kind, "due").dedup("x")).await;
        let later =
            stage.enqueue(&NewJob::new(OBEDIENT.kind, "tre").dedup("x").run_at(stage.now().plus_micros(9))).await;
        assert_eq!((first, first), (again, later));
        stage.enqueue(&NewJob::new(OBEDIENT.kind, "altro").dedup("y")).await;
        assert_eq!(runner().run_due(&stage.site("nodo")).await.unwrap(), 2);
        assert_eq!(stage.diary.lines(), ["altro 1", "tre 1"]);
        // Once done, it may be asked for anew.
        stage.enqueue(&NewJob::new(OBEDIENT.kind, "quattro").dedup("x")).await;
        assert_eq!(runner().run_due(&stage.site("nodo")).await.unwrap(), 1);
        stage.end().await;
    }
}

#[tokio::test]
async fn eight_runners_at_once_run_each_job_once() {
    for stage in stages().await {
        for n in 0..60 {
            stage.order(&format!("lavoro {n:02}")).await;
        }
        let mut nodes = tokio::task::JoinSet::new();
        for node in 0..8 {
            let (runner, site) = (runner(), stage.site(&format!("nodo {node}")));
            nodes.spawn(async move { runner.run_due(&site).await.unwrap() });
        }
        let counts = nodes.join_all().await;
        assert_eq!(counts.iter().sum::<usize>(), 60, "{counts:?}");
        assert_eq!(stage.diary.lines(), (0..60).map(|n| format!("lavoro {n:02} 1")).collect::<Vec<_>>());
        stage.end().await;
    }
}

#[tokio::test]
async fn a_queue_runs_no_more_at_once_than_it_has_places_even_for_several_enti() {
    let heavy = Obedient { queue: Queue::HEAVY, ..OBEDIENT };
    let runner = Arc::new(runner_of(vec![heavy], Vec::new()));
    let stages = stages().await;
    let diary = Arc::clone(&stages[0].diary);
    let mut enti = tokio::task::JoinSet::new();
    for stage in &stages {
        for n in 0..10 {
            stage.order(&format!("pesante {n}")).await;
        }
        let mut site = stage.site("nodo");
        site.context = Arc::clone(&diary);
        let runner = Arc::clone(&runner);
        enti.spawn(async move { runner.run_due(&site).await.unwrap() });
    }
    assert_eq!(enti.join_all().await.iter().sum::<usize>(), stages.len() * 10);
    assert_eq!(diary.most.load(std::sync::atomic::Ordering::SeqCst), 1);
    for stage in stages {
        stage.end().await;
    }
}

#[tokio::test]
async fn heavy_jobs_stand_aside_in_a_crowd_and_the_quick_ones_do_not() {
    for stage in stages().await {
        let heavy = Obedient { queue: Queue::HEAVY, kind: "prova.pesante", ..OBEDIENT };
        let runner = runner_of(vec![OBEDIENT, heavy], Vec::new());
        let mut site = stage.site("nodo");
        site.crowd = Arc::new(jobs::Crowd::of(1, std::time::Duration::from_secs(3600)));
        let guest = site.crowd.enter();
        for n in 0..3 {
            stage.order(&format!("veloce {n}")).await;
            stage.enqueue(&NewJob::new("prova.pesante", &format!("pesante {n}"))).await;
        }
        assert_eq!(runner.run_due(&site).await.unwrap(), 4, "one heavy job begins even so");
        assert_eq!(runner.run_due(&site).await.unwrap(), 0);
        drop(guest);
        assert_eq!(runner.run_due(&site).await.unwrap(), 2);
        stage.end().await;
    }
}

#[tokio::test]
async fn a_kind_that_this_program_does_not_know_is_left_to_others() {
    for stage in stages().await {
        let id = stage.enqueue(&NewJob::new("futuro.lavoro", "x")).await;
        assert_eq!(runner().run_due(&stage.site("nodo")).await.unwrap(), 0);
        assert_eq!(stage.state(id).await.0, "waiting");
        assert_eq!(stage.stats().await.due, 1);
        stage.end().await;
    }
}

#[tokio::test]
async fn a_job_carries_ids_and_not_documents() {
    for stage in stages().await {
        let write = stage.db.write().await.unwrap();
        let big = NewJob::new(OBEDIENT.kind, &"x".repeat(20_000));
        let refused = jobs::enqueue(&write, stage.now(), &kernel::SystemRandom, &big).await.unwrap_err();
        assert!(matches!(refused, jobs::Error::TooLarge { bytes: 20_000, .. }));
        let json = NewJob::json(OBEDIENT.kind, &("a", 7)).unwrap();
        assert_eq!(json, NewJob::new(OBEDIENT.kind, "[\"a\",7]"));
        drop(write);
        stage.end().await;
    }
}

#[test]
fn jobs_that_contradict_each_other_are_found_at_the_start() {
    let make = |jobs: Vec<Obedient>, periodic: Vec<jobs::Periodic>| {
        let jobs = jobs.into_iter().map(|job| Arc::new(job) as Arc<dyn jobs::Job<_>>).collect();
        jobs::Runner::<Arc<crate::fixture::Diary>>::new(jobs, periodic).err()
    };
    let other = Obedient { queue: Queue { name: "general", at_once: 9 }, kind: "prova.altro", ..OBEDIENT };
    let none = Obedient { queue: Queue { name: "nessuna", at_once: 0 }, ..OBEDIENT };
    let hourly = |kind| jobs::Periodic { kind, payload: "", when: jobs::When::Daily { hour: 6, minute: 0 } };
    assert_eq!(make(vec![OBEDIENT, OBEDIENT], vec![]), Some(jobs::BadJobs::SameKind("prova.obbedisci")));
    assert_eq!(make(vec![OBEDIENT, other], vec![]), Some(jobs::BadJobs::BadQueue("general")));
    assert_eq!(make(vec![none], vec![]), Some(jobs::BadJobs::BadQueue("nessuna")));
    assert_eq!(make(vec![OBEDIENT], vec![hourly("prova.ignoto")]), Some(jobs::BadJobs::BadPeriod("prova.ignoto")));
    let twice = vec![hourly("prova.obbedisci"), hourly("prova.obbedisci")];
    assert_eq!(make(vec![OBEDIENT], twice), Some(jobs::BadJobs::BadPeriod("prova.obbedisci")));
}
