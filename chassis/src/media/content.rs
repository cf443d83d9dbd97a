//! Which content is allowed, judged by the content itself and not by its name. Pure.

/// A type of content that can be recognised by its first bytes. None of them can hold a program for a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContentType {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
    /// `image/webp`
    Webp,
    /// `image/heic`, as iPhones take pictures. It is kept as it is: nothing here can read it.
    Heic,
    /// `video/mp4`
    Mp4,
    /// `video/webm`
    Webm,
    /// `application/pdf`
    Pdf,
}

/// So many first bytes are enough to tell.
pub const ENOUGH: usize = 64;

impl ContentType {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Jpeg, Self::Png, Self::Webp, Self::Heic, Self::Mp4, Self::Webm, Self::Pdf];

    /// As in `Content-Type`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
            Self::Pdf => "application/pdf",
        }
    }

    /// As a file is named.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Heic => "heic",
            Self::Mp4 => "mp4",
            Self::Webm => "webm",
            Self::Pdf => "pdf",
        }
    }

    /// Whether smaller pictures can be made of it.
    #[must_use]
    pub const fn can_be_drawn(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// The type of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What the first bytes of something say that it is; [`ENOUGH`] of them, or all there are.
    #[must_use]
    pub fn of(first: &[u8]) -> Option<Self> {
        let at = |start: usize, end: usize| first.get(start..end).unwrap_or_default();
        if first.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if first.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if first.starts_with(b"RIFF") && at(8, 12) == b"WEBP" {
            Some(Self::Webp)
        } else if at(4, 8) == b"ftyp" {
            match at(8, 12) {
                b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" => Some(Self::Heic),
                b"isom" | b"iso2" | b"iso3" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"avc1" | b"M4V "
                | b"MSNV" | b"dash" => Some(Self::Mp4),
                _ => None,
            }
        } else if first.starts_with(b"\x1a\x45\xdf\xa3") {
            // Matroska begins the same way; the kind of document stands in the first few dozen bytes.
            let head = &first[..first.len().min(ENOUGH)];
            head.windows(4).any(|word| word == b"webm").then_some(Self::Webm)
        } else if first.starts_with(b"%PDF-") {
            Some(Self::Pdf)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_recognised_and_nothing_that_runs_is() {
        let cases: [(&[u8], Option<ContentType>); 12] = [
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some(ContentType::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some(ContentType::Png)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(ContentType::Webp)),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"\0\0\0\x18ftypheic\0\0\0\0", Some(ContentType::Heic)),
            (b"\0\0\0\x18ftypmp42\0\0\0\0", Some(ContentType::Mp4)),
            (b"\0\0\0\x18ftypavif\0\0\0\0", None),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", Some(ContentType::Webm)),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska", None),
            (b"%PDF-1.7\n", Some(ContentType::Pdf)),
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
            (b"<!doctype html><script>alert(1)</script>", None),
        ];
        for (content, kind) in cases {
            assert_eq!(ContentType::of(content), kind, "{:?}", String::from_utf8_lossy(content));
        }
        assert_eq!(ContentType::of(b""), None);
    }

    #[test]
    fn every_name_is_read_again() {
        for kind in ContentType::ALL {
            assert_eq!(ContentType::named(kind.name()), Some(kind));
        }
        assert_eq!(ContentType::named("text/html"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_can_be_looked_at(bytes: Vec<u8>) {
            let _ = ContentType::of(&bytes);
        }
    }
}
