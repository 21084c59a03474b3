use authz::{PersonId, UnitId};
use kernel::{Date, Refusal};
use schemars::JsonSchema;
use search::Total;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Error, IdempotencyKey, Json, Limit, Path, Query, Routes, Sent};

use super::fascicoli_azioni as azioni;
use crate::{
    fascicolo::{
        Chiave,
        apri::apri as apri_atto,
        contenuto::{Voce as Dentro, contenuto as leggi_contenuto},
        continua::legami,
        elenca::{Filtro, Quali, Voce},
        regole::{Nuovo, Tipo},
        scheda::{Scheda, leggi as leggi_atto},
        sfoglia::{Pagina, Richiesta, posto_valido, sfoglia},
    },
    permissions::{CONSULTA, FASCICOLA},
    registrazione::elenca::{leggi_chiave, scrivi_chiave},
    rules::Verso,
};

pub(super) fn routes() -> Routes {
    const CONSULTANO: Access = Access::With(&CONSULTA);
    const ALL: &str = "/api/v1/protocollo/fascicoli";
    Routes::new()
        .api_get(ALL, CONSULTANO, "Cerca i fascicoli e li sfoglia", elenca)
        .api_post(ALL, Access::With(&FASCICOLA), "Apre un fascicolo o un sotto-fascicolo", apri)
        .api_get("/api/v1/protocollo/fascicoli/{fascicolo}", CONSULTANO, "Legge un fascicolo", leggi)
        .api_get(
            "/api/v1/protocollo/fascicoli/{fascicolo}/contenuto",
            CONSULTANO,
            "Sfoglia le registrazioni di un fascicolo",
            contenuto,
        )
        .and(azioni::routes())
}

// Which fascicoli a program asks for: what the page of the list asks for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "Le parole da cercare; senza, l'elenco è dall'ultimo aperto.")]
    q: String,
    #[serde(default)]
    #[schemars(description = "Come stanno: aperti, scaduti (aperti oltre il termine), chiusi o tutti.")]
    stato: Quali,
    #[schemars(description = "La voce del titolario, con quelle che contiene.")]
    classe: Option<String>,
    #[schemars(description = "L'anno di apertura.")]
    anno: Option<i64>,
    tipo: Option<Tipo>,
    #[schemars(description = "Curati da questa unità.")]
    ufficio: Option<UnitId>,
    #[serde(default)]
    #[schemars(description = "Solo quelli che curi tu o i tuoi uffici.")]
    miei: bool,
    #[schemars(description = "La `prossima` della pagina di prima, con le stesse parole e gli stessi filtri.")]
    prima: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    fascicoli: Vec<VoceDati>,
    #[schemars(description = "Da dare come `prima` per la pagina che segue; nulla sull'ultima.")]
    prossima: Option<String>,
    #[schemars(description = "Quanti sono in tutto, quando si sa senza contarli; oltre i mille non si contano.")]
    totale: Option<u64>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct VoceDati {
    #[schemars(description = "Il numero come sta negli indirizzi: 2026-VI.3-12.")]
    fascicolo: String,
    #[schemars(description = "Il numero come si scrive: 2026-VI.3/12.")]
    numero: String,
    tipo: Tipo,
    oggetto: String,
    intestatario: Option<String>,
    ufficio: String,
    #[schemars(extend("format" = "date-time"))]
    aperto_at: String,
    termine: Option<Date>,
    chiuso: bool,
    riservato: bool,
    #[schemars(description = "Quante registrazioni contiene di quelle che puoi vedere, contate fino a mille.")]
    registrazioni: i64,
}

fn voce(voce: Voce) -> VoceDati {
    VoceDati {
        fascicolo: voce.chiave.in_address(),
        numero: voce.chiave.to_string(),
        tipo: voce.tipo,
        oggetto: voce.oggetto,
        intestatario: voce.intestatario,
        ufficio: voce.ufficio,
        aperto_at: voce.aperto_at.to_string(),
        termine: voce.termine,
        chiuso: voce.chiuso,
        riservato: voce.riservato,
        registrazioni: voce.registrazioni,
    }
}

fn non_un_posto(field: &'static str) -> Error {
    let mut refusal = Refusal::default();
    let sentence = format!(
        "Il parametro \"{field}\" non è un posto di questo elenco: dagli la \"prossima\" della pagina di prima."
    );
    refusal.add(Some(field), sentence);
    refusal.into()
}

