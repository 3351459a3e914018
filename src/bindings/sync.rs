//! The class itself: how it is made, loaded and closed.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Map, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::convert::encode_model;
use super::desk::Desk;
use super::hub::Hub;
use super::options::{configure, member, text};
use super::page::Page;
use super::schema::{documents, invalid_model, invalid_schema};
use crate::browser::indexed_db::IndexedDb;
use crate::browser::{Backend, Driver, error_of, random};
use crate::core::config::Config;
use crate::core::engine::Engine;
use crate::core::io::Input;
use crate::core::model::Model;
use crate::core::value::Value;

/// A state that is validated, versioned and kept in the browser.
///
/// ```js
/// const sync = new StateSync({ name: 'notes', model: { name: 'notes', version: 1, schema, initial } });
/// await sync.load();
/// const unsubscribe = sync.subscribe('/notes', () => render(sync.get('/notes')));
/// await sync.updateState({ notes: { today: 'Buy milk' } });   // true once it is on disk
/// ```
///
/// Errors are `Error`s with a `code`, for example `invalid_model` or `newer_data`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct StateSync {
    pub(super) driver: Rc<Driver>,
    pub(super) desk: RefCell<Desk>,
    pub(super) hub: Rc<Hub>,
    name: String,
    /// What holds the state if no database does.
    medium: Option<Map>,
    initial: JsValue,
    sought: Vec<u8>,
}

