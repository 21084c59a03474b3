//! A clerk's day in the browser's words.

use std::sync::atomic::{AtomicBool, Ordering};

use atti::Atti;
use authz::Who;
use documents::document;
use ente::Ente;
use kernel::Id;
use ledger::Tx;
use office::Office;
use porte::sottoscrizione::{Carta, Sottoscritta, Sottoscrive};
use testkit::Engine;

use crate::casa::{Casa, Finta, USUALI, riga};

/// SIMULATOR of the office that signs: it signs one paper, and is away for those that follow.
#[derive(Debug)]
struct UnaSola(AtomicBool);

#[async_trait::async_trait]
impl Sottoscrive for UnaSola {
    fn subito(&self, ente: &Ente) -> Option<&'static str> {
        Finta.subito(ente)
    }

    async fn sottoscrivi(&self, ente: &Ente, who: &Who, carta: Carta) -> Result<Sottoscritta, web::Error> {
        if self.0.swap(true, Ordering::SeqCst) {
            return Err(web::Error::Unavailable("Il servizio di firma non risponde: riprova fra poco.".into()));
        }
        Finta.sottoscrivi(ente, who, carta).await
    }

    async fn riprendi(&self, ente: &Ente, who: &Who, carta: Carta, back: Vec<u8>) -> Result<Sottoscritta, web::Error> {
        Finta.riprendi(ente, who, carta, back).await
    }

    async fn controlla(&self, tx: &Tx, id: Id<document::Entity>) -> Result<(), web::Error> {
        Finta.controlla(tx, id).await
    }
}

static UNA_SOLA: UnaSola = UnaSola(AtomicBool::new(false));
static DI_UNA_SOLA: Atti = Atti { firma: &UNA_SOLA, ..USUALI };
static CON_UNA_SOLA: &[&dyn Office] = &[
    &librofirma::LibroFirma { firmabili: &[], sottoscrivibili: &[] },
    &contabilita::Contabilita,
    &albo::AlboPretorio { originali: &[], testi: &[&atti::Testi] },
    &trasparenza::AmministrazioneTrasparente,
    &DI_UNA_SOLA,
];

