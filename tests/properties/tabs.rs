//! Two tabs on one disk: what becomes of updates that wait while the other tab is faster.

use holdfast::core::engine::Phase;
use holdfast::core::io::{CommitFault, Input, Output, Refused, Replacement};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::disk::Disk;
use super::patch::{draft, operations};
use super::plain::Plain;
use super::seeds::cases;
use super::session::{Session, Source};

fn plain(json: &Json) -> Plain {
    Plain::from_json(json)
}

fn state(session: &Session) -> Json {
    Plain::read(session.engine.state().view(), session.engine.keys()).json()
}

/// Two tabs that have read the same, with this first state on disk.
fn two(source: &Source) -> (Session, Session) {
    let mut first = Session::new(source);
    first.settle();
    let second = first.reload(source).expect("the disk can be read");
    (first, second)
}

/// The one tab writes, and the other sees the disk that this leaves.
fn writes(writer: &mut Session, other: &mut Session) {
    writer.settle();
    other.disk = writer.disk.clone();
}

fn hint(session: &mut Session) {
    session.input(Input::Hint);
}

fn refused(session: &Session) -> Vec<&Refused> {
    session.followed.iter().flat_map(|followed| &followed.refused).collect()
}

#[test]
fn what_waits_comes_after_what_the_other_tab_has_written() {
    let (mut one, mut other) = two(&Source::any(plain(&json!({ "a": 1, "b": 1 }))));
    one.merge(&plain(&json!({ "a": 2 })));
    other.merge(&plain(&json!({ "b": 3 })));
    writes(&mut one, &mut other);
    writes(&mut other, &mut one);
    assert_eq!(state(&other), json!({ "a": 2.0, "b": 3.0 }));
    assert_eq!((other.engine.version(), other.engine.log().pending()), (2, 0));
    hint(&mut one);
    assert_eq!((state(&one), one.engine.version()), (state(&other), 2));
    assert_eq!(one.digest(), other.digest());
    let told = &one.followed[0].others[0];
    assert_eq!((told.version, &*told.source), (2, "test"));
    assert_eq!(one.engine.log().head(), other.engine.log().head());
    assert_eq!(one.engine.log().bytes(), other.engine.log().bytes());
}

#[test]
fn a_deep_partial_is_merged_again_and_the_later_one_wins() {
    let (mut one, mut other) = two(&Source::any(plain(&json!({ "a": { "x": 1 } }))));
    one.merge(&plain(&json!({ "a": null })));
    one.merge(&plain(&json!({ "n": 1 })));
    other.merge(&plain(&json!({ "a": { "y": 2 }, "n": 2 })));
    writes(&mut one, &mut other);
    writes(&mut other, &mut one);
    assert_eq!(state(&other)["n"], json!(2.0));
    assert_eq!(state(&other)["a"]["y"], json!(2.0), "what was removed comes again with what was set in it");
    assert!(refused(&other).is_empty());
}

#[test]
fn what_a_patch_tests_is_tested_again() {
    let (mut one, mut other) = two(&Source::any(plain(&json!({ "count": 1 }))));
    let increment = |from: u8, to: u8| {
        plain(&json!([
            { "op": "test", "path": "/count", "value": from },
            { "op": "replace", "path": "/count", "value": to },
        ]))
    };
    one.patch(&increment(1, 2));
    other.patch(&increment(1, 2));
    other.merge(&plain(&json!({ "kept": true })));
    writes(&mut one, &mut other);
    writes(&mut other, &mut one);
    assert_eq!(state(&other), json!({ "count": 2.0, "kept": true }));
    let refused = refused(&other);
    assert_eq!((refused.len(), refused[0].version, &*refused[0].issues[0].code), (1, 1, "update/patch"));
    assert_eq!(other.engine.version(), 3, "no version is shown twice");
    assert_eq!(other.durable, 3, "the second update is safe, and what takes the version of the first");
    hint(&mut one);
    assert_eq!((one.engine.version(), one.digest()), (3, other.digest()));
}

