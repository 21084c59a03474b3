//! Dates: an incarico gives what it gives on its days and no others; nothing is deleted; a unit closes only when empty.

use std::sync::Arc;

use kernel::{Date, FixedClock, Instant};
use sea_orm::EntityTrait;
use testkit::{Engine, TownHall};

use crate::permessi::{OFFICES, TUTTO};

fn noon(day: Date) -> Instant {
    Instant::start_of(day).plus_seconds(12 * 3_600)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incarico_holds_on_its_days_and_stays_written_when_it_ends() {
    for engine in Engine::all() {
        let monday = Date::from_ymd_opt(2026, 11, 23).unwrap();
        let clock = Arc::new(FixedClock::new(noon(monday)));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        let ivo = hall.person("ivo", unit, TUTTO).await;
        let anna = hall.person("anna", unit, &[]).await;
        let who = hall.who(ivo).await;
        let role = comando::salva::salva(
            &hall.ente,
            &hall.house.permissions,
            &who,
            None,
            "Chi guarda",
            &["comando.consulta".to_owned()].into(),
        )
        .await
        .unwrap();
        let day = |n: usize| monday.iter_days().nth(n).unwrap();
        let new = comando::dai::Nuovo { unita: Some(unit), ruolo: Some(role), dal: Some(day(1)), al: Some(day(3)) };
        let id = comando::dai::dai(&hall.ente, &who, anna, &new).await.unwrap();
        let again = comando::dai::dai(&hall.ente, &who, anna, &new).await.unwrap_err().to_string();
        assert!(again.contains("Ha già questo incarico"), "{again}");
        for (n, may) in [(0, false), (1, true), (3, true), (4, false)] {
            clock.set(noon(day(n)));
            assert_eq!(hall.who(anna).await.may(&comando::CONSULTA), may, "day {n} on {engine:?}");
        }
        // It is over: it cannot be ended again, and stays in the list of what was.
        let refused = comando::termina::termina(&hall.ente, &who, id, Some(day(5)), "").await.unwrap_err();
        assert!(refused.to_string().contains("già finito"), "{refused}");
        let read = hall.ente.db().read().await.unwrap();
        assert!(authz::incarico::Entity::find_by_id(id).one(&read).await.unwrap().is_some());
        drop(read);
        // One to come is called off and never gives anything.
        let to_come = comando::dai::Nuovo { dal: Some(day(10)), al: None, ..new };
        let id = comando::dai::dai(&hall.ente, &who, anna, &to_come).await.unwrap();
        comando::termina::termina(&hall.ente, &who, id, Some(day(4)), "Ci ha ripensato").await.unwrap();
        clock.set(noon(day(11)));
        assert!(!hall.who(anna).await.may(&comando::CONSULTA));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_is_closed_only_when_nothing_hangs_from_it_and_tells_all_that_does() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let seg = hall.unit("SEG", "Segreteria").await;
        let ivo = hall.person("ivo", seg, TUTTO).await;
        let who = hall.who(ivo).await;
        let open = |codice: &str, sopra| comando::apri::Nuova {
            codice: codice.into(),
            nome: format!("Ufficio {codice}"),
            sopra,
            dal: None,
        };
        let tec = comando::apri::apri(&hall.ente, &who, &open("tec", Some(seg))).await.unwrap();
        let llp = comando::apri::apri(&hall.ente, &who, &open("LLP", Some(tec))).await.unwrap();
        let wrong = comando::apri::apri(&hall.ente, &who, &open("TEC", None)).await.unwrap_err().to_string();
        assert!(wrong.contains("è già di"), "{wrong}");
        let anna = hall.person("anna", tec, &[]).await;
        assert!(!hall.who(anna).await.grants.is_empty());

        let browser = hall.signed_in("ivo").await;
        let close = format!("/comando/organigramma/{tec}/chiudi");
        let today = hall.ente.ledger.now().date().to_string();
        let before = browser.read(&close).await;
        let answer = browser.post(&close, &[("al", &today)]).await;
        assert_eq!(answer.status(), 422);
        let after = answer.text().await.unwrap();
        for told in [&before, &after] {
            assert!(
                told.contains("Ne dipende l&#39;ufficio Ufficio LLP") && told.contains("anna Prova vi ha"),
                "{told}"
            );
        }
        // Moved and ended, it closes; and it cannot hang from one that hangs from it.
        let under = comando::cambia::cambia(&hall.ente, &who, tec, "Tecnico", Some(llp)).await.unwrap_err();
        assert!(under.to_string().contains("sotto se stesso"), "{under}");
        comando::cambia::cambia(&hall.ente, &who, llp, "Lavori pubblici", Some(seg)).await.unwrap();
        let held = comando::incarichi_in::Filtro { persona: Some(anna), ..Default::default() };
        let held = comando::incarichi_in::elenca(&hall.ente, &who, &held, 10).await.unwrap();
        let last = hall.ente.ledger.now().date();
        comando::termina::termina(&hall.ente, &who, held[0].id, Some(last), "").await.unwrap();
        assert_eq!(browser.post(&close, &[("al", &today)]).await.status(), 303);
        let tree = browser.read("/comando/organigramma").await;
        assert!(tree.contains("chiude il") && tree.contains("Lavori pubblici"), "{tree}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_is_renamed_keeps_the_name_that_it_had_for_what_was_done_then() {
    for engine in Engine::all() {
        let monday = Date::from_ymd_opt(2026, 11, 23).unwrap();
        let clock = Arc::new(FixedClock::new(noon(monday)));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let unit = hall.unit("TEC", "Ufficio tecnico").await;
        let ivo = hall.person("ivo", unit, TUTTO).await;
        let who = hall.who(ivo).await;
        let day = |n: usize| noon(monday.iter_days().nth(n).unwrap());
        for (n, name) in [(1, "Lavori pubblici"), (3, "Opere e patrimonio"), (3, "Opere e patrimonio")] {
            clock.set(day(n));
            comando::cambia::cambia(&hall.ente, &who, unit, name, None).await.unwrap();
        }
        clock.set(day(5));
        let read = hall.ente.db().read().await.unwrap();
        let names = authz::UnitNames::load(&read).await.unwrap();
        for (n, name) in [(0, "Ufficio tecnico"), (2, "Lavori pubblici"), (4, "Opere e patrimonio")] {
            assert_eq!(names.at(unit, day(n)), Some(name), "{engine:?}: day {n}");
        }
        assert_eq!(names.now(unit), Some("Opere e patrimonio"));
        drop(read);
        hall.verify_clean().await;
    }
}
