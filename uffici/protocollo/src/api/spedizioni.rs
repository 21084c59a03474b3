//! What leaves, for programs: what the pages show, and what may be done.

use kernel::{Date, Id, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Error, IdempotencyKey, Json, Limit, Path, Query, Routes, Sent};

use crate::{
    permissions::{CONSULTA, REGISTRA},
    registrazione::scheda::leggi as leggi_scheda,
    spedizione::{
        SpedizioneId,
        a_mano::{Consegna, MEZZI, a_mano},
        avanza::TENTATIVO,
        di_nuovo::di_nuovo,
        elenca::{Vista, Voce, elenca as elenca_atto},
        leggi::Spedizione,
        proponi::proponi,
        spedisci::{A, Richiesta, spedisci},
        stato::Stato,
    },
    tables::{casella, parte},
};

type Numero = Path<(i64, i64)>;

pub(super) fn routes() -> Routes {
    const REGISTRANO: Access = Access::With(&REGISTRA);
    const ONE: &str = "/api/v1/protocollo/registrazioni/{anno}/{numero}/spedizioni";
    Routes::new()
        .api_get("/api/v1/protocollo/spedizioni", REGISTRANO, "Sfoglia le spedizioni dei propri uffici", elenca)
        .api_get(ONE, Access::With(&CONSULTA), "Dice come una registrazione è stata spedita", leggi)
        .api_get(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/spedizioni/proposta",
            REGISTRANO,
            "Dice che cosa serve per spedire: caselle, destinatari, oggetto e testo proposti",
            proposta,
        )
        .api_post(ONE, REGISTRANO, "Spedisce una registrazione, un messaggio per destinatario", invia)
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/spedizioni/{id}/nuova",
            REGISTRANO,
            "Spedisce di nuovo a un altro indirizzo ciò che non è arrivato",
            rispedisci,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/consegne",
            REGISTRANO,
            "Annota che una registrazione è stata consegnata a mano o per posta",
            consegna,
        )
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Spedizioni {
    spedizioni: Vec<SpedizioneDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SpedizioneDati {
    id: String,
    #[schemars(description = "Il destinatario, come nella `proposta`.")]
    parte: String,
    nome: String,
    #[schemars(description = "`pec` o `email`, oppure come è stata consegnata.")]
    mezzo: String,
    indirizzo: Option<String>,
    message_id: Option<String>,
    #[schemars(extend("enum" = stati()))]
    stato: &'static str,
    #[schemars(description = "Perché qualcuno deve occuparsene; nulla se non serve.")]
    da_vedere: Option<String>,
    #[schemars(description = "La spedizione che questa rifà.")]
    in_luogo_di: Option<String>,
    #[schemars(description = "Ne è stata fatta un'altra al suo posto.")]
    rispedita: bool,
    #[schemars(extend("format" = "date-time"))]
    chiesta_at: String,
    consegnata_il: Option<Date>,
    estremi: Option<String>,
    fatti: Vec<FattoDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FattoDati {
    #[schemars(extend("enum" = tipi()))]
    tipo: String,
    #[schemars(extend("format" = "date-time"))]
    at: String,
    testo: Option<String>,
    #[schemars(description = "La ricevuta che lo dice, fra i messaggi della posta in arrivo.")]
    messaggio: Option<String>,
}

fn stati() -> Vec<&'static str> {
    Stato::ALL.iter().map(|stato| stato.code()).collect()
}

fn tipi() -> Vec<&'static str> {
    stati().into_iter().chain([TENTATIVO]).collect()
}

