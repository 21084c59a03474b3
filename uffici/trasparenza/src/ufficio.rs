//! What the office reads: also what is over, what is withdrawn, and the versions before the last.

use authz::Who;
use documents::{clean_name, document, store::Sha256Hash};
use ente::Ente;
use kernel::{Date, Refusal, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    albero::{Sezione, sezione},
    error::Error,
    guarda::{Guardato, Perche, cerca, gia_letto, parole},
    permissions::{BENEFICIARI, CONSULTA, PUBBLICA},
    pubblico::{Voce, allegati, con_righe},
    rules::{BENEFICIARIO, Contenuto, NON_NOMINATO, controlla},
    scrivi::{AZIONE, Nuova, dietro, scrivi},
    tables::{beneficiario, ritiro, scelta, stato, voce},
};

/// Versions of one item that are shown.
const VERSIONI: u64 = 200;

/// How an item stands on a day, in words and with the tone of its badge.
pub fn come_sta(stato: &stato::Model, oggi: Date) -> (&'static str, &'static str) {
    match (stato.stato.as_str(), stato.fine_il) {
        ("ritirata", _) => ("ritirata", "danger"),
        (_, Some(end)) if end < oggi => ("archiviata", "neutral"),
        _ => ("si legge", "success"),
    }
}

/// A page of the items of a section, the newest first, those that are over among them.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn elenca(
    ente: &Ente,
    who: &Who,
    sezione: &Sezione,
    dopo: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Voce>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let mut select = stato::Entity::find().filter(stato::Column::Sezione.eq(sezione.codice));
    if let Some(dopo) = dopo {
        select = select.filter(stato::Column::CapoId.lt(dopo));
    }
    let stati = select.order_by_desc(stato::Column::CapoId).limit(limit).all(&read).await?;
    con_righe(&read, stati).await
}

/// An item, whole.
#[derive(Clone, Debug)]
pub struct Scheda {
    /// Its last version.
    pub voce: Voce,
    /// Where it is.
    pub sezione: &'static Sezione,
    /// The files of the last version.
    pub documenti: Vec<document::Model>,
    /// What was decided of personal data in the last version.
    pub scelte: Vec<scelta::Model>,
    /// All versions, the newest first.
    pub versioni: Vec<voce::Model>,
    /// Why it was withdrawn.
    pub ritiro: Option<ritiro::Model>,
    /// Whether it names nobody.
    pub protetta: bool,
    /// Who is behind it, for whoever may know.
    pub beneficiario: Option<(String, Option<String>)>,
}

/// One of them.
///
/// # Errors
/// Without the permission; [`Error::NotFound`]; those of the database.
pub async fn una(ente: &Ente, who: &Who, id: Uuid) -> Result<Scheda, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let row = stato::Entity::find().filter(stato::Column::CapoId.eq(id)).one(&read).await?.ok_or(Error::NotFound)?;
    let voce = con_righe(&read, vec![row]).await?.pop().ok_or(Error::NotFound)?;
    let versioni = voce::Entity::find()
        .filter(voce::Column::CapoId.eq(id))
        .order_by_desc(voce::Column::Versione)
        .limit(VERSIONI)
        .all(&read)
        .await?;
    let behind = beneficiario::Entity::find().filter(beneficiario::Column::VoceId.eq(voce.riga.id)).one(&read).await?;
    let ritiro = ritiro::Entity::find().filter(ritiro::Column::CapoId.eq(id)).one(&read).await?;
    let scelte = scelta::Entity::find().filter(scelta::Column::VoceId.eq(voce.riga.id));
    Ok(Scheda {
        sezione: sezione(&voce.stato.sezione).ok_or(Error::NotFound)?,
        documenti: allegati(ente, &read, voce.riga.id).await?,
        scelte: scelte.order_by_asc(scelta::Column::Id).all(&read).await?,
        versioni,
        ritiro,
        protetta: behind.is_some(),
        beneficiario: behind.filter(|_| who.may(&BENEFICIARI)).map(|row| (row.nome, row.codice_fiscale)),
        voce,
    })
}

