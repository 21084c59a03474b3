//! What the list's address asks for, from the fields to the question and back.

use kernel::{Date, Instant};
use search::Words;
use serde::{Deserialize, Serialize};

use super::elenco_altro::{AltreScelte, ILLEGGIBILE};
use crate::{
    registrazione::{elenca::Filtro, sfoglia::Richiesta},
    rules::Verso,
    termine::elenca::Scadenze,
};

/// What the list's address asks for.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Scelte {
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub vista: String,
    #[serde(default)]
    pub dal: String,
    #[serde(default)]
    pub al: String,
    #[serde(default)]
    pub classe: String,
    #[serde(default)]
    pub ufficio: String,
    #[serde(default)]
    pub mezzo: String,
    #[serde(default)]
    pub prima: String,
    /// Those that narrow in the rows.
    #[serde(flatten)]
    pub altre: AltreScelte,
    /// Whether all that are found are to be counted: asked once, kept nowhere.
    #[serde(default, skip_serializing)]
    pub conta: String,
}

impl Scelte {
    /// The same list from its beginning.
    pub(super) fn senza_posto(&self) -> Self {
        Self { prima: String::new(), conta: String::new(), ..self.clone() }
    }

    /// From the hidden fields of a form.
    pub(super) fn from_pairs(pairs: &[(String, String)]) -> Self {
        let get =
            |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
        Self {
            q: get("q"),
            vista: get("vista"),
            dal: get("dal"),
            al: get("al"),
            classe: get("classe"),
            ufficio: get("ufficio"),
            mezzo: get("mezzo"),
            prima: String::new(),
            altre: AltreScelte::from_get(get),
            conta: String::new(),
        }
    }

    /// Names and values of all that is asked for, in the order of addresses, without the place in the list.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let own = [
            ("q", &self.q),
            ("vista", &self.vista),
            ("dal", &self.dal),
            ("al", &self.al),
            ("classe", &self.classe),
            ("ufficio", &self.ufficio),
            ("mezzo", &self.mezzo),
        ];
        own.into_iter().chain(self.altre.pairs())
    }

    /// How many filters are set, besides the words.
    pub(super) fn attivi(&self) -> usize {
        let own = [&self.dal, &self.al, &self.classe, &self.ufficio, &self.mezzo];
        own.iter().filter(|value| !value.is_empty()).count() + self.altre.attive()
    }

    /// Whether a day or an office cannot be read: to pass it over would show more than was asked.
    fn illeggibile(&self) -> bool {
        let wrong = |day: &str| !day.trim().is_empty() && giorno(day).is_none();
        let ufficio = self.ufficio.trim();
        wrong(&self.dal) || wrong(&self.al) || (!ufficio.is_empty() && ufficio.parse::<authz::UnitId>().is_err())
    }

    /// What cannot be read, in a sentence.
    pub(super) fn avviso(&self, now: Instant) -> Option<String> {
        self.altre.avviso(now).or_else(|| self.illeggibile().then(|| ILLEGGIBILE.to_owned()))
    }
}

fn giorno(text: &str) -> Option<Date> {
    Date::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// What the fields of the list's address ask for.
pub(super) fn richiesta(scelte: &Scelte, now: Instant) -> Richiesta {
    let mut altro = scelte.altre.filtri(now);
    altro.impossibile |= scelte.illeggibile();
    let filtro = Filtro {
        verso: Verso::from_code(&scelte.vista),
        dal: giorno(&scelte.dal),
        al: giorno(&scelte.al),
        classe: Some(scelte.classe.trim().to_owned()).filter(|classe| !classe.is_empty() && classe != "-"),
        senza_classe: scelte.classe.trim() == "-",
        mezzo: Some(scelte.mezzo.clone()).filter(|mezzo| !mezzo.is_empty()),
        ufficio: scelte.ufficio.trim().parse().ok(),
        da_assegnare: scelte.vista == "da-assegnare",
        per_me: scelte.vista == "per-me",
        annullate: scelte.vista == "annullate",
        altro,
        scadenze: match scelte.vista.as_str() {
            "scadute" => Some(Scadenze::scadute(now.date())),
            "in-scadenza" => Some(Scadenze::vicine(now.date())),
            _ => None,
        },
        ids: None,
    };
    // Not trimmed: a space at the end says that the last word is whole.
    Richiesta { filtro, parole: (!scelte.q.trim().is_empty()).then(|| Words::unfinished(&scelte.q)) }
}

/// An address with the fields that are set.
pub(super) fn indirizzo(path: &str, scelte: &Scelte) -> String {
    let pairs = scelte.pairs().chain([("prima", &scelte.prima)]);
    let mut href = path.to_owned();
    for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
        href.push(if href.contains('?') { '&' } else { '?' });
        href.push_str(&format!("{name}={}", web::encode(value)));
    }
    href
}

/// Why nothing is shown.
pub(super) fn spiega(words: &str, scelte: &Scelte, goes_on: bool) -> String {
    if goes_on {
        return "Tra le prime trovate con queste parole nessuna ha anche gli altri filtri: guarda le successive."
            .into();
    }
    if scelte.attivi() > 0 {
        return format!("Nessuna registrazione con \"{words}\" e con questi filtri: togline uno.");
    }
    Words::parse(words).explain_empty()
}

/// Where all that are found are counted.
pub(super) fn conta_href(scelte: &Scelte) -> String {
    let here = indirizzo("/protocollo", &scelte.senza_posto());
    format!("{here}{}conta=si", if here.contains('?') { '&' } else { '?' })
}
