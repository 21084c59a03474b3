//! Acts of before the program: read, confirmed by a person, kept apart from today's registers, found with the others.

use std::{collections::BTreeSet, io::Cursor};

use atti::{
    Error, Filtro, Usati,
    passati::{
        Caricato, Dati, PassatoId, PropostaId, carica, conferma, correggi, elenca, leggi, proposta, proposte, scarta,
    },
    rules::{
        chiavi::Ricerca,
        passati::{Certezza, Letto, Trovato},
    },
};
use authz::{PersonId, Who};
use documents::store::Stored;
use hostile::Dice;
use kernel::{Actor, Cents};
use porte::scarto::Usano;
use testkit::Engine;

use crate::casa::{Casa, dice, motivi};

const DETERMINA: [&str; 6] = [
    "DETERMINAZIONE N. 45 DEL 12/03/2019",
    "OGGETTO: Riparazione del tetto della scuola",
    "VISTO il regolamento",
    "di impegnare Euro 1.234,56 CIG Z3A3BFC097",
    "IL RESPONSABILE DEL SERVIZIO",
    "F.to Marco Gallo",
];

/// Ada looks after the archive in Lucia's unit.
async fn ada(casa: &Casa) -> PersonId {
    casa.hall.person("ada", casa.llp, &["atti.consulta", "atti.passati"]).await
}

async fn tenuto(casa: &Casa, bytes: Vec<u8>) -> Stored {
    casa.hall.ente.archive.receive(&mut Cursor::new(bytes), 1 << 24).await.unwrap()
}

async fn porta(casa: &Casa, who: &Who, nome: &str, bytes: Vec<u8>) -> Caricato {
    let stored = tenuto(casa, bytes).await;
    let taken = carica(&casa.hall.ente, who, casa.llp, &[(nome.to_owned(), stored)]).await.unwrap();
    taken.into_iter().next().unwrap().esito
}

async fn letto(casa: &Casa, who: &Who, pages: &[&str]) -> PropostaId {
    match porta(casa, who, "atto.pdf", testkit::pdf(pages)).await {
        Caricato::Proposto(id) => id,
        Caricato::Rifiutato(why) => panic!("{why}"),
    }
}

/// What a person confirms who believes all that was read.
fn creduto(read: &Letto) -> Dati {
    let said = |all: &[Trovato<String>]| all.iter().map(|one| one.valore.clone()).collect();
    Dati {
        tipo: read.tipo.as_ref().map(|one| one.valore.clone()).unwrap_or_default(),
        numero: read.numero.as_ref().map(|one| one.valore),
        data: read.data.as_ref().map(|one| one.valore),
        oggetto: read.oggetto.as_ref().map(|one| one.valore.clone()).unwrap_or_default(),
        firmatari: said(&read.firmatari),
        importi: read.importi.iter().map(|one| one.valore).collect(),
        cup: said(&read.cup),
        cig: said(&read.cig),
        ..Dati::default()
    }
}

/// Brings the determina and confirms it.
async fn riportata(casa: &Casa, who: &Who) -> (PassatoId, Dati) {
    let id = letto(casa, who, &DETERMINA).await;
    let data = creduto(&proposta(&casa.hall.ente, who, id).await.unwrap().letto);
    (conferma(&casa.hall.ente, who, id, &data).await.unwrap(), data)
}

