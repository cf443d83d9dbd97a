//! Texts for people, always in both languages.

/// A text in English and Spanish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    en: String,
    es: String,
}

/// The languages of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Español, the language of most readers.
    #[default]
    Es,
    /// English.
    En,
}

impl Text {
    /// The same text in English and Spanish.
    #[must_use]
    pub fn new(en: impl Into<String>, es: impl Into<String>) -> Self {
        Self { en: en.into(), es: es.into() }
    }

    /// The text in one language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Es => &self.es,
        }
    }
}

impl Lang {
    /// The language of an `Accept-Language` header: the one of ours with the highest weight; Spanish where it names neither.
    #[must_use]
    pub fn from_accept_language(header: Option<&str>) -> Self {
        let mut best = (Self::default(), 0.0_f32);
        for part in header.unwrap_or_default().split(',') {
            let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
            let lang = match tag.trim().get(..2).map(str::to_ascii_lowercase).as_deref() {
                Some("en") => Self::En,
                Some("es") => Self::Es,
                _ => continue,
            };
            let weight = weight.trim().parse().unwrap_or(0.0);
            if weight > best.1 {
                best = (lang, weight);
            }
        }
        best.0
    }

    /// Its tag for `Content-Language`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(Lang::from_accept_language(None), Lang::Es);
        assert_eq!(Lang::from_accept_language(Some("en-US,en;q=0.9,es;q=0.8")), Lang::En);
        assert_eq!(Lang::from_accept_language(Some("fr, en;q=0.3, es-CO;q=0.9")), Lang::Es);
        assert_eq!(Lang::from_accept_language(Some("ñandú;q=x")), Lang::Es);
    }
}
