//! Damage to what is stored, one piece at a time and several: what is loaded then is what the ladder promises.

use holdfast::core::config::BackupRetention;
use holdfast::core::io::{Form, Unusable};
use holdfast::core::journal::reader::Outcome;
use holdfast::core::snapshot::{Kind, manifest::hex};
use holdfast::core::tree::digest;
use holdfast::core::value::Value;
use holdfast::storage::backup::Backup;
use holdfast::storage::memory::Medium;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use super::backups::{Event, event, lived, retention};
use super::operations;
use super::page::Page;
use super::plain::Plain;
use super::seeds::cases;
use super::session::Source;

/// Something that is stored.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Shelf(String),
    Record(u64),
    Slot(usize),
}

/// A byte changes, or, with `None`, all is gone.
type Rot = Option<(Index, u8)>;

fn pieces(page: &Page) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = page.shelf().into_iter().map(Piece::Shelf).collect();
    pieces.extend(page.records().into_iter().map(|(key, _)| Piece::Record(key)));
    pieces.extend([Piece::Slot(0), Piece::Slot(1)]);
    pieces
}

fn rot(medium: &Medium, piece: &Piece, rot: Rot) {
    let change = |mut bytes: Vec<u8>| {
        let (at, change) = rot?;
        // What is empty cannot rot but by going.
        let at = if bytes.is_empty() { return None } else { at.index(bytes.len()) };
        bytes[at] ^= change;
        Some(bytes)
    };
    match piece {
        Piece::Shelf(key) => medium.damage_shelf(key, change),
        Piece::Record(key) => medium.damage(*key, change),
        Piece::Slot(slot) => medium.damage_slot(*slot, change),
    }
}

fn is_readable(backup: &Backup, lost: &str) -> bool {
    let lost_chunk = lost.strip_prefix('c').unwrap_or_default();
    lost != format!("m{}", backup.id) && backup.manifest.chunks().all(|chunk| hex(chunk) != lost_chunk)
}

/// How far one can get without a piece: the last record that is reached from anything that is whole; `None` if nothing is.
fn reachable(page: &Page, lost: &Piece) -> Option<u64> {
    let records = page.records();
    let mut starts: Vec<u64> = page
        .backups()
        .iter()
        .filter(|backup| !matches!(lost, Piece::Shelf(key) if !is_readable(backup, key)))
        .map(|backup| backup.manifest.position.sequence)
        .collect();
    starts.extend(records.first().filter(|(first, _)| *first == 1 && *lost != Piece::Record(1)).map(|_| 0));
    let head = page.engine.log().head().sequence;
    let is_there =
        |key: u64| *lost != Piece::Record(key) && records.binary_search_by_key(&key, |(key, _)| *key).is_ok();
    starts.into_iter().map(|start| (start + 1..=head).take_while(|key| is_there(*key)).last().unwrap_or(start)).max()
}

/// Everything but the missing slices is as it was at that version.
fn check_state(page: &Page, next: &Page, what: &str) {
    let (state, _) = page.states.get(&next.engine.version()).unwrap_or_else(|| panic!("{what}: no such version"));
    if next.missing.is_empty() {
        assert_eq!(digest(next.engine.state().view()), digest(state.view()), "{what}: another state");
        return;
    }
    let member = |state: &Value, name: &str| {
        let key = next.keys().key(name.as_bytes());
        state.view().get(&key, next.keys()).map(digest)
    };
    let mut names: Vec<String> = Vec::new();
    for state in [state, next.engine.state()] {
        names.extend(Plain::read(state.view(), next.keys()).members().unwrap().iter().map(|(name, _)| name.clone()));
    }
    for name in names.iter().filter(|name| !next.missing.contains(name)) {
        assert_eq!(member(next.engine.state(), name), member(state, name), "{what}: {name}");
    }
}

/// The page goes on as if nothing had been: what it writes and saves is there for the one after it.
fn go_on(mut next: Page, source: &Source, what: &str) {
    next.states.clear();
    for name in ["after", "later", "last"] {
        let version = next.engine.version();
        next.merge(&Plain::object([("name", Plain::text(name))]));
        assert_eq!(next.engine.version(), version + 1, "{what}");
        next.settle();
        let last = next.reload(source);
        assert_eq!((last.engine.version(), last.digest()), (version + 1, next.digest()), "{what}, {name} written");
        next.save(Kind::Automatic);
        let last = next.reload(source);
        assert_eq!((last.engine.version(), last.digest()), (version + 1, next.digest()), "{what}, {name} saved");
        assert!(last.missing.is_empty());
    }
}

