//! Versions of the past, found in snapshots and journal; and another state in the place of the present one.

use holdfast::core::config::BackupRetention;
use holdfast::core::io::Input;
use holdfast::core::snapshot::{Kind, manifest::hex};
use holdfast::core::tree::digest;
use holdfast::storage::find::{Found, Target};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::backups::{Event, event, lived, retention};
use super::engine::source;
use super::page::Page;
use super::plain::Plain;
use super::seeds::cases;
use super::session::Source;

/// The versions that something stored leads to: from the oldest snapshot on that the journal follows, and each snapshot.
fn is_stored(page: &Page, version: u64) -> bool {
    let records = page.records();
    let first = records.first().map_or(u64::MAX, |(key, _)| *key);
    let backups = page.backups();
    let starts = backups.iter().filter(|backup| backup.manifest.position.sequence + 1 >= first);
    let oldest = starts.map(|backup| backup.manifest.version).min();
    let oldest = if first == 1 { Some(0) } else { oldest };
    oldest.is_some_and(|oldest| version >= oldest) || backups.iter().any(|backup| backup.manifest.version == version)
}

fn check(page: &Page, found: Option<Found>, version: u64, what: &str) {
    let found = found.unwrap_or_else(|| panic!("{what}: version {version} was not found"));
    assert!(found.missing.is_empty(), "{what}");
    assert_eq!(found.version, version, "{what}");
    assert_eq!(Some(digest(found.state.view())), page.digest_of(version), "{what}: another state");
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn every_version_that_something_leads_to_is_found_and_no_other(
        nodes in prop_oneof![0_usize..4, 40_usize..60], retention in retention(), events in vec(event(), 1..50),
    ) {
        let (_, page) = lived(nodes, retention, &events);
        let head = page.engine.version();
        for version in 0..=head + 1 {
            let found = page.find(&Target::Version(version), None);
            if version <= head && is_stored(&page, version) {
                check(&page, found, version, "by version");
            } else {
                prop_assert!(found.is_none(), "version {version}");
            }
        }
        check(&page, page.find(&Target::Newest, None), head, "newest");
        for backup in page.backups() {
            check(&page, page.find(&Target::Backup(backup.id.clone()), None), backup.manifest.version, "by name");
        }
        prop_assert!(page.find(&Target::Backup(String::new()), None).is_none());
        // Each update has a time of its own.
        for (version, (_, time)) in page.states.range(..=head).filter(|(version, _)| is_stored(&page, **version)) {
            let next = page.states.get(&(version + 1)).map_or(u64::MAX, |(_, time)| *time);
            if *version > 0 && page.records().first().is_some_and(|(key, _)| *key == 1) {
                check(&page, page.find(&Target::Time(*time), None), *version, "by time");
                check(&page, page.find(&Target::Time(next - 1), None), *version, "just before the next");
            } else if let Some(found) = page.find(&Target::Time(*time), None) {
                let version = found.version.min(*version);
                check(&page, Some(found), version, "by time");
            }
        }
        prop_assert!(page.find(&Target::Time(0), None).is_none());
    }

    #[test]
    fn slices_are_found_as_they_were_and_nothing_else_is(
        retention in retention(), events in vec(event(), 1..40),
        only in prop::sample::subsequence(vec!["name", "nodes", "items", "count", "none"], 1..4),
    ) {
        let (_, page) = lived(4, retention, &events);
        let only: Vec<String> = only.into_iter().map(str::to_owned).collect();
        for version in 0..=page.engine.version() {
            let Some(found) = page.find(&Target::Version(version), Some(&only)) else {
                prop_assert!(!is_stored(&page, version), "version {version}");
                continue;
            };
            prop_assert!(found.missing.is_empty());
            let whole = Plain::read(page.states[&version].0.view(), page.keys());
            let part = Plain::read(found.state.view(), page.keys());
            for (name, value) in part.members().unwrap() {
                prop_assert!(only.contains(name), "{name} was not asked for");
                prop_assert_eq!(Some(value), whole.get(name), "{} of version {}", name, version);
            }
            let count = whole.members().unwrap().iter().filter(|(name, _)| only.contains(name)).count();
            prop_assert_eq!(part.members().unwrap().len(), count);
        }
    }
}

#[test]
fn a_snapshot_with_a_lost_slice_gives_way_to_an_older_one_that_leads_there_too() {
    let (_, mut page) = lived(60, BackupRetention { automatic: 9, manual: 9 }, &[Event::Save(Kind::Manual)]);
    for at in 0..2 {
        page.patch(&json!([{ "op": "add", "path": format!("/nodes/k{at}"), "value": { "title": "t" } }]));
        page.settle();
        let backup = page.save(Kind::Manual);
        let nodes = backup.manifest.slices.iter().find(|slice| slice.name.as_deref() == Some("nodes")).unwrap();
        for chunk in &nodes.chunks {
            page.medium.damage_shelf(&format!("c{}", hex(*chunk)), |_| None);
        }
        check(&page, page.find(&Target::Version(page.engine.version()), None), page.engine.version(), "by version");
        let named = page.find(&Target::Backup(backup.id), None).expect("what is left of it");
        assert_eq!(named.missing, ["nodes"]);
    }
}

