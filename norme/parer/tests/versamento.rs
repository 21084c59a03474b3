//! Deposits written, read back and judged by the service's own schemas; answers of each kind.

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::DateTime;
use parer::{
    Chiave, ChiaveFascicolo, Collegamento, Collegato, Componente, Contenuto, Corpo, DatiSpecifici, Differenza,
    Documento, Error, Fascicolazione, Forzature, Motivo, ProfiloArchivistico, ProfiloGenerale, Richiesta, Sezione,
    SipFascicolo, SoggettoProduttore, Stato, Supporto, TipoConservazione, UnitaDocumentaria, Versatore,
    VoceClassificazione, VoceFascicolo, read_esito, read_fascicolo, read_unita,
};

fn versatore() -> Versatore {
    Versatore {
        ambiente: "PROVA".into(),
        ente: "Comune di Montefiorito".into(),
        struttura: "Montefiorito & frazioni".into(),
        user_id: "montefiorito".into(),
        utente: Some("Anna Verdi".into()),
    }
}

fn file(id: &str, n: u8) -> Componente {
    Componente {
        id: id.into(),
        ordine: n.into(),
        tipo: Some("CONTENUTO".into()),
        nome: Some(format!("{id}.pdf")),
        formato: Some("PDF".into()),
        sha256: Some([n; 32]),
        id_versato: Some(format!("versato-{id}")),
        ..Componente::default()
    }
}

fn documento(id: &str, components: Vec<Componente>) -> Documento {
    Documento {
        id: id.into(),
        tipo: "REGISTRO".into(),
        descrizione: Some("Registro <giornaliero>".into()),
        autore: Some("Comune".into()),
        dati_specifici: Some(DatiSpecifici {
            versione: "1.0".into(),
            campi: vec![("NumeroIniziale".into(), "1".into()), ("NumeroFinale".into(), "17".into())],
        }),
        struttura: Some("DocumentoGenerico".into()),
        componenti: components,
    }
}

fn chiave(numero: &str) -> Chiave {
    Chiave { numero: numero.into(), anno: 2026, registro: "GIORNALIERO".into() }
}

fn unita() -> UnitaDocumentaria {
    let mut signed = file("registro", 1);
    signed.data_firma = Some(false);
    signed.riferimento_temporale = Some(DateTime::parse_from_rfc3339("2026-11-26T00:10:00+01:00").expect("an instant"));
    signed.descrizione_riferimento = Some("marca temporale".into());
    signed.rappresentazione = Some("PDF".into());
    signed.urn = Some("urn:municipio:registro".into());
    signed.sotto = vec![Componente { tipo: Some("MARCA".into()), sha256: None, ..file("marca", 2) }];
    let reference = Componente {
        id: "rif".into(),
        ordine: 3,
        supporto: Supporto::Riferimento,
        riferimento: Some(chiave("329")),
        ..Componente::default()
    };
    UnitaDocumentaria {
        versione: "1.5".into(),
        versatore: versatore(),
        chiave: chiave("330"),
        tipologia: "REGISTRO GIORNALIERO DI PROTOCOLLO".into(),
        conservazione: Some(TipoConservazione::VersamentoAnticipato),
        migrazione: None,
        forzature: Forzature { collegamento: Some(true), simula: Some(false), ..Forzature::default() },
        fascicoli: vec![
            Fascicolazione {
                classifica: Some("I.6".into()),
                fascicolo: Some(VoceFascicolo {
                    identificativo: "2026-I.6-1".into(),
                    oggetto: Some("Registri".into()),
                }),
                sottofascicolo: None,
            },
            Fascicolazione { classifica: Some("I.7".into()), ..Fascicolazione::default() },
        ],
        oggetto: Some("Registro giornaliero di protocollo del 25/11/2026".into()),
        data: "2026-11-26".parse().ok(),
        cartaceo: Some(false),
        profilo_normativo: Some((
            "1.0".into(),
            "<DocumentoAmministrativoInformatico>\n  <Note>x</Note>\n</DocumentoAmministrativoInformatico>".into(),
        )),
        dati_specifici: documento("x", vec![]).dati_specifici,
        collegati: vec![Collegato { chiave: chiave("329"), descrizione: "registro precedente".into() }],
        principale: documento("D1", vec![signed, reference]),
        allegati: vec![documento("D2", vec![file("allegato", 4)])],
        annessi: vec![documento("D3", vec![file("ricevuta", 5)])],
        annotazioni: vec![documento("D4", vec![file("segnatura", 6)])],
    }
}

