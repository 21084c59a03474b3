//! What is done to a document after it was signed: the honest additions pass, every attack is seen.

use crate::made::{CMS, file, freeing, last_xref, object, objects, paper, signed, stream, update, update_after};
use firma_pdf::{
    Anomaly, Appearance, Change, ChangeKind, Dss, Locked, NewSignature, NewTimeStamp, Permission, Signature, Verdict,
    append_evidence, changes_since, prepare, prepare_time_stamp, read,
};

fn base() -> Vec<u8> {
    signed(&paper(""), "Firma1")
}

fn certified(permission: Permission) -> Vec<u8> {
    let mut what = NewSignature::new("Firma1");
    what.permission = Some(permission);
    prepare(&paper(""), &what).expect("prepared").place(CMS).expect("placed")
}

fn first(bytes: &[u8]) -> Signature {
    read(bytes).expect("read").signatures.into_iter().next().expect("a signature")
}

fn told(changes: &[Change]) -> String {
    changes
        .iter()
        .map(|change| format!("{:?} {:?} {:?} {}\n", change.verdict, change.kind, change.page, change.text))
        .collect()
}

/// The first signature's verdict, and what is told.
fn verdict(bytes: &[u8]) -> (Verdict, String) {
    let one = first(bytes);
    (one.verdict(), told(&one.changes))
}

/// Each attack on its own: it is seen, and the sentence says what it is.
fn seen(bytes: &[u8], words: &str) {
    let (verdict, told) = verdict(bytes);
    assert_eq!(verdict, Verdict::NotPermitted, "{told}");
    assert!(told.contains(words), "«{words}» is not in\n{told}");
}

