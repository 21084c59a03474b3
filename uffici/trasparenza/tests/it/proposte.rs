//! What offices propose: nobody outside reads it until a person published it, put right; or the ente decided otherwise.

use std::{collections::BTreeSet, io::Cursor};

use documents::document;
use kernel::Uuid;
use porte::{
    scarto::Usano,
    trasparenza::{Beneficiario, Dichiara, Dichiarazione, Fatto, Proposta},
};
use testkit::Engine;
use trasparenza::{Porta, Usati, elenca_proposte, leggi_proposta};

use crate::mondo::{CODICE, Mondo, NOME, concessione, giorno, protetta, provvedimento};

pub const LISTA: &str = "/trasparenza/ufficio/proposte";
const BANCO: &str = "/scrivania";

/// The form by which a proposal is published.
fn modulo<'a>(titolo: &'a str, campi: &'a str, protezione: &'a str) -> [(&'static str, &'a str); 4] {
    [("titolo", titolo), ("campi", campi), ("responsabile", "Servizi sociali"), ("protezione", protezione)]
}

pub fn proposta(mondo: &Mondo, origine: Uuid, parte: &str, fatto: Fatto) -> Proposta {
    let dichiarazione = Dichiarazione {
        ufficio: "prova".into(),
        origine,
        responsabile: "Servizi sociali".into(),
        riferita_al: giorno("2026-02-01"),
        fatto,
        documenti: Vec::new(),
        persona: mondo.who.person,
    };
    Proposta { dichiarazione, parte: parte.into(), pagina: "/prova/1".into(), da_completare: Vec::new(), avviso: None }
}

pub async fn propone(mondo: &Mondo, proposte: &[Proposta]) {
    let mut tx = mondo.hall.ente.ledger.begin(mondo.who.actor(), "prova.adotta").await.unwrap();
    Porta.proponi(&mut tx, proposte).await.unwrap();
    tx.commit().await.unwrap();
}

/// The ids of what waits.
pub async fn attendono(mondo: &Mondo) -> Vec<Uuid> {
    let rows = elenca_proposte(&mondo.hall.ente, &mondo.who, true, None, 50).await.unwrap();
    rows.into_iter().map(|row| row.id.uuid()).collect()
}

