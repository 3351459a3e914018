//! Backups, recovery, and the state as a file.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::convert::decode;
use super::options::member;
use super::plain::decode_bytes;
use super::results::{write_backup, write_backups, write_recovered};
use super::sync::StateSync;
use crate::browser::{Asked, Driver, error_of, unusable};
use crate::core::engine::Engine;
use crate::core::io::{Genesis, Input, Replacement};
use crate::core::journal::frame::{self, FrameKind, Position};
use crate::core::keys::Keys;
use crate::core::snapshot::Kind;
use crate::core::value::Value;
use crate::storage::find::{Found, Target};

/// What `importTape` answers where a file has to be migrated first.
const OLDER: i32 = -2;

fn value(write: impl FnOnce(&mut Vec<u8>)) -> JsValue {
    let mut bytes = Vec::new();
    write(&mut bytes);
    decode_bytes(&bytes)
}

#[wasm_bindgen]
impl StateSync {
    /// Makes a snapshot of everything that is accepted now, of a kind ('manual' if left out): resolves with
    /// `{ id, kind, label, version, modelVersion, time, bytes, newBytes, verified }`, bytes of all chunks and of those
    /// that were not stored before.
    #[wasm_bindgen(js_name = createStateBackup)]
    pub fn create_state_backup(&self, label: Option<String>, kind: Option<String>) -> Promise {
        let kind = Kind::ALL.into_iter().find(|other| kind.as_deref() == Some(other.name())).unwrap_or(Kind::Manual);
        let (driver, saved) = (self.driver.clone(), self.driver.flush());
        future_to_promise(async move {
            JsFuture::from(saved).await?;
            let backup = driver.backup(kind, label).await?;
            Ok(value(|out| write_backup(&backup, out)))
        })
    }

    /// The backups, newest first, each as [`StateSync::create_state_backup`] gives it.
    #[wasm_bindgen(js_name = listBackups)]
    pub fn list_backups(&self) -> Promise {
        let driver = self.driver.clone();
        future_to_promise(async move {
            let backups = driver.backups().await?;
            Ok(value(|out| write_backups(&backups, out)))
        })
    }

    /// Brings back the state of a backup, a version or a time, or the newest on disk; `slices` are names of members to
    /// which it is limited. With `file` it is the state of that file, instead. What was there before is kept as a backup. What
    /// belongs to an earlier version of the model is given to `migrate(state, version)`, which resolves with the bytes of a state
    /// of the present one. Resolves with `{ success, rewritten, backupUsed, version, found, before, missing, issues }`.
    #[wasm_bindgen(js_name = recoverState)]
    pub fn recover_state(&self, options: &JsValue) -> Promise {
        let driver = self.driver.clone();
        let asked = wanted(&driver, options);
        let migrate = member(options, "migrate").unwrap_or_default();
        // Now: what is accepted in the next line of the page comes after it.
        let held = driver.hold();
        future_to_promise(async move {
            let (_, keys) = driver.snapshot();
            let migrate = |state: &Value, from| migrated(&migrate, state, from, &keys);
            let recovered = driver.recover(asked, held, &migrate).await?;
            let version = driver.read(Engine::version);
            Ok(value(|out| write_recovered(&recovered, version, out)))
        })
    }

    /// Whether this tab makes backups by timer; true unless somebody says otherwise.
    pub fn lead(&self, leads: bool) {
        self.driver.lead(leads);
    }

    /// The version of the model that the stored state belongs to: less than the model's own until it is migrated.
    #[wasm_bindgen(getter, js_name = modelVersion)]
    pub fn model_version(&self) -> u32 {
        self.driver.read(Engine::model_version)
    }

    /// Where the journal on disk ends: `[database, sequence]`, the database by a name of its own, its first record included.
    pub fn head(&self) -> Array {
        let head = self.driver.read(|engine| engine.log().head());
        let name = [u128::from_be_bytes(head.database), u128::from(head.epoch)];
        let name = format!("{:x}.{:x}", name[0], name[1]);
        Array::of2(&name.into(), &(head.sequence as f64).into())
    }

    /// Whether the browser has thrown away what was stored, and says so.
    #[wasm_bindgen(getter, js_name = isEmptied)]
    pub fn is_emptied(&self) -> bool {
        self.driver.is_emptied()
    }

    /// The updates that are not on disk, for a place that is written at once when the page ends; empty if there are none,
    /// or more than `limit` bytes.
    pub fn unfinished(&self, limit: usize) -> Vec<u8> {
        self.driver.read(|engine| engine.log().unfinished(engine.keys(), limit))
    }

    /// Makes what `unfinished` gave before the page ended, as far as it did not reach the disk.
    pub fn finish(&self, updates: Vec<u8>) {
        self.driver.handle(Input::Unfinished(updates));
    }

