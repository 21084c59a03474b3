//! Many at once, and what goes wrong around them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, http::StatusCode, routing::post};
use ente::{Signing, TimeStamps};
use librofirma::{RichiestaId, firma::prova::firma, rules::Stato};
use testkit::Engine;

use crate::aiuti::{Casa, carta};

async fn da_firmare(casa: &Casa, quanti: usize) -> Vec<RichiestaId> {
    let mut ids = Vec::new();
    for number in 0..quanti {
        let id = casa.per_marco(&format!("Atto {number}")).await;
        casa.apre(casa.marco, id).await;
        ids.push(id);
    }
    ids
}

/// An authority for time stamps that is out of order: where it answers, and how often it was asked.
async fn guasta() -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let answer = move || {
        count.fetch_add(1, Ordering::SeqCst);
        async { StatusCode::SERVICE_UNAVAILABLE }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let app = Router::new().route("/", post(answer));
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (url, asked)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_for_time_stamps_that_is_out_of_order_keeps_nobody_waiting_and_nothing_from_being_signed() {
    for engine in Engine::all() {
        let (url, asked) = guasta().await;
        let casa = Casa::in_posto(engine, |place| {
            place.signing = [("prova".to_owned(), Signing { trial: true, ..Signing::default() })].into();
            place.time_stamps.insert("prova".into(), TimeStamps { url, login: None, policy: None });
        })
        .await;
        let ids = da_firmare(&casa, 5).await;
        let done = firma(&casa.hall.ente, &casa.who(casa.marco).await, &ids).await.unwrap();
        let made: Vec<bool> = done.iter().filter_map(|esito| Some(esito.firma.as_ref()?.marcata)).collect();
        assert_eq!(made, [false; 5], "all are signed, none is stamped: {done:?}");
        assert_eq!(asked.load(Ordering::SeqCst), 2, "who failed twice is left alone");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_closes_the_page_half_way_loses_no_signature() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let ids = da_firmare(&casa, 8).await;
        let marco = casa.hall.signed_in("marco").await;
        let chosen: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let page = tokio::spawn(async move {
            let fields = chosen.iter().map(|id| ("scelta", id.as_str())).chain([("porta", "prova")]);
            marco.post("/librofirma/firma", &fields.collect::<Vec<_>>()).await
        });
        while casa.scheda(ids[0]).await.firme.is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        page.abort();
        let all_signed = async {
            for id in &ids {
                while casa.scheda(*id).await.stato() != Stato::Firmata {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(120), all_signed).await.expect("all of them are signed");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_that_was_chosen_has_its_answer_once_and_of_anothers_nothing_is_told() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let mine = da_firmare(&casa, 2).await;
        let altrui = casa.alla_firma(Default::default(), "altrui.pdf", carta("Di Anna"), &[casa.anna]).await;
        let nobody = RichiestaId::from(kernel::Uuid::nil());
        let chosen = [mine[0], altrui, mine[0], nobody, mine[1]];
        let done = firma(&casa.hall.ente, &casa.who(casa.marco).await, &chosen).await.unwrap();
        assert_eq!(done.len(), 4, "{done:?}");
        for id in mine {
            assert!(done.iter().any(|esito| esito.id == id && esito.firma.is_some()), "{done:?}");
        }
        for id in [altrui, nobody] {
            let esito = done.iter().find(|esito| esito.id == id).unwrap();
            assert!(esito.oggetto.is_empty() && esito.motivi[0].contains("non riguarda te"), "{esito:?}");
        }
        casa.hall.verify_clean().await;
    }
}
