//! The term of an assignment: how it stands, what happened to it, and what may happen now.

use kernel::{Date, Id, Refusal};
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page, Row};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, StatusCode};

use super::{href, modulo, sportello::detto};
use crate::{
    permissions::{ASSEGNA, PRENDI},
    registrazione::{
        rispondi::tocca_a,
        scheda::{Scheda, leggi},
    },
    rules::segnatura,
    tables::assegnazione,
    termine::{
        Termine, TermineId,
        accade::{Accaduto, Tipo, accade},
        poni::{Nuovo, poni},
        rules::fermo_fino,
    },
};

#[derive(Debug, Serialize)]
pub(crate) struct TermineVisto {
    href: String,
    indirizzo: String,
    oggetto: String,
    stato: String,
    tono: &'static str,
    dati: Vec<Row>,
    fatti: Vec<Fatto>,
    /// What may happen now, by whoever looks.
    azioni: Vec<Azione>,
    /// What was sent and comes back.
    inviato: Inviato,
    oggi: String,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct Fatto {
    che: &'static str,
    dal: String,
    al: Option<String>,
    motivo: String,
}

#[derive(Debug, Serialize)]
struct Azione {
    tipo: &'static str,
    titolo: &'static str,
    spiegazione: &'static str,
    giorni: bool,
    label: &'static str,
}

/// A form as it was sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Inviato {
    tipo: String,
    dal: String,
    giorni: String,
    motivo: String,
}

impl Page for TermineVisto {
    const TEMPLATE: &'static str = "protocollo/termine.html";
    fn samples() -> Vec<Self> {
        let fatto = |al: Option<&str>| Fatto {
            che: "Sospeso",
            dal: "2026-11-10".into(),
            al: al.map(str::to_owned),
            motivo: "Serve il parere".into(),
        };
        let page = |azioni, fatti, errors| Self {
            href: "/protocollo/2026/1".into(),
            indirizzo: "/protocollo/2026/1/termini/x".into(),
            oggetto: "Richiesta".into(),
            stato: "scade il 03/12/2026".into(),
            tono: "info",
            dati: vec![Row { label: "Decorre dal".into(), value: "03/11/2026".into(), href: None, code: false }],
            fatti,
            azioni,
            inviato: Inviato { tipo: "sospensione".into(), ..Inviato::default() },
            oggi: "2026-11-25".into(),
            errors,
        };
        let wrong = FieldError { field: "giorni-sospensione".into(), message: "Da 1 a 30.".into() };
        vec![
            page(vec![], vec![], vec![]),
            page(AZIONI.iter().map(azione).collect(), vec![fatto(Some("2026-11-20")), fatto(None)], vec![wrong]),
        ]
    }
}

