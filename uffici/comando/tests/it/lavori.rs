//! Work that failed: seen with its reason, tried again, given up with a reason, and written in the history.

use comando::Comando;
use jobs::NewJob;
use office::Office;
use testkit::{Engine, TownHall};

use crate::permessi::TUTTO;

static OFFICES: &[&dyn Office] = &[&Comando];

#[tokio::test(flavor = "multi_thread")]
async fn failed_work_is_told_tried_again_and_given_up_with_a_reason() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        hall.person("ivo", unit, TUTTO).await;
        let browser = hall.signed_in("ivo").await;
        assert!(browser.read("/comando/lavori").await.contains("Nessun lavoro fallito"));
        let id = failed(&hall).await;
        let page = browser.read("/comando/lavori").await;
        assert!(page.contains("Togliere le sessioni scadute") && page.contains("Il disco è pieno."), "{page}");
        assert!(page.contains("tentato 8 volte") || page.contains("tentato una volta"), "{page}");
        assert!(browser.read("/comando/stato").await.contains("1 falliti"), "the state page counts it");

        let again = browser.post(&format!("/comando/lavori/{id}/riprendi"), &[]).await;
        assert_eq!(again.status(), 303);
        assert_eq!(browser.post(&format!("/comando/lavori/{id}/riprendi"), &[]).await.status(), 404, "once");
        assert!(hall.work().await >= 1);
        assert!(browser.read("/comando/lavori").await.contains("Nessun lavoro fallito"));

        let id = failed(&hall).await;
        let give_up = format!("/comando/lavori/{id}/rinuncia");
        assert_eq!(browser.post(&give_up, &[("motivo", " ")]).await.status(), 422);
        assert_eq!(browser.post(&give_up, &[("motivo", "Non serve più")]).await.status(), 303);
        let home = browser.read("/comando").await;
        assert!(home.contains("ha rinunciato al lavoro") && home.contains("Non serve più"), "{home}");
        hall.verify_clean().await;
    }
}

/// A job that a node has given up, as the queue would note it.
async fn failed(hall: &TownHall) -> jobs::JobId {
    let write = hall.ente.db().write().await.unwrap();
    let now = hall.ente.ledger.now();
    let random = hall.ente.ledger.random();
    let id = jobs::enqueue(&write, now, &**random, &NewJob::new("accounts.spazza", "")).await.unwrap();
    let sql =
        "UPDATE jobs_job SET state = 'failed', attempts = 8, ended_at = $2, reason = 'Il disco è pieno.' WHERE id = $1";
    db::execute(&write, sql, [id.into(), now.into()]).await.unwrap();
    write.commit().await.unwrap();
    id
}
