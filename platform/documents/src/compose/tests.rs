use hayro_interpret::hayro_syntax::object::{Array, Dict};

use super::*;

/// A PDF of two pages that share their resources; the second has a picture that the first does not draw.
fn two_pages() -> Vec<u8> {
    pdf(&objects())
}

/// Its objects, from the first on.
fn objects() -> Vec<String> {
    vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]/Resources<</Font<</F 7 0 R>>/XObject<</I 8 0 R>>>>>>"
            .to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots[9 0 R]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Rotate 90/Contents 6 0 R>>".to_owned(),
        stream("", "BT /F 12 Tf 60 760 Td (Pagina prima) Tj ET"),
        stream("", "BT /F 12 Tf 60 760 Td (Pagina seconda) Tj ET q 50 0 0 50 60 60 cm /I Do Q"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        stream("/Type/XObject/Subtype/Image/Width 1/Height 3/ColorSpace/DeviceRGB/BitsPerComponent 8", "SEGRETO!!"),
        "<</Type/Annot/Subtype/Widget/Rect[60 60 160 80]/P 4 0 R/AP<</N 10 0 R>>>>".to_owned(),
        stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F 7 0 R>>>>",
            "BT /F 9 Tf 2 4 Td (Firmato da Neri) Tj ET",
        ),
    ]
}

/// The same with one object in place of another, and with more behind them.
fn with(number: usize, object: &str, more: &[String]) -> Vec<u8> {
    let mut all = objects();
    all[number - 1] = object.to_owned();
    all.extend(more.iter().cloned());
    pdf(&all)
}

fn stream(entries: &str, bytes: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{bytes}\nendstream", bytes.len())
}

fn pdf(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = out.len();
    out.push_str(&format!("{table}trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1));
    out.into_bytes()
}

/// A PDF of ours, with one line on each page.
fn ours(lines: &[&str], width: u32, height: u32) -> Vec<u8> {
    let kids: Vec<String> = (0..lines.len()).map(|at| format!("{} 0 R", 4 + 2 * at)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), lines.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    for (at, line) in lines.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {} 0 R/Resources<</Font<</F 3 0 R>>>>>>",
            5 + 2 * at
        ));
        objects.push(stream("", &format!("BT /F 8 Tf 4 10 Td ({line}) Tj ET")));
    }
    pdf(&objects)
}

fn plan(pages: &[u32]) -> Plan {
    let marks: Vec<String> = pages.iter().map(|page| format!("Contrassegno {page}")).collect();
    let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
    Plan {
        pages: pages.to_vec(),
        marks: ours(&marks, 500, 50),
        last: ours(&["Attestazione"], 595, 842),
        title: "Copia conforme".into(),
    }
}

fn words(bytes: &[u8]) -> String {
    crate::text::extract(bytes, &crate::format::recognise(bytes, "", Some(bytes))).text
}

#[test]
fn a_copy_has_every_page_with_its_mark_what_is_drawn_upon_it_and_the_statement() {
    let copy = made(two_pages(), &plan(&[1, 2])).unwrap();
    let said = words(&copy);
    for told in
        ["Pagina prima", "Firmato da Neri", "Contrassegno 1", "Pagina seconda", "Contrassegno 2", "Attestazione"]
    {
        assert!(said.contains(told), "{told} is missing in {said}");
    }
    let read = Pdf::new(Arc::new(copy.clone())).unwrap();
    let sizes: Vec<(f32, f32)> = read.pages().iter().map(|page| page.render_dimensions()).collect();
    assert_eq!(sizes, [(595.0, 842.0), (842.0, 595.0), (595.0, 842.0)], "a turned page stands upright");
    assert_eq!(copy, made(two_pages(), &plan(&[1, 2])).unwrap(), "asked again it is the same");
}

#[test]
fn of_an_extract_nothing_is_left_of_what_was_left_out() {
    let copy = made(two_pages(), &plan(&[1])).unwrap();
    let (said, raw) = (words(&copy), String::from_utf8_lossy(&copy).into_owned());
    assert!(said.contains("Pagina prima") && !said.contains("Pagina seconda"), "{said}");
    assert!(!raw.contains("SEGRETO"), "the picture of the other page does not come along");
    assert!(String::from_utf8_lossy(&made(two_pages(), &plan(&[2])).unwrap()).contains("SEGRETO"));
}

#[test]
fn pages_are_counted_and_those_that_are_not_there_refused() {
    assert_eq!(made(two_pages(), &Plan::default()), Ok(vec![0, 0, 0, 2, 0]));
    assert_eq!(made(two_pages(), &plan(&[3])), Err(Uncopied::NoSuchPage));
    assert_eq!(made(two_pages(), &plan(&[0])), Err(Uncopied::NoSuchPage));
}

