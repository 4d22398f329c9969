use super::PdfError;
use krilla::text::Font;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::OnceLock;
use ttf_parser::Face;

/// Where the manifest mounts the fonts; `scripts/setup` takes them from the distribution.
const FOLDER: &str =
    if cfg!(test) { concat!(env!("CARGO_MANIFEST_DIR"), "/../../.local/fonts") } else { "/fonts" };

/// How many fonts there are.
const COUNT: usize = 7;
/// The fonts in the order in which a letter is looked for: the one of the text, and one for each of the ranges of rare
/// Han characters that names have (GB 18030-2022). Each is read when a text needs it, once per instance.
static FILES: [(&str, &[RangeInclusive<u32>]); COUNT] = [
    ("report.ttc", &[0..=0x10_ffff]),
    (
        "han-bmp.ttf",
        &[0x2e80..=0x2fdf, 0x31c0..=0x31ef, 0x3400..=0x4dbf, 0x9fa6..=0x9fea, 0xf900..=0xfaff],
    ),
    ("han-20000.ttf", &[0x20000..=0x23fff]),
    ("han-24000.ttf", &[0x24000..=0x26fff]),
    ("han-27000.ttf", &[0x27000..=0x2a6df]),
    ("han-2a700.ttf", &[0x2a700..=0x2ebef, 0x2f800..=0x2fa1f]),
    ("han-new.ttf", &[0x9feb..=0x9fff, 0x2ebf0..=0x2ee5f, 0x30000..=0x323af]),
];

/// A font, to be drawn with and to be measured by.
pub(crate) struct Typeface {
    pub(crate) font: Font,
    face: Face<'static>,
}

/// All fonts of the report.
pub(crate) struct Typefaces(());

impl Typefaces {
    /// The mounted fonts.
    ///
    /// # Errors
    /// When one is not there, or the font of the text is none.
    pub(crate) fn mounted() -> Result<Self, PdfError> {
        for (name, _) in &FILES {
            let file = Path::new(FOLDER).join(name);
            if !file.is_file() {
                return Err(PdfError(format!("there is no {}", file.display())));
            }
        }
        typeface(0).as_ref().map(|_| Self(())).map_err(|error| PdfError(error.clone()))
    }

    /// The first font that has the letter.
    fn of(&self, letter: char) -> Option<&'static Typeface> {
        let code = u32::from(letter);
        let fits = |place: &usize| {
            FILES
                .get(*place)
                .is_some_and(|(_, ranges)| ranges.iter().any(|range| range.contains(&code)))
        };
        let places = (0..FILES.len()).filter(fits);
        places
            .filter_map(|place| typeface(place).as_ref().ok())
            .find(|typeface| typeface.has(letter))
    }

    /// How wide a text is, points.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.advance(letter, size)).sum()
    }

    /// How wide a letter is, points; one that no font has is as wide as it is high.
    pub(crate) fn advance(&self, letter: char, size: f32) -> f32 {
        self.of(letter).map_or(size, |typeface| typeface.advance(letter, size))
    }

    /// The text as it can be drawn: a letter that no font has is named by its number, never drawn as a box; what has no
    /// shape at all is left out.
    pub(crate) fn shown(&self, text: &str) -> String {
        let mut shown = String::new();
        for letter in text.chars() {
            match letter {
                '\n' => shown.push('\n'),
                '\t' => shown.push(' '),
                '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => {}
                letter if letter.is_control() => {}
                letter if self.of(letter).is_some() => shown.push(letter),
                letter => shown.push_str(&format!("〔U+{:04X}〕", u32::from(letter))),
            }
        }
        shown
    }

    /// The text in stretches of one font each.
    pub(crate) fn stretches<'a>(&self, text: &'a str) -> Vec<(&'a str, &'static Typeface)> {
        let mut stretches: Vec<(&'a str, &'static Typeface)> = Vec::new();
        let mut start = 0;
        let mut now: Option<&'static Typeface> = None;
        for (place, letter) in text.char_indices() {
            let wanted = self.of(letter);
            if let (Some(typeface), Some(wanted)) = (now, wanted)
                && !std::ptr::eq(typeface, wanted)
            {
                stretches.extend(text.get(start..place).map(|stretch| (stretch, typeface)));
                start = place;
            }
            now = wanted.or(now);
        }
        if let Some(typeface) = now {
            stretches.extend(text.get(start..).map(|stretch| (stretch, typeface)));
        }
        stretches
    }
}