/// The grant of an association, without its legal ground.
fn alla_pro_loco() -> Fatto {
    let mut fatto = concessione(Beneficiario::Ente { nome: "Pro loco".into(), codice_fiscale: None });
    if let Fatto::Concessione { norma, .. } = &mut fatto {
        norma.clear();
    }
    fatto
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_until_a_person_fills_what_is_missing_and_publishes_it_once() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let origine = mondo.origine().await;
        let mut asked = proposta(&mondo, origine, "concessione-1", alla_pro_loco());
        asked.da_completare = vec!["Norma o titolo"];
        for _ in 0..2 {
            propone(&mondo, &[asked.clone()]).await;
        }
        let waiting = attendono(&mondo).await;
        assert_eq!(waiting.len(), 1, "{engine:?}: proposed again it is the same");
        let citizen = mondo.hall.browser();
        for page in ["/trasparenza/11.02", "/trasparenza/11.02/dati.csv", "/trasparenza/feed.xml"] {
            assert!(!citizen.read(page).await.contains("Sostegno"), "{engine:?}: {page}");
        }
        let office = mondo.hall.signed_in("anna").await;
        assert!(office.read(BANCO).await.contains("Trasparenza 11.02"), "{engine:?}: it is on the desk");
        assert!(office.read(LISTA).await.contains("Sostegno all"), "{engine:?}");
        let page = format!("{LISTA}/{}", waiting[0]);
        let form = office.read(&page).await;
        assert!(form.contains("Norma o titolo:") && form.contains("Beneficiario: Pro loco"), "{form}");
        let publish = format!("{page}/pubblica");
        let lines = "Beneficiario: Pro loco\nImporto: 500,00 €\nModalità di individuazione: Avviso\nNorma o titolo:";
        let answer = office.post(&publish, &modulo("Sostegno alle feste", lines, "")).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        assert!(answer.text().await.unwrap().contains("Manca «Norma o titolo»"));
        let without = "Beneficiario: Pro loco\nNorma o titolo: Regolamento\nModalità di individuazione: Avviso";
        let answer = office.post(&publish, &modulo("Sostegno alle feste", without, "")).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        assert!(answer.text().await.unwrap().contains("Manca la riga «Importo»"), "the law wants it");
        let whole = format!("{lines} Regolamento comunale, art. 4");
        assert_eq!(office.post(&publish, &modulo("Sostegno alle feste", &whole, "")).await.status(), 303, "{engine:?}");
        let list = citizen.read("/trasparenza/11.02").await;
        assert!(list.contains("Sostegno alle feste"), "{engine:?}: {list}");
        assert_eq!(
            office.post(&publish, &modulo("Sostegno alle feste", &whole, "")).await.status(),
            422,
            "{engine:?}: once"
        );
        assert!(attendono(&mondo).await.is_empty());
        assert!(!office.read(BANCO).await.contains("Trasparenza 11.02"), "{engine:?}: nothing waits");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_read_by_nobody_and_keeps_its_reason() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let asked = proposta(&mondo, mondo.origine().await, "provvedimento-1", provvedimento("Tetto"));
        propone(&mondo, &[asked.clone()]).await;
        let id = attendono(&mondo).await[0];
        let office = mondo.hall.signed_in("anna").await;
        let refuse = format!("{LISTA}/{id}/rifiuta");
        assert_eq!(office.post(&refuse, &[("motivo", " ")]).await.status(), 422, "{engine:?}: a reason");
        assert_eq!(office.post(&refuse, &[("motivo", "Si legge già")]).await.status(), 303);
        assert!(attendono(&mondo).await.is_empty());
        propone(&mondo, &[asked]).await;
        assert!(attendono(&mondo).await.is_empty(), "{engine:?}: what was decided is not proposed again");
        let page = office.read(&format!("{LISTA}/{id}")).await;
        assert!(page.contains("Si legge già") && !page.contains("/pubblica\""), "{engine:?}: {page}");
        assert!(office.read(&format!("{LISTA}?vista=decise")).await.contains("Tetto"));
        assert!(!mondo.hall.browser().read("/trasparenza/09.02").await.contains("Tetto"));
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_proposed_not_to_be_named_is_told_to_nobody_without_the_right_and_named_by_who_has_it_alone() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let asked = proposta(&mondo, mondo.origine().await, "concessione-1", concessione(protetta()));
        propone(&mondo, &[asked]).await;
        let id = attendono(&mondo).await[0];
        let unit = mondo.hall.unit("SOC", "Sociali").await;
        mondo.hall.person("bruno", unit, &["trasparenza.pubblica"]).await;
        let bruno = mondo.hall.signed_in("bruno").await;
        let page = format!("{LISTA}/{id}");
        for address in [LISTA, page.as_str(), BANCO] {
            let told = bruno.read(address).await;
            assert!(!told.contains("Malaspina") && !told.contains(CODICE), "{engine:?}: {address}: {told}");
        }
        let anna = mondo.hall.signed_in("anna").await;
        assert!(anna.read(&page).await.contains(NOME), "{engine:?}: she may know");
        let publish = format!("{page}/pubblica");
        let lines = "Importo: 500,00 €\nNorma o titolo: Regolamento\nModalità di individuazione: Avviso";
        let answer = bruno.post(&publish, &modulo("Sostegno", lines, "")).await;
        assert_eq!(answer.status(), 422, "{engine:?}: he names nobody whom he may not know");
        assert!(!answer.text().await.unwrap().contains("Malaspina"));
        assert_eq!(bruno.post(&publish, &modulo("Sostegno", lines, "disagio")).await.status(), 303, "{engine:?}");
        let list = mondo.hall.browser().read("/trasparenza/11.02/dati.csv").await;
        assert!(list.contains("Sostegno") && !list.contains("Malaspina"), "{engine:?}: {list}");

        let other = proposta(&mondo, mondo.origine().await, "concessione-1", concessione(protetta()));
        propone(&mondo, &[other]).await;
        let second = format!("{LISTA}/{}/pubblica", attendono(&mondo).await[0]);
        assert_eq!(
            anna.post(&second, &modulo("Sostegno", lines, "")).await.status(),
            303,
            "{engine:?}: she found no hardship"
        );
        assert!(mondo.hall.browser().read("/trasparenza/11.02/dati.csv").await.contains(NOME), "{engine:?}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_rule_of_the_ente_what_is_complete_publishes_itself_and_what_wants_a_person_does_not() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let plain = mondo.hall.signed_in("anna").await;
        assert_eq!(plain.post("/trasparenza/ufficio/regola", &[("da_sola", "si")]).await.status(), 303);
        let mut told = Vec::new();
        let titles = [
            ("Completa", 0),
            ("Con avviso", 1),
            ("Da riempire", 2),
            ("Protetta", 3),
            ("Lunga", 4),
            // What looks like personal data wants a person who says why it may be read.
            ("Con telefono 011 5551234", 5),
        ];
        for (title, change) in titles {
            let fatto = match change {
                3 => concessione(protetta()),
                // Too long for what everybody reads of a field: no rule of ours may stop the act.
                4 => provvedimento(&"Parola ".repeat(400)),
                _ => provvedimento(title),
            };
            let mut asked = proposta(&mondo, mondo.origine().await, "uno", fatto);
            asked.avviso = (change == 1).then(|| "Guarda.".to_owned());
            asked.da_completare = if change == 2 { vec!["Modalità di selezione"] } else { Vec::new() };
            propone(&mondo, &[asked]).await;
            told.push((title, attendono(&mondo).await.len()));
        }
        assert_eq!(told, titles, "{engine:?}: each waits but the first");
        assert!(mondo.hall.browser().read("/trasparenza/09.02").await.contains("Completa"));
        assert!(plain.read(&format!("{LISTA}?vista=decise")).await.contains("pubblicata da sola"));
        // Of two decisions the later one counts: at the same instant there is none.
        mondo.sono("2026-02-04T10:01:00");
        assert_eq!(plain.post("/trasparenza/ufficio/regola", &[]).await.status(), 303);
        propone(&mondo, &[proposta(&mondo, mondo.origine().await, "uno", provvedimento("Di nuovo a mano"))]).await;
        assert_eq!(attendono(&mondo).await.len(), 6, "{engine:?}: the rule was taken back");
        mondo.hall.verify_clean().await;
    }
}

