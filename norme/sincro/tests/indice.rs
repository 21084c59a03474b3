//! Indexes written, read back, and judged by the schema of the standard.

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::DateTime;
use sincro::{
    Agente, AgenteId, Applicazione, Codifica, Derivazione, Descrizione, DocumentoRilevante, Error, Esterni, File,
    Firmatario, Fonte, Gruppo, Id, Impronta, Limiti, Metadati, Nome, PIndex, Precedente, Processo, Relazione,
    RuoloTitolare, Tempo, Titolare, Volume, VolumeFonte, VolumeGruppo, Writer, read, read_idc,
};

fn agente(nome: Nome) -> Agente {
    Agente {
        id: vec![AgenteId {
            valore: "TINIT-VRDNNA80A41M999X".into(),
            espansione: Some("codice fiscale".into()),
            autorita: Some("Agenzia delle entrate".into()),
        }],
        nome,
        documenti: vec![DocumentoRilevante {
            testo: "Manuale di conservazione, versione 2".into(),
            impronta: Some(("00ff".into(), "SHA-256".into())),
            uri: Some("https://www.montefiorito.example/manuale.pdf".into()),
        }],
        altro: None,
    }
}

fn file(n: usize) -> File {
    File {
        id: Id::locale(format!("file-{n}")),
        percorso: format!("documenti/{n}/determinazione%20{n}.pdf"),
        impronta: Impronta::sha256([u8::try_from(n % 251).expect("small"); 32]),
        precedente: None,
        relazioni: vec![],
        altro: None,
        codifica: Codifica::Binary,
        estensione: Some("pdf".into()),
        formato: "application/pdf".into(),
    }
}

fn descrizione() -> Descrizione {
    Descrizione {
        id: Id { valore: "urn:municipio:c_m999:indice:1".into(), schema: "urn".into() },
        applicazione: Applicazione {
            nome: "Municipio".into(),
            versione: "0.1.0".into(),
            produttore: "Comune di Montefiorito & altri".into(),
        },
        fonti: vec![Fonte {
            id: Id::locale("vecchio"),
            percorso: "fonti/vecchio.xml".into(),
            impronta: Impronta::sha256([9; 32]),
            derivazione: Derivazione::Uno,
        }],
        altro: Some(Metadati::Interni {
            schema: "https://www.montefiorito.example/note.xsd".into(),
            xml: "<note xmlns=\"urn:note\" lingua=\"it\">uno &lt; due</note>".into(),
        }),
    }
}

fn volume() -> Volume {
    Volume {
        id: Id::locale("pacchetto-1"),
        etichetta: Some("2026-IV.3-17".into()),
        descrizione: Some("Fascicolo «Rimborso TARI»".into()),
        fonti: vec![VolumeFonte { id: Id::locale("pacchetto-0"), indice: Id::locale("indice-0") }],
        gruppo: Some(VolumeGruppo { id: Id::locale("2026"), etichetta: Some("Fascicoli".into()), descrizione: None }),
        altro: Some(Metadati::Esterni {
            schema: "AggregazioneDocumentaliInformatiche.xsd".into(),
            file: Esterni {
                id: Id::locale("metadati-fascicolo"),
                percorso: "metadati/fascicolo.xml".into(),
                impronta: Impronta { canonica: Some(false), ..Impronta::sha256([7; 32]) },
                codifica: Codifica::EightBit,
                estensione: Some("xml".into()),
                formato: "application/xml".into(),
            },
        }),
    }
}

fn processo() -> Processo {
    let ente = || agente(Nome::Denominazione("Comune di Montefiorito".into()));
    Processo {
        versante: ente(),
        titolari: vec![Titolare { agente: ente(), ruolo: RuoloTitolare::Produttore }],
        firmatari: vec![Firmatario {
            agente: agente(Nome::Persona { nome: "Anna".into(), cognome: "Verdi".into() }),
            ruolo: Some("PreservationManager".into()),
        }],
        tempo: Tempo::Info {
            istante: DateTime::parse_from_rfc3339("2026-04-02T08:00:00+02:00").expect("an instant"),
            marca_allegata: true,
        },
        norme: Some("Linee guida AgID, determinazione 371/2021; UNI 11386:2020".into()),
        altro: None,
    }
}

