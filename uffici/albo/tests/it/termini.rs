//! Terms, readings and interruptions, as the office sets them.

use albo::{Lettura, Regole};
use porte::albo::{Durata, Pubblica, Stato};
use testkit::Engine;

use crate::mondo::{Mondo, alle};

#[tokio::test(flavor = "multi_thread")]
async fn thirteen_hours_of_silence_lengthen_what_was_being_published_and_twelve_do_not() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let (ente, who) = (&mondo.hall.ente, &mondo.who);
        let made = mondo.pubblica("atto_terzi", Durata::Giorni(30), false).await;
        assert_eq!(made.fine.to_string(), "2026-03-06");
        mondo.sono("2026-02-11T08:00:00");
        let annota = |da: &'static str, a: &'static str| async move {
            albo::annota(ente, who, alle(da), alle(a), "Guasto della linea").await
        };
        assert_eq!(annota("2026-02-10T06:00:00", "2026-02-10T18:00:00").await.unwrap(), 0);
        assert_eq!(annota("2026-02-10T12:00:00", "2026-02-10T19:00:00").await.unwrap(), 1, "thirteen hours in all");
        let now = albo::Porta.stato(ente, made.id).await.unwrap().unwrap().0;
        assert_eq!(now, Stato::InCorso("2026-03-07".parse().unwrap()));
        for (da, a) in [
            ("2026-02-11T07:00:00", "2026-02-11T09:00:00"),
            ("2026-02-10T07:00:00", "2026-02-10T07:00:00"),
            ("2025-10-01T07:00:00", "2026-02-01T07:00:00"),
        ] {
            assert!(annota(da, a).await.is_err(), "{da} {a}");
        }
        let page = mondo.hall.browser().read(&Mondo::indirizzo(&made)).await;
        assert!(page.contains("07/03/2026, ore 24") && page.contains("10/02/2026"), "{page}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_readings_and_terms_of_the_day_of_posting_count() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let (ente, who) = (&mondo.hall.ente, &mondo.who);
        mondo.sono("2026-03-25T09:00:00");
        let strict = mondo.pubblica("delibera_consiglio", Durata::Usuale, false).await;
        let told = |day: Option<kernel::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        assert_eq!((strict.fine.to_string(), told(strict.esecutiva_dal)), ("2026-04-09".into(), "2026-04-05".into()));
        let regole = Regole { conta_primo: true, lettura: Lettura::DallaFine, ..Regole::default() };
        albo::decidi(ente, who, &regole).await.unwrap();
        let counted = mondo.pubblica("delibera_consiglio", Durata::Usuale, false).await;
        assert_eq!((counted.fine.to_string(), told(counted.esecutiva_dal)), ("2026-04-08".into(), "2026-04-19".into()));
        let first = albo::Porta.stato(ente, strict.id).await.unwrap().unwrap();
        assert_eq!(told(first.1), "2026-04-05", "what was posted keeps its reading");
        mondo.sono("2026-03-25T09:01:00");
        albo::decidi(ente, who, &Regole::default()).await.unwrap();

        let today = "2026-03-25".parse().unwrap();
        let past = "2026-03-24".parse().unwrap();
        assert!(albo::fissa_termine(ente, who, "determina", (Some(20), "Regolamento", past)).await.is_err());
        assert!(albo::fissa_termine(ente, who, "niente", (Some(20), "Regolamento", today)).await.is_err());
        assert!(albo::fissa_termine(ente, who, "determina", (Some(20), " ", today)).await.is_err());
        for short in [Some(14), None] {
            let refused = albo::fissa_termine(ente, who, "delibera_giunta", (short, "Regolamento, art. 5", today))
                .await
                .unwrap_err();
            assert!(refused.to_string().contains("almeno 15 giorni"), "{refused}");
        }
        albo::fissa_termine(ente, who, "determina", (Some(20), "Regolamento, art. 5", today)).await.unwrap();
        let made = mondo.pubblica("determina", Durata::Usuale, false).await;
        assert_eq!(made.fine.to_string(), "2026-04-14");
        assert_eq!(made.esecutiva_dal, None);
        assert!(mondo.hall.browser().read(&Mondo::indirizzo(&made)).await.contains("Regolamento, art. 5"));
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deliberation_in_its_ten_days_is_told_as_adopted_and_not_yet_enforceable() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let made = mondo.pubblica("delibera_giunta", Durata::Usuale, false).await;
        let (page, citizen) = (Mondo::indirizzo(&made), mondo.hall.browser());
        mondo.sono("2026-02-14T23:59:59");
        assert!(citizen.read(&page).await.contains("non ancora esecutivo: se niente cambia lo è dal 15/02/2026"));
        mondo.sono("2026-02-15T00:00:00");
        let text = citizen.read(&page).await;
        assert!(text.contains("15/02/2026") && !text.contains("non ancora esecutivo"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_law_wants_posted_for_so_long_is_not_posted_for_less_and_is_posted_again_by_the_law() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let (ente, who) = (&mondo.hall.ente, &mondo.who);
        let first = mondo.pubblica("delibera_giunta", Durata::Usuale, false).await;
        let documento = albo::una(ente, who, first.id.into()).await.unwrap().documenti.remove(0).documento;
        let ask = async |tipo: &str, durata: Durata| {
            let documenti = vec![porte::albo::DaPubblicare { documento: documento.clone(), integrale: None }];
            let mut tx = ente.ledger.begin(who.actor(), "prova.adotta").await.unwrap();
            let made = albo::Porta.pubblica(&mut tx, &mondo.domanda(tipo, durata, documenti)).await;
            drop(tx);
            made.map(|made| made.fine.to_string()).map_err(|refused| refused.to_string())
        };
        for short in [Durata::Giorni(14), Durata::FinoAl("2026-02-10".parse().unwrap())] {
            let refused = ask("delibera_giunta", short).await.unwrap_err();
            assert!(refused.contains("almeno 15 giorni"), "{refused}");
        }
        assert_eq!(ask("delibera_giunta", Durata::Giorni(20)).await, Ok("2026-02-24".to_owned()), "more is good");
        assert_eq!(ask("avviso", Durata::Giorni(5)).await, Ok("2026-02-09".to_owned()), "no law counts these");
        albo::accade(ente, who, first.id.into(), albo::Vicenda::Annulla, "Sbagliata").await.unwrap();
        let again = albo::ripubblica(ente, who, first.id.into(), None).await.unwrap();
        let riga = albo::una(ente, who, again.id.into()).await.unwrap().riga;
        assert_eq!((riga.giorni, riga.fonte.as_str()), (15, "art. 124 d.lgs. 267/2000"), "and not because we asked");

        // The ente may want more than the law, and then it is not the law that says so.
        let own = (Some(20), "Regolamento, art. 5", "2026-02-04".parse().unwrap());
        albo::fissa_termine(ente, who, "delibera_giunta", own).await.unwrap();
        let refused = ask("delibera_giunta", Durata::Giorni(15)).await.unwrap_err();
        assert!(refused.contains("almeno 20 giorni, come dice la tabella"), "{refused}");
        mondo.hall.verify_clean().await;
    }
}
