//! To help whoever lost their way in, and the password that is shown once.

use accounts::{Secret, view_person};
use authz::PersonId;
use kernel::Refusal;
use serde::Serialize;
use ui::Page;
use web::{Ctx, Error, IntoResponse, Path, Redirect, Response};

use super::{
    PERSONE,
    modulo::{Modulo, fresco},
};
use crate::persone::aiuta::{nuova_password, togli_secondo_fattore};

#[derive(Debug, Serialize)]
pub(crate) struct Consegna {
    nome: String,
    utente: String,
    password: Option<String>,
    href: String,
    /// Whether the person has nothing to do yet.
    senza_incarico: bool,
}

impl Page for Consegna {
    const TEMPLATE: &'static str = "comando/password.html";
    fn samples() -> Vec<Self> {
        let page = |password: Option<&str>| Self {
            nome: "Anna Neri".into(),
            utente: "anna.neri".into(),
            password: password.map(str::to_owned),
            href: "/comando/persone/1".into(),
            senza_incarico: password.is_none(),
        };
        vec![page(Some("ABCD-EFGH")), page(None)]
    }
}

/// The page with the password, which is nowhere else.
pub(super) async fn consegna(
    ctx: &Ctx,
    persona: PersonId,
    nome: &str,
    utente: &str,
    password: Option<&Secret>,
    con_incarico: bool,
) -> Result<Response, Error> {
    let page = Consegna {
        nome: nome.into(),
        utente: utente.into(),
        password: password.map(|password| password.reveal().to_owned()),
        href: format!("/comando/persone/{persona}"),
        senza_incarico: !con_incarico,
    };
    ctx.page("L'accesso è pronto", PERSONE, &page).await
}

/// Asks once before a new password.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<PersonId>) -> Result<Response, Error> {
    fresco(&ctx)?;
    let person = view_person(&ctx.ente.db().read().await?, ctx.who()?, id).await?;
    let back = format!("/comando/persone/{id}");
    let testo = format!("{} {} ({})", person.name, person.surname, person.username);
    Modulo::new(format!("{back}/password"), back, "Dai una password nuova")
        .testo(testo)
        .avviso(
            "La password che ha adesso smette di valere e tutte le sue sessioni si chiudono: se sta scrivendo qualcosa, dovrà \
             entrare di nuovo. La password nuova la vedi una volta sola, dura una settimana e va cambiata al primo accesso. Prima \
             assicurati che sia davvero lei a chiederla.",
        )
        .pericolo()
        .mostra(&ctx, "Dai una password nuova", PERSONE, Refusal::default())
        .await
}

/// The deed: shows the password this once.
pub(super) async fn azzera(ctx: Ctx, Path(id): Path<PersonId>) -> Result<Response, Error> {
    fresco(&ctx)?;
    let who = ctx.who()?;
    let password = nuova_password(&ctx.ente, &ctx.house.passwords, who, id).await?;
    let person = view_person(&ctx.ente.db().read().await?, who, id).await?;
    let nome = format!("{} {}", person.name, person.surname);
    consegna(&ctx, id, &nome, &person.username, Some(&password), true).await
}

/// Asks once before the second factor goes.
pub(super) async fn fattore(ctx: Ctx, Path(id): Path<PersonId>) -> Result<Response, Error> {
    fresco(&ctx)?;
    let person = view_person(&ctx.ente.db().read().await?, ctx.who()?, id).await?;
    let back = format!("/comando/persone/{id}");
    let testo = format!("{} {} ({})", person.name, person.surname, person.username);
    Modulo::new(format!("{back}/secondo-fattore"), back, "Togli il secondo fattore")
        .testo(testo)
        .avviso(
            "L'app dei codici, le passkey e i codici di recupero smettono di valere, e le sue sessioni si chiudono. Da allora basta \
             la password, finché la persona non ne attiva altri: assicurati che sia davvero lei a chiederlo.",
        )
        .pericolo()
        .mostra(&ctx, "Togli il secondo fattore", PERSONE, Refusal::default())
        .await
}

/// The deed.
pub(super) async fn togli(ctx: Ctx, Path(id): Path<PersonId>) -> Result<Response, Error> {
    fresco(&ctx)?;
    togli_secondo_fattore(&ctx.ente, ctx.who()?, id).await?;
    Ok(Redirect::to(&format!("/comando/persone/{id}?fatto=fattore")).into_response())
}
