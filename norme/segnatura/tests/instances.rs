//! One instance of each form, written for these tests after the official schemas; the last tests ask `xmllint`
//! whether the schemas agree.

mod common;

use segnatura::{
    Anomalia, Destinatario, Error, Form, Identificatore, Riferimento, Segnatura, Soggetto, TipoNotifica, TipoSoggetto,
    cooperazione::{
        Annullamento, AnomaliaAnnullamento, AnomaliaInoltro, Conferma, Inoltro, Servizio, write_annullamento,
        write_conferma, write_risposta, write_risposta_annullamento, write_risposta_conferma,
    },
    read, read_notifica, write,
};
use std::path::{Path, PathBuf};

/// The official schema of the form of today.
const TODAY: &str = "segnatura_protocollo.xsd";
const LINEE_GUIDA: &str = include_str!("instances/2021.xml");
const CIRCOLARE_2013: &str = include_str!("instances/2013.xml");
const CIRCOLARE_2001: &str = include_str!("instances/2001.xml");

fn parse(xml: &str) -> Segnatura {
    read(xml.as_bytes()).expect("read")
}

#[test]
fn the_form_of_the_guidelines() {
    let read = parse(LINEE_GUIDA);
    assert_eq!((read.form, read.firmata, read.anomalie.as_slice()), (Form::LineeGuida2021, true, &[][..]));
    let id = &read.identificatore;
    assert_eq!((id.codice_amministrazione.as_str(), id.codice_aoo.as_str()), ("c_m999", "AM99901"));
    assert_eq!(id.amministrazione.as_deref(), Some("Comune di Montefiorito"));
    assert_eq!((id.codice_registro.as_deref(), id.numero.as_str()), (Some("PG"), "0001234"));
    assert_eq!(id.data.map(|d| d.to_string()).as_deref(), Some("2026-01-31"));
    assert_eq!(id.ora.map(|o| o.to_string()).as_deref(), Some("10:15:30"));
    assert_eq!(read.oggetto, "Richiesta di nulla osta per l'attività estiva");
    assert_eq!(read.classifiche[0].codice(), "VII.6");
    assert_eq!(read.fascicolo.as_ref().and_then(|f| f.codice.as_deref()), Some("2026-VII.6.3"));
    assert_eq!((read.riservato, read.riservato_note.as_deref()), (true, Some("dati di minori")));
    assert!(matches!(read.riferimenti.as_slice(), [Riferimento::Registrazione(id)] if id.numero == "0000077"));
}

#[test]
fn the_parties_of_the_guidelines() {
    let read = parse(LINEE_GUIDA);
    let sender = &read.mittente;
    assert_eq!((sender.tipo, sender.denominazione.as_str()), (TipoSoggetto::Amministrazione, "Comune di Montefiorito"));
    assert_eq!(
        (sender.aoo.as_deref(), sender.unita.as_slice()),
        (Some("Area unica"), &["Ufficio cultura".to_owned()][..])
    );
    assert_eq!(sender.persone, ["Dott.ssa Anna Verdi"]);
    assert_eq!(sender.indirizzi_telematici, ["protocollo@pec.montefiorito.example"]);
    let [first, second] = read.destinatari.as_slice() else { panic!("{:?}", read.destinatari) };
    assert!(first.conferma_ricezione && !first.per_conoscenza, "the schema's defaults");
    assert!(!second.conferma_ricezione && second.per_conoscenza);
    assert_eq!(second.soggetto.tipo, TipoSoggetto::PersonaGiuridica);
    assert_eq!(second.soggetto.codice_fiscale.as_deref(), Some("06363391001"));
}

#[test]
fn the_documents_of_the_guidelines() {
    let read = parse(LINEE_GUIDA);
    let main = read.documento.as_ref().expect("main document");
    assert_eq!((main.nome.as_deref(), main.firmato), (Some("richiesta.pdf.p7m"), true));
    assert_eq!(main.impronta.as_ref().map(|i| i.algoritmo.as_str()), Some("SHA-256"));
    assert_eq!(read.allegati.len(), 1);
    assert_eq!(read.allegati[0].firme_separate, ["planimetria.p7s"]);
    assert!(read.allegati[0].impronta.as_ref().is_some_and(|i| i.algoritmo == "SHA-256" && i.valore.len() == 44));
}

