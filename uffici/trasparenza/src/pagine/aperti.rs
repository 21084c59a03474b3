//! What is published, for programs: open data of a section (CSV and JSON, with what their columns mean) and feeds (RSS
//! 2.0).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use web::{Ctx, Error, FeedItem, IntoResponse, OpenField, Path, Query, Response, open_csv, open_schema};

use super::{
    dopo,
    pubblica::{fresca, href},
    trova,
};
use crate::{
    albero::{self, Sezione},
    pubblico::{Voce, pubbliche},
};

/// Entries of a feed.
const FEED: u64 = 50;
/// Rows read at once.
const PEZZO: u64 = 500;
/// Rows of an answer, at most: what is more goes on at the address that it tells.
const RIGHE_MAX: usize = 20_000;

/// A row of the open data. The schema tells what each field means.
#[derive(Debug, Serialize)]
struct Dato {
    id: String,
    sezione: String,
    genere: String,
    titolo: String,
    testo: String,
    dati: Map<String, Value>,
    data: String,
    responsabile: String,
    versione: i64,
    pubblicata: String,
    aggiornata: String,
    fino_al: Option<String>,
    indirizzo: Option<String>,
}

/// Its fields.
const CAMPI: [OpenField; 13] = [
    ("id", "string", "Identificativo del contenuto: resta lo stesso nelle versioni che seguono."),
    ("sezione", "string", "Codice della sezione, dal vocabolario nazionale delle sezioni della trasparenza."),
    ("genere", "string", "Che cos'è: libera, provvedimento, concessione, incarico o pagamento."),
    ("titolo", "string", "Titolo."),
    ("testo", "string", "Testo."),
    ("dati", "object", "Dati con il loro nome, come «Importo»; nel CSV scritti come JSON."),
    ("data", "string", "Giorno da cui decorre l'obbligo di pubblicazione (AAAA-MM-GG)."),
    ("responsabile", "string", "L'ufficio che risponde del contenuto."),
    ("versione", "integer", "Numero della versione, da 1."),
    ("pubblicata", "string", "Istante della prima pubblicazione (RFC 3339, UTC)."),
    ("aggiornata", "string", "Istante dell'ultima versione (RFC 3339, UTC)."),
    ("fino_al", "string?", "Ultimo giorno in cui si legge, compreso (AAAA-MM-GG); nullo se resta finché vale."),
    ("indirizzo", "string?", "La pagina del contenuto, con i suoi documenti."),
];

impl Dato {
    fn di(ctx: &Ctx, voce: Voce) -> Result<Self, Error> {
        let campi = voce.riga.campi()?;
        let Voce { riga, stato } = voce;
        Ok(Self {
            id: stato.capo_id.to_string(),
            indirizzo: albero::sezione(&riga.sezione).and_then(|one| ctx.lasting_address(&href(one, stato.capo_id))),
            sezione: riga.sezione,
            genere: riga.genere,
            titolo: riga.titolo,
            testo: riga.testo,
            dati: campi.into_iter().map(|(name, value)| (name, Value::String(value))).collect(),
            data: riga.riferita_al.to_string(),
            responsabile: riga.responsabile,
            versione: stato.versione,
            pubblicata: stato.pubblicata_at.to_string(),
            aggiornata: stato.aggiornata_at.to_string(),
            fino_al: stato.fine_il.map(|day| day.to_string()),
        })
    }

    fn celle(&self) -> [String; 13] {
        let some = |text: &Option<String>| text.clone().unwrap_or_default();
        [
            self.id.clone(),
            self.sezione.clone(),
            self.genere.clone(),
            self.titolo.clone(),
            self.testo.clone(),
            Value::Object(self.dati.clone()).to_string(),
            self.data.clone(),
            self.responsabile.clone(),
            self.versione.to_string(),
            self.pubblicata.clone(),
            self.aggiornata.clone(),
            some(&self.fino_al),
            some(&self.indirizzo),
        ]
    }
}

/// From where the rows go on, and how many they are at most.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    dopo: Option<String>,
    righe: Option<String>,
}

