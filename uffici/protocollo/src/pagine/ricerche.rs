//! The kept filters: as tabs over the list, and the page on which they are renamed, shared and taken away.

use std::collections::BTreeMap;

use authz::{PersonId, Who};
use kernel::{Instant, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Link, Page, Tab};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    elenco_scelte::{Scelte, indirizzo, richiesta},
    preferenze::Preferenze,
};
use crate::{
    permissions::{CONSULTA, CONSULTA_TUTTO},
    registrazione::sfoglia::Richiesta,
    ricerca::{self, Condivisa, LONGEST_NAME, Ricerca, RicercaId},
};

pub(super) const BASE: &str = "/protocollo/ricerche";

#[derive(Debug, Serialize)]
pub(crate) struct Ricerche {
    mie: Vec<Riga>,
    condivise: Vec<Riga>,
    con_chi: Vec<Choice>,
    /// The one with which the list begins.
    inizio: Option<String>,
    lungo: usize,
    errors: Vec<FieldError>,
    /// The one that could not be changed.
    sbagliata: Option<String>,
}

#[derive(Debug, Serialize)]
struct Riga {
    id: String,
    nome: String,
    href: String,
    /// What it asks for, in words.
    che: String,
    condivisa: String,
    chi: String,
    inizio: bool,
}

impl Page for Ricerche {
    const TEMPLATE: &'static str = "protocollo/ricerche.html";
    fn samples() -> Vec<Self> {
        let riga = |inizio| Riga {
            id: "u".into(),
            nome: "Fatture".into(),
            href: "/protocollo?q=fattura".into(),
            che: "parole \"fattura\"".into(),
            condivisa: "tutti".into(),
            chi: "Anna Neri".into(),
            inizio,
        };
        let con_chi = vec![Choice { value: "tutti".into(), label: "Con tutti".into(), hint: None }];
        let errors = vec![FieldError { field: "nome-u".into(), message: "Manca il nome.".into() }];
        let empty = Self {
            mie: vec![],
            condivise: vec![],
            con_chi: vec![],
            inizio: None,
            lungo: LONGEST_NAME,
            errors: vec![],
            sbagliata: None,
        };
        let full = Self {
            mie: vec![riga(true), riga(false)],
            condivise: vec![riga(false), riga(true)],
            con_chi,
            inizio: Some("Fatture".into()),
            lungo: LONGEST_NAME,
            errors,
            sbagliata: Some("u".into()),
        };
        vec![empty, full]
    }
}

/// What is kept of a filter: its fields, without the place in the list.
fn leggi(ricerca: &Ricerca) -> Scelte {
    serde_json::from_str::<Scelte>(&ricerca.scelte).unwrap_or_default().senza_posto()
}

/// The address of the list with a kept filter.
pub(crate) fn href_di(ricerca: &Ricerca) -> String {
    indirizzo("/protocollo", &leggi(ricerca))
}

/// What a kept filter asks for at `now`.
pub(crate) fn richiesta_di(ricerca: &Ricerca, now: Instant) -> Richiesta {
    richiesta(&leggi(ricerca), now)
}

/// What a program would keep: the fields of the list's address, each of which must be one and must be readable.
pub(crate) fn da_coppie(pairs: &BTreeMap<String, String>, now: Instant) -> Result<String, Error> {
    let known = Scelte::default();
    let mut refusal = Refusal::default();
    for name in pairs.keys() {
        if known.pairs().all(|(known, _)| known != name) {
            refusal.add(Some("filtro"), format!("\"{name}\" non è un campo dell'elenco."));
        }
    }
    let pairs: Vec<(String, String)> = pairs.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let scelte = Scelte::from_pairs(&pairs);
    if let Some(wrong) = scelte.avviso(now) {
        refusal.add(Some("filtro"), wrong);
    }
    refusal.unless_empty(())?;
    serde_json::to_string(&scelte).map_err(Error::internal)
}

