//! Messages made here, for the kinds that the official samples do not contain and for hostile mail.

use pec::{Anomaly, Error, ErroreConsegna, Kind, Message};
use std::time::{Duration, Instant};

const DATI: &str = "<intestazione><mittente>comune@pec.montefiorito.it</mittente><destinatari tipo=\"certificato\">ditta@pec.it</destinatari><risposte>comune@pec.montefiorito.it</risposte><oggetto>Sollecito</oggetto></intestazione><dati><gestore-emittente>Gestore S.p.A.</gestore-emittente><data zona=\"+0200\"><giorno>01/07/2026</giorno><ora>10:00:00</ora></data><identificativo>id1@gestore.it</identificativo><msgid>&lt;m1@montefiorito&gt;</msgid></dati>";

fn receipt(header: &str, tipo: &str, errore: &str) -> String {
    format!(
        "{header}\r\nFrom: posta-certificata@gestore.it\r\nTo: comune@pec.montefiorito.it\r\nSubject: avviso\r\nX-Riferimento-Message-ID: <m1@montefiorito>\r\nContent-Type: multipart/signed; boundary=S\r\n\r\n--S\r\nContent-Type: multipart/mixed; boundary=M\r\n\r\n--M\r\n\r\ntesto\r\n--M\r\nContent-Type: application/xml; name=daticert.xml\r\n\r\n<postacert tipo=\"{tipo}\" errore=\"{errore}\">{DATI}</postacert>\r\n--M--\r\n--S\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMAA=\r\n--S--\r\n"
    )
}

fn read(mail: &str) -> Message {
    pec::read(mail.as_bytes()).expect("a mail")
}

#[test]
fn every_kind_of_receipt_is_recognised() {
    let kinds = [
        ("accettazione", "nessuno", Kind::Accettazione),
        ("non-accettazione", "altro", Kind::NonAccettazione(ErroreConsegna::Altro)),
        ("presa-in-carico", "nessuno", Kind::PresaInCarico),
        ("avvenuta-consegna", "nessuno", Kind::AvvenutaConsegna),
        ("errore-consegna", "no-dest", Kind::MancataConsegna(ErroreConsegna::Destinatario)),
        ("errore-consegna", "no-dominio", Kind::MancataConsegna(ErroreConsegna::Dominio)),
        ("errore-consegna", "virus", Kind::MancataConsegna(ErroreConsegna::Virus)),
        ("preavviso-errore-consegna", "nessuno", Kind::PreavvisoMancataConsegna),
        ("rilevazione-virus", "virus", Kind::RilevazioneVirus),
    ];
    for (code, errore, kind) in kinds {
        let message = read(&receipt(&format!("X-Ricevuta: {code}"), code, errore));
        assert_eq!(message.kind, kind, "{code}");
        assert!(message.kind.is_receipt());
        assert_eq!(message.reference.as_deref(), Some("m1@montefiorito"));
        assert_eq!(message.subject.as_deref(), Some("Sollecito"));
        assert_eq!(message.anomalies, [], "{code}");
    }
}

#[test]
fn header_and_certification_data_that_disagree_are_reported() {
    let message = read(&receipt("X-Ricevuta: avvenuta-consegna", "errore-consegna", "no-dest"));
    assert_eq!(message.kind, Kind::MancataConsegna(ErroreConsegna::Destinatario));
    assert!(matches!(message.anomalies.as_slice(), [Anomaly::TipoDiscorde { .. }]));

    let message = read(&receipt("X-Ricevuta: accettazione", "accettazione", "nessuno").replace("<m1@mon", "<m2@mon"));
    assert!(matches!(message.anomalies.as_slice(), [Anomaly::RiferimentoDiscorde { .. }]));

    let message = read(&receipt("X-Nulla: x", "accettazione", "nessuno"));
    assert_eq!(message.anomalies, [Anomaly::IntestazioneMancante]);

    let message = read(&receipt("X-Ricevuta: piccione", "piccione", "nessuno"));
    assert_eq!(message.kind, Kind::Sconosciuta("piccione".into()));
    assert_eq!(message.anomalies, [Anomaly::TipoSconosciuto("piccione".into())]);
}

#[test]
fn unreadable_certification_data_do_not_lose_the_message() {
    let mail = receipt("X-Ricevuta: accettazione", "accettazione", "nessuno").replace("</postacert>", "");
    let message = read(&mail);
    assert_eq!((message.kind.clone(), message.daticert.clone()), (Kind::Accettazione, None));
    assert_eq!(message.reference.as_deref(), Some("m1@montefiorito"));
    assert!(matches!(message.anomalies.as_slice(), [Anomaly::DaticertIlleggibile(_)]));
}

#[test]
fn a_missing_signature_is_reported() {
    let mail = receipt("X-Ricevuta: accettazione", "accettazione", "nessuno");
    let message = read(&mail.replace("application/pkcs7-signature; name=smime.p7s", "text/css"));
    assert!(!message.signature_present);
    assert_eq!(message.anomalies, [Anomaly::FirmaMancante]);
}

