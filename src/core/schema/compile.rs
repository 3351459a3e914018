//! From a schema as data to the compiled form, in one pass over every schema that can be reached.
//!
//! `$dynamicRef` asks at run time which resources the validation has come through. That is known here: it depends on the
//! way from the root alone. So a schema is compiled once for every *scope* it is reached in, a scope being what the
//! dynamic anchors met so far stand for; most schemas have one scope. At run time every reference is a number.

use super::host::{Host, Validator};
use super::node::{Dependent, Node, NodeId, Schema, Types, one};
use super::patterns::Pattern;
use super::resources::{Resources, Spot};
use super::settle::endless;
use super::words::{Form, LISTS, PATTERNS, PROPERTIES, SCHEMAS, Word, find};
use crate::core::hash_index::HashIndex;
use crate::core::keys::{KeyRef, Keys};
use crate::core::text::{concat, quoted};
use crate::core::value::encoding::NULL;
use crate::core::value::{Entry, Kind, ValueRef};

/// A schema in which dynamic anchors stand for more than this many different sets of schemas is refused.
const MAX_SCOPES: usize = 256;

/// A schema that cannot be compiled: where, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the schema at '{pointer}': {reason}")]
pub struct InvalidSchema {
    /// RFC 6901 pointer into the schema; in another document its URI, `#`, and the pointer.
    pub pointer: String,
    /// What is wrong.
    pub reason: String,
}

/// What a schema is compiled with.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Who reads regular expressions and has the validators.
    pub host: &'a dyn Host,
    /// Whether `format` is asserted for the formats that are known; otherwise it is an annotation.
    pub assert_formats: bool,
    /// Other documents that may be referred to: an object of them, by URI. Anything else if there are none.
    pub documents: ValueRef<'a>,
}

impl<'a> Options<'a> {
    /// No other documents, formats as annotations.
    pub fn new(host: &'a dyn Host) -> Options<'a> {
        Options { host, assert_formats: false, documents: ValueRef::Encoded(&[NULL]) }
    }
}

impl Schema {
    /// Compiles a schema with the standard options.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn compile(source: ValueRef<'_>, keys: &Keys) -> Result<Schema, InvalidSchema> {
        Schema::compile_with(source, keys, &Options::new(&super::Regress))
    }

    /// Compiles a schema. `source` and the other documents are read with the dictionary `keys`, which is that of the
    /// states it will check too.
    pub fn compile_with<'a>(
        source: ValueRef<'a>,
        keys: &'a Keys,
        options: &'a Options<'a>,
    ) -> Result<Schema, InvalidSchema> {
        let mut compiler = Compiler {
            resources: Resources::new(source, keys, options)?,
            keys,
            host: options.host,
            nodes: vec![Node::default()],
            known: HashIndex::default(),
            places: Vec::new(),
            scopes: vec![Vec::new()],
        };
        let invalid = |compiler: &Compiler<'a>, spot: usize, keyword: Option<KeyRef<'_>>, reason: String| {
            Err(compiler.resources.invalid(spot, keyword, reason))
        };
        let root = match compiler.schema(0, 0) {
            Ok(id) => id,
            Err(reason) => return invalid(&compiler, 0, None, reason),
        };
        // Not one inside the other: schemas that lead to each other in a long row must not fill the stack.
        let mut done = 0;
        while let Some(&(spot, scope)) = compiler.places.get(done) {
            let mut keyword = None;
            match compiler.build(spot, scope, &mut keyword) {
                Ok(node) => compiler.nodes.push(node),
                Err(reason) => return invalid(&compiler, spot, keyword, reason),
            }
            done += 1;
        }
        if let Some(id) = endless(&compiler.nodes) {
            let reason = "leads back to itself without a step into the value: no value can be checked against it";
            return invalid(&compiler, compiler.places[id - 1].0, None, reason.into());
        }
        let quick = super::quick::mark(&mut compiler.nodes);
        Ok(Schema { nodes: compiler.nodes, quick, root })
    }
}

struct Compiler<'a> {
    resources: Resources<'a>,
    keys: &'a Keys,
    host: &'a dyn Host,
    nodes: Vec<Node>,
    /// From spot and scope to the node.
    known: HashIndex,
    /// Spot and scope of each node but the first.
    places: Vec<(usize, usize)>,
    /// The anchors that count in each scope, in order: of all the resources that were come through, the first that has an
    /// anchor of a name decides.
    scopes: Vec<Vec<usize>>,
}