fn sip() -> SipFascicolo {
    let archivistico = ProfiloArchivistico {
        indice: "IV.3".into(),
        voci: vec![VoceClassificazione { codice: "IV".into(), descrizione: "Risorse finanziarie".into() }],
        appartenenza: Some(ChiaveFascicolo { anno: 2025, numero: "2025-IV.3-2".into() }),
        collegamenti: vec![Collegamento {
            chiave: ChiaveFascicolo { anno: 2025, numero: "2025-IV.3-9".into() },
            descrizione: "precedente".into(),
        }],
        tempo: 10,
        piano: Some("Piano di conservazione 2026".into()),
    };
    let generale = ProfiloGenerale {
        apertura: "2026-01-31".parse().expect("a day"),
        chiusura: "2026-04-01".parse().ok(),
        oggetto: "Rimborso TARI".into(),
        riservatezza: None,
        note: Some("nessuna".into()),
    };
    SipFascicolo {
        versione: "3.0".into(),
        versatore: Versatore { utente: None, ..versatore() },
        produttore: Some(SoggettoProduttore { codice: Some("c_m999".into()), ..SoggettoProduttore::default() }),
        chiave: ChiaveFascicolo { anno: 2026, numero: "2026-IV.3-17".into() },
        tipo: "Procedimento".into(),
        forza_collegamento: Some(true),
        archivistico: archivistico.sezione("3.0"),
        normativo: Some(Sezione {
            versione: "1.0".into(),
            xml: "<AggregazioneDocumentaliInformatiche>\n  <Note>x</Note>\n</AggregazioneDocumentaliInformatiche>"
                .into(),
        }),
        generale: generale.sezione("3.0"),
        specifico: None,
        contenuto: vec![
            Contenuto::Unita {
                registro: "PG".into(),
                anno: 2026,
                numero: "1234".into(),
                posizione: Some(1),
                inserita: "2026-01-31".parse().ok(),
            },
            Contenuto::Fascicolo {
                chiave: ChiaveFascicolo { anno: 2026, numero: "2026-IV.3-17.1".into() },
                posizione: Some(2),
                inserito: None,
            },
        ],
        ..SipFascicolo::default()
    }
}

#[test]
fn what_is_sent_can_be_read_back() {
    let xml = unita().xml().unwrap_or_else(|told| panic!("{told:?}"));
    assert_eq!(read_unita(xml.as_bytes()).expect("read").principale.componenti[0].sotto.len(), 1);
    let read = read_unita(xml.as_bytes()).expect("read");
    assert_eq!(
        UnitaDocumentaria { profilo_normativo: None, ..read },
        UnitaDocumentaria { profilo_normativo: None, ..unita() }
    );
    let xml = sip().xml().unwrap_or_else(|told| panic!("{told:?}"));
    let read = read_fascicolo(xml.as_bytes()).expect("read");
    // The profiles are indented where they stand.
    let bare = |one: SipFascicolo| SipFascicolo {
        archivistico: Sezione::default(),
        normativo: None,
        generale: Sezione::default(),
        ..one
    };
    assert_eq!(bare(read.clone()), bare(sip()));
    assert_eq!(read_fascicolo(read.xml().expect("again").as_bytes()).expect("read"), read);
    assert!(matches!(read_unita(xml.as_bytes()), Err(Error::Altro { .. })));
    assert!(matches!(read_fascicolo(b"<a/>"), Err(Error::Altro { .. })));
}

