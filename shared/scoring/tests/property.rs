//! The score is a sum that holds for every firm, and never says the opposite of what the dictionary states.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a helper that cannot do its part fails the test"
)]

use facts::CompanyFacts;
use scoring::{Answer, Feature, Inputs, Metadata, Model, Models, Reason, Scored};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const FIRMS: usize = 10_000;

/// A generator of numbers that are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// The columns of the sample, each with its values; an empty cell is a missing value.
fn sample(name: &str) -> BTreeMap<String, Vec<Option<f32>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let text = std::fs::read_to_string(folder.join(name).join("sample.csv")).expect("the sample");
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut columns = BTreeMap::new();
    for line in lines {
        for (name, cell) in names.iter().zip(line.split(',')) {
            let column: &mut Vec<_> = columns.entry((*name).to_owned()).or_default();
            column.push(cell.parse().ok());
        }
    }
    columns
}

/// A firm of many: each value from a real one, most of them from the same.
fn firm(metadata: &Metadata, columns: &Columns, numbers: &mut Numbers) -> Map<String, Value> {
    let row = numbers.below(1000);
    let of = |feature: &Feature| {
        let alone = feature.section.is_none() && numbers.below(4) == 0;
        let row = if alone { numbers.below(1000) } else { row };
        let column = &columns[feature.column.as_ref().unwrap()];
        let value = column[row].filter(|_| feature.required || !alone || row % 7 != 0);
        let value = value.or(feature.required.then_some(0.5));
        (feature.name.clone(), value.map(f64::from).into())
    };
    let mut firm: Map<String, Value> = metadata.inputs().map(of).collect();
    if metadata.name == "loan" {
        let approved = firm["approved_amount"].as_f64().unwrap().max(1.0);
        let guaranteed = firm["guaranteed_amount"].as_f64().unwrap().clamp(0.0, approved);
        firm.insert("approved_amount".to_owned(), approved.into());
        firm.insert("guaranteed_amount".to_owned(), guaranteed.into());
    }
    firm
}

type Columns = BTreeMap<String, Vec<Option<f32>>>;

fn adds_up(answer: &Answer) {
    let base = answer.base_points.unwrap();
    let dimensions: f64 = answer.dimensions.iter().map(|one| one.points).sum();
    assert_eq!(base + dimensions, answer.score, "{answer:?}");
    let reasons: f64 = reasons(answer).map(|reason| reason.points).sum();
    assert_eq!(base + reasons + answer.other_points.unwrap(), answer.score, "{answer:?}");
    let all = answer.dimensions.iter().map(|one| one.points);
    let all = all.chain(reasons_points(answer)).chain([base, answer.score]);
    assert!(all.into_iter().all(|points| points == points.trunc()), "{answer:?}");
}

fn reasons(answer: &Answer) -> impl Iterator<Item = &Reason> {
    answer.reasons_for.iter().chain(&answer.reasons_against)
}

fn reasons_points(answer: &Answer) -> impl Iterator<Item = f64> {
    reasons(answer).map(|reason| reason.points)
}

/// No reason contradicts the direction that is stated of its feature.
fn goes_the_stated_way(metadata: &Metadata, answer: &Answer) {
    for reason in reasons(answer) {
        let Some(value) = reason.value else { continue };
        let known = metadata.features.iter().position(|feature| feature.name == reason.feature);
        let Some(place) = known else { continue };
        let direction = f64::from(metadata.features[place].direction);
        if place < metadata.usual_firm.len() && direction != 0.0 {
            let worse = (value - f64::from(metadata.usual_firm[place] as f32)) * direction;
            assert!(worse * reason.points <= 0.0, "{reason:?}");
            let [low, high] = reason.usual;
            let beyond = if value < low { -direction } else { direction };
            let outside = value < low || value > high;
            assert!(!outside || beyond * reason.points < 0.0, "{reason:?}");
        }
    }
}

/// Collects the 0 to 100 of each number of points: one function, and it rises.
#[derive(Default)]
struct Standings(BTreeMap<i64, f64>);

impl Standings {
    fn take(&mut self, answer: &Answer) {
        for one in &answer.dimensions {
            if let Some(score) = one.score {
                let same = *self.0.entry(one.points as i64).or_insert(score);
                assert_eq!(same, score, "one function of the points for every dimension");
            }
        }
    }

    fn rise(&self) {
        assert_eq!(self.0.get(&0), Some(&50.0));
        let all: Vec<f64> = self.0.values().copied().collect();
        assert!(all.windows(2).all(|pair| pair[0] <= pair[1]), "{all:?}");
        assert!(all[0] >= 0.0 && *all.last().unwrap() <= 100.0 && all.len() > 50);
    }
}

