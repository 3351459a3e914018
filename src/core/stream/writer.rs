//! Writing a stream in chunks; [`super::reader`] reads it back.
//!
//! A chunk ends after an entry whose hash says so, when it has 16 KiB: the longer the entry, the likelier, so that it is once in
//! 32 KiB whatever the entries are. It ends before an entry that does not fit into one, and at 256 KiB at the latest.

use std::rc::Rc;

use xxhash_rust::xxh64::xxh64;

use super::OPEN;
use crate::core::tree::Container;
use crate::core::value::encoding::write_key;
use crate::core::value::{Value, ValueRef};

const LEAST: usize = 16 << 10;
const MOST: usize = 256 << 10;
/// Bytes of entries for which one hash ends a chunk.
const CUT: u64 = 32 << 10;

/// A piece of a stream, at most 256 KiB.
pub type Chunk = Vec<u8>;

/// Walks over a value, a chunk at a time: the value may go on changing elsewhere.
#[derive(Debug)]
pub struct Stream {
    /// The containers that are open, each with the number of entries that are done.
    levels: Vec<(Rc<Container>, usize)>,
    chunk: Chunk,
}

impl Stream {
    /// A stream of this value.
    pub fn new(value: &Value) -> Stream {
        let mut stream = Stream { levels: Vec::new(), chunk: Vec::new() };
        stream.value(value.view());
        stream
    }

    /// The next chunk; `None` at the end.
    pub fn next_chunk(&mut self) -> Option<Chunk> {
        while self.chunk.len() < MOST && !self.fill() {}
        let rest = self.chunk.split_off(self.chunk.len().min(MOST));
        let chunk = std::mem::replace(&mut self.chunk, rest);
        (!chunk.is_empty()).then_some(chunk)
    }

    /// Goes on with the innermost container; returns whether the chunk ends here.
    fn fill(&mut self) -> bool {
        let Some(depth) = self.levels.len().checked_sub(1) else { return true };
        let (container, done) = self.levels[depth].clone();
        for entry in container.entries_from(done) {
            let start = self.chunk.len();
            // Cut at fixed distances, it would be cut elsewhere whenever something before it is longer or shorter.
            if start > 0 && matches!(entry.value, ValueRef::Encoded(bytes) if bytes.len() > MOST) {
                return true;
            }
            if let Some(key) = entry.key {
                write_key(key, &mut self.chunk);
            }
            self.value(entry.value);
            self.levels[depth].1 += 1;
            let len = self.chunk.len() - start;
            if self.chunk.len() >= LEAST && xxh64(&self.chunk[start..], 0) % CUT < len as u64 {
                return true;
            }
            if self.levels.len() > depth + 1 || self.chunk.len() >= MOST {
                return false;
            }
        }
        self.levels.truncate(depth);
        false
    }

    fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Encoded(bytes) => self.chunk.extend_from_slice(bytes),
            ValueRef::Tree(container) => {
                self.chunk.extend_from_slice(&[OPEN, container.kind().tag()]);
                self.chunk.extend_from_slice(&(container.len() as u32).to_le_bytes());
                self.levels.push((container.clone(), 0));
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::collections::HashSet;

    use serde_json::{Value as Json, json};

    use super::*;
    use crate::core::change::{Action, Wanted};
    use crate::core::error::Malformed;
    use crate::core::keys::{Key, KeyRef, Keys};
    use crate::core::pointer::{Path, parse};
    use crate::core::snapshot::chunk_id;
    use crate::core::stream::read_stream;
    use crate::core::tree::{Digest, digest};
    use crate::core::value::encoding::{ARRAY, MAP, MAX_DEPTH, NULL, OBJECT, write_container, write_number};

    fn keys() -> Keys {
        Keys::new(["id", "name", "list"], 9)
    }

    fn value(json: &Json) -> Value {
        Value::from_json(json, &keys()).expect("JSON can be encoded")
    }

    fn chunks(value: &Value) -> Vec<Chunk> {
        let mut stream = Stream::new(value);
        std::iter::from_fn(|| stream.next_chunk()).collect()
    }

    fn there_and_back(value: &Value, keys: &Keys) -> Result<Value, Malformed> {
        read_stream(&chunks(value).concat(), &Rc::new(Keys::new(["id", "name", "list"], 0)), keys)
    }

    #[track_caller]
    fn assert_comes_back(json: &Json) {
        let value = value(json);
        let all = chunks(&value);
        assert!(all.iter().all(|chunk| !chunk.is_empty() && chunk.len() <= MOST));
        let back = there_and_back(&value, &keys()).expect("a stream");
        assert_eq!(back.view().to_bytes(), value.view().to_bytes());
        assert_eq!(digest(back.view()), digest(value.view()));
    }

    #[test]
    fn every_value_comes_back_as_it_was() {
        let nested = (0..MAX_DEPTH).fold(Json::Null, |inner, _| json!([inner]));
        let large = (0..20).fold(json!(1), |inner, at| json!({ "id": at, "inner": inner, "text": "x".repeat(900) }));
        for json in [
            json!(null),
            json!(true),
            json!(-0.0),
            json!("x".repeat(MOST - 5)),
            json!("x".repeat(MOST - 4)),
            json!(["x".repeat(MOST), 1, "y".repeat(3 * MOST + 7), 2]),
            json!({ "id": "z".repeat(1_300_000), "after": { "name": "z".repeat(2_000) } }),
            json!([]),
            json!({}),
            json!({ "id": {}, "name": [], "zero": "0".repeat(2_000), "list": [[], {}, [{}]] }),
            json!({ "z": "1".repeat(1_500), "a": 2, "id": 3, "7": 4, "": 5, "a/b": 6 }),
            json!((0..9_000).collect::<Vec<_>>()),
            json!(vec!["same"; 20_000]),
            nested,
            large,
        ] {
            assert_comes_back(&json);
        }
    }

    #[test]
    fn a_map_stays_a_map_and_an_object_an_object() {
        for tag in [OBJECT, MAP] {
            let mut bytes = Vec::new();
            let filled: Result<(), ()> = write_container(tag, &mut bytes, |out| {
                for at in 0..500 {
                    write_key(KeyRef::Text(format!("k{}", at * 7 % 500).as_bytes()), out);
                    write_number(f64::from(at), out);
                }
                Ok(())
            });
            filled.expect("numbers can be written");
            let map = Value::decode(&bytes, &keys()).expect("a value");
            let back = there_and_back(&map, &keys()).expect("a stream");
            assert_eq!((back.view().kind().tag(), back.view().to_bytes()), (tag, bytes));
        }
    }

    #[test]
    fn what_was_read_can_be_looked_up_by_name_whatever_the_seed_of_the_dictionary() {
        let members: serde_json::Map<String, Json> = (0..200).map(|at| (format!("key {at}"), json!(at))).collect();
        let (value, keys) = (value(&Json::Object(members)), keys());
        let back = there_and_back(&value, &keys).expect("a stream");
        for at in 0..200 {
            let found = back.view().get(&keys.key(format!("key {at}").as_bytes()), &keys);
            assert_eq!(found.and_then(ValueRef::as_number), Some(f64::from(at)));
        }
    }

    #[test]
    fn another_dictionary_reads_the_same_value() {
        let json =
            json!({ "list": (0..90).map(|at| json!({ "id": at, "name": "n", "else": "e" })).collect::<Vec<_>>() });
        let value = value(&json);
        for other in [Keys::default(), Keys::new(["else", "name"], 3), Keys::new(["list", "name", "id"], 0)] {
            let back = there_and_back(&value, &other).expect("a stream");
            let mut expected = Vec::new();
            value.view().write_portable(&keys(), &mut expected);
            let expected = Value::decode(&expected, &other).expect("a value");
            assert_eq!(digest(back.view()), digest(expected.view()));
            assert_eq!(back.view().to_json(&other), expected.view().to_json(&other));
        }
    }

    /// So many records, each of about `size` bytes.
    fn records(count: usize, size: usize) -> Value {
        let one = |at: usize| (format!("record {at}"), json!({ "id": at, "name": format!("{at:x}").repeat(size / 4) }));
        value(&Json::Object((0..count).map(one).collect()))
    }

    fn ids(value: &Value) -> HashSet<Digest> {
        chunks(value).iter().map(|chunk| chunk_id(chunk)).collect()
    }

    fn changed(before: &Value, pointer: &str, action: Action, value: Option<Value>, position: Option<usize>) -> Value {
        let path: Path = parse(pointer.as_bytes(), &keys()).expect("a pointer").into_iter().collect();
        let mut after = before.clone();
        Wanted { path, action, value, position }.apply(&mut after, &keys()).expect("it is possible");
        after
    }

    #[test]
    fn one_entry_of_many_that_changes_comes_or_goes_changes_at_most_three_chunks() {
        for (count, size) in [(10_000, 60), (2_000, 600), (600, 3_000), (100, 40_000)] {
            let before = records(count, size);
            let known = ids(&before);
            let new = |after: &Value| ids(after).difference(&known).count();
            assert!(known.len() > 8, "{size}: {} chunks", known.len());
            let mut counts = Vec::new();
            for at in [0, 1, count / 2, count - 20, count - 1] {
                let record = format!("/record {at}");
                let put = |text| Some(Value::text(text));
                counts.push(new(&changed(&before, &record, Action::Put, put("another"), None)));
                counts.push(new(&changed(&before, &format!("{record}/id"), Action::Put, put("another"), None)));
                counts.push(new(&changed(&before, &record, Action::Remove, None, None)));
                counts.push(new(&changed(&before, &format!("/new {at}"), Action::Put, put("new"), Some(at))));
            }
            let most = counts.iter().max().copied().unwrap_or_default();
            assert!(most <= 3, "{size}: {counts:?} of {}", known.len());
        }
    }

    #[test]
    fn a_long_text_keeps_its_chunks_when_something_before_it_gets_longer() {
        let with = |first: &str| value(&json!({ "name": first, "id": "0123456789".repeat(200_000) }));
        let (before, after) = (ids(&with("short")), ids(&with("a little longer")));
        assert!(before.len() > 6);
        assert_eq!(after.difference(&before).count(), 1);
    }

    #[test]
    fn cuts_depend_on_the_content_alone_and_not_on_how_it_came_to_be() {
        let straight = records(2_000, 100);
        let mut crooked = value(&json!({}));
        let put = |state: &mut Value, name: &str, value: Value, position| {
            let wanted = Wanted { position, ..Wanted::put(Path::ROOT.join(keys().key(name.as_bytes())), value) };
            wanted.apply(state, &keys()).expect("it is possible");
        };
        // The second half first, with something in between that goes again, and then the first half before it.
        let name = |entry: &crate::core::value::Entry<'_>| entry.key.map(|key| key.name(&keys()).to_vec());
        let entries: Vec<(String, Value)> = straight
            .view()
            .entries()
            .filter_map(|entry| Some((String::from_utf8(name(&entry)?).ok()?, entry.value.to_value())))
            .collect();
        for (at, (name, value)) in entries[1_000..].iter().enumerate() {
            put(&mut crooked, name, Value::text("for now"), None);
            put(&mut crooked, name, value.clone(), None);
            if at % 50 == 0 {
                put(&mut crooked, "gone", Value::text("x"), Some(at));
                crooked = changed(&crooked, "/gone", Action::Remove, None, None);
            }
        }
        for (at, (name, value)) in entries[..1_000].iter().enumerate() {
            put(&mut crooked, name, value.clone(), Some(at));
        }
        assert_eq!(digest(crooked.view()), digest(straight.view()));
        assert_eq!(chunks(&crooked), chunks(&straight));
        let anew = Value::decode(&straight.view().to_bytes(), &keys()).expect("a value");
        assert_eq!(chunks(&anew), chunks(&straight));
    }

    #[test]
    fn what_changes_while_it_is_written_is_written_as_it_was() {
        let before = records(2_000, 100);
        let mut stream = Stream::new(&before);
        let mut state = before.clone();
        let mut bytes = Vec::new();
        while let Some(chunk) = stream.next_chunk() {
            bytes.extend(chunk);
            let key = Key::Text(format!("record {}", bytes.len() % 2_000).as_bytes().into());
            let _ = Wanted::put(Path::ROOT.join(key), Value::null()).apply(&mut state, &keys());
        }
        let back = read_stream(&bytes, &Rc::new(keys()), &keys()).expect("a stream");
        assert_eq!(digest(back.view()), digest(before.view()));
        assert_ne!(digest(back.view()), digest(state.view()));
    }

    #[test]
    fn every_cut_is_noticed_and_no_changed_byte_makes_it_panic() {
        let large = json!({ "id": "x".repeat(600), "list": (0..400).collect::<Vec<_>>(), "inner": { "list": "y".repeat(1_100) } });
        let stream = chunks(&value(&large)).concat();
        for at in 0..stream.len() {
            assert!(read_stream(&stream[..at], &Rc::new(keys()), &keys()).is_err(), "cut at {at}");
        }
        for at in 0..stream.len() {
            for change in [1, 0x80] {
                let mut other = stream.clone();
                other[at] ^= change;
                drop(read_stream(&other, &Rc::new(keys()), &keys()));
            }
        }
    }

    #[test]
    fn malformed_streams_are_errors() {
        let deep = [OPEN, ARRAY, 1, 0, 0, 0].repeat(MAX_DEPTH + 1);
        let cases: [&[u8]; 11] = [
            &[],
            &[OPEN],
            &[OPEN, ARRAY, 0, 0, 0],
            &[OPEN, ARRAY, 0xFF, 0xFF, 0xFF, 0xFF],
            &[OPEN, 0x05, 0, 0, 0, 0],
            &[OPEN, ARRAY, 1, 0, 0, 0, 0x0A],
            &[OPEN, ARRAY, 1, 0, 0, 0, NULL, NULL],
            &[OPEN, OBJECT, 2, 0, 0, 0, 1, 0, b'a', NULL, 1, 0, b'a', NULL],
            &[OPEN, OBJECT, 1, 0, 0, 0, 9, 0x80, NULL],
            &[ARRAY, 6, 0, 0, 0, OPEN, ARRAY, 0, 0, 0, 0],
            &[&deep[..], &[NULL]].concat(),
        ];
        for bytes in cases {
            assert!(read_stream(bytes, &Rc::new(keys()), &keys()).is_err(), "{bytes:?}");
        }
    }
}
