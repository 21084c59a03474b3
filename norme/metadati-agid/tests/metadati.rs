//! Metadata of each kind: written, read back, judged by the official schema where it lies in the folder of standards,
//! and all that is missing told.

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{NaiveDate, NaiveTime};
use metadati_agid::{
    Allegato, Assegnazione, Classificazione, CodiceIpa, Conservazione, Documento, DocumentoIndice, Estera, Fascicolo,
    Fase, Flusso, Formato, Formazione, IdAgg, IdDoc, Impronta, Ipa, Mancanza, Metadati, Modifica, Natura,
    Organizzazione, Persona, Procedimento, Prodotto, Registrazione, Ruolo, Soggetto, TipoAggregazione, TipoFase,
    TipoModifica, TipoRegistro, TipoRuolo, TipologiaFascicolo, Verifica, read,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn code(denominazione: &str, codice: &str) -> Option<CodiceIpa> {
    Some(CodiceIpa { denominazione: denominazione.into(), codice: codice.into() })
}

fn ipa() -> Ipa {
    Ipa {
        amministrazione: code("Comune di Montefiorito", "c_m999"),
        aoo: code("Comune di Montefiorito", "AM99901"),
        uor: None,
    }
}

fn pec() -> Vec<String> {
    vec!["protocollo@pec.montefiorito.example".into()]
}

fn ente() -> Soggetto {
    Soggetto::Amministrazione { ipa: ipa(), indirizzi: pec() }
}

fn incaricato() -> Persona {
    Persona {
        cognome: "Verdi".into(),
        nome: "Anna".into(),
        codice_fiscale: Some("VRDNNA80A41M999X".into()),
        ipa: Ipa { uor: code("Ufficio tributi", "UFX7QT"), ..ipa() },
        indirizzi: pec(),
    }
}

fn id(n: u8) -> IdDoc {
    IdDoc {
        impronta: Impronta::sha256([n; 32]),
        identificativo: format!("doc-{n}"),
        segnatura: Some(format!("c_m999/PG/2026/000000{n}")),
    }
}

fn role(tipo: TipoRuolo, soggetto: Soggetto) -> Ruolo {
    Ruolo { tipo, soggetto }
}

/// A registered letter with everything that can be told.
fn lettera() -> Documento {
    let sender = Organizzazione {
        denominazione: "Rossi & Figli <S.r.l.>".into(),
        codice_fiscale: Some("01234567890".into()),
        ufficio: Some("Acquisti".into()),
        indirizzi: vec!["rossi@pec.example".into()],
    };
    let foreign = Estera {
        denominazione: "Gemeinde Beispiel".into(),
        ufficio: None,
        indirizzi: vec!["post@beispiel.example".into()],
    };
    Documento {
        natura: Natura::Amministrativo,
        id: id(1),
        formazione: Formazione::Acquisizione,
        tipologia: "Lettera".into(),
        registrazione: Registrazione {
            flusso: Flusso::Entrata,
            tipo: TipoRegistro::Protocollo,
            data: day("2026-01-31"),
            ora: NaiveTime::from_hms_opt(10, 15, 30),
            numero: "1234".into(),
            codice: Some("PG".into()),
        },
        soggetti: vec![
            role(TipoRuolo::AmministrazioneCheRegistra, ente()),
            role(TipoRuolo::Mittente, Soggetto::Organizzazione(sender)),
            role(TipoRuolo::Autore, Soggetto::Persona(Persona { ipa: Ipa::default(), ..incaricato() })),
            role(TipoRuolo::Destinatario, ente()),
            role(TipoRuolo::Destinatario, Soggetto::Estera(foreign)),
            role(TipoRuolo::Assegnatario, Soggetto::Assegnatario(incaricato())),
            role(TipoRuolo::Operatore, Soggetto::Persona(incaricato())),
            role(TipoRuolo::ResponsabileGestione, Soggetto::Persona(incaricato())),
            role(TipoRuolo::ResponsabileProtocollo, Soggetto::Persona(incaricato())),
            role(TipoRuolo::Rup, Soggetto::Rup(incaricato())),
        ],
        oggetto: "Richiesta di rimborso TARI & \"arretrati\"".into(),
        parole_chiave: vec!["TARI".into(), "rimborso".into()],
        allegati: vec![Allegato { id: id(2), descrizione: "Ricevuta".into() }],
        classificazione: Some(Classificazione {
            indice: "IV.3".into(),
            descrizione: "Tributi".into(),
            piano: Some("https://www.montefiorito.example/titolario".into()),
        }),
        riservato: false,
        formato: Formato {
            formato: "application/pdf".into(),
            prodotto: Some(Prodotto {
                nome: Some("Municipio".into()),
                versione: Some("0.1.0".into()),
                produttore: None,
            }),
        },
        verifica: Verifica { firmato: true, copia_conforme: true, ..Verifica::default() },
        aggregazioni: vec![IdAgg { tipo: TipoAggregazione::Fascicolo, id: "2026-IV.3-17".into() }],
        primario: Some(id(3)),
        nome: "lettera.pdf".into(),
        versione: "2".into(),
        modifica: Some(Modifica {
            tipo: TipoModifica::Rettifica,
            autore: incaricato(),
            data: day("2026-02-01"),
            ora: NaiveTime::from_hms_opt(9, 0, 0),
            precedente: id(4),
        }),
        conservazione: Some(Conservazione::Anni(10)),
        note: Some("nessuna".into()),
    }
}

/// What the office of the protocollo makes each night.
fn giornaliero() -> Documento {
    Documento {
        natura: Natura::Amministrativo,
        id: IdDoc { segnatura: None, ..id(5) },
        formazione: Formazione::Generazione,
        tipologia: "Registro giornaliero di protocollo".into(),
        registrazione: Registrazione {
            flusso: Flusso::Interno,
            tipo: TipoRegistro::Repertorio,
            data: day("2026-11-26"),
            ora: None,
            numero: "330".into(),
            codice: Some("GIORNALIERO".into()),
        },
        soggetti: vec![
            role(TipoRuolo::AmministrazioneCheRegistra, ente()),
            role(TipoRuolo::Produttore, Soggetto::Sistema { denominazione: "Municipio".into() }),
        ],
        oggetto: "Registro giornaliero di protocollo del 25/11/2026".into(),
        parole_chiave: vec![],
        allegati: vec![],
        classificazione: Some(Classificazione {
            indice: "I.6".into(),
            descrizione: "Archivio generale".into(),
            piano: None,
        }),
        riservato: true,
        formato: Formato { formato: "application/pdf; PDF/A-2a".into(), prodotto: None },
        verifica: Verifica::default(),
        aggregazioni: vec![IdAgg { tipo: TipoAggregazione::SerieDocumentale, id: "giornaliero-2026".into() }],
        primario: None,
        nome: "registro-giornaliero-2026-11-25".into(),
        versione: "1".into(),
        modifica: None,
        conservazione: Some(Conservazione::Permanente),
        note: None,
    }
}

/// What is no public body's act: the narrower table.
fn privato() -> Documento {
    let bare = Persona { ipa: Ipa::default(), ..incaricato() };
    let unit = |name: &str| Some(CodiceIpa { denominazione: name.into(), codice: String::new() });
    let assignee =
        Persona { ipa: Ipa { amministrazione: unit("Comune"), aoo: None, uor: unit("Tributi") }, ..bare.clone() };
    Documento {
        natura: Natura::Informatico,
        id: IdDoc { segnatura: None, ..id(6) },
        registrazione: Registrazione {
            flusso: Flusso::Interno,
            tipo: TipoRegistro::Nessuno,
            data: day("2026-03-01"),
            ora: None,
            numero: "A/7".into(),
            codice: None,
        },
        soggetti: vec![
            role(TipoRuolo::Autore, Soggetto::Persona(bare.clone())),
            role(TipoRuolo::Altro, Soggetto::Persona(bare)),
            role(TipoRuolo::Assegnatario, Soggetto::Assegnatario(assignee)),
        ],
        classificazione: None,
        aggregazioni: vec![],
        conservazione: None,
        primario: None,
        versione: "1".into(),
        modifica: None,
        allegati: vec![],
        ..lettera()
    }
}

fn fascicolo() -> Fascicolo {
    let applicant = Persona { ipa: Ipa::default(), ..incaricato() };
    Fascicolo {
        id: IdAgg { tipo: TipoAggregazione::Fascicolo, id: "2026-IV.3-17".into() },
        tipologia: Some(TipologiaFascicolo::ProcedimentoAmministrativo),
        soggetti: vec![
            role(TipoRuolo::AmministrazioneTitolare, ente()),
            role(TipoRuolo::AmministrazionePartecipante, ente()),
            role(TipoRuolo::IntestatarioFisico, Soggetto::Persona(applicant)),
            role(TipoRuolo::Rup, Soggetto::Rup(incaricato())),
        ],
        assegnazioni: vec![
            Assegnazione {
                per_competenza: true,
                assegnatario: incaricato(),
                inizio: day("2026-01-31"),
                ora_inizio: NaiveTime::from_hms_opt(11, 0, 0),
                fine: Some(day("2026-03-01")),
                ora_fine: NaiveTime::from_hms_opt(12, 0, 0),
            },
            Assegnazione {
                per_competenza: false,
                assegnatario: incaricato(),
                inizio: day("2026-02-01"),
                ora_inizio: None,
                fine: None,
                ora_fine: None,
            },
        ],
        apertura: day("2026-01-31"),
        classificazione: Classificazione { indice: "IV.3".into(), descrizione: "Tributi".into(), piano: None },
        progressivo: 17,
        oggetto: "Rimborso TARI".into(),
        parole_chiave: vec!["TARI".into()],
        chiusura: Some(day("2026-04-01")),
        procedimento: Some(Procedimento {
            materia: "Tributi".into(),
            denominazione: "Rimborso".into(),
            catalogo: "https://www.montefiorito.example/procedimenti".into(),
            fasi: [
                TipoFase::Preparatoria,
                TipoFase::Istruttoria,
                TipoFase::Consultiva,
                TipoFase::Decisoria,
                TipoFase::IntegrazioneEfficacia,
            ]
            .map(|tipo| Fase { tipo, inizio: day("2026-01-31"), fine: Some(day("2026-02-10")) })
            .to_vec(),
        }),
        documenti: vec![
            DocumentoIndice { amministrativo: true, id: id(1) },
            DocumentoIndice { amministrativo: false, id: IdDoc { segnatura: None, ..id(2) } },
        ],
        posizione: Some("Sede, piano terra, stanza 2".into()),
        primario: Some(IdAgg { tipo: TipoAggregazione::Fascicolo, id: "2025-IV.3-2".into() }),
        conservazione: Some(Conservazione::Anni(5)),
        note: None,
    }
}

#[test]
fn what_is_written_is_read_back() {
    for mut document in [lettera(), giornaliero(), privato()] {
        let xml = document.xml().unwrap_or_else(|missing| panic!("{missing:?}"));
        if document.registrazione.tipo == TipoRegistro::Protocollo {
            document.registrazione.numero = format!("{:0>7}", document.registrazione.numero);
        }
        assert_eq!(read(xml.as_bytes()), Ok(Metadati::Documento(Box::new(document))));
    }
    let xml = fascicolo().xml().expect("written");
    assert_eq!(read(xml.as_bytes()), Ok(Metadati::Fascicolo(Box::new(fascicolo()))));
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    let mut poor = lettera();
    poor.id.segnatura = None;
    poor.id.impronta.valore.pop();
    poor.registrazione.codice = Some("registro generale".into());
    poor.soggetti.retain(|one| one.tipo == TipoRuolo::Destinatario);
    poor.oggetto = " ".into();
    poor.classificazione = None;
    poor.aggregazioni.clear();
    poor.conservazione = None;
    poor.modifica = None;
    let told = poor.xml().expect_err("not written");
    let said: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 11, "{said:#?}");
    for word in [
        "segnatura",
        "impronta",
        "registro",
        "amministrazione che effettua",
        "l'autore o il mittente",
        "in entrata",
        "oggetto",
        "classificazione",
        "fascicolo",
        "tempo di conservazione",
        "versione 2",
    ] {
        assert!(said.iter().any(|one| one.contains(word)), "nothing about «{word}»: {said:#?}");
    }
}

