//! What a citizen with a phone finds, and what they do not.

use copie::{Esito, Scarico, ritira};
use testkit::Engine;

use crate::mondo::{Mondo, OGGETTO, ORIGINALI, due_pagine};

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_checks_a_copy_its_proof_and_gets_the_original_with_the_paper_in_hand() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "istanza.pdf", &due_pagine()).await;
        let made = mondo.rilascia(&mondo.chiesta(Scarico::Carta)).await;
        let citizen = mondo.hall.browser();
        let field = citizen.get("/copie").await;
        assert_eq!(field.headers()["x-robots-tag"], "noindex, nofollow");
        let typed = made.codice.replace('-', "+").to_lowercase();
        let answer = citizen.get(&format!("/copie?codice={typed}")).await;
        assert_eq!(answer.status(), 303);
        let path = format!("/copie/{}", made.codice);
        assert_eq!(answer.headers()["location"], path.as_str());
        let answer = citizen.get(&path).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["x-robots-tag"]),
            (200, &"noindex, nofollow".parse().unwrap())
        );
        let page = answer.text().await.unwrap();
        for told in ["Questa copia vale", "protocollo n. ", &hex::encode(&made.riga.impronta), "1-2 su 2"] {
            assert!(page.contains(told), "{told} is missing in {page}");
        }
        for secret in [OGGETTO, "Malaspina", "successione", &made.lettere] {
            assert!(!page.contains(secret), "{secret} is in {page}");
        }

        let proof = citizen.get(&format!("{path}/prova")).await.bytes().await.unwrap();
        let proven = ledger::Proof::from_bytes(&proof).unwrap().check().unwrap();
        assert!(
            proven.content.starts_with("copie_copia\n") && proven.content.contains(&hex::encode(&made.riga.impronta))
        );
        // With the hash of the letters whoever has the code would try them all: 36 bits are a minute's work.
        let hash = copie::Codice::leggi(&made.codice).unwrap().impronta_di(&made.lettere);
        let hash = hex::encode(hash);
        for secret in [OGGETTO, "Malaspina", "successione", made.codice.as_str(), &hash] {
            assert!(!String::from_utf8_lossy(&proof).contains(secret), "{secret} is in the proof");
            assert!(!proven.content.contains(secret), "{secret} is in the proof");
        }

        let to = format!("{path}/originale");
        let wrong = citizen.post(&to, &[("lettere", "AAAAAA"), ("cognome", "Prova")]).await;
        assert_eq!(wrong.status(), 422);
        assert!(wrong.text().await.unwrap().contains("non sono quelli stampati"));
        let wrong = citizen.post(&to, &[("lettere", &made.lettere), ("cognome", "Neri")]).await;
        assert_eq!(wrong.status(), 422);
        let right = citizen.post(&to, &[("lettere", &made.lettere.to_lowercase()), ("cognome", "prova")]).await;
        assert_eq!(right.status(), 200);
        assert_eq!(right.bytes().await.unwrap(), due_pagine(), "the original, byte by byte");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_letter_is_told_as_such_and_guessing_is_held_back() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "istanza.pdf", &due_pagine()).await;
        let made = mondo.rilascia(&mondo.chiesta(Scarico::Carta)).await;
        let citizen = mondo.hall.browser();
        let other = if made.codice.starts_with('A') { "C" } else { "A" };
        let wrong = format!("{other}{}", &made.codice[1..]);
        let answer = citizen.get(&format!("/copie/{wrong}")).await;
        assert_eq!(answer.status(), 422);
        assert!(answer.text().await.unwrap().contains("una lettera è sbagliata"));
        let random = kernel::SeededRandom::new(1);
        for _ in 0..20 {
            let guess = copie::Codice::nuovo(&random).stampato();
            let answer = citizen.get(&format!("/copie/{guess}")).await;
            assert_eq!(answer.status(), 404);
            assert!(answer.text().await.unwrap().contains("Nessuna copia ha questo codice"));
        }
        let guess = copie::Codice::nuovo(&random).stampato();
        assert_eq!(citizen.get(&format!("/copie/{guess}")).await.status(), 429);
        // A village may stand behind one address: whoever holds a copy is not shut out with who guesses.
        assert_eq!(citizen.get(&format!("/copie/{}", made.codice)).await.status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letters_of_the_last_page_cannot_be_tried_one_after_the_other() {
    let mondo = Mondo::nuovo(Engine::Sqlite, false, "istanza.pdf", &due_pagine()).await;
    let made = mondo.rilascia(&mondo.chiesta(Scarico::Carta)).await;
    let (citizen, to) = (mondo.hall.browser(), format!("/copie/{}/originale", made.codice));
    for _ in 0..10 {
        assert_eq!(citizen.post(&to, &[("lettere", "AAAAAA"), ("cognome", "Prova")]).await.status(), 422);
    }
    let right = citizen.post(&to, &[("lettere", &made.lettere), ("cognome", "Prova")]).await;
    assert_eq!(right.status(), 429);
    // Who holds the last page, elsewhere, is not shut out by who has seen one of the others.
    let ente = &mondo.hall.ente;
    let from = |last: u8| std::net::IpAddr::from([192, 0, 2, last]);
    let Esito::Trovata(found) = copie::verifica(ente, ORIGINALI, from(1), &made.codice).await.unwrap() else {
        panic!("the copy is there")
    };
    let ask = |last: u8, letters: &'static str| {
        let (found, code) = (&found, &made.codice);
        async move { copie::originale(ente, found, from(last), code, (letters, "Prova")).await }
    };
    let right: &'static str = made.lettere.clone().leak();
    assert!(ask(1, right).await.is_ok());
    // All networks together may not try without end.
    for network in 2..21 {
        for _ in 0..10 {
            assert!(matches!(ask(network, "AAAAAAAA").await, Err(copie::Error::Refused(_))));
        }
    }
    assert!(matches!(ask(30, right).await, Err(copie::Error::Troppi)));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_confidential_original_nothing_is_told_but_that_the_copy_holds() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, true, "istanza-malaspina.pdf", &due_pagine()).await;
        let mut told = mondo.chiesta(Scarico::Carta);
        told.mostra_oggetto = true;
        let random = kernel::SystemRandom;
        let refused = copie::rilascia(&mondo.hall.ente, &mondo.who, crate::mondo::ORIGINALI, &random, &told).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("non può dire") && refused.contains("non si può scaricare"), "{refused}");
        let made = mondo.rilascia(&mondo.chiesta(Scarico::Mai)).await;
        let (citizen, path) = (mondo.hall.browser(), format!("/copie/{}", made.codice));
        let page = citizen.read(&path).await;
        assert!(page.contains("Questa copia vale") && page.contains("non è pubblico"), "{page}");
        let proof = citizen.read(&format!("{path}/prova")).await;
        for text in [&page, &proof] {
            for secret in ["Malaspina", "malaspina", "Zaccaria", "successione", "Istanza"] {
                assert!(!text.contains(secret), "{secret} is in {text}");
            }
        }
        assert_eq!(citizen.post(&format!("{path}/originale"), &[]).await.status(), 422);
        // In the register only whoever released it finds it.
        let unit = mondo.hall.unit("SOC", "Sociale").await;
        mondo.hall.person("berta", unit, &["copie.consulta", "copie.ritira", "copie.rilascia"]).await;
        let berta = mondo.hall.signed_in("berta").await;
        assert!(berta.read("/copie/registro").await.contains("Nessuna copia rilasciata"));
        assert_eq!(berta.get(&format!("/copie/registro/{}", made.riga.id)).await.status(), 404);
        assert_eq!(berta.get(&format!("/copie/registro/{}/copia.pdf", made.riga.id)).await.status(), 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_copy_and_an_annulled_original_say_so_and_give_nothing() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "istanza.pdf", &due_pagine()).await;
        let (one, two) = (
            mondo.rilascia(&mondo.chiesta(Scarico::Libero)).await,
            mondo.rilascia(&mondo.chiesta(Scarico::Libero)).await,
        );
        let (ente, citizen) = (&mondo.hall.ente, mondo.hall.browser());
        let (first, second) = (format!("/copie/{}", one.codice), format!("/copie/{}", two.codice));
        assert_eq!(citizen.post(&format!("{first}/originale"), &[]).await.status(), 200);
        assert!(ritira(ente, &mondo.who, one.riga.id, " ").await.is_err(), "a reason is asked for");
        ritira(ente, &mondo.who, one.riga.id, "Mancava una pagina di Malaspina").await.unwrap();
        assert!(ritira(ente, &mondo.who, one.riga.id, "Ancora").await.is_err(), "once");
        let page = citizen.read(&first).await;
        let today = ente.ledger.now().rome().format("%d/%m/%Y").to_string();
        assert!(
            page.contains(&format!("è stata ritirata il {today}")) && !page.contains("Questa copia vale"),
            "{page}"
        );
        assert!(!page.contains("Malaspina"), "the reason is not told: {page}");
        assert_eq!(citizen.post(&format!("{first}/originale"), &[]).await.status(), 422);
        assert!(citizen.read(&second).await.contains("Questa copia vale"));

        protocollo::annulla(ente, &mondo.who, mondo.riga.anno, mondo.riga.numero, "Registrata due volte")
            .await
            .unwrap();
        let page = citizen.read(&second).await;
        assert!(page.contains("L&#39;originale è annullato") || page.contains("L'originale è annullato"), "{page}");
        assert!(!page.contains("Questa copia vale") && page.contains(&today), "{page}");
        assert_eq!(citizen.post(&format!("{second}/originale"), &[]).await.status(), 422);
        let card = mondo.hall.signed_in("anna").await.read(&format!("/copie/registro/{}", two.riga.id)).await;
        assert!(card.contains("non vale più") && !card.contains("Scarica il PDF"), "the clerk is told too: {card}");
        let random = kernel::SystemRandom;
        let asked = mondo.chiesta(Scarico::Mai);
        let refused = copie::rilascia(ente, &mondo.who, crate::mondo::ORIGINALI, &random, &asked).await.unwrap_err();
        assert!(refused.to_string().contains("annullata"), "{refused}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_subject_is_told_as_it_is_today_where_it_was_chosen_and_stands_in_no_proof() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "istanza.pdf", &due_pagine()).await;
        let mut asked = mondo.chiesta(Scarico::Mai);
        asked.mostra_oggetto = true;
        let made = mondo.rilascia(&asked).await;
        let (citizen, path) = (mondo.hall.browser(), format!("/copie/{}", made.codice));
        assert!(citizen.read(&path).await.contains(OGGETTO));
        assert!(
            !citizen.read(&format!("{path}/prova")).await.contains(OGGETTO),
            "what is corrected later could not be taken back"
        );
        let ente = &mondo.hall.ente;
        protocollo::annulla(ente, &mondo.who, mondo.riga.anno, mondo.riga.numero, "Registrata due volte")
            .await
            .unwrap();
        assert!(!citizen.read(&path).await.contains(OGGETTO), "nobody needs to know any more");
    }
}
