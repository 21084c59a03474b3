//! Corrections (art. 53 and 54 DPR 445/2000). What was written stays written: a correction is a row of its own that says what holds
//! now, and whoever reads the entry sees both. What the law lets nobody change (subject, correspondent) is corrected only by
//! annulling what the field said, with an act of the responsible; number, date and fingerprint never.

pub(crate) mod applica;
pub mod correggi;
pub(crate) mod rules;
pub(crate) mod tables;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use self::tables as correzione;
use crate::{error::Error, rules::RegistrazioneId, tables::registrazione};

/// What an entry is about now, in a query over `protocollo_registrazione r`.
pub(crate) const OGGETTO: &str = "COALESCE((SELECT cz.dopo FROM protocollo_correzione cz WHERE cz.registrazione_id = r.id \
     AND cz.campo = 'oggetto' ORDER BY cz.id DESC LIMIT 1), r.oggetto)";
/// What a party is called now, in a query over `protocollo_parte p`.
pub(crate) const NOME: &str = "COALESCE((SELECT cz.dopo FROM protocollo_correzione cz WHERE cz.di_id = p.id AND cz.campo = 'nome' \
     ORDER BY cz.id DESC LIMIT 1), p.nome)";
/// How an entry came or left, in a query over `protocollo_registrazione r`.
pub(crate) const MEZZO: &str = "COALESCE((SELECT cz.dopo FROM protocollo_correzione cz WHERE cz.registrazione_id = r.id \
     AND cz.campo = 'mezzo' ORDER BY cz.id DESC LIMIT 1), r.mezzo)";

/// A party's tax code now, empty where there is none, in a query over `protocollo_parte p`.
pub(crate) const CODICE_FISCALE: &str = "COALESCE((SELECT COALESCE(cz.dopo, '') FROM protocollo_correzione cz WHERE cz.di_id = p.id \
     AND cz.campo = 'codice_fiscale' ORDER BY cz.id DESC LIMIT 1), p.codice_fiscale, '')";
/// A party's address now, empty where there is none, in a query over `protocollo_parte p`.
pub(crate) const INDIRIZZO: &str = "COALESCE((SELECT COALESCE(cz.dopo, '') FROM protocollo_correzione cz WHERE cz.di_id = p.id \
     AND cz.campo = 'indirizzo' ORDER BY cz.id DESC LIMIT 1), p.indirizzo, '')";
/// Whether a party is still who was recognised when it was written, in a query over `protocollo_parte p`: once its name or code is
/// corrected it may be someone else.
pub(crate) const ANCORA_LUI: &str = "NOT EXISTS (SELECT 1 FROM protocollo_correzione cz WHERE cz.di_id = p.id \
     AND cz.campo IN ('nome', 'codice_fiscale'))";

/// The corrections of an entry, oldest first.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di<C: ConnectionTrait>(
    connection: &C,
    id: RegistrazioneId,
) -> Result<Vec<correzione::Model>, Error> {
    let select = correzione::Entity::find().filter(correzione::Column::RegistrazioneId.eq(id));
    Ok(select.order_by_asc(correzione::Column::Id).all(connection).await?)
}

/// The entry with what holds now, for whoever shows it or writes about it; never to be written back.
///
/// # Errors
/// Those of the database.
pub(crate) async fn corretta<C: ConnectionTrait>(
    connection: &C,
    mut riga: registrazione::Model,
) -> Result<registrazione::Model, Error> {
    let corrections = di(connection, riga.id).await?;
    applica::alla_riga(&mut riga, &corrections);
    Ok(riga)
}
