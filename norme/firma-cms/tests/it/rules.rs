//! The rules, each on a file made for it.

use crate::made::{
    DATA, Made, TIME_STAMPED, attribute, certificate, content_type, envelope, message_digest, oid, reference, sequence,
    sha256, signed, tlv, token,
};
use firma_algoritmi::Digest;
use firma_cms::{Anomaly, Check, Cms, Given, Listed, Reason, SignerFacts, TokenRole};

const PKCS9: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09];

fn kind(after: &[u8]) -> Vec<u8> {
    [PKCS9, after].concat()
}

fn of(made: &Made, document: &[u8]) -> Vec<u8> {
    envelope(DATA, Some(&tlv(0x04, document)), &[&certificate(5, "Emittente")], &[&made.info(document)])
}

fn checked(file: &[u8], see: impl FnOnce(&SignerFacts<'_>)) {
    let data = firma_cms::signed_data(file).expect("signed data");
    see(&data.check(&Given::default())[0]);
}

#[test]
fn a_document_signed_by_the_book_holds_and_is_bound() {
    checked(&signed(b"delibera"), |facts| {
        assert!(facts.intact() && facts.anomalies.is_empty(), "{facts:#?}");
        assert_eq!(facts.is_bound(), Some(true));
        assert_eq!(facts.content_type_agrees, Some(true));
    });
}

#[test]
fn a_document_inside_and_given_is_refused() {
    let file = signed(b"delibera");
    let data = firma_cms::signed_data(&file).expect("signed data");
    let facts = &data.check(&Given::content(b"delibera"))[0];
    assert_eq!(facts.message_digest, Check::Impossible(Reason::ContentTwice));
    assert!(!facts.intact() && facts.anomalies.contains(&Anomaly::ContentTwice));
}

#[test]
fn a_detached_signature_holds_over_the_document_in_pieces() {
    let made = Made::of(b"delibera n. 12");
    let file = envelope(DATA, None, &[&certificate(5, "Emittente")], &[&made.info(b"")]);
    let data = firma_cms::signed_data(&file).expect("signed data");
    assert!(data.check(&Given::pieces(vec![b"delibera", b" n. 12"]))[0].intact());
    assert!(data.check(&Given::content(b"delibera n. 13"))[0].message_digest.fails());
    assert_eq!(data.check(&Given::default())[0].message_digest, Check::Impossible(Reason::NoContent));
}

#[test]
fn a_signer_without_attributes_signs_the_document_itself() {
    let mut made = Made::of(b"delibera");
    made.signed.clear();
    checked(&of(&made, b"delibera"), |facts| {
        assert!(facts.intact(), "{facts:#?}");
        assert_eq!(facts.is_bound(), None);
    });
    let other =
        envelope(DATA, Some(&tlv(0x04, b"determina")), &[&certificate(5, "Emittente")], &[&made.info(b"delibera")]);
    checked(&other, |facts| assert!(facts.signature.fails()));
}

/// In version 2, with the tag that the standard writes around the sequence and with the one that some write in its place; in version 1; and what
/// somebody else certifies, or is no text, is told to be there.
#[test]
fn a_role_that_the_signer_claims_is_read_and_what_is_not_read_is_told() {
    const NAME: &[u8] = &[0x55, 0x04, 0x29];
    const V2: &[u8] = &[0x04, 0x00, 0x81, 0x95, 0x32, 0x01, 0x01];
    let mayor = attribute(NAME, &[&tlv(0x0c, "Sindaco di Montefiorìto".as_bytes())]);
    let number = attribute(NAME, &[&tlv(0x02, &[7])]);
    let certified = tlv(0xa1, &sequence(&[]));
    let explicit = sequence(&[&tlv(0xa0, &sequence(&[&mayor, &number])), &certified]);
    let implicit = sequence(&[&tlv(0xa0, &[mayor.clone(), number.clone()].concat()), &certified]);
    let one = sequence(&[&tlv(0xa0, &sequence(&[&mayor])), &tlv(0xa0, &sequence(&[&number])), &certified]);
    for (id, value) in [(V2.to_vec(), explicit), (V2.to_vec(), implicit), (kind(&[16, 2, 18]), one)] {
        let mut made = Made::of(b"delibera");
        made.signed.push(attribute(&id, &[&value]));
        checked(&of(&made, b"delibera"), |facts| {
            assert!(facts.intact() && facts.anomalies.is_empty(), "{facts:#?}");
            let told: Vec<_> = facts.claims.roles.iter().map(|role| (role.claimed, role.text.as_deref())).collect();
            assert_eq!(told, [(true, Some("Sindaco di Montefiorìto")), (true, None), (false, None)]);
        });
    }
    let mut many = Made::of(b"delibera");
    let roles: Vec<Vec<u8>> = (0..100_u8).map(|at| tlv(0x0c, &[b'a' + at % 26, b'0' + at / 26])).collect();
    let roles: Vec<&[u8]> = roles.iter().map(Vec::as_slice).collect();
    let all = attribute(NAME, &roles);
    many.signed.push(attribute(V2, &[&sequence(&[&tlv(0xa0, &sequence(&[&all, &all]))])]));
    checked(&of(&many, b"delibera"), |facts| assert_eq!(facts.claims.roles.len(), 16));
}

/// The attributes of a signature handed in as the document, and the signature without them: the same bytes are signed.
#[test]
fn a_signature_cut_off_its_document_is_refused() {
    let made = Made::of(b"delibera");
    let mut sorted = made.signed.clone();
    sorted.sort_unstable();
    let attributes = tlv(0x31, &sorted.concat());
    let bare = Made { signed: Vec::new(), ..Made::of(b"delibera") };
    assert_eq!(bare.signature(&attributes), made.signature(b"delibera"), "one signature for two documents");
    checked(&of(&bare, &attributes), |facts| {
        assert!(facts.signature.holds() && !facts.intact());
        assert!(facts.anomalies.contains(&Anomaly::ContentIsAttributes));
    });
}

#[test]
fn an_attribute_signed_twice_makes_nothing_hold() {
    let mut made = Made::of(b"delibera");
    made.signed.push(message_digest(&Digest::Sha256.of(b"altro")));
    checked(&of(&made, b"delibera"), |facts| {
        assert!(facts.message_digest.fails(), "one of the two is of something else");
        assert!(facts.anomalies.iter().any(|it| matches!(it, Anomaly::RepeatedAttribute { signed: true, .. })));
        assert!(!facts.intact());
    });
    made.signed.pop();
    made.signed.push(attribute(&kind(&[5]), &[&tlv(0x17, b"250101120000Z")]));
    made.signed.push(attribute(&kind(&[5]), &[&tlv(0x17, b"240101120000Z")]));
    checked(&of(&made, b"delibera"), |facts| assert!(facts.signature.holds() && !facts.intact()));
}

#[test]
fn a_content_type_that_is_not_the_document_s_is_refused() {
    let mut made = Made::of(b"delibera");
    made.signed[0] = content_type(crate::made::TST_INFO);
    checked(&of(&made, b"delibera"), |facts| {
        assert_eq!(facts.content_type_agrees, Some(false));
        assert!(facts.signature.holds() && !facts.intact());
    });
}

#[test]
fn attributes_out_of_order_are_put_right_and_told() {
    let mut made = Made::of(b"delibera");
    let mut backwards = made.signed.clone();
    backwards.sort_unstable();
    backwards.reverse();
    made.written = Some(backwards);
    checked(&of(&made, b"delibera"), |facts| {
        assert!(facts.intact() && facts.anomalies == [Anomaly::AttributesNotDer], "{:?}", facts.anomalies);
    });
}

#[test]
fn references_tell_hash_and_issuer_apart() {
    let hash = Digest::Sha256.of(&certificate(5, "Emittente"));
    for (reference, hash_holds, issuer_serial) in [
        (reference(&hash, None), true, None),
        (reference(&hash, Some(("Emittente", 6))), true, Some(false)),
        (reference(&hash, Some(("Altro", 5))), true, Some(false)),
        (reference(&[0; 32], Some(("Emittente", 5))), false, Some(true)),
    ] {
        let mut made = Made::of(b"delibera");
        made.signed[2] = reference;
        checked(&of(&made, b"delibera"), |facts| {
            let first = &facts.references[0];
            assert_eq!((first.hash.holds(), first.issuer_serial), (hash_holds, issuer_serial));
            assert_eq!(facts.is_bound(), Some(hash_holds && issuer_serial != Some(false)));
            assert!(facts.intact());
        });
    }
}

/// Two certificates of one issuer and serial number: the signed reference says which is meant, wherever it stands.
#[test]
fn of_two_certificates_the_one_referred_to_is_taken() {
    let mut other = certificate(5, "Emittente");
    let last = other.len() - 1;
    other[last] ^= 1;
    let info = Made::of(b"delibera").info(b"");
    let octets = tlv(0x04, b"delibera");
    let file = envelope(DATA, Some(&octets), &[&other, &certificate(5, "Emittente")], &[&info]);
    checked(&file, |facts| {
        assert_eq!(facts.certificate().expect("one").der, certificate(5, "Emittente"));
        assert!(facts.intact() && facts.is_bound() == Some(true));
        assert!(facts.anomalies.contains(&Anomaly::ManyCertificates { count: 2 }));
    });
}

#[test]
fn a_certificate_given_apart_is_found() {
    let file = envelope(DATA, Some(&tlv(0x04, b"delibera")), &[], &[&Made::of(b"delibera").info(b"")]);
    let own = certificate(5, "Emittente");
    let data = firma_cms::signed_data(&file).expect("signed data");
    assert!(!data.check(&Given::default())[0].intact());
    let certificates = vec![firma_cms::Certificate::read(&own).expect("a certificate")];
    assert!(data.check(&Given { certificates, ..Given::default() })[0].intact());
}

#[test]
fn a_counter_signature_signs_the_signature_and_nothing_else() {
    let mut made = Made::of(b"delibera");
    let signature = made.signature(b"delibera");
    let good = Made::counter(&signature).info(b"");
    let typed = Made::of(&signature).info(b"");
    let wrong = Made::counter(b"altro").info(b"");
    made.unsigned = vec![attribute(&kind(&[6]), &[&good, &typed, &wrong])];
    checked(&of(&made, b"delibera"), |facts| {
        assert_eq!(facts.counter_signatures.len(), 3);
        assert_eq!(facts.counter_signatures.iter().filter(|counter| counter.intact()).count(), 1);
        let typed = facts.counter_signatures.iter().find(|counter| counter.content_type_agrees == Some(false));
        assert!(typed.is_some_and(|counter| counter.signature.holds()), "RFC 5652 section 11.4 forbids content-type");
    });
}

#[test]
fn a_time_stamp_over_the_signature_must_be_over_this_one() {
    let mut made = Made::of(b"delibera");
    let own = token(&Digest::Sha256.of(&made.signature(b"delibera")), "20250101120000.5Z", Vec::new());
    let copied = token(&Digest::Sha256.of(b"altra firma"), "20240101120000Z", Vec::new());
    made.unsigned = vec![attribute(&kind(&[16, 2, 14]), &[&own]), attribute(&kind(&[16, 2, 14]), &[&copied])];
    checked(&of(&made, b"delibera"), |facts| {
        let stamps: Vec<_> = facts.time_stamps_of(TokenRole::Signature).collect();
        assert_eq!(stamps.iter().filter(|stamp| stamp.intact()).count(), 1);
        let copied = stamps.iter().find(|stamp| !stamp.intact()).expect("the copied one");
        assert!(copied.imprint.fails() && copied.signer().is_some_and(SignerFacts::intact), "good, but of another");
        let own = stamps.iter().find(|stamp| stamp.intact()).and_then(|stamp| stamp.info()).expect("the own one");
        assert_eq!(own.time.to_rfc3339(), "2025-01-01T12:00:00.500+00:00");
    });
}

/// The fields of a signer, as they stand: what is inside its SEQUENCE.
fn fields(info: &[u8]) -> &[u8] {
    &info[if info[1] & 0x80 == 0 { 2 } else { 2 + usize::from(info[1] & 0x7f) }..]
}

#[test]
fn an_archive_time_stamp_v2_covers_the_whole_as_it_was() {
    const V2: &[u8] = &[16, 2, 48];
    let mut made = Made::of(b"delibera");
    let stamp = token(&Digest::Sha256.of(&made.signature(b"delibera")), "20250101120000Z", Vec::new());
    made.unsigned = vec![attribute(&kind(&[16, 2, 14]), &[&stamp])];
    let encapsulated = sequence(&[&oid(DATA), &tlv(0xa0, &tlv(0x04, b"delibera"))]);
    let certificates = tlv(0xa0, &certificate(5, "Emittente"));
    let covered = [encapsulated, certificates, fields(&made.info(b"delibera")).to_vec()].concat();
    let archive = token(&Digest::Sha256.of(&covered), "20260101120000Z", Vec::new());
    let later = token(&[0; 32], "20270101120000Z", Vec::new());
    made.unsigned.push(attribute(&kind(V2), &[&archive]));
    made.unsigned.push(attribute(&kind(V2), &[&later]));
    let see = |file: &[u8], holds: bool| {
        checked(file, |facts| {
            let first =
                facts.time_stamps_of(TokenRole::ArchiveV2).min_by_key(|stamp| stamp.info().map(|info| info.time));
            assert_eq!(first.expect("an archive time stamp").intact(), holds);
        });
    };
    see(&of(&made, b"delibera"), true);
    // A document apart is covered after the empty `encapContentInfo`: these are other bytes.
    made.unsigned.push(attribute(&kind(&[16, 2, 24]), &[&sequence(&[])]));
    see(&of(&made, b"delibera"), false);
}

/// `archive-time-stamp-v3` over a hash index of version 3, and what is taken away or added after it.
#[test]
fn an_archive_time_stamp_v3_covers_what_its_index_lists() {
    const INDEX_V3: &[u8] = &[0x04, 0x00, 0x81, 0x95, 0x32, 0x01, 0x05];
    const ARCHIVE_V3: &[u8] = &[0x04, 0x00, 0x8d, 0x45, 0x02, 0x04];
    let hash = |bytes: &[u8]| tlv(0x04, &Digest::Sha256.of(bytes));
    let mut made = Made::of(b"delibera");
    let stamp = token(&Digest::Sha256.of(&made.signature(b"delibera")), "20250101120000Z", Vec::new());
    made.unsigned = vec![attribute(&kind(&[16, 2, 14]), &[&stamp])];
    let own = certificate(5, "Emittente");
    let value = [oid(&kind(&[16, 2, 14])), stamp].concat();
    let index = sequence(&[&sha256(), &sequence(&[&hash(&own)]), &sequence(&[]), &sequence(&[&hash(&value)])]);
    let bare = Made { unsigned: Vec::new(), ..Made::of(b"delibera") };
    // The same key, document and attributes: the same signature.
    let covered =
        [oid(DATA), Digest::Sha256.of(b"delibera"), fields(&bare.info(b"delibera")).to_vec(), index.clone()].concat();
    let archive = token(&Digest::Sha256.of(&covered), "20260101120000Z", vec![attribute(INDEX_V3, &[&index])]);
    made.unsigned.push(attribute(ARCHIVE_V3, &[&archive]));
    let listed = |file: &[u8], see: &dyn Fn(bool, Listed, Listed)| {
        checked(file, |facts| {
            let stamp = facts.time_stamps_of(TokenRole::ArchiveV3).next().expect("an archive time stamp");
            let index = stamp.hash_index.as_ref().expect("an index");
            assert_eq!(index.covered[0], certificate(5, "Emittente"), "of the certificates the one that was there");
            for other in facts.time_stamps_of(TokenRole::Signature) {
                let copy = other.der.to_vec();
                assert!(index.covers(other.der) && !index.covers(&copy), "it lists the value where it stands");
            }
            assert!(!index.covers(stamp.der), "itself it cannot list");
            let later = facts.certificates.iter().filter(|it| index.covers(it.der)).count();
            assert_eq!(later, 0, "what came later it does not");
            see(stamp.intact(), index.certificates, index.attributes);
        });
    };
    let all = Listed { entries: 1, missing: 0, uncovered: 0 };
    listed(&of(&made, b"delibera"), &|intact, certificates, attributes| {
        assert_eq!((intact, certificates, attributes), (true, all, all));
    });
    // `certificate-values`, added after the stamp.
    made.unsigned.push(attribute(&kind(&[16, 2, 23]), &[&sequence(&[&certificate(7, "Emittente")])]));
    let octets = tlv(0x04, b"delibera");
    let more = envelope(DATA, Some(&octets), &[&own, &certificate(6, "Emittente")], &[&made.info(b"delibera")]);
    listed(&more, &|intact, certificates, attributes| {
        let more = Listed { uncovered: 1, ..all };
        assert_eq!(
            (intact, certificates, attributes),
            (true, more, more),
            "what came later is told, and breaks nothing"
        );
    });
    made.unsigned.remove(0);
    listed(&of(&made, b"delibera"), &|intact, _, attributes| {
        assert_eq!((intact, attributes.missing), (true, 1), "what was taken away is told");
    });
}

#[test]
fn a_time_stamped_file_is_covered_by_a_chain_of_stamps() {
    let document = b"delibera";
    let first = sequence(&[&token(&Digest::Sha256.of(document), "20250101120000Z", Vec::new())]);
    let second = sequence(&[&token(&Digest::Sha256.of(&first), "20260101120000Z", Vec::new())]);
    let file = |document: &[u8]| {
        let evidence = tlv(0xa0, &[first.clone(), second.clone()].concat());
        let data = sequence(&[&tlv(0x02, &[1]), &tlv(0x04, document), &evidence]);
        sequence(&[&oid(TIME_STAMPED), &tlv(0xa0, &data)])
    };
    let holds = |file: &[u8]| -> Vec<bool> {
        match firma_cms::read(file).expect("read") {
            Cms::TimeStamped(data) => data.check(&Given::default()).iter().map(firma_cms::TokenFacts::intact).collect(),
            _ => Vec::new(),
        }
    };
    assert_eq!(holds(&file(document)), [true, true]);
    assert_eq!(holds(&file(b"altro")), [false, true]);
}

#[test]
fn a_token_with_two_signers_says_nothing() {
    let info = sequence(&[
        &tlv(0x02, &[1]),
        &oid(&[0x2a, 3]),
        &sequence(&[&sha256(), &tlv(0x04, &Digest::Sha256.of(b"x"))]),
        &tlv(0x02, &[9]),
        &tlv(0x18, b"20250101120000Z"),
    ]);
    let made = Made::of_digest(&Digest::Sha256.of(&info), crate::made::TST_INFO).info(&info);
    let file = envelope(
        crate::made::TST_INFO,
        Some(&tlv(0x04, &info)),
        &[&certificate(5, "Emittente")],
        &[&made.clone(), &made],
    );
    let facts = firma_cms::token(&file).expect("a token").check(&Given::content(b"x"));
    assert!(facts.imprint.holds() && !facts.intact());
    assert!(facts.reading.expect("read").anomalies.contains(&Anomaly::TokenSigners { count: 2 }));
}

#[test]
fn an_answer_that_refuses_a_time_stamp_is_told() {
    let answer = sequence(&[&sequence(&[&tlv(0x02, &[2])])]);
    assert_eq!(firma_cms::token(&answer).err(), Some(firma_cms::Error::Refused(2)));
}
