//! Snapshots: what is loaded from them is what was there, whatever happened while they were made.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use holdfast::core::config::{BackupRetention, Durability};
use holdfast::core::io::{CommitFault, Form, Input};
use holdfast::core::journal::reader::Outcome;
use holdfast::core::snapshot::{Kind, manifest::hex};
use holdfast::core::tree::digest;
use holdfast::storage::backup::{list, make_room, save};
use holdfast::storage::faulty::{Fault, FaultyStorage};
use holdfast::storage::ladder::load;
use holdfast::storage::memory::{Medium, MemoryStorage};
use holdfast::storage::restore::restore;
use holdfast::storage::scrub::{JournalScrub, scrub_journal};
use holdfast::storage::{Shelving, Storage};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::engine::{Act, act, durability, source};
use super::operations;
use super::page::{Page, at_once, now};
use super::plain::Plain;
use super::seeds::cases;
use super::session::Source;

/// What happens next.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Update(Act, Option<Durability>),
    /// The whole state is put anew, its members in another order.
    Whole,
    /// Members of another state take the place of the present ones.
    Replace,
    Undo,
    /// The commit under way succeeds.
    Written,
    Settle,
    Save(Kind),
    Reload,
}

pub(crate) fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(&[Kind::Automatic, Kind::Automatic, Kind::Automatic, Kind::Manual, Kind::PreRecovery][..])
}

pub(crate) fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        12 => (act(), durability()).prop_map(|(act, durability)| Event::Update(act, durability)),
        1 => Just(Event::Whole),
        1 => Just(Event::Replace),
        1 => Just(Event::Undo),
        4 => Just(Event::Written),
        4 => Just(Event::Settle),
        4 => kind().prop_map(Event::Save),
        1 => Just(Event::Reload),
    ]
}

pub(crate) fn retention() -> impl Strategy<Value = BackupRetention> {
    (0_u32..5, 0_u32..3).prop_map(|(automatic, manual)| BackupRetention { automatic, manual })
}

/// The members in another order, and another name.
fn turned(page: &Page) -> Plain {
    let mut state = page.plain();
    let name = Plain::text(format!("v{}", page.engine.version()));
    if let Some(members) = state.members_mut() {
        members.rotate_left(1);
        members.iter_mut().filter(|(member, _)| member == "name").for_each(|(_, value)| *value = name.clone());
    }
    state
}

pub(crate) fn run(page: &mut Page, source: &Source, event: &Event) {
    match event {
        Event::Update(act, durability) => {
            let (form, body) = act.request();
            page.update(form, &body, *durability);
        }
        Event::Whole => {
            let whole = Plain::Array(vec![operations::replace(&[], turned(page))]);
            page.update(Form::Patch, &whole.bytes(), None);
        }
        Event::Replace => drop(page.replace(&turned(page), false)),
        Event::Undo => {
            page.now += 10;
            page.act(Input::Undo(None));
        }
        Event::Written => drop(page.write()),
        Event::Settle => page.settle(),
        Event::Save(kind) => drop(page.save(*kind)),
        Event::Reload => *page = checked_reload(page, source),
    }
}

/// A page on the same medium has the state that is on disk, and nothing is reported.
fn checked_reload(page: &Page, source: &Source) -> Page {
    let (state, version, _) = page.engine.on_disk();
    let next = page.reload(source);
    assert_eq!((next.engine.version(), &next.outcome), (version, &Outcome::Clean));
    assert_eq!(Some(next.digest()), page.digest_of(version), "version {version} is another one");
    assert_eq!(next.digest(), digest(state.view()), "what is taken for the state on disk is another one");
    assert!(next.missing.is_empty());
    next
}

/// A page with a life behind it; everything is on disk.
pub(crate) fn lived(nodes: usize, retention: BackupRetention, events: &[Event]) -> (Source, Page) {
    let source = source(nodes);
    let mut page = Page::new(&source);
    page.retention = retention;
    for event in events {
        run(&mut page, &source, event);
    }
    page.settle();
    (source, page)
}

