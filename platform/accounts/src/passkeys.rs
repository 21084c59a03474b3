//! Passkeys (WebAuthn level 3) as a second factor. They ask for the person's presence and consent on the device itself,
//! and answer only to our own address: nobody can be led to give one to a false page.

use std::sync::Arc;

use authz::PersonId;
use kernel::Id;
use ledger::{Ledger, Tx};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use url::Url;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        CredentialID, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
        RegisterPublicKeyCredential,
    },
};

use crate::{
    Error, Secret, SignedIn,
    challenge::{self, Kind},
    passkey,
    second_factor::{end_codes_without_factors, end_other_sessions},
};

/// The longest answer of a browser, in bytes; real ones stay under four thousand.
const MAX_ANSWER: usize = 64 * 1024;
/// How many passkeys one person may have.
const MAX_PASSKEYS: usize = 20;

/// Passkeys for one ente's address.
#[derive(Clone, Debug)]
pub struct Passkeys(Arc<Webauthn>);

impl Passkeys {
    /// For pages at `origin` (`https://comune.example.it`), under the ente's name.
    ///
    /// # Errors
    /// A refusal when the address has no name (browsers give no passkeys to a number) or is not `https`, `localhost`
    /// aside.
    pub fn new(origin: &Url, name: &str) -> Result<Self, Error> {
        let host = origin.domain().unwrap_or_default();
        let safe = origin.scheme() == "https" || host == "localhost" || host.ends_with(".localhost");
        if host.is_empty() || !safe {
            return Err(Error::because(format!(
                "Le passkey non funzionano all'indirizzo {origin}: serve un nome di dominio con https."
            )));
        }
        let webauthn = WebauthnBuilder::new(host, origin).map_err(Error::broken)?.rp_name(name).build();
        Ok(Self(Arc::new(webauthn.map_err(Error::broken)?)))
    }

    /// What to ask of the browser, and what to remember until it answers.
    pub(crate) async fn ask<C: ConnectionTrait>(&self, read: &C, person: PersonId) -> Result<(String, String), Error> {
        let keys = live(person).all(read).await?.iter().map(unpack).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(Error::because("Non hai passkey: usa un codice."));
        }
        let (ask, state) = self.0.start_passkey_authentication(&keys).map_err(Error::broken)?;
        Ok((json(&ask)?, json(&state)?))
    }

    /// Whether the browser's answer holds. The key's counter moves, so that a copy of it is noticed.
    pub(crate) async fn accept(&self, tx: &mut Tx, person: PersonId, state: &str, answer: &str) -> Result<bool, Error> {
        let Some(answer) = read::<PublicKeyCredential>(answer) else { return Ok(false) };
        let state: PasskeyAuthentication = serde_json::from_str(state).map_err(Error::broken)?;
        let result = match self.0.finish_passkey_authentication(&answer, &state) {
            Ok(result) => result,
            Err(error) => {
                tracing::info!(%error, "a passkey was not accepted");
                return Ok(false);
            }
        };
        for row in live(person).all(&*tx).await? {
            let mut key = unpack(&row)?;
            if let Some(changed) = key.update_credential(&result) {
                if changed {
                    tx.update(&row, passkey::Model { credential: json(&key)?, ..row.clone() }).await?;
                }
                return Ok(true);
            }
        }
        // Removed between the question and the answer.
        Ok(false)
    }
}

/// Begins adding a passkey: a token to be handed back, and the JSON for `navigator.credentials.create`.
///
/// # Errors
/// When the proof of identity is old; a refusal for whoever has too many.
pub async fn start_passkey(ledger: &Ledger, passkeys: &Passkeys, signed: &SignedIn) -> Result<(Secret, String), Error> {
    let now = ledger.now();
    signed.require_fresh(now)?;
    let person = signed.who.person;
    let write = ledger.db().write().await?;
    let present = live(person).all(&write).await?.iter().map(unpack).collect::<Result<Vec<_>, _>>()?;
    if present.len() >= MAX_PASSKEYS {
        return Err(Error::because(format!("Hai già {MAX_PASSKEYS} passkey: togline una che non usi più.")));
    }
    let ids: Vec<CredentialID> = present.iter().map(|key| key.cred_id().clone()).collect();
    let (ask, state) = passkeys
        .0
        .start_passkey_registration(person.uuid(), &signed.username, &signed.who.name, Some(ids))
        .map_err(Error::broken)?;
    let random = &**ledger.random();
    let token = challenge::open_new(&write, Kind::PasskeyEnrol, person, &json(&state)?, now, random).await?;
    write.commit().await?;
    Ok((token.text(), json(&ask)?))
}

