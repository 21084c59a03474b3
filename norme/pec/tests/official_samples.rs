//! The six real messages of the standards folder (`08-protocollo-pec`).

use pec::{Anomaly, Kind, Message};
use std::path::{Path, PathBuf};

const FOLDER: &str = "08-protocollo-pec/OCA__l10n-italy/l10n_it_fatturapa_pec/tests/data";

fn standards() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: official samples not found in {} (set MUNICIPIO_STANDARDS)", folder.display());
    None
}

fn message(name: &str) -> Option<Message> {
    let path = standards()?.join(FOLDER).join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(pec::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}")))
}

/// What a clerk would check by eye.
fn summary(message: &Message) -> [String; 6] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        message.kind.code().to_owned(),
        text(&message.subject),
        message.from.as_ref().map(|from| from.email.clone()).unwrap_or_default(),
        message.to.iter().map(|to| to.email.as_str()).collect::<Vec<_>>().join(" "),
        message.certified_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
        text(&message.reference),
    ]
}

const SENT: &str = "1542123565.921546936035156.464602125997431-openerp-8-fatturapa.attachment.out@elbati-Vostro-3550";

#[test]
fn acceptance_receipt_names_what_was_sent() {
    let Some(message) = message("ACCETTAZIONE_ IT03339130126_00009.xml.txt") else {
        return;
    };
    assert_eq!(
        summary(&message),
        [
            "accettazione",
            "IT03339130126_00009.xml",
            "l.battistini@pec.it",
            "l.battistini@pec.it",
            "2018-11-13T16:39:26+01:00",
            SENT
        ]
    );
    assert_eq!(message.provider.as_deref(), Some("ARUBA PEC S.p.A."));
    assert_eq!(message.identificativo.as_deref(), Some("opec288.20181113163926.01838.310.1.63@pec.aruba.it"));
    assert!(message.signature_present && message.original.is_none());
    assert_eq!(message.anomalies, []);
    let text = message.envelope.text.as_deref().unwrap_or_default();
    assert!(text.contains("è stato accettato dal sistema"), "{text}");
}

#[test]
fn delivery_receipt_carries_the_original_with_its_invoice() {
    let Some(message) = message("CONSEGNA_ IT03339130126_00009.xml.txt") else {
        return;
    };
    assert_eq!(message.kind, Kind::AvvenutaConsegna);
    assert_eq!(message.reference.as_deref(), Some(SENT));
    assert_eq!(message.ricevuta, Some(pec::Ricevuta::Completa));
    let daticert = message.daticert.as_ref().expect("daticert");
    assert_eq!(daticert.consegna.as_deref(), Some("l.battistini@pec.it"));
    let original = message.original.as_ref().expect("postacert.eml");
    assert!(original.raw.starts_with(b"Received: from [127.0.1.1]"));
    assert!(original.raw.ends_with(b"--===============3780602758959172333==--\n"));
    let files: Vec<_> = message.files().map(|file| (file.name.as_deref(), file.bytes.len())).collect();
    assert_eq!(files, [(Some("IT03339130126_00009.xml"), 2126)]);
    assert_eq!(message.anomalies, []);
}

#[test]
fn transport_envelope_gives_the_certified_sender_and_the_files() {
    let Some(message) = message("POSTA CERTIFICATA_ Invio File 7339338.txt") else {
        return;
    };
    assert_eq!(
        summary(&message),
        [
            "posta-certificata",
            "Invio File 7339338 (SIMULAZIONE)",
            "sdi03@pec.fatturapa.it",
            "l.battistini@pec.it",
            "2018-12-08T12:26:18+01:00",
            "4163125586355393.1544268377979@pec.fatturapa.it"
        ]
    );
    let names: Vec<_> = message.files().filter_map(|file| file.name.as_deref()).collect();
    assert_eq!(names, ["IT02652600210_00007_MT_002.xml", "IT02652600210_00007.xml"]);
    let invoice = message.files().last().expect("invoice");
    assert_eq!((invoice.bytes.len(), invoice.part.as_str()), (63_126, "1.3.2"));
    assert!(message.content().text.as_deref().unwrap_or_default().contains("7339338"));
    assert_eq!(message.anomalies, []);
}

#[test]
fn a_broken_invoice_is_delivered_all_the_same_and_reported() {
    let Some(message) = message("POSTA CERTIFICATA_ Invio File 7339338 (broken XML).txt") else {
        return;
    };
    assert_eq!(message.kind, Kind::PostaCertificata);
    assert_eq!(message.files().map(|file| file.bytes.len()).collect::<Vec<_>>(), [446, 63_127]);
    assert!(
        matches!(message.anomalies.as_slice(), [Anomaly::XmlDanneggiato { name, .. }] if name == "IT02652600210_00007.xml"),
        "{:?}",
        message.anomalies
    );
}

#[test]
fn sdi_receipt_inside_an_envelope() {
    let Some(message) = message("POSTA CERTIFICATA_ Ricevuta di consegna 6782414.txt") else {
        return;
    };
    assert_eq!(message.kind, Kind::PostaCertificata);
    assert_eq!(message.provider.as_deref(), Some("Sogei SpA"));
    let names: Vec<_> = message.files().filter_map(|file| file.name.as_deref()).collect();
    assert_eq!(names, ["IT03339130126_00009_RC_003.xml"]);
    assert_eq!(message.anomalies, []);
}

#[test]
fn an_envelope_without_certification_data_is_read_and_reported() {
    let Some(message) = message("POSTA CERTIFICATA_mancata_consegna.txt") else {
        return;
    };
    assert_eq!(
        summary(&message),
        [
            "posta-certificata",
            "Notifica di mancata consegna 141107829",
            "sdi48@pec.fatturapa.it",
            "miapec@pec.it",
            "",
            "29868973923542086.1546634040973@pec.fatturapa.it"
        ]
    );
    assert_eq!(message.files().count(), 1);
    assert_eq!(message.anomalies, [Anomaly::DaticertMancante]);
}

#[test]
fn no_mutation_of_a_real_message_panics_or_loses_it() {
    let Some(folder) = standards() else { return };
    let path = folder.join(FOLDER).join("CONSEGNA_ IT03339130126_00009.xml.txt");
    let base = std::fs::read(path).expect("sample");
    let mut state = 0x2545_f491_u32;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize
    };
    for _ in 0..400 {
        let mut bytes = base.clone();
        for _ in 0..1 + next() % 40 {
            let place = next() % bytes.len();
            bytes[place] = next().to_le_bytes()[1];
        }
        bytes.truncate(bytes.len() - next() % 2_000);
        let message = pec::read(&bytes).expect("still a mail");
        assert!(!message.envelope.attachments.is_empty() || !message.anomalies.is_empty());
    }
}
