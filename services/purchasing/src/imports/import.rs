//! An import: a file that was uploaded, and what has become of it. Pure.

use crate::imports::columns::{Column, ImportKind};
use chassis::{Lang, Text};
use chrono::{DateTime, Utc};
use contracts::{ImportId, UserId};
use serde::Serialize;
use uuid::Uuid;

/// Where an import is, as people see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportStatus {
    /// Its rows are being looked at.
    Checking,
    /// All errors are known; nothing has been changed yet.
    Checked,
    /// Its valid rows are going into the catalogue.
    Committing,
    /// They are all there.
    Committed,
    /// They are being taken back.
    Undoing,
    /// They have been taken back, apart from the conflicts.
    Undone,
    /// It came to nothing; `reason` says why.
    Failed,
}

impl ImportStatus {
    const ALL: [Self; 7] =
        [Self::Checking, Self::Checked, Self::Committing, Self::Committed, Self::Undoing, Self::Undone, Self::Failed];

    /// As the database and the interface spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Committing => "committing",
            Self::Committed => "committed",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
            Self::Failed => "failed",
        }
    }

    /// Reads what the database holds; its `CHECK` allows nothing else.
    #[must_use]
    pub fn stored(name: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.name() == name).unwrap_or(Self::Failed)
    }
}

/// What is being done with it, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Nothing: it waits for a person, or has ended.
    None,
    /// Its rows are looked at.
    Check,
    /// They are looked at again before the commit, because the catalogue has changed since.
    CheckAgain,
    /// They go into the catalogue.
    Apply,
    /// What they changed is undone, because a person asked for it.
    TakeBack,
    /// What they changed is undone, because the commit cannot go on.
    RollBack,
}

impl Work {
    const ALL: [Self; 6] = [Self::None, Self::Check, Self::CheckAgain, Self::Apply, Self::TakeBack, Self::RollBack];

    /// As the database spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Check => "check",
            Self::CheckAgain => "check_again",
            Self::Apply => "apply",
            Self::TakeBack => "take_back",
            Self::RollBack => "roll_back",
        }
    }

    /// Reads what the database holds; its `CHECK` allows nothing else.
    #[must_use]
    pub fn stored(name: &str) -> Self {
        Self::ALL.into_iter().find(|work| work.name() == name).unwrap_or(Self::None)
    }
}

/// Why an import failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Stable, snake_case.
    pub code: String,
    /// What happened and what to do.
    pub text: Text,
}

/// An import with everything that its steps need.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// Unique for ever.
    pub id: ImportId,
    /// Raised by one with each step.
    pub version: i64,
    /// What it lists.
    pub kind: ImportKind,
    /// Where it is.
    pub status: ImportStatus,
    /// What is being done with it.
    pub work: Work,
    /// The step that comes next; a message for another is late or doubled.
    pub step: i64,
    /// How often somebody had to be told again to go on.
    pub nudges: i64,
    /// Its rows, until they are thrown away.
    pub staging_id: Option<Uuid>,
    /// As it was called.
    pub file_name: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// The columns that are read.
    pub columns: Vec<Column>,
    /// The titles of the others.
    pub ignored_columns: Vec<String>,
    /// What it holds and has done.
    pub counts: Counts,
    /// Rows of the present work that are done, …
    pub done: i64,
    /// … of so many.
    pub of: i64,
    /// The last row that is done.
    pub after_row: i64,
    /// Why it failed, or is about to.
    pub reason: Option<Reason>,
    /// Who uploaded it.
    pub created_by: UserId,
    /// Their name.
    pub created_by_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last went on.
    pub updated_at: DateTime<Utc>,
    /// When its rows had been looked at.
    pub checked_at: Option<DateTime<Utc>>,
    /// When they were all in the catalogue.
    pub committed_at: Option<DateTime<Utc>>,
    /// When they had been taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

/// How many of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Counts {
    /// Rows below the titles that are not blank.
    pub rows: i64,
    /// Rows without errors.
    pub valid: i64,
    /// Errors, of which a row can have several.
    pub error_count: i64,
    /// Rows that make something new; before the commit: that would.
    pub new: i64,
    /// Rows that change something.
    pub changed: i64,
    /// Rows that change nothing.
    pub unchanged: i64,
    /// Things that an undo could not return to how they were.
    pub conflict_count: i64,
}

impl Import {
    /// Begins some work, at its first row.
    pub fn begin(&mut self, status: ImportStatus, work: Work, of: i64) {
        (self.status, self.work, self.of) = (status, work, of);
        (self.done, self.after_row, self.nudges) = (0, 0, 0);
    }

    /// Ends the work.
    pub fn end(&mut self, status: ImportStatus) {
        (self.status, self.work, self.nudges) = (status, Work::None, 0);
        self.done = self.of;
    }

    /// As people see it.
    #[must_use]
    pub fn view(&self, lang: Lang) -> ImportView {
        ImportView {
            id: self.id,
            version: self.version,
            kind: self.kind,
            status: self.status,
            file_name: self.file_name.clone(),
            format: self.format.clone(),
            counts: self.counts,
            progress: Progress { done: self.done.min(self.of), of: self.of },
            reason: self
                .reason
                .as_ref()
                .map(|reason| ReasonView { code: reason.code.clone(), detail: reason.text.in_lang(lang).to_owned() }),
            ignored_columns: self.ignored_columns.clone(),
            created_by: self.created_by_name.clone(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            committed_at: self.committed_at,
            undone_at: self.undone_at,
        }
    }
}

/// An import as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportSummary)]
pub struct ImportView {
    /// Unique for ever.
    pub id: ImportId,
    /// Raised by one with each step.
    pub version: i64,
    /// What it lists.
    pub kind: ImportKind,
    /// Where it is.
    pub status: ImportStatus,
    /// As it was called.
    pub file_name: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// How many of what, flat in JSON.
    #[serde(flatten)]
    pub counts: Counts,
    /// How far what is being done has come.
    pub progress: Progress,
    /// Why it failed.
    pub reason: Option<ReasonView>,
    /// Columns that were not read, because their titles are not known.
    pub ignored_columns: Vec<String>,
    /// Who uploaded it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last went on.
    pub updated_at: DateTime<Utc>,
    /// When all its rows were in the catalogue.
    pub committed_at: Option<DateTime<Utc>>,
    /// When they had been taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

/// How far something has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportProgress)]
pub struct Progress {
    /// Rows that are done.
    pub done: i64,
    /// Rows in all.
    pub of: i64,
}

/// Why an import failed, in the reader's language.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportFailure)]
pub struct ReasonView {
    /// Stable, snake_case.
    pub code: String,
    /// What happened and what to do.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_again() {
        assert!(ImportStatus::ALL.into_iter().all(|status| ImportStatus::stored(status.name()) == status));
        assert!(Work::ALL.into_iter().all(|work| Work::stored(work.name()) == work));
        assert_eq!(ImportKind::named("suppliers"), Some(ImportKind::Suppliers));
        assert_eq!(ImportKind::named("orders"), None);
    }
}
