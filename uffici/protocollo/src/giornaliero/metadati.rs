//! The metadata that go with a day's register: those of the "documento amministrativo informatico" (AgID guidelines 2021, annex 5,
//! chapter 3). A register is closed whatever the ente has not told of itself yet: what annex 5 misses then stands in `Note`.

use ente::{Aoo, EnteInfo};
use kernel::Instant;
use metadati_agid::{
    Classificazione, CodiceIpa, Conservazione, Documento, Flusso, Formato, Formazione, IdAgg, IdDoc, Impronta, Ipa,
    Natura, Registrazione, Ruolo, Soggetto, TipoAggregazione, TipoRegistro, TipoRuolo, Verifica,
};

use super::raccogli::Giornata;
use crate::rules::segnatura;

/// The code of the register of the registers of the day.
const CODICE: &str = "GIORNALIERO";

/// What the metadata say of a register.
pub(super) struct Dati<'a> {
    pub ente: &'a EnteInfo,
    /// The ente's organisational area, where the settings tell it.
    pub aoo: Option<&'a Aoo>,
    /// Where the ente is written to, where it has a certified mailbox.
    pub domicilio: Option<String>,
    /// Code and words of the class of the registers in the titolario of the day.
    pub classe: (String, String),
    /// Number and year of the register.
    pub numero: (i64, i64),
    /// `GG/MM/AAAA`.
    pub giorno: String,
    pub at: Instant,
    /// The SHA-256 of the PDF.
    pub impronta: [u8; 32],
    /// The name of the PDF.
    pub nome: &'a str,
    pub giornata: &'a Giornata,
    /// Whether it bears the ente's seal: one for trials, without legal value, is none to whoever keeps the register.
    pub sigillato: bool,
    /// Whether a time stamp stands in that seal.
    pub marcato: bool,
}

/// The XML.
pub(super) fn metadati(dati: &Dati<'_>) -> Vec<u8> {
    let mut documento = documento(dati);
    let missing: Vec<String> = documento.mancanze().iter().map(ToString::to_string).collect();
    if !missing.is_empty() {
        documento.note = Some(format!("Metadati incompleti: {}.", missing.join("; ")));
    }
    documento.come_sta().into_bytes()
}

fn documento(dati: &Dati<'_>) -> Documento {
    let (rome, (numero, anno)) = (dati.at.rome(), dati.numero);
    let ruolo = |tipo, soggetto| Ruolo { tipo, soggetto };
    Documento {
        natura: Natura::Amministrativo,
        id: IdDoc {
            impronta: Impronta::sha256(dati.impronta),
            identificativo: format!("{CODICE}-{anno}-{numero}"),
            segnatura: None,
        },
        formazione: Formazione::Generazione,
        tipologia: "Registro giornaliero di protocollo".into(),
        registrazione: Registrazione {
            flusso: Flusso::Interno,
            tipo: TipoRegistro::Repertorio,
            data: rome.date_naive(),
            ora: Some(rome.time()),
            numero: numero.to_string(),
            codice: Some(CODICE.into()),
        },
        soggetti: vec![
            ruolo(TipoRuolo::AmministrazioneCheRegistra, amministrazione(dati)),
            ruolo(TipoRuolo::Produttore, Soggetto::Sistema { denominazione: "Municipio".into() }),
        ],
        oggetto: oggetto(dati),
        parole_chiave: Vec::new(),
        allegati: Vec::new(),
        classificazione: Some(Classificazione {
            indice: dati.classe.0.clone(),
            descrizione: dati.classe.1.clone(),
            piano: None,
        }),
        // It tells of confidential entries too.
        riservato: true,
        formato: Formato { formato: "application/pdf".into(), prodotto: None },
        verifica: Verifica { sigillato: dati.sigillato, marcato: dati.marcato, ..Verifica::default() },
        aggregazioni: vec![IdAgg { tipo: TipoAggregazione::SerieDocumentale, id: format!("{CODICE}-{anno}") }],
        primario: None,
        nome: dati.nome.to_owned(),
        versione: "1".into(),
        modifica: None,
        // Registers are kept for ever.
        conservazione: Some(Conservazione::Permanente),
        note: None,
    }
}

/// The comune and its organisational area in the Indice PA.
fn amministrazione(dati: &Dati<'_>) -> Soggetto {
    let code = |codice: &str, denominazione: &str| {
        Some(CodiceIpa { codice: codice.to_owned(), denominazione: denominazione.to_owned() })
    };
    let aoo = dati.aoo.and_then(|aoo| code(&aoo.code, aoo.name.as_deref().unwrap_or(&dati.ente.name)));
    let ipa = Ipa { amministrazione: code(&dati.ente.ipa, &dati.ente.name), aoo, uor: None };
    Soggetto::Amministrazione { ipa, indirizzi: dati.domicilio.iter().cloned().collect() }
}

fn oggetto(dati: &Dati<'_>) -> String {
    let voci = &dati.giornata.voci;
    let which = match (voci.first(), voci.last()) {
        (Some(first), Some(last)) => {
            format!("{} registrazioni, dalla {} alla {}", voci.len(), segnatura(&first.riga), segnatura(&last.riga))
        }
        _ => "nessuna registrazione".into(),
    };
    format!("Registro giornaliero di protocollo del {}: {which}", dati.giorno)
}

#[cfg(test)]
mod tests {
    use metadati_agid::Metadati;

    use super::*;

    #[test]
    fn what_the_ente_has_told_is_whole_and_what_it_has_not_stands_in_the_note() {
        let ente = EnteInfo {
            slug: "prova".into(),
            name: "Comune di Prova".into(),
            hosts: Vec::new(),
            ipa: "c_m999".into(),
            demo: true,
        };
        let area = Aoo { code: "AM99901".into(), name: None, register: "PG".into() };
        let giornata = Giornata { voci: Vec::new(), fatti: Vec::new(), fino: (2026, 0) };
        let read = |aoo: Option<&Aoo>, domicilio: Option<&str>| {
            let dati = Dati {
                ente: &ente,
                aoo,
                domicilio: domicilio.map(str::to_owned),
                classe: ("I.6".into(), "Archivio generale".into()),
                numero: (7, 2026),
                giorno: "25/11/2026".into(),
                at: Instant::from_micros(1_795_773_600_000_000),
                impronta: [7; 32],
                nome: "registro-giornaliero-2026-11-25.pdf",
                giornata: &giornata,
                sigillato: true,
                marcato: false,
            };
            match metadati_agid::read(&metadati(&dati)) {
                Ok(Metadati::Documento(told)) => told,
                other => panic!("{other:?}"),
            }
        };
        let whole = read(Some(&area), Some("comune@pec.example.it"));
        assert_eq!((whole.mancanze(), whole.note.as_deref()), (Vec::new(), None));
        assert!(whole.riservato && whole.verifica.sigillato && !whole.verifica.marcato);
        assert_eq!(whole.id.identificativo, "GIORNALIERO-2026-7");
        let bare = read(None, None);
        let note = bare.note.as_deref().unwrap_or_default();
        assert!(note.contains("AOO") && note.contains("indirizzo digitale"), "{note}");
    }
}
