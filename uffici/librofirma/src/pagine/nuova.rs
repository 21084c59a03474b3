//! To put a document up for signature: the form.

use std::collections::BTreeSet;

use authz::{PersonId, UnitId, Who};
use axum::extract::Request;
use documents::store::Stored;
use kernel::Refusal;
use porte::firma::DaFirmare;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page, Row};
use web::{Ctx, Error, IntoResponse, Query, Redirect, Response, Uploaded, form_page, reasons};

use super::{
    campi::{data, rifiuto},
    href,
};
use crate::{
    Porte,
    permissions::CHIEDI,
    richiesta::{
        di_ufficio::{Cosa, metti_di_letto, offerto},
        metti::{Nuova, metti_letto},
        scegli::firmatari,
    },
    rules::{Formato, Posto as Angolo, Segno},
};

/// Fields for signers, each after the one before.
const POSTI: usize = 5;
const NOMI: [&str; POSTI] = ["firmatario_1", "firmatario_2", "firmatario_3", "firmatario_4", "firmatario_5"];
const ORDINALI: [&str; POSTI] =
    ["Chi firma per primo", "Poi, per secondo", "Per terzo", "Per quarto", "Infine, per quinto"];

#[derive(Debug, Serialize)]
struct Posto {
    nome: &'static str,
    label: &'static str,
    valore: String,
}