#[test]
fn a_register_without_class_and_series_is_not_enough() {
    // As the office wrote it before: the annex asks for both of every "documento amministrativo".
    let before = Documento { classificazione: None, aggregazioni: vec![], ..giornaliero() };
    assert_eq!(before.mancanze().len(), 2, "{:?}", before.mancanze());
    assert_eq!(giornaliero().mancanze(), []);
}

#[test]
fn a_party_stands_only_in_a_role_that_it_can_have() {
    let with = |tipo, soggetto| {
        let mut one = giornaliero();
        one.soggetti.push(role(tipo, soggetto));
        one.mancanze()
    };
    let program = Soggetto::Sistema { denominazione: "x".into() };
    assert!(matches!(&with(TipoRuolo::Mittente, program)[..], [Mancanza::RuoloNonAmmesso { .. }]));
    assert!(matches!(&with(TipoRuolo::AmministrazioneTitolare, ente())[..], [Mancanza::RuoloEstraneo { .. }]));
    let no_unit = Persona { ipa: ipa(), ..incaricato() };
    let told = with(TipoRuolo::Rup, Soggetto::Rup(no_unit));
    assert!(told.len() == 1 && told[0].to_string().contains("UOR"), "{told:?}");
    let firm = Organizzazione {
        denominazione: "Ditta Bianchi".into(),
        codice_fiscale: Some("BNCMRA80A01M999Z".into()),
        ..Organizzazione::default()
    };
    let told = with(TipoRuolo::Autore, Soggetto::Organizzazione(firm));
    assert!(told.len() == 1 && told[0].to_string().contains("undici cifre"), "{told:?}");
}

