//! To add a mailbox, change it, switch it off and on again.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    cella,
    dati::{Buoni, Dati, check},
    nelle_impostazioni, posto,
};
use crate::{error::Error, permissions::CASELLE, posta::tabelle::accesso, tables::casella};

/// Adds a mailbox.
///
/// # Errors
/// A missing permission; all that is wrong; a name that is taken; those of the database.
pub async fn aggiungi(ente: &Ente, who: &Who, dati: &Dati) -> Result<Id<casella::Entity>, Error> {
    who.require(&CASELLE)?;
    let buoni = check(dati, true)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.aggiungi_casella").await?;
    let taken = casella::Entity::find().filter(casella::Column::Nome.eq(buoni.nome.as_str())).one(&tx).await?;
    if taken.is_some() || nelle_impostazioni(ente, &buoni.nome) {
        return Err(no("nome", "C'è già una casella con questo nome: scegline un altro."));
    }
    ufficio_aperto(ente, &tx, &buoni).await?;
    let row = casella::Model {
        id: tx.id(),
        nome: buoni.nome.clone(),
        indirizzo: buoni.indirizzo.clone(),
        certificata: buoni.certificata,
        ufficio_id: buoni.ufficio,
        simulata: false,
    };
    let id = row.id;
    tx.insert(row).await?;
    let access = riga(&tx, tx.id(), id, true, who, buoni);
    tx.insert(access).await?;
    chiudi_parola(ente, &tx, id, dati.password.rivela()).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(id)
}

