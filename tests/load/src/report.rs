use crate::Plan;
use serde_json::json;

/// A figure of A over the same figure of B, turn by turn.
pub(crate) struct Ratio {
    /// What is compared, `a_vs_b`.
    name: &'static str,
    /// What both count.
    unit: &'static str,
    /// One pair per turn.
    turns: Vec<(f64, f64)>,
    /// The ratio that the project aims at, where it has an aim.
    aim: Option<f64>,
}

impl Ratio {
    pub(crate) fn new(name: &'static str, unit: &'static str) -> Self {
        Self { name, unit, turns: Vec::new(), aim: None }
    }

    pub(crate) fn aim(mut self, aim: f64) -> Self {
        self.aim = Some(aim);
        self
    }

    pub(crate) fn turn(&mut self, a: f64, b: f64) {
        self.turns.push((a, b));
    }
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
            let [name, a, b, both, range, aim] = ["ratio", "a", "b", "a/b", "min..max", "aim"];
            println!("{name:<18} {a:>10} {b:>10} {both:>7} {range:>13} {aim:>5}");
        }
    }

    pub(crate) fn ratios(&mut self, ratios: &[Ratio]) {
        ratios.iter().for_each(|ratio| self.ratio(ratio));
    }

    fn ratio(&mut self, ratio: &Ratio) {
        let Ratio { name, unit, turns, aim } = ratio;
        let (a, b): (Vec<_>, Vec<_>) = turns.iter().copied().unzip();
        let both: Vec<f64> = turns.iter().map(|(a, b)| a / b).collect();
        let least = both.iter().copied().fold(f64::INFINITY, f64::min);
        let most = both.iter().copied().fold(0.0, f64::max);
        let (a, b, both) = (median(a), median(b), median(both));
        if self.plan.json {
            println!(
                "{}",
                json!({
                    "name": name, "unit": unit, "a": a, "b": b, "ratio": both, "min": least,
                    "max": most, "aim": aim, "turns": turns.len(),
                })
            );
        } else {
            let digits = if a < 100.0 { 2 } else { 0 };
            let range = format!("{least:.2}..{most:.2}");
            let aim = aim.map(|aim| format!("{aim:.2}")).unwrap_or_default();
            println!(
                "{name:<18} {a:>10.digits$} {b:>10.digits$} {both:>7.2} {range:>13} {aim:>5}   {unit}"
            );
        }
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
