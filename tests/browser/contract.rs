//! Every rule of the storage contract, on the database of a real browser and on the one in memory.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use holdfast::browser::indexed_db::IndexedDb;
use holdfast::storage::contract;
use holdfast::storage::memory::{Medium, MemoryStorage};
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
    let media = RefCell::new(HashMap::<String, Medium>::new());
    let open = async |name: &str| MemoryStorage::open(media.borrow_mut().entry(name.into()).or_default());
    console_log!("contract rules kept by memory: {}", contract::run(open).await);
}
