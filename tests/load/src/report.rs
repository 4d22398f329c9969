use crate::Plan;
use serde_json::json;

/// A figure of A over the same figure of B, turn by turn.
pub(crate) struct Ratio {
    /// What is compared, `a_vs_b`.
    pub(crate) name: &'static str,
    /// What both count, per second.
    pub(crate) unit: &'static str,
    /// One figure per turn.
    pub(crate) a: Vec<f64>,
    /// One figure per turn.
    pub(crate) b: Vec<f64>,
    /// The ratio that the project aims at.
    pub(crate) aim: f64,
}

/// What is printed.
pub(crate) struct Report {
    plan: Plan,
}

impl Report {
    pub(crate) fn new(plan: Plan) -> Self {
        if !plan.json {
            println!(
                "{} turns of {} s each, {} connections; medians\n",
                plan.rounds, plan.seconds, plan.clients
            );
        }
        Self { plan }
    }

    pub(crate) fn disk(&mut self, syncs_per_second: f64) {
        if self.plan.json {
            println!("{}", json!({ "name": "fdatasync", "per_second": syncs_per_second }));
        } else {
            println!("pg_test_fsync: {syncs_per_second:.0} fdatasync/s\n");
            println!(
                "{:<18} {:>10} {:>10} {:>7} {:>13} {:>5}",
                "ratio", "a", "b", "a/b", "min..max", "aim"
            );
        }
    }

    pub(crate) fn ratio(&mut self, ratio: &Ratio) {
        let Ratio { name, unit, a, b, aim } = ratio;
        let turns: Vec<f64> = a.iter().zip(b).map(|(a, b)| a / b).collect();
        let (a, b, both) = (median(a), median(b), median(&turns));
        let least = turns.iter().copied().fold(f64::INFINITY, f64::min);
        let most = turns.iter().copied().fold(0.0, f64::max);
        if self.plan.json {
            println!(
                "{}",
                json!({
                    "name": name, "unit": unit, "a": a, "b": b, "ratio": both, "min": least,
                    "max": most, "aim": aim, "turns": turns.len(),
                })
            );
        } else {
            println!(
                "{name:<18} {a:>10.0} {b:>10.0} {both:>7.2} {:>13} {aim:>5.1}   {unit}",
                format!("{least:.2}..{most:.2}")
            );
        }
    }
}

fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
