//! The office for programs, under `/api/v1/atti`: the same actions as the pages, with the same rules and refusals.

use documents::document;
use kernel::{Cents, Id};
use prose::Op;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Limit, Path, Query, Routes, Sent};

use crate::{
    Atti,
    api_allegati::Allegato,
    api_passati::Passato,
    api_testo::Commento,
    atto::{
        dati::{Dati, dati},
        nuovo::{Nuovo, nuovo},
        passo::{Passo, compi},
        scrivi::scrivi,
        vota::vota,
    },
    elenca::Filtro,
    fascicolo::scegli::scegli,
    leggi::{Scheda, leggi},
    pagine::{CONSULTANO, REDIGONO},
    rules::chiavi::Ricerca,
    sfoglia::{posto_valido, sfoglia},
    tables::{AttoId, stato},
    visibilita::agisce,
    voto::Voto,
};

pub(crate) fn routes(atti: Atti) -> Routes {
    Routes::new()
        .api_get("/api/v1/atti", CONSULTANO, "Legge una pagina degli atti", pagina)
        .api_post("/api/v1/atti", REDIGONO, "Comincia un atto", move |ctx: Ctx, sent: Sent<Inizio>| {
            comincia(ctx, sent, atti)
        })
        .api_get("/api/v1/atti/{id}", CONSULTANO, "Legge un atto", una)
        .api_post("/api/v1/atti/{id}/testo", REDIGONO, "Cambia il testo di una bozza, parte per parte", testo)
        .api_post(
            "/api/v1/atti/{id}/dati",
            REDIGONO,
            "Scrive i dati di una bozza, con le righe contabili",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<Scritti>| scrive_dati(ctx, id, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/passi",
            CONSULTANO,
            "Compie un passo dell'iter, firmando dove il passo firma",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<Richiesta>| passo(ctx, id, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/voto",
            CONSULTANO,
            "Annota il voto su una proposta",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<Votazione>| voto(ctx, id, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/fascicolo",
            CONSULTANO,
            "Sceglie il fascicolo di un atto",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<NelFascicolo>| fascicolo(ctx, id, sent, atti),
        )
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scelte {
    #[serde(default)]
    #[schemars(description = "Il tipo, come determina.")]
    tipo: Option<String>,
    #[serde(default)]
    #[schemars(description = "Vero per gli adottati, falso per gli altri.")]
    adottati: Option<bool>,
    #[serde(default)]
    #[schemars(description = "L'anno del registro; allora solo gli adottati.")]
    anno: Option<i64>,
    #[serde(default)]
    #[schemars(description = "Parole dell'oggetto, del numero, del testo e dei nomi degli allegati.")]
    testo: String,
    #[serde(default)]
    #[schemars(description = "Il CIG di una riga contabile, intero.")]
    cig: String,
    #[serde(default)]
    #[schemars(description = "Il CUP di una riga contabile, intero.")]
    cup: String,
    #[serde(default)]
    #[schemars(description = "Il capitolo di una riga contabile, intero.")]
    capitolo: String,
    #[serde(default)]
    #[schemars(description = "Parole intere del nome di un creditore, o il suo codice fiscale o partita IVA.")]
    creditore: String,
    #[serde(default)]
    #[schemars(description = "Parole intere del nome di chi ha firmato l'atto.")]
    firmatario: String,
    #[serde(default)]
    #[schemars(description = "L'importo più basso, di una riga o di tutte insieme, in centesimi.")]
    importo_da: Option<i64>,
    #[serde(default)]
    #[schemars(description = "L'importo più alto, di una riga o di tutte insieme, in centesimi.")]
    importo_a: Option<i64>,
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Elenco {
    atti: Vec<Voce>,
    #[schemars(
        description = "Gli atti di prima di questo programma: solo cercando parole, codici, importi o firmatari."
    )]
    passati: Vec<Passato>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Voce {
    id: String,
    tipo: String,
    #[schemars(description = "Il codice dell'iter.")]
    iter: String,
    oggetto: String,
    riservato: bool,
    #[schemars(description = "Il registro, l'anno e il numero; nulli finché non è adottato.")]
    registro: Option<String>,
    anno: Option<i64>,
    numero: Option<i64>,
    #[schemars(description = "Come si cita: Determinazione n. 195 del 17/03/2026.")]
    estremi: Option<String>,
    #[schemars(description = "Da quando ha effetto.")]
    efficace_dal: Option<String>,
    #[schemars(description = "revocato, annullato o sostituito; nullo se vale.")]
    superato: Option<String>,
}

impl Voce {
    fn di(row: &stato::Model) -> Self {
        Self {
            id: row.atto_id.to_string(),
            tipo: row.tipo.clone(),
            iter: row.iter.clone(),
            oggetto: row.oggetto.clone(),
            riservato: row.riservato,
            registro: row.registro.clone(),
            anno: row.anno,
            numero: row.numero,
            estremi: row.estremi(),
            efficace_dal: row.efficace_dal.map(|day| day.to_string()),
            superato: row.superato.clone(),
        }
    }
}

/// A page of acts.
async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let ricerca = Ricerca {
        cig: scelte.cig,
        cup: scelte.cup,
        capitolo: scelte.capitolo,
        creditore: scelte.creditore,
        firmatario: scelte.firmatario,
        importo_da: scelte.importo_da.map(Cents),
        importo_a: scelte.importo_a.map(Cents),
    };
    if let Some(wrong) = ricerca.al_contrario() {
        return Err(crate::Error::campo("importo_da", wrong).into());
    }
    let filtro = Filtro {
        tipo: scelte.tipo,
        adottati: scelte.adottati,
        anno: scelte.anno,
        testo: scelte.testo,
        ricerca,
        ..Filtro::default()
    };
    if scelte.dopo.as_deref().is_some_and(|text| !posto_valido(&filtro, text)) {
        return Err(Error::BadRequest(
            "`dopo` non si legge: rimanda la `prossima` com'è, con gli stessi filtri.".into(),
        ));
    }
    let limit = usize::from(scelte.limite.rows());
    let dopo = scelte.dopo.unwrap_or_default();
    let page = sfoglia(&ctx.ente, ctx.who()?, &filtro, &dopo, limit).await?;
    Ok(Json(Elenco {
        atti: page.atti.iter().map(Voce::di).collect(),
        passati: page.passati.iter().map(Passato::di).collect(),
        prossima: page.prossima,
    }))
}

#[derive(Debug, Serialize, JsonSchema)]
struct Intero {
    atto: Voce,
    #[schemars(description = "Il testo, a parti: la forma è quella di platform/prose.")]
    testo: serde_json::Value,
    #[schemars(description = "Quante volte la bozza è stata salvata.")]
    salvataggio: i64,
    #[schemars(description = "I dati accanto al testo; l'impronta si rimanda quando si cambiano.")]
    dati: serde_json::Value,
    impronta_dati: String,
    #[schemars(description = "Se il testo è chiuso, perché è stato proposto.")]
    chiuso: bool,
    #[schemars(description = "Le parti del testo che non leggono tutti.")]
    omissis: Vec<String>,
    #[schemars(description = "I commenti aperti sulle parti del testo.")]
    commenti: Vec<Commento>,
    allegati: Vec<Allegato>,
    #[schemars(description = "I documenti firmati: che cosa, quando, l'impronta SHA-256.")]
    firme: Vec<Firma>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Firma {
    #[schemars(description = "atto, presidente, segretario, o il codice di un parere.")]
    cosa: String,
    versione: i64,
    quando: String,
    titolare: String,
    #[schemars(description = "favorevole, condizioni, contrario o non_dovuto; nullo per l'atto.")]
    esito: Option<String>,
    documento: Option<String>,
    #[schemars(description = "Il suo identificativo, per chiederne le firme.")]
    documento_id: Id<document::Entity>,
    #[schemars(description = "Se porta una marca temporale; senza, il momento lo dice chi ha firmato.")]
    marcata: bool,
}

fn intero(scheda: &Scheda) -> Result<Intero, crate::Error> {
    let data = Dati::di(&scheda.stato)?;
    let firma = |one: &crate::tables::firma::Model| Firma {
        cosa: one.cosa.clone(),
        versione: one.versione,
        quando: one.at.to_string(),
        titolare: one.firmatario().to_owned(),
        esito: one.esito.clone(),
        documento: scheda.documenti.get(&one.documento_id.uuid()).map(|document| document.hash().to_string()),
        documento_id: one.documento_id,
        marcata: one.marcata,
    };
    Ok(Intero {
        atto: Voce::di(&scheda.stato),
        testo: serde_json::from_str(&scheda.testo.json())?,
        salvataggio: scheda.bozza.0,
        impronta_dati: data.impronta()?,
        dati: serde_json::to_value(&data)?,
        chiuso: scheda.stato.chiuso,
        omissis: scheda.bozza.1.iter().map(ToString::to_string).collect(),
        commenti: Commento::aperti(scheda),
        allegati: Allegato::tutti(scheda),
        firme: scheda.firme.iter().map(firma).collect(),
    })
}

/// An act whole.
async fn una(ctx: Ctx, Path(id): Path<AttoId>) -> Result<Json<Intero>, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    Ok(Json(intero(&scheda)?))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Inizio {
    #[schemars(description = "Il codice dell'iter, come determina-impegno.")]
    iter: String,
    #[schemars(description = "L'identificativo dell'ufficio proponente.")]
    unita: String,
    oggetto: String,
    #[serde(default)]
    riservato: bool,
    #[schemars(description = "Una chiave di chi chiama: mandata due volte comincia un atto solo.")]
    chiave: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Iniziato {
    id: String,
}

/// Begins one.
async fn comincia(ctx: Ctx, Sent(sent): Sent<Inizio>, atti: Atti) -> Result<Created<Iniziato>, Error> {
    let Ok(unita) = sent.unita.parse() else {
        return Err(crate::Error::campo("unita", "Non è l'identificativo di un ufficio.").into());
    };
    let asked = Nuovo { iter: sent.iter, unita, oggetto: sent.oggetto, riservato: sent.riservato, chiave: sent.chiave };
    let id = nuovo(&atti, &ctx.ente, ctx.who()?, &asked).await?;
    Ok(Created { location: Some(format!("/api/v1/atti/{id}")), body: Iniziato { id: id.to_string() } })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Passi {
    #[schemars(
        description = "I cambiamenti: insert, replace, remove, move, ciascuno con ciò che l'autore aveva visto."
    )]
    cambiamenti: serde_json::Value,
}

/// Changes the text.
async fn testo(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Passi>) -> Result<Done, Error> {
    let ops: Vec<Op> = serde_json::from_value(sent.cambiamenti)
        .map_err(|why| Error::BadRequest(format!("I cambiamenti non si leggono: {why}.")))?;
    scrivi(&ctx.ente, ctx.who()?, id, &ops).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scritti {
    #[schemars(description = "I dati, nella forma in cui si leggono.")]
    dati: serde_json::Value,
    #[schemars(description = "L'impronta dei dati che chi chiama aveva letto.")]
    impronta: String,
}

/// Writes the data.
async fn scrive_dati(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Scritti>, atti: Atti) -> Result<Done, Error> {
    let new: Dati =
        serde_json::from_value(sent.dati).map_err(|why| Error::BadRequest(format!("I dati non si leggono: {why}.")))?;
    dati(&atti, &ctx.ente, ctx.who()?, id, (&new, &sent.impronta)).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Richiesta {
    #[schemars(description = "Il codice del passo, come visto.")]
    passo: String,
    #[schemars(description = "Una chiave di chi chiama: mandata due volte il passo si compie una volta.")]
    chiave: String,
    #[serde(default)]
    motivo: String,
    #[serde(default)]
    #[schemars(description = "Quanti fatti della pratica chi chiama aveva letto; se ce ne sono altri, lo si dice.")]
    visto: Option<u32>,
    #[serde(default)]
    #[schemars(description = "Chi firma dichiara di non essere in conflitto di interessi.")]
    nessun_conflitto: bool,
    #[serde(default)]
    #[schemars(description = "Di un parere: favorevole, condizioni, contrario, non_dovuto.")]
    esito: String,
    #[serde(default)]
    #[schemars(description = "Di un parere: osservazioni o ragioni.")]
    testo: String,
}

impl Richiesta {
    /// The step, with the paper that it signs where that was signed elsewhere.
    pub fn passo(self, riportata: Option<Vec<u8>>) -> Passo {
        Passo {
            passo: self.passo,
            motivo: self.motivo,
            chiave: self.chiave,
            visto: self.visto,
            nessun_conflitto: self.nessun_conflitto,
            esito: self.esito,
            testo: self.testo,
            riportata,
        }
    }
}

/// Takes a step.
async fn passo(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Richiesta>, atti: Atti) -> Result<Done, Error> {
    agisce(ctx.who()?)?;
    compi(&atti, &ctx.ente, ctx.who()?, id, &sent.passo(None)).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Votazione {
    componenti: u32,
    presenti: u32,
    favorevoli: u32,
    contrari: u32,
    astenuti: u32,
    #[serde(default)]
    #[schemars(description = "I favorevoli all'immediata eseguibilità, se è stata votata.")]
    favorevoli_immediata: Option<u32>,
}

/// Notes a vote.
async fn voto(ctx: Ctx, Path(id): Path<AttoId>, Sent(sent): Sent<Votazione>, atti: Atti) -> Result<Done, Error> {
    agisce(ctx.who()?)?;
    let voto = Voto {
        componenti: sent.componenti,
        presenti: sent.presenti,
        favorevoli: sent.favorevoli,
        contrari: sent.contrari,
        astenuti: sent.astenuti,
        favorevoli_immediata: sent.favorevoli_immediata,
    };
    vota(&atti, &ctx.ente, ctx.who()?, id, &voto).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NelFascicolo {
    #[schemars(description = "Il numero del fascicolo, come 2026-VI.3/12: aperto, e in cui chi chiama lavora.")]
    fascicolo: String,
}

/// Chooses its fascicolo.
async fn fascicolo(
    ctx: Ctx,
    Path(id): Path<AttoId>,
    Sent(sent): Sent<NelFascicolo>,
    atti: Atti,
) -> Result<Done, Error> {
    scegli(&atti, &ctx.ente, ctx.who()?, id, &sent.fascicolo).await?;
    Ok(Done)
}
