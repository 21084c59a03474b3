//! What goes wrong on the way.

use std::time::Duration;

use jobs::Job;
use kernel::Clock;
use serde_json::json;
use testkit::Engine;

use super::{
    Scene,
    ricevente::Answer::{Close, Hang, Redirect, Status},
};

#[tokio::test(flavor = "multi_thread")]
async fn each_try_of_a_notice_carries_its_one_id_until_the_program_takes_it() {
    for engine in Engine::all() {
        let scene = Scene::set(engine, &["127.0.0.1"]).await;
        let (id, secret) = scene.subscribe().await;
        scene.receiver.will(&[Status(500), Redirect, Close, Status(200)]);
        scene.register("Carta", false).await;
        for told in ["Ha risposto 500.", "i rinvii non si seguono", "Ha chiuso il collegamento"] {
            scene.work().await;
            let notices = scene.notices(&id).await;
            let said = notices[0]["esito"].as_str().unwrap_or_default();
            assert!(said.contains(told) && notices[0]["stato"] == "waiting", "{engine:?}: {notices:?}");
            scene.later(100);
        }
        scene.work().await;
        let calls = scene.receiver.calls();
        assert_eq!(calls.len(), 4, "{calls:?}");
        assert!(calls.iter().all(|call| call.path == "/avvisi"), "nobody followed the redirect");
        assert!(calls.iter().all(|call| call.header("webhook-id") == calls[0].header("webhook-id")));
        assert!(calls.iter().all(|call| call.header("webhook-signature") == call.signed_by(&secret)));
        assert_ne!(calls[0].header("webhook-timestamp"), calls[3].header("webhook-timestamp"));
        let notices = scene.notices(&id).await;
        assert_eq!((notices[0]["stato"].as_str(), notices[0]["tentativi"].as_u64()), (Some("delivered"), Some(4)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_hangs_is_waited_for_fifteen_seconds() {
    let scene = Scene::set(Engine::Sqlite, &["127.0.0.1"]).await;
    let (id, _) = scene.subscribe().await;
    scene.receiver.will(&[Hang]);
    scene.register("Carta", false).await;
    scene.work().await;
    let notices = scene.notices(&id).await;
    assert!(notices[0]["esito"].as_str().unwrap().contains("Non ha risposto in tempo"), "{notices:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_dies_while_it_tells_leaves_the_notice_to_another() {
    for engine in Engine::all() {
        let scene = Scene::set(engine, &["127.0.0.1"]).await;
        let (id, _) = scene.subscribe().await;
        scene.receiver.will(&[Hang]);
        scene.register("Carta", false).await;
        let hall = std::sync::Arc::clone(&scene.hall);
        let node = tokio::spawn(async move { while hall.work().await > 0 {} });
        for _ in 0..4_000 {
            if !scene.receiver.calls().is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        node.abort();
        assert!(node.await.unwrap_err().is_cancelled());
        scene.later(120);
        scene.work().await;
        let calls = scene.receiver.calls();
        assert_eq!(calls.len(), 2, "{engine:?}");
        assert_eq!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
        assert_eq!(scene.notices(&id).await[0]["stato"], "delivered");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_of_silence_it_is_switched_off_told_on_the_desk_and_told_again_by_hand() {
    for engine in Engine::all() {
        let scene = Scene::set(engine, &["127.0.0.1"]).await;
        let (id, _) = scene.subscribe().await;
        scene.receiver.will(&[Status(503); 11]);
        scene.register("Carta", false).await;
        for wait in [10, 30, 90, 270, 810, 2_430, 7_290, 21_600, 21_600, 21_600, 1] {
            scene.work().await;
            scene.later(wait + 1);
        }
        assert_eq!(scene.receiver.calls().len(), 11, "{engine:?}");
        let notice = scene.notices(&id).await.remove(0);
        assert_eq!((notice["stato"].as_str(), notice["risposta"].as_u64()), (Some("failed"), Some(503)));
        let (_, read) = scene.get(&format!("/api/v1/comando/collegamenti/{id}")).await;
        assert_eq!(read["stato"], "failed", "{read}");
        scene.register("Mentre era spento", false).await;
        scene.work().await;
        assert_eq!(scene.receiver.calls().len(), 11, "nothing is told to one that is off");
        let browser = scene.hall.signed_in("anna").await;
        let desk = browser.read("/scrivania").await;
        assert!(desk.contains("Collegamento «Sito»") && desk.contains("Ha risposto 503."), "{desk}");

        let again = format!("/{id}/avvisi/{}/rinvio", notice["id"].as_str().unwrap());
        assert_eq!(scene.post(&again, json!({})).await.0, 422, "not while it is off");
        assert_eq!(scene.post(&format!("/{id}/stato"), json!({"acceso": true})).await.0, 204);
        assert_eq!(scene.post(&again, json!({})).await.0, 204);
        assert_eq!(scene.post(&again, json!({})).await.0, 422, "once");
        scene.work().await;
        let calls = scene.receiver.calls();
        assert_eq!(calls.len(), 12);
        assert_eq!(calls[11].header("webhook-id"), calls[0].header("webhook-id"));
        assert_eq!(scene.notices(&id).await[0]["stato"], "delivered");
        assert!(!browser.read("/scrivania").await.contains("Collegamento «Sito»"));
        scene.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_cannot_be_prepared_does_not_wait_for_ever() {
    for engine in Engine::all() {
        let scene = Scene::set(engine, &["127.0.0.1"]).await;
        let (id, _) = scene.subscribe().await;
        scene.register("Carta", false).await;
        // A sealed secret of which a byte has changed does not open.
        let write = scene.hall.ente.db().write().await.unwrap();
        let row = db::one(&write, "SELECT secret FROM webhooks_subscription", []).await.unwrap().unwrap();
        let mut secret: Vec<u8> = row.try_get("", "secret").unwrap();
        *secret.last_mut().unwrap() ^= 1;
        db::execute(&write, "UPDATE webhooks_subscription SET secret = $1", [secret.into()]).await.unwrap();
        write.commit().await.unwrap();
        for wait in [10, 30, 90, 270, 810, 2_430, 7_290, 21_600, 21_600, 21_600] {
            scene.work().await;
            assert_eq!(scene.notices(&id).await[0]["stato"], "waiting", "{engine:?}");
            scene.later(wait + 1);
        }
        scene.work().await;
        let notice = scene.notices(&id).await.remove(0);
        assert_eq!(notice["stato"], "failed", "{notice}");
        assert!(notice.to_string().contains("non si è potuto preparare"), "{notice}");
        assert!(scene.receiver.calls().is_empty());
    }
}

/// An office that never says whether a thing may be seen.
struct Silent;

#[async_trait::async_trait]
impl webhooks::Events for Silent {
    fn kinds(&self) -> &'static [webhooks::Kind] {
        const PERMISSION: authz::Permission = authz::Permission { code: "protocollo.consulta", label: "", law: None };
        const KINDS: &[webhooks::Kind] =
            &[webhooks::Kind { code: "protocollo.registrata", label: "", permission: &PERMISSION }];
        KINDS
    }

    async fn resource(
        &self,
        _: &ente::Ente,
        _: &authz::Who,
        _: &str,
        _: kernel::Uuid,
    ) -> Result<Option<String>, webhooks::SourceError> {
        std::future::pending().await
    }
}

/// A notice that was not taken at its first try, and the subscription of which it is.
async fn one_waits(engine: Engine) -> (Scene, String) {
    let scene = Scene::set(engine, &["127.0.0.1"]).await;
    let (id, _) = scene.subscribe().await;
    scene.receiver.will(&[Status(503)]);
    scene.register("Carta", false).await;
    scene.work().await;
    (scene, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_whose_last_try_hangs_does_not_wait_for_ever() {
    for engine in Engine::all() {
        let (scene, id) = one_waits(engine).await;
        let notice = scene.notices(&id).await[0]["id"].as_str().unwrap().to_owned();
        let deliver = webhooks::Deliver::new(vec![std::sync::Arc::new(Silent)]).within(Duration::from_millis(200));
        for (attempt, state) in [(10, "waiting"), (11, "failed")] {
            let failure = Job::run(&deliver, &scene.hall.ente, &notice, attempt).await.unwrap_err();
            assert!(failure.is_retry() && failure.reason().contains("non è partito in tempo"), "{failure}");
            assert_eq!(scene.notices(&id).await[0]["stato"], state, "{engine:?}: {attempt}");
        }
        assert!(scene.notices(&id).await[0]["esito"].as_str().unwrap().contains("rimandalo"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_at_whose_last_try_the_program_dies_is_ended_within_the_hour() {
    for engine in Engine::all() {
        let (scene, id) = one_waits(engine).await;
        scene.later(3_601);
        webhooks::sweep(scene.hall.ente.db(), scene.clock.now()).await.unwrap();
        assert_eq!(scene.notices(&id).await[0]["stato"], "waiting", "{engine:?}: it will be tried again");
        // The queue has given up: as where the program dies at each try, and nobody is left to write of the notice.
        let write = scene.hall.ente.db().write().await.unwrap();
        let sql = "UPDATE jobs_job SET state = 'failed', ended_at = $1 WHERE kind = 'webhooks.consegna'";
        db::execute(&write, sql, [scene.clock.now().into()]).await.unwrap();
        write.commit().await.unwrap();
        webhooks::sweep(scene.hall.ente.db(), scene.clock.now()).await.unwrap();
        let notice = scene.notices(&id).await.remove(0);
        assert_eq!(notice["stato"], "failed", "{engine:?}: {notice}");
        assert!(notice["esito"].as_str().unwrap().contains("non lo riprova più"), "{notice}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_wants_no_more_notices_says_so_once() {
    let scene = Scene::set(Engine::Sqlite, &["127.0.0.1"]).await;
    let (id, _) = scene.subscribe().await;
    scene.receiver.will(&[Status(410)]);
    scene.register("Carta", false).await;
    scene.work().await;
    assert_eq!(scene.notices(&id).await[0]["stato"], "failed");
    let (_, read) = scene.get(&format!("/api/v1/comando/collegamenti/{id}")).await;
    assert!(read["motivo"].as_str().is_some_and(|why| why.contains("410")), "{read}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_inside_the_network_is_not_taken_nor_called() {
    let scene = Scene::set(Engine::Sqlite, &[]).await;
    for inside in [scene.receiver.url(), "https://127.0.0.1/".into(), "https://169.254.169.254/latest".into()] {
        let body = json!({"nome": "Sito", "indirizzo": inside, "eventi": ["protocollo.registrata"]});
        let (status, why) = scene.post("", body).await;
        assert_eq!(status, 422, "{inside}: {why}");
        assert_eq!(why["reasons"][0]["field"], "indirizzo");
    }
    // A name is looked up when it is called, and again each time: what it leads to by then decides.
    let body = json!({"nome": "Sito", "indirizzo": "https://localhost/", "eventi": ["protocollo.registrata"]});
    let (status, made) = scene.post("", body).await;
    assert_eq!(status, 201, "{made}");
    let id = made["id"].as_str().unwrap().to_owned();
    scene.register("Carta", false).await;
    scene.work().await;
    let notices = scene.notices(&id).await;
    assert!(notices[0]["esito"].as_str().unwrap().contains("rete privata"), "{notices:?}");
}