#[test]
fn a_fascicolo_tells_what_its_kind_asks_for() {
    let mut poor = fascicolo();
    poor.soggetti.clear();
    poor.assegnazioni.clear();
    poor.procedimento = None;
    poor.documenti.clear();
    poor.progressivo = 0;
    poor.chiusura = Some(day("2025-01-01"));
    let told = poor.mancanze();
    assert_eq!(told.len(), 7, "{told:#?}");
    let person = Fascicolo { tipologia: Some(TipologiaFascicolo::PersonaGiuridica), ..fascicolo() };
    assert_eq!(person.mancanze().len(), 1, "whose fascicolo it is");
    let serie = IdAgg { tipo: TipoAggregazione::SerieDocumentale, id: "x".into() };
    assert_eq!(Fascicolo { id: serie, ..fascicolo() }.mancanze().len(), 2, "no kind and no RUP of a serie");
}

#[test]
fn what_is_no_metadata_is_refused() {
    assert!(read(b"<a/>").is_err_and(|error| error.to_string().contains("allegato 5")));
    assert!(read(b"").is_err());
    let broken = giornaliero().xml().expect("written").replace("2026-11-26", "ieri");
    assert!(read(broken.as_bytes()).is_err_and(|error| error.to_string().contains("ieri")));
}

