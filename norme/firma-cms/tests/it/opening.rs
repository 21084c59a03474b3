//! What `p7m` promises, this crate keeps: the same answers, so that it can take its place.

use crate::support::{DSS, read, standards};
use hostile::{Dice, envelope};

const INVOICES: &str = "01-fatturapa/OCA__l10n-italy/l10n_it_fatturapa_in/tests/data";

fn names() -> Vec<String> {
    let mut names: Vec<String> = ["FPR03.xml", "FPR03.base64.xml", "FPR04.base64.xml"]
        .iter()
        .map(|name| format!("{INVOICES}/IT01234567890_{name}.p7m"))
        .collect();
    names.push("01-fatturapa/Truelite__python-a38/tests/data/test.txt.p7m".to_owned());
    names.push("11-firma/RegioneER__parer-test-action/src/test/resources/CADES/CADES.p7m".to_owned());
    names.push("11-firma/esig__dss/dss-spi/src/test/resources/disig.tst".to_owned());
    for name in
        ["CAdESDoubleLTA", "Signature-C-X-1", "dss-667/BER_reordered_prova.txt", "dss-1892/detached_with_counter_sig"]
    {
        names.push(format!("{DSS}/{name}.p7m"));
    }
    names
}

#[test]
fn every_sample_opens_as_p7m_opens_it() {
    let Some(folder) = standards() else { return };
    for name in names() {
        let bytes = read(&folder, &name);
        assert_eq!(format!("{:?}", firma_cms::content(&bytes)), format!("{:?}", p7m::content(&bytes)), "{name}");
        assert_eq!(format!("{:?}", firma_cms::signers(&bytes)), format!("{:?}", p7m::signers(&bytes)), "{name}");
    }
}

/// Of damaged files too, the document or the reason; who claims to sign may be read more strictly here.
#[test]
fn every_damaged_sample_opens_as_p7m_opens_it() {
    let Some(folder) = standards() else { return };
    let papers: Vec<Vec<u8>> = names().iter().map(|name| read(&folder, name)).collect();
    let papers: Vec<&[u8]> = papers.iter().map(Vec::as_slice).collect();
    let mut opened = 0;
    for seed in 0..3_000 {
        let bytes = envelope(&mut Dice::new(seed), &papers);
        match (firma_cms::content(&bytes), p7m::content(&bytes)) {
            (Ok(own), Ok(other)) => {
                assert!(own.bytes == other.bytes, "seed {seed}");
                assert_eq!(format!("{:?}", own.unopened), format!("{:?}", other.unopened), "seed {seed}");
                assert_eq!(own.depth(), other.depth(), "seed {seed}");
                opened += 1;
            }
            (own, other) => assert_eq!(
                own.err().map(|error| error.to_string()),
                other.err().map(|error| error.to_string()),
                "seed {seed}"
            ),
        }
    }
    assert!(opened > 300, "{opened}");
}
