//! Values as plain Rust data, with an encoder of their own: the specification of the encoding in its simplest words.

use holdfast::core::keys::Keys;
use holdfast::core::value::{Kind, Value, ValueRef};
use serde_json::Value as Json;

/// A value. Members are a list, since their order counts.
#[derive(Clone, Debug)]
pub(crate) enum Plain {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Array(Vec<Plain>),
    Object(Members),
    Map(Members),
}

pub(crate) type Members = Vec<(String, Plain)>;

/// The names that are encoded as numbers, in the order of those numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Vec<String>);

impl Names {
    pub(crate) fn of(keys: &Keys) -> Names {
        Names(keys.names().map(|name| String::from_utf8(name.to_vec()).unwrap()).collect())
    }
}

/// Identity: `0` and `-0` are two values, members in another order are another value.
impl PartialEq for Plain {
    fn eq(&self, other: &Plain) -> bool {
        match (self, other) {
            (Plain::Null, Plain::Null) => true,
            (Plain::Bool(a), Plain::Bool(b)) => a == b,
            (Plain::Number(a), Plain::Number(b)) => a.to_bits() == b.to_bits(),
            (Plain::Text(a), Plain::Text(b)) => a == b,
            (Plain::Array(a), Plain::Array(b)) => a == b,
            (Plain::Object(a), Plain::Object(b)) | (Plain::Map(a), Plain::Map(b)) => a == b,
            _ => false,
        }
    }
}

impl Plain {
    pub(crate) fn text(text: impl Into<String>) -> Plain {
        Plain::Text(text.into())
    }

    pub(crate) fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Plain)>) -> Plain {
        Plain::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// As an application's encoder writes it: every name as text.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.normal(&Names::default())
    }

    /// In normal form, given the dictionary.
    pub(crate) fn normal(&self, names: &Names) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(names, &mut out);
        out
    }

    pub(crate) fn value(&self, keys: &Keys) -> Value {
        Value::decode(&self.bytes(), keys).expect("what a test makes can be encoded")
    }

    fn write(&self, names: &Names, out: &mut Vec<u8>) {
        match self {
            Plain::Null => out.push(0),
            Plain::Bool(yes) => out.push(1 + u8::from(*yes)),
            Plain::Number(n) => write_number(*n, out),
            Plain::Text(text) if text.len() < 256 => {
                out.extend([5, text.len() as u8]);
                out.extend(text.as_bytes());
            }
            Plain::Text(text) => {
                out.push(6);
                out.extend((text.len() as u32).to_le_bytes());
                out.extend(text.as_bytes());
            }
            Plain::Array(items) => container(7, out, |out| items.iter().for_each(|item| item.write(names, out))),
            Plain::Object(members) => container(8, out, |out| write_members(members, names, out)),
            Plain::Map(members) => container(9, out, |out| write_members(members, names, out)),
        }
    }

    pub(crate) fn members(&self) -> Option<&Members> {
        match self {
            Plain::Object(members) | Plain::Map(members) => Some(members),
            _ => None,
        }
    }

    pub(crate) fn members_mut(&mut self) -> Option<&mut Members> {
        match self {
            Plain::Object(members) | Plain::Map(members) => Some(members),
            _ => None,
        }
    }

    /// The member of a name, or the element at a position.
    pub(crate) fn get(&self, name: &str) -> Option<&Plain> {
        match self {
            Plain::Array(items) => items.get(position(name)?),
            _ => self.members()?.iter().find(|(other, _)| other == name).map(|(_, value)| value),
        }
    }

    /// As JSON; a `Map` becomes an object.
    pub(crate) fn json(&self) -> Json {
        match self {
            Plain::Null => Json::Null,
            Plain::Bool(yes) => Json::Bool(*yes),
            Plain::Number(n) => serde_json::json!(n),
            Plain::Text(text) => Json::String(text.clone()),
            Plain::Array(items) => Json::Array(items.iter().map(Plain::json).collect()),
            Plain::Object(members) | Plain::Map(members) => {
                Json::Object(members.iter().map(|(name, value)| (name.clone(), value.json())).collect())
            }
        }
    }

    pub(crate) fn from_json(json: &Json) -> Plain {
        match json {
            Json::Null => Plain::Null,
            Json::Bool(yes) => Plain::Bool(*yes),
            Json::Number(n) => Plain::Number(n.as_f64().unwrap()),
            Json::String(text) => Plain::text(text),
            Json::Array(items) => Plain::Array(items.iter().map(Plain::from_json).collect()),
            Json::Object(members) => Plain::object(members.iter().map(|(name, value)| (name, Plain::from_json(value)))),
        }
    }

    /// What a value holds.
    pub(crate) fn read(value: ValueRef<'_>, keys: &Keys) -> Plain {
        let members = || {
            let name = |key: Option<holdfast::core::keys::KeyRef<'_>>| {
                String::from_utf8(key.expect("a member has a name").name(keys).to_vec()).unwrap()
            };
            value.entries().map(|entry| (name(entry.key), Plain::read(entry.value, keys))).collect()
        };
        match value.kind() {
            Kind::Null => Plain::Null,
            Kind::Boolean => Plain::Bool(value.as_bool().unwrap()),
            Kind::Number => Plain::Number(value.as_number().unwrap()),
            Kind::String => Plain::text(value.as_str().unwrap()),
            Kind::Array => Plain::Array(value.entries().map(|entry| Plain::read(entry.value, keys)).collect()),
            Kind::Object => Plain::Object(members()),
            Kind::Map => Plain::Map(members()),
        }
    }
}

/// The array position that a name is: without a sign or leading zeros.
pub(crate) fn position(name: &str) -> Option<usize> {
    name.parse::<usize>().ok().filter(|index| index.to_string() == name)
}

fn write_number(n: f64, out: &mut Vec<u8>) {
    let whole = n.fract() == 0.0 && n.abs() < 3e9 && n.to_bits() != (-0.0_f64).to_bits();
    match i32::try_from(n as i64).ok().filter(|_| whole) {
        Some(small @ 0..128) => out.push(0x80 + small as u8),
        Some(integer) => {
            out.push(3);
            out.extend(integer.to_le_bytes());
        }
        None => {
            out.push(4);
            out.extend(n.to_le_bytes());
        }
    }
}

fn container(tag: u8, out: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) {
    let mut body = Vec::new();
    fill(&mut body);
    out.push(tag);
    out.extend((body.len() as u32).to_le_bytes());
    out.extend(body);
}

fn write_members(members: &Members, names: &Names, out: &mut Vec<u8>) {
    for (name, value) in members {
        match names.0.iter().position(|other| other == name) {
            Some(id) => out.extend((id as u16 + 0x8000).to_le_bytes()),
            None if name.len() < 0x7FFF => {
                out.extend((name.len() as u16).to_le_bytes());
                out.extend(name.as_bytes());
            }
            None => {
                out.extend(0x7FFF_u16.to_le_bytes());
                out.extend((name.len() as u32).to_le_bytes());
                out.extend(name.as_bytes());
            }
        }
        value.write(names, out);
    }
}
