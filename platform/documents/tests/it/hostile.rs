//! Files made to harm, through the guarded reader: a note, never an error, always in time.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use documents::format::recognise;
use documents::text::{Extracted, Guard, extract, extract_guarded, extract_guarded_stream};
use futures::StreamExt;

const READER: &str = env!("CARGO_BIN_EXE_estrai-testo");

async fn guarded(bytes: &[u8], name: &str, guard: Guard) -> (Extracted, Duration) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let start = Instant::now();
    let out = extract_guarded(Path::new(READER), file.path(), name, guard).await;
    (out, start.elapsed())
}

fn pdf(objects: &str) -> Vec<u8> {
    format!("%PDF-1.4\n{objects}\ntrailer\n<</Root 1 0 R>>\n").into_bytes()
}

fn page(content: &str) -> Vec<u8> {
    pdf(&format!(
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R\
         /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>\nendobj\n\
         4 0 obj\n<</Length {}>>\nstream\n{content}\nendstream\nendobj",
        content.len()
    ))
}

#[tokio::test]
async fn a_plain_pdf_is_read_by_the_child_as_by_the_parent() {
    let bytes = page("BT /F 12 Tf 50 700 Td (Oggetto: buca in via Roma) Tj 0 -14 Td (Secondo rigo) Tj ET");
    let here = extract(&bytes, &recognise(&bytes, "", Some(&bytes)));
    assert_eq!(here.text, "Oggetto: buca in via Roma\nSecondo rigo");
    assert_eq!(here.pages, Some(1));
    let (there, _) = guarded(&bytes, "a.pdf", Guard::default()).await;
    assert_eq!(there, here);
    let stream = futures::stream::iter([Ok(bytes.into())]).boxed();
    let streamed = extract_guarded_stream(Path::new(READER), stream, "a.pdf", Guard::default()).await;
    assert_eq!(streamed, here);
}

#[tokio::test]
async fn a_pdf_of_nested_arrays_is_survived() {
    let (open, close) = ("[".repeat(200_000), "]".repeat(200_000));
    let catalog = format!(
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R/X {open}{close}>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj"
    );
    let content = format!("BT /F 12 Tf {open}{close} TJ (ciao) Tj ET");
    for bytes in [pdf(&catalog), page(&content), page(&"q ".repeat(1_000_000)), page(&"BT (".repeat(300_000))] {
        let (out, took) = guarded(&bytes, "a.pdf", Guard::default()).await;
        assert!(took < Duration::from_secs(120), "{took:?} {out:?}");
        println!("nested pdf: {took:?} {:?} {:?}", out.notes, out.text.get(..20.min(out.text.len())));
    }
}

