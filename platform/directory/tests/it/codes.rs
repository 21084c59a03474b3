//! The vectors of the standards folder (`12-tabelle/codice-fiscale`), through the form of the directory.

use std::path::{Path, PathBuf};

use directory::{Clues, NewSubject};

use crate::fixture::{OTHER_NUMBER, named, on_each_engine, text};

fn standards() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from);
    let folder = folder.join("12-tabelle/codice-fiscale");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: official samples not found in {} (set MUNICIPIO_STANDARDS)", folder.display());
    None
}

fn new(code: &str, note: Option<&str>) -> NewSubject {
    NewSubject {
        name: "Caccamo Fabio".into(),
        tax_code: text(code),
        code_note: note.map(str::to_owned),
        ..NewSubject::default()
    }
}

fn omocodes(folder: &Path) -> Vec<String> {
    let list = std::fs::read_to_string(folder.join("omocodes_of_CCCFBA85D03L219P.txt")).unwrap();
    list.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_official_code_passes_and_with_another_last_letter_only_with_a_reason() {
    let Some(folder) = standards() else { return };
    let encoded = std::fs::read_to_string(folder.join("encode_vectors.csv")).unwrap();
    let encoded = encoded.lines().skip(1).filter_map(|line| line.rsplit(',').next()).map(|code| code.trim().to_owned());
    let codes: Vec<String> = encoded.filter(|code| code.len() == 16).chain(omocodes(&folder)).collect();
    assert!(codes.len() > 130, "{}", codes.len());
    for code in codes {
        let checked = new(&code, None).check().unwrap_or_else(|refusal| panic!("{code}: {refusal}"));
        assert_eq!(checked.subject().tax_code.as_deref(), Some(&*code));
        let last = if code.ends_with('A') { 'B' } else { 'A' };
        let wrong: String = code.chars().take(15).chain([last]).collect();
        assert!(new(&wrong, None).check().is_err(), "{wrong}");
        let kept = new(&wrong, Some("Così sul documento")).check().unwrap();
        assert_eq!(kept.subject().tax_code.as_deref(), Some(&*wrong));
    }
}

#[tokio::test]
async fn whoever_bears_an_omocode_is_proposed_by_the_other_code_and_never_taken_unasked() {
    let Some(folder) = standards() else { return };
    let code = omocodes(&folder).into_iter().find(|code| code != "CCCFBA85D03L219P").unwrap();
    on_each_engine(move |stage| {
        let code = code.clone();
        async move {
            let known = stage.add(new("CCCFBA85D03L219P", None)).await;
            let clues = Clues { tax_code: Some(code), ..named("Fabio Caccamo") };
            let found = directory::recognise(&stage.read().await, &clues).await.unwrap().unwrap();
            assert_eq!((found.subject.id, found.certain), (known.id, false));
            assert!(found.by.contains("omocodia"));
            assert_ne!(stage.register(&clues).await.subject.id, known.id);
            stage.assert_sound().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_code_that_is_known_is_recognised_with_the_name() {
    on_each_engine(|stage| async move {
        let wrong = "CCCFBA85D03L219X";
        let first = Clues { tax_code: text(wrong), code_note: text("Così sul documento"), ..named("Caccamo Fabio") };
        let known = stage.register(&first).await.subject;
        assert_eq!(known.code_note.as_deref(), Some("Così sul documento"));
        assert_eq!(stage.register(&first).await.subject.id, known.id);
        let other = Clues { name: "Bianchi Luigi".into(), ..first };
        assert_ne!(stage.register(&other).await.subject.id, known.id);
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_wrong_code_says_that_somebody_has_one_and_the_name_alone_takes_nobody() {
    on_each_engine(|stage| async move {
        let wrong = Clues { code_note: text("Così sul documento"), ..named("") };
        let bare = stage.register(&named("Caccamo Fabio")).await.subject;
        let person = Clues { tax_code: text("CCCFBA85D03L219X"), name: "Caccamo Fabio".into(), ..wrong.clone() };
        assert_ne!(stage.register(&person).await.subject.id, bare.id);
        let known = Clues { vat_number: text(OTHER_NUMBER), ..named("Edilnova S.r.l.") };
        let known = stage.register(&known).await.subject;
        let company = Clues { vat_number: text("11111111116"), name: "Edilnova S.r.l.".into(), ..wrong };
        assert_ne!(stage.register(&company).await.subject.id, known.id);
        stage.assert_sound().await;
    })
    .await;
}
