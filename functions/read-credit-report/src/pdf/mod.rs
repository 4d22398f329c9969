//! The report as a PDF on A4: the same blocks, laid out line by line.

mod font;
mod sheet;
mod text;

use crate::document::{Block, Document, Tone};
use crate::figure::Figure;
use font::Typefaces;
use pages::shanghai;
use sheet::{Colour, Sheets};

/// Why no PDF was made: a defect of the deployment or of the program.
#[derive(Debug)]
pub(crate) struct PdfError(String);

impl std::fmt::Display for PdfError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the PDF: {}", self.0)
    }
}

const BODY: f32 = 9.5;
const LINE: f32 = 15.0;

/// The bytes of the PDF.
///
/// # Errors
/// When the font is not mounted or the library refuses.
pub(crate) fn write(document: &Document) -> Result<Vec<u8>, PdfError> {
    let typefaces = Typefaces::mounted()?;
    let mut sheets = Sheets::new(&typefaces);
    head(&mut sheets, document);
    for section in &document.sections {
        heading(&mut sheets, &section.title);
        for block in &section.blocks {
            self::block(&mut sheets, block);
        }
    }
    let seal = &document.seal;
    let mark = format!("{} {}", seal.reader, shanghai(seal.viewed_at));
    let foot = format!(
        "{} 第 {} 版 · 阅读人 {} · {}",
        seal.number,
        seal.version,
        seal.reader,
        shanghai(seal.viewed_at)
    );
    sheets.finish(&document.title, &mark, &foot)
}

fn head(sheets: &mut Sheets<'_>, document: &Document) {
    let seal = &document.seal;
    sheets.line("融通 · 融资综合服务平台", 9.0, Colour::Accent);
    sheets.skip(6.0);
    sheets.line(&document.title, 20.0, Colour::Ink);
    sheets.skip(8.0);
    sheets.line(&document.subject, 13.0, Colour::Ink);
    let meta = format!(
        "{} · 第 {} 版 · {} · 授权 {}",
        seal.number,
        seal.version,
        shanghai(seal.created_at),
        seal.consent_number
    );
    sheets.line(&meta, 8.5, Colour::Soft);
    sheets.rule(Colour::Accent, 1.5);
}

fn heading(sheets: &mut Sheets<'_>, title: &str) {
    // A heading never stands alone at the foot of a page.
    sheets.need(60.0);
    sheets.skip(10.0);
    sheets.bar(14.0, Colour::Accent);
    sheets.indented(title, 12.5, 8.0, Colour::Ink);
    sheets.skip(3.0);
}

fn block(sheets: &mut Sheets<'_>, block: &Block) {
    match block {
        Block::Paragraph(text) => sheets.paragraph(text, BODY, Colour::Ink),
        Block::Notice(tone, text) => {
            let colour = match tone {
                Tone::Good => Colour::Good,
                Tone::Careful => Colour::Careful,
                Tone::Bad => Colour::Bad,
            };
            sheets.skip(2.0);
            sheets.paragraph(text, 10.5, colour);
        }
        Block::Pairs(pairs) => pairs.iter().for_each(|(label, value)| sheets.pair(label, value)),
        Block::Table { head, rows } => table(sheets, head, rows),
        Block::Figure(figure) => drawing(sheets, figure),
    }
}

/// Columns as wide as their longest cell wants, shrunk together when the page is narrower.
fn table(sheets: &mut Sheets<'_>, head: &[String], rows: &[Vec<String>]) {
    let wanted: Vec<f32> = (0..head.len())
        .map(|place| {
            let cells = rows.iter().filter_map(|row| row.get(place)).chain(head.get(place));
            cells.map(|cell| sheets.width_of(cell, BODY)).fold(30.0, f32::max) + 12.0
        })
        .collect();
    let widths = shrunk(&wanted, sheets.width());
    sheets.row(head, &widths, true);
    for row in rows {
        sheets.row(row, &widths, false);
    }
    sheets.skip(6.0);
}

/// Takes what is too much from the widest columns first; what is left over goes to the last.
fn shrunk(wanted: &[f32], whole: f32) -> Vec<f32> {
    let mut cap = whole;
    let sum = |cap: f32| wanted.iter().map(|width| width.min(cap)).sum::<f32>();
    for _ in 0..40 {
        if sum(cap) <= whole {
            break;
        }
        cap *= 0.93;
    }
    let mut widths: Vec<f32> = wanted.iter().map(|width| width.min(cap)).collect();
    let spare = whole - widths.iter().sum::<f32>();
    if let Some(last) = widths.last_mut() {
        *last += spare.max(0.0);
    }
    widths
}

fn drawing(sheets: &mut Sheets<'_>, figure: &Figure) {
    sheets.figure(&figure.sheet());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_page_and_no_more() {
        for wanted in [vec![50.0, 60.0], vec![500.0, 40.0, 300.0], vec![900.0]] {
            let widths = shrunk(&wanted, 480.0);
            let sum: f32 = widths.iter().sum();
            assert!((sum - 480.0).abs() < 1.0, "{wanted:?} {widths:?}");
            assert!(widths.iter().all(|width| *width > 20.0));
        }
    }
}
