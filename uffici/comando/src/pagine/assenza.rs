//! To write down that someone is away and who stands in, and when they are back.

use authz::PersonId;
use kernel::Refusal;
use sea_orm::EntityTrait;
use ui::Choice;
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    CRUMBS, PERSONE,
    modulo::{Campo, Inviato, Modulo, rifiuto},
    vista::{oggi, persone},
};
use crate::{
    incarichi::{
        ASSENZA, AssenzaId,
        assenza::{Nuova, registra as registra_assenza, termina as termina_assenza},
        elenca::{Filtro, Stato, elenca},
        nome,
    },
    rules::Periodo,
};

/// The form.
pub(super) async fn nuova(ctx: Ctx, Path(id): Path<PersonId>) -> Result<Response, Error> {
    mostra(&ctx, id, &Inviato::con([("dal", oggi(&ctx))]), Refusal::default()).await
}

async fn mostra(ctx: &Ctx, id: PersonId, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let whose = nome(&read, id).await?;
    drop(read);
    let filtro = Filtro { persona: Some(id), ..Filtro::default() };
    let held = elenca(&ctx.ente, ctx.who()?, &filtro, 200).await?;
    let oggi = ctx.now.date();
    let held = held.into_iter().filter(|voce| voce.al_posto_di.is_none() && voce.stato(oggi) != Stato::Finito);
    let choice = |voce: crate::incarichi::elenca::Voce| Choice {
        value: voce.id.to_string(),
        label: format!("{} in {}", voce.ruolo, voce.unita_nome),
        hint: Some(voce.quando()),
    };
    let deputies: Vec<Choice> =
        persone(ctx).await?.into_iter().filter(|choice| choice.value != id.to_string()).collect();
    let campi = vec![
        Campo::data("dal", "Primo giorno", sent),
        Campo::data("al", "Ultimo giorno", sent),
        Campo::scelta("sostituto", "Chi sostituisce", deputies, sent)
            .vuoto("Nessuno")
            .aiuto("In quei giorni potrà fare quello che permettono gli incarichi scelti qui sotto, e troverà sulla sua scrivania quello che aspetta."),
        Campo::molte("incarico", "incarico".into(), "In quali incarichi", held.map(choice).collect(), sent)
            .facoltativo()
            .aiuto("Se non ne scegli nessuno, in tutti quelli in corso."),
    ];
    let back = indietro(ctx, id);
    Modulo::new(format!("/comando/persone/{id}/assenza"), back, "Segna l'assenza")
        .testo(whose)
        .campi(campi)
        .mostra(ctx, "Segna un'assenza", PERSONE, refusal)
        .await
}

fn indietro(ctx: &Ctx, id: PersonId) -> String {
    let may = ctx.maybe_who().is_some_and(|who| who.may(&accounts::GESTISCI_PERSONE));
    if may { format!("/comando/persone/{id}") } else { "/comando/incarichi".into() }
}

/// The deed.
pub(super) async fn registra(
    ctx: Ctx,
    Path(id): Path<PersonId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let sent = Inviato(pairs);
    let mut refusal = Refusal::default();
    let new = Nuova {
        dal: sent.data("dal", &mut refusal),
        al: sent.data("al", &mut refusal),
        sostituto: sent.id("sostituto"),
        incarichi: sent.tutti("incarico").iter().filter_map(|id| id.parse().ok()).collect(),
    };
    if !refusal.reasons.is_empty() {
        return mostra(&ctx, id, &sent, refusal).await;
    }
    match registra_assenza(&ctx.ente, ctx.who()?, id, &new).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?fatto=assenza", indietro(&ctx, id))).into_response()),
        Err(error) => mostra(&ctx, id, &sent, rifiuto(error)?).await,
    }
}

/// The form for the return.
pub(super) async fn fine(ctx: Ctx, Path(id): Path<AssenzaId>) -> Result<Response, Error> {
    let yesterday = ctx.now.date().pred_opt().unwrap_or_default().format("%Y-%m-%d").to_string();
    mostra_fine(&ctx, id, &Inviato::con([("al", yesterday)]), Refusal::default()).await
}

async fn mostra_fine(ctx: &Ctx, id: AssenzaId, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let found = authz::absence::Entity::find_by_id(id).one(&read).await.map_err(db::Error::from)?;
    let away = found.ok_or(Error::NotFound(ASSENZA))?;
    let whose = nome(&read, away.person_id).await?;
    drop(read);
    let testo = format!("{whose}, {}", Periodo::new(away.valid_from, Some(away.valid_to)).parole());
    let hint = "Se oggi è già di nuovo al lavoro, scrivi ieri. Se non è ancora cominciata, un giorno prima del primo la annulla.";
    Modulo::new(format!("/comando/assenze/{id}/fine"), indietro(ctx, away.person_id), "Segna il rientro")
        .testo(testo)
        .avviso("Dal giorno dopo, chi sostituisce non può più agire al posto di chi mancava.")
        .campi(vec![Campo::data("al", "Ultimo giorno di assenza", sent).aiuto(hint)])
        .mostra(ctx, "Segna il rientro", CRUMBS, refusal)
        .await
}

/// The deed.
pub(super) async fn termina(
    ctx: Ctx,
    Path(id): Path<AssenzaId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let sent = Inviato(pairs);
    let mut refusal = Refusal::default();
    let al = sent.data("al", &mut refusal);
    if !refusal.reasons.is_empty() {
        return mostra_fine(&ctx, id, &sent, refusal).await;
    }
    match termina_assenza(&ctx.ente, ctx.who()?, id, al).await {
        Ok(away) => Ok(Redirect::to(&format!("{}?fatto=rientro", indietro(&ctx, away.person_id))).into_response()),
        Err(error) => mostra_fine(&ctx, id, &sent, rifiuto(error)?).await,
    }
}