#[test]
fn what_the_schema_allowed_before_may_be_too_much_now() {
    let schema = json!({ "properties": { "few": { "maxProperties": 2 } } });
    let (mut one, mut other) = two(&Source::new(&schema, plain(&json!({ "few": { "a": 1 } }))));
    one.merge(&plain(&json!({ "few": { "b": 1 } })));
    other.merge(&plain(&json!({ "few": { "c": 1 } })));
    writes(&mut one, &mut other);
    writes(&mut other, &mut one);
    assert_eq!(state(&other), json!({ "few": { "a": 1.0, "b": 1.0 } }));
    let refused = refused(&other);
    assert_eq!((refused.len(), &*refused[0].issues[0].code), (1, "schema/maxProperties"));
    assert_eq!(other.engine.version(), 2, "the version of what was dropped is not shown again");
    assert_eq!(other.engine.validate().total(), 0);
}

#[test]
fn a_patch_goes_with_the_elements_that_the_other_tab_has_moved() {
    let (mut one, mut other) = two(&Source::any(plain(&json!({ "list": ["a", "b", "c"] }))));
    one.patch(&plain(&json!([{ "op": "remove", "path": "/list/0" }])));
    other.patch(&plain(&json!([{ "op": "replace", "path": "/list/1", "value": "B" }])));
    other.patch(&plain(&json!([{ "op": "add", "path": "/list/-", "value": "d" }])));
    other.patch(&plain(&json!([{ "op": "replace", "path": "/list/0", "value": "A" }])));
    writes(&mut one, &mut other);
    writes(&mut other, &mut one);
    assert_eq!(state(&other), json!({ "list": ["B", "c", "d"] }));
    let refused = refused(&other);
    assert_eq!((refused.len(), &*refused[0].issues[0].code), (1, "update/conflict"), "its element is gone");
}

