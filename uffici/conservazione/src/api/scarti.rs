//! Disposals and holds, for programs.

use kernel::{Date, Id, Uuid};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, File, HeaderMap, Json, Limit, Path, Pdf, Query, Routes, Sent};

use super::{Fatto, Niente};
use crate::{
    Porte,
    pagine::{GUARDANO, SCARTANO, VINCOLANO},
    scarto::{
        Autorizzazione, Vincolante, autorizza as autorizza_atto, avvia as avvia_atto, elenca as elenca_atto,
        elenco_pdf, escludi as escludi_atto, leggi, libera, prepara as prepara_atto, proponi as proponi_atto,
        riammetti as riammetti_atto, ripeti as ripeti_atto, ritira as ritira_atto, vincola as vincola_atto,
    },
    tables::{cosa, scarto, scarto_voce, vincolo},
};

/// A fascicolo of a list, in an address.
type Voci = Path<(Id<scarto::Entity>, Id<scarto_voce::Entity>)>;

pub(super) fn routes(porte: Porte) -> Routes {
    Routes::new()
        .api_get("/api/v1/conservazione/scarti", GUARDANO, "Elenca gli elenchi di scarto, dall'ultimo", elenca)
        .api_get("/api/v1/conservazione/scarti/{id}", GUARDANO, "Legge un elenco di scarto con i suoi fascicoli", uno)
        .api_get("/api/v1/conservazione/scarti/{id}/elenco", SCARTANO, "L'elenco di scarto stampato, in PDF", stampato)
        .api_post(
            "/api/v1/conservazione/scarti",
            SCARTANO,
            "Prepara un elenco con ciò che ha passato i suoi anni",
            move |ctx: Ctx, sent: Sent<Niente>| prepara(ctx, sent, porte),
        )
        .api_post(
            "/api/v1/conservazione/scarti/{id}/voci/{voce}/escludi",
            SCARTANO,
            "Esclude un fascicolo da un elenco di scarto",
            escludi,
        )
        .api_post(
            "/api/v1/conservazione/scarti/{id}/voci/{voce}/riammetti",
            SCARTANO,
            "Riammette un fascicolo escluso",
            move |ctx: Ctx, path: Voci, sent: Sent<Niente>| riammetti(ctx, path, sent, porte),
        )
        .api_post(
            "/api/v1/conservazione/scarti/{id}/proponi",
            SCARTANO,
            "Stampa un elenco per la Soprintendenza",
            proponi,
        )
        .api_post("/api/v1/conservazione/scarti/{id}/ritira", SCARTANO, "Ritira un elenco di scarto", ritira)
        .api_post(
            "/api/v1/conservazione/scarti/{id}/autorizza",
            SCARTANO,
            "Scrive l'autorizzazione della Soprintendenza",
            move |ctx: Ctx, path: Path<Id<scarto::Entity>>, sent: Sent<Autorizzato>| autorizza(ctx, path, sent, porte),
        )
        .api_post(
            "/api/v1/conservazione/scarti/{id}/avvia",
            SCARTANO,
            "Scarta ciò che è autorizzato: il contenuto è distrutto",
            avvia,
        )
        .api_post(
            "/api/v1/conservazione/scarti/{id}/ripeti",
            SCARTANO,
            "Distrugge di nuovo ciò che è tornato da una copia di sicurezza",
            ripeti,
        )
        .api_post(
            "/api/v1/conservazione/cose/{id}/vincoli",
            VINCOLANO,
            "Vincola un fascicolo chiuso, perché non si scarti",
            vincola,
        )
        .api_post(
            "/api/v1/conservazione/cose/{id}/vincoli/{vincolo}/togli",
            VINCOLANO,
            "Toglie il vincolo da un fascicolo",
            togli,
        )
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scelte {
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<Uuid>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Elenco {
    scarti: Vec<Scarto>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nulla sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Scarto {
    id: String,
    #[schemars(description = "Come 1/2027.")]
    numero: String,
    #[schemars(description = "preparazione, proposto, autorizzato, in_corso, eseguito o ritirato.")]
    stato: &'static str,
    #[schemars(extend("format" = "date-time"))]
    dal: String,
}

async fn elenca(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let limit = usize::from(scelte.limite.rows());
    let mut rows = elenca_atto(&ctx.ente, ctx.who()?, scelte.dopo, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let prossima = rows.last().filter(|_| more).map(|last| last.id.to_string());
    let scarti = rows
        .into_iter()
        .map(|row| Scarto {
            id: row.id.to_string(),
            numero: row.numero,
            stato: row.passo.code(),
            dal: row.dal.to_string(),
        })
        .collect();
    Ok(Json(Elenco { scarti, prossima }))
}

#[derive(Debug, Serialize, JsonSchema)]
struct Intero {
    scarto: Scarto,
    #[schemars(description = "Chi ha autorizzato; nulla finché l'autorizzazione non è scritta.")]
    autorita: Option<String>,
    #[schemars(description = "Il numero dell'autorizzazione.")]
    autorizzazione: Option<String>,
    autorizzazione_del: Option<Date>,
    #[schemars(description = "Il protocollo con cui l'autorizzazione è arrivata, come 12/2027.")]
    protocollo: Option<String>,
    fascicoli: Vec<Fascicolo>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Fascicolo {
    id: String,
    nome: String,
    #[schemars(description = "Nullo se è riservato, o per chi non può scartare.")]
    oggetto: Option<String>,
    classe: String,
    chiuso_il: Date,
    #[schemars(description = "Il primo giorno in cui i suoi anni sono passati.")]
    scade_il: Date,
    #[schemars(description = "Quanti documenti sono, o erano, da distruggere.")]
    documenti: i64,
    #[schemars(description = "Quanti restano, perché servono altrove.")]
    restano: i64,
    #[schemars(description = "proposta, esclusa, fermata o scartata.")]
    stato: String,
    #[schemars(description = "Perché è fuori dall'elenco; nullo se non lo è, o per chi non può scartare.")]
    motivo: Option<String>,
}

async fn uno(ctx: Ctx, Path(id): Path<Id<scarto::Entity>>) -> Result<Json<Intero>, Error> {
    let list = leggi(&ctx.ente, ctx.who()?, id).await?;
    let scarto = Scarto {
        id: list.riga.id.to_string(),
        numero: list.numero(),
        stato: list.passo().code(),
        dal: list.riga.dal.to_string(),
    };
    let one = |row: scarto_voce::Model| Fascicolo {
        id: row.id.to_string(),
        nome: row.nome,
        oggetto: row.oggetto,
        classe: row.classe,
        chiuso_il: row.chiuso_il,
        scade_il: row.scade_il,
        documenti: row.documenti,
        restano: row.restano,
        stato: row.stato,
        motivo: row.motivo,
    };
    Ok(Json(Intero {
        scarto,
        autorita: list.riga.autorita,
        autorizzazione: list.riga.autorizzazione,
        autorizzazione_del: list.riga.autorizzazione_del,
        protocollo: list.riga.protocollo,
        fascicoli: list.voci.into_iter().map(one).collect(),
    }))
}

async fn stampato(ctx: Ctx, Path(id): Path<Id<scarto::Entity>>) -> Result<File<Pdf>, Error> {
    let document = elenco_pdf(&ctx.ente, ctx.who()?, id).await?;
    Ok(File::of(web::attachment(&ctx.ente, &document, &HeaderMap::new()).await?))
}

async fn prepara(ctx: Ctx, Sent(Niente {}): Sent<Niente>, porte: Porte) -> Result<Created<Fatto>, Error> {
    let id = prepara_atto(&ctx.ente, ctx.who()?, porte).await?;
    let location = format!("/api/v1/conservazione/scarti/{id}");
    Ok(Created { location: Some(location), body: Fatto { id: id.to_string() } })
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Perche {
    #[schemars(description = "Perché; al massimo 500 caratteri.")]
    motivo: String,
}

async fn escludi(ctx: Ctx, Path((id, voce)): Voci, Sent(sent): Sent<Perche>) -> Result<Done, Error> {
    escludi_atto(&ctx.ente, ctx.who()?, id, voce, &sent.motivo).await?;
    Ok(Done)
}

async fn riammetti(
    ctx: Ctx,
    Path((id, voce)): Voci,
    Sent(Niente {}): Sent<Niente>,
    porte: Porte,
) -> Result<Done, Error> {
    riammetti_atto(&ctx.ente, ctx.who()?, porte, id, voce).await?;
    Ok(Done)
}

async fn proponi(ctx: Ctx, Path(id): Path<Id<scarto::Entity>>, Sent(Niente {}): Sent<Niente>) -> Result<Done, Error> {
    proponi_atto(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}

async fn ritira(ctx: Ctx, Path(id): Path<Id<scarto::Entity>>, Sent(sent): Sent<Perche>) -> Result<Done, Error> {
    ritira_atto(&ctx.ente, ctx.who()?, id, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Autorizzato {
    #[schemars(description = "La Soprintendenza che ha autorizzato.")]
    autorita: String,
    numero: String,
    #[schemars(description = "AAAA-MM-GG.")]
    data: String,
    #[schemars(description = "Il protocollo con cui è arrivata, come 12/2027.")]
    protocollo: String,
}

async fn autorizza(
    ctx: Ctx,
    Path(id): Path<Id<scarto::Entity>>,
    Sent(sent): Sent<Autorizzato>,
    porte: Porte,
) -> Result<Done, Error> {
    let Autorizzato { autorita, numero, data, protocollo } = sent;
    let scritta = Autorizzazione { autorita, numero, data, protocollo };
    autorizza_atto(&ctx.ente, ctx.who()?, porte, id, &scritta).await?;
    Ok(Done)
}

async fn avvia(ctx: Ctx, Path(id): Path<Id<scarto::Entity>>, Sent(Niente {}): Sent<Niente>) -> Result<Done, Error> {
    avvia_atto(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}

async fn ripeti(ctx: Ctx, Path(id): Path<Id<scarto::Entity>>, Sent(Niente {}): Sent<Niente>) -> Result<Done, Error> {
    ripeti_atto(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Vincolo {
    #[schemars(description = "contenzioso, accesso o altro.")]
    tipo: String,
    #[schemars(description = "Perché va tenuto; al massimo 500 caratteri.")]
    vincolo: String,
}

async fn vincola(ctx: Ctx, Path(id): Path<Id<cosa::Entity>>, Sent(sent): Sent<Vincolo>) -> Result<Done, Error> {
    vincola_atto(&ctx.ente, ctx.who()?, id, &Vincolante { tipo: sent.tipo, motivo: sent.vincolo }).await?;
    Ok(Done)
}

async fn togli(
    ctx: Ctx,
    Path((id, vincolo)): Path<(Id<cosa::Entity>, Id<vincolo::Entity>)>,
    Sent(sent): Sent<Perche>,
) -> Result<Done, Error> {
    libera(&ctx.ente, ctx.who()?, id, vincolo, &sent.motivo).await?;
    Ok(Done)
}
