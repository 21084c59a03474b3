//! From the list to a version in force, and what waits.

use kernel::Actor;
use pratiche::{Nuova, PraticaId};
use testkit::{Engine, TownHall};

use crate::materia::{OFFICES, OFFICES_SENZA, PERMESSI};

const TUTTO: &[&str] = &["flussi.consulta", "flussi.gestisci"];

pub struct Casa {
    pub hall: TownHall,
    unita: authz::UnitId,
    lucia: authz::PersonId,
    pub anna: authz::PersonId,
}

impl Casa {
    pub async fn apri(engine: Engine) -> Self {
        let hall = TownHall::start(engine, OFFICES).await;
        let unita = hall.unit("EDI", "Edilizia").await;
        let lucia = hall.person("lucia", unita, &[]).await;
        hall.person("marco", unita, &["flussi.consulta"]).await;
        let anna = hall.person("anna", unita, TUTTO).await;
        let tx = hall.ente.ledger.begin(Actor::System("prova"), "prova.installa").await.unwrap();
        pratiche::installa(tx, &PERMESSI).await.unwrap().commit().await.unwrap();
        Self { hall, unita, lucia, anna }
    }

    async fn avvia(&self, chiave: &str) -> PraticaId {
        let tx = self.hall.ente.ledger.begin(Actor::Person(self.lucia.uuid()), "prova.avvia").await.unwrap();
        let oggetto = kernel::Uuid::from_u128(5);
        let nuova = Nuova { codice: "permesso", oggetto, ufficio: self.unita, chi: self.lucia, chiave };
        let (tx, avviata) = pratiche::avvia(tx, &PERMESSI, nuova).await.unwrap();
        tx.commit().await.unwrap();
        avviata.pratica
    }

