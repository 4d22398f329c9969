//! The towns of tests that only look.

use anyhow::Result;
use system_tests::{PASSWORD, SharedTown, Town, Visit};

/// The password of everybody in the demo city.
pub(crate) const CITY_PASSWORD: &str = "Rongtong-demo-2026";

/// The demo city. Each kind of its people has signed in.
pub(crate) async fn city() -> Result<Visit> {
    static CITY: SharedTown = SharedTown::new();
    let people = &[
        ("applicant01", CITY_PASSWORD),
        ("officer01", CITY_PASSWORD),
        ("manager01", CITY_PASSWORD),
        ("operator01", CITY_PASSWORD),
        ("regulator01", CITY_PASSWORD),
    ];
    let furnish = async |town: &Town| {
        town.populate().await?;
        // It is computed when it is asked for, and a closed town computes nothing.
        town.visitor()?.get("/api/achievements").await?.expect(200);
        Ok(())
    };
    CITY.visit(people, furnish).await
}

/// A town with a bank that has one product, and a firm that has done nothing yet.
pub(crate) async fn village() -> Result<Visit> {
    static VILLAGE: SharedTown = SharedTown::new();
    let furnish = async |town: &Town| {
        let bank = town.institution("bank").await?;
        town.product(bank).await?;
        town.company("firm").await?;
        Ok(())
    };
    VILLAGE.visit(&[("firm", PASSWORD)], furnish).await
}
