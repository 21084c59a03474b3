//! An amendment is admitted, with the opinions that it needs, or not admitted; or who presented it takes it back.

use authz::Who;
use ente::Ente;
use kernel::Refusal;

use super::{AZIONE, Accaduto, PASSO, accade, banco, leggi::uno, pareri, scritto};
use crate::{
    Atti,
    error::Error,
    rules::{
        emendamenti::{Ammissione, Fase, TESTO_MAX},
        pareri::Quale,
    },
    tables::AttoId,
};

/// What is decided of an amendment before its vote.
#[derive(Clone, Debug, Default)]
pub struct Esame {
    /// Whether it is admitted.
    pub ammesso: bool,
    /// The opinions that it needs, by their codes.
    pub pareri: Vec<String>,
    /// Why: owed where it is not admitted, where it needs no opinion, where it came too late.
    pub motivo: String,
}

fn lungo(field: &'static str, text: &str, no: &mut Refusal) {
    if text.chars().count() > TESTO_MAX {
        no.add(Some(field), format!("Il testo ha al massimo {TESTO_MAX} caratteri."));
    }
}

/// Decides. What was admitted may still be put aside, where another that was approved leaves no room for it.
///
/// # Errors
/// All the reasons why not; when it is not theirs to decide; [`Error::NotFound`]; those of the database.
pub async fn esamina(atti: &Atti, ente: &Ente, who: &Who, (id, n): (AttoId, i64), esame: &Esame) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    let banco = banco(&tx, atti, who, id).await?;
    let one = uno(&tx, id, n).await?;
    let mut no = Refusal::default();
    if !banco.lettura.spetta(PASSO) {
        no.add(None, "L'ammissione la annota chi cura le proposte del Consiglio.");
    }
    if !one.fase.prima_del_voto() || (esame.ammesso && one.fase == Fase::Ammesso) {
        no.add(None, format!("L'emendamento è {}: non si esamina di nuovo.", one.fase.nome()));
    }
    lungo("motivo", &esame.motivo, &mut no);
    let mut chosen: Vec<Quale> = Vec::new();
    for code in &esame.pareri {
        match Quale::from_code(code) {
            Some(quale) if !chosen.contains(&quale) => chosen.push(quale),
            Some(_) => {}
            None => no.add(Some("pareri"), format!("«{code}» non è un parere: scegli dall'elenco.")),
        }
    }
    if esame.ammesso {
        let known: Vec<Quale> = pareri(&banco.lettura).into_iter().map(|(quale, _)| quale).collect();
        let asked = Ammissione {
            pareri: &chosen,
            dell_iter: &known,
            cambia_somme: one.cambia_somme(),
            tardi: one.tardi(),
            motivo: &esame.motivo,
        };
        if let Err(mut why) = asked.controlla() {
            no.reasons.append(&mut why.reasons);
        }
    } else if esame.motivo.trim().is_empty() {
        no.add(Some("motivo"), "Scrivi perché non è ammesso: chi lo ha presentato deve poterlo leggere.");
    }
    no.unless_empty(())?;
    let testo = scritto(&esame.motivo);
    let cosa = if esame.ammesso {
        let codes: Vec<&str> = chosen.iter().map(|quale| quale.code()).collect();
        Accaduto { tipo: "ammesso", quale: scritto(&codes.join("\n")), testo: testo.clone(), ..Accaduto::default() }
    } else {
        Accaduto { tipo: "non_ammesso", testo: testo.clone(), ..Accaduto::default() }
    };
    let told = if esame.ammesso { "ammesso" } else { "non ammesso" };
    let told = testo.map_or_else(|| told.to_owned(), |why| format!("{told}. {why}"));
    accade(&mut tx, who, &one, cosa, told).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes that who presented it took it back.
///
/// # Errors
/// As [`esamina`].
pub async fn ritira(atti: &Atti, ente: &Ente, who: &Who, (id, n): (AttoId, i64), motivo: &str) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    let banco = banco(&tx, atti, who, id).await?;
    let one = uno(&tx, id, n).await?;
    let mut no = Refusal::default();
    if !banco.lettura.spetta(PASSO) && !one.e_di(who.person) {
        no.add(None, "Lo ritira chi lo ha presentato, o lo annota chi cura le proposte del Consiglio.");
    }
    if !one.fase.prima_del_voto() {
        no.add(None, format!("L'emendamento è {}: non si ritira più.", one.fase.nome()));
    }
    lungo("motivo", motivo, &mut no);
    no.unless_empty(())?;
    let cosa = Accaduto { tipo: "ritirato", testo: scritto(motivo), ..Accaduto::default() };
    accade(&mut tx, who, &one, cosa, "ritirato".to_owned()).await?;
    tx.commit().await?;
    Ok(())
}