/// The list with which the person begins, where there is one that they may still open.
pub(super) async fn inizio(ctx: &Ctx, preferenze: &Preferenze) -> Result<Option<String>, Error> {
    let Some(id) = preferenze.inizio else { return Ok(None) };
    match ricerca::trova(&ctx.ente, ctx.who()?, id).await {
        Ok(found) => Ok(Some(href_di(&found)).filter(|href| href != "/protocollo")),
        Err(crate::Error::RicercaAssente) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The kept filters over the list: one's own as tabs, those of others as links.
pub(super) async fn schede(ctx: &Ctx, scelte: &Scelte) -> Result<(Vec<Tab>, Vec<Link>), Error> {
    let who = ctx.who()?;
    let here = indirizzo("/protocollo", &scelte.senza_posto());
    let (mut tabs, mut links) = (Vec::new(), Vec::new());
    for each in ricerca::elenca(&ctx.ente, who).await? {
        let href = href_di(&each);
        if each.persona == who.person {
            tabs.push(Tab { label: each.nome, current: href == here, href, count: None });
        } else {
            links.push(Link { label: each.nome, href });
        }
    }
    Ok((tabs, links))
}

/// With whom `who` may share.
pub(super) fn con_chi(who: &Who) -> Vec<Choice> {
    let choice = |value: String, label: String| Choice { value, label, hint: None };
    let mut units: Vec<Choice> = Vec::new();
    for unit in who.units_with(&CONSULTA) {
        let name = who.grants.iter().find(|grant| grant.unit == unit).map(|grant| grant.unit_name.clone());
        units.push(choice(unit.to_string(), format!("Con {}", name.unwrap_or_default())));
    }
    units.sort_by(|one, other| one.label.cmp(&other.label));
    if who.may(&CONSULTA_TUTTO) {
        units.push(choice("tutti".into(), "Con tutti quelli che consultano il protocollo".into()));
    }
    units
}

fn nella_forma(condivisa: Condivisa) -> String {
    match condivisa {
        Condivisa::No => String::new(),
        Condivisa::Ufficio(unit) => unit.to_string(),
        Condivisa::Tutti => "tutti".into(),
    }
}

/// What a filter asks for, in a line.
fn in_parole(scelte: &Scelte) -> String {
    let mut told = Vec::new();
    if !scelte.q.trim().is_empty() {
        told.push(format!("parole \"{}\"", scelte.q.trim()));
    }
    match scelte.attivi() {
        0 => {}
        1 => told.push("un filtro".into()),
        many => told.push(format!("{many} filtri")),
    }
    if !scelte.vista.is_empty() {
        told.push(format!("scheda \"{}\"", scelte.vista.replace('-', " ")));
    }
    if told.is_empty() { "tutte le registrazioni".into() } else { told.join(", ") }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    mostra(&ctx, None, Vec::new()).await
}

async fn mostra(ctx: &Ctx, sbagliata: Option<String>, errors: Vec<FieldError>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let all = ricerca::elenca(&ctx.ente, who).await?;
    let preferenze = Preferenze::leggi(ctx).await?;
    let people: Vec<PersonId> = all.iter().map(|each| each.persona).collect();
    let read = ctx.ente.db().read().await?;
    let names = accounts::names(&read, &people).await.map_err(crate::Error::from)?;
    drop(read);
    let inizio = all.iter().find(|each| Some(each.id) == preferenze.inizio).map(|each| each.nome.clone());
    let (mie, altrui): (Vec<Ricerca>, Vec<Ricerca>) = all.into_iter().partition(|each| each.persona == who.person);
    let riga = |each: Ricerca| Riga {
        href: href_di(&each),
        che: in_parole(&leggi(&each)),
        condivisa: nella_forma(each.condivisa),
        chi: names.get(&each.persona).cloned().unwrap_or_default(),
        inizio: Some(each.id) == preferenze.inizio,
        id: each.id.to_string(),
        nome: each.nome,
    };
    let refused = !errors.is_empty();
    let page = Ricerche {
        mie: mie.into_iter().map(&riga).collect(),
        condivise: altrui.into_iter().map(&riga).collect(),
        con_chi: con_chi(who),
        inizio,
        lungo: LONGEST_NAME,
        errors,
        sbagliata,
    };
    let mut response = ctx.page("Ricerche salvate", &[("Protocollo", "/protocollo")], &page).await?;
    if refused {
        *response.status_mut() = web::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

#[derive(Debug, Deserialize)]
pub(super) struct Nome {
    #[serde(default)]
    nome: String,
    #[serde(default)]
    condivisa: String,
    #[serde(flatten)]
    scelte: Scelte,
}

/// Keeps a filter under a name; the same name again replaces it.
pub(super) async fn salva(ctx: Ctx, Form(sent): Form<Nome>) -> Result<Response, Error> {
    let scelte = sent.scelte.senza_posto();
    let text = serde_json::to_string(&scelte).map_err(Error::internal)?;
    let kept = match Condivisa::from_form(&sent.condivisa) {
        Ok(condivisa) => ricerca::salva(&ctx.ente, ctx.who()?, &sent.nome, &text, condivisa).await,
        Err(refusal) => Err(refusal.into()),
    };
    match kept {
        Ok(_) => Ok(Redirect::to(&indirizzo("/protocollo", &scelte)).into_response()),
        Err(crate::Error::Refused(refusal)) => Err(Error::BadRequest(format!("{refusal} Torna indietro e riprova."))),
        Err(error) => Err(error.into()),
    }
}

/// Keeps no more the one of one's own with this name: the button beside the list.
pub(super) async fn togli_per_nome(ctx: Ctx, Form(sent): Form<Nome>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let all = ricerca::elenca(&ctx.ente, who).await?;
    if let Some(found) = all.iter().find(|each| each.persona == who.person && each.nome == sent.nome) {
        ricerca::togli(&ctx.ente, who, found.id).await?;
    }
    Ok(Redirect::to("/protocollo").into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct Cambio {
    #[serde(default)]
    nome: String,
    #[serde(default)]
    condivisa: String,
}

/// Gives one's own another name, or shares it otherwise.
pub(super) async fn cambia(ctx: Ctx, Path(id): Path<RicercaId>, Form(sent): Form<Cambio>) -> Result<Response, Error> {
    let done = match Condivisa::from_form(&sent.condivisa) {
        Ok(condivisa) => ricerca::cambia(&ctx.ente, ctx.who()?, id, &sent.nome, condivisa).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(BASE).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let error = |reason: &kernel::Reason| FieldError {
                field: format!("{}-{id}", reason.field.unwrap_or("nome")),
                message: reason.sentence.clone(),
            };
            mostra(&ctx, Some(id.to_string()), refusal.reasons.iter().map(error).collect()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Keeps one's own no more.
pub(super) async fn togli(ctx: Ctx, Path(id): Path<RicercaId>) -> Result<Response, Error> {
    ricerca::togli(&ctx.ente, ctx.who()?, id).await?;
    Ok(Redirect::to(BASE).into_response())
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Inizio {
    #[serde(default)]
    ricerca: String,
}

/// Chooses with which the list begins; with none, with all entries.
pub(super) async fn comincia(ctx: Ctx, Form(sent): Form<Inizio>) -> Result<Response, Error> {
    let mut preferenze = Preferenze::leggi(&ctx).await?;
    preferenze.inizio = match sent.ricerca.trim() {
        "" => None,
        text => {
            let id = text.parse().map_err(|_| crate::Error::RicercaAssente)?;
            Some(ricerca::trova(&ctx.ente, ctx.who()?, id).await?.id)
        }
    };
    preferenze.tieni(&ctx).await?;
    Ok(Redirect::to(BASE).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_comes_back_as_it_was_kept_but_for_the_place() {
        let mut scelte = Scelte { q: "tigli".into(), prima: "2026-12".into(), conta: "si".into(), ..Scelte::default() };
        scelte.altre.oltre = "7".into();
        let kept = Ricerca {
            id: kernel::Uuid::nil().into(),
            persona: kernel::Uuid::nil().into(),
            nome: "Tigli".into(),
            scelte: serde_json::to_string(&scelte).unwrap(),
            condivisa: Condivisa::No,
        };
        assert_eq!(href_di(&kept), "/protocollo?q=tigli&oltre=7");
        assert_eq!(in_parole(&leggi(&kept)), "parole \"tigli\", un filtro");
        let broken = Ricerca { scelte: "non è JSON".into(), ..kept };
        assert_eq!(href_di(&broken), "/protocollo");
    }
}
