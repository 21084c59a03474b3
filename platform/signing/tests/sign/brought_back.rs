//! The document that was taken away and comes back.

use chrono::{DateTime, TimeZone, Utc};
use firma_pdf::{Appearance, Dss, NewSignature, NewTimeStamp, append_evidence, prepare, prepare_time_stamp};
use signing::sign::brought_back::{Expected, Reason, Seen, check_seen};
use signing::verify::report::Mark;

use crate::paper::{paper, text, update, with_catalog};

pub const MARIO: &str = "RSSMRA80A01M999X";
pub const LUCIA: &str = "BNCLCU80A41M999Y";

pub fn at(minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 26, 10, minute, 0).unwrap()
}

pub fn seen(code: &str, minute: u32) -> Seen {
    Seen {
        tax_code: Some(code.to_owned()),
        name: code.to_owned(),
        claimed: Some(at(minute)),
        mark: Mark::Green,
        sentence: "frase".into(),
    }
}

/// After Mario, Lucia signs.
pub fn lucia(left: &[u8]) -> Expected<'_> {
    Expected { left, before: &[MARIO], nameless: &[], signer: LUCIA }
}

/// Not a CMS, but as long as it says: what it is worth is the report's to say.
const CMS: &[u8] = &[0x30, 3, 2, 1, 5];

fn signed(bytes: &[u8], field: &str) -> Vec<u8> {
    prepare(bytes, &NewSignature::new(field)).unwrap().place(CMS).unwrap()
}

/// With a mark that is seen.
fn marked(bytes: &[u8], field: &str, rectangle: [f64; 4]) -> Vec<u8> {
    let mut what = NewSignature::new(field);
    what.rectangle = Some(rectangle);
    what.appearance = Some(Appearance::Content { content: b"0 0 200 60 re S".to_vec(), resources: b"<<>>".to_vec() });
    prepare(bytes, &what).unwrap().place(CMS).unwrap()
}

/// What is said of a PDF that left and came back, signed by whose turn it is.
fn back(left: &[u8], back: &[u8]) -> Result<Seen, Vec<Reason>> {
    check_seen(&lucia(left), back, &[seen(MARIO, 0), seen(LUCIA, 1)])
}

fn altered(left: &[u8], with: &[u8]) -> String {
    let reasons = back(left, with).unwrap_err();
    let [reason @ Reason::Altered(_)] = reasons.as_slice() else { panic!("{reasons:?}") };
    reason.to_string()
}

#[test]
fn the_one_whose_turn_it_is_signed_the_document_that_left() {
    let left = signed(&paper(), "Mario");
    let with = signed(&left, "Lucia");
    let new = check_seen(&lucia(&left), &with, &[seen(MARIO, 0), seen(&LUCIA.to_lowercase(), 1)]).unwrap();
    assert_eq!(new.name, LUCIA.to_lowercase());
    // Another tool puts the signers of an envelope in another order, and its clock is a little behind.
    assert!(check_seen(&lucia(&left), &with, &[seen(LUCIA, 0), seen(MARIO, 5)]).is_ok());
}

#[test]
fn a_signature_may_have_a_mark_a_time_stamp_and_its_evidence() {
    for left in [paper(), signed(&paper(), "Mario")] {
        let with = marked(&left, "Lucia", [300.0, 50.0, 500.0, 110.0]);
        assert!(back(&left, &with).is_ok(), "{:?}", back(&left, &with));
        let store = Dss { certificates: vec![b"uno".to_vec()], crls: vec![b"due".to_vec()], ..Dss::default() };
        let with = append_evidence(&with, &store).unwrap();
        let stamp = prepare_time_stamp(&with, &NewTimeStamp { field: "Marca".into(), room: 200 }).unwrap();
        let with = stamp.place(CMS).unwrap();
        assert!(back(&left, &with).is_ok(), "{:?}", back(&left, &with));
    }
}

/// Whoever signs signs what was sent out, not what it was made into before or after.
#[test]
fn a_pdf_that_was_changed_before_or_after_it_was_signed_is_refused() {
    for left in [paper(), signed(&paper(), "Mario")] {
        let paid = [(4, text("Si paga 1000"))];
        let before = altered(&left, &signed(&update(&left, &paid), "Lucia"));
        assert!(before.contains("il contenuto della pagina 1"), "{before}");
        assert!(before.ends_with("firmalo senza modificarlo."), "{before}");
        let after = altered(&left, &update(&signed(&left, "Lucia"), &paid));
        assert!(after.contains("il contenuto della pagina 1"), "{after}");
        // A mark upon the whole page hides what it says.
        altered(&left, &marked(&left, "Lucia", [0.0, 0.0, 595.0, 842.0]));
    }
}

