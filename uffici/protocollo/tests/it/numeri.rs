//! Numbers: none missing, none twice, whoever registers and however often a form is sent.

use std::sync::Arc;

use office::Office;
use protocollo::{Nuova, Parte, Protocollo, Verso, elenca, registra};
use testkit::{Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

pub fn nuova(oggetto: &str) -> Nuova {
    let parti = vec![Parte { nome: "Rossi Mario".into(), ..Parte::default() }];
    Nuova { parti, ..Nuova::new(Verso::Arrivo, oggetto, "mano") }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_clerks_at_once_leave_no_hole() {
    for engine in Engine::all() {
        let hall = Arc::new(TownHall::start(engine, OFFICES).await);
        let unit = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta"]).await;
        let who = Arc::new(hall.who(anna).await);
        let mut tasks = tokio::task::JoinSet::new();
        for clerk in 0..64 {
            let (hall, who) = (Arc::clone(&hall), Arc::clone(&who));
            tasks.spawn(async move {
                // A third of them forget the subject: their entry takes no number.
                let oggetto =
                    if clerk % 3 == 0 { String::new() } else { format!("Domanda numero {clerk} del cittadino") };
                registra(&hall.ente, &who, &nuova(&oggetto), &[], None).await.map(|riga| riga.numero).ok()
            });
        }
        let mut numbers: Vec<i64> = tasks.join_all().await.into_iter().flatten().collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=42).collect::<Vec<i64>>(), "{engine:?}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_is_registered_once() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta"]).await;
        let who = hall.who(anna).await;
        let nuova = nuova("Richiesta di accesso agli atti");
        let first = registra(&hall.ente, &who, &nuova, &[], Some("modulo-1")).await.unwrap();
        let again = registra(&hall.ente, &who, &nuova, &[], Some("modulo-1")).await.unwrap();
        assert_eq!(first.id, again.id);
        let all = elenca(&hall.ente, &who, &protocollo::Filtro::default(), None, 10).await.unwrap();
        assert_eq!(all.len(), 1);
        hall.verify_clean().await;
    }
}
