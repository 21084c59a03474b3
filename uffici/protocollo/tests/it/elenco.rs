//! The list as each likes it: words within filters, columns, kept filters, many entries at once, files that leave a trace.

use std::sync::Arc;

use kernel::{Clock, FixedClock, SystemClock};
use office::Office;
use protocollo::{Assegnatario, Nuova, Protocollo, Tipo};
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

const ADDETTA: &[&str] = &[
    "protocollo.consulta",
    "protocollo.consulta_tutto",
    "protocollo.registra",
    "protocollo.assegna",
    "protocollo.prendi",
    "protocollo.annulla",
];
const DAY: i64 = 86_400_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn words_are_sought_within_the_filters_even_in_an_old_year() {
    for engine in Engine::all() {
        let now = SystemClock.now();
        let clock = Arc::new(FixedClock::new(now.plus_micros(-900 * DAY)));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let (pro, tec) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
        let person = hall.person("anna", pro, ADDETTA).await;
        hall.person("marco", tec, &["protocollo.consulta", "protocollo.prendi"]).await;
        let who = hall.who(person).await;
        let old = protocollo::registra(&hall.ente, &who, &nuova("Potatura dei tigli"), &[], None).await.unwrap();
        clock.set(now);
        let to_tec = |oggetto: &str| {
            let tec = Assegnatario { ufficio: tec, persona: None, tipo: Tipo::Competenza };
            Nuova { assegnazioni: vec![tec], ..nuova(oggetto) }
        };
        // More recent ones than one page of what is found would hold.
        for n in 0..60 {
            protocollo::registra(&hall.ente, &who, &to_tec(&format!("Potatura numero {n}")), &[], None).await.unwrap();
        }
        let anna = hall.signed_in("anna").await;
        let day = old.registrata_at.date();
        let found = anna.read(&format!("/protocollo?q=potatura&dal={day}&al={day}")).await;
        assert!(found.contains("tigli") && !found.contains("Potatura numero"), "only that day: {found}");
        let waiting = anna.read("/protocollo?q=potatura&vista=da-assegnare").await;
        assert!(waiting.contains("tigli") && !waiting.contains("Potatura numero"));
        // All of them, a page after the other, each once.
        let (mut path, mut seen) = ("/protocollo?q=potatura".to_owned(), Vec::new());
        loop {
            let page = anna.read(&path).await;
            seen.extend(
                page.split("data-href=\"/protocollo/").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()),
            );
            let Some(next) = page.split("rel=\"next\" href=\"").nth(1) else { break };
            path = next.split('"').next().unwrap().replace("&amp;", "&").replace("&#x2f;", "/");
        }
        assert_eq!(seen.len(), 61);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 61, "each once");

        // What waits for an office is found among what waits, and no more once it is taken.
        let marco = hall.signed_in("marco").await;
        assert!(marco.read("/protocollo?q=%22numero+7%22&vista=per-me").await.contains("Potatura numero 7"));
        let year = now.year();
        let entry = marco.read(&format!("/protocollo/{year}/8")).await;
        let accept =
            entry.split("action=\"").filter_map(|part| part.split('"').next()).find(|path| path.ends_with("/accetta"));
        assert_eq!(marco.post(accept.unwrap(), &[]).await.status(), 303);
        assert!(!marco.read("/protocollo?q=%22numero+7%22&vista=per-me").await.contains("Potatura numero 7"));
        assert!(marco.read("/protocollo?q=%22numero+7%22").await.contains("Potatura numero 7"));
        let motivo = [("motivo", "registrata due volte per errore")];
        assert_eq!(anna.post(&format!("/protocollo/{year}/9/annulla"), &motivo).await.status(), 303);
        let annulled = anna.read("/protocollo?q=potatura&vista=annullate").await;
        assert!(annulled.contains("Potatura numero 8") && !annulled.contains("Potatura numero 7"));
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_and_kept_filters_are_of_one_person_and_stay() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let person = hall.person("anna", pro, ADDETTA).await;
        hall.person("bruno", pro, ADDETTA).await;
        let who = hall.who(person).await;
        protocollo::registra(&hall.ente, &who, &nuova("Potatura dei tigli"), &[], None).await.unwrap();
        let (anna, bruno) = (hall.signed_in("anna").await, hall.signed_in("bruno").await);
        assert!(!anna.read("/protocollo").await.contains("data-label=\"Mezzo\""));
        let chosen = [("colonne", "mezzo"), ("colonne", "inventata"), ("q", "tigli")];
        let answer = anna.post("/protocollo/elenco/colonne", &chosen).await;
        assert_eq!(answer.headers()["location"], "/protocollo?q=tigli");
        let mine = anna.read("/protocollo").await;
        assert!(mine.contains("data-label=\"Mezzo\"") && !mine.contains("data-label=\"Stato\""));
        assert!(!bruno.read("/protocollo").await.contains("data-label=\"Mezzo\""));

        let kept = [("nome", "I miei tigli"), ("q", "tigli"), ("mezzo", "mano")];
        assert_eq!(
            anna.post("/protocollo/elenco/salva", &kept).await.headers()["location"],
            "/protocollo?q=tigli&mezzo=mano"
        );
        assert!(anna.read("/protocollo").await.contains("I miei tigli"));
        assert!(!bruno.read("/protocollo").await.contains("I miei tigli"));
        assert_eq!(anna.post("/protocollo/elenco/salva", &[("nome", " ")]).await.status(), 400);
        assert_eq!(anna.post("/protocollo/elenco/togli", &[("nome", "I miei tigli")]).await.status(), 303);
        assert!(!anna.read("/protocollo").await.contains("I miei tigli"));
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_given_at_once_and_one_that_refuses_stops_no_other() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, tec) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
        let person = hall.person("anna", pro, ADDETTA).await;
        hall.person("marco", tec, &["protocollo.consulta", "protocollo.prendi"]).await;
        let who = hall.who(person).await;
        for n in 1..=3 {
            protocollo::registra(&hall.ente, &who, &nuova(&format!("Carta {n}")), &[], None).await.unwrap();
        }
        let year = hall.ente.ledger.now().year();
        protocollo::annulla(&hall.ente, &who, i64::from(year), 2, "registrata due volte per errore").await.unwrap();
        let anna = hall.signed_in("anna").await;
        let all: Vec<String> = (1..=4).map(|n| format!("{year}-{n}")).collect();
        let tec = tec.to_string();
        let mut form: Vec<(&str, &str)> = all.iter().map(|place| ("scelta", place.as_str())).collect();
        form.extend([("azione", "assegna"), ("a_ufficio", tec.as_str())]);
        let told = anna.post("/protocollo/elenco/insieme", &form).await;
        assert_eq!(told.status(), 200);
        let told = told.text().await.unwrap();
        assert!(
            told.contains("Registrazioni assegnate: 2") && told.contains("Registrazioni non assegnate: 2"),
            "{told}"
        );
        assert!(told.contains("annullata: non si può più assegnare"), "{told}");
        assert!(told.contains("nessuna registrazione con questo numero"), "{told}");
        let marco = hall.signed_in("marco").await.read("/scrivania").await;
        assert!(marco.contains("Carta 1") && marco.contains("Carta 3") && !marco.contains("Carta 2"));
        for bad in [vec![("azione", "assegna")], vec![("azione", "classifica"), ("scelta", all[0].as_str())]] {
            assert_eq!(anna.post("/protocollo/elenco/insieme", &bad).await.status(), 400);
        }
        // Each button needs only its own field.
        let form = [("scelta", all[0].as_str()), ("azione", "classifica"), ("a_classe", "VI.7"), ("a_ufficio", "")];
        let told = anna.post("/protocollo/elenco/insieme", &form).await.text().await.unwrap();
        assert!(told.contains("Registrazioni classificate: 1"), "{told}");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_arrives_whole_at_a_browser_which_asks_for_it_compressed() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let who = hall.who(hall.person("anna", pro, ADDETTA).await).await;
        protocollo::registra(&hall.ente, &who, &nuova("Potatura dei tigli"), &[], None).await.unwrap();
        let anna = hall.signed_in("anna").await;
        for (list, encoding) in [("/protocollo", "gzip"), ("/protocollo", "br"), ("/protocollo/fascicoli", "br")] {
            let address = anna.address(&format!("{list}/esporta.csv"));
            let sent = anna.client().get(address).header("accept-encoding", encoding).send().await.unwrap();
            assert_eq!(sent.headers()["content-encoding"], encoding);
            sent.bytes().await.unwrap_or_else(|error| panic!("{list} as {encoding} on {engine:?}: {error}"));
        }
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_a_copy_of_the_list_away_is_recorded() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let person = hall.person("anna", pro, ADDETTA).await;
        let who = hall.who(person).await;
        protocollo::registra(&hall.ente, &who, &nuova("Potatura dei tigli"), &[], None).await.unwrap();
        protocollo::registra(&hall.ente, &who, &nuova("Fattura del gas"), &[], None).await.unwrap();
        let anna = hall.signed_in("anna").await;
        let csv = anna.read("/protocollo/esporta.csv?q=tigli").await;
        assert!(csv.contains("tigli") && !csv.contains("gas"), "{csv}");
        for (end, magic) in [("xlsx", b"PK"), ("ods", b"PK")] {
            let bytes = anna.get(&format!("/protocollo/esporta.{end}")).await.bytes().await.unwrap();
            assert!(bytes.starts_with(magic));
        }
        let read = hall.ente.db().read().await.unwrap();
        let rows =
            db::rows(&read, "SELECT formato, filtro FROM protocollo_esportazione ORDER BY id", []).await.unwrap();
        let told: Vec<(String, String)> =
            rows.iter().map(|row| (row.try_get("", "formato").unwrap(), row.try_get("", "filtro").unwrap())).collect();
        let of = |formato: &str, filtro: &str| (formato.to_owned(), filtro.to_owned());
        assert_eq!(told, [of("csv", "/protocollo?q=tigli"), of("xlsx", "/protocollo"), of("ods", "/protocollo")]);
        drop(read);
        hall.verify_clean().await;
        hall.stop().await;
    }
}
