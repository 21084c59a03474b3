//! The door through which documents are put up for signature: what it offers, what it notes, what comes back.

use documents::document;
use office::Office;
use porte::firma::{Fine, Firmabili as _, Messo};
use protocollo::{Firmabili, Nuova, Parte, Protocollo, Scheda, Verso, annulla, registra};
use testkit::{Browser, Engine, TownHall, pdf};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const ANNA: &[&str] = &["protocollo.consulta", "protocollo.registra", "protocollo.annulla"];

struct Storia {
    hall: TownHall,
    unita: authz::UnitId,
    anna: authz::Who,
    browser: Browser,
}

impl Storia {
    async fn nuova(engine: Engine) -> Self {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", unit, ANNA).await;
        let (anna, browser) = (hall.who(anna).await, hall.signed_in("anna").await);
        Self { hall, unita: unit, anna, browser }
    }

    async fn documento(&self, name: &str, words: &str) -> document::Model {
        let stored = self.hall.ente.archive.receive(&mut &pdf(&[words])[..], 1 << 20).await.unwrap();
        let mut tx = self.hall.ente.ledger.begin(self.anna.actor(), "prova.documento").await.unwrap();
        let document = self.hall.ente.archive.name(&mut tx, &stored, name).await.unwrap();
        tx.commit().await.unwrap();
        document
    }

    /// Puts it up as the office that gathers signatures does; the request.
    async fn metti(&self, cosa: &str, documento: &str) -> Result<kernel::Uuid, web::Error> {
        let ente = &self.hall.ente;
        let found = Firmabili.leggi(ente, &self.anna, cosa, documento).await?;
        let mut tx = ente.ledger.begin(self.anna.actor(), "prova.metti").await.unwrap();
        let stored = ente.archive.stored(found.contenuto).await.unwrap();
        let file = match found.documento {
            Some(document) => document,
            None => ente.archive.name(&mut tx, &stored, &found.nome).await.unwrap(),
        };
        let richiesta = tx.id::<()>().uuid();
        let messo = Messo { richiesta, cosa, documento, file: file.id, unita: self.unita };
        Firmabili.messo(&mut tx, &self.anna, &messo).await?;
        tx.commit().await.unwrap();
        Ok(richiesta)
    }

    async fn finisce(&self, richiesta: kernel::Uuid, fine: &Fine) {
        let now = self.hall.ente.ledger.now();
        Firmabili.finito(&self.hall.ente, richiesta, fine, now).await.unwrap();
    }

    async fn scheda(&self, anno: i64, numero: i64) -> Scheda {
        protocollo::leggi(&self.hall.ente, &self.anna, anno, numero).await.unwrap()
    }
}

