//! JSON Patch, RFC 6902: a list of operations of which all are carried out or none.
//!
//! A `Map` is treated like an object. `move` keeps nothing of the old place; `add` to an existing member replaces it
//! where it stands.

use crate::core::change::{Action, Change, Wanted};
use crate::core::error::Issue;
use crate::core::keys::{Key, Keys};
use crate::core::pointer::{self, Path};
use crate::core::text::quoted;
use crate::core::value::{EditFault, Entry, Kind, Value, ValueRef};

/// Carries out the operations on `root`. On an error `root` is left unusable: work on a clone.
pub(crate) fn patch(root: &mut Value, operations: ValueRef<'_>, keys: &Keys) -> Result<Vec<Change>, Box<Issue>> {
    let names = Names::new(keys);
    let mut changes = Vec::new();
    if operations.kind() != Kind::Array {
        return Err(refused("", "a patch is an array of operations".into()));
    }
    for (number, entry) in operations.entries().enumerate() {
        let operation = Operation::read(entry.value, &names, keys)
            .map_err(|reason| refused("", format!("operation {number}: {reason}")))?;
        operation.run(root, keys, &mut changes).map_err(|reason| {
            let message = format!("operation {number} ({} {}): {reason}", operation.op, operation.pointer);
            refused(&operation.pointer, message)
        })?;
    }
    Ok(changes)
}

/// The most operations that are compared with each other.
const FEW: usize = 16;

/// What a patch asks for, if that can be said before any of it is done: few operations that set or remove what is there, and none at
/// or below the place of another, nor in a list whose elements move.
pub(crate) fn foresee(root: ValueRef<'_>, operations: ValueRef<'_>, keys: &Keys) -> Option<Vec<Wanted>> {
    if operations.kind() != Kind::Array || operations.len() > FEW {
        return None;
    }
    let count = operations.len();
    let names = Names::new(keys);
    let mut all: Vec<Operation<'_>> = Vec::with_capacity(count);
    let mut wanted = Vec::with_capacity(count);
    for entry in operations.entries() {
        let operation = Operation::read(entry.value, &names, keys).ok()?;
        if operation.path.is_empty() || all.iter().any(|other| starts_alike(&operation.path, &other.path)) {
            return None;
        }
        let next = operation.wanted(root, keys).ok()??;
        let moves = next.action == Action::Insert || (next.action == Action::Remove && next.is_index());
        if moves && count > 1 {
            return None;
        }
        wanted.push(next);
        all.push(operation);
    }
    Some(wanted)
}

/// Whether one path leads to the other, or both to the same place.
fn starts_alike(one: &[Key], other: &[Key]) -> bool {
    one.iter().zip(other).all(|(one, other)| one == other)
}

const MISSING: &str = "there is nothing at that path";

/// Whether a patch tests anything.
pub(crate) fn tests(operations: ValueRef<'_>, keys: &Keys) -> bool {
    let op = keys.key(b"op");
    let is_test = |entry: Entry<'_>| entry.value.get(&op, keys).and_then(ValueRef::as_str) == Some("test");
    operations.kind() == Kind::Array && operations.entries().any(is_test)
}

#[allow(clippy::unnecessary_box_returns, reason = "an error that is passed through several results")]
fn refused(pointer: &str, message: String) -> Box<Issue> {
    Box::new(Issue::error("update/patch", pointer.into(), message))
}

/// The names of an operation's members, looked up once.
struct Names {
    op: Key,
    path: Key,
    from: Key,
    value: Key,
}

impl Names {
    fn new(keys: &Keys) -> Names {
        let key = |name: &str| keys.key(name.as_bytes());
        Names { op: key("op"), path: key("path"), from: key("from"), value: key("value") }
    }
}

struct Operation<'a> {
    op: &'a str,
    pointer: String,
    path: Vec<Key>,
    from: Option<Vec<Key>>,
    value: Option<ValueRef<'a>>,
}

