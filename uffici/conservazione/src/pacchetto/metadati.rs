//! The metadata of AgID's annex 5, from what the office that has the thing tells of it. Pure.
//!
//! The time of preservation is that of the plan in force when the package is made ([`crate::piano`]); without one nothing may be thrown
//! away (art. 21 D.Lgs. 42/2004), and it is told as permanent. The register of a day always is, and so is what stands in a register of its
//! own: an act is no paper of its fascicolo alone, and the plan speaks of fascicoli.

use ente::{Aoo, EnteInfo};
use metadati_agid::{
    Allegato, Assegnazione, Classificazione, CodiceIpa, Conservazione, Documento, DocumentoIndice, Fascicolo,
    Flusso as FlussoAgid, Formato, Formazione, IdAgg, IdDoc, Impronta, Ipa, Modifica, Natura, Organizzazione, Persona,
    Registrazione, Ruolo, Soggetto, TipoAggregazione, TipoModifica, TipoRegistro, TipoRuolo, TipologiaFascicolo,
    Verifica,
};
use porte::conservazione::{Cambiamento, Chiuso, Cosa, FileDaTenere, Firmatario, Flusso, Parte, Tipo};

use super::versione::Precedente;

/// Whose archive it is.
#[derive(Clone, Copy, Debug)]
pub struct Titolare<'a> {
    /// The comune.
    pub ente: &'a EnteInfo,
    /// Its organisational area, where the settings tell it.
    pub aoo: Option<&'a Aoo>,
    /// For how long what is packed is kept, by the plan.
    pub tempo: Conservazione,
}

/// The identifier of a thing: register, year, number.
pub fn identificativo(cosa: &Cosa) -> String {
    format!("{}-{}-{}", cosa.registro, cosa.anno, cosa.numero)
}

/// The metadata of the main document of a thing; `prima` is the version that was kept before.
pub fn documento(titolare: Titolare<'_>, cosa: &Cosa, prima: Option<&Precedente>) -> Option<Documento> {
    let main = cosa.file.iter().find(|file| file.principale).or_else(|| cosa.file.first())?;
    let others = cosa.file.iter().filter(|file| file.documento.id != main.documento.id);
    let giornaliero = cosa.tipo == Tipo::Giornaliero;
    let rome = cosa.at.rome();
    let id = IdDoc {
        impronta: Impronta::sha256(main.documento.hash().0),
        identificativo: identificativo(cosa),
        segnatura: (!giornaliero && cosa.repertorio.is_none()).then(|| segnatura(titolare, cosa)),
    };
    Some(Documento {
        natura: Natura::Amministrativo,
        modifica: modifica(titolare, cosa, prima, &id),
        id,
        formazione: match (giornaliero, cosa.flusso) {
            (true, _) => Formazione::Generazione,
            (false, Flusso::Entrata) => Formazione::Acquisizione,
            (false, _) => Formazione::Creazione,
        },
        tipologia: match &cosa.repertorio {
            Some(own) => own.tipologia.clone(),
            None if giornaliero => "Registro giornaliero di protocollo".into(),
            None => "Documento protocollato".into(),
        },
        registrazione: Registrazione {
            flusso: match cosa.flusso {
                Flusso::Entrata => FlussoAgid::Entrata,
                Flusso::Uscita => FlussoAgid::Uscita,
                Flusso::Interno => FlussoAgid::Interno,
            },
            tipo: if giornaliero || cosa.repertorio.is_some() {
                TipoRegistro::Repertorio
            } else {
                TipoRegistro::Protocollo
            },
            data: rome.date_naive(),
            ora: Some(rome.time()),
            numero: cosa.numero.clone(),
            codice: Some(cosa.registro.clone()),
        },
        soggetti: soggetti(titolare, cosa),
        oggetto: cosa.oggetto.clone(),
        parole_chiave: Vec::new(),
        allegati: others.map(allegato).collect(),
        classificazione: classificazione(cosa),
        riservato: cosa.riservata,
        formato: Formato { formato: tipo_di(main), prodotto: None },
        verifica: Verifica {
            firmato: main.segni.firmato,
            sigillato: main.segni.sigillato,
            marcato: main.segni.marcato,
            copia_conforme: false,
        },
        aggregazioni: aggregazioni(cosa),
        primario: None,
        nome: main.documento.name.clone(),
        versione: prima.map_or(1, |prima| prima.numero).to_string(),
        conservazione: Some(if giornaliero || cosa.repertorio.is_some() {
            Conservazione::Permanente
        } else {
            titolare.tempo
        }),
        note: None,
    })
}

