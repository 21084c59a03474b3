//! Where I am signed in.

use accounts::{Session, SessionView};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Id;
use serde::{Deserialize, Serialize};
use ui::{Column, Page, columns};

use super::CRUMBS;
use crate::{Ctx, Error, Form};

#[derive(Debug, Serialize)]
struct Line {
    id: String,
    browser: String,
    address: String,
    since: i64,
    seen: i64,
    current: bool,
}

impl From<SessionView> for Line {
    fn from(view: SessionView) -> Self {
        Self {
            id: view.id.to_string(),
            browser: view.user_agent,
            address: view.address,
            since: view.created_at.micros(),
            seen: view.last_seen_at.micros(),
            current: view.current,
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Sessioni {
    columns: Vec<Column>,
    sessions: Vec<Line>,
}

impl Sessioni {
    fn of(sessions: Vec<Line>) -> Self {
        Self { columns: columns(&["Browser", "Indirizzo", "Entrato", "Visto", "Azioni"]), sessions }
    }
}

impl Page for Sessioni {
    const TEMPLATE: &'static str = "web/account/sessioni.html";
    fn samples() -> Vec<Self> {
        let at = 1_700_000_000_000_000;
        let line = |current| Line {
            id: "018f3f1e-0000-7000-8000-000000000000".into(),
            browser: "Firefox su Linux".into(),
            address: "192.0.2.1".into(),
            since: at,
            seen: at,
            current,
        };
        vec![Self::of(vec![line(true), line(false)]), Self::of(vec![line(true)])]
    }
}

/// The list.
pub(super) async fn page(ctx: Ctx) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let views = accounts::my_sessions(&read, ctx.signed()?, &ctx.house.session_rules, ctx.now).await?;
    drop(read);
    let page = Sessioni::of(views.into_iter().map(Line::from).collect());
    ctx.page("Dispositivi collegati", CRUMBS, &page).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    /// The one to end; all but this one when empty.
    #[serde(default)]
    sessione: String,
}

/// Ends one of them, or all but the one that asks.
pub(super) async fn submit(ctx: Ctx, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let (db, signed) = (ctx.ente.db(), ctx.signed()?);
    if sent.sessione.is_empty() {
        accounts::revoke_other_sessions(db, signed).await?;
    } else {
        let id: Id<Session> = sent.sessione.parse().map_err(|_| Error::NotFound("Questa sessione non c'è."))?;
        accounts::revoke_session(db, signed, id).await?;
    }
    Ok(Redirect::to("/account/sessioni").into_response())
}
