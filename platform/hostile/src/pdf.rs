use crate::{Dice, mutate};

/// A PDF of one page with these operators.
fn page(content: &str, more: &str) -> String {
    format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R{more}>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1\
         /BaseFont/Helvetica>>>>>>>>\nendobj\n4 0 obj\n<</Length {}>>\nstream\n{content}\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n",
        content.len()
    )
}

/// A PDF that somebody made to do harm; `papers` are honest ones, of which some is made.
pub fn pdf(dice: &mut Dice, papers: &[&[u8]]) -> Vec<u8> {
    if !papers.is_empty() && dice.once_in(2) {
        let paper = dice.one(papers);
        return mutate(dice, paper);
    }
    let times = dice.below(3_000);
    let text = match dice.below(8) {
        0 => page(&"q ".repeat(times), ""),
        1 => page(&"BT (".repeat(times), ""),
        2 => page("BT /F 12 Tf (ciao) Tj ET", &format!("/X {}{}", "[".repeat(times), "]".repeat(times))),
        3 => page("BT /F 12 Tf (ciao) Tj ET", &format!("/X {}", "<<".repeat(times))),
        // A page that is its own parent and its own child.
        4 => page("BT /F 12 Tf (ciao) Tj ET", "").replace("/Kids[3 0 R]", "/Kids[2 0 R 3 0 R 2 0 R]"),
        5 => page("BT /F 12 Tf (ciao) Tj ET", "").replace("/Count 1", "/Count 99999999999"),
        6 => page("BT /F 12 Tf (ciao) Tj ET", "").replace("/Length ", "/Length 9999999"),
        _ => page(
            "BT /F 99999999999999999999 Tf 1e99 0 0 1e99 -1e99 0 Tm (\\777\\000) Tj ET",
            "/Names 1 0 R/AcroForm 1 0 R",
        ),
    };
    if dice.once_in(2) { mutate(dice, text.as_bytes()) } else { text.into_bytes() }
}
