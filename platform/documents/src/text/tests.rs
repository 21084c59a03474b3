use super::*;
use crate::format::recognise;

fn read(bytes: &[u8], name: &str) -> Extracted {
    extract(bytes, &recognise(bytes, name, Some(bytes)))
}

#[test]
fn plain_text_in_any_encoding_is_read() {
    assert_eq!(read("Perché no?\r\nSì\0".as_bytes(), "a.txt").notes.len(), 1);
    assert_eq!(read("Perché no?\r\nSì".as_bytes(), "a.txt").text, "Perché no?\nSì");
    assert_eq!(
        read(b"Citt\xE0 di Montefiorito, cos\xEC com'\xE8.", "a.txt").text,
        "Città di Montefiorito, così com'è."
    );
    assert_eq!(read(b"\xFF\xFEc\0i\0a\0o\0", "a.txt").text, "ciao");
}

#[test]
fn text_beyond_the_limit_is_cut_between_characters_and_told() {
    let bytes = "è".repeat(100);
    let limits = Limits { text: 51, ..Limits::default() };
    let out = extract_within(bytes.as_bytes(), &recognise(bytes.as_bytes(), "", None), limits);
    assert_eq!(out.text, "è".repeat(25));
    assert!(out.truncated);
}

#[test]
fn rtf_gives_its_words_without_its_tables() {
    let rtf = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Riched20;}{\info{\author X}}\pard Citt\'e0 \b di\b0  Rocca\par Perch\u233? s\u236\'ec.\tab fine\{\}}";
    assert_eq!(read(rtf, "a.rtf").text, "Città di Rocca\nPerché sì.\tfine{}");
    let deep = [&b"{\\rtf1 "[..], &b"{".repeat(500_000), b"ciao"].concat();
    assert_eq!(read(&deep, "a.rtf").text, "ciao");
}

#[test]
fn a_message_gives_its_text_and_that_of_its_attachments() {
    let eml = "From: Anna <anna@esempio.it>\r\nTo: protocollo@comune.it\r\nSubject: Buca in via Roma\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n\
        --B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nC'è una buca.\r\n\
        --B\r\nContent-Type: text/html; name=\"pagina.html\"\r\nContent-Disposition: attachment; filename=\"pagina.html\"\r\n\r\n\
        <html><body><p>Pi&ugrave; grande</p></body></html>\r\n--B--\r\n";
    let out = read(eml.as_bytes(), "a.eml");
    for part in [
        "Oggetto: Buca in via Roma",
        "Da: Anna <anna@esempio.it>",
        "C'è una buca.",
        "Allegato: pagina.html",
        "Più grande",
    ] {
        assert!(out.text.contains(part), "{part} in {}", out.text);
    }
}

#[test]
fn xml_gives_labelled_values_and_no_embedded_files() {
    let xml =
        format!("<?xml version=\"1.0\"?><a><nome>Anna &amp; C.</nome><file>{}</file><x/></a>", "QUJD".repeat(100));
    assert_eq!(read(xml.as_bytes(), "").text, "nome: Anna & C.");
}

#[test]
fn an_entity_bomb_expands_to_nothing() {
    let bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><l>x&b;y</l>";
    assert_eq!(read(bomb.as_bytes(), "").text, "l: xy");
}

#[test]
fn sixty_thousand_attributes_are_read_at_once() {
    let attributes: String = (0..60_000).map(|n| format!(" a{n}=\"v\"")).collect();
    let xml = format!("<?xml version=\"1.0\"?><r{attributes}><c t=\"s\">ciao</c></r>");
    let start = std::time::Instant::now();
    assert_eq!(read(xml.as_bytes(), "").text, "c: ciao");
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn what_cannot_be_read_is_explained() {
    for (bytes, name) in [
        (&b"7z\xBC\xAF\x27\x1C"[..], "a.7z"),
        (b"%PDF-1.4\nnonsense", "a.pdf"),
        (b"PK\x03\x04nonsense", "a.zip"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a.doc"),
        (b"\x80\x81\x82\x00\x01\xFE\xFD", "x"),
    ] {
        let out = read(bytes, name);
        assert!(out.text.is_empty() && out.notes.len() == 1, "{name}: {out:?}");
    }
}
