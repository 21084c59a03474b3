//! The page of a publication in the register: its documents, the whole ones too, what happened, its certificates, what can be done.

use documents::document;
use ente::Ente;
use kernel::{Id, Refusal};
use privacy::Genere;
use serde::{Deserialize, Serialize};
use ui::{Attachment, FieldError, Flash, FlashKind, Kind, Page, Row, TimelineEntry};
use web::{Ctx, Error, Form, HeaderMap, IntoResponse, Path, Query, Response, form_page, reasons};

use super::{CRUMBS, elenco::detto, rifiuto};
use crate::{
    elenca::{Documento, Scheda, Voce, una},
    permissions::{ANNULLA, PUBBLICA},
    referta::{Quale as QualeReferta, conteggio, efficacia, giorno, impedimento, nome_tipo},
    tables::{fatto, pubblicazione},
    vicende::{Vicenda, accade, ripubblica},
};

/// Which publication.
pub(super) type Quale = Path<Id<pubblicazione::Entity>>;

/// The page of a publication.
pub(super) fn href(id: Id<pubblicazione::Entity>) -> String {
    format!("/albo/registro/{id}")
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    stato: &'static str,
    tono: &'static str,
    dati: Vec<Row>,
    conteggio: &'static str,
    persi: Vec<String>,
    documenti: Vec<Attachment>,
    interi: Vec<Attachment>,
    scelte: Vec<Row>,
    referte: Vec<Attachment>,
    /// Why no certificate is made now.
    impedimento: Option<String>,
    /// To which body the certificate goes back, once there is one.
    relata: Option<String>,
    eventi: Vec<TimelineEntry>,
    al_suo_posto: Option<Row>,
    pubblica: Option<String>,
    annullata: bool,
    puo_annullare: bool,
    puo_annotare: bool,
    puo_sospendere: bool,
    puo_riprendere: bool,
    puo_ripubblicare: bool,
    motivo: String,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "albo/scheda.html";
    fn samples() -> Vec<Self> {
        let row = Row { label: "Tipo".into(), value: "Determinazione".into(), ..Row::default() };
        let file = Attachment { name: "atto.pdf".into(), href: "/x".into(), ..Attachment::default() };
        let full = Self {
            href: "/x".into(),
            stato: "in pubblicazione",
            tono: "info",
            dati: vec![row.clone()],
            conteggio: conteggio(false),
            persi: vec!["10/02/2026".into()],
            documenti: vec![file.clone()],
            interi: vec![file.clone()],
            scelte: vec![row.clone()],
            referte: vec![file],
            impedimento: Some("L'ente non ha ancora un sigillo.".into()),
            relata: Some("Tribunale di Prova".into()),
            eventi: vec![TimelineEntry { what: "Pubblicata".into(), ..TimelineEntry::default() }],
            al_suo_posto: Some(Row { href: Some("/y".into()), ..row }),
            pubblica: Some("/albo/2026/1".into()),
            puo_annullare: true,
            puo_annotare: true,
            puo_sospendere: true,
            puo_riprendere: true,
            puo_ripubblicare: true,
            errors: vec![FieldError { field: "motivo".into(), message: "Scrivi perché.".into() }],
            rifiuti: vec!["È già annullata.".into()],
            ..Self::default()
        };
        vec![full, Self { annullata: true, ..Self::default() }, Self::default()]
    }
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Fatto {
    fatto: Option<String>,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Quale, Query(fatto): Query<Fatto>) -> Result<Response, Error> {
    let done = match fatto.fatto.as_deref() {
        Some("pubblicata") => Some("Pubblicata: da questo momento la legge chiunque."),
        Some("annulla") => Some("Annullata: da questo momento non la legge più nessuno. Il numero resta."),
        Some("sospendi") => Some("Sospesa: finché non la riprendi i giorni non contano."),
        Some("riprendi") => Some("Ripresa: i giorni persi sono stati aggiunti in fondo."),
        Some("restituisci") => Some("Annotato: la referta è restituita."),
        Some("opposizione") => Some("Annotata: la referta finale lo dice, se non è già fatta."),
        _ => None,
    };
    mostra(&ctx, id, done, (String::new(), Refusal::default())).await
}

async fn mostra(
    ctx: &Ctx,
    id: Id<pubblicazione::Entity>,
    done: Option<&str>,
    (motivo, refusal): (String, Refusal),
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = una(&ctx.ente, who, id).await?;
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let voce = Voce { riga: scheda.riga.clone(), stato: scheda.stato.clone() };
    let (stato, tono) = detto(&voce, ctx.now);
    let (attiva, sospesa) = (scheda.stato.stato == "attiva", scheda.stato.stato == "sospesa");
    let over = scheda.stato.termina_at <= ctx.now;
    let finale = scheda.referte.iter().any(|one| one.tipo == QualeReferta::Finale.code());
    let link = super::pubblica::href(scheda.riga.anno, scheda.riga.numero);
    let page = Pagina {
        href: href(id),
        stato,
        tono,
        dati: dati(&scheda, ctx.now.date()),
        conteggio: conteggio(scheda.riga.conta_primo),
        persi: scheda.conto.persi.iter().copied().map(giorno).collect(),
        documenti: scheda.documenti.iter().map(|one| file(id, one, &one.documento, "pubblica")).collect(),
        interi: scheda
            .documenti
            .iter()
            .filter_map(|one| Some(file(id, one, one.integrale.as_ref()?, "integrale")))
            .collect(),
        scelte: scelte(&scheda),
        referte: referte(&ctx.ente, id, &scheda).await?,
        impedimento: if finale { None } else { impedimento(&ctx.ente).await? },
        relata: (scheda.stato.da_restituire && attiva).then(|| scheda.riga.richiedente.clone()),
        eventi: eventi(&scheda),
        al_suo_posto: scheda.al_suo_posto.as_ref().map(|other| Row {
            label: "Pubblicata di nuovo".into(),
            value: format!("n. {}/{}", other.numero, other.anno),
            href: Some(href(other.id)),
            code: false,
        }),
        pubblica: (attiva && !over).then_some(link),
        annullata: !attiva && !sospesa,
        puo_annullare: who.may(&ANNULLA) && (attiva || sospesa),
        puo_annotare: who.may(&PUBBLICA) && (attiva || sospesa),
        puo_sospendere: who.may(&ANNULLA) && attiva && !over,
        puo_riprendere: who.may(&ANNULLA) && sospesa,
        puo_ripubblicare: who.may(&PUBBLICA) && !attiva && !sospesa && scheda.al_suo_posto.is_none(),
        motivo,
        errors,
        rifiuti,
    };
    let title = format!("Albo pretorio n. {}/{}", scheda.riga.numero, scheda.riga.anno);
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    Ok(form_page(ctx.page_with(title, CRUMBS, flash, &page).await?, failed))
}

fn dati(scheda: &Scheda, oggi: kernel::Date) -> Vec<Row> {
    let riga = &scheda.riga;
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let mut rows = vec![
        row("Oggetto", riga.oggetto.clone()),
        row("Tipo", nome_tipo(&riga.tipo).to_owned()),
        row("Pubblicata", riga.pubblicata_at.told()),
        row("Fino al", format!("{}, ore 24", giorno(scheda.stato.fine_il))),
        row("Termine", riga.fonte.clone()),
        row("Richiesta da", riga.richiedente.clone()),
    ];
    rows.extend(riga.origine.clone().map(|text| row("Atto", text)));
    rows.extend(riga.protocollo.clone().map(|text| row("Protocollo della richiesta", text)));
    rows.extend(riga.adottato_il.map(|day| row("Data dell'atto", giorno(day))));
    if riga.immediata {
        rows.push(row("Immediata eseguibilità", "votata (art. 134, c. 4, d.lgs. 267/2000)".into()));
    }
    // What is annulled makes nothing enforceable.
    let dal = scheda.conto.esecutiva_dal.filter(|_| scheda.stato.stato != "annullata");
    rows.extend(dal.map(|day| efficacia(day, oggi)).map(|(label, text)| row(label, text)));
    rows
}

fn file(id: Id<pubblicazione::Entity>, one: &Documento, document: &document::Model, versione: &str) -> Attachment {
    let at = format!("{}/documenti/{}/{versione}", href(id), one.riga.posizione);
    let note = (versione == "pubblica" && one.riga.versione == "omissis").then(|| "versione con omissis".to_owned());
    Attachment {
        name: document.name.clone(),
        download_href: format!("{at}?scarica=si"),
        href: at,
        bytes: document.size.unsigned_abs(),
        format: document.format().label(),
        icon: "it-file".into(),
        note,
        ..Attachment::default()
    }
}

fn scelte(scheda: &Scheda) -> Vec<Row> {
    let tell = |one: &crate::tables::scelta::Model| Row {
        label: Genere::from_code(&one.genere).map_or("Altro", Genere::nome).to_owned(),
        value: match one.quante {
            1 => format!("in un punto: {}", one.motivo),
            quante => format!("in {quante} punti: {}", one.motivo),
        },
        href: None,
        code: false,
    };
    scheda.scelte.iter().map(tell).collect()
}

async fn referte(ente: &Ente, id: Id<pubblicazione::Entity>, scheda: &Scheda) -> Result<Vec<Attachment>, Error> {
    let read = ente.db().read().await?;
    let ids: Vec<_> = scheda.referte.iter().map(|row| row.documento_id.uuid()).collect();
    let found = ente.archive.find(&read, &ids).await?;
    let tell = |row: &crate::tables::referta::Model| {
        let document = found.iter().find(|document| document.id == row.documento_id)?;
        let at = format!("{}/referte/{}", href(id), row.tipo);
        Some(Attachment {
            name: document.name.clone(),
            href: at.clone(),
            download_href: at,
            bytes: document.size.unsigned_abs(),
            format: "PDF con il sigillo dell'ente".into(),
            icon: "it-file-signed".into(),
            told: Some(format!("Fatta il {}, fino al {}", row.emessa_at.told(), giorno(row.fine_il))),
            ..Attachment::default()
        })
    };
    Ok(scheda.referte.iter().filter_map(tell).collect())
}

fn eventi(scheda: &Scheda) -> Vec<TimelineEntry> {
    let tell = |one: &fatto::Model| {
        let (what, kind) = match one.tipo.as_str() {
            "annullamento" => ("Annullata", Kind::Danger),
            "sospensione" => ("Sospesa", Kind::Warning),
            "ripresa" => ("Ripresa", Kind::Success),
            "restituzione" => ("Referta restituita a chi l'aveva chiesta", Kind::Success),
            _ => ("Opposizione annotata", Kind::Warning),
        };
        TimelineEntry {
            at: one.at.micros(),
            what: what.into(),
            note: Some(one.motivo.clone()),
            kind,
            ..TimelineEntry::default()
        }
    };
    let referta = |one: &crate::tables::referta::Model| TimelineEntry {
        at: one.emessa_at.micros(),
        what: if one.tipo == "finale" { "Referta di pubblicazione fatta" } else { "Certificato di affissione fatto" }
            .into(),
        kind: Kind::Success,
        ..TimelineEntry::default()
    };
    let posted = TimelineEntry {
        at: scheda.riga.pubblicata_at.micros(),
        what: "Pubblicata".into(),
        kind: Kind::Info,
        ..TimelineEntry::default()
    };
    let mut all: Vec<TimelineEntry> = std::iter::once(posted)
        .chain(scheda.fatti.iter().map(tell))
        .chain(scheda.referte.iter().map(referta))
        .collect();
    all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    all
}

/// How a document is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Come {
    scarica: Option<String>,
}

