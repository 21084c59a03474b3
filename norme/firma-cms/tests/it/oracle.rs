//! Every CMS file and time stamp of the oracle.

use crate::support::{DSS, read, standards};
use firma_cms::{Check, Error, Given, SignerFacts, TokenRole};
use std::path::Path;

/// Where we do not say what OpenSSL says, and why.
const DECIDED: [(&str, bool, &str); 4] = [
    (
        "dss-667/BER_reordered_prova.txt.p7m",
        true,
        "OpenSSL hashes the signed attributes in the order of the file; RFC 5652 section 5.4 wants the distinguished order, in \
         which they were signed. DSS accepts it too. The disorder is recorded.",
    ),
    ("dss-667/DER_reordered_prova.txt.p7m", true, "As the one before."),
    (
        "dss-1419/CAdES-BpB-att-SHA256-SHA512withRSA.p7m",
        false,
        "It was signed with SHA-256 and says SHA-512 with RSA: OpenSSL takes the digest that is named beside the document's and \
         lets it pass. The signature that it names does not hold, and RFC 5652 section 5.4 knows one digest for both; DSS says \
         the same.",
    ),
    ("dss-1419/CAdES-BpB-att-SHA256-SHA3_256withRSA.p7m", false, "As the one before, with SHA3-256."),
];

/// Each CMS file of the oracle, with OpenSSL's result.
fn each(folder: &Path, kind: &str, mut see: impl FnMut(&str, &str, &str, &[u8])) -> usize {
    let oracle = String::from_utf8(read(folder, "11-firma/OPENSSL_ORACLE.tsv")).expect("utf-8");
    let mut seen = 0;
    for line in oracle.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, own, result, detail] = fields.as_slice() else { panic!("{line}") };
        if *own == kind {
            see(name, result, detail, &read(folder, name));
            seen += 1;
        }
    }
    seen
}

#[test]
fn what_openssl_verifies_holds_but_for_what_was_decided() {
    let Some(folder) = standards() else { return };
    let seen = each(&folder, "CMS/CAdES", |name, result, _, bytes| {
        let Ok((_, der)) = firma_cms::unwrap(bytes) else {
            assert!(bytes.trim_ascii().is_empty() && result.starts_with("FAIL"), "{name}");
            return;
        };
        let data = firma_cms::signed_data(&der).unwrap_or_else(|error| panic!("{name}: {error}"));
        let facts = data.check(&Given::default());
        let holds = !facts.is_empty() && facts.iter().all(SignerFacts::intact);
        let openssl = result.contains("VERIFIED");
        match DECIDED.iter().find(|row| name.ends_with(row.0)) {
            Some((_, expected, why)) => assert_eq!(holds, *expected, "{name}: {why}: {facts:#?}"),
            None => assert_eq!(holds, openssl, "{name}: {facts:#?}"),
        }
    });
    assert_eq!(seen, 25);
}

