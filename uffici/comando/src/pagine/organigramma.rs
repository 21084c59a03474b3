//! The units as a tree, who holds what in each, and opening a new one.

use std::collections::HashMap;

use authz::unit;
use axum::extract::RawQuery;
use kernel::{Refusal, Uuid};
use serde::{Deserialize, Serialize};
use ui::{Page, Tab};
use web::{Ctx, Error, Form, IntoResponse, Query, Redirect, Response};

use super::{
    CRUMBS, ORGANIGRAMMA,
    modulo::{Campo, Inviato, Modulo, rifiuto},
    vista::{fatto, oggi, uffici},
};
use crate::{
    incarichi::elenca::{Filtro, Stato, Voce, elenca},
    organigramma::apri::{Nuova, apri as apri_unita},
    permissions::GESTISCI,
    rules::{Periodo, albero, giorno},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    vista: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Organigramma {
    tabs: Vec<Tab>,
    rami: Vec<Ramo>,
    gestisce: bool,
    chiusi: bool,
}

/// A unit with all that hangs from it.
#[derive(Debug, Serialize)]
struct Ramo {
    href: String,
    nome: String,
    codice: String,
    /// When it opens or closes, where that is not long ago.
    nota: Option<String>,
    persone: Vec<String>,
    sotto: Vec<Ramo>,
}

impl Page for Organigramma {
    const TEMPLATE: &'static str = "comando/organigramma.html";
    fn samples() -> Vec<Self> {
        let ramo = |sotto| Ramo {
            href: "/comando/organigramma/1".into(),
            nome: "Ragioneria".into(),
            codice: "RAG".into(),
            nota: Some("chiude il 31/12/2026".into()),
            persone: vec!["Paolo Riva (Responsabile di settore)".into()],
            sotto,
        };
        let bare = Ramo { nota: None, persone: vec![], ..ramo(vec![]) };
        vec![
            Self { tabs: tabs(""), rami: vec![ramo(vec![bare])], gestisce: true, chiusi: false },
            Self { tabs: tabs("chiusi"), rami: vec![], gestisce: false, chiusi: true },
            Self { tabs: tabs(""), rami: vec![], gestisce: true, chiusi: false },
        ]
    }
}

fn tabs(vista: &str) -> Vec<Tab> {
    let tab = |(word, label): (&str, &str)| Tab {
        label: label.into(),
        href: if word.is_empty() {
            "/comando/organigramma".into()
        } else {
            format!("/comando/organigramma?vista={word}")
        },
        count: None,
        current: vista == word,
    };
    [("", "Aperti"), ("chiusi", "Chiusi")].map(tab).to_vec()
}

/// The tree.
pub(super) async fn pagina(
    ctx: Ctx,
    Query(scelte): Query<Scelte>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let today = ctx.now.date();
    let running = elenca(&ctx.ente, who, &Filtro { stato: Some(Stato::InCorso), ..Filtro::default() }, 1_000).await?;
    let all = authz::all_units(&ctx.ente.db().read().await?).await?;
    let closed = scelte.vista == "chiusi";
    let over = |unit: &unit::Model| {
        let period = Periodo::new(unit.valid_from, unit.valid_to);
        period.vuoto() || period.finito(today)
    };
    let units: Vec<unit::Model> = all.into_iter().filter(|unit| over(unit) == closed).collect();
    let mut people: HashMap<Uuid, Vec<String>> = HashMap::new();
    for voce in running.iter().filter(|voce| voce.al_posto_di.is_none()) {
        people.entry(voce.unita.uuid()).or_default().push(persona(voce));
    }
    let flat = albero(&units);
    let ramo = |unit: &unit::Model| Ramo {
        href: format!("/comando/organigramma/{}", unit.id),
        nome: unit.name.clone(),
        codice: unit.code.clone(),
        nota: nota(unit, today),
        persone: people.get(&unit.id.uuid()).cloned().unwrap_or_default(),
        sotto: Vec::new(),
    };
    let page = Organigramma {
        tabs: tabs(&scelte.vista),
        rami: rami(&mut flat.iter().map(|(depth, unit)| (*depth, ramo(unit))).peekable(), 0),
        gestisce: who.may(&GESTISCI),
        chiusi: closed,
    };
    ctx.page_with("Organigramma", CRUMBS, fatto(query.as_deref()), &page).await
}

fn persona(voce: &Voce) -> String {
    format!("{} ({})", voce.nome, voce.ruolo)
}

fn nota(unit: &unit::Model, today: kernel::Date) -> Option<String> {
    let period = Periodo::new(unit.valid_from, unit.valid_to);
    if period.vuoto() {
        return Some("annullato prima di aprire".into());
    }
    match unit.valid_to {
        Some(end) if end < today => Some(format!("chiuso il {}", giorno(end))),
        Some(end) => Some(format!("chiude il {}", giorno(end))),
        None if unit.valid_from > today => Some(format!("apre il {}", giorno(unit.valid_from))),
        None => None,
    }
}

/// Puts the branches of one depth together, each with those that follow it deeper.
fn rami(flat: &mut std::iter::Peekable<impl Iterator<Item = (usize, Ramo)>>, depth: usize) -> Vec<Ramo> {
    let mut level: Vec<Ramo> = Vec::new();
    while let Some((next, _)) = flat.peek() {
        if *next < depth {
            break;
        }
        if *next > depth {
            let below = rami(&mut *flat, depth + 1);
            if let Some(last) = level.last_mut() {
                last.sotto = below;
            }
            continue;
        }
        if let Some((_, ramo)) = flat.next() {
            level.push(ramo);
        }
    }
    level
}

/// The form for a new unit.
pub(super) async fn nuovo(ctx: Ctx, Query(inizia): Query<Sopra>) -> Result<Response, Error> {
    mostra(&ctx, &Inviato::con([("sopra", inizia.sopra), ("dal", oggi(&ctx))]), Refusal::default()).await
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Sopra {
    #[serde(default)]
    sopra: String,
}

async fn mostra(ctx: &Ctx, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let campi = vec![
        Campo::testo("nome", "Nome", sent).aiuto("Come si legge sulla porta: Lavori pubblici."),
        Campo::testo("codice", "Codice", sent).aiuto("Da 2 a 12 lettere o cifre, e non cambia più: LLPP."),
        Campo::scelta("sopra", "Dipende da", uffici(ctx, ctx.now.date(), None).await?, sent)
            .vuoto("Nessuno: è al primo livello"),
        Campo::data("dal", "Apre il", sent),
    ];
    Modulo::new("/comando/organigramma/nuovo", "/comando/organigramma", "Apri l'ufficio")
        .campi(campi)
        .mostra(ctx, "Apri un ufficio", ORGANIGRAMMA, refusal)
        .await
}

/// The deed.
pub(super) async fn apri(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let sent = Inviato(pairs);
    let mut refusal = Refusal::default();
    let new = Nuova {
        codice: sent.uno("codice").into(),
        nome: sent.uno("nome").into(),
        sopra: sent.id("sopra"),
        dal: sent.data("dal", &mut refusal),
    };
    if !refusal.reasons.is_empty() {
        return mostra(&ctx, &sent, refusal).await;
    }
    match apri_unita(&ctx.ente, ctx.who()?, &new).await {
        Ok(_) => Ok(Redirect::to("/comando/organigramma?fatto=unita").into_response()),
        Err(error) => mostra(&ctx, &sent, rifiuto(error)?).await,
    }
}