/// A page of the list, or of what the words find.
async fn elenca(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let filtro = Filtro {
        quali: scelte.stato,
        classe: scelte.classe,
        anno: scelte.anno,
        tipo: scelte.tipo,
        ufficio: scelte.ufficio,
        miei: scelte.miei,
        ..Filtro::default()
    };
    let richiesta = Richiesta::of(&scelte.q, filtro);
    let prima = scelte.prima.unwrap_or_default();
    if !prima.is_empty() && !posto_valido(&richiesta, &prima) {
        return Err(non_un_posto("prima"));
    }
    let limit = usize::from(scelte.limite.rows());
    let Pagina { voci, prossima, totale } = sfoglia(&ctx.ente, ctx.who()?, &richiesta, &prima, limit).await?;
    let fascicoli = voci.into_iter().map(voce).collect();
    Ok(Json(Elenco { fascicoli, prossima, totale: totale.and_then(Total::exactly) }))
}

// What a program asks to be opened.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NuovoDati {
    tipo: Tipo,
    #[serde(default)]
    #[schemars(description = "La voce del titolario; per un sotto-fascicolo è quella del fascicolo che lo contiene.")]
    classe: String,
    oggetto: String,
    #[schemars(description = "L'unità che lo cura.")]
    ufficio: UnitId,
    #[serde(default)]
    #[schemars(description = "Chi ne risponde; in un procedimento è il responsabile del procedimento.")]
    responsabile: Option<PersonId>,
    #[serde(default)]
    termine: Option<Date>,
    #[serde(default)]
    intestatario: Option<String>,
    #[serde(default)]
    codice_fiscale: Option<String>,
    #[serde(default)]
    riservato: bool,
    #[serde(default)]
    #[schemars(description = "Il fascicolo sotto cui si apre.")]
    sopra: Option<Chiave>,
    #[serde(default)]
    #[schemars(description = "La registrazione da metterci subito.")]
    registrazione: Option<azioni::Numerata>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Aperto {
    fascicolo: String,
    numero: String,
    #[schemars(extend("format" = "date-time"))]
    aperto_at: String,
}

