//! `purchasing.continue_import`: an import takes its next step.
//!
//! Each step is one short transaction that does some rows, notes how far it has come, and sends the message for the step
//! after it. A message that comes twice finds that its step has been taken; a process that dies in the middle has done
//! nothing, and the message is handled again.

use crate::imports::commit_import::next_step;
use crate::imports::import::Work;
use crate::imports::{apply_rows, check_rows, take_back_rows};
use crate::store::imports;
use chassis::{Failure, Tx};
use contracts::purchasing::ContinueImport;

/// Takes the step, unless it has been taken.
pub(crate) async fn go_on(tx: Tx, message: ContinueImport) -> Result<(), Failure> {
    let Some(mut import) = imports::lock_import(&tx, message.import_id).await? else { return Ok(()) };
    if import.step != message.step {
        return Ok(());
    }
    import.nudges = 0;
    match import.work {
        Work::None => return Ok(()),
        Work::Check | Work::CheckAgain => check_rows::step(&tx, &mut import).await?,
        Work::Apply => apply_rows::step(&tx, &mut import).await?,
        Work::TakeBack | Work::RollBack => take_back_rows::step(&tx, &mut import).await?,
    }
    Ok(next_step(&tx, &mut import).await?)
}