fn detto(error: &web::Error) -> String {
    assert!(matches!(error, web::Error::Refused(_)), "{error:?}");
    error.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_tells_each_end_of_a_request_once_and_its_documents_stay() {
    for engine in Engine::all() {
        let storia = Storia::nuova(engine).await;
        let stored = storia.hall.ente.archive.receive(&mut &pdf(&["Nota"])[..], 1 << 20).await.unwrap();
        let parti = vec![Parte { nome: "Verdi Luigi".into(), ..Parte::default() }];
        let nuova = Nuova { parti, ..Nuova::new(Verso::Partenza, "Nota sul ponte di via Roma", "mano") };
        let files = [("nota.pdf".to_owned(), stored)];
        let riga = registra(&storia.hall.ente, &storia.anna, &nuova, &files, None).await.unwrap();
        let before = storia.scheda(riga.anno, riga.numero).await.documenti;
        let (cosa, documento) = (format!("{}/{}", riga.anno, riga.numero), before[0].1.id.to_string());
        let found = Firmabili.leggi(&storia.hall.ente, &storia.anna, &cosa, &documento).await.unwrap();
        assert!(
            found.impedito.is_none() && found.oggetto == "Nota sul ponte di via Roma" && !found.riservato,
            "{found:?}"
        );

        let refused = storia.metti(&cosa, &documento).await.unwrap();
        let twice = storia.metti(&cosa, &documento).await.unwrap_err();
        assert!(detto(&twice).contains("già alla firma"), "{twice}");
        let no = Fine::Rifiutato { da: storia.anna.person, motivo: "Manca la data".into() };
        storia.finisce(refused, &no).await;
        let signed = storia.metti(&cosa, &documento).await.unwrap();
        let back = storia.documento("nota-firmato.pdf", "Nota firmata").await;
        let durable = storia.documento("nota-firmato.pdf", "Nota firmata, con le prove").await;
        for fine in [Fine::Firmato(back.clone()), Fine::Firmato(back.clone()), Fine::Durevole(durable.clone())] {
            storia.finisce(signed, &fine).await;
        }
        storia.finisce(kernel::Uuid::nil(), &no).await;

        let scheda = storia.scheda(riga.anno, riga.numero).await;
        assert_eq!(scheda.documenti, before, "the core of the entry is what was registered");
        let [first, second] = scheda.alla_firma.as_slice() else { panic!("{:?}", scheda.alla_firma) };
        assert_eq!((first.fine.len(), first.fine[0].0.motivo.as_deref()), (1, Some("Manca la data")));
        assert_eq!(second.firmati().collect::<Vec<_>>(), [&durable, &back], "the last one first, each once");
        for document in [&back, &durable] {
            assert_eq!(scheda.documento(document.id).unwrap(), document);
        }
        let page = storia.browser.read(&format!("/protocollo/{cosa}")).await;
        assert!(page.contains("Manca la data") && page.contains("versione firmata"), "{page}");

        // A refusal is between who asked, their office and the signer.
        let altrove = storia.hall.unit("TRI", "Tributi").await;
        storia.hall.person("bruno", altrove, &["protocollo.consulta", "protocollo.consulta_tutto"]).await;
        storia.hall.person("carla", storia.unita, &["protocollo.consulta"]).await;
        let page = storia.hall.signed_in("bruno").await.read(&format!("/protocollo/{cosa}")).await;
        assert!(page.contains("rifiutato") && !page.contains("Manca la data"), "{page}");
        let page = storia.hall.signed_in("carla").await.read(&format!("/protocollo/{cosa}")).await;
        assert!(page.contains("Manca la data"), "{page}");

        annulla(&storia.hall.ente, &storia.anna, riga.anno, riga.numero, "Registrata due volte").await.unwrap();
        let found = Firmabili.leggi(&storia.hall.ente, &storia.anna, &cosa, &documento).await.unwrap();
        assert!(found.impedito.is_some_and(|why| why.contains("annullata")));
        let late = storia.metti(&cosa, &documento).await.unwrap_err();
        assert!(detto(&late).contains("annullata"), "also where nobody asked before: {late}");
        storia.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_takes_its_place_in_a_draft_and_after_that_stands_beside() {
    for engine in Engine::all() {
        let storia = Storia::nuova(engine).await;
        let browser = &storia.browser;
        let arriving = browser.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], "a.pdf", pdf(&["A"])).await;
        let arriving = arriving.headers()["location"].to_str().unwrap().rsplit('=').next().unwrap().to_owned();
        let found = Firmabili.leggi(&storia.hall.ente, &storia.anna, &format!("bozza/{arriving}"), "0").await.unwrap();
        assert!(found.impedito.is_some_and(|why| why.contains("in arrivo")), "what came in is registered as it came");

        let dropped = browser.upload("/protocollo/nuova/carica", &[("verso", "partenza")], "b.pdf", pdf(&["B"])).await;
        let place = dropped.headers()["location"].to_str().unwrap().to_owned();
        let draft = place.rsplit('=').next().unwrap();
        let cosa = format!("bozza/{draft}");
        assert!(Firmabili.leggi(&storia.hall.ente, &storia.anna, &cosa, "1").await.is_err(), "it has one document");
        let request = storia.metti(&cosa, "0").await.unwrap();
        assert!(browser.read(&place).await.contains("alla firma"));
        assert!(detto(&storia.metti(&cosa, "0").await.unwrap_err()).contains("già alla firma"));
        let back = storia.documento("b-firmato.pdf", "B firmata").await;
        storia.finisce(request, &Fine::Firmato(back.clone())).await;
        assert!(browser.read(&place).await.contains("b-firmato.pdf"));

        let fields = [
            ("bozza", draft),
            ("chiave", "una di chi l'ha inventata"),
            ("verso", "partenza"),
            ("mezzo", "mano"),
            ("oggetto", "Risposta sul ponte di via Roma"),
            ("nome_testo", "Verdi Luigi"),
        ];
        let done = browser.post("/protocollo/nuova", &fields).await;
        assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
        let read = storia.hall.ente.db().read().await.unwrap();
        let key = db::one(&read, "SELECT chiave FROM protocollo_registrazione", []).await.unwrap().unwrap();
        assert_eq!(key.try_get::<String>("", "chiave").unwrap(), draft, "a draft is its own key");
        drop(read);
        let durable = storia.documento("b-firmato.pdf", "B firmata, con le prove").await;
        storia.finisce(request, &Fine::Durevole(durable.clone())).await;
        let year = i64::from(storia.hall.ente.ledger.now().year());
        let scheda = storia.scheda(year, 1).await;
        assert_eq!(scheda.documenti[0].1.sha256, back.sha256, "what was signed is what was registered");
        assert_eq!(scheda.alla_firma[0].firmati().next(), Some(&durable), "what came later stands beside");
        storia.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_scan_whose_place_the_signed_document_took_nobody_says_that_it_was_looked_at() {
    for engine in Engine::all() {
        let storia = Storia::nuova(engine).await;
        let browser = &storia.browser;
        let png = b"\x89PNG\r\n\x1a\n".to_vec();
        let dropped = browser.upload("/protocollo/nuova/carica", &[("verso", "partenza")], "b.png", png).await;
        let form = dropped.headers()["location"].to_str().unwrap().to_owned();
        let draft = form.rsplit('=').next().unwrap();
        let waits = format!("/protocollo/bozze/{draft}/lettura");
        assert_eq!(browser.get(&waits).await.status(), 204, "{engine:?}: its words are waited for");
        let request = storia.metti(&format!("bozza/{draft}"), "0").await.unwrap();
        let back = storia.documento("b-firmato.pdf", "B firmata").await;
        storia.finisce(request, &Fine::Firmato(back)).await;
        storia.hall.work().await;
        let told = browser.read(&waits).await;
        assert!(told.contains("sostituita dal documento firmato"), "{engine:?}: {told}");
        assert!(!told.contains("stata guardata") && !told.contains("stata letta"), "{engine:?}: {told}");
    }
}

/// Of two documents of one draft that come back at once each takes its own place; and whoever has read the draft before registers neither
/// what waits for a signature nor what is not there any more.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_registered_of_a_draft_is_what_it_holds_at_the_commit() {
    for engine in Engine::all() {
        let storia = Storia::nuova(engine).await;
        let (ente, browser) = (&storia.hall.ente, &storia.browser);
        let fields = [("verso", "partenza")];
        let dropped = browser.upload("/protocollo/nuova/carica", &fields, "a.pdf", pdf(&["A"])).await;
        let draft = dropped.headers()["location"].to_str().unwrap().rsplit('=').next().unwrap().to_owned();
        // A second document, as when a clerk drops two files together.
        let before = ente.archive.receive(&mut &pdf(&["A"])[..], 1 << 20).await.unwrap();
        let other = ente.archive.receive(&mut &pdf(&["B"])[..], 1 << 20).await.unwrap();
        let write = ente.db().write().await.unwrap();
        let one = |name: &str, sha: &str| {
            format!("{{\"nome\":\"{name}\",\"sha256\":\"{sha}\",\"size\":1,\"format\":\"pdf\",\"mismatch\":false}}")
        };
        let both = [one("a.pdf", &before.sha256.to_string()), one("b.pdf", &other.sha256.to_string())].join(",");
        let sql = "UPDATE protocollo_bozza SET documenti = $1";
        db::execute(&write, sql, [format!("[{both}]").into()]).await.unwrap();
        write.commit().await.unwrap();

        let parti = vec![Parte { nome: "Verdi Luigi".into(), ..Parte::default() }];
        let nuova = Nuova { parti, ..Nuova::new(Verso::Partenza, "Nota sul ponte di via Roma", "mano") };
        let seen = [("a.pdf".to_owned(), before), ("b.pdf".to_owned(), other)];
        let cosa = format!("bozza/{draft}");
        let (first, second) = (storia.metti(&cosa, "0").await.unwrap(), storia.metti(&cosa, "1").await.unwrap());
        let early = registra(ente, &storia.anna, &nuova, &seen, Some(&draft)).await.unwrap_err();
        assert!(early.to_string().contains("«a.pdf» è alla firma"), "{early}");

        let (a, b) = (storia.documento("a-f.pdf", "A firmata").await, storia.documento("b-f.pdf", "B firmata").await);
        let (ends, more) = (Fine::Firmato(a.clone()), Fine::Firmato(b.clone()));
        tokio::join!(storia.finisce(first, &ends), storia.finisce(second, &more));
        let late = registra(ente, &storia.anna, &nuova, &seen, Some(&draft)).await.unwrap_err();
        assert!(late.to_string().contains("sono cambiati"), "{late}");
        let signed = [
            ("a-f.pdf".to_owned(), ente.archive.stored(a.hash()).await.unwrap()),
            ("b-f.pdf".to_owned(), ente.archive.stored(b.hash()).await.unwrap()),
        ];
        let riga = registra(ente, &storia.anna, &nuova, &signed, Some(&draft)).await.unwrap();
        assert_eq!(storia.scheda(riga.anno, riga.numero).await.documenti.len(), 2);
        storia.hall.verify_clean().await;
    }
}
