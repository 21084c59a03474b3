//! Other programs are told of what happens to acts: by ids alone, in the commit in which it happens, and never of what is
//! confidential.

use atti::AttoId;
use kernel::{Actor, Uuid};
use office::Office;
use testkit::Engine;

use crate::casa::{ATTI, Casa, riga};

/// Somebody listens: else nothing is left behind. Nothing is sent in these stories.
async fn qualcuno_ascolta(casa: &Casa) {
    let mut tx = casa.hall.ente.ledger.begin(Actor::System("prova"), "prova.ascolta").await.unwrap();
    let row = webhooks::subscription::Model {
        id: tx.id(),
        person_id: casa.lucia,
        token_id: Uuid::nil().into(),
        label: "Sito".into(),
        url: "https://sito.example.it/".into(),
        kinds: "atti.adottato".into(),
        secret: vec![0; 32],
        old_secret: None,
        old_until: None,
        state: webhooks::State::On.code().into(),
        reason: None,
        created_at: tx.now(),
        changed_at: tx.now(),
    };
    tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
}

/// What was told, in order: the whole of it.
async fn detto(casa: &Casa) -> Vec<String> {
    let read = casa.hall.ente.db().read().await.unwrap();
    let sql = "SELECT payload FROM jobs_job WHERE kind = 'webhooks.distribuisci' ORDER BY id";
    let rows = db::rows(&read, sql, []).await.unwrap();
    rows.iter().map(|row| row.try_get("", "payload").unwrap()).collect()
}

/// The kinds of what was told of an act.
async fn di(casa: &Casa, id: AttoId) -> Vec<String> {
    let told = detto(casa).await.into_iter().map(|text| serde_json::from_str::<serde_json::Value>(&text).unwrap());
    let wanted = id.to_string();
    let mut kinds: Vec<String> = told
        .filter(|one| one["subject"].as_str() == Some(wanted.as_str()))
        .map(|one| one["kind"].as_str().unwrap().to_owned())
        .collect();
    kinds.sort();
    kinds
}

async fn nomina(casa: &Casa, oggetto: &str) -> AttoId {
    let id = casa.atto("determina-senza-spesa", oggetto, &[]).await;
    casa.compie(casa.lucia, id, "proponi").await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_when_an_act_is_adopted_takes_effect_is_posted_and_is_revoked_and_nothing_of_what_it_says() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let before = nomina(&casa, "Incarico a Malaspina").await;
        casa.compie(casa.marco, before, "firma").await.unwrap();
        assert_eq!(detto(&casa).await, Vec::<String>::new(), "{engine:?}: nobody listens");
        qualcuno_ascolta(&casa).await;
        let id = nomina(&casa, "Nomina di Malaspina").await;
        assert!(di(&casa, id).await.is_empty(), "a proposal is nobody's business");
        casa.compie(casa.marco, id, "firma").await.unwrap();
        assert_eq!(di(&casa, id).await, ["atti.adottato", "atti.efficace", "atti.pubblicato"], "{engine:?}");
        let new = casa.atto("determina-senza-spesa", "Revoca", &[]).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        atti::collega(ente, &lucia, new, (id, "revoca", "Malaspina ha rinunciato.")).await.unwrap();
        casa.firma(new).await;
        assert!(di(&casa, id).await.contains(&"atti.superato".to_owned()), "{engine:?}");
        let all = detto(&casa).await.join("\n");
        assert!(!all.contains("Malaspina") && !all.contains("lucia"), "{engine:?}: {all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_confidential_act_nothing_is_told() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        qualcuno_ascolta(&casa).await;
        casa.vedono_i_riservati().await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let id = casa.riservata("Incarico", "di nominare il tecnico;").await;
        casa.firma(id).await;
        assert!(casa.scheda(casa.lucia, id).await.stato.numero.is_some(), "it is adopted");
        assert_eq!(detto(&casa).await, Vec::<String>::new(), "{engine:?}");
        let events = ATTI.events().unwrap();
        let place = events.resource(ente, &lucia, "atti.adottato", id.uuid()).await.unwrap();
        assert_eq!(place, None, "{engine:?}: not even who may see it is told by a program");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_does_not_happen_tells_nothing_and_a_key_is_told_only_of_what_it_may_see() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        qualcuno_ascolta(&casa).await;
        let rich = casa.atto("determina-impegno", "Tetto d'oro", &[riga(6_000_000)]).await;
        casa.firma(rich).await;
        assert!(casa.compie(casa.paolo, rich, "visto").await.is_err());
        assert_eq!(detto(&casa).await, Vec::<String>::new(), "{engine:?}");
        let id = nomina(&casa, "Nomina").await;
        casa.compie(casa.marco, id, "firma").await.unwrap();
        let (ente, events) = (&casa.hall.ente, ATTI.events().unwrap());
        for (person, seen) in [(casa.lucia, true), (casa.paolo, true), (casa.sara, false)] {
            let who = casa.who(person).await;
            let place = events.resource(ente, &who, "atti.adottato", id.uuid()).await.unwrap();
            assert_eq!(place, seen.then(|| format!("/api/v1/atti/{id}")), "{engine:?}: {}", who.name);
        }
        let kinds: Vec<&str> = events.kinds().iter().map(|kind| kind.code).collect();
        assert_eq!(kinds, ["atti.adottato", "atti.pubblicato", "atti.efficace", "atti.superato"]);
        assert!(events.kinds().iter().all(|kind| kind.permission.code == "atti.consulta"));
    }
}
