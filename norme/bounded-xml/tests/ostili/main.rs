//! XML made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, deep_xml, peak_kib, xml};
use regge::regge;

const PAPERS: [&[u8]; 3] = [
    b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><a x='1' y=\"due\"><b>testo &amp; altro &#233;</b><c/><!-- nota --><d><![CDATA[<>]]></d></a>",
    b"<p:a xmlns:p=\"urn:x\" xmlns=\"urn:y\"><b p:c='3'><p:d/></b></p:a>",
    b"<?xml version='1.0' encoding='iso-8859-1'?><a>citt\xe0</a>",
];

#[test]
fn no_xml_breaks_the_reader_nor_its_bounds() {
    let watch = Watch::new(Duration::from_secs(180));
    let mut read = 0;
    for seed in 0..3_000 {
        let bytes = xml(&mut Dice::new(seed), &PAPERS);
        read += usize::from(watch.one(|| format!("XML of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 200, "only {read} of 3,000 are XML at all: that is noise, not hostility");
    for depth in [1, 64, 65, 1_000, 100_000, 1_000_000] {
        let deep = deep_xml(depth);
        assert_eq!(watch.one(|| format!("depth {depth}"), || regge(&deep)), depth <= 64, "{depth}");
    }
    let many = |what: &str, times: usize| what.repeat(times);
    for large in [
        format!("<a>{}</a>", many("<b/>", 60_000)),
        format!("<{}/>", many("n", 1_000_000)),
        format!("<a {}='1'/>", many("n", 1_000_000)),
        format!("<a>{}</a>", many("&#x41;", 200_000)),
        format!("<a b='{}'/>", many("&amp;", 200_000)),
    ] {
        watch.one(|| format!("a large one: {}", &large[..20]), || regge(large.as_bytes()));
    }
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 400_000, "{peak} KiB for files of at most a few megabytes");
}
