//! The page of a copy in the register; its file; its withdrawal.

use ente::Ente;
use kernel::{Id, Refusal};
use porte::Stato;
use serde::{Deserialize, Serialize};
use ui::{FieldError, Flash, FlashKind, Page, Row};
use web::{Ctx, Error, Form, HeaderMap, IntoResponse, Path, Query, Response, form_page, reasons};

use super::{CRUMBS, rifiuto};
use crate::{
    Porte,
    elenca::{Copia, una},
    permissions::{RILASCIA, RITIRA},
    rilascia::porta,
    ritira::ritira,
    rules::Forma,
    tables::copia,
    verifica::stato,
};

/// Which copy.
pub(super) type Quale = Path<Id<copia::Entity>>;

/// The page of a copy.
pub(super) fn href(id: Id<copia::Entity>) -> String {
    format!("/copie/registro/{id}")
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    dati: Vec<Row>,
    ritirata: Option<String>,
    /// What became of the original, where it does not hold any more or nobody can tell: in short, and in a sentence.
    originale: Option<(&'static str, String)>,
    /// Whether it is a file, which whoever attested has to sign.
    da_firmare: Option<String>,
    scarica: bool,
    puo_ritirare: bool,
    motivo: String,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "copie/scheda.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            href: "/x".into(),
            dati: vec![Row { label: "Numero".into(), value: "1/2026".into(), ..Row::default() }],
            ritirata: None,
            originale: originale(Stato::Assente),
            da_firmare: Some("Anna Neri".into()),
            scarica: true,
            puo_ritirare: true,
            motivo: "Sbagliata".into(),
            errors: vec![FieldError { field: "motivo".into(), message: "Scrivi perché.".into() }],
            rifiuti: vec!["È già stata ritirata.".into()],
        };
        vec![full, Self { ritirata: Some("Ritirata il 25/11/2026: era sbagliata.".into()), ..Self::default() }]
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Fatto {
    fatto: Option<String>,
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(id): Quale,
    Query(fatto): Query<Fatto>,
    porte: Porte,
) -> Result<Response, Error> {
    let done = match fatto.fatto.as_deref() {
        Some("rilasciata") => Some("Rilasciata: scarica il PDF."),
        Some("ritirata") => Some("Ritirata: la sua pagina pubblica lo dice già."),
        _ => None,
    };
    mostra(&ctx, porte, id, done, (String::new(), Refusal::default())).await
}

async fn mostra(
    ctx: &Ctx,
    porte: Porte,
    id: Id<copia::Entity>,
    done: Option<&str>,
    (motivo, refusal): (String, Refusal),
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let copia = una(&ctx.ente, who, id).await?;
    let stato = stato(&ctx.ente, porte, &copia.riga).await?;
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let page = Pagina {
        href: href(id),
        dati: dati(&copia, sigillo(&ctx.ente, &copia.riga).await?),
        ritirata: copia
            .ritiro
            .as_ref()
            .map(|ritiro| format!("Ritirata il {}. Motivo: {}", ritiro.ritirata_at.told(), ritiro.motivo)),
        originale: originale(stato),
        da_firmare: (copia.riga.forma() == Forma::File).then(|| copia.riga.attestante.clone()),
        scarica: who.may(&RILASCIA) && stato == Stato::Vale,
        puo_ritirare: who.may(&RITIRA) && copia.ritiro.is_none(),
        motivo,
        errors,
        rifiuti,
    };
    let title = format!("{} n. {}/{}", copia.riga.che_cosa(), copia.riga.numero, copia.riga.anno);
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    Ok(form_page(ctx.page_with(title, CRUMBS, flash, &page).await?, failed))
}

fn originale(stato: Stato) -> Option<(&'static str, String)> {
    match stato {
        Stato::Vale => None,
        Stato::Annullato(day) => Some((
            "Questa copia non vale più",
            format!(
                "L'ufficio che tiene l'originale lo dà per annullato dal {}: chi controlla la copia lo legge.",
                day.format("%d/%m/%Y")
            ),
        )),
        Stato::Assente => Some((
            "Non si può dire se vale",
            "L'ufficio che tiene l'originale adesso non ne risponde: chi controlla la copia lo legge.".into(),
        )),
    }
}

/// What is said of the ente's seal in a copy that is a file.
async fn sigillo(ente: &Ente, riga: &copia::Model) -> Result<Option<&'static str>, Error> {
    if riga.forma() != Forma::File {
        return Ok(None);
    }
    let Some(id) = riga.sigillo_id else { return Ok(Some("no: il Comune non ne ha uno, oppure non è riuscito")) };
    let read = ente.db().read().await?;
    let trial = seal::of_ids(&read, &[id]).await.map_err(Error::internal)?.iter().any(|row| row.trial);
    Ok(Some(if trial { "sì, ma di prova: non ha valore legale" } else { "sì" }))
}