//
#[test]
fn a_score_is_a_sum_and_its_reasons_go_the_stated_way() {
    for model in models() {
        let (metadata, mut numbers) = (model.metadata(), Numbers(20_261_126));
        let columns = sample(&metadata.name);
        let mut standings = Standings::default();
        for _ in 0..FIRMS / 100 {
            let firms: Vec<_> = (0..100)
                .map(|_| Inputs::read(metadata, &firm(metadata, &columns, &mut numbers), ""))
                .collect::<Result<_, _>>()
                .unwrap();
            for (inputs, outcome) in firms.iter().zip(model.run(&firms).unwrap()) {
                let answer = Scored::of(metadata, inputs, &outcome).answer;
                adds_up(&answer);
                goes_the_stated_way(metadata, &answer);
                standings.take(&answer);
            }
        }
        standings.rise();
    }
}

#[test]
fn a_better_value_never_lowers_its_dimension_nor_the_score() {
    for model in models() {
        let (metadata, mut numbers) = (model.metadata(), Numbers(7));
        let columns = sample(&metadata.name);
        let stated: Vec<(usize, &Feature)> =
            metadata.inputs().enumerate().filter(|(_, feature)| feature.direction != 0).collect();
        if stated.is_empty() {
            continue;
        }
        assert!(stated.len() >= 40, "the dictionary states {} directions", stated.len());
        for number in 0..FIRMS {
            let (_, feature) = stated[number % stated.len()];
            let mut values = firm(metadata, &columns, &mut numbers);
            let other = columns[feature.column.as_ref().unwrap()][numbers.below(1000)];
            let (Some(here), Some(other)) = (values[&feature.name].as_f64(), other) else {
                continue;
            };
            let worse = Inputs::read(metadata, &values, "").unwrap();
            let better =
                if feature.direction > 0 { here.min(other.into()) } else { here.max(other.into()) };
            values.insert(feature.name.clone(), better.into());
            let better = Inputs::read(metadata, &values, "").unwrap();
            let both = [worse, better];
            let outcomes = model.run(&both).unwrap();
            let at =
                metadata.dimensions.iter().position(|name| *name == feature.dimension).unwrap();
            let exact = |place: usize| metadata.points_by_dimension(&outcomes[place].hybrids)[at];
            assert!(exact(1) >= exact(0) - 1e-6, "{}: {} {}", feature.name, exact(0), exact(1));
            let [before, after] =
                [0, 1].map(|place| Scored::of(metadata, &both[place], &outcomes[place]).answer);
            assert!(after.score >= before.score, "{}", feature.name);
            // What is shown is rounded so that the sum holds: by less than a point.
            let shown = |answer: &Answer| answer.dimensions[at].points;
            assert!(shown(&after) >= shown(&before) - 1.0, "{}", feature.name);
        }
    }
}

#[test]
fn a_firm_that_is_usual_in_all_has_the_base_points() {
    for model in models() {
        let metadata = model.metadata();
        let named = metadata.inputs().zip(&metadata.usual_firm);
        let values =
            named.map(|(feature, value)| (feature.name.clone(), (*value).into())).collect();
        let inputs = Inputs::read(metadata, &values, "").unwrap();
        let outcome = model.run(std::slice::from_ref(&inputs)).unwrap().remove(0);
        let answer = Scored::of(metadata, &inputs, &outcome).answer;
        assert_eq!(Some(answer.score), answer.base_points);
        assert_eq!(reasons(&answer).count(), 0, "{answer:?}");
        for one in &answer.dimensions {
            assert_eq!((one.points, one.score.unwrap_or(50.0)), (0.0, 50.0), "{one:?}");
        }
    }
}

#[test]
fn a_firm_of_the_platform_has_a_sum_too() {
    let models = Models::shared().unwrap();
    let metadata = models.financial.metadata();
    let (columns, mut numbers) = (sample("financial"), Numbers(99));
    let sections = ["A", "C", "E", "F", "H", "Z"];
    let mut standings = Standings::default();
    for number in 0..FIRMS / 5 {
        let mut items = Map::new();
        let ratios = firm(metadata, &columns, &mut numbers);
        items.insert("accounts".to_owned(), json!({ "ratios": ratios }));
        if number % 3 != 0 {
            let cases = numbers.below(4);
            let court = json!({ "dishonest": number % 7 == 0, "open_cases": cases });
            items.insert("court_enforcement".to_owned(), court);
            let grade = ["A", "B", "D"][numbers.below(3)];
            items.insert("tax".to_owned(), json!({ "credit_grade": grade }));
        }
        let section = sections.get(number % 7).map(|section| (*section).to_owned());
        let facts = CompanyFacts { industry_section: section, items };
        let answer = models.company(&facts).unwrap().answer;
        adds_up(&answer);
        goes_the_stated_way(metadata, &answer);
        standings.take(&answer);
        let of = |name: &str| answer.dimensions.iter().find(|one| one.dimension == name).unwrap();
        assert_eq!(of("public_records").score.is_none(), number % 3 == 0);
        assert_eq!(of("industry_outlook").score.is_none(), number % 7 > 4);
    }
    standings.rise();
}

fn models() -> [&'static Model; 2] {
    let models = Models::shared().unwrap();
    [&models.financial, &models.loan]
}
