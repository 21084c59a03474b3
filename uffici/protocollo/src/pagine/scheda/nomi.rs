//! What people and offices are called on the page of an entry.

use std::collections::HashMap;

use authz::{PersonId, UnitId, UnitNames};
use kernel::{Instant, Uuid};
use web::{Ctx, Error};

use crate::{nome::nome_di, registrazione::scheda::Scheda};

/// The names of the people who did something to an entry, and those of the offices, now and then.
#[derive(Debug, Default)]
pub(in crate::pagine) struct Nomi {
    persone: HashMap<Uuid, String>,
    uffici: UnitNames,
}

impl Nomi {
    pub(super) async fn leggi(ctx: &Ctx, scheda: &Scheda) -> Result<Self, Error> {
        let people: Vec<PersonId> = scheda.people().into_iter().map(PersonId::from).collect();
        let read = ctx.ente.db().read().await?;
        let found = accounts::names(&read, &people).await?;
        let persone = found.into_iter().map(|(id, name)| (id.uuid(), name)).collect();
        Ok(Self { persone, uffici: UnitNames::load(&read).await? })
    }

    /// A person.
    pub(in crate::pagine) fn persona(&self, id: Uuid) -> String {
        nome_di(&self.persone, &id)
    }

    /// A person, where they are known.
    pub(in crate::pagine) fn nota(&self, id: Uuid) -> Option<String> {
        self.persone.get(&id).cloned()
    }

    /// An office, as it was called when something was done there.
    pub(in crate::pagine) fn ufficio(&self, id: UnitId, at: Instant) -> String {
        self.uffici.at(id, at).unwrap_or("ufficio non più in elenco").to_owned()
    }

    /// An office as it was called then, and as one finds it today.
    pub(in crate::pagine) fn ufficio_e_oggi(&self, id: UnitId, at: Instant) -> String {
        let then = self.ufficio(id, at);
        match self.uffici.now(id) {
            Some(now) if now != then => format!("{then}, oggi {now}"),
            _ => then,
        }
    }
}
