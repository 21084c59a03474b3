//! The entry in the search index: always written in the transaction that changes what can be found or by whom.

use authz::{PersonId, UnitId};
use kernel::Uuid;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    correzione,
    error::Error,
    rules::{self, IN_ATTESA, RIFIUTATA, RegistrazioneId},
    tables::{assegnazione, parte, registrazione, stato},
    termine::tables::termine,
    visibilita,
};

/// The name of the office's documents in the index.
pub const FONTE: &str = "protocollo";
/// The facet of the annulled ones.
pub(super) const ANNULLATA: &str = "annullata";
/// The facet of those that wait to be given to someone.
pub(super) const DA_ASSEGNARE: &str = "da_assegnare";
/// The facet of those without a class.
pub(super) const SENZA_CLASSE: &str = "senza_classe";
/// The facet of whom an entry waits for: a unit, or a person by name.
pub(super) const ATTESA: &str = "attesa";
/// The facet of the days on which its open terms end.
pub(super) const SCADENZA: &str = "scadenza";

/// Puts an entry in the index with the words of its documents (empty until they have been read).
pub(crate) async fn aggiorna(tx: &Tx, id: RegistrazioneId, testo: &str) -> Result<(), Error> {
    let mut riga = registrazione::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let stato =
        stato::Entity::find().filter(stato::Column::RegistrazioneId.eq(id)).one(tx).await?.ok_or(Error::NotFound)?;
    let parti = parte::Entity::find()
        .filter(parte::Column::RegistrazioneId.eq(id))
        .order_by_asc(parte::Column::Ordine)
        .all(tx)
        .await?;
    let given = date_a(tx, riga.id).await?;
    let (corretta, con_termini) = che_cosa_ha(tx, id).await?;
    // Found by what was written and by what holds now; filtered by what holds now.
    if corretta {
        let correzioni = correzione::di(tx, id).await?;
        let mut now = riga.clone();
        correzione::applica::alla_riga(&mut now, &correzioni);
        riga.mezzo = now.mezzo;
        riga.oggetto = format!("{}\n{}", riga.oggetto, correzione::applica::parole(&correzioni));
    }
    let more = if con_termini && !stato.annullata { scadenze(tx, id, &given).await? } else { Vec::new() };
    scrivi_con(tx, &riga, &stato, &parti, &given, (testo, search::Place::default()), more).await
}

/// Whether an entry was corrected, and whether it has terms: of most neither, and each registration comes by here when its
/// documents have been read.
async fn che_cosa_ha(tx: &Tx, id: RegistrazioneId) -> Result<(bool, bool), Error> {
    let sql = "SELECT (SELECT COUNT(*) FROM protocollo_correzione WHERE registrazione_id = $1) AS correzioni, \
               (SELECT COUNT(*) FROM protocollo_termine WHERE registrazione_id = $1) AS termini";
    let Some(row) = db::one(tx, sql, [id.into()]).await? else { return Ok((false, false)) };
    let (corrections, terms): (i64, i64) = (row.try_get("", "correzioni")?, row.try_get("", "termini")?);
    Ok((corrections > 0, terms > 0))
}

/// The facets of the ends of the open terms.
async fn scadenze(
    tx: &Tx,
    id: RegistrazioneId,
    given: &[assegnazione::Model],
) -> Result<Vec<(&'static str, String)>, Error> {
    let open = termine::Entity::find()
        .filter(termine::Column::RegistrazioneId.eq(id))
        .filter(termine::Column::Aperto.eq(true))
        .all(tx)
        .await?;
    let theirs = open.into_iter().filter(|term| given.iter().any(|one| one.id == term.assegnazione_id));
    Ok(theirs.map(|term| (SCADENZA, term.scadenza.to_string())).collect())
}

/// Puts an entry in the index, for whoever has its rows at hand and knows that it has no terms yet.
pub(crate) async fn scrivi(
    tx: &Tx,
    riga: &registrazione::Model,
    stato: &stato::Model,
    parti: &[parte::Model],
    given: &[assegnazione::Model],
    testo: (&str, search::Place),
) -> Result<(), Error> {
    scrivi_con(tx, riga, stato, parti, given, testo, Vec::new()).await
}

