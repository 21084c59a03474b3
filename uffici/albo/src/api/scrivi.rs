//! To prepare and to publish, for programs.

use documents::{clean_name, document};
use kernel::{Id, Refusal, Uuid};
use privacy::MOTIVI;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Error, Path, Sent, WithFiles};

use crate::{
    Porte,
    bozza::{BozzaId, Pezzo, Scritto, appaia, apri, comincia, pubblica_bozza},
    pagine::href,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nuova {
    #[schemars(description = "Il codice del tipo di atto.")]
    tipo: String,
    #[schemars(description = "L'oggetto che tutti leggeranno.")]
    oggetto: String,
    #[schemars(description = "Chi chiede la pubblicazione.")]
    richiedente: String,
    #[serde(default)]
    esterno: bool,
    #[serde(default)]
    #[schemars(description = "L'atto in parole, come: Determinazione n. 195 del 17/03/2026.")]
    atto: Option<String>,
    #[serde(default)]
    #[schemars(description = "Il giorno in cui l'atto è adottato (AAAA-MM-GG).")]
    adottato_il: Option<String>,
    #[serde(default)]
    immediata: bool,
    #[serde(default)]
    #[schemars(description = "Quanti giorni; senza, quelli della tabella.")]
    giorni: Option<u16>,
    #[serde(default)]
    #[schemars(description = "L'ultimo giorno, compreso (AAAA-MM-GG).")]
    fino_al: Option<String>,
    #[serde(default)]
    #[schemars(description = "La registrazione di protocollo della richiesta, come 2026/1.")]
    registrazione: Option<String>,
    #[serde(default)]
    protocollo: Option<String>,
    #[serde(default)]
    #[schemars(description = "I documenti della registrazione: da pubblicare, o gli integrali dei file mandati.")]
    documenti: Vec<Id<document::Entity>>,
    #[serde(default)]
    #[schemars(description = "Quanti dei file mandati, gli ultimi, sono le versioni integrali dei primi.")]
    integrali: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Preparata {
    #[schemars(description = "L'identificativo della bozza.")]
    id: String,
    #[schemars(
        description = "Ciò che sembra un dato personale: di ognuno, nell'ordine, va detto perché si può leggere."
    )]
    trovati: Vec<Trovato>,
    #[schemars(description = "I file che il programma non ha potuto leggere tutti.")]
    illeggibili: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Trovato {
    genere: String,
    testo: String,
    file: String,
    quante: u32,
}

/// Prepares one.
pub(super) async fn nuova(
    ctx: Ctx,
    WithFiles { dati, files }: WithFiles<Nuova>,
    porte: Porte,
) -> Result<Created<Preparata>, Error> {
    let who = ctx.who()?;
    let cosa = dati.registrazione.unwrap_or_default();
    let mut given: Vec<Pezzo> = files
        .into_iter()
        .map(|(name, stored)| Pezzo { nome: clean_name(&name), impronta: stored.sha256.to_string(), documento: None })
        .collect();
    if dati.integrali > given.len() {
        return Err(Refusal::because("`integrali` è più grande del numero di file mandati.").into());
    }
    let interi = given.split_off(given.len() - dati.integrali);
    let scelti: Vec<Uuid> = dati.documenti.iter().map(|id| id.uuid()).collect();
    let pezzi = appaia(&ctx.ente, who, porte, (&cosa, &scelti), (given, interi)).await?;
    let scritto = Scritto {
        tipo: dati.tipo,
        oggetto: dati.oggetto,
        origine: dati.atto.unwrap_or_default(),
        richiedente: dati.richiedente,
        esterno: dati.esterno,
        protocollo: dati.protocollo.unwrap_or_default(),
        adottato_il: dati.adottato_il.unwrap_or_default(),
        immediata: dati.immediata,
        giorni: dati.giorni.map(|giorni| giorni.to_string()).unwrap_or_default(),
        fino_al: dati.fino_al.unwrap_or_default(),
        cosa,
    };
    let id = comincia(&ctx.ente, who, scritto, pezzi).await?;
    let bozza = apri(&ctx.ente, who, id).await?;
    let trovati = bozza.trovati.into_iter().map(|one| Trovato {
        genere: one.genere,
        testo: one.testo,
        file: one.file,
        quante: one.quante,
    });
    let unread = bozza.fogli.into_iter().filter(|one| one.illeggibile.is_some()).map(|one| one.pubblico.nome);
    let body = Preparata { id: id.to_string(), trovati: trovati.collect(), illeggibili: unread.collect() };
    // A draft is read in the page alone: what a program must decide on is told here.
    Ok(Created { location: None, body })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decisioni {
    #[serde(default)]
    #[schemars(description = "Per ogni dato trovato, nell'ordine, perché si può leggere: falso, ente o norma.")]
    perche: Vec<String>,
    #[schemars(description = "Se una persona ha letto ogni documento: senza non si pubblica.")]
    letti: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Pubblicata {
    id: String,
    numero: i64,
    anno: i64,
    pubblicata: String,
    fino_al: String,
    esecutiva_dal: Option<String>,
    #[schemars(description = "L'indirizzo permanente; nullo se il programma non sa quello del Comune.")]
    indirizzo: Option<String>,
}

impl Pubblicata {
    pub(super) fn di(ctx: &Ctx, made: porte::albo::Pubblicata) -> Created<Self> {
        let (anno, numero) = made.numero;
        let body = Self {
            id: made.id.to_string(),
            numero,
            anno,
            pubblicata: made.at.to_string(),
            fino_al: made.fine.to_string(),
            esecutiva_dal: made.esecutiva_dal.map(|day| day.to_string()),
            indirizzo: ctx.lasting_address(&href(anno, numero)),
        };
        Created { location: Some(format!("/api/v1/albo/pubblicazioni/{}", made.id)), body }
    }
}

/// Publishes one.
pub(super) async fn pubblica(
    ctx: Ctx,
    Path(id): Path<BozzaId>,
    Sent(sent): Sent<Decisioni>,
    porte: Porte,
) -> Result<Created<Pubblicata>, Error> {
    let known = |code: &String| MOTIVI.iter().any(|(one, _)| one == code);
    if !sent.perche.iter().all(known) {
        return Err(Refusal::because("In `perche` si può scrivere falso, ente o norma.").into());
    }
    let made = pubblica_bozza(&ctx.ente, ctx.who()?, id, (&sent.perche, sent.letti), porte).await?;
    Ok(Pubblicata::di(&ctx, made))
}