/// 400 MB of blanks in 2 MB of Flate, as the content of a page.
#[tokio::test]
async fn a_pdf_that_unpacks_to_more_than_its_memory_is_survived() {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..400 {
        packer.write_all(&blanks).unwrap();
    }
    let packed = packer.finish().unwrap();
    let mut bytes = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
        3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>\nendobj\n4 0 obj\n".to_vec();
    bytes.extend_from_slice(format!("<</Filter/FlateDecode/Length {}>>\nstream\n", packed.len()).as_bytes());
    bytes.extend_from_slice(&packed);
    bytes.extend_from_slice(b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n");
    let guard = Guard { memory: 300_000_000, ..Guard::default() };
    let (out, took) = guarded(&bytes, "a.pdf", guard).await;
    println!("pdf bomb: {took:?} {:?}", out.notes);
    assert!(took < Duration::from_secs(120) && !out.notes.is_empty(), "{took:?} {out:?}");
}

#[tokio::test]
async fn a_reader_that_takes_too_long_is_killed_and_told() {
    let bytes = page(&"BT /F 12 Tf (ciao) Tj ET ".repeat(400_000));
    let hurried = Guard { time: Duration::from_millis(50), ..Guard::default() };
    let (out, took) = guarded(&bytes, "a.pdf", hurried).await;
    assert!(took < Duration::from_secs(30), "{took:?}");
    assert!(out.text.is_empty() && out.notes[0].contains("troppo tempo"), "{:?}", out.notes);
    let tight = Guard { memory: 30_000_000, ..Guard::default() };
    let (out, _) = guarded(&bytes, "a.pdf", tight).await;
    assert!(out.text.is_empty() && out.notes.len() == 1, "{:?}", out.notes);
}

#[tokio::test]
async fn a_missing_reader_or_file_is_a_note() {
    let none = Path::new("/nowhere/municipio");
    let file = tempfile::NamedTempFile::new().unwrap();
    let out = extract_guarded(none, file.path(), "a", Guard::default()).await;
    assert_eq!(out.notes.len(), 1);
    let out = extract_guarded(Path::new(READER), Path::new("/nowhere"), "a", Guard::default()).await;
    assert_eq!(out.notes.len(), 1);
}

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options: zip::write::SimpleFileOptions = zip::write::SimpleFileOptions::default();
    for (name, bytes) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_archive_gives_the_text_of_its_documents_and_a_bomb_is_not_opened() {
    let bomb = vec![b'a'; 50_000_000];
    let mut inner = zip_of(&[("nota.txt", b"La buca di via Roma"), ("bomba.txt", &bomb)]);
    for _ in 0..8 {
        inner = zip_of(&[("dentro.zip", &inner), ("accanto.txt", b"Accanto")]);
    }
    let shallow = zip_of(&[("nota.txt", b"La buca di via Roma"), ("bomba.txt", &bomb)]);
    let start = Instant::now();
    let out = extract(&shallow, &recognise(&shallow, "a.zip", Some(&shallow)));
    assert!(out.text.contains("La buca di via Roma") && !out.text.contains("aaaa"), "{}", out.text.len());
    assert!(out.notes.iter().any(|note| note.contains("anomalo")), "{:?}", out.notes);
    let out = extract(&inner, &recognise(&inner, "a.zip", Some(&inner)));
    assert!(out.text.contains("Accanto") && !out.text.contains("via Roma"));
    assert!(out.notes.iter().any(|note| note.contains("annidati")), "{:?}", out.notes);
    assert!(start.elapsed() < Duration::from_secs(120));
}

#[test]
fn office_documents_give_their_words() {
    let docx = zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document xmlns:w='x'><w:body><w:p><w:r><w:t>Citt&#224; &amp; </w:t></w:r><w:r><w:t>borgo</w:t></w:r></w:p><w:p><w:r><w:instrText>PAGE</w:instrText><w:t>Fine</w:t></w:r></w:p></w:body></w:document>"),
        ("docProps/core.xml", b"<cp:coreProperties xmlns:dc='y'><dc:title>Avviso pubblico</dc:title></cp:coreProperties>"),
    ]);
    let out = extract(&docx, &recognise(&docx, "a.docx", Some(&docx)));
    assert_eq!((out.text.as_str(), out.title.as_deref()), ("Città & borgo\nFine", Some("Avviso pubblico")));

    let xlsx = zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/sharedStrings.xml", b"<sst><si><t>Voce</t></si><si><r><t>Im</t></r><r><t>porto</t></r></si></sst>"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c t='s'><v>0</v></c><c t=\"s\"><v>1</v></c></row><row><c t='inlineStr'><is><t>Luce</t></is></c><c><v>12.5</v></c><c t='s'><v>99</v></c></row></sheetData></worksheet>"),
    ]);
    let out = extract(&xlsx, &recognise(&xlsx, "a.xlsx", Some(&xlsx)));
    assert_eq!(out.text, "Voce\tImporto\t\nLuce\t12.5");

    let pptx = zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("ppt/slides/slide10.xml", b"<p:sld><a:p><a:t>Decima</a:t></a:p></p:sld>"),
        ("ppt/slides/slide2.xml", b"<p:sld><a:p><a:t>Seconda</a:t></a:p></p:sld>"),
    ]);
    let out = extract(&pptx, &recognise(&pptx, "a.pptx", Some(&pptx)));
    assert_eq!((out.text.as_str(), out.pages), ("Seconda\nDecima", Some(2)));

    let mut odt = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored: zip::write::SimpleFileOptions =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    odt.start_file("mimetype", stored).unwrap();
    odt.write_all(b"application/vnd.oasis.opendocument.text").unwrap();
    odt.start_file("content.xml", stored).unwrap();
    odt.write_all("<office:text xmlns:text='t'><text:h>Titolo</text:h><text:p>Uno<text:s/>due<text:tab/><text:span>tre</text:span></text:p></office:text>".as_bytes()).unwrap();
    let odt = odt.finish().unwrap().into_inner();
    let format = recognise(&odt, "a.odt", Some(&odt));
    assert_eq!(extract(&odt, &format).text, "Titolo\nUno due\ttre");
}

#[test]
fn mail_in_mail_in_mail_ends() {
    let mut eml = b"From: a@b.it\r\nTo: c@d.it\r\nSubject: fondo\r\n\r\nfondo\r\n".to_vec();
    for level in 0..200 {
        let head = format!(
            "From: a@b.it\r\nTo: c@d.it\r\nSubject: livello {level}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\nContent-Type: message/rfc822\r\n\r\n"
        );
        eml = [head.as_bytes(), &eml, format!("\r\n--b{level}--\r\n").as_bytes()].concat();
    }
    let start = Instant::now();
    let out = extract(&eml, &recognise(&eml, "a.eml", Some(&eml)));
    assert!(out.text.contains("livello 199"));
    let unclosed = [
        &b"From: a@b.it\r\nTo: c@d.it\r\nMIME-Version: 1.0\r\n"[..],
        &b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n".repeat(20_000),
    ]
    .concat();
    extract(&unclosed, &recognise(&unclosed, "a.eml", Some(&unclosed)));
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
}
