//! The public side: what is being published, one publication, its documents, its proof. Nobody identifies themselves; search engines are
//! asked to keep out, and what is over answers 410.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};
use ui::{Attachment, Choice, Column, Page, Pager, Row, columns};
use web::{Ctx, Error, HeaderMap, IntoResponse, Path, Query, Response, StatusCode};

use super::{
    Numero, akn, dopo,
    filtri::{Campi, Scelte, richiedenti},
    indirizzo, tipi,
};
use crate::{
    Testi,
    elenca::{self, Documento, Voce},
    firme,
    pubblico::{self, Visibile, documento_di, leggi, pubbliche},
    referta::{conteggio, efficacia, giorno, nome_tipo},
};

const RIGHE: usize = 50;
/// The empty margin around a QR code, in modules (ISO/IEC 18004).
const MARGINE: i32 = 4;

/// The list.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Elenco {
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
    tipi: Vec<Choice>,
    richiedenti: Vec<Choice>,
    campi: Campi,
}

/// A line of a list of publications.
#[derive(Clone, Debug, Default, Serialize)]
struct Riga {
    href: String,
    numero: String,
    tipo: String,
    oggetto: String,
    richiedente: String,
    dal: String,
    al: String,
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "albo/pubbliche.html";
    fn samples() -> Vec<Self> {
        let riga = Riga {
            href: "/albo/2026/1".into(),
            numero: "1/2026".into(),
            tipo: "Determinazione".into(),
            oggetto: "Lavori alla scuola".into(),
            richiedente: "Ufficio tecnico".into(),
            dal: "17/03/2026".into(),
            al: "01/04/2026".into(),
        };
        let pager = Pager { next: Some("/x".into()), shown: 1, ..Pager::default() };
        let campi = Campi { quanti: 1, ..Campi::default() };
        let full = Self {
            colonne: colonne(),
            voci: vec![riga],
            pager,
            tipi: tipi(),
            richiedenti: richiedenti(vec!["Ufficio tecnico".into()]),
            campi: campi.clone(),
        };
        vec![full, Self { tipi: tipi(), ..Self::default() }, Self { campi, ..Self::default() }]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Numero", "Oggetto", "Tipo", "Richiesta da", "Dal", "Al"])
}

impl Riga {
    fn di(voce: Voce) -> Self {
        let Voce { riga, stato } = voce;
        Self {
            href: href(riga.anno, riga.numero),
            numero: format!("{}/{}", riga.numero, riga.anno),
            tipo: nome_tipo(&riga.tipo).to_owned(),
            dal: giorno(riga.pubblicata_at.date()),
            al: giorno(stato.fine_il),
            oggetto: riga.oggetto,
            richiedente: riga.richiedente,
        }
    }
}

/// The public page of a publication.
pub(crate) fn href(anno: i64, numero: i64) -> String {
    format!("/albo/{anno}/{numero}")
}

/// What is being published.
pub(super) async fn elenco(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let filtro = scelte.filtro()?;
    let mut voci = pubbliche(&ctx.ente, &filtro, dopo(scelte.dopo.as_deref()), RIGHE as u64 + 1).await?;
    let more = voci.len() > RIGHE;
    voci.truncate(RIGHE);
    let last = voci.last().filter(|_| more).map(|voce| (voce.riga.anno, voce.riga.numero));
    let pager = Pager {
        next: last.map(|last| indirizzo("/albo", &filtro, Some(last))),
        shown: voci.len() as u64,
        ..Pager::default()
    };
    let page = Elenco {
        colonne: colonne(),
        voci: voci.into_iter().map(Riga::di).collect(),
        pager,
        tipi: tipi(),
        richiedenti: richiedenti(elenca::richiedenti(&ctx.ente, None).await?),
        campi: Campi::di(&filtro),
    };
    Ok(nascosta(ctx.page("Albo pretorio", &[], &page).await?))
}

/// One publication.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Pubblica {
    href: String,
    oggetto: String,
    dati: Vec<Row>,
    documenti: Vec<Attachment>,
    impronte: Vec<Row>,
    conteggio: &'static str,
    persi: Vec<String>,
    /// Whether there is a structured text of it.
    akn: bool,
    /// The permanent link, and its QR code as a picture.
    indirizzo: Option<String>,
    qr: Option<String>,
}

