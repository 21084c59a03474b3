//! XML signatures made by the authority of the tests' own, and documents that say something else than what was signed
//! (XML signature wrapping): what people read and nobody signed is never green.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use firma_algoritmi::{Digest, Scheme};
use firma_xml::make::{Content, Order, add_signature_time_stamp, to_be_time_stamped};
use firma_xml::{External, Limits};
use signing::verify::read::Beside;
use signing::verify::report::{Indication, Mark, Report, SubIndication};

use crate::pki::at;
use crate::pki::setup::{SIGNED, Setup};

const ID: &str = "firma-1";
pub const ACT: &str = "<fattura><corpo Id=\"corpo\"><importo>10</importo></corpo></fattura>";
pub const TEXT: &[u8] = b"Si paga 10";

pub fn signed(setup: &Setup, content: Content<'_>) -> String {
    signed_as(setup, content, &[])
}

/// By one who claims these roles.
fn signed_as(setup: &Setup, content: Content<'_>, roles: &[&str]) -> String {
    let certificate = setup.certificate();
    let order = Order {
        id: ID,
        certificate: &certificate,
        chain: &[],
        scheme: Scheme::Ecdsa(Digest::Sha256),
        digest: Digest::Sha256,
        signing_time: at(SIGNED),
        place: None,
        roles,
        commitment: None,
    };
    let prepared = order.prepare(content).unwrap();
    let signed = prepared.finish(&setup.signer.key.sign(prepared.message())).unwrap();
    String::from_utf8(signed).unwrap()
}

/// With a time stamp upon it.
fn stamped(setup: &Setup, signed: &str) -> String {
    let over = to_be_time_stamped(signed.as_bytes(), ID).unwrap();
    let token = setup.stamper(setup.stamp.unwrap()).over(&over);
    String::from_utf8(add_signature_time_stamp(signed.as_bytes(), ID, &token).unwrap()).unwrap()
}

pub fn made(setup: &Setup, content: Content<'_>) -> String {
    stamped(setup, &signed(setup, content))
}

