//! One OpenAPI document out of those of the services.
//!
//! The merge is a pure function, so that `storeflow openapi` writes the same document that a gateway serves.
//! Components of the same name that are equal are shared. Where they differ, each gets its service's name in front
//! (`InventoryWarehouse`, `LogisticsWarehouse`), and so does whatever refers to them: no service's schema changes because
//! another one came first.

use contracts::Service;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const INTRODUCTION: &str = "The public interface of StoreFlow. Errors are RFC 9457 problems with a stable `code`; texts follow \
    `Accept-Language` (`es`, `en`). Lists are read with `limit`, `cursor` and `sort`. Money is in minor units, instants are \
    UTC, days are the company's local days. `x-roles` says who may call an operation.";

/// The document of the whole system. What is not under `/api/` is left out.
///
/// Where two services claim the same path and method, the one that stands first in [`Service::ALL`] keeps it.
#[must_use]
pub fn merge(documents: &BTreeMap<Service, Value>) -> Value {
    let renames = renames(documents);
    let shared_operations = repeated_operation_ids(documents);
    let mut paths: Map<String, Value> = Map::new();
    let mut components: Map<String, Value> = Map::new();
    let mut tags: Vec<Value> = Vec::new();
    for (service, document) in documents {
        let mut document = document.clone();
        rename(&mut document, renames.get(service).unwrap_or(&BTreeMap::new()));
        for (kind, items) in members(&document, "components") {
            for (name, item) in items.as_object().into_iter().flatten() {
                let all = components.entry(kind.clone()).or_insert_with(|| json!({}));
                if let Some(all) = all.as_object_mut() {
                    all.entry(name.clone()).or_insert_with(|| item.clone());
                }
            }
        }
        for tag in document.get("tags").and_then(Value::as_array).into_iter().flatten() {
            add_tag(&mut tags, tag.clone());
        }
        let security = document.get("security").cloned();
        for (path, item) in members(&document, "paths").filter(|(path, _)| path.starts_with("/api/")) {
            let mut item = item.clone();
            for (_, operation) in operations_mut(&mut item) {
                finish_operation(*service, operation, security.as_ref(), &shared_operations);
            }
            let merged = paths.entry(path.clone()).or_insert_with(|| json!({}));
            if let (Some(merged), Value::Object(item)) = (merged.as_object_mut(), item) {
                for (member, value) in item {
                    merged.entry(member).or_insert(value);
                }
            }
        }
    }
    add_own_paths(&mut paths);
    add_tag(&mut tags, json!({"name": "gateway", "description": "What the gateway itself answers."}));
    let has_problem = components.get("schemas").and_then(|schemas| schemas.get("Problem")).is_some();
    for item in paths.values_mut() {
        for (_, operation) in operations_mut(item) {
            add_edge_answers(operation, has_problem);
            for tag in operation.get("tags").and_then(Value::as_array).into_iter().flatten() {
                add_tag(&mut tags, json!({"name": tag}));
            }
        }
    }
    let bearer = json!({"type": "http", "scheme": "bearer", "bearerFormat": "JWT",
        "description": "The `access_token` of `POST /api/identity/sessions`; it lives ten minutes."});
    let schemes = components.entry("securitySchemes".to_owned()).or_insert_with(|| json!({}));
    schemes["bearer"] = bearer;
    paths.sort_keys();
    for items in components.values_mut() {
        items.sort_all_objects();
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "StoreFlow",
            "version": env!("CARGO_PKG_VERSION"),
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": paths,
        "components": components,
    })
}

