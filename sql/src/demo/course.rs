use super::city::City;
use super::clock::{local_day, local_year};
use super::firm::Firm;
use super::institution::Officer;
use super::order_rows::{EventRow, OrderRow, StepRow};
use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use domain::OrderState;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// What the institution will say, should it get so far.
pub(crate) struct Terms {
    pub(crate) guarantee_mode: String,
    pub(crate) guarantor: Uuid,
    pub(crate) is_precredit: bool,
    pub(crate) credit_amount: i64,
    pub(crate) annual_rate: Decimal,
    pub(crate) term_months: i64,
    pub(crate) disbursed_amount: i64,
}

/// An order on its way: how it began, each step, and its events.
pub(crate) struct Course<'a> {
    pub(crate) first: OrderRow,
    pub(crate) steps: Vec<StepRow>,
    pub(crate) events: Vec<EventRow>,
    pub(crate) state: OrderState,
    /// When the last step was taken.
    pub(crate) at: DateTime<Utc>,
    firm: &'a Firm,
    officer: &'a Officer,
    terms: Terms,
}

/// The way from the pool to a state.
pub(crate) fn way_to(city: &mut City, state: OrderState) -> Vec<OrderState> {
    use OrderState as S;
    let trunk = [S::Grabbed, S::FirstReviewPassed, S::CreditGranted, S::Disbursed];
    let trunk_steps = match state {
        S::Submitted | S::Grabbed => 0,
        S::FirstReviewPassed | S::FirstReviewRefused => 1,
        S::CreditGranted | S::CreditRefused => 2,
        S::Disbursed | S::DisbursementRefused => 3,
        S::Settled => 4,
        S::Withdrawn | S::NotChosen => usize::try_from(city.chance.between(0, 2)).unwrap_or(0),
    };
    let mut way: Vec<S> = trunk.into_iter().take(trunk_steps).collect();
    if state != S::Submitted {
        way.push(state);
    }
    way
}

impl<'a> Course<'a> {
    /// Begins with the state of `first`.
    pub(crate) fn begin(
        city: &mut City,
        first: OrderRow,
        firm: &'a Firm,
        officer: &'a Officer,
        terms: Terms,
    ) -> Result<Self> {
        let (state, at) = (OrderState::from_word(first.state), first.submitted_at);
        let state = state.unwrap_or(OrderState::Submitted);
        let (steps, events) = (Vec::new(), Vec::new());
        let mut course = Self { first, steps, events, state, at, firm, officer, terms };
        course.tell(city, None)?;
        Ok(course)
    }

    /// Takes steps until the way ends or the present is reached.
    pub(crate) fn walk(&mut self, city: &mut City, way: &[OrderState]) -> Result<()> {
        for &state in way {
            let at = self.moment_of(city, state);
            if at >= city.clock.now {
                break;
            }
            self.step(city, state, at)?;
        }
        Ok(())
    }

    pub(crate) fn step(
        &mut self,
        city: &mut City,
        to: OrderState,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let step = self.step_row(city, to, at)?;
        let from = self.state;
        self.steps.push(step);
        self.state = to;
        self.at = at;
        self.tell(city, Some(from))
    }

    /// Credit loans have three days at most, so everybody hurries.
    fn moment_of(&self, city: &mut City, state: OrderState) -> DateTime<Utc> {
        use OrderState as S;
        let (least, most) = match state {
            S::Submitted | S::Grabbed => (15, 480),
            S::FirstReviewPassed | S::FirstReviewRefused => (45, 520),
            S::CreditGranted | S::CreditRefused => (200, 1050),
            S::Disbursed | S::DisbursementRefused => (150, 1000),
            S::Withdrawn | S::NotChosen => (60, 600),
            S::Settled => {
                let days = TimeDelta::days(city.chance.between(30, 240));
                return city.clock.office_after(&mut city.chance, self.at + days, 60);
            }
        };
        let slow = if city.chance.happens(8) { 3 } else { 1 };
        let hurry = if self.first.financing_type == "credit" { 3 } else { 1 };
        let minutes = city.chance.between(least, most) * slow / hurry;
        city.clock.office_after(&mut city.chance, self.at, minutes)
    }

