//! What `prepare` leaves in memory is there in each new instance; what it may not reach, it does not reach.

#![expect(clippy::unwrap_used, reason = "a helper that cannot do its part fails the test")]

use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Result, Store};

/// Writes to its memory when it is prepared, and reads it when it is asked. `%imports%` and `%call%` are filled in.
const COMPONENT: &str = r#"(component
    %imports%
    (core module $m
        %core_import%
        (memory (export "memory") 1)
        (func (export "prepare") %call% (i32.store (i32.const 64) (i32.const 2026)))
        (func (export "read") (result i32) (i32.load (i32.const 64)))
    )
    (core instance $i (instantiate $m %with%))
    (func (export "read") (result u32) (canon lift (core func $i "read")))
    (func (export "prepare") (canon lift (core func $i "prepare")))
)"#;

fn component(parts: [(&str, &str); 4]) -> Vec<u8> {
    let text =
        parts.into_iter().fold(COMPONENT.to_owned(), |text, (name, part)| text.replace(name, part));
    wat::parse_str(text).unwrap()
}

fn plain() -> Vec<u8> {
    component([("%imports%", ""), ("%core_import%", ""), ("%call%", ""), ("%with%", "")])
}

async fn prepare(wasm: &[u8]) -> Result<Vec<u8>> {
    prepare::prepare(wasm).await
}

#[tokio::test]
async fn a_new_instance_finds_what_was_left() -> Result<()> {
    let made = prepare(&plain()).await?;
    let engine = Engine::new(Config::new().wasm_component_model_async(true))?;
    let component = Component::new(&engine, &made)?;
    for _ in 0..2 {
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine).instantiate_async(&mut store, &component).await?;
        let read = instance.get_typed_func::<(), (u32,)>(&mut store, "read")?;
        assert_eq!(read.call_async(&mut store, ()).await?.0, 2026);
    }
    Ok(())
}

#[tokio::test]
async fn nothing_but_memory_is_within_reach() {
    let greedy = component([
        (
            "%imports%",
            r#"(import "ask" (func $ask)) (core func $core_ask (canon lower (func $ask)))"#,
        ),
        ("%core_import%", r#"(import "outside" "ask" (func $ask))"#),
        ("%call%", "(call $ask)"),
        ("%with%", r#"(with "outside" (instance (export "ask" (func $core_ask))))"#),
    ]);
    let refusal = format!("{:#}", prepare(&greedy).await.unwrap_err());
    assert!(refusal.contains("unknown import: `ask`"), "{refusal}");
}

#[tokio::test]
async fn a_component_without_the_export_is_refused() {
    let none = wat::parse_str("(component)").unwrap();
    assert!(prepare(&none).await.is_err());
    assert!(prepare(b"no component").await.is_err());
}
