//! A file begins.

use authz::{PersonId, UnitId, unit};
use iter::{Agente, Avvio, Pratica};
use kernel::Uuid;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Caso, Error, Materia, PraticaId, Vista, calendario,
    compi::{di_persona, esegui},
    definizioni::{in_vigore, pronta},
    fatti::{self, Presa},
    persone::persona,
    righe,
    tables::pratica,
};

/// A file to be begun.
#[derive(Clone, Copy, Debug)]
pub struct Nuova<'a> {
    /// By which definition: its version in force is taken.
    pub codice: &'a str,
    /// The office's thing: its row is written in the same transaction, before this.
    pub oggetto: Uuid,
    /// The unit that proposes it.
    pub ufficio: UnitId,
    /// Who begins it.
    pub chi: PersonId,
    /// The request's key, the same when it is sent again: the form's.
    pub chiave: &'a str,
}

/// A file that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avviata {
    /// Its id.
    pub pratica: PraticaId,
    /// The office's thing: where the request was served before, that of then.
    pub oggetto: Uuid,
    /// Whether this very request had begun it before: then nothing was written now, and the office gives up its own
    /// rows by not committing.
    pub gia: bool,
}

/// Begins a file, with the automatic steps that follow and their effects.
///
/// # Errors
/// All the reasons why this person cannot begin it there; no version in force; what an effect says. The transaction
/// is gone then.
pub async fn avvia(mut tx: Tx, materia: &dyn Materia, nuova: Nuova<'_>) -> Result<(Tx, Avviata), Error> {
    di_persona(nuova.chiave)?;
    db::alone(&tx, &format!("iter_pratica {} {}", materia.codice(), nuova.chiave)).await?;
    if let Some(row) = gia_avviata(&tx, materia, nuova.chiave).await? {
        if row.codice != nuova.codice || row.autore_id != nuova.chi {
            return Err(Error::no(
                "Questa richiesta ha la chiave di un'altra già eseguita: ricarica la pagina e riprova.",
            ));
        }
        return Ok((tx, Avviata { pratica: row.id, oggetto: row.oggetto_id, gia: true }));
    }
    let Some(vigore) = in_vigore(&tx, nuova.codice).await? else {
        let sentence = format!("L'iter «{}» non è in vigore: chi gestisce gli iter deve prima metterlo.", nuova.codice);
        return Err(Error::no(sentence));
    };
    if vigore.riga.materia != materia.codice() {
        return Err(Error::no(format!("L'iter «{}» non è di questo ufficio.", vigore.riga.nome)));
    }
    let definizione = pronta(&vigore.riga)?;
    let now = tx.now();
    let ufficio = unit::Entity::find_by_id(nuova.ufficio).one(&tx).await?.ok_or(Error::NotFound)?.code;
    let persona = persona(&tx, nuova.chi, now.date()).await?;
    let mondo = materia.mondo(&Vista::Scritta(&tx), nuova.oggetto).await?;
    let avvio = Avvio { chi: Agente::Persona(&persona), ufficio: &ufficio, quando: now, chiave: nuova.chiave };
    let fatti = Pratica::nuova(&definizione, &*mondo, avvio)?;
    let riga = pratica::Model {
        id: tx.id(),
        codice: nuova.codice.to_owned(),
        materia: materia.codice().to_owned(),
        oggetto_id: nuova.oggetto,
        chiave: nuova.chiave.to_owned(),
        definizione_id: vigore.riga.id,
        ufficio_id: nuova.ufficio,
        autore_id: nuova.chi,
        avviata_at: now,
    };
    let riga = tx.insert(riga).await?;
    let caso = Caso {
        pratica: riga.id,
        oggetto: riga.oggetto_id,
        codice: &riga.codice,
        chi: Some(nuova.chi),
        quando: now,
        prima: None,
        fatti: &fatti,
    };
    esegui(&mut tx, materia, &caso).await?;
    fatti::scrivi(&mut tx, riga.id, &fatti).await?;
    let pratica = Pratica::da(&fatti)?;
    let calendario = calendario(&tx).await?;
    let presa = Presa { riga: riga.clone(), fatti: Vec::new(), pratica, definizione };
    righe::rifai(&tx, materia, &presa, &calendario, true).await?;
    materia.dopo(&mut tx, &caso).await?;
    Ok((tx, Avviata { pratica: riga.id, oggetto: riga.oggetto_id, gia: false }))
}

async fn gia_avviata(tx: &Tx, materia: &dyn Materia, chiave: &str) -> Result<Option<pratica::Model>, Error> {
    let select = pratica::Entity::find().filter(pratica::Column::Materia.eq(materia.codice()));
    Ok(select.filter(pratica::Column::Chiave.eq(chiave)).one(tx).await?)
}
