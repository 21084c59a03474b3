use accounts::{
    Entered, Error, SignedIn, Visitor, confirm_totp, make_recovery_codes, my_factors, remove_second_factors,
    remove_totp, same_totp, second_factor_recovery, second_factor_totp, start_totp,
};
use kernel::Instant;
use totp_rs::{Builder, Secret, Totp};

use crate::fixture::{ELSEWHERE, HOME, PASSWORD, RULES, Stage, WORK, from, on_each_engine, refused};

/// The app on a phone.
struct App(Totp);

impl App {
    fn code(&self, at: Instant) -> String {
        self.0.generate(u64::try_from(at.micros() / 1_000_000).unwrap()).to_string()
    }

    fn wrong(&self, at: Instant) -> String {
        let right = self.code(at).parse::<u32>().unwrap();
        format!("{:06}", (right + 500_000) % 1_000_000)
    }
}

/// Adds an app to the account of a person in a session.
async fn add_app(stage: &Stage, signed: &SignedIn) -> App {
    let offer = start_totp(&stage.ledger, signed, "Comune di Montefiorito").await.unwrap();
    assert!(
        offer.uri.reveal().starts_with("otpauth://totp/Comune%20di%20Montefiorito:mario.rossi?"),
        "{}",
        offer.uri.reveal()
    );
    assert!(offer.uri.reveal().contains(offer.base32.reveal()));
    let secret = Secret::try_from_base32(offer.base32.reveal()).unwrap();
    let app = App(Builder::new().with_secret(secret).build().unwrap());
    let now = stage.ledger.now();
    let wrong = confirm_totp(&stage.ledger, signed, offer.token.reveal(), &app.wrong(now)).await;
    assert!(refused(wrong).contains("non è giusto"));
    confirm_totp(&stage.ledger, signed, offer.token.reveal(), &app.code(now)).await.unwrap();
    let again = confirm_totp(&stage.ledger, signed, offer.token.reveal(), &app.code(now)).await;
    assert!(refused(again).contains("troppi tentativi"), "an offer is met once");
    stage.wait(30);
    app
}

async fn give(stage: &Stage, pending: &str, code: &str, visitor: &Visitor<'_>) -> Result<Entered, Error> {
    second_factor_totp(&stage.ledger, &RULES, pending, code, visitor).await
}

#[tokio::test]
async fn whoever_adds_an_app_is_asked_for_its_code() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        let signed = stage.session(&entered).await.unwrap();
        assert!(!signed.second_factor);
        let app = add_app(&stage, &signed).await;
        assert!(stage.session(&entered).await.unwrap().second_factor, "the code was just given");
        let pending = stage.pending("mario.rossi", &WORK).await;
        assert!(pending.totp && !pending.passkey);
        let now = stage.ledger.now();
        let wrong = give(&stage, pending.token.reveal(), &app.wrong(now), &WORK).await;
        assert!(refused(wrong).contains("non è giusto"));
        let entered = give(&stage, pending.token.reveal(), &format!(" {} ", app.code(now)), &WORK).await.unwrap();
        assert!(stage.session(&entered).await.unwrap().second_factor);
        let spent = give(&stage, pending.token.reveal(), &app.code(now), &WORK).await;
        assert!(refused(spent).contains("ricomincia"));
    })
    .await;
}

async fn bytes(stage: &Stage, sql: &str) -> Vec<u8> {
    let row = db::one(&stage.ledger.db().read().await.unwrap(), sql, []).await.unwrap().unwrap();
    row.try_get("", "secret").unwrap()
}

#[tokio::test]
async fn what_an_app_shares_with_us_is_sealed_for_its_person_from_the_first_minute() {
    on_each_engine(|stage| async move {
        let signed = stage.mario_inside().await;
        let offer = start_totp(&stage.ledger, &signed, "Comune").await.unwrap();
        let secret = Secret::try_from_base32(offer.base32.reveal()).unwrap();
        let waiting = "SELECT state FROM accounts_challenge WHERE kind = 'totp_enrol'";
        let row = db::one(&stage.ledger.db().read().await.unwrap(), waiting, []).await.unwrap().unwrap();
        let state: String = row.try_get("", "state").unwrap();
        let hex: String = secret.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!state.contains(offer.base32.reveal()) && !state.contains(&hex), "not even while it waits");
        let app = App(Builder::new().with_secret(secret).build().unwrap());
        let code = app.code(stage.ledger.now());
        confirm_totp(&stage.ledger, &signed, offer.token.reveal(), &code).await.unwrap();
        let kept = "SELECT totp_secret AS secret FROM accounts_credential WHERE totp_secret IS NOT NULL";
        let kept = bytes(&stage, kept).await;
        assert!(vault::is_sealed(&kept));
        assert_eq!(accounts::readable_secrets(&stage.ledger.db().read().await.unwrap()).await.unwrap(), 0);

        // Whoever can write to the database, and has an app of their own, cannot make it another's.
        let give_anna = async |secret: Option<Vec<u8>>| {
            let write = stage.ledger.db().write().await.unwrap();
            let sql = "UPDATE accounts_credential SET totp_secret = $1 WHERE person_id = $2";
            db::execute(&write, sql, [secret.into(), stage.anna.person.into()]).await.unwrap();
            write.commit().await.unwrap();
        };
        give_anna(Some(kept)).await;
        stage.wait(30);
        let pending = stage.pending("anna.bianchi", &WORK).await;
        let code = app.code(stage.ledger.now());
        let given = give(&stage, pending.token.reveal(), &code, &WORK).await;
        assert!(matches!(given, Err(Error::Vault(_))), "the secret of another opened");
        // As it was: every story ends with a journal that holds.
        give_anna(None).await;
    })
    .await;
}

