//! Repertories: each document has its number there and its number in the protocol, both or none.

use std::sync::Arc;

use kernel::{FixedClock, Instant};
use office::Office;
use protocollo::{
    Assegnatario, Nuova, Protocollo, Tipo, Verso, annulla, apri_repertorio, registra, registra_a_repertorio,
};
use serde_json::{Value, json};
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

const REGISTRANO: &[&str] = &["protocollo.consulta", "protocollo.registra", "protocollo.annulla"];
const CURA: &[&str] = &["protocollo.consulta", "protocollo.registra", "protocollo.titolario"];

fn contratto(oggetto: &str, ufficio: authz::UnitId) -> Nuova {
    let given = vec![Assegnatario { ufficio, persona: None, tipo: Tipo::Competenza }];
    Nuova { assegnazioni: given, ..Nuova::new(Verso::Interno, oggetto, "interno") }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_leave_no_hole_in_either_register_and_a_form_sent_twice_takes_one() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(Instant::start_of("2026-12-31".parse().unwrap()).plus_seconds(36_000)));
        let hall = Arc::new(TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await);
        let unit = hall.unit("SEG", "Segreteria").await;
        let carla = hall.who(hall.person("carla", unit, CURA).await).await;
        let who = Arc::new(hall.who(hall.person("marco", unit, REGISTRANO).await).await);
        let id = apri_repertorio(&hall.ente, &carla, "contratti", "Contratti", 2026).await.unwrap();
        assert!(
            apri_repertorio(&hall.ente, &carla, "CONTRATTI", "Altri contratti", 2026).await.is_err(),
            "the same code"
        );
        assert!(apri_repertorio(&hall.ente, &who, "VERBALI", "Verbali", 2026).await.is_err(), "not for everybody");
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..16 {
            let (hall, who) = (Arc::clone(&hall), Arc::clone(&who));
            tasks.spawn(async move {
                let key = format!("chiave-{}", n / 2);
                // One in four is an ordinary entry, which takes no number of the repertory.
                if n % 8 == 7 {
                    registra(&hall.ente, &who, &nuova("Domanda di un cittadino"), &[], None).await.unwrap();
                    return None;
                }
                let contract = contratto(&format!("Appalto della mensa {}", n / 2), unit);
                let done = registra_a_repertorio(&hall.ente, &who, id, &contract, &[], Some(&key)).await;
                // Two with the same key at the same instant: the second may be refused by the key, and is sent again.
                let done = match done {
                    Ok(done) => done,
                    Err(_) => registra_a_repertorio(&hall.ente, &who, id, &contract, &[], Some(&key)).await.unwrap(),
                };
                Some((done.voce.numero, done.riga.numero))
            });
        }
        let mut all: Vec<(i64, i64)> = tasks.join_all().await.into_iter().flatten().collect();
        all.sort_unstable();
        all.dedup();
        let numbers: Vec<i64> = all.iter().map(|(numero, _)| *numero).collect();
        assert_eq!(numbers, (1..=8).collect::<Vec<i64>>(), "{engine:?}");
        // A key of an entry that is not of this repertory is told as taken, and takes no number.
        let minutes = apri_repertorio(&hall.ente, &carla, "VERBALI", "Verbali", 2026).await.unwrap();
        registra(&hall.ente, &who, &nuova("Domanda di un cittadino"), &[], Some("altra")).await.unwrap();
        for (repertory, key) in [(id, "altra"), (minutes, "chiave-0")] {
            let asked = contratto("Appalto del verde", unit);
            let taken = registra_a_repertorio(&hall.ente, &who, repertory, &asked, &[], Some(key)).await.unwrap_err();
            assert!(taken.to_string().contains("Questa chiave è già presa"), "{taken}");
        }
        let arrival = registra_a_repertorio(&hall.ente, &who, id, &nuova("Domanda"), &[], None).await.unwrap_err();
        assert!(arrival.to_string().contains("registralo come interno"), "{arrival}");
        clock.set(Instant::start_of("2027-01-01".parse().unwrap()).plus_seconds(1));
        let next =
            registra_a_repertorio(&hall.ente, &who, id, &contratto("Appalto nuovo", unit), &[], None).await.unwrap();
        assert_eq!((next.voce.anno, next.voce.numero, next.riga.anno, next.riga.numero), (2027, 1, 2027, 1));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_opened_and_filled_by_the_pages_and_by_programs_and_tells_only_what_may_be_seen() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (seg, tri) = (hall.unit("SEG", "Segreteria").await, hall.unit("TRI", "Tributi").await);
        let carla_id = hall.person("carla", seg, CURA).await;
        let marco = hall.who(hall.person("marco", seg, REGISTRANO).await).await;
        hall.person("lucia", tri, &["protocollo.consulta"]).await;
        let carla = hall.signed_in("carla").await;
        let year = i64::from(hall.ente.ledger.now().year());
        let wrong = carla.post("/protocollo/repertori", &[("codice", "a b"), ("nome", ""), ("dal_anno", "1900")]).await;
        let (status, text) = (wrong.status(), wrong.text().await.unwrap());
        assert!(status == 422 && text.contains("Il codice ha da 2 a 12") && text.contains("non si numera"), "{text}");
        let this = year.to_string();
        let right = [("codice", "verbali"), ("nome", "Verbali di gara"), ("dal_anno", this.as_str())];
        assert_eq!(carla.post("/protocollo/repertori", &right).await.status(), 303);
        let list = carla.read("/protocollo/repertori").await;
        let place =
            list.split("data-href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().replace("&#x2f;", "/");
        let unit = seg.to_string();
        let form = [("oggetto", "Verbale della gara per la mensa"), ("ufficio", unit.as_str()), ("chiave", "k1")];
        for _ in 0..2 {
            let sent = carla.upload(&format!("{place}/registra"), &form, "verbale.txt", b"Verbale".to_vec()).await;
            let location = sent.headers().get("location").unwrap().to_str().unwrap().to_owned();
            assert!(location.ends_with(&format!("fatto=1-{year}")), "{location}: the form sent twice gives the same");
        }
        let empty = carla.upload(&format!("{place}/registra"), &[("chiave", "k2")], "verbale.txt", b"x".to_vec()).await;
        assert_eq!(empty.status(), 422);
        let key = hall.api_key("carla", carla_id, CURA).await;
        let base = format!("{}/api/v1{place}", hall.url);
        let body = json!({
            "verso": "interno", "oggetto": "Verbale segreto di commissione", "mezzo": "interno", "riservata": true,
            "assegnazioni": [{ "ufficio": seg }],
        });
        let client = reqwest::Client::new();
        let form = reqwest::multipart::Form::new().text("dati", body.to_string());
        let post = client.post(format!("{base}/registrazioni")).bearer_auth(&key).multipart(form).send().await.unwrap();
        let (status, made) = (post.status(), post.text().await.unwrap());
        assert_eq!(status, 201, "{made}");
        let made: Value = serde_json::from_str(&made).unwrap();
        assert_eq!((&made["repertorio"]["numero"], &made["protocollo"]["numero"]), (&json!(2), &json!(2)));
        let entry = carla.read(&format!("/protocollo/{year}/1")).await;
        assert!(entry.contains("A repertorio") && entry.contains("Verbali di gara n. 1"), "{entry}");
        let lucia = hall.signed_in("lucia").await;
        let theirs = lucia.read(&place).await;
        assert!(theirs.contains("Nessuno") && !theirs.contains("segreto") && !theirs.contains("gara per la mensa"));
        assert!(!theirs.contains("Registra un documento a repertorio"));
        assert_eq!(lucia.post("/protocollo/repertori", &right).await.status(), 403);
        annulla(&hall.ente, &marco, year, 1, "Registrato due volte per errore.").await.unwrap();
        assert!(carla.read(&place).await.contains("annullata"), "the number stays, the entry is annulled");
        hall.verify_clean().await;
    }
}
