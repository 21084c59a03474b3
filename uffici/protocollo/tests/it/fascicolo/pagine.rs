//! The pages: opened from an entry, filled from the list, proposed to the answer.

use protocollo::{Assegnatario, Nuova, NuovoFascicolo, Parte, Tipo, apri_fascicolo, registra};
use testkit::{Engine, TownHall};

use super::{CURA, OFFICES, affare, plain, rows};
use crate::numeri::nuova;

/// The value of a hidden or visible field in a page.
fn value<'a>(page: &'a str, name: &str) -> &'a str {
    let field = page.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_default();
    field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_opened_from_an_entry_which_proposes_everything() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("EDI", "Edilizia").await;
        let who = hall.who(hall.person("marco", unit, CURA).await).await;
        let own = Assegnatario { ufficio: unit, persona: None, tipo: Tipo::Competenza };
        let parti = vec![Parte { nome: "Colli Martina".into(), ..Parte::default() }];
        let entry = Nuova {
            classe: Some("VI.3".into()),
            parti,
            assegnazioni: vec![own],
            ..nuova("Accesso agli atti 118/2024")
        };
        let entry = registra(&hall.ente, &who, &entry, &[], None).await.unwrap();
        let marco = hall.signed_in("marco").await;
        let place = format!("/protocollo/{}/{}", entry.anno, entry.numero);
        assert!(marco.read(&place).await.contains("Non sta in nessun fascicolo"));
        let form = marco.read(&format!("/protocollo/fascicoli/nuovo?da={}-{}", entry.anno, entry.numero)).await;
        for told in ["Accesso agli atti 118/2024", "Colli Martina", "dalla registrazione"] {
            assert!(form.contains(told), "{told}");
        }
        assert!(
            form.contains("value=\"VI.3\" selected") && form.contains(&format!("value=\"{unit}\" selected")),
            "{form}"
        );
        let (key, ufficio) = (value(&form, "chiave").to_owned(), unit.to_string());
        let da = format!("{}-{}", entry.anno, entry.numero);
        let base = [("chiave", &*key), ("da", &*da), ("classe", "VI.3"), ("ufficio", &*ufficio), ("tipo", "affare")];
        let refused = marco.post("/protocollo/fascicoli/nuovo", &[&base[..], &[("oggetto", "")]].concat()).await;
        assert_eq!(refused.status(), 422);
        let told = plain(&refused.text().await.unwrap());
        assert!(told.contains("Manca l'oggetto") && told.contains("Manca il termine"), "{told}");
        let whole = [&base[..], &[("oggetto", "Accesso agli atti 118/2024"), ("termine", "2999-01-31")]].concat();
        let opened = marco.post("/protocollo/fascicoli/nuovo", &whole).await;
        let address = format!("/protocollo/fascicoli/{}-VI.3-1?fatto=aperto", entry.anno);
        assert_eq!(opened.headers()["location"].to_str().unwrap(), address);
        assert_eq!(
            marco.post("/protocollo/fascicoli/nuovo", &whole).await.headers()["location"].to_str().unwrap(),
            address,
            "sent twice"
        );
        assert_eq!(rows(&hall, "protocollo_fascicolo").await, 1);
        let page = marco.read(&address).await;
        assert!(page.contains("Fascicolo aperto") && page.contains(&place), "the entry lies in it");
        assert!(page.contains("Prima di chiuderlo"), "what is still to do");
        assert!(marco.read(&place).await.contains(&format!("{}-VI.3/1", entry.anno)));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fascicoli_are_proposed_with_the_reason_and_classes_that_differ_are_told() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (unit, other) = (hall.unit("EDI", "Edilizia").await, hall.unit("SOC", "Servizi sociali").await);
        let who = hall.who(hall.person("marco", unit, CURA).await).await;
        let sofia = hall.who(hall.person("sofia", other, CURA).await).await;
        let of = |name: &str, classe: &str, oggetto: &str| {
            let parti = vec![Parte { nome: name.into(), ..Parte::default() }];
            Nuova { classe: Some(classe.into()), parti, ..nuova(oggetto) }
        };
        let first = registra(&hall.ente, &who, &of("Colli Martina", "VI.5", "Prima domanda di Colli"), &[], None)
            .await
            .unwrap();
        let same = NuovoFascicolo { classe: "VI.5".into(), ..affare("Pratica di Colli", unit) };
        apri_fascicolo(&hall.ente, &who, &same, Some((first.anno, first.numero)), None).await.unwrap();
        apri_fascicolo(&hall.ente, &who, &affare("Altra pratica edilizia", unit), None, None).await.unwrap();
        let closed = apri_fascicolo(&hall.ente, &who, &affare("Pratica finita", unit), None, None).await.unwrap();
        protocollo::chiudi_fascicolo(&hall.ente, &who, &closed.chiave(), "").await.unwrap();
        apri_fascicolo(&hall.ente, &sofia, &affare("Pratica dei sociali", other), None, None).await.unwrap();
        let entry = registra(&hall.ente, &who, &of("Colli Martina", "VI.3", "Seconda domanda di Colli"), &[], None)
            .await
            .unwrap();
        let marco = hall.signed_in("marco").await;
        let place = format!("/protocollo/{}/{}", entry.anno, entry.numero);
        let page = marco.read(&format!("{place}/fascicolo")).await;
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} on {engine:?}: {page}"));
        assert!(at("Pratica di Colli") < at("Altra pratica edilizia"), "the correspondent counts more than the class");
        assert!(page.contains("Stesso corrispondente.") && page.contains("Stessa classe."));
        assert!(page.contains("La classe della registrazione è VI.3, quella del fascicolo VI.5."), "{page}");
        assert!(!page.contains("Pratica finita") && !page.contains("Pratica dei sociali"));

        assert_eq!(marco.post(&format!("{place}/fascicolo"), &[("scelto", "")]).await.status(), 422);
        let unknown = marco.post(&format!("{place}/fascicolo"), &[("altro_testo", "2026-VI.3/99")]).await;
        assert_eq!(unknown.status(), 422);
        let chosen = format!("{}-VI.5-1", entry.anno);
        let done = marco.post(&format!("{place}/fascicolo"), &[("scelto", &*chosen)]).await;
        assert_eq!(done.headers()["location"].to_str().unwrap(), format!("{place}#fascicoli"));
        assert!(marco.read(&place).await.contains("quella del fascicolo VI.5"), "the warning stays until they agree");
        // Written by hand, with its title behind; and the class given with it.
        let written = format!("{}-VI.3/1 Altra pratica edilizia", entry.anno);
        let both = [("altro_testo", &*written), ("scelto", &*chosen)];
        assert_eq!(marco.post(&format!("{place}/fascicolo"), &both).await.status(), 303, "an entry may lie in several");
        assert_eq!(rows(&hall, "protocollo_fascicolo_voce").await, 3);
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_entries_go_into_a_fascicolo_at_once_and_one_that_may_not_stops_no_other() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("EDI", "Edilizia").await;
        let who = hall.who(hall.person("marco", unit, CURA).await).await;
        hall.person("legge", unit, &["protocollo.consulta"]).await;
        let key = apri_fascicolo(&hall.ente, &who, &affare("Permesso di via Verdi", unit), None, None)
            .await
            .unwrap()
            .chiave();
        for n in 1..=4 {
            registra(&hall.ente, &who, &nuova(&format!("Carta numero {n}")), &[], None).await.unwrap();
        }
        let year = hall.ente.ledger.now().year();
        protocollo::annulla(&hall.ente, &who, i64::from(year), 2, "registrata due volte").await.unwrap();
        let marco = hall.signed_in("marco").await;
        let list = marco.read("/protocollo").await;
        assert!(
            list.contains("formaction=\"/protocollo/elenco/fascicolo\"") && list.contains("name=\"a_fascicolo_testo\"")
        );
        let all: Vec<String> = (1..=3).map(|n| format!("{year}-{n}")).collect();
        let number = key.to_string();
        let mut form: Vec<(&str, &str)> = all.iter().map(|place| ("scelta", place.as_str())).collect();
        form.push(("a_fascicolo_testo", number.as_str()));
        let told = marco.post("/protocollo/elenco/fascicolo", &form).await.text().await.unwrap();
        assert!(
            told.contains("Registrazioni messe nel fascicolo: 2")
                && told.contains("Registrazioni non messe nel fascicolo: 1"),
            "{told}"
        );
        assert!(told.contains("annullata: non si mette in un fascicolo"), "{told}");
        assert_eq!(rows(&hall, "protocollo_fascicolo_voce").await, 2);
        for bad in [
            vec![("scelta", all[0].as_str())],
            vec![("a_fascicolo_testo", number.as_str())],
            vec![("scelta", all[0].as_str()), ("a_fascicolo_testo", "pippo")],
        ] {
            assert_eq!(marco.post("/protocollo/elenco/fascicolo", &bad).await.status(), 400, "{bad:?}");
        }
        let reader = hall.signed_in("legge").await;
        assert!(!reader.read("/protocollo").await.contains("a_fascicolo"));
        assert_eq!(reader.post("/protocollo/elenco/fascicolo", &form).await.status(), 403);
        // From the fascicolo, by number.
        let base = format!("/protocollo/fascicoli/{}", key.in_address());
        assert_eq!(
            marco.post(&format!("{base}/metti"), &[("registrazione", &*format!("4/{year}"))]).await.status(),
            303
        );
        for (written, status) in [("4/2026x", 422), ("", 422), ("77/2026", 404)] {
            assert_eq!(
                marco.post(&format!("{base}/metti"), &[("registrazione", written)]).await.status(),
                status,
                "{written}"
            );
        }
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_goes_where_its_question_lies_by_proposal() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("EDI", "Edilizia").await;
        let who = hall.who(hall.person("marco", unit, CURA).await).await;
        let question = registra(&hall.ente, &who, &nuova("Domanda di accesso agli atti"), &[], None).await.unwrap();
        let place = (question.anno, question.numero);
        let key = apri_fascicolo(&hall.ente, &who, &affare("Accesso agli atti", unit), Some(place), None)
            .await
            .unwrap()
            .chiave();
        let marco = hall.signed_in("marco").await;
        let risponde = format!("{}-{}", question.anno, question.numero);
        let dropped = marco
            .upload("/protocollo/nuova/carica", &[("risponde", &*risponde)], "r.txt", b"Si autorizza.".to_vec())
            .await;
        let form = marco.read(dropped.headers()["location"].to_str().unwrap()).await;
        let proposed = value(&form, "fascicolo_testo").replace("&#x2f;", "/");
        assert_eq!(proposed, format!("{key} Accesso agli atti"), "{form}");
        assert!(form.contains("quello della registrazione 1/"));
        let bozza = value(&form, "bozza").to_owned();
        let base = [
            ("bozza", &*bozza),
            ("chiave", &*bozza),
            ("verso", "partenza"),
            ("mezzo", "email"),
            ("oggetto", "Risposta alla domanda di accesso"),
            ("nome_testo", "Rossi Mario"),
        ];
        // A number that is none is told beside the field, and nothing is registered.
        let wrong =
            marco.post("/protocollo/nuova", &[&base[..], &[("fascicolo_testo", "2026-VI.3/99")]].concat()).await;
        assert_eq!(wrong.status(), 422);
        assert_eq!(rows(&hall, "protocollo_registrazione").await, 1, "no number was taken");
        let done = marco.post("/protocollo/nuova", &[&base[..], &[("fascicolo_testo", &*proposed)]].concat()).await;
        assert_eq!(done.status(), 303);
        let page = marco.read(&format!("/protocollo/fascicoli/{}", key.in_address())).await;
        assert!(page.contains("Risposta alla domanda di accesso") && page.contains("2 registrazioni"), "{page}");
        let answer = marco.read(&format!("/protocollo/{}/2", question.anno)).await;
        assert!(
            answer.contains("Risponde alla") && answer.contains(&key.to_string().replace('/', "&#x2f;"))
                || answer.contains(&key.to_string())
        );
        assert!(marco.read(&format!("/protocollo/{}/1", question.anno)).await.contains("Ha avuto risposta con"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_filtered_by_everything_that_a_clerk_knows_and_paged() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (edi, llp) = (hall.unit("EDI", "Edilizia").await, hall.unit("LLP", "Lavori pubblici").await);
        let all = [CURA, &["protocollo.fascicola_tutto", "protocollo.consulta_tutto"]].concat();
        let who = hall.who(hall.person("carla", edi, &all).await).await;
        for n in 1..=60 {
            let (classe, unit) = if n % 2 == 0 { ("VI.5", llp) } else { ("VI.3", edi) };
            let nuovo = NuovoFascicolo { classe: classe.into(), ..affare(&format!("Pratica numero {n}"), unit) };
            apri_fascicolo(&hall.ente, &who, &nuovo, None, None).await.unwrap();
        }
        let year = hall.ente.ledger.now().year();
        let closed = format!("{year}-VI.3/1").parse().unwrap();
        protocollo::chiudi_fascicolo(&hall.ente, &who, &closed, "").await.unwrap();
        let carla = hall.signed_in("carla").await;
        let count = |path: String| {
            let carla = &carla;
            async move {
                let (mut path, mut seen) = (path, 0);
                loop {
                    let page = carla.read(&path).await;
                    seen += page.matches("data-href=\"").count();
                    let Some(next) = page.split("rel=\"next\" href=\"").nth(1) else { return seen };
                    path = next.split('"').next().unwrap().replace("&amp;", "&").replace("&#x2f;", "/");
                }
            }
        };
        let llp = llp.to_string();
        for (query, expected) in [
            ("", 59),
            ("vista=tutti", 60),
            ("vista=chiusi", 1),
            ("vista=scaduti", 0),
            ("vista=miei", 29),
            ("classe=VI.5", 30),
            ("classe=VI", 59),
            (&*format!("ufficio={llp}"), 30),
            ("anno=1999", 0),
            (&*format!("anno={year}&vista=tutti"), 60),
            ("tipo=serie", 0),
            ("q=pratica", 59),
            ("q=pratiche&vista=tutti", 60),
            ("q=pratica&classe=VI.3&vista=chiusi", 1),
            ("q=%22numero+60%22", 1),
            (&*format!("q={year}-VI.5%2F30&vista=tutti"), 1),
            ("q=pratica&vista=miei", 29),
        ] {
            assert_eq!(count(format!("/protocollo/fascicoli?{query}")).await, expected, "{query} on {engine:?}");
        }
        let csv = carla.read("/protocollo/fascicoli/esporta.csv?vista=tutti").await;
        assert_eq!(csv.lines().count(), 61);
        assert_eq!(rows(&hall, "protocollo_esportazione").await, 1, "who takes a copy away is recorded");
        let hits = carla.read("/protocollo/fascicoli/suggerisci?q=numero+59").await;
        assert!(hits.contains("Pratica numero 59"), "{hits}");
        assert!(!carla.read("/protocollo/fascicoli/suggerisci?q=numero+1").await.contains("numero 1<"), "a closed one");
    }
}
