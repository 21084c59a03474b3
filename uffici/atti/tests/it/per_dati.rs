//! Acts are found by CIG, CUP, chapter, creditor, amount and signer; what one may not see is neither found nor counted.

use std::collections::BTreeSet;

use atti::{
    AttoId, Filtro,
    rules::{chiavi::Ricerca, righe::Riga},
};
use authz::Who;
use jobs::NewJob;
use kernel::{Actor, Cents, Uuid};
use testkit::Engine;

use crate::{
    casa::{Casa, riga},
    cerca::persone,
};

const CUP: &str = "F12H20000120006";
const IVA: &str = "01234567897";

fn spesa(cents: i64) -> Riga {
    Riga { cup: CUP.into(), creditore_codice: IVA.into(), ..riga(cents) }
}

fn per(ricerca: Ricerca) -> Filtro {
    Filtro { ricerca, ..Filtro::default() }
}

fn del_cig() -> Filtro {
    per(Ricerca { cig: "a003deb979".into(), ..Ricerca::default() })
}

fn firmato_da(name: &str) -> Filtro {
    per(Ricerca { firmatario: name.into(), ..Ricerca::default() })
}

fn tra(da: i64, a: i64) -> Ricerca {
    Ricerca { importo_da: Some(Cents(da)), importo_a: Some(Cents(a)), ..Ricerca::default() }
}

/// The acts that are found, and how many the index says that there are.
async fn trovati(casa: &Casa, who: &Who, filtro: &Filtro) -> (BTreeSet<Uuid>, u64) {
    let page = atti::sfoglia(&casa.hall.ente, who, filtro, "", 50).await.unwrap();
    let total = page.totale.and_then(|total| total.exactly()).unwrap();
    (page.atti.iter().map(|row| row.atto_id.uuid()).collect(), total)
}

