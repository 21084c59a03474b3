//! The amendments of a proposal, for programs: how they stand, and all that the pages do with them.

use authz::PersonId;
use kernel::Date;
use prose::BlockId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Path, Query, Routes, Sent};

use crate::{
    Atti,
    emendamenti::{
        applica::applica,
        esamina::{Esame, esamina, ritira},
        leggi::{Emendamento, una_pagina},
        parere::{Reso, rendi},
        presenta::{Proposto, presenta},
        vota::vota,
    },
    leggi::una,
    pagine::CONSULTANO,
    rules::{
        emendamenti::{Fase, mancano},
        pareri::Quale,
    },
    tables::AttoId,
    voto::Voto,
};

/// Which act, and which of its amendments.
type Uno = Path<(AttoId, i64)>;

pub(crate) fn routes(atti: Atti) -> Routes {
    Routes::new()
        .api_get("/api/v1/atti/{id}/emendamenti", CONSULTANO, "Legge gli emendamenti di una proposta", elenco)
        .api_post(
            "/api/v1/atti/{id}/emendamenti",
            CONSULTANO,
            "Presenta un emendamento a una proposta",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<Nuovo>| presentato(ctx, id, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/emendamenti/{n}/esame",
            CONSULTANO,
            "Annota se un emendamento è ammesso, e con quali pareri",
            move |ctx: Ctx, uno: Uno, sent: Sent<Esaminato>| esaminato(ctx, uno, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/emendamenti/{n}/parere",
            CONSULTANO,
            "Rende un parere su un emendamento",
            move |ctx: Ctx, uno: Uno, sent: Sent<Parere>| parere(ctx, uno, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/emendamenti/{n}/voto",
            CONSULTANO,
            "Annota il voto su un emendamento",
            move |ctx: Ctx, uno: Uno, sent: Sent<Votato>| votato(ctx, uno, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/emendamenti/{n}/ritiro",
            CONSULTANO,
            "Annota che un emendamento è ritirato",
            move |ctx: Ctx, uno: Uno, sent: Sent<Ritirato>| ritirato(ctx, uno, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/emendamenti/{n}/applica",
            CONSULTANO,
            "Riporta nel testo un emendamento approvato, con una versione nuova",
            applicato,
        )
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scelte {
    #[serde(default)]
    #[schemars(description = "Dopo quale numero: quello che dice «prossimo».")]
    dopo: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Elenco {
    emendamenti: Vec<Voce>,
    #[schemars(description = "Da rimandare come «dopo» per gli emendamenti che seguono; nullo alla fine.")]
    prossimo: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Voce {
    n: i64,
    #[schemars(description = "La versione del testo su cui è stato presentato.")]
    versione: i64,
    #[schemars(description = "La parte del testo che cambia, o dopo la quale se ne aggiunge una.")]
    blocco: BlockId,
    #[schemars(description = "sostituisce, sopprime o aggiunge.")]
    modo: String,
    prima: String,
    #[schemars(description = "Nullo dove la parte si sopprime.")]
    dopo: Option<String>,
    motivazione: String,
    presentatori: Vec<String>,
    giorno: Date,
    #[schemars(description = "L'ultimo giorno per presentarlo, se l'iter ha un termine.")]
    termine: Option<Date>,
    #[schemars(description = "presentato, ammesso, non_ammesso, ritirato, approvato, respinto, applicato.")]
    stato: &'static str,
    #[schemars(description = "I pareri che servono prima del voto e mancano.")]
    mancano: Vec<&'static str>,
    #[schemars(description = "Il voto, in una frase.")]
    voto: Option<String>,
    #[schemars(description = "La versione che lo ha nel testo.")]
    versione_con: Option<i64>,
    fatti: Vec<Fatto>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Fatto {
    #[schemars(description = "parere, ammesso, non_ammesso, ritirato, votato, applicato.")]
    tipo: String,
    #[schemars(description = "Il parere; dell'ammissione, quelli che servono, uno per riga.")]
    quale: Option<String>,
    esito: Option<String>,
    testo: Option<String>,
    quando: String,
}

const fn stato(fase: Fase) -> &'static str {
    match fase {
        Fase::Presentato => "presentato",
        Fase::Ammesso => "ammesso",
        Fase::NonAmmesso => "non_ammesso",
        Fase::Ritirato => "ritirato",
        Fase::Approvato => "approvato",
        Fase::Respinto => "respinto",
        Fase::Applicato => "applicato",
    }
}

impl Voce {
    fn di(one: &Emendamento) -> Result<Self, crate::Error> {
        let missing = if one.fase == Fase::Ammesso { mancano(&one.dovuti(), &one.resi()) } else { Vec::new() };
        let fatto = |fact: &crate::emendamenti::tabelle::fatto::Model| Fatto {
            tipo: fact.tipo.clone(),
            quale: fact.quale.clone(),
            esito: fact.esito.clone(),
            testo: fact.testo.clone(),
            quando: fact.at.to_string(),
        };
        Ok(Self {
            n: one.riga.n,
            versione: one.riga.versione,
            blocco: one.riga.blocco_id,
            modo: one.riga.modo.clone(),
            prima: one.riga.prima.clone(),
            dopo: one.riga.dopo.clone(),
            motivazione: one.riga.motivazione.clone(),
            presentatori: one.presentatori.iter().map(|one| one.nome.clone()).collect(),
            giorno: one.riga.giorno,
            termine: one.riga.termine,
            stato: stato(one.fase),
            mancano: missing.into_iter().map(Quale::code).collect(),
            voto: one.voto()?.map(|vote| vote.detto()),
            versione_con: one.versione(),
            fatti: one.fatti.iter().map(fatto).collect(),
        })
    }
}

/// How they stand.
async fn elenco(ctx: Ctx, Path(id): Path<AttoId>, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let read = ctx.ente.db().read().await?;
    una(&read, ctx.who()?, id).await?;
    let (some, more) = una_pagina(&read, id, scelte.dopo.unwrap_or_default()).await?;
    let prossimo = some.last().map(|one| one.riga.n).filter(|_| more);
    let emendamenti = some.iter().map(Voce::di).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(Elenco { emendamenti, prossimo }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nuovo {
    #[schemars(
        description = "La parte del testo che cambia, o dopo la quale se ne aggiunge una: il suo id nel testo."
    )]
    blocco: BlockId,
    #[schemars(description = "sostituisce, sopprime o aggiunge.")]
    modo: String,
    #[serde(default)]
    #[schemars(description = "La parte intera come deve diventare, o quella che si aggiunge.")]
    dopo: String,
    #[serde(default)]
    motivazione: String,
    #[serde(default)]
    #[schemars(description = "I consiglieri che hanno un account, per identificativo.")]
    consiglieri: Vec<PersonId>,
    #[serde(default)]
    #[schemars(description = "I nomi dei consiglieri che non ce l'hanno.")]
    nomi: Vec<String>,
    #[schemars(description = "Il giorno in cui è stato presentato.")]
    giorno: Date,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Nato {
    #[schemars(description = "Il suo numero, fra quelli dell'atto.")]
    n: i64,
}

/// Presents one.
async fn presentato(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    Sent(sent): Sent<Nuovo>,
    atti: Atti,
) -> Result<Created<Nato>, Error> {
    let proposto = Proposto {
        blocco: Some(sent.blocco),
        modo: sent.modo,
        dopo: sent.dopo,
        motivazione: sent.motivazione,
        consiglieri: sent.consiglieri,
        nomi: sent.nomi,
        giorno: Some(sent.giorno),
    };
    let n = presenta(&atti, &ctx.ente, ctx.who()?, id, &proposto).await?;
    Ok(Created { location: Some(format!("/api/v1/atti/{id}/emendamenti?dopo={}", n - 1)), body: Nato { n } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Esaminato {
    ammesso: bool,
    #[serde(default)]
    #[schemars(description = "I pareri che servono prima del voto: tecnico, contabile, revisori.")]
    pareri: Vec<String>,
    #[serde(default)]
    #[schemars(description = "Perché: serve se non è ammesso, se non chiede pareri, se è arrivato dopo il termine.")]
    motivo: String,
}

/// Admits it, or not.
async fn esaminato(ctx: Ctx, Path(uno): Uno, Sent(sent): Sent<Esaminato>, atti: Atti) -> Result<Done, Error> {
    let esame = Esame { ammesso: sent.ammesso, pareri: sent.pareri, motivo: sent.motivo };
    esamina(&atti, &ctx.ente, ctx.who()?, uno, &esame).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parere {
    #[schemars(description = "tecnico, contabile o revisori.")]
    quale: String,
    #[schemars(description = "favorevole, condizioni, contrario, non_dovuto.")]
    esito: String,
    #[serde(default)]
    #[schemars(description = "Osservazioni o ragioni.")]
    testo: String,
    #[schemars(description = "Chi lo rende dichiara di non essere in conflitto di interessi.")]
    nessun_conflitto: bool,
}

/// Gives an opinion on it.
async fn parere(ctx: Ctx, Path(uno): Uno, Sent(sent): Sent<Parere>, atti: Atti) -> Result<Done, Error> {
    let reso =
        Reso { quale: sent.quale, esito: sent.esito, testo: sent.testo, nessun_conflitto: sent.nessun_conflitto };
    rendi(&atti, &ctx.ente, ctx.who()?, uno, &reso).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Votato {
    componenti: u32,
    presenti: u32,
    favorevoli: u32,
    contrari: u32,
    astenuti: u32,
}

/// Notes its vote.
async fn votato(ctx: Ctx, Path(uno): Uno, Sent(sent): Sent<Votato>, atti: Atti) -> Result<Done, Error> {
    let voto = Voto {
        componenti: sent.componenti,
        presenti: sent.presenti,
        favorevoli: sent.favorevoli,
        contrari: sent.contrari,
        astenuti: sent.astenuti,
        favorevoli_immediata: None,
    };
    vota(&atti, &ctx.ente, ctx.who()?, uno, &voto).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ritirato {
    #[serde(default)]
    motivo: String,
}

/// Notes that it was taken back.
async fn ritirato(ctx: Ctx, Path(uno): Uno, Sent(sent): Sent<Ritirato>, atti: Atti) -> Result<Done, Error> {
    ritira(&atti, &ctx.ente, ctx.who()?, uno, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Applicato {
    #[serde(default)]
    #[schemars(description = "Se il cambiamento è già stato scritto nel testo, che allora resta com'è.")]
    a_mano: bool,
}

/// Puts it into the text.
async fn applicato(ctx: Ctx, Path(uno): Uno, Sent(sent): Sent<Applicato>) -> Result<Done, Error> {
    applica(&ctx.ente, ctx.who()?, uno, sent.a_mano).await?;
    Ok(Done)
}
