//! Sets of roles, as the type of a handler's parameter names them: `Caller<{ roles::OFFICER | roles::MANAGER }>`.

use domain::Role;

/// 申请人.
pub const APPLICANT: u8 = of(Role::Applicant);
/// 客户经理.
pub const OFFICER: u8 = of(Role::Officer);
/// 机构管理员.
pub const MANAGER: u8 = of(Role::Manager);
/// 运营.
pub const OPERATOR: u8 = of(Role::Operator);
/// 监管.
pub const REGULATOR: u8 = of(Role::Regulator);
/// Who works for an institution.
pub const INSTITUTION: u8 = OFFICER | MANAGER;
/// Who works for the platform or watches over it.
pub const STAFF: u8 = OPERATOR | REGULATOR;
/// Everybody who is signed in.
pub const ALL: u8 = APPLICANT | INSTITUTION | STAFF;

/// The set that holds one role.
pub const fn of(role: Role) -> u8 {
    1 << role as u8
}
