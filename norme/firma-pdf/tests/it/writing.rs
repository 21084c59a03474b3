//! What is added to a PDF is read back as it was meant, and nothing that was there changes.

use crate::made::{CMS, file, objects, paper, signed};
use firma_pdf::{
    Appearance, Code, Coverage, Dss, NewSignature, NewTimeStamp, Permission, Purpose, SubFilter, Verdict, Vri,
    append_evidence, drawable, page, prepare, prepare_time_stamp, read,
};

#[test]
fn a_signature_is_read_back() {
    let mut what = NewSignature::new("Firma1");
    what.rectangle = Some([50.0, 50.0, 250.0, 110.0]);
    what.appearance = Some(Appearance::Content { content: b"0 0 200 60 re S".to_vec(), resources: b"<<>>".to_vec() });
    what.name = Some("Nicolò Rossi".to_owned());
    what.reason = Some("Determina (n. 1)".to_owned());
    what.at = chrono::DateTime::parse_from_rfc3339("2026-01-31T10:00:00+01:00").ok();
    let paper = paper("");
    let prepared = prepare(&paper, &what).expect("prepared");
    let hashed = prepared.signed().concat();
    let made = prepared.place(CMS).expect("placed");
    assert!(made.starts_with(&paper), "what was there is not touched");
    let reading = read(&made).expect("read");
    let [one] = reading.signatures.as_slice() else { panic!("{reading:?}") };
    assert_eq!(one.signed_bytes(&made).collect::<Vec<_>>().concat(), hashed, "what was hashed is what is covered");
    assert_eq!(
        (one.coverage, one.purpose, one.verdict()),
        (Coverage::WholeFile, Purpose::Approval, Verdict::Permitted)
    );
    assert_eq!(one.cms, CMS);
    assert_eq!((one.anomalies.len(), reading.anomalies.len()), (0, 0), "{:?} {:?}", one.anomalies, reading.anomalies);
    assert_eq!(one.name.as_deref(), Some("Nicolò Rossi"));
    assert_eq!(one.reason.as_deref(), Some("Determina (n. 1)"));
    assert_eq!(one.claimed_at, what.at);
    let mark = one.mark.expect("mark");
    assert_eq!((mark.page, mark.rectangle, mark.visible()), (Some(0), [50.0, 50.0, 250.0, 110.0], true));
}

#[test]
fn a_certification_forbids_what_it_says() {
    let mut what = NewSignature::new("Firma1");
    what.permission = Some(Permission::Nothing);
    let certified = prepare(&paper(""), &what).expect("prepared").place(CMS).expect("placed");
    let one = &read(&certified).expect("read").signatures[0];
    assert_eq!((one.purpose, one.permission), (Purpose::Certification, Some(Permission::Nothing)));
    assert!(prepare(&certified, &NewSignature::new("Firma2")).is_err());
    let stamp = NewTimeStamp { field: "Marca1".to_owned(), room: 4_000 };
    assert!(prepare_time_stamp(&certified, &stamp).is_ok());
    what.field = "Firma3".to_owned();
    assert!(prepare(&signed(&paper(""), "Firma1"), &what).is_err(), "only the first signature certifies");
    assert!(prepare(&signed(&paper(""), "Firma1"), &NewSignature::new("Firma1")).is_err(), "the name is taken");
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut what = NewSignature::new("Firma1");
    what.room = 4;
    assert!(prepare(&paper(""), &what).expect("prepared").place(CMS).is_err());
    what.room = 5;
    assert!(prepare(&paper(""), &what).expect("prepared").place(CMS).is_ok());
}

#[test]
fn signatures_evidence_and_time_stamps_follow_one_another() {
    let twice = signed(&signed(&paper(""), "Firma1"), "Firma2");
    let evidence = Dss {
        certificates: vec![b"uno".to_vec(), b"due".to_vec()],
        crls: vec![vec![b'c'; 5_000]],
        ocsps: vec![],
        vri: vec![Vri { key: "AB".repeat(20), certificates: vec![1], crls: vec![0], ..Vri::default() }],
    };
    let kept = append_evidence(&twice, &evidence).expect("evidence");
    assert_eq!(read(&kept).expect("read").dss.as_ref(), Some(&evidence));
    let stamp = NewTimeStamp { field: "Marca1".to_owned(), room: 4_000 };
    let stamped = prepare_time_stamp(&kept, &stamp).expect("prepared").place(CMS).expect("placed");
    let more = Dss { certificates: vec![b"due".to_vec(), b"tre".to_vec()], ..Dss::default() };
    let last = append_evidence(&stamped, &more).expect("evidence");
    let reading = read(&last).expect("read");
    let dss = reading.dss.expect("store");
    assert_eq!(dss.certificates, [b"uno", b"due", b"tre"]);
    assert_eq!(dss.vri, evidence.vri);
    let kinds: Vec<_> = reading.signatures.iter().map(|one| (one.field.as_str(), one.coverage)).collect();
    let after = |after| Coverage::Revision { after };
    assert_eq!(kinds, [("Firma1", after(4)), ("Firma2", after(3)), ("Marca1", after(1))]);
    assert_eq!(reading.signatures[2].sub_filter, SubFilter::Rfc3161);
    assert!(reading.anomalies.is_empty(), "{:?}", reading.anomalies);
    assert!(times(&last, b"/ID[<01> <02>]") >= 5, "each revision keeps the identity");
}

