//! The answers between bodies, read and written in the three forms; the official schemas are asked of each.
#![expect(clippy::expect_used, reason = "a test stops at what it did not expect")]

mod common;

use std::path::Path;

use chrono::{NaiveDate, NaiveTime};
use segnatura::{
    Destinatario, Form, Identificatore, NOTIFICA_MAX, Notifica, Segnatura, Soggetto, TipoNotifica, read, read_notifica,
    write_notifica,
};

const FORMS: [Form; 3] = [Form::LineeGuida2021, Form::Circolare2013, Form::Circolare2001];
const INSTANCES: [(&str, &str, Form); 3] = [
    ("conferma-2021.xml", include_str!("instances/conferma-2021.xml"), Form::LineeGuida2021),
    ("eccezione-2013.xml", include_str!("instances/eccezione-2013.xml"), Form::Circolare2013),
    ("annullamento-2001.xml", include_str!("instances/annullamento-2001.xml"), Form::Circolare2001),
];

fn id(amministrazione: &str, numero: &str, form: Form) -> Identificatore {
    let today = form == Form::LineeGuida2021;
    Identificatore {
        codice_amministrazione: amministrazione.into(),
        amministrazione: today.then(|| "Provincia <di> Valle".into()),
        codice_aoo: "AOO1".into(),
        codice_registro: Some("PG".into()),
        numero: numero.into(),
        data: NaiveDate::from_ymd_opt(2026, 11, 3),
        // The older forms have no place for the time.
        ora: NaiveTime::from_hms_opt(10, 15, 30).filter(|_| today),
    }
}

/// One answer of each kind in a form; the confirmation of what had been sent on, the exception with and without registrations.
fn answers(form: Form) -> Vec<Notifica> {
    let (own, theirs) = (|| id("c_m999", "0000077", form), || id("p_xx", "0000012", form));
    let why = || "La firma \"non\" torna & manca l'allegato".to_owned();
    let confirmed = Notifica::conferma(form, own(), theirs());
    let exception = Notifica::eccezione(form, theirs(), why());
    vec![
        confirmed.clone(),
        Notifica { prima_registrazione: Some(id("r_xx", "0000009", form)), ..confirmed.clone() },
        Notifica { tipo: TipoNotifica::AggiornamentoConferma, ..confirmed },
        Notifica {
            messaggio_ricevuto: None,
            descrizione_messaggio: Some("Messaggio del 3/11".into()),
            ..exception.clone()
        },
        Notifica { identificatore: Some(own()), ..exception.clone() },
        exception,
        Notifica::annullamento(form, own(), why(), "Determina 5 del 2026".into()),
    ]
}

#[test]
fn an_answer_that_is_written_says_the_same_when_it_is_read_in_each_form() {
    for wanted in FORMS.into_iter().flat_map(answers) {
        let written = write_notifica(&wanted).expect("written");
        assert_eq!(read_notifica(written.as_bytes()).expect("read"), wanted, "{written}");
    }
    let short = Notifica::conferma(FORMS[0], id("a", "7", FORMS[0]), id("b", "8", FORMS[0]));
    let written = write_notifica(&short).expect("written");
    assert_eq!(read_notifica(written.as_bytes()).expect("read").identificatore.expect("own").numero, "0000007");
}

#[test]
fn the_instances_of_others_are_read_whole() {
    for (name, xml, form) in INSTANCES {
        let read = read_notifica(xml.as_bytes()).expect(name);
        assert_eq!((read.form, read.anomalie.as_slice()), (form, &[][..]), "{name}");
        let first = read.prima_registrazione.map(|first| first.numero);
        assert_eq!(first.is_some(), read.tipo != TipoNotifica::AnnullamentoProtocollazione, "{name}");
    }
}

#[test]
fn an_answer_without_what_the_schema_asks_for_is_not_written() {
    for whole in FORMS.into_iter().flat_map(answers) {
        let bare = Notifica {
            identificatore: None,
            messaggio_ricevuto: None,
            descrizione_messaggio: None,
            motivo: Some(" ".into()),
            provvedimento: None,
            ..whole.clone()
        };
        let told = write_notifica(&bare).expect_err("it is not written");
        assert!(told.len() >= 2, "{:?}: {told:?}", whole.tipo);
        let dayless = Identificatore { data: None, ..id("c_m999", "1", whole.form) };
        let half = Notifica { identificatore: Some(dayless), ..whole };
        assert!(write_notifica(&half).is_err(), "{:?}", half.tipo);
    }
    let long = Identificatore { codice_registro: Some("Registro ufficiale".into()), ..id("a", "1", FORMS[0]) };
    let of = |form| Notifica::conferma(form, long.clone(), id("b", "2", form));
    assert!(write_notifica(&of(Form::LineeGuida2021)).is_err(), "16 letters at most, without spaces");
    assert!(write_notifica(&of(Form::Circolare2013)).is_ok(), "any text");
}

#[test]
fn what_is_too_large_to_be_an_answer_is_not_read() {
    let (_, xml, _) = INSTANCES[1];
    let long = xml.replace("non si apre", &"x".repeat(NOTIFICA_MAX));
    assert!(read_notifica(long.as_bytes()).is_err());
    let deep = xml.replace("<Motivo>", &("<Motivo>".to_owned() + &"<a>".repeat(100_000)));
    assert!(read_notifica(deep.as_bytes()).is_err());
}

#[test]
fn whether_a_confirmation_is_asked_of_us_is_told_by_our_codes_or_our_address() {
    let to = |code: Option<&str>, address: &str, conferma_ricezione| Destinatario {
        soggetto: Soggetto {
            codice_amministrazione: code.map(str::to_owned),
            indirizzi_telematici: vec![address.into()],
            ..Soggetto::default()
        },
        conferma_ricezione,
        per_conoscenza: false,
    };
    let of =
        |destinatari| Segnatura { destinatari, ..read(include_bytes!("instances/2021.xml")).expect("an instance") };
    let asked = |destinatari| of(destinatari).chiede_conferma_a("c_m999", Some("AOO1"), "Comune@pec.example.it");
    let other = || to(Some("p_xx"), "altri@pec.example.it", true);
    assert!(asked(vec![other(), to(Some("C_M999"), "x@y.it", true)]));
    assert!(!asked(vec![other(), to(Some("c_m999"), "x@y.it", false)]), "the others may ask: not of us");
    assert!(asked(vec![other(), to(None, "comune@pec.example.it", true)]));
    assert!(!asked(vec![other(), other()]), "we are not among them");
    assert!(asked(vec![other()]), "one alone: it came to us");
    assert!(!asked(vec![to(None, "x@y.it", false)]));
}

/// Whether the official schema of a form accepts it, and what it says.
fn accepted(folder: &Path, form: Form, xml: &str, name: &str) -> (bool, String) {
    common::accepted(folder, form, "pec_message.xsd", &common::written(name, xml))
}

#[test]
fn the_official_schemas_accept_the_answers_and_refuse_a_changed_one() {
    let Some(folder) = common::judge() else { return };
    for answer in FORMS.into_iter().flat_map(answers) {
        let xml = write_notifica(&answer).expect("written");
        let (good, told) = accepted(&folder, answer.form, &xml, "notifica.xml");
        assert!(good, "{told}\n{xml}");
        let changed = xml.replace("CodiceAOO", "Altro").replace("DescrizioneMessaggio", "Altro");
        assert!(!accepted(&folder, answer.form, &changed, "notifica.xml").0, "{changed}");
    }
    for (name, xml, form) in INSTANCES {
        let (good, told) = accepted(&folder, form, xml, name);
        assert!(good, "{name}: {told}");
    }
}
