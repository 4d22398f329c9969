//! Pages being filled from top to bottom. What is drawn is kept until the end, when each page knows its number.

use super::font::Typefaces;
use super::text::wrap;
use super::{BODY, LINE, PdfError};
use crate::figure::{Anchor, Ink, Shape, Sheet};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Transform};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::TextDirection;

/// A4, points.
const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 54.0;
const BOTTOM: f32 = PAGE.1 - 60.0;

/// The colours of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colour {
    Ink,
    Soft,
    Rule,
    Head,
    Accent,
    Good,
    Careful,
    Bad,
}

/// Something at its place on a page.
enum Mark {
    Text { at: (f32, f32), size: f32, colour: Colour, text: String },
    Line { from: (f32, f32), to: (f32, f32), colour: Colour, thick: f32 },
    Area { points: Vec<(f32, f32)>, colour: Colour, opacity: f32 },
    Outline { points: Vec<(f32, f32)>, colour: Colour, thick: f32 },
}

/// The pages so far; the last is being filled.
pub(crate) struct Sheets<'a> {
    typefaces: &'a Typefaces,
    pages: Vec<Vec<Mark>>,
    y: f32,
}

impl<'a> Sheets<'a> {
    pub(crate) fn new(typefaces: &'a Typefaces) -> Self {
        Self { typefaces, pages: vec![Vec::new()], y: MARGIN }
    }

    /// How wide a line may be.
    pub(crate) fn width(&self) -> f32 {
        PAGE.0 - 2.0 * MARGIN
    }

    pub(crate) fn width_of(&self, text: &str, size: f32) -> f32 {
        self.typefaces.width(text, size)
    }

    /// Goes to a new page when less than this is left.
    pub(crate) fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    pub(crate) fn skip(&mut self, height: f32) {
        self.y += height;
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn text(&mut self, x: f32, size: f32, colour: Colour, text: &str) {
        let at = (x, self.y + size);
        let text = self.typefaces.shown(text);
        self.mark(Mark::Text { at, size, colour, text });
    }

    pub(crate) fn line(&mut self, text: &str, size: f32, colour: Colour) {
        self.indented(text, size, 0.0, colour);
    }

    pub(crate) fn indented(&mut self, text: &str, size: f32, indent: f32, colour: Colour) {
        self.need(size * 1.6);
        self.text(MARGIN + indent, size, colour, text);
        self.y += size * 1.6;
    }

    pub(crate) fn paragraph(&mut self, text: &str, size: f32, colour: Colour) {
        for line in wrap(self.typefaces, text, size, self.width()) {
            self.line(&line, size, colour);
        }
        self.y += 2.0;
    }

    /// A label and its value, side by side.
    pub(crate) fn pair(&mut self, label: &str, value: &str) {
        const LABEL: f32 = 120.0;
        let lines = wrap(self.typefaces, value, BODY, self.width() - LABEL);
        self.need(LINE * lines.len() as f32);
        self.text(MARGIN, BODY, Colour::Soft, label);
        for line in lines {
            self.text(MARGIN + LABEL, BODY, Colour::Ink, &line);
            self.y += LINE;
        }
        let y = self.y - 1.5;
        self.horizontal(y, Colour::Rule, 0.5);
    }

    pub(crate) fn rule(&mut self, colour: Colour, thick: f32) {
        self.y += 4.0;
        self.horizontal(self.y, colour, thick);
        self.y += 4.0;
    }

    fn horizontal(&mut self, y: f32, colour: Colour, thick: f32) {
        let (from, to) = ((MARGIN, y), (PAGE.0 - MARGIN, y));
        self.mark(Mark::Line { from, to, colour, thick });
    }

    /// An upright bar before a heading.
    pub(crate) fn bar(&mut self, height: f32, colour: Colour) {
        let (from, to) = ((MARGIN + 1.5, self.y), (MARGIN + 1.5, self.y + height));
        self.mark(Mark::Line { from, to, colour, thick: 3.0 });
    }

    /// A row of a table; its cells wrap, and it is never torn by the end of a page.
    pub(crate) fn row(&mut self, cells: &[String], widths: &[f32], is_head: bool) {
        const PADDING: f32 = 5.0;
        let wrapped: Vec<Vec<String>> = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| wrap(self.typefaces, cell, BODY, width - 2.0 * PADDING))
            .collect();
        let lines = wrapped.iter().map(Vec::len).max().unwrap_or(1);
        let height = LINE * lines as f32 + 4.0;
        self.need(height);
        let top = self.y;
        let mut x = MARGIN;
        for (lines, width) in wrapped.iter().zip(widths) {
            let corners =
                vec![(x, top), (x + width, top), (x + width, top + height), (x, top + height)];
            if is_head {
                self.mark(Mark::Area {
                    points: corners.clone(),
                    colour: Colour::Head,
                    opacity: 1.0,
                });
            }
            self.mark(Mark::Outline { points: corners, colour: Colour::Rule, thick: 0.5 });
            for (number, line) in lines.iter().enumerate() {
                let at = (x + PADDING, top + 3.0 + BODY + LINE * number as f32);
                self.mark(Mark::Text { at, size: BODY, colour: Colour::Ink, text: line.clone() });
            }
            x += width;
        }
        self.y += height;
    }

