//! What a reference can lead to: the schemas of all documents by their place, their resources by URI, and their anchors (JSON
//! Schema Core 2020-12, sections 8.2 and 9).

use super::compile::{InvalidSchema, Options};
use super::uri::{find, percent_decoded, resolve};
use super::words::{FORMAT, Form, VOCABULARIES, VOCABULARY, each_part};
use crate::core::hash_index::HashIndex;
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::pointer::{Path, tokens};
use crate::core::text::{concat, quoted};
use crate::core::value::{Kind, ValueRef};

/// A schema, and where it stands.
#[derive(Debug)]
pub(super) struct Spot<'a> {
    pub(super) value: ValueRef<'a>,
    /// The place in its document.
    place: Path,
    /// The resource it belongs to, an index of [`Resources::list`].
    pub(super) resource: usize,
}

/// A schema with a URI of its own: a document, or a part with an `$id`.
#[derive(Debug)]
pub(super) struct Resource {
    uri: Vec<u8>,
    /// An index of [`Resources::spots`].
    root: usize,
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
    /// An index of [`Resources::spots`].
    pub(super) spot: usize,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Resources<'a> {
    pub(super) spots: Vec<Spot<'a>>,
    pub(super) list: Vec<Resource>,
    pub(super) anchors: Vec<Anchor<'a>>,
    /// From the address of a schema in memory to its spot.
    addresses: HashIndex,
    documents: ValueRef<'a>,
    keys: &'a Keys,
}

/// All vocabularies but the assertion of formats.
const STANDARD: u8 = !(1 << FORMAT);

/// A number that no other value in memory has.
fn address(value: ValueRef<'_>) -> usize {
    match value {
        ValueRef::Encoded(bytes) => bytes.as_ptr().addr(),
        ValueRef::Tree(container) => std::rc::Rc::as_ptr(container).addr(),
    }
}

