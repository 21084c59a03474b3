//! The numbers of fascicoli: in each class and year, none missing, none twice.

use std::sync::Arc;

use protocollo::{NuovoFascicolo, apri_fascicolo};
use testkit::{Engine, TownHall};

use super::{CURA, OFFICES, affare};

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_who_open_at_once_leave_no_hole_in_any_class() {
    for engine in Engine::all() {
        let hall = Arc::new(TownHall::start(engine, OFFICES).await);
        let unit = hall.unit("EDI", "Edilizia").await;
        let marco = hall.person("marco", unit, CURA).await;
        let who = Arc::new(hall.who(marco).await);
        let mut tasks = tokio::task::JoinSet::new();
        for client in 0..16 {
            let (hall, who) = (Arc::clone(&hall), Arc::clone(&who));
            tasks.spawn(async move {
                let mut opened = Vec::new();
                for n in 0..4 {
                    let classe = if (client + n) % 2 == 0 { "VI.3" } else { "VI.5" };
                    // One in four forgets the title: it takes no number.
                    let oggetto = if n == 3 { String::new() } else { format!("Questione {client} {n}") };
                    let nuovo = NuovoFascicolo { classe: classe.into(), ..affare(&oggetto, unit) };
                    opened.extend(apri_fascicolo(&hall.ente, &who, &nuovo, None, None).await.ok());
                }
                opened
            });
        }
        let all: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
        assert_eq!(all.len(), 48, "{engine:?}");
        for classe in ["VI.3", "VI.5"] {
            let mut numbers: Vec<i64> =
                all.iter().filter(|one| one.riga.classe == classe).map(|one| one.riga.numero).collect();
            numbers.sort_unstable();
            assert_eq!(numbers, (1..=24).collect::<Vec<i64>>(), "{classe} on {engine:?}");
        }
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sub_fascicoli_opened_at_once_have_numbers_without_holes_under_the_one_above() {
    for engine in Engine::all() {
        let hall = Arc::new(TownHall::start(engine, OFFICES).await);
        let unit = hall.unit("EDI", "Edilizia").await;
        let marco = hall.person("marco", unit, CURA).await;
        let who = Arc::new(hall.who(marco).await);
        let top =
            apri_fascicolo(&hall.ente, &who, &affare("Piano del centro storico", unit), None, None).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for client in 0..8 {
            let (hall, who, sopra) = (Arc::clone(&hall), Arc::clone(&who), Some(top.chiave()));
            tasks.spawn(async move {
                let nuovo = NuovoFascicolo { sopra, ..affare(&format!("Comparto {client}"), unit) };
                apri_fascicolo(&hall.ente, &who, &nuovo, None, None).await.unwrap().chiave().to_string()
            });
        }
        let mut all = tasks.join_all().await;
        all.sort();
        let year = top.riga.anno;
        assert_eq!(all, (1..=8).map(|n| format!("{year}-VI.3/1.{n}")).collect::<Vec<_>>(), "{engine:?}");
        // An inserto under a sub-fascicolo, and nothing under an inserto.
        let under = |sopra: &str| {
            let sopra = Some(sopra.parse().unwrap());
            NuovoFascicolo { sopra, ..affare("Elaborati grafici", unit) }
        };
        let inserto = apri_fascicolo(&hall.ente, &who, &under(&all[2]), None, None).await.unwrap();
        assert_eq!(inserto.chiave().to_string(), format!("{year}-VI.3/1.3.1"));
        let refused = apri_fascicolo(&hall.ente, &who, &under(&inserto.chiave().to_string()), None, None).await;
        assert!(refused.unwrap_err().to_string().contains("inserto"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_opens_one() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("EDI", "Edilizia").await;
        let marco = hall.person("marco", unit, CURA).await;
        let lucia = hall.person("lucia", unit, CURA).await;
        let who = hall.who(marco).await;
        let first =
            apri_fascicolo(&hall.ente, &who, &affare("Abuso in via Verdi", unit), None, Some("m1")).await.unwrap();
        let again =
            apri_fascicolo(&hall.ente, &who, &affare("Abuso in via Verdi", unit), None, Some("m1")).await.unwrap();
        assert_eq!(first, again);
        let other = hall.who(lucia).await;
        let stolen = apri_fascicolo(&hall.ente, &other, &affare("Abuso in via Verdi", unit), None, Some("m1")).await;
        assert!(stolen.is_err(), "the key of another answers nothing of theirs");
        assert_eq!(super::rows(&hall, "protocollo_fascicolo").await, 1);
    }
}
