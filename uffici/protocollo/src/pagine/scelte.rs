//! What the forms of the office offer to choose from.

use ui::Choice;
use web::{Ctx, Error};

use super::modulo::Modulo;
use crate::{
    differita::elenca::offerti,
    rules::{MEZZI, Verso},
    titolario,
};

pub(super) fn versi() -> Vec<Choice> {
    let label = |verso: Verso| match verso {
        Verso::Arrivo => "In arrivo",
        Verso::Partenza => "In partenza",
        Verso::Interno => "Interno",
    };
    Verso::ALL
        .into_iter()
        .map(|verso| Choice { value: verso.code().into(), label: label(verso).into(), hint: None })
        .collect()
}

pub(super) fn mezzi() -> Vec<Choice> {
    MEZZI.iter().map(|(value, label)| Choice { value: (*value).into(), label: (*label).into(), hint: None }).collect()
}

/// The offices to which an entry can be given.
pub(super) async fn uffici(ctx: &Ctx) -> Result<Vec<Choice>, Error> {
    let read = ctx.ente.db().read().await?;
    let units = authz::unit_tree(&read, ctx.now.date()).await?;
    Ok(units.into_iter().map(|unit| Choice { value: unit.id.to_string(), label: unit.name, hint: None }).collect())
}

pub(super) async fn classi(ctx: &Ctx) -> Result<Vec<Choice>, Error> {
    classi_del(ctx, ctx.now.date()).await
}

/// The classes of the titolario of a day: that on which an entry was registered.
pub(super) async fn classi_del(ctx: &Ctx, day: kernel::Date) -> Result<Vec<Choice>, Error> {
    let classi = titolario::del_giorno(&ctx.ente, ctx.who()?, day).await?;
    let choice = |classe: crate::tables::titolario::Model| Choice {
        label: format!("{} {}", classe.codice, classe.nome),
        value: classe.codice,
        hint: Some(classe.titolo),
    };
    Ok(classi.into_iter().map(choice).collect())
}

/// The acts that are offered: only for what arrives, and only where one is in force.
pub(super) async fn differimenti(ctx: &Ctx, modulo: &Modulo) -> Result<Vec<Choice>, Error> {
    if Verso::from_code(&modulo.verso).is_some_and(|verso| verso != Verso::Arrivo) && modulo.differimento.is_empty() {
        return Ok(Vec::new());
    }
    let acts = offerti(&ctx.ente, ctx.who()?).await?;
    let day = |day: kernel::Date| day.format("%d/%m/%Y");
    let choice = |act: crate::differita::tables::differimento::Model| Choice {
        label: format!("{}: {}, arrivati dal {} al {}", act.provvedimento, act.documenti, day(act.dal), day(act.al)),
        value: act.id.to_string(),
        hint: None,
    };
    Ok(acts.into_iter().map(choice).collect())
}