    /// The state with its version as the bytes of a file, with a checksum.
    #[wasm_bindgen(js_name = exportState)]
    pub fn export_state(&self) -> Vec<u8> {
        let (genesis, keys) = self.driver.read(|engine| (engine.whole(crate::browser::now()), engine.keys().clone()));
        frame::write_one(FrameKind::Genesis, false, &genesis.write(&keys), &mut Position::default())
    }

    /// Puts the state of a file in the place of the present one; the answer is that of `updateTape`, or -2 if it belongs to an
    /// earlier version of the model: then `recoverState` takes it. Throws `unreadable_data` if it is not what `exportState` has
    /// written, or belongs to another model, and `newer_data` if to a later version of this one.
    #[wasm_bindgen(js_name = importTape)]
    pub fn import_tape(&self, file: &[u8], source: &str) -> Result<i32, JsValue> {
        let genesis = read_file(&self.driver, file)?;
        if genesis.model_version < self.driver.read(Engine::model_version) {
            return Ok(OLDER);
        }
        Ok(self.replace(genesis.state, source, None, false))
    }

    /// Puts the state in the inbox in the place of the present one; the answer is that of `updateTape`. `is_migrated` says
    /// that it is made for the present version of the model out of an earlier one.
    #[wasm_bindgen(js_name = replaceTape)]
    pub fn replace_tape(
        &self,
        len: usize,
        source: &str,
        label: Option<String>,
        is_migrated: bool,
    ) -> Result<i32, JsValue> {
        let state = {
            let desk = self.desk.borrow();
            let body = desk.inbox.get(..len).unwrap_or_default();
            self.driver.read(|engine| Value::decode(body, engine.keys()))
        };
        let state = state.map_err(|error| error_of("unsupported_value", &error.to_string()))?;
        Ok(self.replace(state, source, label.as_deref(), is_migrated))
    }

    fn replace(&self, state: Value, source: &str, label: Option<&str>, is_migrated: bool) -> i32 {
        let answer =
            self.driver.handle(Input::Replace(Replacement { state, source, label, is_migrated, is_recovery: false }));
        self.write_answer(answer)
    }
}

/// What `exportState` has written, if the present model can take it.
fn read_file(driver: &Driver, file: &[u8]) -> Result<Genesis, JsValue> {
    let (_, keys) = driver.snapshot();
    let unreadable = |reason: &str| error_of("unreadable_data", &format!("the file cannot be read: {reason}"));
    let found = frame::read(file).map_err(|fault| unreadable(&fault.to_string()))?;
    let genesis = match found.kind {
        FrameKind::Spelled => Genesis::read_spelled(found.payload, &keys),
        _ => Genesis::read(found.payload, &keys),
    };
    let genesis = genesis.map_err(|fault| unreadable(&fault.to_string()))?;
    driver.read(|engine| engine.may_use(&genesis.model, genesis.model_version)).map_err(|why| unusable(&why))?;
    Ok(genesis)
}

/// What the page makes of a state of an earlier version of the model.
fn migrated(migrate: &JsValue, state: &Value, from: u32, keys: &Keys) -> Result<Promise, JsValue> {
    // What is no function throws here.
    let migrate: &Function = migrate.unchecked_ref();
    let made = migrate.call2(&JsValue::UNDEFINED, &decode(state.view(), keys), &from.into())?;
    Ok(Promise::resolve(&made))
}

/// What is asked for, and which members of it.
fn wanted(driver: &Driver, options: &JsValue) -> Result<Asked, JsValue> {
    if options.is_undefined() {
        return Ok(Asked { given: None, target: Target::Newest, only: None });
    }
    let file = member(options, "file")?.dyn_into::<Uint8Array>().ok();
    let given = file.map(|file| read_file(driver, &file.to_vec())).transpose()?;
    let given = given.map(|Genesis { state, model_version, version, .. }| {
        Box::new(Found { state, model_version, version, backup: None, missing: Vec::new() })
    });
    let number = |name| member(options, name).map(|value| value.as_f64());
    let target = match (member(options, "backup")?.as_string(), number("version")?, number("time")?) {
        (Some(id), ..) => Target::Backup(id),
        // What is no number of a version is not that of the one next to it.
        (_, Some(version), _) => Target::Version(if version.fract() == 0.0 { version as i64 as u64 } else { u64::MAX }),
        (_, _, Some(time)) => Target::Time(time as u64),
        _ => Target::Newest,
    };
    let slices = member(options, "slices")?;
    let names = slices.is_object().then(|| Array::from(&slices).iter().filter_map(|name| name.as_string()).collect());
    Ok(Asked { given, target, only: names })
}
