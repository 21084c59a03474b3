//! What is written is what ANAC's schemas ask; what they would refuse is told and not written.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anac_190::{
    Dataset, Error, Indice, Lotto, Metadati, Offerente, Ruolo, SCELTE, Soggetto, Struttura, VoceIndice, scelta,
};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn ditta(codice: &str, nome: &str) -> Soggetto {
    Soggetto { codice: Ok(codice.into()), ragione_sociale: nome.into() }
}

fn metadati(name: &str) -> Metadati {
    Metadati {
        titolo: "Affidamenti del 2023".into(),
        sommario: "Art. 1, c. 32, L. 190/2012".into(),
        pubblicato: day("2024-01-15"),
        ente: "Comune di Montefiorito".into(),
        aggiornato: day("2024-01-30"),
        anno: 2023,
        url: format!("https://comune.example/trasparenza/anac/2023/{name}"),
        licenza: "CC BY 4.0".into(),
    }
}

fn dataset() -> Dataset {
    let estera = Soggetto { codice: Err("DE 123".into()), ragione_sociale: "Müller & Söhne <GmbH>".into() };
    let gruppo = Offerente::Raggruppamento(vec![
        (ditta("01234567890", "Uno s.r.l."), Ruolo::Mandataria),
        (estera, Ruolo::Mandante),
    ]);
    let sola = Offerente::Singolo(ditta("RSSMRA80A01H501U", "Mario Rossi, ditta individuale"));
    let lotto = Lotto {
        cig: "Z1A2B3C4D5".into(),
        struttura: Struttura { codice_fiscale: "80000000001".into(), denominazione: "Lavori pubblici".into() },
        oggetto: "Tetto della scuola".into(),
        scelta: scelta("23").expect("known"),
        // The lone one is given first: the schema wants groups first.
        partecipanti: vec![sola.clone(), gruppo],
        aggiudicatari: vec![sola],
        aggiudicato: 1_234_505,
        inizio: Some(day("2023-03-01")),
        ultimazione: None,
        liquidato: 0,
    };
    Dataset { metadati: metadati("dataset.xml"), lotti: vec![lotto] }
}

fn indice() -> Indice {
    let voce = VoceIndice { link: metadati("dataset.xml").url, aggiornato: day("2024-01-30") };
    Indice { metadati: metadati("indice.xml"), dataset: vec![voce] }
}

/// The folder of ANAC's schemas, or a loud line.
fn schemi() -> Option<PathBuf> {
    let folder = hostile::standards()?.join("14-trasparenza-anac/WPGov__avcp/includes/XSD/1_3");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there: ANAC's schemas were not asked", folder.display());
    None
}

#[test]
fn the_schemas_accept_what_is_written_and_refuse_what_is_not_so() {
    let Some(folder) = schemi() else { return };
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed (Debian package libxml2-utils): the schemas were not asked");
        return;
    }
    let judged = |schema: &str, xml: &str| {
        let instance = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{schema}.xml"));
        std::fs::write(&instance, xml).expect("write");
        let schema = folder.join(schema);
        let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(schema).arg(&instance).output();
        let run = run.expect("xmllint runs");
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(matches!(run.status.code(), Some(0 | 3)), "the schema itself was not read: {said}");
        if run.status.success() { Ok(()) } else { Err(said) }
    };
    let (whole, index) = (dataset().xml().expect("written"), indice().xml().expect("written"));
    judged("datasetAppaltiL190.xsd", &whole).expect("valid");
    judged("datasetIndiceAppaltiL190.xsd", &index).expect("valid");
    for way in &SCELTE {
        let mut one = dataset();
        one.lotti[0].scelta = way;
        judged("datasetAppaltiL190.xsd", &one.xml().expect("written")).expect(way.valore);
    }
    for (from, to) in [("23-AFFIDAMENTO DIRETTO", "23-DIRETTO"), ("12345.05", "12345.055"), ("<cig>Z", "<cig>ZZ")] {
        assert!(whole.contains(from), "{from}");
        assert!(judged("datasetAppaltiL190.xsd", &whole.replacen(from, to, 1)).is_err(), "{from} -> {to}");
    }
    assert!(judged("datasetIndiceAppaltiL190.xsd", &index.replacen("ID_1", "1", 1)).is_err());
}

#[test]
fn the_groups_stand_before_the_lone_bidders_and_amounts_have_two_digits() {
    let xml = dataset().xml().expect("written");
    let root = bounded_xml::read(xml.as_bytes(), bounded_xml::Limits::default()).expect("read").root;
    let lotto = root.at(&["data", "lotto"]).expect("a lot");
    let names: Vec<_> = lotto.child("partecipanti").expect("bidders").children.iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["raggruppamento", "partecipante"]);
    assert_eq!(lotto.child("importoAggiudicazione").expect("amount").text, "12345.05");
    assert_eq!(lotto.child("importoSommeLiquidate").expect("amount").text, "0.00");
}

#[test]
fn what_the_schema_refuses_is_told_and_not_written() {
    type Change = fn(&mut Dataset);
    let cases: [(Change, &str); 9] = [
        (|d| d.lotti[0].cig = "12".into(), "il CIG"),
        (|d| d.lotti[0].struttura.codice_fiscale = "123".into(), "il codice fiscale"),
        (|d| d.lotti[0].oggetto = "x".repeat(251), "l'oggetto"),
        (|d| d.lotti[0].aggiudicato = u64::MAX, "l'importo aggiudicato"),
        (|d| d.lotti[0].ultimazione = Some(day("2023-02-28")), "la data di ultimazione"),
        (|d| d.lotti[0].partecipanti = vec![Offerente::Raggruppamento(Vec::new())], "il raggruppamento"),
        (|d| d.metadati.anno = 1990, "l'anno"),
        (|d| d.metadati.url = "javascript:alert(1)".into(), "l'indirizzo"),
        (|d| d.metadati.titolo = " ".into(), "il titolo"),
    ];
    for (change, part) in cases {
        let mut one = dataset();
        change(&mut one);
        let error = one.xml().expect_err(part).to_string();
        assert!(error.contains(part), "{part} is missing in: {error}");
    }
    let empty = Indice { dataset: Vec::new(), ..indice() };
    assert!(matches!(empty.xml(), Err(Error::NonValido { .. })));
}
