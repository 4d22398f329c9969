//! The encrypted columns. A ciphertext is bound to its column and its row and opens nowhere else.

/// An encrypted column, `table.column` without the suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field(pub(crate) &'static str);

/// An officer's name.
pub const OFFICER_NAME: Field = Field("officer.name");
/// An officer's telephone number.
pub const OFFICER_PHONE: Field = Field("officer.phone");
/// The name of an organisation's legal representative.
pub const APPLICANT_LEGAL_PERSON: Field = Field("applicant.legal_person");
/// The identity number of an organisation's legal representative; only ever indexed.
pub const APPLICANT_LEGAL_PERSON_ID: Field = Field("applicant.legal_person_id");
/// The registered address of an organisation; only ever indexed.
pub const APPLICANT_ADDRESS: Field = Field("applicant.address");
/// The name of a natural person who applies.
pub const APPLICANT_PERSON_NAME: Field = Field("applicant.person_name");
/// The identity number of a natural person who applies.
pub const APPLICANT_ID_NUMBER: Field = Field("applicant.id_number");
/// An applicant's telephone number.
pub const APPLICANT_PHONE: Field = Field("applicant.phone");
/// The contact's name of an order.
pub const ORDER_CONTACT_NAME: Field = Field("loan_order.contact_name");
/// The contact's telephone number of an order.
pub const ORDER_CONTACT_PHONE: Field = Field("loan_order.contact_phone");
/// The device that an application came from; only ever indexed.
pub const ORDER_DEVICE: Field = Field("loan_order.device");
/// The contact's name of a demand.
pub const DEMAND_CONTACT_NAME: Field = Field("demand.contact_name");
/// The contact's telephone number of a demand.
pub const DEMAND_CONTACT_PHONE: Field = Field("demand.contact_phone");
/// The account name of a failed sign-in; only ever indexed.
pub const SIGN_IN_LOGIN: Field = Field("sign_in_failure.login");
/// The network or the device that a name was tried from; only ever indexed.
pub const SIGN_IN_PLACE: Field = Field("sign_in_failure.place");
