use std::collections::BTreeMap;

use authz::UnitId;
use kernel::Refusal;
use schemars::JsonSchema;
use search::Total;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Done, Error, Json, Limit, Path, Query, Routes, Sent};

use super::elenco::{Elenco, Totale, pagina};
use crate::{
    pagine::ricerca_salvata,
    permissions::CONSULTA,
    registrazione::attese::{Attesa, Da, GIORNI, attese as leggi_attese},
    ricerca::{self, Condivisa, Ricerca, RicercaId},
};

pub(super) fn routes() -> Routes {
    const CONSULTANO: Access = Access::With(&CONSULTA);
    const ALL: &str = "/api/v1/protocollo/ricerche";
    Routes::new()
        .api_get(ALL, CONSULTANO, "Elenca le ricerche salvate, tue e condivise con te", elenca)
        .api_post(ALL, CONSULTANO, "Salva una ricerca, o cambia quella con lo stesso nome", salva)
        .api_get(
            "/api/v1/protocollo/ricerche/{id}/registrazioni",
            CONSULTANO,
            "Sfoglia quello che una ricerca salvata trova per te",
            trova,
        )
        .api_post(
            "/api/v1/protocollo/ricerche/{id}",
            CONSULTANO,
            "Cambia nome a una tua ricerca, o la condivide",
            cambia,
        )
        .api_post("/api/v1/protocollo/ricerche/{id}/fine", CONSULTANO, "Toglie una tua ricerca", togli)
        .api_get(
            "/api/v1/protocollo/attese",
            CONSULTANO,
            "Chi aspetta chi: che cosa ogni ufficio deve prendere in carico",
            attese,
        )
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Ricerche {
    ricerche: Vec<RicercaDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RicercaDati {
    id: RicercaId,
    nome: String,
    #[schemars(description = "L'indirizzo della pagina che la mostra.")]
    pagina: String,
    #[schemars(description = "Con chi è condivisa: `no`, `ufficio` o `tutti`.")]
    condivisa: &'static str,
    #[schemars(description = "L'unità con cui è condivisa, se è una.")]
    ufficio: Option<UnitId>,
    #[schemars(description = "Se è tua: solo le tue si cambiano e si tolgono.")]
    tua: bool,
}

/// One's own, and those of others.
async fn elenca(ctx: Ctx) -> Result<Json<Ricerche>, Error> {
    let who = ctx.who()?;
    let dati = |ricerca: Ricerca| RicercaDati {
        id: ricerca.id,
        pagina: ricerca_salvata::href_di(&ricerca),
        condivisa: ricerca.condivisa.code(),
        ufficio: ufficio(ricerca.condivisa),
        tua: ricerca.persona == who.person,
        nome: ricerca.nome,
    };
    let ricerche = ricerca::elenca(&ctx.ente, who).await?.into_iter().map(dati).collect();
    Ok(Json(Ricerche { ricerche }))
}

const fn ufficio(condivisa: Condivisa) -> Option<UnitId> {
    match condivisa {
        Condivisa::Ufficio(unit) => Some(unit),
        Condivisa::No | Condivisa::Tutti => None,
    }
}

/// With whom a program shares.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum ConChi {
    #[default]
    No,
    Ufficio,
    Tutti,
}

fn condivisa(con_chi: ConChi, ufficio: Option<UnitId>) -> Result<Condivisa, Refusal> {
    let mut refusal = Refusal::default();
    let read = match (con_chi, ufficio) {
        (ConChi::No, None) => Condivisa::No,
        (ConChi::Tutti, None) => Condivisa::Tutti,
        (ConChi::Ufficio, Some(unit)) => Condivisa::Ufficio(unit),
        (ConChi::Ufficio, None) => {
            refusal.add(Some("ufficio"), "Manca l'unità con cui condividerla.");
            Condivisa::No
        }
        (_, Some(_)) => {
            refusal.add(Some("ufficio"), "L'unità si dice solo quando la ricerca è condivisa con un ufficio.");
            Condivisa::No
        }
    };
    refusal.unless_empty(read)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nuova {
    nome: String,
    #[schemars(
        description = "I campi dell'indirizzo della pagina dell'elenco, con i loro valori: `q`, `vista`, `dal`, `al`, `classe`, \
                              `ufficio`, `mezzo`, `fascicolo`, `loro`, `da`, `dall_ufficio`, `documenti`, `assegnazione`, `oltre`, \
                              `spedizioni`, `corrette`."
    )]
    filtro: BTreeMap<String, String>,
    #[serde(default)]
    condivisa: ConChi,
    #[serde(default)]
    ufficio: Option<UnitId>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Salvata {
    id: RicercaId,
}

/// Keeps one.
async fn salva(ctx: Ctx, Sent(sent): Sent<Nuova>) -> Result<Created<Salvata>, Error> {
    let scelte = ricerca_salvata::da_coppie(&sent.filtro, ctx.now)?;
    let condivisa = condivisa(sent.condivisa, sent.ufficio)?;
    let id = ricerca::salva(&ctx.ente, ctx.who()?, &sent.nome, &scelte, condivisa).await?;
    let location = Some(format!("/api/v1/protocollo/ricerche/{id}/registrazioni"));
    Ok(Created { location, body: Salvata { id } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cambio {
    nome: String,
    #[serde(default)]
    condivisa: ConChi,
    #[serde(default)]
    ufficio: Option<UnitId>,
}

/// Changes one's own: name and sharing are written as they are sent.
async fn cambia(ctx: Ctx, Path(id): Path<RicercaId>, Sent(sent): Sent<Cambio>) -> Result<Done, Error> {
    let condivisa = condivisa(sent.condivisa, sent.ufficio)?;
    ricerca::cambia(&ctx.ente, ctx.who()?, id, &sent.nome, condivisa).await?;
    Ok(Done)
}

/// Keeps one's own no more.
async fn togli(ctx: Ctx, Path(id): Path<RicercaId>) -> Result<Done, Error> {
    ricerca::togli(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Posto {
    #[schemars(description = "La `prossima` della pagina di prima, della stessa ricerca.")]
    prima: Option<String>,
    #[serde(default)]
    limite: Limit,
}

/// What one finds, for who asks.
async fn trova(ctx: Ctx, Path(id): Path<RicercaId>, Query(posto): Query<Posto>) -> Result<Json<Elenco>, Error> {
    let found = ricerca::trova(&ctx.ente, ctx.who()?, id).await?;
    let richiesta = ricerca_salvata::richiesta_di(&found, ctx.now);
    let limit = usize::from(posto.limite.rows());
    Ok(Json(pagina(&ctx, &richiesta, &posto.prima.unwrap_or_default(), limit).await?))
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Giorni {
    #[schemars(
        description = "Dopo quanti giorni senza risposta un'assegnazione è in ritardo: 7 se non lo dici, al più 365."
    )]
    giorni: Option<u16>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Attese {
    #[schemars(extend("format" = "date-time"))]
    al: String,
    giorni: u16,
    uffici: Vec<AttesaDati>,
    #[schemars(description = "Registrazioni rifiutate che nessuno ha in carico.")]
    da_riassegnare: Totale,
    #[schemars(description = "Registrazioni con una spedizione non riuscita o senza notizie da troppo tempo.")]
    spedizioni_fallite: Totale,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AttesaDati {
    ufficio: UnitId,
    nome: String,
    in_attesa: i64,
    in_ritardo: i64,
    #[schemars(description = "Da quando aspetta la più vecchia.", extend("format" = "date-time"))]
    dal: String,
    #[schemars(description = "Da quando aspetta almeno la metà.", extend("format" = "date-time"))]
    mediana_dal: String,
    #[schemars(description = "Da quali unità sono state registrate.")]
    da: Vec<DaDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DaDati {
    ufficio: UnitId,
    nome: String,
    in_attesa: i64,
    #[schemars(extend("format" = "date-time"))]
    dal: String,
}

/// Who waits for whom.
async fn attese(ctx: Ctx, Query(asked): Query<Giorni>) -> Result<Json<Attese>, Error> {
    let quadro = leggi_attese(&ctx.ente, ctx.who()?, asked.giorni.unwrap_or(GIORNI)).await?;
    let da = |da: Da| DaDati { ufficio: da.ufficio, nome: da.nome, in_attesa: da.quante, dal: da.dal.to_string() };
    let attesa = |attesa: Attesa| AttesaDati {
        ufficio: attesa.ufficio,
        nome: attesa.nome,
        in_attesa: attesa.quante,
        in_ritardo: attesa.in_ritardo,
        dal: attesa.dal.to_string(),
        mediana_dal: attesa.meta_dal.to_string(),
        da: attesa.da.into_iter().map(da).collect(),
    };
    let total = |total: Total| Totale::from(total);
    Ok(Json(Attese {
        al: quadro.al.to_string(),
        giorni: quadro.giorni,
        uffici: quadro.uffici.into_iter().map(attesa).collect(),
        da_riassegnare: total(quadro.da_riassegnare),
        spedizioni_fallite: total(quadro.spedizioni),
    }))
}
