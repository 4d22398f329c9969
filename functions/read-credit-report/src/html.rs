//! The credit report in HTML.

use crate::document::{Block, Document, Section, Tone};
use crate::figure::{Anchor, Figure, Ink, Shape};
use maud::{Markup, html};
use pages::shanghai;

/// The credit report. `back` leads to its order, `file` to the same as a PDF.
pub(crate) fn report(document: &Document, back: &str, file: &str) -> Markup {
    let seal = &document.seal;
    let mark = format!("{} {}", seal.reader, shanghai(seal.viewed_at));
    html! {
        nav class="acts" aria-label="报告" {
            a class="back" href=(back) { "返回订单" }
            button type="button" data-act="theme" { "深色或浅色" }
            a href=(file) { "下载 PDF" }
            button type="button" data-act="print" { "打印" }
        }
        div class="watermark" aria-hidden="true" {
            @for _ in 0..24 { span { (mark) } }
        }
        main {
            header {
                p class="brand" { "融通 · 融资综合服务平台" }
                h1 { (document.title) }
                p class="subject" { (document.subject) }
                p class="meta" {
                    (seal.number) " · 第 " (seal.version) " 版 · " (shanghai(seal.created_at))
                    " · 授权 " (seal.consent_number)
                }
            }
            @for section in &document.sections { (self::section(section)) }
            footer { "阅读人 " (seal.reader) " · 阅读时间 " (shanghai(seal.viewed_at)) " · 本报告仅供受理机构内部参考" }
        }
    }
}

fn section(section: &Section) -> Markup {
    html! {
        section {
            h2 { (section.title) }
            @for block in &section.blocks { (self::block(block)) }
        }
    }
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Paragraph(text) => html! { p { (text) } },
        Block::Notice(tone, text) => {
            let class = match tone {
                Tone::Good => "notice good",
                Tone::Careful => "notice careful",
                Tone::Bad => "notice bad",
            };
            html! { p class=(class) { (text) } }
        }
        Block::Pairs(pairs) => html! {
            dl { @for (label, value) in pairs { div { dt { (label) } dd { (value) } } } }
        },
        Block::Table { head, rows } => html! {
            div class="table" tabindex="0" {
                table {
                    thead { tr { @for cell in head { th scope="col" { (cell) } } } }
                    tbody {
                        @for row in rows {
                            tr { @for cell in row { td class=[is_day(cell).then_some("day")] { (cell) } } }
                        }
                    }
                }
            }
        },
        Block::Figure(figure) => self::figure(figure),
    }
}

/// A date is not broken over lines.
fn is_day(cell: &str) -> bool {
    cell.len() == 10 && cell.parse::<chrono::NaiveDate>().is_ok()
}

fn figure(figure: &Figure) -> Markup {
    let sheet = figure.sheet();
    let size = format!("0 0 {} {}", sheet.width, sheet.height);
    html! {
        svg viewBox=(size) role="img" aria-label=(sheet.description) xmlns="http://www.w3.org/2000/svg" {
            @for shape in &sheet.shapes { (self::shape(shape)) }
        }
    }
}

fn shape(shape: &Shape) -> Markup {
    match shape {
        Shape::Polygon { points, ink, filled } => {
            let points: Vec<_> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let class = format!("{} {}", class(*ink), if *filled { "area" } else { "line" });
            html! { polygon class=(class) points=(points.join(" ")) {} }
        }
        Shape::Line { from, to, ink } => html! {
            line class={ (class(*ink)) " line" } x1=(from.0) y1=(from.1) x2=(to.0) y2=(to.1) {}
        },
        Shape::Text { at, size, anchor, ink, text } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            html! {
                text class={ (class(*ink)) " text" } x=(at.0) y=(at.1) font-size=(size) text-anchor=(anchor) { (text) }
            }
        }
    }
}

fn class(ink: Ink) -> &'static str {
    match ink {
        Ink::Grid => "grid",
        Ink::Accent => "accent",
        Ink::Body => "body",
    }
}
