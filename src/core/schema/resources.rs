//! What a reference can lead to: the schema resources of all documents by URI, and their anchors (JSON Schema Core
//! 2020-12, sections 8.2 and 9).

use super::compile::{InvalidSchema, Options};
use super::uri::{percent_decoded, resolve};
use super::words::{FORMAT, VOCABULARIES, VOCABULARY, each_subschema};
use crate::core::keys::{Key, Keys};
use crate::core::pointer::{Path, tokens};
use crate::core::text::{concat, quoted};
use crate::core::value::{Kind, ValueRef};

/// A schema, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Spot<'a> {
    pub(super) value: ValueRef<'a>,
    /// The place in its document.
    pub(super) place: Path,
    /// The resource it belongs to, an index of [`Resources::list`].
    pub(super) resource: usize,
}

/// A schema with a URI of its own: a document, or a part with an `$id`.
#[derive(Debug)]
pub(super) struct Resource<'a> {
    uri: String,
    root: Spot<'a>,
    /// An index of the documents, of which the first is the schema that is compiled.
    document: usize,
    /// The resource it stands in.
    outer: usize,
    /// Bits by position in [`VOCABULARIES`]: those whose keywords count.
    pub(super) vocabularies: u8,
}

/// A place with a name of its own.
#[derive(Debug)]
pub(super) struct Anchor<'a> {
    pub(super) name: &'a [u8],
    pub(super) is_dynamic: bool,
    pub(super) spot: Spot<'a>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Resources<'a> {
    pub(super) list: Vec<Resource<'a>>,
    pub(super) anchors: Vec<Anchor<'a>>,
    documents: &'a [(String, ValueRef<'a>)],
    keys: &'a Keys,
}

/// All vocabularies but the assertion of formats.
const STANDARD: u8 = !(1 << FORMAT);

/// A number that no other value in memory has.
pub(super) fn address(value: ValueRef<'_>) -> usize {
    match value {
        ValueRef::Encoded(bytes) => bytes.as_ptr().addr(),
        ValueRef::Tree(container) => std::rc::Rc::as_ptr(container).addr(),
    }
}

