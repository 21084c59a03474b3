use std::collections::BTreeSet;

use accounts::{
    Bearer, NewToken, Secret, SignedIn, TokenId, bearer, create_token, my_tokens, revoke_token, set_active,
};

use crate::fixture::{HOME, PASSWORD, Stage, on_each_engine, refused};

fn wanted(scopes: &[&str], days: u32) -> NewToken {
    NewToken { label: "Programma delle buste".into(), scopes: scopes.iter().map(|code| (*code).into()).collect(), days }
}

async fn come(stage: &Stage, token: &Secret) -> Option<Bearer> {
    bearer(&stage.ledger.db().read().await.unwrap(), token.reveal(), stage.ledger.now()).await.unwrap()
}

async fn mario_with_a_token(stage: &Stage) -> (SignedIn, TokenId, Secret) {
    stage.give(stage.mario, "prova.leggi\nprova.scrivi").await;
    let signed = stage.mario_inside().await;
    let (id, token) = create_token(&stage.ledger, &signed, &wanted(&["prova.leggi"], 30)).await.unwrap();
    (signed, id, token)
}

#[tokio::test]
async fn a_program_may_do_what_its_key_says_and_no_more() {
    on_each_engine(|stage| async move {
        let (signed, id, token) = mario_with_a_token(&stage).await;
        assert!(token.reveal().starts_with("municipio_"));
        let program = come(&stage, &token).await.unwrap();
        assert_eq!((program.token, program.who.person), (id, stage.mario));
        let codes: BTreeSet<&str> =
            program.who.grants.iter().flat_map(|grant| &grant.permissions).map(String::as_str).collect();
        assert_eq!(codes, BTreeSet::from(["prova.leggi"]));
        let mine = my_tokens(&stage.ledger.db().read().await.unwrap(), &signed.who, stage.ledger.now()).await.unwrap();
        assert_eq!(mine[0].label, "Programma delle buste");
        assert_ne!(mine[0].token_hash, token.reveal().as_bytes());
        let read = stage.ledger.db().read().await.unwrap();
        for wrong in
            ["", "municipio_", &format!("municipio_{}", "A".repeat(43)), &token.reveal().replace("municipio_", "")]
        {
            assert_eq!(bearer(&read, wrong, stage.ledger.now()).await.unwrap(), None);
        }
    })
    .await;
}

#[tokio::test]
async fn all_that_is_wrong_with_a_key_is_told_at_once() {
    on_each_engine(|stage| async move {
        stage.give(stage.mario, "prova.leggi").await;
        let signed = stage.mario_inside().await;
        let wrong = NewToken { label: " ".into(), ..wanted(&["prova.leggi", "accounts.gestisci_persone"], 0) };
        let told = refused(create_token(&stage.ledger, &signed, &wrong).await);
        for part in ["a che cosa serve", "da 1 a 366", "nessuno dei tuoi incarichi"] {
            assert!(told.contains(part), "{told}");
        }
        assert!(refused(create_token(&stage.ledger, &signed, &wanted(&[], 1)).await).contains("almeno una cosa"));
    })
    .await;
}

#[tokio::test]
async fn a_key_ends_when_its_days_do_when_it_is_revoked_and_when_its_person_goes() {
    on_each_engine(|stage| async move {
        let (signed, id, token) = mario_with_a_token(&stage).await;
        let anna = stage.session(&stage.enter("anna.bianchi", PASSWORD, &HOME).await).await.unwrap();
        let (other_id, other) = create_token(&stage.ledger, &anna, &wanted(&["prova.leggi"], 1)).await.unwrap();
        assert!(
            refused(revoke_token(&stage.ledger, &signed.who, other_id).await).contains("non c'è"),
            "Mario cannot revoke Anna's"
        );
        stage.wait(86_400);
        assert_eq!(come(&stage, &other).await, None);
        assert!(come(&stage, &token).await.is_some());
        revoke_token(&stage.ledger, &signed.who, id).await.unwrap();
        revoke_token(&stage.ledger, &signed.who, id).await.unwrap();
        assert_eq!(come(&stage, &token).await, None);
        let signed = stage.mario_inside().await;
        let (_, third) = create_token(&stage.ledger, &signed, &wanted(&["prova.leggi"], 300)).await.unwrap();
        set_active(&stage.ledger, &stage.anna, stage.mario, false).await.unwrap();
        assert_eq!(come(&stage, &third).await, None);
        set_active(&stage.ledger, &stage.anna, stage.mario, true).await.unwrap();
        assert_eq!(come(&stage, &third).await, None, "a key of before does not come back");
    })
    .await;
}

#[tokio::test]
async fn whoever_manages_people_can_revoke_anyones_key() {
    on_each_engine(|stage| async move {
        let (_, id, token) = mario_with_a_token(&stage).await;
        revoke_token(&stage.ledger, &stage.anna, id).await.unwrap();
        assert_eq!(come(&stage, &token).await, None);
    })
    .await;
}
