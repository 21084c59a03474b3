//! The list of roles, and the page of one.

use authz::role;
use axum::extract::RawQuery;
use sea_orm::EntityTrait;
use serde::Serialize;
use ui::{Column, Page, TimelineEntry, columns};
use web::{Ctx, Error, Path, Response};

use super::{
    CRUMBS, RUOLI,
    vista::{RigaIncarico, fatto, righe, storia},
};
use crate::{
    fatti::{Di, RoleId, ultimi},
    incarichi::{
        RUOLO,
        elenca::{Filtro, Stato, elenca as elenca_incarichi},
    },
    permissions::GESTISCI,
    ruoli::elenca::{elenca, gruppi, parole},
};

#[derive(Debug, Serialize)]
pub(crate) struct Ruoli {
    colonne: Vec<Column>,
    ruoli: Vec<Riga>,
    gestisce: bool,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    nome: String,
    permessi: Vec<String>,
    persone: u64,
}

impl Page for Ruoli {
    const TEMPLATE: &'static str = "comando/ruoli.html";
    fn samples() -> Vec<Self> {
        let riga = |permessi| Riga { href: "/x".into(), nome: "Istruttore".into(), permessi, persone: 2 };
        let ruoli = vec![riga(vec!["consultare il protocollo".into()]), riga(vec![])];
        vec![
            Self { colonne: columns(&["Ruolo"]), ruoli, gestisce: true },
            Self { colonne: vec![], ruoli: vec![], gestisce: false },
        ]
    }
}

/// The list.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    let known = &ctx.house.permissions;
    let riga = |ruolo: crate::ruoli::elenca::Ruolo| Riga {
        href: format!("/comando/ruoli/{}", ruolo.riga.id),
        permessi: ruolo.riga.permissions.lines().map(|code| parole(known, code).to_owned()).collect(),
        nome: ruolo.riga.name,
        persone: ruolo.persone,
    };
    let ruoli = elenca(&ctx.ente, ctx.who()?).await?.into_iter().map(riga).collect();
    let mut columns = columns(&["Ruolo", "Permette di", "Persone oggi"]);
    if let Some(last) = columns.last_mut() {
        last.number = true;
    }
    ctx.page("Ruoli", CRUMBS, &Ruoli { colonne: columns, ruoli, gestisce: ctx.who()?.may(&GESTISCI) }).await
}

#[derive(Debug, Serialize)]
pub(crate) struct Ruolo {
    href: String,
    gestisce: bool,
    gruppi: Vec<(String, Vec<String>)>,
    /// Codes of offices that this program does not know.
    ignoti: Vec<String>,
    colonne: Vec<Column>,
    incarichi: Vec<RigaIncarico>,
    storia: Vec<TimelineEntry>,
}

impl Page for Ruolo {
    const TEMPLATE: &'static str = "comando/ruolo.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            href: "/comando/ruoli/1".into(),
            gestisce: true,
            gruppi: vec![("Protocollo".into(), vec!["consultare il protocollo".into()])],
            ignoti: vec!["altro.cosa".into()],
            colonne: columns(&["Persona"]),
            incarichi: vec![RigaIncarico::campione("in corso", true)],
            storia: vec![TimelineEntry { what: "ha creato il ruolo".into(), ..TimelineEntry::default() }],
        };
        let bare = Self {
            href: "/comando/ruoli/1".into(),
            gestisce: false,
            gruppi: vec![],
            ignoti: vec![],
            colonne: vec![],
            incarichi: vec![],
            storia: vec![],
        };
        vec![full, bare]
    }
}

pub(super) async fn trova(ctx: &Ctx, id: RoleId) -> Result<role::Model, Error> {
    let read = ctx.ente.db().read().await?;
    let found = role::Entity::find_by_id(id).one(&read).await.map_err(db::Error::from)?;
    found.ok_or(Error::NotFound(RUOLO))
}

/// The page of one.
pub(super) async fn uno(ctx: Ctx, Path(id): Path<RoleId>, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let who = ctx.who()?;
    let role = trova(&ctx, id).await?;
    let has = |code: &str| role.permissions.lines().any(|held| held == code);
    let groups = gruppi(&ctx.house.permissions).into_iter().filter_map(|(office, all)| {
        let held: Vec<String> = all
            .iter()
            .filter(|permission| has(permission.code))
            .map(|permission| permission.label.to_owned())
            .collect();
        (!held.is_empty()).then_some((office, held))
    });
    let unknown = |code: &&str| !ctx.house.permissions.iter().any(|permission| permission.code == *code);
    let filtro = Filtro { ruolo: Some(id), stato: Some(Stato::InCorso), ..Filtro::default() };
    let passi = ultimi(&ctx.ente, Di { ruolo: Some(id), ..Di::default() }, 40).await?;
    let page = Ruolo {
        href: format!("/comando/ruoli/{id}"),
        gestisce: who.may(&GESTISCI),
        gruppi: groups.collect(),
        ignoti: role.permissions.lines().filter(unknown).map(str::to_owned).collect(),
        colonne: columns(&["Persona", "Ufficio", "Quando", "Stato"]),
        incarichi: righe(&ctx, elenca_incarichi(&ctx.ente, who, &filtro, 1_000).await?)?,
        storia: storia(&ctx, passi).await?,
    };
    ctx.page_with(role.name, RUOLI, fatto(query.as_deref()), &page).await
}
