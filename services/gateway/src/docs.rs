//! `/api/docs`: the merged document as a page that people read.

use crate::page::Html;
use chassis::Lang;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Nesting beyond this is left to the schema's own entry.
const DEEPEST: usize = 4;

/// Renders the page.
pub(crate) fn render(document: &Value, lang: Lang) -> String {
    let mut page = Page { document, lang, html: Html::page(lang, "StoreFlow API") };
    page.write();
    page.html.finish()
}

/// What the problem documents of the chassis and the gateway mean; services add codes of their own.
/// A line each: status | code | English | Spanish.
const PROBLEMS: &str = include_str!("../assets/problems.txt");

struct Page<'a> {
    document: &'a Value,
    lang: Lang,
    html: Html,
}

struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    about: &'a Map<String, Value>,
}

impl<'a> Page<'a> {
    fn say(&self, en: &'static str, es: &'static str) -> &'static str {
        if self.lang == Lang::En { en } else { es }
    }

    fn groups(&self) -> Vec<(&'a str, Option<&'a str>, Vec<Operation<'a>>)> {
        let document: &'a Value = self.document;
        let mut by_tag: BTreeMap<&str, Vec<Operation<'a>>> = BTreeMap::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, about) in item.as_object().into_iter().flatten() {
                let Some(about) = about.as_object() else { continue };
                let tag = about.get("tags").and_then(|tags| tags[0].as_str()).unwrap_or("gateway");
                by_tag.entry(tag).or_default().push(Operation { path, method, about });
            }
        }
        let mut groups = Vec::new();
        for tag in document["tags"].as_array().into_iter().flatten() {
            let name = tag["name"].as_str().unwrap_or_default();
            if let Some(operations) = by_tag.remove(name) {
                groups.push((name, tag["description"].as_str(), operations));
            }
        }
        groups.extend(by_tag.into_iter().map(|(name, operations)| (name, None, operations)));
        groups
    }

    fn write(&mut self) {
        let groups = self.groups();
        self.html.raw("<script type=\"module\" src=\"/api/docs/docs.js\"></script>\n</head>\n<body>\n");
        let skip = self.say("To the operations", "Ir a las operaciones");
        self.html
            .raw("<a class=\"skip\" href=\"#main\">")
            .text(skip)
            .raw("</a>\n<div class=\"page\">\n<nav aria-label=\"API\">\n");
        let search = self.say("Search", "Buscar");
        self.html
            .raw("<div hidden><input id=\"search\" type=\"search\" autocomplete=\"off\" aria-label=\"")
            .text(search);
        self.html.raw("\" placeholder=\"").text(search).raw("…\"></div>\n<ul>\n");
        for (name, _, operations) in &groups {
            self.html.raw("<li><a href=\"#").text(name).raw("\">").text(name).raw("</a> <span class=\"quiet\">");
            self.html.text(&operations.len().to_string()).raw("</span></li>\n");
        }
        let (schemas, problems) = (self.say("schemas", "esquemas"), self.say("problems", "problemas"));
        self.html.raw("<li><a href=\"#problems\">").text(problems).raw("</a></li>\n");
        self.html.raw("<li><a href=\"#schemas\">").text(schemas).raw("</a></li>\n</ul>\n</nav>\n<main id=\"main\">\n");
        self.introduction();
        let none = self.say("Nothing matches.", "Nada coincide.");
        self.html.raw("<p id=\"none\" role=\"status\" hidden>").text(none).raw("</p>\n");
        for (name, description, operations) in &groups {
            self.html.raw("<section id=\"").text(name).raw("\" data-group>\n").element("h2", name).raw("\n");
            if let Some(description) = description {
                self.prose(description);
            }
            for operation in operations {
                self.operation(operation);
            }
            self.html.raw("</section>\n");
        }
        self.problems(problems);
        self.schemas(schemas);
        self.html.raw("</main>\n</div>\n");
    }

    fn introduction(&mut self) {
        let info = &self.document["info"];
        self.html.raw("<h1>").text(info["title"].as_str().unwrap_or("StoreFlow")).raw(" API <span class=\"quiet\">");
        self.html.text(info["version"].as_str().unwrap_or_default()).raw("</span></h1>\n");
        self.prose(info["description"].as_str().unwrap_or_default());
        let how = self.say(
            "Sign in with `POST /api/identity/sessions` and send the `access_token` as `Authorization: Bearer …`. The same as a document for programs: ",
            "Ingrese con `POST /api/identity/sessions` y envíe el `access_token` como `Authorization: Bearer …`. Lo mismo como documento para programas: ",
        );
        self.html.raw("<p>");
        self.inline(how);
        self.html.raw(
            "<a href=\"/api/openapi.json\">openapi.json</a>, <a href=\"/api/asyncapi.json\">asyncapi.json</a>.</p>\n",
        );
    }

    /// Paragraphs; `code` between backticks.
    fn prose(&mut self, text: &str) {
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            self.html.raw("<p>");
            self.inline(paragraph);
            self.html.raw("</p>\n");
        }
    }

    fn inline(&mut self, text: &str) {
        for (i, part) in text.split('`').enumerate() {
            if i % 2 == 0 {
                self.html.text(part);
            } else {
                self.html.element("code", part);
            }
        }
    }

    fn operation(&mut self, operation: &Operation<'a>) {
        let Operation { path, method, about } = operation;
        let text = |name: &str| about.get(name).and_then(Value::as_str).unwrap_or_default();
        let deprecated = about.get("deprecated").and_then(Value::as_bool).unwrap_or(false);
        let mut id = text("operationId").to_owned();
        if id.is_empty() {
            id = format!("{method}{}", path.replace(['/', '{', '}'], "-"));
        }
        let roles: Vec<&str> =
            about.get("x-roles").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        self.html.raw(if deprecated {
            "<details class=\"deprecated\" data-search=\""
        } else {
            "<details data-search=\""
        });
        self.html.text(&format!("{method} {path} {} {id} {}", text("summary"), roles.join(" "))).raw("\">\n<summary>");
        self.html.raw("<span class=\"method ").text(method).raw("\">").text(&method.to_uppercase()).raw("</span> ");
        self.html.element("code", path).raw(" <span class=\"quiet\">").text(text("summary")).raw("</span></summary>\n");
        self.html.raw("<div class=\"body\" id=\"").text(&id).raw("\">\n");
        self.prose(text("description"));
        let who = self.say("Who: ", "Quién: ");
        self.html.raw("<p>").text(who);
        for role in if roles.is_empty() { vec!["anyone"] } else { roles } {
            self.html.raw("<span class=\"role\">").text(role).raw("</span>");
        }
        self.html.raw(" <a href=\"#").text(&id).raw("\" aria-label=\"").text(&id).raw("\">#</a></p>\n");
        self.parameters(about);
        self.request(about);
        self.responses(about);
        self.html.raw("</div>\n</details>\n");
    }

    fn parameters(&mut self, about: &'a Map<String, Value>) {
        let parameters: Vec<&Value> = about.get("parameters").and_then(Value::as_array).into_iter().flatten().collect();
        if parameters.is_empty() {
            return;
        }
        let title = self.say("Parameters", "Parámetros");
        self.html.element("h4", title).raw("<div class=\"scroll\"><table>\n");
        for parameter in parameters {
            let parameter = self.resolve(parameter);
            let required = parameter["required"].as_bool().unwrap_or(false);
            let place = parameter["in"].as_str().unwrap_or_default();
            let kind = format!("{place}, {}", self.kind(&parameter["schema"]));
            let description = parameter["description"].as_str().unwrap_or_default();
            self.row(parameter["name"].as_str().unwrap_or_default(), required, &kind, description);
        }
        self.html.raw("</table></div>\n");
    }

    fn row(&mut self, name: &str, required: bool, kind: &str, description: &str) {
        self.html.raw(if required { "<tr><td class=\"must\">" } else { "<tr><td>" }).element("code", name);
        self.html.raw("</td><td class=\"quiet\">").text(kind).raw("</td><td>");
        self.inline(description);
        self.html.raw("</td></tr>\n");
    }

    fn request(&mut self, about: &'a Map<String, Value>) {
        let Some(body) = about.get("requestBody") else { return };
        let body = self.resolve(body);
        for (kind, content) in body["content"].as_object().into_iter().flatten() {
            let title = self.say("Request", "Solicitud");
            self.html.raw("<h4>").text(title).raw(" <span class=\"quiet\">").text(kind).raw("</span></h4>\n");
            self.schema(&content["schema"], content.get("example"));
        }
    }

    fn responses(&mut self, about: &'a Map<String, Value>) {
        let title = self.say("Answers", "Respuestas");
        let mut problems = Vec::new();
        for (status, response) in about.get("responses").and_then(Value::as_object).into_iter().flatten() {
            let response = self.resolve(response);
            let description = response["description"].as_str().unwrap_or_default();
            let is_problem = response["content"].get("application/problem+json").is_some();
            if is_problem || !status.starts_with(['1', '2', '3']) {
                problems.push(status.as_str());
                continue;
            }
            self.html.raw("<h4>").text(title).raw(" ").text(status).raw(" <span class=\"quiet\">").text(description);
            self.html.raw("</span></h4>\n");
            for content in response["content"].as_object().into_iter().flat_map(Map::values) {
                self.schema(&content["schema"], content.get("example"));
            }
        }
        if problems.is_empty() {
            return;
        }
        let title = self.say("Problems: ", "Problemas: ");
        self.html.raw("<p><a href=\"#problems\">").text(title).raw("</a>");
        for status in problems {
            self.html.element("code", status).raw(" ");
        }
        self.html.raw("</p>\n");
    }

    fn schema(&mut self, schema: &'a Value, example: Option<&Value>) {
        if schema.is_null() {
            return;
        }
        self.properties(schema);
        let example = example.cloned().unwrap_or_else(|| self.example(schema, &mut Vec::new()));
        if !example.is_null() {
            let text = serde_json::to_string_pretty(&example).unwrap_or_default();
            self.html.raw("<pre tabindex=\"0\"><code>").text(&text).raw("</code></pre>\n");
        }
    }

    fn properties(&mut self, schema: &'a Value) {
        let mut rows = Vec::new();
        self.flatten(schema, String::new(), 0, &mut rows);
        if rows.is_empty() {
            return;
        }
        self.html.raw("<div class=\"scroll\"><table>\n");
        for Row { name, required, kind, description } in rows {
            self.row(&name, required, &kind, &description);
        }
        self.html.raw("</table></div>\n");
    }

    /// One row per property, nested ones as `lines[].product_id`.
    fn flatten(&self, schema: &'a Value, before: String, depth: usize, rows: &mut Vec<Row>) {
        let schema = self.bare(schema);
        if let Some(items) = schema.get("items") {
            return self.flatten(items, format!("{before}[]"), depth, rows);
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.flatten(part, before.clone(), depth, rows);
        }
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        for (property, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let name = if before.is_empty() { property.clone() } else { format!("{before}.{property}") };
            let description =
                [inner, self.bare(inner)].iter().find_map(|s| s.get("description").and_then(Value::as_str));
            rows.push(Row {
                name: name.clone(),
                required: required.contains(&property.as_str()),
                kind: self.kind(inner),
                description: description.unwrap_or_default().to_owned(),
            });
            if depth + 1 < DEEPEST {
                self.flatten(inner, name, depth + 1, rows);
            }
        }
    }

    fn resolve(&self, value: &'a Value) -> &'a Value {
        let mut value = value;
        for _ in 0..16 {
            let Some(pointer) = value.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'))
            else {
                break;
            };
            match self.document.pointer(pointer) {
                Some(target) => value = target,
                None => break,
            }
        }
        value
    }

    /// The schema behind references and "… or null".
    fn bare(&self, schema: &'a Value) -> &'a Value {
        let mut schema = self.resolve(schema);
        for _ in 0..8 {
            let choice = ["oneOf", "anyOf"].iter().find_map(|name| schema.get(*name)).and_then(Value::as_array);
            let Some(choices) = choice else { break };
            let mut real = choices.iter().filter(|choice| choice.get("type") != Some(&json!("null")));
            match (real.next(), real.next()) {
                (Some(only), None) => schema = self.resolve(only),
                _ => break,
            }
        }
        schema
    }

    /// A few words on a schema: `integer, ≥ 1`, `array of Line`, `complete | available`.
    fn kind(&self, schema: &Value) -> String {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|text| text.rsplit('/').next()) {
            let target = self.document.pointer(&format!("/components/schemas/{name}")).unwrap_or(&Value::Null);
            let simple =
                target.get("properties").is_none() && target.get("oneOf").is_none() && target.get("allOf").is_none();
            return if simple && !target.is_null() { self.kind(target) } else { name.to_owned() };
        }
        let or = self.say(" or ", " o ");
        for name in ["oneOf", "anyOf"] {
            if let Some(choices) = schema.get(name).and_then(Value::as_array) {
                return choices.iter().map(|choice| self.kind(choice)).collect::<Vec<_>>().join(or);
            }
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            let words = values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            return words.collect::<Vec<_>>().join(" | ");
        }
        let mut kind = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(or),
            Value::String(kind) if kind == "array" => {
                let of = self.say("array of", "lista de");
                format!("{of} {}", self.kind(&schema["items"]))
            }
            Value::String(kind) => kind.clone(),
            _ => schema.get("const").map_or_else(|| "any".to_owned(), ToString::to_string),
        };
        if let Some(format) = schema.get("format").and_then(Value::as_str) {
            let _ = write!(kind, " ({format})");
        }
        for (name, sign) in [
            ("minimum", "≥"),
            ("maximum", "≤"),
            ("minLength", "≥"),
            ("maxLength", "≤"),
            ("minItems", "≥"),
            ("maxItems", "≤"),
        ] {
            if let Some(limit) = schema.get(name).and_then(Value::as_f64) {
                let unit = match name {
                    "minLength" | "maxLength" => self.say(" characters", " caracteres"),
                    "minItems" | "maxItems" => self.say(" items", " elementos"),
                    _ => "",
                };
                let _ = write!(kind, ", {sign} {limit}{unit}");
            }
        }
        kind
    }

    /// A document that fits a schema.
    fn example(&self, schema: &'a Value, within: &mut Vec<String>) -> Value {
        if let Some(example) = schema.get("example").or_else(|| schema.get("examples").and_then(|all| all.get(0))) {
            return example.clone();
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            // A schema that contains itself ends here.
            if within.iter().any(|outer| outer == reference) || within.len() > 12 {
                return Value::Null;
            }
            within.push(reference.to_owned());
            let target = self.resolve(schema);
            let example = if target.get("$ref").is_some() { Value::Null } else { self.example(target, within) };
            within.pop();
            return example;
        }
        if let Some(fixed) = schema.get("const").or_else(|| schema.get("default").filter(|value| !value.is_null())) {
            return fixed.clone();
        }
        if let Some(first) = schema.get("enum").and_then(|values| values.get(0)) {
            return first.clone();
        }
        for name in ["oneOf", "anyOf"] {
            if let Some(choices) = schema.get(name).and_then(Value::as_array) {
                let real = choices.iter().find(|choice| choice.get("type") != Some(&json!("null")));
                return real.map_or(Value::Null, |choice| self.example(choice, within));
            }
        }
        let mut object = Map::new();
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if let Value::Object(members) = self.example(part, within) {
                object.extend(members);
            }
        }
        for (name, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            object.insert(name.clone(), self.example(inner, within));
        }
        if !object.is_empty() {
            return Value::Object(object);
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => {
                kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("null")
            }
            kind => kind.as_str().unwrap_or("null"),
        };
        match (kind, schema.get("format").and_then(Value::as_str)) {
            ("string", Some("uuid")) => json!("01930d3c-7b6f-7c40-9a51-3f4e2d1c0b9a"),
            ("string", Some("date-time")) => json!("2026-11-24T15:04:05Z"),
            ("string", Some("date")) => json!("2026-11-24"),
            ("string", Some("email")) => json!("shop@example.com"),
            ("string", _) => json!("text"),
            ("integer", _) => {
                schema.get("minimum").filter(|least| least.as_i64() > Some(0)).cloned().unwrap_or(json!(1))
            }
            ("number", _) => json!(1.5),
            ("boolean", _) => json!(true),
            ("array", _) => schema.get("items").map_or(json!([]), |items| json!([self.example(items, within)])),
            ("object", _) => json!({}),
            _ => Value::Null,
        }
    }

    fn problems(&mut self, title: &str) {
        self.html.raw("<section id=\"problems\">\n").element("h2", title).raw("\n");
        let text = self.say(
            "Every error is an `application/problem+json` document with a stable `code`. These may come from everywhere; services add their own.",
            "Cada error es un documento `application/problem+json` con un `code` estable. Estos pueden venir de cualquier parte; los servicios agregan los suyos.",
        );
        self.prose(text);
        self.html.raw("<div class=\"scroll\"><table>\n");
        for line in PROBLEMS.lines() {
            let mut columns = line.split(" | ");
            let mut next = || columns.next().unwrap_or_default();
            let (status, code, en, es) = (next(), next(), next(), next());
            self.html
                .raw("<tr id=\"problem-")
                .text(code)
                .raw("\"><td>")
                .element("code", code)
                .raw("</td><td>")
                .text(status);
            self.html.raw("</td><td>");
            let text = self.say(en, es);
            self.inline(text);
            self.html.raw("</td></tr>\n");
        }
        self.html.raw("</table></div>\n</section>\n");
    }

    fn schemas(&mut self, title: &str) {
        self.html.raw("<section id=\"schemas\">\n").element("h2", title).raw("\n");
        let document: &'a Value = self.document;
        for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
            self.html.raw("<details>\n<summary>").element("code", name).raw(" <span class=\"quiet\">");
            let kind = self.kind(schema);
            let description = schema.get("description").and_then(Value::as_str).unwrap_or(&kind).to_owned();
            self.html
                .text(description.lines().next().unwrap_or_default())
                .raw("</span></summary>\n<div class=\"body\" id=\"schema-");
            self.html.text(name).raw("\">\n");
            self.prose(&description);
            self.schema(schema, None);
            self.html.raw("</div>\n</details>\n");
        }
        self.html.raw("</section>\n");
    }
}

