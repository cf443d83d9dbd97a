//! Search without case and accents, by one rule in Rust and TypeScript (vectors in `vectors/search_fold.json`).

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds text for search: NFKD, marks dropped (ñ = n), lower case, everything but letters and digits becomes one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let lower = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    for c in lower.filter(|c| !is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The distinct words of folded text, in order of appearance, each cut to 64 characters: what `search_term` rows hold and
/// what a query is split into.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
        let word: String = word.chars().take(64).collect();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The exclusive upper end of the range of texts that begin with `prefix`, for `term >= prefix AND term < upper`.
/// Valid for a binary (code point) collation, which is what the term column uses.
#[must_use]
pub fn prefix_end(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(serde::Deserialize)]
    struct Vector {
        text: String,
        folded: String,
    }

    #[test]
    fn the_shared_vectors_hold() {
        let vectors: Vec<Vector> = serde_json::from_str(include_str!("../vectors/search_fold.json")).expect("vectors");
        for v in vectors {
            assert_eq!(fold(&v.text), v.folded, "{}", v.text);
        }
    }

    #[test]
    fn words_are_listed_once() {
        assert_eq!(terms("Pan pan PÁN blanco"), ["pan", "blanco"]);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn a_beginning_lies_inside_its_range(text in "[a-z0-9]{1,12}", rest in "[a-z0-9]{0,12}") {
            let word = format!("{text}{rest}");
            prop_assert!(word >= text && word < prefix_end(&text));
        }
    }
}