/// The reason if it fails; whoever knows the place adds it.
type Reading<T> = Result<T, String>;

impl<'a> Compiler<'a> {
    /// The number of a schema, which is compiled later.
    fn schema(&mut self, spot: usize, scope: usize) -> Reading<NodeId> {
        let scope = self.enter(scope, self.resources.spots[spot].resource)?;
        let hash = (spot * MAX_SCOPES + scope) as u32;
        let same = |id: &NodeId| self.places[*id as usize - 1] == (spot, scope);
        if let Some(id) = self.known.find(hash).find(same) {
            return Ok(id);
        }
        self.places.push((spot, scope));
        let id = self.places.len() as NodeId;
        self.known.insert(hash, id);
        Ok(id)
    }

    /// A schema that stands inside another.
    fn inner(&mut self, value: ValueRef<'a>, scope: usize) -> Reading<NodeId> {
        self.schema(self.resources.spot(value).unwrap_or_default(), scope)
    }

    /// The scope inside a resource.
    fn enter(&mut self, scope: usize, resource: usize) -> Reading<usize> {
        let anchors = &self.resources.anchors;
        let outer = &self.scopes[scope];
        let mut inside = Vec::new();
        for (index, anchor) in anchors.iter().enumerate() {
            let is_new = anchor.is_dynamic
                && self.resources.spots[anchor.spot].resource == resource
                && !outer.iter().any(|known| anchors[*known].name == anchor.name);
            if is_new || outer.contains(&index) {
                inside.push(index);
            }
        }
        if let Some(known) = self.scopes.iter().position(|other| *other == inside) {
            return Ok(known);
        }
        if self.scopes.len() == MAX_SCOPES {
            return Err("the dynamic anchors stand for too many different schemas: use fewer, or $ref".into());
        }
        self.scopes.push(inside);
        Ok(self.scopes.len() - 1)
    }

    /// Reads a schema; `keyword` is the one being read.
    fn build(&mut self, spot: usize, scope: usize, keyword: &mut Option<KeyRef<'a>>) -> Reading<Node> {
        let mut node = Node::default();
        let Spot { value, resource, .. } = self.resources.spots[spot];
        if let Some(yes) = value.as_bool() {
            node.never = !yes;
        } else if value.kind() != Kind::Object {
            return Err(concat(&["a schema is an object or a boolean, not ", value.kind().name()]));
        }
        let vocabularies = self.resources.list[resource].vocabularies;
        let mut effects = 0;
        let mut map = false;
        for entry in value.entries() {
            *keyword = entry.key;
            if let Some(key) = entry.key
                && let Some(word) = find(key.name(self.keys))
                && vocabularies >> word.vocabulary & 1 != 0
            {
                effects += 1;
                map |= self.keyword(&mut node, word, entry.value, scope, resource)?;
            }
        }
        *keyword = None;
        if map {
            if node.types.0 & Types::bit(Kind::Object) == 0 {
                return Err("x-map stands beside type: object".into());
            }
            node.types.0 ^= Types::KEYED;
        }
        if effects == 1 {
            node.alias = node.one[one::REFERENCE].max(node.one[one::DYNAMIC]);
        }
        node.settle();
        Ok(node)
    }