#[wasm_bindgen]
impl StateSync {
    /// Makes an instance from `{ name, model, storage?, medium?, sought?, config? }`, a model being
    /// `{ name, version, schema, registry?, initial?, components?, integrity?, retention?, validators? }`, of which schema, registry and,
    /// as `rules`, the last three may be encoded already. A validator is what the
    /// keyword `x-validator: <its position>` of the schema asks: a function that is given a copy of the value and returns a list of
    /// pointers into it, each followed by what is wrong there. It runs while the instance is at work, and must not call it.
    /// With `storage: 'memory'` a `Map` may be given as `medium`: another instance finds there what this one has written. `sought` is
    /// what an instance before this one has told listeners with `writing`: after `load`, `landed` says whether that commit is on disk.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> Result<StateSync, JsValue> {
        let model = member(options, "model")?;
        let schema = encode_model(&member(&model, "schema")?)?;
        let documents = documents(&member(&model, "registry")?)?;
        let version = member(&model, "version")?.as_f64().filter(|n| *n >= 1.0 && n.fract() == 0.0);
        let version = version.ok_or_else(|| error_of("invalid_model", "version has to be a whole number from 1"))?;
        let random = random();
        let seed = u64::from_le_bytes([0, 1, 2, 3, 4, 5, 6, 7].map(|i| random[i]));
        let model_name = text(&model, "name", "invalid_model")?;
        let page = Page { validators: member(&model, "validators")?.dyn_into().unwrap_or_default() };
        let compiled = Model::with_documents(&model_name, version as u32, (&schema, &documents), seed, &page)
            .map_err(|error| invalid_schema(&error, "/schema"))?
            .with_rules(&encode_model(&model_rules(&model)?)?)
            .map_err(|error| invalid_model(&error.pointer, &error.to_string()))?;
        let mut config = Config::default();
        configure(&mut config, &member(options, "config")?)?;
        let hub = Rc::new(Hub::default());
        Ok(StateSync {
            driver: Driver::new(Engine::new(compiled, config, random), hub.clone()),
            hub,
            desk: RefCell::default(),
            name: text(options, "name", "invalid_config")?,
            medium: is_memory(&member(options, "storage")?)?.then(|| medium(options)).transpose()?,
            initial: member(&model, "initial")?,
            sought: member(options, "sought")?.dyn_into::<Uint8Array>().map(|mark| mark.to_vec()).unwrap_or_default(),
        })
    }

    /// Reads what is stored. `initial` is the first state if there is nothing: a value, its encoding as a `Uint8Array`, or a
    /// function that gives one of these, which is called while the database opens; without it the model's own. Rejects with `newer_data`, `unreadable_data`, `storage_unavailable`, or
    /// `invalid_model` if the first state is not valid.
    pub fn load(&self, initial: &JsValue) -> Promise {
        let initial = if initial.is_undefined() { self.initial.clone() } else { initial.clone() };
        let (driver, name, medium) = (self.driver.clone(), self.name.clone(), self.medium.clone());
        let sought = self.sought.clone();
        let engine = driver.clone();
        let first = move || {
            let initial =
                initial.dyn_ref::<Function>().map_or(Ok(initial.clone()), |make| make.call0(&JsValue::NULL))?;
            let bytes = encode_model(&initial)?;
            let initial = engine.read(|engine| Value::decode(&bytes, engine.keys()));
            drop(bytes);
            let initial = initial.map_err(|error| error_of("invalid_model", &error.to_string()))?;
            let issues = engine.read(|engine| engine.model().problems(initial.view()));
            match issues.first() {
                Some(issue) => Err(error_of("invalid_model", &format!("the initial state is not valid: {issue}"))),
                None => Ok(initial),
            }
        };
        future_to_promise(async move {
            let open = async {
                match medium {
                    Some(medium) => Ok(Backend::memory(medium)),
                    None => IndexedDb::open(&name).await.map(Backend::IndexedDb),
                }
            };
            driver.load(open, first, &sought).await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Whether the commit `sought` is on disk.
    #[wasm_bindgen(getter)]
    pub fn landed(&self) -> bool {
        self.driver.landed()
    }

    /// Sets the function that hears what happens to storage: `(event, code, message, version)`.
    #[wasm_bindgen(js_name = listen)]
    pub fn listen(&self, listener: Option<Function>) {
        self.driver.listen(listener);
    }

    /// Writes what is pending; resolves when it is on disk.
    pub fn flush(&self) -> Promise {
        self.driver.flush()
    }

    /// The same when the page may be gone before anything answers.
    #[wasm_bindgen(js_name = flushLast)]
    pub fn flush_last(&self) {
        self.driver.flush_last();
    }

    /// Another tab may have written, or waits to: what there is of it is read, and goes before what waits here.
    pub fn hint(&self) {
        self.driver.handle(Input::Hint);
    }

    /// Resolves with `true` when the update of a version is on disk, with `false` if another tab has made it impossible;
    /// rejects when storage cannot take it.
    pub fn durable(&self, version: f64) -> Promise {
        self.driver.durable(version as u64)
    }

    /// Ends everything; what is pending is lost unless `flush` came first.
    pub fn close(&self) {
        self.driver.close();
        self.hub.close(&error_of("closed", "the instance was closed"));
    }

    /// The version of the state.
    #[wasm_bindgen(getter)]
    pub fn version(&self) -> f64 {
        self.driver.read(|engine| engine.version() as f64)
    }

    /// Updates that are not on disk.
    #[wasm_bindgen(getter)]
    pub fn pending(&self) -> usize {
        self.driver.read(|engine| engine.log().pending())
    }

    /// When something was last saved, in milliseconds since 1970.
    #[wasm_bindgen(getter, js_name = savedAt)]
    pub fn saved_at(&self) -> Option<f64> {
        self.driver.read(|engine| engine.log().saved_at().map(|time| time as f64))
    }

    /// Encoded bytes of the state.
    #[wasm_bindgen(getter, js_name = stateBytes)]
    pub fn state_bytes(&self) -> usize {
        self.driver.read(|engine| engine.state().view().size())
    }

    /// How many nodes the state consists of: pages of entries, the branches above them, and texts too long for a page.
    #[wasm_bindgen(getter, js_name = nodeCount)]
    pub fn node_count(&self) -> usize {
        self.driver.read(|engine| engine.state().view().nodes())
    }

    /// Bytes of the journal on disk.
    #[wasm_bindgen(getter, js_name = journalBytes)]
    pub fn journal_bytes(&self) -> usize {
        self.driver.read(|engine| engine.log().bytes())
    }

    /// The digest of the state, 32 hexadecimal digits: equal states of one model have equal digests.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> String {
        let [a, b] = self.driver.read(|engine| crate::core::tree::digest(engine.state().view()));
        format!("{a:016x}{b:016x}")
    }

    /// The options in force.
    #[wasm_bindgen(js_name = getConfig)]
    pub fn get_config(&self) -> Result<JsValue, JsValue> {
        let config = self.driver.read(|engine| engine.config().clone());
        Ok(serde_wasm_bindgen::to_value(&config)?)
    }

    /// Changes options; all or none. Throws `invalid_config` with the name.
    #[wasm_bindgen(js_name = updateSyncConfig)]
    pub fn update_sync_config(&self, config: &JsValue) -> Result<(), JsValue> {
        let mut changed = self.driver.read(|engine| engine.config().clone());
        configure(&mut changed, config)?;
        self.driver.configure(changed);
        Ok(())
    }
}

fn medium(options: &JsValue) -> Result<Map, JsValue> {
    Ok(member(options, "medium")?.dyn_into().unwrap_or_else(|_| Map::new()))
}

/// What a model has beside its schema: all of it as `rules`, or member by member.
fn model_rules(model: &JsValue) -> Result<JsValue, JsValue> {
    let all = member(model, "rules")?;
    if !all.is_undefined() {
        return Ok(all);
    }
    let rules = Object::new();
    for name in ["components", "integrity", "retention"] {
        Reflect::set(&rules, &name.into(), &member(model, name)?)?;
    }
    Ok(rules.into())
}

fn is_memory(storage: &JsValue) -> Result<bool, JsValue> {
    match storage.as_string().as_deref() {
        Some("memory") => Ok(true),
        Some("indexeddb") => Ok(false),
        None if storage.is_undefined() => Ok(false),
        _ => Err(error_of("invalid_config", "storage has to be 'indexeddb' or 'memory'")),
    }
}
