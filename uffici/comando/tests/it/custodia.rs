//! Nobody locks the ente out: neither by closing the last account, nor by ending, emptying or closing what it hangs on.

use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::{Engine, TownHall};

use crate::permessi::{OFFICES, TUTTO};

async fn role_of(hall: &TownHall, username: &str) -> String {
    let read = hall.ente.db().read().await.unwrap();
    let name = format!("Ruolo di {username}");
    let role = authz::role::Entity::find().filter(authz::role::Column::Name.eq(name)).one(&read).await.unwrap();
    role.unwrap().id.to_string()
}

async fn incarico_of(hall: &TownHall, person: authz::PersonId) -> String {
    let read = hall.ente.db().read().await.unwrap();
    let own = authz::incarico::Entity::find().filter(authz::incarico::Column::PersonId.eq(person));
    own.one(&read).await.unwrap().unwrap().id.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_who_may_manage_the_ente_cannot_be_lost_in_any_way() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        let ivo = hall.person("ivo", unit, TUTTO).await;
        // May close accounts; to manage, she will get an incarico.
        let eva = hall.person("eva", unit, &["accounts.gestisci_persone"]).await;
        let browser = hall.signed_in("ivo").await;
        let today = hall.ente.ledger.now().date();
        let (al, yesterday) = (today.to_string(), today.pred_opt().unwrap().to_string());

        let end = format!("/comando/incarichi/{}/fine", incarico_of(&hall, ivo).await);
        let role = format!("/comando/ruoli/{}/modifica", role_of(&hall, "ivo").await);
        let close = format!("/comando/organigramma/{unit}/chiudi");
        let switch_off = format!("/comando/persone/{ivo}/accesso");
        let tries: [(&str, &[(&str, &str)]); 5] = [
            (&end, &[("al", &al)]),
            (&end, &[("al", &yesterday)]),
            (&role, &[("nome", "Ruolo di ivo"), ("permesso", "comando.consulta")]),
            (&close, &[("al", &al)]),
            (&switch_off, &[("motivo", "Va in pensione")]),
        ];
        for (path, fields) in tries {
            let answer = browser.post(path, fields).await;
            assert_eq!(answer.status(), 422, "{path} {fields:?} on {engine:?}");
            let told = answer.text().await.unwrap();
            let why = if path == close { "mettigli fine" } else { "chiuso fuori" };
            assert!(told.contains(why), "{path}: {told}");
        }
        assert_eq!(browser.get("/comando/ruoli/nuovo").await.status(), 200, "ivo may still do everything");

        // A second one who stays makes it possible; one whose incarico ends does not.
        let role_id = role_of(&hall, "ivo").await;
        let give = [("persona", eva.to_string()), ("unita", unit.to_string()), ("ruolo", role_id), ("dal", al.clone())];
        let give: Vec<(&str, &str)> = give.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let with_end = [&give[..], &[("al", al.as_str())]].concat();
        assert_eq!(browser.post("/comando/incarichi/nuovo", &with_end).await.status(), 303);
        assert_eq!(browser.post(&end, &[("al", &yesterday)]).await.status(), 422, "eva's ends today");
        let tomorrow = today.succ_opt().unwrap().to_string();
        let for_good: Vec<(&str, &str)> = give
            .iter()
            .map(|(name, value)| if *name == "dal" { (*name, tomorrow.as_str()) } else { (*name, *value) })
            .collect();
        assert_eq!(browser.post("/comando/incarichi/nuovo", &for_good).await.status(), 303);
        assert_eq!(browser.post(&end, &[("al", &al)]).await.status(), 303, "today ivo, from tomorrow eva");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_each_close_the_other_do_not_both_succeed() {
    for engine in Engine::all() {
        let hall = Arc::new(TownHall::start(engine, OFFICES).await);
        let unit = hall.unit("SEG", "Segreteria").await;
        let (ivo, eva) = (hall.person("ivo", unit, TUTTO).await, hall.person("eva", unit, TUTTO).await);
        let (a, b) = (hall.signed_in("ivo").await, hall.signed_in("eva").await);
        let (close_eva, close_ivo) =
            (format!("/comando/persone/{eva}/accesso"), format!("/comando/persone/{ivo}/accesso"));
        let reason = [("motivo", "prova")];
        // Both have the form open: only the sending is at the same moment.
        let (one, other) = (a.token().await, b.token().await);
        let (first, second) =
            tokio::join!(a.post_with(&one, &close_eva, &reason), b.post_with(&other, &close_ivo, &reason));
        // Whoever was closed a moment before is sent to the login instead.
        let done = |answer: &reqwest::Response| {
            let place = answer.headers().get("location").map(|place| place.to_str().unwrap_or_default());
            answer.status().is_redirection() && place.is_some_and(|place| place.starts_with("/comando/"))
        };
        assert!(done(&first) != done(&second), "{engine:?}: {first:?} {second:?}");
        let read = hall.ente.db().read().await.unwrap();
        let people = accounts::person::Entity::find().all(&read).await.unwrap();
        assert!(people.iter().any(|person| person.active), "{engine:?}: someone stays");
        assert_eq!(people.iter().filter(|person| !person.active).count(), 1, "{engine:?}");
    }
}
