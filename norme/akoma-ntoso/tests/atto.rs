//! Acts written, judged by the official schema where it lies in the folder of standards, and read back word by word.

use std::path::{Path, PathBuf};
use std::process::Command;

use akoma_ntoso::{
    Allegato, Atto, BLOCCHI, Blocco, Cella, Comune, Contenuto, Error, Firma, Genere, PROFONDITA, Parte, Pubblicazione,
    Sezione, Tabella, Testo, Voce,
};
use bounded_xml::{Element, Limits, Piece};
use chrono::NaiveDate;
use hostile::{Dice, name};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn p(testo: &str) -> Blocco {
    Blocco::Paragrafo(vec![Testo::parole(testo)])
}

fn voce(numero: &str, blocchi: Vec<Blocco>) -> Voce {
    Voce { numero: numero.into(), blocchi }
}

fn celle(testi: &[&str]) -> Vec<Cella> {
    testi.iter().map(|testo| Cella { testo: vec![Testo::parole(*testo)], colonne: 1 }).collect()
}

fn legge() -> Testo {
    Testo::Rinvio { href: "urn:nir:stato:legge:1990-08-07;241~art3".into(), testo: "art. 3 della L. 241/1990".into() }
}

/// A determina with everything that can be told.
fn determina() -> Atto {
    let spesa = Tabella {
        didascalia: vec![Testo::parole("Spesa & capitoli")],
        intestazione: vec![
            vec![Cella { testo: vec![Testo::parole("Impegni")], colonne: 2 }],
            celle(&["Capitolo", "Importo"]),
        ],
        righe: vec![celle(&["2613.1", "3.660,00"]), celle(&["2613.2", ""])],
    };
    let forte = Testo::Parole { testo: "Visto".into(), forte: true, corsivo: true };
    let punti = vec![
        voce("1.", vec![p("di affidare il lavoro;")]),
        voce(
            "2.",
            vec![
                p("di impegnare:"),
                Blocco::Elenco(vec![voce("a)", vec![p("tetto;"), Blocco::Tabella(spesa.clone())]), voce("b)", vec![])]),
            ],
        ),
    ];
    Atto {
        comune: Comune { codice: "c_m999".into(), denominazione: "Comune di Montefiorito".into() },
        genere: Genere { codice: "determina".into(), denominazione: "Determinazione".into() },
        numero: "195".into(),
        data: day("2026-03-17"),
        oggetto: "Riparazione del tetto <urgente> & grondaia".into(),
        urn: Some("urn:nir:comune.montefiorito:determinazione:2026-03-17;195".into()),
        organo: Some("Il responsabile dei lavori pubblici".into()),
        omissis: true,
        pubblicazione: Some(Pubblicazione { dal: day("2026-03-18"), numero: "364".into() }),
        esecutiva: Some(day("2026-03-17")),
        generato: day("2026-03-18"),
        preambolo: vec![
            Sezione {
                parte: Parte::Preambolo,
                titolo: vec![],
                blocchi: vec![
                    Blocco::Paragrafo(vec![
                        forte,
                        Testo::parole(" l'"),
                        legge(),
                        Testo::ACapo,
                        Testo::parole("e altro"),
                    ]),
                    Blocco::Paragrafo(vec![legge()]),
                ],
            },
            Sezione {
                parte: Parte::Considerato,
                titolo: vec![Testo::parole("Premesso che")],
                blocchi: vec![p("piove")],
            },
        ],
        corpo: vec![
            Sezione {
                parte: Parte::Dispositivo,
                titolo: vec![Testo::parole("DETERMINA")],
                blocchi: vec![
                    Blocco::Elenco(punti),
                    p("Dato atto di tutto questo:"),
                    Blocco::Elenco(vec![voce("3.", vec![p("di pubblicare.")])]),
                ],
            },
            Sezione {
                parte: Parte::Testo,
                titolo: vec![Testo::parole("Avvertenze")],
                blocchi: vec![
                    Blocco::Titolo(vec![Testo::parole("Ricorsi")]),
                    Blocco::Citazione(vec![Testo::parole("«sessanta giorni»")]),
                    Blocco::Tabella(spesa),
                ],
            },
        ],
        conclusioni: vec![p("Letto e sottoscritto")],
        firme: vec![Firma { nome: "Anna Verdi".into(), qualifica: "Il responsabile".into() }],
        allegati: vec![
            Allegato {
                titolo: "Allegato A: computo".into(),
                contenuto: Contenuto::File {
                    href: "https://albo.montefiorito.example/2026/364/computo.pdf".into(),
                    nome: "computo.pdf".into(),
                },
            },
            Allegato {
                titolo: "Allegato B: schema".into(),
                contenuto: Contenuto::Testo(vec![Sezione {
                    parte: Parte::Dispositivo,
                    titolo: vec![Testo::parole("Condizioni")],
                    blocchi: vec![Blocco::Elenco(vec![voce("1.", vec![p("si paga a trenta giorni.")])])],
                }]),
            },
        ],
    }
}

