//! Scans of a draft: their words are recognised in the background, and fill what the form has still empty.

use documents::text::{Extracted, propose};
use ente::Ente;
use kernel::{Id, Instant};

use super::{Bozza, Documento, Proposte, letto::certo, proponi::completa, sostituisci::illeggibile};
use crate::{
    apprendi::TESTO,
    error::Error,
    jobs::estrai_testo::{DaLeggere, leggi_uno, parole},
};

/// The form waits so long for the words of its scans, in seconds.
const WAITED: i64 = 15 * 60;
/// Reasons told of what could not be read.
const REASONS: usize = 5;
/// Told of a scan whose place in the draft the signed document took before its words were read.
const SOSTITUITA: &str = "Una scansione è stata sostituita dal documento firmato prima che se ne leggessero le parole: scrivi i dati guardandolo.";

impl Bozza {
    /// Whether words of its scans are still being recognised.
    pub(crate) fn si_legge(&self, now: Instant) -> bool {
        !self.scansioni.is_empty() && now < self.creata_at.plus_seconds(WAITED)
    }

    /// Whether they were not recognised in time: the form waits for them no more.
    pub(crate) fn in_ritardo(&self, now: Instant) -> bool {
        !self.scansioni.is_empty() && !self.si_legge(now)
    }

    /// Why words of its scans are not known, a sentence each.
    pub(crate) fn avvisi(&self, now: Instant) -> Vec<String> {
        let told = self
            .in_ritardo(now)
            .then(|| "Le parole della scansione non sono state lette in tempo: scrivi i dati guardandola.".to_owned());
        self.avvisi.iter().cloned().chain(told).collect()
    }
}

/// Recognises the words of the scans of a draft and adds what they propose. One that was registered meanwhile is read with its entry.
///
/// # Errors
/// Those of the store and the database.
pub(crate) async fn leggi_scansioni(ente: &Ente, id: Id<Bozza>) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let sql = "SELECT documenti, proposte FROM protocollo_bozza WHERE id = $1";
    let Some(row) = db::one(&read, sql, [id.into()]).await? else { return Ok(()) };
    drop(read);
    let (documenti, proposte): (String, String) = (row.try_get("", "documenti")?, row.try_get("", "proposte")?);
    let documenti: Vec<Documento> = serde_json::from_str(&documenti).map_err(|error| illeggibile(&error))?;
    let mut proposte: Proposte = serde_json::from_str(&proposte).map_err(|error| illeggibile(&error))?;
    let waiting = std::mem::take(&mut proposte.scansioni);
    if waiting.is_empty() {
        return Ok(());
    }
    for (place, documento) in documenti.iter().enumerate().filter(|(_, one)| waiting.contains(&one.sha256)) {
        let (text, notes) = parole_di(ente, documento).await?;
        let nome = (place > 0).then_some(documento.nome.as_str());
        aggiungi(documento, nome, text, &mut proposte);
        notes.lines().filter(|note| !note.is_empty()).for_each(|note| avvisa(note, &mut proposte));
    }
    if waiting.iter().any(|sha256| documenti.iter().all(|one| one.sha256 != *sha256)) {
        avvisa(SOSTITUITA, &mut proposte);
    }
    certo(ente, &mut proposte).await?;
    let written = serde_json::to_string(&proposte).map_err(|error| illeggibile(&error))?;
    let write = ente.db().write().await?;
    db::execute(&write, "UPDATE protocollo_bozza SET proposte = $2 WHERE id = $1", [id.into(), written.into()]).await?;
    write.commit().await?;
    Ok(())
}

/// Keeps why the words of a scan are not known, once.
fn avvisa(note: &str, proposte: &mut Proposte) {
    if proposte.avvisi.len() < REASONS && !proposte.avvisi.iter().any(|known| known == note) {
        proposte.avvisi.push(note.to_owned());
    }
}

async fn parole_di(ente: &Ente, documento: &Documento) -> Result<(String, String), Error> {
    let hash = documento.hash();
    if let Some(known) = parole(ente, &hash).await? {
        return Ok(known);
    }
    leggi_uno(ente, &DaLeggere { hash, name: documento.nome.clone(), format: documento.format().id }).await?;
    Ok(parole(ente, &hash).await?.unwrap_or_default())
}

/// Adds what these words propose; `nome` is the document's where it is not the main one.
fn aggiungi(documento: &Documento, nome: Option<&str>, text: String, proposte: &mut Proposte) {
    let testo = Extracted { text, ..Extracted::default() };
    // What stands in the file beside its words was read when it was dropped.
    let found = propose::propose(&[], &documento.format(), &testo);
    proposte.letto.aggiungi(&found, nome);
    // An answer has the subject and the addressee of its question.
    if proposte.risponde.is_none() {
        completa(&found, nome, proposte);
    }
    if nome.is_none() {
        proposte.testo = testo.text.chars().take(TESTO).collect();
    }
}
