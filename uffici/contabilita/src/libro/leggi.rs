//! What others read through the door.

use std::collections::HashMap;

use authz::Who;
use kernel::Uuid;
use porte::ragioneria::{Atto, Capitolo, Cerca, Creditore, Dodicesimi, Movimento, Riga};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::quadro::{Quali, Saldo, Stato, con_esito, saldi};
use crate::{
    error::Error,
    permissions::{CONSULTA, IMPEGNA, PRENOTA, VARIA},
    rules::Codice,
    tables::{capitolo, movimento as righe},
};

/// The most chapters of one answer.
const MOLTI: usize = 200;

/// Whether chapters may be read: by whoever may look, and by whoever must in order to do their part.
pub(crate) fn puo_leggere(who: &Who) -> Result<(), authz::Denied> {
    if [&PRENOTA, &IMPEGNA, &VARIA].into_iter().any(|permission| who.may(permission)) {
        return Ok(());
    }
    who.require(&CONSULTA)
}

/// Whether bookings may be written: by whoever books, and by whoever commits.
pub(crate) fn puo_prenotare(who: &Who) -> Result<(), authz::Denied> {
    if who.may(&IMPEGNA) {
        return Ok(());
    }
    who.require(&PRENOTA)
}

/// Chapters by code.
///
/// # Errors
/// Without the right; those of the database.
pub(crate) async fn capitoli<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    cerca: &Cerca,
) -> Result<Vec<Capitolo>, Error> {
    puo_leggere(who)?;
    let rows = trova(connection, cerca.anno, &cerca.testo).await?;
    let some: Vec<capitolo::Model> = rows.into_iter().take(cerca.limite.min(MOLTI)).collect();
    let ids: Vec<Uuid> = some.iter().map(|row| row.id.uuid()).collect();
    let saldi = saldi(connection, Quali::Questi(&ids), cerca.anno).await?;
    Ok(some.into_iter().map(|row| come_porta(&row, saldi.get(&row.id.uuid()).copied().unwrap_or_default())).collect())
}

/// One chapter.
///
/// # Errors
/// Without the right; those of the database.
pub(crate) async fn capitolo<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    anno: i64,
    codice: &str,
) -> Result<Option<Capitolo>, Error> {
    puo_leggere(who)?;
    let Ok(code) = codice.parse::<Codice>() else { return Ok(None) };
    let select = capitolo::Entity::find()
        .filter(capitolo::Column::Anno.eq(anno))
        .filter(capitolo::Column::Ordine.eq(code.ordine()));
    let Some(row) = select.one(connection).await? else { return Ok(None) };
    let id = row.id.uuid();
    let saldo = saldi(connection, Quali::Questi(&[id]), anno).await?.remove(&id).unwrap_or_default();
    Ok(Some(come_porta(&row, saldo)))
}

/// The chapters of a year that a text finds, by code: the beginning of the code, or all its words.
///
/// # Errors
/// Those of the database.
pub(crate) async fn trova<C: ConnectionTrait>(
    connection: &C,
    anno: i64,
    text: &str,
) -> Result<Vec<capitolo::Model>, Error> {
    let select = capitolo::Entity::find().filter(capitolo::Column::Anno.eq(anno));
    let rows = select.order_by_asc(capitolo::Column::Ordine).all(connection).await?;
    // A year has some hundreds of chapters, a few thousand at most: they are looked through here.
    let words: Vec<String> = text.chars().take(200).collect::<String>().split_whitespace().map(piano).collect();
    let fits = |row: &capitolo::Model| {
        let code = row.codice().to_string();
        let about = piano(&format!("{} {} {}.{}", row.descrizione, row.piano, row.missione, row.programma));
        words.iter().all(|word| code.starts_with(word.as_str()) || about.contains(word.as_str()))
    };
    Ok(rows.into_iter().filter(fits).collect())
}

/// Small letters, without accents.
fn piano(text: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'á' => 'a',
        'è' | 'é' => 'e',
        'ì' | 'í' => 'i',
        'ò' | 'ó' => 'o',
        'ù' | 'ú' => 'u',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
}

/// What an act has.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di_atto<C: ConnectionTrait>(
    connection: &C,
    ufficio: &str,
    id: Uuid,
) -> Result<Vec<Movimento>, Error> {
    let select = righe::Entity::find()
        .filter(righe::Column::AttoUfficio.eq(ufficio))
        .filter(righe::Column::AttoId.eq(id))
        .order_by_asc(righe::Column::At)
        .order_by_asc(righe::Column::Numero)
        .order_by_desc(righe::Column::Genere);
    let stati = con_esito(connection, select.all(connection).await?).await?;
    let ids: Vec<Uuid> = stati.iter().map(|stato| stato.riga.capitolo_id.uuid()).collect();
    let chapters = capitolo::Entity::find().filter(capitolo::Column::Id.is_in(ids)).all(connection).await?;
    let chapters: HashMap<Uuid, capitolo::Model> = chapters.into_iter().map(|row| (row.id.uuid(), row)).collect();
    let of = |stato: Stato| -> Result<Movimento, Error> {
        let chapter = chapters.get(&stato.riga.capitolo_id.uuid()).ok_or(Error::NotFound)?;
        Ok(movimento(stato, chapter))
    };
    stati.into_iter().map(of).collect()
}

/// A booking or a commitment as the door tells it.
pub(crate) fn movimento(stato: Stato, chapter: &capitolo::Model) -> Movimento {
    let genere = stato.genere();
    let Stato { riga, ridotto, liquidato } = stato;
    let (codice_fiscale, partita_iva) = (riga.creditore_cf, riga.creditore_piva);
    Movimento {
        id: riga.id.uuid(),
        genere,
        numero: (riga.numero_anno, riga.numero),
        at: riga.at,
        atto: Atto {
            ufficio: riga.atto_ufficio,
            id: riga.atto_id,
            nome: riga.atto,
            riservato: riga.riservato == Some(true),
        },
        riga: Riga {
            anno: chapter.anno,
            capitolo: chapter.codice().to_string(),
            missione: chapter.missione.clone(),
            programma: chapter.programma.clone(),
            piano: riga.piano,
            importo: riga.cents,
            descrizione: riga.descrizione,
            creditore: riga.creditore.map(|nome| Creditore { nome, codice_fiscale, partita_iva }),
            cig: riga.cig,
            cup: riga.cup,
            scadenza: riga.scadenza,
            dodicesimi: Dodicesimi::from_code(&riga.dodicesimi).unwrap_or_default(),
            prenotazione: riga.prenotazione_id.map(kernel::Id::uuid),
        },
        ridotto,
        liquidato,
    }
}

/// A chapter as the door tells it.
pub(crate) fn come_porta(row: &capitolo::Model, saldo: Saldo) -> Capitolo {
    let conto = saldo.conto;
    Capitolo {
        id: row.id.uuid(),
        anno: row.anno,
        codice: row.codice().to_string(),
        descrizione: row.descrizione.clone(),
        missione: row.missione.clone(),
        programma: row.programma.clone(),
        piano: row.piano.clone(),
        assestato: conto.assestato(),
        fpv: conto.fpv,
        prenotato: conto.prenotato,
        impegnato: conto.impegnato,
        disponibile: conto.disponibile(),
        limite: row.limite(),
    }
}
