//! Several comuni in one process: none can see another's rows or files.

use municipio::OFFICES;
use testkit::{Engine, TownHall};

#[tokio::test(flavor = "multi_thread")]
async fn one_ente_cannot_see_anothers_rows_sessions_or_files() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let other = hall.add_ente("altrove", "altrove.example").await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta", "protocollo.consulta_tutto"]).await;
        let browser = hall.signed_in("anna").await;
        let answer = browser
            .upload("/protocollo/nuova/carica", &[("verso", "arrivo")], "segreto.txt", b"una carta segreta".to_vec())
            .await;
        assert_eq!(answer.status(), 303);

        // The same cookie at the other's host is nobody.
        let there = browser
            .client()
            .get(browser.address("/protocollo"))
            .header("host", "altrove.example")
            .send()
            .await
            .unwrap();
        assert_eq!(there.status(), 303);
        assert!(there.headers()["location"].to_str().unwrap().starts_with("/accedi"));
        // The same hash in the other's store is nothing.
        let hash = documents::store::Sha256Hash::of(b"una carta segreta");
        assert!(hall.ente.archive.store().exists(&hash).await.unwrap());
        assert!(!other.archive.store().exists(&hash).await.unwrap());
        // The same tables in the other's database are empty.
        let read = other.db().read().await.unwrap();
        let row = db::one(&read, "SELECT COUNT(*) AS n FROM accounts_person", []).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), 0);
        // A host that is nobody's.
        let nowhere =
            browser.client().get(browser.address("/")).header("host", "nessuno.example").send().await.unwrap();
        assert_eq!(nowhere.status(), 404);
        assert_ne!(hall.ente.ledger.verifier_key(), other.ledger.verifier_key());
    }
}
