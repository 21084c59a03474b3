//! The night's work: steps at the end of a term, reminders, substitutes.

use iter::Avviso;
use kernel::{Actor, Date};
use ledger::{Ledger, Tx};
use sea_orm::Value;

use crate::{
    Agisce, Caso, Error, Materia, Passo, PraticaId, Vista, calendario, compi,
    compi::DELLA_NOTTE,
    di_codice,
    fatti::{Presa, sotto_chiave},
    prendi,
    righe::{self, scadenze},
    tables::pratica,
};

/// So many files at once.
const ALLA_VOLTA: u64 = 100;
/// So many steps of one file in one night, at most: a definition in order has no rounds of these.
const PASSI_MAX: usize = 16;

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notte {
    /// Steps taken at the end of a term.
    pub passi: usize,
    /// Things told.
    pub avvisi: usize,
    /// Files on which something did not go: each with the reason. The others went on.
    pub non_riusciti: Vec<(PraticaId, String)>,
}

/// Does what is due today in the files of these matters, each step and each file's reminders in a transaction of its
/// own. Killed in the middle and run again, it goes on where it was; a night that was missed is made up for.
///
/// # Errors
/// Those of the database while it looks for files; what one file meets does not keep the others.
pub async fn lavora(ledger: &Ledger, materie: &[&dyn Materia]) -> Result<Notte, Error> {
    let oggi = ledger.now().date();
    let mut notte = Notte::default();
    for what in ["scatta_dal", "avviso_dal"] {
        let mut after: PraticaId = kernel::Uuid::nil().into();
        loop {
            let found = dovute(ledger, what, oggi, after).await?;
            let Some((last, _)) = found.last().cloned() else { break };
            after = last;
            for (id, codice) in found {
                let Some(materia) = di_codice(materie, &codice) else { continue };
                let done = match what {
                    "scatta_dal" => passi(ledger, materia, id, &mut notte).await,
                    _ => avvisa(ledger, materia, id, oggi, &mut notte).await,
                };
                if let Err(error) = done {
                    tracing::warn!(pratica = %id, %error, "the night's work on a file did not go");
                    notte.non_riusciti.push((id, error.to_string()));
                }
            }
        }
    }
    Ok(notte)
}

/// The next files with something due, and whose they are.
async fn dovute(
    ledger: &Ledger,
    column: &str,
    oggi: Date,
    after: PraticaId,
) -> Result<Vec<(PraticaId, String)>, Error> {
    let sql = format!(
        "SELECT DISTINCT s.pratica_id, p.materia FROM iter_scadenza s JOIN iter_pratica p ON p.id = s.pratica_id \
         WHERE s.{column} <= $1 AND s.pratica_id > $2 ORDER BY s.pratica_id LIMIT {ALLA_VOLTA}"
    );
    let read = ledger.db().read().await?;
    let mut found = Vec::new();
    for row in db::rows(&read, &sql, [Value::from(oggi), after.into()]).await? {
        found.push((row.try_get("", "pratica_id")?, row.try_get("", "materia")?));
    }
    Ok(found)
}

/// Takes the steps that the program owes, one transaction each.
async fn passi(ledger: &Ledger, materia: &dyn Materia, id: PraticaId, notte: &mut Notte) -> Result<(), Error> {
    for _ in 0..PASSI_MAX {
        let Some((passo, chiave)) = dovuto(ledger, materia, id).await? else { return Ok(()) };
        let tx = ledger.begin(Actor::System("iter.scadenze"), "iter.scadenza").await?;
        let asked =
            Passo { pratica: id, passo: &passo, chi: Agisce::Sistema, motivo: None, chiave: &chiave, visto: None };
        let (tx, esito) = compi(tx, materia, asked).await?;
        tx.commit().await?;
        notte.passi += usize::from(!esito.gia());
    }
    Err(Error::no("La pratica compie da sola un passo dopo l'altro senza fermarsi: avvisa chi gestisce gli iter."))
}

/// The first step that is owed, with the key under which it is taken once.
async fn dovuto(ledger: &Ledger, materia: &dyn Materia, id: PraticaId) -> Result<Option<(String, String)>, Error> {
    let read = ledger.db().read().await?;
    let vista = Vista::Letta(&read);
    let presa = prendi(&vista, materia, id).await?;
    let calendario = calendario(&vista).await?;
    let mondo = materia.mondo(&vista, presa.riga.oggetto_id).await?;
    let quando = ledger.now();
    let due = presa.pratica.dovuti(&presa.definizione, &calendario, &*mondo, quando);
    let Some(passo) = due.first().and_then(|codice| presa.definizione.passo(codice)) else { return Ok(None) };
    let termine = passo.alla_scadenza().unwrap_or_default();
    Ok(Some((passo.codice.clone(), format!("{DELLA_NOTTE}{termine}:{}", presa.pratica.prossimo()))))
}

/// Tells what is to be told of one file, and notes it.
async fn avvisa(
    ledger: &Ledger,
    materia: &dyn Materia,
    id: PraticaId,
    oggi: Date,
    notte: &mut Notte,
) -> Result<(), Error> {
    let mut tx = ledger.begin(Actor::System("iter.scadenze"), "iter.avviso").await?;
    let presa = sotto_chiave(&tx, id).await?;
    let calendario = calendario(&tx).await?;
    let all = scadenze::da_dire(&tx, &presa, &calendario, oggi).await?;
    for avviso in &all {
        annota(&tx, id, avviso).await?;
        dillo(&mut tx, materia, &presa, avviso).await?;
    }
    righe::rifai(&tx, materia, &presa, &calendario, false).await?;
    tx.commit().await?;
    notte.avvisi += all.len();
    Ok(())
}

async fn annota(tx: &Tx, id: PraticaId, avviso: &Avviso) -> Result<(), Error> {
    let sql = "INSERT INTO iter_avviso (pratica_id, termine, quale, il, at) VALUES ($1, $2, $3, $4, $5)";
    let values = [
        id.into(),
        avviso.termine.clone().into(),
        scadenze::nome(avviso.quale).into(),
        avviso.il.into(),
        tx.now().into(),
    ];
    db::execute(tx, sql, values).await?;
    Ok(())
}

async fn dillo(tx: &mut Tx, materia: &dyn Materia, presa: &Presa, avviso: &Avviso) -> Result<(), Error> {
    let riga: &pratica::Model = &presa.riga;
    let caso = Caso {
        pratica: riga.id,
        oggetto: riga.oggetto_id,
        codice: &riga.codice,
        chi: None,
        quando: tx.now(),
        prima: Some(&presa.pratica),
        fatti: &[],
    };
    materia.avvisa(tx, &caso, avviso).await
}