impl Page for Pubblica {
    const TEMPLATE: &'static str = "albo/pubblica.html";
    fn samples() -> Vec<Self> {
        let row = Row { label: "Numero".into(), value: "1/2026".into(), ..Row::default() };
        let full = Self {
            href: "/albo/2026/1".into(),
            oggetto: "Lavori alla scuola".into(),
            dati: vec![row.clone()],
            documenti: vec![Attachment { name: "atto.pdf".into(), href: "/x".into(), ..Attachment::default() }],
            impronte: vec![row],
            conteggio: conteggio(false),
            persi: vec!["10/02/2026".into()],
            akn: true,
            indirizzo: Some("https://comune.example/albo/2026/1".into()),
            qr: Some("data:image/svg+xml;base64,PHN2Zy8+".into()),
        };
        vec![full, Self::default()]
    }
}

/// What is told of one that is not read now.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Assente {
    frase: String,
    dati: Vec<Row>,
    al_suo_posto: Option<String>,
}

impl Page for Assente {
    const TEMPLATE: &'static str = "albo/assente.html";
    fn samples() -> Vec<Self> {
        let row = Row { label: "Numero".into(), value: "1/2026".into(), ..Row::default() };
        let annulled =
            Self { frase: "È annullata.".into(), al_suo_posto: Some("/albo/2026/2".into()), ..Self::default() };
        vec![annulled, Self { frase: "È finita.".into(), dati: vec![row], al_suo_posto: None }]
    }
}

/// The publication, or the answer that says why there is none to read.
pub(super) async fn trova(
    ctx: &Ctx,
    (anno, numero): (i64, i64),
) -> Result<Result<Box<Visibile>, Box<Response>>, Error> {
    let why = match leggi(&ctx.ente, anno, numero).await? {
        Ok(found) => return Ok(Ok(found)),
        Err(why) => why,
    };
    let (title, frase, status) = match &why {
        pubblico::Assente::Mai => return Err(crate::Error::NotFound.into()),
        pubblico::Assente::Sospesa => (
            "Pubblicazione sospesa",
            "La pubblicazione è sospesa: per ora non si può leggere. I giorni di sospensione non contano.",
            StatusCode::NOT_FOUND,
        ),
        pubblico::Assente::Annullata(_) => (
            "Pubblicazione annullata",
            "La pubblicazione è stata annullata: il numero resta nel registro, i documenti non si leggono più.",
            StatusCode::GONE,
        ),
        pubblico::Assente::Conclusa(..) => (
            "Pubblicazione conclusa",
            "I giorni di pubblicazione sono finiti: da allora il documento non si legge più in rete. Per averne una copia fai una \
             richiesta di accesso agli atti al Comune.",
            StatusCode::GONE,
        ),
    };
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let mut page = Assente { frase: frase.into(), ..Assente::default() };
    match &why {
        pubblico::Assente::Conclusa(fine, Some(riga)) => {
            page.dati = vec![
                row("Numero", format!("{numero}/{anno}")),
                row("Tipo", nome_tipo(&riga.tipo).to_owned()),
                row("Pubblicata dal", riga.pubblicata_at.told()),
                row("Al", giorno(*fine)),
            ];
        }
        pubblico::Assente::Annullata(Some((anno, numero))) => page.al_suo_posto = Some(href(*anno, *numero)),
        _ => {}
    }
    let mut answer = ctx.page(title, &[("Albo pretorio", "/albo")], &page).await?;
    *answer.status_mut() = status;
    Ok(Err(Box::new(nascosta(answer))))
}

