//! What identity writes to people, in their language, as plain text and as HTML.

use chassis::{Lang, Text};
use serde::{Deserialize, Serialize};

/// A mail with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address of whoever gets it.
    pub to: String,
    /// One line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// What a mail is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Letter {
    /// Somebody has forgotten the password.
    ResetPassword {
        /// Where a new one is chosen.
        link: String,
        /// How long the link is good for.
        minutes: i64,
    },
    /// The password is another now.
    PasswordChanged,
}

impl Letter {
    /// Its name in the table and the log.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ResetPassword { .. } => "reset_password",
            Self::PasswordChanged => "password_changed",
        }
    }

    fn subject(&self) -> Text {
        match self {
            Self::ResetPassword { .. } => {
                Text::new("Choose a new password for StoreFlow", "Elija una nueva contraseña para StoreFlow")
            }
            Self::PasswordChanged => {
                Text::new("Your StoreFlow password was changed", "Su contraseña de StoreFlow fue cambiada")
            }
        }
    }

    /// Before and after the link, if there is one.
    fn paragraphs(&self) -> (Text, Text) {
        match self {
            Self::ResetPassword { minutes, .. } => (
                Text::new(
                    "Somebody, probably you, asked for a new password. Choose it here:",
                    "Alguien, probablemente usted, pidió una nueva contraseña. Elíjala aquí:",
                ),
                Text::new(
                    format!(
                        "The link works once, for {minutes} minutes. If it was not you, ignore this mail: your password \
                         stays as it is."
                    ),
                    format!(
                        "El enlace sirve una vez, durante {minutes} minutos. Si no fue usted, ignore este correo: su \
                         contraseña no cambia."
                    ),
                ),
            ),
            Self::PasswordChanged => (
                Text::new(
                    "The password of your StoreFlow account was changed, and your other sessions were ended.",
                    "La contraseña de su cuenta de StoreFlow fue cambiada y sus otras sesiones se cerraron.",
                ),
                Text::new(
                    "If it was not you, ask for a new password at once and tell your administrator.",
                    "Si no fue usted, pida de inmediato una nueva contraseña y avise a su administrador.",
                ),
            ),
        }
    }

    /// The mail to `name` at `to`.
    #[must_use]
    pub fn write(&self, to: &str, name: &str, lang: Lang) -> Mail {
        let greeting = Text::new(format!("Hello {name},"), format!("Hola, {name}:"));
        let (before, after) = self.paragraphs();
        let [greeting, before, after] = [&greeting, &before, &after].map(|text| text.in_lang(lang).to_owned());
        let link = match self {
            Self::ResetPassword { link, .. } => Some(link.as_str()),
            Self::PasswordChanged => None,
        };
        let lines = [Some(greeting.as_str()), Some(&before), link, Some(&after), Some("StoreFlow")];
        let text = lines.into_iter().flatten().collect::<Vec<_>>().join("\n\n") + "\n";
        let paragraph = |text: &str| format!("<p>{}</p>\n", escaped(text));
        let anchor = link.map(escaped).map(|link| format!("<p><a href=\"{link}\">{link}</a></p>\n"));
        let html = format!(
            "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
             <body style=\"font-family:sans-serif;line-height:1.5;max-width:36em\">\n{}{}{}{}<p>StoreFlow</p>\n\
             </body></html>\n",
            paragraph(&greeting),
            paragraph(&before),
            anchor.unwrap_or_default(),
            paragraph(&after),
            lang = lang.tag(),
            title = escaped(self.subject().in_lang(lang)),
        );
        Mail { to: to.to_owned(), subject: self.subject().in_lang(lang).to_owned(), text, html }
    }
}

/// Text as it may stand in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_speaks_the_readers_language_and_carries_its_link_twice() {
        let link = "https://tienda.co/reset-password#token=abc";
        let letter = Letter::ResetPassword { link: link.to_owned(), minutes: 30 };
        let spanish = letter.write("ana@tienda.co", "Ana", Lang::Es);
        assert!(spanish.subject.contains("contraseña") && spanish.text.starts_with("Hola, Ana:"));
        assert!(spanish.html.contains("<html lang=\"es\">") && spanish.html.contains("30 minutos"));
        let english = letter.write("ana@tienda.co", "Ana", Lang::En);
        assert!(english.subject.contains("password") && english.text.contains("30 minutes"));
        assert!(english.text.contains(&format!("\n\n{link}\n\n")));
        assert!(english.html.contains(&format!("href=\"{link}\"")));
    }

    #[test]
    fn a_name_cannot_smuggle_anything_into_a_mail() {
        let mail = Letter::PasswordChanged.write("x@y.co", "<img src=\"http://evil\">", Lang::En);
        assert!(!mail.html.contains("<img") && mail.html.contains("&lt;img"));
    }
}
