//! Collecting every mistake of a form before answering, so that a person mends all of them at once.

use serde::Serialize;

/// Why a value was refused: a stable code for programs, a sentence for people that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct Invalid {
    /// Stable, snake_case.
    pub code: &'static str,
    /// Chinese.
    pub message: String,
}

impl Invalid {
    /// A refusal with its code and its Chinese sentence.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// One refused field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name as the caller wrote it, `a.b` for a nested one.
    pub field: String,
    /// Stable, snake_case.
    pub code: &'static str,
    /// Chinese; says what to do.
    pub message: String,
}

/// All refused fields of a form; never empty when it is an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} fields refused", .0.len())]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// A form refused for one field.
    pub fn one(field: &str, invalid: Invalid) -> Self {
        let Invalid { code, message } = invalid;
        Self(vec![FieldError { field: field.to_owned(), code, message }])
    }
}

/// A form being checked.
///
/// ```
/// # use domain::{Form, Amount, TermMonths};
/// let mut form = Form::default();
/// let amount = form.check("amount", Amount::parse("1000.00"));
/// let term = form.check("term_months", TermMonths::new(12));
/// let checked = form.finish(|| Some((amount?, term?)));
/// assert!(checked.is_ok());
/// ```
#[derive(Debug, Default)]
pub struct Form {
    errors: Vec<FieldError>,
}

impl Form {
    /// Keeps the value, or notes why `field` was refused.
    pub fn check<T>(&mut self, field: &str, parsed: Result<T, Invalid>) -> Option<T> {
        parsed.map_err(|invalid| self.refuse(field, invalid)).ok()
    }

    /// As [`Form::check`] for a field that may be absent: `Some(None)` when it is.
    pub fn check_optional<T>(
        &mut self,
        field: &str,
        parsed: Option<Result<T, Invalid>>,
    ) -> Option<Option<T>> {
        match parsed {
            None => Some(None),
            Some(parsed) => self.check(field, parsed).map(Some),
        }
    }

    /// As [`Form::check`] for a field that must be there: absent is refused with the code `required`.
    pub fn require<T>(&mut self, field: &str, parsed: Option<Result<T, Invalid>>) -> Option<T> {
        let missing = || Err(Invalid::new("required", "请填写此项"));
        self.check(field, parsed.unwrap_or_else(missing))
    }

    /// Notes a refusal that no parser found, for instance a rule between two fields.
    pub fn refuse(&mut self, field: &str, invalid: Invalid) {
        let Invalid { code, message } = invalid;
        self.errors.push(FieldError { field: field.to_owned(), code, message });
    }

    /// The checked whole, or every refusal. `build` may answer `None` only after a refusal.
    ///
    /// # Errors
    /// All refused fields, in the order in which they were checked.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, FieldErrors> {
        if !self.errors.is_empty() {
            return Err(FieldErrors(self.errors));
        }
        build().ok_or_else(|| {
            FieldErrors::one("", Invalid::new("required", "表单不完整，请检查后重新提交"))
        })
    }
}
