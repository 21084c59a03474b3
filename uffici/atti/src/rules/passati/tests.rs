//! Texts in the manner of acts of several software houses, as they come out of their PDFs.

use super::{
    Certezza::{Dubbio, Probabile, Sicuro},
    *,
};

const DETERMINA: &str = "COMUNE DI MONTEFIORITO\nProvincia di Esempio\n\nDETERMINAZIONE N. 45 DEL 12/03/2019\nReg. Gen. n. 123\n\n\
    OGGETTO: AFFIDAMENTO DIRETTO DEI LAVORI DI RIPARAZIONE DEL TETTO DELLA SCUOLA\nPRIMARIA. IMPEGNO DI SPESA. CIG Z3A3BFC097 - CUP \
    F12H20000120006\n\nIL RESPONSABILE DEL SERVIZIO\n\nVISTA la deliberazione della Giunta comunale n. 7 del 10/01/2019;\nVISTO l'art. 107 del \
    d.lgs. 18 agosto 2000, n. 267;\n\nDETERMINA\n\n1. di impegnare la somma di € 1.234,56 (Euro milleduecentotrentaquattro/56) oltre IVA per \
    € 271,60 al capitolo 2613;\n2. di dare atto che il CIG è Z3A3BFC097.\n\nIL RESPONSABILE DEL SERVIZIO\nF.to Geom. Marco Gallo\n";

const GIUNTA: &str = "COPIA\n\nCOMUNE DI MONTEFIORITO\n\nVERBALE DI DELIBERAZIONE DELLA GIUNTA COMUNALE\nN. 12 del 03-02-2021\n\n\
    Oggetto:\nApprovazione del piano triennale dei fabbisogni\ndi personale 2021-2023\n\n\
    L'anno duemilaventuno, addì tre del mese di febbraio alle ore 15:30, nella casa comunale, si è riunita la Giunta.\n\n\
    LA GIUNTA COMUNALE\nPremesso che la spesa è di euro 23.790;\nDELIBERA\n\nIL SINDACO\nf.to Giulia Neri\n\nIL SEGRETARIO COMUNALE\n\
    f.to Dott.ssa Elena Bassi\n";

const CONSIGLIO: &str = "Comune di Montefiorito\nDELIBERAZIONE DEL CONSIGLIO COMUNALE\nNr. 8\n\nOGGETTO: REGOLAMENTO DEL VERDE\n\n\
    L'anno 2018 il giorno ventotto del mese di maggio alle ore 20.30 si è riunito il Consiglio.\n";

const ORDINANZA: &str = "CITTA' DI MONTEFIORITO\nCorpo di Polizia Locale\nORDINANZA DIRIGENZIALE N° 33/2020\nData: 1° aprile 2020\n\
    OGGETTO: modifica della viabilità in via Roma.\nIl Comandante\nDocumento firmato digitalmente da Anna Verdi in data 01/04/2020\n";

fn valore<T: Clone>(found: &Option<Trovato<T>>) -> Option<T> {
    found.as_ref().map(|one| one.valore.clone())
}

fn giorno(text: &str) -> Date {
    text.parse().unwrap()
}

fn cents(list: &[Trovato<Cents>]) -> Vec<i64> {
    list.iter().map(|one| one.valore.0).collect()
}

fn valori(list: &[Trovato<String>]) -> Vec<&str> {
    list.iter().map(|one| one.valore.as_str()).collect()
}

#[test]
fn a_determina_with_two_numbers_tells_the_general_one_and_that_of_its_sector() {
    let read = leggi(DETERMINA);
    assert_eq!(valore(&read.tipo).as_deref(), Some("determina"));
    assert_eq!(read.numero, Some(Trovato::nuovo(123, "Reg. Gen. n. 123", Sicuro)));
    assert_eq!(read.di_settore, Some(Trovato::nuovo(45, "DETERMINAZIONE N. 45 DEL 12/03/2019", Sicuro)));
    assert_eq!(read.data, Some(Trovato::nuovo(giorno("2019-03-12"), "DETERMINAZIONE N. 45 DEL 12/03/2019", Sicuro)));
    let subject = read.oggetto.unwrap();
    assert_eq!(subject.certezza, Sicuro);
    assert!(
        subject.valore.starts_with("AFFIDAMENTO DIRETTO DEI LAVORI") && subject.valore.ends_with("F12H20000120006")
    );
    assert_eq!(cents(&read.importi), [123_456, 27_160], "in letters it is the same amount");
    assert!(read.importi[0].parole.contains("di impegnare la somma di € 1.234,56"), "{:?}", read.importi[0]);
    assert_eq!((valori(&read.cig), valori(&read.cup)), (vec!["Z3A3BFC097"], vec!["F12H20000120006"]));
    assert_eq!(
        read.firmatari,
        [Trovato::nuovo("Marco Gallo".to_owned(), "IL RESPONSABILE DEL SERVIZIO F.to Geom. Marco Gallo", Sicuro)]
    );
    assert!(read.note.is_empty(), "{:?}", read.note);
}

#[test]
fn a_delibera_of_the_giunta_has_its_number_on_the_next_line_and_its_subject_under_the_label() {
    let read = leggi(GIUNTA);
    assert_eq!(valore(&read.tipo).as_deref(), Some("delibera_giunta"));
    assert_eq!(read.numero, Some(Trovato::nuovo(12, "N. 12 del 03-02-2021", Probabile)));
    assert_eq!((read.di_settore, valore(&read.data)), (None, Some(giorno("2021-02-03"))));
    let subject = valore(&read.oggetto).unwrap();
    assert_eq!(subject, "Approvazione del piano triennale dei fabbisogni di personale 2021-2023");
    assert_eq!(cents(&read.importi), [2_379_000]);
    assert_eq!(valori(&read.firmatari), ["Giulia Neri", "Elena Bassi"]);
}