/// What was changed: against the version before; of a first version only that it is annulled, which changes no byte. What was corrected
/// or signed before its first deposit is told as it stands.
fn modifica(titolare: Titolare<'_>, cosa: &Cosa, prima: Option<&Precedente>, id: &IdDoc) -> Option<Modifica> {
    let cambio = cosa.cambio.as_ref().filter(|cambio| cambio.cosa == Cambiamento::Annullata || prima.is_some())?;
    let ipa = match amministrazione(titolare, cosa) {
        Soggetto::Amministrazione { ipa, .. } => ipa,
        _ => Ipa::default(),
    };
    let (cognome, nome) = cambio.autore.clone();
    let indirizzi = cosa.domicilio.iter().cloned().collect();
    let rome = cambio.at.rome();
    Some(Modifica {
        tipo: match cambio.cosa {
            Cambiamento::Annullata => TipoModifica::Annullamento,
            Cambiamento::Corretta => TipoModifica::Rettifica,
            Cambiamento::Firmata => TipoModifica::Integrazione,
        },
        autore: Persona { cognome, nome, codice_fiscale: None, ipa, indirizzi },
        data: rome.date_naive(),
        ora: Some(rome.time()),
        precedente: prima.map_or_else(|| id.clone(), |prima| prima.id.clone()),
    })
}

/// The metadata of a closed fascicolo; `documenti` are the identities of what lies in it.
pub fn fascicolo(titolare: Titolare<'_>, cosa: &Cosa, chiuso: &Chiuso, documenti: Vec<IdDoc>) -> Fascicolo {
    let serie = chiuso.tipo == "serie";
    let mut soggetti =
        vec![Ruolo { tipo: TipoRuolo::AmministrazioneTitolare, soggetto: amministrazione(titolare, cosa) }];
    for parte in &cosa.parti {
        let soggetto = della_parte(parte);
        let tipo = if matches!(soggetto, Soggetto::Persona(_)) {
            TipoRuolo::IntestatarioFisico
        } else {
            TipoRuolo::IntestatarioGiuridico
        };
        soggetti.push(Ruolo { tipo, soggetto });
    }
    Fascicolo {
        id: IdAgg {
            tipo: if serie { TipoAggregazione::SerieDocumentale } else { TipoAggregazione::Fascicolo },
            id: cosa.numero.clone(),
        },
        tipologia: match chiuso.tipo.as_str() {
            "affare" => Some(TipologiaFascicolo::Affare),
            "attivita" => Some(TipologiaFascicolo::Attivita),
            "persona_fisica" => Some(TipologiaFascicolo::PersonaFisica),
            "persona_giuridica" => Some(TipologiaFascicolo::PersonaGiuridica),
            "procedimento" => Some(TipologiaFascicolo::ProcedimentoAmministrativo),
            _ => None,
        },
        soggetti,
        assegnazioni: vec![assegnato(titolare, cosa, chiuso)],
        apertura: chiuso.aperto_il,
        classificazione: classificazione(cosa).unwrap_or_else(|| Classificazione {
            indice: String::new(),
            descrizione: String::new(),
            piano: None,
        }),
        progressivo: u64::try_from(chiuso.progressivo).unwrap_or_default(),
        oggetto: cosa.oggetto.clone(),
        parole_chiave: Vec::new(),
        chiusura: Some(chiuso.chiuso_il),
        procedimento: None,
        documenti: documenti.into_iter().map(|id| DocumentoIndice { amministrativo: true, id }).collect(),
        posizione: None,
        primario: None,
        conservazione: Some(titolare.tempo),
        note: None,
    }
}

/// The office that looked after a fascicolo, from its opening to its closing. Its code is that of the organisation chart: that of
/// the Indice PA is not kept for offices.
fn assegnato(titolare: Titolare<'_>, cosa: &Cosa, chiuso: &Chiuso) -> Assegnazione {
    let (codice, denominazione) = chiuso.ufficio.clone();
    let ipa = Ipa { uor: Some(CodiceIpa { codice, denominazione }), ..ipa(titolare) };
    let indirizzi = cosa.domicilio.iter().cloned().collect();
    Assegnazione {
        per_competenza: true,
        assegnatario: Persona { ipa, indirizzi, ..Persona::default() },
        inizio: chiuso.aperto_il,
        ora_inizio: None,
        fine: Some(chiuso.chiuso_il),
        ora_fine: None,
    }
}

