//! Chapters from a file, and the variations of what they have.

use contabilita::{Error, Nuova, Parte, rules::Tipo, varia};
use kernel::{Cents, Date};
use testkit::Engine;

use crate::mondo::{Mondo, giorno, scuola};

fn nuova(tipo: Tipo, atto_il: Date, righe: &[(&str, i64)]) -> Nuova {
    let parte = |(codice, cents): &(&str, i64)| Parte {
        codice: codice.parse().unwrap(),
        importo: Cents(*cents),
        fpv: Cents(0),
    };
    Nuova {
        anno: 2026,
        tipo: Some(tipo),
        atto: "Delibera di Giunta n. 101 del 12/11/2026".into(),
        atto_il: Some(atto_il),
        motivo: "Maggiori lavori".into(),
        copertura: None,
        eccezione: false,
        righe: righe.iter().map(parte).collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variation_moves_what_is_free_and_never_what_is_taken() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let ente = &mondo.hall.ente;
        mondo.impegna(&[scuola(10_000_000)], None).await.unwrap();
        let day = giorno(2026, 11, 12);
        let taken = nuova(Tipo::Riserva, day, &[("2613.1", -1_000_001), ("300", 1_000_001)]);
        let told = varia(ente, &mondo.who, &taken).await.unwrap_err().to_string();
        assert!(
            told.contains("Il capitolo 2613.1 avrebbe 109.999,99 €, di cui 10.000,00 € per gli anni dopo"),
            "{told}"
        );
        assert!(told.contains("100.000,00 € impegnati"), "{told}");
        let good = nuova(Tipo::Riserva, day, &[("2000", -300_000), ("2613.1", 300_000)]);
        assert_eq!(varia(ente, &mondo.who, &good).await.unwrap(), (2026, 1));
        assert_eq!(mondo.disponibile(2026, "2613.1").await, Cents(1_300_000));
        assert_eq!(mondo.disponibile(2026, "2000").await, Cents(200_000));
        let empty = Nuova {
            tipo: None,
            atto: " ".into(),
            atto_il: None,
            motivo: String::new(),
            ..nuova(Tipo::Giunta, day, &[("99", 5), ("99", 0)])
        };
        let Err(Error::Refused(refusal)) = varia(ente, &mondo.who, &empty).await else { panic!("not refused") };
        let fields: Vec<&str> = refusal.reasons.iter().filter_map(|reason| reason.field).collect();
        for field in ["tipo", "atto", "atto_il", "motivo", "righe"] {
            assert!(fields.contains(&field), "{field}: {refusal}");
        }
        let many: Vec<String> = (1..=600).map(|code| code.to_string()).collect();
        let many: Vec<(&str, i64)> = many.iter().map(|code| (code.as_str(), 5)).collect();
        let many = nuova(Tipo::Giunta, day, &many);
        let Err(Error::Refused(refusal)) = varia(ente, &mondo.who, &many).await else { panic!("not refused") };
        let told = refusal.to_string();
        assert!(told.contains("vanno da una a 500") && refusal.reasons.len() < 510, "{told}");
        assert!(!told.contains("il capitolo 600 non c'è"), "it was not looked for: {told}");
        let next = nuova(Tipo::Consiglio, day, &[("300", 100)]);
        assert!(varia(ente, &mondo.who, &next).await.unwrap_err().to_string().contains("da quale entrata"));
        let covered = Nuova { copertura: Some("maggiori entrate da multe".into()), ..next };
        assert_eq!(varia(ente, &mondo.who, &covered).await.unwrap(), (2026, 2), "no hole");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chapters_come_from_a_file_all_or_none_and_once() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let head = "capitolo;descrizione;missione;programma;piano;stanziamento\n";
        let twice = format!("{head}300;Carta;01;02;U.1.03.01.02;10\n301;Carta;01;02;U.1.03.01.02;10\n");
        let told = mondo.carica(2026, &twice, false).await.unwrap_err().to_string();
        assert!(told.contains("Nel 2026 ci sono già i capitoli 300:"), "{told}");
        let wrong = format!("{head}x;Carta;01;02;U.1.03.01.02;10\n301;;01;02;U.1.03.01.02;10\n");
        let told = mondo.carica(2026, &wrong, true).await.unwrap_err().to_string();
        assert!(told.contains("Riga 2") && told.contains("Riga 3"), "{told}");
        let good = format!("{head}301;Toner;01;02;U.1.03.01.02;10,50\n");
        let told = mondo.carica(2026, &good, true).await.unwrap_err().to_string();
        assert!(told.contains("già approvato"), "{told}");
        let made = mondo.carica(2026, &good, false).await.unwrap();
        assert_eq!((made.capitoli, made.totale), (1, Cents(1_050)));
        assert_eq!(mondo.disponibile(2026, "301").await, Cents(1_050));
        assert!(mondo.carica(2040, &good, false).await.is_err());
        mondo.hall.verify_clean().await;
    }
}
