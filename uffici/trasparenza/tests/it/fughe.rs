//! What is over, withdrawn, replaced or not to be named is read by nobody but the office; search engines are not kept
//! out.

use porte::trasparenza::{Beneficiario, Fatto, Protezione};
use testkit::Engine;

use crate::mondo::{CODICE, Mondo, NOME, concessione, protetta, provvedimento};

/// All addresses of a section that everybody may ask for.
fn elenchi(sezione: &str) -> Vec<String> {
    let own = ["", "/dati.csv", "/dati.json", "/feed.xml"].map(|end| format!("/trasparenza/{sezione}{end}"));
    own.into_iter().chain(["/trasparenza".to_owned(), "/trasparenza/feed.xml".to_owned()]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_named_is_nowhere_in_public_and_the_office_knows_who_it_is() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let origine = mondo.origine().await;
        let id = mondo.dichiara(origine, "2026-02-01", concessione(protetta())).await.unwrap();
        let page = format!("/trasparenza/11.02/voci/{id}");
        let citizen = mondo.hall.browser();
        let (name, surname) = NOME.split_once(' ').unwrap();
        for address in elenchi("11.02").into_iter().chain([page.clone()]) {
            let answer = citizen.get(&address).await;
            assert!(!answer.headers().contains_key("x-robots-tag"), "art. 9 forbids to keep engines out: {address}");
            assert_eq!(answer.headers()["cache-control"], "no-cache", "what is over is asked for again: {address}");
            let text = answer.text().await.unwrap();
            for secret in [name, surname, CODICE] {
                assert!(!text.contains(secret), "{secret} is in {address}: {text}");
            }
        }
        let text = citizen.read(&page).await;
        assert!(text.contains("Non indicato (art. 26, c. 4") && text.contains("500,00"), "{text}");

        // A new version that a person writes names nobody either, and cannot be made to.
        let office = mondo.hall.signed_in("anna").await;
        let id_text = id.to_string();
        let campi = |titolo: &'static str| {
            [
                ("sezione", "11.02"),
                ("voce", id_text.as_str()),
                ("titolo", titolo),
                ("riferita_al", "2026-02-01"),
                ("responsabile", "Servizi sociali"),
                ("campi", "Importo: 600,00 €"),
            ]
        };
        let form = "/trasparenza/ufficio/nuova";
        let answer = office.upload(form, &campi("Per Malaspina"), "", Vec::new()).await;
        assert_eq!(answer.status(), 422);
        let answer = office.upload(form, &campi("Sostegno"), "", Vec::new()).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let text = citizen.read(&page).await;
        assert!(text.contains("600,00") && text.contains("Non indicato") && !text.contains(surname), "{text}");

        // Nor can the office that declared it name them afterwards.
        for other in [
            Beneficiario::Persona { nome: NOME.into() },
            Beneficiario::Ente { nome: "Banda musicale".into(), codice_fiscale: None },
        ] {
            let refused = mondo.dichiara(origine, "2026-02-01", concessione(other)).await;
            assert!(matches!(refused, Err(web::Error::Refused(_))), "{refused:?}");
        }
        let other =
            Beneficiario::Protetta { nome: "Gedeone Altri".into(), codice_fiscale: None, motivo: Protezione::Disagio };
        let mut about = concessione(other);
        if let Fatto::Concessione { oggetto, .. } = &mut about {
            *oggetto = format!("Non a {surname}");
        }
        assert!(mondo.dichiara(origine, "2026-02-01", about).await.is_err(), "the one before is not named either");
        assert!(!citizen.read(&page).await.contains(surname));

        // The office reads who it is with the permission for it alone.
        let card = format!("/trasparenza/ufficio/schede/{id}");
        assert_eq!(citizen.get(&card).await.status(), 303, "one must sign in");
        assert!(office.read(&card).await.contains(NOME));
        let unit = mondo.hall.unit("DEM", "Demografici").await;
        mondo.hall.person("dario", unit, &["trasparenza.consulta", "trasparenza.pubblica"]).await;
        let dario = mondo.hall.signed_in("dario").await;
        for address in [card.as_str(), &format!("{form}?sezione=11.02&voce={id}")] {
            let text = dario.read(address).await;
            assert!(!text.contains(surname) && !text.contains(CODICE), "{address}: {text}");
        }
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn why_somebody_is_not_named_without_who_it_is_publishes_nothing() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let office = mondo.hall.signed_in("anna").await;
        let form = "/trasparenza/ufficio/nuova";
        let campi = [
            ("sezione", "11.02"),
            ("titolo", "Sostegno"),
            ("riferita_al", "2026-02-01"),
            ("responsabile", "Servizi sociali"),
            ("campi", "Importo: 600,00 €"),
        ];
        let half = [&campi[..], &[("motivo", "disagio")]].concat();
        let answer = office.upload(form, &half, "", Vec::new()).await;
        assert_eq!(answer.status(), 422);
        assert!(answer.text().await.unwrap().contains("Scrivi chi è il beneficiario"));
        let whole = [&half[..], &[("beneficiario", NOME)]].concat();
        let answer = office.upload(form, &whole, "", Vec::new()).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_is_gone_for_everybody_and_stays_with_the_office() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let id =
            mondo.dichiara(mondo.origine().await, "2026-02-01", provvedimento("Tetto segretissimo")).await.unwrap();
        let (page, citizen) = (format!("/trasparenza/09.02/voci/{id}"), mondo.hall.browser());
        for address in elenchi("09.02").iter().filter(|one| *one != "/trasparenza").chain([&page]) {
            assert!(citizen.read(address).await.contains("segretissimo"), "{address}");
        }
        assert_eq!(citizen.get(&format!("/trasparenza/11.02/voci/{id}")).await.status(), 404, "another section");
        let ente = &mondo.hall.ente;
        assert!(trasparenza::ritira(ente, &mondo.who, id, " ").await.is_err(), "a reason");
        trasparenza::ritira(ente, &mondo.who, id, "Era sbagliato").await.unwrap();
        assert!(trasparenza::ritira(ente, &mondo.who, id, "Ancora").await.is_err(), "once");
        let answer = citizen.get(&page).await;
        assert_eq!(answer.status(), 410);
        assert!(!answer.text().await.unwrap().contains("segretissimo"));
        for address in elenchi("09.02") {
            assert!(!citizen.read(&address).await.contains("segretissimo"), "{address}");
        }
        let left = citizen.read("/trasparenza/09.02").await;
        assert!(left.contains("Qui adesso non si legge niente"), "nor is it said that nothing ever was: {left}");
        let card = mondo.hall.signed_in("anna").await.read(&format!("/trasparenza/ufficio/schede/{id}")).await;
        assert!(card.contains("segretissimo") && card.contains("Era sbagliato"), "{card}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_while_its_version_is_the_last() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let office = mondo.hall.signed_in("anna").await;
        let form = "/trasparenza/ufficio/nuova";
        let campi =
            [("sezione", "05.01"), ("titolo", "Bando"), ("riferita_al", "2026-02-01"), ("responsabile", "Segreteria")];
        let answer = office.upload(form, &campi, "bando.txt", b"primo testo".to_vec()).await;
        assert_eq!(answer.status(), 422, "nobody said that they read it");
        let letti = [&campi[..], &[("letti", "si")]].concat();
        let answer = office.upload(form, &letti, "bando.txt", b"primo testo".to_vec()).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let card = answer.headers()["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
        let id = card.rsplit('/').next().unwrap().to_owned();
        let file = format!("/trasparenza/05.01/voci/{id}/documenti/1");
        let citizen = mondo.hall.browser();
        assert_eq!(citizen.get(&file).await.bytes().await.unwrap(), "primo testo");
        for place in ["0", "2", "-1"] {
            assert_eq!(citizen.get(&format!("/trasparenza/05.01/voci/{id}/documenti/{place}")).await.status(), 404);
        }
        let next = [&letti[..], &[("voce", id.as_str())]].concat();
        let answer = office.upload(form, &next, "bando.txt", b"secondo testo".to_vec()).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        assert_eq!(citizen.get(&file).await.bytes().await.unwrap(), "secondo testo");
        // A file that is there cannot stay with somebody who is not named, and whoever tries is told the way out.
        let hidden = [&campi[..], &[("voce", id.as_str()), ("beneficiario", NOME), ("motivo", "disagio")]].concat();
        let answer = office.upload(form, &hidden, "", Vec::new()).await;
        assert_eq!(answer.status(), 422);
        assert!(answer.text().await.unwrap().contains("ritira il contenuto e pubblicane un altro"));
        mondo.hall.verify_clean().await;
    }
}

/// Nothing is refused for it: the office reads it beside the file.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_here_is_checked_by_itself_and_weighed_by_its_format() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let office = mondo.hall.signed_in("anna").await;
        let campi = [
            ("sezione", "05.01"),
            ("titolo", "Bando"),
            ("riferita_al", "2026-02-01"),
            ("responsabile", "Segreteria"),
            ("letti", "si"),
        ];
        let put = async |name: &str, bytes: &[u8]| {
            let answer = office.upload("/trasparenza/ufficio/nuova", &campi, name, bytes.to_vec()).await;
            assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
            answer.headers()["location"].to_str().unwrap().split('?').next().unwrap().to_owned()
        };
        let card = office.read(&put("rilievo.xyz", &b"\x80\x81\x82\x00\x01\xfe\xfd"[..]).await).await;
        assert!(card.contains("non è tra quelli che il Comune sa conservare"), "{card}");
        let signed =
            b"<dati><importo>10</importo><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/></dati>";
        let card = put("dati.xml", &signed[..]).await;
        let before = office.read(&card).await;
        mondo.hall.work().await;
        let after = office.read(&card).await;
        assert!(!before.contains("Firm") && after.contains("Firm"), "a signature that holds nothing is told: {after}");
        let public = card.replace("/ufficio/schede/", "/05.01/voci/");
        assert!(!mondo.hall.browser().read(&public).await.contains("Firm"), "it is for the office");
        mondo.hall.verify_clean().await;
    }
}
