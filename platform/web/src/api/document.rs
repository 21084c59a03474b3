use serde_json::{Map, Value, json};

use super::{Call, answer::Problem, schema};
use crate::{Access, Error, Listed};

/// A call with its place and its name.
pub(crate) struct Named {
    pub listed: Listed,
    pub title: &'static str,
    pub call: Call,
}

const INTRODUCTION: &str = "Le stesse azioni delle pagine, con le stesse regole e gli stessi rifiuti. Un programma si presenta con \
    una chiave (`Authorization: Bearer …`), che una persona crea nel suo profilo e che porta alcuni dei suoi permessi: un \
    programma non può mai più di lei. La chiave vale solo sotto `/api/`: una pagina la rifiuta con 401. Le date sono nella \
    forma `2026-03-31`, gli istanti in quella di RFC 3339.";

/// The OpenAPI 3.1 document of these calls.
pub(crate) fn document(calls: &[Named]) -> Value {
    let mut paths = Map::new();
    for named in calls {
        let path = paths.entry(named.listed.path).or_insert_with(|| json!({}));
        path[named.listed.method.to_lowercase()] = operation(named);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Municipio",
            "version": "1",
            "description": INTRODUCTION,
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "securitySchemes": { "chiave": { "type": "http", "scheme": "bearer", "description": "Una chiave per programmi." } },
            "schemas": { "Problema": problem() },
            "responses": refusals(),
        },
    })
}

/// The statuses with which a call may say no, each with an error to take the words from.
fn refusals() -> Map<String, Value> {
    let errors = [
        Error::BadRequest("I parametri non si leggono.".into()),
        Error::SignIn,
        Error::Denied(accounts::GESTISCI_PERSONE.denied()),
        Error::NotFound("Non c'è, oppure non la puoi vedere."),
        Error::Conflict("Un altro ha cambiato la stessa cosa un attimo prima. Rileggi e riprova.".into()),
        Error::Discarded("Questo documento è stato scartato: il contenuto non c'è più.".into()),
        Error::TooLarge("Il file è troppo grande.".into()),
        Error::Refused(kernel::Refusal::because(
            "Manca l'oggetto. Scrivi in una riga di che cosa tratta il documento.",
        )),
        Error::TooMany,
        Error::Unavailable("L'archivio dei documenti non risponde. Riprova tra poco.".into()),
    ];
    let refusal = |error: &Error| {
        let content = json!({ "schema": { "$ref": "#/components/schemas/Problema" }, "example": Problem::of(error) });
        let answer = json!({ "description": error.title(), "content": { "application/problem+json": content } });
        (error.status().as_str().to_owned(), answer)
    };
    errors.iter().map(refusal).collect()
}

fn problem() -> Value {
    schema::given().root_schema_for::<Problem<'static>>().to_value()
}

fn operation(Named { listed, title, call }: &Named) -> Value {
    let words = listed.path.trim_start_matches("/api/v1/").split('/').map(|word| word.trim_matches(['{', '}']));
    let id: Vec<String> = std::iter::once(listed.method.to_lowercase()).chain(words.map(str::to_owned)).collect();
    let office = id.get(1).cloned().unwrap_or_default();
    let mut answers = call.answers.clone();
    let mut may_refuse = |statuses: &[u16]| {
        for status in statuses {
            answers.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }));
        }
    };
    may_refuse(&[429, 503]);
    if listed.method == "POST" {
        // What is named in the body may be gone, as what is named in the path.
        may_refuse(&[404, 409, 422]);
    }
    let mut operation =
        json!({ "operationId": id.join("-"), "summary": title, "tags": [office], "parameters": call.parameters });
    match listed.access {
        Access::Public | Access::Operator | Access::Program => operation["security"] = json!([]),
        Access::SignedIn => {
            may_refuse(&[401, 403]);
            operation["security"] = json!([{ "chiave": [] }]);
        }
        Access::With(permission) => {
            may_refuse(&[401, 403]);
            operation["security"] = json!([{ "chiave": [permission.code] }]);
            operation["description"] = json!(format!("Serve il permesso `{}`: {}.", permission.code, permission.label));
        }
    }
    if let Some(body) = &call.body {
        operation["requestBody"] = body.clone();
    }
    operation["responses"] = json!(answers);
    operation
}