    /// Reads a keyword into a node; `true` for `x-map`.
    fn keyword(
        &mut self,
        node: &mut Node,
        word: &'static Word,
        value: ValueRef<'a>,
        scope: usize,
        resource: usize,
    ) -> Reading<bool> {
        let Word { form, slot, .. } = *word;
        let (kind, needed) = match form {
            Form::Schemas => (Kind::Array, "a list of schemas"),
            Form::Named => (Kind::Object, "an object of schemas"),
            Form::Dependents => (Kind::Object, "an object of schemas or lists of names"),
            Form::Names => (Kind::Array, "a list of names"),
            Form::Limit => (Kind::Number, "a number, above 0 for multipleOf,"),
            Form::Count | Form::Validator => (Kind::Number, "a whole number of at least 0"),
            Form::List => (Kind::Array, "an array of values"),
            Form::Unique | Form::Map => (Kind::Boolean, "true or false"),
            Form::Pattern | Form::Format | Form::Reference => (Kind::String, "text"),
            Form::Schema | Form::Types | Form::Value => (value.kind(), ""),
        };
        let n = value.as_number().unwrap_or_default();
        let is_bad = match form {
            Form::Count | Form::Validator => n < 0.0 || n.fract() != 0.0,
            Form::Limit => slot == super::node::limit::MULTIPLE && n <= 0.0,
            _ => false,
        };
        if value.kind() != kind || is_bad {
            return Err(concat(&[needed, " is needed here"]));
        }
        let text = value.as_str().unwrap_or_default();
        let yes = value.as_bool() == Some(true);
        match form {
            Form::Map => return Ok(yes),
            Form::Unique => node.unique = yes,
            Form::Schema => node.one[slot] = self.inner(value, scope)?,
            Form::Reference => node.one[slot] = self.reference(text, slot == one::DYNAMIC, scope, resource)?,
            Form::Limit | Form::Count => node.limits.push((word.name, slot, n)),
            Form::Value => node.allowed.push((word.name, vec![value.to_value()])),
            Form::List => node.allowed.push((word.name, value.entries().map(|entry| entry.value.to_value()).collect())),
            Form::Validator => match self.host.validator(n as usize) {
                Some(judge) => node.validators.push(Validator(judge)),
                None => return Err("there is no such validator".into()),
            },
            Form::Pattern => node.texts.push(Pattern::new(text, self.host)?),
            Form::Format => node.texts.extend(Pattern::format(text, self.host)?),
            Form::Types if value.kind() != Kind::Array || value.is_empty() => node.types.0 = type_bit(value)?,
            _ => {
                for entry in value.entries() {
                    self.part(node, *word, entry, scope)?;
                }
            }
        }
        Ok(false)
    }

    /// Reads one of the entries that a keyword's value has.
    fn part(&mut self, node: &mut Node, word: Word, entry: Entry<'a>, scope: usize) -> Reading<()> {
        let Word { form, slot, .. } = word;
        let key = entry.key.unwrap_or(KeyRef::Text(&[]));
        match form {
            Form::Schemas => {
                let id = self.inner(entry.value, scope)?;
                node.lists[slot].push(id);
            }
            Form::Named => {
                let id = self.inner(entry.value, scope)?;
                if slot == PROPERTIES {
                    node.mention(key).node = id;
                } else if slot == PATTERNS {
                    let source = std::str::from_utf8(key.name(self.keys)).unwrap_or_default();
                    node.patterns.push((Pattern::new(source, self.host)?, id));
                }
            }
            Form::Dependents => {
                let mut dependent = Dependent { key: key.to_key(), names: Vec::new(), node: 0 };
                if entry.value.kind() == Kind::Array && slot != SCHEMAS {
                    for name in entry.value.entries() {
                        dependent.names.push(self.keys.key(name_of(name.value)?));
                    }
                } else if slot == LISTS {
                    return Err("lists of names are needed here".into());
                } else {
                    dependent.node = self.inner(entry.value, scope)?;
                }
                node.dependents.push(dependent);
            }
            Form::Names => {
                let name = name_of(entry.value)?;
                let member = node.mention(self.keys.id(name).map_or(KeyRef::Text(name), KeyRef::Id));
                let was_required = std::mem::replace(&mut member.required, true);
                node.required += u32::from(!was_required);
            }
            _ => node.types.0 |= type_bit(entry.value)?,
        }
        Ok(())
    }

    fn reference(&mut self, text: &str, is_dynamic: bool, scope: usize, resource: usize) -> Reading<NodeId> {
        let (mut target, anchor) = self.resources.resolve(text, resource)?;
        if is_dynamic && let Some(name) = anchor {
            // Core, section 8.2.3.2: a dynamic anchor is looked for on the way from the root, the outermost first.
            for known in &self.scopes[scope] {
                let anchor = &self.resources.anchors[*known];
                if anchor.name == name {
                    target = anchor.spot;
                }
            }
        }
        self.schema(target, scope)
    }
}

fn name_of(value: ValueRef<'_>) -> Reading<&[u8]> {
    value.as_text().ok_or_else(|| "a name is text".into())
}

/// The bit in [`Types`] of the name of a type.
fn type_bit(value: ValueRef<'_>) -> Reading<u16> {
    let name = value.as_str().unwrap_or("of that form");
    let kinds = [Kind::Null, Kind::Boolean, Kind::Number, Kind::String, Kind::Array, Kind::Object];
    match kinds.into_iter().find(|kind| kind.name() == name) {
        Some(kind) => Ok(Types::bit(kind)),
        None if name == "integer" => Ok(Types::INTEGER),
        None => Err(concat(&["there is no type ", &quoted(name)])),
    }
}
