//! Routes with their rule: one declaration gives the route, its place in the API description and its authorization.

use super::auth::Access;
use super::problem::{FieldProblem, Problem, ProblemDocument};
use crate::app::App;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use contracts::Service;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

struct Route {
    access: Access,
    method_router: UtoipaMethodRouter<App>,
}

/// Some routes of a service.
#[derive(Default)]
pub struct Routes(Vec<Route>);

impl Routes {
    /// No routes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what `utoipa_axum::routes!` made, with the rule for who may call it.
    #[must_use]
    pub fn add(mut self, access: Access, mut method_router: UtoipaMethodRouter<App>) -> Self {
        for item in method_router.1.paths.values_mut() {
            let operations = [
                (&mut item.get, "get"),
                (&mut item.head, "head"),
                (&mut item.post, "post"),
                (&mut item.put, "put"),
                (&mut item.patch, "patch"),
                (&mut item.delete, "delete"),
            ];
            for (operation, method) in operations {
                if let Some(operation) = operation {
                    describe(operation, &access, method);
                }
            }
        }
        self.0.push(Route { access, method_router });
        self
    }

    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The router, with each rule enforced, and the description.
    pub(crate) fn build(self, app: &App, service: Service) -> (Router<App>, OpenApi) {
        let document = self.document(service);
        let mut router = Router::new();
        for Route { access, method_router: (_, paths, methods) } in self.0 {
            let rule = from_fn_with_state((app.clone(), access), enforce);
            for path in paths.paths.keys() {
                router = router.route(path, methods.clone().route_layer(rule.clone()));
            }
        }
        (router, document)
    }

    /// The API description of these routes.
    pub(crate) fn document(&self, service: Service) -> OpenApi {
        let mut router: OpenApiRouter<App> = OpenApiRouter::new();
        for route in &self.0 {
            let (schemas, paths, methods) = &route.method_router;
            router = router.routes((schemas.clone(), paths.clone(), methods.clone()));
        }
        let mut document = router.into_openapi();
        document.info.title = format!("StoreFlow {service}");
        let components = document.components.get_or_insert_with(Default::default);
        components.schemas.insert("Problem".to_owned(), ProblemDocument::schema());
        components.schemas.insert(FieldProblem::name().into_owned(), FieldProblem::schema());
        document
    }
}

/// Adds what holds for every operation: its rule, the errors it can answer, and the headers it understands.
fn describe(operation: &mut Operation, access: &Access, method: &str) {
    let extensions = Extensions::builder().add("x-roles", serde_json::json!(access.names())).build();
    operation.extensions.get_or_insert_with(Extensions::default).merge(extensions);
    let changes = method != "get" && method != "head";
    // A piece of an upload says where it belongs by its offset, and not by a version.
    let versioned = method == "patch" && !has_parameter(operation, "Upload-Offset");
    let mut statuses =
        vec![(400, "Malformed"), (429, "Too many requests; see Retry-After"), (503, "Not ready; see Retry-After")];
    if *access == Access::Anyone {
        operation.security = Some(vec![]);
    }
    statuses.push((401, "Not signed in, or the token is no good"));
    statuses.push((403, "The role may not do this"));
    statuses.push((404, "Not there, or another's"));
    if changes {
        statuses.extend([
            (409, "Conflict"),
            (413, "Too large"),
            (415, "Not JSON"),
            (422, "Valid JSON that breaks a rule"),
        ]);
    }
    if versioned {
        statuses.extend([(412, "Changed meanwhile"), (428, "If-Match missing")]);
    }
    for (status, description) in statuses {
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response =
            ResponseBuilder::new().description(description).content("application/problem+json", problem).build();
        operation.responses.responses.entry(status.to_string()).or_insert_with(|| response.into());
    }
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let mut parameters = operation.parameters.take().unwrap_or_default();
    if method == "post" {
        let schema = text().min_length(Some(1)).max_length(Some(128)).pattern(Some("^[!-~]+$"));
        parameters.push(
            ParameterBuilder::new()
                .name("Idempotency-Key")
                .parameter_in(ParameterIn::Header)
                .required(Required::False)
                .description(Some("The same key and body answers the same again, for 30 days."))
                .schema(Some(schema))
                .build()
                .into(),
        );
    }
    if versioned {
        parameters.push(
            ParameterBuilder::new()
                .name("If-Match")
                .parameter_in(ParameterIn::Header)
                .required(Required::True)
                .description(Some("The ETag of the resource as the caller knows it."))
                .schema(Some(text()))
                .build()
                .into(),
        );
    }
    operation.parameters = Some(parameters);
}

fn has_parameter(operation: &Operation, name: &str) -> bool {
    operation.parameters.iter().flatten().any(|parameter| matches!(parameter, RefOr::T(known) if known.name == name))
}

/// Whether something that came as a bearer token is the API key of another system.
#[must_use]
pub fn is_api_key(token: &str) -> bool {
    token.starts_with("sfk_")
}

/// Checks the rule of a route before its handler runs.
async fn enforce(
    State((app, access)): State<(App, Access)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let token = request
        .headers()
        .get(axum::http::header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned());
    match (token, &access) {
        (None, Access::Anyone) => {}
        (None, _) => return Err(Problem::not_signed_in("not_signed_in")),
        (Some(token), _) => match app.keys().verify(&token).await {
            Ok(principal) if access.allows(&principal) => drop(request.extensions_mut().insert(principal)),
            Ok(_) => return Err(Problem::forbidden()),
            // A client that always sends its token must be able to refresh it and to sign in again.
            Err(problem) if access == Access::Anyone && problem.code() == "token_expired" => {}
            // An API key is no token; identity, which alone knows keys, takes it where nobody needs to be signed in.
            Err(_) if access == Access::Anyone && is_api_key(&token) => {}
            Err(problem) => return Err(problem),
        },
    }
    Ok(next.run(request).await)
}