/// The document of another office, in place of a file.
#[derive(Debug, Serialize)]
struct Offerto {
    ufficio: String,
    cosa: String,
    documento: String,
    dati: Vec<Row>,
    riservato: bool,
    indietro: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Modulo {
    offerto: Option<Offerto>,
    oggetto: String,
    nota: String,
    formati: Vec<Choice>,
    formato: String,
    segni: Vec<Choice>,
    segno: String,
    segno_pagina: String,
    uffici: Vec<Choice>,
    unita: String,
    entro: String,
    persone: Vec<Choice>,
    posti: Vec<Posto>,
    max_bytes: u64,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Modulo {
    const TEMPLATE: &'static str = "librofirma/nuova.html";
    fn samples() -> Vec<Self> {
        let choice = || Choice { value: "1".into(), label: "Marco Gallo".into(), hint: None };
        let page = |uffici: Vec<Choice>, errors: Vec<FieldError>, rifiuti: Vec<String>| Self {
            offerto: None,
            oggetto: "Determina".into(),
            nota: String::new(),
            formati: formati(),
            formato: String::new(),
            segni: segni(),
            segno: String::new(),
            segno_pagina: String::new(),
            uffici,
            unita: String::new(),
            entro: String::new(),
            persone: vec![choice()],
            posti: posti(|_| String::new()),
            max_bytes: 1,
            errors,
            rifiuti,
        };
        let error = FieldError { field: "firmatari".into(), message: "Manca chi firma.".into() };
        let offerto = |riservato| Offerto {
            ufficio: "protocollo".into(),
            cosa: "2026/1".into(),
            documento: "1".into(),
            dati: vec![Row { label: "Documento".into(), value: "atto.pdf".into(), ..Row::default() }],
            riservato,
            indietro: "/protocollo/2026/1".into(),
        };
        let of_an_office = |riservato| Self { offerto: Some(offerto(riservato)), ..page(vec![], vec![], vec![]) };
        let wrong = page(vec![choice(), choice()], vec![error], vec!["No.".into()]);
        vec![page(vec![], vec![], vec![]), wrong, of_an_office(false), of_an_office(true)]
    }
}

fn formati() -> Vec<Choice> {
    let choice = |formato: Formato| Choice { value: formato.code().into(), label: formato.label().into(), hint: None };
    Formato::ALL.into_iter().map(choice).collect()
}

fn segni() -> Vec<Choice> {
    let choice = |posto: Angolo| Choice { value: posto.code().into(), label: posto.label().into(), hint: None };
    Angolo::ALL.into_iter().map(choice).collect()
}

fn posti(valore: impl Fn(&str) -> String) -> Vec<Posto> {
    let place = |(nome, label): (&&'static str, &&'static str)| Posto { nome, label, valore: valore(nome) };
    NOMI.iter().zip(&ORDINALI).map(place).collect()
}

/// Which document of another office; none of one's own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Quale {
    ufficio: String,
    cosa: String,
    documento: String,
}

/// The empty form, or the one of a document that another office has.
pub(super) async fn pagina(ctx: Ctx, Query(quale): Query<Quale>, porte: Porte) -> Result<Response, Error> {
    let mut sent = Uploaded::default();
    for (name, value) in [("ufficio", quale.ufficio), ("cosa", quale.cosa), ("documento", quale.documento)] {
        sent.fields.insert(name.to_owned(), vec![value]);
    }
    // What cannot be put up has no form: the page of the refusal says why.
    let trovato = trova(&ctx, &sent, porte).await?;
    // What a confidential thing is about is written by who puts it up, who knows to whom it is shown.
    if let Some((_, found)) = trovato.as_ref().filter(|(_, found)| !found.riservato) {
        sent.fields.insert("oggetto".to_owned(), vec![found.oggetto.clone()]);
    }
    mostra(&ctx, &sent, trovato, Refusal::default()).await
}

/// The document of another office that the form is about.
async fn trova(ctx: &Ctx, sent: &Uploaded, porte: Porte) -> Result<Option<(Cosa, DaFirmare)>, Error> {
    let Some(quale) = cosa(sent) else { return Ok(None) };
    let found = offerto(&ctx.ente, ctx.who()?, porte, &quale).await?;
    Ok(Some((quale, found)))
}

fn cosa(sent: &Uploaded) -> Option<Cosa> {
    let text = |name: &str| sent.field(name).to_owned();
    let quale = Cosa { ufficio: text("ufficio"), cosa: text("cosa"), documento: text("documento") };
    (!quale.ufficio.is_empty()).then_some(quale)
}

fn vista(quale: Cosa, found: DaFirmare) -> Offerto {
    let row = |label: &str, value: String, code: bool| Row { label: label.into(), value, href: None, code };
    Offerto {
        ufficio: quale.ufficio,
        cosa: quale.cosa,
        documento: quale.documento,
        dati: vec![
            row("Documento", found.nome, false),
            row("Fa parte di", found.segnatura, false),
            row("Impronta SHA-256", found.contenuto.to_string(), true),
        ],
        riservato: found.riservato,
        indietro: found.href,
    }
}

/// The offices for which one may ask, where there is one to be chosen, and the one that is proposed: one's own, where
/// that is one alone (in the others one stands in for somebody).
fn per_chi(who: &Who) -> (Vec<Choice>, String) {
    let mut uffici: Vec<Choice> = Vec::new();
    let mut propri = BTreeSet::new();
    for grant in who.grants.iter().filter(|grant| grant.permissions.contains(CHIEDI.code)) {
        let value = grant.unit.to_string();
        if grant.deputy_for.is_none() {
            propri.insert(value.clone());
        }
        if !uffici.iter().any(|choice| choice.value == value) {
            uffici.push(Choice { value, label: grant.unit_name.clone(), hint: None });
        }
    }
    // Of one there is nothing to choose.
    if uffici.len() == 1 {
        uffici.clear();
    }
    let proposto = propri.pop_first().filter(|_| propri.is_empty()).unwrap_or_default();
    (uffici, proposto)
}

async fn mostra(
    ctx: &Ctx,
    sent: &Uploaded,
    trovato: Option<(Cosa, DaFirmare)>,
    refusal: Refusal,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let read = ctx.ente.db().read().await?;
    let people = firmatari(&read, ctx.now.date()).await?;
    drop(read);
    let (uffici, proposto) = per_chi(who);
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let page = Modulo {
        offerto: trovato.map(|(quale, found)| vista(quale, found)),
        oggetto: sent.field("oggetto").into(),
        nota: sent.field("nota").into(),
        formati: formati(),
        formato: sent.field("formato").into(),
        segni: segni(),
        segno: sent.field("segno").into(),
        segno_pagina: sent.field("segno_pagina").into(),
        uffici,
        unita: Some(sent.field("unita")).filter(|unit| !unit.is_empty()).map_or(proposto, str::to_owned),
        entro: sent.field("entro").into(),
        persone: people
            .into_iter()
            .map(|one| Choice {
                value: format!("{}:{}", one.persona, one.unita),
                label: format!("{} ({})", one.nome, one.incarico),
                hint: None,
            })
            .collect(),
        posti: posti(|name| sent.field(name).to_owned()),
        max_bytes: crate::rules::BYTE_MAX,
        errors,
        rifiuti,
    };
    Ok(form_page(
        ctx.page("Metti alla firma", &[("Messi alla firma da me", "/librofirma/messi")], &page).await?,
        failed,
    ))
}

/// The mark that is wanted.
fn segno(sent: &Uploaded, refusal: &mut Refusal) -> Option<Segno> {
    let posto = Angolo::from_code(sent.field("segno"))?;
    let page = sent.field("segno_pagina").trim();
    let pagina = (!page.is_empty()).then(|| page.parse::<u32>());
    if let Some(Err(_)) = pagina {
        let told = "La pagina del segno si scrive con un numero, per esempio 1; lasciata vuota è l'ultima.";
        refusal.add(Some("segno_pagina"), told);
    }
    Some(Segno { pagina: pagina.and_then(Result::ok), posto })
}

/// What the form says.
fn letto(sent: &Uploaded, refusal: &mut Refusal) -> Nuova {
    let text = |name: &str| Some(sent.field(name).trim().to_owned()).filter(|text| !text.is_empty());
    let signer = |name: &&str| -> Option<(PersonId, UnitId)> {
        let (person, unit) = sent.field(name).split_once(':')?;
        Some((person.parse().ok()?, unit.parse().ok()?))
    };
    Nuova {
        oggetto: sent.field("oggetto").trim().to_owned(),
        nota: text("nota"),
        formato: Formato::from_code(sent.field("formato")),
        segno: segno(sent, refusal),
        unita: sent.field("unita").parse().ok(),
        entro: data(sent.field("entro"), "entro", refusal),
        firmatari: NOMI.iter().filter_map(signer).collect(),
        origine: None,
    }
}

/// Puts it up, or shows the form again with all that is wrong.
pub(super) async fn metti_alla_firma(ctx: Ctx, request: Request, porte: Porte) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let mut refusal = Refusal::default();
    let nuova = letto(&sent, &mut refusal);
    let file: Option<(String, Stored)> =
        sent.files.iter().map(|(_, name, stored)| (name.clone(), stored.clone())).find(|(_, stored)| stored.size > 0);
    let done = match cosa(&sent) {
        Some(quale) => metti_di_letto(&ctx.ente, ctx.who()?, porte, &quale, &nuova, refusal).await,
        None => metti_letto(&ctx.ente, ctx.who()?, &nuova, file.as_ref(), refusal).await,
    };
    match done {
        Ok(id) => Ok(Redirect::to(&format!("{}?fatto=messo", href(id))).into_response()),
        Err(error) => {
            let refusal = rifiuto(error)?;
            let trovato = trova(&ctx, &sent, porte).await?;
            mostra(&ctx, &sent, trovato, refusal).await
        }
    }
}

