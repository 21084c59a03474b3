//! Chapters: read, and imported from a file.

use kernel::{Cents, Date, Id, Refusal};
use porte::ragioneria::{Capitolo, Svincolo};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Limit, Path, Query, Sent, WithFiles};

use crate::{
    elenca::{Mosso, elenca, scheda},
    importa::{Bilancio, importa_letto},
    libera::libera,
    pagine::anno_o_oggi,
    rules::Codice,
    tables::{capitolo, movimento},
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "L'esercizio; senza, quello in corso.")]
    anno: Option<i64>,
    #[serde(default)]
    #[schemars(description = "L'inizio del codice, oppure parole della descrizione o del piano dei conti.")]
    q: String,
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    capitoli: Vec<Voce>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Voce {
    id: String,
    anno: i64,
    #[schemars(description = "Numero del capitolo e, dopo un punto, articolo.")]
    codice: String,
    descrizione: String,
    missione: String,
    programma: String,
    #[schemars(description = "Piano dei conti, al quarto o al quinto livello.")]
    piano: String,
    #[schemars(description = "Stanziamento assestato, in centesimi, come tutti gli importi.")]
    stanziato_cents: i64,
    #[schemars(description = "La parte che è fondo pluriennale vincolato.")]
    fpv_cents: i64,
    prenotato_cents: i64,
    impegnato_cents: i64,
    #[schemars(description = "Quanto resta; può essere sotto zero solo dove lo stanziamento non è un limite.")]
    disponibile_cents: i64,
    #[schemars(description = "Se lo stanziamento è un limite: non lo è per i titoli 5 e 7.")]
    limite: bool,
}

impl From<Capitolo> for Voce {
    fn from(one: Capitolo) -> Self {
        Self {
            id: one.id.to_string(),
            anno: one.anno,
            codice: one.codice,
            descrizione: one.descrizione,
            missione: one.missione,
            programma: one.programma,
            piano: one.piano,
            stanziato_cents: one.assestato.0,
            fpv_cents: one.fpv.0,
            prenotato_cents: one.prenotato.0,
            impegnato_cents: one.impegnato.0,
            disponibile_cents: one.disponibile.0,
            limite: one.limite,
        }
    }
}

/// A page of the chapters.
pub(super) async fn leggi_capitoli(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let after = match scelte.dopo.as_deref().map(str::parse::<Codice>) {
        None => -1,
        Some(Ok(code)) => code.ordine(),
        Some(Err(_)) => {
            return Err(Error::BadRequest("`dopo` non si legge: rimanda la `prossima` com'è.".into()));
        }
    };
    let text: String = scelte.q.chars().take(200).collect();
    let all = elenca(&ctx.ente, ctx.who()?, anno_o_oggi(&ctx, scelte.anno), &text).await?;
    let beyond = |one: &Capitolo| one.codice.parse::<Codice>().is_ok_and(|code| code.ordine() > after);
    let limit = usize::from(scelte.limite.rows());
    let mut some: Vec<Capitolo> = all.into_iter().filter(beyond).take(limit + 1).collect();
    let more = some.len() > limit;
    some.truncate(limit);
    let prossima = some.last().filter(|_| more).map(|last| last.codice.clone());
    Ok(Json(Elenco { capitoli: some.into_iter().map(Voce::from).collect(), prossima }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Intero {
    capitolo: Voce,
    vincolo: Option<String>,
    responsabile: Option<String>,
    #[schemars(description = "I più recenti per primi, al massimo 500.")]
    movimenti: Vec<Movimento>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Movimento {
    id: String,
    #[schemars(description = "prenotazione o impegno.")]
    genere: String,
    numero: i64,
    #[schemars(description = "L'anno del numero, che non è sempre quello del capitolo.")]
    anno: i64,
    quando: String,
    atto: String,
    descrizione: String,
    importo_cents: i64,
    #[schemars(description = "Quanto ne è ancora prenotato o impegnato.")]
    residuo_cents: i64,
    liquidato_cents: i64,
    #[schemars(description = "Piano dei conti al quinto livello.")]
    piano: String,
    creditore: Option<String>,
    codice_fiscale: Option<String>,
    partita_iva: Option<String>,
    cig: Option<String>,
    cup: Option<String>,
    scadenza: Option<Date>,
}

impl From<Mosso> for Movimento {
    fn from(mosso: Mosso) -> Self {
        let row = mosso.riga;
        Self {
            id: row.id.to_string(),
            genere: row.genere,
            numero: row.numero,
            anno: row.numero_anno,
            quando: row.at.to_string(),
            atto: row.atto,
            descrizione: row.descrizione,
            importo_cents: row.cents.0,
            residuo_cents: mosso.residuo.0,
            liquidato_cents: mosso.liquidato.0,
            piano: row.piano,
            creditore: row.creditore,
            codice_fiscale: row.creditore_cf,
            partita_iva: row.creditore_piva,
            cig: row.cig,
            cup: row.cup,
            scadenza: row.scadenza,
        }
    }
}

/// One chapter.
pub(super) async fn leggi_capitolo(ctx: Ctx, Path(id): Path<Id<capitolo::Entity>>) -> Result<Json<Intero>, Error> {
    let found = scheda(&ctx.ente, ctx.who()?, id).await?;
    Ok(Json(Intero {
        capitolo: found.capitolo.into(),
        vincolo: found.riga.vincolo,
        responsabile: found.riga.responsabile,
        movimenti: found.movimenti.into_iter().map(Movimento::from).collect(),
    }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DelBilancio {
    anno: i64,
    #[schemars(description = "L'atto che approva il bilancio, come: Delibera di Consiglio n. 58 del 22/12/2025.")]
    atto: String,
    atto_il: Date,
    #[serde(default)]
    #[schemars(description = "Se è il bilancio di questo esercizio come primo anno: da allora non è più provvisorio.")]
    approva: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Importati {
    #[schemars(description = "Quanti capitoli.")]
    capitoli: usize,
    #[schemars(description = "Quanto stanziano in tutto.")]
    totale_cents: i64,
}

/// Imports chapters.
pub(super) async fn importa_capitoli(ctx: Ctx, form: WithFiles<DelBilancio>) -> Result<Created<Importati>, Error> {
    let mut refusal = Refusal::default();
    if form.files.len() > 1 {
        refusal.add(Some("file"), "Si importa un file per volta.");
    }
    let sent = form.dati;
    let bilancio = Bilancio { anno: sent.anno, atto: sent.atto, atto_il: Some(sent.atto_il), approva: sent.approva };
    let file = form.files.first().map(|(name, stored)| (name.as_str(), stored));
    let made = importa_letto(&ctx.ente, ctx.who()?, &bilancio, file, refusal).await?;
    let body = Importati { capitoli: made.capitoli, totale_cents: made.totale.0 };
    Ok(Created { location: None, body })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DaSvincolare {
    #[serde(default)]
    #[schemars(description = "In centesimi; senza, tutto quello che si può.")]
    cents: Option<i64>,
    motivo: String,
}

/// Gives back what is booked or committed.
pub(super) async fn svincola(
    ctx: Ctx,
    Path(id): Path<Id<movimento::Entity>>,
    Sent(sent): Sent<DaSvincolare>,
) -> Result<Done, Error> {
    let one = Svincolo { movimento: id.uuid(), importo: sent.cents.map(Cents), motivo: sent.motivo };
    libera(&ctx.ente, ctx.who()?, &one).await?;
    Ok(Done)
}
