//! The emergency register, for programs: what the page does.

use kernel::{Date, Instant, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Done, Error, Json, Limit, Path, Query, Routes, Sent, WithFiles};

use super::registrazioni::{NuovaDati, Registrata, nata};
use crate::{
    emergenza::{
        EmergenzaId,
        apri::{Apertura, apri as apri_atto},
        chiudi::{Chiusura, chiudi as chiudi_atto},
        elenca::{Vista, Voce, elenca as elenca_atto, vedi, voci as voci_atto},
        importa::importa as importa_atto,
        prolunga::prolunga as prolunga_atto,
        recupera::{Recuperata, recupera as recupera_atto},
        rules::dentro_gli_anni,
    },
    permissions::EMERGENZA,
    registrazione::elenca::{leggi_chiave, scrivi_chiave},
};

/// Interruptions told: there are few in the life of an ente.
const MOST: usize = 200;

pub(super) fn routes() -> Routes {
    const PUO: Access = Access::With(&EMERGENZA);
    const ALL: &str = "/api/v1/protocollo/emergenza";
    const ENTRIES: &str = "/api/v1/protocollo/emergenza/{id}/registrazioni";
    Routes::new()
        .api_get(ALL, PUO, "Elenca le interruzioni con il registro di emergenza", elenca)
        .api_post(ALL, PUO, "Apre il registro di emergenza", apri)
        .api_get(ENTRIES, PUO, "Sfoglia le registrazioni riportate di un'interruzione", voci)
        .api_post(ENTRIES, PUO, "Riporta una registrazione del registro di emergenza", recupera)
        .api_post(
            "/api/v1/protocollo/emergenza/{id}/periodi",
            PUO,
            "Prolunga l'uso del registro di emergenza oltre le 24 ore",
            prolunga,
        )
        .api_post(
            "/api/v1/protocollo/emergenza/{id}/importazione",
            PUO,
            "Riporta le registrazioni di un file CSV",
            importa,
        )
        .api_post("/api/v1/protocollo/emergenza/{id}/chiusura", PUO, "Chiude il registro di emergenza", chiudi)
}

// An instant as programs write it, of whatever year.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Istante(chrono::DateTime<chrono::FixedOffset>);

impl TryFrom<String> for Istante {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let read = chrono::DateTime::parse_from_rfc3339(&text).map(Self);
        read.map_err(|_| "atteso un istante di RFC 3339, come 2026-11-25T10:30:00+01:00".into())
    }
}

impl Istante {
    /// The instant, of a year in which something can have happened.
    fn nel(self, campo: &'static str) -> Result<Instant, Error> {
        dentro_gli_anni(self.0).ok_or_else(|| {
            let mut refusal = Refusal::default();
            let sentence = format!("{} non può essere: controlla l'anno.", self.0.format("%d/%m/%Y"));
            refusal.add(Some(campo), sentence);
            refusal.into()
        })
    }
}

impl JsonSchema for Istante {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Istante".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time", "description": "Un istante di RFC 3339." })
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct Interruzione {
    id: String,
    causa: String,
    provvedimento: String,
    #[schemars(extend("format" = "date-time"))]
    dal_at: String,
    #[schemars(description = "Fino a quando l'uso è autorizzato, con le proroghe.", extend("format" = "date-time"))]
    autorizzata_fino_at: String,
    #[schemars(description = "Il ritorno alla normalità; nullo finché è aperta.", extend("format" = "date-time"))]
    ripristino_at: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    chiusa_at: Option<String>,
    #[schemars(description = "Quante registrazioni sono state riportate.")]
    riportate: i64,
    periodi: Vec<Periodo>,
    #[schemars(description = "I totali dichiarati alla chiusura.")]
    totali: Vec<Totale>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Periodo {
    #[schemars(extend("format" = "date-time"))]
    fino_at: String,
    provvedimento: String,
}

// The total of a day, both ways.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Totale {
    giorno: Date,
    #[schemars(description = "Quante registrazioni ha il registro di emergenza.")]
    dichiarate: i64,
}

