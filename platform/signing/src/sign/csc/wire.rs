//! What goes over the wire (CSC API v2, chapter 11). What is not needed is not read.

use serde::{Deserialize, Serialize};

/// 11.1 `info`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Info {
    pub name: String,
    #[serde(default, rename = "authType")]
    pub auth_type: Vec<String>,
    pub oauth2: Option<String>,
    #[serde(default)]
    pub methods: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct InfoRequest {
    pub lang: &'static str,
}

/// 11.4 `credentials/list`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListRequest {
    pub max_results: usize,
    pub only_valid: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct List {
    #[serde(rename = "credentialIDs")]
    pub credential_ids: Vec<String>,
}

/// 11.5 `credentials/info`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CredentialRequest<'a> {
    #[serde(rename = "credentialID")]
    pub credential_id: &'a str,
    pub certificates: &'static str,
    pub cert_info: bool,
    pub auth_info: bool,
    pub lang: &'static str,
}

#[derive(Deserialize)]
pub(super) struct CredentialInfo {
    pub key: Key,
    pub cert: Cert,
    pub auth: Option<Auth>,
    pub multisign: Option<usize>,
}

#[derive(Deserialize)]
pub(super) struct Key {
    pub status: String,
    pub algo: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Cert {
    pub status: Option<String>,
    #[serde(default)]
    pub certificates: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Auth {
    pub mode: String,
    #[serde(default)]
    pub objects: Vec<AuthObject>,
}

/// 8.3.1: what a person must give.
#[derive(Deserialize)]
pub(super) struct AuthObject {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub format: Option<String>,
    pub label: Option<String>,
    pub generator: Option<serde_json::Value>,
}

/// 11.8 `credentials/getChallenge`.
#[derive(Serialize)]
pub(super) struct ChallengeRequest<'a> {
    #[serde(rename = "credentialID")]
    pub credential_id: &'a str,
}

/// 11.6 `credentials/authorize`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthorizeRequest<'a> {
    #[serde(rename = "credentialID")]
    pub credential_id: &'a str,
    pub num_signatures: usize,
    pub hashes: &'a [String],
    #[serde(rename = "hashAlgorithmOID")]
    pub hash_algorithm: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub auth_data: Vec<AuthData<'a>>,
    pub description: &'a str,
}

#[derive(Serialize)]
pub(super) struct AuthData<'a> {
    pub id: &'a str,
    pub value: &'a str,
}

#[derive(Deserialize)]
pub(super) struct Authorized {
    #[serde(rename = "SAD")]
    pub sad: String,
}

/// 11.10 `signatures/signHash`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignRequest<'a> {
    #[serde(rename = "credentialID")]
    pub credential_id: &'a str,
    #[serde(rename = "SAD", skip_serializing_if = "Option::is_none")]
    pub sad: Option<&'a str>,
    pub hashes: &'a [String],
    #[serde(rename = "hashAlgorithmOID")]
    pub hash_algorithm: &'a str,
    pub sign_algo: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_algo_params: Option<String>,
    pub operation_mode: &'static str,
}

#[derive(Deserialize)]
pub(super) struct Signed {
    #[serde(default)]
    pub signatures: Vec<String>,
}

/// 8.4.4 `oauth2/token`.
#[derive(Deserialize)]
pub(super) struct Token {
    pub access_token: String,
}

/// 8.4.3 `oauth2/pushed_authorize` (RFC 9126).
#[derive(Deserialize)]
pub(super) struct Pushed {
    pub request_uri: String,
}

/// 10.1: what is told when something is refused.
#[derive(Deserialize)]
pub(super) struct Refusal {
    pub error: String,
    pub error_description: Option<String>,
}