fn check_loss(page: &Page, source: &Source, piece: &Piece, damage: Rot) {
    let medium = page.medium.copy();
    rot(&medium, piece, damage);
    let what = format!("{piece:?}, {damage:?}");
    let head = page.engine.log().head().sequence;
    let next = match (Page::open(source, &medium, page.now), reachable(page, piece)) {
        (Ok(mut next), Some(reached)) => {
            next.retention = page.retention;
            assert!(next.missing.is_empty(), "{what}: {:?} is missing", next.missing);
            let version =
                if reached == head { page.engine.version() } else { page.reached.get(&reached).copied().unwrap_or(0) };
            assert_eq!(next.engine.version(), version, "{what}: {reached} could be reached of {head}");
            assert_eq!(matches!(next.outcome, Outcome::Damaged { .. }), reached < head, "{what}: {:?}", next.outcome);
            next
        }
        (Ok(next), None) => {
            assert_eq!(next.engine.version(), page.engine.version(), "{what}");
            assert!(!next.missing.is_empty(), "{what}");
            next
        }
        (Err(Unusable::Unreadable(_)), None) => return,
        (Err(error), reached) => panic!("{what}: {error} though {reached:?} can be reached"),
    };
    check_state(page, &next, &what);
    go_on(next, source, &what);
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn whatever_one_piece_is_lost_everything_is_there_that_something_whole_leads_to(
        nodes in prop_oneof![0_usize..4, 40_usize..60], retention in retention(), events in vec(event(), 1..50),
        losses in vec((any::<Index>(), prop::option::of((any::<Index>(), 1..=255_u8))), 8),
    ) {
        let (source, page) = lived(nodes, retention, &events);
        let pieces = pieces(&page);
        for (which, damage) in losses {
            check_loss(&page, &source, which.get(&pieces), damage);
        }
    }

    #[test]
    fn whatever_is_lost_what_is_loaded_is_a_state_that_was_and_the_page_goes_on(
        nodes in prop_oneof![0_usize..4, 40_usize..60], retention in retention(), events in vec(event(), 1..50),
        losses in vec((any::<Index>(), prop::option::of((any::<Index>(), 1..=255_u8))), 2..6),
    ) {
        let (source, page) = lived(nodes, retention, &events);
        let (pieces, medium) = (pieces(&page), page.medium.copy());
        for (which, damage) in &losses {
            rot(&medium, which.get(&pieces), *damage);
        }
        if let Ok(mut next) = Page::open(&source, &medium, page.now) {
            next.retention = page.retention;
            check_state(&page, &next, "several");
            go_on(next, &source, "several");
        }
    }
}

#[test]
fn every_byte_of_a_small_database_may_rot() {
    let update = |act| [Event::Update(act, None), Event::Settle];
    let mut events = Vec::new();
    for at in 0..4 {
        events.extend(update(super::engine::Act::SetNode(at, 5)));
        events.push(Event::Save(Kind::Automatic));
    }
    events.extend(update(super::engine::Act::Name("end".into())));
    let (source, page) = lived(2, BackupRetention { automatic: 4, manual: 0 }, &events);
    let mut flips = 0;
    for piece in pieces(&page) {
        for at in 0..400 {
            let medium = page.medium.copy();
            let mut is_there = false;
            let change = |mut bytes: Vec<u8>| {
                is_there = at < bytes.len();
                bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << (at % 8));
                Some(bytes)
            };
            match &piece {
                Piece::Shelf(key) => medium.damage_shelf(key, change),
                Piece::Record(key) => medium.damage(*key, change),
                Piece::Slot(slot) => medium.damage_slot(*slot, change),
            }
            if !is_there {
                break;
            }
            flips += 1;
            let next = Page::open(&source, &medium, page.now).expect("something is left");
            // Only the last record is not in any snapshot.
            let end = page.records().last().map(|(key, _)| Piece::Record(*key));
            let lost = u64::from(Some(&piece) == end.as_ref());
            assert_eq!(next.engine.version(), page.engine.version() - lost, "{piece:?}, byte {at}");
            check_state(&page, &next, &format!("{piece:?}, byte {at}"));
        }
    }
    assert!(flips > 1_500, "{flips}");
}

/// Members that are large enough to have a chunk of their own, two snapshots between which both have changed, and one more
/// change; what led to the first snapshot is not in the journal any more.
fn two_snapshots() -> (Source, Page) {
    let part = |text: &str| Plain::Array((0..40).map(|at| Plain::text(format!("{text}{at}").repeat(9))).collect());
    let members = ["a", "b", "c"].map(|name| (name, part(name)));
    let source = Source::any(Plain::object(members));
    let mut page = Page::new(&source);
    for number in 0..3 {
        for path in ["/a/3", "/b/0", "/b/-"] {
            page.patch(&json!([{ "op": "add", "path": path, "value": number }]));
        }
        page.settle();
        page.save(Kind::Automatic);
        if number == 0 {
            // As pruning does it in time.
            let trim = page.engine.log().head().sequence;
            let shelving = holdfast::storage::Shelving { trim, ..Default::default() };
            super::page::now(holdfast::storage::Storage::shelve(&page.storage(), shelving));
        }
    }
    page.patch(&json!([{ "op": "add", "path": "/c/0", "value": "end" }]));
    page.settle();
    (source, page)
}