fn indice() -> PIndex {
    let mut rich = file(2);
    rich.precedente = Some(Precedente {
        impronta: Impronta { valore: vec![1; 20], funzione: "SHA-1".into(), canonica: None },
        indice: "vecchio".into(),
    });
    rich.relazioni = vec![Relazione { tipo: "is-attachment-of".into(), valori: vec!["file-1".into()] }];
    rich.altro = descrizione().altro;
    PIndex {
        lingua: "it".into(),
        descrizione: descrizione(),
        volume: volume(),
        gruppi: vec![
            Gruppo {
                id: Id::locale("gruppo-1"),
                etichetta: Some("Determinazione 1/2026".into()),
                descrizione: Some("con un allegato".into()),
                file: vec![file(1), rich],
                relazioni: vec![Relazione { tipo: "follows".into(), valori: vec!["gruppo-2".into(), "altro".into()] }],
                altro: volume().altro,
            },
            Gruppo {
                id: Id::locale("gruppo-2"),
                etichetta: None,
                descrizione: None,
                file: vec![file(3)],
                relazioni: vec![],
                altro: None,
            },
        ],
        processo: processo(),
    }
}

#[test]
fn an_index_is_read_back_as_it_was_written() {
    let mut with_stamp = indice();
    with_stamp.processo.tempo = Tempo::Marca {
        percorso: "marche/indice.tsr".into(),
        istante: DateTime::parse_from_rfc3339("2026-04-02T06:00:00Z").expect("an instant"),
        codifica: Codifica::Binary,
        formato: "application/timestamp-reply".into(),
    };
    for one in [indice(), with_stamp] {
        let xml = one.xml().expect("written");
        assert_eq!(xml, one.xml().expect("written"), "the same data, the same bytes");
        assert_eq!(read(&xml, Limiti::default()).expect("read"), one);
    }
}

fn schema() -> Option<PathBuf> {
    let path = "09-conservazione/RegioneER__parer-sacer-xml/src/main/resources/xsd/it/eng/parer/ws/xml/usmainRespV2/\
                Unisincro_PIndex.xsd";
    let schema = hostile::standards()?.join(path);
    if !schema.is_file() {
        eprintln!("SKIPPED: the schema of UNI SInCRO is not there: {} (set MUNICIPIO_STANDARDS)", schema.display());
        return None;
    }
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed (Debian package libxml2-utils): schema not asked");
        return None;
    }
    Some(schema)
}

fn judged(schema: &Path, name: &str, xml: &[u8]) -> Result<(), String> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, xml).expect("write");
    let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(schema).arg(&file).output();
    let run = run.expect("xmllint runs");
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(matches!(run.status.code(), Some(0 | 3)), "the schema itself was not read: {said}");
    if run.status.success() { Ok(()) } else { Err(said) }
}

#[test]
fn the_schema_accepts_what_is_written_and_refuses_what_is_not_so() {
    let Some(schema) = schema() else { return };
    let mut stamped = indice();
    stamped.processo.tempo = Tempo::Marca {
        percorso: "marche/indice.tsr".into(),
        istante: DateTime::parse_from_rfc3339("2026-04-02T06:00:00.5Z").expect("an instant"),
        codifica: Codifica::Binary,
        formato: "application/timestamp-reply".into(),
    };
    let good = indice().xml().expect("written");
    judged(&schema, "indice.xml", &good).expect("valid");
    judged(&schema, "marca.xml", &stamped.xml().expect("written")).expect("valid");
    let text = String::from_utf8(good).expect("UTF-8");
    for (from, to) in [
        ("sincro:hashFunction=\"SHA-256\"", ""),
        ("TINIT-VRDNNA80A41M999X", "VRDNNA80A41M999X"),
        ("soggetto produttore", "produttore"),
        ("</sincro:Process>", "</sincro:Process><sincro:Signature/>"),
    ] {
        assert!(judged(&schema, "sincro-falso.xml", text.replacen(from, to, 1).as_bytes()).is_err(), "{from} -> {to}");
    }
}