/// Its page.
pub(super) async fn pagina(ctx: Ctx, Path(numero): Numero, testi: Testi) -> Result<Response, Error> {
    let found = match trova(&ctx, numero).await? {
        Ok(found) => found,
        Err(answer) => return Ok(*answer),
    };
    let riga = &found.riga;
    let all: Vec<_> = found.documenti.iter().map(|one| &one.documento).collect();
    let firme = firme::di(&ctx.ente, &all).await?;
    let base = href(riga.anno, riga.numero);
    let link = ctx.lasting_address(&base);
    let file = |one: &Documento| {
        let document = &one.documento;
        let signed = firme.get(&document.id.uuid()).cloned();
        let note = (one.riga.versione == "omissis").then(|| "versione con omissis".to_owned());
        Attachment {
            name: document.name.clone(),
            href: format!("{base}/documenti/{}", one.riga.posizione),
            download_href: format!("{base}/documenti/{}?scarica=si", one.riga.posizione),
            bytes: document.size.unsigned_abs(),
            format: document.format().label(),
            icon: "it-file".into(),
            told: signed.or_else(|| Some("Nel file non risulta, finora, nessuna firma digitale.".into())),
            note,
            ..Attachment::default()
        }
    };
    let documenti = found.documenti.iter().map(file).collect();
    let impronte = found.documenti.iter().map(|one| Row {
        label: one.documento.name.clone(),
        value: one.documento.hash().to_string(),
        href: None,
        code: true,
    });
    let page = Pubblica {
        href: base.clone(),
        oggetto: riga.oggetto.clone(),
        dati: dati(&found, ctx.now.date()),
        documenti,
        impronte: impronte.collect(),
        conteggio: conteggio(riga.conta_primo),
        persi: found.conto.persi.iter().copied().map(giorno).collect(),
        akn: akn::di(testi, &found).is_some(),
        qr: link.as_deref().and_then(qr),
        indirizzo: link,
    };
    let title = format!("Albo pretorio n. {}/{}", riga.numero, riga.anno);
    Ok(nascosta(ctx.page(title, &[("Albo pretorio", "/albo")], &page).await?))
}

fn dati(found: &Visibile, oggi: kernel::Date) -> Vec<Row> {
    let riga = &found.riga;
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let mut rows = vec![
        row("Tipo", nome_tipo(&riga.tipo).to_owned()),
        row("Pubblicata", riga.pubblicata_at.told()),
        row("Fino al", format!("{}, ore 24", giorno(found.conto.fine))),
        row("Richiesta da", riga.richiedente.clone()),
    ];
    rows.extend(riga.origine.clone().map(|text| row("Atto", text)));
    rows.extend(riga.adottato_il.map(|day| row("Data dell'atto", giorno(day))));
    rows.push(row("Termine", riga.fonte.clone()));
    rows.extend(found.conto.esecutiva_dal.map(|day| efficacia(day, oggi)).map(|(label, text)| row(label, text)));
    rows
}

/// How a document is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Come {
    scarica: Option<String>,
}

/// One of its documents.
pub(super) async fn documento(
    ctx: Ctx,
    Path((anno, numero, posizione)): Path<(i64, i64, i64)>,
    Query(come): Query<Come>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let found = match trova(&ctx, (anno, numero)).await? {
        Ok(found) => found,
        Err(answer) => return Ok(*answer),
    };
    let document = documento_di(&found, posizione)?;
    let sent = match come.scarica {
        Some(_) => web::attachment(&ctx.ente, document, &headers).await?,
        None => web::inline(&ctx.ente, document, &headers).await?,
    };
    Ok(nascosta(sent))
}

/// The proof that it stands in the register: a file that `municipio verify-proof` checks.
pub(super) async fn prova(ctx: Ctx, Path(numero): Numero) -> Result<Response, Error> {
    let found = match trova(&ctx, numero).await? {
        Ok(found) => found,
        Err(answer) => return Ok(*answer),
    };
    let proof = pubblico::prova(&ctx.ente, found.riga.id).await?;
    let body = serde_json::to_string_pretty(&proof).map_err(Error::internal)?;
    let name = format!("attachment; filename=\"prova-albo-{}-{}.json\"", found.riga.numero, found.riga.anno);
    let headers = [("content-type", "application/json".to_owned()), ("content-disposition", name)];
    Ok(nascosta((headers, body).into_response()))
}

/// A QR code as a picture that stands in a page under a strict policy.
fn qr(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * MARGINE;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{},{}h1v1h-1z", x + MARGINE, y + MARGINE));
        }
    }
    let picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" \
         d=\"M0,0h{side}v{side}h-{side}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    );
    Some(format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(picture)))
}

/// Asks search engines to keep out, and everybody's caches not to keep what will be gone.
pub(super) fn nascosta(response: Response) -> Response {
    ([("x-robots-tag", "noindex, nofollow, noarchive"), ("cache-control", "no-store")], response).into_response()
}