#[test]
fn encrypted_and_broken_files_are_told_apart() {
    let locked = String::from_utf8(two_pages()).unwrap().replace("/Root 1 0 R>>", "/Root 1 0 R/Encrypt 7 0 R>>");
    assert_eq!(made(locked.into_bytes(), &plan(&[1])), Err(Uncopied::Encrypted));
    let whole = two_pages();
    for broken in [whole[..whole.len() / 2].to_vec(), b"%PDF-1.4\n".to_vec(), Vec::new()] {
        assert_eq!(made(broken, &plan(&[1])), Err(Uncopied::Broken));
    }
}

#[test]
fn no_cut_of_a_file_makes_it_panic() {
    let (whole, plan) = (two_pages(), plan(&[1, 2]));
    for length in 0..whole.len() {
        let _ = made(whole[..length].to_vec(), &plan);
    }
}

#[test]
fn what_prints_something_else_than_is_seen_does_not_come_along() {
    let entries = "/Type/XObject/Subtype/Image/Width 1/Height 3/ColorSpace/DeviceRGB/BitsPerComponent 8\
        /Alternates[<</Image 11 0 R/DefaultForPrinting true>>]/Metadata 12 0 R";
    let other = [stream("/Subtype/Image", "STAMPATA"), stream("/Type/Metadata", "AUTORE")];
    let copy = made(with(8, &stream(entries, "VISTA!!!!"), &other), &plan(&[1, 2])).unwrap();
    let raw = String::from_utf8_lossy(&copy).into_owned();
    assert!(raw.contains("VISTA") && !raw.contains("STAMPATA") && !raw.contains("AUTORE"), "{raw}");
    let program = stream("/Type/XObject/Subtype/PS", "%!PS showpage");
    let copy = made(with(8, &program, &[]), &plan(&[2])).unwrap();
    assert!(!String::from_utf8_lossy(&copy).contains("showpage"), "no program reaches the printer");
}

#[test]
fn colours_that_nobody_names_come_along() {
    let tree = "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]/Resources<</Font<</F 7 0 R>>\
        /ColorSpace<</DefaultRGB[/CalRGB<</WhitePoint[0.95 1 1.09]>>]/Altro[/CalGray<</WhitePoint[1 1 1]>>]>>>>>>";
    let copy = made(with(2, tree, &[]), &plan(&[1])).unwrap();
    let raw = String::from_utf8_lossy(&copy).into_owned();
    assert!(raw.contains("/DefaultRGB") && raw.contains("/CalRGB") && !raw.contains("/CalGray"), "{raw}");
}

#[test]
fn a_note_that_is_gone_keeps_no_signature_from_being_drawn() {
    let page = "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots[99 0 R null 9 0 R]>>";
    let said = words(&made(with(3, page, &[]), &plan(&[1, 2])).unwrap());
    assert!(said.contains("Firmato da Neri"), "{said}");
}

/// Two pages of which the first draws in two layers, the second of them hidden.
fn layered() -> Vec<u8> {
    let content = "/OC /L1 BDC BT /F 12 Tf 60 760 Td (Pagina prima) Tj ET EMC \
        /OC /L2 BDC BT /F 12 Tf 60 700 Td (Nascosta) Tj ET EMC";
    let mut all = objects();
    all[0] = "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[11 0 R 12 0 R 13 0 R]\
        /D<</OFF[12 0 R]/AS[<</Event/Print/Category[/Print]/OCGs[11 0 R]>>]>>>>>>"
        .to_owned();
    all[2] = "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F 7 0 R>>\
        /Properties<</L1 11 0 R/L2 12 0 R/L3 13 0 R>>>>>>"
        .to_owned();
    all[4] = stream("", content);
    all.push("<</Type/OCG/Name(Dati di Rossi)/Usage<</Print<</PrintState/OFF>>>>>>".to_owned());
    all.push("<</Type/OCG/Name(Prima stesura)>>".to_owned());
    all.push("<</Type/OCG/Name(Di nessuna pagina)>>".to_owned());
    pdf(&all)
}

#[test]
fn of_layers_a_copy_holds_only_whether_they_are_shown() {
    let copy = made(layered(), &plan(&[1, 2])).unwrap();
    let raw = String::from_utf8_lossy(&copy).into_owned();
    for name in ["Rossi", "stesura", "nessuna", "PrintState", "/AS"] {
        assert!(!raw.contains(name), "{name} is in the copy");
    }
    assert_eq!(raw.matches("/Type/OCG").count(), 2, "those that its pages draw in");
    let read = Pdf::new(Arc::new(copy)).unwrap();
    let catalog = read.xref().get::<Dict<'_>>(read.xref().root_id()).unwrap();
    let told = catalog.get::<Dict<'_>>(b"OCProperties".as_slice()).unwrap();
    let shown = told.get::<Dict<'_>>(b"D".as_slice()).unwrap();
    let count = |dict: &Dict<'_>, key: &[u8]| dict.get::<Array<'_>>(key).unwrap().raw_iter().count();
    assert_eq!((count(&told, b"OCGs"), count(&shown, b"OFF")), (2, 1));
}