#[cfg(test)]
mod tests {
    use authz::Grant;
    use kernel::Uuid;

    use super::*;

    fn who(grants: &[(u128, bool, &str)]) -> Who {
        let grant = |(unit, deputy, permission): &(u128, bool, &str)| Grant {
            unit: Uuid::from_u128(*unit).into(),
            unit_name: format!("Ufficio {unit}"),
            role: "Addetto".into(),
            permissions: [(*permission).to_owned()].into(),
            deputy_for: deputy.then(|| Uuid::from_u128(99).into()),
        };
        let grants = grants.iter().map(grant).collect();
        Who { person: Uuid::from_u128(1).into(), name: "Lucia Ferri".into(), grants }
    }

    #[test]
    fn the_office_is_asked_only_where_there_is_a_choice_and_the_one_that_is_ones_own_is_proposed() {
        let unit = |number: u128| Uuid::from_u128(number).to_string();
        let (mine, other) = ((1, false, CHIEDI.code), (2, false, "altro.permesso"));
        assert!(per_chi(&who(&[mine, mine, other])).0.is_empty(), "one office, whatever the roles in it");
        let (uffici, proposto) = per_chi(&who(&[(2, true, CHIEDI.code), mine]));
        assert_eq!(uffici.iter().map(|one| one.value.clone()).collect::<Vec<_>>(), [unit(2), unit(1)]);
        assert_eq!(proposto, unit(1), "in the other one stands in for somebody");
        let (uffici, proposto) = per_chi(&who(&[mine, (2, false, CHIEDI.code)]));
        assert_eq!((uffici.len(), proposto.as_str()), (2, ""), "of two of one's own it is theirs to say");
    }
}