struct Row {
    name: String,
    required: bool,
    kind: String,
    description: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({
            "info": {"title": "StoreFlow", "version": "1", "description": "One & <all>."},
            "tags": [{"name": "sales", "description": "Orders."}],
            "paths": {"/api/sales/orders/{id}": {"post": {
                "tags": ["sales"], "operationId": "place_order", "summary": "Place an order <b>", "x-roles": ["customer", "seller"],
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/PlaceOrder"}}}},
                "responses": {
                    "202": {"description": "Accepted", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}},
                    "404": {"description": "Not there", "content": {"application/problem+json": {}}},
                },
            }}},
            "components": {"schemas": {
                "PlaceOrder": {"type": "object", "required": ["lines"], "properties": {
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                    "note": {"type": ["string", "null"], "maxLength": 500, "description": "For the `driver`."},
                }},
                "Line": {"type": "object", "properties": {
                    "product_id": {"type": "string", "format": "uuid"},
                    "quantity": {"type": "integer", "minimum": 3},
                    "price": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Money"}]},
                }},
                "Money": {"type": "object", "properties": {"amount": {"type": "integer", "example": 1_234_500}}},
                "Node": {"type": "object", "properties": {"parent": {"$ref": "#/components/schemas/Node"}}},
            }},
        })
    }

    #[test]
    fn the_page_shows_operations_roles_parameters_and_examples() {
        let page = render(&document(), Lang::En);
        for expected in [
            "<section id=\"sales\"",
            "id=\"place_order\"",
            "<span class=\"role\">seller</span>",
            "Place an order &lt;b&gt;",
            "One &amp; &lt;all&gt;.",
            "<code>lines[].price.amount</code>",
            "&quot;amount&quot;: 1234500",
            "&quot;quantity&quot;: 3",
            "≤ 500 characters",
            "For the <code>driver</code>.",
            "id=\"problem-too_large\"",
            "id=\"schema-PlaceOrder\"",
        ] {
            assert!(page.contains(expected), "{expected}");
        }
        assert!(render(&document(), Lang::Es).contains("Solicitud"));
    }

    #[test]
    fn every_problem_of_the_table_is_explained_in_both_languages() {
        for line in PROBLEMS.lines() {
            let columns: Vec<&str> = line.split(" | ").collect();
            assert!(columns.len() == 4 && columns.iter().all(|column| !column.trim().is_empty()), "{line}");
        }
        use crate::upstream::UpstreamError::{BodyBroken, BodySlow, Broken, TimedOut, Unavailable};
        for error in [BodyBroken, BodySlow, Broken, TimedOut, Unavailable] {
            let problem = chassis::Problem::from(error);
            let beginning = format!("{} | {} | ", problem.status().as_u16(), problem.code());
            assert!(PROBLEMS.contains(&beginning), "{beginning}");
        }
    }

    #[test]
    fn nothing_stands_inline_and_nothing_comes_from_elsewhere() {
        let page = render(&document(), Lang::En);
        for forbidden in ["<style", " style=", " onclick", "http://", "https://", "<script>"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}
