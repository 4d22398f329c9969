use super::city::City;
use super::course::Course;
use super::demand_rows::{ChoiceRow, DemandRow, DemandRows, ViewRow};
use super::firm::Firm;
use super::institution::Institution;
use super::order::{
    amount_within, financing_type, firm_of_the_time, officer_for, purpose, term_within, terms,
};
use super::order_rows::OrderRow;
use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use crypto::field::{DEMAND_CONTACT_NAME, DEMAND_CONTACT_PHONE};
use domain::OrderState;
use rust_decimal::Decimal;
use uuid::Uuid;

pub(crate) const COUNT: usize = 800;
const MAX_INSTITUTIONS: usize = 3;
const MODES: [(&str, u32); 5] =
    [("credit", 34), ("mortgage", 26), ("guarantee", 20), ("pledge", 10), ("combined", 10)];

/// What becomes of a demand, given time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is not taken.
    Quiet,
    /// Some take it, and the applicant has not chosen yet.
    Pending,
    /// Two pre-credits wait for the applicant's choice.
    Awaiting,
    /// All slots are taken, and all institutions say no.
    Refused,
    /// The applicant chooses one, and it ends so.
    Chosen(OrderState),
}

const FATES: [(Fate, u32); 8] = [
    (Fate::Quiet, 12),
    (Fate::Pending, 12),
    (Fate::Refused, 10),
    (Fate::Chosen(OrderState::Disbursed), 40),
    (Fate::Chosen(OrderState::Settled), 8),
    (Fate::Chosen(OrderState::CreditRefused), 9),
    (Fate::Chosen(OrderState::DisbursementRefused), 4),
    (Fate::Chosen(OrderState::Withdrawn), 5),
];

/// Demands that the announced applicants are sure to find: firm, fate, working days ago.
const WISHES: [(usize, Fate, usize); 6] = [
    (0, Fate::Awaiting, 6),
    (0, Fate::Quiet, 1),
    (0, Fate::Chosen(OrderState::Disbursed), 40),
    (1, Fate::Awaiting, 7),
    (1, Fate::Chosen(OrderState::CreditGranted), 12),
    (1, Fate::Refused, 30),
];

/// Demands and what institutions made of them.
#[derive(Default)]
pub(crate) struct Board<'a> {
    pub(crate) rows: DemandRows,
    pub(crate) courses: Vec<Course<'a>>,
}

/// Posts the demands of the year.
pub(crate) fn post<'a>(
    city: &mut City,
    institutions: &'a [Institution],
    firms: &'a [Firm],
) -> Result<Board<'a>> {
    let mut poster = Poster { institutions, board: Board::default() };
    for (firm, fate, days) in WISHES {
        let firm = firms.get(firm).context("no such firm")?;
        let at = city.clock.working_days_ago(days);
        poster.post(city, firm, fate, (at, None))?;
    }
    while poster.board.rows.demands.len() < COUNT {
        let at = city.clock.lately(&mut city.chance, 365);
        let firm = firm_of_the_time(city, firms, at)?;
        let fate = city.chance.pick_weighted(&FATES, |fate| fate.1)?.0;
        let (demand, failed_at) = poster.post(city, firm, fate, (at, None))?;
        let again_at = failed_at.map(|at| city.clock.office_after(&mut city.chance, at, 300));
        let has_room = poster.board.rows.demands.len() < COUNT;
        if let Some(at) = again_at.filter(|&at| at < city.clock.now)
            && has_room
            && city.chance.happens(40)
        {
            let fate = Fate::Chosen(OrderState::Disbursed);
            poster.post(city, firm, fate, (at, Some(demand)))?;
        }
    }
    Ok(poster.board)
}

struct Poster<'a> {
    institutions: &'a [Institution],
    board: Board<'a>,
}

