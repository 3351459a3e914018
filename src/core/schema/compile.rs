//! From a schema as data to the compiled form, in one pass over every schema that can be reached.
//!
//! `$dynamicRef` asks at run time which resources the validation has come through. That is known here: it depends on the
//! way from the root alone. So a schema is compiled once for every *scope* it is reached in, a scope being what the
//! dynamic anchors met so far stand for; most schemas have one scope. At run time every reference is a number.

use super::node::{Dependent, Member, Node, NodeId, Schema, Types, list, one};
use super::patterns::{Pattern, Patterns};
use super::resources::{Resources, Spot, address};
use super::words::{Form, LISTS, PATTERNS, PROPERTIES, SINGLE, Word, find};
use crate::core::hash_index::HashIndex;
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::text::{concat, quoted};
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
    /// Who reads regular expressions.
    pub patterns: &'a dyn Patterns,
    /// Whether `format` is asserted for the formats that are known; otherwise it is an annotation.
    pub assert_formats: bool,
    /// Other documents that may be referred to, by URI.
    pub documents: &'a [(String, ValueRef<'a>)],
}

impl<'a> Options<'a> {
    /// No other documents, formats as annotations.
    pub fn new(patterns: &'a dyn Patterns) -> Options<'a> {
        Options { patterns, assert_formats: false, documents: &[] }
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
            patterns: options.patterns,
            nodes: vec![Node::default()],
            known: HashIndex::default(),
            places: Vec::new(),
            scopes: vec![Vec::new()],
            done: 0,
        };
        let root = Spot { value: source, place: crate::core::pointer::Path::ROOT, resource: 0 };
        let root = compiler.schema(root, 0, &[])?;
        while let Some((spot, scope)) = compiler.places.get(compiler.done).cloned() {
            compiler.done += 1;
            compiler.nodes[compiler.done] = compiler.build(&spot, scope)?;
        }
        if let Some(id) = endless(&compiler.nodes) {
            let reason = "leads back to itself without a step into the value: no value can be checked against it";
            return Err(compiler.resources.invalid(&compiler.places[id - 1].0, &[], reason.into()));
        }
        Ok(Schema { nodes: compiler.nodes, root })
    }
}

/// A schema that applies to the same value again and again, if there is one.
fn endless(nodes: &[Node]) -> Option<usize> {
    const NEW: u8 = 0;
    const ENTERED: u8 = 1;
    const LEFT: u8 = 2;
    let mut marks = vec![NEW; nodes.len()];
    let mut stack: Vec<(NodeId, u8)> = (1..nodes.len() as NodeId).map(|id| (id, NEW)).collect();
    while let Some((id, mark)) = stack.pop() {
        let at = id as usize;
        match (mark, marks[at]) {
            (LEFT, _) => marks[at] = LEFT,
            (_, LEFT) => {}
            (_, ENTERED) => return Some(at),
            _ => {
                marks[at] = ENTERED;
                stack.push((id, LEFT));
                stack.extend(nodes[at].in_place().map(|next| (next, NEW)));
            }
        }
    }
    None
}

/// What each dynamic anchor stands for: of all the resources that were come through, the first that has it decides.
type Scope<'a> = Vec<(&'a [u8], usize)>;

struct Compiler<'a> {
    resources: Resources<'a>,
    keys: &'a Keys,
    patterns: &'a dyn Patterns,
    nodes: Vec<Node>,
    /// Nodes by the address of their schema, so that each is compiled once and may refer to itself.
    known: HashIndex,
    /// The schema of each node but the first, and its scope.
    places: Vec<(Spot<'a>, usize)>,
    scopes: Vec<Scope<'a>>,
    /// How many are compiled. Not one inside the other: schemas that lead to each other in a long row must not fill the
    /// stack.
    done: usize,
}

/// A keyword that is being read: the schema, its scope, and the keyword's name.
struct Here<'p, 'a> {
    spot: &'p Spot<'a>,
    scope: usize,
    key: Key,
}

