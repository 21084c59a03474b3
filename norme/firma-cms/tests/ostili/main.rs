//! Signed files made to do harm, by the thousand.

#[path = "../common/made.rs"]
mod made;
mod regge;

use firma_cms::{Anomaly, DEPTH_MAX, Error, Given};
use hostile::{Dice, Watch, envelope, peak_kib};
use made::{DATA, Made, attribute, certificate, set, signed, tlv, token};
use regge::regge;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const SIGNATURE_TIME_STAMP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0e];
const COUNTERSIGNATURE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x06];

/// The real ones of the standards folder, where it is.
fn samples() -> Vec<Vec<u8>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from);
    const DSS: &str = "11-firma/esig__dss/dss-cades/src/test/resources/validation";
    let names = [
        format!("{DSS}/CAdESDoubleLTA.p7m"),
        format!("{DSS}/Signature-C-X-1.p7m"),
        format!("{DSS}/Signature-C-BES-4.p7m"),
        format!("{DSS}/dss-667/BER_reordered_prova.txt.p7m"),
        format!("{DSS}/dss-1892/detached_with_counter_sig.p7m"),
        "01-fatturapa/Truelite__python-a38/tests/data/test.txt.p7m".to_owned(),
        "11-firma/esig__dss/dss-spi/src/test/resources/disig.tst".to_owned(),
        "08-protocollo-pec/OCA__l10n-italy/l10n_it_fatturapa_pec/tests/data/ACCETTAZIONE_ IT03339130126_00009.xml.txt"
            .to_owned(),
    ];
    names.iter().filter_map(|name| std::fs::read(folder.join(name)).ok()).collect()
}

