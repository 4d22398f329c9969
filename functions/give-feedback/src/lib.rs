//! What the institution reports on an order: first review, credit, disbursement, settlement, and what a compensation
//! pool has paid. Each is reported once, by the officer who has the order, and shows on the applicant's page at once.

mod bounds;
mod compensation;
mod credit;
mod disbursement;
mod first_review;
mod receipt;
mod refusal;
mod reversal;
mod settlement;

web::function! {
    "办理反馈：客户经理反馈初审、授信与放款结果，订单状态实时更新";
    first_review::report,
    credit::report,
    disbursement::report,
    settlement::report,
    compensation::report,
    reversal::take_back
}
