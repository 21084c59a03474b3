//! The filters of the list that the search index does not know: they narrow in the rows.

use authz::{PersonId, UnitId, Who};
use kernel::Instant;

use super::{da_assegnare::DA_ASSEGNARE, elenca::Where};
use crate::{
    fascicolo::{self, Chiave},
    spedizione::stato::Stato as StatoSpedizione,
};

/// How the assignments of an entry stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assegnazioni {
    /// One waits for an answer.
    InAttesa,
    /// One was accepted.
    Accettata,
    /// One was refused.
    Rifiutata,
    /// One was refused and nobody else has it for action.
    DaRifare,
    /// It is given to nobody.
    Nessuna,
}

impl Assegnazioni {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 5] = [Self::InAttesa, Self::Accettata, Self::Rifiutata, Self::DaRifare, Self::Nessuna];

    /// As addresses carry it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InAttesa => "in_attesa",
            Self::Accettata => "accettata",
            Self::Rifiutata => "rifiutata",
            Self::DaRifare => "da_rifare",
            Self::Nessuna => "nessuna",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.code() == code)
    }

    /// In words for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::InAttesa => "In attesa di risposta",
            Self::Accettata => "Prese in carico",
            Self::Rifiutata => "Rifiutate da qualcuno",
            Self::DaRifare => "Rifiutate e da riassegnare",
            Self::Nessuna => "Non assegnate a nessuno",
        }
    }
}

/// For programs: one of its words.
impl schemars::JsonSchema for Assegnazioni {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Assegnazioni".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "enum": Self::ALL.map(Self::code) })
    }
}

/// Filters besides those of [`Filtro`](super::elenca::Filtro).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Altro {
    /// In this fascicolo, where `who` may see it.
    pub fascicolo: Option<Chiave>,
    /// With this protocol number of the sender.
    pub protocollo_mittente: Option<String>,
    /// Registered by this person.
    pub registrata_da: Option<PersonId>,
    /// Registered by this unit.
    pub dall_ufficio: Option<UnitId>,
    /// With documents, or without any.
    pub documenti: Option<bool>,
    /// How its assignments stand; where a unit is asked for too, that unit's.
    pub assegnazioni: Option<Assegnazioni>,
    /// Given before this instant.
    pub assegnata_prima_di: Option<Instant>,
    /// With a sending that failed, or that is silent for too long at this instant.
    pub spedizioni_al: Option<Instant>,
    /// Only those of which something was corrected.
    pub corrette: bool,
    /// What was asked for is nothing that there can be: nothing is found.
    pub impossibile: bool,
}

impl Altro {
    /// Whether it narrows nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds its conditions over `protocollo_registrazione r` and its `protocollo_stato s`. `ufficio`: the unit whose assignments
    /// are asked for.
    pub(super) fn aggiungi(&self, who: &Who, ufficio: Option<UnitId>, all: &mut Where) {
        if self.impossibile {
            all.parts.push("1 = 0".into());
        }
        if let Some(chiave) = &self.fascicolo {
            nel_fascicolo(who, chiave, all);
        }
        if let Some(numero) = &self.protocollo_mittente {
            // As the index has it: capitals are the one thing in which people differ. By what was written first, and by what holds now.
            let place = all.place(numero.as_str());
            all.parts.push(format!(
                "r.id IN (SELECT m.id FROM protocollo_registrazione m WHERE m.protocollo_mittente IS NOT NULL \
                 AND LOWER(m.protocollo_mittente) = LOWER({place}) UNION SELECT cm.registrazione_id FROM protocollo_correzione cm \
                 WHERE cm.campo = 'protocollo_mittente' AND LOWER(cm.dopo) = LOWER({place}))"
            ));
        }
        if let Some(persona) = self.registrata_da {
            let place = all.place(persona.uuid());
            all.parts.push(format!("r.registrata_da = {place}"));
        }
        if let Some(unit) = self.dall_ufficio {
            let place = all.place(unit.uuid());
            all.parts.push(format!("r.ufficio_id = {place}"));
        }
        if let Some(some) = self.documenti {
            let not = if some { "" } else { "NOT " };
            all.parts
                .push(format!("{not}EXISTS (SELECT 1 FROM protocollo_allegato fd WHERE fd.registrazione_id = r.id)"));
        }
        if let Some(assegnazioni) = self.assegnazioni {
            self.assegnazioni(assegnazioni, ufficio, all);
        }
        if let Some(now) = self.spedizioni_al {
            spedizioni(now, all);
        }
        if self.corrette {
            all.parts.push("r.id IN (SELECT cc.registrazione_id FROM protocollo_correzione cc)".into());
        }
    }

