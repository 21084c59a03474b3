//! Put up, read, signed by the authority for trials; refused, taken back; seen by nobody else.

use kernel::Uuid;
use librofirma::{
    RichiestaId,
    firma::prova::firma,
    richiesta::metti::{Nuova, metti},
    rules::Stato,
};
use signing::verify::report::Mark;
use testkit::Engine;

use crate::aiuti::{Casa, carta};

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_is_put_up_read_and_signed_and_its_report_is_kept() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let (lucia, marco) = (casa.hall.signed_in("lucia").await, casa.hall.signed_in("marco").await);
        let signer = format!("{}:{}", casa.marco, casa.unita);
        let fields = [("oggetto", "Determina dei platani"), ("firmatario_1", signer.as_str())];
        let answer = lucia.upload("/librofirma/nuova", &fields, "determina.pdf", carta("Si affida")).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let mine = lucia.read("/librofirma/messi").await;
        assert!(mine.contains("Determina dei platani") && mine.contains("0 di 1"), "{mine}");
        let desk = marco.read("/librofirma").await;
        assert!(desk.contains("Determina dei platani") && desk.contains("da leggere"), "{desk}");
        assert!(desk.contains("SENZA VALORE LEGALE"), "the screen says loudly what it is worth: {desk}");
        assert!(marco.read("/scrivania").await.contains("Leggi e firma"));
        let id = desk.split("name=\"scelta\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();

        let unread = marco.post("/librofirma/firma", &[("scelta", &id), ("porta", "prova")]).await;
        assert_eq!(unread.status(), 422);
        assert!(unread.text().await.unwrap().contains("Non l&#39;hai ancora aperto"), "unopened is refused");
        let shown = marco.get(&format!("/librofirma/{id}/documento")).await;
        assert_eq!(shown.status(), 200);
        assert_eq!(shown.bytes().await.unwrap(), carta("Si affida"));
        assert!(marco.read("/librofirma").await.contains("letto"));

        let signed = marco.post("/librofirma/firma", &[("scelta", &id), ("porta", "prova")]).await;
        let page = signed.text().await.unwrap();
        assert!(page.contains("Un documento firmato") && page.contains("SENZA VALORE LEGALE"), "{page}");
        casa.hall.work().await;
        let id = id.parse().unwrap();
        let scheda = casa.scheda(id).await;
        assert_eq!(scheda.stato(), Stato::Firmata);
        assert_eq!(scheda.attuale().unwrap().name, "determina-firmato.pdf");
        let kept = validation::latest_of(&casa.hall.ente, &[scheda.riga.attuale_id.uuid()]).await.unwrap();
        assert_eq!(kept.len(), 1, "the report stands with the document that came out");
        let report = casa.rapporto(id).await;
        assert!(report.signatures.len() == 1 && report.mark != Mark::Red, "{}", report.sentence);
        assert!(casa.byte(id).await.starts_with(&carta("Si affida")), "what was read is what was signed");
        let page = lucia.read(&format!("/librofirma/{id}")).await;
        assert!(page.contains("ha aperto il documento") && page.contains("SENZA VALORE LEGALE"), "{page}");
        let again = marco.post("/librofirma/firma", &[("scelta", &id.to_string()), ("porta", "prova")]).await;
        assert!(again.text().await.unwrap().contains("già firmato"));
        assert_eq!(casa.scheda(id).await.firme.len(), 1);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_tells_all_that_is_wrong_at_once_and_loses_nothing() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let lucia = casa.hall.signed_in("lucia").await;
        let who = format!("{}:{}", casa.lucia, casa.unita);
        let fields =
            [("oggetto", ""), ("nota", "Fate presto"), ("firmatario_1", who.as_str()), ("entro", "2020-01-01")];
        let answer = lucia.upload("/librofirma/nuova", &fields, "a.txt", Vec::new()).await;
        assert_eq!(answer.status(), 422);
        let page = answer.text().await.unwrap();
        let unread = [("oggetto", ""), ("firmatario_1", who.as_str()), ("entro", "domani")];
        let answer = lucia.upload("/librofirma/nuova", &unread, "a.txt", Vec::new()).await;
        let both = answer.text().await.unwrap();
        assert!(both.contains("Questa data non si legge") && both.contains("Manca l&#39;oggetto"), "{both}");
        for word in ["Manca il documento", "Manca l&#39;oggetto", "non ha un incarico", "già passato", "Fate presto"] {
            assert!(page.contains(word), "{word}: {page}");
        }
        let signer = format!("{}:{}", casa.marco, casa.unita);
        let fields = [("oggetto", "Nota"), ("firmatario_1", signer.as_str()), ("formato", "pades")];
        let answer = lucia.upload("/librofirma/nuova", &fields, "a.txt", b"ciao".to_vec()).await;
        assert!(answer.text().await.unwrap().contains("PAdES firma soltanto i PDF"));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_first_goes_first() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let two = [casa.marco, casa.anna];
        let id = casa.alla_firma(Default::default(), "atto.pdf", carta("Atto"), &two).await;
        for person in two {
            casa.apre(person, id).await;
        }
        let (marco, anna) = (casa.who(casa.marco).await, casa.who(casa.anna).await);
        let early = firma(&casa.hall.ente, &anna, &[id]).await.unwrap();
        assert!(early[0].firma.is_none() && early[0].motivi[0].contains("Non è il tuo turno"), "{early:?}");
        assert!(!casa.hall.signed_in("anna").await.read("/librofirma").await.contains("atto.pdf"));
        for who in [&marco, &anna] {
            let done = firma(&casa.hall.ente, who, &[id, id]).await.unwrap();
            assert!(done.len() == 1 && done[0].firma.is_some(), "{done:?}");
        }
        let report = casa.rapporto(id).await;
        assert_eq!(report.signatures.len(), 2);
        assert!(report.mark != Mark::Red, "{}", report.sentence);
        assert_eq!(casa.scheda(id).await.stato(), Stato::Firmata);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_wants_its_reason_and_ends_it() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let id = casa.per_marco("Sbagliato").await;
        let marco = casa.hall.signed_in("marco").await;
        let place = format!("/librofirma/{id}/rifiuta");
        assert_eq!(marco.post(&place, &[("motivo", " ")]).await.status(), 422);
        assert_eq!(marco.post(&place, &[("motivo", "Manca l'allegato")]).await.status(), 303);
        let page = casa.hall.signed_in("lucia").await.read(&format!("/librofirma/{id}")).await;
        assert!(page.contains("ha rifiutato di firmare") && page.contains("Manca l&#39;allegato"), "{page}");
        casa.apre(casa.marco, id).await;
        let done = firma(&casa.hall.ente, &casa.who(casa.marco).await, &[id]).await.unwrap();
        assert!(done[0].motivi[0].contains("rifiutato"), "{done:?}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_asked_takes_it_back() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let id = casa.per_marco("Da ritirare").await;
        let place = format!("/librofirma/{id}/ritira");
        let marco = casa.hall.signed_in("marco").await;
        assert_eq!(marco.post(&place, &[("motivo", "No")]).await.status(), 422);
        let lucia = casa.hall.signed_in("lucia").await;
        assert_eq!(lucia.post(&place, &[("motivo", "Ho sbagliato file")]).await.status(), 303);
        assert_eq!(lucia.post(&place, &[("motivo", "Ancora")]).await.status(), 422);
        assert!(!marco.read("/librofirma").await.contains("Da ritirare"));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_must_sign_what_they_put_up_takes_it_back_and_finds_one_field_for_the_reason() {
    let casa = Casa::di_prova(Engine::Sqlite).await;
    let ivo = casa.hall.person("ivo", casa.unita, &["librofirma.chiedi", "librofirma.firma"]).await;
    let bytes = carta("Mio");
    let stored = casa.hall.ente.archive.receive(&mut &bytes[..], 1 << 20).await.unwrap();
    let nuova = Nuova { oggetto: "Mio".into(), firmatari: vec![(ivo, casa.unita)], ..Nuova::default() };
    let who = casa.who(ivo).await;
    let id = metti(&casa.hall.ente, &who, &nuova, Some(&("mio.pdf".to_owned(), stored))).await.unwrap();
    let page = casa.hall.signed_in("ivo").await.read(&format!("/librofirma/{id}")).await;
    assert!(page.contains("La tua firma") && page.contains("Ritira dalla firma"), "{page}");
    assert_eq!(page.matches("name=\"motivo\"").count(), 1, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_nothing_to_do_with_it_does_not_see_that_it_is_there() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let id = casa.per_marco("Segreto").await;
        let scheda = casa.scheda(id).await;
        let sara = casa.hall.signed_in("sara").await;
        let file = format!("/librofirma/{id}/documenti/{}", scheda.riga.attuale_id);
        let nothing = Uuid::nil();
        for path in [format!("/librofirma/{id}"), format!("/librofirma/{id}/documento"), file] {
            let answer = sara.get(&path).await;
            assert_eq!(answer.status(), 404, "{path}");
            let there = answer.text().await.unwrap();
            let other = sara.read(&format!("/librofirma/{nothing}")).await;
            assert!(!there.contains("Segreto") && other.contains("non riguarda te"), "{there}");
        }
        for list in ["/librofirma", "/librofirma/messi", "/librofirma/firmati", "/scrivania"] {
            assert!(!sara.read(list).await.contains("Segreto"), "{list}");
        }
        assert_eq!(sara.post(&format!("/librofirma/{id}/rifiuta"), &[("motivo", "x")]).await.status(), 404);
        assert_eq!(sara.post(&format!("/librofirma/{id}/ritira"), &[("motivo", "x")]).await.status(), 404);
        let signed = sara.post("/librofirma/firma", &[("scelta", &id.to_string()), ("porta", "prova")]).await;
        let page = signed.text().await.unwrap();
        assert!(page.contains("non riguarda te") && !page.contains("Segreto"), "{page}");
        assert!(casa.scheda(id).await.aperture.is_empty() && casa.scheda(id).await.firme.is_empty());
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authority_for_trials_signs_only_where_it_may() {
    for engine in Engine::all() {
        let casa = Casa::con(engine, ente::Signing { unread: true, ..ente::Signing::default() }).await;
        let id = casa.per_marco("Vero").await;
        let marco = casa.hall.signed_in("marco").await;
        let answer = marco.post("/librofirma/firma", &[("scelta", &id.to_string()), ("porta", "prova")]).await;
        assert_eq!(answer.status(), 422);
        assert!(answer.text().await.unwrap().contains("senza valore legale"));
        assert!(casa.scheda(id).await.firme.is_empty());
    }
}

/// Begins to sign twelve documents and is cut off; which they are, and how many were signed.
async fn tagliata(casa: &Casa) -> (Vec<RichiestaId>, usize) {
    let mut ids = Vec::new();
    for number in 0..12 {
        let id = casa.per_marco(&format!("Atto {number}")).await;
        casa.apre(casa.marco, id).await;
        ids.push(id);
    }
    let (ente, marco, all) = (casa.hall.ente.clone(), casa.who(casa.marco).await, ids.clone());
    let work = tokio::spawn(async move { firma(&ente, &marco, &all).await });
    while !work.is_finished() && casa.scheda(ids[0]).await.firme.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    work.abort();
    let _ = work.await;
    let mut whole = 0;
    for id in &ids {
        let scheda = casa.scheda(*id).await;
        let signed = scheda.stato() == Stato::Firmata;
        assert_eq!(scheda.firme.len(), usize::from(signed));
        assert_eq!(scheda.riga.attuale_id == scheda.riga.documento_id, !signed);
        whole += usize::from(signed);
    }
    assert!(whole > 0, "the first is signed");
    (ids, whole)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signing_that_is_killed_half_way_leaves_nothing_half_signed() {
    for engine in Engine::all() {
        let casa = Casa::di_prova(engine).await;
        let (mut ids, mut whole) = tagliata(&casa).await;
        // Where this machine looked too late all were signed: once more, with others.
        for _ in 0..20 {
            if whole < ids.len() {
                break;
            }
            (ids, whole) = tagliata(&casa).await;
        }
        assert!(whole < ids.len(), "it was never cut off before its end");
        let marco = casa.who(casa.marco).await;
        let rest = firma(&casa.hall.ente, &marco, &ids).await.unwrap();
        let rest = rest.iter().filter(|esito| esito.firma.is_some()).count();
        // One that was on its way to the disk when it was cut off may have come there after we counted.
        assert!(rest + whole == ids.len() || rest + whole + 1 == ids.len(), "{whole} and {rest}");
        for id in &ids {
            assert_eq!(casa.rapporto(*id).await.signatures.len(), 1);
        }
        casa.hall.verify_clean().await;
    }
}