/// Lucia's act that spends, complete.
async fn atto(casa: &Casa, oggetto: &str, riservato: bool) -> AttoId {
    let id = casa.atto("determina-impegno", oggetto, &[spesa(366_000), spesa(100)]).await;
    if riservato {
        casa.scrive(id, |dati| (dati.riservato, dati.da_pubblicare) = (true, false)).await.unwrap();
    }
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_found_by_each_datum_of_its_lines_and_by_no_other() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let lucia = casa.who(casa.lucia).await;
        let id = atto(&casa, "Tetto della scuola", false).await;
        let other =
            Riga { capitolo: "44".into(), creditore: "Verdi e figli".into(), cig: String::new(), ..riga(50_000) };
        let other = casa.atto("determina-impegno", "Banchi", &[other]).await;
        let told = |change: fn(&mut Ricerca)| {
            let mut asked = Ricerca::default();
            change(&mut asked);
            asked
        };
        for asked in [
            told(|one| one.cig = "A003DEB979".into()),
            told(|one| one.cup = CUP.to_lowercase()),
            told(|one| one.capitolo = " 2613.1".into()),
            told(|one| one.creditore = "edilnova".into()),
            told(|one| one.creditore = IVA.into()),
            tra(366_000, 366_000),
            tra(366_100, 366_100),
            tra(50_001, 400_000),
            Ricerca { cup: CUP.into(), ..tra(1, 1_000_000) },
        ] {
            let found = trovati(&casa, &lucia, &per(asked.clone())).await;
            assert_eq!(found, (BTreeSet::from([id.uuid()]), 1), "{engine:?}: {asked:?}");
        }
        let both = trovati(&casa, &lucia, &per(tra(50_000, 366_000))).await;
        assert_eq!(both, (BTreeSet::from([id.uuid(), other.uuid()]), 2), "{engine:?}");
        for asked in [
            told(|one| one.cig = "A003DEB97".into()),
            told(|one| one.capitolo = "2613".into()),
            told(|one| (one.capitolo, one.cig) = ("44".into(), "A003DEB979".into())),
            told(|one| one.creditore = "Edilnova Verdi".into()),
            told(|one| one.creditore = "--".into()),
            tra(101, 49_999),
            tra(366_101, 900_000_000),
            tra(-5, -1),
            tra(i64::MAX, i64::MAX),
        ] {
            let found = trovati(&casa, &lucia, &per(asked.clone())).await;
            assert_eq!(found, (BTreeSet::new(), 0), "{engine:?}: {asked:?}");
        }
        // Words and filters narrow the same.
        for (testo, anno, tipo, wanted) in [
            ("inverno", None, None, true),
            ("grandine", None, None, false),
            ("", Some(2026), None, false),
            ("", None, Some("determina"), true),
            ("", None, Some("delibera_giunta"), false),
        ] {
            let filtro = Filtro { testo: testo.into(), anno, tipo: tipo.map(str::to_owned), ..del_cig() };
            let (found, total) = trovati(&casa, &lucia, &filtro).await;
            assert_eq!((found.contains(&id.uuid()), total == 1), (wanted, wanted), "{engine:?}: {filtro:?}");
        }
        casa.scrive(id, |dati| dati.righe = vec![Riga { cig: "Z3A3BFC097".into(), ..spesa(1) }]).await.unwrap();
        assert_eq!(trovati(&casa, &lucia, &del_cig()).await.1, 0, "{engine:?}: what is written there no more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signed_finds_it_as_long_as_the_signature_counts_and_an_opinion_is_no_signature_of_it() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let lucia = casa.who(casa.lucia).await;
        let id = atto(&casa, "Tetto", false).await;
        assert_eq!(trovati(&casa, &lucia, &firmato_da("marco")).await.1, 0, "{engine:?}: a draft");
        casa.firma(id).await;
        assert_eq!(trovati(&casa, &lucia, &firmato_da("Prova MARCO")).await.1, 1, "{engine:?}");
        casa.compie(casa.paolo, id, "nega-visto").await.unwrap();
        assert_eq!(trovati(&casa, &lucia, &firmato_da("marco")).await.1, 0, "{engine:?}: its text is open again");
        casa.firma(id).await;
        casa.compie(casa.paolo, id, "visto").await.unwrap();
        let found = trovati(&casa, &lucia, &Filtro { adottati: Some(true), ..firmato_da("marco") }).await;
        assert_eq!(found, (BTreeSet::from([id.uuid()]), 1), "{engine:?}");
        for name in ["paolo", "lucia", "marc"] {
            assert_eq!(trovati(&casa, &lucia, &firmato_da(name)).await.1, 0, "{engine:?}: {name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_and_counted_by_its_data_is_what_one_may_read_whoever_asks() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        casa.vedono_i_riservati().await;
        let mut all = Vec::new();
        for riservato in [false, true] {
            for steps in 0..3 {
                let id = atto(&casa, &format!("Lavoro {steps} {riservato}"), riservato).await;
                for (person, step) in [(casa.lucia, "proponi"), (casa.marco, "firma")].into_iter().take(steps) {
                    casa.compie(person, id, step).await.unwrap();
                }
                all.push(id);
            }
        }
        for person in persone(&casa).await {
            let who = casa.who(person).await;
            let mut may = BTreeSet::new();
            for id in &all {
                if atti::leggi(&casa.hall.ente, &who, *id).await.is_ok() {
                    may.insert(id.uuid());
                }
            }
            for filtro in [del_cig(), per(tra(366_000, 366_100)), Filtro { testo: "tetto".into(), ..del_cig() }] {
                let (found, total) = trovati(&casa, &who, &filtro).await;
                assert_eq!(found, may, "{engine:?}: {} {filtro:?}", who.name);
                assert_eq!(total, may.len() as u64, "{engine:?}: {} counts what is not theirs", who.name);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn page_and_call_find_the_same_and_say_what_cannot_be_read() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        atto(&casa, "Tetto della palestra", false).await;
        atto(&casa, "Contributo taciuto", true).await;
        let lucia = casa.hall.signed_in("lucia").await;
        let marco = casa.hall.signed_in("marco").await;
        for asked in ["cig=A003DEB979", "importo_da=3.660,00&importo_a=3.661", "creditore=Edilnova&testo=tetto"] {
            let page = lucia.read(&format!("/atti?{asked}")).await;
            assert!(page.contains("Tetto della palestra") && page.contains("Contributo taciuto"), "{asked}: {page}");
            let page = marco.read(&format!("/atti?{asked}")).await;
            assert!(page.contains("Tetto della palestra") && !page.contains("Contributo taciuto"), "{asked}: {page}");
        }
        let none = lucia.read("/atti?cig=A003DEB97").await;
        assert!(none.contains("il CIG ha 10 caratteri") && !none.contains("palestra"), "{none}");
        let wrong = lucia.get("/atti?importo_da=mille&importo_a=2,5").await;
        assert_eq!(wrong.status(), 400, "{engine:?}");
        let told = wrong.text().await.unwrap();
        assert!(told.contains("«da» non si legge") && told.contains("«fino a» non si legge"), "{told}");

        let key = casa.hall.api_key("marco", casa.marco, &["atti.consulta"]).await;
        let call = async |asked: &str| {
            let address = format!("{}/api/v1/atti?{asked}", casa.hall.url);
            let answer = reqwest::Client::new().get(address).bearer_auth(&key).send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        for asked in ["cup=F12H20000120006", "importo_da=366000&importo_a=366100", "capitolo=2613.1&limite=1"] {
            let (status, body) = call(asked).await;
            assert!(status == 200 && body.contains("Tetto della palestra"), "{engine:?}: {asked}: {body}");
            assert!(!body.contains("Contributo taciuto"), "{engine:?}: {asked}: {body}");
            assert!(body.contains("\"prossima\":null"), "{engine:?}: no page of what is not theirs: {asked}: {body}");
        }
        let (status, body) = call("importo_da=2&importo_a=1").await;
        assert!((400..500).contains(&status) && body.contains("scambiali"), "{engine:?}: {status} {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_what_its_data_find_follow_each_other_the_newest_first() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let lucia = casa.who(casa.lucia).await;
        let mut wanted = Vec::new();
        for n in 0..5 {
            wanted.insert(0, atto(&casa, &format!("Pozzo {n}"), false).await);
        }
        let (mut seen, mut dopo) = (Vec::new(), String::new());
        for _ in 0..9 {
            let page = atti::sfoglia(&casa.hall.ente, &lucia, &del_cig(), &dopo, 2).await.unwrap();
            seen.extend(page.atti.iter().map(|row| row.atto_id));
            let Some(next) = page.prossima else { break };
            dopo = next;
        }
        assert_eq!(seen, wanted, "{engine:?}");
    }
}

/// As an upgrade finds them: in the index by their words alone.
#[tokio::test(flavor = "multi_thread")]
async fn an_act_of_before_the_upgrade_is_found_by_its_data_once_the_job_has_run() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let id = atto(&casa, "Tetto", false).await;
        let scopes = vec![format!("persona:{}", casa.lucia)];
        let old = search::Doc { source: "atti", id: id.uuid(), heading: "Tetto", scopes, ..search::Doc::default() };
        let tx = ente.ledger.begin(Actor::System("prova"), "prova.indice").await.unwrap();
        search::index(&tx, &old).await.unwrap();
        // One that is there no more keeps nobody from being found.
        for left in [id.uuid(), Uuid::from_u128(1)] {
            let sql = "INSERT INTO atti_da_indicizzare (cosa_id, passato) VALUES ($1, FALSE)";
            db::execute(&tx, sql, [left.into()]).await.unwrap();
        }
        let job = NewJob::new("atti.reindicizza", "");
        jobs::enqueue(&tx, tx.now(), tx.random(), &job).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(trovati(&casa, &lucia, &del_cig()).await.1, 0, "{engine:?}");
        casa.hall.work().await;
        assert_eq!(trovati(&casa, &lucia, &del_cig()).await, (BTreeSet::from([id.uuid()]), 1), "{engine:?}");
        let read = ente.db().read().await.unwrap();
        let left = db::one(&read, "SELECT cosa_id FROM atti_da_indicizzare", []).await.unwrap();
        assert!(left.is_none(), "{engine:?}: nothing is left to be done");
        drop(read);
        casa.hall.verify_clean().await;
    }
}
