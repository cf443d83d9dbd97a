//! Lists: a limit, a documented sort, and an opaque cursor that carries the sort key. No totals, no offsets.

use super::problem::Problem;
use super::text::Text;
use crate::db::{Db, DbError, Sql, Value};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, Utc};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const DEFAULT_LIMIT: usize = 50;
const MOST: usize = 200;
/// Words of a search that count: each is a condition, and nobody knows more of what is looked for.
const MOST_WORDS: usize = 8;
/// Of words of one letter so many count, and only where there are no others: nearly everything has them.
const MOST_LETTERS: usize = 2;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The items, in the order asked for.
    pub items: Vec<T>,
    /// Ask for the next page with it; absent on the last one.
    pub next_cursor: Option<String>,
}

/// The parameters that every list takes (for the API description).
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListingParams {
    /// Items per page, 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Fields to sort by, separated by commas; `-` before a field turns it around. Newest first by default.
    #[param(example = "-created_at")]
    pub sort: Option<String>,
}

/// Which way a field is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Time,
    Text,
    Folded,
    Int,
    Date,
}

/// A field that a list can be sorted by. The items must carry it under its name, and `id`; its column must not be null.
#[derive(Clone, Copy, Debug)]
pub struct Sort {
    name: &'static str,
    column: &'static str,
    kind: Type,
}

impl Sort {
    /// An instant; the column has the field's name.
    #[must_use]
    pub const fn time(name: &'static str) -> Self {
        Self { name, column: name, kind: Type::Time }
    }

    /// A text, in the order of its characters' codes.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self { name, column: name, kind: Type::Text }
    }

    /// A text, sorted without case and accents by a column that holds it folded.
    #[must_use]
    pub const fn folded(name: &'static str, column: &'static str) -> Self {
        Self { name, column, kind: Type::Folded }
    }

    /// A whole number.
    #[must_use]
    pub const fn int(name: &'static str) -> Self {
        Self { name, column: name, kind: Type::Int }
    }

    /// A day.
    #[must_use]
    pub const fn date(name: &'static str) -> Self {
        Self { name, column: name, kind: Type::Date }
    }

    /// The same with another column (for joins: `o.created_at`).
    #[must_use]
    pub const fn column(mut self, column: &'static str) -> Self {
        self.column = column;
        self
    }

    fn value(self, json: &serde_json::Value) -> Option<Value> {
        Some(match self.kind {
            Type::Time => {
                let at: DateTime<Utc> = json.as_str()?.parse().ok()?;
                // A made-up cursor must not reach what only one of the databases can hold.
                Some(at).filter(|at| (1..=9999).contains(&at.year()))?.into()
            }
            Type::Text => json.as_str().filter(|text| !text.contains('\0'))?.to_owned().into(),
            Type::Folded => contracts::fold::fold(json.as_str()?).into(),
            Type::Int => json.as_i64()?.into(),
            Type::Date => {
                let day: chrono::NaiveDate = json.as_str()?.parse().ok()?;
                Some(day).filter(|day| (1..=9999).contains(&day.year()))?.into()
            }
        })
    }
}

/// What a caller asked of a list, not yet checked against the list's fields.
#[derive(Clone, Debug)]
pub struct Listing {
    limit: usize,
    cursor: Option<String>,
    sort: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Listing {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        #[derive(Deserialize, Clone, Debug)]
        struct Raw {
            limit: Option<String>,
            cursor: Option<String>,
            sort: Option<String>,
        }
        let super::caller::QueryOf(raw) = super::caller::QueryOf::<Raw>::from_request_parts(parts, state).await?;
        let limit = match raw.limit {
            None => DEFAULT_LIMIT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MOST).contains(limit))
                .ok_or_else(|| Problem::bad_parameter("limit", Text::new("Use 1 to 200.", "Use de 1 a 200.")))?,
        };
        Ok(Self { limit, cursor: raw.cursor, sort: raw.sort })
    }
}

/// The cursor's content: the sort it belongs to, the last item's values of the sort fields, and its id.
#[derive(Serialize, Deserialize)]
struct Cursor {
    s: String,
    v: Vec<serde_json::Value>,
    i: Uuid,
}

/// What a caller asked of a list, checked.
#[derive(Clone, Debug)]
pub struct Paging {
    limit: usize,
    sort: String,
    fields: Vec<(Sort, Way)>,
    after: Option<(Vec<Value>, Uuid)>,
    ids: Way,
}

