//! To decide that a version comes into force, to take that back before its day, and to say later where what was forgotten goes.

use std::collections::BTreeMap;

use authz::Who;
use ente::Ente;
use kernel::{Date, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    bozza::{Bozza, Tocca, Visto, guarda, presente},
    destina::check_destinazione,
    passa::rimasti,
    piani::Piani,
    regole::{Classe, Decisione, check_decisione, giorno},
    tabelle::{passaggio, versione},
    versioni::{VersioneId, piano, valide},
};
use crate::{error::Error, permissions::TITOLARIO, tables::titolario};

const LONGEST_REASON: usize = 2_000;

/// Decides that the draft is in force from midnight, in Italy, of a day to come. The draft is gone; the version, its classes and where
/// what is open goes are written in one commit.
///
/// # Errors
/// A missing permission; [`Error::TitolarioAssente`] without a draft; all the reasons why not: no act, a day that has come, a plan
/// that does not hold, open fascicoli that nobody knows where to put; those of the database.
pub async fn decidi(ente: &Ente, who: &Who, dal: Option<Date>, atto: &str) -> Result<VersioneId, Error> {
    decidi_da(ente, who, Visto::default(), dal, atto).await
}

/// As [`decidi`], for whoever has seen a draft: one that somebody has written since is not put in force unseen.
///
/// # Errors
/// As for [`decidi`]; what was written meanwhile, by whom.
pub async fn decidi_da(
    ente: &Ente,
    who: &Who,
    visto: Visto,
    dal: Option<Date>,
    atto: &str,
) -> Result<VersioneId, Error> {
    who.require(&TITOLARIO)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.titolario").await?;
    let bozza = presente(&tx, visto, Tocca::Tutto).await?;
    let today = tx.now().date();
    let futura = valide(&tx).await?.into_iter().find(|each| each.dal > today);
    let vista = guarda(&tx, bozza, tx.now()).await?;
    check_decisione(&Decisione {
        nome: &vista.bozza.nome,
        dal,
        atto,
        today,
        futura: futura.as_ref().map(|each| (each.nome.as_str(), each.dal)),
        prima: &vista.prima,
        dopo: &vista.bozza.classi,
        da_destinare: &vista.da_destinare,
        rimasti: vista.rimasti,
    })?;
    let mut bozza = vista.bozza;
    // A class that stays as it is, and whose fascicoli stay with it, is no passage.
    for each in vista.da_destinare.iter().filter(|each| !each.serve) {
        if each.scelta.as_ref() == Some(&each.classe.codice) {
            bozza.passaggi.remove(&each.classe.codice);
        }
    }
    let id = scrivi(&mut tx, who, bozza, dal.unwrap_or(today), atto).await?;
    tx.commit().await?;
    Ok(id)
}

async fn scrivi(tx: &mut Tx, who: &Who, bozza: Bozza, dal: Date, atto: &str) -> Result<VersioneId, Error> {
    // Of two people who decide at the same moment, the second finds no draft; nor does it find one that was written since it was read.
    let sql = "DELETE FROM protocollo_titolario_bozza WHERE id = $1 AND at = $2";
    if db::execute(&*tx, sql, [bozza.id.into(), bozza.at.into()]).await?.rows_affected() == 0 {
        return Err(Error::TitolarioAssente);
    }
    let versione = versione::Model {
        id: tx.id(),
        nome: bozza.nome,
        dal,
        atto: Some(atto.trim().into()),
        decisa_da: Some(who.person),
        decisa_at: tx.now(),
        ritirata_da: None,
        ritirata_at: None,
        motivo: None,
    };
    let id = versione.id;
    let classi: Vec<titolario::Model> =
        bozza.classi.iter().map(|classe| riga(tx, &bozza.classi, classe, id, dal)).collect();
    let row = |tx: &Tx, da_classe, fascicolo_id, a_classe| passaggio::Model {
        id: tx.id(),
        versione_id: id,
        da_classe,
        fascicolo_id,
        a_classe,
    };
    let mut passaggi: Vec<passaggio::Model> =
        bozza.passaggi.into_iter().map(|(from, to)| row(tx, Some(from), None, to)).collect();
    passaggi.extend(bozza.eccezioni.into_iter().map(|(fascicolo, (_, to))| row(tx, None, Some(fascicolo), to)));
    tx.insert(versione).await?;
    tx.insert_many(classi).await?;
    tx.insert_many(passaggi).await?;
    Ok(id)
}

