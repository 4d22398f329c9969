//! A score as a sum of whole points that anyone can check: what the usual firm has, and what each dimension adds.

use crate::explain::shares;
use crate::metadata::Metadata;

/// `base` and `dimensions` add up to `score`, to the unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sum {
    pub(crate) base: f64,
    pub(crate) dimensions: Vec<f64>,
    pub(crate) score: f64,
}

impl Sum {
    /// The sum of a firm's score, from the log-odds of its hybrids with the usual firm. The ends of the scale are part
    /// of what is shared out, so it adds up there as well.
    pub(crate) fn of(metadata: &Metadata, hybrids: &[f64], log_odds: f64) -> Self {
        let usual = hybrids.first().copied().unwrap_or_default();
        let [base, score] =
            [usual, log_odds].map(|log_odds| whole(metadata.bounded(metadata.score(log_odds))));
        let dimensions = apportion(&metadata.points_by_dimension(hybrids), score - base);
        Self { base, dimensions, score }
    }
}

impl Metadata {
    /// What each dimension adds to the usual firm's score before it is rounded: its Shapley value among the dimensions,
    /// so that a better value never lowers it.
    pub fn points_by_dimension(&self, hybrids: &[f64]) -> Vec<f64> {
        let points = |log_odds: &f64| self.bounded(self.score(*log_odds));
        let worth: Vec<f64> = hybrids.iter().map(points).collect();
        shares(&worth, self.dimensions.len())
    }

    /// Points as 0 to 100, the same for every dimension: 50 is the usual firm, and each time that points double the
    /// odds, so do 100 less it and it. 50 points are 67, 100 are 80, 50 less are 33.
    pub(crate) fn standing(&self, points: f64) -> f64 {
        whole(100.0 / (1.0 + (-points / self.points_to_double_the_odds).exp2()))
    }
}

/// The nearest whole number; a half goes up.
pub(crate) fn whole(points: f64) -> f64 {
    let whole = (points + 0.5).floor();
    if whole == 0.0 { 0.0 } else { whole } // no negative zero
}

/// Whole numbers that add up to `total`, each less than one from its share: those with the greatest fractions are
/// rounded up (Hamilton's method).
fn apportion(shares: &[f64], total: f64) -> Vec<f64> {
    let mut parts: Vec<f64> = shares.iter().map(|share| share.floor()).collect();
    let mut lacking = total - parts.iter().sum::<f64>();
    let mut order: Vec<(usize, f64)> =
        shares.iter().map(|share| share - share.floor()).enumerate().collect();
    order.retain(|(_, fraction)| *fraction > 0.0);
    order.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    for (place, _) in order {
        if let Some(part) = parts.get_mut(place).filter(|_| lacking >= 1.0) {
            *part += 1.0;
            lacking -= 1.0;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_stay_near_their_shares() {
        for (shares, total, expected) in [
            (vec![10.4, -3.5, 0.0], 7.0, vec![10.0, -3.0, 0.0]),
            (vec![0.4, 0.4, 0.4], 1.0, vec![1.0, 0.0, 0.0]),
            (vec![-0.5, -0.5, 0.0], -1.0, vec![0.0, -1.0, 0.0]),
            (vec![0.0, 0.0], 0.0, vec![0.0, 0.0]),
            (vec![12.0, -12.0], 0.0, vec![12.0, -12.0]),
        ] {
            assert_eq!(apportion(&shares, total), expected, "{shares:?}");
        }
    }

    #[test]
    fn a_half_goes_up() {
        assert_eq!([778.5, 778.49, -0.5, -0.6].map(whole), [779.0, 778.0, 0.0, -1.0]);
    }
}
