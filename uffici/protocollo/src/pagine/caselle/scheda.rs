//! One mailbox: how it is reached, whether that works.

use kernel::Id;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page, Row};
use web::{Ctx, Error, Path, Response};

use super::BASE;
use crate::{
    posta::tenute::{
        Tenuta,
        dati::{Dati, SICUREZZE},
        parola::Parola,
        prova::Prova,
        vedi,
    },
    tables::casella,
};

/// The form, as it is sent and shown again. The password is never shown.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::pagine) struct Campi {
    nome: String,
    indirizzo: String,
    certificata: String,
    ufficio: String,
    imap: String,
    imap_porta: String,
    imap_sicurezza: String,
    utente: String,
    #[serde(skip_serializing)]
    password: Parola,
    cartella: String,
    cartella_presi: String,
    smtp: String,
    smtp_porta: String,
    smtp_sicurezza: String,
    massimo_mb: String,
    autorita: String,
}

impl From<Campi> for Dati {
    fn from(campi: Campi) -> Self {
        Self {
            nome: campi.nome,
            indirizzo: campi.indirizzo,
            certificata: campi.certificata == "pec",
            ufficio: campi.ufficio.parse().ok(),
            imap: campi.imap,
            imap_porta: campi.imap_porta,
            imap_sicurezza: campi.imap_sicurezza,
            utente: campi.utente,
            password: campi.password,
            cartella: campi.cartella,
            cartella_presi: campi.cartella_presi,
            smtp: campi.smtp,
            smtp_porta: campi.smtp_porta,
            smtp_sicurezza: campi.smtp_sicurezza,
            massimo_mb: campi.massimo_mb,
            autorita: campi.autorita,
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Scheda {
    /// Where it is; none for a new one.
    href: Option<String>,
    campi: Campi,
    tipi: Vec<Choice>,
    uffici: Vec<Choice>,
    sicurezze: Vec<Choice>,
    /// Of one that the settings file keeps: what it says.
    dati: Vec<Row>,
    modificabile: bool,
    attiva: bool,
    esiti: Vec<EsitoProva>,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct EsitoProva {
    cosa: &'static str,
    riuscita: bool,
    detto: String,
}

impl Page for Scheda {
    const TEMPLATE: &'static str = "protocollo/casella.html";
    fn samples() -> Vec<Self> {
        let new = || Self {
            href: None,
            campi: Campi::default(),
            tipi: tipi(),
            uffici: vec![Choice { value: "x".into(), label: "Protocollo (PRO)".into(), hint: None }],
            sicurezze: sicurezze(),
            dati: vec![],
            modificabile: true,
            attiva: true,
            esiti: vec![],
            errors: vec![FieldError { field: "imap".into(), message: "Scrivi il nome del server.".into() }],
        };
        let href = || Some("/protocollo/caselle/x".to_owned());
        let esito = |riuscita| EsitoProva { cosa: "Lettura", riuscita, detto: "Si entra.".into() };
        let known = Self { href: href(), esiti: vec![esito(true), esito(false)], errors: vec![], ..new() };
        let off = Self { href: href(), attiva: false, errors: vec![], ..new() };
        let row = Row { label: "Indirizzo".into(), value: "a@example.it".into(), href: None, code: false };
        let of_settings = Self { href: href(), dati: vec![row], modificabile: false, errors: vec![], ..new() };
        vec![new(), known, off, of_settings]
    }
}

fn tipi() -> Vec<Choice> {
    let choice = |value: &str, label: &str, hint: &str| Choice {
        value: value.into(),
        label: label.into(),
        hint: Some(hint.to_owned()),
    };
    vec![
        choice("pec", "PEC", "Le ricevute del gestore dicono che cosa è successo a quello che parte."),
        choice("ordinaria", "Posta ordinaria", "Non dà ricevute: al più un avviso se un messaggio torna indietro."),
    ]
}

fn sicurezze() -> Vec<Choice> {
    SICUREZZE.iter().map(|(code, label)| Choice { value: (*code).into(), label: (*label).into(), hint: None }).collect()
}

async fn uffici(ctx: &Ctx) -> Result<Vec<Choice>, Error> {
    let read = ctx.ente.db().read().await?;
    let units = authz::unit_tree(&read, ctx.ente.ledger.now().date()).await?;
    let choice = |unit: authz::unit::Model| Choice {
        value: unit.id.to_string(),
        label: format!("{} ({})", unit.name, unit.code),
        hint: None,
    };
    Ok(units.into_iter().map(choice).collect())
}

fn campi(tenuta: &Tenuta) -> Campi {
    let casella = &tenuta.casella;
    let known = Campi {
        nome: casella.nome.clone(),
        indirizzo: casella.indirizzo.clone(),
        certificata: if casella.certificata { "pec" } else { "ordinaria" }.into(),
        ufficio: casella.ufficio_id.to_string(),
        ..Campi::default()
    };
    let Some(row) = &tenuta.accesso else { return known };
    let number = |value: Option<i64>| value.map(|number| number.to_string()).unwrap_or_default();
    Campi {
        imap: row.imap.clone(),
        imap_porta: row.imap_porta.to_string(),
        imap_sicurezza: row.imap_sicurezza.clone(),
        utente: row.utente.clone(),
        cartella: row.cartella.clone(),
        cartella_presi: row.cartella_presi.clone(),
        smtp: row.smtp.clone().unwrap_or_default(),
        smtp_porta: number(row.smtp_porta),
        smtp_sicurezza: row.smtp_sicurezza.clone().unwrap_or_default(),
        massimo_mb: number(row.massimo_mb),
        autorita: row.autorita.clone().unwrap_or_default(),
        ..known
    }
}

/// The form of a new one.
pub(in crate::pagine) async fn nuova(ctx: Ctx) -> Result<Response, Error> {
    let campi = Campi { certificata: "pec".into(), ..Campi::default() };
    mostra_nuova(&ctx, campi, Vec::new()).await
}

pub(super) async fn mostra_nuova(ctx: &Ctx, campi: Campi, errors: Vec<FieldError>) -> Result<Response, Error> {
    let page = Scheda {
        href: None,
        campi,
        tipi: tipi(),
        uffici: uffici(ctx).await?,
        sicurezze: sicurezze(),
        dati: vec![],
        modificabile: true,
        attiva: true,
        esiti: vec![],
        errors,
    };
    rispondi(ctx, "Nuova casella di posta".into(), page).await
}

/// The page of one.
pub(in crate::pagine) async fn pagina(ctx: Ctx, Path(id): Path<Id<casella::Entity>>) -> Result<Response, Error> {
    mostra(&ctx, id, None, None, Vec::new()).await
}

pub(super) async fn mostra(
    ctx: &Ctx,
    id: Id<casella::Entity>,
    inviati: Option<Campi>,
    prova: Option<Prova>,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let tenuta = vedi(&ctx.ente, ctx.who()?, id).await?;
    let modificabile = tenuta.accesso.is_some() && !tenuta.impostazioni;
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let dati = vec![
        row("Nome", tenuta.casella.nome.clone()),
        row("Indirizzo", tenuta.casella.indirizzo.clone()),
        row("Tipo", if tenuta.casella.certificata { "PEC" } else { "posta ordinaria" }.into()),
        row("Ufficio che riceve", tenuta.ufficio.clone().unwrap_or_default()),
    ];
    let page = Scheda {
        href: Some(format!("{BASE}/{id}")),
        campi: inviati
            .map(|sent| Campi { nome: tenuta.casella.nome.clone(), ..sent })
            .unwrap_or_else(|| campi(&tenuta)),
        tipi: tipi(),
        uffici: uffici(ctx).await?,
        sicurezze: sicurezze(),
        dati: if modificabile { vec![] } else { dati },
        modificabile,
        attiva: tenuta.impostazioni || tenuta.accesso.as_ref().is_some_and(|row| row.attiva),
        esiti: prova.map(esiti).unwrap_or_default(),
        errors,
    };
    rispondi(ctx, format!("Casella {}", tenuta.casella.indirizzo), page).await
}

fn esiti(prova: Prova) -> Vec<EsitoProva> {
    let one = |cosa, said: Result<String, String>| {
        let riuscita = said.is_ok();
        EsitoProva { cosa, riuscita, detto: said.unwrap_or_else(|why| why) }
    };
    let mut all = vec![one("Lettura", prova.lettura)];
    all.extend(prova.spedizione.map(|said| one("Spedizione", said)));
    all
}

async fn rispondi(ctx: &Ctx, title: String, page: Scheda) -> Result<Response, Error> {
    let failed = !page.errors.is_empty();
    let mut response = ctx.page(title, &[("Protocollo", "/protocollo"), ("Caselle di posta", BASE)], &page).await?;
    if failed {
        *response.status_mut() = web::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_sent_back() {
        let campi = Campi { password: "segreta".into(), ..Campi::default() };
        assert!(!serde_json::to_string(&campi).unwrap().contains("segreta"));
    }
}