impl<'a> Poster<'a> {
    /// Posts a demand and lets its fate unfold until now. Says its id, and when it failed, if it
    /// did.
    fn post(
        &mut self,
        city: &mut City,
        firm: &'a Firm,
        fate: Fate,
        (at, parent): (DateTime<Utc>, Option<Uuid>),
    ) -> Result<(Uuid, Option<DateTime<Utc>>)> {
        let mut demand = self.demand(city, firm, (at, parent))?;
        let mut courses = self.take_slots(city, firm, &demand, fate)?;
        demand.slots_taken = i32::try_from(courses.len())?;
        demand.processed_at = courses.iter().map(|course| course.first.submitted_at).min();
        self.review(city, fate, &mut courses)?;
        let mut failed_at = None;
        if courses.len() == MAX_INSTITUTIONS
            && courses.iter().all(|course| course.state == OrderState::FirstReviewRefused)
        {
            failed_at = courses.iter().map(|course| course.at).max();
        }
        if let Fate::Chosen(end) = fate {
            failed_at = self.choose(city, demand.id, end, &mut courses)?.or(failed_at);
        }
        self.look(city, &mut demand, &courses)?;
        let id = demand.id;
        self.board.rows.demands.push(demand);
        self.board.courses.extend(courses);
        Ok((id, failed_at))
    }

    fn demand(
        &self,
        city: &mut City,
        firm: &Firm,
        (at, parent): (DateTime<Utc>, Option<Uuid>),
    ) -> Result<DemandRow> {
        let id = city.chance.id(at);
        let (mode, _) = city.chance.pick_weighted(&MODES, |mode| mode.1)?;
        let most = if *mode == "credit" { 2_000_000 } else { 8_000_000 };
        Ok(DemandRow {
            id,
            applicant_id: firm.id,
            amount: amount_within(city, (50_000, most)),
            term_months: term_within(city, (6, 60)),
            purpose: purpose(city, firm)?,
            guarantee_mode: mode,
            annual_rate_max: Decimal::new(city.chance.between(80, 120) * 5, 4),
            description: city.text("description")?,
            contact_name_cipher: city.seal(DEMAND_CONTACT_NAME, id, &firm.contact_name)?,
            contact_phone_cipher: city.seal(DEMAND_CONTACT_PHONE, id, &firm.phone)?,
            contact_phone_index: city.index(DEMAND_CONTACT_PHONE, &firm.phone),
            region_code: firm.region.clone(),
            state: "open",
            max_institutions: MAX_INSTITUTIONS,
            slots_taken: 0,
            parent_id: parent,
            viewed_at: None,
            processed_at: None,
            created_at: at,
        })
    }