fn standards() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from)
}

#[test]
fn the_profiles_of_a_conservatore_are_read() {
    let folder = standards().join("09-conservazione/RegioneER__parer-versamento-fascicolo-v3/src/test/resources");
    if !folder.is_dir() {
        eprintln!("SKIPPED: the profiles of a conservatore are not in {} (set MUNICIPIO_STANDARDS)", folder.display());
        return;
    }
    let of = |name: &str| match read(&std::fs::read(folder.join(name)).expect("the file")) {
        Ok(Metadati::Fascicolo(one)) => *one,
        other => panic!("{name}: {other:?}"),
    };
    let small = of("factory/profiloNormativo.xml");
    assert_eq!(small.tipologia, Some(TipologiaFascicolo::Affare));
    assert_eq!(small.progressivo, 1234);
    assert_eq!(small.procedimento.as_ref().map(|one| one.fasi[0].tipo), Some(TipoFase::Preparatoria));
    assert_eq!(small.soggetti[0].tipo, TipoRuolo::AmministrazioneTitolare);
    assert!(small.documenti[0].amministrativo);
    assert_eq!(small.documenti[0].id.segnatura.as_deref(), Some("Segnatura"));
    // Its digest is a single byte: we would not write it, and say so; nothing else is wrong with it.
    let told = small.mancanze();
    assert!(told.len() == 1 && told[0].to_string().contains("impronta"), "{told:?}");

    let whole = of("fascicoloCorretto.xml");
    assert_eq!(whole.id.id, "86971-01");
    assert_eq!(whole.conservazione, Some(Conservazione::Permanente));
    assert_eq!(whole.apertura, day("2024-05-15"));
    assert_eq!(whole.assegnazioni[0].ora_inizio, NaiveTime::from_hms_opt(0, 0, 0));
    assert_eq!(whole.soggetti[0].tipo, TipoRuolo::IntestatarioGiuridico);
    assert!(whole.documenti.len() > 10 && whole.documenti.iter().all(|one| !one.amministrativo));
}