/// The past acts that words find, and how many the index counts in all.
async fn trovati(casa: &Casa, who: &Who, words: &str) -> (BTreeSet<String>, u64) {
    let filtro = Filtro { testo: words.into(), ..Filtro::default() };
    let page = atti::sfoglia(&casa.hall.ente, who, &filtro, "", 50).await.unwrap();
    let found = page.passati.iter().map(|row| row.passato_id.to_string()).collect();
    (found, page.totale.and_then(|total| total.exactly()).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_waits_for_its_person_with_the_words_and_only_what_is_confirmed_stands() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let who = casa.who(ada(&casa).await).await;
        let ente = &casa.hall.ente;
        let id = letto(&casa, &who, &DETERMINA).await;
        let waiting = proposta(ente, &who, id).await.unwrap();
        let number = waiting.letto.numero.clone().unwrap();
        assert_eq!((number.valore, number.certezza), (45, Certezza::Sicuro), "{engine:?}");
        assert!(number.parole.contains("DETERMINAZIONE N. 45"), "{engine:?}: {number:?}");
        let data = creduto(&waiting.letto);
        assert_eq!(data.oggetto, "Riparazione del tetto della scuola", "{engine:?}");
        assert_eq!((data.importi.len(), data.cig.as_slice()), (1, ["Z3A3BFC097".to_owned()].as_slice()), "{engine:?}");
        assert_eq!(data.firmatari, ["Marco Gallo"], "{engine:?}");
        assert!(elenca(ente, &who, &Default::default(), 50).await.unwrap().is_empty(), "{engine:?}: not an entry yet");
        assert!(trovati(&casa, &who, "tetto").await.0.is_empty(), "{engine:?}");
        let other = casa.who(casa.hall.person("ugo", casa.llp, &["atti.passati"]).await).await;
        assert!(matches!(proposta(ente, &other, id).await, Err(Error::NotFound)), "{engine:?}: nobody else's");
        assert!(matches!(conferma(ente, &other, id, &data).await, Err(Error::NotFound)), "{engine:?}");
        assert!(proposte(ente, &other).await.unwrap().is_empty(), "{engine:?}");

        let wrong = Dati { numero: None, data: None, ..data.clone() };
        let told = motivi(conferma(ente, &who, id, &wrong).await);
        dice(&told, "Scrivi il numero");
        dice(&told, "Scrivi la data");
        let act = conferma(ente, &who, id, &data).await.unwrap();
        assert!(matches!(conferma(ente, &who, id, &data).await, Err(Error::NotFound)), "{engine:?}: once");
        let found = leggi(ente, &who, act).await.unwrap();
        assert_eq!(found.voci.len(), 1, "{engine:?}");
        let entry = &found.voci[0];
        assert!(entry.riservato, "{engine:?}: until somebody opens it");
        assert_eq!((entry.registro.as_str(), entry.anno, entry.numero), ("determine", 2019, 45), "{engine:?}");
        assert_eq!(entry.estremi(), "Determinazione n. 45 del 12/03/2019", "{engine:?}");
        assert_eq!(casa.numerati("determine").await, 0, "{engine:?}: today's registers are another thing");
        assert_eq!(trovati(&casa, &who, "tetto").await.0, BTreeSet::from([act.to_string()]), "{engine:?}");
        assert_eq!(trovati(&casa, &who, "regolamento").await.1, 1, "{engine:?}: by its text too");
        let tx = ente.ledger.begin(Actor::System("prova"), "prova.chiede").await.unwrap();
        let needed = Usati.usati(&tx, &[found.documento.id.uuid()]).await.unwrap();
        assert_eq!(needed, [found.documento.id.uuid()], "{engine:?}: its file is not discarded with a fascicolo");
        drop(tx);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_found_by_what_was_confirmed_of_it_and_by_nobody_who_may_not_see_it() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, who) = (&casa.hall.ente, casa.who(ada(&casa).await).await);
        let (act, data) = riportata(&casa, &who).await;
        let lucia = casa.who(casa.lucia).await;
        let euro =
            |cents| Ricerca { importo_da: Some(Cents(cents)), importo_a: Some(Cents(cents)), ..Ricerca::default() };
        let asked = [
            (Ricerca { cig: "z3a3bfc097".into(), ..Ricerca::default() }, true),
            (Ricerca { firmatario: "Gallo".into(), ..euro(123_456) }, true),
            (euro(123_457), false),
            (Ricerca { capitolo: "2613.1".into(), ..Ricerca::default() }, false),
        ];
        for open in [false, true] {
            for (ricerca, wanted) in &asked {
                let filtro = Filtro { ricerca: ricerca.clone(), ..Filtro::default() };
                for (reader, sees) in [(&who, true), (&lucia, open)] {
                    let page = atti::sfoglia(ente, reader, &filtro, "", 50).await.unwrap();
                    let (found, wanted) = (page.passati.len() == 1, *wanted && sees);
                    let total = page.totale.and_then(|total| total.exactly()).unwrap();
                    assert_eq!((found, total == 1), (wanted, wanted), "{engine:?}: {} {filtro:?}", reader.name);
                }
            }
            if !open {
                correggi(ente, &who, act, (1, true, "Si apre"), &data).await.unwrap();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_confidential_until_it_is_opened_and_what_was_put_right_before_stays_so() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, who) = (&casa.hall.ente, casa.who(ada(&casa).await).await);
        let (act, data) = riportata(&casa, &who).await;
        let named = Dati { oggetto: "Contributo a Zaccaria".into(), ..data.clone() };
        correggi(ente, &who, act, (1, false, "Oggetto letto male"), &named).await.unwrap();
        for person in [casa.lucia, casa.marco, casa.paolo, casa.elena, casa.sara] {
            let reader = casa.who(person).await;
            assert!(matches!(leggi(ente, &reader, act).await, Err(Error::NotFound)), "{engine:?}: {}", reader.name);
            assert_eq!(trovati(&casa, &reader, "Zaccaria").await, (BTreeSet::new(), 0), "{engine:?}: {}", reader.name);
            assert!(elenca(ente, &reader, &Default::default(), 50).await.unwrap().is_empty(), "{engine:?}");
        }
        correggi(ente, &who, act, (2, true, "Si apre senza il nome"), &data).await.unwrap();
        let paolo = casa.who(casa.paolo).await;
        let seen = leggi(ente, &paolo, act).await.unwrap();
        assert_eq!(seen.voci.iter().map(|row| row.n).collect::<Vec<_>>(), [3], "{engine:?}: not those before");
        assert_eq!(leggi(ente, &who, act).await.unwrap().voci.len(), 3, "{engine:?}: who brought it sees all");
        assert_eq!(trovati(&casa, &paolo, "tetto").await, (BTreeSet::from([act.to_string()]), 1), "{engine:?}");
        assert_eq!(trovati(&casa, &paolo, "Zaccaria").await.1, 0, "{engine:?}: the index follows");
        let sara = casa.who(casa.sara).await;
        assert!(matches!(leggi(ente, &sara, act).await, Err(Error::NotFound)), "{engine:?}: who reads no acts");
        correggi(ente, &who, act, (3, false, "Va richiuso"), &data).await.unwrap();
        assert!(matches!(leggi(ente, &paolo, act).await, Err(Error::NotFound)), "{engine:?}");
        assert_eq!(trovati(&casa, &paolo, "tetto").await.1, 0, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_and_counted_is_what_one_may_read_whoever_asks() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, who) = (&casa.hall.ente, casa.who(ada(&casa).await).await);
        let (secret, _) = riportata(&casa, &who).await;
        let id = letto(&casa, &who, &["ORDINANZA SINDACALE N. 3 DEL 02/07/2019", "OGGETTO: tetto pericolante"]).await;
        let data = creduto(&proposta(ente, &who, id).await.unwrap().letto);
        let open = conferma(ente, &who, id, &data).await.unwrap();
        correggi(ente, &who, open, (1, true, "Si apre"), &data).await.unwrap();
        let soc = casa.hall.unit("SOC", "Servizi sociali").await;
        let mixtures: [(&str, &[&str], &[&str]); 7] = [
            ("pp1", &["atti.consulta", "atti.riservati"], &[]),
            ("pp2", &["atti.consulta"], &["atti.riservati"]),
            ("pp3", &["atti.esamina", "atti.riservati"], &[]),
            ("pp4", &["atti.esamina"], &[]),
            ("pp5", &["atti.riservati"], &["atti.riservati"]),
            ("pp6", &["atti.redigi"], &[]),
            ("pp7", &["protocollo.consulta"], &[]),
        ];
        let mut sees_both = 0;
        for (username, there, here) in mixtures {
            let person = casa.hall.person(username, soc, there).await;
            if !here.is_empty() {
                casa.incarico(&[(person, casa.llp)], &format!("Qui: {username}"), here).await;
            }
            let reader = casa.who(person).await;
            let mut may = BTreeSet::new();
            for act in [secret, open] {
                if leggi(ente, &reader, act).await.is_ok() {
                    may.insert(act.to_string());
                }
            }
            sees_both += usize::from(may.len() == 2);
            let total = may.len() as u64;
            assert_eq!(trovati(&casa, &reader, "tetto").await, (may, total), "{engine:?}: {username}");
        }
        assert_eq!(sees_both, 2, "{engine:?}: with the right in its unit, or where one examines");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_and_the_same_number_are_known_again() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, who) = (&casa.hall.ente, casa.who(ada(&casa).await).await);
        let ugo = casa.who(casa.hall.person("ugo", casa.llp, &["atti.passati"]).await).await;
        let same = || testkit::pdf(&DETERMINA);
        let id = letto(&casa, &who, &DETERMINA).await;
        let waits = |esito: Caricato, wanted: &str| match esito {
            Caricato::Rifiutato(why) => assert!(why.contains(wanted), "{why}"),
            Caricato::Proposto(_) => panic!("taken twice"),
        };
        waits(porta(&casa, &who, "copia.pdf", same()).await, "aspettano la tua conferma");
        let his = letto(&casa, &ugo, &DETERMINA).await;
        let data = creduto(&proposta(ente, &who, id).await.unwrap().letto);
        let act = conferma(ente, &who, id, &data).await.unwrap();
        dice(&motivi(conferma(ente, &ugo, his, &data).await), "il file è lo stesso");
        assert!(proposta(ente, &ugo, his).await.is_ok(), "{engine:?}: what was refused still waits");
        scarta(ente, &ugo, his).await.unwrap();
        waits(porta(&casa, &ugo, "di nuovo.pdf", same()).await, "registro degli atti passati");

        let id = letto(&casa, &who, &["DETERMINAZIONE N. 45 DEL 01/02/2019", "OGGETTO: Altro lavoro"]).await;
        let other = creduto(&proposta(ente, &who, id).await.unwrap().letto);
        dice(&motivi(conferma(ente, &who, id, &other).await), "n. 45/2019 c'è già");
        let serie = Dati { serie: "Settore Tecnico".into(), ..other.clone() };
        let second = conferma(ente, &who, id, &serie).await.unwrap();
        dice(&motivi(correggi(ente, &who, second, (1, false, "Prova"), &other).await), "n. 45/2019 c'è già");
        // The place of who moves is free again, and one keeps one's own.
        let moved = Dati { numero: Some(46), ..data.clone() };
        correggi(ente, &who, act, (1, false, "Numero letto male"), &moved).await.unwrap();
        correggi(ente, &who, second, (1, false, "Era il registro generale"), &other).await.unwrap();
        correggi(ente, &who, second, (2, false, "Ancora"), &other).await.unwrap();
        let told = motivi(correggi(ente, &who, second, (2, false, "Tardi"), &other).await);
        dice(&told, "Intanto qualcuno l'ha corretta");
        dice(&motivi(correggi(ente, &who, second, (3, false, " "), &other).await), "Scrivi perché");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_confirms_is_forgotten_after_ninety_days_and_can_be_brought_again() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, who) = (&casa.hall.ente, casa.who(ada(&casa).await).await);
        let id = letto(&casa, &who, &DETERMINA).await;
        let data = creduto(&proposta(ente, &who, id).await.unwrap().letto);
        let last = ente.ledger.now().plus_seconds(90 * 86_400);
        casa.clock.set(last);
        assert_eq!(proposte(ente, &who).await.unwrap().len(), 1, "{engine:?}: not a moment before");
        casa.clock.set(last.plus_seconds(1));
        assert!(proposte(ente, &who).await.unwrap().is_empty(), "{engine:?}: though nobody brought anything since");
        assert!(matches!(proposta(ente, &who, id).await, Err(Error::NotFound)), "{engine:?}");
        assert!(matches!(conferma(ente, &who, id, &data).await, Err(Error::NotFound)), "{engine:?}");
        let again = letto(&casa, &who, &DETERMINA).await;
        assert!(conferma(ente, &who, again, &data).await.is_ok(), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_confirm_the_same_number_at_the_same_instant_one_is_told() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, who) = (&casa.hall.ente, casa.who(ada(&casa).await).await);
        let ugo = casa.who(casa.hall.person("ugo", casa.llp, &["atti.passati"]).await).await;
        let hers = letto(&casa, &who, &DETERMINA).await;
        let his =
            letto(&casa, &ugo, &["DETERMINAZIONE N. 45 DEL 12/03/2019", "OGGETTO: La stessa, scritta altrove"]).await;
        let data = creduto(&proposta(ente, &who, hers).await.unwrap().letto);
        let (one, other) = tokio::join!(conferma(ente, &who, hers, &data), conferma(ente, &ugo, his, &data));
        let (made, refused): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
        assert_eq!((made.len(), refused.len()), (1, 1), "{engine:?}: {made:?} {refused:?}");
        dice(&motivi(refused.into_iter().next().unwrap()), "n. 45/2019 c'è già");
        let waiting = proposte(ente, &who).await.unwrap().len() + proposte(ente, &ugo).await.unwrap().len();
        assert_eq!(waiting, 1, "{engine:?}: what was refused still waits");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_pdf_is_refused_and_one_that_harms_breaks_nothing() {
    let casa = Casa::apri(Engine::Sqlite).await;
    let (ente, who) = (&casa.hall.ente, casa.who(ada(&casa).await).await);
    for (nome, bytes) in [("nota.txt", b"DETERMINAZIONE N. 1".to_vec()), ("finto.pdf", b"<html>".to_vec())] {
        let esito = porta(&casa, &who, nome, bytes).await;
        assert!(matches!(&esito, Caricato::Rifiutato(why) if why.contains("Non è un PDF")), "{nome}: {esito:?}");
    }
    let honest = testkit::pdf(&DETERMINA);
    let mut read = 0;
    for seed in 0..12 {
        let bytes = hostile::pdf(&mut Dice::new(seed), &[honest.as_slice()]);
        read += usize::from(matches!(porta(&casa, &who, "male.pdf", bytes).await, Caricato::Proposto(_)));
    }
    assert_eq!(proposte(ente, &who).await.unwrap().len(), read, "what was taken waits, and nothing else is there");
    assert!(read > 0 && elenca(ente, &who, &Default::default(), 50).await.unwrap().is_empty());
    let blank = letto(&casa, &who, &[""]).await;
    let waiting = proposta(ente, &who, blank).await.unwrap();
    assert!(waiting.avviso.is_some() && waiting.letto == Letto::default(), "{waiting:?}");
    let stored = tenuto(&casa, honest).await;
    let many = vec![("atto.pdf".to_owned(), stored); 11];
    dice(&motivi(carica(ente, &who, casa.llp, &many).await), "da 1 a 10 PDF");
    let lucia = casa.who(casa.lucia).await;
    assert!(matches!(carica(ente, &lucia, casa.llp, &many[..1]).await, Err(Error::Denied(_))));
    let soc = casa.hall.unit("SOC", "Servizi sociali").await;
    dice(&motivi(carica(ente, &who, soc, &many[..1]).await), "uno degli uffici");
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_page_and_from_a_program_it_goes_the_same_way() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let ada = ada(&casa).await;
        let browser = casa.hall.signed_in("ada").await;
        let unit = casa.llp.to_string();
        let fields = [("unita", unit.as_str())];
        let sent = browser.upload("/atti/passati", &fields, "determina.pdf", testkit::pdf(&DETERMINA)).await;
        let place = sent.headers()["location"].to_str().unwrap().to_owned();
        let page = browser.read(&place).await;
        assert!(page.contains("DETERMINAZIONE N. 45 DEL 12/03/2019") && page.contains("sicuro"), "{engine:?}: {page}");
        assert!(browser.read("/atti/passati").await.contains(&place), "{engine:?}");
        let no = browser.get("/atti/passati?anno=presto").await;
        assert_eq!(no.status(), 400, "{engine:?}: a year that cannot be read is not every year");
        let no = browser.post(&place, &[("tipo", "determina"), ("numero", "45"), ("importi", "molti")]).await;
        assert_eq!(no.status(), 422, "{engine:?}");
        assert!(no.text().await.unwrap().contains("Scrivi ogni importo su una riga"), "{engine:?}");
        let good = [
            ("tipo", "determina"),
            ("numero", "45"),
            ("data", "2019-03-12"),
            ("oggetto", "Tetto della scuola"),
            ("importi", "1.234,56\n10,00"),
        ];
        let made = browser.post(&place, &good).await;
        let entry = made.headers()["location"].to_str().unwrap().to_owned();
        let page = browser.read(&entry).await;
        assert!(
            page.contains("Determinazione n. 45 del 12/03/2019") && page.contains("Riservato"),
            "{engine:?}: {page}"
        );
        assert!(browser.read("/atti?testo=tetto").await.contains(&entry), "{engine:?}");
        let file = browser.get(&format!("{entry}/documento")).await.bytes().await.unwrap();
        assert_eq!(file, testkit::pdf(&DETERMINA), "{engine:?}");
        let paolo = casa.hall.signed_in("paolo").await;
        for address in [entry.clone(), format!("{entry}/documento"), place.clone()] {
            let status = paolo.get(&address).await.status().as_u16();
            assert!([403, 404].contains(&status), "{engine:?}: {address} {status}");
        }
        let again = browser.upload("/atti/passati", &fields, "di nuovo.pdf", testkit::pdf(&DETERMINA)).await;
        assert!(again.text().await.unwrap().contains("il file è lo stesso"), "{engine:?}");
        let opened = [&good[..], &[("visto", "1"), ("aperto", "si"), ("motivo", "Si può leggere")]].concat();
        assert!(browser.post(&entry, &opened).await.status().is_redirection(), "{engine:?}");
        assert!(paolo.read(&entry).await.contains("Tetto della scuola"), "{engine:?}");

        let key = casa.hall.api_key("ada", ada, &["atti.consulta", "atti.passati"]).await;
        let call = |path: &str| reqwest::Client::new().get(format!("{}{path}", casa.hall.url)).bearer_auth(&key);
        let list: serde_json::Value =
            call("/api/v1/atti/passati?anno=2019").send().await.unwrap().json().await.unwrap();
        assert_eq!(list["atti"][0]["importi"], serde_json::json!([123_456, 1_000]), "{engine:?}: {list}");
        let found: serde_json::Value = call("/api/v1/atti?testo=tetto").send().await.unwrap().json().await.unwrap();
        assert_eq!(found["passati"][0]["numero"], 45, "{engine:?}: {found}");
        let form = reqwest::multipart::Form::new().text("dati", format!("{{\"unita\":\"{unit}\"}}"));
        let paper = testkit::pdf(&["DECRETO DEL SINDACO N. 2 DEL 03/04/2018", "OGGETTO: nomina"]);
        let form = form.part("file", reqwest::multipart::Part::bytes(paper).file_name("decreto.pdf"));
        let address = format!("{}/api/v1/atti/passati/proposte", casa.hall.url);
        let sent = reqwest::Client::new().post(&address).bearer_auth(&key).multipart(form).send().await.unwrap();
        assert_eq!(sent.status(), 201, "{engine:?}");
        let sent: serde_json::Value = sent.json().await.unwrap();
        let id = sent[0]["proposta"].as_str().unwrap().to_owned();
        let waiting: serde_json::Value =
            call("/api/v1/atti/passati/proposte").send().await.unwrap().json().await.unwrap();
        assert_eq!(waiting[0]["numero"]["valore"], "2", "{engine:?}: {waiting}");
        let body =
            serde_json::json!({ "tipo": "decreto_sindaco", "numero": 2, "data": "2018-04-03", "oggetto": "Nomina" });
        let confirm = reqwest::Client::new().post(format!("{address}/{id}")).bearer_auth(&key).json(&body);
        assert_eq!(confirm.send().await.unwrap().status(), 201, "{engine:?}");
    }
}
