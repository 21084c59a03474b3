//! The authority for trials: everything that it signs says that it has no legal value. Its keys are made for one go and forgotten with it,
//! so that nobody can trust them and nothing is left to be stolen.

use accounts::person;
use authz::Who;
use chrono::TimeDelta;
use ente::Ente;
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Serial, Validity};
use firma_scrivi::{Certificate, HashSigner, LocalKey};
use kernel::{Instant, Random, Refusal};
use sea_orm::EntityTrait;
use signing::sign::{Consent, Session, Signer, Step, Trial};
use zeroize::Zeroizing;

use super::{Esito, Porta, lotto::Lotto};
use crate::{error::Error, rules::RichiestaId};

/// For how long its certificates say that they are good.
const DAYS: i64 = 30;
/// Nobody has this tax code: of whom none is known.
const NESSUNO: &str = "XXXXXX00X00X000X";
/// A number that is no key comes once in four thousand million times.
const TRIES: usize = 4;

/// Whether it may be used here: in the demo comune, or where the settings say so.
#[must_use]
pub fn ammessa(ente: &Ente) -> bool {
    ente.info.demo || ente.signing.trial
}

/// Signs what was chosen: how each went.
///
/// # Errors
/// Where it may not be used; without the permission; those of database and store.
pub async fn firma(ente: &Ente, who: &Who, scelte: &[RichiestaId]) -> Result<Vec<Esito>, Error> {
    if !ammessa(ente) {
        let told = "La firma di prova, senza valore legale, c'è solo nel Comune dimostrativo e dove le impostazioni la accendono.";
        return Err(Refusal::because(told).into());
    }
    let now = ente.ledger.now();
    let door = Trial::new(vec![persona(ente, who, now).await?])?;
    let session = Session { token: None };
    let credential = door
        .credentials(&session)
        .await?
        .pop()
        .ok_or_else(|| Refusal::because("L'autorità di prova non ha certificati."))?;
    let lotto = Lotto::prepara(ente, who, scelte, (credential, Porta::Prova), now).await?;
    if lotto.len() > 0 && !matches!(lotto.chiedi(&door, &session).await?, Step::Ready) {
        return Err(Refusal::because("L'autorità di prova ha chiesto ciò che non chiede mai.").into());
    }
    lotto.firma(ente, who, (&door, Porta::Prova), &session, &Consent::None).await
}

/// A key of this person's with its chain, made now.
pub(super) async fn persona(ente: &Ente, who: &Who, now: Instant) -> Result<(LocalKey, Vec<Certificate>), Error> {
    let code = super::codice_di(ente, who).await?;
    let row = person::Entity::find_by_id(who.person).one(&ente.db().read().await?).await?;
    let (given, surname) = row.map_or_else(|| (who.name.clone(), String::new()), |row| (row.name, row.surname));
    let random = &**ente.ledger.random();
    let (root_key, authority_key, own_key) = (key(random)?, key(random)?, key(random)?);
    let from = now.utc() - TimeDelta::hours(1);
    let validity = Validity { from, to: from + TimeDelta::days(DAYS) };
    let issue = |role, name, spki: &[u8], by| {
        prova::issue(role, name, spki, &serial(random), validity, Addresses::default(), by)
    };
    let root = issue(Role::Root, Name::Authority("Radice"), root_key.spki(), By::Itself(&root_key))?;
    let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
    let authority = issue(Role::Issuing, Name::Authority("Firme"), authority_key.spki(), by)?;
    let by = By::Issuer(Issuer { certificate: &authority, key: &authority_key });
    let name = Name::Person { given: &given, surname: &surname, tax_code: code.as_deref().unwrap_or(NESSUNO) };
    let own = issue(Role::Signing, name, own_key.spki(), by)?;
    Ok((own_key, vec![own, authority]))
}

fn serial(random: &dyn Random) -> Serial {
    let mut serial = [0; 16];
    random.fill(&mut serial);
    serial[15] |= 1;
    serial
}

fn key(random: &dyn Random) -> Result<LocalKey, Error> {
    for _ in 0..TRIES {
        let mut secret = Zeroizing::new([0; 32]);
        random.fill(&mut *secret);
        if let Ok(key) = LocalKey::p256(&secret) {
            return Ok(key);
        }
    }
    Err(Refusal::because("L'autorità di prova non è riuscita a farsi una chiave: riprova.").into())
}
