//! The office for programs, under `/api/v1/flussi`: the same actions as the pages, with the same rules and refusals.

use iter::{Attese, Definizione};
use kernel::{Date, Refusal};
use pratiche::{Cursore, Vista};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Ctx, Done, Error, Json, Limit, Path, Query, Routes, Sent};

use crate::{
    Materie,
    api_calendario::{calendario, giorni},
    azioni,
    pagine::{GESTISCONO, GUARDANO},
    permissions::CONSULTA,
};

pub(crate) fn routes(materie: Materie) -> Routes {
    Routes::new()
        .api_get("/api/v1/flussi", GUARDANO, "Elenca gli iter in vigore", elenca)
        .api_get("/api/v1/flussi/calendario", GUARDANO, "I giorni dell'ente, con cui si contano i termini", calendario)
        .api_get("/api/v1/flussi/{codice}", GUARDANO, "Legge l'iter in vigore, come sta scritto", {
            move |ctx: Ctx, codice: Path<String>| una(ctx, codice, materie)
        })
        .api_get(
            "/api/v1/flussi/{codice}/misure",
            GUARDANO,
            "Dove aspettano le pratiche di un iter, per chi e quanto",
            move |ctx: Ctx, codice: Path<String>, scelte: Query<Periodo>| misure(ctx, codice, scelte, materie),
        )
        .api_post(
            "/api/v1/flussi/{codice}/controllo",
            GESTISCONO,
            "Controlla una definizione senza metterla in vigore: tutto quello che non va",
            move |ctx: Ctx, codice: Path<String>, sent: Sent<Testo>| controllo(ctx, codice, sent, materie),
        )
        .api_post(
            "/api/v1/flussi/{codice}/vigore",
            GESTISCONO,
            "Mette in vigore una definizione: da qui le nuove pratiche la seguono",
            move |ctx: Ctx, codice: Path<String>, sent: Sent<Vigore>| vigore(ctx, codice, sent, materie),
        )
        .api_post(
            "/api/v1/flussi/{codice}/bozza",
            GESTISCONO,
            "Salva la bozza di una nuova versione, in ordine o no",
            move |ctx: Ctx, codice: Path<String>, sent: Sent<Bozza>| bozza(ctx, codice, sent, materie),
        )
        .api_post("/api/v1/flussi/calendario", GESTISCONO, "Cambia i giorni dell'ente, con il motivo", giorni)
        .api_get("/api/v1/flussi/da_fare", GUARDANO, "Le pratiche che aspettano chi chiede, dalla più vecchia", {
            move |ctx: Ctx, scelte: Query<Scelte>| da_fare(ctx, scelte, materie)
        })
}