/// What the gateway itself answers under `/api/`.
fn add_own_paths(paths: &mut Map<String, Value>) {
    let mut add = |path: &str, id: &str, summary: &str, kind: &str| {
        let schema = if kind == "text/html" { json!({"type": "string"}) } else { json!({"type": "object"}) };
        let operation = json!({
            "tags": ["gateway"],
            "summary": summary,
            "operationId": id,
            "x-roles": ["anyone"],
            "security": [],
            "responses": {"200": {"description": summary, "content": {kind: {"schema": schema}}}},
        });
        paths.insert(path.to_owned(), json!({"get": operation}));
    };
    add("/api/openapi.json", "openapi", "This document", "application/json");
    add("/api/docs", "docs", "This document, to be read by people", "text/html");
    let event = json!({"type": "object", "required": ["event", "data"],
        "properties": {"event": {"type": "string"}, "data": {"type": "string", "description": "JSON"}}});
    let events = json!({
        "tags": ["gateway"],
        "summary": "Hints that something may be read again (server-sent events)",
        "description": "Events: `resync` (at the beginning and whenever something may have been missed: read again what you \
            show), `changed` (`{service, resource, id, version}`; the nil id means many), `expired` (the access token has ended: \
            come again with the next one), `signed_out`. A comment line comes every 15 seconds. Read it with `fetch` and the \
            bearer token; share one stream between the tabs of a browser.",
        "operationId": "events",
        "x-roles": ["signed_in"],
        "security": [{"bearer": []}],
        "responses": {"200": {"description": "The stream", "content": {"text/event-stream": {"schema": event}}}},
    });
    add("/api/asyncapi.json", "asyncapi", "The messages between the services (AsyncAPI)", "application/json");
    paths.insert("/api/events".to_owned(), json!({"get": events}));
}

/// Documents what the gateway may answer in a service's place.
fn add_edge_answers(operation: &mut Map<String, Value>, has_problem: bool) {
    let mut answers = vec![
        ("400", "The request cannot be read"),
        ("401", "The access token is not valid (any more)"),
        ("414", "The address is too long"),
        ("429", "Too many requests from this address; see `Retry-After`"),
        ("431", "The headers are too large"),
        ("502", "The connection to the service broke; look whether the request had an effect"),
        ("503", "Not available right now; see `Retry-After`"),
        ("504", "The service did not answer in time"),
    ];
    if operation.contains_key("requestBody") {
        answers.extend([("408", "The body did not come in time"), ("413", "The body is too large")]);
    }
    let schema = if has_problem { json!({"$ref": "#/components/schemas/Problem"}) } else { json!({"type": "object"}) };
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    let Some(responses) = responses.as_object_mut() else { return };
    for (status, description) in answers {
        responses.entry(status).or_insert_with(
            || json!({"description": description, "content": {"application/problem+json": {"schema": schema}}}),
        );
    }
    responses.sort_keys();
}

fn members<'a>(document: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    document.get(name).and_then(Value::as_object).into_iter().flatten()
}

fn operations(item: &Value) -> impl Iterator<Item = (&String, &Map<String, Value>)> {
    let members = item.as_object().into_iter().flatten().filter(|(method, _)| METHODS.contains(&method.as_str()));
    members.filter_map(|(method, operation)| Some((method, operation.as_object()?)))
}

fn operations_mut(item: &mut Value) -> impl Iterator<Item = (&String, &mut Map<String, Value>)> {
    let members = item.as_object_mut().into_iter().flatten().filter(|(method, _)| METHODS.contains(&method.as_str()));
    members.filter_map(|(method, operation)| Some((method, operation.as_object_mut()?)))
}

fn add_tag(tags: &mut Vec<Value>, tag: Value) {
    match tags.iter_mut().find(|known| known["name"] == tag["name"]) {
        Some(known) if known.get("description").is_none() => *known = tag,
        Some(_) => {}
        None => tags.push(tag),
    }
}

/// Operation ids that more than one operation has; each gets its service's name in front.
fn repeated_operation_ids(documents: &BTreeMap<Service, Value>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut repeated = BTreeSet::new();
    for document in documents.values() {
        for (_, item) in members(document, "paths") {
            for (_, operation) in operations(item) {
                if let Some(id) = operation.get("operationId").and_then(Value::as_str)
                    && !seen.insert(id.to_owned())
                {
                    repeated.insert(id.to_owned());
                }
            }
        }
    }
    repeated
}

