//! What everybody reads: the tree, a section, an item and its files. Search engines are not kept out (D.Lgs. 33/2013,
//! art. 9, c. 1, forbids it): only what is over is withdrawn from them, by the status that says it is gone.

use documents::document;
use kernel::Uuid;
use serde::{Deserialize, Serialize};
use ui::{Attachment, Column, Page, Pager, Row, columns};
use web::{Ctx, Error, HeaderMap, IntoResponse, Path, Query, Response, StatusCode};

use super::{PUBBLICHE, dopo, row, trova};
use crate::{
    albero,
    fatti::giorno,
    pubblico::{self, leggi, pubbliche},
    quadro::{Situazione, situazioni},
    rules::{Esito, Salute},
};

/// Rows of a page.
const RIGHE: usize = 50;

/// The tree.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Albero {
    gruppi: Vec<Gruppo>,
    anni: Vec<i64>,
}

#[derive(Debug, Default, Serialize)]
struct Gruppo {
    nome: &'static str,
    sezioni: Vec<Ramo>,
}

#[derive(Debug, Default, Serialize)]
struct Ramo {
    href: String,
    nome: &'static str,
    quante: i64,
    /// When it was changed or checked last.
    aggiornata: Option<String>,
    /// What is to be known where nothing is there.
    detto: Option<String>,
}

impl Page for Albero {
    const TEMPLATE: &'static str = "trasparenza/albero.html";
    fn samples() -> Vec<Self> {
        let ramo = Ramo {
            href: "/trasparenza/05.01".into(),
            nome: "Bandi di concorso",
            quante: 1,
            aggiornata: Some("01/02/2026".into()),
            detto: None,
        };
        let empty = Ramo { detto: Some("Per ora non c'è niente da pubblicare".into()), ..Ramo::default() };
        let gruppo = Gruppo { nome: "Bandi di concorso", sezioni: vec![ramo, empty] };
        vec![Self { gruppi: vec![gruppo], anni: vec![2023] }, Self::default()]
    }
}

/// What everybody is told of a section in which nothing is read.
fn detto(one: &Situazione) -> Option<String> {
    let esito = one.verifica.as_ref().and_then(|row| Esito::from_code(&row.esito));
    match (one.salute, esito) {
        (Salute::NonDovuta, _) => {
            let why = one.verifica.as_ref().map(|row| row.nota.as_str()).filter(|nota| !nota.is_empty());
            Some(match why {
                Some(why) => format!("L'obbligo non riguarda il Comune: {why}"),
                None => "L'obbligo non riguarda il Comune".into(),
            })
        }
        (_, Some(Esito::Nulla)) if one.quante == 0 => Some("Per ora non c'è niente da pubblicare".into()),
        _ if one.quante == 0 => Some("Qui adesso non si legge niente, e il Comune non ha scritto perché".into()),
        _ => None,
    }
}

/// The tree.
pub(super) async fn albero(ctx: Ctx) -> Result<Response, Error> {
    let mut page = Albero { gruppi: Vec::new(), anni: crate::lotti::anni(&ctx.ente).await? };
    for one in situazioni(&ctx.ente).await? {
        if page.gruppi.last().is_none_or(|group| group.nome != one.sezione.gruppo) {
            page.gruppi.push(Gruppo { nome: one.sezione.gruppo, sezioni: Vec::new() });
        }
        let ramo = Ramo {
            href: one.sezione.href(),
            nome: one.sezione.nome,
            quante: one.quante,
            aggiornata: one.aggiornata().map(giorno),
            detto: detto(&one),
        };
        if let Some(group) = page.gruppi.last_mut() {
            group.sezioni.push(ramo);
        }
    }
    Ok(fresca(ctx.page("Amministrazione trasparente", &[], &page).await?))
}

/// A section.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Sezione {
    href: String,
    dati: Vec<Row>,
    detto: Option<String>,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    href: String,
    titolo: String,
    riferita_al: String,
    aggiornata: String,
    fino_al: String,
}

