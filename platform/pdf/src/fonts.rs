use std::sync::LazyLock;

use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};

/// The families that documents are written in: Libertinus Serif (OFL 1.1) for text, DejaVu Sans Mono (Bitstream Vera
/// licence) for codes. Of the fonts that Typst brings, those for mathematics are left out.
const FAMILIES: [&str; 2] = ["Libertinus Serif", "DejaVu Sans Mono"];

pub(crate) struct Fonts {
    pub book: LazyHash<FontBook>,
    pub fonts: Vec<Font>,
}

/// Read once, when the first document is made.
pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let all = typst_assets::fonts().flat_map(|bytes| Font::iter(Bytes::new(bytes)));
    let fonts: Vec<Font> = all.filter(|font| FAMILIES.contains(&font.info().family.as_str())).collect();
    Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

impl Fonts {
    /// Whether each family draws this character, so that it comes out wherever the template puts it.
    pub fn draw(&self, c: char) -> bool {
        FAMILIES.iter().all(|family| {
            let mut faces = self.fonts.iter().map(Font::info).filter(|info| info.family == *family);
            faces.any(|info| info.coverage.contains(u32::from(c)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_are_there_with_what_italian_offices_write() {
        assert!(FONTS.fonts.len() >= 8, "{}", FONTS.fonts.len());
        let missing: Vec<char> =
            "àèéìíòùÀÈÉÌÒÙçñöüßžš€’‘“”«»–—…·°ºª§©№½²³™�".chars().filter(|c| !FONTS.draw(*c)).collect();
        assert_eq!(missing, ['\0'; 0]);
    }
}