#[test]
fn no_file_breaks_the_reader_nor_its_bounds() {
    let watch = Watch::new(Duration::from_secs(180));
    let mut papers = vec![signed(b"documento"), signed(&signed(&signed(b"documento")))];
    assert!(papers.iter().all(|paper| regge(paper)), "the honest ones are read");
    papers.extend(samples());
    let papers: Vec<&[u8]> = papers.iter().map(Vec::as_slice).collect();
    let mut read = 0;
    for seed in 0..6_000 {
        let bytes = envelope(&mut Dice::new(seed), &papers);
        read += usize::from(watch.one(|| format!("envelope of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 400, "only {read} of 6,000 can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 300_000, "{peak} KiB for files of at most four megabytes");
}

/// One bit changed anywhere in what is signed: the signature must not hold.
#[test]
fn no_bit_of_what_is_signed_can_change() {
    let document = b"delibera n. 12";
    let file = signed(document);
    let data = firma_cms::signed_data(&file).expect("read");
    assert!(data.check(&Given::default())[0].intact());
    let place = |needle: &[u8]| file.windows(needle.len()).position(|window| window == needle).expect("there");
    let digest = firma_algoritmi::Digest::Sha256.of(document);
    for (from, length) in [(place(document), document.len()), (place(&digest), digest.len())] {
        for bit in 0..length * 8 {
            let mut changed = file.clone();
            changed[from + bit / 8] ^= 1 << (bit % 8);
            let data = firma_cms::signed_data(&changed).expect("read");
            assert!(!data.check(&Given::default())[0].intact(), "bit {bit} of {from}");
        }
    }
}

fn quick(what: &str, longest: Duration, run: impl FnOnce()) {
    let begun = Instant::now();
    run();
    assert!(begun.elapsed() < longest, "{what}: {:?}", begun.elapsed());
}

fn envelope_of(made: &Made, document: &[u8]) -> Vec<u8> {
    made::envelope(DATA, Some(&tlv(0x04, document)), &[&certificate(5, "Emittente")], &[&made.info(document)])
}

#[test]
fn counter_signatures_of_counter_signatures_end() {
    let mut made = Made::counter(b"x");
    for _ in 0..12 {
        let value = made.info(b"");
        made = Made::counter(b"x");
        made.unsigned = vec![attribute(COUNTERSIGNATURE, &[&value])];
    }
    let mut outer = Made::of(b"documento");
    outer.unsigned = vec![attribute(COUNTERSIGNATURE, &[&made.info(b"")])];
    let file = envelope_of(&outer, b"documento");
    let data = firma_cms::signed_data(&file).expect("read");
    let facts = data.check(&Given::default());
    let (mut depth, mut at) = (0, &facts[0]);
    while let Some(inner) = at.counter_signatures.first() {
        (depth, at) = (depth + 1, inner);
    }
    assert_eq!(depth, DEPTH_MAX);
    assert!(at.anomalies.contains(&Anomaly::TooDeep { limit: DEPTH_MAX }), "{:?}", at.anomalies);
}

#[test]
fn tokens_in_tokens_end() {
    let mut stamp = token(&[1; 32], "20250101120000Z", Vec::new());
    for _ in 0..12 {
        stamp = token(&[1; 32], "20250101120000Z", vec![attribute(SIGNATURE_TIME_STAMP, &[&stamp])]);
    }
    let mut made = Made::of(b"documento");
    made.unsigned = vec![attribute(SIGNATURE_TIME_STAMP, &[&stamp])];
    let file = envelope_of(&made, b"documento");
    quick("tokens in tokens", Duration::from_secs(40), || {
        let data = firma_cms::signed_data(&file).expect("read");
        let facts = data.check(&Given::default());
        let (mut depth, mut at) = (0, &facts[0]);
        while let Some(inner) = at.time_stamps.first().and_then(|stamp| stamp.signer()) {
            (depth, at) = (depth + 1, inner);
        }
        assert_eq!(depth, DEPTH_MAX);
        let last = &at.time_stamps[0].reading;
        assert_eq!(last.as_ref().err(), Some(&Error::TooDeep { limit: DEPTH_MAX }));
    });
}

#[test]
fn a_million_of_anything_is_not_read() {
    let document = b"documento";
    let certificate = certificate(5, "Emittente");
    let info = Made::of(document).info(document);
    let octets = tlv(0x04, document);
    let many = info.repeat(60_000);
    let file = made::envelope(DATA, Some(&octets), &[&certificate], &[&many]);
    quick("signers", Duration::from_secs(120), || {
        let data = firma_cms::signed_data(&file).expect("read");
        assert_eq!(data.signers.len(), firma_cms::SIGNERS_MAX);
        assert!(data.anomalies.iter().any(|anomaly| matches!(anomaly, Anomaly::TooMany { .. })));
        assert_eq!(data.check(&Given::default()).len(), firma_cms::SIGNERS_MAX);
    });
    let many = certificate.repeat(60_000);
    let file = made::envelope(DATA, Some(&octets), &[&many], &[&info]);
    quick("certificates", Duration::from_secs(40), || {
        let data = firma_cms::signed_data(&file).expect("read");
        assert_eq!(data.certificates.len(), firma_cms::CERTIFICATES_MAX);
    });
    let mut made = Made::of(document);
    made.signed.extend((0..60_000_u32).map(|number| attribute(&number.to_be_bytes(), &[&[5, 0]])));
    let file = envelope_of(&made, document);
    quick("signed attributes", Duration::from_secs(40), || {
        let data = firma_cms::signed_data(&file).expect("read");
        assert!(data.signers.is_empty(), "what is signed is read whole or not at all");
        assert!(matches!(data.anomalies.as_slice(), [Anomaly::UnreadableSigner { place: 0, .. }]));
    });
    let mut made = Made::of(document);
    let stamp = token(&[1; 32], "20250101120000Z", Vec::new());
    made.unsigned = vec![tlv(0x30, &[made::oid(SIGNATURE_TIME_STAMP), set(&[&stamp.repeat(20_000)])].concat())];
    let file = envelope_of(&made, document);
    quick("time stamps", Duration::from_secs(120), || {
        let data = firma_cms::signed_data(&file).expect("read");
        let facts = data.check(&Given::default());
        assert_eq!(facts[0].time_stamps.len(), firma_cms::VALUES_MAX);
    });
}

/// Signers, each with its fill of time stamps: the work ends, and what was left undone says so.
#[test]
fn work_beyond_any_honest_file_is_refused() {
    let document = b"documento";
    let mut made = Made::of(document);
    let stamp = token(&firma_algoritmi::Digest::Sha256.of(b"x"), "20250101120000Z", Vec::new());
    made.unsigned = vec![tlv(0x30, &[made::oid(SIGNATURE_TIME_STAMP), set(&[&stamp.repeat(60)])].concat())];
    let infos = made.info(document).repeat(200);
    let file = made::envelope(DATA, Some(&tlv(0x04, document)), &[&certificate(5, "Emittente")], &[&infos]);
    quick("work", Duration::from_secs(240), || {
        let data = firma_cms::signed_data(&file).expect("read");
        let facts = data.check(&Given::default());
        let last = facts.last().expect("a signer");
        assert_eq!(last.signature, firma_cms::Check::Impossible(firma_cms::Reason::TooMuchWork));
        assert!(
            last.anomalies.iter().any(|anomaly| matches!(anomaly, Anomaly::TooMany { .. })),
            "{:?}",
            last.anomalies
        );
    });
}
