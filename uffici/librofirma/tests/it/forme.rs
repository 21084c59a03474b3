//! The forms of signatures: an envelope around any file, and inside an XML.

use librofirma::{firma::prova::firma, richiesta::metti::Nuova, rules::Formato};
use signing::verify::report::{Format, Mark};
use testkit::Engine;

use crate::aiuti::Casa;

#[tokio::test(flavor = "multi_thread")]
async fn two_sign_a_file_of_any_kind_in_one_envelope() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let text = b"Si delibera cosi.\n".to_vec();
        let two = [casa.marco, casa.anna];
        let id = casa.alla_firma(Nuova::default(), "delibera.txt", text.clone(), &two).await;
        for person in two {
            casa.apre(person, id).await;
            let done = firma(&casa.hall.ente, &casa.who(person).await, &[id]).await.unwrap();
            assert!(done[0].firma.is_some(), "{done:?}");
        }
        assert_eq!(casa.scheda(id).await.attuale().unwrap().name, "delibera.txt.p7m");
        let signed = casa.byte(id).await;
        let inside = firma_cms::signed_data(&signed).unwrap().content.unwrap();
        assert_eq!(inside.bytes().unwrap().into_owned(), text);
        let report = casa.rapporto(id).await;
        assert!(report.signatures.len() == 2 && report.mark != Mark::Red, "{}", report.sentence);
        assert!(report.signatures.iter().all(|one| one.format == Format::Cades));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_xml_is_signed_inside_itself() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let xml = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Atto><Oggetto>Prova</Oggetto></Atto>".to_vec();
        let nuova = Nuova { formato: Some(Formato::Xades), ..Nuova::default() };
        let id = casa.alla_firma(nuova, "atto.xml", xml, &[casa.marco]).await;
        casa.apre(casa.marco, id).await;
        let done = firma(&casa.hall.ente, &casa.who(casa.marco).await, &[id]).await.unwrap();
        assert!(done[0].firma.is_some(), "{done:?}");
        let report = casa.rapporto(id).await;
        assert!(report.signatures.len() == 1 && report.mark != Mark::Red, "{}", report.sentence);
        assert_eq!(report.signatures[0].format, Format::Xades);
        casa.hall.verify_clean().await;
    }
}