#[test]
fn a_conservatore_s_profile_is_written_as_it_was() {
    let file =
        "09-conservazione/RegioneER__parer-versamento-fascicolo-v3/src/test/resources/factory/profiloNormativo.xml";
    let Ok(bytes) = std::fs::read(standards().join(file)) else {
        eprintln!("SKIPPED: {file} is not in the folder of standards (set MUNICIPIO_STANDARDS)");
        return;
    };
    let Ok(Metadati::Fascicolo(mut one)) = read(&bytes) else { panic!("not read") };
    one.documenti[0].id.impronta = Impronta::sha256([0; 32]);
    // Names in order and texts, but for the digest: what a schema without namespace judges.
    let flat = |xml: &[u8]| {
        let mut out = Vec::new();
        let root = bounded_xml::read(xml, bounded_xml::Limits::default()).expect("XML").root;
        let start = root.child("AggregazioneDocumentaliInformatiche").cloned().unwrap_or(root);
        walk(&start, &mut out);
        out.retain(|one| !one.starts_with("Impronta="));
        out
    };
    assert_eq!(flat(one.xml().expect("written").as_bytes()), flat(&bytes));
}

fn walk(element: &bounded_xml::Element, out: &mut Vec<String>) {
    out.push(format!("{}={}", element.name, element.text.trim()));
    element.children.iter().for_each(|child| walk(child, out));
}

#[test]
fn the_schema_of_the_annex_accepts_what_is_written_and_refuses_what_is_not_so() {
    let schema = standards().join("08-protocollo-pec/AgID__allegato-5/documentoAmministrativoInformatico.xsd");
    if !schema.is_file() {
        eprintln!("SKIPPED: the schema of annex 5 is not there: {} (set MUNICIPIO_STANDARDS)", schema.display());
        return;
    }
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed (Debian package libxml2-utils): schema not asked");
        return;
    }
    let [letter, register] = [lettera(), giornaliero()].map(|one| one.xml().expect("written"));
    let bad = register.replace("Repertorio\\Registro", "Repertorio");
    for (name, xml, good) in
        [("lettera.xml", letter, true), ("giornaliero.xml", register, true), ("metadati-falso.xml", bad, false)]
    {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&file, xml).expect("write");
        let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(&schema).arg(&file).output();
        let run = run.expect("xmllint runs");
        assert_eq!(run.status.success(), good, "{name}: {}", String::from_utf8_lossy(&run.stderr));
    }
    // Each way of forming a document has its sentence in the schema.
    for formazione in Formazione::ALL {
        let one = Documento { formazione, ..giornaliero() };
        let mut one = Documento { verifica: Verifica::default(), ..one };
        one.soggetti.push(role(TipoRuolo::Autore, ente()));
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("formazione.xml");
        std::fs::write(&file, one.xml().expect("written")).expect("write");
        let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(&schema).arg(&file).output();
        assert!(run.expect("xmllint runs").status.success(), "{formazione:?}");
    }
}