/// Whatever they are, they are not what was sent out, nor the signature.
#[test]
fn foreign_bytes_behind_the_signed_pdf_are_refused() {
    for left in [paper(), signed(&paper(), "Mario")] {
        let with = signed(&left, "Lucia");
        let told = altered(&left, &[&with, &b"altro"[..]].concat());
        assert!(told.contains("dopo la fine del PDF ci sono 5 byte estranei"), "{told}");
        assert!(back(&left, &[&with, &b" \r\n"[..]].concat()).is_ok());
    }
}

#[test]
fn what_was_changed_is_told_once() {
    let left = paper();
    let page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Resources<<>>/Contents 4 0 R>>".to_vec();
    let once = update(&left, &[(4, text("Si paga 1000"))]);
    let again = update(&update(&once, &[(3, page)]), &[(4, text("Si paga 10000"))]);
    let told = altered(&left, &signed(&again, "Lucia"));
    assert_eq!(told.matches("il contenuto della pagina 1").count(), 1, "{told}");
    assert!(told.contains("la misura"), "{told}");
}

#[test]
fn a_pdf_that_was_written_anew_is_refused_in_a_clear_sentence() {
    let left = paper();
    let anew = signed(&with_catalog("/Lang(it)", &[]), "Lucia");
    let reasons = back(&left, &anew).unwrap_err();
    assert_eq!(reasons, [Reason::Rewritten]);
    assert!(reasons[0].to_string().contains("l'ha riscritto invece di aggiungere la firma in fondo"));
    assert_eq!(back(&left, b"%PDF-1.7 altra determina"), Err(vec![Reason::Rewritten]));
    assert_eq!(back(&left, b"altro"), Err(vec![Reason::OtherDocument]));
    // Something that only begins like it: no revision ends where it ended.
    let cut = &left[..left.len() - 20];
    altered(cut, &signed(&left, "Lucia"));
}

#[test]
fn every_reason_is_told_together() {
    let other = b"altra determina";
    let stranger = Seen { tax_code: None, name: "Ignoto".into(), ..seen(MARIO, 0) };
    let third = seen("VRDGPP80A01M999Z", 2);
    let reasons = check_seen(&lucia(&paper()), other, &[stranger, third]).unwrap_err();
    let expected = [
        Reason::OtherDocument,
        Reason::Lost(MARIO.into()),
        Reason::Nameless("Ignoto".into()),
        Reason::NotTheirTurn("VRDGPP80A01M999Z".into()),
    ];
    assert_eq!(reasons, expected);
    assert!(reasons.iter().all(|reason| reason.to_string().ends_with('.')));
}

#[test]
fn without_the_signature_that_is_waited_for_it_is_not_taken() {
    let left = signed(&paper(), "Mario");
    let with = signed(&left, "Lucia");
    assert_eq!(check_seen(&lucia(&left), &left, &[seen(MARIO, 0)]), Err(vec![Reason::NotSigned]));
    let twice = [seen(MARIO, 0), seen(LUCIA, 1), seen(LUCIA, 2)];
    assert_eq!(check_seen(&lucia(&left), &with, &twice), Err(vec![Reason::Twice(LUCIA.into())]));
    let red = Seen { mark: Mark::Red, ..seen(LUCIA, 1) };
    assert_eq!(check_seen(&lucia(&left), &with, &[seen(MARIO, 0), red]), Err(vec![Reason::NotValid("frase".into())]));
}

#[test]
fn the_order_of_the_signatures_is_that_of_the_turns() {
    let left = signed(&paper(), "Mario");
    let early = check_seen(&lucia(&left), &signed(&left, "Lucia"), &[seen(MARIO, 30), seen(LUCIA, 10)]);
    assert_eq!(early, Err(vec![Reason::TooEarly { claimed: at(10), before: at(30) }]));
}

/// The seal of a body may have no tax code: what bore one when it left is signed and brought back like any other.
#[test]
fn a_seal_that_was_there_before_stops_nobody_and_may_not_go_away() {
    let left = signed(&paper(), "Sigillo");
    let with = signed(&left, "Lucia");
    let seal = || Seen { tax_code: None, name: "Comune".into(), ..seen(MARIO, 0) };
    let expected = Expected { left: &left, before: &[], nameless: &["Comune"], signer: LUCIA };
    assert!(check_seen(&expected, &with, &[seal(), seen(LUCIA, 1)]).is_ok());
    assert_eq!(check_seen(&expected, &with, &[seen(LUCIA, 1)]), Err(vec![Reason::Lost("Comune".into())]));
    let two = check_seen(&expected, &with, &[seal(), seal(), seen(LUCIA, 1)]);
    assert_eq!(two, Err(vec![Reason::Nameless("Comune".into())]));
}
