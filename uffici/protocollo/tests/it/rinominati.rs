//! An office that is renamed: what was done before goes on being told with the name that it had.

use std::sync::Arc;

use kernel::{Clock, FixedClock, Instant};
use office::Office;
use protocollo::{Assegnatario, Nuova, Protocollo, Tipo, fai_giornalieri, registra};
use testkit::{Engine, TownHall};

use crate::{carta::words, numeri::nuova};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const MAY: &[&str] =
    &["protocollo.registra", "protocollo.consulta", "protocollo.consulta_tutto", "protocollo.giornaliero"];
const DAY: i64 = 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn papers_and_history_bear_the_name_of_their_day() {
    for engine in Engine::all() {
        let monday = Instant::start_of("2026-11-23".parse().unwrap()).plus_seconds(36_000);
        let clock = Arc::new(FixedClock::new(monday));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let tec = hall.unit("TEC", "Ufficio tecnico").await;
        let anna = hall.person("anna", pro, MAY).await;
        let who = hall.who(anna).await;
        // The first register of all is of the day before.
        assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1, "{engine:?}");
        let to = || vec![Assegnatario { ufficio: tec, persona: None, tipo: Tipo::Competenza }];
        let with = |what: &str| Nuova { assegnazioni: to(), ..nuova(what) };
        let old = registra(&hall.ente, &who, &with("Buca in via Roma"), &[], None).await.unwrap();

        // On the next day it gets another name, before the register of the day before is made.
        clock.set(monday.plus_seconds(DAY));
        let mut tx = hall.ente.ledger.begin(who.actor(), "prova.rinomina").await.unwrap();
        let before = tx.find::<authz::unit::Entity>(tec.uuid()).await.unwrap().unwrap();
        let row =
            authz::former_name::Model { id: tx.id(), unit_id: tec, name: before.name.clone(), until_at: tx.now() };
        tx.insert(row).await.unwrap();
        tx.update(&before, authz::unit::Model { name: "Lavori pubblici".into(), ..before.clone() }).await.unwrap();
        tx.commit().await.unwrap();
        clock.set(clock.now().plus_seconds(60));
        let new = registra(&hall.ente, &who, &with("Buca in via Verdi"), &[], None).await.unwrap();
        clock.set(monday.plus_seconds(2 * DAY));
        assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 2, "{engine:?}");

        let browser = hall.signed_in("anna").await;
        let page = browser.read(&format!("/protocollo/{}/{}", old.anno, old.numero)).await;
        assert!(page.contains("ha assegnato a Ufficio tecnico"), "{page}");
        assert!(page.contains("Ufficio tecnico, oggi Lavori pubblici"), "whoever looks for it today finds it: {page}");
        let page = browser.read(&format!("/protocollo/{}/{}", new.anno, new.numero)).await;
        assert!(page.contains("ha assegnato a Lavori pubblici") && !page.contains("Ufficio tecnico"), "{page}");
        let paper = async |day: &str| {
            let path = format!("/protocollo/giornalieri/{day}/registro.pdf");
            words(&browser.get(&path).await.bytes().await.unwrap())
        };
        let (first, second) = (paper("2026-11-23").await, paper("2026-11-24").await);
        assert!(first.contains("Ufficio tecnico") && !first.contains("Lavori pubblici"), "{first}");
        assert!(second.contains("Lavori pubblici") && !second.contains("Ufficio tecnico"), "{second}");
        hall.verify_clean().await;
    }
}
