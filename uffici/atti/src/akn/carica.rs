//! What is read of an act to be told as Akoma Ntoso: for who may read it, and for everybody.

use std::collections::{BTreeSet, HashMap};

use akoma_ntoso::{Allegato, Contenuto, Pubblicazione};
use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Id, Uuid};
use porte::albo::Affissa;
use prose::{Inline, Prose, Target};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Fonte, Lettore, xml};
use crate::{
    effetti::numero_detto,
    error::Error,
    leggi::{allegati_di, bozza_di, leggi, testo_di},
    nominati::stampato,
    tables::{AttoId, allegato, fatto, firma, relazione, stato},
    testo::per_tutti,
    visibilita::{chiunque, condizione},
};

/// Most acts of ours of which the address is looked for; beyond, their words stay without a reference.
const ALTRI_MAX: usize = 1_000;

/// The act whole, for who may read it: the name of the file, and the file.
///
/// # Errors
/// [`Error::NotFound`] where there is none *or* it is not for `who`; an act that is not adopted; what the standard
/// refuses; those of the database.
pub async fn intero(ente: &Ente, who: &Who, id: AttoId) -> Result<(String, String), Error> {
    let scheda = leggi(ente, who, id).await?;
    let stato = &scheda.stato;
    let read = ente.db().read().await?;
    let testo = stampato(&scheda.testo, &ente.info.name, &stato.oggetto);
    let relazioni = relazioni(&read, id).await?;
    let altri = altri(&read, condizione(who), (id, &testo, relazioni.as_slice())).await?;
    drop(read);
    let base = base(ente, id);
    let file = |one: &allegato::Model| {
        let document = scheda.documenti.get(&one.documento_id.uuid())?;
        Some(in_file(one.titolo.clone(), &document.name, format!("{base}/documenti/{}", document.id)))
    };
    let signed = stato.documento_id.and_then(|id| scheda.documenti.get(&id.uuid()));
    let made = xml(Fonte {
        ente: &ente.info,
        oggi: ente.ledger.now().date(),
        stato,
        oggetto: &stato.oggetto,
        testo: &testo,
        lettore: Lettore::Ufficio,
        firme: scheda.firme.iter().filter(|one| one.versione == stato.versione).collect(),
        allegati: scheda.allegati.iter().filter_map(file).collect(),
        pubblicazione: affissione(&scheda.fatti),
        esecutiva: stato.efficace_dal,
        relazioni: &relazioni,
        altri: &altri,
        documento: signed.map(|one| (one.name.as_str(), one.hash().to_string())),
    })?;
    // Who keeps the file sees that it is not the one for everybody.
    let whole = if stato.riservato || stato.pubblico_id.is_some() { "-integrale" } else { "" };
    let (anno, numero) = (stato.anno.unwrap_or_default(), stato.numero.unwrap_or_default());
    Ok((format!("{}-{anno}-{numero}{whole}.akn", stato.tipo), made))
}

