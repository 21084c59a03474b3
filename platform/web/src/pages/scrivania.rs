use axum::response::Response;
use serde::Serialize;
use ui::{Page, Waiting};

use crate::{Ctx, Error};

/// The most things shown on the desk; the offices' lists have the rest.
const SHOWN: u64 = 30;

#[derive(Debug, Serialize)]
pub(crate) struct Scrivania {
    greeting: String,
    waiting: Vec<Waiting>,
    more: bool,
}

impl Page for Scrivania {
    const TEMPLATE: &'static str = "web/scrivania.html";
    fn samples() -> Vec<Self> {
        let one = Waiting {
            action: "Accetta l'assegnazione".into(),
            subject: "Protocollo 12/2026".into(),
            ..Waiting::default()
        };
        vec![
            Self { greeting: "Buongiorno, Anna".into(), waiting: vec![one], more: true },
            Self { greeting: "Buonasera, Anna".into(), waiting: vec![], more: false },
        ]
    }
}

/// What waits for me, from all offices, the most urgent first.
pub(super) async fn page(ctx: Ctx) -> Result<Response, Error> {
    let who = ctx.who()?;
    let mut waiting = Vec::new();
    for desk in &ctx.house.desks {
        waiting.extend(desk.waiting(&ctx.ente, who, SHOWN).await?);
    }
    waiting.sort_by(|a, b| (a.due.is_none(), &a.due, a.since).cmp(&(b.due.is_none(), &b.due, b.since)));
    let more = waiting.len() as u64 > SHOWN;
    waiting.truncate(usize::try_from(SHOWN).unwrap_or(usize::MAX));
    let name = who.name.split_whitespace().next().unwrap_or_default();
    let greeting = format!("{}, {name}", greeting_at(ctx.now));
    ctx.page("Scrivania", &[], &Scrivania { greeting, waiting, more }).await
}

fn greeting_at(now: kernel::Instant) -> &'static str {
    match now.rome().format("%H").to_string().parse().unwrap_or(12_u8) {
        5..=12 => "Buongiorno",
        13..=17 => "Buon pomeriggio",
        _ => "Buonasera",
    }
}
