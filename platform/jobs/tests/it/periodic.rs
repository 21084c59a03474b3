use std::time::Duration;

use jobs::{Periodic, When};

use crate::fixture::{MINUTE, OBEDIENT, Obedient, runner_of, stages};

fn hourly() -> jobs::Runner<std::sync::Arc<crate::fixture::Diary>> {
    let when = When::Every(Duration::from_secs(3600));
    runner_of(vec![Obedient { ..OBEDIENT }], vec![Periodic { kind: OBEDIENT.kind, payload: "controlla", when }])
}

#[tokio::test]
async fn a_periodic_job_runs_at_its_time_on_one_node_only() {
    for stage in stages().await {
        assert_eq!(hourly().run_due(&stage.site("nodo")).await.unwrap(), 0);
        let due = stage.now().plus_micros(60 * MINUTE);
        assert_eq!(hourly().next_due(&stage.db).await.unwrap(), Some(due));
        for _ in 0..3 {
            stage.later(60 * MINUTE);
            let mut nodes = tokio::task::JoinSet::new();
            for node in 0..4 {
                let (runner, site) = (hourly(), stage.site(&format!("nodo {node}")));
                nodes.spawn(async move { runner.run_due(&site).await.unwrap() });
            }
            assert_eq!(nodes.join_all().await.iter().sum::<usize>(), 1);
        }
        assert_eq!(stage.diary.lines(), ["controlla 1", "controlla 1", "controlla 1"]);
        stage.end().await;
    }
}

#[tokio::test]
async fn times_missed_while_nobody_was_there_are_made_up_for_by_one_run() {
    for stage in stages().await {
        hourly().run_due(&stage.site("nodo")).await.unwrap();
        stage.later(50 * 60 * MINUTE);
        assert_eq!(hourly().run_due(&stage.site("nodo")).await.unwrap(), 1);
        assert_eq!(hourly().run_due(&stage.site("nodo")).await.unwrap(), 0);
        stage.end().await;
    }
}

#[tokio::test]
async fn what_has_nothing_to_do_in_an_ente_costs_it_nothing() {
    for stage in stages().await {
        let kind = "prova.superfluo";
        let when = When::Every(Duration::from_secs(60));
        let runner =
            || runner_of(vec![Obedient { kind, ..OBEDIENT }], vec![Periodic { kind, payload: "niente", when }]);
        for _ in 0..3 {
            assert_eq!(runner().run_due(&stage.site("nodo")).await.unwrap(), 0);
            stage.later(2 * MINUTE);
        }
        assert_eq!(runner().next_due(&stage.db).await.unwrap(), None, "no row is written");
        stage.end().await;
    }
}

#[tokio::test]
async fn the_time_of_a_day_is_that_of_the_italian_clock() {
    for stage in stages().await {
        let when = When::Daily { hour: 9, minute: 0 };
        let daily = || runner_of(vec![OBEDIENT], vec![Periodic { kind: OBEDIENT.kind, payload: "mattina", when }]);
        assert_eq!(daily().run_due(&stage.site("nodo")).await.unwrap(), 0);
        stage.later(30 * MINUTE - 1);
        assert_eq!(daily().run_due(&stage.site("nodo")).await.unwrap(), 0);
        stage.later(1);
        assert_eq!(daily().run_due(&stage.site("nodo")).await.unwrap(), 1);
        stage.end().await;
    }
}