impl<'a> Compiler<'a> {
    fn fail<T>(&self, here: &Here<'_, 'a>, reason: &str) -> Result<T, InvalidSchema> {
        Err(self.resources.invalid(here.spot, std::slice::from_ref(&here.key), reason.into()))
    }

    /// The number of a schema, which is compiled later.
    fn schema(&mut self, mut spot: Spot<'a>, scope: usize, below: &[Key]) -> Result<NodeId, InvalidSchema> {
        let outer = spot.resource;
        spot.resource = self.resources.owner(spot.value, outer);
        for key in below {
            spot.place = spot.place.join(key.clone());
        }
        let scope = self.enter(scope, &spot)?;
        let address = address(spot.value);
        let hash = self.keys.hash_text(&address.to_le_bytes());
        let is_same = |id: &u32| {
            let (other, its_scope) = &self.places[*id as usize - 1];
            *its_scope == scope && self::address(other.value) == address
        };
        if let Some(id) = self.known.find(hash).find(is_same) {
            return Ok(id);
        }
        let id = self.nodes.len() as NodeId;
        self.nodes.push(Node::default());
        self.places.push((spot, scope));
        self.known.insert(hash, id);
        Ok(id)
    }

    /// A schema that stands inside another.
    fn inner(&mut self, here: &Here<'_, 'a>, name: Option<Key>, value: ValueRef<'a>) -> Result<NodeId, InvalidSchema> {
        let spot = Spot { value, ..here.spot.clone() };
        match name {
            Some(name) => self.schema(spot, here.scope, &[here.key.clone(), name]),
            None => self.schema(spot, here.scope, std::slice::from_ref(&here.key)),
        }
    }

    /// The scope inside a resource.
    fn enter(&mut self, scope: usize, spot: &Spot<'a>) -> Result<usize, InvalidSchema> {
        let mut inside = Vec::new();
        for (index, anchor) in self.resources.anchors.iter().enumerate() {
            let is_known = |scope: &Scope<'a>| scope.iter().any(|(name, _)| *name == anchor.name);
            if anchor.is_dynamic && anchor.spot.resource == spot.resource && !is_known(&self.scopes[scope]) {
                inside.push((anchor.name, index));
            }
        }
        if inside.is_empty() {
            return Ok(scope);
        }
        inside.extend_from_slice(&self.scopes[scope]);
        inside.sort_unstable_by_key(|(_, index)| *index);
        if let Some(known) = self.scopes.iter().position(|other| *other == inside) {
            return Ok(known);
        }
        if self.scopes.len() == MAX_SCOPES {
            let reason = "the dynamic anchors stand for too many different schemas: use fewer, or $ref";
            return Err(self.resources.invalid(spot, &[], reason.into()));
        }
        self.scopes.push(inside);
        Ok(self.scopes.len() - 1)
    }

    fn build(&mut self, spot: &Spot<'a>, scope: usize) -> Result<Node, InvalidSchema> {
        let mut node = Node::default();
        let value = spot.value;
        match value.kind() {
            Kind::Boolean => node.never = value.as_bool() == Some(false),
            Kind::Object => {
                let vocabularies = self.resources.list[spot.resource].vocabularies;
                let mut effects = 0;
                let mut map = false;
                for entry in value.entries() {
                    let Some(key) = entry.key else { continue };
                    let Some(word) = find(key.name(self.keys)) else { continue };
                    if vocabularies >> word.vocabulary & 1 != 0 {
                        let here = Here { spot, scope, key: key.to_key() };
                        effects += 1;
                        map |= self.keyword(&mut node, word, entry.value, &here)?;
                    }
                }
                if map {
                    if node.types.0 & Types::bit(Kind::Object) == 0 {
                        return Err(self.resources.invalid(spot, &[], "x-map stands beside type: object".into()));
                    }
                    node.types.0 ^= Types::KEYED;
                }
                if effects == 1 {
                    node.alias = node.one[one::REFERENCE].max(node.one[one::DYNAMIC]);
                }
                node.settle();
            }
            other => {
                let reason = concat(&["a schema is an object or a boolean, not ", other.name()]);
                return Err(self.resources.invalid(spot, &[], reason));
            }
        }
        Ok(node)
    }