#[test]
fn a_day_in_words_is_read_where_no_other_stands_in_the_heading() {
    let read = leggi(CONSIGLIO);
    assert_eq!(valore(&read.tipo).as_deref(), Some("delibera_consiglio"));
    assert_eq!((valore(&read.numero), valore(&read.data)), (Some(8), Some(giorno("2018-05-28"))));
    assert_eq!(read.data.unwrap().certezza, Probabile);
}

#[test]
fn an_ordinanza_tells_its_year_beside_the_number_and_who_signed_it_by_the_mark_of_the_signature() {
    let read = leggi(ORDINANZA);
    assert_eq!(valore(&read.tipo).as_deref(), Some("ordinanza_dirigente"));
    assert_eq!((valore(&read.numero), read.anno), (Some(33), Some(2020)));
    assert_eq!(valore(&read.data), Some(giorno("2020-04-01")));
    assert_eq!(valori(&read.firmatari), ["Anna Verdi"]);
    let mayor = leggi("Comune di X\nORDINANZA SINDACALE n.5 del 2.7.19\n");
    assert_eq!(valore(&mayor.tipo).as_deref(), Some("ordinanza_sindaco"));
    assert_eq!((valore(&mayor.numero), valore(&mayor.data)), (Some(5), Some(giorno("2019-07-02"))));
    assert_eq!(mayor.data.unwrap().certezza, Probabile, "of a year with two digits nobody is sure");
}

#[test]
fn other_headings_are_known_too() {
    for (text, numero, data) in [
        ("Registro generale delle determinazioni n. 77 del 15 marzo 2017", 77, "2017-03-15"),
        ("DETERMINAZIONE DEL RESPONSABILE\nR.G. 204/2016 del 09.11.2016", 204, "2016-11-09"),
        ("Determinazione n.ro 9\nNumero generale 310 del 30/12/2015", 310, "2015-12-30"),
        ("Copia di determinazione Nr. 00018 in data 04/05/2018", 18, "2018-05-04"),
        ("DECRETO DEL SINDACO\nN. 3\ndel 01/06/2019", 3, "2019-06-01"),
        ("Determinazione 45/2019\ndel 12/03/2019", 45, "2019-03-12"),
    ] {
        let read = leggi(text);
        assert_eq!((valore(&read.numero), valore(&read.data)), (Some(numero), Some(giorno(data))), "{text}");
        assert!(read.tipo.is_some(), "{text}");
    }
}

#[test]
fn what_is_another_s_number_is_not_taken_for_the_act_s() {
    for text in [
        "Proposta di determinazione n. 88 del 01/02/2019",
        "Vista la determinazione n. 12 del 03/04/2018",
        "Oggetto: determinazione n. 12 del 2018",
        "DETERMINAZIONE\nProt. n. 4455 del 12/03/2019",
        "DETERMINAZIONE 2019/45",
        "LEGGE 7 agosto 1990, n. 241",
    ] {
        assert_eq!(leggi(text).numero, None, "{text}");
    }
    let read = leggi("DETERMINAZIONE N. 45/2018\ndel 12/03/2019");
    assert_eq!(read.data.unwrap().certezza, Dubbio);
    assert!(read.note[0].contains("2018"), "{:?}", read.note);
}

#[test]
fn amounts_are_those_with_the_sign_of_the_currency_and_each_is_told_once() {
    let read = leggi(
        "capitolo 2613 € 500,00 e 1.830,00€; totale €. 2.330,00= euro (Euro milleduecento/00) articolo 12, n. 7; € 500,00; € 0,00",
    );
    assert_eq!(cents(&read.importi), [50_000, 183_000, 233_000, 120_000]);
    assert_eq!(read.importi[3].certezza, Probabile);
    let many: String = (1..100).map(|n| format!("€ {n},00 ")).collect();
    assert_eq!(leggi(&many).importi.len(), MOLTI);
}

#[test]
fn a_cig_that_is_wrong_is_told_and_not_proposed() {
    let read = leggi("CIG: Z3A3BFC098, CUP: f12h20000120006. C.I.G. n. A003DEB979; il CIG presente");
    assert_eq!((valori(&read.cig), valori(&read.cup)), (vec!["A003DEB979"], vec!["F12H20000120006"]));
    assert!(read.note.len() == 1 && read.note[0].contains("Z3A3BFC098"), "{:?}", read.note);
    assert_eq!(read.cig[0].parole, "C.I.G n A003DEB979");
    assert!(leggi("codice A003DEB979").cig.is_empty(), "without its label it may be anything");
}

#[test]
fn the_words_after_a_title_in_the_heading_are_no_name() {
    let text = "IL RESPONSABILE DEL SERVIZIO\nPREMESSO CHE\nVISTI GLI ATTI\n\nIl Dirigente\nDott.ssa Anna D'Angelo\n\n\
        IL RESPONSABILE DELL'AREA TECNICA\nIng. Mario Del Bianco\n";
    assert_eq!(valori(&leggi(text).firmatari), ["Anna D'Angelo", "Mario Del Bianco"]);
}

#[test]
fn of_a_text_that_says_nothing_nothing_is_told() {
    for text in ["", "\n\n", "Gentile signora, la ringrazio.", "OGGETTO:", "oggettivamente parlando"] {
        assert_eq!(leggi(text), Letto::default(), "{text:?}");
    }
}
