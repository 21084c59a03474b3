//! The mark that signatures leave on a page, where who asks for them wants one.

use firma_pdf::{NewSignature, Permission};
use librofirma::{
    firma::prova::firma,
    richiesta::metti::Nuova,
    rules::{Posto, Segno},
};
use signing::verify::report::Mark;
use testkit::Engine;

use crate::aiuti::{Casa, carta};

/// As a PDF writes words with accents.
fn scritto(words: &str) -> String {
    words.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

/// What the fields of a PDF say of themselves, as it is written there.
fn detto(all: &str) -> String {
    all.split("/TU").skip(1).map(|rest| rest.chars().take(400).collect::<String>()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_marks_stand_beside_each_other_and_say_who_and_that_it_is_a_trial() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let segno = Some(Segno { pagina: None, posto: Posto::BassoDestra });
        let two = [casa.marco, casa.anna];
        let nuova = Nuova { segno, ..Nuova::default() };
        let id = casa.alla_firma(nuova, "atto.pdf", carta("Atto"), &two).await;
        for person in two {
            casa.apre(person, id).await;
            let done = firma(&casa.hall.ente, &casa.who(person).await, &[id]).await.unwrap();
            assert!(done[0].firma.is_some(), "{done:?}");
        }
        let signed = casa.byte(id).await;
        let reading = firma_pdf::read(&signed).unwrap();
        let marks: Vec<_> = reading.signatures.iter().filter_map(|one| one.mark).collect();
        let [first, second] = marks.as_slice() else { panic!("{marks:?}") };
        assert!(first.visible() && second.visible() && first.page == Some(0) && second.page == Some(0));
        assert!(first.rectangle[0] >= second.rectangle[2] && first.rectangle[1] == second.rectangle[1], "{marks:?}");
        let all: String = signed.iter().map(|byte| char::from(*byte)).collect();
        for words in ["Firmato da marco Prova, il ", "Firmato da anna Prova, il ", "SENZA VALORE LEGALE"] {
            assert!(all.contains(&scritto(words)), "what a screen reader says: {words}: {}", detto(&all));
        }
        let report = casa.rapporto(id).await;
        assert!(report.signatures.len() == 2 && report.mark != Mark::Red, "{}", report.sentence);
        let page = casa.hall.signed_in("lucia").await.read(&format!("/librofirma/{id}")).await;
        assert!(page.contains("In basso a destra"), "{page}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_that_cannot_be_made_is_told_when_the_document_is_put_up() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let lucia = casa.hall.signed_in("lucia").await;
        let signer = format!("{}:{}", casa.marco, casa.unita);
        let put = async |page: &str, name: &str, bytes: Vec<u8>| {
            let mark = [("segno", "alto_sinistra"), ("segno_pagina", page)];
            let fields = [[("oggetto", "Atto"), ("firmatario_1", signer.as_str())], mark].concat();
            let answer = lucia.upload("/librofirma/nuova", &fields, name, bytes).await;
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let (status, page) = put("", "nota.txt", b"Nota".to_vec()).await;
        assert!(status == 422 && page.contains("soltanto in un PDF firmato al suo interno"), "{page}");
        let (status, page) = put("due", "atto.pdf", carta("Atto")).await;
        assert!(status == 422 && page.contains("si scrive con un numero"), "{page}");
        for missing in ["0", "7"] {
            let (status, page) = put(missing, "atto.pdf", carta("Atto")).await;
            assert!(status == 422 && page.contains("La pagina del segno"), "{page}");
        }
        let closed = NewSignature { permission: Some(Permission::Nothing), ..NewSignature::new("Chiuso") };
        let closed = firma_pdf::prepare(&carta("Atto"), &closed).unwrap().place(&[0x30, 3, 2, 1, 5]).unwrap();
        let (status, page) = put("", "atto.pdf", closed).await;
        assert!(status == 422 && page.contains("non ammette altre firme"), "{page}");
        let (status, page) = put("1", "atto.pdf", carta("Atto")).await;
        assert_eq!(status, 303, "{page}");
    }
}
