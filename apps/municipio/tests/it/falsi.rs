//! What a provider hands over in the name of another: forged, stale or misdirected ID tokens. Nobody enters with one.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, routing};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey};
use kernel::{Clock, SystemClock};
use reqwest::Response;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::{Browser, Engine, TownHall};

use crate::provider::{CLIENT, SECRET, hall, leave, location, refused};

/// A provider that hands over whatever token it is told to. It shows one key, and signs with any.
#[derive(Clone)]
struct Forger {
    issuer: String,
    token: Arc<Mutex<String>>,
}

/// Whose public half the provider shows.
fn own_key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

impl Forger {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let forger = Self { issuer, token: Arc::default() };
        let app = Router::new()
            .route("/.well-known/openid-configuration", routing::get(metadata))
            .route("/jwks", routing::get(keys))
            .route("/token", routing::post(token))
            .with_state(forger.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        forger
    }

    /// What a true token says of Mario.
    fn claims(&self, nonce: &str) -> Value {
        let now = SystemClock.now().micros() / 1_000_000;
        json!({
            "iss": self.issuer, "sub": "mario", "aud": CLIENT, "iat": now, "exp": now + 300, "auth_time": now,
            "nonce": nonce, "email": "mario.rossi@comune.example.it", "email_verified": true,
        })
    }

    /// The answer to the return of a browser that left, when the provider hands over this token for its nonce.
    async fn enter(&self, browser: &Browser, token: impl FnOnce(&str) -> String) -> Response {
        let url = leave(browser, "/accedi?poi=/account").await;
        let sent = |name: &str| url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
        *self.token.lock().unwrap() = token(&sent("nonce"));
        browser.get(&format!("/accedi/ente/ritorno?code=un-codice&state={}", sent("state"))).await
    }
}

async fn metadata(State(forger): State<Forger>) -> Json<Value> {
    let issuer = &forger.issuer;
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"), "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn keys() -> Json<Value> {
    let x = BASE64_URL_SAFE_NO_PAD.encode(own_key().verifying_key().as_bytes());
    Json(json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "una", "x": x }] }))
}

async fn token(State(forger): State<Forger>) -> Json<Value> {
    let id_token = forger.token.lock().unwrap().clone();
    Json(json!({ "access_token": "gettone", "token_type": "Bearer", "expires_in": 300, "id_token": id_token }))
}

fn part(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

fn signed(key: &SigningKey, kid: &str, claims: &Value) -> String {
    let said = format!("{}.{}", part(&json!({ "alg": "EdDSA", "kid": kid })), part(claims));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(said.as_bytes()).to_bytes());
    format!("{said}.{signature}")
}

/// Signed with a shared secret (HMAC of RFC 2104 over SHA-256), as one who holds only what is public would try.
fn signed_with_secret(secret: &[u8], claims: &Value) -> String {
    let said = format!("{}.{}", part(&json!({ "alg": "HS256" })), part(claims));
    let mut block = [0; 64];
    block[..secret.len()].copy_from_slice(secret);
    let [inner, outer] = [0x36, 0x5c].map(|pad| block.map(|byte| byte ^ pad));
    let inner = Sha256::new().chain_update(inner).chain_update(said.as_bytes()).finalize();
    let signature = Sha256::new().chain_update(outer).chain_update(inner).finalize();
    format!("{said}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

/// A token of which the claims are true but for this.
fn but(forger: &Forger, nonce: &str, name: &str, value: Value) -> String {
    let mut claims = forger.claims(nonce);
    claims[name] = value;
    signed(&own_key(), "una", &claims)
}

type Forged = (&'static str, fn(&Forger, &str) -> String);

const FORGED: [Forged; 16] = [
    ("without a signature", |f, n| format!("{}.{}.", part(&json!({ "alg": "none" })), part(&f.claims(n)))),
    ("without a signature, spelt otherwise", |f, n| {
        format!("{}.{}.", part(&json!({ "alg": "nOnE" })), part(&f.claims(n)))
    }),
    ("with the signature cut off", |f, n| {
        let token = signed(&own_key(), "una", &f.claims(n));
        token[..=token.rfind('.').unwrap()].to_owned()
    }),
    ("signed by another under the provider's name of the key", |f, n| {
        signed(&SigningKey::from_bytes(&[8; 32]), "una", &f.claims(n))
    }),
    ("signed by a key that the provider does not show", |f, n| {
        signed(&SigningKey::from_bytes(&[8; 32]), "un'altra", &f.claims(n))
    }),
    ("signed with the public key as a secret", |f, n| {
        signed_with_secret(own_key().verifying_key().as_bytes(), &f.claims(n))
    }),
    ("signed with our own secret, which the provider does not use for that", |f, n| {
        signed_with_secret(SECRET.as_bytes(), &f.claims(n))
    }),
    ("changed after it was signed", |f, n| {
        let token = but(f, n, "sub", json!("anna"));
        let parts: Vec<&str> = token.split('.').collect();
        format!("{}.{}.{}", parts[0], part(&f.claims(n)), parts[2])
    }),
    ("of another issuer", |f, n| but(f, n, "iss", json!("http://127.0.0.1:9"))),
    ("of the issuer with a slash more", |f, n| but(f, n, "iss", json!(format!("{}/", f.issuer)))),
    ("for another program", |f, n| but(f, n, "aud", json!("un-altro-programma"))),
    ("for another program too", |f, n| but(f, n, "aud", json!([CLIENT, "un-altro-programma"]))),
    ("that has expired", |f, n| but(f, n, "exp", json!(SystemClock.now().micros() / 1_000_000 - 1))),
    ("made for another log-in", |f, n| but(f, n, "nonce", json!("un altro"))),
    ("made for no log-in in particular", |f, n| but(f, n, "nonce", Value::Null)),
    ("that is no token at all", |_, _| "niente".into()),
];

async fn sessions(hall: &TownHall) -> i64 {
    let read = hall.ente.db().read().await.unwrap();
    let row = db::one(&read, "SELECT COUNT(*) AS n FROM accounts_session", []).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_id_token_lets_nobody_in() {
    let forger = Forger::start().await;
    for engine in Engine::all() {
        let hall = hall(engine, &forger.issuer).await;
        for (what, forge) in FORGED {
            let browser = hall.browser();
            let answer = forger.enter(&browser, |nonce| forge(&forger, nonce)).await;
            assert_eq!(answer.status(), 503, "a token {what}");
            refused(&browser, answer, 503, "Il servizio di accesso dell&#39;ente non risponde come dovrebbe").await;
            assert_eq!(sessions(&hall).await, 0, "somebody entered with a token {what}");
        }
        // The same provider, telling the truth: what was refused was the forgery.
        let answer = forger.enter(&hall.browser(), |nonce| signed(&own_key(), "una", &forger.claims(nonce))).await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/account"));
        assert_eq!(sessions(&hall).await, 1);
    }
}
