//! The values of what a text names (`nominati`), read from the act's data and from who holds which office.

use std::collections::{BTreeMap, BTreeSet};

use authz::{PersonId, UnitNames, incarico, role};
use kernel::Date;
use prose::{Prose, filled};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    nominati::{CAPITOLO, CIG, CUP, Campo, IMPORTO, RUP, SEGRETARIO, SINDACO, UFFICIO, chiesti, riconosci},
    rules::righe::{Riga, totale},
    tables::stato,
};

/// Longest value: what is longer is no word of a text, and is told as missing.
const VALORE_MAX: usize = 2_000;
/// Whose name a place takes, by the role that the shipped definitions name.
const RUOLI: [(&str, &str); 2] = [(SINDACO, "Sindaco"), (SEGRETARIO, "Segretario comunale")];

/// Who holds an office, and in which days.
#[derive(Clone, Debug)]
struct Incaricato {
    chiave: &'static str,
    persona: PersonId,
    nome: String,
    dal: Date,
    al: Option<Date>,
}

/// The values of what a text names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Valori {
    /// Whether the text names anything, and may still be filled.
    servono: bool,
    noti: BTreeMap<&'static str, String>,
    incaricati: Vec<Incaricato>,
}

impl Valori {
    /// Those that this text asks for: nothing is read where it asks for nothing, and a text that is closed says them
    /// already.
    ///
    /// # Errors
    /// When the lines that were kept cannot be read; those of the database.
    pub async fn di<C: ConnectionTrait>(connection: &C, stato: &stato::Model, testo: &Prose) -> Result<Self, Error> {
        Ok(Self::di_molti(connection, &[(stato, testo)]).await?.pop().unwrap_or_default())
    }

    /// The same of many acts, in their order and with as many queries as for one.
    ///
    /// # Errors
    /// As [`Valori::di`].
    pub async fn di_molti<C: ConnectionTrait>(
        connection: &C,
        atti: &[(&stato::Model, &Prose)],
    ) -> Result<Vec<Self>, Error> {
        let each = atti.iter().map(|(stato, testo)| if stato.chiuso { BTreeSet::new() } else { chiesti(testo) });
        let wanted: Vec<BTreeSet<&'static str>> = each.collect();
        let any: BTreeSet<&'static str> = wanted.iter().flatten().copied().collect();
        let unita = if any.contains(UFFICIO) { Some(UnitNames::load(connection).await?) } else { None };
        let named = atti.iter().zip(&wanted).filter(|(_, wanted)| wanted.contains(RUP));
        let people: Vec<PersonId> = named.filter_map(|((stato, _), _)| stato.rup_id).collect();
        let nomi = accounts::names(connection, &people).await?;
        let offices = any.contains(SINDACO) || any.contains(SEGRETARIO);
        let incaricati = if offices { incaricati(connection).await? } else { Vec::new() };
        let mut all = Vec::with_capacity(atti.len());
        for ((stato, _), wanted) in atti.iter().zip(&wanted) {
            if wanted.is_empty() {
                all.push(Self::default());
                continue;
            }
            let mut noti = delle_righe(&stato.righe()?);
            if wanted.contains(UFFICIO) {
                let unita = unita.as_ref().and_then(|names| names.now(stato.unita_id));
                noti.extend(unita.map(|name| (UFFICIO, name.to_owned())));
            }
            if wanted.contains(RUP) {
                let rup = stato.rup_id.and_then(|rup| nomi.get(&rup));
                noti.extend(rup.map(|name| (RUP, name.clone())));
            }
            noti.retain(|_, value| !value.trim().is_empty() && value.len() <= VALORE_MAX);
            all.push(Self { servono: true, noti, incaricati: incaricati.clone() });
        }
        Ok(all)
    }

    fn valore(&self, chiave: &str, oggi: Date) -> Option<String> {
        let chiave = Campo::di(chiave)?.chiave;
        if let Some(value) = self.noti.get(chiave) {
            return Some(value.clone());
        }
        self.in_carica(chiave, oggi)
    }

    /// Who holds that office on this day, where one person alone does.
    fn in_carica(&self, chiave: &str, oggi: Date) -> Option<String> {
        let held = self.incaricati.iter().filter(|one| one.chiave == chiave && one.dal <= oggi);
        let held = held.filter(|one| one.al.is_none_or(|last| last >= oggi));
        let people: BTreeMap<PersonId, &str> = held.map(|one| (one.persona, one.nome.as_str())).collect();
        let mut names = people.into_values();
        let (one, another) = (names.next()?, names.next());
        (another.is_none() && !one.is_empty()).then(|| one.to_owned())
    }

