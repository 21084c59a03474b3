//! What is being published, for programs that identify nobody: a feed (RSS 2.0), open data (CSV and JSON) and what their columns mean.
//! Search engines are asked to keep out of these too, and what is over is in none of them.

use serde::Serialize;
use serde_json::json;
use web::{Ctx, Error, FeedItem, HeaderMap, IntoResponse, OpenField, Query, Response, open_csv, open_schema};

use super::{
    dopo,
    filtri::Scelte,
    indirizzo,
    pubblica::{href, nascosta},
};
use crate::{
    elenca::Voce,
    pubblico::{self, pubbliche},
    referta::{giorno, nome_tipo},
};

/// Entries of a feed.
const FEED: u64 = 50;
/// Rows of an answer, at most: what is more goes on at the address that it tells.
const RIGHE_MAX: usize = 10_000;

/// A row of the open data. The schema tells what each field means.
#[derive(Debug, Serialize)]
struct Dato {
    numero: i64,
    anno: i64,
    tipo: String,
    tipo_nome: String,
    oggetto: String,
    atto: Option<String>,
    data_atto: Option<String>,
    richiedente: String,
    pubblicata: String,
    fino_al: String,
    termine: String,
    indirizzo: Option<String>,
    impronte: Vec<String>,
}

/// Its fields.
const CAMPI: [OpenField; 13] = [
    ("numero", "integer", "Numero nel registro dell'albo pretorio, progressivo nell'anno e senza salti."),
    ("anno", "integer", "Anno del numero."),
    ("tipo", "string", "Codice del tipo di atto, dal vocabolario chiuso dell'albo."),
    ("tipo_nome", "string", "Nome del tipo di atto."),
    ("oggetto", "string", "Oggetto, nella versione per il pubblico."),
    ("atto", "string?", "L'atto pubblicato, con il suo numero e la sua data."),
    ("data_atto", "string?", "Giorno in cui l'atto è stato adottato (AAAA-MM-GG)."),
    ("richiedente", "string", "L'ufficio o l'ente che ha chiesto la pubblicazione."),
    ("pubblicata", "string", "Istante della pubblicazione (RFC 3339, UTC)."),
    ("fino_al", "string", "Ultimo giorno di pubblicazione, compreso, fino alle ore 24 in Italia (AAAA-MM-GG)."),
    ("termine", "string", "La norma o la richiesta che fissa la durata."),
    ("indirizzo", "string?", "La pagina della pubblicazione: risponde 410 quando i giorni sono finiti."),
    ("impronte", "string[]", "SHA-256 di ogni documento pubblicato, in esadecimale; nel CSV separate da uno spazio."),
];

impl Dato {
    fn di(ctx: &Ctx, voce: Voce) -> Self {
        let Voce { riga, stato } = voce;
        Self {
            numero: riga.numero,
            anno: riga.anno,
            tipo_nome: nome_tipo(&riga.tipo).to_owned(),
            tipo: riga.tipo,
            oggetto: riga.oggetto,
            atto: riga.origine,
            data_atto: riga.adottato_il.map(|day| day.to_string()),
            richiedente: riga.richiedente,
            pubblicata: riga.pubblicata_at.to_string(),
            fino_al: stato.fine_il.to_string(),
            termine: riga.fonte,
            indirizzo: ctx.lasting_address(&href(riga.anno, riga.numero)),
            impronte: riga.impronte.lines().map(str::to_owned).collect(),
        }
    }

    fn celle(&self) -> [String; 13] {
        let some = |text: &Option<String>| text.clone().unwrap_or_default();
        [
            self.numero.to_string(),
            self.anno.to_string(),
            self.tipo.clone(),
            self.tipo_nome.clone(),
            self.oggetto.clone(),
            some(&self.atto),
            some(&self.data_atto),
            self.richiedente.clone(),
            self.pubblicata.clone(),
            self.fino_al.clone(),
            self.termine.clone(),
            some(&self.indirizzo),
            self.impronte.join(" "),
        ]
    }
}

