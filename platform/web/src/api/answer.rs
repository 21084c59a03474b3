use std::marker::PhantomData;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::Reason;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::Call;
use crate::Error;

/// What a handler answers when all goes well.
pub trait Answers: IntoResponse {
    /// Adds it to the description of a call.
    fn describe(call: &mut Call);
}

fn answer(call: &mut Call, status: u16, mut answer: Value, schema: Option<Value>) {
    if let Some(schema) = schema {
        answer["content"] = json!({ "application/json": { "schema": schema } });
    }
    call.answers.insert(status.to_string(), answer);
}

impl<T: Serialize + JsonSchema> Answers for Json<T> {
    fn describe(call: &mut Call) {
        let schema = call.answered::<T>();
        answer(call, 200, json!({ "description": "Fatto." }), Some(schema));
    }
}

/// What stands alone at an address that names nothing else, and may not be there: the refusal is the handler's.
#[derive(Debug)]
pub struct Single<T>(pub T);

impl<T: Serialize> IntoResponse for Single<T> {
    fn into_response(self) -> Response {
        Json(self.0).into_response()
    }
}

impl<T: Serialize + JsonSchema> Answers for Single<T> {
    fn describe(call: &mut Call) {
        Json::<T>::describe(call);
        call.may_refuse(404);
    }
}

/// Something was made.
#[derive(Debug)]
pub struct Created<T> {
    /// Where it is read, where it can be read by itself.
    pub location: Option<String>,
    /// What it is.
    pub body: T,
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let made = (StatusCode::CREATED, Json(self.body));
        match self.location {
            Some(location) => ([(header::LOCATION, location)], made).into_response(),
            None => made.into_response(),
        }
    }
}

impl<T: Serialize + JsonSchema> Answers for Created<T> {
    fn describe(call: &mut Call) {
        let schema = call.answered::<T>();
        let location = json!({ "description": "L'indirizzo di ciò che è nato, quando ne ha uno.", "schema": { "type": "string" } });
        answer(call, 201, json!({ "description": "Nato.", "headers": { "Location": location } }), Some(schema));
    }
}

/// Done; there is nothing to tell.
#[derive(Clone, Copy, Debug)]
pub struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl Answers for Done {
    fn describe(call: &mut Call) {
        answer(call, 204, json!({ "description": "Fatto: non c'è altro da dire." }), None);
    }
}

/// A document of one kind, whole: `K` says of which.
#[derive(Debug)]
pub struct File<K>(Response, PhantomData<K>);

/// A kind of file that is answered.
pub trait FileKind {
    /// Its media type.
    const MEDIA_TYPE: &'static str;
}

/// A PDF.
#[derive(Debug)]
pub enum Pdf {}

/// An XML document.
#[derive(Debug)]
pub enum Xml {}

impl FileKind for Pdf {
    const MEDIA_TYPE: &'static str = "application/pdf";
}

impl FileKind for Xml {
    const MEDIA_TYPE: &'static str = "application/xml";
}

impl<K: FileKind> File<K> {
    /// The file of this answer, told by its kind's name.
    pub fn of(mut response: Response) -> Self {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(K::MEDIA_TYPE));
        Self(response, PhantomData)
    }
}

impl<K> IntoResponse for File<K> {
    fn into_response(self) -> Response {
        self.0
    }
}

impl<K: FileKind> Answers for File<K> {
    fn describe(call: &mut Call) {
        let content = json!({ K::MEDIA_TYPE: { "schema": { "type": "string", "format": "binary" } } });
        call.answers.insert("200".into(), json!({ "description": "Il file.", "content": content }));
        // What was discarded with an authorisation is there no more.
        call.answers.insert("410".into(), json!({ "$ref": "#/components/responses/410" }));
    }
}

/// How an error reaches a program (RFC 9457).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "Perché la richiesta non è stata esaudita (RFC 9457).")]
pub struct Problem<'a> {
    #[schemars(description = "In due parole.")]
    title: &'static str,
    #[schemars(description = "Il codice HTTP della risposta.")]
    status: u16,
    #[schemars(description = "Che cosa è successo e che cosa fare, in una frase per le persone.")]
    detail: String,
    #[schemars(description = "Tutti i motivi di un rifiuto delle regole dell'ufficio; vuoto negli altri casi.")]
    reasons: &'a [Reason],
}

impl<'a> Problem<'a> {
    /// An error as a program reads it.
    pub fn of(error: &'a Error) -> Self {
        let reasons = match error {
            Error::Refused(refusal) => refusal.reasons.as_slice(),
            _ => &[],
        };
        Self { title: error.title(), status: error.status().as_u16(), detail: error.to_string(), reasons }
    }
}
