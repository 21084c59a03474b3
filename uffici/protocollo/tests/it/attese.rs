//! Who waits for whom: counted over what the reader may see, each number with its list.

use std::sync::Arc;

use kernel::{Clock, FixedClock, SystemClock};
use office::Office;
use protocollo::{Assegnatario, Nuova, Protocollo, Tipo, attese, registra};
use serde_json::Value;
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const DAY: i64 = 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_the_median_and_what_is_late_are_told_of_each_office() {
    for engine in Engine::all() {
        let now = SystemClock.now();
        let clock = Arc::new(FixedClock::new(now.plus_seconds(-20 * DAY)));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let (pro, tec, soc) = (
            hall.unit("PRO", "Protocollo").await,
            hall.unit("TEC", "Tecnico").await,
            hall.unit("SOC", "Sociale").await,
        );
        let all = ["protocollo.registra", "protocollo.consulta", "protocollo.consulta_tutto", "protocollo.assegna"];
        let anna = hall.person("anna", pro, &all).await;
        let marco = hall.person("marco", tec, &["protocollo.consulta", "protocollo.prendi"]).await;
        let who = hall.who(anna).await;
        let to = |ufficio| vec![Assegnatario { ufficio, persona: None, tipo: Tipo::Competenza }];
        // Given 20, 10, 3 and 0 days ago to one office; one to another, and a confidential one.
        for days in [20, 10, 3, 0] {
            clock.set(now.plus_seconds(-days * DAY));
            registra(
                &hall.ente,
                &who,
                &Nuova { assegnazioni: to(tec), ..nuova("Una segnalazione di buche") },
                &[],
                None,
            )
            .await
            .unwrap();
        }
        registra(&hall.ente, &who, &Nuova { assegnazioni: to(soc), ..nuova("Domanda di contributo") }, &[], None)
            .await
            .unwrap();
        let secret = Nuova { riservata: true, assegnazioni: to(tec), ..nuova("Relazione riservata su un dipendente") };
        registra(&hall.ente, &who, &secret, &[], None).await.unwrap();

        let told = attese(&hall.ente, &who, 7).await.unwrap();
        let names: Vec<(&str, i64, i64)> =
            told.uffici.iter().map(|attesa| (attesa.nome.as_str(), attesa.quante, attesa.in_ritardo)).collect();
        // Anna registered the confidential one, so it is hers to see.
        assert_eq!(names, [("Tecnico", 5, 2), ("Sociale", 1, 0)], "{engine:?}");
        let tecnico = &told.uffici[0];
        assert_eq!(tecnico.dal, now.plus_seconds(-20 * DAY));
        assert_eq!(tecnico.meta_dal, now.plus_seconds(-3 * DAY), "the middle one of five");
        assert_eq!((tecnico.da[0].nome.as_str(), tecnico.da[0].quante), ("Protocollo", 5));

        let mine = attese(&hall.ente, &hall.who(marco).await, 7).await.unwrap();
        let names: Vec<(&str, i64)> = mine.uffici.iter().map(|attesa| (attesa.nome.as_str(), attesa.quante)).collect();
        assert_eq!(names, [("Tecnico", 4)], "neither the other office's nor the confidential one");

        let browser = hall.signed_in("anna").await;
        let page = browser.read("/protocollo/attese?giorni=7").await;
        assert!(page.contains("20 giorni") && page.contains("3 giorni") && page.contains("Tecnico"), "{page}");
        let late = format!("/protocollo?ufficio={tec}&assegnazione=in_attesa&oltre=7");
        assert!(page.replace("&amp;", "&").replace("&#x2f;", "/").contains(&late), "{page}");
        let list = browser.read(&late).await;
        assert_eq!(list.matches("data-href=").count(), 2, "as many as the number says");
        // The days stand in the address, and to have looked keeps nothing.
        assert!(browser.read("/protocollo/attese?giorni=2").await.contains("value=\"2\""));
        assert!(browser.read("/protocollo/attese").await.contains("value=\"7\""));
        hall.person("luisa", soc, &["protocollo.prendi"]).await;
        assert_eq!(hall.signed_in("luisa").await.get("/protocollo/attese").await.status(), 403);

        let key = hall.api_key("anna", anna, &["protocollo.consulta"]).await;
        let address = format!("{}/api/v1/protocollo/attese?giorni=15", hall.url);
        let answer = reqwest::Client::new().get(address).bearer_auth(&key).send().await.unwrap();
        let told = answer.json::<Value>().await.unwrap();
        assert_eq!(told["uffici"][0]["in_ritardo"], 1, "{told}");
        hall.stop().await;
    }
}