    /// The number of the saving that a page of the draft sends back.
    async fn versione(&self, browser: &testkit::Browser) -> String {
        let page = browser.read("/flussi/permesso/bozza").await;
        let at = page.split("name=\"versione\" value=\"").nth(1).expect("a draft");
        at.split('"').next().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_is_changed_in_forms_tried_and_put_in_force_with_a_reason() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let anna = casa.hall.signed_in("anna").await;
        let card = anna.read("/flussi/permesso").await;
        assert!(card.contains("iter-disegno") && card.contains("Arriva con il programma."), "{card}");
        assert_eq!(anna.post("/flussi/permesso/bozza/apri", &[]).await.status(), 303);
        let one = casa.versione(&anna).await;
        let by_hand = "codice = \"altra\"\nnome = \"Bozza\"\ntipo = \"inizio\"";
        let renamed = [("versione", one.as_str()), ("testo", by_hand)];
        let answer = anna.post("/flussi/permesso/bozza/stato/bozza", &renamed).await;
        assert_eq!(answer.status(), 422, "the other parts call it so");
        assert!(answer.text().await.unwrap().contains("lascia «bozza»"));
        let stato =
            [("versione", one.as_str()), ("nome", "In verifica"), ("codice", "verifica"), ("tipo", "passaggio")];
        assert_eq!(anna.post("/flussi/permesso/bozza/stato/nuovo", &stato).await.status(), 303);
        let draft = anna.read("/flussi/permesso/bozza").await;
        assert!(draft.contains("Non si può ancora mettere in vigore") && draft.contains("«In verifica»"), "{draft}");
        let two = casa.versione(&anna).await;
        let late = anna.post("/flussi/permesso/bozza/stato/nuovo", &stato).await;
        assert_eq!(late.status(), 422, "the code is there already, and somebody saved");
        let proponi = [
            ("versione", two.as_str()),
            ("nome", "Proponi"),
            ("da-bozza", "si"),
            ("a-verifica", "si"),
            ("chi-uno-1-tipo", "autore"),
        ];
        assert_eq!(anna.post("/flussi/permesso/bozza/passo/proponi", &proponi).await.status(), 303);
        let three = casa.versione(&anna).await;
        let verifica = [
            ("versione", three.as_str()),
            ("nome", "Verifica"),
            ("codice", "verifica"),
            ("da-verifica", "si"),
            ("a-alla-firma", "si"),
            ("chi-uno-1-tipo", "ufficio"),
            ("chi-uno-1-dove", "proponente"),
        ];
        assert_eq!(anna.post("/flussi/permesso/bozza/passo/nuovo", &verifica).await.status(), 303);
        let draft = anna.read("/flussi/permesso/bozza").await;
        assert!(draft.contains("È in ordine"), "{draft}");
        assert_eq!(anna.post("/flussi/permesso/bozza/vigore", &[("visto", "1"), ("motivo", "")]).await.status(), 422);
        let put = anna.post("/flussi/permesso/bozza/vigore", &[("visto", "1"), ("motivo", "Serve una verifica")]).await;
        assert_eq!(put.status(), 303, "{}", put.text().await.unwrap());
        let card = anna.read("/flussi/permesso").await;
        assert!(card.contains("Serve una verifica") && card.contains("In verifica"), "{card}");
        let again = anna.post("/flussi/permesso/bozza/vigore", &[("visto", "1"), ("motivo", "Ancora")]).await;
        assert_eq!(again.status(), 404, "the draft is done with");
        let told = again.text().await.unwrap();
        assert!(told.contains("messa in vigore o buttata"), "and not the definition, which is there: {told}");
        let first = card.split("name=\"versione\" value=\"").nth(1).and_then(|at| at.split('"').next());
        let back = [("versione", first.expect("one to be put back")), ("visto", "2"), ("motivo", "Meglio prima")];
        assert_eq!(anna.post("/flussi/permesso/rimetti", &back).await.status(), 303);
        let card = anna.read("/flussi/permesso").await;
        assert_eq!(card.matches("in vigore</span></td>").count(), 1, "of its two times one runs: {card}");
        assert_eq!(card.matches("name=\"versione\"").count(), 1, "and the other version can be put back: {card}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imaginary_file_goes_through_a_draft_and_nothing_is_written() {
    let casa = Casa::apri(Engine::Sqlite).await;
    let anna = casa.hall.signed_in("anna").await;
    anna.post("/flussi/permesso/bozza/apri", &[]).await;
    let lucia = casa.lucia;
    let begun = anna.read(&format!("/flussi/permesso/bozza/prova?ufficio=EDI&autore={lucia}")).await;
    assert!(begun.contains("Proponi (lucia Prova)"), "{begun}");
    let next = format!("/flussi/permesso/bozza/prova?ufficio=EDI&autore={lucia}&passi=proponi:{lucia},firma:{lucia}");
    let stopped = anna.read(&next).await;
    assert!(stopped.contains("non spetta a te") && stopped.contains("Firma (marco Prova)"), "{stopped}");
    let read = casa.hall.ente.db().read().await.unwrap();
    let row = db::one(&read, "SELECT COUNT(*) AS n FROM iter_pratica", []).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_stands_on_the_desk_and_in_the_measures() {
    let casa = Casa::apri(Engine::Sqlite).await;
    casa.avvia("k").await;
    let desk = casa.hall.signed_in("lucia").await.read("/scrivania").await;
    assert!(desk.contains("Proponi") && desk.contains("Tettoia"), "{desk}");
    let marco = casa.hall.signed_in("marco").await;
    assert!(!marco.read("/scrivania").await.contains("Tettoia"));
    let measures = marco.read("/flussi/permesso/misure").await;
    assert!(measures.contains("Ore di attesa per stato") && measures.contains("Bozza"), "{measures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_reads_writes_nothing_and_the_calendar_wants_a_reason() {
    let casa = Casa::apri(Engine::Sqlite).await;
    let marco = casa.hall.signed_in("marco").await;
    for path in ["/flussi/permesso/bozza/apri", "/flussi/permesso/bozza/butta", "/flussi/calendario"] {
        assert_eq!(marco.post(path, &[]).await.status(), 403, "{path}");
    }
    let anna = casa.hall.signed_in("anna").await;
    let days = [("settimana", "1 2 3 4 5 6"), ("chiusure", "2026-12-07 2026-12-07 ponte")];
    assert_eq!(anna.post("/flussi/calendario", &days).await.status(), 422);
    let days = [days[0], days[1], ("motivo", "Ordinanza 12")];
    assert_eq!(anna.post("/flussi/calendario", &days).await.status(), 303);
    assert!(marco.read("/flussi/calendario").await.contains("sabato"));
    // Who opened the page before that one was saved is told, and takes nothing away.
    let late = [days[0], days[1], ("motivo", "Ordinanza 13"), ("visto", "")];
    let answer = anna.post("/flussi/calendario", &late).await;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.unwrap();
    assert!(page.contains("un&#39;altra persona ha cambiato i giorni") && page.contains("Ordinanza 13"), "{page}");
    let page = anna.read("/flussi/calendario").await;
    assert!(page.contains("name=\"visto\" value=\"1\""), "{page}");
    let seen = [("settimana", "1 2 3 4 5"), days[1], ("motivo", "Ordinanza 13"), ("visto", "1")];
    assert_eq!(anna.post("/flussi/calendario", &seen).await.status(), 303);
    assert!(!marco.read("/flussi/calendario").await.contains("sabato"));
    casa.hall.work().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_on_which_terms_cannot_be_counted_again_does_not_keep_the_others_from_it() {
    let casa = Casa::apri(Engine::Sqlite).await;
    let (some, other) = (casa.avvia("a").await, casa.avvia("b").await);
    let (first, second) = (some.min(other), some.max(other));
    // The first became another office's, as no office would let it, and no working row is there.
    let tx = casa.hall.ente.ledger.begin(Actor::System("prova"), "prova.guasta").await.unwrap();
    db::execute(&tx, "UPDATE iter_pratica SET materia = 'altra' WHERE id = $1", [first.into()]).await.unwrap();
    db::execute(&tx, "DELETE FROM iter_attesa", []).await.unwrap();
    tx.commit().await.unwrap();
    let days = [("settimana", "1 2 3 4 5 6"), ("motivo", "Ordinanza 12")];
    let anna = casa.hall.signed_in("anna").await;
    assert_eq!(anna.post("/flussi/calendario", &days).await.status(), 303);
    casa.hall.work().await;
    let read = casa.hall.ente.db().read().await.unwrap();
    for (id, waiting) in [(first, 0), (second, 1)] {
        let sql = "SELECT COUNT(*) AS n FROM iter_attesa WHERE pratica_id = $1";
        let row = db::one(&read, sql, [id.into()]).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), waiting, "{id}");
    }
    let again = "SELECT COUNT(*) AS n FROM jobs_job WHERE kind = 'flussi.rifai' AND state = 'waiting' AND attempts > 0";
    let row = db::one(&read, again, []).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 1, "it is tried again, and not passed over");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_office_has_files_the_page_says_so() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES_SENZA).await;
    let unita = hall.unit("EDI", "Edilizia").await;
    hall.person("anna", unita, TUTTO).await;
    let anna = hall.signed_in("anna").await;
    assert!(anna.read("/flussi").await.contains("Nessun ufficio ha pratiche"));
    assert_eq!(anna.get("/flussi/permesso").await.status(), 404);
}
