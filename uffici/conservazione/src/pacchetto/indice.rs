//! The index of a package, by UNI 11386:2020. Pure.

use chrono::{DateTime, FixedOffset};
use sincro::{
    Agente, AgenteId, Applicazione, Codifica, Descrizione, DocumentoRilevante, Esterni, File, Firmatario, Gruppo, Id,
    Impronta, Metadati, Nome, PIndex, Processo, RuoloTitolare, Tempo, Titolare, Volume,
};

/// Under which law packages are made.
const NORME: &str = "D.Lgs. 82/2005, art. 44; linee guida AgID sulla formazione, gestione e conservazione dei documenti informatici \
                     (determinazione 371/2021); UNI 11386:2020";

/// A file as the index names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voce {
    /// Where it lies in the package: letters, digits, `.`, `-`, `_` and `/`.
    pub percorso: String,
    /// Media type.
    pub formato: String,
    /// SHA-256.
    pub sha256: [u8; 32],
}

/// What an index tells.
#[derive(Clone, Debug)]
pub struct Dati<'a> {
    /// The package's identifier.
    pub id: &'a str,
    /// What is in it: "Registro giornaliero del 25/11/2026".
    pub nome: &'a str,
    /// Name and IPA code of the comune.
    pub ente: (&'a str, &'a str),
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Whether its seal gets a time stamp.
    pub marcato: bool,
    /// The metadata.
    pub metadati: &'a Voce,
    /// The documents; where there are none (a fascicolo) the metadata are the content.
    pub file: &'a [Voce],
}

/// The index.
pub fn indice(dati: &Dati<'_>) -> PIndex {
    let content = if dati.file.is_empty() { std::slice::from_ref(dati.metadati) } else { dati.file };
    let file = content.iter().enumerate().map(|(place, voce)| file(voce, place + 1)).collect();
    PIndex {
        lingua: "it".into(),
        descrizione: Descrizione {
            id: Id::locale(format!("indice-{}", dati.id)),
            applicazione: Applicazione {
                nome: "Municipio".into(),
                versione: env!("CARGO_PKG_VERSION").into(),
                produttore: "Progetto Municipio".into(),
            },
            fonti: Vec::new(),
            altro: None,
        },
        volume: Volume {
            id: Id::locale(dati.id),
            etichetta: Some(dati.nome.to_owned()),
            descrizione: None,
            fonti: Vec::new(),
            gruppo: None,
            altro: (!dati.file.is_empty()).then(|| metadati(dati.metadati)),
        },
        gruppi: vec![Gruppo {
            id: Id::locale("contenuto"),
            etichetta: Some(dati.nome.to_owned()),
            descrizione: None,
            file,
            relazioni: Vec::new(),
            altro: None,
        }],
        processo: Processo {
            versante: agente(dati.ente),
            titolari: vec![Titolare { agente: agente(dati.ente), ruolo: RuoloTitolare::Produttore }],
            firmatari: vec![Firmatario { agente: agente(dati.ente), ruolo: None }],
            tempo: Tempo::Info { istante: dati.at, marca_allegata: dati.marcato },
            norme: Some(NORME.into()),
            altro: None,
        },
    }
}

fn estensione(path: &str) -> Option<String> {
    path.rsplit_once('.').map(|(_, end)| end.to_owned()).filter(|end| !end.contains('/'))
}

fn file(voce: &Voce, place: usize) -> File {
    File {
        id: Id::locale(format!("file-{place}")),
        percorso: voce.percorso.clone(),
        impronta: Impronta::sha256(voce.sha256),
        precedente: None,
        relazioni: Vec::new(),
        altro: None,
        codifica: Codifica::Binary,
        estensione: estensione(&voce.percorso),
        formato: voce.formato.clone(),
    }
}

fn metadati(voce: &Voce) -> Metadati {
    Metadati::Esterni {
        schema: "AgID, Allegato 5 alle linee guida 2021".into(),
        file: Esterni {
            id: Id::locale("metadati"),
            percorso: voce.percorso.clone(),
            impronta: Impronta::sha256(voce.sha256),
            codifica: Codifica::Binary,
            estensione: estensione(&voce.percorso),
            formato: voce.formato.clone(),
        },
    }
}

fn agente((nome, ipa): (&str, &str)) -> Agente {
    Agente {
        id: vec![AgenteId {
            // The standard's pattern takes letters and digits only.
            valore: format!("PA:IT-{}", ipa.replace(|c: char| !c.is_ascii_alphanumeric(), "")),
            espansione: Some("codice dell'Indice delle pubbliche amministrazioni".into()),
            autorita: Some("AgID".into()),
        }],
        nome: Nome::Denominazione(nome.to_owned()),
        documenti: vec![DocumentoRilevante {
            testo: "Manuale di gestione documentale".into(),
            impronta: None,
            uri: None,
        }],
        altro: None,
    }
}