    /// Different institutions take a slot each, one after the other, as far as time allows.
    fn take_slots(
        &self,
        city: &mut City,
        firm: &'a Firm,
        demand: &DemandRow,
        fate: Fate,
    ) -> Result<Vec<Course<'a>>> {
        let wanted = match fate {
            Fate::Quiet => 0,
            Fate::Pending => city.chance.between(1, 2),
            Fate::Awaiting => 2,
            Fate::Refused => 3,
            Fate::Chosen(_) => *city.chance.pick(&[1, 2, 2, 3, 3])?,
        };
        let mut courses: Vec<Course<'a>> = Vec::new();
        let mut at = demand.created_at;
        while i64::try_from(courses.len())? < wanted {
            let weight = |i: &Institution| if i.category == "bank" { 8 } else { 1 };
            let institution = city.chance.pick_weighted(self.institutions, weight)?;
            if courses.iter().any(|course| course.first.institution_id == institution.id) {
                continue;
            }
            let minutes = city.chance.between(20, 400);
            at = city.clock.office_after(&mut city.chance, at, minutes);
            if at >= city.clock.now {
                break;
            }
            courses.push(self.take_slot(city, firm, demand, (institution, at))?);
        }
        Ok(courses)
    }

    fn take_slot(
        &self,
        city: &mut City,
        firm: &'a Firm,
        demand: &DemandRow,
        (institution, at): (&'a Institution, DateTime<Utc>),
    ) -> Result<Course<'a>> {
        let officer = officer_for(city, institution, &firm.region)?;
        let mode = demand.guarantee_mode;
        let first = OrderRow {
            id: city.chance.id(at),
            applicant_id: firm.id,
            institution_id: institution.id,
            product_version_id: None,
            demand_id: Some(demand.id),
            amount: demand.amount,
            term_months: demand.term_months,
            purpose: demand.purpose,
            financing_type: financing_type(mode),
            contact_name_cipher: None,
            contact_phone_cipher: None,
            contact_phone_index: None,
            region_code: demand.region_code.clone(),
            state: OrderState::Grabbed.as_str(),
            officer_id: Some(officer.id),
            submitted_at: at,
            grabbed_at: Some(at),
        };
        let rate = (Decimal::new(33, 3), demand.annual_rate_max);
        let terms = terms(city, self.institutions, (mode, rate), &first)?;
        Course::begin(city, first, firm, officer, terms)
    }

    /// First reviews. Of a chosen demand the first order passes; of a pending one most do.
    fn review(&self, city: &mut City, fate: Fate, courses: &mut [Course]) -> Result<()> {
        for (place, course) in courses.iter_mut().enumerate() {
            let is_old = city.clock.now - course.at > TimeDelta::days(15);
            let verdict = match (fate, city.chance.between(0, 99)) {
                (Fate::Refused, _) => Some(OrderState::FirstReviewRefused),
                (Fate::Pending, _) if is_old => Some(OrderState::FirstReviewRefused),
                (Fate::Awaiting, _) => Some(OrderState::FirstReviewPassed),
                (Fate::Chosen(_), _) if place == 0 => Some(OrderState::FirstReviewPassed),
                (_, 0..65) => Some(OrderState::FirstReviewPassed),
                (_, 65..85) => Some(OrderState::FirstReviewRefused),
                _ => None,
            };
            course.walk(city, verdict.as_slice())?;
        }
        Ok(())
    }

    /// The applicant chooses the first pre-credit; the others that remain are notified. Says when
    /// the chosen one failed, if it did.
    fn choose(
        &mut self,
        city: &mut City,
        demand: Uuid,
        end: OrderState,
        courses: &mut [Course],
    ) -> Result<Option<DateTime<Utc>>> {
        let last = courses.iter().map(|course| course.at).max().unwrap_or(city.clock.now);
        let minutes = city.chance.between(60, 600);
        let at = city.clock.office_after(&mut city.chance, last, minutes);
        let Some((chosen, others)) = courses.split_first_mut() else {
            return Ok(None);
        };
        if at >= city.clock.now || chosen.state != OrderState::FirstReviewPassed {
            return Ok(None);
        }
        let chosen_order_id = chosen.first.id;
        self.board.rows.choices.push(ChoiceRow { id: demand, chosen_order_id, chosen_at: at });
        for other in others {
            if other.state.may_become(OrderState::NotChosen) {
                other.step(city, OrderState::NotChosen, at)?;
            }
        }
        chosen.at = at;
        chosen.walk(city, after_choice(end))?;
        let failed = matches!(
            chosen.state,
            OrderState::CreditRefused | OrderState::DisbursementRefused | OrderState::Withdrawn
        );
        Ok(failed.then_some(chosen.at))
    }

    /// The institutions that took a slot looked first, and some only looked.
    fn look(&mut self, city: &mut City, demand: &mut DemandRow, courses: &[Course]) -> Result<()> {
        let mut views: Vec<(Uuid, DateTime<Utc>)> = Vec::new();
        for course in courses {
            let before = TimeDelta::minutes(city.chance.between(3, 20));
            let viewed_at = (course.first.submitted_at - before).max(demand.created_at);
            views.push((course.first.institution_id, viewed_at));
        }
        for _ in 0..city.chance.between(0, 2) {
            let institution = city.chance.pick(self.institutions)?.id;
            let minutes = city.chance.between(20, 900);
            let at = city.clock.office_after(&mut city.chance, demand.created_at, minutes);
            if at < city.clock.now && views.iter().all(|view| view.0 != institution) {
                views.push((institution, at));
            }
        }
        demand.viewed_at = views.iter().map(|view| view.1).min();
        self.board.rows.views.extend(views.into_iter().map(|(institution_id, viewed_at)| {
            ViewRow { demand_id: demand.id, institution_id, viewed_at }
        }));
        Ok(())
    }
}

/// The steps of the chosen order.
fn after_choice(end: OrderState) -> &'static [OrderState] {
    use OrderState as S;
    match end {
        S::CreditGranted => &[S::CreditGranted],
        S::CreditRefused => &[S::CreditRefused],
        S::DisbursementRefused => &[S::CreditGranted, S::DisbursementRefused],
        S::Withdrawn => &[S::Withdrawn],
        S::Settled => &[S::CreditGranted, S::Disbursed, S::Settled],
        _ => &[S::CreditGranted, S::Disbursed],
    }
}
