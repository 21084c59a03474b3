//! Acts are found by number, subject, text and annexes; what one may not see is neither found nor counted.

use std::{collections::BTreeSet, io::Cursor};

use atti::{AttoId, Decisione, Filtro};
use authz::{PersonId, Who};
use kernel::Uuid;
use prose::{Content, Op, Paragraph};
use testkit::Engine;

use crate::casa::Casa;

fn con(testo: &str) -> Filtro {
    Filtro { testo: testo.into(), ..Filtro::default() }
}

/// The acts that are found, and how many the index says that there are.
async fn trovati(casa: &Casa, who: &Who, filtro: &Filtro) -> (BTreeSet<Uuid>, u64) {
    let page = atti::sfoglia(&casa.hall.ente, who, filtro, "", 50).await.unwrap();
    let total = page.totale.and_then(|total| total.exactly()).unwrap();
    (page.atti.iter().map(|row| row.atto_id.uuid()).collect(), total)
}

async fn trova(casa: &Casa, person: PersonId, filtro: &Filtro, id: AttoId) -> bool {
    trovati(casa, &casa.who(person).await, filtro).await.0.contains(&id.uuid())
}

/// Lucia's act without spending, complete, with a word of its own in the text.
async fn atto(casa: &Casa, oggetto: &str, riservato: bool) -> AttoId {
    let id = casa.bozza("determina-senza-spesa", oggetto, riservato).await;
    let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
    atti::sostituisci(ente, &lucia, id, &casa.testo("di asciugare la pozzanghera;"), 1).await.unwrap();
    casa.scrive(id, |dati| dati.da_pubblicare = !riservato).await.unwrap();
    id
}

async fn allega(casa: &Casa, id: AttoId, titolo: &str, decisione: &Decisione) {
    let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
    let stored = ente.archive.receive(&mut Cursor::new(titolo.as_bytes().to_vec()), 1 << 20).await.unwrap();
    let file = ("rilievo.txt".to_owned(), stored);
    let row = atti::allega(ente, &lucia, id, (titolo, false), Some(&file)).await.unwrap();
    atti::decidi(ente, &lucia, id, row.id, decisione).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_found_by_all_that_it_says_and_the_index_follows_each_step() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let id = casa.atto("determina-senza-spesa", "Nomina del direttore", &[]).await;
        allega(&casa, id, "Planimetria catastale", &Decisione::Intero).await;
        allega(&casa, id, "Bozzetto", &Decisione::Togli).await;
        for word in ["nomine", "proposta 1/2026", "scuola inverno", "planimetria", "rilievo", "catast"] {
            assert!(trova(&casa, casa.lucia, &con(word), id).await, "{engine:?}: {word}");
        }
        for word in ["bozzetto", "grandine", "nomina grandine"] {
            assert!(!trova(&casa, casa.lucia, &con(word), id).await, "{engine:?}: {word}");
        }
        let block = casa.scheda(casa.lucia, id).await.testo.blocks()[1].clone();
        let content = Content::Paragraph(Paragraph { inside: 0, text: "La grandine ha rotto il tetto.".into() });
        let op = Op::Replace { id: block.id, seen: block.content.fingerprint(), content };
        atti::scrivi(ente, &lucia, id, &[op]).await.unwrap();
        assert!(trova(&casa, casa.lucia, &con("grandine"), id).await, "{engine:?}: the draft's words");
        assert!(!trova(&casa, casa.lucia, &con("inverno"), id).await, "{engine:?}: and not those that are gone");

        let chosen = |adottati| Filtro { adottati: Some(adottati), unita: Some(casa.llp), ..con("grandine") };
        assert!(trova(&casa, casa.lucia, &chosen(false), id).await, "{engine:?}");
        casa.firma(id).await;
        assert!(!trova(&casa, casa.lucia, &chosen(false), id).await, "{engine:?}: it is adopted now");
        for filtro in [chosen(true), Filtro { anno: Some(2026), ..con("Determinazione n. 1 del 27/11/2026") }] {
            assert!(trova(&casa, casa.lucia, &filtro, id).await, "{engine:?}: {filtro:?}");
        }
        for filtro in [
            Filtro { anno: Some(2025), ..con("grandine") },
            Filtro { tipo: Some("delibera_giunta".into()), ..con("grandine") },
        ] {
            assert!(!trova(&casa, casa.lucia, &filtro, id).await, "{engine:?}: {filtro:?}");
        }
        let page = casa.hall.signed_in("lucia").await.read("/atti?testo=grandine&anno=2026").await;
        assert!(page.contains("Nomina del direttore"), "{page}");
        let none = casa.hall.signed_in("lucia").await.read("/atti?testo=inverno").await;
        assert!(none.contains("Niente contiene") && !none.contains("Nomina del direttore"), "{none}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_cannot_be_read_is_told_and_not_left_out() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let browser = casa.hall.signed_in("lucia").await;
        for (address, wanted) in [
            ("/atti?anno=presto", "sceglilo nei filtri"),
            ("/atti?ufficio=tecnico", "sceglilo nei filtri"),
            ("/atti/registri?registro=altro", "torna ai registri degli atti"),
            ("/atti/registri?anno=presto", "sceglilo nei filtri"),
            ("/atti/registri.csv?registro=altro", "torna ai registri degli atti"),
            ("/atti/passati?anno=presto", "sceglilo nei filtri"),
        ] {
            let answer = browser.get(address).await;
            assert_eq!(answer.status(), 400, "{engine:?}: {address}");
            let page = answer.text().await.unwrap();
            assert!(page.contains(wanted), "{address}: {page}");
        }
        for address in ["/atti?anno=&ufficio=", "/atti/registri?registro=&anno=", "/atti/passati?registro=&anno="] {
            assert_eq!(browser.get(address).await.status(), 200, "{engine:?}: {address}");
        }
    }
}

