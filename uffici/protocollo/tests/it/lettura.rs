//! Documents laid out for reading, figures and exports: what they show, and to whom.

use office::Office;
use protocollo::{Assegnatario, Nuova, Protocollo, Tipo, registra};
use testkit::{Browser, Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

const ADDETTA: &[&str] = &["protocollo.consulta", "protocollo.registra", "protocollo.assegna"];

const FATTURA: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPA12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"><FatturaElettronicaHeader>
<DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>04128730654</IdCodice></IdTrasmittente><ProgressivoInvio>1</ProgressivoInvio><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>UFM999</CodiceDestinatario></DatiTrasmissione>
<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>04128730654</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>Edilvalle Srl</Denominazione></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici><CodiceFiscale>80099990488</CodiceFiscale><Anagrafica><Denominazione>Comune di Prova</Denominazione></Anagrafica></DatiAnagrafici></CessionarioCommittente></FatturaElettronicaHeader>
<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-10-03</Data><Numero>77/B</Numero><ImportoTotaleDocumento>1525.00</ImportoTotaleDocumento><Causale>Ripristino del manto stradale</Causale></DatiGeneraliDocumento>
<DatiOrdineAcquisto><IdDocumento>9</IdDocumento><CodiceCIG>Z1234A1B2C</CodiceCIG></DatiOrdineAcquisto></DatiGenerali>
<DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Asfalto</Descrizione><Quantita>1.00</Quantita><PrezzoUnitario>1250.00</PrezzoUnitario><PrezzoTotale>1250.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>
<DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>1250.00</ImponibileImporto><Imposta>275.00</Imposta><EsigibilitaIVA>S</EsigibilitaIVA></DatiRiepilogo></DatiBeniServizi>
<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento><DataScadenzaPagamento>2026-11-30</DataScadenzaPagamento><ImportoPagamento>1250.00</ImportoPagamento></DettaglioPagamento></DatiPagamento></FatturaElettronicaBody></p:FatturaElettronica>"#;

fn posta() -> String {
    format!(
        "From: Edilvalle <amministrazione@edilvalle.example>\r\nTo: comune@example.it\r\nSubject: Invio documenti <script>alert(1)</script>\r\n\
         Date: Sat, 3 Oct 2026 10:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"p\"\r\n\r\n--p\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n<p>Buongiorno <img src=x onerror=alert(2)></p>\r\n\
         --p\r\nContent-Type: application/xml; name=\"IT04128730654_1.xml\"\r\nContent-Disposition: attachment; filename=\"IT04128730654_1.xml\"\r\n\r\n{FATTURA}\r\n--p--\r\n"
    )
}

/// The addresses in a page that end so.
fn links(page: &str, end: &str) -> Vec<String> {
    page.split("href=\"")
        .filter_map(|part| part.split('"').next())
        .filter(|href| href.ends_with(end))
        .map(str::to_owned)
        .collect()
}

async fn registrata(browser: &Browser, name: &str, bytes: &str) -> (String, String) {
    let dropped = browser.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], name, bytes.into()).await;
    let form = dropped.headers()["location"].to_str().unwrap().to_owned();
    let page = browser.read(&form).await;
    let bozza = form.rsplit('=').next().unwrap();
    let fields = [
        ("bozza", bozza),
        ("chiave", bozza),
        ("verso", "arrivo"),
        ("mezzo", "email"),
        ("oggetto", "Invio dei documenti contabili"),
        ("nome_testo", "Edilvalle"),
    ];
    let done = browser.post("/protocollo/nuova", &fields).await;
    let entry = done.headers()["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
    (page, entry)
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_and_invoices_are_read_in_the_page_and_nothing_in_them_runs() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", pro, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        let (form, entry) = registrata(&anna, "messaggio.eml", &posta()).await;
        assert!(
            form.contains("Fattura n. 77/B del 03/10/2026 di Edilvalle Srl"),
            "the invoice counts more than its mail"
        );
        assert!(form.contains("dalla fattura") && form.contains("04128730654"));
        assert!(form.contains("Il messaggio dice"), "the mail's own subject is the second choice");

        let page = anna.read(&entry).await;
        let pages = links(&page, "/leggi");
        // The short preview of the main document leads to its page too.
        let invoice_page = pages.iter().find(|page| **page != pages[0]).unwrap();
        let (mail, invoice) = (anna.read(&pages[0]).await, anna.read(invoice_page).await);
        assert!(mail.contains("Buongiorno") && mail.contains("&lt;script&gt;"), "text, escaped");
        assert!(!mail.contains("<script>alert") && !mail.contains("<img src=x"), "nothing runs");
        assert!(mail.contains(invoice_page.as_str()), "the attachment opens from the mail");
        for told in [
            "Edilvalle Srl",
            "77/B",
            "03/10/2026",
            "1.525,00",
            "275,00",
            "30/11/2026",
            "Z1234A1B2C",
            "Scissione dei pagamenti",
        ] {
            assert!(invoice.contains(told), "{told}");
        }

        let receipt = anna.read(&format!("{entry}/ricevuta")).await;
        assert!(receipt.contains("Ricevuta di presentazione") && receipt.contains("Impronta SHA-256"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_and_exports_know_only_what_their_reader_may_see() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, soc) = (hall.unit("PRO", "Protocollo").await, hall.unit("SOC", "Sociale").await);
        let anna = hall.person("anna", pro, ADDETTA).await;
        hall.person("tutto", pro, &["protocollo.consulta", "protocollo.consulta_tutto"]).await;
        let who = hall.who(anna).await;
        let soc = vec![Assegnatario { ufficio: soc, persona: None, tipo: Tipo::Competenza }];
        let open = Nuova { classe: Some("VI.3".into()), ..nuova("=HYPERLINK(\"http://male.example\") domanda") };
        let secret = Nuova {
            riservata: true,
            classe: Some("VII.12".into()),
            assegnazioni: soc,
            ..nuova("Relazione zibaldone sul minore")
        };
        registra(&hall.ente, &who, &open, &[], None).await.unwrap();
        registra(&hall.ente, &who, &secret, &[], None).await.unwrap();

        for (username, sees) in [("anna", true), ("tutto", false)] {
            let browser = hall.signed_in(username).await;
            let csv = browser.read("/protocollo/esporta.csv").await;
            assert!(csv.contains("\"'=HYPERLINK"), "a formula is only text: {csv}");
            assert_eq!(csv.contains("zibaldone"), sees, "{username} on {engine:?}");
            assert_eq!(csv.lines().count(), if sees { 3 } else { 2 });
            let filtered = browser.read("/protocollo/esporta.csv?classe=VII").await;
            assert_eq!(filtered.lines().count(), if sees { 2 } else { 1 }, "the filters of the list hold");
            let book = browser.get("/protocollo/esporta.xlsx").await.bytes().await.unwrap();
            assert!(book.starts_with(b"PK"));
            let figures = browser.read("/protocollo/statistiche").await;
            assert!(figures.contains("VI.3"));
            for hidden in ["VII.12", "Sociale"] {
                assert_eq!(figures.contains(hidden), sees, "{hidden}: {username} on {engine:?}");
            }
            for href in links(&figures, "classe=VI.3") {
                assert!(
                    browser.read(&href.replace("&amp;", "&")).await.contains("HYPERLINK"),
                    "the number opens its list"
                );
            }
        }
    }
}