    /// A drawing in the middle of the line.
    pub(crate) fn figure(&mut self, sheet: &Sheet) {
        let (width, height) = (sheet.width as f32, sheet.height as f32);
        self.need(height + 10.0);
        let (left, top) = ((PAGE.0 - width) / 2.0, self.y);
        let place = |(x, y): (f64, f64)| (left + x as f32, top + y as f32);
        for shape in &sheet.shapes {
            let mark = match shape {
                Shape::Polygon { points, ink, filled } => {
                    let points = points.iter().copied().map(place).collect();
                    match (filled, ink) {
                        (true, Ink::Accent) => {
                            Mark::Area { points, colour: Colour::Accent, opacity: 0.25 }
                        }
                        (true, _) => Mark::Area { points, colour: Colour::Head, opacity: 1.0 },
                        (false, ink) => {
                            Mark::Outline { points, colour: colour(*ink), thick: thickness(*ink) }
                        }
                    }
                }
                Shape::Line { from, to, ink } => Mark::Line {
                    from: place(*from),
                    to: place(*to),
                    colour: colour(*ink),
                    thick: thickness(*ink),
                },
                Shape::Text { at, size, anchor, ink, text } => {
                    let size = *size as f32 * 0.85;
                    let text = self.typefaces.shown(text);
                    let width = self.typefaces.width(&text, size);
                    let back = match anchor {
                        Anchor::Start => 0.0,
                        Anchor::Middle => width / 2.0,
                        Anchor::End => width,
                    };
                    let (x, y) = place(*at);
                    let colour = if *ink == Ink::Accent { Colour::Accent } else { Colour::Ink };
                    Mark::Text { at: (x - back, y), size, colour, text }
                }
            };
            self.mark(mark);
        }
        self.y += height + 10.0;
    }

    /// Draws all pages with the watermark, the foot and the page's number.
    pub(crate) fn finish(self, title: &str, mark: &str, foot: &str) -> Result<Vec<u8>, PdfError> {
        let refused = |error: &str| PdfError(error.to_owned());
        let mut document = Document::new();
        let metadata =
            krilla::metadata::Metadata::new().title(title.to_owned()).language("zh-CN".to_owned());
        document.set_metadata(metadata);
        let (mark, foot) = (self.typefaces.shown(mark), self.typefaces.shown(foot));
        let count = self.pages.len();
        for (number, marks) in self.pages.iter().enumerate() {
            let settings =
                PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| refused("the page's size"))?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            watermark(&mut surface, self.typefaces, &mark);
            marks.iter().for_each(|mark| draw(&mut surface, self.typefaces, mark));
            let foot = format!("{foot} · {} / {count}", number + 1);
            let at = (MARGIN, PAGE.1 - 34.0);
            draw(
                &mut surface,
                self.typefaces,
                &Mark::Text { at, size: 7.5, colour: Colour::Soft, text: foot },
            );
            surface.finish();
            page.finish();
        }
        document.finish().map_err(|error| PdfError(format!("{error:?}")))
    }
}