impl<'a> Resources<'a> {
    /// Finds all that `source` and the documents of the options hold. The first spot is the source itself.
    pub(super) fn new(
        source: ValueRef<'a>,
        keys: &'a Keys,
        options: &Options<'a>,
    ) -> Result<Resources<'a>, InvalidSchema> {
        let mut all = Resources {
            spots: Vec::new(),
            list: Vec::new(),
            anchors: Vec::new(),
            addresses: HashIndex::default(),
            documents: options.documents,
            keys,
        };
        all.document(b"", source, 0);
        for (index, entry) in options.documents.entries().enumerate() {
            all.document(entry.key.map(|key| key.name(keys)).unwrap_or_default(), entry.value, index + 1);
        }
        let asserted = u8::from(options.assert_formats) << FORMAT;
        for index in 0..all.list.len() {
            let Resource { root, outer, .. } = all.list[index];
            let meta = all.text(all.spots[root].value, b"$schema").and_then(|uri| all.find(before_fragment(uri)));
            // What says nothing speaks the language of what it stands in, which comes earlier in the list.
            let bits = match meta {
                Some(meta) => all.vocabularies(all.spots[all.list[meta].root].value, root)?,
                None => all.list[outer].vocabularies,
            };
            all.list[index].vocabularies = bits | asserted;
        }
        Ok(all)
    }

    fn document(&mut self, uri: &[u8], value: ValueRef<'a>, document: usize) {
        let outer = self.list.len();
        let (root, uri) = (self.spots.len(), resolve(b"", before_fragment(uri)));
        self.list.push(Resource { uri, root, document, outer, vocabularies: STANDARD });
        self.scan(value, &Path::ROOT, outer);
    }

    /// Takes in a schema and all those inside it.
    fn scan(&mut self, value: ValueRef<'a>, place: &Path, mut resource: usize) {
        let spot = self.spots.len();
        if let Some(id) = self.text(value, b"$id") {
            let Resource { uri, document, .. } = &self.list[resource];
            let (uri, document) = (resolve(uri, before_fragment(id)), *document);
            let outer = std::mem::replace(&mut resource, self.list.len());
            self.list.push(Resource { uri, root: spot, document, outer, vocabularies: STANDARD });
        }
        for (word, is_dynamic) in [(&b"$anchor"[..], false), (b"$dynamicAnchor", true)] {
            if let Some(name) = self.text(value, word) {
                self.anchors.push(Anchor { name, is_dynamic, spot });
            }
        }
        self.addresses.insert(self.hash(value), spot as u32);
        self.spots.push(Spot { value, place: place.clone(), resource });
        each_part(value, self.keys, &mut |word, key, part| {
            if word.form != Form::Names {
                let mut place = place.join(key.to_key());
                if let Some((name, index)) = part.name {
                    place = place.join(name.map_or(Key::Index(index), KeyRef::to_key));
                }
                self.scan(part.value, &place, resource);
            }
        });
    }

    fn hash(&self, value: ValueRef<'a>) -> u32 {
        self.keys.hash_text(&address(value).to_le_bytes())
    }

    /// The spot of a schema.
    pub(super) fn spot(&self, value: ValueRef<'a>) -> Option<usize> {
        let same = |spot: &usize| address(self.spots[*spot].value) == address(value);
        self.addresses.find(self.hash(value)).map(|spot| spot as usize).find(same)
    }

    /// A member that is text.
    fn text(&self, schema: ValueRef<'a>, name: &[u8]) -> Option<&'a [u8]> {
        schema.get(&self.keys.key(name), self.keys).filter(|_| schema.kind() == Kind::Object)?.as_text()
    }

    /// The vocabularies of a metaschema (section 8.1.2).
    fn vocabularies(&self, meta: ValueRef<'a>, user: usize) -> Result<u8, InvalidSchema> {
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
    pub(super) fn invalid(&self, spot: usize, keyword: Option<KeyRef<'_>>, reason: String) -> InvalidSchema {
        let Spot { place, resource, .. } = &self.spots[spot];
        let place = keyword.map_or_else(|| place.clone(), |key| place.join(key.to_key()));
        let mut pointer = place.pointer(self.keys);
        let document = self.list[*resource].document;
        if document > 0 {
            let uri = self.documents.entries().nth(document - 1).and_then(|entry| entry.key);
            let uri = String::from_utf8_lossy(uri.map(|key| key.name(self.keys)).unwrap_or_default());
            pointer = concat(&[&uri, "#", &pointer]);
        }
        InvalidSchema { pointer, reason }
    }

    fn find(&self, uri: &[u8]) -> Option<usize> {
        self.list.iter().position(|resource| resource.uri == uri)
    }

    /// The spot that a reference leads to, and the dynamic anchor it does it by, if so.
    pub(super) fn resolve(&mut self, reference: &str, from: usize) -> Result<(usize, Option<&'a [u8]>), String> {
        let mut reason = concat(&[&quoted(reference), " leads nowhere"]);
        let uri = before_fragment(reference.as_bytes());
        let mut resource = Some(from);
        if !uri.is_empty() {
            resource = self.find(&resolve(&self.list[from].uri, uri));
        }
        let Some(resource) = resource else {
            reason.push_str(": put it under $defs, or give the document that is meant with the schema");
            return Err(reason);
        };
        let mut spot = self.list[resource].root;
        let fragment = percent_decoded(reference.as_bytes().get(uri.len() + 1..).unwrap_or_default());
        if let Ok(steps) = tokens(&fragment) {
            let mut value = self.spots[spot].value;
            let mut place = self.spots[spot].place.clone();
            for step in steps {
                let key = self.keys.key(&step);
                let Some(inner) = value.get(&key, self.keys) else { return Err(reason) };
                value = inner;
                place = place.join(key);
                spot = self.spot(value).unwrap_or(spot);
            }
            // In a word that is not known nobody has looked for schemas.
            let resource = self.spots[spot].resource;
            let found = self.spot(value).unwrap_or(self.spots.len());
            if found == self.spots.len() {
                self.scan(value, &place, resource);
            }
            return Ok((found, None));
        }
        // A place may have both kinds of anchors by one name.
        let mut named = None;
        let mut dynamic = None;
        for anchor in &self.anchors {
            if self.spots[anchor.spot].resource == self.spots[spot].resource && anchor.name == fragment {
                named = named.or(Some(anchor.spot));
                dynamic = dynamic.or(Some(anchor.name).filter(|_| anchor.is_dynamic));
            }
        }
        named.map(|spot| (spot, dynamic)).ok_or(reason)
    }
}

/// A URI reference without its fragment.
fn before_fragment(uri: &[u8]) -> &[u8] {
    &uri[..find(uri, b"#")]
}