fn segnatura(titolare: Titolare<'_>, cosa: &Cosa) -> String {
    format!("{}/{}/{}/{:0>7}", titolare.ente.ipa, cosa.registro, cosa.anno, cosa.numero)
}

fn classificazione(cosa: &Cosa) -> Option<Classificazione> {
    let classe = cosa.classe.as_ref()?;
    Some(Classificazione { indice: classe.codice.clone(), descrizione: classe.nome.clone(), piano: None })
}

fn allegato(file: &FileDaTenere) -> Allegato {
    let id = IdDoc {
        impronta: Impronta::sha256(file.documento.hash().0),
        identificativo: file.documento.id.to_string(),
        segnatura: None,
    };
    Allegato { id, descrizione: file.documento.name.clone() }
}

fn aggregazioni(cosa: &Cosa) -> Vec<IdAgg> {
    if cosa.tipo == Tipo::Giornaliero {
        return vec![IdAgg {
            tipo: TipoAggregazione::SerieDocumentale,
            id: format!("{}-{}", cosa.registro, cosa.anno),
        }];
    }
    let of = |id: &str| IdAgg { tipo: TipoAggregazione::Fascicolo, id: id.to_owned() };
    cosa.fascicoli.iter().map(|one| of(&one.identificativo)).collect()
}

fn soggetti(titolare: Titolare<'_>, cosa: &Cosa) -> Vec<Ruolo> {
    let ente = || amministrazione(titolare, cosa);
    let mut all = vec![Ruolo { tipo: TipoRuolo::AmministrazioneCheRegistra, soggetto: ente() }];
    let parti = || cosa.parti.iter().map(della_parte);
    match (cosa.tipo, cosa.flusso) {
        (Tipo::Giornaliero, _) => {
            let soggetto = Soggetto::Sistema { denominazione: "Municipio".into() };
            all.push(Ruolo { tipo: TipoRuolo::Produttore, soggetto });
        }
        (_, Flusso::Entrata) => all.extend(parti().map(|soggetto| Ruolo { tipo: TipoRuolo::Mittente, soggetto })),
        (_, Flusso::Uscita) => {
            all.push(Ruolo { tipo: TipoRuolo::Mittente, soggetto: ente() });
            all.extend(parti().map(|soggetto| Ruolo { tipo: TipoRuolo::Destinatario, soggetto }));
        }
        (_, Flusso::Interno) => all.extend(autori(titolare, cosa)),
    }
    all
}

/// Who made what stayed: those who signed it, where the office tells them; else the comune.
fn autori(titolare: Titolare<'_>, cosa: &Cosa) -> Vec<Ruolo> {
    let autore = |soggetto| Ruolo { tipo: TipoRuolo::Autore, soggetto };
    let signers = cosa.repertorio.as_ref().map(|own| own.firmatari.as_slice()).unwrap_or_default();
    if signers.is_empty() {
        return vec![autore(amministrazione(titolare, cosa))];
    }
    let persona = |one: &Firmatario| {
        Soggetto::Persona(Persona {
            cognome: one.cognome.clone(),
            nome: one.nome.clone(),
            codice_fiscale: one.codice_fiscale.clone(),
            ..Persona::default()
        })
    };
    signers.iter().map(|one| autore(persona(one))).collect()
}

fn amministrazione(titolare: Titolare<'_>, cosa: &Cosa) -> Soggetto {
    Soggetto::Amministrazione { ipa: ipa(titolare), indirizzi: cosa.domicilio.iter().cloned().collect() }
}

/// The comune and its organisational area in the Indice PA.
fn ipa(titolare: Titolare<'_>) -> Ipa {
    let code = |codice: &str, denominazione: &str| {
        Some(CodiceIpa { codice: codice.to_owned(), denominazione: denominazione.to_owned() })
    };
    let aoo = titolare.aoo.and_then(|aoo| code(&aoo.code, aoo.name.as_deref().unwrap_or(&titolare.ente.name)));
    Ipa { amministrazione: code(&titolare.ente.ipa, &titolare.ente.name), aoo, uor: None }
}

