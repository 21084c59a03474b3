use accounts::{Error, SignIn};
use kernel::Instant;

use crate::fixture::{ELSEWHERE, HOME, PASSWORD, Stage, WORK, from, on_each_engine, refused};

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    on_each_engine(|stage| async move {
        let wrong = refused(stage.sign_in("mario.rossi", "sbagliata davvero", &HOME).await);
        let unknown = refused(stage.sign_in("nessuno", "sbagliata davvero", &HOME).await);
        let huge = refused(stage.sign_in(&"x".repeat(1_000_000), &"y".repeat(1_000_000), &HOME).await);
        assert_eq!(wrong, unknown);
        assert_eq!(wrong, huge);
    })
    .await;
}

/// Tries wrong passwords, waiting as long as asked, until `seconds` have passed; gives how many were judged.
async fn hammer(stage: &Stage, visitor: &accounts::Visitor<'_>, seconds: i64) -> u32 {
    let end = stage.ledger.now().plus_seconds(seconds);
    let mut judged = 0;
    while stage.ledger.now() < end {
        let said = refused(stage.sign_in("mario.rossi", "sbagliata davvero", visitor).await);
        if said.contains("troppi tentativi") {
            stage.wait(1);
        } else {
            judged += 1;
        }
    }
    judged
}

#[tokio::test]
async fn guessing_gets_slower_and_slower() {
    on_each_engine(|stage| async move {
        let judged = hammer(&stage, &ELSEWHERE, 600).await;
        // Five for nothing, then after 1, 2, 4 … 256 seconds.
        assert!((13..=16).contains(&judged), "{judged} attempts were judged in ten minutes");
        let said = refused(stage.sign_in("mario.rossi", PASSWORD, &from([203, 0, 113, 200], None)).await);
        assert!(said.contains("troppi tentativi"), "the neighbours in the same network wait too: {said}");
        stage.wait(900);
        stage.enter("mario.rossi", PASSWORD, &ELSEWHERE).await;
        let again = refused(stage.sign_in("mario.rossi", "sbagliata davvero", &ELSEWHERE).await);
        assert!(again.contains("non sono giusti"), "who enters starts anew");
    })
    .await;
}

#[tokio::test]
async fn hammering_a_name_locks_its_owner_out_neither_elsewhere_nor_on_a_known_browser() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &WORK).await;
        hammer(&stage, &ELSEWHERE, 60).await;
        assert!(refused(stage.sign_in("mario.rossi", PASSWORD, &ELSEWHERE).await).contains("troppi tentativi"));
        stage.enter("mario.rossi", PASSWORD, &HOME).await;
        // Even from the very network, at the very address, of the attacker: a colleague in the same town hall.
        let known = from([203, 0, 113, 66], Some(entered.device.reveal()));
        let again = stage.enter("mario.rossi", PASSWORD, &known).await;
        assert_eq!(again.device, entered.device, "the browser keeps its token");
    })
    .await;
}

#[tokio::test]
async fn a_known_browser_is_no_way_round_the_counting() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &WORK).await;
        let known = from([198, 51, 100, 5], Some(entered.device.reveal()));
        let judged = hammer(&stage, &known, 60).await;
        assert!((14..=18).contains(&judged), "ten for nothing, then slower: {judged}");
        // It is known for Mario, not for Anna; and a token of one's own making is known for nobody.
        let made_up = "A".repeat(43);
        for visitor in [from([203, 0, 113, 1], Some(entered.device.reveal())), from([203, 0, 112, 1], Some(&made_up))] {
            for _ in 0..6 {
                refused(stage.sign_in("anna.bianchi", "sbagliata davvero", &visitor).await);
            }
            let said = refused(stage.sign_in("anna.bianchi", PASSWORD, &visitor).await);
            assert!(said.contains("troppi tentativi"), "{said}");
        }
    })
    .await;
}