#[test]
fn the_parts_of_the_request_are_those_of_the_service() {
    let request = Richiesta::unita(&unita(), "segreta").expect("written");
    assert_eq!(request.servizio, "VersamentoSync");
    let names: Vec<&str> = request.parti.iter().map(|one| one.nome.as_str()).collect();
    assert_eq!(
        names,
        ["VERSIONE", "LOGINNAME", "PASSWORD", "XMLSIP", "registro", "marca", "allegato", "ricevuta", "segnatura"],
        "a reference sends no file"
    );
    assert_eq!(request.parti[1].corpo, Corpo::Testo("montefiorito".into()));
    let all = ["registro", "marca", "allegato", "ricevuta", "segnatura"];
    assert_eq!(request.verifica_file(all), Ok(()));
    assert!(request.verifica_file(["registro", "estraneo"]).is_err_and(|told| told.to_string().contains("estraneo")));
    assert_eq!(Richiesta::fascicolo(&sip(), "x").expect("written").parti.len(), 4);
}

#[test]
fn what_the_service_would_refuse_is_told_at_once() {
    let mut poor = unita();
    poor.versatore.ente = "x".repeat(101);
    poor.chiave.anno = 10_000;
    poor.chiave.numero.clear();
    poor.allegati[0].componenti[0].id = "registro".into();
    poor.annessi[0].id = "D1".into();
    poor.annotazioni[0].componenti.clear();
    poor.profilo_normativo = Some(("1.0".into(), "<a><b></a>".into()));
    poor.principale.componenti[1].riferimento = None;
    poor.principale.dati_specifici =
        Some(DatiSpecifici { versione: "1".into(), campi: vec![("non un nome".into(), "x".into())] });
    let told = poor.xml().expect_err("refused");
    assert_eq!(told.len(), 9, "{told:#?}");
    assert!(told.contains(&Motivo::Ripetuto("registro".into())));
    let mut reserved = unita();
    reserved.principale.componenti[0].id = "PASSWORD".into();
    assert_eq!(reserved.motivi().len(), 1, "a file cannot be sent in the place of the password");
    let mut empty = sip();
    empty.contenuto.clear();
    empty.chiave.numero.clear();
    assert_eq!(empty.motivi().len(), 2, "{:?}", empty.motivi());
}

fn standards() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from).join("09-conservazione");
    if !folder.is_dir() {
        eprintln!("SKIPPED: the schemas of the service are not in {} (set MUNICIPIO_STANDARDS)", folder.display());
        return None;
    }
    Some(folder)
}

const SCHEMAS: &str = "RegioneER__parer-sacer-xml/src/main/resources/xsd/it/eng/parer/ws/xml";

/// Whether the schema accepts it; `None` if xmllint is not there.
fn judged(schema: &str, name: &str, xml: &str) -> Option<Result<(), String>> {
    let folder = standards()?;
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed (Debian package libxml2-utils): schemas not asked");
        return None;
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, xml).expect("write");
    let schema = folder.join(SCHEMAS).join(schema);
    let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(&schema).arg(&file).output();
    let run = run.expect("xmllint runs");
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(matches!(run.status.code(), Some(0 | 3)), "the schema itself was not read: {said}");
    Some(if run.status.success() { Ok(()) } else { Err(said) })
}

#[test]
fn the_schemas_accept_what_is_written_and_refuse_what_is_not_so() {
    const UNIT: &str = "versReq/WSRequestVersamento.xsd";
    const FASC: &str = "versfascicoloV3/WSRequestIndiceSIPFascicolo.xsd";
    let (unit, fasc) = (unita().xml().expect("written"), sip().xml().expect("written"));
    let Some(said) = judged(UNIT, "unita.xml", &unit) else { return };
    assert_eq!(said, Ok(()));
    assert_eq!(judged(FASC, "fascicolo.xml", &fasc), Some(Ok(())));
    let without = unit
        .replace("<TipologiaUnitaDocumentaria>", "<Tipologia>")
        .replace("</TipologiaUnitaDocumentaria>", "</Tipologia>");
    assert!(judged(UNIT, "falsa.xml", &without).is_some_and(|said| said.is_err()));
    let bad = fasc.replace("IN_ARCHIVIO", "ALTROVE");
    assert!(judged(FASC, "parer-falso.xml", &bad).is_some_and(|said| said.is_err()));
}