fn dati(copia: &Copia, sigillo: Option<&str>) -> Vec<Row> {
    let riga = &copia.riga;
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let mut rows = vec![
        row("Originale", riga.segnatura.clone()),
        row("Pagine", format!("{} (l'originale ne ha {})", riga.pagine, riga.pagine_originale)),
        row("Rilasciata", riga.rilasciata_at.told()),
        row("Attesta", format!("{}, {}", riga.attestante, riga.qualifica)),
    ];
    let richiesta = copia.richiesta.as_ref();
    rows.extend(richiesta.and_then(|one| one.omesso.clone()).map(|text| row("Che cosa è omesso", text)));
    rows.extend(richiesta.and_then(|one| one.richiedente.clone()).map(|text| row("Per", text)));
    rows.extend(richiesta.and_then(|one| one.motivo.clone()).map(|text| row("Uso", text)));
    rows.extend(richiesta.and_then(|one| one.bollo.clone()).map(|text| row("Imposta di bollo", text)));
    rows.push(row("La pagina pubblica dice l'oggetto", if riga.mostra_oggetto { "sì" } else { "no" }.to_owned()));
    rows.extend(sigillo.map(|text| row("Sigillo dell'ente nel file", text.to_owned())));
    let told = crate::Scarico::TUTTI.iter().find(|(_, code, _)| *code == riga.scarico).map(|(_, _, label)| *label);
    rows.push(row("Chi può scaricare l'originale", told.unwrap_or_default().to_owned()));
    rows.push(Row {
        label: "Impronta SHA-256 dell'originale".into(),
        value: hex::encode(&riga.impronta),
        href: None,
        code: true,
    });
    rows
}

/// Its file, for who may see the original too.
pub(super) async fn scarica(ctx: Ctx, Path(id): Quale, porte: Porte) -> Result<Response, Error> {
    let who = ctx.who()?;
    let riga = una(&ctx.ente, who, id).await?.riga;
    porta(porte, &riga.ufficio)?.leggi(&ctx.ente, who, &riga.cosa, riga.documento_id).await?;
    let read = ctx.ente.db().read().await?;
    let document = ctx.ente.archive.find(&read, &[riga.copia_id.uuid()]).await?.pop().ok_or(crate::Error::NotFound)?;
    drop(read);
    web::attachment(&ctx.ente, &document, &HeaderMap::new()).await
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Motivo {
    #[serde(default)]
    motivo: String,
}

/// Withdraws it.
pub(super) async fn ritira_copia(
    ctx: Ctx,
    Path(id): Quale,
    Form(sent): Form<Motivo>,
    porte: Porte,
) -> Result<Response, Error> {
    match ritira(&ctx.ente, ctx.who()?, id, &sent.motivo).await {
        Ok(_) => Ok(web::Redirect::to(&format!("{}?fatto=ritirata", href(id))).into_response()),
        Err(error) => mostra(&ctx, porte, id, None, (sent.motivo, rifiuto(error)?)).await,
    }
}