fn checked(name: &str, see: impl FnOnce(&[SignerFacts<'_>])) {
    let Some(folder) = standards() else { return };
    let bytes = read(&folder, &format!("{DSS}/{name}"));
    let (_, der) = firma_cms::unwrap(&bytes).expect("binary");
    see(&firma_cms::signed_data(&der).expect("signed data").check(&Given::default()));
}

#[test]
fn disorder_of_signed_attributes_is_put_right_and_told() {
    for name in ["dss-667/BER_reordered_prova.txt.p7m", "dss-667/DER_reordered_prova.txt.p7m"] {
        checked(name, |facts| {
            assert!(facts[0].anomalies.contains(&firma_cms::Anomaly::AttributesNotDer), "{:?}", facts[0].anomalies);
            assert_eq!(facts[0].is_bound(), Some(true));
        });
    }
}

#[test]
fn a_missing_certificate_leaves_the_digest_known_and_the_signature_not() {
    checked("cms-no-sign-cert.p7m", |facts| {
        assert!(facts[0].candidates.is_empty());
        assert_eq!(facts[0].signature, Check::Impossible(firma_cms::Reason::NoCertificate));
        assert!(facts[0].message_digest.holds(), "{:?}", facts[0].message_digest);
    });
}

#[test]
fn a_reference_to_another_certificate_is_told() {
    // The signature's own is right; that of its time stamp names a certificate which is not the authority's.
    checked("cms-wrong-sign-cert-ref.p7m", |facts| {
        assert_eq!(facts[0].is_bound(), Some(true));
        let stamp = facts[0].time_stamps_of(TokenRole::Signature).next().and_then(|stamp| stamp.signer());
        assert_eq!(stamp.and_then(SignerFacts::is_bound), Some(false), "{:#?}", stamp.map(|it| &it.references));
    });
    checked("CAdESDoubleLTA.p7m", |facts| assert_eq!(facts[0].is_bound(), Some(true), "{:?}", facts[0].references));
}

/// Both were signed with SHA-256 and name another digest.
#[test]
fn disagreeing_algorithms_are_told() {
    for name in ["SHA512withRSA", "SHA3_256withRSA", "SHA3_256withRSAandMGF1"] {
        checked(&format!("dss-1419/CAdES-BpB-att-SHA256-{name}.p7m"), |facts| {
            assert!(facts[0].message_digest.holds() && !facts[0].algorithms_agree && !facts[0].intact(), "{name}");
        });
    }
}

#[test]
fn a_time_stamp_copied_from_elsewhere_does_not_hold() {
    checked("dss-1220/CAdES-BpT_modified_ts_hash.p7m", |facts| {
        let [stamp] = facts[0].time_stamps.as_slice() else { panic!("{:?}", facts[0].time_stamps) };
        assert!(!stamp.intact());
        assert!(facts[0].intact(), "the signature itself holds");
    });
}

#[test]
fn archive_time_stamps_hold_over_their_index() {
    checked("CAdESDoubleLTA.p7m", |facts| {
        let stamps: Vec<_> = facts[0].time_stamps_of(TokenRole::ArchiveV3).collect();
        assert_eq!(stamps.len(), 2);
        for stamp in stamps {
            assert!(stamp.intact(), "{stamp:#?}");
            assert!(
                stamp.hash_index.as_ref().is_some_and(firma_cms::HashIndexFacts::is_whole),
                "{:?}",
                stamp.hash_index
            );
        }
    });
    checked("dss-1220/CAdES-BpLTA_modified_ats_hash_element.p7m", |facts| {
        let stamp = facts[0].time_stamps_of(TokenRole::ArchiveV3).next().expect("an archive time stamp");
        assert!(
            !stamp.intact() || !stamp.hash_index.as_ref().is_some_and(firma_cms::HashIndexFacts::is_whole),
            "{stamp:?}"
        );
    });
}

#[test]
fn time_stamps_over_content_signature_and_references_hold() {
    for (name, role) in [
        ("Signature-C-BES-4.p7m", TokenRole::Content),
        ("Signature-CBp-LT-2.p7m", TokenRole::Signature),
        ("Signature-C-X-1.p7m", TokenRole::Signature),
        ("Signature-C-X-1.p7m", TokenRole::References),
        ("Signature-15-CBp-LT-2.p7m", TokenRole::Signature),
    ] {
        checked(name, |facts| {
            let stamp = facts[0].time_stamps_of(role).next().unwrap_or_else(|| panic!("{name}: no {role:?}"));
            assert!(stamp.imprint.holds(), "{name}: {:?}", stamp.imprint);
            assert!(stamp.intact(), "{name}: {stamp:#?}");
        });
    }
}

#[test]
fn long_term_signatures_bring_their_revocation_data() {
    let Some(folder) = standards() else { return };
    let bytes = read(&folder, &format!("{DSS}/CAdESDoubleLTA.p7m"));
    let data = firma_cms::signed_data(&bytes).expect("signed data");
    assert!(!data.revocations.is_empty());
    assert!(data.revocations.iter().all(|it| it.form == firma_cms::RevocationForm::Crl || it.basic_ocsp().is_some()));
}

#[test]
fn a_counter_signature_is_over_the_signature() {
    checked("dss-1892/detached_with_counter_sig.p7m", |facts| {
        assert_eq!(facts[0].message_digest, Check::Impossible(firma_cms::Reason::NoContent));
        assert!(facts[0].signature.holds(), "the attributes are signed wherever the document is");
        assert!(!facts[0].intact());
        let counters: Vec<_> = facts.iter().flat_map(|facts| &facts.counter_signatures).collect();
        assert_eq!(counters.len(), 1);
        assert!(counters[0].intact(), "{:#?}", counters[0]);
    });
}

#[test]
fn time_stamps_alone_are_read_and_their_signature_holds() {
    let Some(folder) = standards() else { return };
    let seen = each(&folder, "RFC3161", |name, result, detail, bytes| {
        let token = match firma_cms::token(bytes) {
            Ok(token) => token,
            Err(error) => panic!("{name}: {error}"),
        };
        if result == "parsed" {
            let time = detail.split(" GMT").next().expect("a time");
            let (seconds, year) = (token.info.time.format("%b %e %H:%M:%S"), token.info.time.format("%Y"));
            assert!(time.starts_with(&seconds.to_string()) && time.ends_with(&year.to_string()), "{name}: {time}");
        }
        let facts = token.check(&Given::default());
        let signer = facts.signer().unwrap_or_else(|| panic!("{name}: one signer"));
        assert!(signer.intact(), "{name}: {signer:#?}");
        assert!(!facts.imprint.holds(), "nothing was given that it could cover");
    });
    assert_eq!(seen, 4);
}

#[test]
fn the_time_stamp_beside_an_italian_file_covers_it() {
    let Some(folder) = standards() else { return };
    const FIRME: &str = "11-firma/RegioneER__parer-sacerws/sacerws-ejb/src/test/resources/firme";
    let document = read(&folder, &format!("{FIRME}/cades_T_1.pdf.p7m"));
    let answer = read(&folder, &format!("{FIRME}/cades_T_1.pdf.p7m.tsr"));
    let token = firma_cms::token(&answer).expect("a token");
    assert!(token.check(&Given::content(&document)).intact());
    let cut = document.get(1..).expect("long");
    assert!(token.check(&Given::content(cut)).imprint.fails());
}

#[test]
fn what_is_no_time_stamp_is_told() {
    let Some(folder) = standards() else { return };
    let signed = read(&folder, &format!("{DSS}/Signature-C-BES-4.p7m"));
    assert_eq!(firma_cms::token(&signed).err(), Some(Error::NotTimeStamp));
    assert_eq!(firma_cms::token(b"%PDF-1.7").err(), Some(Error::NotTimeStamp));
}
