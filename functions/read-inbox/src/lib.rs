//! Messages inside the platform: what is new for me, and that I have read it.

mod inbox;
mod mark;
mod wording;

use domain::Role;
use utoipa::OpenApi;
use uuid::Uuid;
use web::{Router, Session, get, post};

fn routes() -> Router {
    Router::new()
        .route("/api/inbox", get(inbox::list))
        .route("/api/inbox/{id}/read", post(mark::read))
}

/// The operations of this function.
#[derive(OpenApi)]
#[openapi(paths(inbox::list, mark::read))]
pub struct Api;

/// To whom messages are spoken that a session may read.
struct Audience {
    applicant: Option<Uuid>,
    officer: Option<Uuid>,
    /// Of a manager; an institution's officers are spoken to by name.
    institution: Option<Uuid>,
    /// `operator` or `regulator`; the other roles are never spoken to as a whole.
    role: Option<String>,
}

impl From<&Session> for Audience {
    fn from(session: &Session) -> Self {
        let role = session.role;
        let staff = matches!(role, Role::Operator | Role::Regulator);
        Self {
            applicant: session.applicant,
            officer: session.officer,
            institution: session.institution.filter(|_| role == Role::Manager),
            role: staff.then(|| role.as_str().to_owned()),
        }
    }
}

web::component!(routes);
