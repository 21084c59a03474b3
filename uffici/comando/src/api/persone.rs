use std::collections::BTreeSet;

use accounts::{NewPerson, PersonEdit, PersonFilter, Session, list_people};
use authz::{PersonId, UnitId};
use kernel::{Date, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Created, Ctx, Done, Error, Json, Limit, Path, Query, Sent};

use super::{Fatto, made};
use crate::{
    fatti::RoleId,
    incarichi::{
        AssenzaId, IncaricoId,
        assenza::{Nuova, registra, termina as termina_assenza},
        dai::{Nuovo, dai},
        termina::termina,
    },
    persone::{
        aggiungi::aggiungi as aggiungi_persona,
        aiuta::{chiudi_sessioni, nuova_password, togli_secondo_fattore},
        correggi::correggi as correggi_dati,
        stato::attiva,
    },
};

/// Which people a program asks for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "Le prime lettere di nome, cognome o nome utente.")]
    q: String,
    attiva: Option<bool>,
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<PersonId>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    persone: Vec<Voce>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Voce {
    id: String,
    utente: String,
    nome: String,
    cognome: String,
    email: Option<String>,
    attiva: bool,
    secondo_fattore: bool,
}

/// A page of people, by surname.
pub(super) async fn elenca(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let limit = u32::from(scelte.limite.rows());
    let filter = PersonFilter { text: scelte.q, active: scelte.attiva, after: scelte.dopo, limit };
    let found = list_people(&ctx.ente.db().read().await?, ctx.who()?, &filter).await?;
    let voce = |person: accounts::PersonRow| Voce {
        id: person.id.to_string(),
        secondo_fattore: person.totp || person.passkeys > 0,
        utente: person.username,
        nome: person.name,
        cognome: person.surname,
        email: person.email,
        attiva: person.active,
    };
    let persone = found.people.into_iter().map(voce).collect();
    Ok(Json(Elenco { persone, prossima: found.next.map(|id| id.to_string()) }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IncaricoDati {
    ufficio: UnitId,
    ruolo: RoleId,
    #[serde(default)]
    dal: Option<Date>,
    #[serde(default)]
    al: Option<Date>,
}

impl From<IncaricoDati> for Nuovo {
    fn from(dati: IncaricoDati) -> Self {
        Self { unita: Some(dati.ufficio), ruolo: Some(dati.ruolo), dal: dati.dal, al: dati.al }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = esempio())]
pub(super) struct Persona {
    utente: String,
    nome: String,
    cognome: String,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    solo_ente: bool,
    #[serde(default)]
    incarico: Option<IncaricoDati>,
}

fn esempio() -> serde_json::Value {
    json!({ "utente": "marta.riva", "nome": "Marta", "cognome": "Riva", "email": "marta.riva@comune.example.it" })
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Aggiunta {
    id: String,
    #[schemars(
        description = "La password provvisoria, da cambiare al primo accesso; nulla per chi entra solo con il sistema dell'ente."
    )]
    password: Option<String>,
}

/// Adds a person; the password is told this once.
pub(super) async fn aggiungi(ctx: Ctx, Sent(sent): Sent<Persona>) -> Result<Created<Aggiunta>, Error> {
    let new = NewPerson { username: sent.utente, name: sent.nome, surname: sent.cognome, email: sent.email };
    let incarico = sent.incarico.map(Nuovo::from);
    let added =
        aggiungi_persona(&ctx.ente, &ctx.house.passwords, ctx.who()?, new, sent.solo_ente, incarico.as_ref()).await?;
    let password = added.password.map(|password| password.reveal().to_owned());
    Ok(Created { location: None, body: Aggiunta { id: added.persona.to_string(), password } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Dati {
    nome: String,
    cognome: String,
    #[serde(default)]
    email: Option<String>,
}

/// Corrects names and address.
pub(super) async fn correggi(ctx: Ctx, Path(id): Path<PersonId>, Sent(sent): Sent<Dati>) -> Result<Done, Error> {
    let edit = PersonEdit { name: sent.nome, surname: sent.cognome, email: sent.email };
    correggi_dati(&ctx.ente, ctx.who()?, id, edit).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Accesso {
    attivo: bool,
    #[serde(default)]
    motivo: String,
}

/// Closes an account, or opens it again.
pub(super) async fn accesso(ctx: Ctx, Path(id): Path<PersonId>, Sent(sent): Sent<Accesso>) -> Result<Done, Error> {
    attiva(&ctx.ente, ctx.who()?, id, sent.attivo, &sent.motivo).await?;
    Ok(Done)
}

/// Gives a temporary password, told this once.
pub(super) async fn password(ctx: Ctx, Path(id): Path<PersonId>) -> Result<Json<Aggiunta>, Error> {
    let password = nuova_password(&ctx.ente, &ctx.house.passwords, ctx.who()?, id).await?;
    Ok(Json(Aggiunta { id: id.to_string(), password: Some(password.reveal().to_owned()) }))
}

/// Takes away the second factors.
pub(super) async fn secondo_fattore(ctx: Ctx, Path(id): Path<PersonId>) -> Result<Done, Error> {
    togli_secondo_fattore(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Chiudi {
    #[serde(default)]
    sessione: Option<Id<Session>>,
}

/// Ends a session, or all.
pub(super) async fn sessioni(ctx: Ctx, Path(id): Path<PersonId>, Sent(sent): Sent<Chiudi>) -> Result<Done, Error> {
    chiudi_sessioni(&ctx.ente, ctx.who()?, id, sent.sessione).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AssenzaDati {
    dal: Date,
    al: Date,
    #[serde(default)]
    sostituto: Option<PersonId>,
    #[serde(default)]
    incarichi: BTreeSet<IncaricoId>,
}

/// Writes down an absence.
pub(super) async fn assenza(
    ctx: Ctx,
    Path(id): Path<PersonId>,
    Sent(sent): Sent<AssenzaDati>,
) -> Result<Created<Fatto>, Error> {
    let new = Nuova { dal: Some(sent.dal), al: Some(sent.al), sostituto: sent.sostituto, incarichi: sent.incarichi };
    Ok(made(registra(&ctx.ente, ctx.who()?, id, &new).await?))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Fine {
    al: Date,
    #[serde(default)]
    motivo: String,
}

/// Writes down a return.
pub(super) async fn rientro(ctx: Ctx, Path(id): Path<AssenzaId>, Sent(sent): Sent<Fine>) -> Result<Done, Error> {
    termina_assenza(&ctx.ente, ctx.who()?, id, Some(sent.al)).await?;
    Ok(Done)
}

/// Gives an incarico.
pub(super) async fn incarico(
    ctx: Ctx,
    Path(id): Path<PersonId>,
    Sent(sent): Sent<IncaricoDati>,
) -> Result<Created<Fatto>, Error> {
    Ok(made(dai(&ctx.ente, ctx.who()?, id, &sent.into()).await?))
}

/// Ends one.
pub(super) async fn fine(ctx: Ctx, Path(id): Path<IncaricoId>, Sent(sent): Sent<Fine>) -> Result<Done, Error> {
    termina(&ctx.ente, ctx.who()?, id, Some(sent.al), &sent.motivo).await?;
    Ok(Done)
}