fn times(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).filter(|window| *window == what).count()
}

/// The Latin letters of the font that documents are written in.
fn font() -> &'static [u8] {
    let face = |bytes: &&[u8]| ttf_parser::Face::parse(bytes, 0).is_ok_and(|face| face.glyph_index('à').is_some());
    typst_assets::fonts().find(face).expect("a font")
}

#[test]
fn a_mark_is_drawn_without_fonts() {
    let mut what = NewSignature::new("Firma1");
    what.rectangle = Some([50.0, 50.0, 250.0, 110.0]);
    let lines = vec!["Firmato da Nicolò Rossi".to_owned(), "il 31 gennaio 2026".to_owned()];
    let code = Some(Code { side: 2, dark: vec![true, false, false, true] });
    let drawn = |lines: Vec<String>, code| {
        let mut what = what.clone();
        what.appearance = Some(Appearance::Text { lines, font: font().into(), code });
        prepare(&paper(""), &what).map(|prepared| prepared.place(CMS).expect("placed"))
    };
    let made = drawn(lines.clone(), code).expect("made");
    if std::env::var_os("KEEP").is_some() {
        std::fs::write(std::env::temp_dir().join("firma-pdf-segno.pdf"), &made).expect("kept");
    }
    assert!(read(&made).expect("read").signatures[0].mark.expect("mark").visible());
    assert_eq!(times(&made, b"/Type/Font"), times(&paper(""), b"/Type/Font"), "no font is added");
    assert!(drawn(lines.clone(), Some(Code { side: 3, dark: vec![true] })).is_err(), "not a square");
    assert!(drawn(vec!["x".repeat(201)], None).is_err(), "too long");
    assert!(drawn(vec!["漢".to_owned()], None).is_err(), "a letter that the font does not have is not left out");
}

/// A document whose one page has this in place of its media box, below a node with that.
fn shaped(page: &str, above: &str) -> Vec<u8> {
    let mut objects = objects("");
    for (number, text) in &mut objects {
        match number {
            2 => *text = format!("<</Type/Pages/Kids[3 0 R]/Count 1{above}>>"),
            3 => *text = text.replace("/MediaBox[0 0 595 842]", page),
            _ => {}
        }
    }
    file(&objects)
}

#[test]
fn a_page_is_as_large_as_it_is_shown_and_turned_as_it_is_shown() {
    let of = |on: &str, above: &str| page(&shaped(on, above), None).expect("page");
    let plain = of("/MediaBox[0 0 595 842]", "");
    assert_eq!((plain.number, plain.area, plain.turned), (0, [0.0, 0.0, 595.0, 842.0], 0));
    let above = of("", "/MediaBox[0 842 595 0]/Rotate 450");
    assert_eq!((above.area, above.turned), ([0.0, 0.0, 595.0, 842.0], 90), "from the node above, corners in any order");
    let cropped = of("/MediaBox[0 0 595 842]/CropBox[-10 20 300 900]/Rotate -90", "");
    assert_eq!((cropped.area, cropped.turned), ([0.0, 20.0, 300.0, 842.0], 270));
    let nonsense = of("/MediaBox[0 0 595 842]/CropBox[900 900 901 901]/Rotate 17", "");
    assert_eq!((nonsense.area, nonsense.turned), ([0.0, 0.0, 595.0, 842.0], 0));
    assert_eq!(of("", "").area, [0.0, 0.0, 595.0, 842.0], "A4 where nobody says");
    assert!(page(&paper(""), Some(1)).is_err());
}

#[test]
fn a_mark_on_a_turned_page_is_drawn_upright() {
    for (turned, matrix, corner) in [
        (0, None, "/BBox[0 0 200 60]"),
        (90, Some("/Matrix[0 1 -1 0 0 0]"), "/BBox[0 0 60 200]"),
        (180, Some("/Matrix[-1 0 0 -1 0 0]"), "/BBox[0 0 200 60]"),
        (270, Some("/Matrix[0 -1 1 0 0 0]"), "/BBox[0 0 60 200]"),
    ] {
        let mut what = NewSignature::new("Firma1");
        what.rectangle = Some([50.0, 50.0, 250.0, 110.0]);
        what.appearance = Some(Appearance::Content { content: b"f".to_vec(), resources: b"<<>>".to_vec() });
        what.turned = turned;
        let made = prepare(&paper(""), &what).expect("prepared").place(CMS).expect("placed");
        let all: String = made.iter().map(|byte| char::from(*byte)).collect();
        assert_eq!(all.contains("/Matrix"), matrix.is_some(), "{turned}");
        assert!(matrix.is_none_or(|matrix| all.contains(matrix)) && all.contains(corner), "{turned}");
        assert_eq!(read(&made).expect("read").signatures[0].verdict(), Verdict::Permitted);
    }
}

#[test]
fn a_letter_that_no_font_has_keeps_nobody_from_signing() {
    assert_eq!(drawable("Nicolò 漢", font()), "Nicolò ?");
    assert_eq!(drawable("Nicolò", b"no font"), "Nicolò");
}
