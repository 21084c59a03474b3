//! To open a fascicolo, or a sub-fascicolo under it: the number of its class and year without a hole, and the first entry if
//! there is one, all in one commit.

use authz::Who;
use ente::Ente;
use kernel::{Id, Instant, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    Chiave, Fascicolo, FascicoloId, blocca, condivisi, indice, intero, metti, persone,
    regole::{Nuovo, check_under},
    richiedi_cura, scritto,
    tables::{fascicolo, stato, ufficio},
    trova,
};
use crate::{error::Error, permissions::FASCICOLA, registrazione, titolario};

/// The register that gives the numbers of a class.
pub fn registro(classe: &str) -> String {
    format!("fascicolo {classe}")
}

/// Opens a fascicolo and puts an entry in it, where one is told.
///
/// `chiave` makes it happen once: a second call with the same key gives the fascicolo of the first.
///
/// # Errors
/// All the reasons why it is not complete; a missing permission; an entry or a fascicolo that `who` may not see; those of the
/// database, the directory and the clock.
pub async fn apri(
    ente: &Ente,
    who: &Who,
    nuovo: &Nuovo,
    prima: Option<(i64, i64)>,
    chiave: Option<&str>,
) -> Result<Fascicolo, Error> {
    who.require(&FASCICOLA)?;
    let today = ente.ledger.now().date();
    nuovo.check(today)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.apri_fascicolo").await?;
    if let Some(chiave) = chiave
        && let Some(done) = gia_aperto(&tx, who, chiave).await?
    {
        tx.commit().await?;
        return Ok(done);
    }
    let sopra = match &nuovo.sopra {
        Some(above) => Some(sopra(&tx, who, above, nuovo.riservato).await?),
        None => None,
    };
    richiedi_cura(who, nuovo.ufficio)?;
    let mut refusal = Refusal::default();
    if sopra.is_none() {
        titolario::check(&tx, nuovo.classe.trim(), today, &mut refusal).await?;
    }
    persone::check(&tx, (nuovo.ufficio, nuovo.responsabile), today, &mut refusal).await?;
    refusal.unless_empty(())?;
    let soggetto = intestatario(&mut tx, nuovo).await?;
    // The number is taken late, so that others wait for it as little as possible.
    let (numero, at) = numero(&mut tx, nuovo, sopra.as_ref()).await?;
    let aperto = scrivi(&mut tx, who, nuovo, sopra.as_ref(), (numero, at), soggetto, chiave).await?;
    if let Some((anno, numero)) = prima {
        let entry = registrazione::trova(&tx, who, anno, numero).await?;
        metti::scrivi(&mut tx, who, &aperto, &entry).await?;
    }
    indice::aggiorna(&tx, aperto.riga.id).await?;
    tx.commit().await?;
    Ok(aperto)
}

/// The one above, locked, where something may be opened under it.
async fn sopra(tx: &Tx, who: &Who, chiave: &Chiave, riservato: bool) -> Result<Fascicolo, Error> {
    let above = trova(tx, who, chiave).await?;
    richiedi_cura(who, above.stato.ufficio_id)?;
    let (_, standing) = blocca(tx, who, &above).await?;
    check_under(&standing, above.riga.riservato, riservato)?;
    Ok(above)
}

/// The number: of a fascicolo from the register of its class, which restarts each year; of a sub-fascicolo the next one under
/// that which holds it, whose row is locked. None is ever taken away, so that there is no hole either way.
pub(super) async fn numero(tx: &mut Tx, nuovo: &Nuovo, sopra: Option<&Fascicolo>) -> Result<(Chiave, Instant), Error> {
    let Some(above) = sopra else {
        let classe = nuovo.classe.trim();
        let (given, at) = tx.number(&registro(classe)).await?;
        let chiave = Chiave { anno: given.1.into(), classe: classe.into(), numero: given.2, sotto: String::new() };
        return Ok((chiave, at));
    };
    let sql = "SELECT COUNT(*) AS n FROM protocollo_fascicolo WHERE sopra_id = $1";
    let row = db::one(tx, sql, [above.riga.id.into()]).await?;
    let next = row.map_or(Ok(0_i64), |row| row.try_get("", "n"))? + 1;
    let chiave = above.chiave();
    let sotto = if chiave.sotto.is_empty() { next.to_string() } else { format!("{}.{next}", chiave.sotto) };
    Ok((Chiave { sotto, ..chiave }, tx.now()))
}

