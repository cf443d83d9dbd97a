//! Smaller pictures, made once when an image is complete. Pure, and slow: run beside the asynchronous work.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use std::io::Cursor;

/// Images with more pixels are refused before they are unpacked: a few kilobytes can unpack to gigabytes.
pub const MOST_PIXELS: u64 = 25_000_000;
const MOST_SIDE: u32 = 16_384;
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
const QUALITY: u8 = 82;

/// A smaller picture: a JPEG whose longer side has at most `size` pixels.
#[derive(Debug)]
pub struct Picture {
    /// The longer side that was asked for.
    pub size: u32,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The JPEG.
    pub content: Vec<u8>,
}

/// Why there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is damaged.
    Damaged,
    /// More than [`MOST_PIXELS`].
    TooManyPixels,
}

/// Makes pictures of each size, upright (as the camera was held) and without what the camera wrote about place and owner.
///
/// # Errors
/// When it is no image that can be read.
pub fn pictures(content: &[u8], sizes: &[u32]) -> Result<Vec<Picture>, Unreadable> {
    // A decoder that panics on damaged content must not be tried again for ever.
    std::panic::catch_unwind(|| draw(content, sizes)).unwrap_or(Err(Unreadable::Damaged))
}

fn draw(content: &[u8], sizes: &[u32]) -> Result<Vec<Picture>, Unreadable> {
    let damaged = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => Unreadable::TooManyPixels,
        _ => Unreadable::Damaged,
    };
    let mut reader = ImageReader::new(Cursor::new(content));
    let format = image::guess_format(content).map_err(damaged)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(Unreadable::Damaged);
    }
    reader.set_format(format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_SIDE), Some(MOST_SIDE));
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Unreadable::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let mut pictures: Vec<Picture> = Vec::with_capacity(sizes.len());
    // Each from the one before: the whole image is read once only.
    let mut present = decoded;
    for (n, size) in sizes.into_iter().enumerate() {
        if present.width().max(present.height()) > size {
            present = present.thumbnail(size, size);
        }
        if n == 0 {
            present.apply_orientation(orientation);
            present = DynamicImage::ImageRgb8(on_white(&present));
        }
        let mut content = Vec::new();
        JpegEncoder::new_with_quality(&mut content, QUALITY).encode_image(&present).map_err(damaged)?;
        pictures.push(Picture { size, width: present.width(), height: present.height(), content });
    }
    Ok(pictures)
}

/// A JPEG has no transparency: what shows through is white.
fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let rgba = image.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        let over = |colour: u8| {
            let (colour, alpha) = (u32::from(colour), u32::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32, pixel: image::Rgba<u8>) -> Vec<u8> {
        let mut content = Cursor::new(Vec::new());
        let image = image::RgbaImage::from_pixel(width, height, pixel);
        DynamicImage::ImageRgba8(image).write_to(&mut content, ImageFormat::Png).expect("a PNG");
        content.into_inner()
    }

    #[test]
    fn pictures_are_as_large_as_asked_never_larger_than_the_image_and_white_where_it_is_transparent() {
        let made = pictures(&png(800, 400, image::Rgba([0, 0, 0, 0])), &[96, 320, 960]).expect("pictures");
        let sizes: Vec<_> = made.iter().map(|picture| (picture.size, picture.width, picture.height)).collect();
        assert_eq!(sizes, [(960, 800, 400), (320, 320, 160), (96, 96, 48)]);
        for picture in made {
            let read = image::load_from_memory_with_format(&picture.content, ImageFormat::Jpeg).expect("a JPEG");
            assert_eq!((read.width(), read.height()), (picture.width, picture.height));
            assert!(read.to_rgb8().get_pixel(1, 1).0.iter().all(|colour| *colour > 250));
        }
    }

    #[test]
    fn what_follows_an_image_does_not_matter_and_what_is_damaged_is_refused() {
        let mut content = png(10, 10, image::Rgba([1, 2, 3, 255]));
        content.extend([7; 1_000]);
        assert_eq!(pictures(&content, &[96]).expect("pictures").len(), 1);
        assert_eq!(pictures(&content[..40], &[96]).expect_err("damaged"), Unreadable::Damaged);
        assert_eq!(pictures(b"\xff\xd8\xff nothing", &[96]).expect_err("damaged"), Unreadable::Damaged);
    }

    #[test]
    fn a_small_file_that_unpacks_to_something_huge_is_refused_before_it_is_unpacked() {
        // Only the header counts: 60,000 × 60,000 pixels of nothing.
        let mut bomb = png(1, 1, image::Rgba([0; 4]));
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let checksum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(pictures(&bomb, &[96]).expect_err("a bomb"), Unreadable::TooManyPixels);
        let large = png(6_000, 5_000, image::Rgba([0; 4]));
        assert_eq!(pictures(&large, &[96]).expect_err("30 megapixels"), Unreadable::TooManyPixels);
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
        })
    }

    proptest::proptest! {
        #[test]
        fn any_damage_is_an_answer(at in 0_usize..500, byte: u8) {
            let mut content = png(20, 20, image::Rgba([9, 8, 7, 255]));
            let at = at % content.len();
            content[at] = byte;
            let _ = pictures(&content, &[8]);
        }
    }
}
