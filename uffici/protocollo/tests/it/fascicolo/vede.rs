//! Fascicoli of others and confidential ones, and what lies in those that one sees: what may not be seen is as if it were not
//! there, in lists, counts, searches, suggestions, pages, papers, exports and the API.

use protocollo::{
    Assegnatario, Nuova, NuovoFascicolo, Tipo, apri_fascicolo, condividi_fascicolo, metti_nel_fascicolo, registra,
};
use testkit::{Browser, Engine, TownHall};

use super::{CURA, OFFICES, affare};
use crate::numeri::nuova;

const LEGGE: &[&str] = &["protocollo.consulta", "protocollo.prendi"];

/// Everywhere a fascicolo could show: each place with whether `word` of its title is there.
async fn shows(browser: &Browser, key: &str, api: &reqwest::RequestBuilder, word: &str) -> Vec<(String, bool)> {
    let mut seen = Vec::new();
    let base = format!("/protocollo/fascicoli/{key}");
    for path in [
        "/protocollo/fascicoli?vista=tutti".to_owned(),
        format!("/protocollo/fascicoli?vista=tutti&q={word}"),
        "/protocollo/fascicoli?vista=tutti&classe=VI".to_owned(),
        "/protocollo/fascicoli/esporta.csv?vista=tutti".to_owned(),
        format!("/protocollo/fascicoli/esporta.csv?vista=tutti&q={word}"),
        base.clone(),
        format!("/cerca?q={word}"),
        format!("/cerca/suggerimenti?q={word}"),
    ] {
        let text = browser.read(&path).await;
        // A page that was sought repeats the words that were asked for: the number tells.
        let there = text.contains(&base) || text.contains(&key.replacen("-1", "/1", 1).replace("VI.3-", "VI.3/"));
        let there = if path == base { text.contains(word) } else { there };
        seen.push((path, there));
    }
    seen.push(("pdf".into(), browser.get(&format!("{base}/indice.pdf")).await.status() == 200));
    let list = api.try_clone().unwrap().send().await.unwrap().text().await.unwrap();
    seen.push(("api".into(), list.contains(word)));
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fascicolo_is_seen_by_whom_it_concerns_and_by_nobody_else() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (edi, llp, soc, pro) = (
            hall.unit("EDI", "Edilizia").await,
            hall.unit("LLP", "Lavori pubblici").await,
            hall.unit("SOC", "Servizi sociali").await,
            hall.unit("PRO", "Protocollo").await,
        );
        let riservati = ["protocollo.consulta", "protocollo.riservati"];
        let marco = hall.who(hall.person("marco", edi, &[CURA, &["protocollo.riservati"]].concat()).await).await;
        let people = [
            ("edile", edi, LEGGE.to_vec()),
            ("lavori", llp, LEGGE.to_vec()),
            ("lavoririservati", llp, riservati.to_vec()),
            ("sociale", soc, riservati.to_vec()),
            ("tutto", pro, vec!["protocollo.consulta", "protocollo.consulta_tutto"]),
        ];
        let mut ids = Vec::new();
        for (name, unit, permissions) in &people {
            ids.push((*name, hall.person(name, *unit, permissions).await, permissions.clone()));
        }
        let open =
            apri_fascicolo(&hall.ente, &marco, &affare("Recinzione garibaldina", edi), None, None).await.unwrap();
        let secret = NuovoFascicolo { riservato: true, ..affare("Questione zibaldone", edi) };
        let secret = apri_fascicolo(&hall.ente, &marco, &secret, None, None).await.unwrap();
        condividi_fascicolo(&hall.ente, &marco, &open.chiave(), llp, false).await.unwrap();
        condividi_fascicolo(&hall.ente, &marco, &secret.chiave(), llp, false).await.unwrap();
        // Who, and whether they see the open one and the confidential one.
        let expected = [
            ("edile", true, false),
            ("lavori", true, false),
            ("lavoririservati", true, true),
            ("sociale", false, false),
            ("tutto", true, false),
        ];
        for (name, sees_open, sees_secret) in expected {
            let (_, id, permissions) = ids.iter().find(|(known, ..)| *known == name).unwrap();
            let browser = hall.signed_in(name).await;
            let key = hall.api_key(name, *id, permissions).await;
            for (one, word, sees) in [(&open, "garibaldina", sees_open), (&secret, "zibaldone", sees_secret)] {
                let address = format!("{}/api/v1/protocollo/fascicoli?q={word}", hall.url);
                let api = reqwest::Client::new().get(address).bearer_auth(&key);
                for (place, there) in shows(&browser, &one.chiave().in_address(), &api, word).await {
                    assert_eq!(there, sees, "{name}, {word}, {place} on {engine:?}");
                }
                let by_key = format!("{}/api/v1/protocollo/fascicoli/{}", hall.url, one.chiave().in_address());
                for path in [by_key.clone(), format!("{by_key}/contenuto")] {
                    let answer = reqwest::Client::new().get(&path).bearer_auth(&key).send().await.unwrap();
                    assert_eq!(answer.status() == 200, sees, "{name}: {path} on {engine:?}");
                }
            }
        }
        // What is shared no more is seen no more.
        protocollo::non_condividere_fascicolo(&hall.ente, &marco, &open.chiave(), llp).await.unwrap();
        let lavori = hall.signed_in("lavori").await;
        assert_eq!(lavori.get(&format!("/protocollo/fascicoli/{}", open.chiave().in_address())).await.status(), 404);
        assert!(!lavori.read("/cerca/suggerimenti?q=garibaldina").await.contains("Fascicolo"));
        hall.verify_clean().await;
    }
}

