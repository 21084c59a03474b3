//! What the law wants in amministrazione trasparente is proposed there when an act takes effect, with all that the act
//! says: nobody retypes it. A person of that office looks at it and publishes it.

use authz::{PersonId, unit};
use documents::document;
use ledger::Tx;
use porte::trasparenza::{Beneficiario, Dichiarazione, Fatto, Organo, Proposta, Protezione};
use sea_orm::EntityTrait;

use super::{AZIONE, albo::per_tutti};
use crate::{
    Atti,
    error::Error,
    materia::CODICE,
    rules::dovute::{Dovuta, SOGLIA, dovute},
    tables::stato,
};

/// Of what is not posted nobody said yet what everybody may read.
const NON_PUBBLICATO: &str = "L'atto non si pubblica all'albo: nessuno ha ancora detto che cosa ne possono leggere \
     tutti. Guarda l'oggetto prima di pubblicarlo.";
const SOTTO_SOGLIA: &str = "Fino a mille euro non è dovuta, se nell'anno i vantaggi allo stesso beneficiario non li \
     superano (art. 26, c. 2 e 3, d.lgs. 33/2013): se è così, rifiutala.";
const PERSONA: &str = "Il beneficiario è, o può essere, una persona: si propone di non nominarla. Se dal contributo \
     non si capisce né salute né disagio va nominata (art. 26, c. 4, e 27, c. 1, lett. a, d.lgs. 33/2013).";
const CON_PERSONA: &str = "L'atto dà qualcosa a una persona che può non andare nominata: guarda che l'oggetto non la \
     dica. I documenti dell'atto non si propongono, perché la nominano (art. 26, c. 4, d.lgs. 33/2013).";

/// Proposes it, once the act has its number and takes effect; of a confidential act, nothing.
///
/// # Errors
/// Those of the database.
pub(super) async fn proponi(
    atti: &Atti,
    tx: &mut Tx,
    stato: &stato::Model,
    chi: Option<PersonId>,
) -> Result<(), Error> {
    if stato.riservato || stato.efficace_perche.is_none() {
        return Ok(());
    }
    let (Some(atto), Some(at)) = (stato.estremi(), stato.adottato_at) else { return Ok(()) };
    let dovute = dovute(stato.tipo(), &stato.iter, &stato.righe()?);
    if dovute.is_empty() {
        return Ok(());
    }
    let unit = unit::Entity::find_by_id(stato.unita_id).one(&*tx).await?.ok_or(Error::NotFound)?;
    // Where somebody may not be named no file goes with any entry: the act names them.
    let persona = dovute.iter().any(Dovuta::nomina);
    let documenti = if persona { Vec::new() } else { documenti(tx, stato).await? };
    let dichiarazione = |fatto| Dichiarazione {
        ufficio: CODICE.to_owned(),
        origine: stato.atto_id.uuid(),
        responsabile: unit.name.clone(),
        riferita_al: at.date(),
        fatto,
        documenti: documenti.clone(),
        persona: chi.unwrap_or(stato.autore_id),
    };
    let mut proposte = Vec::new();
    for (place, dovuta) in (1..).zip(&dovute) {
        let (parte, fatto, da_completare) = detta(dovuta, &atto, stato.oggetto_per_tutti());
        proposte.push(Proposta {
            dichiarazione: dichiarazione(fatto),
            parte: format!("{parte}-{place}"),
            pagina: format!("/atti/{}", stato.atto_id),
            da_completare,
            avviso: avviso(stato, dovuta, persona),
        });
    }
    atti.trasparenza.proponi(tx, &proposte).await?;
    tx.action(AZIONE);
    Ok(())
}

/// The documents that everybody may read: none of an act that is not posted.
async fn documenti(tx: &Tx, stato: &stato::Model) -> Result<Vec<document::Model>, Error> {
    match stato.documento_id.filter(|_| stato.da_pubblicare) {
        Some(whole) => Ok(per_tutti(tx, stato, whole).await?.into_iter().map(|one| one.documento).collect()),
        None => Ok(Vec::new()),
    }
}

/// What is declared of something that is due, and what the act does not say of it.
fn detta(dovuta: &Dovuta, atto: &str, oggetto: &str) -> (&'static str, Fatto, Vec<&'static str>) {
    let (atto, oggetto) = (atto.to_owned(), oggetto.to_owned());
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    match dovuta {
        Dovuta::Provvedimento { politico, contraente } => {
            let organo = if *politico { Organo::Politico } else { Organo::Dirigente };
            let more = if *contraente { vec!["Modalità di selezione"] } else { Vec::new() };
            ("provvedimento", Fatto::Provvedimento { organo, atto, oggetto, controparte: None }, more)
        }
        Dovuta::Contratto { cig, cup, operatore } => {
            let (cig, cup, operatore) = (text(cig), text(cup), text(operatore));
            ("contratto", Fatto::Contratto { atto, oggetto, cig, cup, operatore }, vec!["CIG"])
        }
        Dovuta::Concessione { nome, codice, importo, persona } => {
            let (nome, codice_fiscale) = (nome.clone(), text(codice));
            let beneficiario = if *persona && !nome.is_empty() {
                Beneficiario::Protetta { nome, codice_fiscale, motivo: Protezione::Disagio }
            } else {
                Beneficiario::Ente { nome, codice_fiscale: codice_fiscale.filter(|_| !*persona) }
            };
            let (norma, modalita) = (String::new(), String::new());
            let fatto = Fatto::Concessione { beneficiario, importo: *importo, oggetto, norma, modalita, atto };
            ("concessione", fatto, vec!["Beneficiario", "Norma o titolo", "Modalità di individuazione"])
        }
    }
}

/// What whoever looks at it must know.
fn avviso(stato: &stato::Model, dovuta: &Dovuta, con_persona: bool) -> Option<String> {
    let mut told = Vec::new();
    if !stato.da_pubblicare {
        told.push(NON_PUBBLICATO);
    }
    if let Dovuta::Concessione { importo, persona, .. } = dovuta {
        if *importo <= SOGLIA {
            told.push(SOTTO_SOGLIA);
        }
        if *persona {
            told.push(PERSONA);
        }
    }
    if con_persona && !dovuta.nomina() {
        told.push(CON_PERSONA);
    }
    Some(told.join(" ")).filter(|told| !told.is_empty())
}
