//! One application with everything that may be read of it.

use facts::FactsRead;
use rules::Table;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::{Store, row, statement};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Answer, Fault, Problem};

statement! {
    Gather("decide-application/gather") -> CaseRow
}

row! {
    struct CaseRow {
        order_id: Uuid,
        applicant_id: Uuid,
        ended: bool,
        subject_type: String,
        amount: Decimal,
        term_months: i32,
        purpose: String,
        credit_code: Option<String>,
        organisation_name: Option<String>,
        legal_person_index: Option<String>,
        section: Option<String>,
        applications_30d: i64,
        same_phone: Option<i64>,
        same_device: Option<i64>,
        same_address: Option<i64>,
        same_legal_person: Option<i64>,
        same_project: Option<i64>,
        project_states: Option<Value>,
        list_hits: Value,
        grey_hits: i64,
        facts: Option<Value>,
        live: Value,
        shadows: Value,
    }
}

/// A version of the rules of one kind.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Version {
    pub(crate) id: Uuid,
    /// `verification`, `anti_fraud` or `admission`.
    pub(crate) kind: String,
    pub(crate) version: i32,
    pub(crate) body: Table,
}

/// Behind the numbers: what hit, without other institutions' secrets.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Evidence {
    /// Entries of lists: each with `subject`, `reason` and `source`.
    #[schema(value_type = Vec<Object>)]
    pub(crate) list_hits: Value,
    /// Other orders for the same project: how many in which state.
    #[schema(value_type = Vec<Object>)]
    pub(crate) same_project: Value,
}

/// An application to be decided.
pub(crate) struct Case {
    row: CaseRow,
    pub(crate) facts: Option<FactsRead>,
    pub(crate) live: Vec<Version>,
    pub(crate) shadows: Vec<Version>,
}

/// Who asks for the facts.
pub(crate) struct Reader<'a> {
    pub(crate) account: Option<Uuid>,
    pub(crate) role: &'static str,
    pub(crate) request_id: &'a str,
}

impl Reader<'_> {
    fn gather(&self, order_id: Option<Uuid>, officer_id: Option<Uuid>, orders_max: i64) -> Gather {
        Gather {
            order_id,
            officer_id,
            orders_max,
            account_id: self.account,
            role: self.role.to_owned(),
            request_id: self.request_id.to_owned(),
        }
    }
}

impl Case {
    /// One order of an officer.
    pub(crate) async fn of_order(
        store: &Store,
        order: Uuid,
        officer: Uuid,
        reader: Reader<'_>,
    ) -> Answer<Option<Self>> {
        let gather = reader.gather(Some(order), Some(officer), 1);
        let row = store.optional(gather).await?;
        row.map(Self::read).transpose()
    }

    /// The orders that wait longest for their first run, each with its case, unless that cannot be read.
    pub(crate) async fn waiting(
        store: &Store,
        most: i64,
        reader: Reader<'_>,
    ) -> Answer<Vec<(Uuid, Answer<Self>)>> {
        let rows = store.all(reader.gather(None, None, most)).await?;
        Ok(rows.into_iter().map(|row| (row.order_id, Self::read(row))).collect())
    }

    fn read(mut row: CaseRow) -> Answer<Self> {
        let facts = row.facts.take().map(from_json).transpose()?;
        let live = from_json(row.live.take())?;
        let shadows = row.shadows.take();
        Ok(Self {
            row,
            facts,
            live,
            shadows: shadows.as_array().map_or_else(Vec::new, |all| readable(all)),
        })
    }

    pub(crate) fn order(&self) -> Uuid {
        self.row.order_id
    }

    /// Whether the order is over, so that nothing is decided about it any more.
    pub(crate) fn is_ended(&self) -> bool {
        self.row.ended
    }

    pub(crate) fn evidence(&self) -> Evidence {
        Evidence {
            list_hits: self.row.list_hits.clone(),
            same_project: self
                .row
                .project_states
                .clone()
                .unwrap_or_else(|| Value::Array(Vec::new())),
        }
    }

    /// The section of the firm's industry.
    pub(crate) fn section(&self) -> Option<&str> {
        self.row.section.as_deref()
    }

    /// What the application itself and the platform's own traces say, by the names of the catalogue.
    pub(crate) fn own_inputs(&self) -> Map<String, Value> {
        let row = &self.row;
        let code = row.credit_code.as_deref();
        let values = [
            ("subject_type", row.subject_type.clone().into()),
            ("amount", row.amount.to_string().into()),
            ("term_months", row.term_months.into()),
            ("purpose", row.purpose.clone().into()),
            ("consent_given", self.facts.is_some().into()),
            ("credit_code_valid", code.map(|code| domain::CreditCode::parse(code).is_ok()).into()),
            ("applications_30d", row.applications_30d.into()),
            ("same_phone_applicants", row.same_phone.into()),
            ("same_device_applicants", row.same_device.into()),
            ("same_address_applicants", row.same_address.into()),
            ("same_legal_person_applicants", row.same_legal_person.into()),
            ("same_project_orders", row.same_project.into()),
            ("blacklist_hits", row.list_hits.as_array().map(Vec::len).into()),
            ("greylist_hits", row.grey_hits.into()),
        ];
        values.into_iter().map(|(name, value): (&str, Value)| (name.to_owned(), value)).collect()
    }

    /// A field of a data item.
    pub(crate) fn fact(&self, item: &str, field: &str) -> Option<&Value> {
        self.facts.as_ref()?.get(item, field)
    }

    pub(crate) fn amount(&self) -> Decimal {
        self.row.amount
    }

    pub(crate) fn credit_code(&self) -> Option<&str> {
        self.row.credit_code.as_deref()
    }

    pub(crate) fn organisation_name(&self) -> Option<&str> {
        self.row.organisation_name.as_deref()
    }

    pub(crate) fn legal_person_index(&self) -> Option<&str> {
        self.row.legal_person_index.as_deref()
    }
}

/// The versions in the shadow that can be read: one that cannot does not keep the live rules from deciding.
fn readable(versions: &[Value]) -> Vec<Version> {
    versions.iter().filter_map(|version| Version::deserialize(version).ok()).collect()
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(value: Value) -> Answer<T> {
    serde_json::from_value(value).map_err(|error| Problem::caused(Fault::Internal, error))
}
