use super::*;

const MAIL: &str = "From: Rossi Mario <rossi@example.it>\r\nTo: comune@example.it\r\nSubject: Domanda\r\nDate: Tue, 3 Nov 2026 10:00:00 +0100\r\n\
Content-Type: text/html; charset=utf-8\r\n\r\n<p>Buongiorno <b>a tutti</b></p><script>alert(1)</script>\r\n";

#[test]
fn a_mail_is_shown_as_text_even_when_it_is_a_page() {
    let seen = leggi(MAIL.as_bytes(), "a.eml", FormatId::Eml, None);
    let mail = seen.posta.unwrap();
    assert_eq!(mail.oggetto.as_deref(), Some("Domanda"));
    assert_eq!(mail.da.as_deref(), Some("Rossi Mario <rossi@example.it>"));
    assert!(mail.da_html && mail.testo.unwrap().contains("Buongiorno"));
    assert!(!mail.certificata && mail.certificata_at.is_none(), "nothing certifies it");
}

#[test]
fn damaged_documents_give_a_sentence_and_nothing_else() {
    for format in [FormatId::Eml, FormatId::FatturaPa, FormatId::P7m, FormatId::MessaggioSdi] {
        let seen = leggi(b"\x30\x80<xml", "x", format, None);
        assert_eq!(seen.avvisi.len(), 1, "{format:?}");
        assert!(seen.vuota() && seen.firmatari.is_empty(), "{format:?}");
    }
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let seen = leggi(b"", "a.txt", FormatId::Txt, Some(&"à".repeat(MAX_TEXT + 1)));
    assert_eq!(seen.testo.unwrap().chars().count(), MAX_TEXT);
    assert_eq!(seen.avvisi.len(), 1);
}

#[test]
fn the_name_of_what_is_signed_loses_its_envelopes() {
    assert_eq!(firme::senza_busta("atto.pdf.p7m.P7M"), "atto.pdf");
    assert_eq!(firme::senza_busta(".p7m"), ".p7m");
}
