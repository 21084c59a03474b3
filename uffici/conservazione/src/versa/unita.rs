//! A package in the words of ParER's service, made of the package's own metadata: what was packed is what is told. Pure.

use chrono::Datelike;
use documents::store::Sha256Hash;
use metadati_agid::{Documento, Formazione};
use parer::{
    Chiave, Componente, Documento as DocumentoParer, Fascicolazione, Motivo, TipoConservazione, UnitaDocumentaria,
    Versatore, VoceFascicolo,
};

use crate::tables::{conservatore, file};

/// Version of the service.
const VERSIONE: &str = "1.5";
/// Version of the normative profile.
const PROFILO: &str = "1.0";

/// Under which key the conservatore knows a document.
pub fn chiave(metadati: &Documento) -> Chiave {
    Chiave {
        numero: metadati.registrazione.numero.clone(),
        anno: u32::try_from(metadati.registrazione.data.year()).unwrap_or_default(),
        registro: metadati.registrazione.codice.clone().unwrap_or_default(),
    }
}

/// The unit.
///
/// # Errors
/// Why it cannot be told to the service.
pub fn unita(
    conservatore: &conservatore::Model,
    metadati: &Documento,
    file: &[file::Model],
) -> Result<UnitaDocumentaria, Vec<Motivo>> {
    // Of the registers only that of a day is made by the program; acts stand in theirs and lie in fascicoli, as what is protocollato.
    let registro = metadati.formazione == Formazione::Generazione;
    let Some(main) = file.first() else { return Err(vec![Motivo::Manca("il documento principale")]) };
    let profile = metadati.elemento().map_err(|_| vec![Motivo::Manca("il profilo normativo")])?;
    let classe = metadati.classificazione.as_ref().map(|classe| classe.indice.clone());
    let fascicolo = |id: &str| Fascicolazione {
        classifica: classe.clone(),
        fascicolo: (!registro).then(|| VoceFascicolo { identificativo: id.to_owned(), oggetto: None }),
        sottofascicolo: None,
    };
    Ok(UnitaDocumentaria {
        versione: VERSIONE.into(),
        versatore: Versatore {
            ambiente: conservatore.ambiente.clone(),
            ente: conservatore.ente.clone(),
            struttura: conservatore.struttura.clone(),
            user_id: conservatore.utente.clone(),
            utente: None,
        },
        chiave: chiave(metadati),
        tipologia: if registro { "REGISTRO GIORNALIERO".into() } else { metadati.tipologia.to_uppercase() },
        conservazione: Some(TipoConservazione::VersamentoAnticipato),
        fascicoli: metadati.aggregazioni.iter().map(|one| fascicolo(&one.id)).collect(),
        oggetto: Some(metadati.oggetto.clone()),
        data: Some(metadati.registrazione.data),
        cartaceo: Some(false),
        profilo_normativo: Some((PROFILO.into(), profile)),
        principale: documento(main, if registro { "REGISTRO" } else { "DOCUMENTO PRINCIPALE" }),
        allegati: file.iter().skip(1).map(|one| documento(one, "ALLEGATO")).collect(),
        ..UnitaDocumentaria::default()
    })
}

fn documento(file: &file::Model, tipo: &str) -> DocumentoParer {
    let format = file.nome.rsplit_once('.').map(|(_, end)| end.to_uppercase()).unwrap_or_default();
    DocumentoParer {
        id: format!("DOC{}", file.ordine),
        tipo: tipo.into(),
        struttura: Some("DocumentoGenerico".into()),
        componenti: vec![Componente {
            id: format!("FILE{}", file.ordine),
            ordine: 1,
            tipo: Some("CONTENUTO".into()),
            nome: Some(file.nome.clone()),
            formato: Some(format).filter(|text| !text.is_empty()),
            sha256: file.impronta.parse::<Sha256Hash>().ok().map(|hash| hash.0),
            id_versato: Some(file.id.to_string()),
            ..Componente::default()
        }],
        ..DocumentoParer::default()
    }
}
