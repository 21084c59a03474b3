//! To make a proposal of a plan: the shipped one, or one from a file; and to correct a line of it.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use ledger::Tx;
use porte::conservazione::Classe;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    csv::{self, Guasto, Letto},
    regole::{FONTE_SPEDITA, MOST_TESTO, NOME_SPEDITO, Voce, anni_di, guasti, spedito},
};
use crate::{
    Porte,
    error::Error,
    permissions::PIANO,
    tables::{piano, piano_conferma, piano_voce},
};

/// Faults that are told at once.
const MOST_GUASTI: usize = 50;

/// Makes the shipped proposal for the titolario of today.
///
/// # Errors
/// A missing permission; a titolario that has no class; those of the doors and the ledger.
pub async fn proponi(ente: &Ente, who: &Who, porte: Porte) -> Result<Id<piano::Entity>, Error> {
    who.require(&PIANO)?;
    let classi = classi(ente, porte).await?;
    if classi.is_empty() {
        return Err(Refusal::because("Non c'è ancora un titolario: senza, un piano non ha di che parlare.").into());
    }
    scrivi(ente, who, NOME_SPEDITO, FONTE_SPEDITA, spedito(&classi)).await
}

/// Makes a proposal from a CSV file.
///
/// # Errors
/// A missing permission; everything that is wrong in the file, at once; those of the doors and the ledger.
pub async fn importa(
    ente: &Ente,
    who: &Who,
    porte: Porte,
    nome: &str,
    fonte: &str,
    testo: &str,
) -> Result<Id<piano::Entity>, Error> {
    who.require(&PIANO)?;
    let mut refusal = Refusal::default();
    for (field, text, sentence) in [
        ("nome", nome, "Scrivi come si chiama il piano."),
        ("fonte", fonte, "Scrivi da dove viene il piano: il massimario, o l'accordo con la Soprintendenza."),
    ] {
        match text.trim().chars().count() {
            0 => refusal.add(Some(field), sentence),
            1..=MOST_TESTO => {}
            _ => refusal.add(Some(field), format!("È troppo lungo: al massimo {MOST_TESTO} caratteri.")),
        }
    }
    let classi = classi(ente, porte).await?;
    let (voci, wrong) = del_file(testo, &classi);
    let more = wrong.len().saturating_sub(MOST_GUASTI);
    for (line, told) in wrong.into_iter().take(MOST_GUASTI) {
        refusal.add(Some("file"), format!("Riga {line}: {told}"));
    }
    if more > 0 {
        refusal.add(Some("file"), format!("E altri {more} errori: correggi questi e riprova."));
    }
    refusal.unless_empty(())?;
    scrivi(ente, who, nome.trim(), fonte.trim(), voci).await
}

/// The lines of a file, and everything that is wrong in them, in order of line.
fn del_file(testo: &str, classi: &[Classe]) -> (Vec<Voce>, Vec<Guasto>) {
    let Letto { voci, guasti: mut wrong } = match csv::leggi(testo) {
        Ok(read) => read,
        Err(fault) => return (Vec::new(), vec![fault]),
    };
    let (lines, voci): (Vec<usize>, Vec<Voce>) = voci.into_iter().unzip();
    let line = |place: usize| lines.get(place).copied().unwrap_or(1);
    wrong.extend(guasti(&voci, classi).into_iter().map(|(place, told)| (line(place), told)));
    wrong.sort_by_key(|(line, _)| *line);
    (voci, wrong)
}

/// The classes of the titolario of today.
async fn classi(ente: &Ente, porte: Porte) -> Result<Vec<Classe>, Error> {
    let read = ente.db().read().await?;
    let mut all = Vec::new();
    for porta in porte.scartabili {
        all.extend(porta.classi(&read, ente.ledger.now().date()).await?);
    }
    Ok(all)
}

async fn scrivi(ente: &Ente, who: &Who, nome: &str, fonte: &str, voci: Vec<Voce>) -> Result<Id<piano::Entity>, Error> {
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.piano").await?;
    let riga = piano::Model {
        id: tx.id(),
        nome: nome.to_owned(),
        fonte: fonte.to_owned(),
        persona_id: who.person,
        at: tx.now(),
    };
    let id = riga.id;
    let rows: Vec<piano_voce::Model> = voci
        .into_iter()
        .zip(1..)
        .map(|(voce, ordine)| piano_voce::Model {
            id: tx.id(),
            piano_id: id,
            ordine,
            classe: voce.classe,
            titolo: voce.titolo,
            anni: voce.anni,
            nota: voce.nota,
        })
        .collect();
    tx.insert(riga).await?;
    tx.insert_many(rows).await?;
    tx.commit().await?;
    Ok(id)
}

/// Corrects the line of a class in a plan that nobody has confirmed.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; all that cannot be; those of the ledger.
pub async fn cambia(
    ente: &Ente,
    who: &Who,
    id: Id<piano::Entity>,
    classe: &str,
    anni: &str,
    nota: &str,
) -> Result<(), Error> {
    who.require(&PIANO)?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.piano_voce").await?;
    da_confermare(&tx, id).await?;
    let select = piano_voce::Entity::find().filter(piano_voce::Column::PianoId.eq(id));
    let found = select.filter(piano_voce::Column::Classe.eq(classe.trim())).one(&tx).await?;
    let mut refusal = Refusal::default();
    if found.is_none() {
        refusal.add(Some("classe"), "Questa classe non è nel piano: sceglila dall'elenco.");
    }
    let nota = nota.trim();
    if nota.chars().count() > MOST_TESTO {
        refusal.add(Some("nota"), format!("È troppo lunga: al massimo {MOST_TESTO} caratteri."));
    }
    let anni = anni_di(anni).unwrap_or_else(|wrong| {
        refusal.reasons.extend(wrong.reasons);
        None
    });
    refusal.unless_empty(())?;
    let found = found.ok_or(Error::NotFound)?;
    let before = tx.find::<piano_voce::Entity>(found.id.uuid()).await?.ok_or(Error::NotFound)?;
    let nota = (!nota.is_empty()).then(|| nota.to_owned());
    tx.update(&before, piano_voce::Model { anni, nota, ..before.clone() }).await?;
    tx.commit().await?;
    Ok(())
}

/// Holds a plan until the transaction ends, or refuses it where somebody has confirmed it.
///
/// # Errors
/// [`Error::NotFound`]; a plan that is confirmed; those of the ledger.
pub(super) async fn da_confermare(tx: &Tx, id: Id<piano::Entity>) -> Result<piano::Model, Error> {
    let plan = tx.find::<piano::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    let select = piano_conferma::Entity::find().filter(piano_conferma::Column::PianoId.eq(id));
    if select.one(tx).await?.is_some() {
        let sentence = "Questo piano è confermato e non cambia più: per correggerlo scaricane il CSV, modificalo e caricalo come piano nuovo.";
        return Err(Refusal::because(sentence).into());
    }
    Ok(plan)
}