/// What may happen: its kind, how the page calls it, what it means, whether it wants days, its button.
type Descritta = (Tipo, &'static str, &'static str, bool, &'static str);
const AZIONI: [Descritta; 5] = [
    (
        Tipo::Sospensione,
        "Sospendi",
        "Per avere informazioni o certificati che l'ufficio non ha: una volta sola, al massimo 30 giorni (art. 2, comma 7, L. 241/1990).",
        true,
        "Sospendi il termine",
    ),
    (Tipo::Ripresa, "Riprendi", "Quello che mancava è arrivato prima del previsto.", false, "Riprendi il termine"),
    (
        Tipo::Preavviso,
        "Preavviso di rigetto",
        "Hai comunicato i motivi che impediscono di accogliere la domanda: il termine si ferma e riparte dieci giorni dopo le osservazioni o, se non arrivano, dieci giorni dopo la comunicazione (art. 10-bis L. 241/1990).",
        false,
        "Scrivi il preavviso",
    ),
    (
        Tipo::Osservazioni,
        "Osservazioni ricevute",
        "Chi ha fatto la domanda ha risposto al preavviso di rigetto.",
        false,
        "Scrivi le osservazioni",
    ),
    (
        Tipo::Conclusione,
        "Concluso",
        "Il procedimento è finito: scrivi come, per esempio con quale protocollo hai risposto.",
        false,
        "Segna concluso",
    ),
];

fn azione(one: &Descritta) -> Azione {
    let (tipo, titolo, spiegazione, giorni, label) = *one;
    Azione { tipo: tipo.code(), titolo, spiegazione, giorni, label }
}

/// Those that the rules would not refuse at once.
fn possibili(termine: &Termine, today: Date) -> Vec<Azione> {
    let has = |tipo: Tipo| termine.fatti.iter().any(|fatto| fatto.tipo == tipo.code());
    let may = |tipo: Tipo| match tipo {
        _ if !termine.riga.aperto => false,
        Tipo::Sospensione => !has(tipo) && today <= termine.riga.scadenza,
        Tipo::Ripresa => has(Tipo::Sospensione) && !has(tipo) && fermo_fino(&termine.fatti, today).is_some(),
        Tipo::Preavviso => !has(tipo) && today <= termine.riga.scadenza,
        Tipo::Osservazioni => has(Tipo::Preavviso) && !has(tipo),
        Tipo::Conclusione => true,
    };
    AZIONI.iter().filter(|(tipo, ..)| may(*tipo)).map(azione).collect()
}

type Posto = Path<(i64, i64, TermineId)>;

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path((anno, numero, id)): Posto) -> Result<Response, Error> {
    mostra(&ctx, (anno, numero), id, Inviato::default(), Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    (anno, numero): (i64, i64),
    id: TermineId,
    inviato: Inviato,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    let found = scheda.termini.iter().find(|termine| termine.riga.id == id);
    let termine = found.ok_or(Error::NotFound("Questa registrazione non ha un termine così."))?;
    let today = ctx.now.date();
    let back = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(&scheda.riga));
    let (stato, tono) = detto(termine, today);
    let failed = !errors.is_empty();
    let page = TermineVisto {
        indirizzo: format!("{back}/termini/{id}"),
        href: back.clone(),
        oggetto: scheda.riga.oggetto.clone(),
        stato,
        tono,
        dati: dati(termine),
        fatti: termine.fatti.iter().map(fatto).collect(),
        azioni: if suo(ctx, &scheda, termine)? { possibili(termine, today) } else { Vec::new() },
        inviato,
        oggi: today.to_string(),
        errors,
    };
    let mut response = ctx.page("Termine", &[("Protocollo", "/protocollo"), (&name, &back)], &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn suo(ctx: &Ctx, scheda: &Scheda, termine: &Termine) -> Result<bool, Error> {
    let who = ctx.who()?;
    let given = scheda.assegnazioni.iter().find(|given| given.id == termine.riga.assegnazione_id);
    let his = given.is_some_and(|given| tocca_a(who, given)) || who.may(&ASSEGNA);
    Ok(his && who.may(&PRENDI) && !scheda.stato.annullata)
}

fn dati(termine: &Termine) -> Vec<Row> {
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let riga = &termine.riga;
    vec![
        row("Decorre dal", riga.decorre_dal.format("%d/%m/%Y").to_string()),
        row("Giorni", riga.giorni.to_string()),
        row("Scade il", riga.scadenza.format("%d/%m/%Y").to_string()),
    ]
}

fn fatto(fatto: &crate::termine::tables::fatto::Model) -> Fatto {
    Fatto {
        che: Tipo::from_code(&fatto.tipo).map_or("", Tipo::label),
        dal: fatto.dal.to_string(),
        al: fatto.al.map(|day| day.to_string()),
        motivo: fatto.motivo.clone(),
    }
}

/// Notes what happened.
pub(super) async fn invia(
    ctx: Ctx,
    Path((anno, numero, id)): Posto,
    Form(sent): Form<Inviato>,
) -> Result<Response, Error> {
    let done = match leggi_inviato(&sent) {
        Ok(what) => accade(&ctx.ente, ctx.who()?, (anno, numero), id, &what).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}/termini/{id}", href(anno, numero))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let errors = errors(&refusal, &sent.tipo);
            mostra(&ctx, (anno, numero), id, sent, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

fn leggi_inviato(sent: &Inviato) -> Result<Accaduto, Refusal> {
    let mut refusal = Refusal::default();
    let dal = modulo::date(&sent.dal, "dal", &mut refusal);
    if dal.is_none() && sent.dal.trim().is_empty() {
        refusal.add(Some("dal"), "Scrivi il giorno.");
    }
    let tipo = Tipo::from_code(&sent.tipo);
    if tipo.is_none() {
        refusal.add(None, "Scegli che cosa è successo al termine.");
    }
    let (Some(tipo), Some(dal)) = (tipo, dal) else { return Err(refusal) };
    let giorni = sent.giorni.trim().parse().ok();
    refusal.unless_empty(Accaduto { tipo, dal, giorni, motivo: sent.motivo.clone() })
}

/// The reasons at the fields of the form that was sent: there are several on the page.
fn errors(refusal: &Refusal, tipo: &str) -> Vec<FieldError> {
    modulo::errors_by(refusal, |field| field.map_or_else(|| "stato".into(), |field| format!("{field}-{tipo}")))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Mettere {
    assegnazione: String,
    giorni: String,
    decorre_dal: String,
}

/// Sets one.
pub(super) async fn metti(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(sent): Form<Mettere>,
) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    let id: Option<Id<assegnazione::Entity>> = sent.assegnazione.trim().parse().ok();
    let giorni = sent.giorni.trim().parse().ok();
    if id.is_none() {
        refusal.add(Some("assegnazione"), "Scegli a chi vale il termine.");
    }
    if giorni.is_none() {
        refusal.add(Some("termine"), "Scrivi di quanti giorni è il termine.");
    }
    let dal = modulo::date(&sent.decorre_dal, "decorre_dal", &mut refusal);
    let (Some(id), Some(giorni), true) = (id, giorni, refusal.reasons.is_empty()) else { return Err(refusal.into()) };
    poni(&ctx.ente, ctx.who()?, (anno, numero), id, Nuovo { giorni, dal }).await?;
    Ok(Redirect::to(&href(anno, numero)).into_response())
}
