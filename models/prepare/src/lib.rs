//! Runs a component's export `prepare` and gives the component with the memory that it left; `main.rs` says what for.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use wasmtime::component::{Component, Instance, Lift, Linker, WasmList};
use wasmtime::{Config, Engine, OptLevel, Store};
use wasmtime_wizer::{ComponentInstanceState, Wizer};

const EXPORT: &str = "prepare";

/// Runs the export and gives the component with the memory that it left.
///
/// # Errors
/// A component without the export, and one that asks for more than it may meanwhile; the error names what it asked for.
pub async fn prepare(wasm: &[u8]) -> wasmtime::Result<Vec<u8>> {
    let mut wizer = Wizer::new();
    // Taken away, the export of the module inside would go with that of the component, which has the same name. It
    // stays, and does nothing where all is done.
    wizer.init_func(EXPORT).keep_init_func(true);
    let (context, instrumented) = wizer.instrument_component(wasm)?;
    let engine = engine()?;
    let component = Component::new(&engine, &instrumented)?;
    let linker = linker(&engine, &component)?;
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate_async(&mut store, &component).await?;
    let export = instance.get_typed_func::<(), ()>(&mut store, EXPORT)?;
    export.call_async(&mut store, ()).await?;
    wizer.snapshot_component(&context, &mut Reader { store, instance }).await
}

/// What is compiled here runs once.
fn engine() -> wasmtime::Result<Engine> {
    let mut config = Config::new();
    config.wasm_component_model_async(true).cranelift_opt_level(OptLevel::None);
    Engine::new(&config)
}

/// Any other import than the seed and the environment is a defect and ends the run.
fn linker(engine: &Engine, component: &Component) -> wasmtime::Result<Linker<()>> {
    let mut linker = Linker::new(engine);
    linker.define_unknown_imports_as_traps(component)?;
    linker.allow_shadowing(true);
    let imports = component.component_type();
    for (name, _) in imports.imports(engine) {
        let (interface, _version) = name.split_once('@').unwrap_or((name, ""));
        let draw = || RandomState::new().build_hasher().finish();
        let nothing = Vec::<(String, String)>::new;
        match interface {
            "wasi:random/insecure-seed" => linker
                .instance(name)?
                .func_wrap("insecure-seed", move |_, ()| Ok(((draw(), draw()),)))?,
            "wasi:cli/environment" => {
                linker
                    .instance(name)?
                    .func_wrap("get-environment", move |_, ()| Ok((nothing(),)))?;
            }
            _ => {}
        }
    }
    Ok(linker)
}

/// Reads the memory and the globals, by the exports that wizer added.
struct Reader {
    store: Store<()>,
    instance: Instance,
}

impl Reader {
    #[expect(clippy::expect_used, reason = "wizer made these exports and takes no refusal")]
    async fn read<R: Lift + 'static>(&mut self, instance: &str, function: &str) -> R {
        let Self { store, instance: component } = self;
        let (_, instance) = component.get_export(&mut *store, None, instance).expect("an instance");
        let (_, function) =
            component.get_export(&mut *store, Some(&instance), function).expect("a function");
        let function =
            component.get_typed_func::<(), (R,)>(&mut *store, function).expect("its type");
        function.call_async(&mut *store, ()).await.expect("an answer").0
    }
}

impl ComponentInstanceState for Reader {
    async fn call_func_ret_list_u8(
        &mut self,
        instance: &str,
        function: &str,
        contents: impl FnOnce(&[u8]) + Send,
    ) {
        let list: WasmList<u8> = self.read(instance, function).await;
        contents(list.as_le_slice(&self.store));
    }

    async fn call_func_ret_s32(&mut self, instance: &str, function: &str) -> i32 {
        self.read(instance, function).await
    }

    async fn call_func_ret_s64(&mut self, instance: &str, function: &str) -> i64 {
        self.read(instance, function).await
    }

    async fn call_func_ret_f32(&mut self, instance: &str, function: &str) -> u32 {
        self.read::<f32>(instance, function).await.to_bits()
    }

    async fn call_func_ret_f64(&mut self, instance: &str, function: &str) -> u64 {
        self.read::<f64>(instance, function).await.to_bits()
    }
}