/// Opens one. With the header `Idempotency-Key` a call that is repeated gives the fascicolo of the first.
async fn apri(
    ctx: Ctx,
    IdempotencyKey(chiave): IdempotencyKey,
    Sent(dati): Sent<NuovoDati>,
) -> Result<Created<Aperto>, Error> {
    let who = ctx.who()?;
    let chiave = chiave.map(|key| format!("api:{}:{key}", who.person));
    let nuovo = Nuovo {
        tipo: dati.tipo,
        classe: dati.classe,
        oggetto: dati.oggetto,
        ufficio: dati.ufficio,
        responsabile: dati.responsabile,
        termine: dati.termine,
        intestatario: dati.intestatario,
        codice_fiscale: dati.codice_fiscale,
        riservato: dati.riservato,
        sopra: dati.sopra,
    };
    let prima = dati.registrazione.map(|entry| (entry.anno, entry.numero));
    let done = apri_atto(&ctx.ente, who, &nuovo, prima, chiave.as_deref()).await?;
    let key = done.chiave();
    let body =
        Aperto { fascicolo: key.in_address(), numero: key.to_string(), aperto_at: done.riga.aperto_at.to_string() };
    Ok(Created { location: Some(format!("/api/v1/protocollo/fascicoli/{}", key.in_address())), body })
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Intero {
    fascicolo: String,
    numero: String,
    tipo: Tipo,
    oggetto: String,
    intestatario: Option<String>,
    codice_fiscale: Option<String>,
    ufficio: UnitId,
    responsabile: Option<PersonId>,
    #[schemars(extend("format" = "date-time"))]
    aperto_at: String,
    termine: Option<Date>,
    #[schemars(extend("format" = "date-time"))]
    chiuso_at: Option<String>,
    riservato: bool,
    #[schemars(description = "Il fascicolo che lo contiene, se puoi vederlo.")]
    sopra: Option<String>,
    #[schemars(description = "I sotto-fascicoli che puoi vedere.")]
    sotto: Vec<String>,
    condiviso: Vec<CondivisoDati>,
    registrazioni: i64,
    #[schemars(description = "Perché non si può ancora chiudere; vuoto per chi non lo cura.")]
    pendenze: Vec<String>,
    #[schemars(description = "Il fascicolo di un titolario di prima che questo continua.")]
    continua: Option<String>,
    #[schemars(description = "Il fascicolo che continua questo, chiuso per nuovo titolario.")]
    continua_in: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CondivisoDati {
    ufficio: UnitId,
    #[schemars(description = "Ci mette e ne toglie registrazioni, e non lo legge soltanto.")]
    lavora: bool,
}

/// One fascicolo.
async fn leggi(ctx: Ctx, Path(chiave): Path<Chiave>) -> Result<Json<Intero>, Error> {
    let scheda = leggi_atto(&ctx.ente, ctx.who()?, &chiave).await?;
    let (before, after) = legami(&ctx.ente, ctx.who()?, scheda.fascicolo.riga.id).await?;
    let told = |key: Option<Chiave>| key.map(|key| key.in_address());
    Ok(Json(Intero { continua: told(before), continua_in: told(after), ..intero(scheda) }))
}

fn intero(scheda: Scheda) -> Intero {
    let tipo = scheda.fascicolo.tipo();
    let key = scheda.fascicolo.chiave();
    let (riga, stato) = (scheda.fascicolo.riga, scheda.fascicolo.stato);
    Intero {
        fascicolo: key.in_address(),
        numero: key.to_string(),
        tipo,
        oggetto: stato.oggetto,
        intestatario: riga.intestatario,
        codice_fiscale: riga.codice_fiscale,
        ufficio: stato.ufficio_id,
        responsabile: stato.responsabile_id,
        aperto_at: riga.aperto_at.to_string(),
        termine: stato.termine,
        chiuso_at: stato.chiuso_at.map(|at| at.to_string()),
        riservato: riga.riservato,
        sopra: scheda.sopra.map(|above| above.in_address()),
        sotto: scheda.sotto.iter().map(|under| under.chiave.in_address()).collect(),
        condiviso: scheda
            .condivisi
            .iter()
            .map(|share| CondivisoDati { ufficio: share.ufficio_id, lavora: share.lavora })
            .collect(),
        registrazioni: scheda.registrazioni,
        pendenze: scheda.pendenze.iter().map(crate::fascicolo::regole::Pendenza::sentence).collect(),
        continua: None,
        continua_in: None,
    }
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Posto {
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Contenuto {
    registrazioni: Vec<DentroDati>,
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DentroDati {
    #[schemars(description = "Il posto nel fascicolo, da dare per toglierla.")]
    voce: String,
    anno: i64,
    numero: i64,
    verso: Verso,
    #[schemars(extend("format" = "date-time"))]
    registrata_at: String,
    oggetto: String,
    parte: Option<String>,
    classe: Option<String>,
    annullata: bool,
    riservata: bool,
    #[schemars(description = "Qualcuno deve ancora prenderla in carico, o assegnarla.")]
    aspetta: bool,
}

/// A page of what lies in one.
async fn contenuto(ctx: Ctx, Path(chiave): Path<Chiave>, Query(posto): Query<Posto>) -> Result<Json<Contenuto>, Error> {
    let who = ctx.who()?;
    let scheda = leggi_atto(&ctx.ente, who, &chiave).await?;
    let dopo = match &posto.dopo {
        Some(text) => Some(leggi_chiave(text).ok_or_else(|| non_un_posto("dopo"))?),
        None => None,
    };
    let limit = usize::from(posto.limite.rows());
    let mut voci = leggi_contenuto(&ctx.ente, who, &scheda.fascicolo, dopo, limit as u64 + 1).await?;
    let more = voci.len() > limit;
    voci.truncate(limit);
    let prossima = voci.last().filter(|_| more).map(|last| scrivi_chiave((last.anno, last.numero)));
    Ok(Json(Contenuto { registrazioni: voci.into_iter().map(dentro).collect(), prossima }))
}

fn dentro(voce: Dentro) -> DentroDati {
    DentroDati {
        voce: voce.id.to_string(),
        anno: voce.anno,
        numero: voce.numero,
        verso: voce.verso,
        registrata_at: voce.registrata_at.to_string(),
        oggetto: voce.oggetto,
        parte: voce.parte,
        classe: voce.classe,
        annullata: voce.annullata,
        riservata: voce.riservata,
        aspetta: voce.aspetta,
    }
}
