//! Deputies act while the other is away, on what the other's incarichi allow, and not a day longer.

use std::sync::Arc;

use kernel::{Date, FixedClock, Instant};
use testkit::{Engine, TownHall};

use crate::permessi::{OFFICES, TUTTO};

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_acts_only_while_the_other_is_away() {
    for engine in Engine::all() {
        let day = |n: usize| Date::from_ymd_opt(2026, 11, 23).unwrap().iter_days().nth(n).unwrap();
        let noon = |n: usize| Instant::start_of(day(n)).plus_seconds(12 * 3_600);
        let clock = Arc::new(FixedClock::new(noon(0)));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let seg = hall.unit("SEG", "Segreteria").await;
        let ivo = hall.person("ivo", seg, TUTTO).await;
        let paolo = hall.person("paolo", seg, &["comando.consulta", "comando.sistema"]).await;
        let elena = hall.person("elena", seg, &[]).await;
        let who = hall.who(ivo).await;
        let new = comando::assenza::Nuova {
            dal: Some(day(1)),
            al: Some(day(5)),
            sostituto: Some(elena),
            ..Default::default()
        };
        let absence = comando::assenza::registra(&hall.ente, &who, paolo, &new).await.unwrap();
        for (n, may) in [(0, false), (1, true), (5, true), (6, false)] {
            clock.set(noon(n));
            let who = hall.who(elena).await;
            assert_eq!(who.may(&comando::SISTEMA), may, "day {n} on {engine:?}");
            assert_eq!(!who.stands_in(&comando::SISTEMA).is_empty(), may, "day {n}");
        }
        // Twice at once is refused, with oneself too.
        clock.set(noon(6));
        let self_deputy = comando::assenza::Nuova {
            dal: Some(day(7)),
            al: Some(day(20)),
            sostituto: Some(paolo),
            ..Default::default()
        };
        let refused = comando::assenza::registra(&hall.ente, &who, paolo, &self_deputy).await.unwrap_err().to_string();
        assert!(refused.contains("se stesso"), "{refused}");
        let second = comando::assenza::Nuova { sostituto: Some(elena), ..self_deputy };
        let second = comando::assenza::registra(&hall.ente, &who, paolo, &second).await.unwrap();
        // Back before time: the deputy stops with it.
        clock.set(noon(9));
        assert!(hall.who(elena).await.may(&comando::SISTEMA));
        comando::assenza::termina(&hall.ente, &who, second, Some(day(8))).await.unwrap();
        assert!(!hall.who(elena).await.may(&comando::SISTEMA));
        let over = comando::assenza::termina(&hall.ente, &who, absence, Some(day(9))).await.unwrap_err().to_string();
        assert!(over.contains("già finito"), "{over}");
        // Whose own incarico has ended leaves nothing to their deputy.
        let third = comando::assenza::Nuova {
            dal: Some(day(10)),
            al: Some(day(30)),
            sostituto: Some(elena),
            ..Default::default()
        };
        comando::assenza::registra(&hall.ente, &who, paolo, &third).await.unwrap();
        clock.set(noon(12));
        assert!(hall.who(elena).await.may(&comando::SISTEMA));
        let held = comando::incarichi_in::Filtro { persona: Some(paolo), ..Default::default() };
        let held = comando::incarichi_in::elenca(&hall.ente, &who, &held, 10).await.unwrap();
        comando::termina::termina(&hall.ente, &who, held[0].id, Some(day(11)), "").await.unwrap();
        assert!(!hall.who(elena).await.may(&comando::SISTEMA));
        hall.verify_clean().await;
    }
}