#[test]
fn the_two_older_forms_say_the_same() {
    let (newer, older) = (parse(CIRCOLARE_2013), parse(CIRCOLARE_2001));
    assert_eq!((newer.form, older.form), (Form::Circolare2013, Form::Circolare2001));
    assert_eq!(Segnatura { form: older.form, ..newer }, older);
    let read = older;
    assert_eq!(read.anomalie, []);
    assert_eq!(
        (read.identificatore.numero.as_str(), read.identificatore.ora.map(|o| o.to_string()).as_deref()),
        ("0004321", Some("09:05:00"))
    );
    assert_eq!(read.prima_registrazione.as_ref().map(|p| p.numero.as_str()), Some("0000009"));
    assert_eq!(read.mittente.denominazione, "Provincia di Valchiara");
    assert_eq!(read.mittente.unita, ["Settore viabilità", "Ufficio concessioni"]);
    assert_eq!(read.mittente.persone, ["Responsabile: Ugo Neri"]);
    assert_eq!(read.mittente.indirizzi_telematici, ["protocollo@pec.provincia.example"]);
    assert_eq!(read.risposta.as_deref(), Some("viabilita@pec.provincia.example"));
    assert_eq!((read.classifiche[0].codice().as_str(), read.riservato), ("VIII.2", true));
    let to: Vec<_> = read
        .destinatari
        .iter()
        .map(|d| (d.soggetto.denominazione.as_str(), d.soggetto.indirizzi_telematici[0].as_str(), d.per_conoscenza))
        .collect();
    assert_eq!(
        to,
        [("Comune di Montefiorito", "protocollo@pec.montefiorito.example", false), ("", "anas@pec.example", true)]
    );
    assert_eq!(read.documento.as_ref().and_then(|d| d.descrizione.as_deref()), Some("Concessione"));
    let files: Vec<_> = read.allegati.iter().map(|d| (d.nome.as_deref(), d.cartaceo, d.fascicolo.as_deref())).collect();
    assert_eq!(
        files,
        [(Some("planimetria.pdf"), false, None), (None, true, Some("F-2025-3"))],
        "the pointer to the main document is not an attachment"
    );
    assert_eq!(read.riferimenti.len(), 2);
}

#[test]
fn other_encodings_prefixes_and_dates() {
    let latin = CIRCOLARE_2001.replace("UTF-8", "ISO-8859-1");
    let bytes: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).expect("latin")).collect();
    assert_eq!(read(&bytes).expect("latin").mittente.unita[0], "Settore viabilità");
    let slashes = CIRCOLARE_2001.replace("2025-12-01", "01/12/2025").replace("09:05:00", "09:05");
    let read = parse(&slashes);
    assert_eq!(read.identificatore.data.map(|d| d.to_string()).as_deref(), Some("2025-12-01"));
    assert!(read.identificatore.ora.is_some() && read.anomalie.is_empty());
    let prefixed = LINEE_GUIDA.replace("prot:", "s:").replace("xmlns:prot", "xmlns:s");
    assert_eq!(parse(&prefixed), parse(LINEE_GUIDA));
}

#[test]
fn what_is_missing_or_odd_is_said() {
    let anomalies = |xml: String| parse(&xml).anomalie;
    assert_eq!(anomalies(LINEE_GUIDA.replace("ds:Signature", "ds:Firma")), [Anomalia::NonFirmata]);
    assert_eq!(
        anomalies(CIRCOLARE_2013.replace("digitPa.gov.it", "example")),
        [Anomalia::Namespace("http://www.example/protocollo/".into())]
    );
    assert_eq!(
        anomalies(CIRCOLARE_2001.replace("2025-12-01", "primo dicembre")),
        [Anomalia::ValoreNonValido { campo: "la data di registrazione", valore: "primo dicembre".into() }]
    );
    assert_eq!(
        anomalies(CIRCOLARE_2001.replace("<NumeroRegistrazione>0004321</NumeroRegistrazione>", "")),
        [Anomalia::Manca("il numero di registrazione")]
    );
    let body = CIRCOLARE_2001
        .replace("Documento id", "Altro id")
        .replace("</TipoDocumento>\n    </Documento>", "</TipoDocumento>\n    </Altro>");
    assert_eq!(anomalies(body), [Anomalia::Manca("il documento principale")]);
}

