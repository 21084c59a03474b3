//! What the address of the list asks for, and the pages that one opens from it carry along: so that one comes back where one was.

use authz::Who;
use ente::Ente;
use serde::{Deserialize, Serialize};

use super::{BASE, href_di};
use crate::{
    error::Error,
    posta::{
        MessaggioId, Stato,
        elenca::{Filtro, elenca},
    },
};

/// The tabs: what the address says, what one reads, which messages.
pub(super) const VISTE: [(&str, &str, Stato); 5] = [
    ("", "Da registrare", Stato::Attesa),
    ("ricevute", "Ricevute", Stato::Ricevuta),
    ("da-parte", "Messi da parte", Stato::DaParte),
    ("esclusi", "Da non registrare", Stato::Escluso),
    ("registrati", "Registrati", Stato::Registrato),
];
/// Ordinary mail in a certified mailbox: a part of what waits.
pub(super) const FUORI_POSTO: &str = "ordinaria";

/// What is chosen of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::pagine) struct Scelte {
    pub(super) vista: String,
    pub(super) casella: String,
    /// The last message of the page before.
    pub(super) dopo: String,
    /// What was just done to another message: told once, and part of no address.
    pub(super) fatto: String,
}

impl Scelte {
    pub(super) fn stato(&self) -> Stato {
        VISTE.iter().find(|(code, _, _)| *code == self.vista).map_or(Stato::Attesa, |(_, _, stato)| *stato)
    }

    pub(super) fn filtro(&self) -> Filtro {
        let casella = self.casella.parse().ok();
        Filtro { stato: self.stato(), casella, fuori_posto: self.vista == FUORI_POSTO }
    }

    /// The address of the list.
    pub(super) fn indirizzo(&self) -> String {
        format!("{BASE}{}", self.coda())
    }

    /// What an address ends in, to carry the choices along.
    pub(super) fn coda(&self) -> String {
        let pairs = [("vista", &self.vista), ("casella", &self.casella), ("dopo", &self.dopo)];
        let mut coda = String::new();
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            coda.push(if coda.is_empty() { '?' } else { '&' });
            coda.push_str(&format!("{name}={}", web::encode(value)));
        }
        coda
    }

    /// Where one goes on when this message is done with: to the one that follows in the list, or back to it.
    pub(super) async fn prosegui(
        &self,
        ente: &Ente,
        who: &Who,
        da: MessaggioId,
        fatto: Stato,
    ) -> Result<String, Error> {
        let filtro = self.filtro();
        let next = elenca(ente, who, &filtro, Some(da), 1).await?.pop();
        let to = match next {
            Some(next) => format!("{}{}", href_di(next.id), self.coda()),
            // The page one came from may have nothing left: then the first one.
            None if !self.dopo.is_empty()
                && elenca(ente, who, &filtro, self.dopo.parse().ok(), 1).await?.is_empty() =>
            {
                Self { dopo: String::new(), ..self.clone() }.indirizzo()
            }
            None => self.indirizzo(),
        };
        let sign = if to.contains('?') { '&' } else { '?' };
        Ok(format!("{to}{sign}fatto={}", fatto.code()))
    }

    /// What was just done, in a sentence.
    pub(super) fn detto(&self, poi: &str) -> Option<String> {
        let done = match Stato::from_code(&self.fatto)? {
            Stato::DaParte => "Il messaggio è messo da parte: lo ritrovi in \"Messi da parte\".",
            Stato::Escluso => "Il messaggio non si registra: lo ritrovi in \"Da non registrare\".",
            Stato::Attesa => "Il messaggio è di nuovo tra quelli da registrare.",
            Stato::Registrato | Stato::Ricevuta => return None,
        };
        Some(format!("{done}{poi}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choices_of_the_list_go_along_and_what_was_done_is_told_once() {
        assert_eq!(Scelte::default().indirizzo(), BASE);
        let all = Scelte { vista: "da-parte".into(), casella: "a b".into(), dopo: "x".into(), fatto: "escluso".into() };
        assert_eq!(all.coda(), "?vista=da-parte&casella=a+b&dopo=x");
        assert!(all.detto(" Ecco il prossimo.").unwrap().ends_with("Ecco il prossimo."));
        assert_eq!(Scelte { fatto: "boh".into(), ..all }.detto(""), None);
    }
}