    /// Reads a keyword into a node; `true` for `x-map`.
    fn keyword(
        &mut self,
        node: &mut Node,
        word: &'static Word,
        value: ValueRef<'a>,
        here: &Here<'_, 'a>,
    ) -> Result<bool, InvalidSchema> {
        let slot = word.slot;
        let (kind, needed) = match word.form {
            Form::Schemas => (Kind::Array, "a list of schemas is needed here"),
            Form::Named => (Kind::Object, "an object of schemas is needed here"),
            Form::Dependents => (Kind::Object, "an object of schemas or lists of names is needed here"),
            Form::Names => (Kind::Array, "a list of names is needed here"),
            Form::Limit => (Kind::Number, "a number is needed here"),
            Form::Count => (Kind::Number, "a whole number of at least 0 is needed here"),
            Form::Values if slot == LISTS => (Kind::Array, "enum is an array"),
            Form::Unique | Form::Map => (Kind::Boolean, "true or false is needed here"),
            Form::Pattern | Form::Format | Form::Reference => (Kind::String, "text is needed here"),
            Form::Schema | Form::Types | Form::Values => (value.kind(), ""),
        };
        if value.kind() != kind {
            return self.fail(here, needed);
        }
        let text = value.as_str().unwrap_or_default();
        match word.form {
            Form::Schema => node.one[slot] = self.inner(here, None, value)?,
            Form::Schemas => {
                for (index, entry) in value.entries().enumerate() {
                    let id = self.inner(here, Some(Key::Index(index as u32)), entry.value)?;
                    node.lists[slot].push(id);
                }
            }
            Form::Named => {
                for Entry { key, value } in value.entries() {
                    let Some(key) = key else { continue };
                    let id = self.inner(here, Some(key.to_key()), value)?;
                    if slot == PROPERTIES {
                        node.mention(key).node = id;
                    } else if slot == PATTERNS {
                        let pattern = self.pattern(key.name(self.keys), here)?;
                        node.patterns.push((pattern, id));
                    }
                }
            }
            Form::Dependents => {
                for Entry { key, value } in value.entries() {
                    let Some(key) = key else { continue };
                    let mut dependent = Dependent { key: key.to_key(), names: Vec::new(), node: 0 };
                    if value.kind() == Kind::Array && slot != SINGLE {
                        dependent.names = self.names(value, here)?;
                    } else if slot == LISTS {
                        return self.fail(here, "lists of names are needed here");
                    } else {
                        dependent.node = self.inner(here, Some(key.to_key()), value)?;
                    }
                    node.dependents.push(dependent);
                }
            }
            Form::Limit | Form::Count => {
                let limit = value.as_number().unwrap_or_default();
                if word.form == Form::Count && (limit < 0.0 || limit.fract() != 0.0) {
                    return self.fail(here, needed);
                }
                if slot == super::node::limit::MULTIPLE && limit <= 0.0 {
                    return self.fail(here, "a number above 0 is needed here");
                }
                node.limits.push((word.name, slot, limit));
            }
            Form::Types => node.types = self.types(value, here)?,
            Form::Values if slot == LISTS => {
                node.allowed.push((word.name, value.entries().map(|entry| entry.value.to_value()).collect()));
            }
            Form::Values => node.allowed.push((word.name, vec![value.to_value()])),
            Form::Names => {
                for entry in value.entries() {
                    let Some(name) = entry.value.as_text() else { return self.fail(here, "a name is text") };
                    let member = node.mention(self.keys.id(name).map_or(KeyRef::Text(name), KeyRef::Id));
                    if !std::mem::replace(&mut member.required, true) {
                        node.required += 1;
                    }
                }
            }
            Form::Map => return Ok(value.as_bool() == Some(true)),
            Form::Unique => node.unique = value.as_bool() == Some(true),
            Form::Pattern => {
                let pattern = self.pattern(text.as_bytes(), here)?;
                node.texts.push(pattern);
            }
            Form::Format => match Pattern::format(text, self.patterns) {
                Some(Ok(format)) => node.texts.push(format),
                Some(Err(reason)) => return self.fail(here, &reason),
                None => {}
            },
            Form::Reference => node.one[slot] = self.reference(text, slot == one::DYNAMIC, here)?,
        }
        Ok(false)
    }

