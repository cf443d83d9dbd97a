//! What a person types to say who they are: an e-mail address or a phone number, brought to the one form that is
//! stored.

/// A login in its stored form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Login {
    /// An e-mail address, lower case.
    Email(String),
    /// A phone number in E.164.
    Phone(String),
}

impl Login {
    /// Reads what was typed. Everything is a login of some kind: what belongs to nobody simply finds nobody, so that
    /// the answer does not tell a wrong form from a wrong password.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        if typed.contains('@') { Self::Email(email_key(typed)) } else { Self::Phone(phone_number(typed)) }
    }

    /// The stored form, without its kind.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(text) | Self::Phone(text) => text,
        }
    }
}

/// The form in which e-mail addresses are compared: without surrounding space, in lower case.
#[must_use]
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// A phone number without what people put between its digits; E.164 if it began with `+` or `00` and its country code.
#[must_use]
pub fn phone_number(typed: &str) -> String {
    let bare: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '(' | ')' | '/')).collect();
    match bare.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => bare,
    }
}

/// What a search finds a phone number by: its digits with and without the country code (the last ten).
#[must_use]
pub fn phone_terms(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let national = &digits[digits.len().saturating_sub(10)..];
    format!("{digits} {national}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_compared_without_case_and_a_number_without_its_spaces() {
        assert_eq!(Login::read("  Ana@Tienda.CO "), Login::Email("ana@tienda.co".to_owned()));
        assert_eq!(Login::read("+57 (310) 482-7316"), Login::Phone("+573104827316".to_owned()));
        assert_eq!(Login::read("0057 310 482 73 16").as_str(), "+573104827316");
        assert_eq!(Login::read(""), Login::Phone(String::new()));
    }

    #[test]
    fn a_phone_is_found_by_how_it_is_said() {
        assert_eq!(phone_terms("+573104827316"), "573104827316 3104827316");
        assert_eq!(phone_terms("+4912345"), "4912345 4912345");
    }

    proptest! {
        #[test]
        fn the_stored_form_is_stable(typed in "\\PC{0,40}") {
            let once = Login::read(&typed);
            let twice = Login::read(once.as_str());
            prop_assert_eq!(twice.as_str(), once.as_str());
        }
    }
}
