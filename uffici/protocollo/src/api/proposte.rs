//! Proposals for programs: what the form shows, and how they fare.

use documents::text::propose::Proposal;
use kernel::{Id, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use web::{Access, Ctx, Done, Error, Json, Path, Routes, Sent};

use crate::{
    apprendi::{Bersaglio, Carta, Proposta, Proposte, adesso, proponi, stato},
    bozza::{self, Bozza, Fonti, Letto},
    permissions::{CONSULTA_TUTTO, REGISTRA},
    rules::{Verso, check_mezzo, mezzi},
};

pub(super) fn routes() -> Routes {
    const REGISTRANO: Access = Access::With(&REGISTRA);
    const TUTTO: Access = Access::With(&CONSULTA_TUTTO);
    Routes::new()
        .api_get(
            "/api/v1/protocollo/bozze/{id}",
            REGISTRANO,
            "Legge una propria bozza, con ciò che le viene proposto e da dove",
            bozza,
        )
        .api_post(
            "/api/v1/protocollo/proposte",
            REGISTRANO,
            "Propone classe, ufficio e fascicolo per un documento, come i documenti simili",
            chiedi,
        )
        .api_get("/api/v1/protocollo/proposte", TUTTO, "Dice quanto spesso le proposte sono giuste", come_vanno)
        .api_post("/api/v1/protocollo/proposte/impara", TUTTO, "Chiede di imparare adesso dal registro", impara)
}

// What is known of a document.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = esempio())]
pub(super) struct Documento {
    verso: Verso,
    oggetto: String,
    #[serde(default)]
    #[schemars(extend("enum" = mezzi()))]
    mezzo: Option<String>,
    #[serde(default)]
    #[schemars(description = "Il mittente di ciò che arriva, il destinatario di ciò che parte.")]
    nome: Option<String>,
    #[serde(default)]
    codice_fiscale: Option<String>,
    #[serde(default)]
    indirizzo: Option<String>,
    #[serde(default)]
    #[schemars(description = "Come comincia il testo del documento.")]
    testo: Option<String>,
}

fn esempio() -> Value {
    json!({ "verso": "arrivo", "oggetto": "Lampioni spenti in via Roma", "mezzo": "email", "nome": "Verdi Luigi" })
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ProposteDati {
    #[schemars(description = "Dalla più probabile; nessuna dove l'abitudine è giusta più spesso.")]
    classe: Vec<PropostaDati>,
    ufficio: Vec<PropostaDati>,
    fascicolo: Vec<FascicoloDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PropostaDati {
    #[schemars(description = "Il codice della classe, o l'id dell'ufficio.")]
    valore: String,
    nome: String,
    #[schemars(
        description = "Su mille, quanto pesa fra ciò che dicono i documenti simili.",
        range(min = 0, max = 1000)
    )]
    parte: u32,
    #[schemars(description = "Se è abbastanza sicura da stare già scritta nel modulo.")]
    sicura: bool,
    #[schemars(
        description = "Le registrazioni simili per cui è stata scelta, dalla più vicina: solo quelle che puoi vedere."
    )]
    simili: Vec<Numerata>,
}