/// Adds a passkey: `answer` is the JSON of what `navigator.credentials.create` gave, `label` what the person calls it.
///
/// # Errors
/// A refusal: no label, an answer that does not hold, too late.
pub async fn finish_passkey(
    ledger: &Ledger,
    passkeys: &Passkeys,
    signed: &SignedIn,
    token: &str,
    label: &str,
    answer: &str,
) -> Result<(), Error> {
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    if label.is_empty() || label.chars().count() > 100 {
        return Err(Error::field(
            "label",
            "Dai un nome alla passkey, per esempio \"Telefono\", con al massimo 100 caratteri.",
        ));
    }
    let mut tx = ledger.begin(signed.who.actor(), "accounts.aggiungi_passkey").await?;
    let challenge = challenge::attempt(&tx, Kind::PasskeyEnrol, token, tx.now()).await?;
    let Some(challenge) = challenge.filter(|challenge| challenge.person == Some(signed.who.person)) else {
        return Err(Error::because("È passato troppo tempo: ricomincia ad aggiungere la passkey."));
    };
    let state: PasskeyRegistration = serde_json::from_str(&challenge.state).map_err(Error::broken)?;
    challenge::close(&tx, &challenge).await?;
    let key = read::<RegisterPublicKeyCredential>(answer)
        .map(|answer| passkeys.0.finish_passkey_registration(&answer, &state));
    let Some(Ok(key)) = key else {
        tracing::info!(error = ?key.map(|key| key.err()), "a new passkey was not accepted");
        tx.commit().await?;
        return Err(Error::because(
            "La passkey non è stata aggiunta: il dispositivo ha risposto in un modo che non va bene. Riprova.",
        ));
    };
    let row = passkey::Model {
        id: tx.id(),
        person_id: signed.who.person,
        label,
        credential: json(&key)?,
        created_at: tx.now(),
        removed_at: None,
    };
    tx.insert(row).await?;
    let sql = "UPDATE accounts_session SET second_factor = $2 WHERE id = $1";
    db::execute(&tx, sql, [signed.session.into(), true.into()]).await?;
    end_other_sessions(&tx, signed).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes away one of the person's own passkeys.
///
/// # Errors
/// When the proof of identity is old; no such passkey.
pub async fn remove_passkey(ledger: &Ledger, signed: &SignedIn, key: Id<passkey::Entity>) -> Result<(), Error> {
    signed.require_fresh(ledger.now())?;
    let mut tx = ledger.begin(signed.who.actor(), "accounts.togli_passkey").await?;
    let found = tx.find::<passkey::Entity>(key.uuid()).await?;
    let Some(before) = found.filter(|key| key.person_id == signed.who.person && key.removed_at.is_none()) else {
        return Err(Error::because(
            "Questa passkey non c'è: forse l'hai già tolta. Torna alla pagina del tuo accesso.",
        ));
    };
    let removed_at = Some(tx.now());
    tx.update(&before, passkey::Model { removed_at, ..before.clone() }).await?;
    end_codes_without_factors(&mut tx, signed.who.person).await?;
    end_other_sessions(&tx, signed).await?;
    tx.commit().await?;
    Ok(())
}

/// The passkeys of a person that can be used, the oldest first.
pub(crate) fn live(person: PersonId) -> Select<passkey::Entity> {
    passkey::Entity::find()
        .filter(passkey::Column::PersonId.eq(person))
        .filter(passkey::Column::RemovedAt.is_null())
        .order_by_asc(passkey::Column::Id)
}

fn unpack(row: &passkey::Model) -> Result<Passkey, Error> {
    serde_json::from_str(&row.credential).map_err(Error::broken)
}

fn read<T: serde::de::DeserializeOwned>(answer: &str) -> Option<T> {
    if answer.len() > MAX_ANSWER { None } else { serde_json::from_str(answer).ok() }
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(Error::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Chromium's `toJSON()` writes it, with parts that we do not know and without those it leaves out.
    #[test]
    fn a_browsers_own_json_is_read() {
        let ask = r#"{"id":"AAAA","rawId":"AAAA","type":"public-key","authenticatorAttachment":"platform",
            "clientExtensionResults":{"credProps":{"rk":true}},"response":{"attestationObject":"AAAA","clientDataJSON":"AAAA",
            "authenticatorData":"AAAA","publicKey":"AAAA","publicKeyAlgorithm":-7,"transports":["internal","carrier-pigeon"]}}"#;
        assert!(read::<RegisterPublicKeyCredential>(ask).is_some());
        let answer = r#"{"id":"AAAA","rawId":"AAAA","type":"public-key","authenticatorAttachment":"platform",
            "clientExtensionResults":{},"response":{"authenticatorData":"AAAA","clientDataJSON":"AAAA","signature":"AAAA"}}"#;
        assert!(read::<PublicKeyCredential>(answer).is_some());
    }

    #[test]
    fn passkeys_want_a_name_and_a_safe_line() {
        let at = |origin: &str| Passkeys::new(&origin.parse().unwrap(), "Comune");
        assert!(at("https://comune.example.it").is_ok());
        assert!(at("http://localhost:8080").is_ok());
        for bad in ["http://comune.example.it", "https://192.0.2.1", "http://127.0.0.1:8080"] {
            assert!(matches!(at(bad), Err(Error::Refused(_))), "{bad}");
        }
    }
}
