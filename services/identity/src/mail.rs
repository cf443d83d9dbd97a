//! What identity writes to people, in their language, as plain text and as HTML.

use chassis::{Lang, Text};
use chrono::NaiveDate;
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
    /// A supplier is told of a purchase order.
    PurchaseOrder {
        /// What became of it.
        news: PurchaseOrderNews,
        /// Its number.
        number: String,
        /// When the goods are expected.
        expected_on: NaiveDate,
        /// How many different products it asks for.
        products: u32,
        /// Where it is read and confirmed.
        link: String,
    },
}

/// What became of a purchase order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurchaseOrderNews {
    /// It is new.
    Sent,
    /// It is another now.
    Changed,
    /// It is not wanted any more.
    Cancelled,
}

impl Letter {
    /// Its name in the table and the log.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ResetPassword { .. } => "reset_password",
            Self::PasswordChanged => "password_changed",
            Self::PurchaseOrder { news: PurchaseOrderNews::Sent, .. } => "purchase_order_sent",
            Self::PurchaseOrder { news: PurchaseOrderNews::Changed, .. } => "purchase_order_changed",
            Self::PurchaseOrder { news: PurchaseOrderNews::Cancelled, .. } => "purchase_order_cancelled",
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
            Self::PurchaseOrder { news, number, .. } => match news {
                PurchaseOrderNews::Sent => {
                    Text::new(format!("Purchase order {number}"), format!("Orden de compra {number}"))
                }
                PurchaseOrderNews::Changed => Text::new(
                    format!("Purchase order {number} was changed"),
                    format!("La orden de compra {number} fue modificada"),
                ),
                PurchaseOrderNews::Cancelled => Text::new(
                    format!("Purchase order {number} was cancelled"),
                    format!("La orden de compra {number} fue cancelada"),
                ),
            },
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
            Self::PurchaseOrder { news, number, expected_on, products, .. } => {
                let days = (expected_on.format("%-d %B %Y"), expected_on.format("%d/%m/%Y"));
                let what = |en: &str, es: &str| {
                    Text::new(
                        format!("{en} ({number}): {products} product(s), expected on {}. See it here:", days.0),
                        format!("{es} ({number}): {products} producto(s), esperados el {}. Véala aquí:", days.1),
                    )
                };
                let confirm = Text::new(
                    "Please confirm there, line by line, how much you will deliver and when.",
                    "Por favor confirme allí, línea por línea, cuánto entregará y cuándo.",
                );
                match news {
                    PurchaseOrderNews::Sent => (what("We order from you", "Le hacemos un pedido"), confirm),
                    PurchaseOrderNews::Changed => {
                        (what("We have changed a purchase order", "Modificamos una orden de compra"), confirm)
                    }
                    PurchaseOrderNews::Cancelled => (
                        what("We have cancelled a purchase order", "Cancelamos una orden de compra"),
                        Text::new("Please deliver nothing of it.", "Por favor no entregue nada de ella."),
                    ),
                }
            }
        }
    }

    /// The mail to `name` at `to`, signed with these lines.
    #[must_use]
    pub fn write(&self, to: &str, name: &str, lang: Lang, signature: &[String]) -> Mail {
        let greeting = Text::new(format!("Hello {name},"), format!("Hola, {name}:"));
        let (before, after) = self.paragraphs();
        let [greeting, before, after] = [&greeting, &before, &after].map(|text| text.in_lang(lang).to_owned());
        let link = match self {
            Self::ResetPassword { link, .. } | Self::PurchaseOrder { link, .. } => Some(link.as_str()),
            Self::PasswordChanged => None,
        };
        let signed = signature.join("\n");
        let lines = [Some(greeting.as_str()), Some(&before), link, Some(&after), Some(signed.as_str())];
        let text = lines.into_iter().flatten().collect::<Vec<_>>().join("\n\n") + "\n";
        let paragraph = |text: &str| format!("<p>{}</p>\n", escaped(text));
        let anchor = link.map(escaped).map(|link| format!("<p><a href=\"{link}\">{link}</a></p>\n"));
        let html = format!(
            "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
             <body style=\"font-family:sans-serif;line-height:1.5;max-width:36em\">\n{}{}{}{}<p>{signed}</p>\n\
             </body></html>\n",
            paragraph(&greeting),
            paragraph(&before),
            anchor.unwrap_or_default(),
            paragraph(&after),
            lang = lang.tag(),
            signed = signature.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>"),
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
        let spanish = letter.write("ana@tienda.co", "Ana", Lang::Es, &[]);
        assert!(spanish.subject.contains("contraseña") && spanish.text.starts_with("Hola, Ana:"));
        assert!(spanish.html.contains("<html lang=\"es\">") && spanish.html.contains("30 minutos"));
        let english = letter.write("ana@tienda.co", "Ana", Lang::En, &[]);
        assert!(english.subject.contains("password") && english.text.contains("30 minutes"));
        assert!(english.text.contains(&format!("\n\n{link}\n\n")));
        assert!(english.html.contains(&format!("href=\"{link}\"")));
    }

    #[test]
    fn a_supplier_reads_what_is_wanted_and_when() {
        let day: NaiveDate = "2026-12-03".parse().expect("day");
        let link = "https://tienda.co/purchase-orders/7".to_owned();
        let letter = |news| Letter::PurchaseOrder {
            news,
            number: "P10000004".to_owned(),
            expected_on: day,
            products: 3,
            link: link.clone(),
        };
        let news = [PurchaseOrderNews::Sent, PurchaseOrderNews::Changed, PurchaseOrderNews::Cancelled];
        for news in news {
            let spanish = letter(news).write("ventas@molinos.co", "Molinos", Lang::Es, &[]);
            assert!(spanish.subject.contains("P10000004") && spanish.text.contains("03/12/2026"), "{spanish:?}");
            let english = letter(news).write("ventas@molinos.co", "Molinos", Lang::En, &[]);
            assert!(english.text.contains("3 December 2026") && english.text.contains(&link), "{english:?}");
        }
    }

    #[test]
    fn the_company_signs() {
        let lines = ["Distribuidora <Andina>".to_owned(), "NIT 900.1".to_owned()];
        let mail = Letter::PasswordChanged.write("x@y.co", "Ana", Lang::Es, &lines);
        assert!(mail.text.ends_with("\n\nDistribuidora <Andina>\nNIT 900.1\n"), "{}", mail.text);
        assert!(mail.html.contains("<p>Distribuidora &lt;Andina&gt;<br>NIT 900.1</p>"), "{}", mail.html);
    }

    #[test]
    fn a_name_cannot_smuggle_anything_into_a_mail() {
        let mail = Letter::PasswordChanged.write("x@y.co", "<img src=\"http://evil\">", Lang::En, &[]);
        assert!(!mail.html.contains("<img") && mail.html.contains("&lt;img"));
    }
}
