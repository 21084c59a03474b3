use accounts::{
    Error, Passkeys, SignedIn, finish_passkey, my_factors, remove_passkey, second_factor_passkey,
    second_factor_passkey_ask, start_passkey,
};
use url::Url;
use webauthn_authenticator_rs::{
    WebauthnAuthenticator,
    prelude::{CreationChallengeResponse, RequestChallengeResponse},
    softpasskey::SoftPasskey,
};

use crate::fixture::{HOME, PASSWORD, RULES, Stage, WORK, on_each_engine, refused};

const ORIGIN: &str = "https://comune.example.it";

fn origin() -> Url {
    ORIGIN.parse().unwrap()
}

fn passkeys() -> Passkeys {
    Passkeys::new(&origin(), "Comune di Montefiorito").unwrap()
}

/// A key in software that says yes to everything.
fn key() -> SoftPasskey {
    SoftPasskey::new(true)
}

fn create(key: &mut SoftPasskey, ask: &str) -> String {
    let ask: CreationChallengeResponse = serde_json::from_str(ask).unwrap();
    serde_json::to_string(&key.do_registration(origin(), ask).unwrap()).unwrap()
}

fn get(key: &mut SoftPasskey, ask: &str, origin: Url) -> String {
    let ask: RequestChallengeResponse = serde_json::from_str(ask).unwrap();
    serde_json::to_string(&key.do_authentication(origin, ask).unwrap()).unwrap()
}

async fn add(stage: &Stage, signed: &SignedIn, key: &mut SoftPasskey) {
    let (token, ask) = start_passkey(&stage.ledger, &passkeys(), signed).await.unwrap();
    let answer = create(key, &ask);
    finish_passkey(&stage.ledger, &passkeys(), signed, token.reveal(), "Telefono", &answer).await.unwrap();
}

async fn give(stage: &Stage, pending: &str, answer: &str) -> Result<accounts::Entered, Error> {
    second_factor_passkey(&stage.ledger, &passkeys(), &RULES, pending, answer, &WORK).await
}

#[tokio::test]
async fn a_passkey_is_added_asked_for_and_recognised_on_another_node() {
    on_each_engine(|stage| async move {
        let mut key = key();
        let signed = stage.mario_inside().await;
        let (token, ask) = start_passkey(&stage.ledger, &passkeys(), &signed).await.unwrap();
        let answer = create(&mut key, &ask);
        let node = stage.another_node().await;
        finish_passkey(&node.ledger, &passkeys(), &signed, token.reveal(), " Il mio  telefono ", &answer)
            .await
            .unwrap();
        let mine = my_factors(&stage.ledger.db().read().await.unwrap(), &signed.who).await.unwrap();
        assert_eq!(mine.passkeys[0].label, "Il mio telefono");
        let pending = stage.pending("mario.rossi", &WORK).await;
        assert!(pending.passkey && !pending.totp);
        let ask = second_factor_passkey_ask(&stage.ledger, &passkeys(), pending.token.reveal()).await.unwrap();
        let answer = get(&mut key, &ask, origin());
        let entered = give(&node, pending.token.reveal(), &answer).await.unwrap();
        assert!(stage.session(&entered).await.unwrap().second_factor);
        let replayed = give(&stage, pending.token.reveal(), &answer).await;
        assert!(refused(replayed).contains("ricomincia"));
    })
    .await;
}

