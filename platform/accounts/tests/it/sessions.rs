use accounts::{
    Error, SessionRules, change_password, end_sessions_of, my_sessions, note_seen, prove_again, revoke_other_sessions,
    revoke_session, sign_out,
};

use crate::fixture::{HOME, PASSWORD, RULES, WORK, on_each_engine, refused};

#[tokio::test]
async fn a_session_ends_after_half_an_hour_without_clicks() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        stage.wait(59);
        assert!(!stage.session(&entered).await.unwrap().note, "a minute has not passed");
        stage.wait(1700);
        let signed = stage.session(&entered).await.unwrap();
        assert!(signed.note);
        note_seen(stage.ledger.db(), signed.session, stage.ledger.now()).await.unwrap();
        assert!(!stage.session(&entered).await.unwrap().note);
        stage.wait(1799);
        assert!(stage.session(&entered).await.is_some());
        stage.wait(1);
        assert_eq!(stage.session(&entered).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_in_any_case() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        for _ in 0..47 {
            stage.wait(900);
            let signed = stage.session(&entered).await.unwrap();
            note_seen(stage.ledger.db(), signed.session, stage.ledger.now()).await.unwrap();
        }
        stage.wait(900);
        assert_eq!(stage.session(&entered).await, None);
        assert_eq!(SessionRules::default(), RULES);
    })
    .await;
}

#[tokio::test]
async fn what_is_stored_lets_nobody_in() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        let read = stage.ledger.db().read().await.unwrap();
        let row = db::one(&read, "SELECT token_hash FROM accounts_session", []).await.unwrap().unwrap();
        let hash: Vec<u8> = row.try_get("", "token_hash").unwrap();
        let text = base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, hash);
        for wrong in [text.as_str(), "", "x", entered.device.reveal()] {
            assert_eq!(accounts::session(&read, wrong, &RULES, stage.ledger.now()).await.unwrap(), None);
        }
    })
    .await;
}

#[tokio::test]
async fn one_sees_and_ends_ones_own_sessions_and_no_others() {
    on_each_engine(|stage| async move {
        let home = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        stage.wait(10);
        let work = stage.enter("mario.rossi", PASSWORD, &WORK).await;
        let anna = stage.enter("anna.bianchi", PASSWORD, &WORK).await;
        let (mario, anna_inside) = (stage.session(&home).await.unwrap(), stage.session(&anna).await.unwrap());
        assert_ne!(mario.csrf, stage.session(&work).await.unwrap().csrf);
        let db = stage.ledger.db();
        let list = my_sessions(&db.read().await.unwrap(), &mario, &RULES, stage.ledger.now()).await.unwrap();
        let told: Vec<_> = list.iter().map(|s| (s.address.as_str(), s.user_agent.as_str(), s.current)).collect();
        assert_eq!(told, [("198.51.100.5", "Firefox su Linux", false), ("192.0.2.10", "Firefox su Linux", true)]);
        revoke_session(db, &anna_inside, list[0].id).await.unwrap();
        assert!(stage.session(&work).await.is_some(), "Anna cannot end Mario's");
        revoke_session(db, &mario, list[0].id).await.unwrap();
        assert_eq!(stage.session(&work).await, None);
        let again = stage.enter("mario.rossi", PASSWORD, &WORK).await;
        revoke_other_sessions(db, &mario).await.unwrap();
        assert_eq!(stage.session(&again).await, None);
        sign_out(db, &mario).await.unwrap();
        assert_eq!(stage.session(&home).await, None);
        assert!(stage.session(&anna).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_elsewhere() {
    on_each_engine(|stage| async move {
        let (home, work) =
            (stage.enter("mario.rossi", PASSWORD, &HOME).await, stage.enter("mario.rossi", PASSWORD, &WORK).await);
        let signed = stage.session(&home).await.unwrap();
        let change = |old, new| change_password(&stage.ledger, &stage.passwords, &signed, old, new, "Comune di Prova");
        assert!(refused(change(PASSWORD, PASSWORD).await).contains("uguale"));
        let token = change(PASSWORD, "zuppa di cavolo nero").await.unwrap();
        assert_eq!(stage.behind(&token).await.unwrap().session, signed.session);
        assert_eq!(stage.session(&home).await, None, "the token is a new one");
        assert_eq!(stage.session(&work).await, None);
    })
    .await;
}

#[tokio::test]
async fn whoever_finds_an_open_session_cannot_try_passwords_in_it() {
    on_each_engine(|stage| async move {
        let signed = stage.mario_inside().await;
        for _ in 0..5 {
            let wrong = prove_again(&stage.ledger, &stage.passwords, &signed, "sbagliata davvero").await;
            assert!(refused(wrong).contains("non è giusta"));
            stage.wait(1);
        }
        let sixth = prove_again(&stage.ledger, &stage.passwords, &signed, "sbagliata davvero").await;
        assert!(refused(sixth).contains("non è giusta"));
        let blocked = prove_again(&stage.ledger, &stage.passwords, &signed, PASSWORD).await;
        assert!(refused(blocked).contains("troppi tentativi"));
    })
    .await;
}

#[tokio::test]
async fn the_account_changes_only_after_a_fresh_proof() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        stage.wait(601);
        let signed = stage.session(&entered).await.unwrap();
        assert!(matches!(accounts::start_totp(&stage.ledger, &signed, "Comune").await, Err(Error::ProveAgain)));
        let token = prove_again(&stage.ledger, &stage.passwords, &signed, PASSWORD).await.unwrap();
        assert_eq!(stage.session(&entered).await, None, "whoever had the old token is left behind");
        let again = stage.behind(&token).await.unwrap();
        assert_eq!(again.session, signed.session);
        assert_ne!(again.csrf, signed.csrf);
        let signed = again;
        assert!(accounts::start_totp(&stage.ledger, &signed, "Comune").await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn whoever_manages_people_can_end_anothers_sessions() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        let mario = stage.session(&entered).await.unwrap();
        let refused = end_sessions_of(stage.ledger.db(), &mario.who, stage.anna.person).await;
        assert!(matches!(refused, Err(Error::Denied(_))));
        end_sessions_of(stage.ledger.db(), &stage.anna, stage.mario).await.unwrap();
        assert_eq!(stage.session(&entered).await, None);
    })
    .await;
}