impl<'a> Resources<'a> {
    /// Finds all that `source` and the documents of the options hold. The first resource is the source itself.
    pub(super) fn new(
        source: ValueRef<'a>,
        keys: &'a Keys,
        options: &'a Options<'a>,
    ) -> Result<Resources<'a>, InvalidSchema> {
        let mut all = Resources { list: Vec::new(), anchors: Vec::new(), documents: options.documents, keys };
        all.document("", source, 0);
        for (index, (uri, value)) in options.documents.iter().enumerate() {
            all.document(uri, *value, index + 1);
        }
        let asserted = u8::from(options.assert_formats) << FORMAT;
        for index in 0..all.list.len() {
            let root = all.list[index].root.clone();
            let meta = all.text(root.value, "$schema").and_then(|uri| all.find(uri));
            // What says nothing speaks the language of what it stands in, which comes earlier in the list.
            let bits = match meta {
                Some(meta) => all.vocabularies(all.list[meta].root.value, &root)?,
                None => all.list[all.list[index].outer].vocabularies,
            };
            all.list[index].vocabularies = bits | asserted;
        }
        Ok(all)
    }

    fn document(&mut self, uri: &str, value: ValueRef<'a>, document: usize) {
        let outer = self.list.len();
        let root = Spot { value, place: Path::ROOT, resource: outer };
        let uri = resolve("", uri);
        self.list.push(Resource { uri, root: root.clone(), document, outer, vocabularies: STANDARD });
        self.scan(root);
    }

    fn scan(&mut self, mut spot: Spot<'a>) {
        if let Some(id) = self.text(spot.value, "$id") {
            let outer = spot.resource;
            let (uri, document) = (resolve(&self.list[outer].uri, id), self.list[outer].document);
            spot.resource = self.list.len();
            self.list.push(Resource { uri, root: spot.clone(), document, outer, vocabularies: STANDARD });
        }
        for (word, is_dynamic) in [("$anchor", false), ("$dynamicAnchor", true)] {
            if let Some(name) = self.text(spot.value, word) {
                self.anchors.push(Anchor { name: name.as_bytes(), is_dynamic, spot: spot.clone() });
            }
        }
        each_subschema(spot.value, self.keys, &mut |_, word, name, value| {
            let mut place = spot.place.join(word);
            if let Some(name) = name {
                place = place.join(name);
            }
            self.scan(Spot { value, place, resource: spot.resource });
        });
    }

    /// A member that is text.
    fn text(&self, schema: ValueRef<'a>, name: &str) -> Option<&'a str> {
        if schema.kind() != Kind::Object {
            return None;
        }
        schema.get(&self.keys.key(name.as_bytes()), self.keys)?.as_str()
    }

    /// The vocabularies of a metaschema (section 8.1.2).
    fn vocabularies(&self, meta: ValueRef<'a>, user: &Spot<'a>) -> Result<u8, InvalidSchema> {
        let Some(listed) = meta.get(&self.keys.key(b"$vocabulary"), self.keys) else { return Ok(STANDARD) };
        let mut bits = 1;
        for entry in listed.entries() {
            let uri = entry.key.and_then(|key| std::str::from_utf8(key.name(self.keys)).ok()).unwrap_or_default();
            let name = uri.strip_prefix(VOCABULARY);
            match VOCABULARIES.iter().position(|known| Some(*known) == name) {
                Some(known) => bits |= 1 << known,
                None if entry.value.as_bool() == Some(true) => {
                    let reason = concat(&["its $schema asks for the vocabulary ", uri, ", which is not known here"]);
                    return Err(self.invalid(user, &[Key::Text(b"$schema".as_slice().into())], reason));
                }
                None => {}
            }
        }
        Ok(bits)
    }

    /// An error at a place below a schema.
    pub(super) fn invalid(&self, spot: &Spot<'a>, below: &[Key], reason: String) -> InvalidSchema {
        let place = below.iter().fold(spot.place.clone(), |place, key| place.join(key.clone()));
        let mut pointer = place.pointer(self.keys);
        let document = self.list[spot.resource].document;
        if document > 0 {
            pointer = concat(&[&self.documents[document - 1].0, "#", &pointer]);
        }
        InvalidSchema { pointer, reason }
    }

    fn find(&self, uri: &str) -> Option<usize> {
        let uri = uri.strip_suffix('#').unwrap_or(uri);
        if uri.is_empty() { None } else { self.list.iter().position(|resource| resource.uri == uri) }
    }

    /// The resource whose root a schema is, or the one it stands in.
    pub(super) fn owner(&self, value: ValueRef<'a>, inside: usize) -> usize {
        if self.text(value, "$id").is_none() {
            return inside;
        }
        let own = |resource: &Resource<'a>| address(resource.root.value) == address(value);
        // The last: a document is listed under the address it was given by, and then under its own.
        self.list.iter().rposition(own).unwrap_or(inside)
    }

    /// Where a reference leads, and the dynamic anchor it does it by, if so.
    pub(super) fn resolve(&self, reference: &str, from: usize) -> Result<(Spot<'a>, Option<&'a [u8]>), String> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let nowhere = |remedy: &str| concat(&[&quoted(reference), " leads nowhere", remedy]);
        let resource = if uri.is_empty() {
            from
        } else {
            let absolute = resolve(&self.list[from].uri, uri);
            let remedy = ": put it under $defs, or give the document that is meant with the schema";
            self.list.iter().position(|resource| resource.uri == absolute).ok_or_else(|| nowhere(remedy))?
        };
        let mut spot = self.list[resource].root.clone();
        spot.resource = self.owner(spot.value, resource);
        let fragment = percent_decoded(fragment);
        if let Ok(steps) = tokens(&fragment) {
            for step in steps {
                let key = self.keys.key(&step);
                spot.value = spot.value.get(&key, self.keys).ok_or_else(|| nowhere(""))?;
                spot.place = spot.place.join(key);
                spot.resource = self.owner(spot.value, spot.resource);
            }
            return Ok((spot, None));
        }
        let named = |anchor: &&Anchor<'a>| anchor.spot.resource == spot.resource && anchor.name == fragment;
        let anchor = self.anchors.iter().find(named).ok_or_else(|| nowhere(""))?;
        // A `$dynamicRef` to a place that has both kinds of anchors goes by the one that it names.
        let is_dynamic = self.anchors.iter().filter(named).any(|anchor| anchor.is_dynamic);
        Ok((anchor.spot.clone(), is_dynamic.then_some(anchor.name)))
    }
}
