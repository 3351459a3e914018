//! What an engine does before it has loaded, when it is full, and after it was closed.

use serde_json::json;

use super::disk::Disk;
use super::plain::Plain;
use super::session::{Answer, Session, Source};
use holdfast::core::config::Config;
use holdfast::core::engine::{Engine, Phase};
use holdfast::core::io::{CommitFault, Form, Input, Output, Request};
use holdfast::core::subscription::Hit;
use holdfast::core::value::ValueRef;

fn plain(json: &serde_json::Value) -> Plain {
    Plain::from_json(json)
}

fn codes(answer: &Answer) -> Vec<&str> {
    match answer {
        Answer::Rejected(issues, _) => issues.iter().map(|issue| issue.code.as_str()).collect(),
        Answer::Accepted { .. } => Vec::new(),
    }
}

fn outputs(engine: &mut Engine) -> Vec<Output> {
    std::iter::from_fn(|| engine.poll_output()).collect()
}

#[test]
fn an_update_before_loading_and_after_closing_is_refused() {
    let source = Source::any(plain(&json!({})));
    let mut engine = Engine::new(source.model(), Config::default(), [0; 16]);
    let body = plain(&json!({ "a": 1 })).bytes();
    let request = Request { form: Form::Merge, body: &body, source: "test", label: None, durability: None };
    let refused = |engine: &mut Engine| {
        engine.handle(Input::Update(request), 0);
        assert!(
            matches!(&outputs(engine)[..], [Output::Rejected { issues, count: 1 }] if issues[0].code == "update/closed")
        );
    };
    assert_eq!((engine.phase(), engine.poll_timeout()), (Phase::Loading, None));
    refused(&mut engine);
    for early in [Input::Flush, Input::Timeout, Input::Committed, Input::CommitFailed(CommitFault::Quota)] {
        engine.handle(early, 0);
        assert!(outputs(&mut engine).is_empty() && engine.poll_timeout().is_none());
    }
    let initial = source.initial.value(engine.keys());
    engine.handle(Input::Loaded { slots: Vec::new(), records: Vec::new(), base: None, initial: initial.clone() }, 0);
    assert!(matches!(outputs(&mut engine)[..], [Output::Ready { is_new: true, .. }]));
    engine.handle(Input::Loaded { slots: Vec::new(), records: Vec::new(), base: None, initial }, 0);
    assert!(outputs(&mut engine).is_empty(), "loading happens once");
    engine.handle(Input::Close, 0);
    assert_eq!((engine.phase(), engine.poll_timeout()), (Phase::Closed, None));
    refused(&mut engine);
    engine.handle(Input::Timeout, 100_000);
    assert!(outputs(&mut engine).is_empty(), "nothing is written any more");
}

#[test]
fn a_commit_under_way_may_still_end_after_closing() {
    let source = Source::any(plain(&json!({})));
    let mut session = Session::new(&source);
    session.settle();
    session.merge(&plain(&json!({ "a": 1 })));
    assert!(session.tick(u64::MAX));
    session.engine.handle(Input::Close, session.now);
    assert!(session.answer(None));
    assert_eq!(session.durable, 1);
    assert_eq!(session.engine.find(&[session.engine.keys().key(b"a")]).and_then(ValueRef::as_number), Some(1.0));
}

#[test]
fn unusable_data_is_left_alone() {
    let source = Source::any(plain(&json!({})));
    let mut engine = Engine::new(source.model(), Config { recovery_enabled: false, ..Config::default() }, [0; 16]);
    let initial = source.initial.value(engine.keys());
    engine.handle(Input::Loaded { slots: vec![vec![1, 2, 3]], records: vec![(1, vec![4])], base: None, initial }, 0);
    assert!(matches!(outputs(&mut engine)[..], [Output::Unusable(_)]));
    assert_eq!((engine.phase(), engine.poll_timeout()), (Phase::Failed, None));
    for input in [Input::Flush, Input::Timeout, Input::Committed] {
        engine.handle(input, 1_000_000);
        assert!(outputs(&mut engine).is_empty());
    }
}

#[test]
fn a_state_over_the_limit_may_shrink_but_not_grow() {
    let source = Source::any(plain(&json!({ "a": "x".repeat(100), "b": "x".repeat(100) })));
    let config = Config { max_state_size: 300.0, ..Config::default() };
    let mut session = Session::open_with(&source, Disk::default(), 0, config).expect("a new database");
    let mut merge = |limit: f64, json: serde_json::Value| {
        session.set(|config| config.max_state_size = limit);
        session.merge(&plain(&json))
    };
    assert_eq!(codes(&merge(300.0, json!({ "c": "x".repeat(100) }))), ["size/limit"]);
    assert!(codes(&merge(300.0, json!({ "c": "x".repeat(50) }))).is_empty());
    assert_eq!(codes(&merge(100.0, json!({ "d": 1 }))), ["size/limit"]);
    assert!(codes(&merge(100.0, json!({ "a": "x".repeat(90) }))).is_empty(), "smaller, though still over the limit");
    assert!(codes(&merge(100.0, json!({ "a": "y".repeat(90) }))).is_empty(), "no larger");
}

