use kernel::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Error, Json, Path, Routes, Sent};

use crate::{
    permissions::GIORNALIERO,
    stampa::{INDICE, Periodo, Stampa, StampaId, chiedi as chiedi_stampa, leggi as leggi_stampa},
};

pub(super) fn routes() -> Routes {
    const REGISTRO: Access = Access::With(&GIORNALIERO);
    Routes::new()
        .api_post("/api/v1/protocollo/stampe", REGISTRO, "Chiede la stampa del registro di un periodo", chiedi)
        .api_get("/api/v1/protocollo/stampe/{id}", REGISTRO, "Dice a che punto è una stampa, e quali file ha", leggi)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Chiesta {
    #[serde(default)]
    #[schemars(description = "Il primo giorno; con `al`.")]
    dal: Option<Date>,
    #[serde(default)]
    #[schemars(description = "L'ultimo giorno, compreso; con `dal`.")]
    al: Option<Date>,
    #[serde(default)]
    #[schemars(description = "L'anno dei numeri; con `da` e `a`, al posto dei giorni.")]
    anno: Option<i64>,
    #[serde(default)]
    #[schemars(description = "Il primo numero.")]
    da: Option<i64>,
    #[serde(default)]
    #[schemars(description = "L'ultimo numero, compreso.")]
    a: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Nata {
    id: StampaId,
}

/// Asks for one.
async fn chiedi(ctx: Ctx, Sent(sent): Sent<Chiesta>) -> Result<Created<Nata>, Error> {
    let periodo = match (sent.dal, sent.al, sent.anno, sent.da, sent.a) {
        (Some(dal), Some(al), None, None, None) => Periodo::Giorni(dal, al),
        (None, None, Some(anno), Some(da), Some(a)) => Periodo::Numeri { anno, da, a },
        _ => {
            let sentence = "Di' il periodo con \"dal\" e \"al\", oppure con \"anno\", \"da\" e \"a\".";
            return Err(kernel::Refusal::because(sentence).into());
        }
    };
    let id = chiedi_stampa(&ctx.ente, ctx.who()?, periodo).await?;
    Ok(Created { location: Some(format!("/api/v1/protocollo/stampe/{id}")), body: Nata { id } })
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct StampaDati {
    id: StampaId,
    #[schemars(description = "Come sta: `in_corso`, `pronta`, `fallita` o `scaduta`.")]
    stato: &'static str,
    #[schemars(extend("format" = "date-time"))]
    chiesta_at: String,
    prima: NumeroDati,
    ultima: NumeroDati,
    registrazioni: i64,
    #[schemars(description = "Quante sono già sulla carta.")]
    fatte: i64,
    volumi: i64,
    #[schemars(description = "Fino a quando i file restano.", extend("format" = "date-time"))]
    scade_at: String,
    file: Vec<FileDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct NumeroDati {
    anno: i64,
    numero: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FileDati {
    #[schemars(description = "Il numero del volume; 0 è l'indice dei volumi.")]
    volume: i64,
    indice: bool,
    prima: NumeroDati,
    ultima: NumeroDati,
    registrazioni: i64,
    prima_pagina: i64,
    pagine: i64,
    byte: i64,
    #[schemars(description = "La SHA-256 del file, in cifre esadecimali.")]
    impronta: String,
    #[schemars(description = "La pagina da cui lo scarica una persona.")]
    pagina: String,
}

/// How far one has come.
async fn leggi(ctx: Ctx, Path(id): Path<StampaId>) -> Result<Json<StampaDati>, Error> {
    let Stampa { riga, stato, volumi, fatte, scade_at, file } = leggi_stampa(&ctx.ente, ctx.who()?, id).await?;
    let numero = |(anno, numero): (i64, i64)| NumeroDati { anno, numero };
    let dati = |file: crate::stampa::Volume| FileDati {
        volume: file.numero,
        indice: file.numero == INDICE,
        prima: numero(file.prima),
        ultima: numero(file.ultima),
        registrazioni: file.quante,
        prima_pagina: file.pagina_da,
        pagine: file.pagine,
        byte: file.byte,
        impronta: file.impronta.to_string(),
        pagina: format!("/protocollo/stampe/{id}/volumi/{}", file.numero),
    };
    Ok(Json(StampaDati {
        id,
        stato: stato.code(),
        chiesta_at: riga.at.to_string(),
        prima: numero((riga.da_anno, riga.da_numero)),
        ultima: numero((riga.a_anno, riga.a_numero)),
        registrazioni: riga.quante,
        fatte,
        volumi,
        scade_at: scade_at.to_string(),
        file: file.into_iter().map(dati).collect(),
    }))
}
