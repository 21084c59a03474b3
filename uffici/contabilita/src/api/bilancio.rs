//! Variations, and the years whose budget was approved.

use kernel::{Cents, Date, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Query, Sent};

use crate::{
    elenca::variazioni,
    esercizio::{approva, bilanci, conteggio, scegli_conteggio},
    pagine::anno_o_oggi,
    rules::{Codice, Conteggio, Tipo},
    varia::{LETTE, Nuova, Parte, varia_letta},
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Quale {
    #[serde(default)]
    #[schemars(description = "L'esercizio; senza, quello in corso.")]
    anno: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Variazioni {
    #[schemars(description = "Le più recenti per prime, al massimo 200; il bilancio stesso è l'ultima.")]
    variazioni: Vec<Variata>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Variata {
    id: String,
    #[schemars(description = "iniziale, consiglio, giunta_urgenza, giunta, responsabile o riserva.")]
    tipo: String,
    #[schemars(description = "Nullo per lo stanziamento iniziale.")]
    numero: Option<i64>,
    anno: Option<i64>,
    atto: String,
    atto_il: Date,
    motivo: String,
    copertura: Option<String>,
    #[schemars(description = "Quanti capitoli tocca.")]
    capitoli: i64,
    #[schemars(description = "Quanto somma, in centesimi.")]
    somma_cents: i64,
}

/// The acts that allocate.
pub(super) async fn leggi_variazioni(ctx: Ctx, Query(quale): Query<Quale>) -> Result<Json<Variazioni>, Error> {
    let all = variazioni(&ctx.ente, ctx.who()?, anno_o_oggi(&ctx, quale.anno)).await?;
    let variata = |one: crate::elenca::Variata| Variata {
        id: one.riga.id.to_string(),
        tipo: one.riga.tipo,
        numero: one.riga.numero,
        anno: one.riga.numero_anno,
        atto: one.riga.atto,
        atto_il: one.riga.atto_il,
        motivo: one.riga.motivo,
        copertura: one.riga.copertura,
        capitoli: one.capitoli,
        somma_cents: one.somma.0,
    };
    Ok(Json(Variazioni { variazioni: all.into_iter().map(variata).collect() }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NuovaVariazione {
    anno: i64,
    #[schemars(description = "consiglio, giunta_urgenza, giunta, responsabile o riserva.")]
    tipo: String,
    atto: String,
    atto_il: Date,
    motivo: String,
    #[serde(default)]
    #[schemars(description = "Da che cosa è coperta, se gli importi non si pareggiano.")]
    copertura: Option<String>,
    #[serde(default)]
    #[schemars(description = "Se la legge la ammette fino al 31 dicembre (art. 175, c. 3).")]
    eccezione: bool,
    righe: Vec<RigaVariazione>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RigaVariazione {
    #[schemars(description = "Il codice del capitolo, come 2613.1.")]
    capitolo: String,
    #[schemars(description = "In centesimi, sotto zero se si toglie.")]
    cents: i64,
    #[serde(default)]
    #[schemars(description = "La parte che è fondo pluriennale vincolato, in centesimi.")]
    fpv_cents: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Numero {
    anno: i64,
    numero: i64,
}

/// Writes a variation.
pub(super) async fn scrivi_variazione(ctx: Ctx, Sent(sent): Sent<NuovaVariazione>) -> Result<Created<Numero>, Error> {
    let mut refusal = Refusal::default();
    let tipo = Tipo::from_code(&sent.tipo);
    let mut righe = Vec::new();
    for (place, riga) in (1..).zip(&sent.righe).take(LETTE) {
        let (importo, fpv) = (Cents(riga.cents), Cents(riga.fpv_cents));
        match riga.capitolo.parse::<Codice>() {
            Ok(codice) => righe.push(Parte { codice, importo, fpv }),
            Err(why) => refusal.add(Some("righe"), format!("Riga {place}: {why}.")),
        }
    }
    let nuova = Nuova {
        anno: sent.anno,
        tipo,
        atto: sent.atto,
        atto_il: Some(sent.atto_il),
        motivo: sent.motivo,
        copertura: sent.copertura,
        eccezione: sent.eccezione,
        righe,
    };
    let (anno, numero) = varia_letta(&ctx.ente, ctx.who()?, &nuova, refusal).await?;
    Ok(Created { location: None, body: Numero { anno, numero } })
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Esercizi {
    esercizi: Vec<Esercizio>,
    #[schemars(description = "Come si contano i dodicesimi: capitolo o programma.")]
    conteggio: &'static str,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Esercizio {
    anno: i64,
    atto: String,
    atto_il: Date,
}

/// The budgets that were approved.
pub(super) async fn leggi_esercizi(ctx: Ctx) -> Result<Json<Esercizi>, Error> {
    let rows = bilanci(&ctx.ente, ctx.who()?).await?.into_iter();
    let esercizi = rows.map(|row| Esercizio { anno: row.anno, atto: row.atto, atto_il: row.atto_il }).collect();
    let conteggio = conteggio(&ctx.ente, ctx.who()?).await?.code();
    Ok(Json(Esercizi { esercizi, conteggio }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Approvazione {
    anno: i64,
    atto: String,
    atto_il: Date,
}

/// Notes an approval.
pub(super) async fn segna_esercizio(ctx: Ctx, Sent(sent): Sent<Approvazione>) -> Result<Done, Error> {
    approva(&ctx.ente, ctx.who()?, sent.anno, &sent.atto, Some(sent.atto_il)).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelta {
    #[schemars(description = "capitolo o programma.")]
    conteggio: String,
}

/// Notes how the twelfths are counted.
pub(super) async fn scegli(ctx: Ctx, Sent(sent): Sent<Scelta>) -> Result<Done, Error> {
    let Some(chosen) = Conteggio::from_code(&sent.conteggio) else {
        return Err(Refusal::beside("conteggio", "Può essere capitolo o programma.").into());
    };
    scegli_conteggio(&ctx.ente, ctx.who()?, chosen).await?;
    Ok(Done)
}