#[test]
fn what_is_not_protocol_data_is_refused_with_a_reason() {
    assert!(
        matches!(read(b"<FatturaElettronica/>"), Err(Error::NonSegnatura { radice }) if radice == "FatturaElettronica")
    );
    assert_eq!(read(b"<Segnatura/>"), Err(Error::Manca { elemento: "Intestazione" }));
    assert_eq!(read(b"<Segnatura><Intestazione/></Segnatura>"), Err(Error::Manca { elemento: "Identificatore" }));
    assert!(matches!(read(b"PK\x03\x04"), Err(Error::Xml(_))));
}

#[test]
fn the_answers_of_the_other_body() {
    let id = |n: &str| {
        format!(
            "<Identificatore><CodiceAmministrazione>p_xx</CodiceAmministrazione><CodiceAOO>A</CodiceAOO><CodiceRegistro>R</CodiceRegistro><NumeroRegistrazione>{n}</NumeroRegistrazione><DataRegistrazione>2026-01-02</DataRegistrazione></Identificatore>"
        )
    };
    let received = format!("<MessaggioRicevuto>{}</MessaggioRicevuto>", id("0000001"));
    let cases = [
        ("ConfermaRicezione", format!("{}{received}", id("0000002")), TipoNotifica::ConfermaRicezione),
        ("AggiornamentoConferma", format!("{}{received}", id("0000002")), TipoNotifica::AggiornamentoConferma),
        ("NotificaEccezione", format!("{received}<Motivo>Manca la firma</Motivo>"), TipoNotifica::NotificaEccezione),
        (
            "AnnullamentoProtocollazione",
            format!("{}<Motivo>Errore</Motivo><Provvedimento>Det. 5</Provvedimento>", id("0000002")),
            TipoNotifica::AnnullamentoProtocollazione,
        ),
    ];
    for (root, body, tipo) in cases {
        for (namespace, form) in [
            ("", Form::Circolare2001),
            (" xmlns=\"http://www.digitPa.gov.it/protocollo/\"", Form::Circolare2013),
            (" xmlns=\"http://www.agid.gov.it/protocollo/pec/\"", Form::LineeGuida2021),
        ] {
            let read = read_notifica(format!("<{root}{namespace}>{body}</{root}>").as_bytes()).expect(root);
            assert_eq!((read.tipo, read.form, read.anomalie.as_slice()), (tipo, form, &[][..]));
            let ours = read.messaggio_ricevuto.map(|id| id.numero);
            assert_eq!(ours.is_some(), tipo != TipoNotifica::AnnullamentoProtocollazione);
        }
    }
    assert!(matches!(read_notifica(LINEE_GUIDA.as_bytes()), Err(Error::NonSegnatura { .. })));
}

#[test]
fn no_mutation_of_an_instance_panics() {
    let mut state = 0x5bd1_e995_u32;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize
    };
    for base in [LINEE_GUIDA, CIRCOLARE_2001] {
        for _ in 0..1_500 {
            let mut bytes = base.as_bytes().to_vec();
            for _ in 0..1 + next() % 3 {
                let place = next() % bytes.len();
                bytes[place] = b"09-:/<>&\xe8Z"[next() % 10];
            }
            let _ = read(&bytes);
        }
    }
}

