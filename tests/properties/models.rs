//! Two tabs on one disk, of which one has newer code, with a later version of the model.

use holdfast::core::engine::Phase;
use holdfast::core::io::{CommitFault, Input, Replacement, Unusable};
use serde_json::{Value as Json, json};

use super::disk::Disk;
use super::plain::Plain;
use super::session::{Session, Source};

/// What the two call the same member.
const NAMES: [&str; 2] = ["count", "total"];

fn plain(json: &Json) -> Plain {
    Plain::from_json(json)
}

fn source(version: u32) -> Source {
    let name = NAMES[version as usize - 1];
    let schema =
        json!({ "properties": { name: { "type": "number" } }, "required": [name], "additionalProperties": false });
    Source { version, ..Source::new(&schema, plain(&json!({ name: 0 }))) }
}

fn state(session: &Session) -> Json {
    Plain::read(session.engine.state().view(), session.engine.keys()).json()
}

/// The page makes the state one of the later model; it is not written yet.
fn migrate(session: &mut Session, total: u32) {
    let state = plain(&json!({ "total": total })).value(session.engine.keys());
    let (source, label, is_migrated, is_recovery) = ("migration", None, true, false);
    session.input(Input::Replace(Replacement { state, source, label, is_migrated, is_recovery }));
    assert_eq!(session.engine.model_version(), 2);
}

/// Old code with this number on disk, and new code that has read it.
fn two(count: u32) -> (Session, Session) {
    let mut old = Session::new(&source(1));
    old.merge(&plain(&json!({ "count": count })));
    old.settle();
    let new = old.reload(&source(2)).expect("an earlier model can be read");
    (old, new)
}

#[test]
fn what_old_code_has_made_anew_does_not_take_the_place_of_what_new_code_shows() {
    let (_, mut new) = two(7);
    migrate(&mut new, 7);
    new.settle();
    for database in [[9; 16], [0x5A; 16]] {
        let mut old = Session::named(&source(1), database);
        old.merge(&plain(&json!({ "count": 1 })));
        old.settle();
        new.disk = old.disk.clone();
        new.input(Input::Hint);
        assert_eq!((state(&new), new.engine.model_version()), (json!({ "total": 7.0 }), 2));
        assert!(new.trace.iter().any(|said| said.starts_with("Rewritten")), "whoever watches is told");
        new.settle();
        assert!(matches!(Session::open(&source(1), new.disk.clone(), 2_000), Err(Unusable::Newer(_))));
        assert_eq!(state(&new.reload(&source(2)).expect("it is there")), json!({ "total": 7.0 }));
        (new.disk, new.trace) = (Disk::default(), Vec::new());
    }
}

#[test]
fn what_old_code_writes_during_a_migration_is_not_done_to_what_that_has_made() {
    let (mut old, mut new) = two(7);
    migrate(&mut new, 7);
    old.merge(&plain(&json!({ "count": 8 })));
    old.settle();
    new.disk = old.disk.clone();
    new.flush();
    new.tick(u64::MAX);
    new.answer(None);
    assert_eq!(new.engine.phase(), Phase::Failed, "it has to begin again, from what is stored now");
    assert!(matches!(new.unusable.take(), Some(Unusable::Unreadable(_))));
    let mut next = new.reload(&source(2)).expect("what is stored is as it was");
    assert_eq!((state(&next), next.engine.model_version()), (json!({ "count": 8.0 }), 1));
    migrate(&mut next, 8);
    next.settle();
    old.disk = next.disk.clone();
    old.input(Input::Hint);
    assert!(matches!(old.unusable.take(), Some(Unusable::Newer(_))));
}

#[test]
fn a_commit_of_old_code_that_happened_after_all_does_not_hide_that_there_is_a_later_model() {
    let (mut old, _) = two(7);
    old.merge(&plain(&json!({ "count": 8 })));
    old.flush();
    old.tick(u64::MAX);
    let commit = old.in_flight.take().expect("there is something to write");
    old.disk.commit(&commit).expect("it happens");
    old.input(Input::CommitFailed(CommitFault::Aborted));
    let mut new = old.reload(&source(2)).expect("an earlier model can be read");
    migrate(&mut new, 8);
    new.settle();
    old.disk = new.disk.clone();
    old.input(Input::Hint);
    assert!(matches!(old.unusable.take(), Some(Unusable::Newer(_))));
    assert_eq!(old.engine.phase(), Phase::Failed);
}

#[test]
fn a_first_state_that_was_never_written_does_not_take_the_place_of_what_old_code_has_written() {
    let (old, _) = two(7);
    let mut new = Session::named(&source(2), [9; 16]);
    new.disk = old.disk.clone();
    new.input(Input::Hint);
    assert!(matches!(new.unusable.take(), Some(Unusable::Unreadable(_))));
    assert_eq!(state(&new.reload(&source(2)).expect("an earlier model can be read")), json!({ "count": 7.0 }));
}
