//! How types become JSON Schema: everything in its place, without names, because two offices use the same words.

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings, transform::RecursiveTransform};
use serde_json::{Map, Value};

/// For what is sent to us.
pub(super) fn taken() -> SchemaGenerator {
    settings().with_transform(RecursiveTransform(said_twice)).into_generator()
}

/// For what we answer.
pub(super) fn given() -> SchemaGenerator {
    settings().for_serialize().into_generator()
}

fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
        })
        .with_transform(RecursiveTransform(null_among_words))
}

/// Of a set that is sent, what is said twice counts once: it is not refused, and the document does not say that it is.
fn said_twice(schema: &mut Schema) {
    schema.remove("uniqueItems");
}

/// A word that may be left out may be null too: with a closed list of words, null stands in the list.
fn null_among_words(schema: &mut Schema) {
    let nullable =
        schema.get("type").and_then(Value::as_array).is_some_and(|types| types.iter().any(|kind| kind == "null"));
    if let Some(Value::Array(words)) = schema.get_mut("enum").filter(|_| nullable)
        && !words.contains(&Value::Null)
    {
        words.push(Value::Null);
    }
}

/// The fields of an object: name, schema, whether it must be there. What may be absent from an address is simply absent:
/// there is no null in it.
pub(super) fn fields(object: &Value) -> Vec<(String, Value, bool)> {
    let required: Vec<&str> = object["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let all = object["properties"].as_object().cloned().unwrap_or_default();
    all.into_iter()
        .map(|(name, schema)| {
            let needed = required.contains(&name.as_str());
            (name, without_null(schema), needed)
        })
        .collect()
}

fn without_null(schema: Value) -> Value {
    let Value::Object(mut object) = schema else { return schema };
    object.retain(|key, value| key != "default" || !value.is_null());
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(words)) = object.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    if let Some(Value::Array(ways)) = object.get_mut("anyOf") {
        ways.retain(|way| way["type"] != "null");
        if let [Value::Object(only)] = ways.as_slice() {
            let only: Map<String, Value> = only.clone();
            object.remove("anyOf");
            object.extend(only);
        }
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize, JsonSchema)]
    #[allow(dead_code)]
    struct Asked {
        words: String,
        #[serde(default)]
        urgent: bool,
        day: Option<kernel::Date>,
        #[schemars(extend("enum" = ["pec", "mano"]))]
        means: Option<String>,
    }

    #[test]
    fn what_is_said_twice_of_a_set_is_not_refused() {
        let set = |mut of: SchemaGenerator| of.root_schema_for::<std::collections::BTreeSet<String>>().to_value();
        assert_eq!(set(taken())["uniqueItems"], Value::Null);
        assert_eq!(set(given())["uniqueItems"], true);
        assert_eq!(serde_json::from_str::<std::collections::BTreeSet<String>>(r#"["a", "a"]"#).unwrap().len(), 1);
    }

    #[test]
    fn a_word_of_a_list_that_may_be_null_says_so_in_the_list() {
        let schema = taken().root_schema_for::<Asked>().to_value();
        assert_eq!(schema["properties"]["means"]["enum"], serde_json::json!(["pec", "mano", null]));
        let fields = fields(&schema);
        let (_, means, _) = fields.iter().find(|(name, _, _)| name == "means").expect("a field");
        assert_eq!(means["enum"], serde_json::json!(["pec", "mano"]), "there is no null in an address");
    }

    #[test]
    fn what_may_be_left_out_of_an_address_is_never_null() {
        let schema = taken().root_schema_for::<Asked>().to_value();
        let fields = fields(&schema);
        let of = |name: &str| fields.iter().find(|(known, _, _)| known == name).expect("a field");
        assert!(of("words").2 && !of("urgent").2 && !of("day").2);
        assert_eq!(of("day").1["type"], "string");
        assert_eq!(of("day").1["format"], "date");
    }
}