fn finish_operation(
    service: Service,
    operation: &mut Map<String, Value>,
    security: Option<&Value>,
    repeated: &BTreeSet<String>,
) {
    if let Some(security) = security {
        operation.entry("security").or_insert_with(|| security.clone());
    }
    if let Some(Value::String(id)) = operation.get_mut("operationId")
        && repeated.contains(id)
    {
        *id = format!("{service}_{id}");
    }
    let anyone = operation.get("x-roles").is_none_or(|roles| roles == &json!(["anyone"]));
    if !anyone {
        operation.entry("security").or_insert_with(|| json!([{"bearer": []}]));
    }
    operation.entry("tags").or_insert_with(|| json!([service.name()]));
}

/// Kind (`schemas`) and name of a component.
type Component = (String, String);

/// Which components of which service get another name.
fn renames(documents: &BTreeMap<Service, Value>) -> BTreeMap<Service, BTreeMap<Component, String>> {
    let mut by_name: BTreeMap<Component, Vec<(Service, &Value)>> = BTreeMap::new();
    for (service, document) in documents {
        for (kind, items) in members(document, "components").filter(|(kind, _)| *kind != "securitySchemes") {
            for (name, item) in items.as_object().into_iter().flatten() {
                by_name.entry((kind.clone(), name.clone())).or_default().push((*service, item));
            }
        }
    }
    let mut differ: BTreeSet<Component> = by_name
        .iter()
        .filter(|(_, items)| items.windows(2).any(|pair| pair[0].1 != pair[1].1))
        .map(|(component, _)| component.clone())
        .collect();
    // What looks the same but refers to what differs, differs too.
    loop {
        let more: Vec<Component> = by_name
            .iter()
            .filter(|(component, items)| items.len() > 1 && !differ.contains(*component))
            .filter(|(_, items)| references(items[0].1).iter().any(|reference| differ.contains(reference)))
            .map(|(component, _)| component.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        differ.extend(more);
    }
    let mut renames: BTreeMap<Service, BTreeMap<Component, String>> = BTreeMap::new();
    for component in differ {
        for (service, _) in &by_name[&component] {
            let (kind, name) = &component;
            let mut new = format!("{}{name}", capitalised(service.name()));
            while by_name.contains_key(&(kind.clone(), new.clone())) {
                new.push('_');
            }
            renames.entry(*service).or_default().insert(component.clone(), new);
        }
    }
    renames
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn component_of(reference: &str) -> Option<Component> {
    let (kind, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    Some((kind.to_owned(), name.to_owned()))
}

/// The components that a value refers to, directly.
fn references(value: &Value) -> Vec<Component> {
    match value {
        Value::String(text) => component_of(text).into_iter().collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(members) => members.values().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// Gives components their new names, and whatever refers to them (`$ref`, and the mapping of a discriminator).
fn rename(document: &mut Value, names: &BTreeMap<Component, String>) {
    if names.is_empty() {
        return;
    }
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        for (kind, items) in components {
            let Some(items) = items.as_object_mut() else { continue };
            let renamed = std::mem::take(items).into_iter().map(|(name, item)| {
                let new = names.get(&(kind.clone(), name.clone())).cloned().unwrap_or(name);
                (new, item)
            });
            *items = renamed.collect();
        }
    }
    rename_references(document, names);
}

fn rename_references(value: &mut Value, names: &BTreeMap<Component, String>) {
    match value {
        Value::String(text) => {
            if let Some(component) = component_of(text)
                && let Some(new) = names.get(&component)
            {
                *text = format!("#/components/{}/{new}", component.0);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename_references(item, names)),
        Value::Object(members) => members.values_mut().for_each(|member| rename_references(member, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(paths: &Value, schemas: &Value) -> Value {
        json!({"openapi": "3.1.0", "info": {"title": "one", "version": "0"}, "paths": paths,
            "components": {"schemas": schemas}})
    }

    fn listing(path: &str, id: &str, schema: &str) -> Value {
        let content = json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}});
        json!({path: {"get": {"operationId": id, "x-roles": ["signed_in"],
            "responses": {"200": {"description": "ok", "content": content}}}}})
    }

    fn two(first: Value, second: Value) -> Value {
        merge(&BTreeMap::from([(Service::Inventory, first), (Service::Logistics, second)]))
    }

    fn reference<'a>(merged: &'a Value, path: &str) -> &'a Value {
        &merged["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    }

    #[test]
    fn equal_schemas_are_shared() {
        let money = json!({"Money": {"type": "object"}});
        let merged = two(
            document(&listing("/api/inventory/a", "list_a", "Money"), &money),
            document(&listing("/api/logistics/b", "list_b", "Money"), &money),
        );
        assert_eq!(merged["components"]["schemas"].as_object().expect("schemas").len(), 1);
        assert_eq!(reference(&merged, "/api/inventory/a"), "#/components/schemas/Money");
        assert_eq!(merged["openapi"], "3.1.0");
        assert_eq!(merged["servers"][0]["url"], "/");
        assert_eq!(merged["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
        assert_eq!(merged["paths"]["/api/inventory/a"]["get"]["x-roles"], json!(["signed_in"]));
        assert_eq!(merged["paths"]["/api/inventory/a"]["get"]["security"], json!([{"bearer": []}]));
    }

    #[test]
    fn schemas_that_differ_get_their_services_name_and_so_does_what_refers_to_them() {
        let schemas = |kind: &str| {
            json!({"Warehouse": {"type": kind}, "Page_Warehouse": {"items": {"$ref": "#/components/schemas/Warehouse"}},
                "Money": {"type": "integer"}})
        };
        let merged = two(
            document(&listing("/api/inventory/warehouses", "list", "Page_Warehouse"), &schemas("object")),
            document(&listing("/api/logistics/warehouses", "list", "Page_Warehouse"), &schemas("string")),
        );
        let schemas = merged["components"]["schemas"].as_object().expect("schemas");
        let names: Vec<&str> = schemas.keys().map(String::as_str).collect();
        let expected =
            ["InventoryPage_Warehouse", "InventoryWarehouse", "LogisticsPage_Warehouse", "LogisticsWarehouse", "Money"];
        assert_eq!(names, expected);
        assert_eq!(reference(&merged, "/api/logistics/warehouses"), "#/components/schemas/LogisticsPage_Warehouse");
        assert_eq!(schemas["LogisticsPage_Warehouse"]["items"]["$ref"], "#/components/schemas/LogisticsWarehouse");
        assert_eq!(schemas["LogisticsWarehouse"]["type"], "string");
        assert_eq!(merged["paths"]["/api/inventory/warehouses"]["get"]["operationId"], "inventory_list");
        assert_eq!(merged["paths"]["/api/logistics/warehouses"]["get"]["operationId"], "logistics_list");
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_operation_tells_what_the_gateway_may_answer() {
        let schemas = json!({"Order": {"type": "object"}, "Problem": {"type": "object"}});
        let mut paths = listing("/api/inventory/a", "a", "Order");
        paths["/livez"] = json!({"get": {}});
        paths["/internal/openapi.json"] = json!({"get": {}});
        let merged = two(document(&paths, &schemas), document(&json!({}), &json!({"Order": {"type": "string"}})));
        assert!(merged["paths"].get("/livez").is_none() && merged["paths"].get("/internal/openapi.json").is_none());
        for (kind, name) in references(&merged) {
            assert!(merged["components"][&kind].get(&name).is_some(), "{kind}/{name}");
        }
        let paths = merged["paths"].as_object().expect("paths");
        assert!(paths.contains_key("/api/docs") && paths.contains_key("/api/openapi.json"));
        for item in paths.values() {
            for (_, operation) in operations(item) {
                assert!(operation["responses"].get("429").is_some() && operation["responses"].get("503").is_some());
                assert!(operation["tags"].is_array());
            }
        }
    }

    #[test]
    fn the_same_documents_always_give_the_same_text() {
        let schemas = json!({"B": {"z": 1, "a": 2}, "A": {"type": "object"}});
        let documents =
            || two(document(&listing("/api/inventory/a", "a", "A"), &schemas), document(&json!({}), &json!({})));
        assert_eq!(documents().to_string(), documents().to_string());
    }
}
