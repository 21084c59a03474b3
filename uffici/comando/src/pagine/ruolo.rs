//! To make a role, and to change one.

use std::collections::BTreeSet;

use kernel::Refusal;
use ui::Choice;
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    RUOLI,
    modulo::{Campo, Inviato, Modulo, fresco, rifiuto},
    ruoli::trova,
};
use crate::{
    fatti::RoleId,
    incarichi::elenca::{Filtro, Stato, elenca},
    ruoli::{elenca::gruppi, salva::salva},
};

/// The form for a new one.
pub(super) async fn nuovo(ctx: Ctx) -> Result<Response, Error> {
    fresco(&ctx)?;
    mostra(&ctx, None, &Inviato::default(), Refusal::default()).await
}

/// The form for one that there is.
pub(super) async fn modifica(ctx: Ctx, Path(id): Path<RoleId>) -> Result<Response, Error> {
    fresco(&ctx)?;
    let role = trova(&ctx, id).await?;
    let mut sent = Inviato::con([("nome", role.name)]);
    sent.0.extend(role.permissions.lines().map(|code| ("permesso".to_owned(), code.to_owned())));
    mostra(&ctx, Some(id), &sent, Refusal::default()).await
}

async fn mostra(ctx: &Ctx, id: Option<RoleId>, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let (action, back, title) = match id {
        None => ("/comando/ruoli/nuovo".to_owned(), "/comando/ruoli".to_owned(), "Crea un ruolo"),
        Some(id) => (format!("/comando/ruoli/{id}/modifica"), format!("/comando/ruoli/{id}"), "Cambia il ruolo"),
    };
    let mut form = Modulo::new(action, back, if id.is_some() { "Salva il ruolo" } else { "Crea il ruolo" });
    if let Some(id) = id {
        let filtro = Filtro { ruolo: Some(id), stato: Some(Stato::InCorso), ..Filtro::default() };
        let held = elenca(&ctx.ente, ctx.who()?, &filtro, 1_000).await?;
        let people: BTreeSet<&str> = held.iter().map(|voce| voce.nome.as_str()).collect();
        form = form.avviso(match people.len() {
            0 => "Oggi non lo ha nessuno.".to_owned(),
            1..=8 => format!(
                "Cambia subito quello che possono fare: {}. Resta scritto nella loro storia.",
                people.into_iter().collect::<Vec<_>>().join(", ")
            ),
            many => format!("Cambia subito quello che possono fare {many} persone. Resta scritto nella loro storia."),
        });
    }
    form = form.campi(vec![Campo::testo("nome", "Nome", sent).aiuto("Per esempio: Istruttore dei tributi.")]);
    let mut groups = Vec::new();
    for (place, (office, permissions)) in gruppi(&ctx.house.permissions).into_iter().enumerate() {
        let choice = |permission: &&&'static authz::Permission| Choice {
            value: permission.code.into(),
            label: maiuscola(permission.label),
            hint: permission.law.map(str::to_owned),
        };
        // The first group takes the name by which an error points at all of them.
        let id = if place == 0 { "permesso".to_owned() } else { format!("permesso-{place}") };
        groups
            .push(Campo::molte("permesso", id, &office, permissions.iter().map(choice).collect(), sent).facoltativo());
    }
    form.gruppo("Permette di", groups).mostra(ctx, title, RUOLI, refusal).await
}

fn maiuscola(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Makes it.
pub(super) async fn crea(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    scrivi(&ctx, None, &Inviato(pairs)).await
}

/// Changes it.
pub(super) async fn cambia(
    ctx: Ctx,
    Path(id): Path<RoleId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    scrivi(&ctx, Some(id), &Inviato(pairs)).await
}

async fn scrivi(ctx: &Ctx, id: Option<RoleId>, sent: &Inviato) -> Result<Response, Error> {
    fresco(ctx)?;
    let permessi: BTreeSet<String> = sent.tutti("permesso").into_iter().collect();
    match salva(&ctx.ente, &ctx.house.permissions, ctx.who()?, id, sent.uno("nome"), &permessi).await {
        Ok(id) => Ok(Redirect::to(&format!("/comando/ruoli/{id}?fatto=ruolo")).into_response()),
        Err(error) => mostra(ctx, id, sent, rifiuto(error)?).await,
    }
}