/// What a person writes, beside the files.
#[derive(Clone, Debug)]
pub struct Scritta {
    /// The words.
    pub contenuto: Contenuto,
    /// The item of which it is a new version.
    pub capo: Option<Uuid>,
    /// Whether a person has read each file.
    pub letti: bool,
    /// The files, with their names.
    pub files: Vec<(String, documents::store::Stored)>,
    /// Why what looks like personal data may be read.
    pub perche: Perche,
}

/// Looks for personal data in what a person wrote, and in the new files: those that a new version keeps were looked into
/// when they came, and so were its words that everybody reads by now.
///
/// # Errors
/// Without the permission; those of store and database.
pub async fn guarda(ente: &Ente, who: &Who, scritta: &Scritta) -> Result<Guardato, Error> {
    who.require(&PUBBLICA)?;
    let before = gia_letto(ente, scritta.capo).await?;
    let Contenuto { titolo, testo, responsabile, campi, .. } = &scritta.contenuto;
    let words = parole((titolo, testo, responsabile), campi);
    let files: Vec<(String, Sha256Hash)> =
        scritta.files.iter().map(|(name, stored)| (clean_name(name), stored.sha256)).collect();
    cerca(ente, (&words, &before), &files).await
}

/// Publishes what a person wrote; `guardato` is what [`guarda`] found in just that. Tells the id of the item. Without new
/// files a new version keeps those of the one before.
///
/// # Errors
/// Without the permission; all that is wrong, among it personal data of which nobody said why they may be read; those of
/// the database.
pub async fn pubblica(ente: &Ente, who: &Who, scritta: Scritta, guardato: &Guardato) -> Result<Uuid, Error> {
    who.require(&PUBBLICA)?;
    let mut refusal = Refusal::default();
    if !scritta.files.is_empty() && !scritta.letti {
        refusal.add_law(
            Some("letti"),
            "Leggi ogni file, e conferma che non c'è niente di personale oltre a ciò che la legge chiede.",
            "art. 7-bis d.lgs. 33/2013",
        );
    }
    let scelte = guardato.decidi(&scritta.perche, &mut refusal);
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    let before = match scritta.capo {
        Some(capo) => stato::Entity::find().filter(stato::Column::CapoId.eq(capo)).one(&tx).await?,
        None => None,
    };
    let mut contenuto = scritta.contenuto;
    let mut documenti = Vec::new();
    for (name, stored) in &scritta.files {
        let document = ente.archive.name(&mut tx, stored, name).await?;
        verifiche::presto(&tx, document.id).await?;
        documenti.push(document);
    }
    let (mut ufficio, mut origine) = ("trasparenza".to_owned(), None);
    if let Some(before) = &before {
        if documenti.is_empty() {
            documenti = allegati(ente, &tx, before.voce_id).await?;
        }
        if contenuto.protetto.is_none() {
            contenuto.protetto = dietro(&tx, before).await?;
        }
        ufficio.clone_from(&before.ufficio);
        origine = before.origine_id;
    }
    if contenuto.protetto.is_some() && contenuto.campi.iter().all(|(name, _)| name != BENEFICIARIO) {
        contenuto.campi.insert(0, (BENEFICIARIO.into(), NON_NOMINATO.into()));
    }
    let names: Vec<&str> = documenti.iter().map(|one| one.name.as_str()).collect();
    if let Err(more) = controlla(&contenuto, &names, tx.now().date()) {
        refusal.reasons.extend(more.reasons);
    }
    refusal.unless_empty(())?;
    let nuova = Nuova {
        contenuto: &contenuto,
        documenti: &documenti,
        scelte: &scelte,
        origine: (&ufficio, origine),
        capo: scritta.capo,
        persona: who.person,
    };
    let id = scrivi(&mut tx, &nuova).await?;
    tx.commit().await?;
    Ok(id)
}
