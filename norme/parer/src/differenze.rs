//! A receipt, held against what was sent.

use crate::{Chiave, Esito, EsitoComponente, Supporto, UnitaDocumentaria};

/// Where an answer does not agree with what was sent, an Italian sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Differenza {
    /// A file that the answer does not name.
    #[error("la risposta del conservatore non nomina il file «{0}»")]
    Assente(String),
    /// It speaks of another unit.
    #[error("il conservatore parla di un'altra unità documentaria: {trovata} invece di {attesa}")]
    Chiave {
        /// Register, year and number that it tells.
        trovata: String,
        /// Those that were sent.
        attesa: String,
    },
    /// A file without the digest that the conservatore computed: nothing says that it has those very bytes.
    #[error("per il file «{0}» il conservatore non dice nessuna impronta")]
    SenzaImpronta(String),
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
    /// Where the answer does not speak of what was sent; empty when all agree. The key is compared where it is told.
    /// Each file must have its digest; where both sides tell a SHA-256 they are compared: a conservatore that uses
    /// another function is not contradicted.
    #[must_use]
    pub fn differenze(&self, unit: &UnitaDocumentaria) -> Vec<Differenza> {
        let mut told = Vec::new();
        if let Some(found) = self.chiave.as_ref().filter(|found| !stessa(found, &unit.chiave)) {
            told.push(Differenza::Chiave { trovata: in_parole(found), attesa: in_parole(&unit.chiave) });
        }
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
            let Some(theirs) = found.impronta.as_ref().filter(|theirs| !theirs.is_empty()) else {
                told.push(Differenza::SenzaImpronta(file));
                continue;
            };
            let Some(ours) = sent.sha256 else { continue };
            if theirs.len() == ours.len() && theirs[..] != ours[..] {
                told.push(Differenza::Impronta { file, trovata: hex::encode(theirs), attesa: hex::encode(ours) });
            }
        }
        told
    }
}

/// Whether two keys are one; zeros before a number make no other of it.
fn stessa(one: &Chiave, other: &Chiave) -> bool {
    let plain = |text: &str| text.trim().trim_start_matches('0').to_owned();
    let registers = one.registro.trim() == other.registro.trim();
    registers && one.anno == other.anno && plain(&one.numero) == plain(&other.numero)
}

fn in_parole(key: &Chiave) -> String {
    format!("{} {}/{}", key.registro, key.numero, key.anno)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Componente, Documento, read_esito};

    fn unit() -> UnitaDocumentaria {
        let file = Componente { id: "FILE1".into(), sha256: Some([4; 32]), ..Componente::default() };
        let principale = Documento { componenti: vec![file], ..Documento::default() };
        let chiave = Chiave { numero: "330".into(), anno: 2026, registro: "PG".into() };
        UnitaDocumentaria { chiave, principale, ..UnitaDocumentaria::default() }
    }

    fn told(numero: &str, anno: &str, hash: &str) -> Vec<Differenza> {
        let xml = format!(
            "<EsitoVersamento><EsitoGenerale><CodiceEsito>POSITIVO</CodiceEsito></EsitoGenerale><UnitaDocumentaria>\
             <Chiave><Numero>{numero}</Numero><Anno>{anno}</Anno><TipoRegistro>PG</TipoRegistro></Chiave>\
             <DocumentoPrincipale><Componenti><Componente>{hash}<IDComponenteVersato>FILE1</IDComponenteVersato>\
             </Componente></Componenti></DocumentoPrincipale></UnitaDocumentaria><RapportoVersamento>\
             &lt;RapportoVersamento&gt;&lt;URNRapportoVersamento&gt;urn:1&lt;/URNRapportoVersamento&gt;\
             &lt;/RapportoVersamento&gt;</RapportoVersamento></EsitoVersamento>"
        );
        read_esito(xml.as_bytes()).expect("an answer").differenze(&unit())
    }

    #[test]
    fn a_receipt_of_another_unit_or_without_a_digest_is_told() {
        let good = format!("<Hash>{}</Hash>", "04".repeat(32));
        assert_eq!(told("0000330", "2026", &good), [], "zeros make no other number");
        for (numero, anno) in [("331", "2026"), ("330", "2027")] {
            assert!(matches!(&told(numero, anno, &good)[..], [Differenza::Chiave { .. }]), "{numero}/{anno}");
        }
        for none in ["", "<Hash></Hash>"] {
            assert_eq!(told("330", "2026", none), [Differenza::SenzaImpronta("FILE1".into())], "{none}");
        }
    }
}
