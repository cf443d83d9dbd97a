//! Pages written on the server: escaped text, no inline script or style, nothing loaded from elsewhere.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use chassis::Lang;

/// A page that is being written. What comes in through [`Self::text`] is escaped.
pub(crate) struct Html(String);

impl Html {
    /// The beginning of a page.
    pub(crate) fn page(lang: Lang, title: &str) -> Self {
        let mut html = Self(String::with_capacity(64 * 1024));
        html.raw("<!doctype html>\n<html lang=\"")
            .raw(lang.tag())
            .raw("\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
        html.text(title).raw("</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.raw("<link rel=\"stylesheet\" href=\"/api/docs/style.css\">\n");
        html
    }

    /// Markup of ours.
    pub(crate) fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text of anybody.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }

    /// Text in an element without attributes.
    pub(crate) fn element(&mut self, name: &str, text: &str) -> &mut Self {
        self.raw("<").raw(name).raw(">").text(text).raw("</").raw(name).raw(">")
    }

    /// The page as text.
    pub(crate) fn finish(mut self) -> String {
        self.raw("</body>\n</html>\n");
        self.0
    }
}

/// A page as an answer.
pub(crate) fn respond(lang: Lang, page: String) -> Response {
    let mut response = content("text/html; charset=utf-8", Body::from(page));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Anything else that we write ourselves.
pub(crate) fn content(kind: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}

/// What `/` shows while no applications are built in.
pub(crate) fn home(lang: Lang) -> Response {
    let say = |en: &'static str, es: &'static str| if lang == Lang::En { en } else { es };
    let mut html = Html::page(lang, "StoreFlow");
    html.raw("</head>\n<body>\n<main class=\"calm\">\n<h1>StoreFlow</h1>\n");
    html.element("p", say("StoreFlow is running.", "StoreFlow está funcionando."));
    html.raw("\n<p>").text(say("Its interface is described in ", "Su interfaz se describe en "));
    html.raw("<a href=\"/api/docs\">/api/docs</a>.</p>\n<p class=\"quiet\">");
    html.text(say("This build holds no applications. Run ", "Esta compilación no contiene las aplicaciones. Ejecute "));
    html.raw("<code>make build</code>").text(say(" to get one that does.", " para obtener una que sí las tenga."));
    html.raw("</p>\n</main>\n");
    respond(lang, html.finish())
}
