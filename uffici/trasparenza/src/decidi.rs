//! What a person does with what an office proposed: reads it, puts it right and publishes it, or refuses it with a reason.

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Date, Refusal, Uuid};
use ledger::Tx;
use porte::trasparenza::Protezione;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    albero::{Sezione, sezione},
    cura::una_riga,
    error::Error,
    guarda::{Guardato, Perche, cerca, dei_documenti, parole},
    permissions::{BENEFICIARI, CONFIGURA, PUBBLICA},
    proponi::{ATTENDE, PUBBLICATA, RIFIUTATA, mancano, si_pubblica_da_sola},
    pubblico::in_ordine,
    rules::{BENEFICIARIO, Contenuto, MOTIVO_MAX, NON_NOMINATO, Protetto, controlla},
    scrivi::{AZIONE, Nuova, scrivi},
    tables::{proposta, proposta_documento, regola},
};

/// A page of proposals, the newest first: those that wait, or those that were decided.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn elenca_proposte(
    ente: &Ente,
    who: &Who,
    attende: bool,
    dopo: Option<Uuid>,
    limit: u64,
) -> Result<Vec<proposta::Model>, Error> {
    who.require(&PUBBLICA)?;
    let read = ente.db().read().await?;
    let stato = proposta::Column::Stato;
    let mut select = proposta::Entity::find().filter(if attende { stato.eq(ATTENDE) } else { stato.ne(ATTENDE) });
    if let Some(dopo) = dopo {
        select = select.filter(proposta::Column::Id.lt(dopo));
    }
    let rows = select.order_by_desc(proposta::Column::Id).limit(limit).all(&read).await?;
    Ok(rows.into_iter().map(senza_nome).collect())
}

/// How many wait for a person.
///
/// # Errors
/// Those of the database.
pub(crate) async fn quante_attendono<C: ConnectionTrait>(connection: &C) -> Result<u64, Error> {
    Ok(proposta::Entity::find().filter(proposta::Column::Stato.eq(ATTENDE)).count(connection).await?)
}

/// A row without who is not to be named.
fn senza_nome(row: proposta::Model) -> proposta::Model {
    proposta::Model {
        beneficiario: row.beneficiario.map(|_| NON_NOMINATO.to_owned()),
        beneficiario_codice: None,
        ..row
    }
}

/// A proposal, whole.
#[derive(Clone, Debug)]
pub struct Proposta {
    /// What was proposed, and what was decided; who is not to be named is not told here.
    pub riga: proposta::Model,
    /// Where it would be read.
    pub sezione: &'static Sezione,
    /// The documents of the record that everybody may read.
    pub documenti: Vec<document::Model>,
    /// Who is proposed not to be named, for whoever may know.
    pub beneficiario: Option<(String, Option<String>)>,
}

impl Proposta {
    /// Whether it still waits.
    pub fn attende(&self) -> bool {
        self.riga.stato == ATTENDE
    }
}

/// One of them.
///
/// # Errors
/// Without the permission; [`Error::NotFound`]; those of the database.
pub async fn leggi_proposta(ente: &Ente, who: &Who, id: Uuid) -> Result<Proposta, Error> {
    who.require(&PUBBLICA)?;
    let read = ente.db().read().await?;
    let riga = proposta::Entity::find().filter(proposta::Column::Id.eq(id)).one(&read).await?.ok_or(Error::NotFound)?;
    let named = riga.beneficiario.clone().filter(|_| who.may(&BENEFICIARI));
    let beneficiario = named.map(|nome| (nome, riga.beneficiario_codice.clone()));
    Ok(Proposta {
        sezione: sezione(&riga.sezione).ok_or(Error::NotFound)?,
        documenti: documenti(ente, &read, id).await?,
        beneficiario,
        riga: senza_nome(riga),
    })
}

