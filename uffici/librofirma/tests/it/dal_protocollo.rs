//! A document of the register, or of a draft, is put up for signature from there, and comes back.

use authz::{PersonId, UnitId, Who};
use documents::document;
use ente::Signing;
use librofirma::{LibroFirma, RichiestaId, firma::prova::firma, richiesta::apri::apri};
use office::Office;
use protocollo::{Nuova, Parte, Protocollo, Scheda, Verso, registra};
use testkit::{Browser, Engine, TownHall};

use crate::aiuti::carta;

static UFFICI: &[&dyn Office] =
    &[&Protocollo { depositi: &[] }, &LibroFirma { firmabili: &[&protocollo::Firmabili], sottoscrivibili: &[] }];
const LUCIA: &[&str] = &["librofirma.chiedi", "protocollo.consulta", "protocollo.registra"];

struct Storia {
    hall: TownHall,
    unita: UnitId,
    lucia: PersonId,
    marco: PersonId,
    browser: Browser,
}

impl Storia {
    async fn nuova(engine: Engine) -> Self {
        let trial = Signing { trial: true, ..Signing::default() };
        let hall = TownHall::start_placed(engine, UFFICI, |place| {
            place.signing = [("prova".to_owned(), trial)].into();
        })
        .await;
        let unita = hall.unit("TEC", "Ufficio tecnico").await;
        let lucia = hall.person("lucia", unita, LUCIA).await;
        let marco = hall.person("marco", unita, &["librofirma.firma"]).await;
        let browser = hall.signed_in("lucia").await;
        Self { hall, unita, lucia, marco, browser }
    }

    async fn who(&self, person: PersonId) -> Who {
        let read = self.hall.ente.db().read().await.unwrap();
        let name = accounts_name(&read, person).await;
        drop(read);
        Who { name, ..self.hall.who(person).await }
    }

    /// An outgoing entry with one PDF; its page, and year and number.
    async fn registrata(&self) -> (String, (i64, i64)) {
        self.registrata_con(&["affidamento.pdf"]).await
    }

    /// The same, where the PDF is there under each of these names.
    async fn registrata_con(&self, names: &[&str]) -> (String, (i64, i64)) {
        let bytes = carta("Si affida");
        let stored = self.hall.ente.archive.receive(&mut &bytes[..], 1 << 20).await.unwrap();
        let parti = vec![Parte { nome: "Edilnova".into(), ..Parte::default() }];
        let nuova = Nuova { parti, ..Nuova::new(Verso::Partenza, "Affidamento dei platani", "mano") };
        let lucia = self.who(self.lucia).await;
        let files: Vec<_> = names.iter().map(|name| ((*name).to_owned(), stored.clone())).collect();
        let riga = registra(&self.hall.ente, &lucia, &nuova, &files, None).await.unwrap();
        (format!("/protocollo/{}/{}", riga.anno, riga.numero), (riga.anno, riga.numero))
    }

    async fn scheda(&self, (anno, numero): (i64, i64)) -> Scheda {
        protocollo::leggi(&self.hall.ente, &self.who(self.lucia).await, anno, numero).await.unwrap()
    }

    /// Follows the way to the form from this page, and puts the document up for Marco; the request.
    async fn alla_firma(&self, page: &str) -> RichiestaId {
        let form = modulo(page);
        let shown = self.browser.read(&form).await;
        assert!(shown.contains("Impronta SHA-256") && !shown.contains("type=\"file\""), "{shown}");
        let answer = self.manda(&form).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let place = answer.headers()["location"].to_str().unwrap().to_owned();
        place.trim_start_matches("/librofirma/").split('?').next().unwrap().parse().unwrap()
    }

