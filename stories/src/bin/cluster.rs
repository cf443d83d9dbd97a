//! `make cluster`: the system as a cluster on this machine, with the demonstration company, until Ctrl-C.

use clap::Parser;
use std::path::PathBuf;
use stories::{Cluster, ClusterOptions, Servers};

/// Runs PostgreSQL, RabbitMQ, one process per service and replica, and the gateway, all private to this command.
#[derive(Parser)]
struct Arguments {
    /// Where the servers keep their data
    #[arg(long, default_value = "/var/tmp/storeflow-cluster")]
    data: PathBuf,
    /// Port of the gateway; 0 takes a free one
    #[arg(long, default_value = "8090")]
    port: u16,
    /// Replicas of each service
    #[arg(long, default_value = "1")]
    replicas: usize,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "what a person at the terminal is told")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    println!("Starting PostgreSQL and RabbitMQ …");
    let servers = Servers::start_durable(&arguments.data, false)?;
    let options = ClusterOptions {
        replicas: arguments.replicas,
        port: (arguments.port != 0).then_some(arguments.port),
        rate_limit: 500,
        keep_as: Some("storeflow".to_owned()),
        ..ClusterOptions::on(servers.clone())
    };
    let started = Cluster::start(options).await;
    let mut cluster = match started {
        Ok(cluster) => cluster,
        Err(error) => {
            servers.stop();
            return Err(error);
        }
    };
    println!("Loading the demonstration company …");
    let signs = cluster.load_demo()?;
    println!("\nStoreFlow runs as a cluster.\n\n  API           {}/api/docs", cluster.url());
    for (name, process) in cluster.processes() {
        println!("  {name:<13} process {process}");
    }
    println!("\n{signs}\n  Stop with Ctrl-C.");
    storeflow::shutdown::asked().await?;
    println!("Stopping; what is in flight is finished first.");
    cluster.stop().await;
    drop(cluster);
    servers.stop();
    Ok(())
}