fn riga(tx: &Tx, classi: &[Classe], classe: &Classe, versione: VersioneId, dal: Date) -> titolario::Model {
    let title = classe.codice.split('.').next().unwrap_or_default();
    let titolo = classi.iter().find(|known| known.codice == title).map_or(title, |known| known.nome.as_str());
    titolario::Model {
        id: tx.id(),
        codice: classe.codice.clone(),
        titolo: titolo.into(),
        nome: classe.nome.clone(),
        valida_dal: dal,
        valida_al: None,
        versione_id: Some(versione),
        descrizione: classe.descrizione.clone(),
    }
}

/// Takes back a version that is not in force yet. Its row stays, with who and why.
///
/// # Errors
/// A missing permission; [`Error::TitolarioAssente`]; a version in force, or taken back already; no reason; those of the database.
pub async fn ritira(ente: &Ente, who: &Who, id: VersioneId, motivo: &str) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.ritira_titolario").await?;
    let before = tx.find::<versione::Entity>(id.uuid()).await?.ok_or(Error::TitolarioAssente)?;
    check_ritiro(&before, tx.now().date(), motivo)?;
    let after = versione::Model {
        ritirata_da: Some(who.person),
        ritirata_at: Some(tx.now()),
        motivo: Some(motivo.trim().into()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

fn check_ritiro(versione: &versione::Model, today: Date, motivo: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if versione.ritirata_at.is_some() {
        refusal.add(None, "Questa versione è già stata ritirata.");
    } else if versione.dal <= today {
        let day = giorno(versione.dal);
        refusal.add(None, format!("Questa versione è in vigore dal {day}: non si ritira, se ne prepara un'altra."));
    }
    if !(5..=LONGEST_REASON).contains(&motivo.trim().chars().count()) {
        refusal.add(Some("motivo"), "Scrivi perché la ritiri.");
    }
    refusal.unless_empty(())
}

/// Says where go the open fascicoli of classes that a version in force left without a destination: those opened after it was decided,
/// and those reopened since. What was said before does not change.
///
/// # Errors
/// A missing permission; [`Error::TitolarioAssente`]; a class that waits for nothing, or goes where nothing is; those of the database.
pub async fn destina_rimasti(
    ente: &Ente,
    who: &Who,
    id: VersioneId,
    passaggi: BTreeMap<String, String>,
) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.passaggio_titolario").await?;
    let mut refusal = Refusal::default();
    if passaggi.is_empty() {
        refusal.add(Some("passaggi"), "Scegli almeno una destinazione.");
    }
    // Of two people who say it at the same moment, the second waits and finds it said.
    tx.find::<versione::Entity>(id.uuid()).await?.ok_or(Error::TitolarioAssente)?;
    let piani = Piani::leggi(&tx).await?;
    let waiting = rimasti(&tx, &piani, tx.now()).await?;
    let classi = piano(&tx, id).await?;
    let said = passaggio::Entity::find().filter(passaggio::Column::VersioneId.eq(id)).all(&tx).await?;
    for (from, to) in &passaggi {
        let waits = waiting.iter().any(|each| each.versione == id && each.classe.codice == *from);
        if !waits || said.iter().any(|row| row.da_classe.as_deref() == Some(from)) {
            let shown: String = from.chars().take(40).collect();
            refusal.add(Some("passaggi"), format!("La classe {shown} non ha fascicoli aperti senza destinazione."));
        }
        check_destinazione(&classi, &format!("La classe {from}"), to, &mut refusal);
    }
    refusal.unless_empty(())?;
    let rows = passaggi.into_iter().map(|(from, to)| passaggio::Model {
        id: tx.id(),
        versione_id: id,
        da_classe: Some(from),
        fascicolo_id: None,
        a_classe: to,
    });
    let rows: Vec<passaggio::Model> = rows.collect();
    tx.insert_many(rows).await?;
    tx.commit().await?;
    Ok(())
}
