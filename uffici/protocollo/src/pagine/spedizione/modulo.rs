//! The fields of the form by which one sends, as text, and the way from them to what is asked.

use kernel::{Id, Refusal};
use serde::Serialize;
use ui::FieldError;

use crate::{
    pagine::modulo::errors_by,
    spedizione::{
        proponi::Destinatario,
        spedisci::{A, Richiesta},
    },
    tables::parte,
};

/// The form as it was sent or proposed: nothing is lost when it comes back with errors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Modulo {
    pub casella: String,
    pub oggetto: String,
    pub testo: String,
    pub chiave: String,
    pub destinatari: Vec<Riga>,
}

/// One addressee.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Riga {
    pub parte: String,
    pub nome: String,
    pub indirizzo: String,
    /// Where the address stands.
    pub proposto: Option<&'static str>,
    pub scelto: bool,
}

impl Riga {
    /// As it is proposed: chosen where an address is known.
    pub(super) fn proposta(one: &Destinatario) -> Self {
        Self {
            parte: one.parte.to_string(),
            nome: one.nome.clone(),
            indirizzo: one.indirizzo.as_ref().map(|(address, _)| address.clone()).unwrap_or_default(),
            proposto: one.indirizzo.as_ref().map(|(_, source)| *source),
            scelto: one.indirizzo.is_some(),
        }
    }
}

/// What a form says under a name; empty when nothing.
pub(super) fn detto(pairs: &[(String, String)], name: &str) -> String {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

impl Modulo {
    /// Out of the pairs of a form, over these addressees.
    pub(super) fn from_pairs(pairs: &[(String, String)], destinatari: &[Destinatario]) -> Self {
        let chosen = |parte: &str| pairs.iter().any(|(key, value)| key == "destinatario" && value == parte);
        let riga = |one: &Destinatario| {
            let parte = one.parte.to_string();
            Riga {
                indirizzo: detto(pairs, &format!("indirizzo-{parte}")),
                scelto: chosen(&parte),
                nome: one.nome.clone(),
                proposto: None,
                parte,
            }
        };
        Self {
            casella: detto(pairs, "casella"),
            oggetto: detto(pairs, "oggetto"),
            testo: detto(pairs, "testo"),
            chiave: detto(pairs, "chiave"),
            destinatari: destinatari.iter().map(riga).collect(),
        }
    }

    /// What is asked.
    ///
    /// # Errors
    /// Where no mailbox was chosen.
    pub(super) fn read(&self) -> Result<Richiesta, Refusal> {
        let mut refusal = Refusal::default();
        let casella = self.casella.parse().ok();
        if casella.is_none() {
            refusal.add(Some("casella"), "Scegli la casella da cui spedire.");
        }
        let a = self.destinatari.iter().filter(|riga| riga.scelto).filter_map(|riga| {
            let parte: Id<parte::Entity> = riga.parte.parse().ok()?;
            Some(A { parte, indirizzo: riga.indirizzo.clone(), in_luogo_di: None })
        });
        let a: Vec<A> = a.collect();
        if a.is_empty() {
            refusal.add(Some("destinatari"), "Scegli almeno un destinatario con il suo indirizzo.");
        }
        match casella {
            Some(casella) => {
                let whole = Richiesta { casella, oggetto: self.oggetto.clone(), testo: self.testo.clone(), a };
                refusal.unless_empty(whole)
            }
            None => Err(refusal),
        }
    }
}

/// The reasons of a refusal, each beside its field. An address is wrong somewhere in the group, and the sentence says whose.
pub(super) fn errors(refusal: &Refusal) -> Vec<FieldError> {
    errors_by(refusal, |field| field.filter(|field| *field != "indirizzo").unwrap_or("destinatari").into())
}

#[cfg(test)]
mod tests {
    use kernel::Uuid;

    use super::*;

    #[test]
    fn only_who_is_chosen_is_written_to_and_all_that_is_missing_is_told() {
        let [one, two] = [1, 2].map(|n: u128| Uuid::from_u128(n));
        let to =
            |id: Uuid, nome: &str| Destinatario { parte: id.into(), nome: nome.into(), indirizzo: None, altro: None };
        let all = [to(one, "Rossi"), to(two, "Verdi")];
        let pairs = [
            ("casella".to_owned(), Uuid::from_u128(9).to_string()),
            ("destinatario".to_owned(), two.to_string()),
            (format!("indirizzo-{two}"), " verdi@pec.example.it ".to_owned()),
        ];
        let read = Modulo::from_pairs(&pairs, &all).read().unwrap();
        assert_eq!(read.a.len(), 1);
        assert_eq!((read.a[0].parte.uuid(), read.a[0].indirizzo.as_str()), (two, "verdi@pec.example.it"));
        let refusal = Modulo::from_pairs(&[], &all).read().unwrap_err();
        assert_eq!(refusal.reasons.len(), 2);
    }
}
