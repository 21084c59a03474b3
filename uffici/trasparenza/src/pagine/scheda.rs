//! An item, for the office: also what is over, its versions, who is behind what names nobody.

use documents::document;
use kernel::{Refusal, Uuid};
use serde::{Deserialize, Serialize};
use ui::{Attachment, Column, FieldError, Flash, FlashKind, Page, Row, columns};
use web::{Ctx, Error, Form, HeaderMap, IntoResponse, Path, Query, Response, form_page, reasons};

use super::{
    CRUMBS, chi,
    personali::lasciati,
    pubblica::{Come, documenti_di, href as href_pubblico, manda, righe},
    rifiuto, row, scritti,
};
use crate::{
    cura,
    fatti::giorno,
    permissions::{PUBBLICA, RITIRA},
    ufficio::{Scheda, come_sta, una},
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    nuova_href: String,
    pubblica_href: Option<String>,
    stato: &'static str,
    tono: &'static str,
    testo: Vec<String>,
    campi: Vec<Row>,
    dati: Vec<Row>,
    documenti: Vec<Attachment>,
    /// What was decided of personal data in it.
    lasciati: Vec<Row>,
    colonne: Vec<Column>,
    versioni: Vec<Versione>,
    ritiro: Option<String>,
    protetta: bool,
    beneficiario: Vec<Row>,
    motivo: String,
    pubblica: bool,
    ritira: bool,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Versione {
    numero: i64,
    scritta: String,
    titolo: String,
    campi: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "trasparenza/scheda.html";
    fn samples() -> Vec<Self> {
        let row = Row { label: "Importo".into(), value: "500,00 €".into(), ..Row::default() };
        let full = Self {
            href: "/x".into(),
            nuova_href: "/y".into(),
            pubblica_href: Some("/z".into()),
            stato: "si legge",
            tono: "success",
            testo: vec!["Testo".into()],
            campi: vec![row.clone()],
            dati: vec![row.clone()],
            documenti: vec![Attachment { name: "atto.pdf".into(), href: "/x".into(), ..Attachment::default() }],
            lasciati: vec![row.clone()],
            colonne: colonne(),
            versioni: vec![Versione { numero: 1, titolo: "Contributo".into(), ..Versione::default() }],
            ritiro: Some("Era sbagliato".into()),
            protetta: true,
            beneficiario: vec![row],
            pubblica: true,
            ritira: true,
            errors: vec![FieldError { field: "motivo".into(), message: "Scrivi perché.".into() }],
            rifiuti: vec!["Non si può.".into()],
            ..Self::default()
        };
        vec![full, Self { tono: "neutral", protetta: true, ..Self::default() }]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Versione", "Scritta", "Titolo", "Dati"])
}

/// The office's page of an item.
pub(crate) fn href(id: Uuid) -> String {
    format!("/trasparenza/ufficio/schede/{id}")
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fatto {
    fatto: Option<String>,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<Uuid>, Query(fatto): Query<Fatto>) -> Result<Response, Error> {
    let done = fatto.fatto.map(|_| "Fatto.");
    mostra(&ctx, id, String::new(), (done, Refusal::default())).await
}

async fn mostra(
    ctx: &Ctx,
    id: Uuid,
    motivo: String,
    (done, refusal): (Option<&str>, Refusal),
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let found = una(&ctx.ente, who, id).await?;
    let (stato, tono) = come_sta(&found.voce.stato, ctx.now.date());
    let live = found.voce.stato.stato == "pubblicata";
    let campi = found.voce.riga.campi()?.into_iter().map(|(name, value)| row(&name, value)).collect();
    let page = Pagina {
        href: href(id),
        nuova_href: format!("/trasparenza/ufficio/nuova?sezione={}&voce={id}", found.sezione.codice),
        pubblica_href: (stato == "si legge").then(|| href_pubblico(found.sezione, id)),
        stato,
        tono,
        testo: righe(&found.voce.riga.testo),
        campi,
        dati: dati(&found),
        documenti: con_avvisi(ctx, &found, documenti_di(&href(id), &found.documenti)).await?,
        lasciati: lasciati(&found.scelte),
        colonne: colonne(),
        versioni: versioni(&found)?,
        ritiro: found.ritiro.as_ref().map(|row| format!("{}, il {}", row.motivo, row.at.told())),
        protetta: found.protetta,
        beneficiario: chi(found.beneficiario.as_ref()),
        motivo,
        pubblica: who.may(&PUBBLICA) && live,
        ritira: who.may(&RITIRA) && live,
        errors,
        rifiuti,
    };
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    let title = found.voce.riga.titolo.clone();
    Ok(form_page(ctx.page_with(title, CRUMBS, flash, &page).await?, failed))
}

/// The files with what there is to tell of each: what its signatures are worth, and that it cannot be kept as it is.
async fn con_avvisi(ctx: &Ctx, found: &Scheda, mut files: Vec<Attachment>) -> Result<Vec<Attachment>, Error> {
    let all: Vec<&document::Model> = found.documenti.iter().collect();
    let told = verifiche::in_breve(&ctx.ente, &all).await?;
    for (file, document) in files.iter_mut().zip(all) {
        file.told = told.get(&document.id.uuid()).cloned();
    }
    Ok(files)
}

fn dati(found: &Scheda) -> Vec<Row> {
    let (riga, stato) = (&found.voce.riga, &found.voce.stato);
    let mut rows = vec![
        Row {
            href: Some(super::sezione::href(found.sezione)),
            ..row("Sezione", format!("{} {}", found.sezione.codice, found.sezione.nome))
        },
        row("Data", giorno(riga.riferita_al)),
        row("Ne risponde", riga.responsabile.clone()),
        row("Viene da", riga.ufficio.clone()),
        row("Pubblicato", stato.pubblicata_at.told()),
        row("Aggiornato", stato.aggiornata_at.told()),
        row("Resta", found.sezione.termine.detto().to_owned()),
    ];
    rows.extend(riga.effetti_fino.map(|day| row("Effetti, o incarico, fino al", giorno(day))));
    rows.extend(stato.fine_il.map(|day| row("Si legge fino al", giorno(day))));
    rows
}

fn versioni(found: &Scheda) -> Result<Vec<Versione>, crate::Error> {
    let one = |row: &crate::voce::Model| -> Result<Versione, crate::Error> {
        Ok(Versione {
            numero: row.versione,
            scritta: row.scritta_at.told(),
            titolo: row.titolo.clone(),
            campi: scritti(&row.campi()?, "; "),
        })
    };
    found.versioni.iter().map(one).collect()
}

/// Why it is withdrawn, as the form writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ritirata {
    motivo: String,
}

/// Withdraws it.
pub(super) async fn ritira(ctx: Ctx, Path(id): Path<Uuid>, Form(scritta): Form<Ritirata>) -> Result<Response, Error> {
    match cura::ritira(&ctx.ente, ctx.who()?, id, &scritta.motivo).await {
        Ok(()) => Ok(web::Redirect::to(&format!("{}?fatto=si", href(id))).into_response()),
        Err(error) => mostra(&ctx, id, scritta.motivo, (None, rifiuto(error)?)).await,
    }
}

/// One of its files.
pub(super) async fn documento(
    ctx: Ctx,
    Path((id, posizione)): Path<(Uuid, usize)>,
    Query(come): Query<Come>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let found = una(&ctx.ente, ctx.who()?, id).await?;
    manda(&ctx, &found.documenti, posizione, (&come, &headers)).await
}