#[test]
fn ten_thousand_files_are_written_one_by_one_and_read_back() {
    const MANY: usize = 10_000;
    let mut writer = Writer::new(Vec::new(), &descrizione(), &volume()).expect("begun");
    for group in 0..10 {
        let gruppo = Gruppo { id: Id::locale(format!("g{group}")), file: vec![], ..indice().gruppi[1].clone() };
        writer.group(&gruppo).expect("a group");
        (0..MANY / 10).for_each(|n| writer.file(&file(group * MANY / 10 + n)).expect("a file"));
        writer.end_group().expect("its end");
    }
    let xml = writer.finish(&processo()).expect("finished");
    assert!(xml.len() < 8_000_000, "{} bytes", xml.len());
    let read = read(&xml, Limiti::default()).expect("read");
    assert_eq!(read.gruppi.iter().map(|one| one.file.len()).sum::<usize>(), MANY);
    assert_eq!(read.gruppi[9].file[999], file(9_999));
    if let Some(schema) = schema() {
        judged(&schema, "grande.xml", &xml).expect("valid");
    }
    let narrow = Limiti { file: 100, ..Limiti::default() };
    assert!(sincro::read(&xml, narrow).is_err(), "the bound holds");
}

#[test]
fn what_the_standard_refuses_is_not_written() {
    let refused = |change: &dyn Fn(&mut PIndex)| {
        let mut one = indice();
        change(&mut one);
        one.xml().expect_err("refused").to_string()
    };
    type Change<'a> = &'a dyn Fn(&mut PIndex);
    let cases: [(Change<'_>, &str); 10] = [
        (&|one| one.gruppi.clear(), "gruppo"),
        (&|one| one.gruppi[0].file.clear(), "almeno un file"),
        (&|one| one.gruppi[0].file[0].percorso = "../../etc/passwd".into(), "percorso"),
        (&|one| one.gruppi[0].file[0].impronta.funzione = "MD5".into(), "SHA-256"),
        (&|one| one.gruppi[0].file[0].impronta.valore.truncate(3), "3 byte"),
        (&|one| one.gruppi[1].file[0].id = Id::locale("file-1"), "due volte"),
        (&|one| one.processo.titolari.clear(), "Holder"),
        (&|one| one.processo.firmatari[0].agente.documenti.clear(), "RelevantDocument"),
        (&|one| one.processo.versante.id[0].valore = "01234567890".into(), "TINIT"),
        (&|one| one.volume.id.schema.clear(), "schema dell'identificativo"),
    ];
    for (change, word) in cases {
        let said = refused(change);
        assert!(said.contains(word), "«{word}» is not in: {said}");
    }
    let mut writer = Writer::new(Vec::new(), &descrizione(), &volume()).expect("begun");
    assert!(matches!(writer.file(&file(1)), Err(Error::Ordine)));
    assert!(matches!(writer.end_group(), Err(Error::Ordine)));
    writer.group(&indice().gruppi[0]).expect("a group");
    assert!(matches!(writer.group(&indice().gruppi[1]), Err(Error::Ordine)));
    assert!(matches!(writer.finish(&processo()), Err(Error::Ordine)));
}

#[test]
fn an_index_of_2010_is_told_and_its_files_are_read() {
    let Some(folder) = hostile::standards() else { return };
    let folder = folder.join("09-conservazione/RegioneER__parer-sacer/sacer-web/src/main/resources");
    if !folder.is_dir() {
        eprintln!("SKIPPED: no index of 2010 in {} (set MUNICIPIO_STANDARDS)", folder.display());
        return;
    }
    let bytes = |name: &str| std::fs::read(folder.join(name)).expect("the file");
    assert!(matches!(read(&bytes("verSerie.xml"), Limiti::default()), Err(Error::Del2010)));
    for (name, signed) in [("verSerie.xml", false), ("test-crypto/verSerie_signed.xml", true)] {
        let one = read_idc(&bytes(name), Limiti::default()).expect(name);
        assert_eq!(one.volume, "PARER_TEST:ente_test:Test_serie:Fattura_attiva-2015");
        assert_eq!(one.applicazione, "Sacer");
        assert_eq!(one.file.len(), 1);
        assert_eq!(one.file[0].impronta.funzione, "SHA-1");
        assert_eq!(one.file[0].impronta.valore.len(), 20);
        assert_eq!(one.tempo.as_deref(), Some("2016-09-30T14:58:31.152+02:00"));
        assert_eq!(one.firmato, signed, "{name}");
    }
    // A detached signature names the index and does not hold it.
    assert!(read_idc(&bytes("test-crypto/verSerie_signed_detached.xml"), Limiti::default()).is_err());
}
