//! To publish: a new item, or a new version of one. What was there stays with the office.

use documents::document;
use kernel::{Id, Refusal, Uuid};
use ledger::Tx;
use porte::trasparenza::Protezione;
use privacy::Deciso;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    rules::{Contenuto, Protetto, controlla, fine},
    tables::{allegato, beneficiario, scelta, stato, voce},
};

/// What the journal calls it.
pub(crate) const AZIONE: &str = "trasparenza.pubblica";

/// What is published, and from where it comes.
#[derive(Debug)]
pub(crate) struct Nuova<'a> {
    pub(crate) contenuto: &'a Contenuto,
    pub(crate) documenti: &'a [document::Model],
    /// What a person decided of personal data in it; nothing where no person publishes.
    pub(crate) scelte: &'a [Deciso],
    /// The office, and its record.
    pub(crate) origine: (&'a str, Option<Uuid>),
    /// The item of which this is a new version.
    pub(crate) capo: Option<Uuid>,
    pub(crate) persona: authz::PersonId,
}

/// Publishes in the caller's transaction; tells the id of the item.
///
/// # Errors
/// All the reasons; those of the database.
pub(crate) async fn scrivi(tx: &mut Tx, nuova: &Nuova<'_>) -> Result<Uuid, Error> {
    let Contenuto { sezione, titolo, testo, campi, riferita_al, effetti_fino, responsabile, protetto } =
        nuova.contenuto;
    let names: Vec<&str> = nuova.documenti.iter().map(|one| one.name.as_str()).collect();
    controlla(nuova.contenuto, &names, tx.now().date())?;
    let before = prima(tx, nuova).await?;
    if let Some(before) = &before {
        successiva(before, sezione.codice)?;
        ancora_protetto(tx, before, (nuova.contenuto, &names)).await?;
    }
    tx.action(AZIONE);
    let id: Id<voce::Entity> = tx.id();
    let capo = before.as_ref().map_or(id.uuid(), |before| before.capo_id);
    let versione = before.as_ref().map_or(1, |before| before.versione + 1);
    let riga = voce::Model {
        id,
        capo_id: capo,
        versione,
        scritta_at: tx.now(),
        sezione: sezione.codice.into(),
        genere: sezione.genere.code().into(),
        titolo: titolo.trim().into(),
        testo: testo.trim().into(),
        campi: serde_json::to_string(campi)?,
        riferita_al: *riferita_al,
        effetti_fino: *effetti_fino,
        responsabile: responsabile.trim().into(),
        ufficio: nuova.origine.0.into(),
        origine_id: nuova.origine.1,
        persona_id: nuova.persona,
    };
    tx.insert(riga).await?;
    for (posizione, one) in (1..).zip(nuova.documenti) {
        let row = allegato::Model { id: tx.id(), voce_id: id, posizione, documento_id: one.id };
        tx.insert(row).await?;
    }
    for one in nuova.scelte {
        let (genere, motivo) = (one.genere.clone(), one.motivo.clone());
        let row = scelta::Model { id: tx.id(), voce_id: id, genere, quante: i64::from(one.quante), motivo };
        tx.insert(row).await?;
    }
    if let Some(protetto) = protetto {
        let row = beneficiario::Model {
            id: tx.id(),
            voce_id: id,
            nome: protetto.nome.trim().into(),
            codice_fiscale: protetto.codice_fiscale.clone(),
            motivo: motivo(protetto.motivo).into(),
        };
        tx.insert(row).await?;
    }
    let after = stato::Model {
        id: before.as_ref().map_or_else(|| tx.id(), |before| before.id),
        capo_id: capo,
        voce_id: id,
        versione,
        sezione: sezione.codice.into(),
        ufficio: nuova.origine.0.into(),
        origine_id: nuova.origine.1,
        stato: "pubblicata".into(),
        fine_il: fine(sezione.termine, *riferita_al, *effetti_fino),
        pubblicata_at: before.as_ref().map_or(tx.now(), |before| before.pubblicata_at),
        aggiornata_at: tx.now(),
    };
    match &before {
        Some(before) => tx.update(before, after).await?,
        None => tx.insert(after).await?,
    };
    Ok(capo)
}

/// As rows write why somebody is not named.
pub(crate) const fn motivo(motivo: Protezione) -> &'static str {
    match motivo {
        Protezione::Salute => "salute",
        Protezione::Disagio => "disagio",
    }
}

/// What [`motivo`] wrote; none where it is another word.
pub(crate) fn protezione(codice: &str) -> Option<Protezione> {
    [Protezione::Salute, Protezione::Disagio].into_iter().find(|one| motivo(*one) == codice)
}

/// How the item stands of which this is a new version: the one that is named, or that of the same record.
async fn prima(tx: &Tx, nuova: &Nuova<'_>) -> Result<Option<stato::Model>, Error> {
    if let Some(capo) = nuova.capo {
        let found = stato::Entity::find().filter(stato::Column::CapoId.eq(capo)).one(tx).await?;
        return found.map(Some).ok_or(Error::NotFound);
    }
    let (ufficio, Some(origine)) = nuova.origine else { return Ok(None) };
    db::alone(tx, &format!("trasparenza {ufficio} {origine}")).await?;
    let select = stato::Entity::find().filter(stato::Column::OrigineId.eq(origine));
    Ok(select.filter(stato::Column::Ufficio.eq(ufficio)).one(tx).await?)
}

/// Whether a version may follow.
fn successiva(before: &stato::Model, sezione: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if before.stato != "pubblicata" {
        refusal.add(None, "Questo contenuto è ritirato: non se ne fa una versione nuova. Pubblicane un altro.");
    }
    if before.sezione != sezione {
        refusal.add(Some("sezione"), "Una versione nuova resta nella sezione di quella di prima.");
    }
    refusal.unless_empty(())
}

/// Who is behind the last version, where it names nobody.
pub(crate) async fn dietro(tx: &Tx, before: &stato::Model) -> Result<Option<Protetto>, Error> {
    let select = beneficiario::Entity::find().filter(beneficiario::Column::VoceId.eq(before.voce_id));
    Ok(select.one(tx).await?.map(protetto))
}

fn protetto(row: beneficiario::Model) -> Protetto {
    Protetto {
        nome: row.nome,
        codice_fiscale: row.codice_fiscale,
        motivo: protezione(&row.motivo).unwrap_or(Protezione::Disagio),
    }
}

/// Who is not named once is not named by any later version, whoever else that one is about.
async fn ancora_protetto(
    tx: &Tx,
    before: &stato::Model,
    (contenuto, names): (&Contenuto, &[&str]),
) -> Result<(), Error> {
    let versions = voce::Entity::find().filter(voce::Column::CapoId.eq(before.capo_id)).all(tx).await?;
    let ids: Vec<Id<voce::Entity>> = versions.iter().map(|row| row.id).collect();
    let select = beneficiario::Entity::find().filter(beneficiario::Column::VoceId.is_in(ids));
    for row in select.all(tx).await? {
        if contenuto.protetto.is_none() {
            let mut refusal = Refusal::default();
            refusal.add_law(
                Some("beneficiario"),
                "Il beneficiario di una versione di prima non è nominato: nemmeno questa lo nomina. Se era sbagliato, \
                 ritira il contenuto e pubblicane un altro.",
                "art. 26, c. 4, d.lgs. 33/2013",
            );
            return Err(refusal.into());
        }
        let with = Contenuto { protetto: Some(protetto(row)), ..contenuto.clone() };
        controlla(&with, names, tx.now().date())?;
    }
    Ok(())
}