    async fn manda(&self, form: &str) -> reqwest::Response {
        let address = url::Url::parse(&self.browser.address(form)).unwrap();
        let of = |name: &str| address.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
        let (ufficio, cosa, documento) = (of("ufficio"), of("cosa"), of("documento"));
        let signer = format!("{}:{}", self.marco, self.unita);
        let fields = [
            ("ufficio", ufficio.as_str()),
            ("cosa", cosa.as_str()),
            ("documento", documento.as_str()),
            ("oggetto", "Affidamento dei platani"),
            ("firmatario_1", signer.as_str()),
        ];
        self.browser.upload("/librofirma/nuova", &fields, "vuoto.pdf", Vec::new()).await
    }

    /// Marco reads it and signs it; the register is told.
    async fn firma(&self, id: RichiestaId) {
        let marco = self.who(self.marco).await;
        apri(&self.hall.ente, &marco, id).await.unwrap();
        let done = firma(&self.hall.ente, &marco, &[id]).await.unwrap();
        assert!(done[0].firma.is_some(), "{done:?}");
        self.hall.work().await;
    }

    async fn byte(&self, document: &document::Model) -> Vec<u8> {
        self.hall.ente.archive.bytes(document, 1 << 30).await.unwrap().unwrap()
    }
}

async fn accounts_name(read: &db::Read, person: PersonId) -> String {
    accounts::names(read, &[person]).await.unwrap().remove(&person).unwrap()
}

