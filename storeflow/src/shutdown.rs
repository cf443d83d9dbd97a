//! Being asked to stop.

/// Waits for Ctrl-C or SIGTERM.
///
/// # Errors
/// When the operating system does not let us listen for signals.
pub async fn asked() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