#[tokio::test]
async fn a_code_is_accepted_once() {
    on_each_engine(|stage| async move {
        let app = add_app(&stage, &stage.mario_inside().await).await;
        let now = stage.ledger.now();
        let (first, second) = (stage.pending("mario.rossi", &WORK).await, stage.pending("mario.rossi", &WORK).await);
        give(&stage, first.token.reveal(), &app.code(now), &WORK).await.unwrap();
        let replayed = give(&stage, second.token.reveal(), &app.code(now), &WORK).await;
        assert!(refused(replayed).contains("già stato usato"));
        let older = give(&stage, second.token.reveal(), &app.code(now.plus_seconds(-30)), &WORK).await;
        assert!(refused(older).contains("già stato usato"), "nor one from before the last used");
        give(&stage, second.token.reveal(), &app.code(now.plus_seconds(30)), &WORK).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn of_two_who_give_the_same_code_at_once_on_two_nodes_one_enters() {
    on_each_engine(|stage| async move {
        let app = add_app(&stage, &stage.mario_inside().await).await;
        let code = app.code(stage.ledger.now());
        let mut tries = Vec::new();
        for _ in 0..4 {
            let (node, code) = (stage.another_node().await, code.clone());
            let pending = stage.pending("mario.rossi", &WORK).await;
            tries.push(tokio::spawn(async move { give(&node, pending.token.reveal(), &code, &WORK).await.is_ok() }));
        }
        let mut inside = 0;
        for tried in tries {
            inside += u32::from(tried.await.unwrap());
        }
        assert_eq!(inside, 1);
    })
    .await;
}

#[tokio::test]
async fn the_second_step_waits_five_minutes_and_five_tries() {
    on_each_engine(|stage| async move {
        let app = add_app(&stage, &stage.mario_inside().await).await;
        let pending = stage.pending("mario.rossi", &WORK).await;
        for _ in 0..5 {
            let wrong = give(&stage, pending.token.reveal(), &app.wrong(stage.ledger.now()), &WORK).await;
            assert!(refused(wrong).contains("non è giusto"));
        }
        let sixth = give(&stage, pending.token.reveal(), &app.code(stage.ledger.now()), &WORK).await;
        assert!(refused(sixth).contains("ricomincia"));
        let pending = stage.pending("mario.rossi", &WORK).await;
        stage.wait(301);
        let late = give(&stage, pending.token.reveal(), &app.code(stage.ledger.now()), &WORK).await;
        assert!(refused(late).contains("ricomincia"));
    })
    .await;
}

#[tokio::test]
async fn whoever_stole_the_password_guesses_no_code_and_does_not_lock_the_owner_out() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        let app = add_app(&stage, &stage.session(&entered).await.unwrap()).await;
        let mut judged = 0;
        for n in 0..30 {
            let far = from([203, 0, n, 66], None);
            let pending = stage.pending("mario.rossi", &far).await;
            let said = refused(give(&stage, pending.token.reveal(), &app.wrong(stage.ledger.now()), &far).await);
            judged += u32::from(!said.contains("troppi tentativi"));
        }
        assert_eq!(judged, 11, "from however many addresses, and after a right password each time");
        let known = from([203, 0, 1, 66], Some(entered.device.reveal()));
        let pending = stage.pending("mario.rossi", &known).await;
        give(&stage, pending.token.reveal(), &app.code(stage.ledger.now()), &known).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_opens_once() {
    on_each_engine(|stage| async move {
        let signed = stage.mario_inside().await;
        let none = make_recovery_codes(&stage.ledger, &signed).await;
        assert!(refused(none).contains("aggiungi prima"));
        add_app(&stage, &signed).await;
        let old = make_recovery_codes(&stage.ledger, &signed).await.unwrap();
        let codes = make_recovery_codes(&stage.ledger, &signed).await.unwrap();
        assert_eq!(codes.len(), 10);
        let recover = async |code: &str| {
            let pending = stage.pending("mario.rossi", &WORK).await;
            second_factor_recovery(&stage.ledger, &RULES, pending.token.reveal(), code, &WORK).await
        };
        assert!(refused(recover(old[0].reveal()).await).contains("non è giusto"), "new codes replace the old");
        let copied = codes[3].reveal().to_uppercase().replace('-', " ");
        recover(&copied).await.unwrap();
        assert!(refused(recover(codes[3].reveal()).await).contains("già stato usato"));
        let left = my_factors(&stage.ledger.db().read().await.unwrap(), &signed.who).await.unwrap();
        assert_eq!((left.recovery_codes, left.totp_since.is_some()), (9, true));
        remove_totp(&stage.ledger, &signed).await.unwrap();
        let left = my_factors(&stage.ledger.db().read().await.unwrap(), &signed.who).await.unwrap();
        assert_eq!((left.recovery_codes, left.totp_since), (0, None));
        stage.enter("mario.rossi", PASSWORD, &WORK).await;
    })
    .await;
}

#[tokio::test]
async fn whoever_lost_the_phone_is_helped_and_leaves_a_trace() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        add_app(&stage, &stage.session(&entered).await.unwrap()).await;
        stage.pending("mario.rossi", &WORK).await;
        remove_second_factors(&stage.ledger, &stage.anna, stage.mario).await.unwrap();
        assert_eq!(stage.session(&entered).await, None);
        stage.enter("mario.rossi", PASSWORD, &WORK).await;
        let read = stage.ledger.db().read().await.unwrap();
        let rows = db::rows(&read, "SELECT leaf FROM ledger_journal", []).await.unwrap();
        let leaves: Vec<String> =
            rows.iter().map(|row| String::from_utf8(row.try_get("", "leaf").unwrap()).unwrap()).collect();
        let by = format!("person:{}", stage.anna.person);
        assert!(leaves.iter().any(|leaf| leaf.contains("accounts.togli_secondo_fattore") && leaf.contains(&by)));
    })
    .await;
}

