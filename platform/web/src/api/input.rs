use std::{ops::BitOr, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
    response::IntoResponse,
};
use documents::store::Stored;
use ente::Ente;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Call, Takes, schema::fields, wrong};
use crate::{Ctx, Error, Path, Query, extract::no_nul, receive};

impl Takes for Ctx {
    fn describe(_: &mut Call) {}
}

impl<T: JsonSchema> Takes for Path<T> {
    fn describe(call: &mut Call) {
        let schema = call.sent::<T>();
        let names = call.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let several = schema["prefixItems"].as_array();
        let parameters: Vec<Value> = names
            .enumerate()
            .map(|(place, name)| {
                let own = several.and_then(|several| several.get(place)).unwrap_or(&schema);
                json!({ "name": name, "in": "path", "required": true, "schema": own })
            })
            .collect();
        call.parameters.extend(parameters);
        call.may_refuse(404);
    }
}

impl<T: JsonSchema> Takes for Query<T> {
    fn describe(call: &mut Call) {
        let schema = call.sent::<T>();
        for (name, mut schema, required) in fields(&schema) {
            let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
            let mut parameter = json!({ "name": name, "in": "query", "required": required, "schema": schema });
            if let Some(description) = description {
                parameter["description"] = description;
            }
            call.parameters.push(parameter);
        }
        call.may_refuse(400);
        call.may_refuse(422);
    }
}

/// What a program sends as JSON.
#[derive(Debug)]
pub struct Sent<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            let sentence =
                "Il corpo della richiesta deve essere JSON: manda l'intestazione \"Content-Type: application/json\".";
            return Err(Error::BadRequest(sentence.into()));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(unread)?;
        parse(&bytes).map(Self)
    }
}

fn unread(rejection: BytesRejection) -> Error {
    let text = rejection.body_text();
    if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Error::TooLarge(
            "Il corpo della richiesta è troppo lungo: i file si mandano con un modulo multipart.".into(),
        );
    }
    Error::BadRequest(text)
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let unreadable = |error: serde_json::Error| Error::BadRequest(wrong::sentence("", &error));
    let mut sent: Value = serde_json::from_slice(bytes).map_err(unreadable)?;
    // The reader of structures takes a list for one too, field by field: `[]` would do what `{}` does.
    if !sent.is_object() {
        return Err(Error::BadRequest("Il JSON deve essere un oggetto, fra parentesi graffe.".into()));
    }
    no_nul_within(&sent)?;
    // From the bytes again: the error then tells line, column and field.
    let read = wrong::read(bytes).map_err(Error::BadRequest);
    if read.is_err() && whole_numbers(&mut sent) {
        return serde_json::from_value(sent).or(read);
    }
    read
}

/// Writes `5.0` as `5`: for JSON they are one number, and some programs know no other way of writing it. Whether there were any.
fn whole_numbers(value: &mut Value) -> bool {
    /// Beyond it a fraction of 64 bits no longer tells each whole number from the next.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            let whole = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < EXACT);
            #[expect(clippy::cast_possible_truncation, reason = "whole, and within what is exact")]
            let whole = whole.map(|number| number as i64);
            whole.is_some_and(|whole| {
                *value = whole.into();
                true
            })
        }
        // Every one of them: no short way out.
        Value::Array(values) => values.iter_mut().map(whole_numbers).fold(false, BitOr::bitor),
        Value::Object(fields) => fields.values_mut().map(whole_numbers).fold(false, BitOr::bitor),
        _ => false,
    }
}

fn no_nul_within(value: &Value) -> Result<(), Error> {
    match value {
        Value::String(text) => no_nul(text),
        Value::Array(values) => values.iter().try_for_each(no_nul_within),
        Value::Object(fields) => fields.values().try_for_each(no_nul_within),
        _ => Ok(()),
    }
}

impl<T: JsonSchema> Takes for Sent<T> {
    fn describe(call: &mut Call) {
        let schema = call.sent::<T>();
        call.body = Some(json!({ "required": true, "content": { "application/json": { "schema": schema } } }));
        call.may_refuse(400);
        call.may_refuse(413);
    }
}

/// A form with files: the field `dati` in JSON, and the files, already durable in the store but not yet named by any row.
#[derive(Debug)]
pub struct WithFiles<T> {
    /// What stands in `dati`.
    pub dati: T,
    /// The files in the order in which they came: the name given, what is stored.
    pub files: Vec<(String, Stored)>,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for WithFiles<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let ente = request.extensions().get::<Arc<Ente>>().cloned();
        let ente = ente.ok_or(Error::NotFound("Questo indirizzo non è di nessun Comune."))?;
        let uploaded = receive(&ente, request).await?;
        let fields = uploaded.fields.keys().map(String::as_str);
        let files = uploaded.files.iter().map(|(field, _, _)| field.as_str());
        if let Some(unknown) = fields.filter(|name| *name != "dati").chain(files.filter(|name| *name != "file")).next()
        {
            let sentence =
                format!("Il campo \"{unknown}\" non c'è: i dati vanno in \"dati\", ogni file in un campo \"file\".");
            return Err(Error::BadRequest(sentence));
        }
        let dati = parse(uploaded.field("dati").as_bytes()).map_err(|error| match error {
            Error::BadRequest(why) => Error::BadRequest(format!("Il campo \"dati\": {why}")),
            other => other,
        })?;
        let files = uploaded.files.into_iter().map(|(_, name, stored)| (name, stored)).collect();
        Ok(Self { dati, files })
    }
}

