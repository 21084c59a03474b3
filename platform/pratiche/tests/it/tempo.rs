//! Terms: what happens by itself at night, who is told, who may step in.

use iter::{Cosa, Definizione, Titolo};
use pratiche::Passo;
use testkit::Engine;

use crate::{
    casa::{Casa, dice, giorno, mezzogiorno, motivi},
    permessi::{PERMESSI, PERMESSO},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_step_at_the_end_of_a_term_is_taken_at_night_once_however_often_the_night_runs() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let avviata = casa.alla_firma("Tettoia").await;
        casa.compi(casa.passo(avviata.pratica, "firma", casa.marco, "firma")).await.unwrap();
        let ledger = &casa.hall.ente.ledger;
        casa.clock.set(mezzogiorno("2026-11-17"));
        assert_eq!(pratiche::lavora(ledger, &[&PERMESSI]).await.unwrap().passi, 0, "the last day is still good");
        // The night of the 18th was missed: the next makes up for it.
        casa.clock.set(mezzogiorno("2026-11-19"));
        let notte = pratiche::lavora(ledger, &[&PERMESSI]).await.unwrap();
        assert_eq!((notte.passi, notte.non_riusciti.len()), (1, 0), "{notte:?}");
        assert_eq!(pratiche::lavora(ledger, &[&PERMESSI]).await.unwrap().passi, 0);
        assert!(casa.permesso(avviata.oggetto).await.archiviato, "with its effects");
        let presa = casa.presa(avviata.pratica).await;
        assert!(presa.pratica.conclusa().is_some());
        assert_eq!(
            casa.conta("iter_attesa").await + casa.conta("iter_scadenza").await,
            0,
            "nothing is left to wait for"
        );
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_go_on_does_not_keep_the_others_from_it() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let one = casa.alla_firma("Tettoia").await;
        let two = casa.alla_firma("Cancello").await;
        for avviata in [one, two] {
            casa.compi(casa.passo(avviata.pratica, "firma", casa.marco, "firma")).await.unwrap();
        }
        // The first permit is gone, as no office would let it go.
        let tx = casa.tx(casa.sara).await;
        let sql = "UPDATE iter_pratica SET oggetto_id = $2 WHERE id = $1";
        db::execute(&tx, sql, [one.pratica.into(), kernel::Uuid::from_u128(9).into()]).await.unwrap();
        tx.commit().await.unwrap();
        casa.clock.set(mezzogiorno("2026-11-19"));
        let notte = pratiche::lavora(&casa.hall.ente.ledger, &[&PERMESSI]).await.unwrap();
        assert_eq!(notte.passi, 1);
        assert!(notte.non_riusciti.iter().any(|(id, _)| *id == one.pratica), "{notte:?}");
        assert!(casa.permesso(two.oggetto).await.archiviato);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_keeps_the_program_from_a_step_by_taking_its_key_first() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let avviata = casa.alla_firma("Tettoia").await;
        for n in 0..20 {
            let foreseen = format!("scadenza:pubblicazione:{n}");
            let passo = casa.passo(avviata.pratica, "firma", casa.marco, &foreseen);
            dice(&motivi(casa.compi(passo).await), "riservata al programma");
        }
        casa.compi(casa.passo(avviata.pratica, "firma", casa.marco, "firma")).await.unwrap();
        casa.clock.set(mezzogiorno("2026-11-18"));
        assert_eq!(pratiche::lavora(&casa.hall.ente.ledger, &[&PERMESSI]).await.unwrap().passi, 1);
        assert!(casa.permesso(avviata.oggetto).await.archiviato);
    }
}

