//! A section, for the office: its items, how it stands, who answers for it.

use accounts::person;
use authz::PersonId;
use db::Read;
use kernel::Refusal;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Flash, FlashKind, Page, Pager, Row, columns};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Response, form_page, reasons};

use super::{CRUMBS, dopo, quadro::detta, rifiuto, row, trova};
use crate::{
    albero::Sezione,
    cura,
    fatti::giorno,
    permissions::{CONFIGURA, PUBBLICA},
    pubblico::Voce,
    quadro::quadro,
    rules::Esito,
    ufficio::{come_sta, elenca},
};

/// Rows of a page.
const RIGHE: usize = 50;
/// People of the list, at most.
const PERSONE: u64 = 2_000;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    codice: &'static str,
    href: String,
    pubblica_href: String,
    dati: Vec<Row>,
    stato: String,
    tono: &'static str,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
    esiti: Vec<Choice>,
    esito: String,
    nota: String,
    persone: Vec<Choice>,
    persona: String,
    pubblica: bool,
    configura: bool,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    href: String,
    titolo: String,
    versione: i64,
    aggiornata: String,
    fino_al: String,
    stato: &'static str,
    tono: &'static str,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "trasparenza/sezione_ufficio.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            codice: "05.01",
            href: "/x".into(),
            pubblica_href: "/y".into(),
            dati: vec![Row { label: "Norma".into(), value: "art. 19".into(), ..Row::default() }],
            stato: "mancante".into(),
            tono: "danger",
            colonne: colonne(),
            voci: vec![Riga {
                href: "/x".into(),
                titolo: "Bando".into(),
                stato: "si legge",
                tono: "success",
                ..Riga::default()
            }],
            esiti: esiti(),
            persone: vec![Choice { value: "1".into(), label: "Anna Neri".into(), hint: None }],
            pubblica: true,
            configura: true,
            errors: vec![FieldError { field: "nota".into(), message: "Scrivi perché.".into() }],
            rifiuti: vec!["Non si può.".into()],
            ..Self::default()
        };
        vec![full, Self { tono: "neutral", ..Self::default() }]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Titolo", "Versione", "Aggiornato", "Si legge fino al", "Stato"])
}

fn esiti() -> Vec<Choice> {
    let choice = |(_, code, label): (Esito, &str, &str)| Choice { value: code.into(), label: label.into(), hint: None };
    Esito::TUTTI.map(choice).to_vec()
}

/// The office's page of a section.
pub(super) fn href(sezione: &Sezione) -> String {
    format!("/trasparenza/ufficio/sezioni/{}", sezione.codice)
}

/// From where the list goes on, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    dopo: Option<String>,
    fatto: Option<String>,
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(codice): Path<String>,
    Query(scelte): Query<Scelte>,
) -> Result<Response, Error> {
    mostra(&ctx, trova(&codice)?, scelte, (Verificata::default(), Refusal::default())).await
}

/// The people who may answer for a section, by name.
async fn persone(read: &Read) -> Result<Vec<Choice>, crate::Error> {
    let select = person::Entity::find().filter(person::Column::Active.eq(true));
    let found = select.order_by_asc(person::Column::SortKey).limit(PERSONE).all(read).await?;
    let choice = |one: person::Model| Choice { value: one.id.to_string(), label: one.full_name(), hint: None };
    Ok(found.into_iter().map(choice).collect())
}

