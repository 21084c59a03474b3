//! Signatures that hold, in documents that say something else than what was signed (XML signature wrapping).

use crate::standards::xades;
use firma_xml::{Anomaly, Check, Limits, Problem, Reading, read};

const SAMPLE: &str = "valid-xades-structure.xml";

fn sample() -> Option<String> {
    let text = String::from_utf8(xades(SAMPLE)?).expect("UTF-8");
    Some(text.split_once("?>").expect("a declaration").1.to_owned())
}

fn reading(text: &str) -> Reading<'static> {
    read(text.as_bytes(), &[], Limits::default()).expect("a document")
}

/// The text of the signed object, and the signature without it.
fn taken_out(text: &str) -> (String, String) {
    let start = text.find("<ds:Object Id=\"o-id-1\"").expect("the object");
    let end = start + text[start..].find("</ds:Object>").expect("its end") + "</ds:Object>".len();
    (text[start..end].to_owned(), [&text[..start], &text[end..]].concat())
}

#[test]
fn a_second_element_of_the_same_identifier_makes_it_untellable() {
    let Some(text) = sample() else { return };
    let twice = text.replace("</ds:Signature>", "<ds:Object Id=\"o-id-1\">YWx0cm8=</ds:Object></ds:Signature>");
    let reading = reading(&twice);
    let signature = &reading.signatures[0];
    let ambiguous = Problem::Ambiguous { id: "o-id-1".to_owned(), count: 2 };
    assert_eq!(signature.references[0].check, Check::Unknown(ambiguous));
    let told = Anomaly::RepeatedId { id: "o-id-1".to_owned(), count: 2 };
    assert!(signature.anomalies.contains(&told) && told.is_grave(), "{:?}", signature.anomalies);
    assert!(!signature.references_hold());
}

#[test]
fn a_signed_object_that_was_moved_out_is_told() {
    let Some(text) = sample() else { return };
    let (object, rest) = taken_out(&text);
    let object = object.replace("<ds:Object", "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"");
    let moved = format!("<atto><importo>1000000</importo>{rest}<cestino>{object}</cestino></atto>");
    let reading = reading(&moved);
    let signature = &reading.signatures[0];
    assert!(signature.references_hold(), "the digests still match: {:?}", signature.references);
    assert!(signature.anomalies.iter().any(|it| matches!(it, Anomaly::Moved { .. }) && it.is_grave()));
}

#[test]
fn properties_that_were_exchanged_are_told() {
    let Some(text) = sample() else { return };
    let start = text.find("<xades:SignedProperties").expect("properties");
    let end = text.find("</xades:SignedProperties>").expect("their end") + "</xades:SignedProperties>".len();
    let original = &text[start..end];
    let forged = original.replace("Id=\"xades-id", "Id=\"altro-id").replace("2018-03-14", "2019-01-01");
    let exchanged = text.replace(original, &forged);
    let hidden = format!(
        "<ds:Object><x xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">{original}</x></ds:Object></ds:Signature>"
    );
    let exchanged = exchanged.replace("</ds:Signature>", &hidden);
    let reading = reading(&exchanged);
    let signature = &reading.signatures[0];
    assert!(!signature.properties.as_ref().expect("properties").signed);
    assert!(signature.anomalies.contains(&Anomaly::PropertiesNotSigned), "{:?}", signature.anomalies);
    assert!(signature.anomalies.iter().any(|it| matches!(it, Anomaly::NotTheProperties { .. })));
}

#[test]
fn a_second_group_of_properties_is_told() {
    let Some(text) = sample() else { return };
    let group =
        "<ds:Object><xades:QualifyingProperties xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\"/></ds:Object>";
    let reading = reading(&text.replace("</ds:Signature>", &format!("{group}</ds:Signature>")));
    assert!(reading.signatures[0].anomalies.contains(&Anomaly::ManyProperties(2)));
}

#[test]
fn an_enveloped_signature_does_not_hold_in_another_document() {
    let Some(bytes) = xades("validation/dss-signed.xml") else { return };
    let text = String::from_utf8(bytes).expect("UTF-8");
    let text = text.split_once("?>").expect("a declaration").1;
    let around = reading(&format!("<atto>{text}</atto>"));
    assert_eq!(around.signatures[0].references[0].check, Check::Differs);
    let changed = reading(&text.replace("Hello", "Hallo"));
    assert_eq!(changed.signatures[0].references[0].check, Check::Differs);
    let with_comment = reading(&text.replace("Hello", "Hel<!-- -->lo"));
    assert_eq!(with_comment.signatures[0].references[0].check, Check::Matches, "comments are not signed");
    assert_eq!(
        with_comment.document().child("tr").and_then(|row| row.child("td")).and_then(|it| it.text()).as_deref(),
        Some("Hello"),
        "and do not hide text"
    );
}

#[test]
fn two_parts_of_one_kind_in_a_signature_are_told() {
    let Some(text) = sample() else { return };
    let twice = text.replace("</ds:SignedInfo>", "</ds:SignedInfo><ds:SignedInfo/>");
    let reading = reading(&twice);
    assert!(reading.signatures[0].anomalies.contains(&Anomaly::Structure("SignedInfo")));
}