    fn step_row(&self, city: &mut City, to: OrderState, at: DateTime<Utc>) -> Result<StepRow> {
        use OrderState as S;
        let mut row = StepRow { id: self.first.id, state: to.as_str(), ..StepRow::default() };
        match to {
            S::Grabbed => {
                row.officer_id = Some(self.officer.id);
                row.grabbed_at = Some(at);
            }
            S::FirstReviewPassed | S::FirstReviewRefused => row.first_reviewed_at = Some(at),
            S::CreditGranted | S::CreditRefused => row.credited_at = Some(at),
            S::Disbursed => {
                let number = city.chance.between(1, 99_999);
                row.disbursed_at = Some(at);
                row.disbursed_amount = Some(self.terms.disbursed_amount);
                row.contract_number = Some(format!("HT{}-{number:05}", local_year(at)));
                row.paid_on = Some(local_day(at));
            }
            _ => {}
        }
        if to == S::FirstReviewPassed && self.terms.is_precredit {
            row.precredit_amount = Some(self.terms.credit_amount);
            row.precredit_annual_rate = Some(self.terms.annual_rate);
            row.precredit_term_months = Some(self.terms.term_months);
            // What still waits for a choice can be chosen for a while.
            let least = city.clock.now + TimeDelta::days(7);
            row.precredit_expires_at = Some((at + TimeDelta::days(15)).max(least));
        }
        if to == S::CreditGranted {
            self.grant(city, &mut row)?;
        }
        let is_open = matches!(to, S::Grabbed | S::FirstReviewPassed | S::CreditGranted);
        row.ended_at = (!is_open).then_some(at);
        Ok(row)
    }

    fn grant(&self, city: &mut City, row: &mut StepRow) -> Result<()> {
        row.credit_amount = Some(self.terms.credit_amount);
        row.credit_annual_rate = Some(self.terms.annual_rate);
        row.credit_term_months = Some(self.terms.term_months);
        row.credit_guarantee_mode = Some(self.terms.guarantee_mode.clone());
        if self.terms.guarantee_mode == "guarantee" {
            let ratio = Decimal::new(*city.chance.pick(&[70, 80, 80, 100])?, 2);
            row.guarantor_id = Some(self.terms.guarantor);
            row.guarantee_ratio = Some(ratio);
            row.guarantee_amount = Some(ratio * Decimal::from(self.terms.credit_amount));
        }
        Ok(())
    }

    /// Writes the event of the step just taken, or of the beginning.
    fn tell(&mut self, city: &mut City, from: Option<OrderState>) -> Result<()> {
        use OrderState as S;
        let by_applicant = matches!(self.state, S::Submitted | S::Withdrawn | S::NotChosen);
        let (actor_id, actor_role) = if by_applicant {
            (self.firm.account, "applicant")
        } else {
            (self.officer.account, "officer")
        };
        let internal_note = match by_applicant {
            true => None,
            false if city.chance.happens(12) => Some(city.text("internal")?),
            false => Some(city.text(self.state.as_str())?),
        };
        self.events.push(EventRow {
            order_id: self.first.id,
            from_state: from.map(S::as_str),
            to_state: self.state.as_str(),
            actor_id,
            actor_role,
            payload: self.payload(city)?,
            internal_note,
            happened_at: self.at,
        });
        Ok(())
    }

    fn payload(&self, city: &mut City) -> Result<Value> {
        let mut payload = Map::new();
        let mut put = |key: &str, value: Value| payload.insert(key.to_owned(), value);
        if self.state == OrderState::Withdrawn {
            put("reason", city.text(self.state.as_str())?.into());
        }
        if let Some(step) = self.steps.last() {
            if let Some(amount) = step.precredit_amount {
                put("precredit_amount", yuan(amount));
            }
            if let Some(amount) = step.credit_amount {
                put("amount", yuan(amount));
                put("annual_rate", json!(step.credit_annual_rate));
                put("term_months", json!(step.credit_term_months));
                put("guarantee_mode", json!(step.credit_guarantee_mode));
            }
            if let Some(amount) = step.disbursed_amount {
                put("amount", yuan(amount));
                put("paid_on", json!(step.paid_on));
            }
        }
        Ok(payload.into())
    }
}

/// An amount as answers write it.
fn yuan(amount: i64) -> Value {
    format!("{amount}.00").into()
}