    /// The text with all that is known today; what is not known, and what is filled on paper, stays a place.
    pub fn riempi(&self, testo: &Prose, oggi: Date) -> Prose {
        if !self.servono {
            return testo.clone();
        }
        // A text that would grow too large, or a datum that no text may hold, leaves the place: it is told as missing.
        let Ok(known) = Prose::new(riconosci(testo.blocks())) else { return testo.clone() };
        match filled(&known, &|key| self.valore(key, oggi)) {
            Ok((text, _)) => text,
            Err(_) => known,
        }
    }
}

fn delle_righe(righe: &[Riga]) -> BTreeMap<&'static str, String> {
    let each = |of: fn(&Riga) -> &str| {
        let mut all: Vec<&str> = Vec::new();
        for value in righe.iter().map(of).map(str::trim).filter(|value| !value.is_empty()) {
            if !all.contains(&value) {
                all.push(value);
            }
        }
        all.join(", ")
    };
    let mut noti = BTreeMap::from([
        (CAPITOLO, each(|riga| riga.capitolo.as_str())),
        (CIG, each(|riga| riga.cig.as_str())),
        (CUP, each(|riga| riga.cup.as_str())),
    ]);
    if !righe.is_empty() {
        noti.insert(IMPORTO, totale(righe).to_string());
    }
    noti
}

/// Who holds the offices that a text may name: in person, not as a deputy.
async fn incaricati<C: ConnectionTrait>(connection: &C) -> Result<Vec<Incaricato>, Error> {
    let roles = role::Entity::find().filter(role::Column::Name.is_in(RUOLI.map(|(_, name)| name)));
    let roles = roles.all(connection).await?;
    let ids: Vec<_> = roles.iter().map(|one| one.id).collect();
    let select = incarico::Entity::find().filter(incarico::Column::RoleId.is_in(ids));
    let rows = select.filter(incarico::Column::DeputyOf.is_null()).all(connection).await?;
    let people: Vec<PersonId> = rows.iter().map(|row| row.person_id).collect();
    let names = accounts::names(connection, &people).await?;
    let held = |row: &incarico::Model| {
        let role = roles.iter().find(|role| role.id == row.role_id)?;
        let (chiave, _) = *RUOLI.iter().find(|(_, name)| *name == role.name)?;
        Some(Incaricato {
            chiave,
            persona: row.person_id,
            nome: names.get(&row.person_id).cloned().unwrap_or_default(),
            dal: row.valid_from,
            al: row.valid_to,
        })
    };
    Ok(rows.iter().filter_map(held).collect())
}

#[cfg(test)]
mod tests {
    use kernel::Uuid;

    use super::*;
    use crate::nominati::tests::testo;

    fn giorno(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn valori() -> Valori {
        let riga = |capitolo: &str, cents: i64| Riga {
            capitolo: capitolo.into(),
            cig: "A003DEB979".into(),
            importo: kernel::Cents(cents),
            ..Riga::default()
        };
        let incaricato = |n: u128, nome: &str, dal: &str, al: Option<&str>| Incaricato {
            chiave: SINDACO,
            persona: Uuid::from_u128(n).into(),
            nome: nome.into(),
            dal: giorno(dal),
            al: al.map(giorno),
        };
        let incaricati = vec![
            incaricato(1, "Giulia Bianchi", "2021-10-01", Some("2026-05-31")),
            incaricato(2, "Carlo Verdi", "2026-06-01", None),
            // The same person in another unit is no second mayor.
            incaricato(2, "Carlo Verdi", "2026-06-01", None),
        ];
        let mut noti = delle_righe(&[riga("2613.1", 366_000), riga("2613.1", 100), riga("44", 0)]);
        noti.retain(|_, value| !value.is_empty());
        Valori { servono: true, noti, incaricati }
    }

    #[test]
    fn names_between_braces_are_filled_from_the_data() {
        let said = |words: &str, day: &str| prose::plain(&valori().riempi(&testo(words), giorno(day)));
        let words = "Il Sindaco {sindaco}: {importo} sui capitoli {capitolo}, CIG {CIG} e {{cig}}.";
        let wanted = "Il Sindaco Carlo Verdi: 3.661,00 € sui capitoli 2613.1, 44, CIG A003DEB979 e A003DEB979.\n";
        assert_eq!(said(words, "2026-11-27"), wanted);
        assert_eq!(said("{sindaco}", "2026-05-31"), "Giulia Bianchi\n", "who was mayor on that day");
        assert_eq!(said("{sindaco}", "2020-01-01"), "[nome del Sindaco]\n");
        let none = prose::plain(&Valori::default().riempi(&testo("{cig}"), giorno("2026-11-27")));
        assert_eq!(none, "{cig}\n", "a text that is closed is left as it was signed");
    }
}
