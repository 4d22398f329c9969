//! Who lives in the town, and what they send.

use crate::Town;
use anyhow::Result;
use crypto::field;
use serde_json::{Value, json};
use uuid::Uuid;

/// The hash of everybody's password, of the kind that the platform keeps but for the work: a hash says itself what it
/// costs to check, and a test of something else need not pay for hundreds of sign-ins. The accounts of the demo city
/// have the real cost.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$W+4U9zlCMyg28JWO8Q1mTP98hdFy3seqOCEbnBIgOp4";

impl Town {
    /// An institution of a category.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn institution(&self, category: &str) -> Result<Uuid> {
        let id = Uuid::now_v7();
        let made = "insert into institution (id, category_code, name, open_applications_max)
                    values ($1, $2, $3, 100)";
        sqlx::query(made)
            .bind(id)
            .bind(category)
            .bind(format!("测试机构{}", id.simple()))
            .execute(&self.database)
            .await?;
        Ok(id)
    }

    /// A loan officer of an institution with an account of that name; the officer's id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn officer(&self, institution: Uuid, login: &str) -> Result<Uuid> {
        let id = Uuid::now_v7();
        let phone = "17000000000";
        sqlx::query(
            "insert into officer (id, institution_id, name_cipher, phone_cipher, phone_index)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(institution)
        .bind(self.keyring.seal(field::OFFICER_NAME, id, "试经理", nonce())?)
        .bind(self.keyring.seal(field::OFFICER_PHONE, id, phone, nonce())?)
        .bind(self.keyring.blind_index(field::OFFICER_PHONE, phone))
        .execute(&self.database)
        .await?;
        self.account(login, "officer", None, Some(institution), Some(id)).await?;
        Ok(id)
    }

    /// The manager of an institution.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn manager(&self, institution: Uuid, login: &str) -> Result<()> {
        self.account(login, "manager", None, Some(institution), None).await
    }

    /// An operator or a regulator.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn staff(&self, role: &str, login: &str) -> Result<()> {
        self.account(login, role, None, None, None).await
    }

    /// A company that applies, in the district 341202, with an account of that name; the applicant's id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn company(&self, login: &str) -> Result<Uuid> {
        let id = Uuid::now_v7();
        sqlx::query(
            "insert into applicant (id, subject_type, organisation_name, credit_code, region_code,
                 industry_code, size_class)
             values ($1, 'company', $2, $3, '341202', '13', 'small')",
        )
        .bind(id)
        .bind(format!("测试企业{login}"))
        .bind(credit_code(id))
        .execute(&self.database)
        .await?;
        self.account(login, "applicant", Some(id), None, None).await?;
        Ok(id)
    }

    /// An applicant's account that is not tied to an applicant yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unverified(&self, login: &str) -> Result<()> {
        self.account(login, "applicant", None, None, None).await
    }

    async fn account(
        &self,
        login: &str,
        role: &str,
        applicant: Option<Uuid>,
        institution: Option<Uuid>,
        officer: Option<Uuid>,
    ) -> Result<()> {
        sqlx::query(
            "insert into account (id, login, password_hash, role, applicant_id, institution_id, officer_id)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(Uuid::now_v7())
        .bind(login)
        .bind(PASSWORD_HASH)
        .bind(role)
        .bind(applicant)
        .bind(institution)
        .bind(officer)
        .execute(&self.database)
        .await?;
        Ok(())
    }

    /// A product of an institution on the shelf: 10,000 to 5,000,000 yuan, 3 to 36 months, for everybody; its id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn product(&self, institution: Uuid) -> Result<Uuid> {
        let (product, version) = (Uuid::now_v7(), Uuid::now_v7());
        let author = Uuid::now_v7();
        sqlx::query(
            "with author as (
                 insert into account (id, login, password_hash, role, institution_id)
                 values ($4, 'author.' || left(replace($4::text, '-', ''), 30), $5, 'manager', $3)
                 returning id
             ), version as (
                 insert into product_version (id, product_id, version, state, name, guarantee_mode,
                     amount_min, amount_max, term_months_min, term_months_max, annual_rate_min,
                     annual_rate_max, submitted_by, submitted_at)
                 select $2, $1, 1, 'approved', '测试贷', 'credit', 10000, 5000000, 3, 36, 0.03, 0.06,
                     id, now() from author
             )
             insert into product (id, institution_id, state, current_version_id)
             values ($1, $3, 'on_shelf', $2)",
        )
        .bind(product)
        .bind(version)
        .bind(institution)
        .bind(author)
        .bind(PASSWORD_HASH)
        .execute(&self.database)
        .await?;
        Ok(product)
    }

    /// Makes every order that is there older: applied for so many days earlier than it was.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn age_orders(&self, days: i32) -> Result<()> {
        sqlx::query(
            "update loan_order set submitted_at = submitted_at - make_interval(days => $1)",
        )
        .bind(days)
        .execute(&self.database)
        .await?;
        Ok(())
    }

    /// The contact of an order, sealed as the platform seals it: name and telephone number.
    pub fn sealed_contact(&self, order: Uuid) -> Result<(Vec<u8>, Vec<u8>)> {
        let seal = |field, plain| self.keyring.seal(field, order, plain, nonce());
        let name = seal(field::ORDER_CONTACT_NAME, "张小三")?;
        Ok((name, seal(field::ORDER_CONTACT_PHONE, "17000000001")?))
    }

    /// An application for a product, as a form is sent.
    pub fn application(product: Uuid) -> Value {
        json!({
            "product_id": product, "amount": "500000.00", "term_months": 12,
            "purpose": "working_capital", "contact_name": "张小三", "contact_phone": "17000000001",
        })
    }

    /// A pre-credit for a demand, as a form is sent.
    pub fn offer(amount: &str) -> Value {
        json!({
            "verdict": "pass", "remark": "", "precredit_amount": amount, "annual_rate": "0.0435",
            "term_months": 24, "conditions": "需提供设备采购合同", "valid_days": 15,
        })
    }

    /// A demand, as a form is sent.
    pub fn demand() -> Value {
        json!({
            "amount": "800000.00", "term_months": 24, "purpose": "equipment",
            "contact_name": "李小四", "contact_phone": "17000000002",
        })
    }
}

fn nonce() -> [u8; 12] {
    let mut nonce = [0; 12];
    for (byte, random) in nonce.iter_mut().zip(Uuid::new_v4().into_bytes()) {
        *byte = random;
    }
    nonce
}

/// A valid credit code that belongs to nobody but the firm with this id.
fn credit_code(id: Uuid) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let letters = id.into_bytes().into_iter().rev().take(9);
    let tail: String = letters
        .filter_map(|byte| ALPHABET.get(usize::from(byte) % ALPHABET.len()))
        .map(|&byte| char::from(byte))
        .collect();
    let body = format!("91341202{tail}");
    let check = domain::CreditCode::check_character(&body);
    body.chars().chain(check).collect()
}