impl Page for Sezione {
    const TEMPLATE: &'static str = "trasparenza/sezione.html";
    fn samples() -> Vec<Self> {
        let riga = Riga { href: "/x".into(), titolo: "Bando".into(), ..Riga::default() };
        let full = Self {
            href: "/trasparenza/05.01".into(),
            dati: vec![Row { label: "Norma".into(), value: "art. 19".into(), ..Row::default() }],
            colonne: colonne(),
            voci: vec![riga],
            pager: Pager { next: Some("/x".into()), shown: 1, ..Pager::default() },
            detto: None,
        };
        vec![full, Self { detto: Some("Niente".into()), ..Self::default() }]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Titolo", "Data", "Aggiornato", "Si legge fino al"])
}

/// From where a list goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    dopo: Option<String>,
}

/// A section.
pub(super) async fn sezione(
    ctx: Ctx,
    Path(codice): Path<String>,
    Query(scelte): Query<Scelte>,
) -> Result<Response, Error> {
    let sezione = trova(&codice)?;
    let found = situazioni(&ctx.ente).await?.into_iter().find(|one| one.sezione.codice == sezione.codice);
    let mut voci = pubbliche(&ctx.ente, Some(sezione), dopo(scelte.dopo.as_deref()), RIGHE as u64 + 1).await?;
    let more = voci.len() > RIGHE;
    voci.truncate(RIGHE);
    let last = voci.last().filter(|_| more).map(|voce| voce.stato.capo_id);
    let mut dati = vec![
        row("Norma", sezione.articolo.to_owned()),
        row("Aggiornamento", sezione.frequenza.to_owned()),
        row("Resta", sezione.termine.detto().to_owned()),
    ];
    let changed = found.as_ref().and_then(Situazione::aggiornata);
    dati.extend(changed.map(|day| row("Ultimo aggiornamento", giorno(day))));
    let riga = |voce: pubblico::Voce| Riga {
        href: href(sezione, voce.stato.capo_id),
        titolo: voce.riga.titolo,
        riferita_al: giorno(voce.riga.riferita_al),
        aggiornata: giorno(voce.stato.aggiornata_at.date()),
        fino_al: voce.stato.fine_il.map(giorno).unwrap_or_default(),
    };
    let page = Sezione {
        href: sezione.href(),
        dati,
        detto: found.as_ref().and_then(detto),
        colonne: colonne(),
        pager: Pager {
            next: last.map(|last| format!("{}?dopo={last}", sezione.href())),
            shown: voci.len() as u64,
            ..Pager::default()
        },
        voci: voci.into_iter().map(riga).collect(),
    };
    Ok(fresca(ctx.page(sezione.nome, PUBBLICHE, &page).await?))
}

/// The public page of an item.
pub(crate) fn href(sezione: &albero::Sezione, id: Uuid) -> String {
    format!("{}/voci/{id}", sezione.href())
}

/// An item.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Voce {
    testo: Vec<String>,
    campi: Vec<Row>,
    dati: Vec<Row>,
    documenti: Vec<Attachment>,
}

impl Page for Voce {
    const TEMPLATE: &'static str = "trasparenza/voce.html";
    fn samples() -> Vec<Self> {
        let riga = row("Importo", "500,00 €".into());
        let file = Attachment { name: "atto.pdf".into(), href: "/x".into(), ..Attachment::default() };
        let full =
            Self { testo: vec!["Testo".into()], campi: vec![riga.clone()], dati: vec![riga], documenti: vec![file] };
        vec![full, Self::default()]
    }
}

/// What is told of one that is not read now.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Assente {
    frase: &'static str,
    dal: Option<String>,
}

impl Page for Assente {
    const TEMPLATE: &'static str = "trasparenza/assente.html";
    fn samples() -> Vec<Self> {
        vec![Self { frase: CONCLUSA, dal: Some("31/12/2031".into()) }, Self::default()]
    }
}

const CONCLUSA: &str = "Il tempo di pubblicazione è finito: il contenuto è archiviato. Lo puoi ancora chiedere al \
     Comune con l'accesso civico (art. 5 e 8, c. 3, d.lgs. 33/2013).";
const RITIRATA: &str =
    "Il Comune ha ritirato questo contenuto. Per saperne di più chiedi al Comune con l'accesso civico.";