/// What the form says of itself that is written too.
fn written_of(xml: &str) -> Segnatura {
    let mut read = parse(xml);
    read.riferimenti.clear();
    let parties = std::iter::once(&mut read.mittente).chain(read.destinatari.iter_mut().map(|to| &mut to.soggetto));
    for party in parties {
        party.unita.clear();
        party.persone.clear();
    }
    read.allegati.iter_mut().for_each(|file| file.firme_separate.clear());
    let person = Soggetto {
        tipo: TipoSoggetto::PersonaFisica,
        denominazione: "Maria \"Mia\" <De> & Rossi".into(),
        codice_fiscale: Some("RSSMRA80A41H501Y".into()),
        indirizzi_telematici: vec!["mia@pec.example".into()],
        ..Soggetto::default()
    };
    let abroad = Soggetto {
        tipo: TipoSoggetto::AmministrazioneEstera,
        denominazione: "Ville de Nice".into(),
        ..Soggetto::default()
    };
    for soggetto in [person, abroad] {
        read.destinatari.push(Destinatario { soggetto, conferma_ricezione: false, per_conoscenza: true });
    }
    read
}

fn signature(xml: &str) -> &str {
    let from = xml.find("<ds:Signature ").expect("a signature");
    let end = "</ds:Signature>";
    &xml[from..xml.find(end).expect("its end") + end.len()]
}

#[test]
fn what_is_written_says_the_same_when_it_is_read_and_is_no_segnatura_without_a_signature() {
    let wanted = written_of(LINEE_GUIDA);
    let written = write(&wanted).expect("written");
    assert_eq!(parse(&written.con_firma(signature(LINEE_GUIDA))), wanted);
    assert_eq!(parse(written.xml()).anomalie, [Anomalia::NonFirmata]);
    let short = Identificatore { numero: "12".into(), ..wanted.identificatore.clone() };
    let short = write(&Segnatura { identificatore: short, ..wanted.clone() }).expect("written");
    assert_eq!(parse(short.xml()).identificatore.numero, "0000012", "seven digits at least");
    let sly = Segnatura { oggetto: "a\u{0}b\u{1b}\n</prot:Oggetto>".into(), ..wanted };
    assert_eq!(parse(write(&sly).expect("written").xml()).oggetto, "ab </prot:Oggetto>");
}

#[test]
fn all_that_the_schema_asks_for_and_is_not_there_is_told_at_once() {
    let mut poor = written_of(LINEE_GUIDA);
    poor.identificatore =
        Identificatore { codice_registro: Some("troppo lungo per un registro".into()), ..Default::default() };
    poor.classifiche.clear();
    poor.allegati[0].impronta = None;
    let told = write(&poor).expect_err("it is not written");
    assert_eq!(told.len(), 7, "{told:?}");
    assert!(told.contains(&Anomalia::Manca("la classe del titolario")));
}

#[test]
fn the_official_schema_accepts_what_is_written_and_refuses_it_without_a_signature() {
    let Some(folder) = common::judge() else { return };
    let written = write(&written_of(LINEE_GUIDA)).expect("written");
    for (name, xml, good) in [
        ("scritta.xml", written.con_firma(signature(LINEE_GUIDA)), true),
        ("senza-firma.xml", written.xml().to_owned(), false),
    ] {
        let (accepted, told) = common::accepted(&folder, Form::LineeGuida2021, TODAY, &common::written(name, &xml));
        assert_eq!(accepted, good, "{name}: {told}");
    }
}

#[test]
fn the_official_schemas_accept_the_instances() {
    let Some(folder) = common::judge() else { return };
    let instances = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/instances");
    for (name, form) in
        [("2021.xml", Form::LineeGuida2021), ("2013.xml", Form::Circolare2013), ("2001.xml", Form::Circolare2001)]
    {
        let (good, told) = common::accepted(&folder, form, TODAY, &instances.join(name));
        assert!(good, "{name}: {told}");
    }
}

/// The part of a message in which the official schema has a say: what stands in the SOAP body.
fn inside(message: &str) -> &str {
    let (_, rest) = message.split_once("<soap:Body>").expect("a body");
    rest.split_once("</soap:Body>").expect("its end").0.trim()
}