#[test]
fn the_published_example_is_read_and_written_as_it_was() {
    let Some(folder) = standards() else { return };
    let path = folder.join("RegioneER__parer-versamento-fascicolo-v3/src/test/resources/fascicoloCorretto.xml");
    let bytes = std::fs::read(path).expect("the example");
    let one = read_fascicolo(&bytes).expect("read");
    assert_eq!(one.versione, "3.0");
    assert_eq!(one.chiave, ChiaveFascicolo { anno: 2022, numero: "08/06-2018/ju1000".into() });
    assert_eq!(one.simula, Some(true));
    assert_eq!(one.contenuto.len(), 1);
    let written = one.xml().expect("written");
    let flat = |xml: &[u8]| {
        let mut out = Vec::new();
        walk(&bounded_xml::read(xml, bounded_xml::Limits::default()).expect("XML").root, &mut out);
        out
    };
    assert_eq!(flat(written.as_bytes()), flat(&bytes));
    if let Some(said) = judged("versfascicoloV3/WSRequestIndiceSIPFascicolo.xsd", "esempio.xml", &written) {
        assert_eq!(said, Ok(()));
    }
    // Its metadata of annex 5 are read by the crate of those.
    let metadata = metadati_agid::read(one.normativo.expect("there").xml.as_bytes()).expect("read");
    assert!(matches!(metadata, metadati_agid::Metadati::Fascicolo(_)));
}

fn walk(element: &bounded_xml::Element, out: &mut Vec<String>) {
    let attributes: Vec<String> = element.attributes.iter().map(|one| format!("{}={}", one.name, one.value)).collect();
    out.push(format!("{} [{}] {}", element.name, attributes.join(" "), element.text.trim()));
    element.children.iter().for_each(|child| walk(child, out));
}

const GOOD: &str = include_str!("risposte/positivo.xml");
const WARNED: &str = include_str!("risposte/avvisi.txt");
const BAD: &str = include_str!("risposte/negativo.txt");
const FASC_GOOD: &str = include_str!("risposte/fascicolo-si.xml");
const FASC_BAD: &str = include_str!("risposte/fascicolo-no.xml");

/// An answer in the form of the official schema, with this outcome; its receipt is a document written as text.
fn answer(outcome: &str, receipt: bool) -> String {
    let document = |list: &str, name: &str, id: &str, digest: u8| {
        let body = include_str!("risposte/documento.txt")
            .replace("@NOME@", name)
            .replace("@ID@", id)
            .replace("@HASH@", &format!("{digest:02x}").repeat(32));
        if list.is_empty() { body } else { format!("<{list}>{body}</{list}>") }
    };
    let unit = [
        document("", "DocumentoPrincipale", "registro", 1),
        document("Allegati", "Allegato", "allegato", 4),
        document("Annessi", "Annesso", "ricevuta", 5),
        document("Annotazioni", "Annotazione", "segnatura", 6),
    ];
    let inside = include_str!("risposte/rapporto.xml").replace('<', "&lt;");
    let receipt = if receipt { format!("<RapportoVersamento>{inside}</RapportoVersamento>") } else { String::new() };
    include_str!("risposte/unita.txt")
        .replace("@ESITO@", outcome)
        .replace("@DOCUMENTI@", &unit.concat())
        .replace("@RAPPORTO@", &receipt)
}