#[test]
fn what_was_made_after_an_update_that_is_refused_stands_where_it_would_without_it() {
    let schema = json!({ "properties": { "few": { "maxProperties": 1 } } });
    let (mut one, mut other) = two(&Source::new(&schema, plain(&json!({ "few": {}, "list": ["a", "b", "c"] }))));
    one.patch(&plain(&json!([{ "op": "add", "path": "/few/one", "value": 1 }])));
    other.patch(&plain(&json!([
        { "op": "add", "path": "/few/other", "value": 1 },
        { "op": "add", "path": "/list/0", "value": "new" },
    ])));
    other.patch(&plain(&json!([{ "op": "replace", "path": "/list/1", "value": "A" }])));
    other.patch(&plain(&json!([{ "op": "replace", "path": "/list/0", "value": "lost with it" }])));
    other.patch(&plain(&json!([{ "op": "remove", "path": "/list/3" }])));
    writes(&mut one, &mut other);
    writes(&mut other, &mut one);
    assert_eq!(state(&other)["list"], json!(["A", "b"]));
    assert_eq!(refused(&other).iter().map(|refused| refused.version).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn what_is_on_disk_has_the_version_that_the_other_tab_gave_it_also_where_all_that_waited_is_refused() {
    let schema = json!({ "properties": { "few": { "maxProperties": 1 } } });
    let (mut one, mut other) = two(&Source::new(&schema, plain(&json!({ "few": {} }))));
    one.merge(&plain(&json!({ "few": { "one": 1 } })));
    other.merge(&plain(&json!({ "few": { "other": 1 } })));
    other.merge(&plain(&json!({ "few": { "other": 2 } })));
    writes(&mut one, &mut other);
    hint(&mut other);
    assert_eq!((refused(&other).len(), other.engine.version()), (2, 3));
    assert_eq!((other.engine.on_disk().1, other.engine.log().pending()), (1, 1));
}

#[test]
fn of_two_that_make_the_database_one_goes_on_after_the_other() {
    let source = Source::any(plain(&json!({ "a": 1 })));
    let (mut one, mut other) = (Session::new(&source), Session::named(&source, [9; 16]));
    one.merge(&plain(&json!({ "one": 1 })));
    other.merge(&plain(&json!({ "other": 1 })));
    writes(&mut one, &mut other);
    writes(&mut other, &mut one);
    hint(&mut one);
    assert_eq!(state(&one), json!({ "a": 1.0, "one": 1.0, "other": 1.0 }));
    assert_eq!((one.digest(), one.engine.version()), (other.digest(), other.engine.version()));
}

#[test]
fn what_is_gone_from_under_a_live_tab_is_written_again() {
    let source = Source::any(plain(&json!({ "a": 1 })));
    let (mut one, mut other) = two(&source);
    one.merge(&plain(&json!({ "saved": 1 })));
    writes(&mut one, &mut other);
    one.merge(&plain(&json!({ "waits": 1 })));
    (one.disk, other.disk) = (Disk::default(), Disk::default());
    hint(&mut one);
    assert!(one.trace.iter().any(|said| said.starts_with("Rewritten")));
    writes(&mut one, &mut other);
    let next = one.reload(&source).expect("it can be read");
    assert_eq!((next.engine.version(), next.digest()), (2, one.digest()));
    other.merge(&plain(&json!({ "other": 1 })));
    writes(&mut other, &mut one);
    hint(&mut one);
    assert_eq!(state(&one), json!({ "a": 1.0, "saved": 1.0, "waits": 1.0, "other": 1.0 }));
    assert_eq!((one.digest(), one.engine.version()), (other.digest(), other.engine.version()));
}

#[test]
fn what_was_acknowledged_here_and_not_known_there_is_made_again_on_what_is_brought_back() {
    let source = Source::any(plain(&json!({ "a": 1 })));
    let (mut one, mut other) = two(&source);
    one.merge(&plain(&json!({ "acknowledged": 1 })));
    one.settle();
    // The other tab has not heard of it.
    (one.disk, other.disk) = (Disk::default(), Disk::default());
    hint(&mut other);
    writes(&mut other, &mut one);
    hint(&mut one);
    writes(&mut one, &mut other);
    hint(&mut other);
    assert_eq!(state(&other), json!({ "a": 1.0, "acknowledged": 1.0 }));
    assert_eq!((one.digest(), one.engine.version()), (other.digest(), other.engine.version()));
}

/// Rot in the first record, which everything else follows.
fn rot(session: &mut Session) {
    session.disk.journal.get_mut(&1).expect("the first record")[60] ^= 1;
}

#[test]
fn what_can_no_longer_be_read_is_written_again_by_a_tab_that_knows_it_all_and_by_no_other() {
    let source = Source::any(plain(&json!({ "a": 1 })));
    let (mut one, mut other) = two(&source);
    one.merge(&plain(&json!({ "b": 1 })));
    rot(&mut one);
    writes(&mut one, &mut other);
    other.engine.handle(Input::Hint, other.now);
    let after = other.engine.log().head().sequence;
    let (slots, records) = (other.disk.slots(), other.disk.records_after(after));
    // As far as it can be read from here, all is well; a tab that has come less far sees that it is not.
    other.engine.handle(Input::Behind { slots, records, base: None }, other.now);
    assert_eq!(other.engine.version(), 1);

    let mut late = Session::named(&source, [9; 16]);
    late.disk = one.disk.clone();
    late.engine.handle(Input::Hint, late.now);
    while let Some(output) = late.engine.poll_output() {
        if let Output::CatchUp { after } = output {
            let (slots, records) = (late.disk.slots(), late.disk.records_after(after));
            late.engine.handle(Input::Behind { slots, records, base: None }, late.now);
        }
    }
    assert_eq!(late.engine.phase(), Phase::Failed, "it does not put its own state in the place of a later one");

    // Another head than it left: it looks, and finds that nothing can be read.
    one.disk.slots = [None, None];
    one.merge(&plain(&json!({ "c": 1 })));
    one.settle();
    assert!(one.trace.iter().any(|said| said.starts_with("Rewritten")));
    let next = one.reload(&source).expect("it can be read");
    assert_eq!((next.engine.version(), next.digest()), (2, one.digest()));
    assert!(!one.disk.quarantine.is_empty(), "what was there is kept");
}

#[test]
fn a_commit_that_failed_and_happened_is_not_made_twice() {
    let (mut one, mut other) = two(&Source::any(plain(&json!({ "list": [] }))));
    one.patch(&plain(&json!([{ "op": "add", "path": "/list/-", "value": "once" }])));
    while one.in_flight.is_none() {
        assert!(one.tick(u64::MAX));
    }
    let commit = one.in_flight.clone().expect("it is under way");
    one.disk.commit(&commit).expect("nobody else writes");
    one.answer(Some(CommitFault::Aborted));
    other.disk = one.disk.clone();
    other.merge(&plain(&json!({ "other": 1 })));
    writes(&mut other, &mut one);
    one.settle();
    assert_eq!(state(&one), json!({ "list": ["once"], "other": 1.0 }));
    assert_eq!((one.engine.version(), one.durable), (2, 1));
}

#[test]
fn updates_of_another_tab_are_in_the_history_and_are_not_taken_back() {
    let (mut one, mut other) = two(&Source::any(plain(&json!({ "list": ["x"] }))));
    one.patch(&plain(&json!([{ "op": "add", "path": "/list/0", "value": "one" }])));
    other.patch(&plain(&json!([{ "op": "add", "path": "/list/1", "value": "other" }])));
    writes(&mut one, &mut other);
    writes(&mut other, &mut one);
    assert_eq!(state(&other), json!({ "list": ["one", "x", "other"] }));
    let entries: Vec<_> =
        other.engine.history().entries().map(|entry| (entry.update.version, entry.is_foreign())).collect();
    assert_eq!(entries, [(1, true), (2, false)]);
    other.input(Input::Undo(None));
    assert_eq!(state(&other), json!({ "list": ["one", "x"] }));
    assert!(!other.engine.history().can_undo(), "the rest is not of this tab");
    other.input(Input::Redo);
    assert_eq!(state(&other), json!({ "list": ["one", "x", "other"] }));
}

#[test]
fn an_undo_that_waits_is_lost_where_the_other_tab_has_written() {
    let (mut one, mut other) = two(&Source::any(plain(&json!({ "a": 1, "b": 1 }))));
    other.merge(&plain(&json!({ "a": 2 })));
    writes(&mut other, &mut one);
    hint(&mut one);
    other.input(Input::Undo(None));
    assert_eq!(state(&other)["a"], json!(1.0));
    one.merge(&plain(&json!({ "a": 3 })));
    writes(&mut one, &mut other);
    writes(&mut other, &mut one);
    assert_eq!(state(&other)["a"], json!(3.0));
    assert!(!other.engine.history().can_redo(), "it has not been taken back after all");
    assert_eq!(other.engine.history().entries().filter(|entry| entry.undone).count(), 0);
}

#[test]
fn a_read_that_fails_is_tried_again_and_who_waits_is_told() {
    let (mut one, mut other) = two(&Source::any(plain(&json!({ "a": 1 }))));
    one.merge(&plain(&json!({ "b": 1 })));
    writes(&mut one, &mut other);
    other.merge(&plain(&json!({ "c": 1 })));
    other.is_deaf = true;
    while other.in_flight.is_none() {
        assert!(other.tick(u64::MAX));
    }
    other.answer(None);
    assert_eq!(other.trace.last().map(|said| &said[..9]), Some("Undurable"));
    assert!(other.in_flight.is_none() && other.engine.poll_timeout() > Some(other.now));
    other.is_deaf = false;
    writes(&mut other, &mut one);
    assert_eq!(state(&other), json!({ "a": 1.0, "b": 1.0, "c": 1.0 }));
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn two_tabs_agree_whatever_they_do(
        initial in super::arbitrary::json_value(),
        acts in vec((any::<bool>(), 0_u8..6, vec(draft(), 1..4)), 1..40),
    ) {
        let (mut one, mut other) = two(&Source::any(initial));
        for (mine, what, patch) in &acts {
            let (actor, second) = if *mine { (&mut one, &mut other) } else { (&mut other, &mut one) };
            match what {
                0..3 => {
                    let operations = operations(&state(actor), patch);
                    actor.patch(&plain(&Json::Array(operations)));
                }
                3 => writes(actor, second),
                4 => hint(actor),
                _ => actor.input(if patch.len() > 2 { Input::Redo } else { Input::Undo(None) }),
            }
        }
        writes(&mut one, &mut other);
        writes(&mut other, &mut one);
        hint(&mut one);
        hint(&mut other);
        prop_assert_eq!(state(&one), state(&other));
        prop_assert_eq!((one.engine.version(), one.digest()), (other.engine.version(), other.digest()));
        let next = one.reload(&Source::any(Plain::Null)).expect("the disk can be read");
        prop_assert_eq!((next.engine.version(), next.digest()), (one.engine.version(), one.digest()));
    }
}

#[test]
fn an_update_that_turned_out_to_be_there_already_is_durable_with_the_one_before_it_also_during_a_recovery() {
    let (mut one, mut other) = two(&Source::any(plain(&json!({ "count": 1, "x": 0 }))));
    one.merge(&plain(&json!({ "count": 2 })));
    other.merge(&plain(&json!({ "x": 1 })));
    other.merge(&plain(&json!({ "count": 2 })));
    let name = other.engine.log().newest();
    writes(&mut one, &mut other);
    other.engine.hold(Some(name));
    other.flush();
    for _ in 0..100 {
        other.answer(None);
        other.tick(other.now + 20_000);
    }
    assert!(other.engine.log().is_saved(name));
    assert!(other.durable >= name, "whoever waits for {name} is never told");
}

#[test]
fn an_undo_that_waits_for_a_recovery_takes_nothing_out_of_what_was_recovered() {
    let mut one = Session::new(&Source::any(plain(&json!({ "list": ["old"] }))));
    one.settle();
    let found = one.engine.on_disk().0;
    one.patch(&plain(&json!([{ "op": "add", "path": "/list/0", "value": "new" }])));
    one.settle();
    one.engine.hold(Some(one.engine.log().newest()));
    one.input(Input::Undo(None));
    let issue = one.engine.with_waiting(found, |_| true).expect_err("that place is another one there");
    assert_eq!(issue.code, "update/conflict");
}

#[test]
fn what_is_refused_does_not_come_back_with_a_recovery_that_waited_after_it() {
    let schema = json!({ "properties": { "few": { "maxProperties": 1 } } });
    let (mut one, mut other) = two(&Source::new(&schema, plain(&json!({ "few": {}, "seen": { "old": 1 } }))));
    let found = other.engine.on_disk().0;
    other.merge(&plain(&json!({ "seen": { "old": null } })));
    writes(&mut other, &mut one);
    hint(&mut one);
    other.engine.hold(Some(other.engine.log().newest()));
    other.merge(&plain(&json!({ "few": { "other": 1 }, "seen": { "new": 1 } })));
    let state_then = other.engine.with_waiting(found, |_| true).expect("it is possible there");
    let (source, label, is_migrated, is_recovery) = ("recovery", None, false, true);
    other.input(Input::Replace(Replacement { state: state_then, source, label, is_migrated, is_recovery }));
    other.engine.hold(None);
    one.merge(&plain(&json!({ "few": { "one": 1 } })));
    writes(&mut one, &mut other);
    writes(&mut other, &mut one);
    assert_eq!(state(&other), json!({ "few": { "one": 1.0 }, "seen": { "old": null } }));
    assert_eq!(refused(&other).iter().map(|refused| refused.version).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn what_waits_for_a_recovery_is_not_durable_with_a_whole_state_that_is_written_before_it() {
    let source = Source::any(plain(&json!({ "a": 1 })));
    let (mut one, mut other) = two(&source);
    other.engine.hold(Some(other.engine.log().newest()));
    other.merge(&plain(&json!({ "mine": 1 })));
    let name = other.engine.log().newest();
    one.merge(&plain(&json!({ "theirs": 1 })));
    writes(&mut one, &mut other);
    hint(&mut other);
    other.disk = Disk::default();
    hint(&mut other);
    for _ in 0..20 {
        other.tick(other.now + 10_000);
        other.answer(None);
    }
    let next = other.reload(&source).expect("it can be read");
    assert!(other.durable < name || state(&next)["mine"] == json!(1.0), "told durable and not there");
}

#[test]
fn what_waits_is_not_late_because_another_database_has_taken_the_place_of_this_one() {
    let source = Source::any(plain(&json!({ "a": 1 })));
    let (mut one, mut other) = two(&source);
    other.engine.hold(Some(0));
    other.merge(&plain(&json!({ "mine": 1 })));
    let name = other.engine.log().newest();
    for number in 0..5 {
        one.merge(&plain(&json!({ "theirs": number })));
    }
    writes(&mut one, &mut other);
    hint(&mut other);
    other.flush();
    for _ in 0..5 {
        other.answer(None);
    }
    one.merge(&plain(&json!({ "waits": 1 })));
    one.disk = Disk::default();
    hint(&mut one);
    one.settle();
    other.disk = one.disk.clone();
    hint(&mut other);
    for _ in 0..5 {
        other.answer(None);
    }
    assert!(other.engine.log().late() < name || other.durable >= name);
}