/// The least that an act is.
fn minima() -> Atto {
    let tutta = determina();
    Atto {
        urn: None,
        organo: None,
        omissis: false,
        pubblicazione: None,
        esecutiva: None,
        preambolo: vec![],
        corpo: vec![Sezione { parte: Parte::Testo, titolo: vec![], blocchi: vec![p("Si chiudono le scuole.")] }],
        conclusioni: vec![],
        firme: vec![],
        allegati: vec![],
        ..tutta
    }
}

/// An act that decides twice: what, and that it is to be done at once.
fn due_volte() -> Atto {
    let parte = |titolo: &str, numero: &str, testo: &str| Sezione {
        parte: Parte::Dispositivo,
        titolo: vec![Testo::parole(titolo)],
        blocchi: vec![Blocco::Elenco(vec![voce(numero, vec![p(testo)])])],
    };
    let corpo = vec![
        parte("DELIBERA", "1.", "di approvare;"),
        parte("DELIBERA altresì", "2.", "di farlo immediatamente eseguibile."),
    ];
    Atto { corpo, ..minima() }
}

#[test]
fn the_official_schema_accepts_what_is_written_and_refuses_what_is_not_so() {
    let Some(standards) = hostile::standards() else { return };
    let schema = standards
        .join("09-conservazione/oasis-open__legaldocml-akomantoso/TemporaryRelease20170330Final/akomantoso30.xsd");
    if !schema.is_file() {
        eprintln!("SKIPPED: the schema of Akoma Ntoso is not there: {} (set MUNICIPIO_STANDARDS)", schema.display());
        return;
    }
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed (Debian package libxml2-utils): schema not asked");
        return;
    }
    let [tutta, minima, due] = [determina(), minima(), due_volte()].map(|one| one.xml().expect("written"));
    let unknown = tutta.replace("<mainBody", "<corpo").replace("</mainBody", "</corpo");
    let twice = tutta.replace("para_2\"", "para_1\"");
    let mut cases = vec![
        ("tutta.xml".to_owned(), tutta, true),
        ("minima.xml".to_owned(), minima, true),
        ("due-volte.xml".to_owned(), due, true),
        ("sconosciuto.xml".to_owned(), unknown, false),
        ("doppio.xml".to_owned(), twice, false),
    ];
    cases.extend((0..60).map(|seed| (format!("seme-{seed}.xml"), strano(seed).xml().expect("written"), true)));
    // The good ones together: most of the time goes into reading the schema.
    let judged = |files: &[PathBuf]| {
        let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(&schema).args(files).output();
        let run = run.expect("xmllint runs");
        (run.status.success(), String::from_utf8_lossy(&run.stderr).into_owned())
    };
    let mut right = Vec::new();
    for (file, xml, good) in cases {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&file);
        std::fs::write(&path, xml).expect("write");
        if good {
            right.push(path);
        } else {
            let (accepted, told) = judged(&[path]);
            assert!(!accepted, "{file}: {told}");
        }
    }
    let (accepted, told) = judged(&right);
    let validates = right.iter().filter(|path| told.contains(&format!("{} validates", path.display()))).count();
    assert!(accepted && validates == right.len(), "{validates} of {}: {told}", right.len());
}

