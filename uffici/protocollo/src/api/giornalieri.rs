//! The registers of the day, for programs: to copy them elsewhere, or to hold them against other records.

use kernel::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Ctx, Error, File, HeaderMap, Json, Limit, Path, Pdf, Query, Routes, Xml};

use crate::{
    giornaliero::{Parte, apri, del_giorno, elenca as elenca_atto, sigilli},
    permissions::GIORNALIERO,
    tables::giornaliero,
};

pub(super) fn routes() -> Routes {
    const PUO: Access = Access::With(&GIORNALIERO);
    Routes::new()
        .api_get("/api/v1/protocollo/giornalieri", PUO, "Elenca i registri giornalieri, dall'ultimo", elenca)
        .api_get("/api/v1/protocollo/giornalieri/{giorno}", PUO, "Legge i dati del registro di un giorno", leggi)
        .api_get(
            "/api/v1/protocollo/giornalieri/{giorno}/registro",
            PUO,
            "Scarica il registro di un giorno, in PDF/A",
            registro,
        )
        .api_get(
            "/api/v1/protocollo/giornalieri/{giorno}/metadati",
            PUO,
            "Scarica i metadati del registro di un giorno, in XML",
            metadati,
        )
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[schemars(description = "La `prossima` della pagina di prima: solo i giorni prima di questo.")]
    prima: Option<Date>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Registri {
    registri: Vec<RegistroDati>,
    #[schemars(description = "Da dare come `prima` per la pagina che segue; nulla sull'ultima.")]
    prossima: Option<Date>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RegistroDati {
    giorno: Date,
    #[schemars(description = "Il numero del registro, che riparte ogni anno.")]
    numero: i64,
    anno: i64,
    #[schemars(description = "L'ultima registrazione del registro di prima.")]
    dopo: Numerata,
    #[schemars(description = "L'ultima di questo: comincia dalla seguente.")]
    fino: Numerata,
    registrazioni: i64,
    #[schemars(description = "Quante annotazioni di quel giorno, su registrazioni di qualsiasi giorno.")]
    annotazioni: i64,
    #[schemars(description = "SHA-256 del PDF.", extend("pattern" = "^[0-9a-f]{64}$"))]
    impronta: String,
    #[schemars(extend("format" = "date-time"))]
    fatto_at: String,
    #[schemars(description = "Se il PDF è chiuso con il sigillo elettronico dell'ente.")]
    sigillato: bool,
    #[schemars(description = "Se quel sigillo è di prova, SENZA VALORE LEGALE.")]
    di_prova: bool,
    #[schemars(description = "Se nel sigillo c'è una marca temporale.")]
    marcato: bool,
    #[schemars(
        description = "Che cosa ha detto il controllo del sigillo quando è stato messo, oppure perché non c'è."
    )]
    nota: Option<String>,
}

// The number of an entry; both are zero before the first.
#[derive(Debug, Serialize, JsonSchema)]
struct Numerata {
    anno: i64,
    numero: i64,
}

impl RegistroDati {
    /// `seals`: those that the registers name.
    fn di(row: giornaliero::Model, seals: &[seal::row::Model]) -> Self {
        let sealed = row.sigillo_id.and_then(|id| seals.iter().find(|seal| seal.id == id));
        Self {
            di_prova: sealed.is_some_and(|seal| seal.trial),
            giorno: row.giorno,
            numero: row.numero,
            anno: row.anno,
            dopo: Numerata { anno: row.dopo_anno, numero: row.dopo_numero },
            fino: Numerata { anno: row.fino_anno, numero: row.fino_numero },
            registrazioni: row.quante,
            annotazioni: row.fatti,
            impronta: row.impronta,
            fatto_at: row.fatto_at.to_string(),
            sigillato: row.sigillo_id.is_some(),
            marcato: row.marcato == Some(true),
            nota: row.sigillo_nota,
        }
    }
}

/// A page of them.
async fn elenca(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Registri>, Error> {
    let limit = usize::from(scelte.limite.rows());
    let mut rows = elenca_atto(&ctx.ente, ctx.who()?, scelte.prima, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let prossima = rows.last().filter(|_| more).map(|last| last.giorno);
    let seals = sigilli(&ctx.ente, &rows).await?;
    let registri = rows.into_iter().map(|row| RegistroDati::di(row, &seals)).collect();
    Ok(Json(Registri { registri, prossima }))
}

/// One.
async fn leggi(ctx: Ctx, Path(giorno): Path<Date>) -> Result<Json<RegistroDati>, Error> {
    let row = del_giorno(&ctx.ente, ctx.who()?, giorno).await?;
    let seals = sigilli(&ctx.ente, std::slice::from_ref(&row)).await?;
    Ok(Json(RegistroDati::di(row, &seals)))
}

/// Its PDF.
async fn registro(ctx: Ctx, Path(giorno): Path<Date>) -> Result<File<Pdf>, Error> {
    let document = apri(&ctx.ente, ctx.who()?, giorno, Parte::Registro).await?;
    Ok(File::of(web::attachment(&ctx.ente, &document, &HeaderMap::new()).await?))
}

/// Its metadata.
async fn metadati(ctx: Ctx, Path(giorno): Path<Date>) -> Result<File<Xml>, Error> {
    let document = apri(&ctx.ente, ctx.who()?, giorno, Parte::Metadati).await?;
    Ok(File::of(web::attachment(&ctx.ente, &document, &HeaderMap::new()).await?))
}