#[test]
fn a_state_of_exactly_the_limit_is_allowed() {
    let source = Source::any(plain(&json!({})));
    for (form, extra) in [(Form::Merge, 0), (Form::Patch, 0), (Form::Merge, 1), (Form::Patch, 1)] {
        let config = Config { max_state_size: 1_000.0, ..Config::default() };
        let mut session = Session::open_with(&source, Disk::default(), 0, config).expect("a new database");
        // 5 for the object, 3 for the key, 5 for the long text.
        let text = Plain::text("x".repeat(1_000 - 13 + extra));
        let body = match form {
            Form::Merge => Plain::object([("a", text)]),
            Form::Patch => Plain::Array(vec![super::operations::add(&["a"], text)]),
        };
        let answer = session.update(form, &body.bytes(), None);
        assert_eq!(codes(&answer).is_empty(), extra == 0, "{form:?} {extra}");
        assert_eq!(session.engine.state().view().size(), if extra == 0 { 1_000 } else { 5 });
    }
}

#[test]
fn validation_can_be_turned_off_and_on() {
    let source = Source::new(&json!({ "properties": { "a": { "type": "number" } } }), plain(&json!({})));
    let mut session = Session::new(&source);
    let text = plain(&json!({ "a": "text" }));
    assert_eq!(codes(&session.merge(&text)), ["schema/type"]);
    session.set(|config| config.validation_enabled = false);
    assert!(codes(&session.merge(&text)).is_empty());
    let findings = session.engine.validate();
    let (issues, count) = (&findings.issues, findings.total());
    assert_eq!((issues[0].pointer.as_str(), count), ("/a", 1));
    assert_eq!(session.engine.model().problems(session.engine.state().view()), *issues);
}

#[test]
fn the_history_keeps_the_newest_updates() {
    let source = Source::any(plain(&json!({})));
    let config = Config { history_limit: 3.0, ..Config::default() };
    let mut session = Session::open_with(&source, Disk::default(), 0, config).expect("a new database");
    for n in 0..5 {
        session.merge(&plain(&json!({ "n": n })));
    }
    let versions = |session: &Session| -> Vec<u64> {
        session.engine.history().entries().map(|entry| entry.update.version).collect()
    };
    assert_eq!(versions(&session), [3, 4, 5]);
    session.set(|config| config.history_limit = 1.0);
    session.merge(&plain(&json!({ "n": 9 })));
    assert_eq!(versions(&session), [6]);
    session.set(|config| config.history_limit = 0.0);
    session.merge(&plain(&json!({ "n": 10 })));
    assert!(versions(&session).is_empty());
    assert_eq!(session.engine.config().history_limit.to_bits(), 0);
}

#[test]
fn watchers_hear_of_accepted_updates_only() {
    let schema = json!({ "properties": { "a": { "type": "object" } } });
    let mut session = Session::new(&Source::new(&schema, plain(&json!({ "a": { "b": 1 } }))));
    let keys = session.engine.keys().clone();
    session.engine.subscriptions().watch(5, &[keys.key(b"a"), keys.key(b"b")]);
    let mut hits = |json: serde_json::Value| {
        let body = plain(&json).bytes();
        let request = Request { form: Form::Merge, body: &body, source: "test", label: None, durability: None };
        session.engine.handle(Input::Update(request), 0);
        match session.engine.poll_output() {
            Some(Output::Accepted { hits, .. }) => hits,
            _ => Vec::new(),
        }
    };
    assert_eq!(hits(json!({ "a": { "b": 2 } })), [Hit { id: 5, replaced: false }]);
    assert_eq!(hits(json!({ "a": { "b": 2 } })), [], "nothing changed");
    assert_eq!(hits(json!({ "a": { "c": 2 } })), []);
    assert_eq!(hits(json!({ "a": 7 })), [], "refused");
}

