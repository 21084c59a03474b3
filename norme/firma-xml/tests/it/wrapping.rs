//! Signatures that hold, in documents that say something else than what was signed (XML signature wrapping).

use crate::made::{ACT, detached, made};
use crate::standards::xades;
use firma_xml::make::{Content, Values, add_values};
use firma_xml::{Anomaly, Check, Extent, External, Limits, Problem, Reading, read};

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

fn enveloping() -> String {
    let content = Content::Enveloping { bytes: b"Si paga 10", mime: "text/plain" };
    String::from_utf8(made(content)).expect("UTF-8").split_once("?>").expect("a declaration").1.trim().to_owned()
}

fn extent(text: &str) -> (Extent, Vec<Anomaly>) {
    let reading = reading(text);
    let signature = &reading.signatures[0];
    assert!(signature.references_hold(), "the digests still match: {:?}", signature.references);
    (signature.extent, signature.anomalies.clone())
}

#[test]
fn what_a_signature_signs_is_the_whole_only_where_nobody_can_read_more() {
    let enveloped = String::from_utf8(made(Content::Enveloped(ACT.as_bytes()))).expect("UTF-8");
    assert_eq!(extent(&enveloped), (Extent::Whole, Vec::new()));
    assert_eq!(extent(&enveloping()), (Extent::Whole, Vec::new()));
    let signed = [External { name: "atto.pdf", bytes: b"uno" }];
    let beside = String::from_utf8(detached(&signed)).expect("UTF-8");
    let read_with = |text: &str| {
        let files = [External { name: "", bytes: b"uno" }];
        read(text.as_bytes(), &files, Limits::default()).expect("a document").signatures[0].extent
    };
    assert_eq!(read_with(&beside), Extent::Beside);
    let alone = beside.split_once("?>").expect("a declaration").1.trim();
    assert_eq!(read_with(&format!("<firme>{alone}</firme>")), Extent::Beside);
    for around in [format!("<atto><importo>1000</importo>{alone}</atto>"), format!("<atto>Si paga 1000{alone}</atto>")]
    {
        assert_eq!(read_with(&around), Extent::Part);
    }
}

#[test]
fn what_is_enclosed_in_a_signature_that_is_not_the_document_is_part_of_it() {
    let (extent, anomalies) = extent(&format!("<atto><importo>1000</importo>{}</atto>", enveloping()));
    assert_eq!(extent, Extent::Part);
    assert!(matches!(anomalies.as_slice(), [Anomaly::PartOfDocument { .. }]), "{anomalies:?}");
    assert!(anomalies[0].to_string().contains("/atto/Signature/Object"), "{}", anomalies[0]);
}

#[test]
fn what_was_put_into_a_signature_and_is_not_signed_is_told() {
    let act = String::from_utf8(made(Content::Enveloped(ACT.as_bytes()))).expect("UTF-8");
    let forged = "<atto xmlns=\"urn:atto\"><oggetto>Altro</oggetto></atto>";
    let object = format!("<ds:Object>{forged}</ds:Object></ds:Signature>");
    for signed in [act, enveloping()] {
        let with = |from: &str, to: &str| {
            let changed = signed.replacen(from, to, 1);
            assert_ne!(changed, signed);
            extent(&changed)
        };
        let places = [
            with("</ds:Signature>", &object),
            with("</ds:Signature>", &format!("{forged}</ds:Signature>")),
            with("</ds:Signature>", "Si paga 1000</ds:Signature>"),
            with("</ds:KeyInfo>", &format!("{forged}</ds:KeyInfo>")),
            with("</xades:QualifyingProperties>", &format!("</xades:QualifyingProperties>{forged}")),
            with("</xades:QualifyingProperties>", &format!("{forged}</xades:QualifyingProperties>")),
        ];
        for (place, (extent, anomalies)) in places.into_iter().enumerate() {
            assert_eq!(extent, Extent::Part, "{place}");
            let [Anomaly::UnsignedPart { path }] = anomalies.as_slice() else { panic!("{place}: {anomalies:?}") };
            assert!(path.contains("Signature") && !anomalies[0].is_grave(), "{path}");
        }
    }
    let values = Values { certificates: &[b"una"], crls: &[b"due"], ocsps: &[b"tre"] };
    let kept = add_values(enveloping().as_bytes(), "firma-1", values).expect("completed");
    assert_eq!(extent(&String::from_utf8(kept).expect("UTF-8")), (Extent::Whole, Vec::new()));
}

/// Of an enclosed text only its bytes are signed: the element around it may be exchanged.
#[test]
fn the_markup_around_a_text_that_is_signed_by_itself_is_not_signed() {
    let signed = enveloping();
    let encoded = "U2kgcGFnYSAxMA==";
    assert!(signed.contains(encoded));
    let dressed = signed.replace(encoded, &format!("<importo valore=\"1000\">{encoded}</importo>"));
    let (extent, anomalies) = extent(&dressed);
    assert_eq!(extent, Extent::Part);
    assert!(matches!(anomalies.as_slice(), [Anomaly::UnsignedPart { .. }]), "{anomalies:?}");
}

/// However many others are repeated too.
#[test]
fn a_crowd_of_repeated_identifiers_does_not_hide_the_one_that_matters() {
    let signed = enveloping();
    let crowd: String = (0..300).map(|number| format!("<x Id=\"a{number}\"/><x Id=\"a{number}\"/>")).collect();
    let twice = format!("<atto>{crowd}<x Id=\"firma-1\"/>{signed}</atto>");
    let told = Anomaly::RepeatedId { id: "firma-1".to_owned(), count: 2 };
    assert!(reading(&twice).signatures[0].anomalies.contains(&told));
}

/// What came after an archive time stamp it does not cover.
#[test]
fn an_archive_time_stamp_covers_what_stands_before_it() {
    let values = |text: &str, certificate: &[u8], crl: &[u8]| {
        let values = Values { certificates: &[certificate], crls: &[crl], ocsps: &[] };
        String::from_utf8(add_values(text.as_bytes(), "firma-1", values).expect("completed")).expect("UTF-8")
    };
    let archive = "<a:ArchiveTimeStamp xmlns:a=\"http://uri.etsi.org/01903/v1.4.1#\"><xades:EncapsulatedTimeStamp \
                   xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">dG9rZW4=</xades:EncapsulatedTimeStamp></a:ArchiveTimeStamp>";
    let close = "</xades:UnsignedSignatureProperties>";
    let stamped = values(&enveloping(), b"prima", b"anche").replace(close, &format!("{archive}{close}"));
    let after = values(&stamped, b"dopo", b"pure");
    let twice = after.replace(close, &format!("{archive}{close}"));
    let reading = reading(&twice);
    let properties = reading.signatures[0].properties.as_ref().expect("properties");
    let [first, second] = properties.stamps.as_slice() else { panic!("{:?}", properties.stamps) };
    let covered = |stamp: &firma_xml::Stamp| -> Vec<&[u8]> {
        let all = properties.certificates.iter().chain(&properties.crls);
        all.filter(|value| stamp.covers(value)).map(|value| value.bytes.as_slice()).collect()
    };
    assert_eq!(covered(first), [&b"prima"[..], b"anche"]);
    assert_eq!(covered(second), [&b"prima"[..], b"dopo", b"anche", b"pure"]);
    assert!(second.covers_stamp(first) && !first.covers_stamp(second));
}
