//! Rules of `ARCHITECTURE.md` that a machine can check.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const SERVICES: [&str; 7] = ["identity", "purchasing", "inventory", "sales", "ordering", "logistics", "insights"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn dependencies(folder: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = text.parse().expect("TOML");
    let table = manifest.get("dependencies").and_then(toml::Value::as_table).cloned().unwrap_or_default();
    table.keys().cloned().collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn a_service_never_depends_on_a_service() {
    for service in SERVICES {
        let others: Vec<String> = dependencies(&format!("services/{service}"))
            .into_iter()
            .filter(|name| SERVICES.contains(&name.as_str()))
            .collect();
        assert!(others.is_empty(), "{service} depends on {others:?}; services speak by messages only");
    }
    for shared in ["chassis", "contracts", "services/gateway"] {
        let known: Vec<String> =
            dependencies(shared).into_iter().filter(|name| SERVICES.contains(&name.as_str())).collect();
        assert!(known.is_empty(), "{shared} knows {known:?}");
    }
}

#[test]
fn contracts_do_no_input_or_output() {
    let allowed: BTreeSet<String> = [
        "chrono",
        "rust_decimal",
        "schemars",
        "serde",
        "serde_json",
        "thiserror",
        "unicode-normalization",
        "utoipa",
        "uuid",
    ]
    .map(str::to_owned)
    .into();
    let more: Vec<String> = dependencies("contracts").difference(&allowed).cloned().collect();
    assert!(more.is_empty(), "contracts depends on {more:?}");
}

#[test]
fn only_the_store_of_a_service_names_the_database_library() {
    for service in SERVICES {
        let folder = root().join("services").join(service).join("src");
        for file in sources(&folder) {
            let inside = file.strip_prefix(&folder).expect("inside");
            let is_store =
                inside.starts_with("store") || inside == Path::new("store.rs") || inside.ends_with("tests.rs");
            let text = std::fs::read_to_string(&file).expect("readable");
            assert!(
                is_store || !text.contains("sea_orm"),
                "{} names sea_orm; queries belong into store.rs",
                file.display()
            );
        }
    }
}

#[test]
fn services_do_not_spawn_or_read_the_clock_in_disguise() {
    // clippy.toml catches the methods; this catches what would be allowed there, such as a runtime of one's own.
    for service in SERVICES {
        for file in sources(&root().join("services").join(service).join("src")) {
            let text = std::fs::read_to_string(&file).expect("readable");
            for word in ["Runtime::new", "thread::spawn", "Instant::now() +"] {
                let test = file.ends_with("tests.rs") || file.components().any(|c| c.as_os_str() == "tests");
                assert!(test || !text.contains(word), "{} uses {word}", file.display());
            }
        }
    }
}
