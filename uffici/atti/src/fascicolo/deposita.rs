//! Lays an adopted act into its fascicolo. Done twice it changes nothing.

use std::sync::Arc;

use ente::Ente;
use jobs::{Failure, Job};
use kernel::Actor;
use ledger::Tx;
use porte::fascicoli::{Annuale, Deposito, Dove};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{scelta, tabella};
use crate::{
    Atti,
    error::Error,
    leggi::{nome_unita, pratica_di},
    materia::CODICE,
    rules::tipi::Registro,
    tables::{AttoId, stato},
};

/// The job's name, and what the journal calls what it does.
pub(crate) const KIND: &str = "atti.fascicola";

/// The job, with the doors of the office.
#[derive(Debug)]
pub(crate) struct Fascicola(pub Atti);

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Fascicola {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn title(&self) -> &'static str {
        "mettere nel fascicolo gli atti adottati"
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let id: AttoId =
            payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice quale atto va nel fascicolo."))?;
        match deposita(&self.0, ente, id).await {
            Ok(()) => Ok(()),
            // What the rules refuse they refuse tomorrow too: somebody must choose.
            Err(Error::Refused(no)) => Err(Failure::give_up(format!(
                "Un atto adottato non è ancora in nessun fascicolo: apri /atti/{id} e scegline uno. Il motivo: {no}"
            ))),
            Err(error) => {
                let told = "Un atto adottato non è ancora nel suo fascicolo: si riprova da soli.";
                Err(Failure::retry(told, error))
            }
        }
    }
}

async fn deposita(atti: &Atti, ente: &Ente, id: AttoId) -> Result<(), Error> {
    let Some(fascicoli) = atti.fascicoli else { return Ok(()) };
    let mut tx = ente.ledger.begin(Actor::System(KIND), KIND).await?;
    // The file first, as everybody: whoever chooses another fascicolo at the same instant waits, or is waited for.
    let pratica = pratica_di(&tx, id).await?;
    tx.find::<pratiche::pratica::Entity>(pratica.uuid()).await?.ok_or(Error::NotFound)?;
    let stato = stato::Entity::find().filter(stato::Column::AttoId.eq(id)).one(&tx).await?;
    let stato = stato.filter(|row| row.numero.is_some()).ok_or(Error::NotFound)?;
    let Some(chosen) = scelta(&tx, id).await? else { return Ok(()) };
    let Some(dove) = dove(&tx, &stato, &chosen).await? else { return Ok(()) };
    let cosa = Deposito { ufficio: CODICE, cosa: id.uuid(), persona: chosen.persona_id };
    fascicoli.deposita(&mut tx, &cosa, &dove).await?;
    tx.commit().await?;
    Ok(())
}

async fn dove(tx: &Tx, stato: &stato::Model, chosen: &tabella::Model) -> Result<Option<Dove>, Error> {
    if let Some(id) = chosen.fascicolo_id {
        return Ok(Some(Dove::Scelto(id)));
    }
    let (Some(classe), Some(anno)) = (chosen.classe.clone(), stato.anno) else { return Ok(None) };
    let register = stato.registro.as_deref().and_then(Registro::di);
    let what = register.map_or("Atti", |one| one.nome.split(':').next().unwrap_or(one.nome));
    let oggetto = format!("{what}: {}", nome_unita(tx, stato.unita_id).await?);
    Ok(Some(Dove::Annuale(Annuale { classe, oggetto, unita: stato.unita_id, anno })))
}
