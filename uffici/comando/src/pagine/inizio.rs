//! The first page: figures that open their lists, and what was last changed.

use serde::Serialize;
use ui::{Kind, Page, Stat, TimelineEntry};
use web::{Ctx, Error, Response};

use super::vista::storia;
use crate::{
    fatti::{Di, ultimi},
    incarichi::elenca::{Filtro, Stato, elenca},
    permissions::SISTEMA,
    ruoli::elenca::elenca as elenca_ruoli,
};

#[derive(Debug, Serialize)]
pub(crate) struct Inizio {
    numeri: Vec<Stat>,
    storia: Vec<TimelineEntry>,
}

impl Page for Inizio {
    const TEMPLATE: &'static str = "comando/inizio.html";
    fn samples() -> Vec<Self> {
        let stat = Stat {
            label: "Persone attive".into(),
            value: "9".into(),
            href: "/comando/persone".into(),
            ..Stat::default()
        };
        let entry = TimelineEntry { what: "ha creato il ruolo".into(), ..TimelineEntry::default() };
        vec![Self { numeri: vec![stat], storia: vec![entry] }, Self { numeri: vec![], storia: vec![] }]
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    let who = ctx.who()?;
    let stat = |label: &str, value: u64, href: &str| Stat {
        label: label.into(),
        value: value.to_string(),
        href: href.into(),
        ..Stat::default()
    };
    let mut numeri = Vec::new();
    if who.may(&accounts::GESTISCI_PERSONE) {
        numeri.push(stat("persone con l'accesso attivo", conta_persone(&ctx).await?, "/comando/persone?vista=attive"));
    }
    let oggi = ctx.now.date();
    let units = authz::unit_tree(&ctx.ente.db().read().await?, oggi).await?.len() as u64;
    numeri.push(stat("uffici aperti", units, "/comando/organigramma"));
    let running = elenca(&ctx.ente, who, &Filtro { stato: Some(Stato::InCorso), ..Filtro::default() }, 1_000).await?;
    numeri.push(stat("incarichi in corso", running.len() as u64, "/comando/incarichi"));
    numeri.push(stat("ruoli", elenca_ruoli(&ctx.ente, who).await?.len() as u64, "/comando/ruoli"));
    if who.may(&SISTEMA) {
        let stats = jobs::stats(&ctx.ente.db().read().await?, ctx.now).await?;
        let mut failed = stat("lavori falliti", stats.failed, "/comando/lavori");
        failed.note = Some(format!("{} in attesa", stats.waiting));
        failed.kind = if stats.failed > 0 { Kind::Warning } else { Kind::Neutral };
        numeri.push(failed);
    }
    let passi = ultimi(&ctx.ente, Di::default(), 12).await?;
    let page = Inizio { numeri, storia: storia(&ctx, passi).await? };
    ctx.page("Comando", &[], &page).await
}

async fn conta_persone(ctx: &Ctx) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) AS n FROM accounts_person WHERE active = $1";
    let row = db::one(&ctx.ente.db().read().await?, sql, [true.into()]).await?;
    Ok(row.map_or(Ok(0_i64), |row| row.try_get("", "n")).map_err(db::Error::from)?.unsigned_abs())
}
