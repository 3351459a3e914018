//! Databases as earlier versions of this code have written them: `tests/data/golden/*.txt`, never changed once released. A line is
//! `slot <hex>`, `journal <key> <hex>` or `shelf <key> <hex>`.
//!
//! `HOLDFAST_WRITE_GOLDEN=<name>` writes a new one; what is in it is told by [`story`].

use std::fs;
use std::path::PathBuf;

use holdfast::core::io::Commit;
use holdfast::core::journal::frame::Position;
use holdfast::core::journal::meta::Meta;
use holdfast::core::snapshot::Kind;
use holdfast::storage::find::Target;
use holdfast::storage::memory::{Medium, MemoryStorage};
use holdfast::storage::{Shelving, Storage};
use serde_json::json;

use super::page::{Page, now};
use super::plain::Plain;
use super::session::Source;

fn plain(json: &serde_json::Value) -> Plain {
    Plain::from_json(json)
}

fn source() -> Source {
    Source::any(plain(&json!({ "notes": {}, "list": [], "text": "first" })))
}

/// What happened in every golden database: updates of all kinds, a snapshot after the third, two more updates.
fn story() -> Page {
    let mut page = Page::new(&source());
    page.merge(&plain(
        &json!({ "notes": { "a": { "text": "é\u{1F4BE}", "n": -0.5 }, "b": null }, "long": "x".repeat(2_000) }),
    ));
    page.settle();
    page.patch(&json!([
        { "op": "add", "path": "/list/-", "value": [true, false, null, 1e300, 127, 128, -1] },
        { "op": "add", "path": "/list/0", "value": "before" },
        { "op": "remove", "path": "/notes/a/n" }
    ]));
    page.settle();
    page.merge(&plain(
        &json!({ "notes": (0..100).map(|n| (format!("n{n}"), n)).collect::<std::collections::BTreeMap<_, _>>() }),
    ));
    page.settle();
    page.save(Kind::Manual);
    page.merge(&plain(&json!({ "text": "fourth" })));
    page.merge(&plain(&json!({ "text": "fifth" })));
    page.settle();
    page
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn unhex(text: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("two digits");
    (0..text.len()).step_by(2).map(byte).collect()
}

fn write(medium: &Medium) -> String {
    let storage = MemoryStorage::open(medium);
    let contents = now(storage.load_after(0));
    let mut lines: Vec<String> = contents.slots.iter().map(|slot| format!("slot {}", hex(slot))).collect();
    lines.extend(contents.records.iter().map(|(key, bytes)| format!("journal {key} {}", hex(bytes))));
    let keys = now(storage.shelf());
    for (key, bytes) in keys.iter().zip(now(storage.fetch(&keys))) {
        lines.push(format!("shelf {key} {}", hex(&bytes.expect("it is there"))));
    }
    lines.join("\n") + "\n"
}

/// The database, and the bytes of its slots and records.
fn read(text: &str) -> Medium {
    let medium = Medium::default();
    let storage = MemoryStorage::open(&medium);
    let (mut metas, mut records, mut puts) = (Vec::new(), Vec::new(), Vec::new());
    for line in text.lines() {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["slot", bytes] => metas.push(Meta::read(&unhex(bytes)).expect("a slot")),
            ["journal", key, bytes] => records.push((key.parse().expect("a key"), unhex(bytes))),
            ["shelf", key, bytes] => puts.push((key.to_owned(), unhex(bytes))),
            ["shelf", key] => puts.push((key.to_owned(), Vec::new())),
            _ => panic!("{line}"),
        }
    }
    metas.sort_by_key(|meta| meta.commit);
    let mut expected = Position::default();
    for meta in metas {
        let records = std::mem::take(&mut records);
        now(storage.commit(Commit { expected, records, meta, set_aside: None, strict: true, is_last: false }));
        expected = meta.head;
    }
    now(storage.shelve(Shelving { puts, ..Shelving::default() }));
    medium
}

#[test]
fn every_database_of_an_earlier_version_is_read() {
    let wanted = story();
    if let Ok(name) = std::env::var("HOLDFAST_WRITE_GOLDEN") {
        fs::create_dir_all(directory()).expect("a directory");
        fs::write(directory().join(name).with_extension("txt"), write(&wanted.medium)).expect("a file");
    }
    let mut count = 0;
    for entry in fs::read_dir(directory()).expect("the golden databases") {
        let path = entry.expect("an entry").path();
        let medium = read(&fs::read_to_string(&path).expect("text"));
        let page = Page::open(&source(), &medium, 9_000).expect("it is read");
        assert_eq!((page.engine.version(), page.plain()), (5, wanted.plain()), "{}", path.display());
        assert!(page.backup.is_some() && page.missing.is_empty());
        for version in 0..=5 {
            let found = page.find(&Target::Version(version), None).expect("every version can be found");
            assert_eq!(
                holdfast::core::tree::digest(found.state.view()),
                wanted.digest_of(version).expect("it was"),
                "{version}"
            );
        }
        count += 1;
    }
    println!("golden databases read: {count}");
    assert!(count > 0);
}

#[test]
fn what_this_code_writes_is_what_its_format_says() {
    // A change of the format is another database beside the others, not another content of the same.
    let golden = fs::read_to_string(directory().join("streams.txt")).expect("the database of this format");
    assert_eq!(write(&story().medium), golden);
}