/// The same with another text in it before it is signed: digests and value are made anew.
pub fn signed_anew(setup: &Setup, text: &str, files: &[External<'_>]) -> String {
    let mut text = text.to_owned();
    let reading = firma_xml::read(text.as_bytes(), files, Limits::default()).unwrap();
    for reference in &reading.signatures[0].references {
        let (was, is) = (reference.expected.as_ref().unwrap(), reference.found.as_ref().unwrap());
        text = text.replace(&STANDARD.encode(was), &STANDARD.encode(is));
    }
    let reading = firma_xml::read(text.as_bytes(), files, Limits::default()).unwrap();
    let signature = &reading.signatures[0];
    let value = setup.signer.key.sign(signature.signed_info().unwrap());
    let was = STANDARD.encode(signature.value.as_ref().unwrap());
    stamped(setup, &text.replace(&was, &STANDARD.encode(value)))
}

pub fn exchanged(text: &str, from: &str, to: &str) -> String {
    let changed = text.replacen(from, to, 1);
    assert_ne!(changed, text, "«{from}» is there");
    changed
}

/// With something between the declaration and the root element.
pub fn before_root(text: &str, more: &str) -> String {
    exchanged(text, "?>\n", &format!("?>\n{more}"))
}

/// A signature of a file beside it, through these transforms (each a URI, and what is in it).
pub fn made_through(setup: &Setup, file: External<'_>, transforms: &[(&str, &str)]) -> String {
    let files = [file];
    let text = signed(setup, Content::Detached(&files));
    let each = |(uri, inside): &(&str, &str)| format!("<ds:Transform Algorithm=\"{uri}\">{inside}</ds:Transform>");
    let all: String = transforms.iter().map(each).collect();
    let uri = format!("URI=\"{}\">", file.name);
    signed_anew(setup, &exchanged(&text, &uri, &format!("{uri}<ds:Transforms>{all}</ds:Transforms>")), &files)
}

/// Transforms that leave something of a file out.
pub const PARTIAL: [(&str, &str); 3] = [
    ("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>"),
    (
        "http://www.w3.org/2002/06/xmldsig-filter2",
        "<f:XPath xmlns:f=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"subtract\">/descendant::ds:Signature</f:XPath>",
    ),
    ("http://www.w3.org/2000/09/xmldsig#base64", ""),
];

/// Without its declaration, to be put into another document.
pub fn bare(text: &str) -> &str {
    text.split_once("?>").map_or(text, |(_, rest)| rest).trim()
}

fn judged(setup: &Setup, text: &str) -> Report {
    setup.judge_bytes(text.as_bytes()).expect("a report")
}

fn beside(setup: &Setup, text: &str, content: Option<&[u8]>) -> Report {
    let beside = Beside { content, stamps: &[] };
    setup.judge_with(text.as_bytes(), beside, &setup.trust(), &setup.evidence()).expect("a report")
}

/// Not green, though digests and value hold.
fn doubtful(setup: &Setup, text: &str, words: &str) {
    let report = judged(setup, text);
    let signature = &report.signatures[0];
    assert_ne!(report.mark, Mark::Green, "{text}");
    assert_ne!(signature.mark, Mark::Green, "{text}");
    let told: Vec<&str> = signature.checks.iter().map(|check| check.text.as_str()).collect();
    assert!(told.iter().any(|told| told.contains(words)), "«{words}» is not in {told:#?}");
    assert!(told.contains(&"il contenuto è quello firmato"), "the digests hold: {told:#?}");
}

pub fn enveloping(setup: &Setup) -> String {
    made(setup, Content::Enveloping { bytes: TEXT, mime: "text/plain" })
}

#[test]
fn a_signature_over_all_that_people_read_is_green() {
    let setup = Setup::good();
    let enveloped = judged(&setup, &made(&setup, Content::Enveloped(ACT.as_bytes())));
    assert_eq!(enveloped.mark, Mark::Green, "{:#?}", enveloped.signatures[0].checks);
    let enclosed = judged(&setup, &enveloping(&setup));
    assert_eq!(enclosed.mark, Mark::Green, "{:#?}", enclosed.signatures[0].checks);
    let files = [External { name: "atto.txt", bytes: TEXT }];
    let detached = made(&setup, Content::Detached(&files));
    assert_eq!(beside(&setup, &detached, Some(TEXT)).mark, Mark::Green);
    assert_eq!(beside(&setup, &detached, Some(b"Si paga 1000")).mark, Mark::Red);
    let missing = beside(&setup, &detached, None);
    assert_eq!(missing.signatures[0].sub_indication, Some(SubIndication::SignedDataNotFound));
}

/// What is written of it by somebody else is not what the signer claims.
#[test]
fn the_roles_that_the_signer_claims_are_told_as_long_as_they_are_signed() {
    let setup = Setup::good();
    let text = signed_as(&setup, Content::Enveloped(ACT.as_bytes()), &["Sindaco", "RUP"]);
    let of = |text: &str| judged(&setup, text).signatures.remove(0).unchecked_roles;
    let told: Vec<_> = of(&text).into_iter().map(|role| (role.claimed, role.text)).collect();
    assert_eq!(told, [(true, Some("Sindaco".to_owned())), (true, Some("RUP".to_owned()))]);
    assert!(of(&exchanged(&text, ">RUP<", ">Prefetto<")).is_empty());
    assert!(of(&signed(&setup, Content::Enveloped(ACT.as_bytes()))).is_empty());
}

/// Only an element of the document is signed: whatever stands around it may be forged.
#[test]
fn a_signature_over_an_element_alone_is_not_green() {
    let setup = Setup::good();
    let text = signed(&setup, Content::Enveloped(ACT.as_bytes()));
    let (start, end) = (text.find("<ds:Transforms>").unwrap(), text.find("</ds:Transforms>").unwrap() + 16);
    let text = exchanged(&text, &text[start..end].to_owned(), "");
    let text = signed_anew(&setup, &exchanged(&text, "URI=\"\"", "URI=\"#corpo\""), &[]);
    doubtful(&setup, &text, "non l'intero documento");
    let forged = "<corpo><importo>1000</importo></corpo>";
    doubtful(&setup, &exchanged(&text, "<fattura>", &format!("<fattura>{forged}")), "non l'intero documento");
    // Moved aside, and the forged one in its place.
    let body = "<corpo Id=\"corpo\"><importo>10</importo></corpo>";
    let moved = exchanged(&text, body, &format!("{forged}<nota>{body}</nota>"));
    doubtful(&setup, &moved, "potrebbe essere stato spostato");
    assert_eq!(judged(&setup, &moved).signatures[0].sub_indication, Some(SubIndication::SigConstraintsFailure));
    // Twice: nobody can tell which one was signed.
    let twice = judged(&setup, &exchanged(&text, body, &format!("{body}{}", body.replace("10", "1000"))));
    assert_eq!((twice.mark, twice.signatures[0].mark), (Mark::Amber, Mark::Amber), "{:#?}", twice.signatures[0].checks);
}

#[test]
fn what_a_signature_encloses_is_not_green_in_a_document_that_says_more() {
    let setup = Setup::good();
    let signed = enveloping(&setup);
    let nested = format!("<fattura><importo>1000</importo>{}</fattura>", bare(&signed));
    doubtful(&setup, &nested, "/fattura/Signature/Object");
    // The object moved out of its signature.
    let (start, end) = (signed.find("<ds:Object Id=").unwrap(), signed.rfind("</ds:Object>").unwrap() + 12);
    let object = &signed[start..end];
    let rest = bare(&signed).replace(object, "");
    let moved = object.replace("<ds:Object", "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"");
    let moved = format!("<fattura><importo>1000</importo>{rest}<nota>{moved}</nota></fattura>");
    doubtful(&setup, &moved, "potrebbe essere stato spostato");
    // Another one beside it, that nobody signed.
    let forged = "<ds:Object><importo>1000</importo></ds:Object></ds:Signature>";
    doubtful(&setup, &exchanged(&signed, "</ds:Signature>", forged), "che non è firmato");
    let enveloped = made(&setup, Content::Enveloped(ACT.as_bytes()));
    doubtful(&setup, &exchanged(&enveloped, "</ds:Signature>", forged), "che non è firmato");
    // The same identifier twice.
    let twice = object.replace(&STANDARD.encode(TEXT), &STANDARD.encode("Si paga 1000"));
    let twice = judged(&setup, &exchanged(&signed, object, &format!("{object}{twice}")));
    assert_ne!((twice.mark, twice.signatures[0].mark), (Mark::Green, Mark::Green));
    assert_ne!(twice.signatures[0].mark, Mark::Green);
}

#[test]
fn a_detached_signature_is_not_green_in_a_document_that_says_something() {
    let setup = Setup::good();
    let files = [External { name: "atto.txt", bytes: TEXT }];
    let detached = made(&setup, Content::Detached(&files));
    let around = format!("<fattura><importo>1000</importo>{}</fattura>", bare(&detached));
    let report = beside(&setup, &around, Some(TEXT));
    assert_eq!(report.signatures[0].mark, Mark::Amber, "{:#?}", report.signatures[0].checks);
    let told = report.signatures[0]
        .checks
        .iter()
        .any(|check| check.text.contains("non per tutto quello che il file contiene"));
    assert!(told, "{:#?}", report.signatures[0].checks);
}

/// What stands outside the root tells programs how to show the document: only who signs the whole document signs that too.
#[test]
fn an_instruction_outside_the_root_that_nobody_signed_is_not_green() {
    const SHEET: &str = "<?xml-stylesheet href=\"mille.xsl\" type=\"text/xsl\"?>";
    let setup = Setup::good();
    let document = signed(&setup, Content::Enveloped(ACT.as_bytes()));
    let by_id = exchanged(&exchanged(&document, "<fattura>", "<fattura Id=\"radice\">"), "URI=\"\"", "URI=\"#radice\"");
    let by_id = signed_anew(&setup, &by_id, &[]);
    for honest in [by_id, enveloping(&setup)] {
        assert_eq!(judged(&setup, &honest).mark, Mark::Green);
        doubtful(&setup, &before_root(&honest, SHEET), "«<?xml-stylesheet?>», che non è firmato");
        doubtful(&setup, &format!("{honest}<?mostra mille?>"), "«<?mostra?>», che non è firmato");
    }
    let files = [External { name: "atto.txt", bytes: TEXT }];
    let detached = before_root(&made(&setup, Content::Detached(&files)), SHEET);
    assert_eq!(beside(&setup, &detached, Some(TEXT)).signatures[0].mark, Mark::Amber);
    // Who signs the document signs its instructions.
    let with_sheet = made(&setup, Content::Enveloped(format!("{SHEET}{ACT}").as_bytes()));
    assert_eq!(judged(&setup, &with_sheet).mark, Mark::Green);
    assert_eq!(judged(&setup, &before_root(&made(&setup, Content::Enveloped(ACT.as_bytes())), SHEET)).mark, Mark::Red);
}

/// Whoever opens the file reads all of it.
#[test]
fn a_file_of_which_a_part_is_signed_is_not_green() {
    let setup = Setup::good();
    let act = |more: &str| format!("<atto>{more}<importo>10</importo></atto>");
    let added =
        act("<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><importo>1000</importo></ds:Signature>");
    let canonical = ("http://www.w3.org/2001/10/xml-exc-c14n#", "");
    for transform in &PARTIAL[..2] {
        let whole = act("");
        let file = External { name: "atto.xml", bytes: whole.as_bytes() };
        let text = made_through(&setup, file, &[*transform, canonical]);
        for read in [&whole, &added] {
            let report = beside(&setup, &text, Some(read.as_bytes()));
            let signature = &report.signatures[0];
            assert_eq!((signature.mark, report.mark), (Mark::Amber, Mark::Amber), "{:#?}", signature.checks);
            assert!(signature.checks.iter().any(|check| check.text == "il contenuto è quello firmato"));
        }
    }
    let file = External { name: "atto.b64", bytes: b"U2kgcGFnYSAxMA==" };
    let text = made_through(&setup, file, &[PARTIAL[2]]);
    assert_eq!(beside(&setup, &text, Some(b"U2kg cGFn YSAx MA==")).mark, Mark::Amber);
    // In canonical form it is the same document.
    let whole = act("");
    let file = External { name: "atto.xml", bytes: whole.as_bytes() };
    let text = made_through(&setup, file, &[canonical]);
    let report = beside(&setup, &text, Some(whole.as_bytes()));
    assert_eq!(report.mark, Mark::Green, "{:#?}", report.signatures[0].checks);
}

/// What only sounds like a standard of signatures may say anything.
#[test]
fn what_is_of_no_standard_of_signatures_is_not_green() {
    let setup = Setup::good();
    let honest = enveloping(&setup);
    for uri in [
        "http://uri.etsi.org/importo",
        "http://uri.etsi.org/01903/importo",
        "http://www.w3.org/2000/09/xmldsig-importo#",
        "http://www.w3.org/2009/xmldsig11#importo",
    ] {
        let said = format!("<i:importo xmlns:i=\"{uri}\">1000</i:importo>");
        for place in ["</ds:KeyInfo>", "</xades:UnsignedProperties>"] {
            doubtful(&setup, &exchanged(&honest, place, &format!("{said}{place}")), "che non è firmato");
        }
    }
    let files = [External { name: "atto.txt", bytes: TEXT }];
    let detached = made(&setup, Content::Detached(&files));
    let within = |start: &str| format!("<{start}>{}</delibera>", bare(&detached));
    let mark = |start: &str| beside(&setup, &within(start), Some(TEXT)).mark;
    assert_eq!(mark("delibera importo=\"1000000\""), Mark::Amber);
    assert_eq!(mark("delibera xmlns=\"urn:delibere\" xmlns:d=\"urn:altro\""), Mark::Green);
}

/// What a manifest lists is signed through it.
#[test]
fn what_a_manifest_lists_is_held_against_what_is_there() {
    let setup = Setup::good();
    let files = [External { name: "atto.txt", bytes: TEXT }];
    let text = signed(&setup, Content::Detached(&files));
    let manifest = format!(
        "<ds:Object><ds:Manifest Id=\"elenco\"><ds:Reference URI=\"atto.txt\"><ds:DigestMethod Algorithm=\"{}\"/>\
         <ds:DigestValue>{}</ds:DigestValue></ds:Reference></ds:Manifest></ds:Object></ds:Signature>",
        Digest::Sha256.uri(),
        STANDARD.encode(Digest::Sha256.of(TEXT)),
    );
    let kind = "Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\" URI=\"#elenco\"";
    let text = exchanged(&text, "</ds:Signature>", &manifest);
    let first = text.find("<ds:DigestValue>").unwrap() + "<ds:DigestValue>".len();
    // The digest of the manifest is another than that which it lists.
    let text = [&text[..first], "AAAA", &text[first + 4..]].concat();
    let text = signed_anew(&setup, &exchanged(&text, "URI=\"atto.txt\"", kind), &files);
    let good = beside(&setup, &text, Some(TEXT));
    assert_eq!(good.mark, Mark::Green, "{:#?}", good.signatures[0].checks);
    assert_eq!(good.signatures[0].scope.what, "il documento a parte");
    let other = beside(&setup, &text, Some(b"Si paga 1000"));
    assert_eq!(other.signatures[0].indication, Indication::TotalFailed);
    assert_eq!(beside(&setup, &text, None).signatures[0].sub_indication, Some(SubIndication::SignedDataNotFound));
}

/// Whoever gives a document believes that it was looked at.
#[test]
fn a_document_given_beside_an_xml_that_does_not_sign_it_is_told_and_does_not_count() {
    let setup = Setup::good();
    for signed in [made(&setup, Content::Enveloped(ACT.as_bytes())), enveloping(&setup)] {
        let report = beside(&setup, &signed, Some(b"un altro documento"));
        assert_eq!((report.signatures[0].mark, report.mark), (Mark::Green, Mark::Amber));
        assert!(report.warnings[0].contains("dato a parte non è stato controllato"), "{:?}", report.warnings);
        assert!(report.sentence.contains("dato a parte"), "{}", report.sentence);
    }
}