/// Puts an entry in the index with more facets. `given`: the assignments that were not refused.
async fn scrivi_con(
    tx: &Tx,
    riga: &registrazione::Model,
    stato: &stato::Model,
    parti: &[parte::Model],
    given: &[assegnazione::Model],
    (testo, posto): (&str, search::Place),
    more: Vec<(&'static str, String)>,
) -> Result<(), Error> {
    let mut heading = format!("{} {}", rules::segnatura(riga), riga.oggetto);
    for parte in parti {
        heading.push('\n');
        heading.push_str(&parte.nome);
        for more in [&parte.codice_fiscale, &parte.indirizzo].into_iter().flatten() {
            heading.push(' ');
            heading.push_str(more);
        }
    }
    if let Some(number) = &riga.protocollo_mittente {
        heading.push('\n');
        heading.push_str(number);
    }
    let mut facets = facets(riga, stato, given);
    facets.extend(more);
    let scopes = scopi(riga, given);
    let doc = search::Doc {
        source: FONTE,
        id: riga.id.uuid(),
        order: riga.registrata_at.micros(),
        heading: &heading,
        body: testo,
        scopes,
        facets,
    };
    search::index_at(tx, &doc, posto).await?;
    Ok(())
}

/// Who may find an entry, or how it stands, has changed: the index follows, in the same commit.
pub(crate) async fn aggiorna_scopi(tx: &Tx, id: RegistrazioneId) -> Result<(), Error> {
    let testo = crate::jobs::estrai_testo::testo_di(tx, id).await?;
    aggiorna(tx, id, &testo).await
}

/// Those to whom it is given and who have not refused it.
async fn date_a(tx: &Tx, id: RegistrazioneId) -> Result<Vec<assegnazione::Model>, Error> {
    let given = assegnazione::Entity::find()
        .filter(assegnazione::Column::RegistrazioneId.eq(id))
        .filter(assegnazione::Column::Stato.ne(RIFIUTATA));
    Ok(given.all(tx).await?)
}

fn scopi(riga: &registrazione::Model, given: &[assegnazione::Model]) -> Vec<String> {
    let mut units: Vec<Uuid> = given.iter().map(|a| a.ufficio_id.uuid()).collect();
    units.push(riga.ufficio_id.uuid());
    let people: Vec<Uuid> = given.iter().filter_map(|a| a.persona_id.map(|id| id.uuid())).collect();
    visibilita::scopes_of(riga.riservata, riga.registrata_da.uuid(), &units, &people)
}

/// What the filters of the list ask for. A class stands under those above it too.
fn facets(
    riga: &registrazione::Model,
    stato: &stato::Model,
    given: &[assegnazione::Model],
) -> Vec<(&'static str, String)> {
    let mut facets = vec![("verso", riga.verso.clone()), ("mezzo", riga.mezzo.clone())];
    match &stato.classe {
        Some(classe) => {
            let ends = classe.match_indices('.').map(|(end, _)| end).chain([classe.len()]);
            facets.extend(ends.filter_map(|end| classe.get(..end)).map(|above| ("classe", above.to_owned())));
        }
        None => facets.push((SENZA_CLASSE, "si".into())),
    }
    for (holds, key) in [(stato.annullata, ANNULLATA), (stato.da_assegnare, DA_ASSEGNARE)] {
        if holds {
            facets.push((key, "si".into()));
        }
    }
    facets.extend(given.iter().map(|a| ("ufficio", a.ufficio_id.to_string())));
    if !stato.annullata {
        for a in given.iter().filter(|a| a.stato == IN_ATTESA) {
            facets.extend(attende(a.ufficio_id, a.persona_id).into_iter().map(|whom| (ATTESA, whom)));
        }
    }
    facets
}

/// For whom an assignment waits: the unit; or the person by name, and in that unit whoever stands in for them.
fn attende(ufficio: UnitId, persona: Option<PersonId>) -> Vec<String> {
    match persona {
        Some(person) => vec![person.to_string(), al_posto_di(ufficio, person)],
        None => vec![ufficio.to_string()],
    }
}

/// What waits for whoever stands in for `person` in this unit.
pub(super) fn al_posto_di(ufficio: UnitId, person: PersonId) -> String {
    format!("{person}@{ufficio}")
}
