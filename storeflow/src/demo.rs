//! PLACEHOLDER by the lead so that the crate compiles: to be overwritten by the author of demo.
use std::path::Path;
pub struct DemoOptions;
impl DemoOptions {
    pub fn from_environment() -> Self {
        Self
    }
}
#[derive(Clone, Debug)]
pub struct SignIns;
impl std::fmt::Display for SignIns {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
pub async fn load(
    _dbs: &std::collections::BTreeMap<contracts::Service, chassis::Db>,
    _o: &DemoOptions,
) -> anyhow::Result<SignIns> {
    Ok(SignIns)
}
pub async fn load_into(_s: &crate::one_machine::OneMachine) -> anyhow::Result<SignIns> {
    Ok(SignIns)
}
pub fn kept_password(_data: &Path) -> Option<String> {
    None
}
