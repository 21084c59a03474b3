//! **A SIMULATOR, not a provider**: it answers as *CSC API v2.0.0.2* says that a provider of remote signatures does, so
//! far as the specification can be read; no provider has seen it. One person (Mario), one credential; the code is
//! always 123456.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Validity};
use firma_scrivi::{Certificate, HashSigner, LocalKey};
use serde_json::{Value, json};

/// The one-time code that it takes; its PIN is 0000.
pub const CODE: &str = "123456";
/// The token of who has entered.
pub const SERVICE_TOKEN: &str = "gettone-di-servizio";
const CREDENTIAL_TOKEN: &str = "gettone-di-firma";

/// How the simulated provider behaves.
#[derive(Clone, Copy)]
pub struct Manner {
    /// How a signature is authorised: `explicit` (codes), `oauth2code` (its page), `implicit`.
    pub mode: &'static str,
    /// How many hashes one authorisation signs.
    pub multisign: usize,
    /// Whether the key is `enabled`.
    pub key_status: &'static str,
    /// What it does wrong.
    pub fault: Fault,
}

/// What it does wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// It gives one signature less than were asked for.
    OneSignatureMissing,
    /// It signs with another's key.
    AnotherKeys,
    /// It gives them in another order than they were asked for.
    AnotherOrder,
    /// Its answer does not end.
    Endless,
    /// Its answers are not what they should be.
    NotJson,
}

impl Manner {
    /// It asks for a PIN and a code that it sends, and signs a hundred hashes at once.
    pub const fn explicit() -> Self {
        Self { mode: "explicit", multisign: 100, key_status: "enabled", fault: Fault::None }
    }
}

/// The simulated provider.
pub struct Provider {
    manner: Manner,
    key: LocalKey,
    chain: Vec<Certificate>,
    /// Rights given: SAD and the hashes that it is bound to.
    rights: Mutex<HashMap<String, Vec<String>>>,
    /// Visits: code, and the challenge of who asked.
    visits: Mutex<HashMap<String, (String, Vec<String>)>>,
    /// How many codes it has sent.
    pub sent: Mutex<usize>,
    /// With how many hashes each authorisation came.
    pub authorisations: Mutex<Vec<usize>>,
    base: String,
}

type Shared = State<Arc<Provider>>;
type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

fn refuse(status: StatusCode, error: &str) -> (StatusCode, Json<Value>) {
    (status, Json(json!({ "error": error, "error_description": "Simulatore: rifiutato" })))
}

/// Starts it; gives its address.
pub async fn start(manner: Manner, key: LocalKey, chain: Vec<Certificate>) -> (String, Arc<Provider>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/csc/v2", listener.local_addr().unwrap());
    let provider = Arc::new(Provider {
        manner,
        key,
        chain,
        rights: Mutex::default(),
        visits: Mutex::default(),
        sent: Mutex::default(),
        authorisations: Mutex::default(),
        base: base.clone(),
    });
    let methods = Router::new()
        .route("/info", post(info))
        .route("/credentials/list", post(list))
        .route("/credentials/info", post(credential))
        .route("/credentials/getChallenge", post(challenge))
        .route("/credentials/authorize", post(authorize))
        .route("/signatures/signHash", post(sign))
        .route("/oauth2/token", post(token))
        .with_state(provider.clone());
    let app = Router::new().nest("/csc/v2", methods);
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (base, provider)
}

async fn info(State(provider): Shared) -> Answer {
    if provider.manner.fault == Fault::NotJson {
        return Ok(Json(json!("non è un oggetto")));
    }
    Ok(Json(json!({
        "specs": "2.0.0.2",
        "name": "SIMULATORE",
        "logo": "https://prova.invalid/logo.png",
        "region": "IT",
        "lang": "it-IT",
        "description": "Simulatore di un servizio di firma remota",
        "authType": ["oauth2code", "oauth2client"],
        "oauth2": provider.base,
        "methods": ["credentials/list", "credentials/info", "credentials/authorize", "signatures/signHash"],
    })))
}