/// The act as everybody may read it while it is posted; `None` where what is posted is not this act, or where it is not
/// known any more what everybody may read of it.
///
/// # Errors
/// What the standard refuses; those of the database.
pub(super) async fn pubblico(ente: &Ente, id: AttoId, affissa: &Affissa) -> Result<Option<String>, Error> {
    let read = ente.db().read().await?;
    let select = stato::Entity::find().filter(stato::Column::AttoId.eq(id)).filter(chiunque());
    let Some(stato) = select.one(&read).await? else { return Ok(None) };
    let posted = |id: Id<document::Entity>| affissa.documenti.iter().find(|(one, _)| one.id == id);
    let Some((document, _)) = stato.pubblico_id.or(stato.documento_id).and_then(posted) else { return Ok(None) };
    let Some(hidden) = bozza_di(&read, id).await?.map(|one| one.omissis) else { return Ok(None) };
    // Something is hidden, and what is not known: a draft is no record, and may have been lost.
    if stato.pubblico_id.is_some() && hidden.is_empty() && stato.oggetto_pubblico.is_none() {
        return Ok(None);
    }
    let testo = per_tutti(&testo_di(&read, &stato).await?, &hidden)?;
    let testo = stampato(&testo, &ente.info.name, stato.oggetto_per_tutti());
    let firme = firma::Entity::find().filter(firma::Column::AttoId.eq(id));
    let firme = firme.filter(firma::Column::Versione.eq(stato.versione)).order_by_asc(firma::Column::At);
    let firme = firme.all(&read).await?;
    let relazioni = relazioni(&read, id).await?;
    let altri = altri(&read, chiunque(), (id, &testo, relazioni.as_slice())).await?;
    // Of the annexes only those that are posted, by the names that they are posted with: titles are the office's.
    let file = |one: &allegato::Model| {
        let public = match one.pubblica.as_deref() {
            Some("intero") => Some(one.documento_id),
            Some("omissis") => one.omissis_id,
            _ => None,
        };
        let (document, href) = posted(public?)?;
        Some(in_file(format!("Allegato {}", one.posizione), &document.name, href.clone()))
    };
    let allegati = allegati_di(&read, id).await?;
    drop(read);
    let (_, numero) = affissa.numero;
    let made = xml(Fonte {
        ente: &ente.info,
        oggi: ente.ledger.now().date(),
        stato: &stato,
        oggetto: stato.oggetto_per_tutti(),
        testo: &testo,
        lettore: Lettore::Tutti { omissis: stato.pubblico_id.is_some() || !hidden.is_empty() },
        firme: firme.iter().collect(),
        allegati: allegati.iter().filter(|one| !one.tolto).filter_map(file).collect(),
        pubblicazione: Some(Pubblicazione { dal: affissa.dal, numero: numero.to_string() }),
        esecutiva: affissa.esecutiva_dal.or(stato.efficace_dal),
        relazioni: &relazioni,
        altri: &altri,
        documento: Some((document.name.as_str(), document.hash().to_string())),
    })?;
    Ok(Some(made))
}

async fn relazioni<C: ConnectionTrait>(connection: &C, id: AttoId) -> Result<Vec<relazione::Model>, Error> {
    let either = Condition::any().add(relazione::Column::DaId.eq(id)).add(relazione::Column::AId.eq(id));
    let select = relazione::Entity::find().filter(either);
    Ok(select.order_by_asc(relazione::Column::At).order_by_asc(relazione::Column::Id).all(connection).await?)
}

/// The adopted acts to which text and relations of an act refer, of those that the reader may know of.
async fn altri<C: ConnectionTrait>(
    connection: &C,
    visibili: Condition,
    (id, testo, relazioni): (AttoId, &Prose, &[relazione::Model]),
) -> Result<HashMap<Uuid, stato::Model>, Error> {
    let linked = relazioni.iter().map(|link| if link.da_id == id { link.a_id } else { link.da_id });
    let wanted: BTreeSet<Uuid> = linked.map(Id::uuid).chain(citati(testo)).collect();
    let wanted: Vec<AttoId> = wanted.into_iter().take(ALTRI_MAX).map(AttoId::from).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let select = stato::Entity::find().filter(visibili).filter(stato::Column::AttoId.is_in(wanted));
    let rows = select.filter(stato::Column::Numero.is_not_null()).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.atto_id.uuid(), row)).collect())
}

/// The acts of ours that a text names.
fn citati(testo: &Prose) -> Vec<Uuid> {
    let pieces = testo.blocks().iter().flat_map(|block| block.content.lines()).flat_map(|line| line.pieces());
    let act = |piece: &Inline| match piece {
        Inline::Run(run) => match &run.link {
            Some(Target::Act(id)) => Some(id.uuid()),
            _ => None,
        },
        Inline::Place(_) => None,
    };
    pieces.filter_map(act).collect()
}

/// An annex that is a file.
fn in_file(titolo: String, nome: &str, href: String) -> Allegato {
    let nome = if nome.trim().is_empty() { titolo.clone() } else { nome.to_owned() };
    Allegato { titolo, contenuto: Contenuto::File { href, nome } }
}

/// The page of an act, with the ente's address where the program knows it.
fn base(ente: &Ente, id: AttoId) -> String {
    let page = format!("/atti/{id}");
    ente.address(&page).unwrap_or(page)
}

/// When and where it was posted, by the last fact that says so.
fn affissione(fatti: &[fatto::Model]) -> Option<Pubblicazione> {
    let fact = fatti.iter().rev().find(|one| one.tipo == "pubblicata")?;
    Some(Pubblicazione { dal: fact.giorno?, numero: numero_detto(&fact.testo)?.to_owned() })
}