async fn documenti<C: ConnectionTrait>(ente: &Ente, connection: &C, id: Uuid) -> Result<Vec<document::Model>, Error> {
    let select = proposta_documento::Entity::find().filter(proposta_documento::Column::PropostaId.eq(id));
    let rows = select.order_by_asc(proposta_documento::Column::Posizione).all(connection).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.documento_id.uuid()).collect();
    in_ordine(ente, connection, &ids).await
}

/// What a person made of a proposal.
#[derive(Clone, Debug, Default)]
pub struct Corretta {
    /// Its title.
    pub titolo: String,
    /// Its words.
    pub testo: String,
    /// Names with their values.
    pub campi: Vec<(String, String)>,
    /// When its effects end.
    pub effetti_fino: Option<Date>,
    /// The unit that answers for it.
    pub responsabile: String,
    /// Why the beneficiary is not named; none where everybody reads who it is.
    pub protezione: Option<Protezione>,
    /// Whether the documents of the record are published too: a person has read each of them.
    pub documenti: bool,
    /// Why what looks like personal data may be read.
    pub perche: Perche,
}

/// Looks for personal data in what a person made of a proposal, and in its documents where they are published too.
///
/// # Errors
/// Without the permission; those of store and database.
pub async fn guarda_proposta(ente: &Ente, who: &Who, id: Uuid, corretta: &Corretta) -> Result<Guardato, Error> {
    who.require(&PUBBLICA)?;
    let files = if corretta.documenti {
        let read = ente.db().read().await?;
        documenti(ente, &read, id).await?
    } else {
        Vec::new()
    };
    let words = parole((&corretta.titolo, &corretta.testo, &corretta.responsabile), &corretta.campi);
    cerca(ente, (&words, ""), &dei_documenti(&files)).await
}