impl Typeface {
    fn has(&self, letter: char) -> bool {
        self.face.glyph_index(letter).is_some_and(|glyph| glyph.0 != 0)
    }

    fn advance(&self, letter: char, size: f32) -> f32 {
        let units =
            self.face.glyph_index(letter).and_then(|glyph| self.face.glyph_hor_advance(glyph));
        units.map_or(size, |units| f32::from(units) * size / f32::from(self.face.units_per_em()))
    }
}

/// A font by its place in the list, read at the first time.
fn typeface(place: usize) -> &'static Result<Typeface, String> {
    static READ: [OnceLock<Result<Vec<u8>, String>>; COUNT] = [const { OnceLock::new() }; COUNT];
    static FACES: [OnceLock<Result<Typeface, String>>; COUNT] = [const { OnceLock::new() }; COUNT];
    static NONE: OnceLock<Result<Typeface, String>> = OnceLock::new();
    let known = FILES.get(place).zip(READ.get(place)).zip(FACES.get(place));
    let Some((((name, _), bytes), face)) = known else {
        return NONE.get_or_init(|| Err("there is no such font".to_owned()));
    };
    face.get_or_init(|| {
        let file = Path::new(FOLDER).join(name);
        let bytes = bytes.get_or_init(|| std::fs::read(&file).map_err(|error| error.to_string()));
        let bytes: &'static [u8] = bytes.as_ref().map_err(|error| format!("{name}: {error}"))?;
        let font = Font::new(bytes.into(), 0).ok_or_else(|| format!("{name} is no font"))?;
        let face = Face::parse(bytes, 0).map_err(|error| format!("{name}: {error}"))?;
        Ok(Typeface { font, face })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Han ranges that GB 18030-2022 requires at its third level.
    const REQUIRED: [RangeInclusive<u32>; 9] = [
        0x2f00..=0x2fd5,
        0x3400..=0x4db5,
        0x4e00..=0x9fef,
        0x20000..=0x2a6d6,
        0x2a700..=0x2b734,
        0x2b740..=0x2b81d,
        0x2b820..=0x2cea1,
        0x2ceb0..=0x2ebe0,
        0xf92c..=0xf92c,
    ];

    //
    #[test]
    fn every_character_that_a_name_may_have_is_drawn() {
        let typefaces = Typefaces::mounted().unwrap();
        let letters = REQUIRED.into_iter().flatten().filter_map(char::from_u32);
        let mut count = 0;
        let missing: Vec<String> = letters
            .inspect(|_| count += 1)
            .filter(|letter| {
                let drawn = typefaces.of(*letter).and_then(|typeface| {
                    typeface.face.glyph_bounding_box(typeface.face.glyph_index(*letter)?)
                });
                drawn.is_none()
            })
            .map(|letter| format!("U+{:04X}", u32::from(letter)))
            .collect();
        assert!(count > 87_000, "{count}");
        assert!(
            missing.is_empty(),
            "{} of {count}: {:?}",
            missing.len(),
            missing.get(..9.min(missing.len()))
        );
    }

    #[test]
    fn a_name_is_drawn_in_stretches_of_one_font() {
        let typefaces = Typefaces::mounted().unwrap();
        let name = "龘王䶮㛃·𠮷田𬭚贷二";
        assert_eq!(typefaces.shown(name), name);
        let stretches = typefaces.stretches(name);
        let texts: Vec<&str> = stretches.iter().map(|(text, _)| *text).collect();
        assert_eq!(texts, ["龘王", "䶮㛃", "·", "𠮷", "田", "𬭚", "贷二"]);
        assert!((typefaces.width(name, 10.0) - 95.0).abs() < 10.0, "the dot is narrower");
        assert_eq!(typefaces.shown("甲\u{1f600}\t乙\u{200b}"), "甲〔U+1F600〕 乙");
    }
}
