//! Which mailboxes there are, and whose signatures are trusted.

use serde::Serialize;
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Response};

use super::BASE;
use crate::posta::{
    firma::{
        ancora,
        fiducia::{REGOLE, regola},
    },
    tenute::{Tenuta, elenca},
};

#[derive(Debug, Serialize)]
pub(super) struct Caselle {
    caselle: Vec<Riga>,
    regola: String,
    regole: Vec<Choice>,
    autorita: Vec<Autorita>,
    pem: String,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct Riga {
    nome: String,
    indirizzo: String,
    tipo: &'static str,
    ufficio: String,
    stato: &'static str,
    tono: &'static str,
    errore: Option<String>,
    /// Where it is changed; none for those of the settings.
    href: Option<String>,
}

#[derive(Debug, Serialize)]
struct Autorita {
    nome: String,
    impronta: String,
    aggiunta_at: i64,
    togli: String,
}

impl Page for Caselle {
    const TEMPLATE: &'static str = "protocollo/caselle.html";
    fn samples() -> Vec<Self> {
        let riga = |href: Option<&str>| Riga {
            nome: "pec".into(),
            indirizzo: "comune@pec.example.it".into(),
            tipo: "PEC",
            ufficio: "Protocollo".into(),
            stato: "si legge",
            tono: "success",
            errore: href.map(|_| "Il server non risponde.".into()),
            href: href.map(str::to_owned),
        };
        let full = Self {
            caselle: vec![riga(None), riga(Some("/protocollo/caselle/x"))],
            regola: "secondo".into(),
            regole: regole(),
            autorita: vec![Autorita {
                nome: "Autorità".into(),
                impronta: "ab".repeat(32),
                aggiunta_at: 1,
                togli: "/protocollo/caselle/autorita/x/togli".into(),
            }],
            pem: "x".into(),
            errors: vec![FieldError { field: "pem".into(), message: "Non si legge.".into() }],
        };
        let empty = Self { caselle: vec![], autorita: vec![], pem: String::new(), errors: vec![], ..Self::vuota() };
        vec![full, empty]
    }
}

impl Caselle {
    fn vuota() -> Self {
        let regola = REGOLE[0].0.into();
        Self { caselle: vec![], regola, regole: regole(), autorita: vec![], pem: String::new(), errors: vec![] }
    }
}

fn regole() -> Vec<Choice> {
    REGOLE.iter().map(|(code, label)| Choice { value: (*code).into(), label: (*label).into(), hint: None }).collect()
}

fn riga(one: Tenuta) -> Riga {
    let active = one.accesso.as_ref().map(|accesso| accesso.attiva);
    let (stato, tono) = match (one.impostazioni, active) {
        _ if one.casella.simulata => ("casella di prova", "info"),
        (true, _) | (false, Some(true)) if one.errore.is_some() => ("non si legge", "danger"),
        (true, _) | (false, Some(true)) => ("in uso", "success"),
        (false, Some(false)) => ("spenta", "neutral"),
        (false, None) => ("non più nelle impostazioni", "warning"),
    };
    Riga {
        tipo: if one.casella.certificata { "PEC" } else { "posta ordinaria" },
        ufficio: one.ufficio.unwrap_or_default(),
        stato,
        tono,
        errore: one.errore.filter(|_| tono == "danger"),
        href: (one.impostazioni || one.accesso.is_some()).then(|| format!("{BASE}/{}", one.casella.id)),
        nome: one.casella.nome,
        indirizzo: one.casella.indirizzo,
    }
}

/// The list.
pub(in crate::pagine) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    mostra(&ctx, String::new(), Vec::new()).await
}

pub(super) async fn mostra(ctx: &Ctx, pem: String, errors: Vec<FieldError>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let caselle = elenca(&ctx.ente, who).await?.into_iter().map(riga).collect();
    let autorita = ancora::elenca(&ctx.ente, who).await?;
    let read = ctx.ente.db().read().await?;
    let regola = regola(&read).await?;
    drop(read);
    let failed = !errors.is_empty();
    let autorita = autorita.into_iter().map(|row| Autorita {
        togli: format!("{BASE}/autorita/{}/togli", row.id),
        nome: row.nome,
        impronta: row.impronta,
        aggiunta_at: row.aggiunta_at.micros(),
    });
    let page = Caselle { caselle, regola, regole: regole(), autorita: autorita.collect(), pem, errors };
    let mut response = ctx.page("Caselle di posta", &[("Protocollo", "/protocollo")], &page).await?;
    if failed {
        *response.status_mut() = web::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}