/// The sendings of one entry.
async fn leggi(ctx: Ctx, Path((anno, numero)): Numero) -> Result<Json<Spedizioni>, Error> {
    let scheda = leggi_scheda(&ctx.ente, ctx.who()?, anno, numero).await?;
    let dati = |one: Spedizione| SpedizioneDati {
        da_vedere: one.da_vedere(ctx.now),
        id: one.riga.id.to_string(),
        parte: one.riga.parte_id.to_string(),
        nome: one.nome,
        mezzo: one.riga.mezzo,
        indirizzo: one.riga.indirizzo,
        message_id: one.riga.message_id,
        stato: one.stato.code(),
        in_luogo_di: one.riga.in_luogo_di.map(|id| id.to_string()),
        rispedita: one.rispedita,
        chiesta_at: one.riga.at.to_string(),
        consegnata_il: one.riga.consegnata_il,
        estremi: one.riga.estremi,
        fatti: one
            .fatti
            .into_iter()
            .map(|fatto| FattoDati {
                tipo: fatto.tipo,
                at: fatto.at.to_string(),
                testo: fatto.testo,
                messaggio: fatto.messaggio_id.map(|id| id.to_string()),
            })
            .collect(),
    };
    Ok(Json(Spedizioni { spedizioni: scheda.spedizioni.into_iter().map(dati).collect() }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Proposta {
    caselle: Vec<CasellaDati>,
    destinatari: Vec<DestinatarioDati>,
    oggetto: String,
    testo: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CasellaDati {
    id: String,
    indirizzo: String,
    certificata: bool,
    #[schemars(description = "Quanto può pesare in viaggio un messaggio, in byte: gli allegati crescono di un terzo.")]
    massimo: u64,
    #[schemars(description = "Dietro non c'è nessun server: il messaggio non parte.")]
    simulata: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DestinatarioDati {
    parte: String,
    nome: String,
    indirizzo: Option<String>,
    #[schemars(description = "Un altro indirizzo che si conosce.")]
    altro: Option<String>,
}

/// What is needed to send an entry.
async fn proposta(ctx: Ctx, Path((anno, numero)): Numero) -> Result<Json<Proposta>, Error> {
    let who = ctx.who()?;
    let scheda = leggi_scheda(&ctx.ente, who, anno, numero).await?;
    let found = proponi(&ctx.ente, who, &scheda).await?;
    let caselle = found.caselle.into_iter().map(|uscita| CasellaDati {
        id: uscita.casella.id.to_string(),
        indirizzo: uscita.casella.indirizzo,
        certificata: uscita.casella.certificata,
        massimo: uscita.massimo,
        simulata: uscita.casella.simulata,
    });
    let destinatari = found.destinatari.into_iter().map(|one| DestinatarioDati {
        parte: one.parte.to_string(),
        nome: one.nome,
        indirizzo: one.indirizzo.map(|(address, _)| address),
        altro: one.altro,
    });
    Ok(Json(Proposta {
        caselle: caselle.collect(),
        destinatari: destinatari.collect(),
        oggetto: found.oggetto,
        testo: found.testo,
    }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Invia {
    #[schemars(with = "String", extend("format" = "uuid"))]
    casella: Id<casella::Entity>,
    oggetto: String,
    testo: String,
    destinatari: Vec<ADati>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ADati {
    #[schemars(with = "String", extend("format" = "uuid"))]
    parte: Id<parte::Entity>,
    indirizzo: String,
    #[serde(default)]
    #[schemars(
        description = "La spedizione andata male che questa rifà.",
        with = "Option<String>",
        extend("format" = "uuid")
    )]
    in_luogo_di: Option<SpedizioneId>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Spedite {
    #[schemars(description = "Le spedizioni nate, una per destinatario, nell'ordine dei destinatari.")]
    spedizioni: Vec<String>,
}

fn nate((anno, numero): (i64, i64), ids: &[SpedizioneId]) -> Created<Spedite> {
    let location = format!("/api/v1/protocollo/registrazioni/{anno}/{numero}/spedizioni");
    Created { location: Some(location), body: Spedite { spedizioni: ids.iter().map(ToString::to_string).collect() } }
}

/// The key is the person's own: two people who choose the same word do not meet.
fn chiave(ctx: &Ctx, key: Option<String>) -> Result<Option<String>, Error> {
    let who = ctx.who()?;
    Ok(key.map(|key| format!("api:{}:{key}", who.person)))
}

/// Sends. With the header `Idempotency-Key` a call that is repeated gives the sendings of the first.
async fn invia(
    ctx: Ctx,
    Path((anno, numero)): Numero,
    IdempotencyKey(key): IdempotencyKey,
    Sent(sent): Sent<Invia>,
) -> Result<Created<Spedite>, Error> {
    let key = chiave(&ctx, key)?;
    let a = |to: ADati| A { parte: to.parte, indirizzo: to.indirizzo, in_luogo_di: to.in_luogo_di };
    let richiesta = Richiesta {
        casella: sent.casella,
        oggetto: sent.oggetto,
        testo: sent.testo,
        a: sent.destinatari.into_iter().map(a).collect(),
    };
    let done = spedisci(&ctx.ente, ctx.who()?, (anno, numero), &richiesta, key.as_deref()).await?;
    Ok(nate((anno, numero), &done))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nuova {
    indirizzo: String,
}

/// Sends again, with the words of the time before.
async fn rispedisci(
    ctx: Ctx,
    Path((anno, numero, id)): Path<(i64, i64, SpedizioneId)>,
    IdempotencyKey(key): IdempotencyKey,
    Sent(sent): Sent<Nuova>,
) -> Result<Created<Spedite>, Error> {
    let key = chiave(&ctx, key)?;
    let done = di_nuovo(&ctx.ente, ctx.who()?, (anno, numero), id, &sent.indirizzo, key.as_deref()).await?;
    Ok(nate((anno, numero), &[done]))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsegnaDati {
    #[schemars(with = "String", extend("format" = "uuid"))]
    parte: Id<parte::Entity>,
    #[schemars(extend("enum" = MEZZI))]
    mezzo: String,
    il: Date,
    #[serde(default)]
    #[schemars(description = "Chi l'ha ritirato, o il numero della raccomandata.")]
    estremi: String,
}

/// Notes what was given by hand.
async fn consegna(
    ctx: Ctx,
    Path((anno, numero)): Numero,
    Sent(sent): Sent<ConsegnaDati>,
) -> Result<Created<Spedite>, Error> {
    let dati = Consegna { parte: sent.parte, mezzo: sent.mezzo, il: Some(sent.il), estremi: sent.estremi };
    let done = a_mano(&ctx.ente, ctx.who()?, (anno, numero), &dati).await?;
    Ok(nate((anno, numero), &[done]))
}

// Which sendings a program asks for.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum VistaDati {
    #[default]
    DaVedere,
    InCorso,
    Concluse,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(
        description = "Senza, quelle non riuscite o di cui non si sa niente da 24 ore, dalla prima; le altre dall'ultima."
    )]
    vista: VistaDati,
    #[schemars(description = "La `prossima` della pagina di prima, con la stessa vista.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    spedizioni: Vec<VoceDati>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nulla sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct VoceDati {
    id: String,
    anno: i64,
    numero: i64,
    oggetto: String,
    nome: String,
    indirizzo: Option<String>,
    mezzo: String,
    #[schemars(extend("enum" = stati()))]
    stato: &'static str,
    #[schemars(description = "Nessuna notizia da più di 24 ore.")]
    in_ritardo: bool,
    #[schemars(extend("format" = "date-time"))]
    chiesta_at: String,
    #[schemars(description = "L'ufficio che ha spedito.", extend("format" = "uuid"))]
    ufficio: String,
}

impl From<Voce> for VoceDati {
    fn from(voce: Voce) -> Self {
        Self {
            id: voce.id.to_string(),
            anno: voce.anno,
            numero: voce.numero,
            oggetto: voce.oggetto,
            nome: voce.nome,
            indirizzo: voce.indirizzo,
            mezzo: voce.mezzo,
            stato: voce.stato.code(),
            in_ritardo: voce.in_ritardo,
            chiesta_at: voce.at.to_string(),
            ufficio: voce.ufficio.to_string(),
        }
    }
}

/// A page of sendings.
async fn elenca(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let dopo: Option<SpedizioneId> = scelte.dopo.as_deref().and_then(|dopo| dopo.parse().ok());
    if scelte.dopo.is_some() && dopo.is_none() {
        let sentence =
            "Il parametro \"dopo\" non è un posto di questo elenco: dagli la \"prossima\" della pagina di prima.";
        return Err(Refusal::beside("dopo", sentence).into());
    }
    let vista = match scelte.vista {
        VistaDati::DaVedere => Vista::DaVedere,
        VistaDati::InCorso => Vista::InCorso,
        VistaDati::Concluse => Vista::Concluse,
    };
    let limit = usize::from(scelte.limite.rows());
    let mut found = elenca_atto(&ctx.ente, ctx.who()?, vista, dopo, limit as u64 + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let prossima = found.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Json(Elenco { spedizioni: found.into_iter().map(Into::into).collect(), prossima }))
}
