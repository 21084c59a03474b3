use directory::{Clues, Error, ipa};
use kernel::Actor;

use crate::fixture::{Stage, named, on_each_engine, text};

const ENTI: &str = "Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Mail1,Tipo_Mail1,Data_aggiornamento\n\
    c_m999,Comune di Montefiorito,11111111115,protocollo@pec.montefiorito.example.it,Pec,2026-11-20\n\
    c_m998,Comune di Monteverde,12345678903,info@monteverde.example.it,Altro,2026-10-01\n\
    ucm,Unione Colli,,protocollo@pec.colli.example.it,Pec,2026-10-01\n\
    ucm2,Unione Colli e Valli,,protocollo@pec.colli.example.it,Pec,2026-10-01\n";
const AOO: &str = "Codice_IPA;Denominazione_ente;Codice_uni_aoo;Denominazione_aoo;Mail1\n\
    c_m998;Comune di Monteverde;AB12CDE;Protocollo generale;protocollo@pec.monteverde.example.it\n";

fn files(enti: &str, aoo: &str) -> ipa::Files {
    let bytes = |text: &str| Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
    ipa::Files { enti: bytes(enti), aoo: Some(bytes(aoo)), uo: None, sha256: "x".into() }
}

async fn load(stage: &Stage, enti: &str, smaller: bool) -> Result<ipa::Loaded, Error> {
    stage.clock.set(stage.ledger.now().plus_micros(1_000));
    ipa::load(&stage.ledger, Actor::System("console"), files(enti, AOO), smaller).await
}

async fn looked(stage: &Stage, words: &str) -> Vec<String> {
    let found = ipa::look(&stage.read().await, words, 10).await.unwrap();
    found.iter().map(ipa::IpaLine::written).collect()
}

#[tokio::test]
async fn a_body_is_found_by_the_beginnings_of_its_words_and_known_by_its_address() {
    on_each_engine(|stage| async move {
        assert!(looked(&stage, "comune").await.is_empty(), "no copy, no proposals");
        let loaded = load(&stage, ENTI, false).await.unwrap();
        assert_eq!((loaded.copy.enti, loaded.copy.aoo, loaded.copy.uo), (4, 1, 0));
        assert_eq!(loaded.copy.updated, kernel::Date::from_ymd_opt(2026, 11, 20));
        assert_eq!(looked(&stage, "monte fior").await, ["Comune di Montefiorito [IPA c_m999]"; 0]);
        assert_eq!(looked(&stage, "com montef").await, ["Comune di Montefiorito [IPA c_m999]"]);
        assert_eq!(
            looked(&stage, "c_m998").await,
            ["Comune di Monteverde [IPA c_m998]", "Comune di Monteverde [IPA c_m998/AB12CDE]"]
        );
        let read = stage.read().await;
        let by = ipa::by_pec(&read, "Protocollo@PEC.monteverde.example.it").await.unwrap().unwrap();
        assert_eq!((by.ipa.as_str(), by.aoo, by.part.as_deref()), ("c_m998", true, Some("Protocollo generale")));
        assert_eq!(ipa::by_pec(&read, "info@monteverde.example.it").await.unwrap(), None, "no certified address");
        assert_eq!(ipa::by_pec(&read, "protocollo@pec.colli.example.it").await.unwrap(), None, "two bodies share it");
        let areas = async |code: &str, address: &str| {
            let found = ipa::areas(&read, "C_M998", code, address).await.unwrap();
            found.into_iter().filter_map(|line| line.code).collect::<Vec<_>>()
        };
        assert_eq!(areas("ab12cde", "").await, ["AB12CDE"]);
        assert_eq!(areas("", "Protocollo@pec.monteverde.example.it").await, ["AB12CDE"]);
        assert!(areas("", "protocollo@pec.montefiorito.example.it").await.is_empty(), "another body's");
        let chosen = ipa::chosen(&read, "Comune di Monteverde [IPA c_m998/AB12CDE]").await.unwrap().unwrap();
        assert_eq!(chosen.name, "Comune di Monteverde");
        let clues = chosen.line.unwrap().clues();
        assert_eq!(clues.pec.as_deref(), Some("protocollo@pec.monteverde.example.it"));
        assert_eq!(clues.tax_code, None, "the file of areas has no tax code");
        drop(read);
        let added = stage.register(&clues).await;
        let again = stage.register(&Clues { ipa: text("c_m998"), ..named("Comune di Monteverde") }).await;
        assert_eq!((again.subject.id, again.by), (added.subject.id, Some("dal codice IPA")));
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_newer_copy_takes_the_place_of_the_older_and_half_a_file_does_not() {
    on_each_engine(|stage| async move {
        load(&stage, ENTI, false).await.unwrap();
        let one = "Codice_IPA,Denominazione_ente\nc_m997,Comune di Montenero\n";
        let refused = load(&stage, one, false).await.unwrap_err();
        assert!(refused.to_string().contains("--anche-se-ridotta"), "{refused}");
        assert_eq!(looked(&stage, "montenero").await, [""; 0], "nobody sees a line of what was refused");
        assert_eq!(looked(&stage, "montefiorito").await.len(), 1);
        let wrong = load(&stage, "Comune,Provincia\nx,y\n", false).await.unwrap_err();
        assert!(wrong.to_string().contains("Codice_IPA"), "{wrong}");
        load(&stage, one, true).await.unwrap();
        assert_eq!(looked(&stage, "montenero").await, ["Comune di Montenero [IPA c_m997]"]);
        assert!(looked(&stage, "montefiorito").await.is_empty());
        assert_eq!(stage.number("SELECT COUNT(*) AS n FROM directory_ipa").await, 2, "the old lines are swept away");
        stage.assert_sound().await;
    })
    .await;
}