#[test]
fn an_extract_holds_nothing_that_its_pages_hide() {
    assert_eq!(made(layered(), &plan(&[1])), Err(Uncopied::Unseen));
    assert!(made(layered(), &plan(&[2])).is_ok(), "the other page hides nothing");
    // A sheet with two pages, of which a smaller box shows one.
    let half = "<</Type/Page/Parent 2 0 R/CropBox[0 0 595 421]/Contents 5 0 R>>";
    let sheet = with(3, half, &[]);
    assert_eq!(made(sheet.clone(), &plan(&[1])), Err(Uncopied::Unseen));
    assert!(made(sheet, &plan(&[1, 2])).is_ok(), "a whole copy leaves nothing out");
}

#[test]
fn a_form_that_each_reader_draws_its_own_way_is_refused() {
    let field = |more: &str| format!("<</Type/Annot/Subtype/Widget/FT/Tx/Rect[60 60 160 80]/P 3 0 R{more}>>");
    let filled = with(9, &field("/V(Malaspina)"), &[]);
    assert_eq!(made(filled.clone(), &plan(&[1, 2])), Err(Uncopied::Unfilled));
    assert!(made(filled, &plan(&[2])).is_ok(), "it stands on the first page");
    assert!(made(with(9, &field(""), &[]), &plan(&[1])).is_ok(), "an empty field shows nothing to anyone");
    assert!(made(with(9, &field("/V(Malaspina)/F 2"), &[]), &plan(&[1])).is_ok(), "nor does a hidden one");
    let child = field("/Parent 11 0 R");
    assert_eq!(made(with(9, &child, &["<</FT/Tx/V(Malaspina)>>".to_owned()]), &plan(&[1])), Err(Uncopied::Unfilled));
    // Its appearance is that of an earlier value: the reader is told to draw it anew.
    let catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm<</NeedAppearances true/Fields[9 0 R]>>>>";
    let mut all = objects();
    all[0] = catalog.to_owned();
    all[8] = field("/V(Malaspina)/AP<</N 10 0 R>>");
    assert_eq!(made(pdf(&all), &plan(&[1])), Err(Uncopied::Unfilled));
}

#[test]
fn what_no_paper_shows_is_told() {
    let more = |bytes: Vec<u8>| made(bytes, &Plan::default()).unwrap()[4];
    assert_eq!(more(two_pages()), 0);
    let named = "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 11 0 R]>>>>>>";
    assert_eq!(more(with(1, named, &["<</Type/Filespec/F(a)>>".to_owned()])), 1);
    assert_eq!(more(with(9, "<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]>>", &[])), 1);
}

/// Shortest DER that our own reader of envelopes takes for a signed one, without signers: it is not asked who signed.
fn enveloped(content: &[u8]) -> Vec<u8> {
    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        if let Some(short) = u8::try_from(body.len()).ok().filter(|short| *short < 0x80) {
            return [&[tag, short][..], &body].concat();
        }
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&[tag, 0x84][..], &length, &body].concat()
    }
    let oid = |last: u8| der(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, last]]);
    let inside = der(0x30, &[&oid(1), &der(0xa0, &[&der(4, &[content])])]);
    let signed = der(0x30, &[&der(2, &[&[1]]), &der(0x31, &[]), &inside, &der(0x31, &[])]);
    der(0x30, &[&oid(2), &der(0xa0, &[&signed])])
}

#[test]
fn of_an_envelope_the_document_inside_is_copied_and_its_fingerprint_told() {
    let envelope = enveloped(&two_pages());
    let said = words(&made(envelope.clone(), &plan(&[1, 2])).unwrap());
    assert!(said.contains("Pagina prima") && said.contains("Contrassegno 2"), "{said}");
    let told = made(envelope, &Plan::default()).unwrap();
    let hash: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(two_pages()).into();
    assert_eq!((&told[..5], &told[5..]), (&[0, 0, 0, 2, 0][..], &hash[..]));
    assert_eq!(made(enveloped(b"Gentile Sindaco"), &plan(&[1])), Err(Uncopied::NoPages));
}

#[test]
fn nothing_of_the_original_is_drawn_over_the_mark() {
    // A note that stands below the page, where the strip is.
    let note = "<</Type/Annot/Subtype/Stamp/Rect[0 -60 595 0]/P 3 0 R/AP<</N 10 0 R>>>>";
    let copy = Pdf::new(Arc::new(made(with(9, note, &[]), &plan(&[1, 2])).unwrap())).unwrap();
    let content = String::from_utf8_lossy(copy.pages()[0].page_stream().unwrap()).into_owned();
    let (before, after) = content.split_once("/A0 Do").unwrap();
    let open = |text: &str| text.split_whitespace().filter(|word| *word == "q").count();
    let closed = |text: &str| text.split_whitespace().filter(|word| *word == "Q").count();
    assert_eq!(open(before) - closed(before), 2, "inside the clip of the page: {content}");
    assert!(before.contains("re W n") && after.contains("/M Do"), "and the mark comes after it: {content}");
}