/// One of its documents: what everybody reads, or the whole.
pub(super) async fn documento(
    ctx: Ctx,
    Path((id, posizione, versione)): Path<(Id<pubblicazione::Entity>, i64, String)>,
    Query(come): Query<Come>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let scheda = una(&ctx.ente, ctx.who()?, id).await?;
    let one = scheda.documenti.iter().find(|one| one.riga.posizione == posizione).ok_or(crate::Error::NotFound)?;
    let found = match versione.as_str() {
        "pubblica" => Some(&one.documento),
        "integrale" => one.integrale.as_ref(),
        _ => None,
    };
    let document = found.ok_or(crate::Error::NotFound)?;
    match come.scarica {
        Some(_) => web::attachment(&ctx.ente, document, &headers).await,
        None => web::inline(&ctx.ente, document, &headers).await,
    }
}

/// One of its certificates.
pub(super) async fn referta(
    ctx: Ctx,
    Path((id, tipo)): Path<(Id<pubblicazione::Entity>, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let scheda = una(&ctx.ente, ctx.who()?, id).await?;
    let row = scheda.referte.iter().find(|row| row.tipo == tipo).ok_or(crate::Error::NotFound)?;
    let read = ctx.ente.db().read().await?;
    let found = ctx.ente.archive.find(&read, &[row.documento_id.uuid()]).await?.pop();
    drop(read);
    web::attachment(&ctx.ente, &found.ok_or(crate::Error::NotFound)?, &headers).await
}

/// Why.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Motivo {
    motivo: String,
    /// Of a certificate that went back: how.
    come: String,
}