#[tokio::test]
async fn an_answer_to_another_question_or_from_a_false_page_is_refused() {
    on_each_engine(|stage| async move {
        let mut key = key();
        add(&stage, &stage.mario_inside().await, &mut key).await;
        let pending = stage.pending("mario.rossi", &WORK).await;
        let unasked = give(&stage, pending.token.reveal(), "{}").await;
        assert!(refused(unasked).contains("non è stata riconosciuta"));
        let ask = second_factor_passkey_ask(&stage.ledger, &passkeys(), pending.token.reveal()).await.unwrap();
        let old = get(&mut key, &ask, origin());
        let ask = second_factor_passkey_ask(&stage.ledger, &passkeys(), pending.token.reveal()).await.unwrap();
        assert!(refused(give(&stage, pending.token.reveal(), &old).await).contains("non è stata riconosciuta"));
        let false_page = get(&mut key, &ask, "https://falsa.comune.example.it".parse().unwrap());
        assert!(refused(give(&stage, pending.token.reveal(), &false_page).await).contains("non è stata riconosciuta"));
        let huge = "x".repeat(1_000_000);
        assert!(refused(give(&stage, pending.token.reveal(), &huge).await).contains("non è stata riconosciuta"));
        give(&stage, pending.token.reveal(), &get(&mut key, &ask, origin())).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn anothers_passkey_does_not_open() {
    on_each_engine(|stage| async move {
        let (mut marios, mut annas) = (key(), key());
        add(&stage, &stage.mario_inside().await, &mut marios).await;
        let anna = stage.session(&stage.enter("anna.bianchi", PASSWORD, &HOME).await).await.unwrap();
        add(&stage, &anna, &mut annas).await;
        let (mario, anna) = (stage.pending("mario.rossi", &WORK).await, stage.pending("anna.bianchi", &WORK).await);
        second_factor_passkey_ask(&stage.ledger, &passkeys(), mario.token.reveal()).await.unwrap();
        let ask = second_factor_passkey_ask(&stage.ledger, &passkeys(), anna.token.reveal()).await.unwrap();
        let answer = get(&mut annas, &ask, origin());
        assert!(refused(give(&stage, mario.token.reveal(), &answer).await).contains("non è stata riconosciuta"));
        give(&stage, anna.token.reveal(), &answer).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_removed_passkey_is_no_longer_asked_for() {
    on_each_engine(|stage| async move {
        let mut key = key();
        let signed = stage.mario_inside().await;
        add(&stage, &signed, &mut key).await;
        let (_, ask) = start_passkey(&stage.ledger, &passkeys(), &signed).await.unwrap();
        assert!(ask.contains("excludeCredentials") && ask.contains("comune.example.it"), "{ask}");
        let mine = my_factors(&stage.ledger.db().read().await.unwrap(), &signed.who).await.unwrap();
        let anna = stage.session(&stage.enter("anna.bianchi", PASSWORD, &HOME).await).await.unwrap();
        assert!(refused(remove_passkey(&stage.ledger, &anna, mine.passkeys[0].id).await).contains("non c'è"));
        remove_passkey(&stage.ledger, &signed, mine.passkeys[0].id).await.unwrap();
        stage.enter("mario.rossi", PASSWORD, &WORK).await;
    })
    .await;
}

#[tokio::test]
async fn a_new_passkey_wants_a_name_and_its_own_answer() {
    on_each_engine(|stage| async move {
        let signed = stage.mario_inside().await;
        let (token, ask) = start_passkey(&stage.ledger, &passkeys(), &signed).await.unwrap();
        let answer = create(&mut key(), &ask);
        let finish = async |token: &str, label: &str, answer: &str| {
            refused(finish_passkey(&stage.ledger, &passkeys(), &signed, token, label, answer).await)
        };
        assert!(finish(token.reveal(), " ", &answer).await.contains("Dai un nome"));
        let (other, _) = start_passkey(&stage.ledger, &passkeys(), &signed).await.unwrap();
        assert!(finish(other.reveal(), "Telefono", &answer).await.contains("non è stata aggiunta"));
        assert!(finish(other.reveal(), "Telefono", &answer).await.contains("ricomincia"));
        let mine = my_factors(&stage.ledger.db().read().await.unwrap(), &signed.who).await.unwrap();
        assert_eq!(mine.passkeys, []);
    })
    .await;
}

#[tokio::test]
async fn adding_or_removing_a_passkey_leaves_nobody_inside_elsewhere() {
    on_each_engine(|stage| async move {
        let mut key = key();
        let work = stage.enter("mario.rossi", PASSWORD, &WORK).await;
        let signed = stage.mario_inside().await;
        add(&stage, &signed, &mut key).await;
        assert_eq!(stage.session(&work).await, None, "a passkey was added");
        let pending = stage.pending("mario.rossi", &WORK).await;
        let ask = second_factor_passkey_ask(&stage.ledger, &passkeys(), pending.token.reveal()).await.unwrap();
        let work = give(&stage, pending.token.reveal(), &get(&mut key, &ask, origin())).await.unwrap();
        let mine = my_factors(&stage.ledger.db().read().await.unwrap(), &signed.who).await.unwrap();
        remove_passkey(&stage.ledger, &signed, mine.passkeys[0].id).await.unwrap();
        assert_eq!(stage.session(&work).await, None, "the passkey was taken away");
    })
    .await;
}
