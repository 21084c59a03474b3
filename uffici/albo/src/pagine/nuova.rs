//! The form by which something is published: its words, its files, the documents of an entry that an outside body asks to publish.

use axum::extract::Request;
use documents::{clean_name, document};
use kernel::{Refusal, Uuid};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, IntoResponse, Query, Response, Uploaded, form_page, reasons};

use super::{CRUMBS, bozza, rifiuto, tipi};
use crate::{
    Porte,
    bozza::{Pezzo, Scritto, appaia, comincia, dal_protocollo},
    regole::termini,
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Nuova {
    scritto: Scritto,
    tipi: Vec<Choice>,
    /// Documents of the entry that may be chosen.
    documenti: Vec<Scelta>,
    /// What the table of terms says, for the hint.
    termini: Vec<String>,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Scelta {
    id: String,
    nome: String,
    scelto: bool,
}

impl Page for Nuova {
    const TEMPLATE: &'static str = "albo/nuova.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            scritto: Scritto {
                cosa: "2026/1".into(),
                esterno: true,
                immediata: true,
                tipo: "atto_terzi".into(),
                ..Scritto::default()
            },
            tipi: tipi(),
            documenti: vec![Scelta { id: "1".into(), nome: "decreto.pdf".into(), scelto: true }],
            termini: vec!["Determinazione: 15 giorni".into()],
            errors: vec![FieldError { field: "oggetto".into(), message: "Scrivi l'oggetto.".into() }],
            rifiuti: vec!["La registrazione è annullata.".into()],
        };
        vec![full, Self { tipi: tipi(), ..Self::default() }]
    }
}

/// By which entry an outside body asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Quale {
    cosa: String,
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, Query(quale): Query<Quale>, porte: Porte) -> Result<Response, Error> {
    let mut scritto = Scritto { cosa: quale.cosa.trim().to_owned(), ..Scritto::default() };
    let mut refusal = Refusal::default();
    let documenti = di_cosa(&ctx, porte, &scritto.cosa, &mut refusal).await?;
    if let Some(first) = documenti.first() {
        match dal_protocollo(&ctx.ente, ctx.who()?, porte, &scritto.cosa, first.id.uuid()).await {
            Ok((_, segnatura, oggetto)) => {
                scritto.oggetto = oggetto;
                scritto.protocollo = segnatura;
                scritto.esterno = true;
                scritto.tipo = "atto_terzi".into();
            }
            Err(error) => refusal.reasons.extend(rifiuto(error)?.reasons),
        }
    } else if scritto.cosa.is_empty() {
        scritto.richiedente = ctx.who()?.grants.iter().map(|grant| grant.unit_name.clone()).next().unwrap_or_default();
    }
    mostra(&ctx, scritto, (documenti, Vec::new()), refusal).await
}

/// The documents of an entry that this person sees; none where none is named, with the reason where it cannot be read.
async fn di_cosa(ctx: &Ctx, porte: Porte, cosa: &str, refusal: &mut Refusal) -> Result<Vec<document::Model>, Error> {
    if cosa.is_empty() {
        return Ok(Vec::new());
    }
    let porta = porte.iter().find(|porta| porta.ufficio() == "protocollo");
    let Some(porta) = porta else { return Ok(Vec::new()) };
    match porta.documenti(&ctx.ente, ctx.who()?, cosa).await {
        Ok(found) => Ok(found),
        Err(Error::NotFound(_) | Error::Denied(_)) => {
            refusal.add(
                Some("cosa"),
                "Nessuna registrazione con questo numero, oppure non la puoi vedere. Scrivila come anno/numero: 2026/1.",
            );
            Ok(Vec::new())
        }
        Err(other) => Err(other),
    }
}

async fn mostra(
    ctx: &Ctx,
    scritto: Scritto,
    (documenti, scelti): (Vec<document::Model>, Vec<String>),
    refusal: Refusal,
) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let known = {
        let read = ctx.ente.db().read().await?;
        termini(&read, ctx.now.date()).await?
    };
    let told = porte::albo::TIPI.iter().filter_map(|tipo| {
        let row = known.get(tipo.codice)?;
        Some(match row.giorni {
            Some(1) => format!("{}: 1 giorno ({})", tipo.nome, row.fonte),
            Some(giorni) => format!("{}: {giorni} giorni ({})", tipo.nome, row.fonte),
            None => format!("{}: {}", tipo.nome, row.fonte),
        })
    });
    let choice = |document: &document::Model| {
        let id = document.id.to_string();
        Scelta { nome: document.name.clone(), scelto: scelti.contains(&id), id }
    };
    let page = Nuova {
        tipi: tipi(),
        documenti: documenti.iter().map(choice).collect(),
        termini: told.collect(),
        scritto,
        errors,
        rifiuti,
    };
    Ok(form_page(ctx.page("Pubblica all'albo pretorio", CRUMBS, &page).await?, failed))
}

/// What the form says.
fn scritto_di(sent: &Uploaded) -> Scritto {
    let text = |name: &str| sent.field(name).trim().to_owned();
    Scritto {
        tipo: text("tipo"),
        oggetto: text("oggetto"),
        origine: text("origine"),
        richiedente: text("richiedente"),
        esterno: !text("esterno").is_empty(),
        protocollo: text("protocollo"),
        adottato_il: text("adottato_il"),
        immediata: !text("immediata").is_empty(),
        giorni: text("giorni"),
        fino_al: text("fino_al"),
        cosa: text("cosa"),
    }
}

/// Reads what was sent, and leads on to what a person must decide before it is published.
pub(super) async fn comincia_bozza(ctx: Ctx, request: Request, porte: Porte) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let scritto = scritto_di(&sent);
    let scelti = sent.values("documento").to_vec();
    match prova_a_cominciare(&ctx, &sent, &scritto, porte).await {
        Ok(id) => Ok(web::Redirect::to(&bozza::href(id)).into_response()),
        Err(error) => {
            let mut refusal = rifiuto(error)?;
            let documenti = di_cosa(&ctx, porte, &scritto.cosa, &mut refusal).await?;
            if !sent.files.is_empty() {
                refusal.add(Some("file"), "Scegli di nuovo i file: non si possono rimettere da soli nel modulo.");
            }
            mostra(&ctx, scritto, (documenti, scelti), refusal).await
        }
    }
}

/// Takes the files of the form, and begins a draft of them.
async fn prova_a_cominciare(
    ctx: &Ctx,
    sent: &Uploaded,
    scritto: &Scritto,
    porte: Porte,
) -> Result<crate::BozzaId, crate::Error> {
    let who = ctx.who()?;
    let given = |field: &str| -> Vec<Pezzo> {
        let own = sent.files.iter().filter(|(name, _, stored)| name == field && stored.size > 0);
        own.map(|(_, name, stored)| Pezzo {
            nome: clean_name(name),
            impronta: stored.sha256.to_string(),
            documento: None,
        })
        .collect()
    };
    let scelti: Result<Vec<Uuid>, _> = sent.values("documento").iter().map(|id| id.parse::<Uuid>()).collect();
    let scelti = scelti.map_err(|_| crate::Error::NotFound)?;
    let pezzi = (given("file"), given("integrale"));
    let pezzi = appaia(&ctx.ente, who, porte, (&scritto.cosa, &scelti), pezzi).await?;
    comincia(&ctx.ente, who, scritto.clone(), pezzi).await
}
