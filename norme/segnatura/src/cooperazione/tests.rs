//! What another body asks, read.

use super::*;

const SEGNATURA: &str = include_str!("../../tests/instances/2021.xml");

/// A message whose "segnatura" is that of the tests, with these files in place of its own two documents.
fn message(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (_, rest) = SEGNATURA.split_once("SegnaturaInformatica").unwrap();
    let prefix = SEGNATURA.split_once("SegnaturaInformatica").unwrap().0.rsplit('<').next().unwrap().to_owned();
    let inside = rest.rsplit_once(&format!("</{prefix}SegnaturaInformatica>")).unwrap().0;
    let file = |(name, bytes): &(&str, &[u8])| {
        format!(
            "<m:File m:nomeFile=\"{name}\" m:mimeType=\"application/pdf\">{}</m:File>",
            BASE64_STANDARD.encode(bytes)
        )
    };
    let files: String = files.iter().map(file).collect();
    format!(
        "<s:Envelope xmlns:s=\"{ENVELOPE}\"><s:Body><d:RequestMessageInoltro xmlns:d=\"{DESTINATARIO}\" \
         xmlns:m=\"http://www.agid.gov.it/protocollo/messaggi/\"><m:Segnatura{inside}</m:Segnatura>{files}\
         </d:RequestMessageInoltro></s:Body></s:Envelope>"
    )
    .into_bytes()
}