async fn mostra(
    ctx: &Ctx,
    sezione: &'static Sezione,
    scelte: Scelte,
    (scritta, refusal): (Verificata, Refusal),
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let found = quadro(&ctx.ente, who).await?.into_iter().find(|one| one.sezione.codice == sezione.codice);
    let found = found.ok_or(crate::Error::NotFound)?;
    let mut voci = elenca(&ctx.ente, who, sezione, dopo(scelte.dopo.as_deref()), RIGHE as u64 + 1).await?;
    let more = voci.len() > RIGHE;
    voci.truncate(RIGHE);
    let last = voci.last().filter(|_| more).map(|voce| voce.stato.capo_id);
    let configura = who.may(&CONFIGURA);
    let read = ctx.ente.db().read().await?;
    let persone = if configura { persone(&read).await? } else { Vec::new() };
    let answers: Vec<PersonId> = found.responsabile.into_iter().collect();
    let answers = accounts::names(&read, &answers).await?.into_values().next();
    drop(read);
    let mut dati = vec![
        row("Norma", sezione.articolo.to_owned()),
        row("Aggiornamento", sezione.frequenza.to_owned()),
        row("Lo dice", format!("{}{}", sezione.fonte, if sezione.da_controllare { ", da controllare" } else { "" })),
        row("Scade dopo", format!("{} mesi senza cambiamenti né verifiche", sezione.mesi)),
        row("Resta", sezione.termine.detto().to_owned()),
        row("Ne risponde", answers.unwrap_or_else(|| "nessuno".to_owned())),
    ];
    dati.extend(found.aggiornata().map(|day| row("Ultimo aggiornamento o verifica", giorno(day))));
    let (stato, tono) = detta(found.salute);
    let page = Pagina {
        codice: sezione.codice,
        href: href(sezione),
        pubblica_href: sezione.href(),
        dati,
        stato,
        tono,
        colonne: colonne(),
        pager: Pager {
            next: last.map(|last| format!("{}?dopo={last}", href(sezione))),
            shown: voci.len() as u64,
            ..Pager::default()
        },
        voci: voci.into_iter().map(|voce| riga(ctx, voce)).collect(),
        esiti: esiti(),
        esito: scritta.esito,
        nota: scritta.nota,
        persona: found.responsabile.map(|id| id.to_string()).unwrap_or_default(),
        persone,
        pubblica: who.may(&PUBBLICA),
        configura,
        errors,
        rifiuti,
    };
    let flash = scelte.fatto.map(|_| Flash { kind: FlashKind::Success, text: "Fatto.".into() }).into_iter().collect();
    Ok(form_page(ctx.page_with(sezione.nome, CRUMBS, flash, &page).await?, failed))
}

fn riga(ctx: &Ctx, voce: Voce) -> Riga {
    let (stato, tono) = come_sta(&voce.stato, ctx.now.date());
    Riga {
        href: super::scheda::href(voce.stato.capo_id),
        titolo: voce.riga.titolo,
        versione: voce.stato.versione,
        aggiornata: giorno(voce.stato.aggiornata_at.date()),
        fino_al: voce.stato.fine_il.map(giorno).unwrap_or_default(),
        stato,
        tono,
    }
}

fn fatto(sezione: &Sezione) -> Response {
    web::Redirect::to(&format!("{}?fatto=si", href(sezione))).into_response()
}

/// A check, as the form writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Verificata {
    esito: String,
    nota: String,
}

/// Says how it stands.
pub(super) async fn verifica(
    ctx: Ctx,
    Path(codice): Path<String>,
    Form(scritta): Form<Verificata>,
) -> Result<Response, Error> {
    let sezione = trova(&codice)?;
    let done = match Esito::from_code(&scritta.esito) {
        Some(esito) => cura::verifica(&ctx.ente, ctx.who()?, sezione, esito, &scritta.nota).await,
        None => Err(Refusal::beside("esito", "Scegli come hai trovato la sezione.").into()),
    };
    match done {
        Ok(()) => Ok(fatto(sezione)),
        Err(error) => mostra(&ctx, sezione, Scelte::default(), (scritta, rifiuto(error)?)).await,
    }
}

/// Who answers, as the form writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelto {
    persona: String,
}

/// Says who answers for it.
pub(super) async fn responsabile(
    ctx: Ctx,
    Path(codice): Path<String>,
    Form(scelto): Form<Scelto>,
) -> Result<Response, Error> {
    let sezione = trova(&codice)?;
    let done = match scelto.persona.parse::<PersonId>() {
        Ok(persona) => cura::assegna(&ctx.ente, ctx.who()?, sezione, persona).await,
        Err(_) => Err(Refusal::beside("persona", "Scegli la persona dall'elenco.").into()),
    };
    match done {
        Ok(()) => Ok(fatto(sezione)),
        Err(error) => mostra(&ctx, sezione, Scelte::default(), (Verificata::default(), rifiuto(error)?)).await,
    }
}