fn entered(headers: &HeaderMap, token: &str) -> Result<(), (StatusCode, Json<Value>)> {
    let right = format!("Bearer {token}");
    let there = headers.get("authorization").and_then(|value| value.to_str().ok());
    if there == Some(right.as_str()) { Ok(()) } else { Err(refuse(StatusCode::UNAUTHORIZED, "invalid_token")) }
}

async fn list(State(_): Shared, headers: HeaderMap) -> Answer {
    entered(&headers, SERVICE_TOKEN)?;
    Ok(Json(json!({ "credentialIDs": ["mario-1"], "onlyValid": true })))
}

async fn credential(State(provider): Shared, headers: HeaderMap, Json(body): Json<Value>) -> Answer {
    entered(&headers, SERVICE_TOKEN)?;
    if body["credentialID"] != "mario-1" {
        return Err(refuse(StatusCode::BAD_REQUEST, "invalid_request"));
    }
    let certificates: Vec<String> = provider.chain.iter().map(|one| STANDARD.encode(one.der())).collect();
    Ok(Json(json!({
        "key": {
            "status": provider.manner.key_status,
            "algo": ["1.2.840.10045.4.3.2"],
            "len": 256,
            "curve": "1.2.840.10045.3.1.7",
        },
        "cert": { "status": "valid", "certificates": certificates },
        "auth": {
            "mode": provider.manner.mode,
            "expression": "PIN AND OTP",
            "objects": [
                { "type": "Password", "id": "PIN", "format": "N", "label": "PIN", "description": "PIN di firma" },
                { "type": "ChallengeResponse", "id": "OTP", "format": "N", "label": "Codice SMS" },
            ],
        },
        "SCAL": "2",
        "multisign": provider.manner.multisign,
    })))
}

async fn challenge(State(provider): Shared, headers: HeaderMap, Json(body): Json<Value>) -> Answer {
    entered(&headers, SERVICE_TOKEN)?;
    assert_eq!(body["credentialID"], "mario-1");
    *provider.sent.lock().unwrap() += 1;
    Ok(Json(json!({})))
}

fn hashes(body: &Value) -> Vec<String> {
    let hashes = body["hashes"].as_array().cloned().unwrap_or_default();
    hashes.iter().filter_map(|hash| hash.as_str().map(str::to_owned)).collect()
}

async fn authorize(State(provider): Shared, headers: HeaderMap, Json(body): Json<Value>) -> Answer {
    entered(&headers, SERVICE_TOKEN)?;
    let code = |id: &str| {
        let data = body["authData"].as_array().cloned().unwrap_or_default();
        data.iter().find(|one| one["id"] == id).and_then(|one| one["value"].as_str().map(str::to_owned))
    };
    if provider.manner.mode == "explicit" {
        if code("PIN").as_deref() != Some("0000") {
            return Err(refuse(StatusCode::BAD_REQUEST, "invalid_pin"));
        }
        if code("OTP").as_deref() != Some(CODE) {
            return Err(refuse(StatusCode::BAD_REQUEST, "invalid_otp"));
        }
    }
    let hashes = hashes(&body);
    if body["numSignatures"] != hashes.len() || hashes.len() > provider.manner.multisign {
        return Err(refuse(StatusCode::BAD_REQUEST, "invalid_request"));
    }
    provider.authorisations.lock().unwrap().push(hashes.len());
    let mut rights = provider.rights.lock().unwrap();
    let sad = format!("SAD-{}", rights.len());
    rights.insert(sad.clone(), hashes);
    Ok(Json(json!({ "SAD": sad, "expiresIn": 300 })))
}

/// What the person does on the provider's page; gives the code with which they come back.
pub fn visited(provider: &Provider, page: &url::Url) -> String {
    let query: HashMap<_, _> = page.query_pairs().into_owned().collect();
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["code_challenge_method"], "S256");
    let hashes = query.get("hashes").map(|hashes| hashes.split(',').map(str::to_owned).collect()).unwrap_or_default();
    let code = format!("codice-{}", query["scope"]);
    provider.visits.lock().unwrap().insert(code.clone(), (query["code_challenge"].clone(), hashes));
    code
}

