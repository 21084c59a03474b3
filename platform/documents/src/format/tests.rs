use super::*;

fn id(bytes: &[u8], name: &str) -> FormatId {
    recognise(bytes, name, Some(bytes)).id
}

/// A ZIP of stored, empty entries with these names, built by hand.
fn zip_of(names: &[&str]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let at = u32::try_from(out.len()).unwrap();
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        out.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0");
        out.extend_from_slice(&[0; 12]);
        out.extend_from_slice(&length);
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(name.as_bytes());
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&[0; 24]);
        directory.extend_from_slice(&length);
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let at = u32::try_from(out.len()).unwrap();
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0");
    out.extend_from_slice(&at.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

#[test]
fn a_file_is_known_by_its_content_whatever_it_is_called() {
    let pdf = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>";
    let format = recognise(pdf, "foto.jpg", Some(pdf));
    assert_eq!(format.id, FormatId::Pdf);
    assert_eq!(format.label(), "Documento PDF (versione 1.7, dichiara PDF/A-2b)");
    assert!(format.mismatch);
    assert!(!recognise(pdf, "atto.PDF", None).mismatch);
    assert!(!recognise(pdf, "senza estensione", None).mismatch);
}

#[test]
fn fixed_marks_are_recognised() {
    let cases: [(&[u8], FormatId); 22] = [
        (b"", FormatId::Empty),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF", FormatId::Jpeg),
        (b"\x89PNG\r\n\x1A\n....", FormatId::Png),
        (b"II*\0....", FormatId::Tiff),
        (b"GIF89a....", FormatId::Gif),
        (b"RIFF\x10\0\0\0WEBPVP8 ", FormatId::Webp),
        (b"RIFF\x10\0\0\0WAVEfmt ", FormatId::Wav),
        (b"\0\0\0\x18ftypmp42", FormatId::Mp4),
        (b"\0\0\0\x18ftypheic", FormatId::Heic),
        (b"\x1A\x45\xDF\xA3....", FormatId::Webm),
        (b"ID3\x03\0\0", FormatId::Mp3),
        (b"OggS\0\x02", FormatId::Ogg),
        (b"{\\rtf1\\ansi ciao}", FormatId::Rtf),
        (b"7z\xBC\xAF\x27\x1C..", FormatId::SevenZ),
        (b"Rar!\x1A\x07\x01\0", FormatId::Rar),
        (b"MZ\x90\0\x03\0\0\0", FormatId::Eseguibile),
        (b"\x7FELF\x02\x01", FormatId::Eseguibile),
        (b"#!/bin/sh\nrm -rf /\n", FormatId::Eseguibile),
        (b"L\0\0\0\x01\x14\x02\0", FormatId::Eseguibile),
        (b"\x80\x81\x82\x00\x01\xFE\xFD", FormatId::Unknown),
        (b"\xFF\xFEc\0i\0a\0o\0", FormatId::Txt),
        (b"Perch\xE9 no? Citt\xE0 e virt\xF9, come sempre.", FormatId::Txt),
    ];
    for (bytes, expected) in cases {
        assert_eq!(id(bytes, ""), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn texts_are_told_apart() {
    let cases: [(&str, &str, FormatId); 14] = [
        ("From: a@b.it\r\nTo: c@d.it\r\nSubject: x\r\n\r\nciao", "", FormatId::Eml),
        ("Nota: da fare\nOggetto: prova\n\nciao", "", FormatId::Txt),
        ("<!DOCTYPE html><html><body>x</body></html>", "", FormatId::Html),
        ("<?xml version=\"1.0\"?><html xmlns=\"x\"></html>", "", FormatId::Html),
        ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "a.svg", FormatId::Svg),
        ("<?xml version=\"1.0\"?><p:FatturaElettronica xmlns:p=\"x\">", "", FormatId::FatturaPa),
        ("<!-- x --><postacert tipo=\"accettazione\">", "", FormatId::Daticert),
        (
            "<?xml version=\"1.0\"?><!DOCTYPE Segnatura SYSTEM \"s.dtd\" [<!ENTITY a \"b\">]><Segnatura>",
            "",
            FormatId::Segnatura,
        ),
        ("<?xml version=\"1.0\"?><registro/>", "", FormatId::Xml),
        ("{\"a\": 1}", "", FormatId::Json),
        ("a;b;c\n1;2;3\n4;5;6\n", "", FormatId::Csv),
        ("Gentile sindaco, scrivo\nper dirle che, ecco, la buca\nè ancora lì.\n", "", FormatId::Txt),
        ("WScript.Echo(1)", "fattura.js", FormatId::Eseguibile),
        ("MZ si legge all'inizio di questa lettera, che non è un programma", "", FormatId::Txt),
    ];
    for (text, name, expected) in cases {
        assert_eq!(id(text.as_bytes(), name), expected, "{text}");
    }
}

#[test]
fn a_zip_is_what_its_entries_say() {
    assert_eq!(id(&zip_of(&["a.txt"]), ""), FormatId::Zip);
    assert_eq!(id(&zip_of(&["[Content_Types].xml", "word/document.xml"]), ""), FormatId::Docx);
    let with_macros = zip_of(&["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"]);
    let format = recognise(&with_macros, "conti.xlsm", Some(&with_macros));
    assert_eq!(format.label(), "Foglio Excel (contiene macro)");
    assert_eq!(id(&zip_of(&["META-INF/MANIFEST.MF", "A.class"]), ""), FormatId::Eseguibile);
    let mut odt = zip_of(&["mimetype"]);
    odt.splice(38..38, *b"application/vnd.oasis.opendocument.text");
    assert_eq!(recognise(&odt, "", None).id, FormatId::Odt);
}

#[test]
fn envelopes_with_and_without_content_are_told_apart() {
    let oid = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2];
    let data = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1];
    let wrap = |tag: u8, body: &[u8]| {
        let mut out = vec![tag, u8::try_from(body.len()).unwrap()];
        out.extend_from_slice(body);
        out
    };
    let signed = |content: &[u8]| {
        let encapsulated = wrap(0x30, &[&data, content].concat());
        let fields = [&[2, 1, 1, 0x31, 0][..], &encapsulated].concat();
        wrap(0x30, &[&oid[..], &wrap(0xA0, &wrap(0x30, &fields))].concat())
    };
    let with = signed(&wrap(0xA0, &wrap(4, b"ciao")));
    let signed_pdf = signed(&wrap(0xA0, &wrap(4, b"%PDF-1.4 x")));
    assert_eq!(id(&signed_pdf, "a.pdf.p7m"), FormatId::P7m);
    assert_eq!(id(b"\0\0\0%PDF-1.4 x", "a.pdf"), FormatId::Pdf);
    let without = signed(&[]);
    assert_eq!(id(&with, "a.txt.p7m"), FormatId::P7m);
    assert_eq!(id(&without, "a.p7s"), FormatId::P7s);
    use base64::Engine;
    let armoured = base64::engine::general_purpose::STANDARD.encode(&with);
    assert_eq!(id(armoured.as_bytes(), "a.p7m"), FormatId::P7m);
    let pem = format!("-----BEGIN PKCS7-----\n{armoured}\n-----END PKCS7-----\n");
    assert_eq!(id(pem.as_bytes(), "a.p7m"), FormatId::P7m);
    // BER with indefinite lengths, as many Italian signing programs write.
    let ber = [
        &[0x30, 0x80][..],
        &oid,
        &[0xA0, 0x80, 0x30, 0x80, 2, 1, 1, 0x31, 0x80, 0, 0, 0x30, 0x80],
        &data,
        &[0xA0, 0x80, 0x24, 0x80, 4, 2, 104, 105],
    ]
    .concat();
    assert_eq!(id(&ber, "a.p7m"), FormatId::P7m);
}

#[test]
fn nothing_that_can_carry_script_opens_inline() {
    for format in [FormatId::Html, FormatId::Svg, FormatId::Xml, FormatId::FatturaPa, FormatId::Eml] {
        assert!(!format.safe_inline(), "{format:?}");
    }
    assert!(FormatId::Pdf.safe_inline() && FormatId::Png.safe_inline());
}

#[test]
fn any_cut_of_a_file_is_judged_without_a_fault() {
    let docx = zip_of(&["[Content_Types].xml", "word/document.xml"]);
    let pem = b"-----BEGIN PKCS7-----\nMIIB\n";
    for whole in [&docx[..], b"%PDF-1.4 pdfaid:part", pem, b"\x30\x80\x06\x09\x2a\x86", b"<!DOCTYPE a [<"] {
        for end in 0..=whole.len() {
            let _ = recognise(&whole[..end], "x.pdf", Some(&whole[..end]));
        }
    }
}