/// All snapshots can be read, and each is the version that it says.
fn check_all(page: &Page) {
    for backup in page.backups() {
        let restored = now(restore(&page.storage(), &backup.manifest, page.keys(), None, &async |_| ()));
        assert!(restored.missing.is_empty(), "{:?} of {}", restored.missing, backup.id);
        let state = restored.state.expect("a state");
        assert_eq!(Some(digest(state.view())), page.digest_of(backup.manifest.version));
    }
}

/// What lies on the shelf is what the snapshots need, and nothing else.
fn check_no_garbage(page: &Page) {
    let mut needed = BTreeSet::new();
    for backup in page.backups() {
        assert!(backup.is_verified, "{}", backup.id);
        needed.extend([format!("m{}", backup.id), format!("v{}", backup.id)]);
        needed.extend(backup.manifest.chunks().map(|chunk| format!("c{}", hex(chunk))));
    }
    assert_eq!(page.shelf(), needed.into_iter().collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(cases(30))]

    #[test]
    fn after_any_history_what_is_loaded_from_snapshots_and_journal_is_what_was_there(
        nodes in prop_oneof![0_usize..4, 40_usize..80], retention in retention(), events in vec(event(), 1..60),
    ) {
        let (source, page) = lived(nodes, retention, &events);
        check_all(&page);
        check_no_garbage(&page);
        let kept = page.backups().len();
        prop_assert!(kept <= (retention.automatic + retention.manual) as usize + 5 + 1, "{kept} are kept");
        let mut next = checked_reload(&page, &source);
        prop_assert_eq!(next.engine.log().head(), page.engine.log().head());
        // What was read at the start is one sum, which trimming takes as a whole or not at all.
        prop_assert!(next.engine.log().bytes() <= page.engine.log().bytes());
        run(&mut next, &source, &Event::Update(Act::Name("last".into()), None));
        next.settle();
        checked_reload(&next, &source);
    }
}

/// A page with snapshots, and one more change that is not in any.
fn with_snapshots(nodes: usize) -> (Source, Page) {
    let acts = [Act::Name("one".into()), Act::SetNode(3, 900), Act::AddItem(200), Act::SetNode(200, 30)];
    let events: Vec<Event> = acts
        .into_iter()
        .flat_map(|act| [Event::Update(act, None), Event::Settle, Event::Save(Kind::Automatic)])
        .chain([Event::Update(Act::SetNode(7, 1_400), None), Event::Settle])
        .collect();
    lived(nodes, BackupRetention { automatic: 4, manual: 4 }, &events)
}

/// Does a save with a fault at a write, counted from 0; tells whether it got as far as that.
fn faulty_save(page: &Page, kind: Kind, at: usize, fault: Fault) -> bool {
    let hit = Cell::new(true);
    let storage = FaultyStorage::new(page.storage(), [(at, fault)]);
    let result = at_once(save(&storage, &page.saving(kind), async |_| ()));
    if let Some(Ok(_)) = result {
        // The last writes are those of the pruning, which may fail without the save.
        hit.set(storage.writes() > at);
    }
    hit.get()
}