fn read(files: &[(&str, &[u8])]) -> Messaggio {
    match read_richiesta(&message(files)) {
        Ok(Richiesta::Inoltro(messaggio)) => *messaggio,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_message_is_read_with_its_files_and_turned_away_where_the_seal_or_a_digest_does_not_hold() {
    let mut messaggio = read(&[("richiesta.pdf.p7m", b"uno"), ("../planimetria.pdf", b"due")]);
    assert_eq!(messaggio.segnatura.identificatore.numero, "0001234");
    assert_eq!(messaggio.file[1].nome, "planimetria.pdf", "a name without folders");
    assert!(matches!(messaggio.anomalia(Err("manca".into())), Some(AnomaliaInoltro::ValidazioneFirma(_))));
    let Some(AnomaliaInoltro::Impronte(why)) = messaggio.anomalia(Ok(())) else { panic!("other files") };
    assert!(why.contains("richiesta.pdf.p7m"), "{why}");
    let digest = |bytes: &[u8]| BASE64_STANDARD.encode(Sha256::digest(bytes));
    let main = messaggio.segnatura.documento.as_mut().unwrap();
    main.impronta.as_mut().unwrap().valore = digest(b"uno");
    let other = &mut messaggio.segnatura.allegati[0];
    (other.nome, other.impronta.as_mut().unwrap().valore) = (Some("planimetria.pdf".into()), digest(b"due"));
    assert_eq!(messaggio.anomalia(Ok(())), None);
    messaggio.segnatura.allegati[0].impronta.as_mut().unwrap().algoritmo = "MD5".into();
    assert!(matches!(messaggio.anomalia(Ok(())), Some(AnomaliaInoltro::Impronte(_))));
}

#[test]
fn what_is_no_message_is_refused_by_name() {
    assert!(matches!(read_richiesta(b"<a/>"), Err(Error::NonSegnatura { .. })));
    assert!(matches!(read_richiesta(&message(&[])), Err(Error::Manca { elemento: "File" })));
    let text = String::from_utf8(message(&[("a.pdf", b"x")])).unwrap();
    let broken = text.replace(">eA==<", ">%%%<");
    assert_eq!(read_richiesta(broken.as_bytes()), Err(Error::FileIlleggibile { nome: "a.pdf".into() }));
    let other = text.replace("RequestMessageInoltro", "RequestAltro");
    assert!(matches!(read_richiesta(other.as_bytes()), Err(Error::NonSegnatura { .. })));
    let many: Vec<(&str, &[u8])> = vec![("a", b"x"); MOST_FILES + 1];
    assert_eq!(read_richiesta(&message(&many)), Err(Error::TroppiFile { massimo: MOST_FILES }));
}

#[test]
fn a_confirmation_tells_the_receivers_number_or_why_there_is_none() {
    let id = |name: &str, number: &str| {
        format!(
            "<m:{name}><CodiceAmministrazione>c_m999</CodiceAmministrazione><CodiceAOO>A</CodiceAOO>\
             <CodiceRegistro>PG</CodiceRegistro><NumeroRegistrazione>{number}</NumeroRegistrazione>\
             <DataRegistrazione>2026-01-31</DataRegistrazione></m:{name}>"
        )
    };
    let envelope = |inside: &str| {
        format!(
            "<s:Envelope xmlns:s=\"{ENVELOPE}\"><s:Body><m:RequestConfermaMessaggioInoltro xmlns:m=\"{MITTENTE}\">{}{inside}\
             </m:RequestConfermaMessaggioInoltro></s:Body></s:Envelope>",
            id("IdentificatoreMittente", "0000001")
        )
    };
    let conferma = |inside: &str| match read_richiesta(envelope(inside).as_bytes()) {
        Ok(Richiesta::Conferma(conferma)) => *conferma,
        other => panic!("{other:?}"),
    };
    let good = conferma(&id("IdentificatoreDestinatario", "0000077"));
    assert_eq!((good.mittente.numero.as_str(), good.esito.unwrap().numero.as_str()), ("0000001", "0000077"));
    let bad = conferma("<m:Anomalia m:info=\"vuoto\">003_DocumentoAllegatiNonLeggibili</m:Anomalia>");
    assert_eq!(bad.esito, Err(("003_DocumentoAllegatiNonLeggibili".into(), Some("vuoto".into()))));
    assert!(matches!(read_richiesta(envelope("").as_bytes()), Err(Error::Manca { .. })));
}

fn registration(code: &str, number: &str) -> Identificatore {
    Identificatore {
        codice_amministrazione: code.into(),
        codice_aoo: "AM99901".into(),
        codice_registro: Some("PG".into()),
        numero: number.into(),
        data: chrono::NaiveDate::from_ymd_opt(2026, 1, 31),
        ..Identificatore::default()
    }
}

#[test]
fn what_is_sealed_is_what_is_read_and_a_file_that_the_seal_does_not_cover_is_turned_away() {
    let messaggio = read(&[("richiesta.pdf.p7m", b"uno")]);
    assert!(messaggio.sigillata.starts_with("<m:Segnatura"), "{}", messaggio.sigillata);
    assert!(messaggio.sigillata.trim_end().ends_with("</m:Segnatura>"), "{}", messaggio.sigillata);
    let mut messaggio = read(&[("richiesta.pdf.p7m", b"uno"), ("altro.pdf", b"due")]);
    messaggio.segnatura.allegati.clear();
    let main = messaggio.segnatura.documento.as_mut().unwrap();
    main.impronta.as_mut().unwrap().valore = BASE64_STANDARD.encode(Sha256::digest(b"uno"));
    let Some(AnomaliaInoltro::Impronte(why)) = messaggio.anomalia(Ok(())) else { panic!("nobody vouches for it") };
    assert!(why.contains("«altro.pdf» non è nominato"), "{why}");
    messaggio.file[1].nome = "richiesta.pdf.p7m".into();
    let Some(AnomaliaInoltro::Impronte(why)) = messaggio.anomalia(Ok(())) else { panic!("two of one name") };
    assert!(why.contains("due file si chiamano"), "{why}");
    messaggio.file.truncate(1);
    assert_eq!(messaggio.anomalia(Ok(())), None);
}

#[test]
fn what_soap_forbids_and_what_could_be_read_in_two_ways_is_refused() {
    let good = String::from_utf8(message(&[("a.pdf", b"x")])).unwrap();
    let read = |text: &str| read_richiesta(text.as_bytes());
    assert!(read(&good).is_ok());
    let dtd = format!("<!DOCTYPE s:Envelope SYSTEM \"http://example.it/a.dtd\">{good}");
    assert_eq!(read(&dtd), Err(Error::ConDoctype));
    let bomb = format!("<!DOCTYPE s:Envelope [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>{good}");
    assert!(matches!(read(&bomb), Err(Error::Xml(_))));
    let entity = good.replace(">eA==<", ">&b;<");
    assert!(matches!(read(&entity), Err(Error::Xml(_))));
    let header = "<s:Header><w:Security xmlns:w=\"urn:w\" s:mustUnderstand=\"1\"/></s:Header><s:Body>";
    assert!(matches!(read(&good.replace("<s:Body>", header)), Err(Error::IntestazioneIgnota { .. })));
    assert!(read(&good.replace("<s:Body>", &header.replace("\"1\"", "\"0\""))).is_ok());
    let start = good.find("<m:Segnatura").unwrap();
    let end = good.find("</m:Segnatura>").unwrap() + "</m:Segnatura>".len();
    let twice = good.replace("<m:File", &format!("{}<m:File", &good[start..end]));
    assert_eq!(read(&twice), Err(Error::Ripetuto { elemento: "Segnatura" }));
    let bodies = good.replace("<s:Body>", "<s:Body/><s:Body>");
    assert_eq!(read(&bodies), Err(Error::Ripetuto { elemento: "Body" }));
    let other = good.replace(DESTINATARIO, MITTENTE);
    assert!(matches!(read(&other), Err(Error::NonSegnatura { .. })), "of the other service");
    let latin =
        good.replace("attività", "attivita\u{e0}").chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect::<Vec<_>>();
    assert!(read_richiesta(&latin).is_err(), "bytes that are no UTF-8");
}

#[test]
fn what_we_write_is_what_another_reads() {
    let (ours, theirs) = (registration("c_m999", "12"), registration("p_xx", "77"));
    for esito in [Ok(theirs.clone()), Err(("000_Irricevibile".to_owned(), Some("non è «nostro» & basta".to_owned())))]
    {
        let read =
            match read_richiesta(write_conferma(&Conferma { mittente: ours.clone(), esito: esito.clone() }).as_bytes())
            {
                Ok(Richiesta::Conferma(read)) => *read,
                other => panic!("{other:?}"),
            };
        assert_eq!(read.mittente.numero, "0000012");
        assert_eq!(read.esito.map(|id| id.numero), esito.map(|_| "0000077".to_owned()));
    }
    let told =
        Annullamento { mittente: ours.clone(), destinatario: theirs, provvedimento: Some("Det. 5".into()), note: None };
    for a in [Servizio::Destinatario, Servizio::Mittente] {
        let read = match (a, read_richiesta(write_annullamento(a, &told).as_bytes())) {
            (Servizio::Destinatario, Ok(Richiesta::AnnullamentoMittente(read))) => *read,
            (Servizio::Mittente, Ok(Richiesta::AnnullamentoDestinatario(read))) => *read,
            other => panic!("{other:?}"),
        };
        assert_eq!((read.destinatario.numero.as_str(), read.provvedimento.as_deref()), ("0000077", Some("Det. 5")));
        let why = AnomaliaAnnullamento::NonTrovato("mai visto".into());
        let answer = read_risposta(write_risposta_annullamento(a, &told, Some(&why)).as_bytes(), a).unwrap();
        assert!(matches!(&answer, Risposta::Anomalia { codice, .. } if codice.starts_with("007")), "{answer:?}");
        let good = write_risposta_annullamento(a, &told, None);
        assert!(matches!(read_risposta(good.as_bytes(), a), Ok(Risposta::Presa { .. })));
    }
    let text = write_risposta(&ours, Some(&AnomaliaInoltro::ValidazioneFirma("manca".into())));
    let answer = read_risposta(text.as_bytes(), Servizio::Destinatario).unwrap();
    assert!(matches!(&answer, Risposta::Anomalia { info: Some(info), .. } if info == "manca"), "{answer:?}");
    assert!(read_risposta(text.as_bytes(), Servizio::Mittente).is_err(), "of the other service");
    for (colpa, cliente) in [(Colpa::Cliente, true), (Colpa::Servente, false), (Colpa::Intestazione, true)] {
        let answer = read_risposta(write_errore(colpa, "no <&>").as_bytes(), Servizio::Mittente).unwrap();
        assert_eq!(answer, Risposta::Errore { cliente, perche: "no <&>".into() });
    }
    assert!(read_risposta(write_risposta_conferma(&ours).as_bytes(), Servizio::Mittente).is_ok());
}

#[test]
fn a_message_of_ours_is_read_with_its_files_and_does_not_grow_beyond_what_is_read() {
    let segnatura = crate::read(SEGNATURA.as_bytes()).unwrap();
    let written = crate::write(&segnatura).unwrap().di_messaggio();
    assert!(written.contains("<msg:Segnatura xmlns:msg") && !written.contains("SegnaturaInformatica"), "{written}");
    let mut inoltro = Inoltro::new(&written);
    assert!(inoltro.file("richiesta \"uno\".pdf", "application/pdf", b"uno"));
    assert!(!inoltro.file("troppo.pdf", "application/pdf", &vec![0; LARGEST]));
    for number in 1..MOST_FILES {
        assert!(inoltro.file(&format!("{number}"), "text/plain", b"x"));
    }
    assert!(!inoltro.file("di troppo", "text/plain", b"x"));
    let text = inoltro.finish();
    let Ok(Richiesta::Inoltro(read)) = read_richiesta(text.as_bytes()) else { panic!("{text}") };
    assert_eq!(read.segnatura.identificatore, segnatura.identificatore);
    assert_eq!((read.file[0].nome.as_str(), read.file[0].bytes.as_slice()), ("richiesta \"uno\".pdf", &b"uno"[..]));
    assert_eq!(read.file.len(), MOST_FILES);
}
