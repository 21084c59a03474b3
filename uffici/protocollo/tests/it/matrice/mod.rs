//! Who is answered what about an entry of the register and about a fascicolo: each shipped role, from the office that has the entry,
//! from that which registers, from one above, below and beside, about what is open and what is confidential. The rule of who sees
//! what (`casa.rs`) is held in every answer; the answers themselves against `matrice.golden.tsv`, on the second engine for some of
//! those who ask.

mod casa;
mod posti;

use std::{collections::BTreeSet, sync::Arc};

use office::Office;
use protocollo::{CONSULTA, Protocollo};
use serde_json::Value;
use testkit::{Engine, golden};
use tokio::task::JoinSet;

use casa::{Chi, Cosa, Cose, Mondo, Risposta};
use posti::{DENTRO, ELENCHI, Esito, FASCICOLI, FASCICOLO, Posto, REGISTRAZIONE};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/matrice/matrice.golden.tsv");

/// A new page of an entry or of a fascicolo fails here until it has its place in `posti.rs`.
#[test]
fn every_address_that_reads_an_entry_or_a_fascicolo_is_asked_for() {
    let routes = Protocollo { depositi: &[] }.routes();
    let of = |path: &str| ["/{anno}/{numero}", "/fascicoli/{fascicolo}"].iter().any(|part| path.contains(part));
    let there: BTreeSet<(String, String)> = routes
        .listed()
        .iter()
        .filter(|route| route.method == "GET" && of(route.path))
        .map(|route| (route.path.to_owned(), route.access.to_string()))
        .collect();
    let placed = REGISTRAZIONE.iter().chain(FASCICOLO);
    let placed: BTreeSet<(String, String)> =
        placed.map(|posto| (posto.percorso.to_owned(), posto.permesso.code.to_owned())).collect();
    assert_eq!(placed, there);
    assert_eq!(placed.len(), REGISTRAZIONE.len() + FASCICOLO.len(), "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_about_an_entry_to_each_role_in_each_office_is_the_rule_and_the_golden_matrix() {
    for (n, engine) in Engine::all().into_iter().enumerate() {
        let mondo = Mondo::apri(engine, n == 0).await;
        di_qualcuno(&mondo);
        let mut asked = JoinSet::new();
        for (n, chi) in mondo.chi.iter().map(Arc::clone).enumerate() {
            let cose = Arc::clone(&mondo.cose);
            asked.spawn(async move { (n, guarda(&chi, &cose).await) });
        }
        let mut told = asked.join_all().await;
        told.sort_by_key(|(n, _)| *n);
        let mut rows = vec![testa("registrazione", REGISTRAZIONE, &[&ELENCHI[..], &DENTRO[..]].concat())];
        rows.extend(told.iter().flat_map(|(_, (voci, _))| voci.iter().cloned()));
        rows.push(testa("fascicolo", FASCICOLO, &FASCICOLI));
        rows.extend(told.iter().flat_map(|(_, (_, fascicoli))| fascicoli.iter().cloned()));
        mondo.hall.verify_clean().await;
        if n == 0 {
            golden::same(GOLDEN, &(rows.join("\n") + "\n"), true);
        } else {
            golden::holds(GOLDEN, &rows);
        }
        mondo.hall.stop().await;
    }
}

/// Each thing is seen by somebody and by somebody else not: otherwise nothing would be proved of it.
fn di_qualcuno(mondo: &Mondo) {
    for cosa in mondo.cose.voci.iter().chain(&mondo.cose.fascicoli) {
        let seen = mondo.chi.iter().filter(|chi| chi.vede(cosa)).count();
        assert!(seen > 1 && seen < mondo.chi.len(), "{}: {seen}", cosa.nome);
    }
}

/// The names of the columns of a table.
fn testa(cosa: &str, posti: &[Posto], elenchi: &[(&str, &str)]) -> String {
    let posti = posti.iter().filter(|posto| posto.esito != Esito::Taciuto).map(|posto| posto.nome);
    let all: Vec<&str> = [cosa, "chi"].into_iter().chain(posti).chain(elenchi.iter().map(|(nome, _)| *nome)).collect();
    all.join("\t")
}

/// All that somebody is answered: a row for each entry, and one for each fascicolo.
async fn guarda(chi: &Chi, cose: &Cose) -> (Vec<String>, Vec<String>) {
    let aperto = &cose.fascicoli[0];
    let mut elenchi = Vec::new();
    for (_, percorso) in ELENCHI {
        elenchi.push(elenco(chi, &cose.voci, percorso, None).await);
    }
    let elencati = chi.puo(&CONSULTA);
    if elencati {
        conteggi(chi, cose, &elenchi);
    }
    for (_, percorso) in DENTRO {
        let chiuso = (!chi.vede(aperto)).then_some(404);
        elenchi.push(elenco(chi, &cose.voci, &aperto.indirizzo(percorso), chiuso).await);
    }
    let mut fascicoli = Vec::new();
    for (_, percorso) in FASCICOLI {
        fascicoli.push(elenco(chi, &cose.fascicoli, percorso, None).await);
    }
    if elencati {
        contenuti(chi, cose, &fascicoli[2]);
    }
    di_traverso(chi, cose).await;
    let (mut entries, mut dossiers) = (Vec::new(), Vec::new());
    for voce in &cose.voci {
        entries.push(riga(chi, voce, &elenchi).await);
    }
    for fascicolo in &cose.fascicoli {
        dossiers.push(riga(chi, fascicolo, &fascicoli).await);
    }
    (entries, dossiers)
}

/// Asks where many are told of at once: of those that one sees, and only of them, unless it is shut for another reason.
async fn elenco(chi: &Chi, cose: &[Cosa], percorso: &str, chiuso: Option<u16>) -> Risposta {
    let risposta = chi.chiede(percorso).await;
    let atteso = chi.rifiuto(percorso, &CONSULTA).or(chiuso).unwrap_or(200);
    assert_eq!(risposta.codice, atteso, "{}: {percorso}", chi.nome);
    if atteso == 200 {
        for cosa in cose {
            let there = risposta.testo.contains(cosa.parola);
            assert_eq!(there, chi.vede(cosa), "{}: {} in {percorso}", chi.nome, cosa.nome);
        }
    }
    risposta
}

/// List and search count what one sees.
fn conteggi(chi: &Chi, cose: &Cose, elenchi: &[Risposta]) {
    let seen = cose.voci.iter().filter(|voce| chi.vede(voce)).count();
    let calls = ELENCHI.iter().zip(elenchi).filter(|((_, percorso), _)| percorso.starts_with("/api/"));
    let mut counted = 0;
    for ((_, percorso), risposta) in calls {
        let told: Value = serde_json::from_str(&risposta.testo).unwrap();
        let rows = told["registrazioni"].as_array().unwrap().len();
        assert_eq!((rows, &told["totale"]["numero"]), (seen, &Value::from(seen)), "{}: {percorso}", chi.nome);
        counted += 1;
    }
    assert_eq!(counted, 2);
}

/// The list of fascicoli counts, of the entries in each, those that one sees: all lie in the first, one in the second.
fn contenuti(chi: &Chi, cose: &Cose, elenco: &Risposta) {
    let told: Value = serde_json::from_str(&elenco.testo).unwrap();
    for (fascicolo, inside) in cose.fascicoli.iter().zip([&cose.voci[..], &cose.voci[..1]]) {
        let key = fascicolo.indirizzo("{fascicolo}");
        let row = told["fascicoli"].as_array().unwrap().iter().find(|row| row["fascicolo"] == key.as_str());
        let counted = row.map(|row| row["registrazioni"].clone());
        let seen = inside.iter().filter(|voce| chi.vede(voce)).count();
        assert_eq!(counted, chi.vede(fascicolo).then(|| Value::from(seen)), "{}: {}", chi.nome, fascicolo.nome);
    }
}

/// The document of an entry that one does not see does not open by the address of one that they see.
async fn di_traverso(chi: &Chi, cose: &Cose) {
    let Some(vista) = cose.voci.iter().find(|voce| chi.vede(voce)) else { return };
    for nascosta in cose.voci.iter().filter(|voce| !chi.vede(voce)) {
        let documento = nascosta.indirizzo("{documento}");
        for percorso in [
            "/protocollo/{anno}/{numero}/documenti/{altro}/scarica",
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/documenti/{altro}",
        ] {
            let percorso = vista.indirizzo(percorso).replace("{altro}", &documento);
            assert_eq!(chi.chiede(&percorso).await.codice, 404, "{}: {percorso}", chi.nome);
        }
    }
}

/// What is answered about one thing. What one does not see is answered as what is not there, and never as what is forbidden; whoever
/// lacks the permission is refused before the thing is looked for.
async fn riga(chi: &Chi, cosa: &Cosa, elenchi: &[Risposta]) -> String {
    let vede = chi.vede(cosa);
    let mut told = vec![cosa.nome.to_owned(), chi.nome.clone()];
    for posto in cosa.posti.iter().filter(|posto| !vede || posto.esito != Esito::Taciuto) {
        let codice = chi.chiede(&cosa.indirizzo(posto.percorso)).await.codice;
        let atteso = match chi.rifiuto(posto.percorso, posto.permesso) {
            Some(no) => Some(no),
            None if !vede => Some(404),
            None => (posto.esito == Esito::Apre).then_some(200),
        };
        let detto = format!("{}: {}, {}", chi.nome, cosa.nome, posto.percorso);
        assert!(atteso.is_none_or(|atteso| atteso == codice), "{detto}: {codice}, and not {atteso:?}");
        if posto.esito != Esito::Taciuto {
            told.push(codice.to_string());
        }
    }
    told.extend(elenchi.iter().map(|elenco| elenco.dice(cosa)));
    told.join("\t")
}