#[test]
fn a_save_that_fails_at_any_write_costs_nothing_and_leaves_nothing_that_a_later_one_does_not_clear_away() {
    let faults = [
        Fault::CrashBefore,
        Fault::CrashAfter,
        Fault::Refuse(CommitFault::Quota),
        Fault::Refuse(CommitFault::Conflict),
        Fault::Lie(CommitFault::Aborted),
    ];
    // Small, and of several transactions: all bytes of it are different.
    for body in [0, 2_200_000] {
        let (source, mut page) = with_snapshots(10);
        if body > 0 {
            let piece = |at: u64| format!("{:08x}", at * 2_654_435_761 % (1 << 32));
            let text = (0..body / 8).map(piece).collect::<Vec<_>>().concat();
            page.merge(&Plain::object([("notes", Plain::text(text))]));
            page.settle();
        }
        let medium = page.medium.clone();
        for fault in faults.into_iter().skip(if body > 0 { 3 } else { 0 }) {
            let mut at = 0;
            loop {
                page.medium = medium.copy();
                let is_hit = faulty_save(&page, Kind::Automatic, at, fault);
                let mut next = checked_reload(&page, &source);
                check_all(&page);
                next.save(Kind::Automatic);
                checked_reload(&next, &source);
                for count in 0..if body > 0 { 0 } else { 6 } {
                    next.merge(&Plain::object([("count", Plain::Number(f64::from(count)))]));
                    next.settle();
                    next.save(Kind::Automatic);
                }
                if body == 0 {
                    check_no_garbage(&next);
                    assert_eq!(next.backups().len(), 4, "{fault:?} at {at}");
                    checked_reload(&next, &source);
                }
                if !is_hit {
                    break;
                }
                at += 1;
            }
            assert!(at >= if body > 0 { 4 } else { 3 }, "{at} writes");
        }
    }
}

#[test]
fn two_tabs_that_save_at_once_leave_only_snapshots_that_are_whole() {
    let (source, mut page) = with_snapshots(60);
    page.retention = BackupRetention { automatic: 1, manual: 1 };
    let first = page.saving(Kind::Automatic);
    page.merge(&Plain::object([("name", Plain::text("later"))]));
    page.settle();
    let second = page.saving(Kind::Manual);
    let medium = page.medium.clone();
    for (one, other) in [(&first, &second), (&second, &first), (&second, &second)] {
        // The other one comes in after so many slices of work, as a whole or in the middle of its own.
        for after in 0.. {
            page.medium = medium.copy();
            let (mine, theirs) = (page.storage(), page.storage());
            let pauses = Cell::new(0);
            let result = at_once(save(&mine, one, async |_| {
                if pauses.replace(pauses.get() + 1) == after {
                    let result = save(&theirs, other, async |_| ()).await;
                    assert!(result.is_ok(), "{result:?}");
                }
            }));
            let (saved, _) = result.expect("it does not hang").expect("it is tried again");
            check_all(&page);
            assert!(page.backups()[0].manifest.version >= saved.manifest.version, "after {after}");
            checked_reload(&page, &source);
            page.save(Kind::Automatic);
            check_no_garbage(&page);
            if pauses.get() < after {
                break;
            }
        }
    }
}

#[test]
fn where_there_is_no_room_strays_go_first_then_the_oldest_automatic_snapshot_and_never_the_last() {
    let (source, mut page) = with_snapshots(60);
    page.save(Kind::Manual);
    let before = page.backups();
    let kinds = |page: &Page| page.backups().iter().map(|backup| backup.manifest.kind).collect::<Vec<_>>();
    let puts = vec![(format!("c{}", hex([7, 7])), vec![1])];
    now(page.storage().shelve(Shelving { puts, ..Shelving::default() }));
    let mut left = before.iter().map(|backup| backup.id.clone()).collect::<Vec<_>>();
    for round in 0.. {
        if !now(make_room(&page.storage())) {
            break;
        }
        if round > 0 {
            let oldest =
                before.iter().rev().find(|backup| backup.manifest.kind == Kind::Automatic && left.contains(&backup.id));
            left.retain(|id| Some(id) != oldest.map(|oldest| &oldest.id));
        }
        assert_eq!(page.backups().iter().map(|backup| backup.id.clone()).collect::<Vec<_>>(), left, "round {round}");
        check_all(&page);
        check_no_garbage(&page);
        checked_reload(&page, &source);
    }
    assert_eq!(kinds(&page).iter().filter(|kind| **kind == Kind::Automatic).count(), 1);
    assert!(kinds(&page).contains(&Kind::Manual));
}

