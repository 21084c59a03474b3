//! A small PDF, and what anybody can add to one.

/// One page that says "Si paga 10" (object 4).
pub fn paper() -> Vec<u8> {
    with_catalog("", &[])
}

/// The same, with this in its catalog, and these objects from 5 on.
pub fn with_catalog(entries: &str, more: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut objects = vec![
        (1, format!("<</Type/Catalog/Pages 2 0 R{entries}>>").into_bytes()),
        (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec()),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>".to_vec()),
        (4, text("Si paga 10")),
    ];
    objects.extend_from_slice(more);
    appended(b"%PDF-1.7\n".to_vec(), &objects, "")
}

/// A page's content.
pub fn text(words: &str) -> Vec<u8> {
    stream("", format!("BT ({words}) Tj ET").as_bytes())
}

pub fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// One more revision with these objects.
pub fn update(bytes: &[u8], objects: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let tail = String::from_utf8_lossy(&bytes[bytes.len() - 40..]).into_owned();
    let previous = tail.rsplit("startxref").next().and_then(|rest| rest.split_whitespace().next()).expect("startxref");
    appended(bytes.to_vec(), objects, &format!("/Prev {previous}"))
}

fn appended(mut bytes: Vec<u8>, objects: &[(u32, Vec<u8>)], previous: &str) -> Vec<u8> {
    let mut rows = if previous.is_empty() { "0 1\n0000000000 65535 f \n".to_owned() } else { String::new() };
    for (number, body) in objects {
        rows.push_str(&format!("{number} 1\n{:010} 00000 n \n", bytes.len()));
        bytes.extend([format!("{number} 0 obj\n").as_bytes(), body, b"\nendobj\n"].concat());
    }
    let xref = bytes.len();
    let trailer = format!("trailer\n<</Size 20/Root 1 0 R/ID[<01><02>]{previous}>>\nstartxref\n{xref}\n%%EOF\n");
    bytes.extend(format!("xref\n{rows}{trailer}").bytes());
    bytes
}