impl From<Vista> for Interruzione {
    fn from(vista: Vista) -> Self {
        let fine = vista.fine();
        let periodi = vista
            .periodi
            .into_iter()
            .map(|periodo| Periodo { fino_at: periodo.fino_at.to_string(), provvedimento: periodo.provvedimento });
        let totali =
            vista.giorni.into_iter().map(|day| Totale { giorno: day.giorno, dichiarate: day.dichiarate }).collect();
        let emergenza = vista.emergenza;
        Self {
            id: emergenza.id.to_string(),
            causa: emergenza.causa,
            provvedimento: emergenza.provvedimento,
            dal_at: emergenza.dal_at.to_string(),
            autorizzata_fino_at: fine.to_string(),
            ripristino_at: emergenza.ripristino_at.map(|at| at.to_string()),
            chiusa_at: emergenza.chiusa_at.map(|at| at.to_string()),
            riportate: vista.riportate,
            periodi: periodi.collect(),
            totali,
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Interruzioni {
    #[schemars(description = "Dall'ultima; quella senza `chiusa_at` è aperta.")]
    interruzioni: Vec<Interruzione>,
}

/// The interruptions.
async fn elenca(ctx: Ctx) -> Result<Json<Interruzioni>, Error> {
    let found = elenca_atto(&ctx.ente, ctx.who()?, MOST).await?;
    Ok(Json(Interruzioni { interruzioni: found.into_iter().map(Into::into).collect() }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Aprire {
    #[schemars(description = "Perché il registro di protocollo non si può usare.")]
    causa: String,
    #[schemars(description = "Gli estremi del provvedimento che autorizza.")]
    provvedimento: String,
    dal_at: Istante,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Aperta {
    id: String,
}

/// Opens the register.
async fn apri(ctx: Ctx, Sent(sent): Sent<Aprire>) -> Result<Created<Aperta>, Error> {
    let apertura =
        Apertura { causa: sent.causa, provvedimento: sent.provvedimento, dal_at: sent.dal_at.nel("dal_at")? };
    let row = apri_atto(&ctx.ente, ctx.who()?, &apertura).await?;
    Ok(Created { location: None, body: Aperta { id: row.id.to_string() } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Prolungare {
    #[schemars(description = "Al massimo una settimana dopo la fine del periodo di prima.")]
    fino_at: Istante,
    provvedimento: String,
}

/// Prolongs its use.
async fn prolunga(ctx: Ctx, Path(id): Path<EmergenzaId>, Sent(sent): Sent<Prolungare>) -> Result<Done, Error> {
    prolunga_atto(&ctx.ente, ctx.who()?, id, sent.fino_at.nel("fino_at")?, &sent.provvedimento).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VoceNuova {
    #[schemars(description = "Il numero del registro di emergenza; il suo anno è quello di `registrata_at`.")]
    numero: i64,
    registrata_at: Istante,
    #[serde(default)]
    #[schemars(description = "Annullata già sul registro di emergenza.")]
    annullata: bool,
    registrazione: NuovaDati,
}

/// Brings in one entry. Sent again it gives the entry of the first time.
async fn recupera(
    ctx: Ctx,
    Path(id): Path<EmergenzaId>,
    Sent(sent): Sent<VoceNuova>,
) -> Result<Created<Registrata>, Error> {
    if sent.registrazione.differimento.is_some() {
        let sentence = "Ciò che si riporta dal registro di emergenza non si registra in differita.";
        return Err(Refusal::beside("differimento", sentence).into());
    }
    let voce = Recuperata {
        numero: sent.numero,
        registrata_at: sent.registrata_at.nel("registrata_at")?,
        nuova: sent.registrazione.into(),
        annullata: sent.annullata,
    };
    Ok(nata(recupera_atto(&ctx.ente, ctx.who()?, id, &voce, &[]).await?.riga))
}

// Nothing but the file is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Niente {}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Importate {
    #[schemars(description = "Quante sono state riportate adesso.")]
    nuove: u64,
    #[schemars(description = "Quante lo erano già.")]
    gia_riportate: u64,
}

/// Brings in a file: the field `dati` is `{}`, the field `file` the CSV.
async fn importa(
    ctx: Ctx,
    Path(id): Path<EmergenzaId>,
    WithFiles { files, .. }: WithFiles<Niente>,
) -> Result<Json<Importate>, Error> {
    let [(_, stored)] = files.as_slice() else {
        return Err(Refusal::beside("file", "Serve un file CSV solo, nel campo \"file\".").into());
    };
    let done = importa_atto(&ctx.ente, ctx.who()?, id, stored).await?;
    Ok(Json(Importate { nuove: done.nuove, gia_riportate: done.gia_riportate }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Chiudere {
    ripristino_at: Istante,
    #[schemars(description = "Uno per ogni giorno dell'interruzione, anche 0.")]
    totali: Vec<Totale>,
}

/// Gives the register back.
async fn chiudi(ctx: Ctx, Path(id): Path<EmergenzaId>, Sent(sent): Sent<Chiudere>) -> Result<Done, Error> {
    let totali = sent.totali.into_iter().map(|day| (day.giorno, day.dichiarate)).collect();
    let chiusura = Chiusura { ripristino_at: sent.ripristino_at.nel("ripristino_at")?, totali };
    chiudi_atto(&ctx.ente, ctx.who()?, id, &chiusura).await?;
    Ok(Done)
}

// Which entries a program asks for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Voci {
    registrazioni: Vec<VoceDati>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nulla sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct VoceDati {
    emergenza: Numero,
    #[schemars(extend("format" = "date-time"))]
    registrata_at: String,
    protocollo: Numero,
    #[schemars(description = "Nullo quando non lo puoi vedere.")]
    oggetto: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Numero {
    anno: i64,
    numero: i64,
}

impl From<(i64, i64)> for Numero {
    fn from((anno, numero): (i64, i64)) -> Self {
        Self { anno, numero }
    }
}

impl From<Voce> for VoceDati {
    fn from(voce: Voce) -> Self {
        Self {
            emergenza: voce.emergenza.into(),
            registrata_at: voce.registrata_at.to_string(),
            protocollo: voce.protocollo.into(),
            oggetto: voce.oggetto,
        }
    }
}

/// A page of entries, by emergency number.
async fn voci(ctx: Ctx, Path(id): Path<EmergenzaId>, Query(scelte): Query<Scelte>) -> Result<Json<Voci>, Error> {
    let dopo = scelte.dopo.as_deref().and_then(leggi_chiave);
    if scelte.dopo.is_some() && dopo.is_none() {
        let sentence =
            "Il parametro \"dopo\" non è un posto di questo elenco: dagli la \"prossima\" della pagina di prima.";
        return Err(Refusal::beside("dopo", sentence).into());
    }
    // An interruption that is not there has no list.
    vedi(&ctx.ente, ctx.who()?, id).await?;
    let limit = usize::from(scelte.limite.rows());
    let mut found = voci_atto(&ctx.ente, ctx.who()?, id, dopo, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let prossima = found.last().filter(|_| more).map(|last| scrivi_chiave(last.emergenza));
    Ok(Json(Voci { registrazioni: found.into_iter().map(Into::into).collect(), prossima }))
}