#[test]
fn a_save_does_not_count_on_a_chunk_that_has_rotted_but_writes_it_anew() {
    let (source, mut page) = with_snapshots(60);
    let manifest = page.save(Kind::Automatic).manifest;
    let nodes = manifest.slices.iter().find(|slice| slice.name.as_deref() == Some("nodes")).unwrap();
    let chunks: Vec<String> = nodes.chunks.iter().map(|chunk| format!("c{}", hex(*chunk))).collect();
    for key in chunks {
        page.medium.damage_shelf(&key, |mut bytes| {
            bytes[7] ^= 1;
            Some(bytes)
        });
        for _ in 0..3 {
            page.merge(&Plain::object([("count", Plain::Number(page.now as f64))]));
            page.settle();
            page.save(Kind::Automatic);
        }
        check_all(&page);
        checked_reload(&page, &source);
    }
}

#[test]
fn snapshots_of_one_version_do_not_make_the_journal_shorter() {
    let source = source(4);
    let mut page = Page::new(&source);
    for kind in [Kind::Manual, Kind::Automatic, Kind::Manual, Kind::Automatic] {
        page.save(kind);
    }
    assert_eq!(page.records().len(), 1, "there is nothing older that leads to the same state");
}

#[test]
fn snapshots_that_only_a_newer_version_of_the_code_can_read_are_left_whole() {
    let (_, mut page) = with_snapshots(60);
    let newest = page.backups().remove(0);
    // As a later version may write it: another format under a right checksum, and under its own name.
    let bytes = now(holdfast::storage::Storage::fetch(&page.storage(), &[format!("m{}", newest.id)]));
    let mut bytes = bytes[0].clone().unwrap();
    bytes[4] = 9;
    let end = bytes.len() - 8;
    let hash = xxhash_rust::xxh64::xxh64(&bytes[..end], 0).to_le_bytes();
    bytes[end..].copy_from_slice(&hash);
    let key = format!("m{}", hex(holdfast::core::snapshot::chunk_id(&bytes)));
    let puts = vec![(key.clone(), bytes)];
    let shelving = holdfast::storage::Shelving { puts, ..Default::default() };
    now(holdfast::storage::Storage::shelve(&page.storage(), shelving));
    page.medium.damage_shelf(&format!("m{}", newest.id), |_| None);
    for at in 0..6 {
        page.merge(&Plain::object([("nodes", Plain::Map(vec![(format!("n{at}"), Plain::Null)]))]));
        page.settle();
        page.save(Kind::Automatic);
    }
    let shelf = page.shelf();
    assert!(shelf.contains(&key));
    let missing = newest.manifest.chunks().filter(|chunk| !shelf.contains(&format!("c{}", hex(*chunk)))).count();
    assert_eq!(missing, 0, "chunks of it were dropped");
}

/// A state of many records.
fn large() -> Source {
    let record = |at: usize| {
        let text = format!("{:x}", at * 7_919).repeat(90);
        (format!("record {at}"), Plain::object([("id", Plain::Number(at as f64)), ("text", Plain::text(text))]))
    };
    let records = Plain::Map((0..20_000).map(record).collect());
    Source::any(Plain::object([("small", Plain::Number(1.0)), ("records", records)]))
}

#[test]
fn a_large_state_in_the_journal_alone_is_read_in_steps_and_its_records_are_let_go() {
    let source = large();
    let mut page = Page::new(&source);
    page.merge(&Plain::object([("small", Plain::Number(2.0))]));
    page.settle();
    let all = page.records();
    assert!(all.len() > 4, "{} records", all.len());
    let told = RefCell::new(Vec::new());
    let loaded = now(load(&page.storage(), page.keys(), u64::MAX, &async |part| told.borrow_mut().push(part)));
    let base = loaded.base.expect("what the journal begins with");
    assert_eq!((base.genesis.version, loaded.backup), (0, None));
    assert_eq!(loaded.contents.records, all[all.len() - 1..], "the update is left");
    let lens = |records: &[(u64, Vec<u8>)]| records.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
    assert_eq!(base.journal_bytes, Some(lens(&all[..all.len() - 1])));
    let told = told.into_inner();
    assert!(told.len() >= all.len() - 2 && told.is_sorted() && told.iter().all(|part| *part <= 1.0), "{told:?}");
    let next = page.reload(&source);
    assert_eq!((next.digest(), next.engine.version()), (page.digest(), 1));
    assert_eq!(
        (next.engine.log().bytes(), next.engine.log().head()),
        (page.engine.log().bytes(), page.engine.log().head())
    );
}