#[test]
fn an_anomaly_envelope_carries_mail_that_is_not_certified() {
    let message = read(
        "X-Trasporto: errore\r\nFrom: \"Per conto di: mario@x.it\" <posta-certificata@g.it>\r\nSubject: ANOMALIA MESSAGGIO: ciao\r\nContent-Type: multipart/signed; boundary=S\r\n\r\n--S\r\nContent-Type: message/rfc822\r\n\r\nFrom: mario@x.it\r\nTo: comune@pec.montefiorito.it\r\nSubject: ciao\r\n\r\nBuongiorno\r\n--S\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--S--\r\n",
    );
    assert_eq!(message.kind, Kind::AnomaliaMessaggio);
    assert_eq!(message.from.as_ref().map(|from| from.email.as_str()), Some("mario@x.it"));
    assert_eq!(message.certified_at, None);
    assert_eq!(message.content().text.as_deref(), Some("Buongiorno"));
    assert_eq!(message.anomalies, []);
}

#[test]
fn ordinary_mail_is_read_with_its_files() {
    let message = read(
        "From: \"Anna Verdi\" <anna@x.it>\r\nTo: ufficio@comune.it, \"Altro\" <altro@comune.it>\r\nCc: terzo@comune.it\r\nSubject: =?utf-8?B?UmljaGllc3RhIGRpIGFjY2Vzc28=?=\r\nMessage-ID: <a@x>\r\nReferences: <r1@x> <r2@x>\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: multipart/alternative; boundary=C\r\n\r\n--C\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>Perch=E9 no</p>\r\n--C--\r\n--B\r\nContent-Type: application/pdf; name=\"domanda.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0x\r\n--B\r\nContent-Type: message/rfc822\r\n\r\nSubject: dentro\r\nContent-Type: text/plain; name=nota.txt\r\n\r\nnota\r\n--B--\r\n",
    );
    assert_eq!(message.kind, Kind::Ordinaria);
    assert_eq!(message.subject.as_deref(), Some("Richiesta di accesso"));
    assert_eq!(message.to.len(), 3);
    assert_eq!(message.envelope.references, ["r1@x", "r2@x"]);
    assert_eq!(message.envelope.text.as_deref().map(str::trim), Some("Perché no"));
    let all: Vec<_> = message.envelope.all_attachments().iter().map(|a| (a.part.clone(), a.name.clone())).collect();
    assert_eq!(
        all,
        [
            ("2".to_owned(), Some("domanda.pdf".to_owned())),
            ("3".to_owned(), None),
            ("3".to_owned(), Some("nota.txt".to_owned()))
        ]
    );
    assert_eq!(message.envelope.attachments[0].bytes.as_ref(), b"%PDF-1");
    assert_eq!(message.anomalies, []);
}

#[test]
fn bytes_that_are_no_mail_are_refused_with_a_reason() {
    assert_eq!(pec::read(b""), Err(Error::Empty));
    for bytes in [&b"%PDF-1.7\n1 0 obj"[..], b"\x00\xff\x00\xff", b"Egregio sindaco: buongiorno\n\nvorrei"] {
        assert_eq!(pec::read(bytes), Err(Error::NotMail));
    }
}

/// Generous: it only has to tell linear from quadratic on a slow machine.
fn quickly(what: &str, mail: &str) -> Message {
    let start = Instant::now();
    let message = read(mail);
    assert!(start.elapsed() < Duration::from_secs(90), "{what}: {:?}", start.elapsed());
    message
}

#[test]
fn hostile_nesting_and_numbers_are_bounded() {
    let nested = quickly("nested messages", &("Subject: x\nContent-Type: message/rfc822\n\n".repeat(50_000) + "x"));
    assert!(matches!(nested.anomalies.as_slice(), [Anomaly::TroppoComplesso { .. }]));

    let multiparts: String =
        (0..50_000).map(|i| format!("Subject: x\nContent-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")).collect();
    let message = quickly("nested multiparts", &multiparts);
    assert!(message.anomalies.iter().any(|a| matches!(a, Anomaly::TroppoComplesso { .. })));

    let unclosed: String =
        (0..16_000).map(|i| format!("--A\nContent-Type: multipart/mixed; boundary=\"zz{i}\"\n\nx\n")).collect();
    quickly("unclosed multiparts", &format!("Subject: x\nContent-Type: multipart/mixed; boundary=A\n\n{unclosed}"));

    let header = quickly("one long header", &format!("Subject: {}\n\nx", "=?utf-8?B?".repeat(200_000)));
    assert!(matches!(header.anomalies.as_slice(), [Anomaly::IntestazioniTroppoLunghe { .. }]));

    quickly("many recipients", &format!("To: {}\nSubject: x\n\nx", "a@b.it, ".repeat(30_000)));
    quickly("brackets", &format!("To: {}\nSubject: x\n\nx", "(<\"".repeat(80_000)));
    quickly("html", &format!("Subject: x\nContent-Type: text/html\n\n{}", "<a <!-- &amp ".repeat(100_000)));
}
