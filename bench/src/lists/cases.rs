//! What is asked: every list and every `…/changes` of the API description, with each of its sorts and filters. What the
//! description names and nobody has given a value here is an error, so that nothing is forgotten.

use super::hall::{Asker, Hall};
use anyhow::{Context, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use contracts::Service;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Parameters that every list has.
const OF_LISTS: [&str; 4] = ["limit", "cursor", "sort", "since"];
/// Pages of `…/changes` that a budget for one screen does not fit: whole collections on their way to a phone.
const WHOLE: &str = "limit=5000";

/// A call.
#[derive(Clone, Debug)]
pub struct Case {
    /// Who asks.
    pub asker: Asker,
    /// Path and query.
    pub path: String,
    /// For people.
    pub name: String,
    /// Whether the budget of a list holds for it.
    pub is_list: bool,
}

/// A parameter's values: what they are called, and what they are.
type Values = Vec<(String, String)>;

/// Every call.
///
/// # Errors
/// When the description has something that is not known here, or a call fails.
pub async fn all(hall: &mut Hall) -> anyhow::Result<Vec<Case>> {
    let document = storeflow::documents::openapi();
    let mut cases = Vec::new();
    for (path, item) in document["paths"].as_object().context("no paths")? {
        let Some(operation) = item.get("get") else { continue };
        let parameters: Vec<&Value> = operation["parameters"].as_array().into_iter().flatten().collect();
        let of_query = |name: &str| parameters.iter().any(|p| p["in"] == "query" && p["name"] == name);
        if !of_query("limit") {
            continue;
        }
        let roles: Vec<&str> =
            operation["x-roles"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut askers = vec![Asker::Admin];
        for (role, asker) in [("seller", Asker::Seller), ("customer", Asker::Customer)] {
            // What is below one thing is asked for by who may see each thing.
            if !path.contains('{') && (roles.contains(&role) || roles.contains(&"signed_in")) {
                askers.push(asker);
            }
        }
        let Some(path) = with_ids(hall, path).await? else { continue };
        for asker in askers {
            if of_query("since") {
                changes(hall, asker, &path, &mut cases).await?;
            } else {
                list(hall, &document, asker, &path, &parameters, &mut cases).await?;
            }
        }
    }
    extra(hall, &mut cases).await?;
    Ok(cases)
}

/// What has no pages and still reads much.
async fn extra(hall: &Hall, cases: &mut Vec<Case>) -> anyhow::Result<()> {
    let products = hall.ids(Service::Purchasing, "SELECT id FROM products ORDER BY created_at LIMIT 200").await?;
    let order = hall.id(Service::Sales, "SELECT id FROM orders ORDER BY created_at LIMIT 1").await?;
    let products: Vec<String> = products.iter().map(uuid::Uuid::to_string).collect();
    let paths = [
        ("/api/purchasing/categories".to_owned(), "all categories"),
        (format!("/api/inventory/availability?product_ids={}", products.join(",")), "availability of 200 products"),
        (format!("/api/sales/orders/{order}/timeline"), "the timeline of an order"),
        (format!("/api/ordering/sagas/{order}"), "the saga of an order"),
        ("/api/sales/overview".to_owned(), "the first page's sales of 30 days"),
        ("/api/inventory/overview".to_owned(), "the first page's stock"),
        ("/api/purchasing/overview".to_owned(), "the first page's purchase orders"),
        ("/api/logistics/overview".to_owned(), "the first page's deliveries"),
        ("/api/identity/overview".to_owned(), "the first page's shops"),
    ];
    for (path, name) in paths {
        cases.push(Case { asker: Asker::Admin, path, name: name.to_owned(), is_list: true });
    }
    // Each line of each order of these days: a report, and not a list.
    let today = chassis::Clock::system().now().date_naive();
    let week = today - TimeDelta::days(6);
    for group_by in ["day", "product"] {
        let path = format!("/api/sales/sell-out?from={week}&to={today}&group_by={group_by}");
        let name = format!("sell-out of a week by {group_by}");
        cases.push(Case { asker: Asker::Admin, path, name, is_list: false });
    }
    Ok(())
}

/// The path with the ids of things that have much below them.
async fn with_ids(hall: &mut Hall, path: &str) -> anyhow::Result<Option<String>> {
    if !path.contains('{') {
        return Ok(Some(path.to_owned()));
    }
    let id = match path {
        "/api/purchasing/products/{id}/prices" => {
            let most = "SELECT product_id AS id FROM product_prices GROUP BY product_id ORDER BY COUNT(*) DESC LIMIT 1";
            hall.id(Service::Purchasing, most).await?.to_string()
        }
        "/api/identity/customers/{id}/users" => {
            hall.id(Service::Identity, "SELECT id FROM customers ORDER BY created_at LIMIT 1").await?.to_string()
        }
        // Of what the reference data has none of, there is nothing to be slow.
        _ => {
            let collection = path.split("/{").next().unwrap_or_default();
            let page = hall.get(Asker::Admin, collection).await?;
            ensure!(page.status == 200, "bench/src/lists/cases.rs does not know an id for {path}: {}", page.json);
            match page.json["items"][0]["id"].as_str() {
                Some(id) => id.to_owned(),
                None => return Ok(None),
            }
        }
    };
    Ok(Some(path.replace("{id}", &id)))
}

async fn changes(hall: &mut Hall, asker: Asker, path: &str, cases: &mut Vec<Case>) -> anyhow::Result<()> {
    let mut add = |query: String, what: &str, is_list: bool| {
        let name = format!("{path} ({what})");
        cases.push(Case { asker, path: format!("{path}?{query}"), name, is_list });
    };
    let first = hall.get(asker, &format!("{path}?limit=200")).await?;
    ensure!(first.status == 200, "{path}: {}", first.json);
    let next = first.json["next"].as_str().context("no token")?.to_owned();
    add("limit=200".to_owned(), "first page of 200", true);
    add("limit=1000".to_owned(), "first page of 1,000", false);
    add(WHOLE.to_owned(), "first page of 5,000", false);
    if first.json["more"] == true {
        add(format!("limit=200&since={next}"), "next page of 200", true);
    }
    // The token of somebody who has seen everything up to a minute ago.
    let mut token: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&next)?)?;
    let now = chassis::Clock::system().now();
    token["t"] = json!((now - TimeDelta::seconds(90)).timestamp_micros());
    token.as_object_mut().context("a token is an object")?.remove("p");
    add(format!("since={}", URL_SAFE_NO_PAD.encode(token.to_string())), "nothing new", true);
    Ok(())
}

