//! Messages inside the platform: list, count of unread ones, marking as read.

mod inbox;
mod mark;

use domain::Role;
use uuid::Uuid;
use web::Session;

web::function! {
    "消息：站内消息、未读数与已读标记";
    inbox::list,
    mark::read,
    mark::read_all
}

/// The audiences whose messages a session may read.
struct Audience {
    applicant: Option<Uuid>,
    officer: Option<Uuid>,
    /// Of a manager; messages for officers are addressed to each.
    institution: Option<Uuid>,
    /// `operator` or `regulator`; the other roles have no messages of their own.
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
