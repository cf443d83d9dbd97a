//! Copies of other services' data, compared with their owners: the one place that looks into the tables of several services.
//!
//! An owner that was set back gives versions a second time, and those who keep copies would ignore its changes until it has
//! caught up: its versions are raised above all that are known anywhere.

use chassis::{Db, DbError, Sql, Tx, sql_values};
use contracts::Service;
use sea_orm::FromQueryResult;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Something that a service owns and others keep copies of.
#[derive(Clone, Copy, Debug)]
pub struct Replicated {
    /// What it is called.
    pub what: &'static str,
    /// Its owner.
    pub owner: Service,
    table: &'static str,
    /// Whether phones sync by it.
    changes: Changes,
    copies: &'static [(Service, &'static str)],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Changes {
    Noted,
    NotNoted,
}

/// Everything of which there are copies.
pub const REPLICATED: [Replicated; 3] = [
    Replicated {
        what: "shops",
        owner: Service::Identity,
        table: "customers",
        changes: Changes::Noted,
        copies: &[(Service::Sales, "customers"), (Service::Logistics, "customer"), (Service::Insights, "shop")],
    },
    Replicated {
        what: "products",
        owner: Service::Purchasing,
        table: "products",
        changes: Changes::Noted,
        copies: &[(Service::Inventory, "product"), (Service::Sales, "products"), (Service::Insights, "product")],
    },
    Replicated {
        what: "warehouses",
        owner: Service::Inventory,
        table: "warehouse",
        changes: Changes::NotNoted,
        copies: &[(Service::Purchasing, "warehouses"), (Service::Logistics, "warehouse")],
    },
];

/// How the copies of something differ from its owner's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Above which versions the owner's have to be raised.
    pub raise: BTreeMap<Uuid, i64>,
    /// Whose copies are older than the owner's, or missing.
    pub behind: BTreeSet<Service>,
    /// What others have heard of and the owner has lost.
    pub unknown: BTreeSet<Uuid>,
}

/// Compares versions. Pure.
#[must_use]
pub fn compare(owner: &BTreeMap<Uuid, i64>, copies: &BTreeMap<Service, BTreeMap<Uuid, i64>>) -> Comparison {
    let mut found = Comparison::default();
    for copy in copies.values() {
        for (id, version) in copy {
            match owner.get(id) {
                None => drop(found.unknown.insert(*id)),
                Some(own) if own < version => {
                    let known = found.raise.entry(*id).or_default();
                    *known = (*known).max(*version);
                }
                Some(_) => {}
            }
        }
    }
    for (service, copy) in copies {
        let older = |(id, own): (&Uuid, &i64)| found.raise.contains_key(id) || copy.get(id).is_none_or(|it| it < own);
        if owner.iter().any(older) {
            found.behind.insert(*service);
        }
    }
    found
}

/// Compares something in all databases.
///
/// # Errors
/// When one does not answer.
pub async fn look(of: Replicated, dbs: &BTreeMap<Service, Db>) -> anyhow::Result<Comparison> {
    let owner = versions(super::database(dbs, of.owner)?, of.table).await?;
    let mut copies = BTreeMap::new();
    for (service, table) in of.copies {
        copies.insert(*service, versions(super::database(dbs, *service)?, table).await?);
    }
    Ok(compare(&owner, &copies))
}

async fn versions(db: &Db, table: &str) -> Result<BTreeMap<Uuid, i64>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        version: i64,
    }
    let rows: Vec<Row> = db.all(&format!("SELECT id, version FROM {table}"), vec![]).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

/// Raises the owner's versions.
///
/// # Errors
/// When its database does not answer.
pub async fn raise(of: Replicated, db: &Db, above: BTreeMap<Uuid, i64>) -> Result<(), DbError> {
    let table = of.table;
    let sql = match of.changes {
        Changes::Noted => {
            format!("UPDATE {table} SET version = $1, changed_at = $2 WHERE id = $3 AND version <= $4")
        }
        Changes::NotNoted => format!("UPDATE {table} SET version = $1 WHERE id = $2 AND version <= $3"),
    };
    let above: Vec<(Uuid, i64)> = above.into_iter().collect();
    for some in above.chunks(500) {
        let (some, sql) = (some.to_vec(), sql.clone());
        let raised: Result<(), DbError> = db
            .write(move |tx: Tx| async move {
                for (id, version) in some {
                    let values = match of.changes {
                        Changes::Noted => sql_values![version + 1, tx.now(), id, version],
                        Changes::NotNoted => sql_values![version + 1, id, version],
                    };
                    tx.exec(&sql, values).await?;
                }
                Ok(())
            })
            .await;
        raised?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(of: &[(u128, i64)]) -> BTreeMap<Uuid, i64> {
        of.iter().map(|(id, version)| (Uuid::from_u128(*id), *version)).collect()
    }

    #[test]
    fn who_is_behind_is_told_again_and_an_owner_that_was_set_back_is_raised() {
        let owner = versions(&[(1, 4), (2, 1)]);
        let with = |sales: &[(u128, i64)], logistics: &[(u128, i64)]| {
            let copies = BTreeMap::from([(Service::Sales, versions(sales)), (Service::Logistics, versions(logistics))]);
            compare(&owner, &copies)
        };
        assert_eq!(with(&[(1, 4), (2, 1)], &[(1, 4), (2, 1)]), Comparison::default());
        let empty = with(&[], &[(1, 4), (2, 1)]);
        assert_eq!(empty.behind, BTreeSet::from([Service::Sales]), "a new one");
        let set_back = with(&[(1, 9), (2, 1), (3, 1)], &[(1, 7), (2, 1)]);
        assert_eq!(set_back.raise, versions(&[(1, 9)]));
        assert_eq!(set_back.unknown, BTreeSet::from([Uuid::from_u128(3)]));
        assert_eq!(set_back.behind, BTreeSet::from([Service::Sales, Service::Logistics]), "of the raised version");
    }
}