#[tokio::test]
async fn an_account_closed_between_the_two_steps_stays_closed() {
    on_each_engine(|stage| async move {
        let app = add_app(&stage, &stage.mario_inside().await).await;
        let pending = stage.pending("mario.rossi", &WORK).await;
        accounts::set_active(&stage.ledger, &stage.anna, stage.mario, false).await.unwrap();
        let closed = give(&stage, pending.token.reveal(), &app.code(stage.ledger.now()), &WORK).await;
        assert!(refused(closed).contains("disattivato"));
    })
    .await;
}

#[tokio::test]
async fn anothers_offer_of_an_app_is_not_met() {
    on_each_engine(|stage| async move {
        let mario = stage.mario_inside().await;
        let offer = start_totp(&stage.ledger, &mario, "Comune").await.unwrap();
        let anna = stage.session(&stage.enter("anna.bianchi", PASSWORD, &ELSEWHERE).await).await.unwrap();
        let crossed = confirm_totp(&stage.ledger, &anna, offer.token.reveal(), "000000").await;
        assert!(refused(crossed).contains("troppi tentativi"));
        let token = offer.token.reveal();
        assert!(same_totp(&stage.ledger, &anna, "Comune", token).await.unwrap().is_none(), "nor is it shown");
        assert!(same_totp(&stage.ledger, &mario, "Comune", token).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn whoever_changes_how_they_enter_leaves_nobody_inside_elsewhere() {
    on_each_engine(|stage| async move {
        let anna = stage.enter("anna.bianchi", PASSWORD, &WORK).await;
        let work = stage.enter("mario.rossi", PASSWORD, &WORK).await;
        let home = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        let signed = stage.session(&home).await.unwrap();
        let app = add_app(&stage, &signed).await;
        assert_eq!(stage.session(&work).await, None, "an app was added");
        let pending = stage.pending("mario.rossi", &WORK).await;
        let work = give(&stage, pending.token.reveal(), &app.code(stage.ledger.now()), &WORK).await.unwrap();
        remove_totp(&stage.ledger, &signed).await.unwrap();
        assert_eq!(stage.session(&work).await, None, "the app was taken away");
        assert!(stage.session(&home).await.is_some() && stage.session(&anna).await.is_some());
    })
    .await;
}