/// Where a page leads to put a document up.
fn modulo(page: &str) -> String {
    let start = page.find("/librofirma/nuova?").unwrap_or_else(|| panic!("no way to the form: {page}"));
    page[start..].split('"').next().unwrap().replace("&amp;", "&").replace("&#x2f;", "/")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_signed_stands_beside_the_registered_document_which_does_not_change() {
    for engine in Engine::all() {
        let storia = Storia::nuova(engine).await;
        let (entry, numero) = storia.registrata().await;
        let before = storia.scheda(numero).await.documenti;
        let page = storia.browser.read(&entry).await;
        let form = modulo(&page);
        let id = storia.alla_firma(&page).await;
        let page = storia.browser.read(&entry).await;
        assert!(page.contains("alla firma") && page.contains(&format!("/librofirma/{id}")), "{page}");
        assert!(!page.contains("/librofirma/nuova?"), "it is put up once at a time: {page}");
        let again = storia.manda(&form).await;
        assert_eq!(again.status(), 422);
        assert!(again.text().await.unwrap().contains("già alla firma"));

        storia.firma(id).await;
        let scheda = storia.scheda(numero).await;
        assert_eq!(scheda.documenti, before, "the core of the entry is what was registered");
        let [one] = scheda.alla_firma.as_slice() else { panic!("{:?}", scheda.alla_firma) };
        assert_eq!(one.documento, before[0].1, "it is this document that was put up");
        let signed = one.firmati().next().expect("a signed version");
        assert_eq!(signed.name, "affidamento-firmato.pdf");
        let bytes = storia.byte(signed).await;
        assert!(bytes.starts_with(&carta("Si affida")) && bytes.len() > carta("Si affida").len());
        let page = storia.browser.read(&entry).await;
        assert!(page.contains("affidamento-firmato.pdf") && page.contains("Firmato da tutti"), "{page}");
        let got = storia.browser.get(&format!("{entry}/documenti/{}/scarica", signed.id)).await;
        assert_eq!(got.bytes().await.unwrap(), bytes);
        assert!(storia.browser.read(&format!("/librofirma/{id}")).await.contains(&entry), "and the way back");
        storia.hall.work().await;
        assert_eq!(storia.scheda(numero).await.alla_firma[0].fine.len(), 1, "it is told once");
        storia.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_same_bytes_wait_for_a_signature_the_page_leads_to_no_form_that_is_refused() {
    for engine in Engine::all() {
        let storia = Storia::nuova(engine).await;
        let (entry, _) = storia.registrata_con(&["affidamento.pdf", "copia.pdf"]).await;
        let page = storia.browser.read(&entry).await;
        assert_eq!(page.matches("/librofirma/nuova?").count(), 2, "{page}");
        storia.alla_firma(&page).await;
        let page = storia.browser.read(&entry).await;
        assert!(!page.contains("/librofirma/nuova?"), "the form would refuse the other one: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_draft_what_was_signed_is_what_is_registered() {
    for engine in Engine::all() {
        let storia = Storia::nuova(engine).await;
        let browser = &storia.browser;
        let fields = [("verso", "partenza")];
        let dropped = browser.upload("/protocollo/nuova/carica", &fields, "lettera.pdf", carta("Si risponde")).await;
        let draft = dropped.headers()["location"].to_str().unwrap().to_owned();
        let id = storia.alla_firma(&browser.read(&draft).await).await;
        let bozza = draft.rsplit('=').next().unwrap();
        let fields = [
            ("bozza", bozza),
            ("chiave", bozza),
            ("verso", "partenza"),
            ("mezzo", "mano"),
            ("oggetto", "Risposta"),
            ("nome_testo", "Edilnova"),
        ];
        let early = browser.post("/protocollo/nuova", &fields).await;
        assert_eq!(early.status(), 422, "while it waits for the signature nothing is registered");
        assert!(early.text().await.unwrap().contains("è alla firma"));

        storia.firma(id).await;
        assert!(browser.read(&draft).await.contains("lettera-firmato.pdf"));
        let done = browser.post("/protocollo/nuova", &fields).await;
        assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
        let place = done.headers()["location"].to_str().unwrap().to_owned();
        let mut parts = place.trim_start_matches("/protocollo/").split(['/', '?']);
        let numero = (parts.next().unwrap().parse().unwrap(), parts.next().unwrap().parse().unwrap());
        let scheda = storia.scheda(numero).await;
        let (_, registered) = &scheda.documenti[0];
        let signed = scheda.alla_firma[0].firmati().next().expect("what came of the draft is told");
        assert_eq!((registered.sha256.as_slice(), registered.name.as_str()), (&*signed.sha256, "lettera-firmato.pdf"));
        storia.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_with_its_reason_and_the_document_may_be_put_up_again() {
    for engine in Engine::all() {
        let storia = Storia::nuova(engine).await;
        let (entry, _) = storia.registrata().await;
        let id = storia.alla_firma(&storia.browser.read(&entry).await).await;
        let marco = storia.hall.signed_in("marco").await;
        let refused = marco.post(&format!("/librofirma/{id}/rifiuta"), &[("motivo", "Manca la cifra")]).await;
        assert_eq!(refused.status(), 303);
        storia.hall.work().await;
        let page = storia.browser.read(&entry).await;
        assert!(page.contains("Manca la cifra") && page.contains("rifiutato"), "{page}");
        assert!(!page.contains("affidamento-firmato.pdf"), "{page}");
        let second = storia.alla_firma(&page).await;
        assert_ne!(second, id);
        storia.hall.verify_clean().await;
    }
}

/// Who does not see the entry, or whose draft it is not, puts nothing of it up: for them it is not there.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_does_not_see_cannot_be_put_up() {
    for engine in Engine::all() {
        let storia = Storia::nuova(engine).await;
        let (entry, _) = storia.registrata().await;
        let form = modulo(&storia.browser.read(&entry).await);
        let dropped =
            storia.browser.upload("/protocollo/nuova/carica", &[("verso", "partenza")], "a.pdf", carta("A")).await;
        let draft = dropped.headers()["location"].to_str().unwrap().to_owned();
        let of_draft = modulo(&storia.browser.read(&draft).await);
        let other = storia.hall.unit("RAG", "Ragioneria").await;
        storia.hall.person("sara", other, &["librofirma.chiedi", "protocollo.consulta"]).await;
        let sara = storia.hall.signed_in("sara").await;
        for form in [form, of_draft] {
            assert_eq!(sara.get(&form).await.status(), 404, "{form}");
        }
        assert_eq!(sara.get("/librofirma/nuova?ufficio=altro&cosa=1&documento=1").await.status(), 404);
    }
}
