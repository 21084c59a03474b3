//! What was done, in words, and the history that is made of it and the journal.

use std::collections::HashMap;

use authz::{PersonId, UnitId, Who};
use ente::Ente;
use kernel::{Id, Instant, Uuid};
use ledger::{Leaf, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{error::Error, tables::fatto};

/// Of ids that point at a role.
pub(crate) type RoleId = Id<authz::role::Entity>;

/// On whom, where, to which role.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Di {
    pub persona: Option<PersonId>,
    pub unita: Option<UnitId>,
    pub ruolo: Option<RoleId>,
}

/// Writes down what was done, in the transaction that does it.
pub(crate) async fn annota(
    tx: &mut Tx,
    who: &Who,
    tipo: &str,
    di: Di,
    testo: String,
    motivo: Option<String>,
) -> Result<(), Error> {
    let row = fatto::Model {
        id: tx.id(),
        at: tx.now(),
        da: who.person,
        tipo: tipo.into(),
        persona_id: di.persona,
        unita_id: di.unita,
        ruolo_id: di.ruolo,
        testo,
        motivo,
    };
    tx.insert(row).await?;
    Ok(())
}

/// A step of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passo {
    /// When.
    pub at: Instant,
    /// Who, where it was a person.
    pub da: Option<PersonId>,
    /// The program or console that did it, where it was none.
    pub programma: Option<String>,
    /// What, as the rest of the sentence.
    pub testo: String,
    /// Why, where it was said.
    pub motivo: Option<String>,
}

/// Steps of a history that are shown.
const PASSI: u64 = 60;

/// The history of a person's account and incarichi, newest first: every leaf of the journal that speaks of them, also those
/// written by others than this office.
pub(crate) async fn storia_di(ente: &Ente, person: PersonId) -> Result<Vec<Passo>, Error> {
    let read = ente.db().read().await?;
    let mut rows = vec![person.uuid()];
    for sql in [
        "SELECT id FROM accounts_credential WHERE person_id = $1",
        "SELECT id FROM accounts_passkey WHERE person_id = $1",
        "SELECT id FROM accounts_token WHERE person_id = $1",
        "SELECT id FROM authz_incarico WHERE person_id = $1",
        "SELECT id FROM authz_absence WHERE person_id = $1",
        // What changed in a role changed what its holders may do.
        "SELECT f.id FROM comando_fatto f WHERE f.ruolo_id IN (SELECT i.role_id FROM authz_incarico i WHERE i.person_id = $1)",
    ] {
        for row in db::rows(&read, sql, [person.into()]).await? {
            rows.push(row.try_get("", "id")?);
        }
    }
    drop(read);
    // More would not fit in one query; the latest ids are the latest things.
    rows.sort_unstable();
    let skip = rows.len().saturating_sub(900);
    let rows: Vec<Uuid> = rows.into_iter().skip(skip).chain([person.uuid()]).collect();
    let leaves: Vec<Leaf> = ente.ledger.trace_any(&rows, PASSI).await?.into_iter().map(|trace| trace.leaf).collect();
    // A log-in with a passkey notes its counter: it is no change.
    let leaves: Vec<Leaf> = leaves.into_iter().filter(|leaf| leaf.action != "accounts.entra").collect();
    let told = leaves.iter().flat_map(|leaf| &leaf.rows).filter(|row| row.0 == "comando_fatto").map(|row| row.1);
    let told: Vec<Uuid> = told.collect();
    let read = ente.db().read().await?;
    let words = fatto::Entity::find().filter(fatto::Column::Id.is_in(told)).all(&read).await?;
    let words: HashMap<Uuid, fatto::Model> = words.into_iter().map(|fatto| (fatto.id.uuid(), fatto)).collect();
    Ok(leaves.iter().flat_map(|leaf| passi(leaf, &words)).collect())
}

/// What a leaf tells: in the words of its facts, or by the name of its action.
fn passi(leaf: &Leaf, words: &HashMap<Uuid, fatto::Model>) -> Vec<Passo> {
    let at = leaf.instant().unwrap_or_default();
    let da = leaf.by.strip_prefix("person:").and_then(|id| id.parse().ok());
    let programma = leaf.by.strip_prefix("system:").map(str::to_owned);
    let passo = |testo: String, motivo: Option<String>| Passo { at, da, programma: programma.clone(), testo, motivo };
    let told: Vec<Passo> = leaf
        .rows
        .iter()
        .rev()
        .filter_map(|row| words.get(&row.1))
        .map(|fatto| passo(fatto.testo.clone(), fatto.motivo.clone()))
        .collect();
    if told.is_empty() { vec![passo(azione(&leaf.action).to_owned(), None)] } else { told }
}

/// What an action of others is called.
fn azione(action: &str) -> &'static str {
    match action {
        "accounts.aggiungi_persona" | "demo.organico" | "testkit.person" => "ha creato l'accesso",
        "accounts.modifica_persona" => "ha corretto i dati",
        "accounts.disattiva_persona" => "ha disattivato l'accesso",
        "accounts.riattiva_persona" => "ha riattivato l'accesso",
        "accounts.azzera_password" => "ha dato una password provvisoria",
        "accounts.cambia_password" => "ha cambiato la password",
        "accounts.togli_secondo_fattore" => "ha tolto il secondo fattore",
        "authz.dai_incarico" => "ha dato un incarico",
        "accounts.aggiungi_app" => "ha attivato i codici dal telefono",
        "accounts.sigilla_segreti" => "ha sigillato il segreto dei codici dal telefono",
        "accounts.togli_app" => "ha tolto i codici dal telefono",
        "accounts.aggiungi_passkey" => "ha aggiunto una passkey",
        "accounts.togli_passkey" => "ha tolto una passkey",
        "accounts.crea_codici_recupero" => "ha preparato i codici di recupero",
        "accounts.crea_chiave" => "ha creato una chiave per un programma",
        "accounts.revoca_chiave" => "ha revocato una chiave per un programma",
        "accounts.collega_identita" => "ha collegato l'identità del servizio dell'ente",
        _ => "ha cambiato l'accesso",
    }
}

/// The latest facts of the office, or those of one unit or role, newest first.
pub(crate) async fn ultimi(ente: &Ente, di: Di, limit: u64) -> Result<Vec<Passo>, Error> {
    let read = ente.db().read().await?;
    let mut select = fatto::Entity::find();
    if let Some(unita) = di.unita {
        select = select.filter(fatto::Column::UnitaId.eq(unita));
    }
    if let Some(ruolo) = di.ruolo {
        select = select.filter(fatto::Column::RuoloId.eq(ruolo));
    }
    let rows = select.order_by_desc(fatto::Column::At).order_by_desc(fatto::Column::Id).limit(limit).all(&read).await?;
    let passo = |row: fatto::Model| Passo {
        at: row.at,
        da: Some(row.da),
        programma: None,
        testo: row.testo,
        motivo: row.motivo,
    };
    Ok(rows.into_iter().map(passo).collect())
}