pub(super) async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    nuovo: &Nuovo,
    sopra: Option<&Fascicolo>,
    (numero, at): (Chiave, Instant),
    soggetto_id: Option<Id<directory::subject::Entity>>,
    chiave: Option<&str>,
) -> Result<Fascicolo, Error> {
    let riga = fascicolo::Model {
        id: tx.id(),
        anno: numero.anno,
        classe: numero.classe,
        numero: numero.numero,
        sotto: numero.sotto,
        sopra_id: sopra.map(|above| above.riga.id),
        tipo: nuovo.tipo.code().into(),
        riservato: nuovo.riservato,
        soggetto_id,
        intestatario: nuovo.intestatario.as_deref().and_then(scritto),
        codice_fiscale: nuovo.codice_fiscale.as_deref().and_then(scritto),
        aperto_at: at,
        aperto_da: who.person,
        chiave: chiave.map(str::to_owned),
    };
    let stato = stato::Model {
        id: tx.id(),
        fascicolo_id: riga.id,
        oggetto: crate::rules::in_una_riga(&nuovo.oggetto),
        ufficio_id: nuovo.ufficio,
        responsabile_id: nuovo.responsabile,
        termine: nuovo.termine,
        chiuso: false,
        chiuso_at: None,
    };
    tx.insert(riga.clone()).await?;
    tx.insert(stato.clone()).await?;
    if let Some(above) = sopra {
        come_sopra(tx, riga.id, above.riga.id).await?;
    }
    Ok(Fascicolo { riga, stato })
}

/// What opens under a fascicolo is shared as it is.
async fn come_sopra(tx: &mut Tx, id: FascicoloId, above: FascicoloId) -> Result<(), Error> {
    for share in condivisi(tx, above).await?.into_iter().filter(|share| share.attiva) {
        let row = ufficio::Model { id: tx.id(), fascicolo_id: id, ..share };
        tx.insert(row).await?;
    }
    Ok(())
}

/// Whose it is, in the directory.
async fn intestatario(tx: &mut Tx, nuovo: &Nuovo) -> Result<Option<Id<directory::subject::Entity>>, Error> {
    let Some(name) = nuovo.intestatario.as_deref().and_then(scritto) else { return Ok(None) };
    let code = nuovo.codice_fiscale.as_deref().and_then(scritto);
    let digits = code.as_ref().is_some_and(|code| code.len() == 11 && code.bytes().all(|byte| byte.is_ascii_digit()));
    let clues = directory::Clues {
        name,
        tax_code: code.clone().filter(|_| !digits),
        vat_number: code.filter(|_| digits),
        ..directory::Clues::default()
    };
    // A confidential fascicolo adds nobody to the directory: every office looks there.
    let found = if nuovo.riservato {
        directory::recognise_known(tx, &clues).await
    } else {
        directory::recognise_or_add(tx, &clues).await.map(Some)
    };
    match found {
        Ok(found) => Ok(found.map(|found| found.subject.id)),
        Err(directory::Error::Refused(mut refusal)) => {
            for reason in &mut refusal.reasons {
                let code = matches!(reason.field, Some("tax_code" | "vat_number"));
                reason.field = Some(if code { "codice_fiscale" } else { "intestatario" });
            }
            Err(refusal.into())
        }
        Err(error) => Err(error.into()),
    }
}

/// The fascicolo that was opened with this key. A key used by another person answers nothing of theirs.
async fn gia_aperto(tx: &Tx, who: &Who, chiave: &str) -> Result<Option<Fascicolo>, Error> {
    let found = fascicolo::Entity::find().filter(fascicolo::Column::Chiave.eq(chiave)).one(tx).await?;
    match found {
        Some(row) if row.aperto_da == who.person => Ok(Some(intero(tx, row.id).await?)),
        Some(_) => Err(Refusal::because("Questo fascicolo è già stato aperto da un'altra persona.").into()),
        None => Ok(None),
    }
}