/// An act with words that somebody chose to do harm.
fn strano(seed: u64) -> Atto {
    let mut dice = Dice::new(seed);
    let mut words = || name(&mut dice);
    let mut one = determina();
    one.oggetto = format!("x{}", words());
    one.comune.denominazione = format!("x{}", words());
    one.firme = vec![Firma { nome: format!("x{}", words()), qualifica: words() }];
    let voci =
        vec![voce(&words(), vec![p(&words()), Blocco::Titolo(vec![]), Blocco::Elenco(vec![voce(&words(), vec![])])])];
    let titolo = vec![Testo::parole(words())];
    let blocchi = vec![Blocco::Elenco(voci), Blocco::Paragrafo(vec![]), Blocco::Citazione(vec![])];
    one.corpo.push(Sezione { parte: Parte::Discussione, titolo, blocchi });
    one.allegati.push(Allegato {
        titolo: format!("x{}", words()),
        contenuto: Contenuto::File { href: "allegati/1.pdf".into(), nome: format!("x{}", words()) },
    });
    one
}

fn words(element: &Element, out: &mut String) {
    for piece in element.pieces() {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Element(child) => words(child, out),
        }
    }
}

fn read(xml: &str) -> Element {
    bounded_xml::read(xml.as_bytes(), Limits::default()).expect("well formed").root
}

