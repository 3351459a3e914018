//! Records that changed on disk: what can be read is loaded, the rest is reported and set aside, never overwritten.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::support::{Disk, hear, js, rejected, resolved, saved};

/// Loads, and gives the count and what was heard.
async fn load(disk: &Disk) -> (holdfast::bindings::StateSync, f64, Vec<String>) {
    let sync = disk.instance();
    let heard = hear(&sync);
    resolved(sync.load(&JsValue::UNDEFINED)).await;
    let count = sync.get("/count").expect("a pointer").as_f64().expect("a number");
    (sync, count, heard())
}

const DAMAGED: &str = "damaged unreadable_data 0";

#[wasm_bindgen_test]
async fn a_flipped_byte_costs_what_follows_it_and_is_reported_and_set_aside() {
    let disk = Disk::new("flipped");
    disk.fill(4).await;
    // The first record is the first state, so the third is the second update.
    disk.damage("journal", 3, |bytes| bytes[60] ^= 4).await;
    let before = disk.everything().await;
    let (sync, count, heard) = load(&disk).await;
    assert_eq!((count, heard), (1.0, vec![DAMAGED.to_owned()]));
    assert_eq!(disk.everything().await, before, "looking changes nothing");
    assert_eq!(saved(&sync, "{ count: 9 }").await, JsValue::TRUE);
    sync.close();
    assert_eq!(disk.records("quarantine").await, before[1][2..], "the records, byte for byte");
    assert_eq!(disk.records("journal").await[..2], before[1][..2]);
    let (again, count, heard) = load(&disk).await;
    assert_eq!((count, heard), (9.0, vec![]), "reported once it is repaired no more");
    again.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn every_kind_of_damage_is_noticed_and_leaves_a_prefix() {
    let (mut cases, mut damages) = (0, 0);
    for (key, at) in [(2, 0), (3, 5), (4, 30), (5, 47), (2, 48), (3, 70)] {
        let disk = Disk::new("kinds");
        disk.fill(4).await;
        disk.damage("journal", key, |bytes| bytes[at] ^= 1).await;
        let (sync, count, heard) = load(&disk).await;
        assert_eq!((count, heard), ((key - 2) as f64, vec![DAMAGED.to_owned()]), "byte {at} of record {key}");
        sync.close();
        disk.drop_database().await;
        (cases, damages) = (cases + 1, damages + 1);
    }
    let disk = Disk::new("kinds");
    disk.fill(4).await;
    let records = disk.records("journal").await;
    let bytes = |at: usize| js_sys::Uint8Array::from(records[at].1.as_slice()).into();
    for value in [js("'text'"), js("new Uint8Array()"), bytes(1), bytes(3), js("new Uint8Array(1000)")] {
        disk.put("journal", 3, &value).await;
        let (sync, count, heard) = load(&disk).await;
        assert_eq!((count, heard), (1.0, vec![DAMAGED.to_owned()]), "{value:?}");
        sync.close();
        cases += 1;
        damages += 1;
    }
    disk.remove("journal", 3).await;
    let (sync, count, heard) = load(&disk).await;
    assert_eq!((count, heard), (1.0, vec![DAMAGED.to_owned()]), "missing");
    sync.close();
    disk.drop_database().await;
    console_log!("damaged records: {}, noticed: {}", cases + 1, damages + 1);
}

#[wasm_bindgen_test]
async fn what_was_set_aside_once_stays_when_damage_strikes_the_same_place_again() {
    let disk = Disk::new("again");
    disk.fill(2).await;
    let mut set_aside = Vec::new();
    for _ in 0..3 {
        disk.damage("journal", 3, |bytes| bytes[60] ^= 4).await;
        set_aside.push(disk.records("journal").await[2].clone());
        let (sync, count, _) = load(&disk).await;
        assert_eq!(saved(&sync, &format!("{{ count: {} }}", count + 1.0)).await, JsValue::TRUE);
        sync.close();
    }
    assert_eq!(disk.records("quarantine").await, set_aside);
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_record_that_is_not_bytes_is_set_aside_as_it_is() {
    let disk = Disk::new("foreign");
    disk.fill(2).await;
    disk.put("journal", 3, &js("'text'")).await;
    let (sync, _, _) = load(&disk).await;
    assert_eq!(saved(&sync, "{ count: 9 }").await, JsValue::TRUE);
    sync.close();
    assert_eq!(disk.raw("quarantine", 3).await, "text");
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_torn_tail_is_dropped_quietly_and_set_aside() {
    let disk = Disk::new("torn");
    disk.fill(3).await;
    let last = disk.records("journal").await[3].1.clone();
    disk.put("journal", 5, &js_sys::Uint8Array::from(&last[..20])).await;
    let (sync, count, heard) = load(&disk).await;
    assert_eq!((count, heard), (3.0, vec![]));
    assert_eq!(saved(&sync, "{ count: 4 }").await, JsValue::TRUE);
    sync.close();
    assert_eq!(disk.records("quarantine").await, [(5, last[..20].to_vec())]);
    let (again, count, heard) = load(&disk).await;
    assert_eq!((count, heard), (4.0, vec![]));
    again.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn one_bad_slot_costs_nothing_and_neither_do_two() {
    for slots in [vec![0], vec![1], vec![0, 1]] {
        let disk = Disk::new("slots");
        disk.fill(3).await;
        for slot in &slots {
            disk.damage("meta", *slot, |bytes| bytes[30] ^= 1).await;
        }
        let (sync, count, heard) = load(&disk).await;
        assert_eq!((count, heard), (3.0, vec![]), "{slots:?}");
        assert_eq!(saved(&sync, "{ count: 4 }").await, JsValue::TRUE, "{slots:?}");
        sync.close();
        let (again, count, _) = load(&disk).await;
        assert_eq!(count, 4.0, "{slots:?}");
        again.close();
        disk.drop_database().await;
    }
}

#[wasm_bindgen_test]
async fn without_a_first_state_nothing_can_be_read_and_nothing_is_touched() {
    let disk = Disk::new("first");
    disk.fill(2).await;
    disk.damage("journal", 1, |bytes| bytes[50] ^= 1).await;
    let before = disk.everything().await;
    let sync = disk.instance_with("notes", 2, "config: { recoveryEnabled: false }");
    let heard = hear(&sync);
    assert_eq!(rejected(sync.load(&JsValue::UNDEFINED)).await, "unreadable_data");
    assert_eq!(heard(), ["unusable unreadable_data 0"]);
    assert_eq!(disk.everything().await, before);
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn strangers_among_the_records_do_not_stop_the_reading() {
    let disk = Disk::new("strangers");
    disk.fill(1).await;
    disk.put_many("journal", "Array.from({ length: 700 }, (_, at) => [`stranger-${at}`, new Uint8Array(3)])").await;
    let (sync, count, _) = load(&disk).await;
    assert_eq!(count, 1.0);
    assert_eq!(saved(&sync, "{ count: 2 }").await, JsValue::TRUE);
    sync.close();
    disk.drop_database().await;
}