#[tokio::test(flavor = "multi_thread")]
async fn lucia_begins_an_act_and_every_page_of_it_opens() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let browser = casa.hall.signed_in("lucia").await;
        let form = browser.read("/atti/nuovo").await;
        let key = form.split("name=\"chiave\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let unit = casa.llp.to_string();
        let fields = [
            ("iter", "determina-impegno"),
            ("unita", unit.as_str()),
            ("oggetto", "Tetto della scuola"),
            ("chiave", key),
        ];
        assert!(browser.post("/atti/nuovo", &fields).await.status().is_redirection());
        assert!(browser.post("/atti/nuovo", &fields).await.status().is_redirection(), "sent twice it is one act");
        let list = browser.read("/atti").await;
        assert_eq!(list.matches("Tetto della scuola").count(), 1, "{list}");
        let id = casa.atto("determina-impegno", "Altro tetto", &[riga(366_000)]).await;
        for page in ["", "/testo", "/dati", "/allegati", "/confronta?da=0&a=0"] {
            let answer = browser.get(&format!("/atti/{id}{page}")).await;
            assert_eq!(answer.status(), 200, "{page}");
        }
        let preview = browser.get(&format!("/atti/{id}/anteprima.pdf")).await;
        assert!(preview.bytes().await.unwrap().starts_with(b"%PDF"));
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let stored = ente.archive.receive(&mut std::io::Cursor::new(b"La pianta".to_vec()), 1 << 20).await.unwrap();
        let file = ("pianta.txt".to_owned(), stored);
        atti::allega(ente, &lucia, id, ("Pianta", false), Some(&file)).await.unwrap();
        let page = browser.read(&format!("/atti/{id}")).await;
        assert!(page.contains("Testo semplice"), "an annex is told as what it is: {page}");
        assert!(page.contains("Proponi alla firma") && page.contains("Scheda di circolazione"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_of_an_annex_nobody_chooses_unseen_and_a_refusal_stands_in_its_own_form() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let stored = ente.archive.receive(&mut std::io::Cursor::new(b"La pianta".to_vec()), 1 << 20).await.unwrap();
        let file = ("pianta.txt".to_owned(), stored);
        let annex = atti::allega(ente, &lucia, id, ("Pianta", false), Some(&file)).await.unwrap().id;
        let browser = casa.hall.signed_in("lucia").await;
        let address = format!("/atti/{id}/allegati");
        let page = browser.read(&address).await;
        assert!(!page.contains("value=\"intero\" selected"), "{page}");
        let part = "name=\"integrante\" type=\"checkbox\" value=\"si\" checked";
        assert!(page.contains(part), "{engine:?}: {page}");
        let bare = browser.upload(&address, &[("titolo", "Rilievo")], "", Vec::new()).await;
        assert_eq!(bare.status(), 422, "{engine:?}: no file");
        let bare = bare.text().await.unwrap();
        assert!(bare.contains("Rilievo") && !bare.contains(part), "what is no part of the act stays none: {bare}");
        for (decision, field) in [("", "decisione"), ("no", "motivo"), ("omissis", "file")] {
            let sent = [("decisione", decision), ("motivo", "")];
            let answer = browser.upload(&format!("{address}/{annex}"), &sent, "vuoto.pdf", Vec::new()).await;
            assert_eq!(answer.status(), 422, "{engine:?}: {decision}");
            let page = answer.text().await.unwrap();
            assert!(page.contains(&format!("id=\"{field}-{annex}-errore\"")), "{decision}: {page}");
            let kept = format!("<option value=\"{decision}\" selected");
            assert!(decision.is_empty() || page.contains(&kept), "what was chosen stays: {page}");
        }
        assert_eq!(casa.scheda(casa.lucia, id).await.allegati[0].pubblica, None, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_and_examines_nothing_else_finds_what_waits_for_a_signature() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let browser = casa.hall.signed_in("marco").await;
        let list = browser.read("/atti").await;
        assert!(list.contains("href=\"/atti/firma\""), "{engine:?}: {list}");
        let none = browser.post("/atti/firma", &[("chiave", "k")]).await.text().await.unwrap();
        assert!(none.contains("Non hai scelto nessun atto"), "{none}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_what_is_to_be_signed_has_each_act_that_waits_for_who_reads_and_no_other() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        for oggetto in ["Prima nomina", "Seconda nomina", "Nomina in bozza", "Nomina firmata"] {
            let id = casa.atto("determina-senza-spesa", oggetto, &[]).await;
            if oggetto != "Nomina in bozza" {
                casa.compie(casa.lucia, id, "proponi").await.unwrap();
            }
            if oggetto == "Nomina firmata" {
                casa.compie(casa.marco, id, "firma").await.unwrap();
            }
        }
        let spends = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        casa.firma(spends).await;
        let list = casa.hall.signed_in("marco").await.read("/atti/firma").await;
        let told: Vec<bool> = ["Prima nomina", "Seconda nomina", "Nomina in bozza", "Nomina firmata", "Tetto"]
            .iter()
            .map(|oggetto| list.contains(&format!(": {oggetto}</a>")))
            .collect();
        assert_eq!(told, [true, true, false, false, false], "{engine:?}: {list}");
        assert_eq!(list.matches("name=\"atto\"").count(), 2, "both may be chosen: {list}");
        let paolo = casa.hall.signed_in("paolo").await.read("/atti/firma").await;
        assert!(paolo.contains("Nessun atto aspetta la tua firma"), "a visto is no signature of the act: {paolo}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn why_one_keeps_out_is_not_written_again_where_it_was_refused() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let long = format!("Parentela con il fornitore {}", "x".repeat(2_000));
        let sent = [("motivo", long.as_str()), ("chiave", "k-astieni")];
        let answer = casa.hall.signed_in("lucia").await.post(&format!("/atti/{id}/astieni"), &sent).await;
        assert_eq!(answer.status(), 422, "{engine:?}");
        let page = answer.text().await.unwrap();
        assert!(page.contains(&format!("\n{long}</textarea>")), "{engine:?}: {page}");
        assert!(page.contains("<details open><summary>Sono in conflitto di interessi"), "{engine:?}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_acts_signed_at_once_the_one_that_meets_a_fault_is_told_by_name_and_waits_still() {
    for engine in Engine::all() {
        UNA_SOLA.0.store(false, Ordering::SeqCst);
        let casa = Casa::con(engine, CON_UNA_SOLA).await;
        let mut ids = Vec::new();
        for oggetto in ["Prima nomina", "Seconda nomina"] {
            let id = casa.atto("determina-senza-spesa", oggetto, &[]).await;
            casa.compie(casa.lucia, id, "proponi").await.unwrap();
            ids.push(id);
        }
        let (browser, first, second) = (casa.hall.signed_in("marco").await, ids[0].to_string(), ids[1].to_string());
        let sent = [("atto", first.as_str()), ("atto", second.as_str()), ("chiave", "k"), ("nessun_conflitto", "si")];
        let answer = browser.post("/atti/firma", &sent).await;
        assert_eq!(answer.status(), 200, "{engine:?}: what was signed is told, whatever the next one met");
        let page = answer.text().await.unwrap();
        assert!(page.contains("Firmati: 1 su 2.") && page.contains("riprova fra poco"), "{engine:?}: {page}");
        assert!(page.contains(">Seconda nomina</a>"), "{engine:?}: which one it was: {page}");
        assert_eq!(casa.scheda(casa.marco, ids[1]).await.stato.numero, None, "{engine:?}");
        UNA_SOLA.0.store(false, Ordering::SeqCst);
        let again = browser.post("/atti/firma", &sent).await.text().await.unwrap();
        assert!(
            again.contains("Non aspetta la tua firma.") && again.contains("Firmati: 1 su 2."),
            "{engine:?}: {again}"
        );
        for (id, number) in ids.iter().zip([1, 2]) {
            assert_eq!(casa.scheda(casa.marco, *id).await.stato.numero, Some(number), "{engine:?}");
        }
    }
}
