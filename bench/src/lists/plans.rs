//! Whether a plan finds what is asked for by an index.

use super::hall::Hall;
use chassis::Sql;
use chassis::db::Asked;
use contracts::Service;
use sea_orm::DbBackend;
use std::collections::BTreeMap;

/// Reading so many rows one after the other is as good as any index.
const FEW: i64 = 1_000;
/// Sorting so many is nothing.
const FEW_SORTED: i64 = 12_000;

/// What may be read without an index or sorted although it is much, and why: a part of the plan's line, and the reason.
const REASONS: &[(&str, &str)] = &[
    ("Seq Scan on suppliers", CATALOGUE),
    ("Seq Scan on products", CATALOGUE),
    ("Seq Scan on product ", CATALOGUE),
    ("Seq Scan on product_prices", CATALOGUE),
    ("Seq Scan on customers", CATALOGUE),
    ("Seq Scan on users", CATALOGUE),
    ("Seq Scan on user_role", CATALOGUE),
    ("Seq Scan on search_term", CATALOGUE),
    ("Seq Scan on stocked_product", CATALOGUE),
    ("SEARCH a USING AUTOMATIC", SUMMED),
    ("SCAN p", CATALOGUE),
    ("SCAN q", CATALOGUE),
];
const CATALOGUE: &str = "as large as the catalogue or the list of shops, which do not grow with the years: it is read whole \
                         where most of it is asked for";
const SUMMED: &str = "what lies in each warehouse is summed up once for all products, and then found among these sums";
/// For whole collections on their way to a phone.
const WHOLE: &str = "a page of `…/changes` as large as the first one of a phone takes what it takes";

/// Something in a plan that somebody has to explain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The plan's line.
    pub line: String,
    /// Why it may stay; `None` where nobody has said so.
    pub reason: Option<&'static str>,
    /// The statement.
    pub sql: String,
}

/// Looks for what is read or sorted without an index.
///
/// # Errors
/// When a database does not answer.
pub async fn findings(
    hall: &Hall,
    asked: &[Asked],
    is_whole: bool,
    sizes: &mut BTreeMap<(Service, String), i64>,
) -> anyhow::Result<Vec<Finding>> {
    let mut found = Vec::new();
    for one in asked {
        let db = hall.db(one.service);
        let plan = db.plan(one).await?;
        for (at, line) in plan.iter().enumerate() {
            let suspect = if db.backend() == DbBackend::Postgres {
                postgres(line, plan.get(at + 1..).unwrap_or_default())
            } else {
                match sqlite(line) {
                    // What a statement makes itself is as large as what it is made of, which has a line of its own.
                    Suspect::Scan(alias) if is_made(&alias, one.sql()) => false,
                    Suspect::Scan(alias) => {
                        let table = table_of(&alias, one.sql());
                        let key = (one.service, table.to_owned());
                        if !sizes.contains_key(&key) {
                            let sql = format!("SELECT COUNT(*) AS n FROM (SELECT 1 FROM {table} LIMIT {}) t", FEW + 1);
                            sizes.insert(key.clone(), hall.count(one.service, &sql).await?);
                        }
                        sizes.get(&key).is_some_and(|size| *size > FEW)
                    }
                    Suspect::Sort => db.count_unsorted(one, FEW_SORTED + 1).await? > FEW_SORTED,
                    Suspect::Yes => true,
                    Suspect::No => false,
                }
            };
            if suspect {
                let line = normal(line);
                let reason = REASONS.iter().find(|(part, _)| explains(part, &line)).map(|(_, reason)| *reason);
                let finding = Finding { line, reason: reason.or(is_whole.then_some(WHOLE)), sql: normal(one.sql()) };
                if !found.contains(&finding) {
                    found.push(finding);
                }
            }
        }
    }
    Ok(found)
}

/// SQLite's plans name a table by its alias, which may be the beginning of another.
fn explains(part: &str, line: &str) -> bool {
    if part.starts_with("SCAN ") { line == part } else { line.contains(part) }
}

#[derive(Debug, PartialEq, Eq)]
enum Suspect {
    No,
    Yes,
    Sort,
    Scan(String),
}

