//! People and bodies proposed for the field of the sender.

use serde::Deserialize;
use web::{Ctx, Error, Query, Response};

use super::indice_pa::suggeriti;

#[derive(Debug, Deserialize)]
pub(super) struct Parole {
    #[serde(default)]
    q: String,
}

/// People and bodies of the directory, and bodies of the index of public administrations, that begin so: list items of
/// the combobox; none for whoever may not look into the directory, who writes the name.
pub(super) async fn soggetti(ctx: Ctx, Query(parole): Query<Parole>) -> Result<Response, Error> {
    if !ctx.who()?.may(&directory::CONSULTA) {
        return ctx.hits(&[]);
    }
    let read = ctx.ente.db().read().await?;
    let words: String = parole.q.chars().take(100).collect();
    let found = directory::suggest(ctx.who()?, &read, &words, 8).await.map_err(crate::Error::from)?;
    let of_the_index = suggeriti(&read, &words, &found).await?;
    let known = found.into_iter().map(|subject| ui::SearchHit {
        value: subject.name.clone(),
        label: subject.name,
        hint: subject.tax_code.or(subject.vat_number).or(subject.pec),
        group: None,
    });
    ctx.hits(&known.chain(of_the_index).collect::<Vec<_>>())
}
