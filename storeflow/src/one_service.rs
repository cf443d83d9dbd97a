//! `storeflow serve <service>`: one part of a cluster.

use crate::parts::{PartsConfig, part};
use crate::{documents, shutdown};
use anyhow::Context;
use axum::http::Uri;
use chassis::http::server;
use chassis::run::{Running, Surroundings, start_task};
use contracts::Service;
use gateway::{GatewayConfig, Upstream};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Longest time for the requests that run when the process is asked to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(25);

/// Serves a service until SIGTERM: then `/readyz` says 503, for `delay` requests are still taken (so that everybody has
/// noticed), then what is in flight is finished.
///
/// # Errors
/// When the address is taken or the database URL cannot be used.
pub async fn serve_service(
    service: Service,
    config: &PartsConfig,
    around: &Surroundings,
    listen: &str,
    delay: Duration,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let running = Running::start(part(service, config), around).await?;
    tracing::info!(%service, address = %listener.local_addr()?, "serving");
    let stop = CancellationToken::new();
    let http = start_task(server::serve(listener, running.router.clone(), stop.clone()));
    shutdown::asked().await?;
    tracing::info!(%service, "stopping");
    running.close();
    tokio::time::sleep(delay).await;
    stop.cancel();
    let ended = tokio::time::timeout(LAST_REQUESTS, http).await;
    running.stop().await;
    tracing::info!(%service, "stopped");
    ended.unwrap_or(Ok(Ok(())))?
}

/// Where the services are.
///
/// # Errors
/// What is wrong with the template.
pub fn upstreams(template: &str) -> Result<BTreeMap<Service, Upstream>, String> {
    let mut upstreams = BTreeMap::new();
    for service in Service::ALL {
        // One service's addresses can be set apart from the others: STOREFLOW_UPSTREAM_SALES.
        let variable = format!("STOREFLOW_UPSTREAM_{}", service.name().to_uppercase());
        let addresses = std::env::var(variable).unwrap_or_else(|_| template.replace("{service}", service.name()));
        let replicas: Result<Vec<Uri>, _> = addresses.split(',').map(|address| address.trim().parse::<Uri>()).collect();
        let replicas = replicas.map_err(|error| format!("`{addresses}` ({error})"))?;
        upstreams.insert(service, Upstream::http(service, &replicas)?);
    }
    Ok(upstreams)
}

/// Serves the gateway until SIGTERM.
///
/// # Errors
/// When the address is taken.
pub async fn serve_gateway(
    config: GatewayConfig,
    upstreams: BTreeMap<Service, Upstream>,
    listen: &str,
    delay: Duration,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let gateway = gateway::gateway(GatewayConfig { asyncapi: documents::asyncapi(), ..config }, upstreams);
    tracing::info!(address = %listener.local_addr()?, "the gateway serves");
    let [stop, stop_background] = std::array::from_fn(|_| CancellationToken::new());
    drop(start_task(gateway.run(stop_background.clone())));
    let http = start_task(server::serve(listener, gateway.router(), stop.clone()));
    shutdown::asked().await?;
    gateway.close();
    tokio::time::sleep(delay).await;
    stop.cancel();
    let ended = tokio::time::timeout(LAST_REQUESTS, http).await;
    stop_background.cancel();
    ended.unwrap_or(Ok(Ok(())))?
}