    fn types(&self, value: ValueRef<'a>, here: &Here<'_, 'a>) -> Result<Types, InvalidSchema> {
        const NAMES: [(&str, u16); 7] = [
            ("null", 1 << Kind::Null as u16),
            ("boolean", 1 << Kind::Boolean as u16),
            ("number", 1 << Kind::Number as u16),
            ("integer", Types::INTEGER),
            ("string", 1 << Kind::String as u16),
            ("array", 1 << Kind::Array as u16),
            ("object", 1 << Kind::Object as u16),
        ];
        let mut types = Types::default();
        let mut add = |value: ValueRef<'a>| {
            let name = value.as_str().unwrap_or("of that form");
            let Some((_, bit)) = NAMES.iter().find(|(known, _)| *known == name) else {
                return self.fail(here, &concat(&["there is no type ", &quoted(name)]));
            };
            types.0 |= bit;
            Ok(())
        };
        if value.kind() != Kind::Array || value.is_empty() {
            add(value)?;
        }
        for entry in value.entries() {
            add(entry.value)?;
        }
        Ok(types)
    }

    fn names(&self, value: ValueRef<'a>, here: &Here<'_, 'a>) -> Result<Vec<Key>, InvalidSchema> {
        let mut names = Vec::new();
        for entry in value.entries() {
            let Some(name) = entry.value.as_text() else { return self.fail(here, "a name is text") };
            names.push(self.keys.key(name));
        }
        Ok(names)
    }

    fn pattern(&self, source: &[u8], here: &Here<'_, 'a>) -> Result<Pattern, InvalidSchema> {
        let source = std::str::from_utf8(source).unwrap_or_default();
        Pattern::new(source, self.patterns)
            .or_else(|reason| self.fail(here, &concat(&[&quoted(source), " is no pattern: ", &reason])))
    }

    fn reference(&mut self, text: &str, is_dynamic: bool, here: &Here<'_, 'a>) -> Result<NodeId, InvalidSchema> {
        let (mut target, anchor) = match self.resources.resolve(text, here.spot.resource) {
            Ok(found) => found,
            Err(reason) => return self.fail(here, &reason),
        };
        // Core, section 8.2.3.2: a dynamic anchor is looked for on the way from the root, the outermost first.
        if let Some(name) = anchor.filter(|_| is_dynamic)
            && let Some((_, anchor)) = self.scopes[here.scope].iter().find(|(known, _)| *known == name)
        {
            target = self.resources.anchors[*anchor].spot.clone();
        }
        self.schema(target, here.scope, &[])
    }
}

impl Node {
    /// The entry for a member, made if there is none.
    fn mention(&mut self, key: KeyRef<'_>) -> &mut Member {
        let at = self.members.partition_point(|member| key.compare(&member.key).is_gt());
        if !self.members.get(at).is_some_and(|member| key.compare(&member.key).is_eq()) {
            self.members.insert(at, Member { key: key.to_key(), node: 0, required: false });
        }
        &mut self.members[at]
    }

    /// Puts down what follows from all keywords together.
    fn settle(&mut self) {
        if self.one[one::IF] == 0 {
            // Section 10.2.2: without `if` they say nothing.
            (self.one[one::THEN], self.one[one::ELSE]) = (0, 0);
        }
        self.has_entry_schemas = self.members.iter().any(|member| member.node != 0)
            || !self.patterns.is_empty()
            || !self.lists[list::PREFIX].is_empty()
            || self.one[..=one::NAMES].iter().any(|id| *id != 0);
        self.is_whole = self.unique
            || !self.lists[list::ANY].is_empty()
            || !self.lists[list::ONE].is_empty()
            || self.one[one::CONTAINS..one::REFERENCE].iter().any(|id| *id != 0)
            || self.dependents.iter().any(|dependent| dependent.node != 0);
    }
}
