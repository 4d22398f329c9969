//! Charts as shapes on a sheet, which the page and the PDF both draw.

use crate::label::points;

/// A chart.
#[derive(Debug, Clone)]
pub(crate) enum Figure {
    /// Titles with 0 to 100, or none where a dimension has no score.
    Radar(Vec<(String, Option<f64>)>),
    /// The deciles of the population's scores, and the firm's own.
    Distribution(Vec<f64>, f64),
}

/// A shape; coordinates in points from the upper left.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// A closed line, filled or not.
    Polygon {
        points: Vec<(f64, f64)>,
        ink: Ink,
        filled: bool,
    },
    Line {
        from: (f64, f64),
        to: (f64, f64),
        ink: Ink,
    },
    Text {
        at: (f64, f64),
        size: f64,
        anchor: Anchor,
        ink: Ink,
        text: String,
    },
}

/// What a shape is drawn with; the renderer knows the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Grid,
    Accent,
    Body,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A sheet of this size with shapes on it.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) shapes: Vec<Shape>,
    /// What it shows, for screen readers.
    pub(crate) description: String,
}

impl Figure {
    pub(crate) fn sheet(&self) -> Sheet {
        match self {
            Self::Radar(dimensions) => radar(dimensions),
            Self::Distribution(deciles, own) => distribution(deciles, *own),
        }
    }
}

fn radar(dimensions: &[(String, Option<f64>)]) -> Sheet {
    const CENTRE: (f64, f64) = (160.0, 120.0);
    const RADIUS: f64 = 84.0;
    let count = dimensions.len().max(1) as f64;
    let at = |place: usize, part: f64| {
        let angle = std::f64::consts::TAU * place as f64 / count - std::f64::consts::FRAC_PI_2;
        (CENTRE.0 + RADIUS * part * angle.cos(), CENTRE.1 + RADIUS * part * angle.sin())
    };
    let ring = |part: f64| (0..dimensions.len()).map(|place| at(place, part)).collect();
    let mut shapes = Vec::new();
    for part in [0.25, 0.5, 0.75, 1.0] {
        shapes.push(Shape::Polygon { points: ring(part), ink: Ink::Grid, filled: false });
    }
    for place in 0..dimensions.len() {
        shapes.push(Shape::Line { from: CENTRE, to: at(place, 1.0), ink: Ink::Grid });
    }
    let own = dimensions.iter().enumerate();
    let shape: Vec<_> =
        own.map(|(place, (_, score))| at(place, score.unwrap_or(0.0) / 100.0)).collect();
    shapes.push(Shape::Polygon { points: shape.clone(), ink: Ink::Accent, filled: true });
    shapes.push(Shape::Polygon { points: shape, ink: Ink::Accent, filled: false });
    for (place, (title, score)) in dimensions.iter().enumerate() {
        let (x, y) = at(place, 1.14);
        let anchor = match x - CENTRE.0 {
            right if right > 8.0 => Anchor::Start,
            left if left < -8.0 => Anchor::End,
            _ => Anchor::Middle,
        };
        let text = score
            .map_or_else(|| format!("{title} 未评"), |score| format!("{title} {}", points(score)));
        shapes.push(Shape::Text { at: (x, y + 4.0), size: 11.0, anchor, ink: Ink::Body, text });
    }
    let scores: Vec<_> = dimensions
        .iter()
        .map(|(title, score)| {
            score.map_or_else(
                || format!("{title}未评"),
                |score| format!("{title} {} 分", points(score)),
            )
        })
        .collect();
    let description = format!("五个维度的得分雷达图：{}", scores.join("，"));
    Sheet { width: 320.0, height: 230.0, shapes, description }
}

/// The population between its deciles as bars of equal area, and the firm's own score.
fn distribution(deciles: &[f64], own: f64) -> Sheet {
    const LEFT: f64 = 20.0;
    const WIDTH: f64 = 380.0;
    const FLOOR: f64 = 110.0;
    const HEIGHT: f64 = 84.0;
    let low = deciles.first().copied().unwrap_or(0.0).min(own);
    let high = deciles.last().copied().unwrap_or(1.0).max(own);
    let span = (high - low).max(1.0);
    let x = |score: f64| LEFT + WIDTH * (score - low) / span;
    let bands: Vec<(f64, f64)> =
        deciles.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect();
    let density = |(from, to): (f64, f64)| 1.0 / (to - from).max(1.0);
    let most = bands.iter().copied().map(density).fold(f64::MIN_POSITIVE, f64::max);
    let mut shapes = Vec::new();
    for &(from, to) in &bands {
        let top = FLOOR - HEIGHT * density((from, to)) / most;
        let points = vec![(x(from), FLOOR), (x(from), top), (x(to), top), (x(to), FLOOR)];
        shapes.push(Shape::Polygon { points: points.clone(), ink: Ink::Grid, filled: true });
        shapes.push(Shape::Polygon { points, ink: Ink::Grid, filled: false });
    }
    shapes.push(Shape::Line { from: (LEFT, FLOOR), to: (LEFT + WIDTH, FLOOR), ink: Ink::Body });
    shapes.push(Shape::Line {
        from: (x(own), FLOOR - HEIGHT - 8.0),
        to: (x(own), FLOOR),
        ink: Ink::Accent,
    });
    let anchor = match (x(own) - LEFT) / WIDTH {
        part if part < 0.15 => Anchor::Start,
        part if part > 0.85 => Anchor::End,
        _ => Anchor::Middle,
    };
    let label = |at, anchor, ink, text| Shape::Text { at, size: 11.0, anchor, ink, text };
    shapes.push(label((x(own), 14.0), anchor, Ink::Accent, format!("本企业 {}", points(own))));
    shapes.push(label((LEFT, FLOOR + 16.0), Anchor::Start, Ink::Body, points(low)));
    shapes.push(label((LEFT + WIDTH, FLOOR + 16.0), Anchor::End, Ink::Body, points(high)));
    let caption = "训练总体的评分分布（每段为十分之一的企业）".to_owned();
    shapes.push(label((LEFT + WIDTH / 2.0, FLOOR + 16.0), Anchor::Middle, Ink::Body, caption));
    let below = deciles.iter().filter(|decile| **decile <= own).count().saturating_sub(1) * 10;
    let description =
        format!("评分分布：本企业 {} 分，不低于训练总体中约 {below}% 的企业", points(own));
    Sheet { width: 420.0, height: 134.0, shapes, description }
}
