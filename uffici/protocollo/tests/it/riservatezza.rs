//! Confidential entries, and entries of others, are as if they were not there: in lists, pages, searches and counts.

use office::Office;
use protocollo::{Assegnatario, Nuova, Protocollo, Tipo, registra};
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

const LEGGE: &[&str] = &["protocollo.consulta", "protocollo.prendi"];

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_seen_by_whom_it_concerns_and_by_nobody_else() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, tec, soc) = (
            hall.unit("PRO", "Protocollo").await,
            hall.unit("TEC", "Tecnico").await,
            hall.unit("SOC", "Sociale").await,
        );
        let anna =
            hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta", "protocollo.assegna"]).await;
        hall.person("tutto", pro, &["protocollo.consulta", "protocollo.consulta_tutto"]).await;
        hall.person("tecnico", tec, LEGGE).await;
        hall.person("sociale", soc, LEGGE).await;
        hall.person("assistente", soc, &["protocollo.consulta", "protocollo.prendi", "protocollo.riservati"]).await;
        let who = hall.who(anna).await;
        let a = |ufficio| vec![Assegnatario { ufficio, persona: None, tipo: Tipo::Competenza }];
        let open = Nuova { assegnazioni: a(tec), ..nuova("Segnalazione di una buca in via Garibaldi") };
        let secret =
            Nuova { riservata: true, assegnazioni: a(soc), ..nuova("Relazione sul minore affidato, zibaldone") };
        registra(&hall.ente, &who, &open, &[], None).await.unwrap();
        registra(&hall.ente, &who, &secret, &[], None).await.unwrap();

        // Who, and whether they see the open one and the confidential one.
        let expected = [
            ("anna", true, true),
            ("tutto", true, false),
            ("tecnico", true, false),
            ("sociale", false, false),
            ("assistente", false, true),
        ];
        for (username, sees_open, sees_secret) in expected {
            let browser = hall.signed_in(username).await;
            let year = hall.ente.ledger.now().year();
            for (number, word, sees) in [(1, "Garibaldi", sees_open), (2, "zibaldone", sees_secret)] {
                let said = format!("{username} on {engine:?}, entry {number}");
                let page = browser.get(&format!("/protocollo/{year}/{number}")).await;
                assert_eq!(page.status() == 200, sees, "page: {said}");
                assert_eq!(page.text().await.unwrap().contains(word), sees, "words of the page: {said}");
                assert_eq!(browser.read("/protocollo").await.contains(word), sees, "list: {said}");
                let found = browser.read(&format!("/protocollo?q={}", word.to_lowercase())).await;
                assert_eq!(found.contains(&format!("/protocollo/{year}/{number}\"")), sees, "search: {said}");
                assert_eq!(
                    browser.read(&format!("/cerca/suggerimenti?q={word}")).await.contains("Protocollo"),
                    sees,
                    "box: {said}"
                );
                assert_eq!(
                    browser.get(&format!("/protocollo/{year}/{number}/prova")).await.status() == 200,
                    sees,
                    "proof: {said}"
                );
            }
        }
    }
}