/// People with every mixture of permissions in the act's unit and in another one.
pub async fn persone(casa: &Casa) -> Vec<PersonId> {
    let soc = casa.hall.unit("SOC", "Servizi sociali").await;
    let mixtures: [(&str, &[&str], &[&str]); 8] = [
        ("pp1", &["atti.consulta", "atti.redigi", "atti.riservati"], &[]),
        ("pp2", &["atti.consulta", "atti.redigi", "atti.riservati"], &["atti.consulta"]),
        ("pp3", &["atti.esamina", "atti.riservati"], &[]),
        ("pp4", &["atti.esamina"], &["atti.riservati"]),
        ("pp5", &["atti.consulta"], &["atti.riservati"]),
        ("pp6", &["atti.riservati"], &["atti.redigi"]),
        ("pp7", &["atti.riservati"], &["atti.riservati"]),
        ("pp8", &["atti.redigi"], &["atti.redigi", "atti.riservati"]),
    ];
    let mut all = vec![casa.lucia, casa.marco, casa.paolo, casa.elena, casa.giulia, casa.sara];
    for (username, there, here) in mixtures {
        let person = casa.hall.person(username, soc, there).await;
        if !here.is_empty() {
            casa.incarico(&[(person, casa.llp)], &format!("Qui: {username}"), here).await;
        }
        all.push(person);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_and_counted_is_what_one_may_read_whoever_asks_and_however_far_it_has_come() {
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
            let (found, total) = trovati(&casa, &who, &con("pozzanghera")).await;
            assert_eq!(found, may, "{engine:?}: {}", who.name);
            assert_eq!(total, may.len() as u64, "{engine:?}: {} counts what is not theirs", who.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_becomes_confidential_is_found_no_more_and_omissis_by_who_reads_the_whole() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let id = atto(&casa, "Contributo", false).await;
        let hidden = casa.scheda(casa.lucia, id).await.testo.blocks()[3].id;
        atti::ometti(ente, &lucia, id, hidden, true).await.unwrap();
        assert!(trova(&casa, casa.marco, &con("pozzanghera"), id).await, "{engine:?}: who may read the whole");
        assert!(!trova(&casa, casa.sara, &con("pozzanghera"), id).await, "{engine:?}: who may not");
        casa.scrive(id, |dati| (dati.riservato, dati.da_pubblicare) = (true, false)).await.unwrap();
        for person in [casa.marco, casa.paolo, casa.elena, casa.sara] {
            let (found, total) = trovati(&casa, &casa.who(person).await, &con("pozzanghera")).await;
            assert!(found.is_empty() && total == 0, "{engine:?}: {found:?}, {total}");
        }
        assert!(trova(&casa, casa.lucia, &con("pozzanghera"), id).await, "{engine:?}: its author");
        let page = casa.hall.signed_in("marco").await.read("/atti?testo=pozzanghera").await;
        assert!(!page.contains("Contributo"), "{page}");
        let key = casa.hall.api_key("marco", casa.marco, &["atti.consulta"]).await;
        let call = format!("{}/api/v1/atti?testo=pozzanghera", casa.hall.url);
        let answer = reqwest::Client::new().get(call).bearer_auth(&key).send().await.unwrap();
        assert!(!answer.text().await.unwrap().contains("Contributo"), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_what_is_found_follow_each_other_and_none_comes_twice() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let lucia = casa.who(casa.lucia).await;
        let mut wanted = BTreeSet::new();
        for n in 0..5 {
            wanted.insert(casa.bozza("determina-senza-spesa", &format!("Pozzo {n}"), false).await.uuid());
        }
        for testo in ["pozzo", ""] {
            let (mut seen, mut dopo, mut pages) = (Vec::new(), String::new(), 0);
            loop {
                let page = atti::sfoglia(&casa.hall.ente, &lucia, &con(testo), &dopo, 2).await.unwrap();
                seen.extend(page.atti.iter().map(|row| row.atto_id.uuid()));
                pages += 1;
                match page.prossima {
                    Some(next) if pages < 9 => dopo = next,
                    _ => break,
                }
            }
            assert_eq!((pages, seen.len()), (3, 5), "{engine:?}: {testo:?}");
            assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), wanted, "{engine:?}: {testo:?}");
        }
        let key = casa.hall.api_key("lucia", casa.lucia, &["atti.consulta"]).await;
        let call = format!("{}/api/v1/atti?testo=pozzo&dopo=altrove", casa.hall.url);
        let answer = reqwest::Client::new().get(call).bearer_auth(&key).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 400, "{engine:?}: no place in this list");
    }
}