fn migrated() -> (Source, Page) {
    let source = source(8);
    let mut page = Page::new(&source);
    page.patch(&json!([{ "op": "replace", "path": "/name", "value": "one" }]));
    page.patch(&json!([{ "op": "replace", "path": "/name", "value": "two" }]));
    page.settle();
    page.save(Kind::PreMigration);
    page.patch(&json!([{ "op": "add", "path": "/count", "value": 3 }]));
    page.settle();
    let mut state = page.plain();
    state.members_mut().unwrap().retain(|(name, _)| name != "count");
    assert!(page.replace(&state, true));
    page.settle();
    (source, page)
}

#[test]
fn a_migrated_state_is_written_as_a_whole_and_what_follows_builds_on_it() {
    let (source, mut page) = migrated();
    assert_eq!(page.engine.version(), 4);
    page.patch(&json!([{ "op": "add", "path": "/count", "value": 5 }]));
    page.settle();
    let next = page.reload(&source);
    assert_eq!((next.engine.version(), next.plain()), (5, page.plain()));
    assert_eq!(next.engine.model_version(), next.engine.model().version);
    // The snapshot before it and the journal do not get mixed up.
    for version in 0..=5 {
        check(&page, page.find(&Target::Version(version), None), version, "by version");
    }
}

#[test]
fn a_lost_slice_of_a_snapshot_before_a_migration_is_nothing_to_what_came_after() {
    let (source, page) = migrated();
    let trim = page.backups()[0].manifest.position.sequence;
    let shelving = holdfast::storage::Shelving { trim, ..Default::default() };
    super::page::now(holdfast::storage::Storage::shelve(&page.storage(), shelving));
    for slice in &page.backups()[0].manifest.slices {
        if slice.name.as_deref() == Some("nodes") {
            page.medium.damage_shelf(&format!("c{}", hex(slice.chunks[0])), |_| None);
        }
    }
    let next = page.reload(&source);
    assert_eq!((next.missing.clone(), next.plain()), (vec![], page.plain()));
}

#[test]
fn a_migration_waits_until_nothing_is_pending_and_what_was_done_before_it_cannot_be_taken_back() {
    let source = source(2);
    let mut page = Page::new(&source);
    page.merge(&Plain::object([("count", Plain::Number(1.0))]));
    let (before, version) = (page.plain(), page.engine.version());
    assert!(!page.replace(&before, true), "an update is pending");
    assert_eq!((page.plain(), page.engine.version()), (before.clone(), version));
    page.settle();
    assert!(page.replace(&before, true), "now it is not");
    assert!(!page.act(Input::Undo(None)), "it was done to a state of another model");
    page.settle();
    assert_eq!(page.reload(&source).plain(), before);
}

#[test]
fn another_state_takes_the_place_of_the_present_one_as_one_update() {
    let source = source(4);
    let mut page = Page::new(&source);
    let before = page.plain();
    let wanted = Plain::object([
        ("count", Plain::Number(9.0)),
        ("name", Plain::text("other")),
        ("nodes", Plain::Map(vec![("n".into(), Plain::object([("title", Plain::text("t"))]))])),
    ]);
    assert!(page.replace(&wanted, false));
    assert_eq!(page.engine.version(), 1);
    for (name, value) in wanted.members().unwrap() {
        assert_eq!(page.plain().get(name), Some(value));
    }
    assert_eq!(page.plain().members().unwrap().len(), 3, "what is not in it is gone");
    assert!(!page.replace(&wanted, false), "nothing is different");
    assert_eq!(page.engine.version(), 1);
    page.settle();
    assert_eq!(page.reload(&source).plain(), page.plain());
    assert!(page.act(Input::Undo(None)));
    assert_eq!(page.plain(), before);
}

#[test]
fn a_state_that_is_not_valid_is_refused_and_nothing_is_changed() {
    let source = source(4);
    let mut page = Page::new(&source);
    let (before, head) = (page.plain(), page.engine.log().head());
    let invalid = [
        Plain::object([("count", Plain::Number(1.0))]),
        Plain::object([("name", Plain::Number(1.0))]),
        Plain::object([("name", Plain::text("x")), ("unknown", Plain::Null)]),
        Plain::Array(Vec::new()),
        Plain::Null,
        Plain::Map(vec![("name".into(), Plain::Null)]),
    ];
    for state in &invalid {
        for is_migrated in [false, true] {
            assert!(!page.replace(state, is_migrated), "{state:?}");
            assert_eq!((page.plain(), page.engine.version()), (before.clone(), 0));
        }
    }
    page.settle();
    assert_eq!(page.engine.log().head(), head, "nothing is written");
}
