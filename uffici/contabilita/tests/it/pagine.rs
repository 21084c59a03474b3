//! What the staff of accounting does in the browser.

use testkit::{Engine, link};

use crate::mondo::{Mondo, scuola};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_the_chapters_sees_what_is_left_and_writes_a_variation() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        mondo.impegna(&[scuola(366_000)], None).await.unwrap();
        let paolo = mondo.hall.signed_in("paolo").await;
        let list = paolo.read("/contabilita?anno=2026").await;
        assert!(list.contains("2613.1") && list.contains("106.340,00 €") && list.contains("senza limite"), "{list}");
        assert!(list.contains("Che cosa non c&#39;è ancora"), "the page says what it is not");
        assert!(!list.contains("non risulta approvato"));
        let found = paolo.read("/contabilita?anno=2026&q=cancelleria").await;
        assert!(found.contains("Carta e cancelleria") && !found.contains("delle scuole"), "{found}");
        let id = mondo.capitolo(2026, "2613.1").await.id;
        assert!(link(&list, &id.to_string()).is_some(), "{list}");
        let card = paolo.read(&format!("/contabilita/capitoli/{id}")).await;
        for part in [
            "impegno n. 1/2026",
            "Determinazione n. 1/2026",
            "CIG A003DEB979",
            "ha impegnato 3.660,00 €",
            "A che punto è",
        ] {
            assert!(card.contains(part), "{part}: {card}");
        }

        let form = link(&card, "/svincola").expect("a way to give it back").to_owned();
        let answer = paolo.post(&form, &[("importo", "9.999,00"), ("motivo", "")]).await;
        assert_eq!(answer.status(), 422);
        let told = answer.text().await.unwrap();
        assert!(told.contains("si possono svincolare 3.660,00 €") && told.contains("manca il motivo"), "{told}");
        let told = paolo.post(&form, &[("importo", "mille"), ("motivo", "")]).await.text().await.unwrap();
        assert!(told.contains("«mille» non si legge") && told.contains("manca il motivo"), "{told}");
        let answer = paolo.post(&form, &[("importo", "60,00"), ("motivo", "Ribasso di gara")]).await;
        assert_eq!(answer.status(), 303);
        let card = paolo.read(&format!("/contabilita/capitoli/{id}")).await;
        assert!(card.contains("ha svincolato 60,00 €") && card.contains("Ribasso di gara"), "{card}");

        let mut fields = vec![
            ("anno", "2026"),
            ("tipo", "riserva"),
            ("atto", "Delibera di Giunta n. 101 del 12/11/2026"),
            ("atto_il", "ieri"),
            ("motivo", ""),
            ("righe", "2000 -1.000,00\n2613.1 mille"),
            ("copertura", ""),
        ];
        let answer = paolo.post("/contabilita/variazioni/nuova", &fields).await;
        assert_eq!(answer.status(), 422);
        let told = answer.text().await.unwrap();
        for part in ["La data non si legge", "Manca il motivo", "Riga 2: l&#39;importo «mille»", "2000 -1.000,00"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        fields[0] = ("anno", "quest'anno");
        let told = paolo.post("/contabilita/variazioni/nuova", &fields).await.text().await.unwrap();
        assert!(told.contains("quattro cifre") && !told.contains("il capitolo 2000 non c"), "{told}");
        fields[0] = ("anno", "2026");
        fields[3] = ("atto_il", "2026-11-12");
        fields[4] = ("motivo", "Maggiori lavori");
        fields[5] = ("righe", "2000 -1.000,00\n2613.1 1.000,00");
        let answer = paolo.post("/contabilita/variazioni/nuova", &fields).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let list = paolo.read("/contabilita/variazioni?anno=2026").await;
        assert!(list.contains("1/2026") && list.contains("Maggiori lavori") && list.contains("Stanziamento iniziale"));
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_chapters_is_imported_after_all_its_errors_were_told() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let paolo = mondo.hall.signed_in("paolo").await;
        let form = paolo.read("/contabilita/importa?anno=2028").await;
        assert!(form.contains("<code>stanziamento</code>") && form.contains("value=\"2028\""), "{form}");
        let fields = [("anno", "2028"), ("atto", ""), ("atto_il", "2025-12-22")];
        let bad = "capitolo;descrizione;missione;programma;piano;stanziamento\nx;;01;02;U.1.03.01.02;1\n";
        let answer = paolo.upload("/contabilita/importa", &fields, "a.csv", bad.as_bytes().to_vec()).await;
        assert_eq!(answer.status(), 422);
        let told = answer.text().await.unwrap();
        for part in ["Manca l&#39;atto", "Riga 2: il codice di capitolo «x»", "Riga 2: manca la descrizione"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        let fields = [("anno", "2028"), ("atto", "Delibera n. 58"), ("atto_il", "2025-12-22")];
        let good = "capitolo;descrizione;missione;programma;piano;stanziamento\n1;Carta;01;02;U.1.03.01.02;1,50\n";
        let answer = paolo.upload("/contabilita/importa", &fields, "a.csv", good.as_bytes().to_vec()).await;
        assert_eq!(answer.status(), 303);
        assert!(paolo.read("/contabilita?anno=2028").await.contains("1,50 €"));
        let last = paolo.read("/contabilita").await;
        assert!(last.contains("/contabilita?anno=2029"), "the third year of the budget that is approved now: {last}");
        let none = paolo.read("/contabilita/variazioni?anno=2029").await;
        assert!(none.contains("/contabilita/importa?anno=2029"), "{none}");
        let fields = [("anno", "2027"), ("atto", "Delibera n. 60"), ("atto_il", "2026-11-20")];
        assert_eq!(paolo.post("/contabilita/esercizi", &fields).await.status(), 303);
        assert_eq!(paolo.post("/contabilita/esercizi", &fields).await.status(), 422);
        assert_eq!(paolo.post("/contabilita/esercizi/conteggio", &[("conteggio", "x")]).await.status(), 422);
        assert_eq!(paolo.post("/contabilita/esercizi/conteggio", &[("conteggio", "programma")]).await.status(), 303);
        let page = paolo.read("/contabilita/esercizi").await;
        assert!(page.contains("Delibera n. 60") && page.contains("value=\"programma\" checked"), "{page}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_only_looks_finds_no_form() {
    let mondo = Mondo::nuovo(Engine::Sqlite).await;
    mondo.hall.person("berta", mondo.unit, &["contabilita.consulta"]).await;
    mondo.hall.person("nessuno", mondo.unit, &[]).await;
    let (berta, nessuno) = (mondo.hall.signed_in("berta").await, mondo.hall.signed_in("nessuno").await);
    let list = berta.read("/contabilita?anno=2026").await;
    assert!(list.contains("2613.1") && !list.contains("/contabilita/importa"), "{list}");
    assert!(!berta.read("/contabilita/esercizi").await.contains("Segna l&#39;approvazione"));
    let made = mondo.impegna(&[scuola(100)], None).await.unwrap().remove(0);
    let chapter = mondo.capitolo(2026, "2613.1").await.id;
    assert!(link(&berta.read(&format!("/contabilita/capitoli/{chapter}")).await, "/svincola").is_none());
    assert_eq!(berta.get(&format!("/contabilita/movimenti/{}/svincola", made.id)).await.status(), 403);
    assert_eq!(berta.get("/contabilita/importa").await.status(), 403);
    assert_eq!(berta.post("/contabilita/variazioni/nuova", &[]).await.status(), 403);
    assert_eq!(nessuno.get("/contabilita").await.status(), 403);
}