/// Changes a mailbox that people keep here.
///
/// # Errors
/// A missing permission; all that is wrong; [`Error::CasellaAssente`] where the settings file keeps it; those of the database.
pub async fn cambia(ente: &Ente, who: &Who, id: Id<casella::Entity>, dati: &Dati) -> Result<(), Error> {
    who.require(&CASELLE)?;
    let buoni = check(dati, false)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.cambia_casella").await?;
    let (before, access) = tenuta(ente, &tx, id).await?;
    ufficio_aperto(ente, &tx, &buoni).await?;
    let after = casella::Model {
        indirizzo: buoni.indirizzo.clone(),
        certificata: buoni.certificata,
        ufficio_id: buoni.ufficio,
        ..before.clone()
    };
    if after != before {
        tx.update(&before, after).await?;
    }
    let new = riga(&tx, access.id, id, access.attiva, who, buoni);
    if dati.password.manca() && altrove(&access, &new) {
        let sentence = "Hai cambiato il server, il nome o l'autorità: riscrivi anche la password, perché non finisca a un altro server.";
        return Err(no("password", sentence));
    }
    tx.update(&access, new).await?;
    if !dati.password.manca() {
        chiudi_parola(ente, &tx, id, dati.password.rivela()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Switches a mailbox off, or on again.
///
/// # Errors
/// A missing permission; [`Error::CasellaAssente`] where the settings file keeps it; those of the database.
pub async fn accendi(ente: &Ente, who: &Who, id: Id<casella::Entity>, attiva: bool) -> Result<(), Error> {
    who.require(&CASELLE)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.accendi_casella").await?;
    let (_, access) = tenuta(ente, &tx, id).await?;
    if access.attiva != attiva {
        let after = accesso::Model { attiva, persona_id: who.person, at: tx.now(), ..access.clone() };
        tx.update(&access, after).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn no(field: &'static str, sentence: &str) -> Error {
    let mut refusal = Refusal::default();
    refusal.add(Some(field), sentence);
    refusal.into()
}

/// Whether a password would go to another server, or under another name, or to whom another authority vouches for.
fn altrove(before: &accesso::Model, after: &accesso::Model) -> bool {
    let where_to = |row: &accesso::Model| {
        let imap = (row.imap.clone(), row.imap_porta, row.imap_sicurezza.clone());
        (imap, row.utente.clone(), row.smtp.clone(), row.smtp_porta, row.smtp_sicurezza.clone(), row.autorita.clone())
    };
    where_to(before) != where_to(after)
}

async fn tenuta(ente: &Ente, tx: &Tx, id: Id<casella::Entity>) -> Result<(casella::Model, accesso::Model), Error> {
    let casella = tx.find::<casella::Entity>(id.uuid()).await?.ok_or(Error::CasellaAssente)?;
    let found = accesso::Entity::find().filter(accesso::Column::CasellaId.eq(id)).one(tx).await?;
    let found = found.filter(|_| !nelle_impostazioni(ente, &casella.nome)).ok_or(Error::CasellaAssente)?;
    let access = tx.find::<accesso::Entity>(found.id.uuid()).await?.ok_or(Error::CasellaAssente)?;
    Ok((casella, access))
}

async fn ufficio_aperto(ente: &Ente, tx: &Tx, buoni: &Buoni) -> Result<(), Error> {
    let units = authz::unit_tree(tx, ente.ledger.now().date()).await?;
    if units.iter().any(|unit| unit.id == buoni.ufficio) {
        return Ok(());
    }
    Err(no("ufficio", "L'ufficio scelto non c'è, o è stato chiuso: scegline un altro."))
}

fn riga(
    tx: &Tx,
    id: Id<accesso::Entity>,
    casella_id: Id<casella::Entity>,
    attiva: bool,
    who: &Who,
    buoni: Buoni,
) -> accesso::Model {
    let (smtp, smtp_porta, smtp_sicurezza, massimo_mb) = match buoni.smtp {
        Some((host, port, security, largest)) => (Some(host), Some(port), Some(security), largest),
        None => (None, None, None, None),
    };
    accesso::Model {
        id,
        casella_id,
        attiva,
        imap: buoni.imap,
        imap_porta: buoni.imap_porta,
        imap_sicurezza: buoni.imap_sicurezza,
        utente: buoni.utente,
        cartella: buoni.cartella,
        cartella_presi: buoni.cartella_presi,
        smtp,
        smtp_porta,
        smtp_sicurezza,
        massimo_mb,
        autorita: buoni.autorita,
        persona_id: who.person,
        at: tx.now(),
    }
}

/// Seals a password for its mailbox; without a key there is none. That it changed is told by the row of record that changes with it.
async fn chiudi_parola(ente: &Ente, tx: &Tx, id: Id<casella::Entity>, password: &str) -> Result<(), Error> {
    // In an installation from the days before there were keys it would lie readable.
    if !ente.ledger.vault().seals() {
        let sentence = "Questa installazione non ha ancora la chiave dei segreti: senza, la password resterebbe leggibile. Chi gestisce il \
                        sistema la fa con \"municipio key make\" e \"municipio key seal\".";
        return Err(no("password", sentence));
    }
    let row = cella(&id);
    let sealed = ente.ledger.vault().seal(posto(&row), password.as_bytes(), tx.random());
    let sql = "INSERT INTO protocollo_casella_parola (casella_id, sigillata) VALUES ($1, $2) \
               ON CONFLICT (casella_id) DO UPDATE SET sigillata = excluded.sigillata";
    db::execute(tx, sql, [id.into(), sealed.into()]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, SeededRandom};

    use super::*;

    #[test]
    fn a_password_is_asked_again_where_it_would_go_to_another() {
        let random = SeededRandom::new(1);
        let now = Instant::from_micros(0);
        let row = accesso::Model {
            id: Id::new(now, &random),
            casella_id: Id::new(now, &random),
            attiva: true,
            imap: "imaps.example.it".into(),
            imap_porta: 993,
            imap_sicurezza: "tls".into(),
            utente: "comune".into(),
            cartella: "INBOX".into(),
            cartella_presi: "Presi".into(),
            smtp: None,
            smtp_porta: None,
            smtp_sicurezza: None,
            massimo_mb: None,
            autorita: None,
            persona_id: Id::new(now, &random),
            at: now,
        };
        let with = |change: fn(&mut accesso::Model)| {
            let mut other = row.clone();
            change(&mut other);
            altrove(&row, &other)
        };
        assert!(!with(|row| row.cartella_presi = "Altrove".into()));
        assert!(with(|row| row.imap = "imaps.altrove.example".into()));
        assert!(with(|row| row.smtp = Some("smtps.altrove.example".into())));
        assert!(with(|row| row.utente = "altro".into()));
        assert!(with(|row| row.autorita = Some("PEM".into())));
    }
}
