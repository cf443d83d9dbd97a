//! PLACEHOLDER by the lead so that the crate compiles: to be overwritten by the author of simulate.
#[derive(clap::Args)]
pub struct SimulateOptions {
    #[arg(long)]
    url: Option<String>,
}
pub async fn run(_o: SimulateOptions) -> anyhow::Result<()> {
    Ok(())
}
pub async fn keep_moving(_url: String, _s: Option<crate::demo::SignIns>) {}