/// The schema of a service, as its official interface holds it, in a file of this test alone.
fn interface(folder: &Path, service: &str, whose: &str) -> PathBuf {
    let wsdl =
        std::fs::read_to_string(folder.join(format!("interfaces_SOAP/protocollo-{service}.wsdl"))).expect("wsdl");
    let schema = &wsdl[wsdl.find("<xs:schema").expect("schema")..wsdl.find("</xs:schema>").expect("end")];
    let beside = format!("schemaLocation=\"{}/", folder.display());
    let schema = schema.replace("schemaLocation=\"../", &beside) + "</xs:schema>";
    common::written(&format!("{whose}-{service}.xsd"), &schema)
}

#[test]
fn what_is_asked_of_another_body_and_answered_to_it_is_valid_by_the_official_interfaces() {
    let Some(folder) = common::judge() else { return };
    let id = parse(LINEE_GUIDA).identificatore;
    let told = Annullamento {
        mittente: id.clone(),
        destinatario: id.clone(),
        provvedimento: Some("Det. <5>".into()),
        note: None,
    };
    // The "segnatura" of the tests bears a signature, as the schema asks: under the name that it has in a message.
    let sealed = LINEE_GUIDA
        .replace(
            "<prot:SegnaturaInformatica ",
            "<msg:Segnatura xmlns:msg=\"http://www.agid.gov.it/protocollo/messaggi/\" ",
        )
        .replace("</prot:SegnaturaInformatica>", "</msg:Segnatura>");
    let mut inoltro = Inoltro::new(&sealed);
    assert!(inoltro.file("richiesta \"&\".pdf", "application/pdf", b"uno"));
    let not_found = AnomaliaAnnullamento::NonTrovato("mai vista".into());
    let not_taken = AnomaliaAnnullamento::Irricevibile("manca l'atto".into());
    let refused = ("003_DocumentoAllegatiNonLeggibili".to_owned(), Some("è vuoto".to_owned()));
    let destinatario = [
        inoltro.finish(),
        write_annullamento(Servizio::Destinatario, &told),
        write_risposta_annullamento(Servizio::Destinatario, &told, Some(&not_found)),
        write_risposta_annullamento(Servizio::Destinatario, &told, None),
    ];
    let mittente = [
        write_conferma(&Conferma { mittente: id.clone(), esito: Ok(id.clone()) }),
        write_conferma(&Conferma { mittente: id.clone(), esito: Err(refused) }),
        write_risposta_conferma(&id),
        write_annullamento(Servizio::Mittente, &told),
        write_risposta_annullamento(Servizio::Mittente, &told, Some(&not_taken)),
    ];
    for (service, messages) in [("destinatario", &destinatario[..]), ("mittente", &mittente[..])] {
        let schema = interface(&folder, service, "tutti");
        for message in messages {
            let file = common::written(&format!("{service}.xml"), inside(message));
            let (accepted, said) = common::xmllint("--schema", &schema, &file);
            assert!(accepted, "{message}: {said}");
        }
    }
}

#[test]
fn the_answers_to_a_message_between_bodies_are_valid_by_the_official_interface() {
    let Some(folder) = common::judge() else { return };
    let file = interface(&folder, "destinatario", "risposte");
    let id = parse(LINEE_GUIDA).identificatore;
    let firma = AnomaliaInoltro::ValidazioneFirma("il sigillo <manca> & non c'è".into());
    let impronte = AnomaliaInoltro::Impronte("l'impronta di «a.pdf» non è quella del file".into());
    let good = [write_risposta(&id, None), write_risposta(&id, Some(&firma)), write_risposta(&id, Some(&impronte))];
    let bad = good[1].replace("001_ValidazioneFirma", "001_Altro");
    for (answer, valid) in good.iter().map(|answer| (answer, true)).chain([(&bad, false)]) {
        let (accepted, told) = common::xmllint("--schema", &file, &common::written("risposta.xml", inside(answer)));
        assert_eq!(accepted, valid, "{answer}: {told}");
    }
}