#[test]
fn an_answer_tells_what_became_of_the_deposit() {
    let taken = read_esito(answer(GOOD, true).as_bytes()).expect("read");
    let Stato::Accettato(receipt) = &taken.stato else { panic!("{taken:?}") };
    assert_eq!(receipt.urn, "urn:rv:330");
    assert!(receipt.xml.as_ref().is_some_and(|xml| xml.starts_with("<RapportoVersamento>")), "it is kept as it came");
    assert_eq!(receipt.data.map(|at| at.to_rfc3339()), Some("2026-11-26T00:20:00+01:00".into()));
    assert_eq!((taken.componenti.len(), taken.urn_sip.as_deref()), (4, Some("urn:sip:330")));
    assert_eq!(taken.stato_conservazione.as_deref(), Some("IN_ATTESA_SCHED"));

    let warned = read_esito(answer(WARNED, true).as_bytes()).expect("read");
    assert!(matches!(warned.stato, Stato::AccettatoConAvvisi(_)));
    assert_eq!(warned.avvisi.iter().map(|one| one.codice.as_str()).collect::<Vec<_>>(), ["FIRMA-001", "F-2"]);

    let refused = read_esito(answer(BAD, false).as_bytes()).expect("read");
    assert_eq!((refused.stato.clone(), refused.errori.len()), (Stato::Rifiutato, 2));
    assert!(refused.gia_presente() && !refused.ritentabile());
    assert!(refused.causa().is_some_and(|said| said.contains("chiave già presente") && said.contains("UD-002-001")));
    let broken = BAD.replace("UD-002-001", "666");
    assert!(read_esito(answer(&broken, false).as_bytes()).expect("read").ritentabile());
}

#[test]
fn without_a_receipt_nothing_counts_as_deposited() {
    assert_eq!(read_esito(answer(GOOD, false).as_bytes()), Err(Error::SenzaRapporto));
    assert_eq!(read_esito(answer(WARNED, false).as_bytes()), Err(Error::SenzaRapporto));
    let empty = answer(GOOD, true).replace("urn:rv:330", "");
    assert_eq!(read_esito(empty.as_bytes()), Err(Error::SenzaRapporto));
    assert!(read_esito(b"<html><body>503</body></html>").is_err());
    let odd = answer(&GOOD.replace("POSITIVO", "FORSE"), true);
    assert!(matches!(read_esito(odd.as_bytes()), Err(Error::NonValido { .. })));
}

#[test]
fn a_receipt_for_other_bytes_is_told() {
    let esito = read_esito(answer(GOOD, true).as_bytes()).expect("read");
    assert_eq!(esito.differenze(&unita()), []);
    let mut other = unita();
    other.allegati[0].componenti[0].sha256 = Some([9; 32]);
    other.annessi[0].componenti.push(file("mai-arrivato", 7));
    let told = esito.differenze(&other);
    assert!(
        matches!(&told[..], [Differenza::Impronta { .. }, Differenza::Assente(name)] if name == "mai-arrivato.pdf"),
        "{told:?}"
    );
}

#[test]
fn our_answers_are_those_of_the_official_schema() {
    for (name, outcome, receipt) in [("si.xml", GOOD, true), ("avvisi.xml", WARNED, true), ("no.xml", BAD, false)] {
        let Some(said) = judged("versResp/WSResponseVersamento.xsd", name, &answer(outcome, receipt)) else { return };
        assert_eq!(said, Ok(()), "{name}");
    }
    for (name, xml) in [("fasc-si.xml", FASC_GOOD.to_owned()), ("fasc-no.xml", FASC_BAD.to_owned())] {
        let Some(said) = judged("versfascicolorespV3/WSResponseRapportoVersamentoFascicolo.xsd", name, &xml) else {
            return;
        };
        assert_eq!(said, Ok(()), "{name}");
    }
}

#[test]
fn a_fascicolo_s_answer_is_read_too() {
    let taken = read_esito(FASC_GOOD.as_bytes()).expect("read");
    assert!(matches!(&taken.stato, Stato::Accettato(receipt) if receipt.urn == "urn:rv:fasc" && receipt.xml.is_none()));
    assert_eq!(taken.urn_sip.as_deref(), Some("urn:sip:fasc"));
    let refused = read_esito(FASC_BAD.as_bytes()).expect("read");
    assert_eq!(refused.stato, Stato::Rifiutato);
    assert_eq!(refused.errori[0].codice, "FAS-XSD-001-002");
}