impl<T: JsonSchema> Takes for WithFiles<T> {
    fn describe(call: &mut Call) {
        let dati = call.sent::<T>();
        let files = json!({
            "type": "array",
            "maxItems": crate::upload::MAX_FILES,
            "items": { "type": "string", "format": "binary" },
            "description": "I file, ognuno al massimo di 1 GiB; il primo è il documento principale.",
        });
        let form = json!({
            "schema": {
                "type": "object",
                "required": ["dati"],
                "additionalProperties": false,
                "properties": { "dati": dati, "file": files },
            },
            "encoding": { "dati": { "contentType": "application/json" } },
        });
        call.body = Some(json!({ "required": true, "content": { "multipart/form-data": form } }));
        call.files = true;
        call.may_refuse(400);
        call.may_refuse(413);
    }
}

/// The header by which a call that is repeated does its work once.
#[derive(Debug)]
pub struct IdempotencyKey(pub Option<String>);

/// The longest key.
const LONGEST_KEY: usize = 100;

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let Some(sent) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        // A key that were passed over would register twice.
        let key = sent.to_str().ok().filter(|key| (1..=LONGEST_KEY).contains(&key.len()));
        let sentence =
            || format!("L'intestazione Idempotency-Key deve avere da 1 a {LONGEST_KEY} caratteri ASCII visibili.");
        key.map(|key| Self(Some(key.to_owned()))).ok_or_else(|| Error::BadRequest(sentence()))
    }
}

impl Takes for IdempotencyKey {
    fn describe(call: &mut Call) {
        call.parameters.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "Una parola scelta da te: se ripeti la chiamata con la stessa, ricevi ciò che è nato la prima volta.",
            "schema": { "type": "string", "pattern": format!("^[!-~]{{1,{LONGEST_KEY}}}$") },
        }));
        call.may_refuse(400);
    }
}

/// How many rows a page of a list has: from 1 to 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64")]
pub struct Limit(u16);

impl Limit {
    const MOST: u16 = 200;

    /// How many rows.
    pub const fn rows(self) -> u16 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

impl TryFrom<u64> for Limit {
    type Error = String;

    fn try_from(wanted: u64) -> Result<Self, String> {
        let rows = u16::try_from(wanted).ok().filter(|rows| (1..=Self::MOST).contains(rows));
        rows.map(Self).ok_or_else(|| format!("il limite va da 1 a {}, non {wanted}", Self::MOST))
    }
}

impl JsonSchema for Limit {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Limite".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": Self::MOST, "default": Self::default().0,
            "description": "Quante righe, al massimo." })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_no_text_may_hold_is_refused_wherever_it_hides() {
        assert!(parse::<Value>(br#"{"a": ["x", {"b": "y"}]}"#).is_ok());
        assert!(parse::<Value>(br#"{"a": ["x", {"b": "y\u0000"}]}"#).is_err());
    }

    #[test]
    fn a_list_is_not_taken_for_an_object() {
        #[derive(Debug, Default, Deserialize)]
        struct All {
            #[serde(default)]
            _one: Option<String>,
        }
        assert!(parse::<All>(b"{}").is_ok());
        assert!(parse::<All>(b"[]").is_err());
    }

    #[test]
    fn a_whole_number_written_with_a_point_is_one() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Numbered {
            of: Option<i64>,
            all: Vec<i64>,
        }
        let numbers = parse::<Numbered>(br#"{"of": -183.0, "all": [1, 2.0, 3e2]}"#).unwrap();
        assert_eq!(numbers, Numbered { of: Some(-183), all: vec![1, 2, 300] });
        let large = parse::<Numbered>(br#"{"of": 4279925315995978.0, "all": []}"#).unwrap();
        assert_eq!(large.of, Some(4_279_925_315_995_978));
        for bad in [&br#"{"of": 1.5, "all": []}"#[..], br#"{"of": 1e300, "all": []}"#, br#"{"of": 1.0, "all": "x"}"#] {
            assert!(parse::<Numbered>(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn a_page_of_a_list_has_from_1_to_200_rows() {
        let read = |text: &str| serde_json::from_str::<Limit>(text);
        assert_eq!(read("200").unwrap().rows(), 200);
        assert!(read("0").is_err() && read("201").is_err());
    }
}