/// What `name`, who sees `count` of the two entries in it, finds of a fascicolo.
async fn as_seen_by(hall: &TownHall, name: &str, count: usize, (base, number): (&str, &str)) {
    let browser = hall.signed_in(name).await;
    let sees = count == 2;
    let page = browser.read(base).await;
    assert_eq!(page.contains("zibaldone"), sees, "contents: {name}");
    assert_eq!(page.contains(number), sees, "history and contents: {name}");
    assert!(page.contains(if sees { "2 registrazioni" } else { "1 registrazione<" }), "count: {name}");
    let list = browser.read("/protocollo/fascicoli").await;
    assert!(list.contains(&format!("data-label=\"Registrazioni\">{count}<")), "count of the list: {name}");
    let csv = browser.read("/protocollo/fascicoli/esporta.csv").await;
    assert!(csv.contains(&format!("\"{count}\";\"aperto\"")), "count of the export: {name}: {csv}");
    let pdf = browser.get(&format!("{base}/indice.pdf")).await.bytes().await.unwrap();
    let format = documents::format::recognise(&pdf, "a.pdf", Some(&pdf));
    let words = documents::text::extract(&pdf, &format).text;
    assert!(words.contains("garibaldina"), "{words}");
    assert_eq!(words.contains("zibaldone"), sees, "index: {name}");
    assert!(!words.contains("altre 1 registrazioni"), "what may not be seen is not left out: it is not there");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_a_fascicolo_keeps_its_own_rule_and_is_not_even_counted() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (edi, soc) = (hall.unit("EDI", "Edilizia").await, hall.unit("SOC", "Servizi sociali").await);
        let marco_id = hall.person("marco", edi, CURA).await;
        let marco = hall.who(marco_id).await;
        let sofia = hall.who(hall.person("sofia", soc, &[CURA, &["protocollo.riservati"]].concat()).await).await;
        let key = apri_fascicolo(&hall.ente, &marco, &affare("Barriere in via Verdi", edi), None, None)
            .await
            .unwrap()
            .chiave();
        condividi_fascicolo(&hall.ente, &marco, &key, soc, true).await.unwrap();
        let a = |ufficio| vec![Assegnatario { ufficio, persona: None, tipo: Tipo::Competenza }];
        let open = registra(
            &hall.ente,
            &marco,
            &Nuova { assegnazioni: a(soc), ..nuova("Domanda di rampa garibaldina") },
            &[],
            None,
        )
        .await
        .unwrap();
        let secret = Nuova { riservata: true, assegnazioni: a(soc), ..nuova("Relazione sanitaria, zibaldone") };
        let secret = registra(&hall.ente, &sofia, &secret, &[], None).await.unwrap();
        metti_nel_fascicolo(&hall.ente, &marco, &key, (open.anno, open.numero), false).await.unwrap();
        metti_nel_fascicolo(&hall.ente, &sofia, &key, (secret.anno, secret.numero), false).await.unwrap();
        protocollo::metti_nel_fascicolo(&hall.ente, &marco, &key, (secret.anno, secret.numero), false)
            .await
            .unwrap_err();

        let base = format!("/protocollo/fascicoli/{}", key.in_address());
        let number = format!("/protocollo/{}/{}\"", secret.anno, secret.numero);
        let token = hall.api_key("marco", marco_id, &["protocollo.consulta", "protocollo.fascicola"]).await;
        let api = |path: &str| {
            let asked = reqwest::Client::new()
                .get(format!("{}/api/v1/protocollo/fascicoli{path}", hall.url))
                .bearer_auth(&token);
            async move { asked.send().await.unwrap().json::<serde_json::Value>().await.unwrap() }
        };
        for (name, count) in [("marco", 1), ("sofia", 2)] {
            as_seen_by(&hall, name, count, (&base, &number)).await;
        }
        let whole = api(&format!("/{}", key.in_address())).await;
        assert_eq!(whole["registrazioni"], 1, "{whole}");
        assert_eq!(whole["pendenze"].as_array().unwrap().len(), 1, "only the one that Marco sees: {whole}");
        let inside = api(&format!("/{}/contenuto", key.in_address())).await;
        assert_eq!(inside["registrazioni"].as_array().unwrap().len(), 1, "{inside}");
        assert_eq!(api("").await["fascicoli"][0]["registrazioni"], 1);
        // Nor is a fascicolo told of on the page of an entry to whoever may not see it.
        let hidden = NuovoFascicolo { riservato: true, ..affare("Fascicolo segretissimo", soc) };
        apri_fascicolo(&hall.ente, &sofia, &hidden, Some((open.anno, open.numero)), None).await.unwrap();
        let entry = format!("/protocollo/{}/{}", open.anno, open.numero);
        assert!(hall.signed_in("sofia").await.read(&entry).await.contains("segretissimo"));
        let marco = hall.signed_in("marco").await;
        assert!(!marco.read(&entry).await.contains("segretissimo"));
        assert!(!marco.read(&format!("{entry}/fascicolo")).await.contains("segretissimo"));
        assert!(!marco.read("/protocollo/fascicoli/suggerisci?q=segretissimo").await.contains("segretissimo"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_only_reads_changes_nothing() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (edi, llp) = (hall.unit("EDI", "Edilizia").await, hall.unit("LLP", "Lavori pubblici").await);
        let marco = hall.who(hall.person("marco", edi, CURA).await).await;
        let lucia = hall.who(hall.person("lucia", llp, CURA).await).await;
        let key = apri_fascicolo(&hall.ente, &marco, &affare("Marciapiede di via Verdi", edi), None, None)
            .await
            .unwrap()
            .chiave();
        let entry = registra(&hall.ente, &lucia, &nuova("Preventivo per il marciapiede"), &[], None).await.unwrap();
        let place = (entry.anno, entry.numero);
        condividi_fascicolo(&hall.ente, &marco, &key, llp, false).await.unwrap();
        let refused = metti_nel_fascicolo(&hall.ente, &lucia, &key, place, false).await.unwrap_err().to_string();
        assert!(refused.contains("puoi solo leggere"), "{refused}");
        condividi_fascicolo(&hall.ente, &marco, &key, llp, true).await.unwrap();
        metti_nel_fascicolo(&hall.ente, &lucia, &key, place, false).await.unwrap();
        for refused in [
            protocollo::chiudi_fascicolo(&hall.ente, &lucia, &key, "").await,
            condividi_fascicolo(&hall.ente, &lucia, &key, llp, false).await,
        ] {
            assert!(refused.unwrap_err().to_string().contains("risponde un altro ufficio"));
        }
        let browser = hall.signed_in("lucia").await;
        let base = format!("/protocollo/fascicoli/{}", key.in_address());
        let page = browser.read(&base).await;
        assert!(!page.contains("/chiudi\"") && !page.contains("/correggi\"") && page.contains("/togli/"));
        for path in ["chiudi", "correggi", "condividi", "trasferisci"] {
            assert_eq!(browser.get(&format!("{base}/{path}")).await.status(), 422, "{path}");
        }
        hall.verify_clean().await;
    }
}