/// What everybody reads of a section, within bounds, and where the rest of it is.
async fn tutte(
    ctx: &Ctx,
    sezione: &Sezione,
    scelte: &Scelte,
    file: &str,
) -> Result<(Vec<Dato>, Option<String>), Error> {
    let most = web::open_rows(scelte.righe.as_deref(), RIGHE_MAX);
    let (mut all, mut dopo) = (Vec::new(), dopo(scelte.dopo.as_deref()));
    while all.len() <= most {
        let page = pubbliche(&ctx.ente, Some(sezione), dopo, PEZZO).await?;
        let Some(last) = page.last() else { break };
        dopo = Some(last.stato.capo_id);
        all.extend(page);
    }
    let more = all.len() > most;
    all.truncate(most);
    let last = all.last().filter(|_| more).map(|voce| voce.stato.capo_id);
    let next = last.map(|last| format!("{}/{file}?dopo={last}&righe={most}", sezione.href()));
    let rows: Result<Vec<Dato>, Error> = all.into_iter().map(|voce| Dato::di(ctx, voce)).collect();
    Ok((rows?, next))
}

fn risposta(media: &'static str, body: String) -> Response {
    fresca(([("content-type", media)], body).into_response())
}

/// Open data of a section as CSV (RFC 4180, UTF-8).
pub(super) async fn csv(ctx: Ctx, Path(codice): Path<String>, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let (rows, next) = tutte(&ctx, trova(&codice)?, &scelte, "dati.csv").await?;
    let answer = risposta("text/csv; charset=utf-8; header=present", open_csv(&CAMPI, rows.iter().map(Dato::celle)));
    Ok(web::goes_on(answer, next.as_deref()))
}

/// Open data of a section as JSON.
pub(super) async fn json(
    ctx: Ctx,
    Path(codice): Path<String>,
    Query(scelte): Query<Scelte>,
) -> Result<Response, Error> {
    let sezione = trova(&codice)?;
    let (rows, next) = tutte(&ctx, sezione, &scelte, "dati.json").await?;
    let body = json!({
        "ente": ctx.ente.info.name,
        "ipa": ctx.ente.info.ipa,
        "sezione": sezione.codice,
        "nome": sezione.nome,
        "norma": sezione.articolo,
        "schema": "/trasparenza/schema.json",
        "contenuti": rows,
        "prossima": next,
    });
    Ok(web::goes_on(risposta("application/json", body.to_string()), next.as_deref()))
}

/// What the fields of the open data mean (JSON Schema 2020-12).
pub(super) async fn schema(_ctx: Ctx) -> Result<Response, Error> {
    let text = |meaning: &str| json!({ "type": "string", "description": meaning });
    let body = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Amministrazione trasparente: i contenuti di una sezione",
        "type": "object",
        "required": ["ente", "ipa", "sezione", "contenuti"],
        "properties": {
            "ente": text("Il nome dell'ente."),
            "ipa": text("Il codice dell'ente nell'indice delle pubbliche amministrazioni."),
            "sezione": text("Il codice della sezione."),
            "nome": text("Il nome della sezione."),
            "norma": text("Gli articoli che la chiedono."),
            "schema": text("L'indirizzo di questo schema."),
            "contenuti": { "type": "array", "items": open_schema(&CAMPI) },
            "prossima": {
                "type": ["string", "null"],
                "description": "L'indirizzo dei contenuti che seguono, se qui non ci stanno tutti.",
            },
        },
    });
    Ok(risposta("application/schema+json", body.to_string()))
}

/// The newest items of all sections, as a feed.
pub(super) async fn feed(ctx: Ctx) -> Result<Response, Error> {
    let rows = pubbliche(&ctx.ente, None, None, FEED).await?;
    Ok(rss(&ctx, ("Amministrazione trasparente", "/trasparenza"), rows))
}

/// The newest items of a section, as a feed.
pub(super) async fn feed_di(ctx: Ctx, Path(codice): Path<String>) -> Result<Response, Error> {
    let sezione = trova(&codice)?;
    let rows = pubbliche(&ctx.ente, Some(sezione), None, FEED).await?;
    Ok(rss(&ctx, (sezione.nome, &sezione.href()), rows))
}

fn rss(ctx: &Ctx, (title, path): (&str, &str), rows: Vec<Voce>) -> Response {
    let item = |Voce { riga, stato }: Voce| {
        let sezione = albero::sezione(&riga.sezione)?;
        Some(FeedItem {
            title: riga.titolo,
            href: href(sezione, stato.capo_id),
            category: sezione.nome.to_owned(),
            at: stato.pubblicata_at,
            told: None,
        })
    };
    let title = format!("{title}, {}", ctx.ente.info.name);
    let told = "Gli ultimi contenuti pubblicati";
    let body = web::feed(ctx, (&title, path), told, rows.into_iter().filter_map(item));
    risposta("application/rss+xml; charset=utf-8", body)
}