#[derive(Debug, Serialize, JsonSchema)]
struct Elenco {
    iter: Vec<Voce>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Voce {
    codice: String,
    nome: String,
    #[schemars(description = "Di quale ufficio sono le pratiche.")]
    materia: String,
    #[schemars(description = "SHA-256 di ciò che dice, esadecimale.")]
    versione: String,
    #[schemars(extend("format" = "date-time"))]
    dal: String,
}

async fn elenca(ctx: Ctx) -> Result<Json<Elenco>, Error> {
    ctx.who()?.require(&CONSULTA)?;
    let read = ctx.ente.db().read().await?;
    let all = pratiche::tutte(&read).await.map_err(crate::Error::from)?;
    let voce = |one: pratiche::InVigore| Voce {
        codice: one.riga.codice,
        nome: one.riga.nome,
        materia: one.riga.materia,
        versione: one.riga.impronta,
        dal: one.vigore.dal.to_string(),
    };
    Ok(Json(Elenco { iter: all.into_iter().map(voce).collect() }))
}

#[derive(Debug, Serialize, JsonSchema)]
struct Una {
    #[schemars(description = "La definizione, in TOML.")]
    testo: String,
    versione: String,
    #[schemars(description = "Da dare come `visto` a chi ne mette in vigore un'altra.")]
    ordine: i64,
    #[schemars(extend("format" = "date-time"))]
    dal: String,
    motivo: String,
}

async fn una(ctx: Ctx, Path(codice): Path<String>, materie: Materie) -> Result<Json<Una>, Error> {
    let scheda = azioni::scheda(&ctx.ente, ctx.who()?, materie, &codice).await?;
    let one = scheda.vigore.ok_or(crate::Error::NotFound)?;
    Ok(Json(Una {
        testo: one.riga.testo,
        versione: one.riga.impronta,
        ordine: one.vigore.ordine,
        dal: one.vigore.dal.to_string(),
        motivo: one.vigore.motivo,
    }))
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Periodo {
    #[schemars(description = "Le pratiche cominciate da questo giorno; se manca, tutte.")]
    dal: Option<Date>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Misurate {
    pratiche: u64,
    concluse: u64,
    #[schemars(description = "Se ce ne sono altre, più vecchie, che non sono misurate.")]
    altre: bool,
    stati: Vec<Attesa>,
    chi: Vec<Attesa>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Attesa {
    #[schemars(description = "Il codice dello stato, o chi è atteso.")]
    nome: String,
    #[schemars(description = "Quante aspettano adesso.")]
    ora: u64,
    soste: u64,
    #[schemars(description = "In microsecondi, tutte insieme.")]
    totale_us: u64,
    mediana_us: u64,
    p90_us: u64,
    massima_us: u64,
}

fn attesa((nome, one): (String, Attese)) -> Attesa {
    Attesa {
        nome,
        ora: one.ora as u64,
        soste: one.soste as u64,
        totale_us: one.totale_us,
        mediana_us: one.mediana_us,
        p90_us: one.p90_us,
        massima_us: one.massima_us,
    }
}

async fn misure(
    ctx: Ctx,
    Path(codice): Path<String>,
    Query(scelte): Query<Periodo>,
    materie: Materie,
) -> Result<Json<Misurate>, Error> {
    let scheda = azioni::scheda(&ctx.ente, ctx.who()?, materie, &codice).await?;
    let now = scheda.vigore.ok_or(crate::Error::NotFound)?;
    let since = scelte.dal.map(kernel::Instant::start_of).unwrap_or_default();
    let read = ctx.ente.db().read().await?;
    let (_, valida) = pratiche::definizione_di(&read, now.riga.id).await.map_err(crate::Error::from)?;
    let chi = (scheda.materia, ctx.who()?);
    let found = pratiche::misura(&Vista::Letta(&read), chi, &valida, since, None, ctx.now).await;
    let (misure, altre) = found.map_err(crate::Error::from)?;
    Ok(Json(Misurate {
        pratiche: misure.pratiche as u64,
        concluse: misure.concluse as u64,
        altre,
        stati: misure.per_stato.into_iter().map(attesa).collect(),
        chi: misure.per_chi.into_iter().map(attesa).collect(),
    }))
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Testo {
    #[schemars(description = "La definizione, in TOML.")]
    testo: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Controllata {
    #[schemars(description = "Tutto quello che non va; vuoto se si può mettere in vigore.")]
    motivi: Vec<String>,
}

/// The definition of a text, which must be of the code in the address.
fn letta(testo: &str, codice: &str) -> Result<Definizione, Refusal> {
    let it = Definizione::leggi(testo)?;
    if it.codice == codice {
        return Ok(it);
    }
    Err(Refusal::beside("testo", format!("La definizione è di «{}», non di «{codice}».", it.codice)))
}

async fn controllo(
    ctx: Ctx,
    Path(codice): Path<String>,
    Sent(sent): Sent<Testo>,
    materie: Materie,
) -> Result<Json<Controllata>, Error> {
    let scheda = azioni::scheda(&ctx.ente, ctx.who()?, materie, &codice).await?;
    let it = letta(&sent.testo, &codice)?;
    let read = ctx.ente.db().read().await?;
    let motivi = match pratiche::controlla(&read, scheda.materia, it, ctx.now).await {
        Ok(_) => Vec::new(),
        Err(pratiche::Error::Refused(no)) => no.reasons.into_iter().map(|reason| reason.sentence).collect(),
        Err(error) => return Err(crate::Error::from(error).into()),
    };
    Ok(Json(Controllata { motivi }))
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Bozza {
    #[schemars(description = "La definizione, in TOML.")]
    testo: String,
    #[serde(default)]
    #[schemars(description = "Il numero del salvataggio su cui hai lavorato; 0 se la bozza non c'era.")]
    visto: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Salvata {
    #[schemars(description = "Da dare come `visto` al salvataggio che segue.")]
    pub versione: i64,
}

async fn bozza(
    ctx: Ctx,
    Path(codice): Path<String>,
    Sent(sent): Sent<Bozza>,
    materie: Materie,
) -> Result<Json<Salvata>, Error> {
    let who = ctx.who()?;
    let scheda = azioni::scheda(&ctx.ente, who, materie, &codice).await?;
    let it = letta(&sent.testo, &codice)?;
    let versione = azioni::salva(&ctx.ente, who, scheda.materia, &it, sent.visto).await?;
    Ok(Json(Salvata { versione }))
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Vigore {
    #[schemars(description = "La definizione, in TOML.")]
    testo: String,
    #[schemars(description = "Perché; al massimo 2000 caratteri.")]
    motivo: String,
    #[schemars(description = "L'`ordine` della versione in vigore che hai letto: se non è più quella, niente cambia.")]
    visto: Option<i64>,
}

async fn vigore(
    ctx: Ctx,
    Path(codice): Path<String>,
    Sent(sent): Sent<Vigore>,
    materie: Materie,
) -> Result<Done, Error> {
    let who = ctx.who()?;
    let scheda = azioni::scheda(&ctx.ente, who, materie, &codice).await?;
    let it = letta(&sent.testo, &codice)?;
    azioni::metti(&ctx.ente, who, scheda.materia, it, &sent.motivo, sent.visto).await?;
    Ok(Done)
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scelte {
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DaFare {
    pratiche: Vec<Pratica>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Pratica {
    id: String,
    testo: String,
    href: String,
    dove: String,
    #[schemars(extend("format" = "date-time"))]
    dal: String,
    passi: Vec<String>,
    entro: Option<Date>,
    #[schemars(description = "Se un promemoria di quel termine è già venuto, o il termine finisce oggi o è passato.")]
    vicino: bool,
}

/// A cursor as programs send it back: since when, and which.
fn cursore(text: &str) -> Option<Cursore> {
    let (dal, pratica) = text.split_once('_')?;
    Some(Cursore { dal: kernel::Instant::from_micros(dal.parse().ok()?), pratica: pratica.parse().ok()? })
}

async fn da_fare(ctx: Ctx, Query(scelte): Query<Scelte>, materie: Materie) -> Result<Json<DaFare>, Error> {
    let who = ctx.who()?;
    let dopo = match scelte.dopo.as_deref() {
        Some(text) => Some(cursore(text).ok_or_else(|| Refusal::beside("dopo", "Non è la `prossima` di una pagina."))?),
        None => None,
    };
    let read = ctx.ente.db().read().await?;
    let vista = Vista::Letta(&read);
    let limit = u64::from(scelte.limite.rows());
    let found = pratiche::scrivania(&vista, materie, who, ctx.now, dopo, limit).await.map_err(crate::Error::from)?;
    let one = |riga: pratiche::DaFare| Pratica {
        id: riga.pratica.to_string(),
        testo: riga.testo,
        href: riga.href,
        dove: riga.dove,
        dal: riga.dal.to_string(),
        passi: riga.passi,
        entro: riga.entro,
        vicino: riga.vicino,
    };
    Ok(Json(DaFare {
        pratiche: found.righe.into_iter().map(one).collect(),
        prossima: found.altre.map(|next| format!("{}_{}", next.dal.micros(), next.pratica)),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was_told() {
        let id = kernel::Uuid::from_u128(7);
        let at = Cursore { dal: kernel::Instant::from_micros(5), pratica: id.into() };
        assert_eq!(cursore(&format!("5_{id}")), Some(at));
        assert!(cursore("5").is_none() && cursore("x_y").is_none());
    }
}