/// A person where the tax code is a person's: the directory writes surname first. Else a body.
fn della_parte(parte: &Parte) -> Soggetto {
    let indirizzi: Vec<String> = parte.indirizzo.iter().cloned().collect();
    let code = parte.codice_fiscale.as_deref().map(|code| code.trim().to_uppercase()).filter(|code| !code.is_empty());
    if let (Some(code), Some((cognome, nome))) =
        (code.as_ref().filter(|code| code.len() == 16), parte.nome.trim().split_once(' '))
    {
        return Soggetto::Persona(Persona {
            cognome: cognome.to_owned(),
            nome: nome.trim().to_owned(),
            codice_fiscale: Some(code.clone()),
            ipa: Ipa::default(),
            indirizzi,
        });
    }
    let codice_fiscale = code.filter(|code| code.len() == 11 && code.bytes().all(|byte| byte.is_ascii_digit()));
    Soggetto::Organizzazione(Organizzazione {
        denominazione: parte.nome.clone(),
        codice_fiscale,
        ufficio: None,
        indirizzi,
    })
}

/// The media type of a file, by its content.
pub fn tipo_di(file: &FileDaTenere) -> String {
    file.documento.format().media_type().to_owned()
}

#[cfg(test)]
mod tests {
    use documents::document;
    use kernel::{Id, Instant, Uuid};
    use porte::conservazione::{Classe, DentroFascicolo, DiRepertorio, Segni};

    use super::*;

    fn atto(firmatari: Vec<Firmatario>) -> Cosa {
        let documento = document::Model {
            id: Id::from(Uuid::from_u128(1)),
            sha256: vec![7; 32],
            size: 1,
            name: "determina.pdf".into(),
            format: "pdf".into(),
            detail: None,
            mismatch: false,
            created_at: Instant::from_micros(0),
        };
        let segni = Segni { firmato: true, ..Segni::default() };
        Cosa {
            tipo: Tipo::Documento,
            registro: "determine".into(),
            numero: "1".into(),
            anno: 2026,
            at: Instant::from_micros(1_795_773_600_000_000),
            oggetto: "Tetto della scuola".into(),
            riservata: false,
            flusso: Flusso::Interno,
            classe: Some(Classe { codice: "IV.4".into(), nome: "Gestione della spesa".into() }),
            parti: Vec::new(),
            file: vec![FileDaTenere { documento, principale: true, segni }],
            fascicoli: vec![DentroFascicolo { identificativo: "2026-IV.4-1".into(), oggetto: "Determinazioni".into() }],
            domicilio: Some("comune@pec.example.it".into()),
            repertorio: Some(DiRepertorio { tipologia: "Determinazione".into(), firmatari }),
            chiuso: None,
            cambio: None,
        }
    }

    #[test]
    fn an_act_is_told_as_a_document_of_its_own_register_by_who_signed_it() {
        let ente = EnteInfo {
            slug: "prova".into(),
            name: "Comune di Prova".into(),
            hosts: Vec::new(),
            ipa: "c_m999".into(),
            demo: false,
        };
        let aoo = Aoo { code: "AM99901".into(), name: Some("Protocollo generale".into()), register: "PG".into() };
        let titolare = Titolare { ente: &ente, aoo: Some(&aoo), tempo: Conservazione::Anni(10) };
        let marco = Firmatario { cognome: "Rossi".into(), nome: "Marco".into(), codice_fiscale: None };
        let told = documento(titolare, &atto(vec![marco]), None).unwrap();
        assert_eq!((told.registrazione.tipo, told.tipologia.as_str()), (TipoRegistro::Repertorio, "Determinazione"));
        assert_eq!(told.id.segnatura, None, "it is not in the register of protocollo");
        let authors: Vec<&Ruolo> = told.soggetti.iter().filter(|one| one.tipo == TipoRuolo::Autore).collect();
        assert!(
            matches!(authors.as_slice(), [Ruolo { soggetto: Soggetto::Persona(one), .. }] if one.cognome == "Rossi")
        );
        assert!(told.verifica.firmato);
        assert_eq!(told.conservazione, Some(Conservazione::Permanente), "whatever the plan says of its fascicolo");
        assert_eq!(told.xml().map_err(|missing| format!("{missing:?}")).map(drop), Ok(()), "nothing is missing");

        let trial = documento(titolare, &atto(Vec::new()), None).unwrap();
        let authors: Vec<&Ruolo> = trial.soggetti.iter().filter(|one| one.tipo == TipoRuolo::Autore).collect();
        assert!(
            matches!(authors.as_slice(), [Ruolo { soggetto: Soggetto::Amministrazione { .. }, .. }]),
            "signed for trial: {authors:?}"
        );
        let nowhere = Cosa { classe: None, fascicoli: Vec::new(), ..atto(Vec::new()) };
        assert!(documento(titolare, &nowhere, None).unwrap().xml().is_err(), "it waits for its fascicolo");
    }
}
