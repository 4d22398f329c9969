//! Baseline Shapley values: what each feature, and each dimension, adds to the log-odds of the usual firm.
//!
//! A firm that has some values of its own and the others of the usual firm is a hybrid. A feature's value is what it
//! adds to a hybrid when it is taken from the firm, the mean over all orders in which features can be taken. Where the
//! model is monotone in a feature, every one of these steps goes the stated way, and so does their mean. For trees it
//! is exact (interventional TreeSHAP with one background row, Lundberg 2020): a leaf counts for those hybrids that
//! reach it. The linear part adds what it makes of the firm's value less what it makes of the usual one.
//!
//! The dimensions are taken as wholes in the same way. A better value never lowers its dimension then, which a sum over
//! features would not promise: what one feature gains can be lost by another of the same dimension.

use crate::trees::{Forest, LEAF};

/// Who explains the answers of one model.
pub(crate) struct Explainer {
    roots: Vec<u32>,
    steps: Vec<Step>,
    /// The usual firm.
    usual: Run,
    /// The dimension of each feature.
    dimension: Vec<usize>,
    dimensions: usize,
    weights: Weights,
}

/// A node of a tree, and where the usual firm goes from it; a leaf when `feature` is [`LEAF`].
struct Step {
    /// The bound of a branch, or the value of a leaf.
    threshold: f32,
    feature: u32,
    yes: u32,
    no: u32,
    missing_goes_yes: bool,
    usual_goes_yes: bool,
}

/// What the graph says of a firm beside its log-odds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) log_odds: f64,
    /// All features, the derived ones last.
    pub(crate) values: Vec<f32>,
    /// What the linear part makes of each.
    pub(crate) linear: Vec<f64>,
}

/// Why a firm has its log-odds.
pub(crate) struct Explanation {
    /// What each feature adds to the log-odds of the usual firm.
    pub(crate) features: Vec<f64>,
    /// The log-odds of the firms that have some dimensions of this firm and the others of the usual one: the place is
    /// the set of those taken, one bit each.
    pub(crate) hybrids: Vec<f64>,
}

impl Explainer {
    pub(crate) fn new(
        forest: &Forest,
        usual: Run,
        dimension: Vec<usize>,
        dimensions: usize,
    ) -> Self {
        let steps = forest.nodes.iter().map(|node| {
            let value = usual.values.get(node.feature as usize).copied().unwrap_or(f32::NAN);
            Step {
                threshold: node.threshold,
                feature: node.feature,
                yes: node.yes,
                no: node.no,
                missing_goes_yes: node.missing_goes_yes,
                usual_goes_yes: node.goes_yes(value),
            }
        });
        let steps = steps.collect();
        let weights = Weights::up_to(usual.values.len());
        Self { roots: forest.roots.clone(), steps, usual, dimension, dimensions, weights }
    }

    /// The log-odds of the usual firm.
    pub(crate) fn base(&self) -> f64 {
        self.usual.log_odds
    }

    /// What features and dimensions add to the log-odds of the usual firm.
    pub(crate) fn explain(&self, firm: &Run) -> Explanation {
        let sets = 1 << self.dimensions;
        let linear = firm.linear.iter().zip(&self.usual.linear);
        let linear: Vec<f64> = linear.map(|(firm, usual)| firm - usual).collect();
        let mut walk = Walk {
            steps: &self.steps,
            weights: &self.weights,
            firm: &firm.values,
            dimension: &self.dimension,
            sets,
            taken: vec![Taken::Open; firm.values.len()],
            features: linear.clone(),
            sums: vec![0.0; sets * sets],
        };
        for &root in &self.roots {
            walk.below(root, Way::default());
        }
        let Walk { features, sums, .. } = walk;
        Explanation { features, hybrids: self.hybrids(&sums, &linear) }
    }

    /// The hybrids by dimension, from the leaves that they reach and what the linear part adds for each feature.
    fn hybrids(&self, sums: &[f64], linear: &[f64]) -> Vec<f64> {
        let sets = 1 << self.dimensions;
        let mut hybrids = vec![0.0; sets];
        for (place, &sum) in sums.iter().enumerate().filter(|(_, sum)| **sum != 0.0) {
            let (with, without) = (place / sets, place % sets);
            let reached = |set: &(usize, &mut f64)| set.0 & with == with && set.0 & without == 0;
            hybrids.iter_mut().enumerate().filter(reached).for_each(|(_, hybrid)| *hybrid += sum);
        }
        let mut by_dimension = vec![0.0; self.dimensions];
        for (adds, &dimension) in linear.iter().zip(&self.dimension) {
            if let Some(sum) = by_dimension.get_mut(dimension) {
                *sum += adds;
            }
        }
        let usual_trees = hybrids.first().copied().unwrap_or_default();
        for (set, hybrid) in hybrids.iter_mut().enumerate() {
            let taken = by_dimension.iter().enumerate().filter(|(at, _)| (set >> at) & 1 == 1);
            *hybrid += self.base() - usual_trees + taken.map(|(_, sum)| sum).sum::<f64>();
        }
        hybrids
    }
}

