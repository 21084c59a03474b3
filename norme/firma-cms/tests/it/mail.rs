//! PEC messages: what their providers signed.

use crate::support::{read, standards};
use firma_cms::{Error, Given, SignedMail, SignerFacts};

#[test]
fn the_messages_of_pec_providers_say_what_openssl_says() {
    let Some(folder) = standards() else { return };
    let oracle = String::from_utf8(read(&folder, "11-firma/OPENSSL_ORACLE.tsv")).expect("utf-8");
    let mut seen = (0, 0);
    for line in oracle.lines().filter(|line| line.contains("\tS/MIME PEC envelope\t")) {
        let name = line.split('\t').next().expect("a name");
        let message = read(&folder, name);
        let mail = SignedMail::read(&message).unwrap_or_else(|error| panic!("{name}: {error}"));
        let data = mail.signed_data().unwrap_or_else(|error| panic!("{name}: {error}"));
        let facts = data.signers.len();
        let checked = mail.check(&data, &Given::default());
        assert_eq!(facts, 1, "{name}");
        assert_eq!(checked.iter().all(SignerFacts::intact), line.contains("VERIFIED"), "{name}: {checked:#?}");
        if line.contains("VERIFIED") {
            seen.0 += 1;
            let signer = checked[0].certificate().expect("a certificate").subject_name();
            assert!(signer.shown().is_some_and(|name| !name.is_empty()));
        } else {
            seen.1 += 1;
        }
    }
    assert_eq!(seen, (2, 4));
}

#[test]
fn one_letter_changed_in_a_message_is_noticed() {
    let Some(folder) = standards() else { return };
    let name =
        "08-protocollo-pec/OCA__l10n-italy/l10n_it_fatturapa_pec/tests/data/CONSEGNA_ IT03339130126_00009.xml.txt";
    let mut message = read(&folder, name);
    let place = message.windows(8).position(|window| window == b"messaggi").expect("a word");
    message[place] = b'M';
    let mail = SignedMail::read(&message).expect("a signed mail");
    let data = mail.signed_data().expect("a signature");
    let facts = mail.check(&data, &Given::default());
    assert!(facts[0].message_digest.fails() && facts[0].signature.holds() && !facts[0].intact());
}

#[test]
fn an_unsigned_message_is_told() {
    let message = b"From: a@b.it\r\nContent-Type: text/plain\r\n\r\nciao\r\n";
    assert!(matches!(SignedMail::read(message), Err(Error::NotSignedMail(_))));
    let cut = b"Content-Type: multipart/signed; boundary=X\r\n\r\n--X\r\n\r\nciao\r\n";
    assert!(matches!(SignedMail::read(cut), Err(Error::NotSignedMail(_))));
}

#[test]
fn an_envelope_in_a_message_is_opened() {
    use base64::Engine;
    let part = b"Content-Type: text/plain\r\n\r\nciao\r\n";
    let text = base64::engine::general_purpose::STANDARD.encode(crate::made::signed(part));
    let header =
        "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    let message = [header.as_bytes(), text.as_bytes()].concat();
    let mail = SignedMail::read(&message).expect("a signed mail");
    let data = mail.signed_data().expect("an envelope");
    assert!(mail.check(&data, &Given::default())[0].intact());
    assert_eq!(data.content.expect("inside").bytes().expect("octets").as_ref(), part);
}
