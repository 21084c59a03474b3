use axum::response::Response;
use serde::{Deserialize, Serialize};
use ui::{Page, SearchHit};

use crate::{Ctx, Error, Query};

#[derive(Debug, Deserialize)]
pub(super) struct Words {
    #[serde(default)]
    q: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Found {
    q: String,
    hits: Vec<SearchHit>,
}

impl Page for Found {
    const TEMPLATE: &'static str = "web/cerca.html";
    fn samples() -> Vec<Self> {
        let hit =
            SearchHit { value: "/protocollo/1".into(), label: "Protocollo 1/2026".into(), ..SearchHit::default() };
        vec![
            Self { q: "ponte".into(), hits: vec![hit] },
            Self { q: "ponte".into(), hits: vec![] },
            Self { q: String::new(), hits: vec![] },
        ]
    }
}

/// Searches everywhere: each office looks where the person may look, and the places of the house by name.
pub(super) async fn page(ctx: Ctx, Query(words): Query<Words>) -> Result<Response, Error> {
    let hits = find(&ctx, &words.q, 30).await?;
    let title = if words.q.trim().is_empty() { "Cerca".to_owned() } else { format!("Cerca: {}", words.q.trim()) };
    ctx.page(title, &[], &Found { q: words.q, hits }).await
}

/// The same for the box on top of every page, while one types.
pub(super) async fn suggestions(ctx: Ctx, Query(words): Query<Words>) -> Result<Response, Error> {
    let hits = find(&ctx, &words.q, 8).await?;
    ctx.hits(&hits)
}

async fn find(ctx: &Ctx, words: &str, limit: u64) -> Result<Vec<SearchHit>, Error> {
    // A space at the end stays: it says that the last word is whole.
    let words: String = words.trim_start().chars().take(200).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let who = ctx.who()?;
    let lower = words.trim_end().to_lowercase();
    let places = ctx.house.menu.iter().filter(|entry| entry.is_for(who) && entry.label.to_lowercase().contains(&lower));
    let mut hits: Vec<SearchHit> = places
        .map(|entry| SearchHit {
            value: entry.href.into(),
            label: entry.label.into(),
            hint: None,
            group: Some("Ufficio".into()),
        })
        .collect();
    for desk in &ctx.house.desks {
        hits.extend(desk.search(&ctx.ente, who, &words, limit).await?);
    }
    Ok(hits)
}