async fn list(
    hall: &mut Hall,
    document: &Value,
    asker: Asker,
    path: &str,
    parameters: &[&Value],
    cases: &mut Vec<Case>,
) -> anyhow::Result<()> {
    let must = parameters.iter().find(|p| p["in"] == "query" && p["required"] == true);
    let must = match must.map(|parameter| (parameter["name"].as_str().unwrap_or_default(), &parameter["schema"])) {
        Some((name, schema)) => {
            let some = values(hall, document, path, name, schema).await?;
            some.first().map(|(_, value)| format!("{name}={value}"))
        }
        None => None,
    };
    let path = &must.map_or_else(|| path.to_owned(), |must| format!("{path}?{must}"));
    let mut add = |query: &[String]| {
        let query = query.join("&");
        let name = if query.is_empty() { path.to_owned() } else { asked(path, &query) };
        cases.push(Case { asker, path: name.clone(), name, is_list: true });
    };
    let first = hall.get(asker, path).await?;
    ensure!(first.status == 200, "{path}: {}", first.json);
    let sorts = sorts(hall, asker, path).await?;
    add(&[]);
    add(&["limit=200".to_owned()]);
    for sort in sorts.iter().flat_map(|field| [field.clone(), format!("-{field}")]) {
        add(&[format!("sort={sort}")]);
        if let Some(cursor) = deep_cursor(hall, asker, path, &sort).await? {
            add(&[format!("sort={sort}"), format!("cursor={cursor}")]);
        }
    }
    let mut filters: Vec<(String, Values)> = Vec::new();
    for parameter in parameters.iter().filter(|p| p["in"] == "query" && p["required"] != true) {
        let name = parameter["name"].as_str().unwrap_or_default();
        if !OF_LISTS.contains(&name) {
            let values = values(hall, document, path, name, &parameter["schema"]).await?;
            ensure!(!values.is_empty(), "no values for {name} of {path}");
            filters.push((name.to_owned(), values));
        }
    }
    for (at, (name, some)) in filters.iter().enumerate() {
        for (_, value) in some {
            let one = format!("{name}={value}");
            add(std::slice::from_ref(&one));
            for sort in sorts.iter().flat_map(|field| [field.clone(), format!("-{field}")]) {
                add(&[one.clone(), format!("sort={sort}")]);
            }
            // With every other filter, as a person narrows down.
            for (other, others) in &filters[at + 1..] {
                for (_, second) in others {
                    add(&[one.clone(), format!("{other}={second}")]);
                }
            }
        }
    }
    Ok(())
}

