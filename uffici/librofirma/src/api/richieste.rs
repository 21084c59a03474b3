use authz::{PersonId, UnitId};
use documents::document;
use kernel::{Date, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Error, Json, Limit, Path, Query, WithFiles};

use crate::{
    Porte, RichiestaId,
    richiesta::{
        di_ufficio::{Cosa, metti_di},
        elenca::{self, Quali, Voce},
        leggi::{Scheda, leggi},
        metti::{Nuova, metti as metti_alla_firma},
        scegli,
        storia::storia,
    },
    rules::{Formato, Posto, Segno},
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "Vero per quelle concluse, falso per quelle che aspettano una firma.")]
    chiuse: bool,
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<RichiestaId>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pagina {
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<RichiestaId>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    richieste: Vec<Riga>,
    #[schemars(description = "Da dare come `dopo` per leggerne altre; nullo quando non ce ne sono.")]
    prossima: Option<RichiestaId>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Riga {
    id: RichiestaId,
    oggetto: String,
    documento: String,
    #[schemars(description = "Chi l'ha messo alla firma.")]
    da: String,
    #[schemars(extend("format" = "date-time"))]
    chiesta_at: String,
    entro: Option<Date>,
    #[schemars(description = "in_corso, firmata, rifiutata o ritirata.")]
    stato: &'static str,
    #[schemars(description = "Firme fatte.")]
    firme: i64,
    #[schemars(description = "Firme chieste.")]
    firmatari: i64,
    #[schemars(description = "Se chi chiede l'elenco l'ha già aperto.")]
    aperta: bool,
    #[schemars(description = "Di chi si aspetta la firma; nullo quando è conclusa.")]
    tocca_a: Option<String>,
}

impl From<Voce> for Riga {
    fn from(voce: Voce) -> Self {
        Self {
            id: voce.id,
            oggetto: voce.oggetto,
            documento: voce.documento,
            da: voce.da,
            chiesta_at: voce.chiesta_at.to_string(),
            entro: voce.entro,
            stato: voce.stato.code(),
            firme: voce.firme.0,
            firmatari: voce.firme.1,
            aperta: voce.aperta,
            tocca_a: voce.tocca_a,
        }
    }
}

fn elenco(mut found: Vec<Voce>, rows: u64) -> Json<Elenco> {
    let more = found.len() as u64 > rows;
    found.truncate(usize::try_from(rows).unwrap_or(usize::MAX));
    let prossima = found.last().filter(|_| more).map(|last| last.id);
    Json(Elenco { richieste: found.into_iter().map(Riga::from).collect(), prossima })
}

/// What waits for one's signature.
pub(super) async fn da_firmare(ctx: Ctx, Query(pagina): Query<Pagina>) -> Result<Json<Elenco>, Error> {
    let rows = u64::from(pagina.limite.rows());
    Ok(elenco(elenca::da_firmare(&ctx.ente, ctx.who()?, pagina.dopo, rows + 1).await?, rows))
}

/// What one has put up.
pub(super) async fn messe(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let rows = u64::from(scelte.limite.rows());
    let which = if scelte.chiuse { Quali::Chiuse } else { Quali::InCorso };
    Ok(elenco(elenca::messe(&ctx.ente, ctx.who()?, which, scelte.dopo, rows + 1).await?, rows))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Persone {
    firmatari: Vec<Persona>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Persona {
    persona: PersonId,
    unita: UnitId,
    nome: String,
    #[schemars(description = "Ufficio e ruolo.")]
    incarico: String,
}

/// Who may be asked.
pub(super) async fn firmatari(ctx: Ctx) -> Result<Json<Persone>, Error> {
    let found = scegli::firmatari(&ctx.ente.db().read().await?, ctx.now.date()).await?;
    let persona = |one: scegli::Firmatario| Persona {
        persona: one.persona,
        unita: one.unita,
        nome: one.nome,
        incarico: one.incarico,
    };
    Ok(Json(Persone { firmatari: found.into_iter().map(persona).collect() }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Chi {
    persona: PersonId,
    #[schemars(description = "L'ufficio dell'incarico con cui firma.")]
    unita: UnitId,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Dati {
    oggetto: String,
    #[serde(default)]
    nota: Option<String>,
    #[serde(default)]
    #[schemars(description = "pades, cades o xades; senza, quello usuale del file.")]
    formato: Option<String>,
    #[serde(default)]
    #[schemars(description = "L'ufficio per cui si chiede; senza, il tuo se è uno solo.")]
    unita: Option<UnitId>,
    #[serde(default)]
    entro: Option<Date>,
    #[serde(default)]
    #[schemars(description = "Il segno che ogni firma lascia su una pagina del PDF (solo PAdES); senza, nessuno.")]
    segno: Option<DatiDelSegno>,
    #[schemars(description = "Chi firma, in quest'ordine.")]
    firmatari: Vec<Chi>,
    #[serde(default)]
    #[schemars(description = "Il documento di un altro ufficio, al posto del file.")]
    di: Option<Di>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Di {
    #[schemars(description = "L'ufficio che ha il documento: protocollo.")]
    ufficio: String,
    #[schemars(
        description = "Di che cosa è: anno e numero della registrazione (2026/1), o bozza/ e l'identificativo della bozza."
    )]
    cosa: String,
    #[schemars(description = "Quale documento: il suo identificativo o, di una bozza, il suo posto da zero.")]
    documento: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DatiDelSegno {
    #[schemars(description = "basso_sinistra, basso_destra, alto_sinistra o alto_destra.")]
    posto: String,
    #[serde(default)]
    #[schemars(description = "La pagina, da 1; senza, l'ultima.")]
    pagina: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Messa {
    id: RichiestaId,
}

/// Puts a document up.
pub(super) async fn metti(ctx: Ctx, form: WithFiles<Dati>, porte: Porte) -> Result<Created<Messa>, Error> {
    let dati = form.dati;
    let mut refusal = kernel::Refusal::default();
    let formato = dati.formato.as_deref().map(|code| {
        Formato::from_code(code).or_else(|| {
            refusal.add(Some("formato"), "Il formato può essere pades, cades o xades.");
            None
        })
    });
    let segno = dati.segno.map(|segno| {
        let posto = Posto::from_code(&segno.posto);
        if posto.is_none() {
            let told = "Il posto del segno può essere basso_sinistra, basso_destra, alto_sinistra o alto_destra.";
            refusal.add(Some("segno"), told);
        }
        posto.map(|posto| Segno { pagina: segno.pagina, posto })
    });
    if form.files.len() > 1 {
        refusal.add(Some("file"), "Si mette alla firma un documento per volta: manda un file solo.");
    }
    if dati.di.is_some() && !form.files.is_empty() {
        refusal.add(Some("file"), "Manda un file, oppure di' quale documento di un altro ufficio: non tutti e due.");
    }
    refusal.unless_empty(())?;
    let nuova = Nuova {
        oggetto: dati.oggetto,
        nota: dati.nota,
        formato: formato.flatten(),
        segno: segno.flatten(),
        unita: dati.unita,
        entro: dati.entro,
        firmatari: dati.firmatari.iter().map(|chi| (chi.persona, chi.unita)).collect(),
        origine: None,
    };
    let quale = dati.di.map(|di| Cosa { ufficio: di.ufficio, cosa: di.cosa, documento: di.documento });
    let id = match quale {
        Some(quale) => metti_di(&ctx.ente, ctx.who()?, porte, &quale, &nuova).await?,
        None => metti_alla_firma(&ctx.ente, ctx.who()?, &nuova, form.files.first()).await?,
    };
    Ok(Created { location: Some(format!("/api/v1/librofirma/richieste/{id}")), body: Messa { id } })
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Richiesta {
    id: RichiestaId,
    oggetto: String,
    nota: Option<String>,
    formato: String,
    stato: &'static str,
    entro: Option<Date>,
    #[schemars(description = "Perché tu non puoi firmarla adesso; vuoto quando puoi.")]
    impedimenti: Vec<String>,
    #[schemars(description = "Com'è stato messo alla firma, e dopo ogni firma: il più recente per primo.")]
    documenti: Vec<Documento>,
    firme: Vec<Firma>,
    storia: Vec<Passo>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Documento {
    id: Id<document::Entity>,
    nome: String,
    #[schemars(description = "SHA-256 del file, esadecimale.")]
    sha256: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Firma {
    #[schemars(description = "Chi ha firmato.")]
    da: String,
    #[schemars(description = "Al posto di chi, quando firma un sostituto.")]
    al_posto_di: Option<String>,
    #[schemars(description = "prova (senza valore legale), remota o riportata.")]
    porta: String,
    #[schemars(extend("format" = "date-time"))]
    at: String,
    #[schemars(description = "Il nome scritto nel certificato.")]
    titolare: String,
    codice_fiscale: Option<String>,
    #[schemars(description = "Se porta una marca temporale.")]
    marcata: bool,
    #[schemars(description = "green, amber o red: che cosa ne ha detto subito il controllo.")]
    esito: String,
    frase: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Passo {
    #[schemars(extend("format" = "date-time"))]
    at: String,
    da: String,
    testo: String,
    nota: Option<String>,
}

impl Firma {
    pub(super) fn di(firma: &crate::tabella_firme::Model, da: &str, al_posto_di: Option<&str>) -> Self {
        Self {
            da: da.to_owned(),
            al_posto_di: al_posto_di.map(str::to_owned),
            porta: firma.porta.clone(),
            at: firma.at.to_string(),
            titolare: firma.titolare.clone(),
            codice_fiscale: firma.codice_fiscale.clone(),
            marcata: firma.marcata,
            esito: firma.esito.clone(),
            frase: firma.frase.clone(),
        }
    }
}

/// One request.
pub(super) async fn una(ctx: Ctx, Path(id): Path<RichiestaId>) -> Result<Json<Richiesta>, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let impedimenti = scheda.impedimenti(who, !ctx.ente.signing.unread);
    Ok(Json(richiesta(&scheda, impedimenti)))
}

fn documenti(scheda: &Scheda) -> Vec<Documento> {
    let one = |document: &document::Model| Documento {
        id: document.id,
        nome: document.name.clone(),
        sha256: document.hash().to_string(),
    };
    scheda.documenti.iter().rev().map(one).collect()
}

fn richiesta(scheda: &Scheda, impedimenti: Vec<String>) -> Richiesta {
    let firma = |firma: &crate::tabella_firme::Model| {
        Firma::di(firma, scheda.nome(firma.persona_id), firma.al_posto_di.map(|person| scheda.nome(person)))
    };
    let passo = |step: crate::richiesta::storia::Passo| Passo {
        at: step.at.to_string(),
        da: step.da,
        testo: step.testo,
        nota: step.nota,
    };
    Richiesta {
        id: scheda.riga.id,
        oggetto: scheda.riga.oggetto.clone(),
        nota: scheda.riga.nota.clone(),
        formato: scheda.riga.formato.clone(),
        stato: scheda.stato().code(),
        entro: scheda.riga.entro,
        impedimenti,
        documenti: documenti(scheda),
        firme: scheda.firme.iter().map(firma).collect(),
        storia: storia(scheda).into_iter().map(passo).collect(),
    }
}