/// The first chunk of a slice of a snapshot.
fn chunk_of(backup: &Backup, slice: &str) -> Piece {
    let slice = backup.manifest.slices.iter().find(|one| one.name.as_deref() == Some(slice)).unwrap();
    Piece::Shelf(format!("c{}", hex(slice.chunks[0])))
}

#[test]
fn good_slices_of_different_snapshots_are_put_together_where_they_stood() {
    let (source, page) = two_snapshots();
    let backups = page.backups();
    rot(&page.medium, &chunk_of(&backups[0], "a"), None);
    rot(&page.medium, &chunk_of(&backups[1], "b"), None);
    rot(&page.medium, &chunk_of(&backups[2], "b"), None);
    let next = page.reload(&source);
    assert_eq!((next.missing.clone(), next.engine.version()), (vec![], page.engine.version()));
    assert_eq!(next.plain(), page.plain());
}

#[test]
fn a_slice_that_is_nowhere_is_named_and_the_others_are_as_they_were() {
    let (source, page) = two_snapshots();
    for backup in page.backups() {
        rot(&page.medium, &chunk_of(&backup, "a"), None);
    }
    let next = page.reload(&source);
    assert_eq!((next.missing.clone(), next.engine.version()), (vec!["a".into()], page.engine.version()));
    check_state(&page, &next, "one slice");
    assert_eq!(next.plain().get("a"), source.initial.get("a"), "the first state stands in for it");
}

#[test]
fn what_is_done_to_what_stands_in_for_a_lost_slice_is_there_after_the_next_start() {
    let (source, page) = two_snapshots();
    for backup in page.backups() {
        rot(&page.medium, &chunk_of(&backup, "a"), None);
    }
    let mut next = page.reload(&source);
    next.patch(&json!([{ "op": "add", "path": "/a/0", "value": "acknowledged" }]));
    next.settle();
    let last = next.reload(&source);
    assert_eq!((last.missing.clone(), last.plain()), (vec![], next.plain()));
}

#[test]
fn a_slice_of_an_older_snapshot_is_not_taken_over_a_state_that_was_replaced_as_a_whole() {
    let (source, mut page) = two_snapshots();
    let whole = Plain::object(["c", "b", "a"].map(|name| (name, Plain::Array(vec![Plain::text(name.repeat(2_000))]))));
    page.update(Form::Patch, &Plain::Array(vec![operations::replace(&[], whole)]).bytes(), None);
    page.settle();
    page.save(Kind::Automatic);
    let backups = page.backups();
    rot(&page.medium, &chunk_of(&backups[0], "a"), None);
    for older in &backups[1..] {
        rot(&page.medium, &chunk_of(older, "c"), None);
    }
    let next = page.reload(&source);
    check_state(&page, &next, "a whole state");
    assert!(next.missing.is_empty(), "{:?}", next.missing);
    assert_eq!(next.plain(), page.plain());
}

#[test]
fn slices_that_can_be_put_together_come_before_a_journal_that_breaks_off() {
    let (source, page) = two_snapshots();
    let backups = page.backups();
    // The oldest is whole, but what follows it is not; the other two complete each other.
    rot(&page.medium, &chunk_of(&backups[0], "a"), None);
    rot(&page.medium, &chunk_of(&backups[1], "b"), None);
    let between = backups[2].manifest.position.sequence + 1;
    rot(&page.medium, &Piece::Record(between), None);
    let next = page.reload(&source);
    assert_eq!((next.missing.clone(), next.engine.version()), (vec![], page.engine.version()));
    assert_eq!(next.plain(), page.plain());
}

#[test]
fn snapshots_of_records_that_were_set_aside_do_not_come_back() {
    let source = super::engine::source(60);
    let mut page = Page::new(&source);
    for at in 0..6 {
        page.merge(&Plain::object([("count", Plain::Number(f64::from(at)))]));
        page.settle();
    }
    let backup = page.save(Kind::Automatic);
    rot(&page.medium, &chunk_of(&backup, "nodes"), None);
    rot(&page.medium, &Piece::Record(4), None);
    let mut next = page.reload(&source);
    assert_eq!(next.engine.version(), 2);
    next.merge(&Plain::object([("name", Plain::text("another"))]));
    next.settle();
    // This one writes the chunk anew that the other one needs.
    next.save(Kind::Automatic);
    let last = next.reload(&source);
    assert_eq!((last.engine.version(), last.plain()), (3, next.plain()));
}
