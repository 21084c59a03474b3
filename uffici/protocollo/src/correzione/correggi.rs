//! To correct a field of an entry.

use authz::Who;
use ente::Ente;
use kernel::{Refusal, Uuid};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

pub use super::rules::{Campo, Richiesta};
use super::{applica, di, rules::Quadro, tables as correzione};
use crate::{
    differita,
    error::Error,
    permissions::{ANNULLA, REGISTRA},
    registrazione::{indice, stato_di, trova},
    rules::Verso,
    tables::{allegato, fatto, parte, registrazione},
};

/// Corrects a field; what it said before stays legible beside the entry, and the register of the day tells it.
///
/// # Errors
/// A missing permission (for what cannot be changed, that of annulling: art. 61, the responsible of the service);
/// [`Error::NotFound`]; all the reasons why not; those of the database.
pub async fn correggi(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    richiesta: &Richiesta,
) -> Result<correzione::Model, Error> {
    who.require(if richiesta.campo.immodificabile() { &ANNULLA } else { &REGISTRA })?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.correggi").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    // Locked: of two who correct the same field the second sees what the first wrote.
    let stato = stato_di(&tx, riga.id).await?;
    let (id, verso) = (riga.id, Verso::from_code(&riga.verso).unwrap_or(Verso::Arrivo));
    let (ora, di_chi) = ora(&tx, riga, richiesta).await?;
    let quadro = Quadro {
        verso,
        annullata: stato.annullata,
        differita: differita::di(&tx, id).await?.is_some(),
        ora: ora.as_deref(),
        today: tx.now().date(),
    };
    let dopo = richiesta.check(&quadro)?;
    let act = richiesta.provvedimento.trim();
    let row = correzione::Model {
        id: tx.id(),
        registrazione_id: id,
        campo: richiesta.campo.code().into(),
        di_id: richiesta.di,
        prima: ora,
        dopo,
        motivo: richiesta.motivo.trim().into(),
        provvedimento: Some(act.to_owned()).filter(|act| !act.is_empty()),
        persona_id: who.person,
        at: tx.now(),
    };
    let row = tx.insert(row).await?;
    let told = fatto::Model {
        id: tx.id(),
        registrazione_id: id,
        tipo: "correzione".into(),
        testo: in_parole(&row, richiesta.campo, di_chi.as_deref()),
        persona_id: who.person,
        at: tx.now(),
    };
    tx.insert(told).await?;
    indice::aggiorna_scopi(&tx, id).await?;
    tx.commit().await?;
    Ok(row)
}

/// What the field says now; and of whom it is, where it is of a party or a document.
async fn ora(
    tx: &Tx,
    mut riga: registrazione::Model,
    richiesta: &Richiesta,
) -> Result<(Option<String>, Option<String>), Error> {
    let corrections = di(tx, riga.id).await?;
    let campo = richiesta.campo;
    if !campo.di_altro() {
        applica::alla_riga(&mut riga, &corrections);
        let now = match campo {
            Campo::Oggetto => Some(riga.oggetto),
            Campo::Mezzo => Some(riga.mezzo),
            Campo::ArrivataIl => riga.arrivata_il.map(|day| day.to_string()),
            Campo::DataMittente => riga.data_mittente.map(|day| day.to_string()),
            Campo::ProtocolloMittente => riga.protocollo_mittente,
            _ => riga.note,
        };
        return if richiesta.di.is_none() { Ok((now, None)) } else { Err(non_sua().into()) };
    }
    let di = richiesta.di.ok_or_else(non_sua)?;
    if campo == Campo::Documento {
        return documento(tx, &riga, di, &corrections).await;
    }
    let select = parte::Entity::find().filter(parte::Column::RegistrazioneId.eq(riga.id));
    let mut parti: Vec<parte::Model> =
        select.all(tx).await?.into_iter().filter(|parte| parte.id.uuid() == di).collect();
    applica::alle_parti(&mut parti, &corrections);
    let party = parti.pop().ok_or_else(non_sua)?;
    Ok(match campo {
        Campo::Nome => (Some(party.nome), None),
        Campo::CodiceFiscale => (party.codice_fiscale, Some(party.nome)),
        _ => (party.indirizzo, Some(party.nome)),
    })
}

async fn documento(
    tx: &Tx,
    riga: &registrazione::Model,
    di: Uuid,
    corrections: &[correzione::Model],
) -> Result<(Option<String>, Option<String>), Error> {
    let select = allegato::Entity::find().filter(allegato::Column::RegistrazioneId.eq(riga.id));
    let found = select.all(tx).await?.into_iter().find(|allegato| allegato.id.uuid() == di).ok_or_else(non_sua)?;
    let document = documents::document::Entity::find_by_id(found.documento_id).one(tx).await?.ok_or_else(non_sua)?;
    let mut one = [(found, document)];
    applica::ai_documenti(&mut one, corrections);
    let [(_, document)] = one;
    Ok((Some(document.name), None))
}

fn non_sua() -> Refusal {
    Refusal::beside("campo", "Scegli dall'elenco che cosa correggere di questa registrazione.")
}

/// "Oggetto: da «…» a «…». Motivo: …", for the history and the register of the day.
fn in_parole(row: &correzione::Model, campo: Campo, di: Option<&str>) -> String {
    let of = di.map(|name| format!(" di {name}")).unwrap_or_default();
    let act = row.provvedimento.as_deref().map(|act| format!(" Provvedimento: {act}.")).unwrap_or_default();
    format!(
        "{}{of}: da «{}» a «{}». Motivo: {}.{act}",
        campo.label(),
        campo.in_parole(row.prima.as_deref()),
        campo.in_parole(row.dopo.as_deref()),
        row.motivo.trim_end_matches('.')
    )
}
