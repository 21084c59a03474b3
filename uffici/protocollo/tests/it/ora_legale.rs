//! The two days of the year that do not last twenty-four hours: each entry stands in the register of its civil day in Italy.

use std::sync::Arc;

use kernel::{Clock, FixedClock, Instant};
use office::Office;
use protocollo::{Protocollo, fai_giornalieri, registra};
use testkit::{Engine, TownHall};

use crate::{carta::words, numeri::nuova};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const HALF: i64 = 1_800;

/// Registers over one day, each subject at so many half hours after its midnight; the last one belongs to the day after. What
/// the register of the day then says.
async fn register_of(engine: Engine, day: &str, takes: &[(i64, &str)]) -> String {
    let start = Instant::start_of(day.parse().unwrap());
    let clock = Arc::new(FixedClock::new(start));
    let shared: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
    let hall = TownHall::start_at(engine, OFFICES, shared).await;
    let pro = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.giornaliero"]).await;
    let who = hall.who(anna).await;
    assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1, "that of the day before");
    for (place, (half_hours, subject)) in takes.iter().enumerate() {
        clock.set(start.plus_seconds(half_hours * HALF));
        registra(&hall.ente, &who, &nuova(subject), &[], None).await.unwrap();
        let last = place + 1 == takes.len();
        let made = fai_giornalieri(&hall.ente).await.unwrap();
        assert_eq!(made, usize::from(last), "{subject} on {engine:?}: the day ends with its own last hour");
    }
    let path = format!("/protocollo/giornalieri/{day}/registro.pdf");
    let pdf = hall.signed_in("anna").await.get(&path).await.bytes().await.unwrap();
    hall.verify_clean().await;
    hall.stop().await;
    words(&pdf)
}

#[tokio::test(flavor = "multi_thread")]
async fn in_october_the_register_holds_twenty_five_hours_and_both_half_past_two() {
    for engine in Engine::all() {
        let takes =
            [(5, "Prima del cambio"), (7, "Dopo il cambio"), (49, "Ultima di una giornata lunga"), (51, "Del 26")];
        let said = register_of(engine, "2026-10-25", &takes).await;
        for told in ["Prima del cambio", "Dopo il cambio", "Ultima di una giornata lunga", "23:30:00"] {
            assert!(said.contains(told), "{told} is missing in {said}");
        }
        assert_eq!(said.matches("02:30:00").count(), 2, "that hour comes twice: {said}");
        assert!(!said.contains("Del 26"), "{said}");
        let place = |subject: &str| said.find(subject).unwrap();
        assert!(place("Prima del cambio") < place("Dopo il cambio"), "in the order of their numbers");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_march_the_register_holds_twenty_three_hours_and_no_half_past_two() {
    for engine in Engine::all() {
        let takes =
            [(3, "Prima del salto"), (5, "Dopo il salto"), (45, "Ultima di una giornata corta"), (47, "Del 30")];
        let said = register_of(engine, "2026-03-29", &takes).await;
        for told in ["Prima del salto", "01:30:00", "Dopo il salto", "03:30:00", "giornata corta", "23:30:00"] {
            assert!(said.contains(told), "{told} is missing in {said}");
        }
        assert!(!said.contains("02:30:00") && !said.contains("Del 30"), "{said}");
    }
}
