//! To put an entry in a fascicolo. The entry keeps its own rule of who may see it.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    Chiave, Fascicolo, blocca, condivisi,
    regole::{DaMettere, check_put, class_warning},
    tables::voce,
    trova, visibilita,
};
use crate::{
    error::Error,
    permissions::FASCICOLA,
    registrazione::{self, classifica, stato_di},
    rules::segnatura,
    tables::registrazione as entry,
};

/// Puts an entry in a fascicolo; with `classifica` it also gets the fascicolo's class. Gives what to look at: classes that do not
/// agree.
///
/// # Errors
/// A missing permission, all the reasons why it may not go there, an entry or a fascicolo that `who` may not see.
pub async fn metti(
    ente: &Ente,
    who: &Who,
    chiave: &Chiave,
    (anno, numero): (i64, i64),
    classifica: bool,
) -> Result<Option<String>, Error> {
    who.require(&FASCICOLA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.metti_in_fascicolo").await?;
    let fascicolo = trova(&tx, who, chiave).await?;
    let riga = registrazione::trova(&tx, who, anno, numero).await?;
    let avviso = scrivi(&mut tx, who, &fascicolo, &riga).await?;
    let avviso = if classifica && avviso.is_some() {
        tx.action("protocollo.classifica");
        let before = stato_di(&tx, riga.id).await?;
        classifica::scrivi(&mut tx, who, &riga, &before, &fascicolo.riga.classe).await?;
        None
    } else {
        avviso
    };
    tx.commit().await?;
    Ok(avviso)
}

/// Writes it in a transaction of the caller's, who has found both where `who` sees them.
///
/// # Errors
/// A missing permission, all the reasons why it may not go there.
pub(crate) async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    fascicolo: &Fascicolo,
    riga: &entry::Model,
) -> Result<Option<String>, Error> {
    who.require(&FASCICOLA)?;
    richiedi_lavoro(tx, who, fascicolo).await?;
    let (_, standing) = blocca(tx, who, fascicolo).await?;
    let state = stato_di(tx, riga.id).await?;
    let there = voce::Entity::find()
        .filter(voce::Column::FascicoloId.eq(fascicolo.riga.id))
        .filter(voce::Column::RegistrazioneId.eq(riga.id))
        .filter(voce::Column::ToltaAt.is_null())
        .one(tx)
        .await?;
    let asked = DaMettere { numero: segnatura(riga), annullata: state.annullata, presente: there.is_some() };
    check_put(&standing, &asked)?;
    let sql = "SELECT COALESCE(MAX(ordine), 0) AS n FROM protocollo_fascicolo_voce WHERE fascicolo_id = $1";
    let last: i64 = db::one(tx, sql, [fascicolo.riga.id.into()]).await?.map_or(Ok(0), |row| row.try_get("", "n"))?;
    let row = voce::Model {
        id: tx.id(),
        fascicolo_id: fascicolo.riga.id,
        registrazione_id: riga.id,
        ordine: last + 1,
        messa_da: who.person,
        messa_at: tx.now(),
        tolta_da: None,
        tolta_at: None,
        motivo: None,
    };
    tx.insert(row).await?;
    Ok(class_warning(fascicolo.tipo(), &fascicolo.chiave(), state.classe.as_deref()))
}

/// The same for an entry that is being registered: a fascicolo that is not there is told beside its field.
///
/// # Errors
/// As for [`scrivi`].
pub(crate) async fn nel(tx: &mut Tx, who: &Who, chiave: &Chiave, riga: &entry::Model) -> Result<(), Error> {
    let fascicolo = match trova(tx, who, chiave).await {
        Err(error @ Error::FascicoloAssente) => {
            return Err(Refusal::beside("fascicolo", error.to_string()).into());
        }
        found => found?,
    };
    scrivi(tx, who, &fascicolo, riga).await?;
    Ok(())
}

/// Asks that `who` work in this fascicolo.
pub(super) async fn richiedi_lavoro(tx: &Tx, who: &Who, fascicolo: &Fascicolo) -> Result<(), Error> {
    if visibilita::lavora(who, &fascicolo.stato, &condivisi(tx, fascicolo.riga.id).await?) {
        return Ok(());
    }
    let sentence = format!(
        "Nel fascicolo {} puoi solo leggere: chiedi all'ufficio che lo cura di condividerlo con il tuo per lavorarci.",
        fascicolo.chiave()
    );
    Err(Refusal::beside("fascicolo", sentence).into())
}
