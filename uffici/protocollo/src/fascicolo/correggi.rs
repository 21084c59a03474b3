//! To correct what is written of a fascicolo: its title, who answers for it, its term. How it was stays as a fact.

use std::collections::HashMap;

use authz::{PersonId, Who};
use ente::Ente;
use kernel::{Date, Refusal};

use super::{
    Chiave, annota, blocca, indice, persone,
    regole::{Dati, check_correction},
    richiedi_cura,
    tables::stato,
    trova,
};
use crate::{error::Error, nome::nome_di, permissions::FASCICOLA};

/// Corrects a fascicolo.
///
/// # Errors
/// A missing permission; all the reasons why it may not become so.
pub async fn correggi(ente: &Ente, who: &Who, chiave: &Chiave, dopo: &Dati, motivo: &str) -> Result<(), Error> {
    who.require(&FASCICOLA)?;
    let dopo = Dati { oggetto: crate::rules::in_una_riga(&dopo.oggetto), ..dopo.clone() };
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.correggi_fascicolo").await?;
    let fascicolo = trova(&tx, who, chiave).await?;
    richiedi_cura(who, fascicolo.stato.ufficio_id)?;
    let (before, standing) = blocca(&tx, who, &fascicolo).await?;
    let prima = dati(&before);
    let today = tx.now().date();
    check_correction(&standing, fascicolo.tipo(), &prima, &dopo, motivo, today)?;
    if prima.responsabile != dopo.responsabile {
        let mut refusal = Refusal::default();
        persone::check(&tx, (before.ufficio_id, dopo.responsabile), today, &mut refusal).await?;
        refusal.unless_empty(())?;
    }
    let people: Vec<PersonId> = [prima.responsabile, dopo.responsabile].into_iter().flatten().collect();
    let told = differenze(&prima, &dopo, &accounts::names(&tx, &people).await?);
    let after = stato::Model {
        oggetto: dopo.oggetto.clone(),
        responsabile_id: dopo.responsabile,
        termine: dopo.termine,
        ..before.clone()
    };
    tx.update(&before, after).await?;
    annota(&mut tx, who, fascicolo.riga.id, "correzione", format!("{told} Motivo: {}", motivo.trim())).await?;
    indice::aggiorna(&tx, fascicolo.riga.id).await?;
    tx.commit().await?;
    Ok(())
}

/// The data as they stand.
pub fn dati(stato: &stato::Model) -> Dati {
    Dati { oggetto: stato.oggetto.clone(), responsabile: stato.responsabile_id, termine: stato.termine }
}

/// What was and what is, in sentences.
fn differenze(prima: &Dati, dopo: &Dati, names: &HashMap<PersonId, String>) -> String {
    let mut told = Vec::new();
    if prima.oggetto != dopo.oggetto {
        told.push(format!("Oggetto prima: {}.", prima.oggetto));
    }
    if prima.responsabile != dopo.responsabile {
        let name = |id: Option<PersonId>| match id {
            Some(id) => nome_di(names, &id),
            None => "nessuno".into(),
        };
        told.push(format!("Responsabile: da {} a {}.", name(prima.responsabile), name(dopo.responsabile)));
    }
    if prima.termine != dopo.termine {
        let day = |day: Option<Date>| day.map_or_else(|| "nessuno".into(), |day| day.format("%d/%m/%Y").to_string());
        told.push(format!("Termine: da {} a {}.", day(prima.termine), day(dopo.termine)));
    }
    told.join(" ")
}
