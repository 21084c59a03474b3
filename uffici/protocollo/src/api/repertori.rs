//! The repertories for programs: what the pages do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Error, IdempotencyKey, Json, Limit, Path, Query, Routes, Sent, WithFiles};

use super::registrazioni::NuovaDati;
use crate::{
    permissions::{CONSULTA, REGISTRA, TITOLARIO},
    repertorio::{
        RepertorioId,
        apri::apri as apri_atto,
        elenca::{Voce, elenca as elenca_atto, vedi, voci as voci_atto},
        registra::registra as registra_atto,
    },
};

pub(super) fn routes() -> Routes {
    const ALL: &str = "/api/v1/protocollo/repertori";
    const ENTRIES: &str = "/api/v1/protocollo/repertori/{id}/registrazioni";
    Routes::new()
        .api_get(ALL, Access::With(&CONSULTA), "Elenca i repertori", elenca)
        .api_post(ALL, Access::With(&TITOLARIO), "Apre un repertorio", apri)
        .api_get(ENTRIES, Access::With(&CONSULTA), "Sfoglia i documenti di un anno di un repertorio", voci)
        .api_post(
            ENTRIES,
            Access::With(&REGISTRA),
            "Registra un documento interno a repertorio, con i suoi file",
            registra,
        )
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Repertori {
    repertori: Vec<RepertorioDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RepertorioDati {
    id: String,
    codice: String,
    nome: String,
    #[schemars(description = "L'anno da cui numera.")]
    dal_anno: i64,
    #[schemars(description = "Quanti documenti ha quest'anno.")]
    quest_anno: i64,
}

/// The repertories.
async fn elenca(ctx: Ctx) -> Result<Json<Repertori>, Error> {
    let found = elenca_atto(&ctx.ente, ctx.who()?).await?;
    let repertori = found.into_iter().map(|each| RepertorioDati {
        id: each.riga.id.to_string(),
        codice: each.riga.codice,
        nome: each.riga.nome,
        dal_anno: each.riga.dal_anno,
        quest_anno: each.quest_anno,
    });
    Ok(Json(Repertori { repertori: repertori.collect() }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nuovo {
    #[schemars(description = "Da 2 a 12 lettere o cifre, come CONTRATTI.")]
    codice: String,
    nome: String,
    #[schemars(description = "L'anno da cui numera: questo o il prossimo.")]
    dal_anno: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Aperto {
    id: String,
}

/// Opens one.
async fn apri(ctx: Ctx, Sent(sent): Sent<Nuovo>) -> Result<Created<Aperto>, Error> {
    let id = apri_atto(&ctx.ente, ctx.who()?, &sent.codice, &sent.nome, sent.dal_anno).await?;
    Ok(Created { location: None, body: Aperto { id: id.to_string() } })
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[schemars(description = "L'anno; senza, questo.")]
    anno: Option<i64>,
    #[schemars(description = "La `prossima` della pagina di prima.")]
    prima: Option<i64>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Voci {
    #[schemars(description = "Dall'ultimo.")]
    registrazioni: Vec<VoceDati>,
    #[schemars(description = "Da dare come `prima` per la pagina che segue; nulla sull'ultima.")]
    prossima: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct VoceDati {
    repertorio: Numero,
    protocollo: Numero,
    #[schemars(extend("format" = "date-time"))]
    registrata_at: String,
    oggetto: String,
    annullata: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Numero {
    anno: i64,
    numero: i64,
}

/// A page of a year.
async fn voci(ctx: Ctx, Path(id): Path<RepertorioId>, Query(scelte): Query<Scelte>) -> Result<Json<Voci>, Error> {
    let who = ctx.who()?;
    // A repertory that is not there has no list.
    vedi(&ctx.ente, who, id).await?;
    let anno = scelte.anno.unwrap_or_else(|| ctx.now.year().into());
    let limit = usize::from(scelte.limite.rows());
    let mut found = voci_atto(&ctx.ente, who, id, anno, scelte.prima, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let prossima = found.last().filter(|_| more).map(|last| last.numero);
    let voce = |voce: Voce| VoceDati {
        repertorio: Numero { anno, numero: voce.numero },
        protocollo: Numero { anno: voce.protocollo.0, numero: voce.protocollo.1 },
        registrata_at: voce.registrata_at.to_string(),
        oggetto: voce.oggetto,
        annullata: voce.annullata,
    };
    Ok(Json(Voci { registrazioni: found.into_iter().map(voce).collect(), prossima }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Registrata {
    repertorio: Numero,
    protocollo: Numero,
}

/// Registers a document with both numbers.
async fn registra(
    ctx: Ctx,
    Path(id): Path<RepertorioId>,
    IdempotencyKey(chiave): IdempotencyKey,
    WithFiles { dati, files }: WithFiles<NuovaDati>,
) -> Result<Created<Registrata>, Error> {
    let who = ctx.who()?;
    // The key is the person's own: two people who choose the same word do not meet.
    let chiave = chiave.map(|key| format!("api:{}:{key}", who.person));
    let done = registra_atto(&ctx.ente, who, id, &dati.into(), &files, chiave.as_deref()).await?;
    let protocollo = Numero { anno: done.riga.anno, numero: done.riga.numero };
    let location = format!("/api/v1/protocollo/registrazioni/{}/{}", protocollo.anno, protocollo.numero);
    let repertorio = Numero { anno: done.voce.anno, numero: done.voce.numero };
    Ok(Created { location: Some(location), body: Registrata { repertorio, protocollo } })
}
