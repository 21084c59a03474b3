//! The titolario for programs: the classes of a day for whoever registers, the versions and the draft for whoever answers for it.

use std::collections::BTreeMap;

use kernel::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Done, Error, Json, Path, Query, Routes, Sent, Single};

use crate::{
    fascicolo::Chiave,
    permissions::{CONSULTA, TITOLARIO},
    titolario::{
        VersioneId,
        bozza::{Da, Vista, Visto, prepara_da, scarta as scarta_atto, vedi},
        decidi::{decidi_da, destina_rimasti, ritira as ritira_atto},
        del_giorno,
        destina::destina_da,
        passa::senza_destinazione,
        regole::Classe,
        versioni::elenca,
    },
};

/// What is said of the field with which a program tells which draft it has read.
const VERSIONE: &str = "La `versione` della bozza che hai letto (0: non ce n'era): se da allora qualcuno vi ha scritto le stesse cose, la \
    chiamata è rifiutata e dice che cosa. Senza, vale l'ultimo che scrive.";

pub(super) fn routes() -> Routes {
    const PUO: Access = Access::With(&TITOLARIO);
    const DRAFT: &str = "/api/v1/protocollo/titolario/bozza";
    Routes::new()
        .api_get(
            "/api/v1/protocollo/titolario",
            Access::With(&CONSULTA),
            "Legge le voci del titolario in vigore in un giorno",
            classi,
        )
        .api_get("/api/v1/protocollo/titolario/versioni", PUO, "Elenca le versioni del titolario", versioni)
        .api_get(DRAFT, PUO, "Legge la versione del titolario in preparazione", bozza)
        .api_post(DRAFT, PUO, "Prepara una versione del titolario, o ne riscrive le voci", scrivi)
        .api_post(
            "/api/v1/protocollo/titolario/bozza/passaggi",
            PUO,
            "Dice dove continuano i fascicoli aperti delle classi che cambiano",
            passaggi,
        )
        .api_post(
            "/api/v1/protocollo/titolario/bozza/vigore",
            PUO,
            "Mette in vigore la bozza da un giorno a venire",
            decidi,
        )
        .api_post("/api/v1/protocollo/titolario/bozza/scarto", PUO, "Scarta la bozza", scarta)
        .api_post(
            "/api/v1/protocollo/titolario/versioni/{id}/ritiro",
            PUO,
            "Ritira una versione che non è ancora in vigore",
            ritira,
        )
        .api_post(
            "/api/v1/protocollo/titolario/versioni/{id}/passaggi",
            PUO,
            "Dà una destinazione ai fascicoli che una versione ha lasciato senza",
            rimasti,
        )
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Giorno {
    #[schemars(description = "Il giorno; senza, oggi.")]
    il: Option<Date>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Voci {
    il: Date,
    voci: Vec<VoceDati>,
}

// A class, both ways.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct VoceDati {
    #[schemars(description = "Come \"VI.3\"; un titolo non ha punti.")]
    codice: String,
    titolo: String,
    #[serde(default)]
    descrizione: Option<String>,
}

impl From<Classe> for VoceDati {
    fn from(classe: Classe) -> Self {
        Self { codice: classe.codice, titolo: classe.nome, descrizione: classe.descrizione }
    }
}

/// The classes of a day.
async fn classi(ctx: Ctx, Query(giorno): Query<Giorno>) -> Result<Json<Voci>, Error> {
    let il = giorno.il.unwrap_or_else(|| ctx.now.date());
    let found = del_giorno(&ctx.ente, ctx.who()?, il).await?;
    let voci = found.into_iter().map(|row| Classe::from(row).into()).collect();
    Ok(Json(Voci { il, voci }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Versioni {
    #[schemars(description = "Dall'ultima.")]
    versioni: Vec<VersioneDati>,
    #[schemars(
        description = "Le classi con fascicoli aperti che una versione in vigore ha lasciato senza destinazione."
    )]
    senza_destinazione: Vec<SenzaDestinazione>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct VersioneDati {
    id: String,
    nome: String,
    dal: Date,
    #[schemars(description = "L'ultimo giorno; nullo per quella senza fine e per quelle ritirate.")]
    al: Option<Date>,
    atto: Option<String>,
    ritirata: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SenzaDestinazione {
    versione: String,
    classe: String,
    fascicoli: i64,
    #[schemars(description = "Quella che ha lo stesso titolo o lo stesso codice.")]
    proposta: Option<String>,
}

/// The versions.
async fn versioni(ctx: Ctx) -> Result<Json<Versioni>, Error> {
    let who = ctx.who()?;
    let all = elenca(&ctx.ente, who).await?;
    let versioni = all.into_iter().map(|(versione, al)| VersioneDati {
        id: versione.id.to_string(),
        nome: versione.nome,
        dal: versione.dal,
        al,
        atto: versione.atto,
        ritirata: versione.ritirata_at.is_some(),
    });
    let waiting = senza_destinazione(&ctx.ente, who).await?.into_iter().map(|each| SenzaDestinazione {
        versione: each.versione.to_string(),
        classe: each.classe.codice,
        fascicoli: each.fascicoli,
        proposta: each.proposta,
    });
    Ok(Json(Versioni { versioni: versioni.collect(), senza_destinazione: waiting.collect() }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BozzaDati {
    #[schemars(
        description = "Quale scrittura della bozza è questa: da ridare con ciò che vi si scrive, per non coprire il lavoro di altri."
    )]
    versione: i64,
    nome: String,
    voci: Vec<VoceDati>,
    #[schemars(description = "Le voci che in vigore non ci sono.")]
    aggiunte: Vec<VoceDati>,
    #[schemars(description = "Le voci in vigore che non ci sono più.")]
    tolte: Vec<VoceDati>,
    #[schemars(description = "I codici che cambiano titolo.")]
    rinominate: Vec<String>,
    #[schemars(description = "Le classi in vigore con fascicoli aperti.")]
    passaggi: Vec<PassaggioDati>,
    #[schemars(description = "Che cosa non va nelle voci.")]
    guasti: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PassaggioDati {
    classe: String,
    fascicoli: i64,
    #[schemars(description = "Cambia: senza una destinazione la versione non entra in vigore.")]
    serve: bool,
    destinazione: Option<String>,
    proposta: Option<String>,
}

impl From<Vista> for BozzaDati {
    fn from(vista: Vista) -> Self {
        let voci = |classi: Vec<Classe>| classi.into_iter().map(Into::into).collect();
        Self {
            versione: vista.bozza.at.micros(),
            nome: vista.bozza.nome,
            voci: voci(vista.bozza.classi),
            aggiunte: voci(vista.confronto.aggiunte),
            tolte: voci(vista.confronto.tolte),
            rinominate: vista.confronto.rinominate.into_iter().map(|(before, _)| before.codice).collect(),
            passaggi: vista
                .da_destinare
                .into_iter()
                .map(|each| PassaggioDati {
                    classe: each.classe.codice,
                    fascicoli: each.fascicoli,
                    serve: each.serve,
                    destinazione: each.scelta,
                    proposta: each.proposta,
                })
                .collect(),
            guasti: vista.guasti,
        }
    }
}

/// The draft.
async fn bozza(ctx: Ctx) -> Result<Single<BozzaDati>, Error> {
    let vista = vedi(&ctx.ente, ctx.who()?).await?.ok_or(crate::Error::TitolarioAssente)?;
    Ok(Single(vista.into()))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BozzaNuova {
    #[schemars(description = VERSIONE)]
    versione: Option<i64>,
    nome: String,
    #[serde(default)]
    #[schemars(description = "Tutte le voci, al massimo 5.000; senza, una copia di quelle in vigore.")]
    voci: Option<Vec<VoceDati>>,
}

/// Begins a draft, or writes all its classes anew.
async fn scrivi(ctx: Ctx, Sent(sent): Sent<BozzaNuova>) -> Result<Created<BozzaDati>, Error> {
    let who = ctx.who()?;
    let da = match sent.voci {
        None => Da::Copia,
        Some(voci) => Da::Classi(
            voci.iter()
                .map(|voce| Classe::new(&voce.codice, &voce.titolo, voce.descrizione.as_deref().unwrap_or_default()))
                .collect(),
        ),
    };
    prepara_da(&ctx.ente, who, Visto::micros(sent.versione), &sent.nome, da).await?;
    let vista = vedi(&ctx.ente, who).await?.ok_or(crate::Error::TitolarioAssente)?;
    Ok(Created { location: Some("/api/v1/protocollo/titolario/bozza".into()), body: vista.into() })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Destinazione {
    classe: String,
    destinazione: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DelFascicolo {
    fascicolo: Chiave,
    destinazione: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Destinazioni {
    #[schemars(description = VERSIONE)]
    versione: Option<i64>,
    #[serde(default)]
    #[schemars(description = "Classe per classe; prendono il posto di quelle di prima.")]
    classi: Vec<Destinazione>,
    #[serde(default)]
    #[schemars(description = "I fascicoli che vanno altrove rispetto alla loro classe.")]
    fascicoli: Vec<DelFascicolo>,
}

fn per_classe(all: Vec<Destinazione>) -> BTreeMap<String, String> {
    all.into_iter().map(|each| (each.classe, each.destinazione)).collect()
}

/// Says where open fascicoli go.
async fn passaggi(ctx: Ctx, Sent(sent): Sent<Destinazioni>) -> Result<Done, Error> {
    let single: Vec<(Chiave, String)> =
        sent.fascicoli.into_iter().map(|each| (each.fascicolo, each.destinazione)).collect();
    destina_da(&ctx.ente, ctx.who()?, Visto::micros(sent.versione), per_classe(sent.classi), &single).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Vigore {
    #[schemars(description = VERSIONE)]
    versione: Option<i64>,
    #[schemars(description = "Il primo giorno, dopo oggi: vale da mezzanotte in Italia.")]
    dal: Date,
    #[schemars(description = "Gli estremi dell'atto che adotta il titolario.")]
    atto: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Decisa {
    versione: String,
}

/// Puts the draft in force from a day to come.
async fn decidi(ctx: Ctx, Sent(sent): Sent<Vigore>) -> Result<Created<Decisa>, Error> {
    let id = decidi_da(&ctx.ente, ctx.who()?, Visto::micros(sent.versione), Some(sent.dal), &sent.atto).await?;
    Ok(Created { location: None, body: Decisa { versione: id.to_string() } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scarto {
    #[schemars(description = VERSIONE)]
    versione: Option<i64>,
}

/// Throws the draft away.
async fn scarta(ctx: Ctx, Sent(sent): Sent<Scarto>) -> Result<Done, Error> {
    scarta_atto(&ctx.ente, ctx.who()?, Visto::micros(sent.versione)).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Motivo {
    motivo: String,
}

/// Takes a version back.
async fn ritira(ctx: Ctx, Path(id): Path<VersioneId>, Sent(sent): Sent<Motivo>) -> Result<Done, Error> {
    ritira_atto(&ctx.ente, ctx.who()?, id, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PerRimasti {
    classi: Vec<Destinazione>,
}

/// Says where go those that were left behind.
async fn rimasti(ctx: Ctx, Path(id): Path<VersioneId>, Sent(sent): Sent<PerRimasti>) -> Result<Done, Error> {
    destina_rimasti(&ctx.ente, ctx.who()?, id, per_classe(sent.classi)).await?;
    Ok(Done)
}