/// How many things are told in the night of that day.
async fn avvisi(casa: &Casa, day: &str) -> usize {
    casa.clock.set(mezzogiorno(day));
    pratiche::lavora(&casa.hall.ente.ledger, &[&PERMESSI]).await.unwrap().avvisi
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_reminded_once_and_the_substitute_may_step_in_when_the_term_has_passed() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.alla_firma("Tettoia").await.pratica;
        assert_eq!(avvisi(&casa, "2026-11-04").await, 0);
        assert_eq!(avvisi(&casa, "2026-11-05").await, 1, "two working days before the 9th");
        assert_eq!(avvisi(&casa, "2026-11-05").await, 0, "once");
        assert_eq!(avvisi(&casa, "2026-11-09").await, 0);
        assert!(casa.aspetta(casa.sara).await.is_empty());
        assert_eq!(avvisi(&casa, "2026-11-10").await, 2, "it has passed, and the substitute may act");
        assert_eq!(casa.aspetta(casa.sara).await[0].1, ["Firma"], "that step alone");
        let esito = casa.compi(casa.passo(id, "firma", casa.sara, "firma")).await.unwrap();
        let by = esito.fatti.iter().find_map(|fatto| match &fatto.cosa {
            Cosa::Compiuto { titolo, .. } => Some(titolo.clone()),
            _ => None,
        });
        assert!(matches!(by, Some(Titolo::Sostituto { termine, .. }) if termine == "firma"));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_of_who_must_act_says_that_a_term_is_near_or_has_passed_and_no_other_step_s() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let mut definizione = con_procedimento();
        definizione.termini.last_mut().unwrap().promemoria = vec![1];
        casa.in_vigore(&definizione, Some(1)).await.unwrap();
        let id = casa.alla_firma("Tettoia").await.pratica;
        for (day, vicino) in [("2026-11-04", false), ("2026-11-05", true), ("2026-11-10", true)] {
            casa.clock.set(mezzogiorno(day));
            let row = &casa.scrivania(casa.marco).await.righe[0];
            assert_eq!((row.entro, row.vicino), (Some(giorno("2026-11-09")), vicino), "{engine:?} {day}");
        }
        let row = &casa.scrivania(casa.sara).await.righe[0];
        assert_eq!((row.entro, row.vicino), (Some(giorno("2026-11-09")), true), "who may step in reads it too");
        // Sent back, the signature's term is nobody's any more; that of the whole proceeding is whoever's turn it is.
        let back = casa.passo(id, "rimanda", casa.marco, "rimanda");
        casa.compi(Passo { motivo: Some("Manca la planimetria."), ..back }).await.unwrap();
        for (day, vicino) in [("2026-11-30", false), ("2026-12-01", true)] {
            casa.clock.set(mezzogiorno(day));
            let row = &casa.scrivania(casa.lucia).await.righe[0];
            assert_eq!((row.entro, row.vicino), (Some(giorno("2026-12-02")), vicino), "{engine:?} {day}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_days_of_the_ente_move_the_ends_of_terms() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.alla_firma("Tettoia").await.pratica;
        let closed = calendar::Chiusura { dal: giorno("2026-11-05"), al: giorno("2026-11-06"), motivo: "Neve".into() };
        let calendario = calendar::Calendario { chiusure: vec![closed], ..calendar::Calendario::default() };
        let tx = casa.tx(casa.sara).await;
        let tx = pratiche::scrivi_calendario(tx, &calendario, "Ordinanza 12/2026", None).await.unwrap();
        pratiche::rinfresca(&tx, &PERMESSI, id).await.unwrap();
        tx.commit().await.unwrap();
        let row = &casa.scrivania(casa.marco).await.righe[0];
        assert_eq!(row.entro, Some(giorno("2026-11-11")));
        let tx = casa.tx(casa.sara).await;
        assert!(pratiche::scrivi_calendario(tx, &calendario, " ", Some(1)).await.is_err(), "without a reason");
        for visto in [None, Some(7)] {
            let tx = casa.tx(casa.sara).await;
            let late = pratiche::scrivi_calendario(tx, &calendario, "Ordinanza 13/2026", visto).await;
            assert!(
                crate::casa::motivi(late.map(|_| ()))[0].contains("un'altra persona"),
                "{visto:?} is not what stands"
            );
        }
        let tx = casa.tx(casa.sara).await;
        let tx = pratiche::scrivi_calendario(tx, &calendario, "Ordinanza 13/2026", Some(1)).await.unwrap();
        tx.commit().await.unwrap();
        casa.hall.verify_clean().await;
    }
}

/// The permit with a term of the whole proceeding, which a request for more papers suspends once.
fn con_procedimento() -> Definizione {
    let more = r#"
[[stato]]
codice = "integrazioni"
nome = "In attesa di integrazioni"

[[passo]]
codice = "chiedi"
nome = "Chiedi integrazioni"
da = ["alla-firma"]
a = ["integrazioni"]
chi = { incarico = { ruolo = "Ruolo di marco", dove = "proponente" } }
motivo = "obbligatorio"
sospende = [{ termine = "procedimento", al_piu_giorni = 30, volte = 1, legge = "art. 2, comma 7, L. 241/1990" }]

[[passo]]
codice = "arrivate"
nome = "Registra le integrazioni"
da = ["integrazioni"]
a = ["alla-firma"]
ritorno = true
chi = { incarico = { ruolo = "Ruolo di marco", dove = "proponente" } }
riprende = [{ termine = "procedimento" }]

[[termine]]
codice = "procedimento"
nome = "Conclusione del procedimento"
dal = "avvio"
al = ["fine"]
durata = { quanti = 30, unita = "giorni" }
titolare = { incarico = { ruolo = "Ruolo di marco", dove = "proponente" } }
"#;
    Definizione::leggi(&format!("{PERMESSO}{more}")).unwrap()
}

async fn scade(casa: &Casa) -> Option<kernel::Date> {
    let sql = "SELECT scade FROM iter_scadenza WHERE termine = 'procedimento'";
    db::one(&casa.read().await, sql, []).await.unwrap().unwrap().try_get("", "scade").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_suspends_a_term_once_and_another_lets_it_run_again() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        casa.in_vigore(&con_procedimento(), Some(1)).await.unwrap();
        let id = casa.alla_firma("Tettoia").await.pratica;
        assert_eq!(scade(&casa).await, Some(giorno("2026-12-02")));
        let ask = Passo { motivo: Some("Manca la planimetria."), ..casa.passo(id, "chiedi", casa.marco, "chiedi") };
        casa.compi(ask).await.unwrap();
        assert!(scade(&casa).await > Some(giorno("2026-12-31")), "if it stays so for its thirty days");
        casa.clock.set(mezzogiorno("2026-11-05"));
        let back = Passo { motivo: Some("Arrivata."), ..casa.passo(id, "arrivate", casa.marco, "arrivate") };
        casa.compi(back).await.unwrap();
        assert_eq!(scade(&casa).await, Some(giorno("2026-12-05")), "three days did not count");
        let again = Passo { chiave: "chiedi-ancora", ..ask };
        dice(&motivi(casa.compi(again).await), "una volta sola");
        casa.hall.verify_clean().await;
    }
}