/// An item with its files.
type Trovata = (pubblico::Voce, Vec<document::Model>);

/// The item, or the answer that says why there is none to read.
async fn cerca(
    ctx: &Ctx,
    sezione: &'static albero::Sezione,
    id: Uuid,
) -> Result<Result<Trovata, Box<Response>>, Error> {
    let page = match leggi(&ctx.ente, sezione, id).await? {
        Ok(found) => return Ok(Ok(found)),
        Err(pubblico::Assente::Mai) => return Err(crate::Error::NotFound.into()),
        Err(pubblico::Assente::Ritirata) => Assente { frase: RITIRATA, dal: None },
        Err(pubblico::Assente::Conclusa(end)) => Assente { frase: CONCLUSA, dal: Some(giorno(end)) },
    };
    let mut answer = ctx.page("Contenuto non più pubblicato", PUBBLICHE, &page).await?;
    *answer.status_mut() = StatusCode::GONE;
    Ok(Err(Box::new(fresca(answer))))
}

/// Its page.
pub(super) async fn voce(ctx: Ctx, Path((codice, id)): Path<(String, Uuid)>) -> Result<Response, Error> {
    let sezione = trova(&codice)?;
    let (voce, documenti) = match cerca(&ctx, sezione, id).await? {
        Ok(found) => found,
        Err(answer) => return Ok(*answer),
    };
    let base = href(sezione, id);
    let campi = voce.riga.campi()?.into_iter().map(|(name, value)| row(&name, value)).collect();
    let mut dati = vec![
        row("Sezione", format!("{}: {}", sezione.gruppo, sezione.nome)),
        row("Data", giorno(voce.riga.riferita_al)),
        row("Ne risponde", voce.riga.responsabile.clone()),
        row("Pubblicato", voce.stato.pubblicata_at.told()),
        row("Aggiornato", voce.stato.aggiornata_at.told()),
    ];
    dati.extend(voce.stato.fine_il.map(|end| row("Si legge fino al", giorno(end))));
    let page = Voce { testo: righe(&voce.riga.testo), campi, dati, documenti: documenti_di(&base, &documenti) };
    let title = voce.riga.titolo.clone();
    Ok(fresca(ctx.page(title, PUBBLICHE, &page).await?))
}

/// The paragraphs of a text.
pub(super) fn righe(testo: &str) -> Vec<String> {
    testo.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Files as a page shows them; they are asked for by their place.
pub(super) fn documenti_di(base: &str, documenti: &[document::Model]) -> Vec<Attachment> {
    let file = |(place, one): (usize, &document::Model)| Attachment {
        name: one.name.clone(),
        href: format!("{base}/documenti/{place}"),
        download_href: format!("{base}/documenti/{place}?scarica=si"),
        bytes: one.size.unsigned_abs(),
        format: one.format().label(),
        icon: "it-file".into(),
        ..Attachment::default()
    };
    (1..).zip(documenti).map(file).collect()
}

/// How a document is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Come {
    scarica: Option<String>,
}

/// One of its files.
pub(super) async fn documento(
    ctx: Ctx,
    Path((codice, id, posizione)): Path<(String, Uuid, usize)>,
    Query(come): Query<Come>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (_, documenti) = match cerca(&ctx, trova(&codice)?, id).await? {
        Ok(found) => found,
        Err(answer) => return Ok(*answer),
    };
    Ok(fresca(manda(&ctx, &documenti, posizione, (&come, &headers)).await?))
}

/// A file by its place, from 1.
pub(super) async fn manda(
    ctx: &Ctx,
    documenti: &[document::Model],
    posizione: usize,
    (come, headers): (&Come, &HeaderMap),
) -> Result<Response, Error> {
    let found = posizione.checked_sub(1).and_then(|place| documenti.get(place)).ok_or(crate::Error::NotFound)?;
    match come.scarica {
        Some(_) => web::attachment(&ctx.ente, found, headers).await,
        None => web::inline(&ctx.ente, found, headers).await,
    }
}

/// Nobody's cache keeps what will be archived; search engines are not asked to keep out.
pub(super) fn fresca(response: Response) -> Response {
    ([("cache-control", "no-cache")], response).into_response()
}
