//! Rot in the journal of a page that lives: each record in its turn, in every way in which it can be damaged.

use holdfast::core::config::BackupRetention;
use holdfast::core::journal::reader::Outcome;
use holdfast::core::snapshot::Kind;
use holdfast::storage::scrub::{DamagedRecord, scrub_journal, scrub_manifests, set_aside};
use serde_json::json;

use super::engine::source;
use super::page::{Page, now};
use super::plain::Plain;
use super::session::Source;

/// Snapshots at some places of a journal that goes on after the last; the key of the last record that the last one contains.
fn page() -> (Source, Page, u64) {
    let source = source(4);
    let mut page = Page::new(&source);
    page.retention = BackupRetention { automatic: 5, manual: 5 };
    let mut contained = 0;
    for count in 1..=12_u32 {
        page.merge(&Plain::from_json(&json!({ "count": count })));
        page.settle();
        if [3, 5, 8].contains(&count) {
            contained = page.save(Kind::Automatic).manifest.position.sequence;
        }
    }
    (source, page, contained)
}

fn scrub(page: &Page) -> Option<DamagedRecord> {
    now(scrub_journal(&page.storage(), &async |_| ())).damaged
}

#[test]
fn a_record_that_is_damaged_in_any_way_is_found_and_made_good() {
    let (source, page, contained) = page();
    assert_eq!(scrub(&page), None, "nothing is wrong");
    let medium = page.medium.clone();
    let records = page.records();
    let after = |at: usize| records.get(at + 1).or(records.first()).map(|(_, bytes)| bytes.clone());
    let mut found = 0;
    for (at, (key, bytes)) in records.iter().enumerate() {
        let flipped = |at: usize| {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1;
            Some(bytes)
        };
        let kinds = [flipped(0), flipped(20), flipped(40), flipped(bytes.len() - 1), Some(Vec::new()), None, after(at)];
        for changed in kinds {
            // A page of its own, with the same memory: the medium is what is damaged.
            let mut page = page.reload(&source);
            page.medium = medium.copy();
            page.medium.damage(*key, |_| changed.clone());
            let is_spared = *key <= contained;
            // Where the first is gone and a snapshot stands after it, nothing tells that it was there, and nobody needs it.
            let is_unneeded = changed.is_none() && at == 0;
            assert_eq!(scrub(&page), (!is_unneeded).then_some(DamagedRecord { key: *key, is_spared }), "{key}");
            if !is_spared {
                page.save(Kind::Automatic);
            }
            if let Some(record) = scrub(&page) {
                assert!(record.is_spared);
                now(set_aside(&page.storage(), record));
            }
            assert_eq!(scrub(&page), None, "it is mended");
            let is_kept = page.shelf().contains(&format!("q{key}"));
            assert_eq!(is_kept, changed.is_some(), "what was there is put aside");
            let next = page.reload(&source);
            assert_eq!((next.digest(), next.engine.version(), &next.outcome), (page.digest(), 12, &Outcome::Clean));
            found += 1;
        }
    }
    assert!(found > 60, "{found}");
}

#[test]
fn the_end_of_the_journal_is_missed_where_it_is_gone() {
    let (_, page, contained) = page();
    let last = page.records().last().map_or(0, |(key, _)| *key);
    page.medium.damage(last, |_| None);
    assert_eq!(scrub(&page), Some(DamagedRecord { key: last, is_spared: false }));
    for (key, _) in page.records() {
        page.medium.damage(key, |_| None);
    }
    assert_eq!(scrub(&page), Some(DamagedRecord { key: contained + 1, is_spared: false }));
}

#[test]
fn a_manifest_that_is_damaged_or_missing_is_told_once_and_what_is_there_of_it_is_put_aside() {
    let (source, page, _) = page();
    let medium = page.medium.clone();
    for backup in page.backups() {
        let id = &backup.id;
        for is_gone in [false, true] {
            let mut page = page.reload(&source);
            page.medium = medium.copy();
            page.medium.damage_shelf(&format!("m{id}"), |mut bytes| {
                bytes[60] ^= 1;
                (!is_gone).then_some(bytes)
            });
            if !is_gone {
                let shelf = page.shelf();
                page.save(Kind::Manual);
                assert!(shelf.iter().all(|key| page.shelf().contains(key)), "nothing is dropped before it was told");
            }
            assert_eq!(now(scrub_manifests(&page.storage())), 1);
            assert_eq!(now(scrub_manifests(&page.storage())), 0);
            assert_eq!(page.shelf().contains(&format!("qm{id}")), !is_gone);
            assert!(!page.shelf().iter().any(|key| key[1..] == **id && !key.starts_with('q')));
            page.save(Kind::Automatic);
            let next = page.reload(&source);
            assert_eq!((next.digest(), &next.outcome), (page.digest(), &Outcome::Clean));
        }
    }
}