/// `SCAN orders` reads all of it; `SCAN orders USING INDEX …` reads it in order, until the page is full.
fn sqlite(line: &str) -> Suspect {
    if let Some(rest) = line.strip_prefix("SCAN ") {
        let table = rest.split_whitespace().next().unwrap_or_default();
        let made = rest.contains("CONSTANT ROW") || table.starts_with('(');
        if !rest.contains("USING") && !made {
            return Suspect::Scan(table.to_owned());
        }
    }
    if line.contains("TEMP B-TREE") {
        Suspect::Sort
    } else if line.contains("AUTOMATIC") {
        Suspect::Yes
    } else {
        Suspect::No
    }
}

/// Whether an alias names no table: `(SELECT …) l`.
fn is_made(alias: &str, sql: &str) -> bool {
    let end = |after: &str| after.is_empty() || after.starts_with([' ', ')', ',']);
    if sql.contains(&format!("WITH {} ", table_of(alias, sql))) {
        return true;
    }
    sql.match_indices(&format!(") {alias}")).any(|(at, found)| end(&sql[at + found.len()..]))
}

/// The table that a plan calls by its alias.
fn table_of<'a>(alias: &'a str, sql: &'a str) -> &'a str {
    let words: Vec<&str> = sql.split(|c: char| c.is_whitespace() || c == '(' || c == ')').collect();
    let named = words.windows(3).find(|three| {
        matches!(three[0].to_uppercase().as_str(), "FROM" | "JOIN") && three[2].trim_end_matches(',') == alias
    });
    named.map_or(alias, |three| three[1])
}

/// By the rows that were really touched: a small table is read whole, whatever indexes there are.
fn postgres(line: &str, after: &[String]) -> bool {
    let rows = |line: &str| -> i64 {
        let actual = line.split("actual rows=").nth(1).unwrap_or_default();
        let mut numbers = actual.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|text| !text.is_empty());
        let number = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok()).unwrap_or(1.0);
        (number(numbers.next()) * number(numbers.next())) as i64
    };
    // What belongs to this node, up to the next.
    let own = after.iter().take_while(|line| !line.contains("->"));
    let removed: i64 = own
        .filter_map(|line| line.trim().strip_prefix("Rows Removed by Filter: "))
        .filter_map(|number| number.parse::<i64>().ok())
        .sum();
    // Of what is sorted only the first few come out; what went in came from the node below.
    let is_sort = line.trim_start_matches(['-', '>', ' ']).starts_with("Sort  (");
    let sorted = after.iter().find(|line| line.contains("->")).map_or(0, |line| rows(line));
    (line.contains("Seq Scan") && rows(line) + removed > FEW) || (is_sort && sorted > FEW_SORTED)
}

/// Without what differs from run to run and from page to page.
fn normal(text: &str) -> String {
    let text = text.split("  (cost=").next().unwrap_or_default().trim();
    let mut normal = String::with_capacity(text.len());
    for (at, part) in text.split('$').enumerate() {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        if at == 0 {
            normal.push_str(part);
        } else if !(rest == "," && normal.ends_with("$,")) {
            normal.push('$');
            normal.push_str(rest);
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_of_a_large_table_is_found() {
        assert_eq!(sqlite("SCAN o"), Suspect::Scan("o".to_owned()));
        assert_eq!(sqlite("SCAN o USING INDEX orders_created"), Suspect::No);
        assert_eq!(sqlite("SEARCH o USING INDEX orders_status (status=?)"), Suspect::No);
        assert_eq!(sqlite("SCAN CONSTANT ROW"), Suspect::No);
        let line = "  ->  Seq Scan on orders o  (cost=0.00..1.00 rows=9 width=9) (actual rows=400.00 loops=2)";
        assert!(!postgres(line, &[]));
        let removed = ["        Filter: x".to_owned(), "        Rows Removed by Filter: 9000".to_owned()];
        assert!(postgres(line, &removed));
        assert_eq!(table_of("o", "SELECT 1 FROM orders o WHERE x IN (SELECT y FROM lines l)"), "orders");
        assert_eq!(table_of("users", "SELECT 1 FROM users WHERE x = 1"), "users");
        let sort = "  ->  Sort  (cost=0.00..1.00 rows=9 width=9) (actual rows=51 loops=1)";
        assert!(!postgres(sort, &[]));
        let below = ["        ->  Index Scan using i on o (actual rows=20000 loops=1)".to_owned()];
        assert!(postgres(sort, &below));
    }
}
