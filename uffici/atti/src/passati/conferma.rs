//! A person confirms what was read, or corrects what stands: only so does a past act have an entry.

use authz::Who;
use documents::store::Sha256Hash;
use ente::Ente;
use kernel::{Id, Instant, Refusal};
use ledger::Tx;
use sea_orm::Value;

use super::{
    PassatoId,
    dati::{Dati, Regolare},
    indice,
    leggi::una,
    passato,
    proposte::{PropostaId, proposta},
    voce,
};
use crate::{error::Error, permissions::PASSATI};

/// Longest reason of a correction, in letters.
const MOTIVO_MAX: usize = 300;

/// Makes an entry of a proposal, confidential: its act. Killed anywhere before the commit, the proposal still waits.
///
/// # Errors
/// Without the permission; all that is wrong with the data; where the file or the number is in the register already;
/// [`Error::NotFound`] where there is no such proposal any more; those of store and database.
pub async fn conferma(ente: &Ente, who: &Who, id: PropostaId, dati: &Dati) -> Result<PassatoId, Error> {
    let waiting = proposta(ente, who, id).await?;
    if !who.units_with(&PASSATI).contains(&waiting.unita) {
        return Err(Error::no(
            "Non riporti più gli atti passati di quell'ufficio: scarta il file e portalo di nuovo per il tuo.",
        ));
    }
    let regolare = dati.regolare(ente.ledger.now().date())?;
    let stored = ente.archive.stored(waiting.impronta).await?;
    let mut tx = ente.ledger.begin(who.actor(), "atti.riporta").await?;
    let sql = "DELETE FROM atti_passato_proposta WHERE id = $1 AND persona_id = $2 RETURNING testo";
    // Of two who confirm the same one the second finds nothing.
    let row = db::one(&tx, sql, [id.into(), who.person.into()]).await?.ok_or(Error::NotFound)?;
    let testo: String = row.try_get("", "testo")?;
    let passato_id: PassatoId = tx.id();
    occupa(&tx, passato_id, &waiting.impronta, &regolare).await?;
    let documento = ente.archive.name(&mut tx, &stored, &waiting.nome).await?;
    let at = tx.now();
    let row = passato::Model {
        id: passato_id,
        documento_id: documento.id,
        impronta: waiting.impronta.0.to_vec(),
        unita_id: waiting.unita,
        autore_id: who.person,
        at,
        testo,
    };
    let row = tx.insert(row).await?;
    let first = Riga { id: tx.id(), n: 1, at, who, riservato: true, motivo: None };
    let entry = tx.insert(scritta(&row, regolare, first)).await?;
    indice::aggiorna(&tx, &row.testo, &entry).await?;
    tx.commit().await?;
    Ok(passato_id)
}

/// Writes a correction: a row more, which counts from now on. `visto` is the row that its author saw; `aperto`, whether whoever reads adopted
/// acts may read this one.
///
/// # Errors
/// Without the permission; all that is wrong; where somebody corrected it meanwhile; [`Error::NotFound`] where there is none *or* it is not for
/// `who`; those of the database.
pub async fn correggi(
    ente: &Ente,
    who: &Who,
    id: PassatoId,
    (visto, aperto, motivo): (i64, bool, &str),
    dati: &Dati,
) -> Result<(), Error> {
    who.require(&PASSATI)?;
    let mut no = Refusal::default();
    let motivo = motivo.split_whitespace().collect::<Vec<_>>().join(" ");
    if motivo.is_empty() || motivo.chars().count() > MOTIVO_MAX {
        no.add(Some("motivo"), format!("Scrivi perché la correggi, in non più di {MOTIVO_MAX} caratteri."));
    }
    let regolare = match dati.regolare(ente.ledger.now().date()) {
        Ok(regolare) => Some(regolare),
        Err(other) => {
            no.reasons.extend(other.reasons);
            None
        }
    };
    no.unless_empty(())?;
    let Some(regolare) = regolare else { return Err(Error::NotFound) };
    let mut tx = ente.ledger.begin(who.actor(), "atti.correggi_passato").await?;
    // For writing: of two who correct it at the same instant the second sees the first's row.
    let row = tx.find::<passato::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    let last = una(&tx, who, id).await?;
    if last.n != visto {
        return Err(Error::no("Intanto qualcuno l'ha corretta: rileggi la pagina e scrivi di nuovo ciò che manca."));
    }
    db::execute(&tx, "DELETE FROM atti_passato_posto WHERE passato_id = $1", [Value::from(id)]).await?;
    let hash: [u8; 32] = row.impronta.clone().try_into().map_err(|_| Error::NotFound)?;
    occupa(&tx, id, &Sha256Hash(hash), &regolare).await?;
    let made = Riga { id: tx.id(), n: last.n + 1, at: tx.now(), who, riservato: !aperto, motivo: Some(motivo) };
    let entry = tx.insert(scritta(&row, regolare, made)).await?;
    indice::aggiorna(&tx, &row.testo, &entry).await?;
    tx.commit().await?;
    Ok(())
}

/// What of a row is not of the act.
struct Riga<'a> {
    id: Id<voce::Entity>,
    n: i64,
    at: Instant,
    who: &'a Who,
    riservato: bool,
    motivo: Option<String>,
}

fn scritta(act: &passato::Model, regolare: Regolare, riga: Riga<'_>) -> voce::Model {
    voce::Model {
        id: riga.id,
        passato_id: act.id,
        n: riga.n,
        at: riga.at,
        persona_id: riga.who.person,
        unita_id: act.unita_id,
        autore_id: act.autore_id,
        riservato: riga.riservato,
        tipo: regolare.tipo.codice.to_owned(),
        registro: regolare.registro.to_owned(),
        serie: regolare.serie,
        anno: regolare.anno,
        numero: regolare.numero,
        settore_numero: regolare.settore_numero,
        data: regolare.data,
        oggetto: regolare.oggetto,
        firmatari: regolare.firmatari,
        importi: regolare.importi,
        cup: regolare.cup,
        cig: regolare.cig,
        motivo: riga.motivo,
    }
}

/// Takes the place in the register, or tells that another has it: by its file, or by register, series, year and number. Where it is confidential
/// nothing more of it is told.
async fn occupa(tx: &Tx, id: PassatoId, hash: &Sha256Hash, regolare: &Regolare) -> Result<(), Error> {
    let hash: Value = hash.0.to_vec().into();
    let values: [Value; 6] = [
        id.into(),
        hash.clone(),
        regolare.registro.into(),
        // "Settore Tecnico" and "settore tecnico" are one series.
        directory::fold(&regolare.serie).into(),
        regolare.anno.into(),
        regolare.numero.into(),
    ];
    let sql = "INSERT INTO atti_passato_posto (passato_id, impronta, registro, serie, anno, numero) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    if db::execute(tx, sql, values).await?.rows_affected() == 1 {
        return Ok(());
    }
    let same = db::one(tx, "SELECT passato_id FROM atti_passato_posto WHERE impronta = $1", [hash]).await?;
    if same.is_some() {
        return Err(Error::no("È già nel registro degli atti passati: il file è lo stesso."));
    }
    Err(Error::campo(
        "numero",
        format!(
            "Nel registro degli atti passati il n. {}/{} c'è già. Se sono due atti (un altro settore, un «bis»), scrivi la serie.",
            regolare.numero, regolare.anno
        ),
    ))
}
