use super::PdfError;
use krilla::text::Font;
use std::sync::OnceLock;
use ttf_parser::Face;

/// Where the manifest mounts the font; `scripts/setup` takes it from the distribution.
const FILE: &str = "/fonts/report.ttc";

/// The font, to be drawn with and to be measured by.
pub(crate) struct Typeface {
    pub(crate) font: Font,
    face: Face<'static>,
}

impl Typeface {
    /// The mounted font. Its file is read once per instance.
    ///
    /// # Errors
    /// When it is not there or no font.
    pub(crate) fn mounted() -> Result<Self, PdfError> {
        static BYTES: OnceLock<Result<Vec<u8>, String>> = OnceLock::new();
        let bytes =
            BYTES.get_or_init(|| std::fs::read(FILE).map_err(|error| format!("{FILE}: {error}")));
        Self::of(bytes.as_ref().map_err(|error| PdfError(error.clone()))?)
    }

    fn of(bytes: &'static [u8]) -> Result<Self, PdfError> {
        let refused = || PdfError(format!("{FILE} is no font"));
        let font = Font::new(bytes.to_vec().into(), 0).ok_or_else(refused)?;
        let face = Face::parse(bytes, 0).map_err(|_| refused())?;
        Ok(Self { font, face })
    }

    /// How wide a text is, points.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.advance(letter, size)).sum()
    }

    /// How wide a letter is, points; one that the font lacks is as wide as it is high.
    pub(crate) fn advance(&self, letter: char, size: f32) -> f32 {
        let units =
            self.face.glyph_index(letter).and_then(|glyph| self.face.glyph_hor_advance(glyph));
        units.map_or(size, |units| f32::from(units) * size / f32::from(self.face.units_per_em()))
    }
}