// The number of an entry.
#[derive(Debug, Serialize, JsonSchema)]
struct Numerata {
    anno: i64,
    numero: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FascicoloDati {
    numero: String,
    oggetto: String,
    #[schemars(description = "Quante delle registrazioni simili ci sono dentro.")]
    simili: i64,
}

impl From<&Proposta> for PropostaDati {
    fn from(proposta: &Proposta) -> Self {
        // A share is between nothing and one.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number up to a thousand")]
        let parte = (proposta.parte.clamp(0.0, 1.0) * 1_000.0).round() as u32;
        let simili = proposta.simili.iter().map(|simile| Numerata { anno: simile.chiave.0, numero: simile.chiave.1 });
        Self {
            valore: proposta.valore.clone(),
            nome: proposta.nome.clone(),
            parte,
            sicura: proposta.sicura(),
            simili: simili.collect(),
        }
    }
}

impl From<&Proposte> for ProposteDati {
    fn from(proposte: &Proposte) -> Self {
        let all = |bersaglio| proposte.di(bersaglio).iter().map(PropostaDati::from).collect();
        let fascicolo = proposte.fascicolo.iter().map(|dove| FascicoloDati {
            numero: dove.chiave.to_string(),
            oggetto: dove.oggetto.clone(),
            simili: dove.quante,
        });
        Self { classe: all(Bersaglio::Classe), ufficio: all(Bersaglio::Ufficio), fascicolo: fascicolo.collect() }
    }
}

/// What is proposed for a document that is described.
async fn chiedi(ctx: Ctx, Sent(sent): Sent<Documento>) -> Result<Json<ProposteDati>, Error> {
    let mut refusal = Refusal::default();
    if let Some(mezzo) = &sent.mezzo {
        check_mezzo(mezzo, &mut refusal);
    }
    refusal.unless_empty(()).map_err(crate::Error::from)?;
    let carta = Carta {
        verso: sent.verso.code(),
        mezzo: sent.mezzo.as_deref().unwrap_or_default(),
        oggetto: &sent.oggetto,
        nome: sent.nome.as_deref().unwrap_or_default(),
        codice_fiscale: sent.codice_fiscale.as_deref().unwrap_or_default(),
        indirizzo: sent.indirizzo.as_deref().unwrap_or_default(),
        formato: "",
        testo: sent.testo.as_deref().unwrap_or_default(),
    };
    let found = proponi(&ctx.ente, ctx.who()?, &carta).await?;
    Ok(Json(ProposteDati::from(&found)))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BozzaDati {
    id: String,
    verso: Verso,
    documenti: Vec<FileDati>,
    campi: Vec<Campo>,
    #[schemars(description = "Codici fiscali e partite IVA che stanno nei documenti, di chiunque siano.")]
    codici: Vec<CodiceLetto>,
    #[schemars(description = "Importi che stanno nei documenti.")]
    importi: Vec<ImportoLetto>,
    #[schemars(
        description = "Se le parole delle scansioni si stanno ancora leggendo: chiedi di nuovo fra qualche secondo."
    )]
    lettura_in_corso: bool,
    #[schemars(description = "Perché le parole di una scansione non si conoscono.")]
    avvisi: Vec<String>,
    proposte: ProposteDati,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CodiceLetto {
    codice: String,
    fonte: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ImportoLetto {
    #[schemars(description = "In centesimi di euro.")]
    importo: i64,
    fonte: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FileDati {
    nome: String,
    impronta: String,
    byte: u64,
}

// A field that the documents fill.
#[derive(Debug, Serialize, JsonSchema)]
struct Campo {
    campo: &'static str,
    valore: String,
    #[schemars(description = "Dove è stato letto; nulla dove non lo dice un documento.")]
    fonte: Option<String>,
}

/// A draft of one's own.
async fn bozza(ctx: Ctx, Path(id): Path<Id<Bozza>>) -> Result<Json<BozzaDati>, Error> {
    let who = ctx.who()?;
    let bozza = bozza::leggi(&ctx.ente, who, id).await?;
    let modulo = bozza.modulo();
    let found = proponi(&ctx.ente, who, &bozza.carta(&modulo)).await?;
    let Fonti {
        oggetto,
        arrivata_il,
        nome,
        codice_fiscale,
        indirizzo,
        protocollo_mittente,
        data_mittente,
        mezzo,
        fascicolo,
        ..
    } = bozza.fonti.clone();
    let campo = |(campo, valore, fonte): (&'static str, &String, Option<String>)| Campo {
        campo,
        valore: valore.clone(),
        fonte,
    };
    let campi = [
        ("oggetto", &modulo.oggetto, oggetto),
        ("nome", &modulo.nome, nome),
        ("codice_fiscale", &modulo.codice_fiscale, codice_fiscale),
        ("indirizzo", &modulo.indirizzo, indirizzo),
        ("mezzo", &modulo.mezzo, mezzo),
        ("arrivata_il", &modulo.arrivata_il, arrivata_il),
        ("protocollo_mittente", &modulo.protocollo_mittente, protocollo_mittente),
        ("data_mittente", &modulo.data_mittente, data_mittente),
        ("fascicolo", &modulo.fascicolo, fascicolo),
    ];
    let file =
        |file: &bozza::Documento| FileDati { nome: file.nome.clone(), impronta: file.sha256.clone(), byte: file.size };
    let Letto { codici, importi } = bozza.letto.clone();
    let codice = |one: Proposal<String>| CodiceLetto { codice: one.value, fonte: one.source };
    let importo = |one: Proposal<i64>| ImportoLetto { importo: one.value, fonte: one.source };
    Ok(Json(BozzaDati {
        codici: codici.into_iter().map(codice).collect(),
        importi: importi.into_iter().map(importo).collect(),
        lettura_in_corso: bozza.si_legge(ctx.now),
        avvisi: bozza.avvisi(ctx.now),
        id: id.to_string(),
        verso: bozza.verso,
        documenti: bozza.documenti.iter().map(file).collect(),
        campi: campi.into_iter().filter(|(_, valore, _)| !valore.is_empty()).map(campo).collect(),
        proposte: ProposteDati::from(&found),
    }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Andamento {
    #[schemars(extend("format" = "date-time"))]
    imparato_at: Option<String>,
    #[schemars(description = "Registrazioni non riservate da cui si è imparato.")]
    registrazioni: u32,
    classe: Figure,
    ufficio: Figure,
}

// How proposals of one thing fare on the entries held back.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct Figure {
    attiva: bool,
    provate: u32,
    giuste: u32,
    fra_le_prime_tre: u32,
    abitudine_giusta: u32,
}

/// How they fare.
async fn come_vanno(ctx: Ctx) -> Result<Json<Andamento>, Error> {
    ctx.who()?.require(&CONSULTA_TUTTO).map_err(crate::Error::from)?;
    let read = ctx.ente.db().read().await.map_err(crate::Error::from)?;
    let found = stato(&read).await?;
    let figure = |bersaglio: Bersaglio| {
        let all = found.as_ref().map(|stato| &stato.misura.bersagli[bersaglio as usize]);
        all.map_or_else(Figure::default, |one| Figure {
            attiva: one.attiva(),
            provate: one.provati,
            giuste: one.giuste,
            fra_le_prime_tre: one.fra_tre,
            abitudine_giusta: one.abitudine,
        })
    };
    Ok(Json(Andamento {
        imparato_at: found.as_ref().map(|stato| stato.imparato_at.to_string()),
        registrazioni: found.as_ref().map_or(0, |stato| stato.quanti),
        classe: figure(Bersaglio::Classe),
        ufficio: figure(Bersaglio::Ufficio),
    }))
}

/// Learns now, in the background.
async fn impara(ctx: Ctx) -> Result<Done, Error> {
    adesso(&ctx.ente, ctx.who()?).await?;
    Ok(Done)
}