#[test]
fn a_failed_commit_says_so_and_a_later_one_loses_nothing() {
    let source = Source::any(plain(&json!({})));
    let mut session = Session::new(&source);
    for n in 0..3 {
        session.merge(&plain(&json!({ "n": n })));
        session.tick(u64::MAX);
        session.answer(Some(CommitFault::Quota));
    }
    assert_eq!((session.durable, session.engine.log().pending()), (0, 3));
    assert_eq!(session.trace.iter().filter(|output| output.starts_with("Undurable")).count(), 3);
    assert!(session.disk == Disk::default());
    session.settle();
    assert_eq!(session.durable, 3);
    assert_eq!(session.engine.log().saved_at(), Some(session.now));
    let next = session.reload(&source).expect("the disk can be read");
    assert_eq!((next.engine.version(), next.digest()), (3, session.digest()));
}

#[test]
fn what_a_page_left_unwritten_is_made_once_and_never_after_what_another_tab_wrote() {
    let source = Source::any(plain(&json!({})));
    let a = |session: &Session| session.engine.find(&[session.engine.keys().key(b"a")]).and_then(ValueRef::as_number);
    let mut session = Session::new(&source);
    session.merge(&plain(&json!({ "a": 1 })));
    session.settle();
    let before = session.disk.clone();
    session.merge(&plain(&json!({ "a": 2 })));
    session.merge(&plain(&json!({ "a": 3 })));
    let rest = session.engine.log().unfinished(session.engine.keys(), 10_000);
    assert!(session.engine.log().unfinished(session.engine.keys(), 10).is_empty(), "more than there is room for");
    session.settle();
    let written = session.disk.clone();

    let mut other = Session::open(&source, before.clone(), 9).expect("a database");
    other.merge(&plain(&json!({ "a": 7 })));
    other.settle();
    for (disk, value, version) in [(before, 3.0, 3), (written, 3.0, 3), (other.disk.clone(), 7.0, 2)] {
        let mut next = Session::open(&source, disk, 10_000).expect("a database");
        next.engine.handle(Input::Unfinished(rest.clone()), 10_000);
        while next.engine.poll_output().is_some() {}
        assert_eq!((a(&next), next.engine.version()), (Some(value), version));
    }
    for at in 0..rest.len() {
        let mut damaged = rest.clone();
        damaged[at] ^= 4;
        let mut next = Session::open(&source, other.disk.clone(), 10_000).expect("a database");
        next.engine.handle(Input::Unfinished(damaged), 10_000);
        assert_eq!(next.engine.version(), 2);
    }
}

#[test]
fn pages_that_live_too_briefly_for_the_timer_make_a_snapshot_in_the_end() {
    let source = Source::any(plain(&json!({ "text": "" })));
    let config = Config { backup_interval: 1e9, ..super::session::quiet() };
    let mut disk = super::disk::Disk::default();
    let mut due = Vec::new();
    for text in ["a", "b", "c", "d"] {
        let mut session = Session::open_with(&source, disk, 1_000, config.clone()).expect("it can be read");
        session.merge(&plain(&json!({ "text": text.repeat(400_000) })));
        session.flush();
        while session.tick(session.now + 100) || session.answer(None) {}
        due.push(session.trace.iter().any(|said| said.starts_with("MaintenanceDue")));
        disk = session.disk;
    }
    // A state of 0.4 MB and 1 MB of journal beside it are left alone.
    assert_eq!(due, [false, false, false, true]);
}

#[test]
fn what_was_written_as_a_whole_is_no_reason_for_a_snapshot_and_much_that_came_after_it_is_for_one() {
    let source = Source::any(plain(&json!({ "text": "x".repeat(12 << 20) })));
    // Without the timers, which ask for one too.
    let settle = |session: &mut Session| {
        session.flush();
        while session.tick(session.now + 100) || session.answer(None) {}
    };
    let config = Config { backup_interval: 1e9, ..super::session::quiet() };
    let mut session = Session::open_with(&source, super::disk::Disk::default(), 1_000, config).expect("a new database");
    settle(&mut session);
    session.merge(&plain(&json!({ "text": "" })));
    settle(&mut session);
    let due = |session: &Session| session.trace.iter().filter(|said| said.starts_with("MaintenanceDue")).count();
    assert_eq!(due(&session), 0, "the journal is long, but only at its beginning");
    for _ in 0..6 {
        session.merge(&plain(&json!({ "text": "y".repeat(1 << 20) })));
        settle(&mut session);
        session.merge(&plain(&json!({ "text": "" })));
        settle(&mut session);
    }
    assert_eq!(due(&session), 1, "once, however long it takes");
    session.engine.handle(Input::BackedUp(session.engine.version(), 0), session.now);
    session.merge(&plain(&json!({ "text": "z" })));
    settle(&mut session);
    assert_eq!(due(&session), 1);
}
