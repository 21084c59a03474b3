//! What falls due in a file.

use std::collections::BTreeMap;

use calendar::{Calendario, dopo};
use iter::{Avviso, Quale, Scadenza};
use kernel::Date;
use ledger::Tx;
use sea_orm::ConnectionTrait;

use crate::{Error, PraticaId, fatti::Presa};

/// What a person is told, as it is kept: so that it is told once.
pub(crate) fn nome(quale: Quale) -> String {
    match quale {
        Quale::Promemoria(days) => format!("promemoria-{days}"),
        Quale::Scaduto => "scaduto".into(),
        Quale::Sostituto => "sostituto".into(),
    }
}

/// All that is to be told of a file up to that day, without what was told before.
pub(crate) async fn da_dire<C: ConnectionTrait>(
    connection: &C,
    presa: &Presa,
    calendario: &Calendario,
    fino: Date,
) -> Result<Vec<Avviso>, Error> {
    let told = detti(connection, presa.riga.id).await?;
    let mut all = presa.pratica.avvisi(&presa.definizione, calendario, Date::MIN, fino);
    all.retain(|one| !told.contains(&(one.termine.clone(), nome(one.quale), one.il)));
    Ok(all)
}

async fn detti<C: ConnectionTrait>(connection: &C, id: PraticaId) -> Result<Vec<(String, String, Date)>, Error> {
    let sql = "SELECT termine, quale, il FROM iter_avviso WHERE pratica_id = $1";
    let rows = db::rows(connection, sql, [id.into()]).await?;
    let read = |row: &sea_orm::QueryResult| -> Result<_, sea_orm::DbErr> {
        Ok((row.try_get("", "termine")?, row.try_get("", "quale")?, row.try_get("", "il")?))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Writes the rows of the terms that run.
pub(super) async fn scrivi(tx: &Tx, presa: &Presa, calendario: &Calendario) -> Result<(), Error> {
    if presa.pratica.in_corso().next().is_none() {
        return Ok(());
    }
    let mut next: BTreeMap<String, Date> = BTreeMap::new();
    for avviso in da_dire(tx, presa, calendario, Date::MAX).await? {
        let first = next.entry(avviso.termine).or_insert(avviso.il);
        *first = (*first).min(avviso.il);
    }
    for (codice, corso) in presa.pratica.in_corso() {
        let (scade, sospesa) = match corso.scadenza(calendario) {
            Scadenza::Il(end) => (Some(end), None),
            Scadenza::Sospesa(since) => (None, Some(since)),
        };
        let termine = presa.definizione.termine(codice);
        let sostituto = scade.zip(termine.and_then(|termine| termine.sostituto.as_ref()));
        let sostituto = sostituto.map(|(end, one)| dopo(calendario.lavorativi_dopo(end, i32::from(one.dopo)), 1));
        let fires = presa.definizione.passi.iter().any(|passo| passo.alla_scadenza() == Some(codice));
        let values = [
            presa.riga.id.into(),
            codice.to_owned().into(),
            corso.nome.clone().into(),
            scade.into(),
            sospesa.into(),
            next.get(codice).copied().into(),
            sostituto.into(),
            scade.filter(|_| fires).map(|end| dopo(end, 1)).into(),
            presa.riga.codice.clone().into(),
            presa.riga.ufficio_id.into(),
        ];
        let sql = "INSERT INTO iter_scadenza (pratica_id, termine, nome, scade, sospesa_dal, avviso_dal, \
                   sostituto_dal, scatta_dal, codice, ufficio_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        db::later(tx, sql, values).await?;
    }
    Ok(())
}