/// The share of each of `players` in a game whose worth is known for every set of them, one bit each: its Shapley
/// value.
pub(crate) fn shares(worth: &[f64], players: usize) -> Vec<f64> {
    let weights = Weights::up_to(players);
    let of = |player: usize| {
        let bit = 1 << player;
        let sets = worth.iter().enumerate().filter(|(set, _)| set & bit == 0);
        let gains = sets.filter_map(|(set, without)| {
            let others = set.count_ones() as usize;
            let weight = weights.of(others + 1, players - others - 1);
            Some(weight * (worth.get(set | bit)? - without))
        });
        gains.sum()
    };
    (0..players).map(of).collect()
}

/// In which part of all orders of `of + against` features the last of the former stands before all of the latter and
/// one of them is that last one: `(of - 1)! against! / (of + against)!`.
struct Weights {
    table: Vec<f64>,
    side: usize,
}

impl Weights {
    fn up_to(most: usize) -> Self {
        let side = most + 1;
        let mut table = vec![0.0; side * side];
        for of in 1..side {
            // (of - 1)! / of! for none against; each one more multiplies by its number and divides by the new sum.
            let mut weight = 1.0 / of as f64;
            for against in 0..side - of {
                if against > 0 {
                    weight *= against as f64 / (of + against) as f64;
                }
                if let Some(cell) = table.get_mut(of * side + against) {
                    *cell = weight;
                }
            }
        }
        Self { table, side }
    }

    fn of(&self, of: usize, against: usize) -> f64 {
        self.table.get(of * self.side + against).copied().unwrap_or_default()
    }
}

/// From whom a feature is taken on the way to a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Open,
    Firm,
    Usual,
}

/// How many features, and which dimensions, were taken from either firm on the way to a node.
#[derive(Clone, Copy, Default)]
struct Way {
    firm: usize,
    usual: usize,
    firm_dimensions: usize,
    usual_dimensions: usize,
}

/// A walk over all leaves that hybrids reach.
struct Walk<'a> {
    steps: &'a [Step],
    weights: &'a Weights,
    firm: &'a [f32],
    dimension: &'a [usize],
    sets: usize,
    taken: Vec<Taken>,
    features: Vec<f64>,
    /// The leaves by the dimensions that must be the firm's, and those that must be the usual one's, to reach them.
    sums: Vec<f64>,
}

impl Walk<'_> {
    /// The leaves below, weighted for a feature that was taken from the firm on the way, and for one from the usual.
    fn below(&mut self, at: u32, way: Way) -> (f64, f64) {
        let Some(step) = self.steps.get(at as usize) else { return (0.0, 0.0) };
        if step.feature == LEAF {
            return self.leaf(f64::from(step.threshold), way);
        }
        let place = step.feature as usize;
        let value = self.firm.get(place).copied().unwrap_or(f32::NAN);
        let firm_yes = if value.is_nan() { step.missing_goes_yes } else { value <= step.threshold };
        let side = |yes: bool| if yes { step.yes } else { step.no };
        let (firm, usual) = (side(firm_yes), side(step.usual_goes_yes));
        match self.taken.get(place) {
            _ if firm == usual => self.below(firm, way),
            Some(Taken::Firm) => self.below(firm, way),
            Some(Taken::Usual) => self.below(usual, way),
            _ => self.both(place, firm, usual, way),
        }
    }

    fn leaf(&mut self, value: f64, way: Way) -> (f64, f64) {
        // A leaf for which one dimension must be of both firms is none that hybrids by dimension reach.
        if way.firm_dimensions & way.usual_dimensions == 0
            && let Some(sum) =
                self.sums.get_mut(way.firm_dimensions * self.sets + way.usual_dimensions)
        {
            *sum += value;
        }
        let weight = |of, against| value * self.weights.of(of, against);
        (weight(way.firm, way.usual), weight(way.usual, way.firm))
    }

    /// Where the firms part for the first time on a feature.
    fn both(&mut self, place: usize, firm: u32, usual: u32, way: Way) -> (f64, f64) {
        let bit = 1 << self.dimension.get(place).copied().unwrap_or_default();
        self.take(place, Taken::Firm);
        let firm_dimensions = way.firm_dimensions | bit;
        let (firm_adds, firm_takes) =
            self.below(firm, Way { firm: way.firm + 1, firm_dimensions, ..way });
        self.take(place, Taken::Usual);
        let usual_dimensions = way.usual_dimensions | bit;
        let (usual_adds, usual_takes) =
            self.below(usual, Way { usual: way.usual + 1, usual_dimensions, ..way });
        self.take(place, Taken::Open);
        if let Some(feature) = self.features.get_mut(place) {
            *feature += firm_adds - usual_takes;
        }
        (firm_adds + usual_adds, firm_takes + usual_takes)
    }

    fn take(&mut self, place: usize, from: Taken) {
        if let Some(taken) = self.taken.get_mut(place) {
            *taken = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_a_game_that_can_be_computed_by_hand() {
        // Worth of {}, {a}, {b}, {ab}, {c}, {ac}, {bc}, {abc}: a glove game, a has the left one, b and c a right one.
        let worth = [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        let found = shares(&worth, 3);
        for (found, expected) in found.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn weights_are_those_of_orders() {
        let weights = Weights::up_to(6);
        for (of, against, expected) in [
            (1, 0, 1.0),
            (2, 0, 0.5),
            (1, 1, 0.5),
            (2, 1, 1.0 / 6.0),
            (1, 2, 1.0 / 3.0),
            (3, 2, 1.0 / 30.0),
            (0, 3, 0.0),
        ] {
            assert!((weights.of(of, against) - expected).abs() < 1e-12, "{of} {against}");
        }
    }
}
