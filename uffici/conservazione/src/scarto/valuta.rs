//! What speaks against discarding a fascicolo, and which documents would go with it. The same question is asked when a list is prepared and
//! again, under lock, when it is carried out: what came in between counts.

use std::collections::HashSet;

use documents::document;
use ente::Ente;
use kernel::{Date, Uuid};
use ledger::Tx;
use porte::{
    conservazione::Classe,
    scarto::{Contenuto, Registrata, Scartabili},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};

use super::regole::{Posto, Vincolo};
use crate::{
    Porte,
    error::Error,
    piano::{Piano, regole::scade_il},
    rules::Stato,
    tables::vincolo,
};

/// Ids asked for at once.
const AT_ONCE: usize = 200;
/// Entries that a sentence names.
const MOST_NAMES: usize = 10;

/// A fascicolo weighed.
#[derive(Debug, Default)]
pub(super) struct Pesato {
    /// Why it is not to be discarded; none where nothing speaks against it.
    pub motivi: Vec<String>,
    /// What would go.
    pub documenti: Vec<document::Model>,
    /// Documents of its entries that stay, since they serve elsewhere.
    pub restano: usize,
    /// The day of its last closing.
    pub chiuso_il: Option<Date>,
}

impl Pesato {
    fn perche(motivo: &str) -> Self {
        Self { motivi: vec![motivo.to_owned()], ..Self::default() }
    }

    /// Bytes that would go.
    pub fn byte(&self) -> i64 {
        self.documenti.iter().fold(0, |sum, document| sum.saturating_add(document.size))
    }

    /// All reasons in one text.
    pub fn motivo(&self) -> Option<String> {
        (!self.motivi.is_empty()).then(|| self.motivi.join(" "))
    }
}

/// Weighs a fascicolo by the plan in force.
///
/// # Errors
/// Those of the doors and the database.
pub(super) async fn pesa(
    ente: &Ente,
    porte: Porte,
    tx: &Tx,
    piano: Option<&Piano>,
    (fonte, fascicolo): (&str, Uuid),
) -> Result<Pesato, Error> {
    let Some(porta) = porte.scartabili.iter().find(|porta| porta.fonte() == fonte) else {
        return Ok(Pesato::perche("L'ufficio che lo tiene non lo offre più."));
    };
    let Some(found) = porta.contenuto(tx, fascicolo).await? else {
        return Ok(Pesato::perche("Non è più chiuso: si scarta solo un fascicolo chiuso, dopo i suoi anni."));
    };
    let mut motivi = Vec::new();
    motivi.extend(del_piano(piano, &found, tx.now().date()));
    if !found.aperti.is_empty() {
        motivi.push(format!("Non è finito: sono ancora aperti {}.", elenco(&found.aperti)));
    }
    motivi.extend(vincolato(tx, fonte, fascicolo).await?);
    motivi.extend(non_conservato(tx, fonte, &found).await?);
    let (documenti, restano) = che_cosa_va(ente, porte, tx, *porta, &found).await?;
    Ok(Pesato { motivi, documenti, restano, chiuso_il: Some(found.chiusa.chiuso_il) })
}

/// Why the plan keeps it still: for its own class, or for that of an entry in it, which may be kept longer. Pure.
fn del_piano(piano: Option<&Piano>, found: &Contenuto, today: Date) -> Vec<String> {
    let Some(piano) = piano else { return vec!["Non c'è un piano di conservazione confermato.".into()] };
    let chiusa = &found.chiusa;
    if let Some(why) = della_classe(piano, &chiusa.classe, chiusa.chiuso_il, today) {
        return vec![why];
    }
    let others = found.registrazioni.iter().filter_map(|one| {
        let classe = one.classe.as_ref().filter(|classe| **classe != chiusa.classe)?;
        let why = della_classe(piano, classe, chiusa.chiuso_il, today)?;
        Some(format!("{}: {why}", one.nome))
    });
    others.take(MOST_NAMES).collect()
}

/// Why what is in a class, and was closed on a day, is kept still.
fn della_classe(piano: &Piano, classe: &Classe, chiuso_il: Date, today: Date) -> Option<String> {
    let Classe { codice, nome } = classe;
    let Some(voce) = piano.voce(classe) else {
        return Some(format!("Il piano in vigore non parla della classe {codice} «{nome}»."));
    };
    let Some(anni) = voce.anni else {
        return Some(format!("La classe {codice} si conserva senza limite di tempo."));
    };
    match scade_il(chiuso_il, anni) {
        Some(day) if day <= today => None,
        Some(day) => Some(format!("I suoi anni finiscono il {}.", day.format("%d/%m/%Y"))),
        None => Some("I suoi anni non si possono contare.".into()),
    }
}

