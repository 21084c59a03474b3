use authz::PersonId;
use kernel::Actor;
use ledger::{Ledger, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use url::Url;

use super::provider::{Away, Identity, Oidc, provider};
use crate::{
    Error, Secret, SessionRules, SignIn, Visitor,
    challenge::{self, Kind},
    oidc_link, person,
    secret::{Token, same},
    session::{Proof, closed_account},
    sign_in::enter_or_ask,
};

/// What the browser brings back from the provider (RFC 6749 section 4.1.2, RFC 9207).
#[derive(Clone, Copy, Debug, Default)]
pub struct OidcReturn<'a> {
    /// What [`start_oidc`] gave for the cookie.
    pub cookie: &'a str,
    /// What the provider was given and gives back.
    pub state: &'a str,
    /// What is exchanged for who came.
    pub code: &'a str,
    /// Who the provider says it is, if it says so; empty otherwise.
    pub issuer: &'a str,
    /// Why the provider sends nobody; empty when it sends somebody.
    pub error: &'a str,
}

/// Begins a log-in at the ente's provider: the address to send the browser to, and what to put in a cookie for its
/// return (`HttpOnly`, `SameSite=Lax`, five minutes), so that nobody can bring another's return to this browser.
/// `redirect` is our page for the return, which the provider must know; `again` asks that the person prove themselves
/// anew, even if the provider remembers them.
///
/// # Errors
/// When the provider does not answer.
pub async fn start_oidc(ledger: &Ledger, oidc: &Oidc, redirect: &Url, again: bool) -> Result<(Url, Secret), Error> {
    let now = ledger.now();
    let random = &**ledger.random();
    let token = Token::new(random);
    let away = Away {
        nonce: Token::new(random).text().reveal().into(),
        verifier: Token::new(random).text().reveal().into(),
        redirect: redirect.clone(),
    };
    let url = oidc.address(&token.derive("oidc state"), &away, again, now).await?;
    let write = ledger.db().write().await?;
    let state = serde_json::to_string(&away).map_err(Error::broken)?;
    challenge::open(&write, Kind::Oidc, &token, None, &state, now).await?;
    write.commit().await?;
    Ok((url, token.text()))
}

/// Ends a log-in at the provider. Whoever comes for the first time is recognised by the address that the provider
/// verified, if it is that of one active person; from then on by issuer and subject.
///
/// A person with a second factor here gives it, unless the provider says that it asked for one.
///
/// # Errors
/// A refusal: too late, another browser, called off, nobody with that address, account closed; when the provider does not
/// do its part.
pub async fn finish_oidc(
    ledger: &Ledger,
    oidc: &Oidc,
    rules: &SessionRules,
    returned: &OidcReturn<'_>,
    visitor: &Visitor<'_>,
) -> Result<SignIn, Error> {
    let now = ledger.now();
    let expected = Token::read(returned.cookie).ok_or_else(late)?.derive("oidc state");
    // A return that names another provider belongs to a log-in that did not begin here (RFC 9207 section 2.4).
    let ours = returned.issuer.is_empty() || returned.issuer == oidc.settings().issuer;
    if !same(&expected, returned.state) || !ours {
        return Err(late());
    }
    let write = ledger.db().write().await?;
    let challenge = challenge::attempt(&write, Kind::Oidc, returned.cookie, now).await?.ok_or_else(late)?;
    challenge::close(&write, &challenge).await?;
    write.commit().await?;
    match returned.error {
        "" => {}
        "access_denied" => return Err(called_off()),
        error => return Err(provider(NobodySent(error.chars().take(60).collect()))),
    }
    let away: Away = serde_json::from_str(&challenge.state).map_err(Error::broken)?;
    let identity = oidc.identity(returned.code, &away, now).await?;
    let mut tx = ledger.begin(Actor::System("accesso"), "accounts.collega_identita").await?;
    let person = recognise(&mut tx, &identity).await?;
    let now = tx.now();
    let proof = Proof { provider: true, second_factor: identity.second_factor, at: identity.proved_at };
    let done = enter_or_ask(&tx, person, proof, visitor, rules, now, tx.random()).await?;
    tx.commit().await?;
    Ok(done)
}

async fn recognise(tx: &mut Tx, identity: &Identity) -> Result<PersonId, Error> {
    let Identity { issuer, subject, .. } = identity;
    let known = oidc_link::Entity::find()
        .filter(oidc_link::Column::Issuer.eq(issuer.as_str()))
        .filter(oidc_link::Column::Subject.eq(subject.as_str()));
    if let Some(link) = known.one(&*tx).await? {
        return Ok(link.person_id);
    }
    let Some(email) = &identity.email else {
        return Err(Error::because(
            "Il servizio di accesso ti ha riconosciuto ma non dice un tuo indirizzo email verificato, e qui non ti conosce \
             ancora nessuno: chiedi a chi gestisce le persone del Comune.",
        ));
    };
    let people = person::Entity::find().filter(person::Column::Email.eq(email.as_str())).all(&*tx).await?;
    if people.iter().any(|person| !person.active) && people.iter().all(|person| !person.active) {
        return Err(closed_account());
    }
    let mut active = people.into_iter().filter(|person| person.active);
    let (Some(person), None) = (active.next(), active.next()) else {
        return Err(Error::because(format!(
            "Il servizio di accesso ti ha riconosciuto come {email}, ma qui nessuna persona, o più d'una, ha quell'indirizzo: \
             chiedi a chi gestisce le persone del Comune di scriverlo nella tua scheda."
        )));
    };
    let (id, created_at) = (tx.id(), tx.now());
    let link =
        oidc_link::Model { id, person_id: person.id, issuer: issuer.clone(), subject: subject.clone(), created_at };
    tx.insert(link).await?;
    Ok(person.id)
}

#[derive(Debug, thiserror::Error)]
#[error("the provider sent nobody: {0:?}")]
struct NobodySent(String);

fn called_off() -> Error {
    Error::because(
        "Il servizio di accesso non ti ha fatto entrare: hai annullato, oppure il tuo account là non ha il permesso. Riprova, o \
         chiedi a chi lo gestisce.",
    )
}

pub(super) fn late() -> Error {
    Error::because(
        "L'accesso non è riuscito: è passato troppo tempo, o è cominciato in un'altra finestra. Riprova dalla pagina di accesso.",
    )
}
