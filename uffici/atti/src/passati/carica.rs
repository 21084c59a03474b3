//! PDFs of past acts are taken in: each is read in the bounded process that reads all documents from outside, and what the rules find in its
//! text waits for a person. Nothing is a record yet.

use std::time::Duration;

use authz::{UnitId, Who};
use documents::{
    clean_name,
    format::{FormatId, recognise},
    store::{Sha256Hash, Stored},
    text::{Extracted, Guard, extract_guarded_stream},
};
use ente::Ente;
use kernel::Refusal;
use sea_orm::Value;

use super::proposte::{PropostaId, dimentica};
use crate::{error::Error, permissions::PASSATI, rules::passati::leggi};

/// A person waits for it.
const GUARD: Guard = Guard { time: Duration::from_secs(12), cpu_seconds: 10, memory: 2_000_000_000, background: false };
/// Most files at once: a person waits for all of them.
pub const QUANTI_MAX: usize = 10;
/// The largest file, in bytes: ten times an act of two hundred pages.
pub const FILE_MAX: u64 = 50_000_000;
/// Most proposals of one person that wait.
const IN_ATTESA: i64 = 500;
/// Most bytes of a text that are kept for the search.
const TESTO_MAX: usize = 200_000;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caricato {
    /// It was read, and waits.
    Proposto(PropostaId),
    /// It was not taken, for this reason.
    Rifiutato(String),
}

/// A file that was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presi {
    /// Its name.
    pub nome: String,
    /// What became of it.
    pub esito: Caricato,
}

/// Reads them, one after the other.
///
/// # Errors
/// Without the permission in that unit; without files or with too many; those of store and database.
pub async fn carica(ente: &Ente, who: &Who, unita: UnitId, files: &[(String, Stored)]) -> Result<Vec<Presi>, Error> {
    who.require(&PASSATI)?;
    let mut no = Refusal::default();
    if !who.units_with(&PASSATI).contains(&unita) {
        no.add(Some("unita"), "Scegli uno degli uffici per cui riporti gli atti passati.");
    }
    if files.is_empty() || files.len() > QUANTI_MAX {
        no.add(Some("file"), format!("Scegli da 1 a {QUANTI_MAX} PDF per volta."));
    }
    no.unless_empty(())?;
    dimentica(ente).await?;
    let mut presi = Vec::new();
    for (nome, stored) in files {
        let nome = clean_name(nome);
        let esito = uno(ente, who, unita, (&nome, stored)).await?;
        presi.push(Presi { nome, esito });
    }
    Ok(presi)
}

async fn uno(ente: &Ente, who: &Who, unita: UnitId, (nome, stored): (&str, &Stored)) -> Result<Caricato, Error> {
    if let Some(why) = non_adatto(nome, stored) {
        return Ok(Caricato::Rifiutato(why));
    }
    if let Some(why) = gia_qui(ente, who, &stored.sha256).await? {
        return Ok(Caricato::Rifiutato(why));
    }
    let stream = ente.archive.store().open(&stored.sha256).await?;
    let read = extract_guarded_stream(&ente.reader, stream, nome, GUARD).await;
    let letto = serde_json::to_string(&leggi(&read.text))?;
    let testo = &read.text[..read.text.floor_char_boundary(TESTO_MAX)];
    let now = ente.ledger.now();
    let id = PropostaId::new(now, &**ente.ledger.random());
    let values: [Value; 9] = [
        id.into(),
        who.person.into(),
        unita.into(),
        now.into(),
        nome.into(),
        stored.sha256.0.to_vec().into(),
        letto.into(),
        testo.into(),
        avviso(&read).into(),
    ];
    let sql = "INSERT INTO atti_passato_proposta (id, persona_id, unita_id, at, nome, impronta, letto, testo, avviso) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let write = ente.db().write().await?;
    let put = db::execute(&write, sql, values).await?;
    write.commit().await?;
    // Sent twice at the same instant, it is one.
    Ok(if put.rows_affected() == 1 { Caricato::Proposto(id) } else { Caricato::Rifiutato(DA_CONFERMARE.into()) })
}

const DA_CONFERMARE: &str = "L'hai già portato: è tra gli atti letti che aspettano la tua conferma.";

/// Why a file is no past act that can be read.
fn non_adatto(nome: &str, stored: &Stored) -> Option<String> {
    if stored.size > FILE_MAX {
        return Some(format!("È troppo grande: qui si portano PDF fino a {} MB.", FILE_MAX / 1_000_000));
    }
    let whole = (stored.size == stored.head.len() as u64).then_some(&stored.head[..]);
    match recognise(&stored.head, nome, whole).id {
        FormatId::Pdf | FormatId::P7m => None,
        _ => Some("Non è un PDF: scegli il PDF dell'atto, anche firmato (.pdf.p7m).".into()),
    }
}

/// Whether it is here already, or too many wait.
async fn gia_qui(ente: &Ente, who: &Who, hash: &Sha256Hash) -> Result<Option<String>, Error> {
    let read = ente.db().read().await?;
    let hash: Value = hash.0.to_vec().into();
    let sql = "SELECT passato_id FROM atti_passato_posto WHERE impronta = $1";
    if db::one(&read, sql, [hash.clone()]).await?.is_some() {
        return Ok(Some("È già nel registro degli atti passati: il file è lo stesso.".into()));
    }
    let sql = "SELECT id FROM atti_passato_proposta WHERE persona_id = $1 AND impronta = $2";
    if db::one(&read, sql, [who.person.into(), hash]).await?.is_some() {
        return Ok(Some(DA_CONFERMARE.into()));
    }
    let sql = "SELECT COUNT(*) AS n FROM atti_passato_proposta WHERE persona_id = $1";
    let row = db::one(&read, sql, [who.person.into()]).await?;
    let waiting: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
    Ok((waiting >= IN_ATTESA)
        .then(|| format!("Gli atti che aspettano la tua conferma sono già {IN_ATTESA}: conferma o scarta quelli.")))
}

/// Why what was read is not all, for who confirms.
fn avviso(read: &Extracted) -> Option<String> {
    if read.text.trim().is_empty() || read.needs_ocr {
        let note = read.notes.first().cloned();
        return Some(note.unwrap_or_else(|| {
            "Il PDF è fatto di immagini (forse una scansione): non ha parole da leggere, e i dati li scrivi tu.".into()
        }));
    }
    read.truncated.then(|| "Il testo è molto lungo: ne è stato letto l'inizio.".into())
}
