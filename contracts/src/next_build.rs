//! One more message, for the story that replaces a running system by "the next build" (`stories/tests/rolling.rs`).
//!
//! Debug builds only, and there only known to processes with `STOREFLOW_TEST_NEXT_BUILD` set: no release build, no document
//! and no schema snapshot holds it.

use crate::registry::{Kind, Message, MessageSpec, Service};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use uuid::Uuid;

/// What only the next build says and understands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextBuildProbe {
    /// Which of them it is.
    pub id: Uuid,
}

impl Message for NextBuildProbe {
    const NAME: &'static str = "sales.next_build_probe.v1";
    const KIND: Kind = Kind::Event;
    fn subject(&self) -> String {
        self.id.to_string()
    }
}

static SPEC: MessageSpec = MessageSpec {
    name: NextBuildProbe::NAME,
    owner: Service::Sales,
    kind: Kind::Event,
    consumers: &[Service::Ordering],
    summary: "What only the next build says and understands.",
    schema: || schemars::schema_for!(NextBuildProbe),
};

/// Whether this process plays the next build.
#[must_use]
pub fn is_this() -> bool {
    static NEXT: LazyLock<bool> = LazyLock::new(|| std::env::var_os("STOREFLOW_TEST_NEXT_BUILD").is_some());
    *NEXT
}

/// The message, where this process plays the next build.
pub(crate) fn message() -> Option<&'static MessageSpec> {
    is_this().then_some(&SPEC)
}
