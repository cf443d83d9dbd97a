//! `Range` of RFC 9110: one range of bytes. Pure.

use std::ops::Range;

/// What of something is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it: nothing else was said, or nothing that is understood (several ranges, another unit).
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that are not there.
    Nothing,
}

/// Reads the header for something of `size` bytes.
pub(crate) fn wanted(header: Option<&str>, size: u64) -> Wanted {
    let Some(range) = header.and_then(|header| header.strip_prefix("bytes=")) else { return Wanted::Whole };
    let Some((first, last)) = range.trim().split_once('-') else { return Wanted::Whole };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number that is too large to be read is beyond any end.
        digits.then(|| text.parse().unwrap_or(u64::MAX))
    };
    match (number(first), number(last)) {
        // The last so many bytes.
        (None, Some(0)) if first.is_empty() => Wanted::Nothing,
        (None, Some(count)) if first.is_empty() => Wanted::Part(size.saturating_sub(count)..size),
        (Some(start), None) if last.is_empty() => part(start, u64::MAX, size),
        (Some(start), Some(end)) if start <= end => part(start, end, size),
        _ => Wanted::Whole,
    }
}

fn part(start: u64, last: u64, size: u64) -> Wanted {
    if start >= size { Wanted::Nothing } else { Wanted::Part(start..last.saturating_add(1).min(size)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_understood_and_anything_else_means_all_of_it() {
        for (header, expected) in [
            ("bytes=0-99", Wanted::Part(0..100)),
            ("bytes=900-", Wanted::Part(900..1_000)),
            ("bytes=-100", Wanted::Part(900..1_000)),
            ("bytes=-5000", Wanted::Part(0..1_000)),
            ("bytes=990-2000", Wanted::Part(990..1_000)),
            ("bytes=0-99999999999999999999999", Wanted::Part(0..1_000)),
            ("bytes=1000-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=0-1,5-6", Wanted::Whole),
            ("bytes=5-1", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("pages=1-2", Wanted::Whole),
            ("bytes", Wanted::Whole),
        ] {
            assert_eq!(wanted(Some(header), 1_000), expected, "{header}");
        }
        assert_eq!(wanted(None, 1_000), Wanted::Whole);
    }

    proptest::proptest! {
        #[test]
        fn a_part_is_never_empty_and_always_inside(header in "bytes=[0-9]{0,20}-[0-9]{0,20}", size in 1_u64..1 << 40) {
            if let Wanted::Part(part) = wanted(Some(&header), size) {
                proptest::prop_assert!(part.start < part.end && part.end <= size);
            }
        }
    }
}
