//! stub
pub mod planner;
/// options
#[derive(clap::Args)]
pub struct SimulateOptions {}
/// run
pub async fn run(_o: SimulateOptions) -> anyhow::Result<()> { Ok(()) }
/// live
pub async fn keep_moving(_url: String, _s: Option<crate::demo::SignIns>) {}
