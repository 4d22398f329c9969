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
use std::sync::Arc;

/// Who explains the answers of one model.
pub(crate) struct Explainer {
    forest: Arc<Forest>,
    /// The usual firm.
    usual: Run,
    /// The dimension of each feature.
    dimension: Vec<usize>,
    dimensions: usize,
    weights: Weights,
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

impl Explainer {
    pub(crate) fn new(
        forest: Arc<Forest>,
        usual: Run,
        dimension: Vec<usize>,
        dimensions: usize,
    ) -> Self {
        let weights = Weights::up_to(usual.values.len());
        Self { forest, usual, dimension, dimensions, weights }
    }

    /// The log-odds of the usual firm.
    pub(crate) fn base(&self) -> f64 {
        self.usual.log_odds
    }

    /// What each feature adds to the log-odds of the usual firm.
    pub(crate) fn features(&self, firm: &Run) -> Vec<f64> {
        let linear = firm.linear.iter().zip(&self.usual.linear);
        let mut walk = FeatureWalk {
            forest: &self.forest,
            weights: &self.weights,
            firm: &firm.values,
            usual: &self.usual.values,
            taken: vec![Taken::Open; firm.values.len()],
            shares: linear.map(|(firm, usual)| firm - usual).collect(),
        };
        for &root in &self.forest.roots {
            walk.below(root, 0, 0);
        }
        walk.shares
    }

    /// The log-odds of the firms that have some dimensions of this firm and the others of the usual one: the place is
    /// the set of those taken, one bit each.
    pub(crate) fn hybrids(&self, firm: &Run) -> Vec<f64> {
        let sets = 1 << self.dimensions;
        let mut walk = DimensionWalk {
            forest: &self.forest,
            firm: &firm.values,
            usual: &self.usual.values,
            dimension: &self.dimension,
            sets,
            sums: vec![0.0; sets * sets],
        };
        for &root in &self.forest.roots {
            walk.below(root, 0, 0);
        }
        let mut hybrids = vec![0.0; sets];
        for (place, &sum) in walk.sums.iter().enumerate().filter(|(_, sum)| **sum != 0.0) {
            let (with, without) = (place / sets, place % sets);
            let reached = |set: &(usize, &mut f64)| set.0 & with == with && set.0 & without == 0;
            hybrids.iter_mut().enumerate().filter(reached).for_each(|(_, hybrid)| *hybrid += sum);
        }
        let mut linear = vec![0.0; self.dimensions];
        let each = firm.linear.iter().zip(&self.usual.linear).zip(&self.dimension);
        for ((firm, usual), &dimension) in each {
            if let Some(sum) = linear.get_mut(dimension) {
                *sum += firm - usual;
            }
        }
        let usual_trees = hybrids.first().copied().unwrap_or_default();
        for (set, hybrid) in hybrids.iter_mut().enumerate() {
            let taken = linear.iter().enumerate().filter(|(place, _)| (set >> place) & 1 == 1);
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

/// A walk over all leaves that hybrids by feature reach.
struct FeatureWalk<'a> {
    forest: &'a Forest,
    weights: &'a Weights,
    firm: &'a [f32],
    usual: &'a [f32],
    taken: Vec<Taken>,
    shares: Vec<f64>,
}

impl FeatureWalk<'_> {
    /// The leaves below, weighted for a feature that was taken from the firm on the way, and for one from the usual.
    fn below(&mut self, at: u32, firm_count: usize, usual_count: usize) -> (f64, f64) {
        let Some(node) = self.forest.nodes.get(at as usize) else { return (0.0, 0.0) };
        if node.feature == LEAF {
            let value = f64::from(node.threshold);
            let weight = |of, against| value * self.weights.of(of, against);
            return (weight(firm_count, usual_count), weight(usual_count, firm_count));
        }
        let place = node.feature as usize;
        let (Some(&firm), Some(&usual)) = (self.firm.get(place), self.usual.get(place)) else {
            return (0.0, 0.0);
        };
        let (firm, usual) = (node.next(firm), node.next(usual));
        match self.taken.get(place) {
            _ if firm == usual => self.below(firm, firm_count, usual_count),
            Some(Taken::Firm) => self.below(firm, firm_count, usual_count),
            Some(Taken::Usual) => self.below(usual, firm_count, usual_count),
            _ => {
                self.take(place, Taken::Firm);
                let (firm_adds, firm_takes) = self.below(firm, firm_count + 1, usual_count);
                self.take(place, Taken::Usual);
                let (usual_adds, usual_takes) = self.below(usual, firm_count, usual_count + 1);
                self.take(place, Taken::Open);
                if let Some(share) = self.shares.get_mut(place) {
                    *share += firm_adds - usual_takes;
                }
                (firm_adds + usual_adds, firm_takes + usual_takes)
            }
        }
    }

    fn take(&mut self, place: usize, from: Taken) {
        if let Some(taken) = self.taken.get_mut(place) {
            *taken = from;
        }
    }
}

/// A walk over all leaves that hybrids by dimension reach.
struct DimensionWalk<'a> {
    forest: &'a Forest,
    firm: &'a [f32],
    usual: &'a [f32],
    dimension: &'a [usize],
    sets: usize,
    /// The leaves by the dimensions that must be the firm's, and those that must be the usual one's, to reach them.
    sums: Vec<f64>,
}

impl DimensionWalk<'_> {
    fn below(&mut self, at: u32, of_firm: usize, of_usual: usize) {
        let Some(node) = self.forest.nodes.get(at as usize) else { return };
        if node.feature == LEAF {
            if let Some(sum) = self.sums.get_mut(of_firm * self.sets + of_usual) {
                *sum += f64::from(node.threshold);
            }
            return;
        }
        let place = node.feature as usize;
        let (Some(&firm), Some(&usual)) = (self.firm.get(place), self.usual.get(place)) else {
            return;
        };
        let (firm, usual) = (node.next(firm), node.next(usual));
        let bit = 1 << self.dimension.get(place).copied().unwrap_or_default();
        if firm == usual {
            self.below(firm, of_firm, of_usual);
        } else {
            if of_usual & bit == 0 {
                self.below(firm, of_firm | bit, of_usual);
            }
            if of_firm & bit == 0 {
                self.below(usual, of_firm, of_usual | bit);
            }
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