    fn assegnazioni(&self, asked: Assegnazioni, ufficio: Option<UnitId>, all: &mut Where) {
        let mut row = vec!["fa.registrazione_id = r.id".to_owned()];
        let stato = match asked {
            Assegnazioni::InAttesa => "fa.stato = 'in_attesa'",
            Assegnazioni::Accettata => "fa.stato = 'accettata'",
            Assegnazioni::Rifiutata | Assegnazioni::DaRifare => "fa.stato = 'rifiutata'",
            Assegnazioni::Nessuna => "fa.stato IN ('in_attesa', 'accettata')",
        };
        row.push(stato.into());
        if asked != Assegnazioni::Nessuna {
            if let Some(unit) = ufficio {
                let place = all.place(unit.uuid());
                row.push(format!("fa.ufficio_id = {place}"));
            }
            if let Some(before) = self.assegnata_prima_di {
                let place = all.place(before);
                row.push(format!("fa.assegnata_at < {place}"));
            }
        }
        let not = if asked == Assegnazioni::Nessuna { "NOT " } else { "" };
        all.parts.push(format!("{not}EXISTS (SELECT 1 FROM protocollo_assegnazione fa WHERE {})", row.join(" AND ")));
        // Nobody waits for what was annulled.
        if matches!(asked, Assegnazioni::InAttesa | Assegnazioni::DaRifare) {
            let no = all.place(false);
            all.parts.push(format!("s.annullata = {no}"));
        }
        if asked == Assegnazioni::DaRifare {
            all.parts.push(DA_ASSEGNARE.into());
        }
    }
}

/// To see an entry is not to see the fascicolo in which it lies.
fn nel_fascicolo(who: &Who, chiave: &Chiave, all: &mut Where) {
    let [anno, numero] = [chiave.anno, chiave.numero].map(|number| all.place(number));
    let [classe, sotto] = [&chiave.classe, &chiave.sotto].map(|text| all.place(text.as_str()));
    let (visible, values) = fascicolo::visibilita::condition(who, all.values.len() + 1);
    all.values.extend(values);
    all.parts.push(format!(
        "r.id IN (SELECT v.registrazione_id FROM protocollo_fascicolo_voce v JOIN protocollo_fascicolo f ON f.id = v.fascicolo_id \
         JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id WHERE f.anno = {anno} AND f.classe = {classe} \
         AND f.numero = {numero} AND f.sotto = {sotto} AND v.tolta_at IS NULL AND {visible})"
    ));
}

fn spedizioni(now: Instant, all: &mut Where) {
    let failed: Vec<String> = StatoSpedizione::ALL
        .iter()
        .filter(|stato| stato.fallito())
        .map(|stato| format!("'{}'", stato.code()))
        .collect();
    let (yes, no, now) = (all.place(true), all.place(false), all.place(now));
    all.parts.push(format!(
        "s.annullata = {no} AND EXISTS (SELECT 1 FROM protocollo_spedizione fp JOIN protocollo_spedizione_stato ft \
         ON ft.spedizione_id = fp.id WHERE fp.registrazione_id = r.id AND ft.aperta = {yes} \
         AND (ft.stato IN ({}) OR ft.attesa_fino_at < {now}))",
        failed.join(", ")
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_read_back_from_its_code_and_as_programs_write_it() {
        for each in Assegnazioni::ALL {
            assert_eq!(Assegnazioni::from_code(each.code()), Some(each));
            assert_eq!(serde_json::to_value(each).unwrap(), each.code());
        }
        assert_eq!(Assegnazioni::from_code("boh"), None);
    }

    #[test]
    fn no_filter_adds_no_condition_and_each_adds_its_own() {
        let who = Who { person: kernel::Uuid::nil().into(), name: String::new(), grants: Vec::new() };
        let told = |altro: &Altro, ufficio| {
            let mut all = Where { parts: Vec::new(), values: Vec::new() };
            altro.aggiungi(&who, ufficio, &mut all);
            (all.parts.join(" AND "), all.values.len())
        };
        assert!(Altro::default().is_empty());
        assert_eq!(told(&Altro::default(), None), (String::new(), 0));
        let unit = Some(kernel::Uuid::nil().into());
        let waiting = Altro { assegnazioni: Some(Assegnazioni::InAttesa), ..Altro::default() };
        let (sql, values) = told(&waiting, unit);
        assert!(sql.contains("fa.ufficio_id = $1") && sql.contains("s.annullata = $2"), "one row has both: {sql}");
        assert_eq!(values, 2);
        // Each place that is named has its value, and no more.
        let all = Altro {
            fascicolo: "2026-VI.3/12".parse().ok(),
            protocollo_mittente: Some("ab/1".into()),
            registrata_da: Some(kernel::Uuid::nil().into()),
            dall_ufficio: unit,
            documenti: Some(false),
            assegnazioni: Some(Assegnazioni::DaRifare),
            assegnata_prima_di: Some(Instant::from_micros(1)),
            spedizioni_al: Some(Instant::from_micros(1)),
            corrette: true,
            impossibile: true,
        };
        let (sql, values) = told(&all, unit);
        assert!((1..=values).all(|n| sql.contains(&format!("${n}"))), "{values} values: {sql}");
        assert!(!sql.contains(&format!("${}", values + 1)), "{values} values: {sql}");
    }
}
