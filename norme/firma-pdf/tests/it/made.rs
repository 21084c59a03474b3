//! PDFs made by hand, so that each attack is as small as it can be.

use firma_pdf::{NewSignature, prepare};

/// Not a CMS, but as long as it says.
pub const CMS: &[u8] = &[0x30, 3, 2, 1, 5];

/// The objects of a document of one page with a form of one text field: the field's mark (10), a font (8), a drawing (9), and a content
/// that no page shows (11). `more` goes into the catalog.
pub fn objects(more: &str) -> Vec<(u32, String)> {
    let objects = [
        format!("<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R{more}>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[7 0 R]\
         /Resources<</Font<</F 8 0 R>>/XObject<</X 9 0 R/Y 12 0 R>>>>>>"
            .to_owned(),
        stream("", "BT /F 12 Tf (Si paga 10) Tj ET /X Do"),
        "<</Title(Prova)>>".to_owned(),
        "<</Fields[7 0 R]>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(nota)/Rect[10 10 90 30]/F 4/P 3 0 R/AP<</N 10 0 R>>>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 10 10]", "0 0 10 10 re f"),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 80 20]", ""),
        stream("", "BT /F 12 Tf (Si paga 1000) Tj ET"),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 80 20]", "q Q"),
    ];
    (1..).zip(objects).collect()
}

pub fn stream(entries: &str, data: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

/// A whole file of these objects.
pub fn file(objects: &[(u32, String)]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    append(&mut bytes, objects, &[(0, "")], "/Root 1 0 R/Info 5 0 R/ID[<01><02>]", None);
    bytes
}

pub fn paper(more: &str) -> Vec<u8> {
    file(&objects(more))
}

pub fn signed(bytes: &[u8], field: &str) -> Vec<u8> {
    let mut what = NewSignature::new(field);
    what.room = 200;
    prepare(bytes, &what).expect("prepared").place(CMS).expect("placed")
}

/// One more revision, as anybody can add one.
pub fn update(bytes: &[u8], objects: &[(u32, &str)]) -> Vec<u8> {
    update_after(bytes, objects, &[], last_xref(bytes))
}

/// The same, with these objects freed.
pub fn freeing(bytes: &[u8], freed: &[u32]) -> Vec<u8> {
    update_after(bytes, &[], freed, last_xref(bytes))
}

/// The same, on an index of one's choice.
pub fn update_after(bytes: &[u8], objects: &[(u32, &str)], freed: &[u32], previous: usize) -> Vec<u8> {
    let mut made = bytes.to_vec();
    let objects: Vec<(u32, String)> = objects.iter().map(|(number, text)| (*number, (*text).to_owned())).collect();
    let freed: Vec<(u32, &str)> = freed.iter().map(|number| (*number, "")).collect();
    append(&mut made, &objects, &freed, "/Root 1 0 R/Info 5 0 R/ID[<01><02>]", Some(previous));
    made
}

pub fn last_xref(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(&bytes[bytes.len() - 40..]).into_owned();
    let number = text.rsplit("startxref").next().expect("startxref").split_whitespace().next();
    number.and_then(|number| number.parse().ok()).expect("number")
}

fn append(
    bytes: &mut Vec<u8>,
    objects: &[(u32, String)],
    freed: &[(u32, &str)],
    trailer: &str,
    previous: Option<usize>,
) {
    let mut rows: Vec<(u32, String)> =
        freed.iter().map(|(number, _)| (*number, "0000000000 65535 f \n".to_owned())).collect();
    for (number, text) in objects {
        rows.push((*number, format!("{:010} 00000 n \n", bytes.len())));
        bytes.extend(format!("{number} 0 obj\n{text}\nendobj\n").bytes());
    }
    let xref = bytes.len();
    bytes.extend(b"xref\n");
    bytes.extend(rows.iter().flat_map(|(number, row)| format!("{number} 1\n{row}").into_bytes()));
    let previous = previous.map(|at| format!("/Prev {at}")).unwrap_or_default();
    bytes.extend(format!("trailer\n<</Size 200{trailer}{previous}>>\nstartxref\n{xref}\n%%EOF\n").bytes());
}

/// An object of a file as it was last written, to be changed.
pub fn object(bytes: &[u8], number: u32) -> String {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let head = format!("\n{number} 0 obj\n");
    let after = text.rsplit(&head).next().filter(|_| text.contains(&head)).expect("object");
    after.split("\nendobj").next().expect("end").to_owned()
}
