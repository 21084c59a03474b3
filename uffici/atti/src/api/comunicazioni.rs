//! The communications of an act for programs: how they stand, and the draft of a new one, which a person registers and sends.

use kernel::Date;
use porte::comunicazioni::{Comunicata, Consegna};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Path, Routes, Sent, WithFiles};

use crate::{
    Atti,
    comunicazioni::{
        annota::{Notificata, annota},
        prepara::{Richiesta, prepara},
    },
    leggi::leggi,
    materia::CODICE,
    pagine::CONSULTANO,
    rules::comunicazioni::Scopo,
    tables::AttoId,
};

pub(crate) fn routes(atti: Atti) -> Routes {
    Routes::new()
        .api_get(
            "/api/v1/atti/{id}/comunicazioni",
            CONSULTANO,
            "Legge come stanno le comunicazioni di un atto",
            move |ctx: Ctx, id: Path<AttoId>| stanno(ctx, id, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/comunicazioni",
            CONSULTANO,
            "Prepara la bozza di una comunicazione, che una persona registra e spedisce",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<Chiesta>| comincia(ctx, id, sent, atti),
        )
        .api_post("/api/v1/atti/{id}/notifiche", CONSULTANO, "Annota una consegna a mano, con la sua prova", nota)
}

#[derive(Debug, Serialize, JsonSchema)]
struct Stanno {
    #[schemars(description = "Le registrazioni che comunicano l'atto, di quelle che chi chiede può vedere.")]
    registrazioni: Vec<Registrata>,
    #[schemars(description = "Le consegne annotate a mano.")]
    a_mano: Vec<Annotata>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Registrata {
    #[schemars(description = "Numero e anno, come 12/2026.")]
    numero: String,
    annullata: bool,
    destinatari: Vec<Destinata>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Destinata {
    nome: String,
    #[schemars(description = "A che punto è, in parole.")]
    stato: String,
    #[schemars(description = "Il giorno in cui l'ha raggiunto, dove qualcosa lo prova.")]
    consegnata: Option<String>,
    #[schemars(description = "Perché qualcuno deve occuparsene.")]
    da_vedere: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Annotata {
    nome: String,
    giorno: String,
    come: String,
}

fn registrata(one: &Comunicata) -> Registrata {
    let destinata = |a: &Consegna| Destinata {
        nome: a.a.clone(),
        stato: a.stato.clone(),
        consegnata: a.consegnata.map(|day| day.to_string()),
        da_vedere: a.da_vedere.clone(),
    };
    Registrata {
        numero: one.numero.clone(),
        annullata: one.annullata,
        destinatari: one.a.iter().map(destinata).collect(),
    }
}

/// How they stand.
async fn stanno(ctx: Ctx, Path(id): Path<AttoId>, atti: Atti) -> Result<Json<Stanno>, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let all = match atti.comunica {
        Some(comunica) => comunica.comunicate(&ctx.ente, who, CODICE, id.uuid()).await?,
        None => Vec::new(),
    };
    let by_hand = scheda.notifiche.iter().map(|one| Annotata {
        nome: one.nome.clone(),
        giorno: one.giorno.to_string(),
        come: one.come.clone(),
    });
    Ok(Json(Stanno { registrazioni: all.iter().map(registrata).collect(), a_mano: by_hand.collect() }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Chiesta {
    #[schemars(description = "interessati, fornitori, capigruppo o prefetto.")]
    scopo: String,
    #[schemars(description = "I destinatari, ciascuno come lo propone la pagina: nome; codice; indirizzo.")]
    destinatari: Vec<String>,
    #[serde(default)]
    #[schemars(description = "Se va ciò che leggono tutti all'albo, invece dell'atto intero.")]
    per_tutti: bool,
    #[serde(default)]
    #[schemars(description = "Gli identificativi delle altre deliberazioni dello stesso elenco (art. 125 TUEL).")]
    anche: Vec<AttoId>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Preparata {
    #[schemars(description = "La pagina della bozza, dove una persona la registra.")]
    pagina: String,
}

/// Prepares one.
async fn comincia(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    Sent(sent): Sent<Chiesta>,
    atti: Atti,
) -> Result<Created<Preparata>, Error> {
    let Some(scopo) = Scopo::from_code(&sent.scopo) else {
        return Err(crate::Error::campo("scopo", "Lo scopo è interessati, fornitori, capigruppo o prefetto.").into());
    };
    let asked = Richiesta { scopo, a: sent.destinatari, per_tutti: sent.per_tutti, anche: sent.anche };
    let pagina = prepara(&atti, &ctx.ente, ctx.who()?, id, &asked).await?;
    Ok(Created { location: None, body: Preparata { pagina } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Consegnata {
    #[schemars(description = "A chi.")]
    nome: String,
    giorno: Date,
    #[schemars(description = "Come, e nelle mani di chi.")]
    come: String,
}

/// Notes a delivery by hand; the first file is its proof.
async fn nota(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    WithFiles { dati, files }: WithFiles<Consegnata>,
) -> Result<Done, Error> {
    let fatta = Notificata { nome: dati.nome, giorno: Some(dati.giorno), come: dati.come };
    annota(&ctx.ente, ctx.who()?, id, &fatta, files.first()).await?;
    Ok(Done)
}
