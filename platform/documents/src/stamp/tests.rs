use super::*;

/// Any one-page PDF will do for a stamp.
fn stamp() -> Stamp {
    let content = "0.5 g 0 0 190 46 re f BT /F 9 Tf 4 20 Td (Protocollo 0000123/2026) Tj ET";
    Stamp { pdf: made("/MediaBox[0 0 190 46]", content, ""), text: "Protocollo 0000123/2026 del 25/11/2026".into() }
}

/// A PDF of one page with a table of its objects.
fn made(page: &str, content: &str, trailer: &str) -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R{page}/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut table = String::from("xref\n0 6\n0000000000 65535 f \n");
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = out.len();
    out.push_str(&format!("{table}trailer\n<</Size 6/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

fn letter(trailer: &str) -> Vec<u8> {
    made("/MediaBox[0 0 595 842]", "BT /F 12 Tf 60 760 Td (Al Sindaco) Tj ET", trailer)
}

fn copy(original: Vec<u8>) -> Result<Vec<u8>, Unstamped> {
    let update = update_for(original.clone(), &stamp())?;
    Ok([original, update].concat())
}

fn words(bytes: &[u8]) -> String {
    crate::text::extract(bytes, &crate::format::recognise(bytes, "", Some(bytes))).text
}

#[test]
fn the_copy_begins_with_every_byte_of_the_original_and_says_both() {
    let original = letter("");
    let copy = copy(original.clone()).unwrap();
    assert!(copy.starts_with(&original));
    let said = words(&copy);
    assert!(said.contains("Al Sindaco") && said.contains("Protocollo 0000123/2026"), "{said}");
}

#[test]
fn a_copy_can_be_stamped_again_and_keeps_its_first_stamp_and_its_identifier() {
    let once = copy(letter("/ID[<aa01><bb02>]/Info 5 0 R")).unwrap();
    let twice = copy(once).unwrap();
    let tail = String::from_utf8_lossy(&twice);
    assert_eq!(tail.matches("/Subtype/Stamp").count(), 2);
    assert_eq!(tail.matches("/ID[<aa01>").count(), 3, "the first half of the identifier stays");
    assert_eq!(tail.matches("/Info 5 0 R").count(), 3);
    assert_eq!(words(&twice).matches("Protocollo 0000123/2026").count(), 2);
}

#[test]
fn the_same_original_and_stamp_give_the_same_copy() {
    assert_eq!(copy(letter("/ID[<aa><bb>]")), copy(letter("/ID[<aa><bb>]")));
}

#[test]
fn encrypted_and_broken_files_are_told_apart() {
    assert_eq!(copy(letter("/Encrypt 5 0 R")), Err(Unstamped::Encrypted));
    let whole = letter("");
    let mut moved = whole.clone();
    let mark = memchr::memmem::rfind(&moved, b"startxref").unwrap() + 10;
    moved[mark] = b'9';
    let header = [b"junk ".as_slice(), &whole].concat();
    for broken in [whole[..whole.len() / 2].to_vec(), moved, header, b"%PDF-1.4\n".to_vec(), Vec::new()] {
        assert_eq!(copy(broken), Err(Unstamped::Broken));
    }
}

#[test]
fn a_page_that_stands_inside_its_parent_is_left_alone() {
    let inline = letter("");
    let text = String::from_utf8(inline)
        .unwrap()
        .replace("[3 0 R]/Count 1>>\nendobj", "[<</MediaBox[0 0 9 9]/X 1>>]>>\nendobj");
    // Offsets are wrong now, which the reader mends; the page has no number of its own.
    assert_eq!(copy(text.into_bytes()), Err(Unstamped::Broken));
}

#[test]
fn a_page_nested_without_end_is_not_followed() {
    let (open, close) = ("[".repeat(5_000), "]".repeat(5_000));
    let deep = made(&format!("/MediaBox[0 0 595 842]/X {open}{close}"), "", "");
    assert_eq!(copy(deep), Err(Unstamped::Broken));
}

#[test]
fn no_cut_of_a_file_makes_it_panic() {
    let whole = letter("/ID[<aa><bb>]");
    for length in 0..whole.len() {
        let _ = copy(whole[..length].to_vec());
    }
}