/// Why a hold keeps it.
///
/// # Errors
/// Those of the database.
pub(super) async fn vincolato(tx: &Tx, fonte: &str, fascicolo: Uuid) -> Result<Option<String>, Error> {
    let select = vincolo::Entity::find().filter(vincolo::Column::FascicoloId.eq(fascicolo));
    let select = select.filter(vincolo::Column::Fonte.eq(fonte)).filter(vincolo::Column::ToltoAt.is_null());
    let held = select.one(tx).await?;
    Ok(held.map(|row| {
        let tipo = Vincolo::from_code(&row.tipo).map_or("altro", Vincolo::label);
        format!("È vincolato ({tipo}) dal {}: {}", row.at.date().format("%d/%m/%Y"), row.motivo)
    }))
}

/// What of it must be kept first: the fascicolo itself, and each entry that has documents, in its last version.
async fn non_conservato(tx: &Tx, fonte: &str, found: &Contenuto) -> Result<Option<String>, Error> {
    let due: Vec<(Uuid, &str)> = std::iter::once((found.chiusa.id, "il fascicolo stesso"))
        .chain(found.registrazioni.iter().filter(|one| one.da_tenere).map(|one| (one.id, one.nome.as_str())))
        .collect();
    let (mut kept, mut waiting) = (HashSet::new(), HashSet::new());
    for some in due.chunks(AT_ONCE) {
        let sql = format!(
            "SELECT c.cosa_id, s.stato FROM conservazione_cosa c JOIN conservazione_stato s ON s.cosa_id = c.id \
             WHERE c.fonte = $1 AND c.cosa_id IN ({})",
            posti(some.len(), 2)
        );
        let values = std::iter::once(Value::from(fonte)).chain(some.iter().map(|(id, _)| Value::from(*id)));
        for row in &db::rows(tx, &sql, values).await? {
            let (id, stato): (Uuid, String) = (row.try_get("", "cosa_id")?, row.try_get("", "stato")?);
            let all = if stato == Stato::Conservata.code() { &mut kept } else { &mut waiting };
            all.insert(id);
        }
    }
    let missing: Vec<String> = due
        .iter()
        .filter(|(id, _)| waiting.contains(id) || !kept.contains(id))
        .map(|(_, nome)| (*nome).to_owned())
        .collect();
    Ok((!missing.is_empty()).then(|| format!("Non è ancora conservato: {}.", elenco(&missing))))
}

/// The documents that go: those of entries that lie in no other fascicolo but discarded ones, and the packages made of them; without those
/// that another office needs. How many stay.
async fn che_cosa_va(
    ente: &Ente,
    porte: Porte,
    tx: &Tx,
    porta: &dyn Scartabili,
    found: &Contenuto,
) -> Result<(Vec<document::Model>, usize), Error> {
    let others: Vec<Uuid> = found.registrazioni.iter().flat_map(|one| one.altrove.iter().copied()).collect();
    let gone = scartati(tx, porta.fonte(), &others).await?;
    let (alone, shared): (Vec<&Registrata>, Vec<&Registrata>) =
        found.registrazioni.iter().partition(|one| one.altrove.iter().all(|id| gone.contains(id)));
    let things: Vec<Uuid> = alone.iter().map(|one| one.id).chain([found.chiusa.id]).collect();
    let mut ids: HashSet<Uuid> = alone.iter().flat_map(|one| one.documenti.iter().copied()).collect();
    ids.extend(pacchetti(tx, porta.fonte(), &things).await?);
    let all: Vec<Uuid> = ids.iter().copied().collect();
    let mut used = HashSet::new();
    for usa in porte.usano {
        used.extend(usa.usati(tx, &all).await?);
    }
    let stay = shared.iter().map(|one| one.documenti.len()).sum::<usize>() + used.len();
    let go: Vec<Uuid> = all.into_iter().filter(|id| !used.contains(id)).collect();
    let mut documents = Vec::with_capacity(go.len());
    for some in go.chunks(AT_ONCE) {
        documents.extend(ente.archive.find(tx, some).await?);
    }
    documents.sort_by_key(|document| document.id.uuid());
    Ok((documents, stay))
}

/// Which of these fascicoli were discarded.
///
/// # Errors
/// Those of the database.
pub(super) async fn scartati(tx: &Tx, fonte: &str, ids: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    let mut found = HashSet::new();
    for some in ids.chunks(AT_ONCE) {
        let sql = format!(
            "SELECT fascicolo_id FROM conservazione_scarto_voce WHERE fonte = $1 AND stato = $2 AND fascicolo_id IN ({})",
            posti(some.len(), 3)
        );
        let first: [Value; 2] = [fonte.into(), Posto::Scartata.code().into()];
        let values = first.into_iter().chain(some.iter().map(|id| Value::from(*id)));
        for row in &db::rows(tx, &sql, values).await? {
            found.insert(row.try_get("", "fascicolo_id")?);
        }
    }
    Ok(found)
}

