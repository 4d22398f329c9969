//! What the words in `scripts/` refuse before they begin.

use crate::root;
use anyhow::Result;
use std::process::Command;

#[test]
fn known_passwords_are_not_served_to_others_unasked() -> Result<()> {
    for script in ["up", "dev"] {
        for listen in ["0.0.0.0:3000", "192.0.2.1:3000", "[::]:3000", "rz.example.cn:80"] {
            let mut command = Command::new(root().join("scripts").join(script));
            let outcome = command.env("LISTEN", listen).env_remove("DEMO_ACCOUNTS").output()?;
            let said = String::from_utf8_lossy(&outcome.stderr);
            assert!(!outcome.status.success(), "{script} on {listen}");
            assert!(said.contains("DEMO_ACCOUNTS=yes"), "{script} on {listen}: {said}");
            assert!(outcome.stdout.is_empty(), "{script} on {listen} begins before it refuses");
        }
    }
    Ok(())
}

// The guard lets through whom nobody else reaches, and who asks for it by name.
#[test]
fn known_passwords_are_served_where_they_stay() -> Result<()> {
    let guard = ". scripts/lib/common.sh; known_passwords_stay_here";
    let cases = [
        ("127.0.0.1:1", ""),
        ("127.8.0.1:1", ""),
        ("localhost:1", ""),
        ("[::1]:1", ""),
        ("0.0.0.0:1", "yes"),
    ];
    for (listen, accounts) in cases {
        let mut command = Command::new("bash");
        command.args(["-c", guard]).current_dir(root());
        let outcome = command.env("LISTEN", listen).env("DEMO_ACCOUNTS", accounts).output()?;
        assert!(outcome.status.success(), "{listen}: {}", String::from_utf8_lossy(&outcome.stderr));
    }
    Ok(())
}
