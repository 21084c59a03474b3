//! What is added to a tagged document that is signed already: readers that look for changes after a signature (ISO 32000-2 §12.8.2.2
//! as pyHanko holds it) allow the form's list of fields, a page's list of annotations and the store of evidence, and no tree.

use crate::made::{CMS, file, object, objects, signed};
use firma_pdf::{
    Appearance, Dss, NewSignature, NewTimeStamp, Verdict, append_evidence, prepare, prepare_time_stamp, read,
};

/// The catalog, the pages, the form, and the structure tree: root, its only element, parent tree.
const CATALOG: u32 = 1;
const FIRST_PAGE: u32 = 3;
const FORM: u32 = 6;
const SECOND_PAGE: u32 = 13;
const TREE: [u32; 3] = [20, 21, 22];
/// Objects below this number were there before.
const NEW: u32 = 200;

/// A tagged document of two pages with a form of one field.
fn tagged(boxes: &str) -> Vec<u8> {
    let mut all = objects("/MarkInfo<</Marked true>>/StructTreeRoot 20 0 R");
    all[1].1 = "<</Type/Pages/Kids[3 0 R 13 0 R]/Count 2>>".to_owned();
    all[2].1 = all[2].1.replace("/MediaBox[0 0 595 842]", boxes);
    all.extend([
        (SECOND_PAGE, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>".to_owned()),
        (TREE[0], "<</Type/StructTreeRoot/K[21 0 R]/ParentTree 22 0 R/ParentTreeNextKey 0>>".to_owned()),
        (TREE[1], "<</Type/StructElem/S/Document/P 20 0 R/K[]>>".to_owned()),
        (TREE[2], "<</Nums[]>>".to_owned()),
    ]);
    file(&all)
}

fn a4() -> Vec<u8> {
    tagged("/MediaBox[0 0 595 842]")
}

fn seen(bytes: &[u8], field: &str, page: usize) -> Vec<u8> {
    let mut what = NewSignature::new(field);
    what.page = page;
    what.rectangle = Some([50.0, 50.0, 250.0, 110.0]);
    what.appearance = Some(Appearance::Content { content: b"0 0 200 60 re S".to_vec(), resources: b"<<>>".to_vec() });
    prepare(bytes, &what).expect("prepared").place(CMS).expect("placed")
}

fn stamped(bytes: &[u8]) -> Vec<u8> {
    let stamp = NewTimeStamp { field: "Marca1".to_owned(), room: 4_000 };
    prepare_time_stamp(bytes, &stamp).expect("prepared").place(CMS).expect("placed")
}

fn kept(bytes: &[u8]) -> Vec<u8> {
    let evidence = Dss { certificates: vec![b"uno".to_vec()], crls: vec![b"due".to_vec()], ..Dss::default() };
    append_evidence(bytes, &evidence).expect("kept")
}

/// The objects that were there before and that the last revision writes again.
fn touched(before: &[u8], after: &[u8]) -> Vec<u32> {
    assert!(after.starts_with(before), "what was there is not touched");
    let increment: String = after[before.len()..].iter().map(|byte| char::from(*byte)).collect();
    let increment = format!("\n{increment}");
    (1..NEW).filter(|number| increment.contains(&format!("\n{number} 0 obj\n"))).collect()
}

/// An object without its list of this name.
fn without(bytes: &[u8], number: u32, list: &str) -> String {
    let text = object(bytes, number);
    let (before, after) = text.split_once(&format!("{list}[")).expect("a list");
    let (_, after) = after.split_once(']').expect("its end");
    format!("{before}{after}")
}

#[test]
fn who_comes_after_a_signature_leaves_the_structure_tree_as_it_was_signed() {
    for first in [signed(&a4(), "Firma1"), seen(&a4(), "Firma1", 0)] {
        let second = signed(&first, "Firma2");
        assert_eq!(touched(&first, &second), [FIRST_PAGE, FORM]);
        let extended = kept(&second);
        assert_eq!(touched(&second, &extended), [CATALOG]);
        let last = stamped(&extended);
        assert_eq!(touched(&extended, &last), [FIRST_PAGE, FORM]);
        let again = kept(&last);
        assert!(touched(&last, &again).is_empty(), "the store is an object of its own");
        for (before, after) in [(&first, &second), (&extended, &last)] {
            for (number, list) in [(FIRST_PAGE, "/Annots"), (FORM, "/Fields")] {
                assert_eq!(without(before, number, list), without(after, number, list), "only {list} grows");
            }
        }
        let reading = read(&again).expect("read");
        assert_eq!(reading.signatures.len(), 3);
        assert!(reading.signatures.iter().all(|one| one.verdict() == Verdict::Permitted), "{reading:?}");
    }
}

#[test]
fn what_is_not_seen_lies_outside_of_its_page_and_has_no_place_in_the_tree() {
    for (boxes, corner) in [
        ("/MediaBox[0 0 595 842]", [-1.0, -1.0]),
        ("/MediaBox[-50.5 -60 595 842]", [-52.0, -61.0]),
        ("/MediaBox[0 0 595 842]/CropBox[20 30 300 400]", [-1.0, -1.0]),
        ("/MediaBox[0 0 595 842]/CropBox[-10 -20 300 400]", [-11.0, -21.0]),
    ] {
        let paper = tagged(boxes);
        let made = signed(&paper, "Firma1");
        assert_eq!(touched(&paper, &made), [FIRST_PAGE, FORM]);
        let mark = read(&made).expect("read").signatures[0].mark.expect("mark");
        let [x, y] = corner;
        assert_eq!((mark.page, mark.rectangle, mark.visible()), (Some(0), [x, y, x, y], false), "{boxes}");
        assert!(object(&made, FIRST_PAGE).contains("/Tabs/S"), "the order of the structure all the same");
        assert!(!String::from_utf8_lossy(&made).contains("/StructParent "));
    }
}

#[test]
fn what_is_seen_is_in_the_tree_and_is_told_to_a_screen_reader() {
    let paper = a4();
    let made = seen(&paper, "Firma1", 0);
    assert_eq!(touched(&paper, &made), [FIRST_PAGE, FORM, TREE[0], TREE[1], TREE[2]]);
    let text = String::from_utf8_lossy(&made);
    assert!(text.contains("/S/Form") && text.contains("/StructParent 0"), "an element for it, and the way to it");
    assert!(text.contains("/Alt(Firma elettronica)"));
}

#[test]
fn what_is_not_seen_goes_to_a_page_whose_order_is_told_already() {
    let first = seen(&a4(), "Firma1", 1);
    let second = signed(&first, "Firma2");
    assert_eq!(
        touched(&first, &second),
        [FORM, SECOND_PAGE],
        "the page that was asked for would have to tell its order"
    );
    assert_eq!(without(&first, SECOND_PAGE, "/Annots"), without(&second, SECOND_PAGE, "/Annots"));
    let plain = signed(&seen(&crate::made::paper(""), "Firma1", 0), "Firma2");
    assert!(!object(&plain, FIRST_PAGE).contains("/Tabs"), "a document that is not tagged has no such order");
}

#[test]
fn what_an_earlier_signature_wrote_of_the_form_stays() {
    let mut all = objects("");
    all[5].1 = "<</Fields[7 0 R]/SigFlags 1>>".to_owned();
    assert!(object(&signed(&file(&all), "Firma2"), FORM).contains("/SigFlags 1"));
    assert!(object(&signed(&crate::made::paper(""), "Firma1"), FORM).contains("/SigFlags 3"));
}