#[test]
fn what_a_snapshot_has_is_not_read_again_in_the_journal() {
    let source = large();
    let mut page = Page::new(&source);
    let count = |page: &mut Page, number: f64| {
        page.merge(&Plain::object([("small", Plain::Number(number))]));
        page.settle();
    };
    for number in 2..=4 {
        count(&mut page, f64::from(number));
    }
    page.save(Kind::Automatic);
    count(&mut page, 5.0);
    let all = page.records();
    let read = |page: &Page, since| now(load(&page.storage(), page.keys(), since, &async |_| ())).contents.records;
    assert_eq!(read(&page, u64::MAX), all[all.len() - 1..]);
    assert_eq!(read(&page, all[all.len() - 3].0), all[all.len() - 3..], "what is asked for is there all the same");
    let mut next = page.reload(&source);
    assert_eq!((next.digest(), next.engine.version(), next.outcome.clone()), (page.digest(), 4, Outcome::Clean));
    let JournalScrub { damaged, size } = now(scrub_journal(&next.storage(), &async |_| ()));
    assert_eq!(damaged, None);
    next.engine.handle(Input::JournalSize(size.0, size.1), next.now);
    assert_eq!(next.engine.log().bytes(), all.iter().map(|(_, bytes)| bytes.len()).sum::<usize>());
    // Damage in what is not read does no harm; in what is, the rest of the ladder is climbed.
    page.medium.damage(all[all.len() - 2].0, |_| None);
    assert_eq!((page.reload(&source).digest(), page.reload(&source).outcome), (page.digest(), Outcome::Clean));
    page.medium.damage(all[all.len() - 1].0, |_| None);
    assert!(matches!(page.reload(&source).outcome, Outcome::Damaged { .. }));
}

#[test]
fn a_small_change_of_a_large_state_is_a_small_snapshot_and_no_change_is_none() {
    let source = large();
    let mut page = Page::new(&source);
    let first = page.save(Kind::Automatic).manifest;
    assert_eq!(first.bytes, first.new_bytes);
    assert!(first.bytes > 1_000_000);
    let change = Plain::object([("id", Plain::Number(-1.0))]);
    page.merge(&Plain::object([("records", Plain::Map(vec![("record 11111".into(), change)]))]));
    page.settle();
    let second = page.save(Kind::Automatic).manifest;
    assert!(second.new_bytes > 0 && second.new_bytes * 100 < second.bytes, "{} of {}", second.new_bytes, second.bytes);
    // The tree of the next page is built anew.
    let mut page = page.reload(&source);
    assert!(page.backup.is_some());
    let third = page.save(Kind::Automatic).manifest;
    assert_eq!((third.bytes, third.new_bytes, third.slices), (second.bytes, 0, second.slices));
}

#[test]
fn states_without_members_are_kept_too() {
    for state in [json!(null), json!("text"), json!([1, { "a": [] }]), json!({}), json!(vec!["x".repeat(50); 900])] {
        let source = Source::any(Plain::from_json(&state));
        let mut page = Page::new(&source);
        page.save(Kind::Manual);
        let next = page.reload(&source);
        assert!(next.backup.is_some());
        assert_eq!(next.plain(), Plain::from_json(&state));
    }
}

#[test]
fn a_new_database_can_be_saved_before_its_first_state_is_written() {
    let source = source(4);
    let mut page = Page::open(&source, &Medium::default(), 1_000).expect("a new database");
    page.save(Kind::Manual);
    page.merge(&Plain::object([("name", Plain::text("after"))]));
    page.settle();
    let next = checked_reload(&page, &source);
    assert_eq!(next.engine.version(), 1);
    assert_eq!(now(list(&MemoryStorage::open(&page.medium))).len(), 1);
}
