//! The act in the search index: written in the transaction that changes what can be found, or by whom.

use documents::document;
use kernel::Uuid;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    elenca::Filtro,
    error::Error,
    leggi::{allegati_di, testo_di},
    rules::{
        chiavi::{FIRMATARIO, delle_righe, nomi},
        pareri::Quale,
    },
    scopi,
    tables::{AttoId, atto, firma, stato},
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
    let firmatari = firmatari(tx, &stato).await?;
    indicizza(tx, &atto, &stato, (&body, &firmatari)).await
}

/// Who signed the act itself, on the version that stands: by the certificate, and as they are called here.
async fn firmatari(tx: &Tx, stato: &stato::Model) -> Result<Vec<String>, Error> {
    if !stato.chiuso {
        return Ok(Vec::new());
    }
    let select = firma::Entity::find().filter(firma::Column::AttoId.eq(stato.atto_id));
    let all = select.filter(firma::Column::Versione.eq(stato.versione)).all(tx).await?;
    let own: Vec<_> = all.iter().filter(|one| Quale::from_code(&one.cosa).is_none()).collect();
    let people: Vec<_> = own.iter().map(|one| one.persona_id).collect();
    let mut names: Vec<String> = accounts::names(tx, &people).await?.into_values().collect();
    names.extend(own.iter().filter_map(|one| one.nome_certificato()).map(str::to_owned));
    Ok(names)
}

/// Puts an act in the index by rows and words that are at hand: its text with what its annexes are called, and the names of
/// who signed it.
///
/// # Errors
/// Those of the database; accounting lines that cannot be read.
pub async fn indicizza(
    tx: &Tx,
    atto: &atto::Model,
    stato: &stato::Model,
    (body, firmatari): (&str, &[String]),
) -> Result<(), Error> {
    let heading = intestazione(atto, stato);
    let doc = search::Doc {
        source: FONTE,
        id: atto.id.uuid(),
        order: stato.creato_at.micros(),
        heading: &heading,
        body,
        scopes: scopi::dell_atto(stato),
        facets: facce(stato, firmatari)?,
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
fn facce(stato: &stato::Model, firmatari: &[String]) -> Result<Vec<(&'static str, String)>, Error> {
    let mut facets = vec![
        ("tipo", stato.tipo.clone()),
        ("unita", stato.unita_id.to_string()),
        ("adottato", si(stato.numero.is_some())),
    ];
    facets.extend(stato.anno.map(|anno| ("anno", anno.to_string())));
    facets.extend(stato.registro.clone().map(|registro| ("registro", registro)));
    facets.extend(delle_righe(&stato.righe()?));
    facets.extend(nomi(FIRMATARIO, firmatari.iter().map(String::as_str)));
    Ok(facets)
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
    let asked = asked.into_iter().filter_map(|(key, value)| Some((key, vec![value?])));
    asked.chain(filtro.ricerca.chieste()).collect()
}

fn si(holds: bool) -> String {
    String::from(if holds { "si" } else { "no" })
}

/// The ids of what a page of the index found.
pub(crate) fn trovati(page: &search::Page) -> Vec<Uuid> {
    page.hits.iter().map(|hit| hit.id).collect()
}