/// The fields that a list can be sorted by: it names them when it is asked for another.
async fn sorts(hall: &mut Hall, asker: Asker, path: &str) -> anyhow::Result<Vec<String>> {
    let answer = hall.get(asker, &asked(path, "sort=nonsense")).await?;
    ensure!(answer.status == 400, "{path} sorts by nonsense: {}", answer.json);
    let said = answer.json["detail"].as_str().unwrap_or_default().to_owned() + &answer.json["errors"].to_string();
    let named = said.split("at most once: ").nth(1).and_then(|rest| rest.split('.').next());
    let named = named.with_context(|| format!("{path} does not name its sorts: {}", answer.json))?;
    Ok(named.split(',').map(|name| name.trim().to_owned()).collect())
}

/// A cursor in the middle of everything, made from that of the first page.
async fn deep_cursor(hall: &mut Hall, asker: Asker, path: &str, sort: &str) -> anyhow::Result<Option<String>> {
    let page = hall.get(asker, &asked(path, &format!("limit=1&sort={sort}"))).await?;
    let Some(cursor) = page.json["next_cursor"].as_str() else { return Ok(None) };
    let mut cursor: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor)?)?;
    let value = &mut cursor["v"][0];
    let text = value.as_str().unwrap_or_default();
    let middle = chassis::Clock::system().now() - TimeDelta::days(547);
    *value = if text.len() == 10 && text.matches('-').count() == 2 {
        json!(middle.date_naive())
    } else if text.contains('T') && text.contains(':') {
        json!(middle)
    } else if value.is_string() {
        json!("M")
    } else {
        value.clone()
    };
    Ok(Some(URL_SAFE_NO_PAD.encode(cursor.to_string())))
}

