//! What a person is called in what they did, also when they are known no more.

use std::{collections::HashMap, hash::Hash};

/// The name of a person among those that were read.
pub(crate) fn nome_di<K: Eq + Hash>(names: &HashMap<K, String>, id: &K) -> String {
    o_nessuno(names.get(id).cloned())
}

/// A name that was looked for, or that there is none.
pub(crate) fn o_nessuno(name: Option<String>) -> String {
    name.unwrap_or_else(|| "persona non più in elenco".into())
}