/// Publishes what was proposed, as a person put it right; `guardato` is what [`guarda_proposta`] found in just that. Tells
/// the id of the item.
///
/// # Errors
/// Without the permission; all that is wrong, among it that it was decided already and personal data of which nobody said
/// why they may be read; those of the database.
pub async fn pubblica_proposta(
    ente: &Ente,
    who: &Who,
    id: Uuid,
    corretta: Corretta,
    guardato: &Guardato,
) -> Result<Uuid, Error> {
    who.require(&PUBBLICA)?;
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    let before = da_decidere(&tx, id).await?;
    let files = if corretta.documenti { documenti(ente, &tx, id).await? } else { Vec::new() };
    let mut refusal = Refusal::default();
    let scelte = guardato.decidi(&corretta.perche, &mut refusal);
    let contenuto = contenuto(&before, who, corretta, &mut refusal)?;
    refusal.reasons.extend(mancano(&contenuto).reasons);
    let names: Vec<&str> = files.iter().map(|one| one.name.as_str()).collect();
    if let Err(more) = controlla(&contenuto, &names, tx.now().date()) {
        refusal.reasons.extend(more.reasons);
    }
    refusal.unless_empty(())?;
    let nuova = Nuova {
        contenuto: &contenuto,
        documenti: &files,
        scelte: &scelte,
        origine: (&before.ufficio, Some(id)),
        capo: None,
        persona: who.person,
    };
    let capo = scrivi(&mut tx, &nuova).await?;
    let after = proposta::Model {
        stato: PUBBLICATA.into(),
        capo_id: Some(capo),
        decisa_at: Some(tx.now()),
        decisa_da: Some(who.person),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(capo)
}

/// The row, which nobody else decides until this transaction ends.
async fn da_decidere(tx: &Tx, id: Uuid) -> Result<proposta::Model, Error> {
    let row = tx.find::<proposta::Entity>(id).await?.ok_or(Error::NotFound)?;
    if row.stato != ATTENDE {
        return Err(Refusal::because("Questa proposta è già stata decisa: ricarica la pagina.").into());
    }
    Ok(row)
}

fn contenuto(
    before: &proposta::Model,
    who: &Who,
    corretta: Corretta,
    refusal: &mut Refusal,
) -> Result<Contenuto, Error> {
    let mut campi = corretta.campi;
    let protetto = beneficiario(before, who, corretta.protezione, (&mut campi, refusal));
    Ok(Contenuto {
        sezione: sezione(&before.sezione).ok_or(Error::NotFound)?,
        titolo: una_riga(&corretta.titolo),
        testo: corretta.testo,
        campi,
        riferita_al: before.riferita_al,
        effetti_fino: corretta.effetti_fino,
        responsabile: una_riga(&corretta.responsabile),
        protetto,
    })
}

/// Who is not named, and the line that everybody reads of it.
fn beneficiario(
    before: &proposta::Model,
    who: &Who,
    protezione: Option<Protezione>,
    (campi, refusal): (&mut Vec<(String, String)>, &mut Refusal),
) -> Option<Protetto> {
    let written = campi.iter().find(|(name, _)| name == BENEFICIARIO).map(|(_, value)| value.clone());
    let written = written.filter(|value| !value.is_empty() && value != NON_NOMINATO);
    match (protezione, before.beneficiario.clone()) {
        (Some(motivo), known) => {
            let Some(nome) = known.or(written) else {
                let told =
                    "Scrivi chi è nella riga «Beneficiario»: resta all'ufficio, tutti leggono che non è indicato.";
                refusal.add(Some("campi"), told);
                return None;
            };
            scrivi_beneficiario(campi, NON_NOMINATO.to_owned());
            Some(Protetto { nome, codice_fiscale: before.beneficiario_codice.clone(), motivo })
        }
        (None, Some(nome)) if who.may(&BENEFICIARI) => {
            scrivi_beneficiario(campi, nome);
            None
        }
        (None, Some(_)) => {
            let told = "Il beneficiario è una persona che il programma propone di non nominare: lo nomina chi può \
                        leggere chi è. Scegli perché non va nominata, o passa la proposta a chi ne ha l'incarico.";
            refusal.add_law(Some("protezione"), told, "art. 26, c. 4, d.lgs. 33/2013");
            None
        }
        (None, None) => None,
    }
}

fn scrivi_beneficiario(campi: &mut Vec<(String, String)>, valore: String) {
    campi.retain(|(name, _)| name != BENEFICIARIO);
    campi.insert(0, (BENEFICIARIO.to_owned(), valore));
}

/// Refuses what was proposed: the office keeps the reason.
///
/// # Errors
/// Without the permission; without a reason; decided already; those of the database.
pub async fn rifiuta_proposta(ente: &Ente, who: &Who, id: Uuid, motivo: &str) -> Result<(), Error> {
    who.require(&PUBBLICA)?;
    let motivo = una_riga(motivo);
    let mut refusal = Refusal::default();
    if motivo.is_empty() || motivo.chars().count() > MOTIVO_MAX {
        refusal.add(Some("motivo"), format!("Scrivi perché, in {MOTIVO_MAX} caratteri al massimo."));
    }
    refusal.unless_empty(())?;
    let mut tx = ente.ledger.begin(who.actor(), "trasparenza.rifiuta").await?;
    let before = da_decidere(&tx, id).await?;
    let after = proposta::Model {
        stato: RIFIUTATA.into(),
        decisa_at: Some(tx.now()),
        decisa_da: Some(who.person),
        motivo: Some(motivo),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// Decides whether what is complete publishes itself.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn decidi_regola(ente: &Ente, who: &Who, da_sola: bool) -> Result<(), Error> {
    who.require(&CONFIGURA)?;
    let mut tx = ente.ledger.begin(who.actor(), "trasparenza.regola").await?;
    let row = regola::Model { id: tx.id(), decisa_at: tx.now(), da_sola, persona_id: who.person };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether what is complete publishes itself, and how many wait.
pub(crate) async fn come_si_decide(ente: &Ente) -> Result<(bool, u64), Error> {
    let read = ente.db().read().await?;
    Ok((si_pubblica_da_sola(&read).await?, quante_attendono(&read).await?))
}
