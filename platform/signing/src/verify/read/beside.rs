//! Time stamps that came beside a file, each in a file of its own: upon which bytes they stand, and since when those exist by them.

use firma_cms::{Check, Cms, Given};

use super::file::{Beside, Walk, file, time_stamp};
use crate::verify::judge::Question;
use crate::verify::report::{Indication, TimeStampReport};

/// A time stamp beside a file: alone (`.tsr`), or around a copy of it (`.tsd`).
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// What it is called, told to people.
    pub name: &'a str,
    /// Or why it is not looked at. Italian, without a full stop.
    pub bytes: Result<&'a [u8], &'a str>,
}

impl Walk {
    /// Judges what came beside these bytes. Nothing that is wrong with a time stamp is an error: it is told.
    pub(super) fn beside(&mut self, bytes: &[u8], stamps: &[Stamp<'_>], question: &Question<'_>) {
        // What is known of the file's bytes says nothing of a stamp in another file.
        let question = &Question { existence: &[], ..*question };
        for Stamp { name, bytes: token } in stamps {
            let token = match token {
                Ok(token) => token,
                Err(why) => {
                    self.warnings.push(format!("la marca temporale «{name}» non è stata guardata: {why}"));
                    continue;
                }
            };
            match of_envelope(bytes, token, question) {
                Some(Ok(Enclosing { tokens, readable })) => {
                    // Only the first stands upon the document, each other upon those before it (RFC 5544 §2): beyond one that is
                    // false nothing is proved.
                    let mut unbroken = readable;
                    for (token, holds) in tokens {
                        unbroken &= holds && token.indication != Indication::TotalFailed;
                        if unbroken {
                            let qualified = token.qualified;
                            self.stamped(question, token, qualified, &format!("nella busta «{name}»"));
                        } else {
                            self.stamps.push(token);
                        }
                    }
                }
                Some(Err(why)) => self.warnings.push(format!("la marca temporale «{name}» {why}")),
                None => match time_stamp(token, Some(bytes), question) {
                    Ok(judged) => {
                        let qualified = judged.qualified;
                        self.stamped(question, judged, qualified, &format!("nel file «{name}»"));
                    }
                    Err(_) => self.warnings.push(format!("la marca temporale «{name}» non si legge")),
                },
            }
        }
    }
}

/// The time stamps of an envelope around a document.
struct Enclosing {
    /// Each with whether it is of what it stands upon.
    tokens: Vec<(TimeStampReport, bool)>,
    /// Whether there was none that could not be read.
    readable: bool,
}

/// Of a document with its time stamps around it (`.tsd`), those, where what is inside is this document; `None` if it is no such thing.
fn of_envelope(bytes: &[u8], envelope: &[u8], question: &Question<'_>) -> Option<Result<Enclosing, &'static str>> {
    let (_, der) = firma_cms::unwrap(envelope).ok()?;
    let Ok(Cms::TimeStamped(data)) = firma_cms::read(&der) else { return None };
    let enclosed = match &data.content {
        Some(content) => match content.bytes() {
            Ok(content) if *content == *bytes => true,
            _ => return Some(Err("racchiude un documento diverso da questo: non vale per questo")),
        },
        None => false,
    };
    let given = if enclosed { Given::default() } else { Given::content(bytes) };
    let checked = data.check(&given);
    let readable = checked.iter().all(|token| token.reading.is_ok());
    let holds = checked.iter().filter(|token| token.reading.is_ok()).map(|token| matches!(token.imprint, Check::Holds));
    let beside = Beside { content: (!enclosed).then_some(bytes), stamps: &[] };
    let Ok(report) = file(envelope, beside, question) else { return Some(Err("non si legge")) };
    // Its own come first; those that follow are of the document inside, and are found there.
    Some(Ok(Enclosing { tokens: report.time_stamps.into_iter().zip(holds).collect(), readable }))
}

#[cfg(test)]
mod tests {
    use crate::verify::certificate::Certificate;
    use crate::verify::facts::{Existence, ExistenceOrigin};
    use crate::verify::revocation::{Evidence, EvidenceOrigin};
    use crate::verify::trust::{Added, Purpose, Trust};
    use chrono::{DateTime, TimeZone, Utc};
    use firma_algoritmi::Digest;
    use firma_scrivi::{
        HashSigner, LocalKey,
        prova::{self, Addresses, By, Issuer, Role, Validity},
        tsp::Request,
    };

    use super::*;

    const DOCUMENT: &[u8] = b"Si determina di impegnare la somma.";

    fn day(year: i32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, 3, 1, 9, 0, 0).unwrap()
    }

    /// An authority for time stamps that is trusted, and what tells that it was not revoked.
    struct Authority {
        root: firma_scrivi::Certificate,
        unit: firma_scrivi::Certificate,
        key: LocalKey,
        trust: Trust,
        evidence: Evidence,
    }

    impl Authority {
        fn new() -> Self {
            let validity = || Validity { from: day(2020), to: day(2040) };
            let (root_key, key) = (LocalKey::p256(&[1; 32]).unwrap(), LocalKey::p256(&[9; 32]).unwrap());
            let issue = |role, name, key: &LocalKey, serial, by| {
                let name = prova::Name::Authority(name);
                prova::issue(role, name, key.spki(), serial, validity(), Addresses::default(), by).unwrap()
            };
            let root = issue(Role::Root, "Radice", &root_key, &[1; 16], By::Itself(&root_key));
            let by = || Issuer { certificate: &root, key: &root_key };
            let unit = issue(Role::TimeStamping, "Marche", &key, &[5; 16], By::Issuer(by()));
            let mut evidence = Evidence::default();
            let list = prova::crl(by(), 1, Validity { from: day(2026), to: day(2027) }, &[]).unwrap();
            evidence.add_crl(&list, EvidenceOrigin::Given);
            let mut trust = Trust::default();
            let purposes = vec![Purpose::TimeStamps];
            let added = Added { reason: "Prova".into(), by: "prova".into(), on: day(2020), purposes };
            trust.add_anchor(Certificate::read(root.der()).unwrap(), added);
            Self { root, unit, key, trust, evidence }
        }

        /// A token about these bytes.
        fn token(&self, bytes: &[u8], at: DateTime<Utc>) -> Vec<u8> {
            let mut hasher = Digest::Sha256.hasher();
            hasher.update(bytes);
            let request = Request::new(Digest::Sha256, &hasher.finish(), [7; 16], None).unwrap();
            let stamper = Issuer { certificate: &self.unit, key: &self.key };
            let others = [self.root.clone()];
            let answer = prova::stamp(&request.to_der().unwrap(), stamper, &others, &[6; 16], at).unwrap();
            request.read(&answer).unwrap().der().to_vec()
        }

        /// When the document is proved to have existed by this file, how many time stamps are told, and the warnings.
        fn told(&self, file: &[u8]) -> (Vec<DateTime<Utc>>, usize, Vec<String>) {
            let Self { trust, evidence, .. } = self;
            // Of the document it is known that it is older: that says nothing of the file beside it.
            let older = [Existence { at: day(2021), origin: ExistenceOrigin::Registration("di prova".into()) }];
            let now = day(2026) + chrono::Duration::days(30);
            let question = Question { trust, now, evidence, certificates: &[], existence: &older };
            let mut found = Walk::default();
            found.beside(DOCUMENT, &[Stamp { name: "atto.tsd", bytes: Ok(file) }], &question);
            (found.existence.iter().map(|existence| existence.at).collect(), found.stamps.len(), found.warnings)
        }
    }

    /// One element of DER.
    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x83][..], &length[1..], content].concat()
    }

    /// A document with its time stamps around it (RFC 5544). Each stamp with what revokes it, here nothing.
    fn around(document: &[u8], evidence: &[Vec<u8>]) -> Vec<u8> {
        const TYPE: &[u8] = &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x1f];
        let data = [&[0x02, 0x01, 0x01][..], &der(0x04, document), &der(0xa0, &evidence.concat())].concat();
        der(0x30, &[TYPE, &der(0xa0, &der(0x30, &data))].concat())
    }

    #[test]
    fn a_stamp_beside_proves_the_document_upon_which_it_stands_and_no_other() {
        let authority = Authority::new();
        let good = authority.token(DOCUMENT, day(2026));
        assert_eq!(authority.told(&good), (vec![day(2026)], 1, Vec::new()));
        assert_eq!(authority.told(&authority.token(b"Altro.", day(2026))), (Vec::new(), 1, Vec::new()));
        let (proved, told, warnings) = authority.told(b"\x30\x03\x02\x01\x00");
        assert_eq!((proved, told, warnings.len()), (Vec::new(), 0, 1), "{warnings:?}");
    }

    #[test]
    fn of_an_envelope_nothing_is_proved_beyond_a_stamp_that_is_false() {
        let authority = Authority::new();
        let later = day(2026) + chrono::Duration::days(1);
        let two = |document: &[u8]| {
            let first = der(0x30, &authority.token(document, day(2026)));
            let second = der(0x30, &authority.token(&first, later));
            vec![first, second]
        };
        assert_eq!(authority.told(&around(DOCUMENT, &two(DOCUMENT))), (vec![day(2026), later], 2, Vec::new()));
        assert_eq!(authority.told(&around(DOCUMENT, &two(b"Altro."))), (Vec::new(), 2, Vec::new()));
        let (proved, told, warnings) = authority.told(&around(b"Altro.", &two(b"Altro.")));
        assert_eq!((proved, told), (Vec::new(), 0));
        assert!(warnings[0].contains("racchiude un documento diverso"), "{warnings:?}");
    }
}