impl Listing {
    /// Checks sort and cursor against the fields of a list; the first of them, newest (largest) first, is the default.
    ///
    /// # Errors
    /// 400 that names the parameter.
    pub fn over(self, sorts: &[Sort]) -> Result<Paging, Problem> {
        let default = || sorts.first().map_or(String::new(), |first| format!("-{}", first.name));
        let sort = self.sort.clone().unwrap_or_else(default);
        self.limit_to(&sort, sorts, self.cursor.as_deref())
    }

    /// The same, with another default sort such as `name`.
    ///
    /// # Errors
    /// 400 that names the parameter.
    pub fn over_by(self, sorts: &[Sort], default: &str) -> Result<Paging, Problem> {
        let sort = self.sort.clone().unwrap_or_else(|| default.to_owned());
        self.limit_to(&sort, sorts, self.cursor.as_deref())
    }
}

impl Listing {
    fn limit_to(&self, sort: &str, sorts: &[Sort], cursor: Option<&str>) -> Result<Paging, Problem> {
        let mut fields: Vec<(Sort, Way)> = Vec::new();
        for part in sort.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, way) = part.strip_prefix('-').map_or((part, Way::Up), |name| (name, Way::Down));
            let known = sorts.iter().find(|sort| sort.name == name && fields.iter().all(|(f, _)| f.name != name));
            let Some(known) = known else {
                let names = sorts.iter().map(|sort| sort.name).collect::<Vec<_>>().join(", ");
                let text = Text::new(
                    format!("Sort by each of these at most once: {names}."),
                    format!("Ordene por cada uno de estos a lo más una vez: {names}."),
                );
                return Err(Problem::bad_parameter("sort", text));
            };
            fields.push((*known, way));
        }
        let ids = fields.last().map_or(Way::Down, |(_, way)| *way);
        let after = match cursor {
            None => None,
            Some(text) => Some(read_cursor(text, sort, &fields).ok_or_else(|| {
                let text = Text::new(
                    "This cursor does not belong to this list and sort; begin without one.",
                    "Este cursor no pertenece a esta lista y orden; empiece sin él.",
                );
                Problem::bad_parameter("cursor", text)
            })?),
        };
        Ok(Paging { limit: self.limit, sort: sort.to_owned(), fields, after, ids })
    }
}

fn read_cursor(text: &str, sort: &str, fields: &[(Sort, Way)]) -> Option<(Vec<Value>, Uuid)> {
    let cursor: Cursor = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    if cursor.s != sort || cursor.v.len() != fields.len() {
        return None;
    }
    let values: Option<Vec<Value>> = fields.iter().zip(&cursor.v).map(|((field, _), json)| field.value(json)).collect();
    Some((values?, cursor.i))
}

impl Paging {
    /// How many items a page has.
    #[must_use]
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// Whether the first field goes up, for lists that are put together from several.
    #[must_use]
    pub fn is_ascending(&self) -> bool {
        self.fields.first().is_some_and(|(_, way)| *way == Way::Up)
    }

    /// Makes the page from at most one item more than asked for.
    #[must_use]
    pub fn finish<T: Serialize>(&self, mut items: Vec<T>) -> Page<T> {
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let next_cursor = items.last().filter(|_| more).and_then(|last| self.cursor_after(last));
        Page { items, next_cursor }
    }

    fn cursor_after(&self, item: &impl Serialize) -> Option<String> {
        let item = serde_json::to_value(item).ok()?;
        let i = item.get("id")?.as_str()?.parse().ok()?;
        let v = self.fields.iter().map(|(field, _)| item.get(field.name).cloned().unwrap_or_default()).collect();
        let cursor = Cursor { s: self.sort.clone(), v, i };
        Some(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).ok()?))
    }
}

/// A column and what it has to be, if it is asked for.
#[derive(Clone, Debug)]
pub struct Equal<'a> {
    column: &'a str,
    to: Option<To>,
}

#[derive(Clone, Debug)]
enum To {
    Value(Value),
    Word(&'static str),
}

impl<'a> Equal<'a> {
    /// Any value.
    #[must_use]
    pub fn value(column: &'a str, value: Option<impl Into<Value>>) -> Self {
        Self { column, to: value.map(|value| To::Value(value.into())) }
    }

