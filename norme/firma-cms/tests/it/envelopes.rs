//! Envelopes made here, for the dresses that the official samples do not wear.

use firma_cms::{Error, Kind, LAYERS_MAX};

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut element = vec![tag];
    match u8::try_from(content.len()) {
        Ok(length) if length < 0x80 => element.push(length),
        _ => {
            element.push(0x84);
            element.extend(u32::try_from(content.len()).expect("short").to_be_bytes());
        }
    }
    element.extend_from_slice(content);
    element
}

fn indefinite(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const TIME_STAMPED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x1f];

fn envelope(kind: &[u8], octets: Option<&[u8]>) -> Vec<u8> {
    let content = octets.map(|octets| tlv(0xa0, octets)).unwrap_or_default();
    let enclosed = tlv(0x30, &[tlv(0x06, DATA), content].concat());
    let body = tlv(0x30, &[tlv(0x02, &[1]), tlv(0x31, &[]), enclosed, tlv(0x31, &[])].concat());
    tlv(0x30, &[tlv(0x06, kind), tlv(0xa0, &body)].concat())
}

fn signed(document: &[u8]) -> Vec<u8> {
    envelope(SIGNED_DATA, Some(&tlv(0x04, document)))
}

#[test]
fn a_document_cut_into_pieces_with_indefinite_lengths() {
    let pieces = [tlv(0x04, b"%PDF-"), indefinite(0x24, &tlv(0x04, b"1.7"))].concat();
    let enclosed = indefinite(0x30, &[tlv(0x06, DATA), indefinite(0xa0, &indefinite(0x24, &pieces))].concat());
    let body = indefinite(0x30, &[tlv(0x02, &[1]), tlv(0x31, &[]), enclosed, tlv(0x31, &[])].concat());
    let file = indefinite(0x30, &[tlv(0x06, SIGNED_DATA), indefinite(0xa0, &body)].concat());
    assert_eq!(firma_cms::content(&file).expect("content").bytes, b"%PDF-1.7");
}

#[test]
fn signatures_in_turn_are_opened_up_to_a_bound() {
    let mut file = signed(b"documento");
    for _ in 1..LAYERS_MAX {
        file = signed(&file);
    }
    let content = firma_cms::content(&file).expect("content");
    assert_eq!(content.unopened, None);
    assert_eq!((content.depth(), content.bytes.as_slice()), (LAYERS_MAX, &b"documento"[..]));
    let beyond = firma_cms::content(&signed(&file)).expect("content");
    assert_eq!(beyond.unopened, Some(Error::TooDeep { limit: LAYERS_MAX }));
    assert_eq!(beyond.bytes, signed(b"documento"));
}

#[test]
fn a_time_stamp_envelope_around_a_signed_file() {
    let body = tlv(0x30, &[tlv(0x02, &[1]), tlv(0x04, &signed(b"documento")), tlv(0xa0, &[])].concat());
    let file = tlv(0x30, &[tlv(0x06, TIME_STAMPED), tlv(0xa0, &body)].concat());
    let content = firma_cms::content(&file).expect("content");
    let kinds: Vec<Kind> = content.layers.iter().map(|layer| layer.kind).collect();
    assert_eq!((kinds, content.bytes.as_slice()), (vec![Kind::TimeStamped, Kind::Signed], &b"documento"[..]));
}

#[test]
fn what_is_not_a_signed_document_is_named() {
    let cut = signed(&[b'x'; 300]);
    let enveloped = &[SIGNED_DATA.get(..8).expect("arc"), &[3]].concat();
    let cases: [(&[u8], Error); 7] = [
        (b"", Error::Empty),
        (b"0,1,2", Error::NotP7m),
        (cut.get(..100).expect("long"), Error::Truncated),
        (&envelope(SIGNED_DATA, None), Error::Detached),
        (&envelope(enveloped, None), Error::NotSigned("è cifrata")),
        (&tlv(0x30, &tlv(0x02, &[1])), Error::NotP7m),
        (&tlv(0x30, &tlv(0x06, SIGNED_DATA)), Error::Damaged("manca il contenuto della busta")),
    ];
    for (bytes, expected) in cases {
        assert_eq!(firma_cms::content(bytes), Err(expected));
    }
}

#[test]
fn an_empty_document_is_still_a_document() {
    assert_eq!(firma_cms::content(&signed(b"")).expect("content").bytes, b"");
}
