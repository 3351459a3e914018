//! What a reference can lead to: the schema resources of all documents by URI, and their anchors (JSON Schema Core
//! 2020-12, sections 8.2 and 9).

use super::compile::{InvalidSchema, Options};
use super::uri::{find, percent_decoded, resolve};
use super::words::{FORMAT, VOCABULARIES, VOCABULARY, each_subschema};
use crate::core::keys::{KeyRef, Keys};
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
    uri: Vec<u8>,
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
    documents: ValueRef<'a>,
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
        all.document(b"", source, 0);
        for (index, entry) in options.documents.entries().enumerate() {
            all.document(entry.key.map(|key| key.name(keys)).unwrap_or_default(), entry.value, index + 1);
        }
        let asserted = u8::from(options.assert_formats) << FORMAT;
        for index in 0..all.list.len() {
            let root = all.list[index].root.clone();
            let meta = all.text(root.value, b"$schema").and_then(|uri| all.find(uri));
            // What says nothing speaks the language of what it stands in, which comes earlier in the list.
            let bits = match meta {
                Some(meta) => all.vocabularies(all.list[meta].root.value, &root)?,
                None => all.list[all.list[index].outer].vocabularies,
            };
            all.list[index].vocabularies = bits | asserted;
        }
        Ok(all)
    }

    fn document(&mut self, uri: &[u8], value: ValueRef<'a>, document: usize) {
        let outer = self.list.len();
        let root = Spot { value, place: Path::ROOT, resource: outer };
        let uri = resolve(b"", before_fragment(uri));
        self.list.push(Resource { uri, root: root.clone(), document, outer, vocabularies: STANDARD });
        self.scan(root);
    }

    fn scan(&mut self, mut spot: Spot<'a>) {
        if let Some(id) = self.text(spot.value, b"$id") {
            let outer = spot.resource;
            let (uri, document) = (resolve(&self.list[outer].uri, before_fragment(id)), self.list[outer].document);
            spot.resource = self.list.len();
            self.list.push(Resource { uri, root: spot.clone(), document, outer, vocabularies: STANDARD });
        }
        for (word, is_dynamic) in [(&b"$anchor"[..], false), (b"$dynamicAnchor", true)] {
            if let Some(name) = self.text(spot.value, word) {
                self.anchors.push(Anchor { name, is_dynamic, spot: spot.clone() });
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
    fn text(&self, schema: ValueRef<'a>, name: &[u8]) -> Option<&'a [u8]> {
        schema.get(&self.keys.key(name), self.keys).filter(|_| schema.kind() == Kind::Object)?.as_text()
    }

    /// The vocabularies of a metaschema (section 8.1.2).
    fn vocabularies(&self, meta: ValueRef<'a>, user: &Spot<'a>) -> Result<u8, InvalidSchema> {
        let Some(listed) = meta.get(&self.keys.key(b"$vocabulary"), self.keys) else { return Ok(STANDARD) };
        let mut bits = 1;
        for entry in listed.entries() {
            let uri = entry.key.map(|key| key.name(self.keys)).unwrap_or_default();
            let name = uri.strip_prefix(VOCABULARY);
            match VOCABULARIES.iter().position(|known| Some(known.as_bytes()) == name) {
                Some(known) => bits |= 1 << known,
                None if entry.value.as_bool() == Some(true) => {
                    let uri = String::from_utf8_lossy(uri);
                    let reason = concat(&["its $schema asks for the vocabulary ", &uri, ", which is not known here"]);
                    return Err(self.invalid(user, None, reason));
                }
                None => {}
            }
        }
        Ok(bits)
    }

    /// An error in a schema, or at one of its keywords.
    pub(super) fn invalid(&self, spot: &Spot<'a>, keyword: Option<KeyRef<'_>>, reason: String) -> InvalidSchema {
        let place = keyword.map_or_else(|| spot.place.clone(), |key| spot.place.join(key.to_key()));
        let mut pointer = place.pointer(self.keys);
        let document = self.list[spot.resource].document;
        if document > 0 {
            let uri = self.documents.entries().nth(document - 1).and_then(|entry| entry.key);
            let uri = String::from_utf8_lossy(uri.map(|key| key.name(self.keys)).unwrap_or_default());
            pointer = concat(&[&uri, "#", &pointer]);
        }
        InvalidSchema { pointer, reason }
    }

    fn find(&self, uri: &[u8]) -> Option<usize> {
        self.list.iter().position(|resource| resource.uri == before_fragment(uri))
    }

    /// The resource whose root a schema is, or the one it stands in.
    pub(super) fn owner(&self, value: ValueRef<'a>, inside: usize) -> usize {
        if self.text(value, b"$id").is_none() {
            return inside;
        }
        let own = |resource: &Resource<'a>| address(resource.root.value) == address(value);
        // The last: a document is listed under the address it was given by, and then under its own.
        self.list.iter().rposition(own).unwrap_or(inside)
    }

    /// Where a reference leads, and the dynamic anchor it does it by, if so.
    pub(super) fn resolve(&self, reference: &str, from: usize) -> Result<(Spot<'a>, Option<&'a [u8]>), String> {
        let mut reason = concat(&[&quoted(reference), " leads nowhere"]);
        let uri = before_fragment(reference.as_bytes());
        let mut resource = from;
        if !uri.is_empty() {
            let absolute = resolve(&self.list[from].uri, uri);
            let Some(found) = self.list.iter().position(|resource| resource.uri == absolute) else {
                reason.push_str(": put it under $defs, or give the document that is meant with the schema");
                return Err(reason);
            };
            resource = found;
        }
        let mut spot = self.list[resource].root.clone();
        spot.resource = self.owner(spot.value, resource);
        let fragment = percent_decoded(reference.as_bytes().get(uri.len() + 1..).unwrap_or_default());
        if let Ok(steps) = tokens(&fragment) {
            for step in steps {
                let key = self.keys.key(&step);
                let Some(value) = spot.value.get(&key, self.keys) else { return Err(reason) };
                spot = Spot { value, place: spot.place.join(key), resource: self.owner(value, spot.resource) };
            }
            return Ok((spot, None));
        }
        // A place may have both kinds of anchors by one name.
        let mut named = None;
        let mut dynamic = None;
        for anchor in &self.anchors {
            if anchor.spot.resource == spot.resource && anchor.name == fragment {
                named = named.or(Some(&anchor.spot));
                dynamic = dynamic.or(Some(anchor.name).filter(|_| anchor.is_dynamic));
            }
        }
        named.map(|spot| (spot.clone(), dynamic)).ok_or(reason)
    }
}

/// A URI reference without its fragment.
fn before_fragment(uri: &[u8]) -> &[u8] {
    &uri[..find(uri, b"#")]
}