async fn values(hall: &Hall, document: &Value, path: &str, name: &str, schema: &Value) -> anyhow::Result<Values> {
    let words = enumeration(document, schema);
    if !words.is_empty() {
        return Ok(words.into_iter().map(|word| (word.clone(), word)).collect());
    }
    let day = |days: i64| (chassis::Clock::system().now() - TimeDelta::days(days)).date_naive().to_string();
    let of = async |service: Service, sqls: &[(&str, &str)]| -> anyhow::Result<Values> {
        let mut values = Values::new();
        for (what, sql) in sqls {
            values.push(((*what).to_owned(), hall.id(service, sql).await?.to_string()));
        }
        Ok(values)
    };
    let plain = |values: &[&str]| values.iter().map(|value| ((*value).to_owned(), encoded(value))).collect::<Values>();
    Ok(match name {
        "customer_id" => {
            let most = "SELECT customer_id AS id FROM orders GROUP BY customer_id ORDER BY COUNT(*) DESC LIMIT 1";
            let few = "SELECT customer_id AS id FROM orders GROUP BY customer_id ORDER BY COUNT(*) LIMIT 1";
            of(Service::Sales, &[("the busiest", most), ("the quietest", few)]).await?
        }
        "seller_id" => {
            let most = "SELECT seller_id AS id FROM orders GROUP BY seller_id ORDER BY COUNT(*) DESC LIMIT 1";
            of(Service::Sales, &[("the busiest", most)]).await?
        }
        "product_id" => {
            let most = "SELECT product_id AS id FROM stock GROUP BY product_id ORDER BY COUNT(*) DESC LIMIT 1";
            let few = "SELECT product_id AS id FROM stock GROUP BY product_id ORDER BY COUNT(*) LIMIT 1";
            of(Service::Inventory, &[("sold most", most), ("sold least", few)]).await?
        }
        "warehouse_id" => {
            let most = "SELECT id FROM warehouse WHERE code = 'BOG'";
            let few = "SELECT id FROM warehouse WHERE code = 'CLO'";
            of(Service::Inventory, &[("the largest", most), ("the smallest", few)]).await?
        }
        "supplier_id" => {
            let most = "SELECT supplier_id AS id FROM products GROUP BY supplier_id ORDER BY COUNT(*) DESC LIMIT 1";
            let few = "SELECT supplier_id AS id FROM products GROUP BY supplier_id ORDER BY COUNT(*) LIMIT 1";
            of(Service::Purchasing, &[("the largest", most), ("the smallest", few)]).await?
        }
        "order_id" => of(Service::Sales, &[("one", "SELECT id FROM orders ORDER BY created_at LIMIT 1")]).await?,
        "subject" | "actor" => vec![("nobody".to_owned(), uuid::Uuid::nil().to_string())],
        "text" => plain(&["creado", "xyzzy"]),
        "number" => {
            let sql = "SELECT number AS text FROM orders ORDER BY created_at LIMIT 1";
            vec![("one".to_owned(), encoded(&hall.text(Service::Sales, sql).await?))]
        }
        "on" => vec![("today".to_owned(), day(0)), ("long ago".to_owned(), day(700))],
        "from" | "expected_from" => vec![("a week ago".to_owned(), day(7)), ("long ago".to_owned(), day(900))],
        "to" | "expected_to" => vec![("today".to_owned(), day(0)), ("long ago".to_owned(), day(880))],
        "expires_before" => vec![("soon".to_owned(), day(-14)), ("long ago".to_owned(), day(700))],
        "city" => plain(&["Bogotá", "Tuluá"]),
        "category" => plain(&["lacteos", "mascotas"]),
        "kind" if path.ends_with("/imports") => plain(&["products", "suppliers"]),
        // Frequent beginnings, a rare word, both together, many frequent words, and what is nowhere.
        "search" if path.starts_with("/api/purchasing") => plain(&[
            "leche",
            "l",
            "quimbaya",
            "leche yurupí",
            "aceite de girasol 1 l",
            "xyzzy",
            "9",
            "a b c d e f g h i j k l m n o p q r s t",
        ]),
        "search" if path.starts_with("/api/identity") => {
            plain(&["tienda", "t", "ñandú", "tienda ñandú chaves", "tienda la de san carrera calle", "xyzzy", "+57"])
        }
        "search" => plain(&["bogotá", "centro", "xyzzy"]),
        _ if schema["type"] == "boolean" => plain(&["true", "false"]),
        _ => bail!("bench/src/lists/cases.rs does not know a value for the parameter `{name}` of {path}"),
    })
}

/// The words of an enumeration, without those that are only there for other builds.
fn enumeration(document: &Value, schema: &Value) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let referred = document.pointer(reference.trim_start_matches('#'));
        return referred.map(|schema| enumeration(document, schema)).unwrap_or_default();
    }
    let mut words: Vec<String> = Vec::new();
    for choice in ["oneOf", "anyOf"] {
        words.extend(schema[choice].as_array().into_iter().flatten().flat_map(|schema| enumeration(document, schema)));
    }
    words.extend(schema["enum"].as_array().into_iter().flatten().filter_map(|word| Some(word.as_str()?.to_owned())));
    words.extend(schema["const"].as_str().map(str::to_owned));
    words.retain(|word| word != "unknown");
    words
}

/// With more in its query.
fn asked(path: &str, query: &str) -> String {
    format!("{path}{}{query}", if path.contains('?') { '&' } else { '?' })
}

/// For a query.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// How many calls there are of each path.
pub fn by_path(cases: &[Case]) -> BTreeMap<String, usize> {
    let mut paths = BTreeMap::new();
    for case in cases {
        let path = case.path.split('?').next().unwrap_or_default().to_owned();
        *paths.entry(path).or_default() += 1;
    }
    paths
}