#[test]
fn what_a_page_shows_may_not_change() {
    let base = base();
    let page = object(&base, 3);
    seen(&update(&base, &[(4, &stream("", "BT /F 12 Tf (Si paga 1000) Tj ET"))]), "il contenuto della pagina 1");
    seen(&update(&base, &[(3, &page.replace("/Contents 4 0 R", "/Contents 11 0 R"))]), "il contenuto della pagina 1");
    seen(&update(&base, &[(8, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>")]), "un carattere della pagina 1");
    seen(&update(&base, &[(9, &stream("", "0 0 1 1 re f"))]), "un disegno della pagina 1");
    seen(&freeing(&base, &[9]), "è sparito qualcosa che riguarda un'immagine o un disegno della pagina 1");
    seen(
        &update(&base, &[(3, &page.replace("595 842", "100 100"))]),
        "la misura, il ritaglio o il verso della pagina 1",
    );
    seen(&update(&base, &[(3, &page.replace("/Parent", "/Rotate 180/Parent"))]), "il verso della pagina 1");
    seen(&update(&base, &[(2, "<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 90>>")]), "/Rotate");
}

/// However many harmless changes come before the one that is not.
#[test]
fn a_crowd_of_harmless_changes_does_not_hide_the_one_that_is_not() {
    let base = base();
    let notes = |count: usize| {
        let notes: String = (0..count).map(|number| format!("/K{number:03} 0")).collect();
        format!("<</Type/Pages/Kids[3 0 R]/Count 1{notes}>>")
    };
    let paid = stream("", "BT /F 12 Tf (Si paga 1000) Tj ET");
    let crowd = update(&base, &[(2, &notes(200)), (4, &paid)]);
    seen(&crowd, "il contenuto della pagina 1");
    seen(&crowd, "ci sono altre modifiche, non elencate");
    // What is not told is not taken as harmless.
    seen(&update(&base, &[(2, &notes(201))]), "ci sono altre modifiche, non elencate");
    let (verdict, told) = verdict(&update(&base, &[(2, &notes(200))]));
    assert_eq!((verdict, told.lines().count()), (Verdict::Permitted, 200), "{told}");
}

/// Objects may be in what stood in the place of a container: beyond those that are looked into nothing is certain.
#[test]
fn more_containers_than_are_looked_into_are_not_passed_over() {
    let container = stream("/Type/ObjStm/N 0/First 0", "");
    let other = stream("/Type/ObjStm/N 0/First 0", " ");
    let all = |text: &str, count: u32| -> Vec<(u32, String)> {
        (100..100 + count).map(|number| (number, text.to_owned())).collect()
    };
    let replaced = |count: u32| {
        let base = signed(&file(&[objects(""), all(&container, count)].concat()), "Firma1");
        let with = all(&other, count);
        let with: Vec<(u32, &str)> = with.iter().map(|(number, text)| (*number, text.as_str())).collect();
        update(&base, &with)
    };
    assert_eq!(verdict(&replaced(100)).0, Verdict::ToReview);
    seen(&replaced(101), "troppi contenitori");
}

#[test]
fn pages_may_not_come_go_or_move() {
    let base = base();
    let page = (50, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>");
    seen(&update(&base, &[(2, "<</Type/Pages/Kids[3 0 R 50 0 R]/Count 2>>"), page]), "aggiunta la pagina 2");
    seen(&update(&base, &[(2, "<</Type/Pages/Kids[50 0 R]/Count 1>>"), page]), "tolta la pagina che era la 1");
    let other = update(&paper(""), &[(2, "<</Type/Pages/Kids[3 0 R 50 0 R]/Count 2>>"), page]);
    let other = signed(&other, "Firma1");
    seen(&update(&other, &[(2, "<</Type/Pages/Kids[50 0 R 3 0 R]/Count 2>>")]), "l'ordine delle pagine");
}

#[test]
fn the_catalog_may_not_change() {
    let base = base();
    let catalog = object(&base, 1);
    let with = |more: &str| update(&base, &[(1, &catalog.replace("/Type/Catalog", &format!("/Type/Catalog{more}")))]);
    seen(&with("/OCProperties<</OCGs[]>>"), "i livelli");
    seen(&with("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), "quando si apre");
    seen(&with("/Names<</EmbeddedFiles<</Names[]>>>>"), "allegati");
    seen(&with("/Perms<</DocMDP 50 0 R>>"), "permessi");
    let moved = |catalog: &str| {
        let made = update(&base, &[(50, catalog)]);
        let text: String = made.iter().map(|byte| char::from(*byte)).collect();
        let (before, after) = text.rsplit_once("/Root 1 0 R").expect("root");
        format!("{before}/Root 50 0 R{after}")
            .chars()
            .map(|c| u8::try_from(u32::from(c)).expect("byte"))
            .collect::<Vec<u8>>()
    };
    let (is, told) = verdict(&moved(&catalog));
    assert_eq!(is, Verdict::ToReview, "the same under another number: {told}");
    seen(&moved(&catalog.replace("/Pages 2 0 R", "/Pages 51 0 R")), "l'albero delle pagine");
}

#[test]
fn metadata_and_versions_may_change() {
    let base = base();
    let (verdict, told) = verdict(&update(&base, &[(5, "<</Title(Altro)>>")]));
    assert_eq!(verdict, Verdict::Permitted, "{told}");
    let newer = object(&base, 1).replace("/Type/Catalog", "/Type/Catalog/Version/2.0");
    assert_eq!(self::verdict(&update(&base, &[(1, &newer)])).0, Verdict::Permitted);
}

#[test]
fn who_signs_after_does_not_harm_who_signed_before() {
    let mut what = NewSignature::new("Firma2");
    what.rectangle = Some([300.0, 50.0, 500.0, 110.0]);
    what.appearance = Some(Appearance::Content { content: b"0 0 200 60 re S".to_vec(), resources: b"<<>>".to_vec() });
    let twice = prepare(&base(), &what).expect("prepared").place(CMS).expect("placed");
    let kept = append_evidence(&twice, &Dss { certificates: vec![b"uno".to_vec()], ..Dss::default() }).expect("kept");
    let stamp = NewTimeStamp { field: "Marca1".to_owned(), room: 4_000 };
    let stamped = prepare_time_stamp(&kept, &stamp).expect("prepared").place(CMS).expect("placed");
    let more = append_evidence(&stamped, &Dss { crls: vec![b"due".to_vec()], ..Dss::default() }).expect("kept");
    let reading = read(&more).expect("read");
    let kinds = |at: usize| -> Vec<_> { reading.signatures[at].changes.iter().map(|change| &change.kind).collect() };
    let (signature, stamp, evidence) = (&ChangeKind::Signature, &ChangeKind::TimeStamp, &ChangeKind::Evidence);
    assert_eq!(kinds(0), [signature, evidence, stamp, evidence], "{}", told(&reading.signatures[0].changes));
    assert_eq!(kinds(1), [evidence, stamp, evidence]);
    assert_eq!(kinds(2), [evidence]);
    assert!(reading.signatures.iter().all(|one| one.verdict() == Verdict::Permitted));
    assert_eq!(reading.signatures[0].changes[0].page, Some(0));
}

#[test]
fn a_mark_that_covers_the_page_is_looked_at() {
    let mut what = NewSignature::new("Firma2");
    what.rectangle = Some([0.0, 0.0, 595.0, 842.0]);
    what.appearance =
        Some(Appearance::Content { content: b"1 g 0 0 595 842 re f".to_vec(), resources: b"<<>>".to_vec() });
    let twice = prepare(&base(), &what).expect("prepared").place(CMS).expect("placed");
    let (verdict, told) = verdict(&twice);
    assert_eq!(verdict, Verdict::ToReview, "{told}");
}

#[test]
fn a_certification_decides_what_may_come_after() {
    let note = |base: &[u8]| {
        let page = object(base, 3).replace("/Annots[", "/Annots[50 0 R ");
        let page = if page.contains("50 0 R 7") { page.replace("50 0 R 7 0 R", "7 0 R 50 0 R") } else { page };
        update(
            base,
            &[
                (3, &page),
                (50, "<</Type/Annot/Subtype/FreeText/Rect[0 0 500 800]/Contents(No)/AP<</N 51 0 R>>>>"),
                (51, &stream("", "f")),
            ],
        )
    };
    let fill = |base: &[u8]| {
        let field = object(base, 7).replace("/T(nota)", "/T(nota)/V(Ciao)");
        update(base, &[(7, &field), (10, &stream("/Type/XObject/Subtype/Form/BBox[0 0 80 20]", "(Ciao) Tj"))])
    };
    let kept = |base: &[u8]| {
        append_evidence(base, &Dss { certificates: vec![b"uno".to_vec()], ..Dss::default() }).expect("kept")
    };
    let rows = [
        (base(), Verdict::NotPermitted, Verdict::ToReview),
        (certified(Permission::Nothing), Verdict::NotPermitted, Verdict::NotPermitted),
        (certified(Permission::FormFilling), Verdict::NotPermitted, Verdict::Permitted),
        (certified(Permission::Annotations), Verdict::Permitted, Verdict::Permitted),
    ];
    for (base, for_note, for_fill) in rows {
        let (is, told) = verdict(&note(&base));
        assert_eq!(is, for_note, "{told}");
        let (is, told) = verdict(&fill(&base));
        assert_eq!(is, for_fill, "{told}");
        assert_eq!(verdict(&kept(&base)).0, Verdict::Permitted, "evidence is always permitted");
    }
}

#[test]
fn a_closed_field_may_not_be_filled_in() {
    let mut what = NewSignature::new("Firma1");
    what.permission = Some(Permission::FormFilling);
    for (locked, wanted) in [
        (Locked::All, Verdict::NotPermitted),
        (Locked::Include(vec!["nota".to_owned()]), Verdict::NotPermitted),
        (Locked::Include(vec!["altro".to_owned()]), Verdict::Permitted),
        (Locked::Exclude(vec!["nota".to_owned()]), Verdict::Permitted),
    ] {
        what.locked = Some(locked.clone());
        let base = prepare(&paper(""), &what).expect("prepared").place(CMS).expect("placed");
        assert_eq!(first(&base).locked, [locked]);
        let field = object(&base, 7).replace("/T(nota)", "/T(nota)/V(Ciao)");
        let (is, told) = verdict(&update(&base, &[(7, &field)]));
        assert_eq!(is, wanted, "{told}");
    }
}

#[test]
fn a_field_may_not_show_what_it_does_not_hold() {
    let base = certified(Permission::FormFilling);
    let mark = stream("/Type/XObject/Subtype/Form/BBox[0 0 80 20]", "(1000) Tj");
    seen(&update(&base, &[(10, &mark)]), "l'aspetto di un'annotazione o di un campo della pagina 1");
    let moved = object(&base, 7).replace("[10 10 90 30]", "[0 0 595 842]").replace("/T(nota)", "/T(nota)/V(x)");
    seen(&update(&base, &[(7, &moved)]), "/Rect");
    let hidden = object(&base, 7).replace("/F 4", "/F 2").replace("/T(nota)", "/T(nota)/V(x)");
    seen(&update(&base, &[(7, &hidden)]), "/F");
}

/// What a rule explains must be shown nowhere else.
#[test]
fn what_looks_honest_may_not_also_be_the_content_of_a_page() {
    // The mark of the field is also a drawing of the page.
    let shared: Vec<(u32, String)> =
        objects("").into_iter().map(|(number, text)| (number, text.replace("/Y 12 0 R", "/Y 10 0 R"))).collect();
    let mut what = NewSignature::new("Firma1");
    what.permission = Some(Permission::FormFilling);
    let base = prepare(&file(&shared), &what).expect("prepared").place(CMS).expect("placed");
    let field = object(&base, 7).replace("/T(nota)", "/T(nota)/V(Ciao)");
    let filled =
        update(&base, &[(7, &field), (10, &stream("/Type/XObject/Subtype/Form/BBox[0 0 80 20]", "(1000) Tj"))]);
    seen(&filled, "un disegno della pagina 1");
    // The page refers to an object that is not there yet; later it comes as a certificate.
    let dangling: Vec<(u32, String)> = objects("")
        .into_iter()
        .map(|(number, text)| (number, text.replace("/Contents 4 0 R", "/Contents[4 0 R 60 0 R]")))
        .collect();
    let base = signed(&file(&dangling), "Firma1");
    let catalog = object(&base, 1).replace("/Type/Catalog", "/Type/Catalog/DSS<</Certs[60 0 R]>>");
    seen(&update(&base, &[(1, &catalog), (60, &stream("", "BT (mille) Tj ET"))]), "il contenuto della pagina 1");
}

#[test]
fn a_signature_may_not_be_dressed_anew() {
    let mut what = NewSignature::new("Firma1");
    what.rectangle = Some([300.0, 50.0, 500.0, 110.0]);
    what.appearance = Some(Appearance::Content { content: b"0 0 200 60 re S".to_vec(), resources: b"<<>>".to_vec() });
    what.reason = Some("Visto".to_owned());
    let base = prepare(&paper(""), &what).expect("prepared").place(CMS).expect("placed");
    let one = first(&base);
    let (value, field) = (one.at.expect("value").number, one.field_at.number);
    let spoofed = update(&base, &[(value, &object(&base, value).replace("(Visto)", "(Approvo tutto)"))]);
    let now = first(&spoofed);
    assert_eq!(now.reason.as_deref(), Some("Visto"), "the signed revision counts");
    assert!(now.anomalies.contains(&Anomaly::DataReplaced { what: "Reason".to_owned() }), "{:?}", now.anomalies);
    assert_eq!(now.verdict(), Verdict::NotPermitted);
    let widget = object(&base, field);
    seen(&update(&base, &[(field, &widget.replace("/AP<</N", "/AP<</N 11 0 R/D"))]), "/AP");
    seen(&update(&base, &[(field, &widget.replace("/F 132", "/F 2"))]), "/F");
    let gone = update(&base, &[(field, &widget.replace(&format!("/V {value} 0 R"), ""))]);
    assert!(first(&gone).anomalies.contains(&Anomaly::Removed));
    seen(&gone, "tolta");
}

#[test]
fn a_skipped_revision_is_seen() {
    let paper = paper("");
    let base = signed(&paper, "Firma1");
    let catalog = object(&paper, 1);
    let skipping = update_after(&base, &[(1, &catalog)], &[], last_xref(&paper));
    let reading = read(&skipping).expect("read");
    assert!(reading.anomalies.iter().any(|one| matches!(one, Anomaly::SkippedRevision { .. })), "{reading:?}");
    assert!(reading.anomalies.contains(&Anomaly::UnlinkedSignatures { count: 1 }));
}

#[test]
fn objects_that_nothing_shows_are_told_and_do_no_harm() {
    let one = first(&update(&base(), &[(150, "(ciao)")]));
    assert_eq!(one.changes.iter().map(|change| &change.kind).collect::<Vec<_>>(), [&ChangeKind::Unused]);
    assert_eq!(one.verdict(), Verdict::Permitted);
    let one = first(&update(&base(), &[(11, &stream("", "altro"))]));
    assert_eq!(one.verdict(), Verdict::ToReview, "prepared before, replaced after");
}

#[test]
fn saving_again_without_a_change_is_no_change() {
    let base = base();
    let same = update(&base, &[(3, &object(&base, 3)), (4, &object(&base, 4))]);
    let one = first(&same);
    assert_eq!((one.verdict(), one.changes.len()), (Verdict::Permitted, 0), "{}", told(&one.changes));
}

/// iText writes the resources of a page anew when it signs.
#[test]
fn the_same_under_another_number_is_no_change() {
    let base = base();
    let page = object(&base, 3);
    let resources = "<</Font<</F 8 0 R>>/XObject<</X 9 0 R/Y 12 0 R>>>>";
    assert!(page.contains("/Resources<<"));
    let with = |number: u32| {
        let (head, tail) = page.split_once("/Resources<<").expect("resources");
        let after = tail.split_once(">>>>").expect("end").1;
        format!("{head}/Resources {number} 0 R{after}")
    };
    let before = update(&paper(""), &[(3, &with(60).replace("/Tabs/S", "")), (60, resources)]);
    let before = signed(&before, "Firma1");
    let page = object(&before, 3);
    let moved = update(&before, &[(3, &page.replace("60 0 R", "61 0 R")), (61, resources)]);
    assert_eq!(verdict(&moved).0, Verdict::Permitted, "{}", verdict(&moved).1);
    let other = resources.replace("/X 9 0 R", "/X 12 0 R");
    seen(
        &update(&before, &[(3, &page.replace("60 0 R", "61 0 R")), (61, &other)]),
        "i caratteri, le immagini o i disegni",
    );
}

/// Who sends a document away to be signed knows what came back with the signature, even if nobody had signed before.
#[test]
fn what_came_after_a_document_is_told_whoever_signed_it() {
    let since = |left: &[u8], back: &[u8]| changes_since(back, left.len()).expect("told");
    let worst = |changes: &[Change]| changes.iter().map(|change| change.verdict).max();
    let left = paper("");
    let signed_once = signed(&left, "Firma1");
    assert_eq!(worst(&since(&left, &signed_once)), Some(Verdict::Permitted));
    assert_eq!(since(&signed_once, &signed_once), []);
    let altered = update(&left, &[(4, &stream("", "BT /F 12 Tf (Si paga 1000) Tj ET"))]);
    let changes = since(&left, &signed(&altered, "Firma1"));
    assert_eq!(worst(&changes), Some(Verdict::NotPermitted));
    assert!(told(&changes).contains("il contenuto della pagina 1"), "{}", told(&changes));
    // After the signature too.
    let after = update(&signed_once, &[(4, &stream("", "BT /F 12 Tf (Si paga 1000) Tj ET"))]);
    assert_eq!(worst(&since(&left, &after)), Some(Verdict::NotPermitted));
    // A revision that stands upon an older one, and not upon the document that left.
    let skipping = update_after(&signed_once, &[(1, &object(&left, 1))], &[], last_xref(&left));
    assert!(changes_since(&skipping, signed_once.len()).is_err());
    assert!(changes_since(&signed_once, left.len() - 10).is_err(), "no revision ends there");
}
