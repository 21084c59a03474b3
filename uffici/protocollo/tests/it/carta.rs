//! What the office puts on paper.

use office::Office;
use protocollo::{Nuova, Parte, Protocollo, registra};
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

/// The words of a PDF, as our own reader finds them.
pub(crate) fn words(pdf: &[u8]) -> String {
    let format = documents::format::recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receipt_says_everything_and_only_to_whom_it_concerns() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
        hall.person("altro", pro, &["protocollo.consulta"]).await;
        let who = hall.who(anna).await;
        let letter = b"Gentile Sindaco, chiedo la potatura dei tigli.";
        let stored = hall.ente.archive.receive(&mut &letter[..], 1_000).await.unwrap();
        let hash = stored.sha256.to_string();
        let subject = "Perché *l’albero* #cade: costa € 1.250,00 $x$ @tutti";
        let parte = Parte { nome: "D’Alò Nicolò".into(), ..Parte::default() };
        let secret = Nuova { riservata: true, parti: vec![parte], ..nuova(subject) };
        registra(&hall.ente, &who, &secret, &[("lettera_1.txt".into(), stored)], None).await.unwrap();
        let year = hall.ente.ledger.now().year();
        let path = format!("/protocollo/{year}/1/ricevuta.pdf");

        let browser = hall.signed_in("anna").await;
        assert!(browser.read(&format!("/protocollo/{year}/1/ricevuta")).await.contains(&path), "the page leads to it");
        let answer = browser.get(&path).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "application/pdf");
        assert!(answer.headers()["content-disposition"].to_str().unwrap().contains("ricevuta-1-"));
        let pdf = answer.bytes().await.unwrap();
        let said = words(&pdf);
        let today = hall.ente.ledger.now().rome().format("%d/%m/%Y").to_string();
        let number = format!("Protocollo n. 1/{year} del {today}");
        for told in [
            "Comune di prova",
            &number,
            subject,
            "D’Alò Nicolò",
            "documento in arrivo",
            "anna Prova",
            "lettera_1.txt",
            &hash,
            "127.0.0.1/registro",
        ] {
            assert!(said.contains(told), "{told} is missing in {said}");
        }
        assert_eq!(browser.get(&path).await.bytes().await.unwrap(), pdf, "asked again it is the same");

        let other = hall.signed_in("altro").await;
        assert_eq!(other.get(&path).await.status(), 404, "a confidential entry of another on {engine:?}");
        assert_eq!(hall.browser().get(&path).await.status(), 303, "nobody");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_names_the_address_by_which_people_reach_us() {
    let way = ente::Way::Http { port: 8080 };
    let hall = TownHall::start_placed(Engine::Sqlite, OFFICES, |place| place.way = way).await;
    let pro = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
    registra(&hall.ente, &hall.who(anna).await, &nuova("Una buca"), &[], None).await.unwrap();
    let year = hall.ente.ledger.now().year();
    let pdf = hall.signed_in("anna").await.get(&format!("/protocollo/{year}/1/ricevuta.pdf")).await;
    // Wherever the line ends.
    let said = words(&pdf.bytes().await.unwrap()).replace(' ', "");
    assert!(said.contains("http://127.0.0.1:8080/registro"), "{said}");
    assert_eq!(hall.ente.address("/albo").as_deref(), Some("http://127.0.0.1:8080/albo"));
    let other = hall.add_ente("altro", "").await;
    assert_eq!(other.address("/albo"), None, "nobody knows where it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_gets_no_receipt() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let pro = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
    let out = Nuova { verso: protocollo::Verso::Partenza, arrivata_il: None, ..nuova("Risposta sulla buca") };
    registra(&hall.ente, &hall.who(anna).await, &out, &[], None).await.unwrap();
    let year = hall.ente.ledger.now().year();
    let answer = hall.signed_in("anna").await.get(&format!("/protocollo/{year}/1/ricevuta.pdf")).await;
    assert_eq!(answer.status(), 404);
}

/// A PDF of one page, as a program would write it; `trailer` is put in its trailer.
fn letter(trailer: &str) -> Vec<u8> {
    let content = "BT /F 12 Tf 60 700 Td (Al Sindaco) Tj ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut table = String::from("xref\n0 6\n0000000000 65535 f \n");
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = out.len();
    out.push_str(&format!("{table}trailer\n<</Size 6/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stamp_is_on_the_copy_and_the_original_stays_as_it_is() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
        hall.person("altro", pro, &["protocollo.consulta"]).await;
        let whole = letter("");
        let files = [
            ("lettera è.pdf", whole.clone()),
            ("cifrato.pdf", letter("/Encrypt 5 0 R")),
            ("nota.txt", b"ciao".to_vec()),
        ];
        let mut stored = Vec::new();
        for (name, bytes) in &files {
            stored.push(((*name).to_owned(), hall.ente.archive.receive(&mut &bytes[..], 10_000).await.unwrap()));
        }
        let hash = stored[0].1.sha256.to_string();
        let secret = Nuova { riservata: true, classe: Some("VI.3".into()), ..nuova("Domanda di un cittadino") };
        registra(&hall.ente, &hall.who(anna).await, &secret, &stored, None).await.unwrap();
        let year = hall.ente.ledger.now().year();
        let browser = hall.signed_in("anna").await;
        let page = browser.read(&format!("/protocollo/{year}/1")).await;
        let stamped: Vec<&str> = page
            .split("href=\"")
            .filter_map(|part| part.split('"').next())
            .filter(|href| href.ends_with("/timbrato"))
            .collect();
        assert_eq!(stamped.len(), 2, "the PDFs, and no other");
        assert!(page.contains("la firma vale per l'originale") || page.contains("la firma vale per l&#x27;originale"));

        let answer = browser.get(stamped[0]).await;
        let named = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(named.contains(&format!("lettera%20%C3%A8%20%28protocollo%201-{year}%29.pdf")), "{named}");
        let copy = answer.bytes().await.unwrap();
        assert!(copy.starts_with(&whole) && copy.len() > whole.len());
        let said = words(&copy);
        let today = hall.ente.ledger.now().rome().format("%d/%m/%Y").to_string();
        let number = format!("Protocollo 0000001/{year} del {today}");
        for told in ["Al Sindaco", "Comune di prova (c_m999)", &number, "in arrivo, classifica VI.3", &hash[..16]] {
            assert!(said.contains(told), "{told} is missing in {said}");
        }
        assert_eq!(browser.get(stamped[0]).await.bytes().await.unwrap(), copy, "asked again it is the same");
        let original = browser.get(&stamped[0].replace("timbrato", "scarica")).await.bytes().await.unwrap();
        assert_eq!(original, whole);

        let sheet = browser.get(stamped[1]).await.bytes().await.unwrap();
        let said = words(&sheet);
        assert!(said.contains("Il PDF è protetto") && said.contains("cifrato.pdf"), "{said}");
        assert!(said.contains(&format!("0000001/{year}")), "{said}");
        let text = page.split("href=\"").filter_map(|part| part.split('"').next()).find(|href| {
            href.contains("/documenti/")
                && href.ends_with("/scarica")
                && !stamped.contains(&href.replace("scarica", "timbrato").as_str())
        });
        let none = browser.get(&text.unwrap().replace("scarica", "timbrato")).await;
        assert_eq!(none.status(), 404, "a text takes no stamp");

        let other = hall.signed_in("altro").await;
        assert_eq!(other.get(stamped[0]).await.status(), 404, "a confidential entry of another on {engine:?}");
        hall.verify_clean().await;
    }
}
