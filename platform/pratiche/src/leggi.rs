//! A file as pages show it: where it is, who is waited for, what the reader may do.

use std::{collections::HashMap, sync::Arc};

use authz::Who;
use calendar::Calendario;
use iter::{Attesa, Mondo, PassoPossibile, Persona};
use kernel::{Instant, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Error, Materia, PraticaId, Vista, calendario,
    compi::della_materia,
    fatti::{Presa, presa, prese},
    persone::persona,
    tables::pratica,
};

/// A file with all that its page needs, read in one view.
pub struct Lettura {
    /// The file, folded.
    pub presa: Presa,
    /// The days of the ente.
    pub calendario: Calendario,
    /// Who reads.
    pub persona: Persona,
    /// For each state in which it is, who is waited for and until when.
    pub attese: Vec<Attesa>,
    mondo: Arc<dyn Mondo + Send + Sync>,
    ora: Instant,
}

impl Lettura {
    /// The steps that the reader may take now, each with all that it still lacks.
    pub fn passi(&self) -> Vec<PassoPossibile<'_>> {
        let (pratica, definizione) = (&self.presa.pratica, &self.presa.definizione);
        pratica.passi_possibili(definizione, &self.calendario, &*self.mondo, &self.persona, self.ora)
    }

    /// Whether the step of this code is the reader's, wherever the file is by now; not where its definition has no such step.
    pub fn spetta(&self, passo: &str) -> bool {
        let (pratica, definizione) = (&self.presa.pratica, &self.presa.definizione);
        let Some(passo) = definizione.passo(passo) else { return false };
        pratica.spetta(definizione, &self.calendario, &*self.mondo, passo, &self.persona, self.ora)
    }

    /// How many facts the reader saw: to be sent back with the step that they decide upon.
    pub fn visto(&self) -> u32 {
        self.presa.pratica.prossimo()
    }
}

/// A file, folded, whoever reads: the office has authorised them to see its thing.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub async fn prendi(vista: &Vista<'_>, materia: &dyn Materia, id: PraticaId) -> Result<Presa, Error> {
    let riga = pratica::Entity::find_by_id(id).one(vista).await?.ok_or(Error::NotFound)?;
    let presa = presa(vista, riga).await?;
    della_materia(&presa, materia)?;
    Ok(presa)
}

/// A file for its page: first whether `who` may see the office's thing at all, then all the rest.
///
/// # Errors
/// [`Error::NotFound`] also where `who` may not see it; those of the database.
pub async fn leggi(
    vista: &Vista<'_>,
    materia: &dyn Materia,
    who: &Who,
    id: PraticaId,
    ora: Instant,
) -> Result<Lettura, Error> {
    let presa = prendi(vista, materia, id).await?;
    let oggetto = presa.riga.oggetto_id;
    if !materia.intestazioni(vista, who, &[oggetto]).await?.contains_key(&oggetto) {
        return Err(Error::NotFound);
    }
    let calendario = calendario(vista).await?;
    let persona = persona(vista, who.person, ora.date()).await?;
    let mondo: Arc<dyn Mondo + Send + Sync> = materia.mondo(vista, oggetto).await?.into();
    let attese = presa.pratica.attese(&presa.definizione, &calendario, &*mondo);
    Ok(Lettura { presa, calendario, persona, attese, mondo, ora })
}

/// Many files for a list, with as many queries as for one: of these, in this order, those that are there, are of this
/// matter, and are about a thing that `who` may see.
///
/// # Errors
/// Those of the database, and of the office.
pub async fn leggi_tutte(
    vista: &Vista<'_>,
    materia: &dyn Materia,
    who: &Who,
    ids: &[PraticaId],
    ora: Instant,
) -> Result<Vec<Lettura>, Error> {
    let select = pratica::Entity::find().filter(pratica::Column::Id.is_in(ids.iter().copied()));
    let mut righe = select.filter(pratica::Column::Materia.eq(materia.codice())).all(vista).await?;
    let heads = materia.intestazioni(vista, who, &oggetti(&righe)).await?;
    righe.retain(|riga| heads.contains_key(&riga.oggetto_id));
    let mondi = materia.mondi(vista, &oggetti(&righe)).await?;
    let mondi: HashMap<Uuid, Arc<dyn Mondo + Send + Sync>> =
        mondi.into_iter().map(|(oggetto, mondo)| (oggetto, mondo.into())).collect();
    let calendario = calendario(vista).await?;
    let persona = persona(vista, who.person, ora.date()).await?;
    let mut lette: HashMap<PraticaId, Lettura> = HashMap::new();
    for presa in prese(vista, righe).await? {
        let Some(mondo) = mondi.get(&presa.riga.oggetto_id).cloned() else { continue };
        let attese = presa.pratica.attese(&presa.definizione, &calendario, &*mondo);
        let (calendario, persona) = (calendario.clone(), persona.clone());
        lette.insert(presa.riga.id, Lettura { presa, calendario, persona, attese, mondo, ora });
    }
    Ok(ids.iter().filter_map(|id| lette.remove(id)).collect())
}

/// What files are about, each once.
fn oggetti(righe: &[pratica::Model]) -> Vec<Uuid> {
    let mut all: Vec<Uuid> = righe.iter().map(|riga| riga.oggetto_id).collect();
    all.sort_unstable();
    all.dedup();
    all
}
