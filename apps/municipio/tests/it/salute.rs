//! What monitoring asks: `/salute` answers 200 when this ente can work, 503 when something under it is bad, and says which.

use std::{fs, sync::Arc};

use documents::store::Sha256Hash;
use kernel::{Clock, FixedClock, SystemClock};
use municipio::OFFICES;
use serde_json::Value;
use testkit::{Browser, Engine, TownHall};

/// The status and the three words: of the whole, of database and clock, of the files.
async fn health(browser: &Browser) -> (u16, [String; 3]) {
    let answer = browser.get("/salute").await;
    let status = answer.status().as_u16();
    let told: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    (status, ["stato", "base_dati_e_orologio", "documenti"].map(|key| told[key].as_str().unwrap().to_owned()))
}

async fn well(browser: &Browser) {
    let all_is_well = ["bene", "bene", "bene"].map(str::to_owned);
    assert_eq!(health(browser).await, (200, all_is_well));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_that_the_folder_the_clock_or_the_database_is_bad_and_that_they_are_well_again() {
    for engine in Engine::all() {
        let now = SystemClock.now();
        let clock = Arc::new(FixedClock::new(now));
        let shared: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
        let hall = TownHall::start_at(engine, OFFICES, shared).await;
        let browser = hall.browser();
        well(&browser).await;

        // `…/documenti/ENTE/ab/abcd`: the ente's folder, as when a disk is unplugged.
        let place = hall.ente.archive.store().local_path(&Sha256Hash([0; 32])).expect("a folder");
        let folder = place.parent().and_then(|path| path.parent()).unwrap().to_owned();
        let away = folder.with_extension("staccato");
        fs::rename(&folder, &away).unwrap();
        let (status, [whole, database, files]) = health(&browser).await;
        assert_eq!((status, whole.as_str(), database.as_str()), (503, "male", "bene"), "{engine:?}");
        assert!(files.contains("La cartella dei documenti"), "{files}");
        fs::rename(&away, &folder).unwrap();
        well(&browser).await;

        clock.set(now.plus_seconds(-3 * 3_600));
        let (status, [whole, database, files]) = health(&browser).await;
        assert_eq!((status, whole.as_str(), files.as_str()), (503, "male", "bene"), "{engine:?}");
        assert!(database.contains("orologio"), "{database}");
        clock.set(now.plus_seconds(1));
        well(&browser).await;

        rename(&hall, "ledger_head", "ledger_head_altrove").await;
        let (status, [whole, database, files]) = health(&browser).await;
        assert_eq!((status, whole.as_str(), files.as_str()), (503, "male", "bene"), "{engine:?}");
        assert_ne!(database, "bene");
        rename(&hall, "ledger_head_altrove", "ledger_head").await;
        well(&browser).await;
        hall.verify_clean().await;
    }
}

/// A table that is not where it was, as in a database that was spoiled.
async fn rename(hall: &TownHall, from: &str, to: &str) {
    let write = hall.ente.db().write().await.unwrap();
    db::execute(&write, &format!("ALTER TABLE {from} RENAME TO {to}"), []).await.unwrap();
    write.commit().await.unwrap();
}