fn colour(ink: Ink) -> Colour {
    match ink {
        Ink::Grid => Colour::Rule,
        Ink::Accent => Colour::Accent,
        Ink::Body => Colour::Ink,
    }
}

fn thickness(ink: Ink) -> f32 {
    if ink == Ink::Accent { 1.5 } else { 0.6 }
}

fn paint(colour: Colour) -> rgb::Color {
    let (r, g, b) = match colour {
        Colour::Ink => (28, 36, 48),
        Colour::Soft => (90, 102, 117),
        Colour::Rule => (205, 213, 222),
        Colour::Head => (232, 237, 243),
        Colour::Accent => (11, 92, 173),
        Colour::Good => (28, 122, 69),
        Colour::Careful => (154, 91, 0),
        Colour::Bad => (179, 38, 30),
    };
    rgb::Color::new(r, g, b)
}

fn fill(colour: Colour, opacity: f32) -> Option<Fill> {
    let opacity = NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE);
    Some(Fill { paint: paint(colour).into(), opacity, ..Fill::default() })
}

/// Writes a line, each stretch of it in the font that has its letters.
fn write(surface: &mut Surface<'_>, typefaces: &Typefaces, at: Point, size: f32, text: &str) {
    let mut x = at.x;
    for (stretch, typeface) in typefaces.stretches(text) {
        let at = Point::from_xy(x, at.y);
        surface.draw_text(at, typeface.font.clone(), size, stretch, false, TextDirection::Auto);
        x += typefaces.width(stretch, size);
    }
}

fn draw(surface: &mut Surface<'_>, typefaces: &Typefaces, mark: &Mark) {
    let path = |points: &[(f32, f32)], closed: bool| {
        let mut path = PathBuilder::new();
        for (place, (x, y)) in points.iter().enumerate() {
            if place == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
        }
        if closed {
            path.close();
        }
        path.finish()
    };
    let stroke = |colour: Colour, width: f32| {
        Some(Stroke { paint: paint(colour).into(), width, ..Stroke::default() })
    };
    match mark {
        Mark::Text { at, size, colour, text } => {
            surface.set_stroke(None);
            surface.set_fill(fill(*colour, 1.0));
            let at = Point::from_xy(at.0, at.1);
            write(surface, typefaces, at, *size, text);
        }
        Mark::Line { from, to, colour, thick } => {
            surface.set_fill(None);
            surface.set_stroke(stroke(*colour, *thick));
            if let Some(path) = path(&[*from, *to], false) {
                surface.draw_path(&path);
            }
        }
        Mark::Area { points, colour, opacity } => {
            surface.set_stroke(None);
            surface.set_fill(fill(*colour, *opacity));
            if let Some(path) = path(points, true) {
                surface.draw_path(&path);
            }
        }
        Mark::Outline { points, colour, thick } => {
            surface.set_fill(None);
            surface.set_stroke(stroke(*colour, *thick));
            if let Some(path) = path(points, true) {
                surface.draw_path(&path);
            }
        }
    }
}

/// Who reads it and when, across the page, so light that it does not disturb.
fn watermark(surface: &mut Surface<'_>, typefaces: &Typefaces, text: &str) {
    surface.set_stroke(None);
    surface.set_fill(fill(Colour::Soft, 0.10));
    for row in 0_u8..6 {
        for column in 0_u8..2 {
            let (x, y) = (40.0 + 290.0 * f32::from(column), 130.0 + 140.0 * f32::from(row));
            surface.push_transform(&Transform::from_rotate_at(-24.0, x, y));
            let at = Point::from_xy(x, y);
            write(surface, typefaces, at, 13.0, text);
            surface.pop();
        }
    }
}
