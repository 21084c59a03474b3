//! Once an hour the sessions that have ended and old attempts go, by themselves.

use std::sync::Arc;

use kernel::{Clock, FixedClock, SystemClock};
use municipio::OFFICES;
use testkit::{Engine, TownHall};

async fn count(hall: &TownHall, table: &str) -> i64 {
    let read = hall.ente.db().read().await.unwrap();
    let row = db::one(&read, &format!("SELECT COUNT(*) AS n FROM {table}"), []).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_ended_of_the_accounts_is_swept_by_the_hour() {
    for engine in Engine::all() {
        let start = SystemClock.now();
        let clock = Arc::new(FixedClock::new(start));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let unit = hall.unit("X", "Ufficio").await;
        hall.person("anna", unit, &[]).await;
        hall.signed_in("anna").await;
        let wrong = [("username", "anna"), ("password", "sbagliata"), ("poi", "/")];
        hall.browser().post("/accedi", &wrong).await;
        hall.work().await;
        assert!(count(&hall, "accounts_session").await == 1 && count(&hall, "accounts_attempt").await >= 1);

        clock.set(start.plus_seconds(3_700));
        assert!(hall.work().await >= 1, "it is due after an hour");
        assert_eq!(count(&hall, "accounts_session").await, 1, "a session that may still live stays");
        clock.set(start.plus_seconds(2 * 86_400));
        assert!(hall.work().await >= 1);
        assert_eq!(count(&hall, "accounts_session").await, 0, "{engine:?}");
        assert_eq!(count(&hall, "accounts_attempt").await, 0, "{engine:?}");
        assert_eq!(hall.work().await, 0, "once for each hour");
    }
}
