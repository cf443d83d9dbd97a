//! One document out of many.

use crate::support::{Edge, Replica, eventually, identity, nobody, open, uri};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use contracts::Service;
use gateway::{GatewayConfig, Upstream};
use serde_json::{Value, json};

fn document(service: &str) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": service, "version": "0"},
        "paths": {format!("/api/{service}/things"): {"get": {
            "operationId": "list_things", "summary": format!("The things of {service}"), "x-roles": ["signed_in"],
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}},
        }}},
        "components": {"schemas": {"Thing": {"type": "object", "properties": {service: {"type": "string"}}}}},
    })
}

fn describing(routes: Router, service: &'static str) -> Router {
    routes.route("/internal/openapi.json", get(move || async move { Json(document(service)) }))
}

#[tokio::test]
async fn the_document_is_there_once_every_service_has_answered() {
    let address = nobody().await;
    let sales = Upstream::http(Service::Sales, &[uri(address)]).expect("upstream");
    let identity = Upstream::in_process(describing(identity(), "identity"));
    let edge = Edge::start(open(), [(Service::Identity, identity), (Service::Sales, sales)]).await;
    edge.get("/api/openapi.json").await.is_problem(503, "not_ready_yet");
    edge.get("/api/docs").await.is_problem(503, "not_ready_yet");

    let _sales = Replica::start_at(address, describing(Router::new(), "sales")).await;
    eventually(|| async { edge.get("/api/openapi.json").await.status == StatusCode::OK }).await;
    let merged = edge.get("/api/openapi.json").await.json();
    assert_eq!(merged["openapi"], "3.1.0");
    assert!(
        merged["paths"]["/api/sales/things"]["get"].is_object()
            && merged["paths"]["/api/identity/things"]["get"].is_object()
    );
    assert!(merged["components"]["schemas"]["SalesThing"].is_object());
    assert_eq!(edge.get("/internal/openapi.json").await.status, StatusCode::NOT_FOUND);
    assert_eq!(edge.get("/api/sales/../../internal/openapi.json").await.status, StatusCode::NOT_FOUND);

    let page = edge.get("/api/docs").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text().contains("The things of sales"));
    for part in ["/api/docs/style.css", "/api/docs/docs.js"] {
        assert!(page.text().contains(part));
        assert_eq!(edge.get(part).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_messages_are_described_as_the_configuration_says() {
    let config = GatewayConfig { asyncapi: json!({"asyncapi": "3.0.0"}), ..open() };
    let edge = Edge::start(config, [(Service::Identity, Upstream::in_process(identity()))]).await;
    assert_eq!(edge.get("/api/asyncapi.json").await.json(), json!({"asyncapi": "3.0.0"}));
}
