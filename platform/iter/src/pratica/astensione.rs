//! Somebody keeps out of a file.

use kernel::{Instant, Refusal};

use super::{
    Cosa, Fatto, Pratica,
    compi::{MAX_MOTIVO, chiave_in_ordine},
    stesura::Stesura,
};
use crate::{Agente, Persona, Valida};

impl Pratica {
    /// Somebody declares a conflict of interest (art. 6-bis L. 241/1990): from now on they take no step in this file,
    /// and their deputies may act though they are not away. Nothing takes it back. No facts where they keep out
    /// already.
    ///
    /// # Errors
    /// All the reasons why it cannot be written.
    pub fn astieni(
        &self,
        definizione: &Valida,
        persona: &Persona,
        quando: Instant,
        motivo: &str,
        chiave: &str,
    ) -> Result<Vec<Fatto>, Refusal> {
        if self.astenuti().contains_key(&persona.id) {
            return Ok(Vec::new());
        }
        let mut no = Refusal::default();
        chiave_in_ordine(chiave, &mut no);
        self.aperta(definizione, quando, &mut no);
        let motivo = motivo.trim();
        if motivo.is_empty() || motivo.chars().count() > MAX_MOTIVO {
            let law = "art. 6-bis L. 241/1990";
            no.add_law(
                Some("motivo"),
                format!("Scrivi il motivo dell'astensione, in non più di {MAX_MOTIVO} caratteri."),
                law,
            );
        }
        no.unless_empty(())?;
        let mut stesura = Stesura::su(self.clone(), Agente::Persona(persona), quando, chiave);
        stesura.accade(Cosa::Astenuto { persona: persona.id, motivo: motivo.to_owned() })?;
        Ok(stesura.fatti)
    }
}
