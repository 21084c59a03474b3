//! Who signs in the place of somebody who is away.

use authz::{absence, incarico};
use kernel::Actor;
use librofirma::firma::prova::firma;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::Engine;

use crate::aiuti::Casa;

/// Anna stands in for Marco; from today, if he is away.
async fn sostituisce(casa: &Casa, assente: bool) {
    let ledger = &casa.hall.ente.ledger;
    let mut tx = ledger.begin(Actor::System("testkit"), "testkit.deputy").await.unwrap();
    let held =
        incarico::Entity::find().filter(incarico::Column::PersonId.eq(casa.marco)).one(&tx).await.unwrap().unwrap();
    let day = tx.now().date();
    let own = incarico::Model {
        id: tx.id(),
        person_id: casa.anna,
        deputy_of: Some(held.id),
        valid_from: day,
        valid_to: None,
        ..held.clone()
    };
    tx.insert(own).await.unwrap();
    if assente {
        let away = absence::Model { id: tx.id(), person_id: casa.marco, valid_from: day, valid_to: day };
        tx.insert(away).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_signs_in_the_place_of_who_is_away_and_it_is_told() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let id = casa.per_marco("Urgente").await;
        sostituisce(&casa, false).await;
        let page = casa.hall.signed_in("anna").await.get(&format!("/librofirma/{id}")).await;
        assert_eq!(page.status(), 404, "while Marco is there Anna does not see it");
        sostituisce(&casa, true).await;
        let anna = casa.hall.signed_in("anna").await;
        assert!(anna.read("/librofirma").await.contains("al posto di marco Prova"));
        casa.apre(casa.anna, id).await;
        let done = firma(&casa.hall.ente, &casa.who(casa.anna).await, &[id]).await.unwrap();
        let made = done[0].firma.as_ref().unwrap();
        assert_eq!((made.persona_id, made.al_posto_di), (casa.anna, Some(casa.marco)));
        let page = casa.hall.signed_in("lucia").await.read(&format!("/librofirma/{id}")).await;
        assert!(page.contains("ha firmato al posto di marco Prova"), "{page}");
        assert!(anna.read("/librofirma/firmati").await.contains("Urgente"));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_sign_at_once_in_one_place_one_does_and_the_other_is_told() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let id = casa.per_marco("Urgente").await;
        sostituisce(&casa, true).await;
        let (marco, anna) = (casa.who(casa.marco).await, casa.who(casa.anna).await);
        for person in [casa.marco, casa.anna] {
            casa.apre(person, id).await;
        }
        let (ente, ids) = (&casa.hall.ente, [id]);
        let (one, other) = tokio::join!(firma(ente, &marco, &ids), firma(ente, &anna, &ids));
        let done = [one.unwrap().remove(0), other.unwrap().remove(0)];
        let made: Vec<bool> = done.iter().map(|esito| esito.firma.is_some()).collect();
        assert_eq!(made.iter().filter(|made| **made).count(), 1, "{done:?}");
        let told = done.iter().find(|esito| esito.firma.is_none()).unwrap();
        assert!(!told.motivi.is_empty(), "{told:?}");
        assert_eq!(casa.scheda(id).await.firme.len(), 1);
        assert_eq!(casa.rapporto(id).await.signatures.len(), 1);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asked_is_told_that_the_signer_may_no_longer_sign() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let id = casa.per_marco("Fermo").await;
        let place = format!("/librofirma/{id}");
        let lucia = casa.hall.signed_in("lucia").await;
        assert!(!lucia.read(&place).await.contains("non ha un incarico per firmare"));
        let mut tx = casa.hall.ente.ledger.begin(Actor::System("testkit"), "testkit.end").await.unwrap();
        let held = incarico::Entity::find().filter(incarico::Column::PersonId.eq(casa.marco)).one(&tx).await;
        let held = held.unwrap().unwrap();
        let ended = incarico::Model { valid_to: tx.now().date().pred_opt(), ..held.clone() };
        tx.update(&held, ended).await.unwrap();
        tx.commit().await.unwrap();
        assert!(lucia.read(&place).await.contains("marco Prova oggi non ha un incarico per firmare"));
        casa.apre(casa.marco, id).await;
        assert!(firma(&casa.hall.ente, &casa.who(casa.marco).await, &[id]).await.is_err(), "nor does he sign");
    }
}
