//! The act in the search index: written in the transaction that changes what can be found, or by whom.

use documents::document;
use kernel::Uuid;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    elenca::Filtro,
    error::Error,
    leggi::{allegati_di, testo_di},
    scopi,
    tables::{AttoId, atto, stato},
};

/// The name of the acts in the index.
pub(crate) const FONTE: &str = "atti";

/// Puts an act in the index as it stands now: number and subject above; below its text as it stands (the version that
/// was fixed, or the draft) and what its annexes are called.
///
/// # Errors
/// Those of the database; a text that cannot be read.
pub(crate) async fn aggiorna(tx: &Tx, id: AttoId) -> Result<(), Error> {
    // A reading first: what this very transaction has put off, an earlier going in among it, reaches the engine before.
    let select = stato::Entity::find().filter(stato::Column::AttoId.eq(id));
    let stato = select.one(tx).await?.ok_or(Error::NotFound)?;
    let atto = atto::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let mut body = prose::plain(&testo_di(tx, &stato).await?);
    body.push_str(&allegati(tx, id).await?);
    indicizza(tx, &atto, &stato, &body).await
}

/// Puts an act in the index by rows and words that are at hand: `body` is its text and what its annexes are called.
///
/// # Errors
/// Those of the database.
pub async fn indicizza(tx: &Tx, atto: &atto::Model, stato: &stato::Model, body: &str) -> Result<(), Error> {
    let heading = intestazione(atto, stato);
    let doc = search::Doc {
        source: FONTE,
        id: atto.id.uuid(),
        order: stato.creato_at.micros(),
        heading: &heading,
        body,
        scopes: scopi::dell_atto(stato),
        facets: facce(stato),
    };
    Ok(search::index(tx, &doc).await?)
}

/// By what people know an act: how it is cited, the number of its proposal, its subject.
fn intestazione(atto: &atto::Model, stato: &stato::Model) -> String {
    let mut said = stato.nome();
    if let (Some(estremi), Some(numero), Some(anno)) = (stato.estremi(), stato.numero, stato.anno) {
        said.push_str(&format!("\n{estremi}\n{numero}/{anno}"));
    }
    said.push_str(&format!("\nproposta {}/{}\n{}", atto.proposta_numero, atto.proposta_anno, stato.oggetto));
    said
}

/// What the annexes that stand are called.
async fn allegati(tx: &Tx, id: AttoId) -> Result<String, Error> {
    let all = allegati_di(tx, id).await?;
    let standing = all.iter().filter(|one| !one.tolto);
    let ids: Vec<_> = standing.clone().map(|one| one.documento_id).collect();
    let mut said = String::new();
    for one in standing {
        said.push('\n');
        said.push_str(&one.titolo);
    }
    if !ids.is_empty() {
        let files = document::Entity::find().filter(document::Column::Id.is_in(ids)).all(tx).await?;
        for file in files {
            said.push('\n');
            said.push_str(&file.name);
        }
    }
    Ok(said)
}

/// By what the lists are narrowed.
fn facce(stato: &stato::Model) -> Vec<(&'static str, String)> {
    let mut facets = vec![
        ("tipo", stato.tipo.clone()),
        ("unita", stato.unita_id.to_string()),
        ("adottato", si(stato.numero.is_some())),
    ];
    facets.extend(stato.anno.map(|anno| ("anno", anno.to_string())));
    facets.extend(stato.registro.clone().map(|registro| ("registro", registro)));
    facets
}

/// What a filter asks, in the words of the index.
pub(crate) fn chieste(filtro: &Filtro) -> Vec<(&'static str, Vec<String>)> {
    let asked = [
        ("tipo", filtro.tipo.clone()),
        ("unita", filtro.unita.map(|unit| unit.to_string())),
        ("adottato", filtro.adottati.map(si)),
        ("anno", filtro.anno.map(|anno| anno.to_string())),
        ("registro", filtro.registro.clone()),
    ];
    asked.into_iter().filter_map(|(key, value)| Some((key, vec![value?]))).collect()
}

fn si(holds: bool) -> String {
    String::from(if holds { "si" } else { "no" })
}

/// The ids of what a page of the index found.
pub(crate) fn trovati(page: &search::Page) -> Vec<Uuid> {
    page.hits.iter().map(|hit| hit.id).collect()
}