/// Annuls, suspends, takes up again; notes an opposition, or that the certificate went back.
pub(super) async fn vicenda(
    ctx: Ctx,
    Path((id, quale)): Path<(Id<pubblicazione::Entity>, String)>,
    Form(sent): Form<Motivo>,
) -> Result<Response, Error> {
    let quale = Vicenda::from_code(&quale).ok_or(crate::Error::NotFound)?;
    let back = quale == Vicenda::Restituisci;
    let motivo = if back { &sent.come } else { &sent.motivo };
    match accade(&ctx.ente, ctx.who()?, id, quale, motivo).await {
        Ok(()) => Ok(web::Redirect::to(&format!("{}?fatto={}", href(id), quale.code())).into_response()),
        Err(error) => {
            let mut refusal = rifiuto(error)?;
            // Here it has a field of its own.
            for reason in refusal.reasons.iter_mut().filter(|_| back) {
                reason.field = reason.field.map(|_| "come");
            }
            mostra(&ctx, id, None, (sent.motivo, refusal)).await
        }
    }
}

/// What is said anew.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Oggetto {
    oggetto: String,
}

/// Publishes again what was annulled.
pub(super) async fn di_nuovo(ctx: Ctx, Path(id): Quale, Form(sent): Form<Oggetto>) -> Result<Response, Error> {
    match ripubblica(&ctx.ente, ctx.who()?, id, Some(&sent.oggetto)).await {
        Ok(made) => {
            let to = format!("{}?fatto=pubblicata", href(made.id.into()));
            Ok(web::Redirect::to(&to).into_response())
        }
        Err(error) => mostra(&ctx, id, None, (String::new(), rifiuto(error)?)).await,
    }
}