#[test]
fn every_word_is_there_in_its_order_and_its_place() {
    let act = determina();
    let xml = act.xml().expect("written");
    assert_eq!(xml, determina().xml().expect("written"), "the same data, the same bytes");
    let root = read(&xml);
    assert_eq!(root.namespace.as_deref(), Some(akoma_ntoso::NAMESPACE));
    let doc = root.child("doc").expect("a doc");
    let told = |part: &str| {
        let mut out = String::new();
        words(doc.child(part).unwrap_or_else(|| panic!("{part}")), &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        told("preface"),
        "Comune di Montefiorito Determinazione n. 195 del 17/03/2026 Il responsabile dei lavori pubblici Riparazione del tetto \
         <urgente> & grondaia"
    );
    assert_eq!(
        told("preamble"),
        "Visto l'art. 3 della L. 241/1990e altro art. 3 della L. 241/1990 Premesso che piove DETERMINA"
    );
    assert!(
        told("mainBody").starts_with("1. di affidare il lavoro; 2. di impegnare: a) tetto; Spesa & capitoli Impegni")
    );
    assert!(
        told("mainBody")
            .contains("b) Dato atto di tutto questo: 3. di pubblicare. Avvertenze Ricorsi «sessanta giorni»")
    );
    assert_eq!(told("conclusions"), "Letto e sottoscritto Il responsabile Anna Verdi");
    assert!(told("attachments").ends_with("Allegato B: schema Condizioni 1. si paga a trenta giorni."));
    let paragraphs = doc.at(&["mainBody"]).expect("a body").children_named("paragraph");
    assert_eq!(paragraphs.filter_map(|one| one.attribute("eId")).collect::<Vec<_>>(), ["para_1", "para_2", "para_3"]);
}

#[test]
fn the_words_that_decide_are_all_there_where_an_act_decides_twice() {
    let root = read(&due_volte().xml().expect("written"));
    let doc = root.child("doc").expect("a doc");
    let told = |part: &str| {
        let mut out = String::new();
        words(doc.child(part).unwrap_or_else(|| panic!("{part}")), &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(told("preamble"), "DELIBERA");
    assert_eq!(told("mainBody"), "1. di approvare; DELIBERA altresì 2. di farlo immediatamente eseguibile.");
}

#[test]
fn the_act_is_named_at_its_three_levels_and_says_to_what_it_refers() {
    let act = determina();
    assert_eq!(act.opera(), "/akn/it/doc/determina/c_m999/2026-03-17/195");
    let root = read(&act.xml().expect("written"));
    let meta = root.at(&["doc", "meta"]).expect("meta");
    let this = |level: &str| {
        meta.at(&["identification", level, "FRBRthis"]).and_then(|one| one.attribute("value")).unwrap_or_default()
    };
    assert_eq!(this("FRBRWork"), "/akn/it/doc/determina/c_m999/2026-03-17/195/!main");
    assert_eq!(this("FRBRExpression"), "/akn/it/doc/determina/c_m999/2026-03-17/195/ita@2026-03-17!omissis/!main");
    assert!(this("FRBRManifestation").ends_with(".akn"));
    let references = meta.child("references").expect("references");
    let active: Vec<_> = references.children_named("activeRef").filter_map(|one| one.attribute("href")).collect();
    assert_eq!(active, ["urn:nir:stato:legge:1990-08-07;241~art3"], "each once");
    assert_eq!(meta.child("publication").and_then(|one| one.attribute("number")), Some("364"));
}

#[test]
fn what_the_standard_refuses_is_told_and_not_written() {
    type Change = fn(&mut Atto);
    let cases: [(Change, &str); 11] = [
        (|act| act.numero = "195/2026".into(), "il numero"),
        (|act| act.numero = "..".into(), "il numero"),
        (|act| act.comune.codice = "Comune di X".into(), "codice dell'ente"),
        (|act| act.genere.codice = "Determina".into(), "codice del tipo"),
        (|act| act.oggetto = "  ".into(), "l'oggetto"),
        (|act| act.corpo = vec![], "il testo"),
        (|act| act.conclusioni = vec![Blocco::Elenco(vec![])], "almeno un punto"),
        (|act| act.firme[0].nome = String::new(), "chi firma"),
        (
            |act| {
                let rinvio = Testo::Rinvio { href: "javascript:alert(1)".into(), testo: "x".into() };
                act.conclusioni = vec![Blocco::Paragrafo(vec![rinvio])];
            },
            "rinvio",
        ),
        (
            |act| {
                let righe = vec![celle(&["a", "b"]), celle(&["c"])];
                act.conclusioni = vec![Blocco::Tabella(Tabella { didascalia: vec![], intestazione: vec![], righe })];
            },
            "stesse colonne",
        ),
        (|act| act.allegati[0].titolo = String::new(), "titolo di un allegato"),
    ];
    for (change, part) in cases {
        let mut act = determina();
        change(&mut act);
        let error = act.xml().expect_err(part).to_string();
        assert!(error.contains(part), "{part} is missing in: {error}");
    }
}

#[test]
fn there_are_bounds() {
    let mut deep = p("in fondo");
    for _ in 0..=PROFONDITA {
        deep = Blocco::Elenco(vec![voce("1.", vec![deep])]);
    }
    let with = |blocchi| Atto { conclusioni: blocchi, ..determina() }.xml();
    assert!(matches!(with(vec![deep]), Err(Error::Troppo { massimo: PROFONDITA, .. })));
    assert!(matches!(with(vec![p("x"); BLOCCHI]), Err(Error::Troppo { massimo: BLOCCHI, .. })));
    let long = "x".repeat(akoma_ntoso::BYTE);
    assert!(matches!(with(vec![p(&long), p("x")]), Err(Error::Troppo { massimo: akoma_ntoso::BYTE, .. })));
    let subject = Atto { oggetto: long, ..determina() }.xml();
    assert!(matches!(subject, Err(Error::Troppo { massimo: akoma_ntoso::BYTE, .. })), "the subject is words too");
    let signer = Firma { nome: "Anna Verdi".into(), qualifica: String::new() };
    let crowd = Atto { firme: vec![signer; BLOCCHI], ..determina() }.xml();
    assert!(matches!(crowd, Err(Error::Troppo { massimo: BLOCCHI, .. })));
}
