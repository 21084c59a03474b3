//! Our verdict on a file in the words of DSS's table, for `judges/dss`:
//! `giudica --fiducia nessuna|lista|radici|…+senza-revoche|@FILE.pem --istante TIME|firma [--contenuto FILE] FILE`.

#[allow(dead_code)]
#[path = "../tests/common/mod.rs"]
mod common;

use chrono::{DateTime, Duration, Utc};
use signing::verify::judge::Question;
use signing::verify::report::Report;
use signing::verify::revocation::Evidence;
use signing::verify::trust::{Added, Purpose, Trust};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut trusted, mut time, mut content, mut file) = (String::new(), String::new(), None, String::new());
    let mut whole = false;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--fiducia" => trusted = arguments.next().unwrap_or_default(),
            "--istante" => time = arguments.next().unwrap_or_default(),
            "--tutto" => whole = true,
            "--contenuto" => content = arguments.next(),
            _ => file = argument,
        }
    }
    let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let content = content.map(|path| std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}")));
    let content = content.as_deref();
    let later = "2100-01-01T00:00:00Z".parse().expect("instant");
    let now = match time.as_str() {
        "firma" => claimed(&bytes, content, later) + Duration::hours(1),
        other => other.parse().expect("instant"),
    };
    let mut trust = common::trust(&trusted, &bytes, content, now);
    for part in trusted.split('+') {
        if let Some(path) = part.strip_prefix('@') {
            add_pem(&mut trust, path, now);
        }
        if part == "lista" {
            add_lists(&mut trust);
        }
    }
    let json = match answer(&bytes, content, &trust, now) {
        Ok(report) if whole => serde_json::to_value(&report).expect("json"),
        Ok(report) => serde_json::json!({ "firme": common::lines(&report) }),
        Err(why) => serde_json::json!({ "illeggibile": why }),
    };
    println!("{json}");
}

fn answer(bytes: &[u8], content: Option<&[u8]>, trust: &Trust, now: DateTime<Utc>) -> Result<Report, String> {
    let evidence = Evidence::default();
    let question = Question { trust, now, evidence: &evidence, certificates: &[], existence: &[] };
    common::judge(bytes, content, &question).map_err(|error| error.to_string())
}

/// The latest time that a signer of the file claims.
fn claimed(bytes: &[u8], content: Option<&[u8]>, now: DateTime<Utc>) -> DateTime<Utc> {
    let trust = Trust::default();
    let report = answer(bytes, content, &trust, now).ok();
    report.iter().flat_map(|it| &it.signatures).filter_map(|it| it.claimed_time).max().unwrap_or(now)
}

fn add_pem(trust: &mut Trust, path: &str, now: DateTime<Utc>) {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    for part in text.split("-----BEGIN CERTIFICATE-----").skip(1) {
        let body: String = part.split("-----END").next().unwrap_or_default().split_whitespace().collect();
        let der = base64(&body);
        let certificate = signing::verify::certificate::Certificate::read(&der).expect("certificate");
        let purposes = vec![Purpose::Documents, Purpose::TimeStamps];
        trust.add_anchor(certificate, Added { reason: "data".into(), by: "confronto".into(), on: now, purposes });
    }
}

fn base64(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for six in text.bytes().filter_map(value) {
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

/// The Italian list, by the signers that the list of the lists names; that one is taken by the certificates that
/// it names itself.
fn add_lists(trust: &mut Trust) {
    let folder = common::standards()
        .expect("standards")
        .join("11-firma/esig__dss/dss-tsl-validation/src/test/resources/lotlCache");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let list = common::italian_list(&read("EU.xml"), &read("IT.xml"));
    trust.add_list(&list);
}