/// What a filter finds, within bounds, and where the rest of it is.
async fn tutte(ctx: &Ctx, scelte: &Scelte, base: &str) -> Result<(Vec<Dato>, Option<String>), Error> {
    let filtro = scelte.filtro()?;
    let most = web::open_rows(scelte.righe.as_deref(), RIGHE_MAX);
    let (all, more) = pubblico::tutte(&ctx.ente, &filtro, dopo(scelte.dopo.as_deref()), most).await?;
    let last = all.last().filter(|_| more).map(|voce| (voce.riga.anno, voce.riga.numero));
    let next = last.map(|last| format!("{}&righe={most}", indirizzo(base, &filtro, Some(last))));
    Ok((all.into_iter().map(|voce| Dato::di(ctx, voce)).collect(), next))
}

fn risposta(media: &'static str, body: String) -> Response {
    nascosta(([("content-type", media)], body).into_response())
}

/// Open data as CSV (RFC 4180, UTF-8).
pub(super) async fn csv(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let (rows, next) = tutte(&ctx, &scelte, "/albo/dati.csv").await?;
    let answer = risposta("text/csv; charset=utf-8; header=present", open_csv(&CAMPI, rows.iter().map(Dato::celle)));
    Ok(web::goes_on(answer, next.as_deref()))
}

/// Open data as JSON.
pub(super) async fn json(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let (rows, next) = tutte(&ctx, &scelte, "/albo/dati.json").await?;
    let body = json!({
        "ente": ctx.ente.info.name,
        "ipa": ctx.ente.info.ipa,
        "schema": "/albo/schema.json",
        "pubblicazioni": rows,
        "prossima": next,
    });
    Ok(web::goes_on(risposta("application/json", body.to_string()), next.as_deref()))
}

/// What the fields of the open data mean (JSON Schema 2020-12).
pub(super) async fn schema(_ctx: Ctx) -> Result<Response, Error> {
    let body = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Albo pretorio: le pubblicazioni in corso",
        "type": "object",
        "required": ["ente", "ipa", "pubblicazioni"],
        "properties": {
            "ente": { "type": "string", "description": "Il nome dell'ente." },
            "ipa": { "type": "string", "description": "Il codice dell'ente nell'indice delle pubbliche amministrazioni." },
            "schema": { "type": "string", "description": "L'indirizzo di questo schema." },
            "pubblicazioni": { "type": "array", "items": open_schema(&CAMPI) },
            "prossima": {
                "type": ["string", "null"],
                "description": "L'indirizzo delle pubblicazioni che seguono, se qui non ci stanno tutte.",
            },
        },
    });
    Ok(risposta("application/schema+json", body.to_string()))
}

/// The last list of a day that was sealed.
pub(super) async fn manifesto(ctx: Ctx) -> Result<Response, Error> {
    let found = crate::manifesto::ultimo(&ctx.ente).await?;
    Ok(nascosta(web::attachment(&ctx.ente, &found, &HeaderMap::new()).await?))
}

/// The newest publications, as a feed.
pub(super) async fn feed(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let rows = pubbliche(&ctx.ente, &scelte.filtro()?, None, FEED).await?;
    let item = |Voce { riga, stato }: Voce| {
        let tipo = nome_tipo(&riga.tipo);
        FeedItem {
            title: format!("{}/{} {}", riga.numero, riga.anno, riga.oggetto),
            href: href(riga.anno, riga.numero),
            category: tipo.to_owned(),
            at: riga.pubblicata_at,
            told: Some(format!("{tipo}, {}, fino al {}", riga.richiedente, giorno(stato.fine_il))),
        }
    };
    let title = format!("Albo pretorio di {}", ctx.ente.info.name);
    let body = web::feed(&ctx, (&title, "/albo"), "Le ultime pubblicazioni", rows.into_iter().map(item));
    Ok(risposta("application/rss+xml; charset=utf-8", body))
}