impl<'a> Operation<'a> {
    fn read(value: ValueRef<'a>, names: &Names, keys: &Keys) -> Result<Operation<'a>, String> {
        let member = |key: &Key| value.get(key, keys);
        let op = member(&names.op).and_then(ValueRef::as_str).ok_or("the member \"op\" is missing")?;
        let parse = |name: &str, key: &Key| -> Result<(String, Vec<Key>), String> {
            let text =
                member(key).and_then(ValueRef::as_str).ok_or_else(|| format!("the member \"{name}\" is missing"))?;
            let path = pointer::parse(text.as_bytes(), keys).map_err(|why| format!("\"{name}\": {why}"))?;
            Ok((text.to_owned(), path))
        };
        let (pointer, path) = parse("path", &names.path)?;
        let from = match op {
            "move" | "copy" => Some(parse("from", &names.from)?.1),
            _ => None,
        };
        let value = match op {
            "add" | "replace" | "test" => Some(member(&names.value).ok_or("the member \"value\" is missing")?),
            "remove" | "move" | "copy" => None,
            other => return Err(format!("there is no operation {}", quoted(other))),
        };
        Ok(Operation { op, pointer, path, from, value })
    }

    /// What an operation asks for that does not depend on anything but the place it is for.
    fn wanted(&self, root: ValueRef<'_>, keys: &Keys) -> Result<Option<Wanted>, String> {
        let path = || self.path.iter().cloned().collect();
        let value = || {
            self.value.map_or_else(Value::null, |value| match value {
                ValueRef::Encoded(bytes) => Value::from_normal(bytes, keys),
                ValueRef::Tree(_) => value.to_value(),
            })
        };
        let is_there = || root.find(&self.path, keys).ok_or(MISSING).map(drop);
        Ok(Some(match self.op {
            "add" => self.add(root, value(), keys)?,
            "replace" => is_there().map(|()| Wanted::put(path(), value()))?,
            "remove" => is_there().map(|()| Wanted::remove(path()))?,
            _ => return Ok(None),
        }))
    }

    fn run(&self, root: &mut Value, keys: &Keys, changes: &mut Vec<Change>) -> Result<(), String> {
        let wanted = match (self.wanted(root.view(), keys)?, self.op) {
            (Some(wanted), _) => wanted,
            (None, "test") => {
                let found = root.view().find(&self.path, keys).ok_or(MISSING)?;
                let equal = self.value.is_some_and(|value| found.equals(value, keys));
                return if equal { Ok(()) } else { Err("the value there is another one".into()) };
            }
            (None, _) => {
                let from = self.from.as_deref().unwrap_or_default();
                let moved = root.view().find(from, keys).map(ValueRef::to_value);
                let moved = moved.ok_or("there is nothing at \"from\"")?;
                if self.op == "move" {
                    if from == self.path {
                        return Ok(());
                    }
                    if self.path.starts_with(from) {
                        return Err("a value cannot be moved into itself".into());
                    }
                    apply(Wanted::remove(from.iter().cloned().collect()), root, keys, changes)?;
                }
                self.add(root.view(), moved, keys)?
            }
        };
        apply(wanted, root, keys, changes)
    }

    fn add(&self, root: ValueRef<'_>, value: Value, keys: &Keys) -> Result<Wanted, String> {
        let Some((last, parent)) = self.path.split_last() else { return Ok(Wanted::put(Path::ROOT, value)) };
        let container = root.find(parent, keys).ok_or("the parent of that path does not exist")?;
        let parent: Path = parent.iter().cloned().collect();
        if container.kind().is_keyed() {
            return Ok(Wanted::put(parent.join(last.clone()), value));
        }
        if container.kind() != Kind::Array {
            return Err(EditFault::NOT_A_CONTAINER.into());
        }
        let end = container.len();
        let is_end = last.with_ref(|key| key.name(keys) == b"-");
        let at = if is_end { Some(end) } else { last.index().filter(|at| *at <= end) };
        let key = Key::Index(at.ok_or(EditFault::NOT_AN_INDEX)? as u32);
        Ok(Wanted { path: parent.join(key), action: Action::Insert, value: Some(value), position: None })
    }
}

fn apply(wanted: Wanted, root: &mut Value, keys: &Keys, changes: &mut Vec<Change>) -> Result<(), String> {
    changes.push(wanted.apply(root, keys).map_err(|fault| fault.reason.to_owned())?);
    Ok(())
}