pub async fn documento(mondo: &Mondo, byte: &[u8]) -> document::Model {
    let ente = &mondo.hall.ente;
    let stored = ente.archive.receive(&mut Cursor::new(byte.to_vec()), 1 << 20).await.unwrap();
    let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.nomina").await.unwrap();
    let named = ente.archive.name(&mut tx, &stored, "atto.txt").await.unwrap();
    tx.commit().await.unwrap();
    named
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documents_are_read_by_who_publishes_and_go_with_it_only_if_they_say_so() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let file = documento(&mondo, b"Un atto").await;
        let office = mondo.hall.signed_in("anna").await;
        let citizen = mondo.hall.browser();
        for (read, answer) in [("", 404), ("si", 200)] {
            let mut asked = proposta(&mondo, mondo.origine().await, "uno", provvedimento("Tetto"));
            asked.dichiarazione.documenti = vec![file.clone()];
            propone(&mondo, &[asked]).await;
            let id = attendono(&mondo).await[0];
            let page = format!("{LISTA}/{id}");
            let seen = office.get(&format!("{page}/documenti/1")).await;
            assert_eq!(seen.bytes().await.unwrap(), "Un atto", "{engine:?}");
            assert_ne!(citizen.get(&format!("{page}/documenti/1")).await.status(), 200, "{engine:?}");
            let fields = [("titolo", "Tetto"), ("campi", "Atto: n. 1"), ("responsabile", "LLP"), ("file", read)];
            assert_eq!(office.post(&format!("{page}/pubblica"), &fields).await.status(), 303, "{engine:?}");
            let made = leggi_proposta(&mondo.hall.ente, &mondo.who, id).await.unwrap().riga.capo_id.unwrap();
            let public = citizen.get(&format!("/trasparenza/09.02/voci/{made}/documenti/1")).await;
            assert_eq!(public.status(), answer, "{engine:?}: {read:?}");
        }
        let tx = mondo.hall.ente.ledger.begin(mondo.who.actor(), "prova.chiede").await.unwrap();
        let used: BTreeSet<Uuid> = Usati.usati(&tx, &[file.id.uuid()]).await.unwrap().into_iter().collect();
        assert_eq!(used, BTreeSet::from([file.id.uuid()]), "{engine:?}: nor is it discarded");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_looks_sees_no_proposal_and_who_only_publishes_decides_no_rule() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        propone(&mondo, &[proposta(&mondo, mondo.origine().await, "uno", provvedimento("Tetto"))]).await;
        let page = format!("{LISTA}/{}", attendono(&mondo).await[0]);
        let unit = mondo.hall.unit("SOC", "Sociali").await;
        mondo.hall.person("guarda", unit, &["trasparenza.consulta"]).await;
        mondo.hall.person("bruno", unit, &["trasparenza.pubblica"]).await;
        let looks = mondo.hall.signed_in("guarda").await;
        for address in [LISTA, page.as_str()] {
            assert_eq!(looks.get(address).await.status(), 403, "{engine:?}: {address}");
        }
        assert!(!looks.read(BANCO).await.contains("Trasparenza 09.02"), "{engine:?}");
        let bruno = mondo.hall.signed_in("bruno").await;
        assert_eq!(bruno.post("/trasparenza/ufficio/regola", &[("da_sola", "si")]).await.status(), 403);
        assert!(bruno.read(&page).await.contains("Tetto"), "{engine:?}");
    }
}
