//! The API description as tests read it: every operation, with who may call it and what it takes.

use crate::api::Api;
use serde_json::{Value, json};

/// One operation of `/api/openapi.json`.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `GET`, `POST` …
    pub method: String,
    /// `/api/sales/orders/{id}`
    pub path: String,
    /// `x-roles`; empty when it says nothing.
    pub roles: Vec<String>,
    /// The names of the query parameters.
    pub query: Vec<String>,
    /// A body that the schema allows, more or less; none when it takes none.
    pub body: Option<Value>,
}

impl Operation {
    /// Its name for messages.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The path with an id in each place.
    #[must_use]
    pub fn path_with(&self, mut id: impl FnMut() -> String) -> String {
        let segments = self.path.split('/').map(|s| if s.starts_with('{') { id() } else { s.to_owned() });
        segments.collect::<Vec<_>>().join("/")
    }
}

/// Every operation that the gateway describes.
///
/// # Panics
/// When it describes nothing.
pub async fn operations(api: &Api) -> Vec<Operation> {
    let document = api.get("/api/openapi.json").await.ok();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["get", "put", "post", "delete", "patch"] {
            let Some(operation) = item.get(method) else { continue };
            let texts = |value: &Value| -> Vec<String> {
                value.as_array().into_iter().flatten().filter_map(|v| Some(v.as_str()?.to_owned())).collect()
            };
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let query = parameters.filter(|p| p["in"] == "query").filter_map(|p| Some(p["name"].as_str()?.to_owned()));
            let schema = operation["requestBody"]["content"].as_object().and_then(|kinds| kinds.values().next());
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                roles: texts(&operation["x-roles"]),
                query: query.collect(),
                body: schema.map(|kind| sample(&document, &kind["schema"], 0)),
            });
        }
    }
    assert!(operations.len() > 60, "the description holds only {} operations", operations.len());
    operations
}

/// A value that fits a schema by shape. Optional members are there too: they are what goes wrong.
fn sample(document: &Value, schema: &Value, depth: usize) -> Value {
    if depth > 12 {
        return Value::Null;
    }
    let next = |schema: &Value| sample(document, schema, depth + 1);
    if let Some(reference) = schema["$ref"].as_str() {
        return document.pointer(reference.trim_start_matches('#')).map_or(Value::Null, next);
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(choices) = schema[choice].as_array() {
            return choices.iter().find(|choice| choice["type"] != "null").map_or(Value::Null, next);
        }
    }
    if let Some(example) = schema.get("example").or_else(|| schema.get("default")) {
        return example.clone();
    }
    if let Some(value) = schema["enum"].as_array().and_then(|values| values.first()) {
        return value.clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null")),
        kind => kind.as_str(),
    };
    match kind.unwrap_or_default() {
        "object" => {
            let members = schema["properties"].as_object().into_iter().flatten();
            members.map(|(name, schema)| (name.clone(), next(schema))).collect::<serde_json::Map<_, _>>().into()
        }
        "array" => json!([next(&schema["items"])]),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(7)),
        "boolean" => json!(true),
        "string" => match schema["format"].as_str() {
            Some("uuid") => json!(uuid::Uuid::now_v7()),
            Some("date") => json!("2030-05-17"),
            Some("date-time") => json!("2030-05-17T15:00:00Z"),
            _ => json!("texto"),
        },
        _ => Value::Null,
    }
}
