//! For how long something is read.

use kernel::{Cents, Date};
use porte::trasparenza::{Dichiara, Fatto};
use testkit::Engine;
use trasparenza::Porta;

use crate::mondo::{Mondo, concessione, giorno, protetta, provvedimento};

fn incarico(fine: Option<Date>) -> Fatto {
    Fatto::Incarico {
        titolare: "Ernesto Compasso".into(),
        oggetto: "Collaudo della palestra".into(),
        compenso: Cents(480_000),
        inizio: giorno("2026-02-01"),
        fine,
        atto: "Determinazione n. 2".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_read_for_five_years_from_the_first_of_january_after_and_then_by_the_office_alone() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let id = mondo.dichiara(mondo.origine().await, "2026-02-01", provvedimento("Tetto")).await.unwrap();
        let (page, citizen) = (format!("/trasparenza/09.02/voci/{id}"), mondo.hall.browser());
        assert!(citizen.read(&page).await.contains("31/12/2031"));
        assert!(Porta.si_legge(&mondo.hall.ente, id).await.unwrap());
        mondo.sono("2031-12-31T23:59:59");
        assert_eq!(citizen.get(&page).await.status(), 200);
        mondo.sono("2032-01-01T00:00:00");
        let answer = citizen.get(&page).await;
        assert_eq!(answer.status(), 410);
        assert!(answer.text().await.unwrap().contains("accesso civico"));
        assert!(!citizen.read("/trasparenza/09.02/dati.csv").await.contains("Tetto"));
        assert!(!Porta.si_legge(&mondo.hall.ente, id).await.unwrap());
        let found = trasparenza::una(&mondo.hall.ente, &mondo.who, id).await.unwrap();
        assert_eq!(found.voce.riga.titolo, "Tetto", "it is archived, not deleted");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assignment_is_read_as_long_as_it_lasts_and_three_years_more() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let origine = mondo.origine().await;
        let id = mondo.dichiara(origine, "2026-02-01", incarico(None)).await.unwrap();
        let (page, citizen) = (format!("/trasparenza/03.01/voci/{id}"), mondo.hall.browser());
        mondo.sono("2033-06-01T10:00:00");
        assert_eq!(citizen.get(&page).await.status(), 200, "nobody said that it ended");
        let again = mondo.dichiara(origine, "2026-02-01", incarico(Some(giorno("2033-05-31")))).await.unwrap();
        assert_eq!(again, id, "the same record is a new version of the same item");
        assert!(citizen.read(&page).await.contains("31/05/2036"));
        mondo.sono("2036-05-31T23:00:00");
        assert_eq!(citizen.get(&page).await.status(), 200);
        mondo.sono("2036-06-01T00:00:00");
        assert_eq!(citizen.get(&page).await.status(), 410);
        let found = trasparenza::una(&mondo.hall.ente, &mondo.who, id).await.unwrap();
        assert_eq!(found.versioni.len(), 2, "what was there stays with the office");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_published_whose_time_is_over_or_that_did_not_happen_yet() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        for day in ["2020-12-31", "2026-02-05"] {
            let refused = mondo.dichiara(mondo.origine().await, day, concessione(protetta())).await;
            assert!(matches!(refused, Err(web::Error::Refused(_))), "{day}: {refused:?}");
        }
        assert!(mondo.dichiara(mondo.origine().await, "2021-01-01", concessione(protetta())).await.is_ok());
        mondo.hall.verify_clean().await;
    }
}
