//! The signed files of the standards folder, against what OpenSSL says of them.

use crate::support::{read, standards};
use firma_cms::{Error, Wrapper};

const INVOICES: &str = "01-fatturapa/OCA__l10n-italy/l10n_it_fatturapa_in/tests/data";

#[test]
fn der_and_base64_unwrap_to_identical_bytes() {
    let Some(folder) = standards() else { return };
    let der = firma_cms::content(&read(&folder, &format!("{INVOICES}/IT01234567890_FPR03.xml.p7m"))).expect("der");
    let base64 =
        firma_cms::content(&read(&folder, &format!("{INVOICES}/IT01234567890_FPR03.base64.xml.p7m"))).expect("base64");
    assert_eq!(der.bytes.len(), 6_564);
    assert_eq!(der.bytes, base64.bytes);
    assert_eq!(der.bytes, read(&folder, &format!("{INVOICES}/IT01234567890_FPR03.xml")));
    assert_eq!((der.layers[0].wrapper, base64.layers[0].wrapper), (Wrapper::None, Wrapper::Base64));
}

#[test]
fn the_claimed_signer_of_an_italian_invoice() {
    let Some(folder) = standards() else { return };
    let content =
        firma_cms::content(&read(&folder, &format!("{INVOICES}/IT01234567890_FPR03.xml.p7m"))).expect("content");
    let signers: Vec<_> = content.signers().collect();
    let [signer] = signers.as_slice() else { panic!("{signers:?}") };
    let subject = signer.subject.as_ref().expect("subject");
    assert_eq!(subject.common_name.as_deref(), Some("CORATO SERGIO"));
    assert_eq!(subject.codice_fiscale(), Some("CRTSRG74M18A459G"));
    let issuer = signer.issuer.as_ref().expect("issuer");
    assert_eq!(issuer.common_name.as_deref(), Some("InfoCert Firma Qualificata 2"));
    assert!(signer.validity.is_some() && !signer.time_stamped);
    assert_eq!(signer.signing_time.map(|at| at.to_rfc3339()).as_deref(), Some("2018-12-21T15:58:13+00:00"));
}

/// The inner envelope of this sample was cut by whoever made it: 56,232 bytes announced, 52,647 there.
#[test]
fn a_damaged_inner_envelope_is_kept_and_explained() {
    let Some(folder) = standards() else { return };
    let bytes = read(&folder, "11-firma/RegioneER__parer-test-action/src/test/resources/CADES/CADES.p7m");
    let content = firma_cms::content(&bytes).expect("content");
    assert_eq!((content.depth(), content.bytes.len()), (1, 52_647));
    assert_eq!(content.unopened, Some(Error::Truncated));
    let subject = content.layers[0].signers[0].subject.as_ref().expect("subject");
    assert_eq!(subject.shown().as_deref(), Some("MASSIMO FABI"));
}

/// For every CMS file of the oracle: where OpenSSL found the content, we find as many bytes.
#[test]
fn where_openssl_finds_the_content_we_find_it() {
    let Some(folder) = standards() else { return };
    let oracle = String::from_utf8(read(&folder, "11-firma/OPENSSL_ORACLE.tsv")).expect("utf-8");
    let (mut found, mut refused) = (0, 0);
    for line in oracle.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, kind, result, detail] = fields.as_slice() else { panic!("{line}") };
        if *kind != "CMS/CAdES" {
            continue;
        }
        let read = firma_cms::content(&read(&folder, name));
        if let Ok(size) = detail.trim().parse::<usize>() {
            let content = read.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(content.layers[0].content_len, size, "{name}");
            assert!(content.layers[0].signers.iter().all(|signer| signer.subject.is_some()), "{name}");
            found += 1;
        } else if result.contains("no content") {
            assert_eq!(read, Err(Error::Detached), "{name}");
            refused += 1;
        } else if name.ends_with("fake.xml.p7m") {
            assert_eq!(read, Err(Error::Empty), "{name}");
            refused += 1;
        } else {
            // The signature does not verify, which is not our business: the document is there.
            assert!(read.is_ok_and(|content| !content.bytes.is_empty()), "{name}");
            found += 1;
        }
    }
    assert_eq!((found, refused), (23, 2));
}

#[test]
fn a_detached_signature_still_says_who_claims_to_sign() {
    let Some(folder) = standards() else { return };
    let bytes = read(
        &folder,
        "11-firma/esig__dss/dss-cades/src/test/resources/validation/dss-1892/detached_with_counter_sig.p7m",
    );
    assert_eq!(firma_cms::content(&bytes), Err(Error::Detached));
    let signers = firma_cms::signers(&bytes).expect("signers");
    assert!(signers.iter().any(|signer| signer.countersignatures > 0), "{signers:?}");
}

#[test]
fn other_documents_are_not_envelopes() {
    let Some(folder) = standards() else { return };
    for name in ["11-firma/esig__dss/dss-pades/src/test/resources/EmptyPage.pdf", "11-firma/README.md"] {
        assert_eq!(firma_cms::content(&read(&folder, name)), Err(Error::NotP7m), "{name}");
    }
    let token = read(&folder, "11-firma/esig__dss/dss-spi/src/test/resources/disig.tst");
    let content = firma_cms::content(&token).expect("a time-stamp token is signed data");
    assert_eq!(content.depth(), 1);
}

#[test]
fn no_mutation_of_a_signed_file_panics() {
    let Some(folder) = standards() else { return };
    let bases = [
        format!("{INVOICES}/IT01234567890_FPR03.xml.p7m"),
        "11-firma/esig__dss/dss-cades/src/test/resources/validation/dss-667/BER_reordered_prova.txt.p7m".to_owned(),
        "11-firma/esig__dss/dss-cades/src/test/resources/validation/CAdESDoubleLTA.p7m".to_owned(),
        "01-fatturapa/Truelite__python-a38/tests/data/test.txt.p7m".to_owned(),
    ];
    let mut state = 0x7a3d_19b5_u32;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize
    };
    let mut opened = 0;
    for name in bases {
        let base = read(&folder, &name);
        for _ in 0..1_500 {
            let mut bytes = base.clone();
            for _ in 0..1 + next() % 4 {
                // Most damage near the start, where the structure is.
                let place = if next() % 2 == 0 { next() % bytes.len() } else { next() % bytes.len().min(200) };
                bytes[place] = next().to_le_bytes()[1];
            }
            if next() % 4 == 0 {
                bytes.truncate(next() % bytes.len());
            }
            opened += usize::from(firma_cms::content(&bytes).is_ok());
            let _ = firma_cms::signers(&bytes);
        }
    }
    assert!(opened > 0, "some mutations leave the document readable");
}

#[test]
fn an_attached_time_stamp_is_noticed() {
    let Some(folder) = standards() else { return };
    let bytes = read(&folder, "11-firma/esig__dss/dss-cades/src/test/resources/validation/Signature-CBp-LT-2.p7m");
    let content = firma_cms::content(&bytes).expect("content");
    assert!(content.signers().all(|signer| signer.time_stamped));
}