    /// One of few words, such as a state. It stands in the statement itself: PostgreSQL keeps the plan of a statement for all
    /// values, and the one that fits most orders does not fit the few that failed.
    #[must_use]
    pub fn word(column: &'a str, word: Option<&'static str>) -> Self {
        debug_assert!(word.is_none_or(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')), "{word:?}");
        Self { column, to: word.map(To::Word) }
    }
}

/// A `SELECT` that grows conditions. `?` stands for the next value.
#[derive(Clone, Debug)]
pub struct Select {
    head: String,
    conditions: Vec<String>,
    values: Vec<Value>,
    id: &'static str,
    narrowed: bool,
}

impl Select {
    /// `SELECT … FROM …`, without `WHERE`.
    #[must_use]
    pub fn new(head: impl Into<String>) -> Self {
        Self { head: head.into(), conditions: Vec::new(), values: Vec::new(), id: "id", narrowed: false }
    }

    /// The column of the item's id where `id` is ambiguous, such as `o.id`.
    #[must_use]
    pub const fn id_column(mut self, column: &'static str) -> Self {
        self.id = column;
        self
    }

    /// One more condition; each `?` takes the next of `values`.
    #[must_use]
    pub fn and(mut self, condition: &str, values: Vec<Value>) -> Self {
        self.push(condition, values);
        self
    }

    /// One more condition where there is a value.
    #[must_use]
    pub fn and_if<V: Into<Value>>(self, condition: &str, value: Option<V>) -> Self {
        match value {
            Some(value) => self.and(condition, vec![value.into()]),
            None => self,
        }
    }

    /// Equalities that share an index, where they are asked for. Called several times, the most telling group first: the first
    /// group that is asked for finds the rows, the others are only looked at on those. Left to itself a planner may well read
    /// all orders of a state to find the few of a customer.
    #[must_use]
    pub fn narrow<const N: usize>(mut self, group: [Equal<'_>; N]) -> Self {
        let narrowed = self.narrowed;
        for Equal { column, to } in group {
            // No index is on this.
            let left = if narrowed { format!("COALESCE({column}, {column})") } else { column.to_owned() };
            match to {
                None => continue,
                Some(To::Value(value)) => self.push(&format!("{left} = ?"), vec![value]),
                Some(To::Word(word)) => self.push(&format!("{left} = '{word}'"), vec![]),
            }
            self.narrowed = true;
        }
        self
    }

    /// Only what has a word that begins with each word of `text`: of its first eight that are longer than a letter, or of its first
    /// two letters.
    #[must_use]
    pub fn and_search(mut self, kind: &str, id_column: &str, text: Option<&str>) -> Self {
        for term in telling(contracts::fold::terms(text.unwrap_or_default())) {
            let condition =
                format!("{id_column} IN (SELECT entity_id FROM search_term WHERE kind = ? AND term >= ? AND term < ?)");
            let end = contracts::fold::prefix_end(&term);
            self.push(&condition, vec![kind.to_owned().into(), term.into(), end.into()]);
        }
        self
    }

    fn push(&mut self, condition: &str, values: Vec<Value>) {
        let mut text = String::with_capacity(condition.len() + 8);
        let mut number = self.values.len();
        for c in condition.chars() {
            if c == '?' {
                number += 1;
                text.push('$');
                text.push_str(&number.to_string());
            } else {
                text.push(c);
            }
        }
        debug_assert_eq!(number - self.values.len(), values.len(), "as many ? as values in `{condition}`");
        self.conditions.push(text);
        self.values.extend(values);
    }

    /// The rows of one page, and one more if there is one.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn fetch<R: FromQueryResult + Send>(mut self, db: &Db, paging: &Paging) -> Result<Vec<R>, DbError> {
        if let Some((values, id)) = &paging.after {
            let (condition, values) = keyset(paging, self.id, values, *id);
            self.push(&condition, values);
        }
        let mut sql = String::from("ORDER BY ");
        for (field, way) in &paging.fields {
            sql.push_str(field.column);
            sql.push_str(if *way == Way::Up { " ASC, " } else { " DESC, " });
        }
        sql.push_str(self.id);
        sql.push_str(if paging.ids == Way::Up { " ASC" } else { " DESC" });
        sql.push_str(&format!(" LIMIT {}", paging.limit + 1));
        self.fetch_plain(db, &sql).await
    }

    /// The rows in an order of the caller's own: `ORDER BY … LIMIT …`.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn fetch_plain<R: FromQueryResult + Send>(self, db: &Db, order: &str) -> Result<Vec<R>, DbError> {
        let mut sql = self.head;
        if !self.conditions.is_empty() {
            sql.push_str(" WHERE (");
            sql.push_str(&self.conditions.join(") AND ("));
            sql.push(')');
        }
        sql.push(' ');
        sql.push_str(order);
        db.all(&sql, self.values).await
    }
}

/// The words by which something is found.
fn telling(terms: Vec<String>) -> Vec<String> {
    let (words, letters): (Vec<String>, Vec<String>) =
        terms.into_iter().partition(|term| term.chars().nth(1).is_some());
    match words.is_empty() {
        true => letters.into_iter().take(MOST_LETTERS).collect(),
        false => words.into_iter().take(MOST_WORDS).collect(),
    }
}

/// `a > x OR (a = x AND (b < y OR (b = y AND id > z)))`: what comes after the last item, for mixed directions too.
/// The redundant `a >= x` in front lets both databases seek the index.
fn keyset(paging: &Paging, id_column: &str, last: &[Value], id: Uuid) -> (String, Vec<Value>) {
    let strict = |way: Way| if way == Way::Up { ">" } else { "<" };
    let mut values: Vec<Value> = Vec::new();
    let mut condition = String::new();
    if let (Some((field, way)), Some(value)) = (paging.fields.first(), last.first()) {
        condition.push_str(&format!("{} {}= ? AND (", field.column, strict(*way)));
        values.push(value.clone());
    } else {
        condition.push('(');
    }
    for ((field, way), value) in paging.fields.iter().zip(last) {
        condition.push_str(&format!(
            "{column} {op} ? OR ({column} = ? AND (",
            column = field.column,
            op = strict(*way)
        ));
        values.extend([value.clone(), value.clone()]);
    }
    condition.push_str(&format!("{id_column} {} ?", strict(paging.ids)));
    values.push(id.into());
    condition.push_str(&"))".repeat(paging.fields.len()));
    condition.push(')');
    (condition, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORTS: &[Sort] = &[Sort::time("created_at"), Sort::folded("name", "name_folded"), Sort::int("size")];

    fn listing(sort: Option<&str>, cursor: Option<String>) -> Listing {
        Listing { limit: 2, cursor, sort: sort.map(str::to_owned) }
    }

    #[test]
    fn a_cursor_only_fits_the_sort_it_was_made_for() {
        let paging = listing(Some("name,-created_at"), None).over(SORTS).expect("sort");
        let item =
            |name: &str| serde_json::json!({"id": Uuid::nil(), "name": name, "created_at": "2026-01-01T00:00:00Z"});
        let page = paging.finish(vec![item("Ñame"), item("Papa"), item("Yuca")]);
        assert_eq!(page.items.len(), 2);
        let cursor = page.next_cursor.expect("there is more");
        let next = listing(Some("name,-created_at"), Some(cursor.clone())).over(SORTS).expect("cursor");
        let (values, _) = next.after.clone().expect("after");
        assert_eq!(values[0], Value::from("papa".to_owned()));
        assert!(listing(None, Some(cursor)).over(SORTS).is_err());
        assert!(listing(None, Some("nonsense".to_owned())).over(SORTS).is_err());
        assert!(listing(Some("price"), None).over(SORTS).is_err());
        assert!(paging.finish(vec![item("Ñame")]).next_cursor.is_none());
    }

    #[test]
    fn a_search_goes_by_the_words_that_tell_something() {
        let telling = |text| super::telling(contracts::fold::terms(text));
        assert_eq!(telling("Aceite 1 L de girasol"), ["aceite", "de", "girasol"]);
        assert_eq!(telling("a b c d"), ["a", "b"]);
        assert_eq!(telling("7"), ["7"]);
        assert_eq!(telling("aa bb cc dd ee ff gg hh ii").len(), 8);
    }

    #[test]
    fn conditions_number_their_values_through() {
        let select = Select::new("SELECT 1 FROM t")
            .and("a = ? OR b = ?", vec![1_i64.into(), 2_i64.into()])
            .and("c = ?", vec![3_i64.into()]);
        assert_eq!(select.conditions, ["a = $1 OR b = $2", "c = $3"]);
        let select = Select::new("SELECT 1 FROM t")
            .narrow([Equal::value("a", None::<i64>)])
            .narrow([Equal::value("b", Some(1_i64)), Equal::word("c", Some("late"))])
            .narrow([Equal::value("d", Some(3_i64)), Equal::word("e", Some("done"))]);
        assert_eq!(select.conditions, ["b = $1", "c = 'late'", "COALESCE(d, d) = $2", "COALESCE(e, e) = 'done'"]);
    }
}
