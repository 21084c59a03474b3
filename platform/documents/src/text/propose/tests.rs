use super::*;

fn of(text: &str) -> Proposals {
    let format = format::recognise(text.as_bytes(), "a.txt", None);
    let extracted = Extracted { text: text.to_owned(), ..Extracted::default() };
    propose(text.as_bytes(), &format, &extracted)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn values<T: Clone>(list: &[Proposal<T>]) -> Vec<T> {
    list.iter().map(|proposal| proposal.value.clone()).collect()
}

#[test]
fn a_letter_proposes_what_a_clerk_would_type() {
    let found = of("COMUNE DI ROCCAVERDE\nProt. n. 0001234/2026 del 12/03/2026\n\n\
        Al Comune di Montefiorito\n\nOGGETTO: Richiesta di contributo per la\nfesta patronale.\n\n\
        Visto il D.Lgs. 18 agosto 2000, n. 267, si chiede un contributo di € 1.500,00.\n\
        C.F. RSSMRA80A01H501U – P. IVA 00743110157\n\nRoccaverde, 10 marzo 2026\n");
    assert_eq!(values(&found.subject), ["Richiesta di contributo per la festa patronale."]);
    assert_eq!(found.subject[0].source, "dal testo");
    assert_eq!(
        values(&found.sender_protocol),
        [SenderProtocol { number: "0001234/2026".to_owned(), date: Some(day(2026, 3, 12)) }]
    );
    // The date beside the place comes first; the law's is not proposed.
    assert_eq!(values(&found.document_date), [day(2026, 3, 10), day(2026, 3, 12)]);
    assert_eq!(values(&found.amounts), [150_000]);
    assert_eq!(values(&found.tax_codes), ["RSSMRA80A01H501U"]);
    assert_eq!(values(&found.vat_numbers), ["00743110157"]);
}

#[test]
fn the_many_ways_of_writing_a_protocol_number() {
    let cases = [
        ("Protocollo N. 55 - 01/02/2025", Some(("55", Some(day(2025, 2, 1))))),
        ("prot. 7788", Some(("7788", None))),
        ("Prot. gen. n° 12/A del 3 aprile 2024", Some(("12/A", Some(day(2024, 4, 3))))),
        ("PROTOCOLLO: AOO1-000345 in data 2024-05-06", Some(("AOO1-000345", Some(day(2024, 5, 6))))),
        ("Prot. del 12/03/2026", None),
        ("il protocollo informatico", None),
        ("protagonista 12", None),
        ("Reprot. 12", None),
    ];
    for (text, expected) in cases {
        let found = values(&of(text).sender_protocol);
        let expected: Vec<SenderProtocol> =
            expected.into_iter().map(|(number, date)| SenderProtocol { number: number.to_owned(), date }).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn dates_are_read_as_italians_write_them() {
    let cases = [
        ("12/03/2026", Some(day(2026, 3, 12))),
        ("1.4.2026", Some(day(2026, 4, 1))),
        ("12-03-26", Some(day(2026, 3, 12))),
        ("1° Gennaio 2026", Some(day(2026, 1, 1))),
        ("29 febbraio 2024", Some(day(2024, 2, 29))),
        ("2026-12-31", Some(day(2026, 12, 31))),
        ("29 febbraio 2025", None),
        ("31/04/2026", None),
        ("12.34.56", None),
        ("192.168.1.1", None),
        ("1234567/12/2026", None),
        ("12 mele 2026", None),
    ];
    for (text, expected) in cases {
        assert_eq!(dates::date(text).map(|(date, _)| date), expected, "{text}");
    }
}

#[test]
fn amounts_need_the_euro_beside_them() {
    let found = of("Totale € 1.234,56; acconto EUR 100.50, saldo 2.000 euro; europa 12, articolo 1.234,56");
    assert_eq!(values(&found.amounts), [123_456, 10_050, 200_000]);
}

#[test]
fn codes_with_a_wrong_check_character_are_not_proposed() {
    assert!(tax_code_is_valid("RSSMRA80A01H501U"));
    // The same person, told apart from a namesake.
    let letters = (b'A'..=b'Z').map(|letter| format!("RSSMRA80A01H50M{}", char::from(letter)));
    assert_eq!(letters.filter(|code| tax_code_is_valid(code)).count(), 1);
    for bad in ["RSSMRA80A01H501V", "RSSMRA80X01H501U", "", "RSSMRA80A01H501", "àààààààà"] {
        assert!(!tax_code_is_valid(bad), "{bad}");
    }
    assert!(vat_number_is_valid("00743110157"));
    for bad in ["00743110158", "0074311015", "00000000000", "IT743110157"] {
        assert!(!vat_number_is_valid(bad), "{bad}");
    }
    // Right by chance, but nothing says that it is a VAT number.
    assert!(of("telefono 00743110157").vat_numbers.is_empty());
    assert_eq!(values(&of("IT00743110157").vat_numbers), ["00743110157"]);
}

#[test]
fn a_title_left_by_a_program_is_no_subject() {
    for nonsense in ["Microsoft Word - lettera.doc", "untitled", "scan0001", "lettera.docx", "12"] {
        assert!(!phrases::is_sensible(nonsense), "{nonsense}");
    }
    assert!(phrases::is_sensible("Avviso di convocazione del Consiglio"));
}

#[test]
fn any_text_is_searched_without_a_fault() {
    for text in ["prot", "prot.", "€", "Oggetto:", "İİİ prot. n. 1", "1/", "9999999999/99/9999", "12 ", "è€1"] {
        of(text);
        of(&text.repeat(5_000));
    }
}

#[test]
fn a_signed_protocol_file_proposes_what_the_sender_registered() {
    let xml = "<?xml version=\"1.0\"?><Segnatura><Intestazione><Identificatore><CodiceAOO>AOO1</CodiceAOO>\
        <NumeroRegistrazione>0000123</NumeroRegistrazione><DataRegistrazione>2026-03-12</DataRegistrazione>\
        </Identificatore><Origine><IndirizzoTelematico>protocollo@pec.roccaverde.it</IndirizzoTelematico><Mittente>\
        <Amministrazione><Denominazione>Comune di Roccaverde</Denominazione></Amministrazione></Mittente></Origine>\
        <Oggetto>Convenzione</Oggetto></Intestazione></Segnatura>";
    let format = format::recognise(xml.as_bytes(), "segnatura.xml", None);
    assert_eq!(format.id, FormatId::Segnatura);
    let found = propose(xml.as_bytes(), &format, &Extracted::default());
    assert_eq!(values(&found.subject), ["Convenzione"]);
    assert_eq!(
        values(&found.sender_protocol),
        [SenderProtocol { number: "0000123".to_owned(), date: Some(day(2026, 3, 12)) }]
    );
    assert_eq!(found.sender[0].value.name.as_deref(), Some("Comune di Roccaverde"));
    assert_eq!(found.sender[0].source, "dalla segnatura");
}

#[test]
fn a_message_proposes_its_subject_and_sender_once() {
    let eml = "From: Anna <anna@esempio.it>\r\nTo: p@comune.it\r\nDate: Thu, 12 Mar 2026 09:00:00 +0100\r\n\
        Subject: Buca in via Roma\r\n\r\nSegnalo una buca.\r\n";
    let format = format::recognise(eml.as_bytes(), "a.eml", None);
    let extracted = crate::text::extract(eml.as_bytes(), &format);
    let found = propose(eml.as_bytes(), &format, &extracted);
    assert_eq!(values(&found.subject), ["Buca in via Roma"]);
    assert_eq!(found.subject[0].source, "dal messaggio");
    assert_eq!(found.sender[0].value.email.as_deref(), Some("anna@esempio.it"));
    assert!(!found.sender[0].value.pec);
    assert_eq!(values(&found.document_date), [day(2026, 3, 12)]);
}
