//! The registers for programs, number by number, and the copy that bears the number.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Ctx, Error, File, Json, Limit, Path, Pdf, Query, Routes};

use crate::{
    atto::copia::copia,
    esporta::{Numerato, esporta},
    pagine::CONSULTANO,
    rules::tipi::{GENERALE, REGISTRI, Registro},
    tables::AttoId,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api_get(
            "/api/v1/atti/registri",
            CONSULTANO,
            "Legge una pagina di un registro degli atti, dal primo numero",
            una,
        )
        .api_get(
            "/api/v1/atti/{id}/copia",
            CONSULTANO,
            "Fa la copia di un atto adottato con il numero e la data del registro",
            copiato,
        )
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scelte {
    #[serde(default)]
    #[schemars(description = "Il registro, come ordinanze; senza, quello generale delle determinazioni (determine).")]
    registro: Option<String>,
    #[serde(default)]
    #[schemars(description = "L'anno; senza, quello in corso.")]
    anno: Option<i64>,
    #[serde(default)]
    #[schemars(description = "Il `prossimo` della pagina di prima: si continua dopo quel numero.")]
    dopo: Option<i64>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Pagina {
    #[schemars(description = "I numeri, dal più basso: nessuno manca.")]
    atti: Vec<Voce>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossimo: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Voce {
    registro: &'static str,
    anno: i64,
    numero: i64,
    data: String,
    #[schemars(description = "Se vero l'atto è riservato: si dicono soltanto numero e data.")]
    riservato: bool,
    id: Option<String>,
    tipo: Option<String>,
    #[schemars(description = "Il numero nel registro di settore, dove c'è.")]
    settore_numero: Option<i64>,
    oggetto: Option<String>,
    ufficio: Option<String>,
    efficace_dal: Option<String>,
    #[schemars(description = "revocato, annullato o sostituito; nullo se vale.")]
    superato: Option<String>,
}

impl Voce {
    fn di((registro, anno): (&Registro, i64), one: Numerato) -> Self {
        let (row, ufficio) = one.atto.unzip();
        Self {
            registro: registro.codice,
            anno,
            numero: one.numero,
            data: one.at.date().to_string(),
            riservato: row.is_none(),
            id: row.as_ref().map(|row| row.atto_id.to_string()),
            settore_numero: row.as_ref().and_then(|row| row.settore_numero),
            efficace_dal: row.as_ref().and_then(|row| row.efficace_dal).map(|day| day.to_string()),
            superato: row.as_ref().and_then(|row| row.superato.clone()),
            tipo: row.as_ref().map(|row| row.tipo.clone()),
            oggetto: row.map(|row| row.oggetto),
            ufficio,
        }
    }
}

/// A page of a register.
async fn una(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Pagina>, Error> {
    let wanted = scelte.registro.as_deref().unwrap_or(GENERALE.codice);
    let Some(registro) = Registro::di(wanted) else {
        let known: Vec<&str> = REGISTRI.iter().map(|one| one.codice).collect();
        return Err(crate::Error::campo("registro", format!("I registri sono: {}.", known.join(", "))).into());
    };
    let anno = scelte.anno.unwrap_or_else(|| i64::from(ctx.now.year()));
    let limit = u64::from(scelte.limite.rows());
    let who = ctx.who()?;
    let mut rows = esporta(&ctx.ente, who, (registro.codice, anno), scelte.dopo.unwrap_or(0), limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let prossimo = rows.last().filter(|_| more).map(|one| one.numero);
    Ok(Json(Pagina { atti: rows.into_iter().map(|one| Voce::di((registro, anno), one)).collect(), prossimo }))
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parte {
    #[serde(default)]
    #[schemars(description = "Vero per la versione con omissis, dove c'è; altrimenti il testo intero.")]
    omissis: bool,
}

/// The copy of an act.
async fn copiato(ctx: Ctx, Path(id): Path<AttoId>, Query(parte): Query<Parte>) -> Result<File<Pdf>, Error> {
    let made = copia(&ctx.ente, ctx.who()?, id, parte.omissis).await?;
    Ok(File::of(web::made_pdf(&made.nome, made.byte)?))
}
