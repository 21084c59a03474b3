//! Links between two entries that are there already: made, told on both, undone; and seen only by whoever sees both.

use office::Office;
use protocollo::{Nuova, Protocollo, registra};
use serde_json::Value;
use testkit::{Browser, Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const MAY: &[&str] = &["protocollo.registra", "protocollo.consulta"];

/// Entries 1 to 3, the third confidential; their year.
async fn tre(hall: &TownHall, who: &authz::Who) -> i64 {
    for subject in ["Richiesta di potatura", "Sopralluogo sui tigli"] {
        registra(&hall.ente, who, &nuova(subject), &[], None).await.unwrap();
    }
    let secret = Nuova { riservata: true, ..nuova("Relazione sul minore") };
    registra(&hall.ente, who, &secret, &[], None).await.unwrap().anno
}

async fn link(browser: &Browser, place: &str, tipo: &str, numero: &str) -> (u16, String) {
    let answer = browser.post(&format!("{place}/collegamenti"), &[("tipo", tipo), ("numero", numero)]).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_entries_are_linked_told_on_both_and_the_link_is_undone_with_a_reason() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let person = hall.person("anna", pro, MAY).await;
        let anno = tre(&hall, &hall.who(person).await).await;
        let anna = hall.signed_in("anna").await;
        let [one, two] = [1, 2].map(|numero| format!("/protocollo/{anno}/{numero}"));
        let [first, second] = [1, 2].map(|numero| format!("{numero}/{anno}"));
        assert_eq!(link(&anna, &two, "risponde", &first).await.0, 303, "{engine:?}");
        let (asked, answers) = (anna.read(&one).await, anna.read(&two).await);
        assert!(asked.contains("Ha avuto risposta con la") && asked.contains(&format!("href=\"{two}\"")), "{asked}");
        assert!(answers.contains("Risponde alla") && answers.contains("ha collegato: risponde alla"), "{answers}");
        for (place, numero, why) in [
            (&two, &first, "twice"),
            (&one, &second, "the other way round"),
            (&one, &first, "with itself"),
            (&one, &format!("99/{anno}"), "with nothing"),
            (&one, &"ieri".to_owned(), "with a word"),
        ] {
            assert_eq!(link(&anna, place, "seguito", numero).await.0, 422, "{why}");
        }

        let key = hall.api_key("anna", person, MAY).await;
        let client = reqwest::Client::new();
        let ask = async |numero: i64| {
            let place = format!("{}/api/v1/protocollo/registrazioni/{anno}/{numero}", hall.url);
            let told = client.get(place).bearer_auth(&key).send().await.unwrap().text().await.unwrap();
            serde_json::from_str::<Value>(&told).unwrap()["collegamenti"][0].clone()
        };
        let told = ask(1).await;
        assert_eq!(
            (&told["numero"], &told["tipo"], &told["da_questa"]),
            (&2.into(), &"risponde".into(), &false.into())
        );
        let undo = format!("{one}/collegamenti/{}/sciogli", told["id"].as_str().unwrap());
        assert_eq!(anna.post(&undo, &[("motivo", "")]).await.status(), 422);
        assert_eq!(anna.post(&undo, &[("motivo", "Numero sbagliato")]).await.status(), 303);
        assert_eq!(anna.post(&undo, &[("motivo", "Numero sbagliato")]).await.status(), 422, "once");
        assert_eq!(ask(2).await["sciolto"]["motivo"], "Numero sbagliato");
        assert!(anna.read(&two).await.contains("Numero sbagliato"), "it stays legible");
        assert_eq!(link(&anna, &one, "seguito", &second).await.0, 303, "what was undone stands in nobody's way");
        let holds = ask(1).await;
        assert!(holds["tipo"] == "seguito" && holds["sciolto"].is_null(), "what holds comes first: {holds}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_with_what_one_may_not_see_is_as_if_it_were_not_there() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, soc) = (hall.unit("PRO", "Protocollo").await, hall.unit("SOC", "Sociale").await);
        let person = hall.person("anna", pro, MAY).await;
        hall.person("carlo", soc, &[MAY, &["protocollo.consulta_tutto"]].concat()).await;
        let anno = tre(&hall, &hall.who(person).await).await;
        let (anna, carlo) = (hall.signed_in("anna").await, hall.signed_in("carlo").await);
        let [one, secret] = [1, 3].map(|numero| format!("/protocollo/{anno}/{numero}"));
        assert_eq!(link(&anna, &secret, "seguito", &format!("1/{anno}")).await.0, 303, "{engine:?}");
        let href = format!("href=\"{secret}\"");
        assert!(anna.read(&one).await.contains(&href));
        let seen = carlo.read(&one).await;
        assert!(seen.contains("Richiesta di potatura") && !seen.contains(&href), "{seen}");
        assert!(!seen.contains("ha collegato"), "nor in the history");
        for numero in [3, 99] {
            let (status, told) = link(&carlo, &one, "risponde", &format!("{numero}/{anno}")).await;
            assert!(status == 422 && told.contains("fra quelle che puoi vedere"), "{numero}: {told}");
        }
        let page = anna.read(&one).await;
        let undo =
            page.split("action=\"").filter_map(|part| part.split('"').next()).find(|at| at.ends_with("/sciogli"));
        assert_eq!(carlo.post(undo.unwrap(), &[("motivo", "Non mi piace")]).await.status(), 404);
        hall.verify_clean().await;
    }
}
