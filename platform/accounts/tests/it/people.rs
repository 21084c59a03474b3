use accounts::{
    Error, GESTISCI_PERSONE, NewPerson, PersonEdit, PersonFilter, SignIn, add_person, change_password, edit_person,
    list_people, names, reset_password, reset_password_from_console, set_active, view_person,
};
use authz::Who;

use crate::fixture::{HOME, PASSWORD, WORK, add, on_each_engine, refused};

#[tokio::test]
async fn whoever_lacks_the_permission_touches_nobody() {
    on_each_engine(|stage| async move {
        let mario = Who { person: stage.mario, name: "Mario Rossi".into(), grants: Vec::new() };
        let anna = stage.anna.person;
        let denied = |result: Result<(), Error>| assert!(matches!(result, Err(Error::Denied(_))), "{result:?}");
        denied(add_person(&stage.ledger, &stage.passwords, &mario, NewPerson::default()).await.map(drop));
        denied(edit_person(&stage.ledger, &mario, anna, PersonEdit::default()).await.map(drop));
        denied(set_active(&stage.ledger, &mario, anna, false).await);
        denied(reset_password(&stage.ledger, &stage.passwords, &mario, anna).await.map(drop));
        denied(accounts::remove_second_factors(&stage.ledger, &mario, anna).await);
        let read = stage.ledger.db().read().await.unwrap();
        denied(list_people(&read, &mario, &PersonFilter::default()).await.map(drop));
        denied(view_person(&read, &mario, anna).await.map(drop));
        assert_eq!(view_person(&read, &mario, stage.mario).await.unwrap().username, "mario.rossi", "one sees oneself");
        assert!(stage.anna.may(&GESTISCI_PERSONE));
    })
    .await;
}

#[tokio::test]
async fn a_new_colleague_enters_with_a_temporary_password_and_must_change_it() {
    on_each_engine(|stage| async move {
        let new = NewPerson { username: "Ugo.Neri".into(), name: "Ugo".into(), surname: "Neri".into(), email: None };
        let added = add_person(&stage.ledger, &stage.passwords, &stage.anna, new.clone()).await.unwrap();
        let twice = add_person(&stage.ledger, &stage.passwords, &stage.anna, new).await;
        assert!(refused(twice).contains("già di un'altra persona"));
        stage.give(added.person, "prova.leggi").await;
        let entered = stage.enter("UGO.neri ", added.password.reveal(), &HOME).await;
        assert!(entered.must_change_password);
        let signed = stage.session(&entered).await.unwrap();
        assert!(signed.must_change_password && signed.who.grants.is_empty(), "until then nothing is allowed");
        let change = |old, new| change_password(&stage.ledger, &stage.passwords, &signed, old, new, "Comune di Prova");
        assert!(refused(change(added.password.reveal(), "corta").await).contains("almeno 12"));
        assert!(refused(change("sbagliata", "zuppa di cavolo nero").await).contains("non è giusta"));
        let token = change(added.password.reveal(), "zuppa di cavolo nero").await.unwrap();
        let signed = stage.behind(&token).await.unwrap();
        assert!(!signed.must_change_password && signed.who.grants.len() == 1);
        stage.enter("ugo.neri", "zuppa di cavolo nero", &WORK).await;
    })
    .await;
}

#[tokio::test]
async fn the_console_gives_accounts_too_with_the_same_rules() {
    on_each_engine(|stage| async move {
        let new = NewPerson { username: "ugo.neri".into(), name: "Ugo".into(), surname: "Neri".into(), email: None };
        let add = |password| {
            accounts::add_person_from_console(&stage.ledger, &stage.passwords, new.clone(), password, "Comune di Prova")
        };
        assert!(refused(add(Some("ugo.neri.2026")).await).contains("nome utente"));
        let added = add(Some("tre tazze di orzo")).await.unwrap();
        let entered = stage.enter("ugo.neri", "tre tazze di orzo", &HOME).await;
        assert!(!entered.must_change_password && entered.person == added.person);
        let last = stage.ledger.trace(added.person.uuid(), 10).await.unwrap().pop().unwrap().leaf;
        assert_eq!((last.action.as_str(), last.by.as_str()), ("accounts.aggiungi_persona", "system:console"));
    })
    .await;
}

