//! What holds of every file, whoever made it. The fuzzer drives the same.

use firma_cms::{Cms, Given, SIGNERS_MAX, SignedMail, SignerFacts, Stream};
use std::io::Cursor;

/// Reads and checks it in every way; whether it could be read.
pub fn regge(bytes: &[u8]) -> bool {
    if let Ok(signers) = firma_cms::signers(bytes) {
        assert!(signers.len() <= SIGNERS_MAX, "{} signers", signers.len());
    }
    if let Ok(content) = firma_cms::content(bytes) {
        assert!((1..=firma_cms::LAYERS_MAX).contains(&content.depth()), "{}", content.depth());
        assert!(content.bytes.len() <= bytes.len(), "what is inside is not larger than what is around it");
    }
    if let Ok(mail) = SignedMail::read(bytes)
        && let Ok(data) = mail.signed_data()
    {
        mail.check(&data, &Given::default()).iter().for_each(holds);
    }
    if let Ok(token) = firma_cms::token(bytes) {
        let facts = token.check(&Given::content(bytes));
        assert!(!facts.imprint.holds(), "a token has no digest of itself in it");
    }
    let Ok((_, der)) = firma_cms::unwrap(bytes) else { return false };
    match firma_cms::read(&der) {
        Ok(Cms::Signed(data)) => {
            let facts = data.check(&Given::default());
            facts.iter().for_each(holds);
            alike(&der, &facts);
            true
        }
        Ok(Cms::TimeStamped(data)) => {
            let _ = data.check(&Given::default());
            true
        }
        Ok(_) => true,
        Err(error) => {
            assert!(error.to_string().len() < 2_000, "a reason is for a person");
            false
        }
    }
}

fn holds(facts: &SignerFacts<'_>) {
    if facts.intact() {
        assert!(
            facts.certificate().is_some() && facts.scheme.is_ok(),
            "nothing holds without a certificate and a scheme"
        );
    }
    for anomaly in &facts.anomalies {
        assert!(anomaly.to_string().len() < 2_000, "a reason is for a person");
    }
    facts.counter_signatures.iter().for_each(holds);
}

/// Read from disk, the same file says the same.
fn alike(der: &[u8], facts: &[SignerFacts<'_>]) {
    let stream = Stream::open(Cursor::new(der)).expect("what can be read in memory can be read from disk");
    let data = stream.signed_data().expect("what is around the document is the same");
    let streamed = stream.check(&data, &Given::default());
    assert_eq!(streamed.len(), facts.len());
    for (streamed, facts) in streamed.iter().zip(facts) {
        assert_eq!(streamed.message_digest, facts.message_digest);
        assert_eq!(streamed.signature.holds(), facts.signature.holds());
    }
}
