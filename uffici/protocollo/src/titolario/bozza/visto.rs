//! Which draft somebody has seen, and what was done to it since.

use authz::PersonId;
use kernel::{Instant, Refusal};
use sea_orm::ConnectionTrait;

use super::Bozza;
use crate::{error::Error, nome::nome_di};

/// Changes that a refusal names.
const MOST_NAMED: usize = 20;

/// The draft that somebody has seen: the instant of its writing. By default it is not known, and nothing is held against it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visto(Option<Instant>);

/// What somebody is about to write.
#[derive(Clone, Copy, Debug)]
pub(in crate::titolario) enum Tocca<'a> {
    /// All of it.
    Tutto,
    /// One class.
    Voce(&'a str),
    /// One class and those under it, with what would go there.
    Sotto(&'a str),
    /// Where open fascicoli go.
    Destinazioni,
}

impl Tocca<'_> {
    fn e_di(self, what: &str) -> bool {
        let (of, code) = what.split_once(' ').unwrap_or((what, ""));
        match self {
            Self::Tutto => true,
            Self::Voce(codice) => of == "voce" && code == codice,
            Self::Sotto(codice) => {
                let under = code.strip_prefix(codice).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
                (of == "voce" && under) || of == "passaggio" || of == "fascicoli"
            }
            Self::Destinazioni => of == "passaggio" || of == "fascicoli",
        }
    }
}

impl Visto {
    /// As a form or a program says it: microseconds; `0` says that there was none. What cannot be read is not known.
    pub fn letto(text: &str) -> Self {
        Self(text.trim().parse().ok().map(Instant::from_micros))
    }

    /// The same, as a number.
    pub fn micros(micros: Option<i64>) -> Self {
        Self(micros.map(Instant::from_micros))
    }

    /// This very one.
    pub(super) const fn di(bozza: &Bozza) -> Self {
        Self(Some(bozza.at))
    }

    /// Whether what is to be written may be written upon the draft as it stands.
    ///
    /// # Errors
    /// What others did meanwhile to the same things, and who; those of the database.
    pub(in crate::titolario) async fn controlla<C: ConnectionTrait>(
        self,
        connection: &C,
        bozza: &Bozza,
        tocca: Tocca<'_>,
    ) -> Result<(), Error> {
        let Some(at) = self.0.filter(|at| *at != bozza.at) else { return Ok(()) };
        let names = |people: Vec<PersonId>| async move { accounts::names(connection, &people).await };
        let Some(since) = bozza.storia.dopo(at) else {
            let names = names(vec![bozza.persona]).await?;
            let (who, when) = (nome_di(&names, &bozza.persona), bozza.at.told());
            let sentence = format!(
                "La bozza che hai davanti non è quella che c'è adesso: l'ultima volta l'ha scritta {who}, il {when}. Guardala qui sotto \
                 prima di scrivere; quello che hai scritto tu è ancora nei campi."
            );
            return Err(Refusal::because(sentence).into());
        };
        let concerns = |what: &str| tocca.e_di(what);
        let names = names(since.iter().map(|one| one.chi).collect()).await?;
        let mut told = Vec::new();
        for one in since {
            let (who, when) = (nome_di(&names, &one.chi), one.at().told());
            told.extend(one.parole(&concerns).map(|words| format!("{who}, il {when}, ha {words}.")));
        }
        if told.is_empty() {
            return Ok(());
        }
        let mut refusal = Refusal::because(
            "Mentre guardavi la bozza è cambiato proprio quello che stai scrivendo. Ecco che cosa; quello che hai scritto tu è ancora nei \
             campi: se va bene lo stesso, mandalo di nuovo.",
        );
        let more = told.len().saturating_sub(MOST_NAMED);
        told.into_iter().take(MOST_NAMED).for_each(|sentence| refusal.add(None, sentence));
        if more > 0 {
            refusal.add(None, format!("E altre {more} cose: guarda la bozza."));
        }
        Err(refusal.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_who_write_different_things_do_not_disturb_each_other() {
        for (tocca, what, theirs) in [
            (Tocca::Tutto, "nome", true),
            (Tocca::Voce("VI.3"), "voce VI.3", true),
            (Tocca::Voce("VI.3"), "voce VI.30", false),
            (Tocca::Voce("VI.3"), "passaggio VI.3", false),
            (Tocca::Sotto("VI"), "voce VI.3", true),
            (Tocca::Sotto("VI"), "voce VII", false),
            (Tocca::Sotto("VI"), "passaggio I.1", true),
            (Tocca::Destinazioni, "fascicoli", true),
            (Tocca::Destinazioni, "voce VI.3", false),
        ] {
            assert_eq!(tocca.e_di(what), theirs, "{tocca:?} {what}");
        }
        assert_eq!(Visto::letto("boh"), Visto::default());
        assert_eq!(Visto::letto("7"), Visto::micros(Some(7)));
    }
}