#[tokio::test]
async fn a_temporary_password_lasts_a_week() {
    on_each_engine(|stage| async move {
        let added = reset_password_from_console(&stage.ledger, &stage.passwords, "mario.rossi").await.unwrap();
        stage.wait(7 * 86_400 + 1);
        let late = stage.sign_in("mario.rossi", added.password.reveal(), &HOME).await;
        assert!(refused(late).contains("provvisoria è scaduta"));
    })
    .await;
}

#[tokio::test]
async fn a_reset_ends_the_sessions_and_the_old_password() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        let added = reset_password(&stage.ledger, &stage.passwords, &stage.anna, stage.mario).await.unwrap();
        assert_eq!(stage.session(&entered).await, None);
        assert!(refused(stage.sign_in("mario.rossi", PASSWORD, &HOME).await).contains("non sono giusti"));
        assert!(matches!(stage.sign_in("mario.rossi", added.password.reveal(), &HOME).await, Ok(SignIn::Done(_))));
    })
    .await;
}

#[tokio::test]
async fn a_closed_account_is_closed_at_once_and_can_be_opened_again() {
    on_each_engine(|stage| async move {
        let entered = stage.enter("mario.rossi", PASSWORD, &HOME).await;
        set_active(&stage.ledger, &stage.anna, stage.mario, false).await.unwrap();
        assert_eq!(stage.session(&entered).await, None);
        assert!(refused(stage.sign_in("mario.rossi", PASSWORD, &HOME).await).contains("disattivato"));
        let wrong = stage.sign_in("mario.rossi", "sbagliata", &HOME).await;
        assert!(refused(wrong).contains("non sono giusti"), "only whoever knows the password learns that it is closed");
        let myself = set_active(&stage.ledger, &stage.anna, stage.anna.person, false).await;
        assert!(refused(myself).contains("tuo stesso accesso"));
        set_active(&stage.ledger, &stage.anna, stage.mario, true).await.unwrap();
        assert_eq!(stage.session(&entered).await, None, "what was ended stays ended");
        stage.enter("mario.rossi", PASSWORD, &HOME).await;
    })
    .await;
}

#[tokio::test]
async fn people_are_listed_by_surname_page_by_page_and_found_without_accents() {
    on_each_engine(|stage| async move {
        for (username, name, surname) in [("ada", "Ada", "Àlfano"), ("zoe", "Zoë", "D'Amico"), ("leo", "Leo", "rossi")]
        {
            add(&stage.ledger, &stage.passwords, username, name, surname).await;
        }
        let read = stage.ledger.db().read().await.unwrap();
        let mut filter = PersonFilter { limit: 2, ..PersonFilter::default() };
        let mut seen = Vec::new();
        loop {
            let page = list_people(&read, &stage.anna, &filter).await.unwrap();
            assert!(page.people.len() <= 2);
            seen.extend(page.people.into_iter().map(|person| person.username));
            filter.after = page.next;
            if filter.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["ada", "anna.bianchi", "zoe", "leo", "mario.rossi"]);
        let found = |text: &str, active| PersonFilter { text: text.into(), active, limit: 50, after: None };
        let page = list_people(&read, &stage.anna, &found("ZOE d'àmico", None)).await.unwrap();
        assert_eq!(page.people.len(), 1);
        assert_eq!(list_people(&read, &stage.anna, &found("%", None)).await.unwrap().people.len(), 5, "no wildcards");
        assert_eq!(list_people(&read, &stage.anna, &found("", Some(false))).await.unwrap().people, []);
        let told = names(&read, &[stage.mario, stage.anna.person, stage.mario]).await.unwrap();
        assert_eq!(told[&stage.mario], "Mario Rossi");
        assert_eq!(told.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_corrected_name_moves_in_the_list_and_stands_in_the_journal() {
    on_each_engine(|stage| async move {
        let edit = PersonEdit { name: "Mario".into(), surname: "Abate".into(), email: None };
        edit_person(&stage.ledger, &stage.anna, stage.mario, edit).await.unwrap();
        let read = stage.ledger.db().read().await.unwrap();
        let filter = PersonFilter { limit: 1, ..PersonFilter::default() };
        assert_eq!(list_people(&read, &stage.anna, &filter).await.unwrap().people[0].surname, "Abate");
        let history = stage.ledger.trace(stage.mario.uuid(), 10).await.unwrap();
        let last = &history.last().unwrap().leaf;
        assert_eq!(last.action, "accounts.modifica_persona");
        assert_eq!(last.by, format!("person:{}", stage.anna.person));
        assert!(!String::from_utf8(last.to_bytes()).unwrap().contains("Abate"), "no name in the journal");
    })
    .await;
}
