//! Every rule of the storage contract, on the database of a real browser and on the one in memory.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use holdfast::browser::indexed_db::IndexedDb;
use holdfast::browser::memory::MemoryStorage;
use holdfast::core::io::Commit;
use holdfast::core::journal::frame::Position;
use holdfast::core::journal::meta::Meta;
use holdfast::storage::contract;
use holdfast::storage::{Contents, Storage};
use js_sys::Map;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::support::{drop_database, unique};

#[wasm_bindgen_test]
async fn indexed_db_keeps_the_contract_and_leaves_no_connection_open() {
    let run = unique("contract");
    let opened = RefCell::new(HashSet::new());
    let rules = contract::run(async |name: &str| {
        let name = format!("{run}-{name}");
        opened.borrow_mut().insert(name.clone());
        IndexedDb::open(&name).await.expect("a database can be opened")
    })
    .await;
    for name in opened.into_inner() {
        drop_database(&name).await;
    }
    console_log!("contract rules kept by IndexedDB: {rules}");
}

#[wasm_bindgen_test]
async fn memory_in_a_browser_keeps_the_contract() {
    let media = RefCell::new(HashMap::<String, Map>::new());
    let open =
        async |name: &str| MemoryStorage::open(media.borrow_mut().entry(name.into()).or_insert_with(Map::new).clone());
    console_log!("contract rules kept by memory: {}", contract::run(open).await);
}

/// Writes the records after `from` up to `to`.
fn commit(from: u64, to: u64) -> Commit {
    let at = |sequence| Position { sequence, ..Position::default() };
    Commit {
        expected: at(from),
        records: (from + 1..=to).map(|key| (key, vec![1])).collect(),
        meta: Meta { head: at(to), commit: to },
        set_aside: None,
        strict: false,
        is_last: false,
    }
}

/// The last record, and the one that the slots call the last.
fn ends(contents: &Contents) -> (u64, u64) {
    let head = Meta::newest(contents.slots.iter().map(Vec::as_slice)).expect("whole slots").map(|meta| meta.head);
    (contents.records.last().map_or(0, |(key, _)| *key), head.map_or(0, |head| head.sequence))
}

#[wasm_bindgen_test]
async fn what_is_loaded_is_of_one_moment_while_another_handle_writes() {
    let name = unique("moment");
    let (reader, writer) = (IndexedDb::open(&name).await, IndexedDb::open(&name).await);
    let (reader, writer) = (reader.expect("a database"), writer.expect("the same"));
    // More than is read at once.
    writer.commit(commit(0, 1000)).await.expect("an empty database");
    let writing = Rc::new(Cell::new(true));
    let over = writing.clone();
    wasm_bindgen_futures::spawn_local(async move {
        for at in 1000..1200 {
            writer.commit(commit(at, at + 1)).await.expect("nobody else writes");
        }
        over.set(false);
    });
    let mut loads = HashSet::new();
    while writing.get() {
        let (last, head) = ends(&reader.load().await.expect("it can be read"));
        assert_eq!(last, head, "the records and the head of two different moments");
        loads.insert(last);
    }
    console_log!("moments that were loaded while another handle wrote: {}", loads.len());
    drop(reader);
    drop_database(&name).await;
}
