//! What a person types to say who they are: an e-mail address or a phone number, brought to the one form that is
//! stored.

use chassis::Company;
use contracts::Currency;

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

    /// The same for what a person of this company typed, who leaves the country code out: a number that can only be one of the
    /// company's country gets its code.
    #[must_use]
    pub fn typed(typed: &str, company: &Company) -> Self {
        match Self::read(typed) {
            Self::Phone(number) => Self::Phone(with_country(&number, company).unwrap_or(number)),
            email @ Self::Email(_) => email,
        }
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

/// A Colombian number (ten digits that begin with 3 or 6, perhaps after 57) in E.164, where the company is Colombian. A
/// company says its currency and not its country; the peso is nobody else's.
fn with_country(number: &str, company: &Company) -> Option<String> {
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let national = |number: &str| number.len() == 10 && number.starts_with(['3', '6']);
    match number.strip_prefix("57") {
        _ if !digits || company.currency != Currency::COP => None,
        _ if national(number) => Some(format!("+57{number}")),
        Some(rest) if national(rest) => Some(format!("+{number}")),
        _ => None,
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
    fn the_country_code_may_be_left_out_where_it_is_clear() {
        let company = Company::default();
        let typed = |text: &str| Login::typed(text, &company).as_str().to_owned();
        for text in ["310 482 7316", "57 310 482 73 16", "+57 (310) 482-7316", "0057 3104827316"] {
            assert_eq!(typed(text), "+573104827316", "{text}");
        }
        assert_eq!(typed("601 345 67 89"), "+576013456789");
        for text in ["4827316", "1104827316", "49 310 4827316", "57 110 482 7316", "310-482-731x"] {
            assert!(!typed(text).starts_with('+'), "{text}");
        }
        assert_eq!(typed(" Ana@Tienda.co"), "ana@tienda.co");
        let elsewhere = Company { currency: "PEN".parse().expect("a currency"), ..Company::default() };
        assert_eq!(Login::typed("310 482 7316", &elsewhere).as_str(), "3104827316");
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
