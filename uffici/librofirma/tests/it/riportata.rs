//! Taken away, signed elsewhere, brought back.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use firma_algoritmi::Digest;
use firma_pdf::NewSignature;
use firma_scrivi::cades::{self, Envelope};
use firma_scrivi::{HashSigner, Measured, pades};
use firma_xml::{
    Limits,
    make::{Content, Order},
};
use librofirma::{RichiestaId, firma::prova::firma, richiesta::metti::Nuova, rules::Formato, rules::Stato};
use signing::verify::report::Mark;
use testkit::{Engine, csc::person};

use crate::aiuti::{Casa, MARCO, carta};

/// Signs a PDF as a program outside would.
fn fuori(casa: &Casa, pdf: &[u8], tax_code: &str) -> Vec<u8> {
    let (key, chain) = person("Marco", "Gallo", tax_code, 7, casa.hall.ente.ledger.now());
    let scheme = key.usual_scheme().unwrap();
    let at = casa.hall.ente.ledger.now().rome().fixed_offset();
    let what = NewSignature { at: Some(at), ..NewSignature::new("Fuori") };
    let waiting = pades::prepare(pdf, &what, &chain[0], scheme).unwrap();
    let value = key.sign(scheme, &waiting.signer().hash().unwrap()).unwrap();
    waiting.finish(&value, &chain[1..]).unwrap().into_pdf().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_must_be_what_left_signed_by_who_brings_it() {
    for engine in Engine::all() {
        let casa = Casa::con(engine, ente::Signing::default()).await;
        let id = casa.per_marco("Contratto").await;
        let marco = casa.hall.signed_in("marco").await;
        let capo = casa.hall.signed_in("capo").await;
        let place = format!("/librofirma/{id}/riporta");
        let away = format!("/librofirma/{id}/documenti/{}", casa.scheda(id).await.riga.attuale_id);
        let told = async |bytes: Vec<u8>| {
            let answer = marco.upload(&place, &[], "contratto.pdf", bytes).await;
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let signed = fuori(&casa, &carta("Contratto"), MARCO);
        let (status, page) = told(signed.clone()).await;
        assert_eq!(status, 422);
        assert!(page.contains("non si conosce ancora il codice fiscale") && page.contains("ancora aperto"), "{page}");

        let name = format!("codice-{}", casa.marco);
        let person = casa.marco.to_string();
        let wrong = capo.post("/librofirma/codici", &[("persona", &person), (&name, "XX")]).await;
        assert_eq!(wrong.status(), 422);
        let right = capo.post("/librofirma/codici", &[("persona", &person), (&name, MARCO)]).await;
        assert_eq!(right.status(), 303, "{}", right.text().await.unwrap());
        let left = marco.get(&away).await.bytes().await.unwrap();
        assert_eq!(left, carta("Contratto"));

        let (status, page) = told(left.to_vec()).await;
        assert!(status == 422 && page.contains("tornato senza la firma che si aspettava"), "{page}");
        let (status, page) = told(fuori(&casa, &carta("Un altro contratto"), MARCO)).await;
        assert!(status == 422 && page.contains("non contiene, tale e quale"), "{page}");
        let (status, page) = told(fuori(&casa, &left, "VRDLGI80A01H501E")).await;
        assert!(status == 422 && page.contains("si aspetta la firma di un&#39;altra persona"), "{page}");
        assert!(casa.scheda(id).await.firme.is_empty());

        let (status, page) = told(signed.clone()).await;
        assert_eq!(status, 303, "{page}");
        let scheda = casa.scheda(id).await;
        assert_eq!(scheda.stato(), Stato::Firmata);
        assert_eq!(
            (scheda.firme[0].porta.as_str(), scheda.firme[0].codice_fiscale.as_deref()),
            ("riportata", Some(MARCO))
        );
        assert_eq!(casa.byte(id).await, signed, "it is kept as it came");
        assert_eq!(told(signed).await.0, 422, "once");
        casa.hall.verify_clean().await;
    }
}

/// Puts a file in an envelope as a program outside would.
fn in_busta(casa: &Casa, content: &[u8]) -> Vec<u8> {
    let now = casa.hall.ente.ledger.now();
    let (key, chain) = person("Marco", "Gallo", MARCO, 7, now);
    let scheme = key.usual_scheme().unwrap();
    let measured = Measured::of(scheme.digest().unwrap(), content).unwrap();
    let signature = cades::prepare(&chain[0], scheme, &measured, now.utc()).unwrap().sign(&key).unwrap();
    Envelope::of(&signature, &chain[1..]).unwrap().frame(&signature).unwrap().around(content).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_envelope_comes_back_around_any_file_and_only_in_the_form_that_was_asked_for() {
    for engine in Engine::all() {
        let casa = Casa::con(engine, ente::Signing::default()).await;
        casa.conosce_marco().await;
        let text = b"Si delibera cosi.\n".to_vec();
        let id = casa.alla_firma(Nuova::default(), "delibera.txt", text.clone(), &[casa.marco]).await;
        let pdf = casa.per_marco("Contratto").await;
        let marco = casa.hall.signed_in("marco").await;
        let told = async |id: RichiestaId, name: &str, bytes: Vec<u8>| {
            let answer = marco.upload(&format!("/librofirma/{id}/riporta"), &[], name, bytes).await;
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        for one in [id, pdf] {
            casa.apre(casa.marco, one).await;
        }
        let (status, page) = told(id, "delibera.txt", text.clone()).await;
        assert!(status == 422 && page.contains("scegli CAdES"), "{page}");
        let (status, page) = told(pdf, "contratto.pdf.p7m", in_busta(&casa, &carta("Contratto"))).await;
        assert!(status == 422 && page.contains("scegli PAdES"), "{page}");
        let (status, page) = told(id, "delibera.txt.p7m", in_busta(&casa, b"Si delibera altro.\n")).await;
        assert!(status == 422 && page.contains("non è quello che era stato scaricato"), "{page}");
        let good = in_busta(&casa, &text);
        assert_eq!(told(id, "delibera.txt.p7m", good[..good.len() - 40].to_vec()).await.0, 422, "cut short");
        assert!(casa.scheda(id).await.firme.is_empty());
        let (status, page) = told(id, "delibera.txt.p7m", good).await;
        assert_eq!(status, 303, "{page}");
        let scheda = casa.scheda(id).await;
        assert_eq!((scheda.stato(), scheda.attuale().unwrap().name.as_str()), (Stato::Firmata, "delibera.txt.p7m"));
        casa.hall.verify_clean().await;
    }
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Atto><Oggetto>Prova</Oggetto></Atto>";

/// Signs an XML inside itself as a program outside would, leaving all signatures out of what is signed.
fn nell_xml(casa: &Casa, xml: &str) -> String {
    let now = casa.hall.ente.ledger.now();
    let (key, chain) = person("Marco", "Gallo", MARCO, 7, now);
    let scheme = key.usual_scheme().unwrap();
    let order = Order {
        id: "xades-di-fuori",
        certificate: chain[0].der(),
        chain: &[],
        scheme,
        digest: Digest::Sha256,
        signing_time: now.utc(),
        place: None,
        roles: &[],
        commitment: None,
    };
    let prepared = order.prepare(Content::Enveloped(xml.as_bytes())).unwrap();
    let value = key.sign(scheme, &prepared.digest()).unwrap();
    String::from_utf8(prepared.finish(&value).unwrap()).unwrap()
}

/// The same, by a program that leaves out the signature alone that it makes, as many do.
fn tranne_se_stessa(casa: &Casa, xml: &str) -> String {
    let signed = nell_xml(casa, xml);
    let start = signed.find("<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\">").unwrap();
    let end = start + signed[start..].find("</ds:Transform>").unwrap() + "</ds:Transform>".len();
    let enveloped = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    let changed = [&signed[..start], enveloped, &signed[end..]].concat();
    // The digests are those of before: the same is covered, as long as there is no other signature. The value is made anew.
    let reading = firma_xml::read(changed.as_bytes(), &[], Limits::default()).unwrap();
    let signature = &reading.signatures[0];
    assert!(signature.references_hold());
    let (key, _) = person("Marco", "Gallo", MARCO, 7, casa.hall.ente.ledger.now());
    let scheme = key.usual_scheme().unwrap();
    let hash = scheme.digest().unwrap().of(signature.signed_info().unwrap());
    let value = STANDARD.encode(key.sign(scheme, &hash).unwrap());
    changed.replace(&STANDARD.encode(signature.value.as_ref().unwrap()), &value)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_xml_comes_back_signed_inside_itself_and_otherwise_as_it_left() {
    for engine in Engine::all() {
        // Also where nobody could sign it here.
        let casa = Casa::con(engine, ente::Signing::default()).await;
        casa.conosce_marco().await;
        let nuova = Nuova { formato: Some(Formato::Xades), ..Nuova::default() };
        let id = casa.alla_firma(nuova, "atto.xml", XML.into(), &[casa.marco]).await;
        casa.apre(casa.marco, id).await;
        let marco = casa.hall.signed_in("marco").await;
        assert!(marco.read(&format!("/librofirma/{id}")).await.contains("Riporta il documento firmato"));
        let told = async |name: &str, bytes: Vec<u8>| {
            let answer = marco.upload(&format!("/librofirma/{id}/riporta"), &[], name, bytes).await;
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let (status, page) = told("atto.xml.p7m", in_busta(&casa, XML.as_bytes())).await;
        assert!(status == 422 && page.contains("scegli XAdES"), "{page}");
        let (status, page) = told("atto.xml", nell_xml(&casa, &XML.replace("Prova", "Altro")).into()).await;
        assert!(status == 422 && page.contains("tolta la nuova firma, non è quello"), "{page}");
        let forged =
            nell_xml(&casa, XML).replace("</ds:Signature>", "<ds:Object><Oggetto/></ds:Object></ds:Signature>");
        let (status, page) = told("atto.xml", forged.into()).await;
        assert!(status == 422 && page.contains("su tutto l&#39;XML"), "{page}");
        assert!(casa.scheda(id).await.firme.is_empty());
        let good = tranne_se_stessa(&casa, XML);
        let (status, page) = told("atto.xml", good.clone().into()).await;
        assert_eq!(status, 303, "{page}");
        let scheda = casa.scheda(id).await;
        assert_eq!((scheda.stato(), scheda.attuale().unwrap().name.as_str()), (Stato::Firmata, "atto-firmato.xml"));
        assert_eq!(casa.byte(id).await, good.into_bytes(), "it is kept as it came");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_the_next_one_would_break_is_not_taken() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        casa.conosce_marco().await;
        let nuova = || Nuova { formato: Some(Formato::Xades), ..Nuova::default() };
        let id = casa.alla_firma(nuova(), "atto.xml", XML.into(), &[casa.marco, casa.anna]).await;
        casa.apre(casa.marco, id).await;
        let marco = casa.hall.signed_in("marco").await;
        let place = format!("/librofirma/{id}/riporta");
        let closed = tranne_se_stessa(&casa, XML);
        let answer = marco.upload(&place, &[], "atto.xml", closed.clone().into()).await;
        assert_eq!(answer.status(), 422);
        assert!(answer.text().await.unwrap().contains("Dopo di te deve firmare ancora qualcuno"));
        let answer = marco.upload(&place, &[], "atto.xml", nell_xml(&casa, XML).into()).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        casa.apre(casa.anna, id).await;
        let done = firma(&casa.hall.ente, &casa.who(casa.anna).await, &[id]).await.unwrap();
        assert!(done[0].firma.is_some(), "{done:?}");
        let report = casa.rapporto(id).await;
        assert!(report.signatures.len() == 2 && report.mark != Mark::Red, "{}", report.sentence);

        // Nor is it put up so.
        let lucia = casa.hall.signed_in("lucia").await;
        let signer = format!("{}:{}", casa.marco, casa.unita);
        let fields = [("oggetto", "Atto"), ("firmatario_1", signer.as_str()), ("formato", "xades")];
        let answer = lucia.upload("/librofirma/nuova", &fields, "atto.xml", closed.into()).await;
        assert_eq!(answer.status(), 422);
        assert!(answer.text().await.unwrap().contains("non varrebbe più: scegli CAdES"));
        let answer = lucia.upload("/librofirma/nuova", &fields, "atto.xml", XML.into()).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        casa.hall.verify_clean().await;
    }
}
