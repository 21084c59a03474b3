//! The invoices and messages of the standards folder (`01-fatturapa`).

use fatturapa::{Documento, Error, Fattura, Formato, TipoMessaggio};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn standards() -> Option<PathBuf> {
    hostile::standards().map(|folder| folder.join("01-fatturapa"))
}

fn xml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            xml_files(&path, found);
        } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xml")) {
            found.push(path);
        }
    }
    found.sort();
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn read(folder: &Path, name: &str) -> Fattura {
    fatturapa::read(&bytes(folder, name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The samples whose numbers or form are wrong, and the beginning of what must be said about each. Every
/// other invoice must be read without a word.
const FLAWED: [(&str, &[&str]); 26] = [
    (
        "fixtures/4.xml",
        &[
            "fattura 1: il totale dichiarato è 12,20 €, dal riepilogo IVA risulta 10,00 €",
            "fattura 1: l'imponibile al 0,00%",
            "fattura 1: l'imponibile al 22,00%",
        ],
    ),
    ("fatturapa.gobl/acube_test.xml", &["manca FormatoTrasmissione", "manca ProgressivoInvio"]),
    (
        "fatturapa.gobl/invoice-fund-contribution-mixed-retention.xml",
        &[
            "fattura 1: il totale dichiarato è 1789,08 €",
            "fattura 1: l'imponibile al 22,00% è 1696,00 €, dalle righe risulta 1746,00 €",
        ],
    ),
    (
        "fatturapa.gobl/invoice-irpef.xml",
        &["fattura 1: il totale dichiarato (1026,74 €) è già al netto delle ritenute"],
    ),
    (
        "fatturapa.gobl/invoice-simple-rounding.xml",
        &["fattura 1: il totale dichiarato è 1388,41 €, dal riepilogo IVA risulta 1388,40 €"],
    ),
    (
        "out/invoice-fund-contribution-mixed-retention.xml",
        &["fattura 1: il totale dichiarato (2713,00 €) è già al netto"],
    ),
    ("out/invoice-irpef.xml", &["fattura 1: il totale dichiarato (1026,74 €) è già al netto"]),
    ("invoices/IT01234567890_FPR03.xml", &["fattura 1: l'imponibile al 22,00% è 27,00 €, dalle righe risulta 25,00 €"]),
    ("in/tests/data/IT02780790107_11004_xml_doctor.xml", &["manca Descrizione (fattura 1, riga 1)"]),
    ("in/tests/data/IT02780790107_11006.xml", &["manca Descrizione (fattura 1, riga 1)"]),
    ("in/tests/data/IT02780790107_11007.xml", &["fattura 1: il totale dichiarato è 56,50 €"]),
    ("in/tests/data/IT05979361218_012.xml", &["fattura 1: il totale dichiarato è 34,32 €"]),
    ("in/tests/data/IT05979361218_014.xml", &["fattura 1: il totale dichiarato è 3013,40 €"]),
    (
        "in/tests/data/IT08973230967_6zZcm.xml",
        &["fattura 1: il totale dichiarato è 28,40 €, dal riepilogo IVA risulta 28,39 €"],
    ),
    ("in/tests/data/ITBNCMRA80A01D548T_20001.xml", &["fattura 1: il totale dichiarato (122,91 €) è già al netto"]),
    ("in/tests/data/ITBNCMRA80A01D548T_20005.xml", &["fattura 1: il totale dichiarato (122,91 €) è già al netto"]),
    ("in/tests/data/ITNREGCM80H30D612D_20003.xml", &["fattura 1: il totale dichiarato (10,20 €) è già al netto"]),
    ("in/tests/data/ITNREGCM80H30D612D_20004.xml", &["fattura 1: il totale dichiarato (10,20 €) è già al netto"]),
    (
        "in/tests/data/ZGEXQROO37831_anonimizzata.xml",
        &["lo spazio dei nomi «http://ivaservizi.agenziaentrate.gov.it/ docs/"],
    ),
    ("out/tests/data/IT06363391001_00015a.xml", &["fattura 1: il totale dichiarato è 14,00 €"]),
    ("out_oss/tests/data/IT06363391001_00001.xml", &["fattura 1: il totale dichiarato è 16,80 €"]),
    ("out_wt/tests/data/IT06363391001_00015.xml", &["fattura 1: il totale dichiarato è 12,20 €"]),
    ("out_wt/tests/data/IT06363391001_00016.xml", &["fattura 1: il totale dichiarato è 10,00 €"]),
    ("out_wt/tests/data/IT06363391001_00018.xml", &["fattura 1: il totale dichiarato è 12,20 €"]),
    ("out_wt/tests/data/IT06363391001_00019.xml", &["fattura 1: il totale dichiarato è 10,00 €"]),
    ("data/dati_trasporto.xml", &["fattura 1: il totale dichiarato è 123,45 €"]),
];

#[test]
fn every_invoice_is_read_and_every_flaw_is_named() {
    let Some(folder) = standards() else { return };
    let mut files = Vec::new();
    xml_files(&folder, &mut files);
    let mut flawed: BTreeMap<&str, &[&str]> = FLAWED.into_iter().collect();
    flawed.insert("data/unicode.xml", &["manca il riepilogo IVA della fattura 1"]);
    let (mut invoices, mut messages) = (0, 0);
    for path in files {
        let name = path.display().to_string();
        match fatturapa::read_any(&std::fs::read(&path).expect("file")) {
            Ok(Documento::Messaggio(_)) => messages += 1,
            Ok(Documento::Fattura(fattura)) => {
                invoices += 1;
                let key = flawed.keys().copied().find(|key| name.ends_with(*key));
                let expected = key.and_then(|key| flawed.remove(key)).unwrap_or_default();
                let found: Vec<String> = fattura.anomalie.iter().map(ToString::to_string).collect();
                let as_expected = found.len() == expected.len()
                    && found.iter().zip(expected).all(|(found, start)| found.starts_with(start));
                assert!(as_expected, "{name}: {found:#?}");
            }
            Err(error) => {
                assert!(name.ends_with("missing_CedentePrestatore.xml"), "{name}: {error}");
                assert_eq!(error, Error::Manca { elemento: "CedentePrestatore" });
            }
        }
    }
    assert_eq!((invoices, messages, flawed.len()), (129, 9, 0), "{flawed:?}");
}

/// Each of these invoices comes with a reading by another program.
#[test]
fn another_programs_reading_agrees() {
    let Some(folder) = standards() else { return };
    let folder = folder.join("invopop__gobl.fatturapa/test/data/fatturapa.gobl");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder.join("out")).expect("folder") {
        let json = entry.expect("entry").path();
        let other: serde_json::Value = serde_json::from_slice(&std::fs::read(&json).expect("json")).expect("json");
        let name = format!("{}.xml", json.file_stem().expect("name").to_string_lossy());
        let fattura = read(&folder, &name);
        let corpo = &fattura.corpi[0];
        assert_eq!(other["code"].as_str(), Some(corpo.numero.as_str()), "{name}");
        assert_eq!(other["issue_date"].as_str(), corpo.data.map(|d| d.to_string()).as_deref(), "{name}");
        assert_eq!(other["supplier"]["name"].as_str(), Some(fattura.cedente.nome_completo().as_str()), "{name}");
        assert_eq!(other["supplier"]["tax_id"]["code"].as_str(), fattura.cedente.partita_iva.as_deref(), "{name}");
        let total = fatturapa::Decimal::from_cents(corpo.totale_calcolato).to_string().replace(',', ".");
        assert_eq!(other["totals"]["total_with_tax"].as_str(), Some(total.as_str()), "{name}");
        assert_eq!(other["lines"].as_array().map(Vec::len), Some(corpo.linee.len()), "{name}");
        compared += 1;
    }
    assert_eq!(compared, 18);
}

#[test]
fn an_invoice_to_a_public_body_field_by_field() {
    let Some(folder) = standards() else { return };
    let fattura = read(&folder, "invopop__gobl.fatturapa/test/data/fatturapa.gobl/invoice-b2g.xml");
    assert_eq!(fattura.formato, Formato::Fpa12);
    assert_eq!(fattura.trasmissione.trasmittente, "IT01234567890");
    assert_eq!(fattura.trasmissione.progressivo, "019270f1");
    assert_eq!(fattura.cessionario.nome_completo(), "Mela S.r.l.");
    assert_eq!(fattura.cedente.sede.as_ref().and_then(|s| s.comune.as_deref()), Some("Palermo"));
    assert!(fattura.firmata);
    let corpo = &fattura.corpi[0];
    assert_eq!((corpo.tipo_in_parole(), corpo.divisa.as_str()), ("Fattura", "EUR"));
    assert_eq!((corpo.totale_dichiarato, corpo.totale_calcolato), (Some(26_500), 26_500));
    assert_eq!(corpo.cig(), ["ZB98B4A235"]);
    assert_eq!(corpo.riferimenti[0].id_documento, "ORDINECLI");
    let line = &corpo.linee[1];
    assert_eq!((line.descrizione.as_str(), line.prezzo_totale.cents()), ("Camera Matrimoniale", 24_000));
    assert_eq!(line.quantita.map(|q| q.to_string()).as_deref(), Some("2,00"));
    assert_eq!(corpo.linee[0].natura.as_deref(), Some("N1"));
    assert_eq!((corpo.riepiloghi[1].imponibile, corpo.riepiloghi[1].imposta), (24_000, 2_400));
    assert_eq!((corpo.pagamenti[0].modalita.as_str(), corpo.pagamenti[0].importo), ("MP08", 26_500));
}

#[test]
fn a_batch_has_as_many_invoices_as_bodies() {
    let Some(folder) = standards() else { return };
    let fattura = read(&folder, "OCA__l10n-italy/l10n_it_fatturapa_in/tests/data/IT01234567890_FPR03.xml");
    let numbers: Vec<_> = fattura.corpi.iter().map(|corpo| corpo.numero.as_str()).collect();
    assert_eq!(numbers, ["123", "456"]);
}

#[test]
fn attachments_are_decoded() {
    let Some(folder) = standards() else { return };
    let fattura = read(&folder, "OCA__l10n-italy/l10n_it_fatturapa_out/tests/data/IT06363391001_00003.xml");
    let files: Vec<_> =
        fattura.corpi[0].allegati.iter().map(|a| (a.nome.as_str(), a.bytes.starts_with(b"%PDF"))).collect();
    assert_eq!(files, [("test1.pdf", true), ("test2.pdf", true)]);
}

#[test]
fn declared_windows_1252_is_honoured() {
    let Some(folder) = standards() else { return };
    let fattura = read(&folder, "invopop__gobl.fatturapa/test/data/fatturapa.gobl/invoice-windows1252.xml");
    assert_eq!(fattura.encoding, "windows-1252");
}

#[test]
fn the_simplified_invoice_is_read() {
    let Some(folder) = standards() else { return };
    let fattura = read(&folder, "OCA__l10n-italy/l10n_it_fatturapa_in/tests/data/IT02780790107_11009.xml");
    assert_eq!(fattura.formato, Formato::Fsm10);
    assert_eq!(fattura.cedente.nome_completo(), "Mario Rossi");
    assert_eq!(fattura.cedente.regime_fiscale.as_deref(), Some("RF19"));
    assert_eq!(fattura.cessionario.nome_completo(), "ROSSI SPA");
    let corpo = &fattura.corpi[0];
    assert_eq!((corpo.tipo_documento.as_str(), corpo.totale()), ("TD07", 27_223));
    assert_eq!(corpo.linee[0].natura.as_deref(), Some("N4"));
}

#[test]
fn every_sdi_message_is_recognised() {
    use TipoMessaggio as T;
    let Some(folder) = standards() else { return };
    let folder = folder.join("italia__fatturapa-testsdi/tests/samples");
    let kinds = [
        ("RC", T::RicevutaConsegna),
        ("MC", T::NotificaMancataConsegna),
        ("NS", T::NotificaScarto),
        ("NE", T::NotificaEsito),
        ("EC", T::NotificaEsitoCommittente),
        ("SE", T::ScartoEsitoCommittente),
        ("DT", T::NotificaDecorrenzaTermini),
        ("AT", T::AttestazioneTrasmissione),
        ("MT", T::MetadatiInvio),
    ];
    for (code, tipo) in kinds {
        let place = if code == "MT" { "" } else { "notifications/" };
        let name = format!("{place}IT01234567890_11111_{code}_001.xml");
        let message = fatturapa::read_message(&bytes(&folder, &name)).expect(code);
        assert_eq!((message.tipo, message.tipo.sigla()), (tipo, code));
        assert_eq!(message.identificativo_sdi, "111");
        match code {
            "NS" => assert_eq!(message.errori[0].codice, "00100"),
            "NE" | "EC" => {
                assert_eq!(message.esito.as_deref(), Some("EC01"));
                assert_eq!(message.riferimento.as_ref().and_then(|r| r.posizione), Some(2));
            }
            "SE" => assert_eq!(message.scarto.as_deref(), Some("EN00")),
            "RC" => assert_eq!(message.consegna.map(|c| c.locale.to_string()).as_deref(), Some("2013-06-06 12:01:00")),
            _ => {}
        }
    }
}

#[test]
fn no_mutation_of_an_invoice_panics() {
    let Some(folder) = standards() else { return };
    let base = bytes(&folder, "OCA__l10n-italy/l10n_it_fatturapa_in/tests/data/ITNREGCM80H30D612D_20003.xml");
    let mut state = 0x1234_5679_u32;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize
    };
    for _ in 0..2_000 {
        let mut bytes = base.clone();
        for _ in 0..1 + next() % 3 {
            let place = next() % bytes.len();
            // Digits and letters mostly, so that the XML often stays well formed and the values do not.
            bytes[place] = b"0123456789-.,Z<&\xe8"[next() % 17];
        }
        let _ = fatturapa::read_any(&bytes);
    }
}
