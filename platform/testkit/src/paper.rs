//! Papers for tests.

use std::fmt::Write;

/// A PDF with a page for each of these words, which are plain ASCII, as a program would write it.
#[must_use]
pub fn pdf(pages: &[&str]) -> Vec<u8> {
    pdf_with(pages, "")
}

/// The same, with more entries in its catalogue.
#[must_use]
pub fn pdf_with(pages: &[&str], more: &str) -> Vec<u8> {
    // Catalog, pages and font come first; then each page with its content.
    let number = |place: usize| 4 + 2 * place;
    let kids: Vec<String> = (0..pages.len()).map(|place| format!("{} 0 R", number(place))).collect();
    let mut objects = vec![
        format!("<</Type/Catalog/Pages 2 0 R{more}>>"),
        format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), pages.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    for (place, words) in pages.iter().enumerate() {
        let content = format!("BT /F 12 Tf 60 760 Td ({words}) Tj ET");
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</Font<</F 3 0 R>>>>>>",
            number(place) + 1
        ));
        objects.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    let mut out = String::from("%PDF-1.7\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (object, number) in objects.iter().zip(1..) {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        let _ = write!(out, "{number} 0 obj\n{object}\nendobj\n");
    }
    let start = out.len();
    let _ = write!(
        out,
        "{table}trailer\n<</Size {}/Root 1 0 R/ID[<01><02>]>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    out.into_bytes()
}