async fn token(State(provider): Shared, Form(form): Form<HashMap<String, String>>) -> Answer {
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if field("client_id") != "municipio" || field("client_secret") != "segreto" {
        return Err(refuse(StatusCode::BAD_REQUEST, "invalid_client"));
    }
    if field("grant_type") == "client_credentials" {
        return Ok(Json(json!({ "access_token": SERVICE_TOKEN, "token_type": "Bearer", "expires_in": 3600 })));
    }
    let visit = provider.visits.lock().unwrap().remove(field("code"));
    let Some((challenge, hashes)) = visit else { return Err(refuse(StatusCode::BAD_REQUEST, "invalid_grant")) };
    if URL_SAFE_NO_PAD.encode(Digest::Sha256.of(field("code_verifier").as_bytes())) != challenge {
        return Err(refuse(StatusCode::BAD_REQUEST, "invalid_grant"));
    }
    let token = if hashes.is_empty() { SERVICE_TOKEN } else { CREDENTIAL_TOKEN };
    if !hashes.is_empty() {
        provider.authorisations.lock().unwrap().push(hashes.len());
    }
    let standard = |hash: &String| STANDARD.encode(URL_SAFE_NO_PAD.decode(hash).unwrap());
    provider.rights.lock().unwrap().insert(token.to_owned(), hashes.iter().map(standard).collect());
    Ok(Json(json!({ "access_token": token, "token_type": "Bearer", "expires_in": 300 })))
}

async fn sign(State(provider): Shared, headers: HeaderMap, Json(body): Json<Value>) -> Answer {
    let right = match body["SAD"].as_str() {
        Some(sad) => {
            entered(&headers, SERVICE_TOKEN)?;
            sad.to_owned()
        }
        None => {
            entered(&headers, CREDENTIAL_TOKEN)?;
            CREDENTIAL_TOKEN.to_owned()
        }
    };
    // A right serves once, and for the hashes that it was given for.
    let bound = provider.rights.lock().unwrap().remove(&right);
    let hashes = hashes(&body);
    if bound.as_ref() != Some(&hashes) || body["signAlgo"] != "1.2.840.10045.4.3.2" {
        return Err(refuse(StatusCode::BAD_REQUEST, "invalid_request"));
    }
    if provider.manner.fault == Fault::Endless {
        return Ok(Json(json!({ "signatures": ["a".repeat(5 << 20)] })));
    }
    let stranger = LocalKey::p256(&[99; 32]).unwrap();
    let key = if provider.manner.fault == Fault::AnotherKeys { &stranger } else { &provider.key };
    let sign = |hash: &String| {
        let hash = STANDARD.decode(hash).unwrap();
        STANDARD.encode(key.sign(Scheme::Ecdsa(Digest::Sha256), &hash).unwrap())
    };
    let mut signatures: Vec<String> = hashes.iter().map(sign).collect();
    if provider.manner.fault == Fault::OneSignatureMissing {
        signatures.pop();
    }
    if provider.manner.fault == Fault::AnotherOrder {
        signatures.reverse();
    }
    Ok(Json(json!({ "signatures": signatures })))
}

/// Somebody with a key and its chain, of an authority that nobody knows: good for two hours before and a year after `at`. Their own key is
/// of `seed`.
pub fn person(
    given: &str,
    surname: &str,
    tax_code: &str,
    seed: u8,
    at: kernel::Instant,
) -> (LocalKey, Vec<Certificate>) {
    let key = |seed: u8| LocalKey::p256(&[seed; 32]).unwrap();
    let (root_key, authority_key, own_key) = (key(201), key(202), key(seed));
    let validity = Validity { from: at.plus_seconds(-7_200).utc(), to: at.plus_seconds(31_536_000).utc() };
    let none = Addresses::default();
    let issue = |role, name, spki: &[u8], serial: u8, by| {
        prova::issue(role, name, spki, &[serial; 16], validity, none, by).unwrap()
    };
    let root = issue(Role::Root, Name::Authority("Radice"), root_key.spki(), 1, By::Itself(&root_key));
    let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
    let authority = issue(Role::Issuing, Name::Authority("Firma"), authority_key.spki(), 2, by);
    let by = By::Issuer(Issuer { certificate: &authority, key: &authority_key });
    let own = issue(Role::Signing, Name::Person { given, surname, tax_code }, own_key.spki(), seed, by);
    (own_key, vec![own, authority, root])
}
