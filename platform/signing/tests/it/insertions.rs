//! Content put in each place of a signed file that a reader shows: wherever it stands, the file is not green.

use firma_xml::External;
use firma_xml::make::Content;
use signing::verify::read::Beside;
use signing::verify::report::Mark;

use crate::containers::{MIME, ONE, packed};
use crate::paper::{paper, text, update};
use crate::pdf;
use crate::pki::setup::Setup;
use crate::xml::{ACT, TEXT, bare, enveloping, exchanged, made, signed, signed_anew};

/// What is put in: words, an element of nobody's, one that signatures enclose.
const PUT: [&str; 3] = [
    "Si pagano 1000 euro",
    "<importo>1000</importo>",
    "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">Si pagano 1000 euro</ds:Object>",
];

/// Of a file that cannot be read nothing is green.
fn mark(setup: &Setup, bytes: &[u8], content: Option<&[u8]>) -> Mark {
    let judged = setup.judge_with(bytes, Beside { content, stamps: &[] }, &setup.trust(), &setup.evidence());
    judged.map_or(Mark::Red, |report| report.mark)
}

/// The same with something in each place between two tags, and before and behind all of it.
fn filled(text: &str, put: &str) -> Vec<String> {
    let between = text.match_indices("><").map(|(at, _)| at + 1);
    let places = between.chain([text.find("?>").map_or(0, |at| at + 2), text.trim_end().len()]);
    places.map(|at| format!("{}{put}{}", &text[..at], &text[at..])).collect()
}

#[test]
fn nothing_put_into_an_xml_signature_is_green() {
    let setup = Setup::good();
    let enveloped = signed(&setup, Content::Enveloped(ACT.as_bytes()));
    let by_id =
        exchanged(&exchanged(&enveloped, "<fattura>", "<fattura Id=\"radice\">"), "URI=\"\"", "URI=\"#radice\"");
    let files = [External { name: "atto.txt", bytes: TEXT }];
    let detached = made(&setup, Content::Detached(&files));
    let list = format!("<firme xmlns=\"urn:firme\">{}</firme>", bare(&detached));
    let honest = [
        ("over the document", made(&setup, Content::Enveloped(ACT.as_bytes())), None),
        ("over the root", signed_anew(&setup, &by_id, &[]), None),
        ("around the document", enveloping(&setup), None),
        ("beside the document", detached, Some(TEXT)),
        ("in a list", list, Some(TEXT)),
    ];
    let mut tried = 0;
    for (name, text, content) in &honest {
        assert_eq!(mark(&setup, text.as_bytes(), *content), Mark::Green, "{name}");
        for forged in PUT.iter().flat_map(|put| filled(text, put)) {
            tried += 1;
            assert_ne!(mark(&setup, forged.as_bytes(), *content), Mark::Green, "{name}: {forged}");
        }
    }
    assert!(tried > 300, "only {tried} places");
}

#[test]
fn nothing_put_into_a_container_is_green() {
    let setup = Setup::good();
    let signature = made(&setup, Content::Detached(&[ONE]));
    let with = |name: &str, bytes: &[u8]| {
        let files = [MIME, (ONE.name, ONE.bytes), ("META-INF/signatures.xml", signature.as_bytes()), (name, bytes)];
        mark(&setup, &packed(&files), None)
    };
    assert_eq!(with("META-INF/manifest.xml", b"<manifest/>"), Mark::Green);
    for name in [
        "Allegato.pdf",
        "mimetype.txt",
        "Meta-Inf/container.xml",
        "META-INF/Allegato.pdf",
        "META-INF/mimetype",
        "META-INF/container.xml.pdf",
        "META-INF/altro/manifest.xml",
        "META-INF/ASiCManifest.xml",
        "META-INF/signature-allegato.xml",
        "META-INF/signature.p7s",
        "META-INF/timestamp.tst",
        "META-INF/evidencerecord.xml",
    ] {
        for bytes in [&b"Si pagano 1000 euro"[..], b"<importo>1000</importo>"] {
            assert_ne!(with(name, bytes), Mark::Green, "{name}");
        }
    }
}

#[test]
fn nothing_put_into_a_pdf_is_green() {
    let setup = Setup::good();
    let honest = pdf::signed(&setup, &paper(), "Firma1");
    assert_eq!(mark(&setup, &honest, None), Mark::Green);
    let put = b"Si pagano 1000 euro";
    let page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Resources<<>>/Contents 4 0 R>>".to_vec();
    let note = b"<</Type/Annot/Subtype/FreeText/Rect[0 0 90 90]/Contents(Si pagano 1000 euro)>>".to_vec();
    let noted = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R/Annots[900 0 R]>>";
    let forged = [
        ("before it", [&put[..], &honest].concat()),
        ("behind it", [&honest, &put[..]].concat()),
        ("as its text", update(&honest, &[(4, text("Si pagano 1000 euro"))])),
        ("as its page", update(&honest, &[(3, page)])),
        ("as a note", update(&honest, &[(900, note), (3, noted.to_vec())])),
    ];
    for (name, bytes) in forged {
        assert_ne!(mark(&setup, &bytes, None), Mark::Green, "{name}");
    }
}