/// The packages that were made of these things: they hold their documents whole. Metadata and receipts stay, as what is left of them.
async fn pacchetti(tx: &Tx, fonte: &str, things: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    let mut found = Vec::new();
    for some in things.chunks(AT_ONCE) {
        let sql = format!(
            "SELECT p.documento_id FROM conservazione_pacchetto p JOIN conservazione_cosa c ON c.id = p.cosa_id \
             WHERE c.fonte = $1 AND c.cosa_id IN ({})",
            posti(some.len(), 2)
        );
        let values = std::iter::once(Value::from(fonte)).chain(some.iter().map(|id| Value::from(*id)));
        for row in &db::rows(tx, &sql, values).await? {
            found.push(row.try_get("", "documento_id")?);
        }
    }
    Ok(found)
}

/// So many places of an SQL text, from the `first` on.
fn posti(many: usize, first: usize) -> String {
    let places: Vec<String> = (first..first + many).map(|place| format!("${place}")).collect();
    places.join(", ")
}

fn elenco(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
    match names.len().saturating_sub(MOST_NAMES) {
        0 => shown.join(", "),
        more => format!("{} e altri {more}", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant};
    use porte::scarto::Chiusa;

    use super::*;
    use crate::tables::{piano, piano_voce};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn classe(codice: &str, nome: &str) -> Classe {
        Classe { codice: codice.into(), nome: nome.into() }
    }

    /// "Economato" for ten years, "Statuto" for ever.
    fn plan() -> Piano {
        let id: Id<piano::Entity> = Uuid::nil().into();
        let line = |ordine: i64, classe: &str, titolo: &str, anni: Option<i64>| piano_voce::Model {
            id: Uuid::from_u128(ordine.unsigned_abs().into()).into(),
            piano_id: id,
            ordine,
            classe: classe.into(),
            titolo: titolo.into(),
            anni,
            nota: None,
        };
        let riga = piano::Model {
            id,
            nome: "Piano".into(),
            fonte: "Prova".into(),
            persona_id: Uuid::nil().into(),
            at: Instant::from_micros(0),
        };
        let voci = vec![line(1, "IV.10", "Economato", Some(10)), line(2, "I.3", "Statuto", None)];
        Piano { riga, voci, conferma: None }
    }

    fn found(of: Classe, entry: Option<Classe>) -> Contenuto {
        let entry = Registrata {
            id: Uuid::from_u128(2),
            nome: "Protocollo 1/2010".into(),
            classe: entry,
            documenti: Vec::new(),
            da_tenere: true,
            altrove: Vec::new(),
        };
        let chiusa = Chiusa {
            id: Uuid::from_u128(1),
            nome: "Fascicolo 2010-IV.10/1".into(),
            oggetto: None,
            classe: of,
            chiuso_il: day("2010-05-03"),
        };
        Contenuto { chiusa, registrazioni: vec![entry], aperti: Vec::new() }
    }

    #[test]
    fn a_plan_keeps_a_fascicolo_until_its_years_are_over() {
        let plan = plan();
        let one = found(classe("IV.10", "Economato"), None);
        assert_eq!(del_piano(Some(&plan), &one, day("2020-12-31")).len(), 1, "the last day");
        assert!(del_piano(Some(&plan), &one, day("2021-01-01")).is_empty());
        assert_eq!(del_piano(None, &one, day("2121-01-01")).len(), 1, "never without a plan");
        for other in [classe("I.3", "Statuto"), classe("IV.10", "Tesoreria"), classe("Z", "x")] {
            let told = del_piano(Some(&plan), &found(other, None), day("2121-01-01"));
            assert_eq!(told.len(), 1, "for ever, another class of that code, unknown: {told:?}");
        }
    }

    #[test]
    fn what_is_kept_for_ever_is_never_discarded_with_a_fascicolo_that_is_not() {
        let economato = || classe("IV.10", "Economato");
        let told = del_piano(Some(&plan()), &found(economato(), Some(classe("I.3", "Statuto"))), day("2121-01-01"));
        assert!(matches!(told.as_slice(), [one] if one.contains("Protocollo 1/2010")), "{told:?}");
        let same = del_piano(Some(&plan()), &found(economato(), Some(economato())), day("2121-01-01"));
        assert!(same.is_empty(), "{same:?}");
    }
}
