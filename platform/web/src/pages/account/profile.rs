//! Who I am here, and how safe my way in is.

use accounts::Factors;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use ui::{Flash, FlashKind, Page, Row};

use crate::{Ctx, Error, Query};

#[derive(Debug, Serialize)]
struct Role {
    unit: String,
    role: String,
    deputy: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Profilo {
    who: Vec<Row>,
    roles: Vec<Role>,
    /// Whether they must add a second factor before anything else.
    must_add: bool,
    /// Whether they have a password here.
    password: bool,
    /// Since when there is an app for codes: microseconds since 1970.
    app_since: Option<i64>,
    passkeys: usize,
    recovery_codes: usize,
    sessions: usize,
    tokens: usize,
}

impl Page for Profilo {
    const TEMPLATE: &'static str = "web/account/index.html";
    fn samples() -> Vec<Self> {
        let row = Row { label: "Nome".into(), value: "Anna Neri".into(), ..Row::default() };
        let role = |deputy| Role { unit: "Protocollo".into(), role: "Istruttrice".into(), deputy };
        let app_since = Some(1_700_000_000_000_000);
        vec![
            Self {
                who: vec![row.clone()],
                roles: vec![role(false), role(true)],
                must_add: false,
                password: true,
                app_since,
                passkeys: 2,
                recovery_codes: 8,
                sessions: 3,
                tokens: 1,
            },
            Self {
                who: vec![row.clone()],
                roles: vec![role(false)],
                must_add: false,
                password: true,
                app_since,
                passkeys: 1,
                recovery_codes: 0,
                sessions: 1,
                tokens: 2,
            },
            Self {
                who: vec![row],
                roles: vec![],
                must_add: true,
                password: false,
                app_since: None,
                passkeys: 0,
                recovery_codes: 0,
                sessions: 1,
                tokens: 0,
            },
        ]
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    fatto: String,
}

/// The page.
pub(super) async fn page(ctx: Ctx, Query(done): Query<Done>) -> Result<Response, Error> {
    let (signed, read) = (ctx.signed()?, ctx.ente.db().read().await?);
    let Factors { password, totp_since, passkeys, recovery_codes } = accounts::my_factors(&read, &signed.who).await?;
    let sessions = accounts::my_sessions(&read, signed, &ctx.house.session_rules, ctx.now).await?.len();
    let tokens = accounts::my_tokens(&read, &signed.who, ctx.now).await?.len();
    drop(read);
    let row = |label: &str, value: &str| Row { label: label.into(), value: value.into(), ..Row::default() };
    let roles = signed.who.grants.iter();
    let page = Profilo {
        who: vec![row("Nome", &signed.who.name), row("Nome utente", &signed.username)],
        roles: roles
            .map(|g| Role { unit: g.unit_name.clone(), role: g.role.clone(), deputy: g.deputy_for.is_some() })
            .collect(),
        must_add: ctx.lacks_factor(),
        password,
        app_since: totp_since.map(|since| since.micros()),
        passkeys: passkeys.len(),
        recovery_codes,
        sessions,
        tokens,
    };
    let flash = done_text(&done.fatto).map(|text| Flash { kind: FlashKind::Success, text: text.into() });
    ctx.page_with("Il tuo account", &[], flash.into_iter().collect(), &page).await
}

/// What to say of a thing just done; the address carries only its name.
fn done_text(name: &str) -> Option<&'static str> {
    match name {
        "password" => Some("La password è cambiata. Le altre sessioni aperte sono state chiuse."),
        "app-tolta" => Some("L'app per i codici è stata tolta: i suoi codici non valgono più."),
        _ => None,
    }
}
