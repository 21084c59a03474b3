//! The working rows: where a file is, who is waited for, what falls due. Made again from the fold after each request,
//! in its transaction; they decide nothing, and could be thrown away.

mod attese;
pub(crate) mod scadenze;

use calendar::Calendario;
use ledger::Tx;

use crate::{
    Error, Materia, PraticaId, Vista, calendario,
    compi::della_materia,
    fatti::{Presa, sotto_chiave},
};

/// In `iter_escluso`, the number of who keeps out of the whole file.
pub(crate) const TUTTA: i64 = -1;

/// Makes the rows of one file again, by its thing as the transaction will commit it.
pub(crate) async fn rifai(
    tx: &Tx,
    materia: &dyn Materia,
    presa: &Presa,
    calendario: &Calendario,
    nuova: bool,
) -> Result<(), Error> {
    let id = presa.riga.id;
    // At once and not put off: on PostgreSQL what is put off together has no order.
    let tables = if nuova { &[][..] } else { &["iter_stato", "iter_attesa", "iter_escluso", "iter_scadenza"][..] };
    for table in tables {
        db::execute(tx, &format!("DELETE FROM {table} WHERE pratica_id = $1"), [id.into()]).await?;
    }
    stati(tx, presa).await?;
    if presa.pratica.conclusa().is_some() {
        return Ok(());
    }
    let mondo = materia.mondo(&Vista::Scritta(tx), presa.riga.oggetto_id).await?;
    let attese = attese::attese(presa, calendario, &*mondo);
    drop(mondo);
    attese::scrivi(tx, id, &attese, presa.pratica.astenuti()).await?;
    scadenze::scrivi(tx, presa, calendario).await
}

async fn stati(tx: &Tx, presa: &Presa) -> Result<(), Error> {
    let riga = &presa.riga;
    let definizione = crate::definizioni::riga(tx, &riga.codice, presa.pratica.definizione()).await?.id;
    for (stato, dal) in presa.pratica.presente() {
        let values = [
            riga.id.into(),
            stato.clone().into(),
            presa.definizione.nome_stato(stato).into(),
            (*dal).into(),
            presa.pratica.conclusa().is_some().into(),
            riga.codice.clone().into(),
            riga.materia.clone().into(),
            riga.oggetto_id.into(),
            riga.ufficio_id.into(),
            definizione.into(),
        ];
        let sql = "INSERT INTO iter_stato (pratica_id, stato, nome, dal, fine, codice, materia, oggetto_id, \
                   ufficio_id, definizione_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        db::later(tx, sql, values).await?;
    }
    Ok(())
}

/// Makes the working rows of a file again after the office changed its thing outside of a step, where conditions or
/// designations look at what was changed; and after the ente's calendar changed. Writes no record.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub async fn rinfresca(tx: &Tx, materia: &dyn Materia, id: PraticaId) -> Result<(), Error> {
    let presa = sotto_chiave(tx, id).await?;
    della_materia(&presa, materia)?;
    let calendario = calendario(tx).await?;
    rifai(tx, materia, &presa, &calendario, false).await
}
