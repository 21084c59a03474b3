//! The API for programs, and its own description (OpenAPI 3.1).
//!
//! A call is described by the types of its handler: what it takes ([`Takes`]) and what it answers ([`Answers`]). The same
//! types read the request and write the answer, so that the document cannot say one thing and the program do another.

mod answer;
mod document;
mod input;
mod schema;
pub(crate) mod wrong;

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::Error;

pub use answer::{Answers, Created, Done, File, FileKind, Pdf, Problem, Single, Xml};
pub(crate) use document::{Named, document};
pub use input::{IdempotencyKey, Limit, Sent, WithFiles};

/// What a part of a request adds to the description of a call.
pub trait Takes {
    /// Adds it.
    fn describe(call: &mut Call);
}

/// One call, described.
#[derive(Debug)]
pub struct Call {
    pub(crate) path: &'static str,
    pub(crate) parameters: Vec<Value>,
    pub(crate) body: Option<Value>,
    pub(crate) answers: Map<String, Value>,
    /// Whether files come with it.
    pub(crate) files: bool,
    taken: SchemaGenerator,
    given: SchemaGenerator,
}

impl Call {
    pub(crate) fn new<T, H: Described<T>>(path: &'static str, _: &H) -> Self {
        let mut call = Self {
            path,
            parameters: Vec::new(),
            body: None,
            answers: Map::new(),
            files: false,
            taken: schema::taken(),
            given: schema::given(),
        };
        H::describe(&mut call);
        call
    }

    /// How what is sent looks.
    fn sent<T: JsonSchema>(&mut self) -> Value {
        self.taken.root_schema_for::<T>().to_value()
    }

    /// How what is answered looks.
    fn answered<T: JsonSchema>(&mut self) -> Value {
        self.given.root_schema_for::<T>().to_value()
    }

    /// One more way in which it may say no.
    fn may_refuse(&mut self, status: u16) {
        let answer = json!({ "$ref": format!("#/components/responses/{status}") });
        self.answers.insert(status.to_string(), answer);
    }
}

/// A handler whose description is made of its own types. `T` only keeps the shapes of handlers apart.
pub trait Described<T> {
    /// Describes it.
    fn describe(call: &mut Call);
}

macro_rules! described {
    ($($taken:ident),*) => {
        impl<F, Fut, A, $($taken),*> Described<(Fut, A, $($taken),*)> for F
        where
            F: Fn($($taken),*) -> Fut,
            Fut: Future<Output = Result<A, Error>>,
            A: Answers,
            $($taken: Takes),*
        {
            fn describe(call: &mut Call) {
                $($taken::describe(call);)*
                A::describe(call);
            }
        }
    };
}

described!(T1);
described!(T1, T2);
described!(T1, T2, T3);
described!(T1, T2, T3, T4);