#[tokio::test]
async fn colleagues_at_one_counter_share_a_known_browser() {
    on_each_engine(|stage| async move {
        let mario = stage.enter("mario.rossi", PASSWORD, &WORK).await;
        let shared = from([198, 51, 100, 5], Some(mario.device.reveal()));
        let anna = stage.enter("anna.bianchi", PASSWORD, &shared).await;
        assert_eq!(mario.device, anna.device);
        let fixed = "A".repeat(43);
        let other = stage.enter("anna.bianchi", PASSWORD, &from([198, 51, 100, 5], Some(&fixed))).await;
        assert_ne!(other.device.reveal(), fixed, "a token that we did not give is not taken");
    })
    .await;
}

#[tokio::test]
async fn one_address_cannot_try_one_password_on_every_name() {
    on_each_engine(|stage| async move {
        let mut judged = 0;
        for n in 0..60 {
            let said = refused(stage.sign_in(&format!("persona{n}"), "sbagliata davvero", &ELSEWHERE).await);
            judged += u32::from(!said.contains("troppi tentativi"));
        }
        assert_eq!(judged, 31);
        stage.enter("anna.bianchi", PASSWORD, &WORK).await;
    })
    .await;
}

#[tokio::test]
async fn a_hundred_attempts_at_once_on_two_nodes_are_a_hundred_attempts() {
    on_each_engine(|stage| async move {
        let nodes = [stage.another_node().await, stage.another_node().await];
        let tries: Vec<_> = (0..40)
            .map(|n| {
                let node = nodes[n % 2].clone();
                tokio::spawn(async move { refused(node.sign_in("mario.rossi", "sbagliata davvero", &ELSEWHERE).await) })
            })
            .collect();
        let mut judged = 0;
        for tried in tries {
            judged += u32::from(!tried.await.unwrap().contains("troppi tentativi"));
        }
        assert_eq!(judged, 6, "the sixth asks the next to wait");
    })
    .await;
}

#[tokio::test]
async fn right_log_ins_of_many_people_behind_one_address_cost_nothing() {
    on_each_engine(|stage| async move {
        for _ in 0..40 {
            stage.enter("mario.rossi", PASSWORD, &WORK).await;
        }
        assert!(matches!(stage.sign_in("anna.bianchi", PASSWORD, &WORK).await, Ok(SignIn::Done(_))));
    })
    .await;
}

#[tokio::test]
async fn what_has_ended_is_swept_away() {
    on_each_engine(|stage| async move {
        stage.enter("mario.rossi", PASSWORD, &WORK).await;
        refused(stage.sign_in("mario.rossi", "sbagliata davvero", &ELSEWHERE).await);
        let swept = accounts::sweep(stage.ledger.db(), stage.ledger.now()).await.unwrap();
        assert_eq!(swept, 0);
        stage.wait(200 * 86_400);
        // The session, the device, the attempt's two buckets, and the two that the right log-in left.
        assert!(accounts::sweep(stage.ledger.db(), stage.ledger.now()).await.unwrap() >= 4);
        let read = stage.ledger.db().read().await.unwrap();
        for table in ["accounts_session", "accounts_device", "accounts_attempt", "accounts_challenge"] {
            let row = db::one(&read, &format!("SELECT COUNT(*) AS n FROM {table}"), []).await.unwrap().unwrap();
            assert_eq!(row.try_get::<i64>("", "n").unwrap(), 0, "{table}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_name_or_address_stands_among_the_attempts() {
    on_each_engine(|stage| async move {
        refused(stage.sign_in("mario.rossi", "sbagliata davvero", &ELSEWHERE).await);
        let read = stage.ledger.db().read().await.unwrap();
        let rows = db::rows(&read, "SELECT bucket, last_at FROM accounts_attempt", []).await.unwrap();
        assert_eq!(rows.len(), 2);
        for row in rows {
            assert_eq!(row.try_get::<Vec<u8>>("", "bucket").unwrap().len(), 32);
            assert_eq!(row.try_get::<Instant>("", "last_at").unwrap(), stage.ledger.now());
        }
        assert!(matches!(stage.sign_in("", "", &ELSEWHERE).await, Err(Error::Refused(_))));
    })
    .await;
}
