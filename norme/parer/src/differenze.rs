//! A receipt, held against what was sent.

use crate::{Esito, EsitoComponente, Supporto, UnitaDocumentaria};

/// Where an answer does not agree with what was sent, an Italian sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Differenza {
    /// A file that the answer does not name.
    #[error("la risposta del conservatore non nomina il file «{0}»")]
    Assente(String),
    /// A digest that is not ours.
    #[error("per il file «{file}» il conservatore ha calcolato un'altra impronta: {trovata} invece di {attesa}")]
    Impronta {
        /// Name or identifier.
        file: String,
        /// What the conservatore computed, hexadecimal.
        trovata: String,
        /// What we computed, hexadecimal.
        attesa: String,
    },
}

impl Esito {
    /// Where the files in the answer are not those that were sent; empty when all agree. Digests are compared where
    /// both sides tell a SHA-256: a conservatore that uses another function is not contradicted.
    #[must_use]
    pub fn differenze(&self, unit: &UnitaDocumentaria) -> Vec<Differenza> {
        let mut told = Vec::new();
        let files = unit.documenti().flat_map(|one| &one.componenti).filter(|one| one.supporto == Supporto::File);
        for sent in files {
            let id = sent.id_versato.as_deref().unwrap_or(&sent.id);
            let name = sent.nome.as_deref();
            let by_id = |one: &&EsitoComponente| one.id_versato.as_deref() == Some(id);
            let by_name = |one: &&EsitoComponente| name.is_some() && one.nome.as_deref() == name;
            let found = self.componenti.iter().find(by_id).or_else(|| self.componenti.iter().find(by_name));
            let file = name.unwrap_or(id).to_owned();
            let Some(found) = found else {
                told.push(Differenza::Assente(file));
                continue;
            };
            let (Some(ours), Some(theirs)) = (sent.sha256, &found.impronta) else { continue };
            if theirs.len() == ours.len() && theirs[..] != ours[..] {
                told.push(Differenza::Impronta { file, trovata: hex::encode(theirs), attesa: hex::encode(ours) });
            }
        }
        told
    }
}
