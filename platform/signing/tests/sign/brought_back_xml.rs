//! The XML that was taken away, signed inside itself and brought back.

use base64::{Engine, engine::general_purpose::STANDARD};
use firma_algoritmi::Digest;
use firma_scrivi::HashSigner;
use firma_xml::{
    Limits,
    make::{Content, Order, bears_another},
};
use kernel::Instant;
use signing::sign::brought_back::{Expected, Reason, check_seen};
use testkit::csc::person;

use crate::brought_back::{LUCIA, MARIO, at, lucia, seen};

const ACT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<atto xmlns=\"urn:atto\">\r\n <!-- bozza -->\
                   <oggetto Id=\"o\">Si paga 10</oggetto><nota/></atto>\r\n";
const FIRST: &str = "firma-1";
const SECOND: &str = "firma-2";

/// As a program outside would sign it, so that others may sign after.
fn signed(document: &str, id: &str) -> String {
    let (key, chain) = person("Lucia", "Bianchi", LUCIA, 7, Instant::from_micros(at(1).timestamp_micros()));
    let scheme = key.usual_scheme().unwrap();
    let order = Order {
        id,
        certificate: chain[0].der(),
        chain: &[],
        scheme,
        digest: Digest::Sha256,
        signing_time: at(1),
        place: None,
        roles: &[],
        commitment: None,
    };
    let prepared = order.prepare(Content::Enveloped(document.as_bytes())).unwrap();
    let value = key.sign(scheme, &prepared.digest()).unwrap();
    String::from_utf8(prepared.finish(&value).unwrap()).unwrap()
}

/// Of a signature that was made in another way: with the digests of what it covers now. Whether its value holds is not asked here.
fn digested_anew(text: &str) -> String {
    let reading = firma_xml::read(text.as_bytes(), &[], Limits::default()).unwrap();
    let mut anew = text.to_owned();
    for reference in reading.signatures.iter().flat_map(|one| &one.references) {
        let (was, is) = (reference.expected.as_ref().unwrap(), reference.found.as_ref().unwrap());
        anew = anew.replace(&STANDARD.encode(was), &STANDARD.encode(is));
    }
    anew
}

fn exchanged(text: &str, from: &str, to: &str) -> String {
    let changed = text.replacen(from, to, 1);
    assert_ne!(changed, text, "«{from}» is there");
    changed
}

/// From the first `from` to the first `to` after it, both with.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap();
    let end = start + text[start..].find(to).unwrap() + to.len();
    &text[start..end]
}

/// Which covers all but itself, as many programs do, and so whatever is signed later too.
fn of_all_but_itself(document: &str) -> String {
    let text = signed(document, FIRST);
    let filter =
        between(&text, "<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\">", "</ds:Transform>");
    let enveloped = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    digested_anew(&exchanged(&text, filter, enveloped))
}

/// After Mario, Lucia.
fn told(left: &str, back: &str) -> Vec<Reason> {
    check_seen(&lucia(left.as_bytes()), back.as_bytes(), &[seen(MARIO, 0), seen(LUCIA, 1)]).err().unwrap_or_default()
}

#[test]
fn an_xml_comes_back_with_the_signature_and_nothing_else() {
    let alone = Expected { before: &[], ..lucia(ACT.as_bytes()) };
    let once = signed(ACT, FIRST);
    assert!(check_seen(&alone, once.as_bytes(), &[seen(LUCIA, 1)]).is_ok());
    let twice = signed(&once, SECOND);
    assert!(told(&once, &twice).is_empty(), "{:?}", told(&once, &twice));
    // What a program that reads XML does not see: another declaration, other line ends.
    let bare = exchanged(&twice, between(&twice, "<?xml", "?>"), "");
    let told = told(&once, &format!("\u{feff}{}", bare.trim_start().replace('\n', "\r\n")));
    assert!(told.is_empty(), "{told:?}");
    let nobody = check_seen(&alone, ACT.as_bytes(), &[]).unwrap_err();
    assert_eq!(nobody, [Reason::NotSigned]);
}

#[test]
fn an_xml_that_was_changed_before_or_after_it_was_signed_is_refused() {
    let once = signed(ACT, FIRST);
    let style = "<?xml-stylesheet href=\"x.xsl\"?><atto";
    for (from, to) in [("Si paga 10", "Si paga 1000"), ("<nota/>", "<nota/> "), ("bozza", "atto"), ("<atto", style)] {
        for left in [ACT, &once] {
            let changed = signed(&exchanged(left, from, to), SECOND);
            assert_eq!(told(left, &changed), [Reason::RewrittenXml], "{from}");
        }
        let after = told(&once, &exchanged(&signed(&once, SECOND), from, to));
        assert!(after.contains(&Reason::RewrittenXml), "{from}: {after:?}");
    }
    assert_eq!(told(&once, &signed(ACT, SECOND)), [Reason::RewrittenXml], "the first signature was thrown away");
    assert!(Reason::RewrittenXml.to_string().ends_with("con un altro programma."));
    assert!(told(&once, "<atto").contains(&Reason::RewrittenXml), "it cannot be read");
}

#[test]
fn a_signature_of_a_part_or_with_something_that_nobody_signed_is_refused() {
    let text = signed(ACT, SECOND);
    let part = exchanged(&text, between(&text, "<ds:Transforms>", "</ds:Transforms>"), "");
    let part = digested_anew(&exchanged(&part, "URI=\"\"", "URI=\"#o\""));
    assert_eq!(told(ACT, &part), [Reason::NotWhole]);
    let more =
        exchanged(&text, "</ds:Signature>", "<ds:Object><oggetto>Si paga 1000</oggetto></ds:Object></ds:Signature>");
    assert_eq!(told(ACT, &more), [Reason::NotWhole]);
    // Upon the signature that was there.
    let once = signed(ACT, FIRST);
    let inner = between(&text, "<ds:Signature ", "</ds:Signature>");
    let upon = exchanged(&once, "</ds:Signature>", &format!("<ds:Object>{inner}</ds:Object></ds:Signature>"));
    assert_eq!(told(&once, &upon), [Reason::RewrittenXml, Reason::NotWhole]);
}

#[test]
fn a_signature_that_covers_what_comes_after_it_is_told_before_it_breaks() {
    let left = of_all_but_itself(ACT);
    assert_eq!(told(&left, &signed(&left, SECOND)), [Reason::Breaks]);
    assert!(!bears_another(left.as_bytes()).unwrap());
    let once = signed(ACT, FIRST);
    assert!(bears_another(once.as_bytes()).unwrap() && bears_another(ACT.as_bytes()).unwrap());
    assert!(bears_another(b"<atto").is_err());
}
