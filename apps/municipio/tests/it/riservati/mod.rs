//! Confidential entries are as if they were not there. Whoever may do everything but see them opens every page and asks every
//! question: no word of theirs comes back, no page changes when they are made, and their addresses answer as those of nothing.
//! A new route fails here until it has its place in `posti`.

mod attrezzi;
mod confronto;
mod indirizzi;
mod mondo;
mod posti;
mod tracce;

use std::collections::{BTreeMap, BTreeSet};

use testkit::Engine;

use confronto::Risposta;
use indirizzi::{aperti, segreti};
use mondo::{Mondo, NIENTE_NUMERO, PAROLE, Segreti};
use posti::{Posto, posti};
use tracce::Tracce;

#[test]
fn every_route_that_reads_has_its_place() {
    let routes = office::routes(municipio::OFFICES);
    let there: BTreeSet<&str> =
        routes.listed().iter().filter(|route| route.method == "GET").map(|route| route.path).collect();
    let placed: BTreeSet<&str> = posti().map(|(path, _)| *path).collect();
    assert_eq!(placed.len(), posti().count(), "a route has its place once");
    let (new, gone): (Vec<_>, Vec<_>) = (there.difference(&placed).collect(), placed.difference(&there).collect());
    assert!(
        new.is_empty() && gone.is_empty(),
        "give each new route its place in tests/it/riservati/posti: {new:?}; no longer there: {gone:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_entry_leaves_no_trace_for_who_may_not_see_it() {
    let tracce = Tracce::install();
    for (engine, user) in Engine::all().into_iter().zip(["prova9", "prova10"]) {
        let mondo = Mondo::start(engine, user).await;
        let mut leaks = Vec::new();
        let before = pagine(&mondo, &mut leaks).await;
        let mut segreti = mondo.segreti().await;
        segreti.assert_seen_by_their_office(&mondo).await;
        let after = pagine(&mondo, &mut leaks).await;
        uguali(&before, &after, &segreti, &mut leaks);
        segreti.risposta = mondo.risponde(segreti.numeri[0]).await;
        domande(&mondo, &mut leaks).await;
        indirizzi(&mondo, &segreti, &mut leaks).await;
        azioni(&mondo, &segreti, &mut leaks).await;
        assert!(tracce.lines() > 100, "the log is listened to");
        leaks.extend(tracce.with_a_secret().into_iter().map(|line| format!("in the log: {line}")));
        let told: Vec<&str> = leaks.iter().map(String::as_str).take(80).collect();
        assert!(leaks.is_empty(), "{engine:?}: {} leaks:\n{}", leaks.len(), told.join("\n"));
        mondo.hall.stop().await;
    }
}

/// Every page without parameters, with its questions that name nothing secret.
async fn pagine(mondo: &Mondo, leaks: &mut Vec<String>) -> BTreeMap<String, Risposta> {
    let mut all = BTreeMap::new();
    for (path, posto) in posti() {
        let (Posto::Uguale { .. } | Posto::Diverso { .. }) = posto else { continue };
        let filters = posto.filtri().iter().map(|query| format!("{path}?{}", query.replace("{soc}", &mondo.soc)));
        for address in std::iter::once((*path).to_owned()).chain(filters) {
            let answer = mondo.chiedi(&address).await;
            if !matches!(answer.status, 200 | 303) && !posto.puo_mancare() {
                leaks.push(format!("{address} answers {}: it proves nothing", answer.status));
            }
            all.insert(address, answer);
        }
    }
    all
}

/// No word, and no difference where there should be none.
fn uguali(
    before: &BTreeMap<String, Risposta>,
    after: &BTreeMap<String, Risposta>,
    segreti: &Segreti,
    leaks: &mut Vec<String>,
) {
    let places: BTreeMap<&str, &Posto> = posti().map(|(path, posto)| (*path, posto)).collect();
    for (address, now) in after {
        let posto = places[address.split('?').next().unwrap_or_default()];
        leaks.extend(now.parole().into_iter().map(|line| format!("{address} says {line}")));
        if !posto.dice_numeri() {
            let said = now.dice_numeri(&segreti.numeri);
            leaks.extend(said.into_iter().map(|line| format!("{address} says the number: {line}")));
        }
        if matches!(posto, Posto::Uguale { .. })
            && let Some(what) = before[address].differs(now)
        {
            leaks.push(format!("{address} is another page since there are confidential entries: {what}"));
        }
    }
}

/// To search for a secret word is to search for a word that nobody ever wrote.
async fn domande(mondo: &Mondo, leaks: &mut Vec<String>) {
    for (path, posto) in posti() {
        for query in posto.domande() {
            for word in PAROLE.iter().copied().chain([mondo::UNO]) {
                let nothing = mondo::niente(word);
                let ask = |word: &str| format!("{path}?{}", query.replace("{}", word));
                let (asked, empty) = (mondo.chiedi(&ask(word)).await, mondo.chiedi(&ask(&nothing)).await);
                if let Some(what) = empty.differs(&asked.con(&[(word, &nothing)])) {
                    leaks.push(format!("{} tells of it: {what}", ask(word)));
                }
            }
        }
    }
}

/// The address of a secret is the address of nothing.
async fn indirizzi(mondo: &Mondo, di: &Segreti, leaks: &mut Vec<String>) {
    for (path, posto) in posti().filter(|(path, _)| path.contains('{')) {
        if matches!(posto, Posto::Escluso(_)) {
            continue;
        }
        if matches!(posto, Posto::Segreto { .. }) {
            let pairs = segreti(path, di, mondo);
            assert!(!pairs.is_empty(), "{path} has no address of a secret");
            for (secret, nothing) in pairs {
                let (there, empty) = (mondo.chiedi(&secret.path).await, mondo.chiedi(&nothing.path).await);
                if let Some(what) = empty.differs_from_secret(&there, &secret.parts, &nothing.parts) {
                    leaks.push(format!("{} is not the address of nothing: {what}", secret.path));
                }
            }
        }
        for address in aperti(path, di, mondo) {
            let answer = mondo.chiedi(&address).await;
            assert!(answer.status != 500, "{address}: {}", answer.text);
            leaks.extend(answer.parole().into_iter().map(|line| format!("{address} says {line}")));
            // Whoever gives the emergency register back sees its numbers.
            if !path.contains("/emergenza") {
                let said = answer.dice_numeri(&di.numeri);
                leaks.extend(said.into_iter().map(|line| format!("{address} says the number: {line}")));
            }
        }
    }
}

/// Every action on a secret is refused as one on nothing; and what one drops oneself tells nothing of a copy among the secrets.
async fn azioni(mondo: &Mondo, di: &Segreti, leaks: &mut Vec<String>) {
    let routes = office::routes(municipio::OFFICES);
    let posts = routes.listed().iter().filter(|route| {
        route.method == "POST" && ["{numero}", "{fascicolo}", "posta/{id}"].iter().any(|part| route.path.contains(part))
    });
    for route in posts {
        for (secret, nothing) in segreti(route.path, di, mondo) {
            let (there, empty) = (mondo.manda(&secret.path).await, mondo.manda(&nothing.path).await);
            if let Some(what) = empty.differs_from_secret(&there, &secret.parts, &nothing.parts) {
                leaks.push(format!("POST {} is not refused as one on nothing: {what}", secret.path));
            }
        }
    }
    let secret = format!("2026-{}", di.numeri[0]);
    let nothing = format!("2026-{NIENTE_NUMERO}");
    for (path, field) in [("/protocollo/elenco/insieme", "scelta"), ("/protocollo/elenco/fascicolo", "scelta")] {
        let post = async |place: &str| {
            let fields = [(field, place), ("azione", "assegna"), ("a_ufficio", &mondo.soc), ("fascicolo_testo", "")];
            Risposta::of(mondo.curiosa.post(path, &fields).await).await
        };
        let (there, empty) = (post(&secret).await, post(&nothing).await);
        let (number, none) = ([di.numeri[0].to_string()], [NIENTE_NUMERO.to_string()]);
        if let Some(what) = empty.differs_from_secret(&there, &number, &none) {
            leaks.push(format!("POST {path} of many tells of it: {what}"));
        }
    }
    // The same bytes as a secret document: the person has them, and learns nothing of where else they lie.
    let dropped = mondo
        .curiosa
        .upload("/protocollo/nuova/carica", &[("verso", "arrivo")], "copia.txt", di.documento_bytes.clone())
        .await;
    let form = mondo.chiedi(dropped.headers()["location"].to_str().unwrap()).await;
    let said = form.dice_numeri(&di.numeri[..1]);
    leaks.extend(said.into_iter().map(|line| format!("a copy dropped anew tells of it: {line}")));
}
