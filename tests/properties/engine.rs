//! The engine from update to disk and back: what a page does in its life, with everything that can go wrong between.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::disk::Disk;
use super::plain::{Members, Plain};
use super::seeds::cases;
use super::session::{Answer, Session, Source};
use holdfast::core::config::Durability;
use holdfast::core::io::{CommitFault, Form};
use holdfast::core::journal::reader::Outcome;

fn schema() -> Json {
    json!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "maxLength": 12 },
            "count": { "type": "integer", "minimum": 0 },
            "notes": { "type": ["string", "null"] },
            "items": {
                "type": "array",
                "maxItems": 60,
                "items": {
                    "type": "object",
                    "properties": { "id": { "type": "string" }, "score": { "type": "number" } },
                    "required": ["id"],
                    "additionalProperties": false,
                },
            },
            "nodes": {
                "type": "object",
                "x-map": true,
                "additionalProperties": {
                    "type": "object",
                    "properties": { "title": { "type": "string" }, "body": { "type": "string" } },
                    "required": ["title"],
                },
            },
        },
        "required": ["name"],
        "additionalProperties": false,
    })
}

fn node(title: &str, len: usize) -> Plain {
    Plain::object([("title", Plain::text(title)), ("body", Plain::text("b".repeat(len)))])
}

/// A valid first state and its model.
pub(crate) fn source(nodes: usize) -> Source {
    let nodes: Members = (0..nodes).map(|i| (format!("n{i}"), node("first", i * 3))).collect();
    let initial = [("name", Plain::text("start")), ("nodes", Plain::Map(nodes)), ("items", Plain::Array(Vec::new()))];
    Source::new(&schema(), Plain::object(initial))
}

/// An update. About a third of them are not allowed.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Name(String),
    Count(i32),
    Notes(Option<String>),
    SetNode(u8, usize),
    DropNode(u8),
    AddItem(u8),
    ScoreItem(u8, f64),
    DropItem(u8),
    Unknown,
    /// Several members, of which the last is not allowed.
    Mixed(u8),
    /// Many operations, of which the last one fails.
    Half(u8),
    /// Bytes that say nothing.
    Noise(Vec<u8>),
    NoObject,
}

pub(crate) fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => "[a-z]{0,16}".prop_map(Act::Name),
        2 => (-5..50).prop_map(Act::Count),
        1 => prop::option::of("\\PC{0,20}").prop_map(Act::Notes),
        4 => (any::<u8>(), 0_usize..1_500).prop_map(|(key, len)| Act::SetNode(key, len)),
        2 => any::<u8>().prop_map(Act::DropNode),
        3 => any::<u8>().prop_map(Act::AddItem),
        1 => (any::<u8>(), -9.0..9.0).prop_map(|(at, score)| Act::ScoreItem(at, score)),
        1 => any::<u8>().prop_map(Act::DropItem),
        1 => Just(Act::Unknown),
        1 => any::<u8>().prop_map(Act::Mixed),
        1 => any::<u8>().prop_map(Act::Half),
        1 => vec(any::<u8>(), 0..20).prop_map(Act::Noise),
        1 => Just(Act::NoObject),
    ]
}

impl Act {
    pub(crate) fn request(&self) -> (Form, Vec<u8>) {
        let merge = |name: &str, value: Plain| (Form::Merge, Plain::object([(name, value)]).bytes());
        let patch = |json: Json| (Form::Patch, Plain::from_json(&json).bytes());
        match self {
            Act::Name(name) => merge("name", Plain::text(name)),
            Act::Count(count) => merge("count", Plain::Number(f64::from(*count))),
            Act::Notes(notes) => merge("notes", notes.as_ref().map_or(Plain::Null, Plain::text)),
            Act::SetNode(key, len) => merge("nodes", Plain::Map(vec![(format!("n{key}"), node("set", *len))])),
            Act::DropNode(key) => merge("nodes", Plain::Map(vec![(format!("n{key}"), Plain::Null)])),
            Act::AddItem(at) => {
                let end = if *at > 100 { "-".into() } else { (at % 8).to_string() };
                patch(json!([{ "op": "add", "path": format!("/items/{end}"), "value": { "id": format!("i{at}") } }]))
            }
            Act::ScoreItem(at, score) => {
                patch(json!([{ "op": "add", "path": format!("/items/{}/score", at % 8), "value": score }]))
            }
            Act::DropItem(at) => patch(json!([{ "op": "remove", "path": format!("/items/{}", at % 8) }])),
            Act::Unknown => merge("unknown", Plain::Number(1.0)),
            Act::Mixed(key) => {
                let nodes = Plain::Map(vec![(format!("n{key}"), node("mixed", 5)), ("bad".into(), Plain::Bool(true))]);
                (Form::Merge, Plain::object([("name", Plain::text("mixed")), ("nodes", nodes)]).bytes())
            }
            Act::Half(at) => patch(json!([
                { "op": "replace", "path": "/name", "value": "half" },
                { "op": "add", "path": "/items/-", "value": { "id": "half" } },
                { "op": "remove", "path": format!("/nodes/none{at}") },
            ])),
            Act::Noise(bytes) => (Form::Merge, bytes.clone()),
            Act::NoObject => (Form::Merge, Plain::text("no object").bytes()),
        }
    }
}

pub(crate) fn durability() -> impl Strategy<Value = Option<Durability>> {
    prop::sample::select(&[None, Some(Durability::Memory), Some(Durability::Relaxed), Some(Durability::Strict)][..])
}

/// What happens next.
#[derive(Clone, Debug)]
enum Event {
    Update(Act, Option<Durability>),
    /// So many milliseconds pass.
    Wait(u64),
    /// The commit under way succeeds.
    Written,
    Failed(CommitFault),
    /// The commit under way happens, and the engine is told that it has not.
    Lie(CommitFault),
    Flush,
    /// The page dies; of the commit under way so many records are on disk, and its slot if there are none more.
    Crash(Option<usize>),
}

fn event() -> impl Strategy<Value = Event> {
    let fault = || prop::sample::select(&[CommitFault::Quota, CommitFault::Unavailable, CommitFault::Aborted][..]);
    prop_oneof![
        12 => (act(), durability()).prop_map(|(act, durability)| Event::Update(act, durability)),
        6 => (0_u64..1_500).prop_map(Event::Wait),
        6 => Just(Event::Written),
        2 => fault().prop_map(Event::Failed),
        1 => fault().prop_map(Event::Lie),
        1 => Just(Event::Flush),
        2 => prop::option::of(0_usize..6).prop_map(Event::Crash),
    ]
}

/// An update that is refused leaves no trace.
fn update(session: &mut Session, act: &Act, durability: Option<Durability>) {
    let (form, body) = act.request();
    let facts = |session: &Session| {
        let engine = &session.engine;
        let newest = engine.history().last().map(|update| update.version);
        let state = engine.state().view().to_bytes();
        (engine.version(), engine.log().pending(), engine.poll_timeout(), newest, state, session.digest())
    };
    let was = facts(session);
    match session.update(form, &body, durability) {
        Answer::Rejected(issues, count) => {
            assert!(count >= issues.len() && !issues.is_empty());
            assert!(facts(session) == was, "{act:?} was refused with {issues:?}");
        }
        Answer::Accepted { version, changed: false } => {
            assert!(version == was.0 && facts(session) == was, "{act:?} changed nothing");
        }
        Answer::Accepted { version, changed: true } => {
            assert_eq!((version, session.engine.log().pending()), (was.0 + 1, was.1 + 1));
            assert_ne!(session.digest(), was.5, "{act:?} is a new version");
            assert_eq!(session.engine.validate().total(), 0);
        }
    }
}

/// The page after this one. It has a state that the last one had, and nothing that was acknowledged is missing.
fn reload(session: &Session, source: &Source) -> Session {
    let next = session.reload(source).expect("the disk can be read");
    let version = next.engine.version();
    assert!(version >= session.durable, "version {version} after {} was durable: {:?}", session.durable, next.outcome);
    assert_eq!(Some(&next.digest()), session.states.get(&version), "version {version} is another one");
    assert!(!matches!(next.outcome, Outcome::Damaged { .. }), "{:?}", next.outcome);
    next
}

fn run(session: &mut Session, source: &Source, event: &Event) {
    match event {
        Event::Update(act, durability) => update(session, act, *durability),
        Event::Wait(ms) => {
            let until = session.now + ms;
            while session.tick(until) {
                let next = session.engine.poll_timeout();
                assert!(next.is_none_or(|due| due > session.now), "the engine would spin: {next:?} at {}", session.now);
            }
            session.now = until;
        }
        Event::Written => drop(session.answer(None)),
        Event::Failed(fault) => drop(session.answer(Some(*fault))),
        Event::Lie(fault) => {
            if let Some(commit) = &session.in_flight {
                session.disk.commit(commit).ok();
            }
            session.answer(Some(*fault));
        }
        Event::Flush => session.flush(),
        Event::Crash(left) => {
            if let Some(commit) = session.in_flight.take() {
                match left {
                    Some(records) if *records <= commit.records.len() => session.disk.tear(&commit, *records),
                    Some(_) => drop(session.disk.commit(&commit)),
                    None => {}
                }
            }
            let trace = std::mem::take(&mut session.trace);
            *session = reload(session, source);
            session.trace = trace;
        }
    }
}

fn live(source: &Source, events: &[Event]) -> Session {
    let mut session = Session::new(source);
    for event in events {
        run(&mut session, source, event);
    }
    session
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn nothing_acknowledged_is_lost_and_nothing_else_is_made_up(
        nodes in prop_oneof![0_usize..4, 40_usize..80], events in vec(event(), 1..80),
    ) {
        let source = source(nodes);
        let session = live(&source, &events);
        // After all that has gone wrong, the next page can save.
        let mut session = reload(&session, &source);
        update(&mut session, &Act::Name("last".into()), None);
        session.settle();
        let last = reload(&session, &source);
        prop_assert_eq!(&last.outcome, &Outcome::Clean);
        prop_assert_eq!(last.engine.version(), session.engine.version());
        prop_assert_eq!(last.engine.log().head(), session.engine.log().head());
        prop_assert_eq!(last.engine.log().bytes(), session.engine.log().bytes());
    }

    #[test]
    fn the_same_inputs_give_the_same_outputs(events in vec(event(), 1..50)) {
        let source = source(40);
        let (one, other) = (live(&source, &events), live(&source, &events));
        prop_assert_eq!(&one.trace, &other.trace);
        prop_assert_eq!(&one.disk, &other.disk);
        // The seed is against chosen keys; nothing that can be seen depends on it.
        let seeded = live(&Source { seed: 0xDEAD_BEEF, ..source }, &events);
        prop_assert_eq!(&one.trace, &seeded.trace);
        prop_assert_eq!(&one.disk, &seeded.disk);
    }
}

/// A disk with a first state and a few groups of updates, and the digest of every version.
fn written(groups: u8) -> (Source, Session) {
    let source = source(6);
    let mut session = Session::new(&source);
    session.settle();
    for group in 0..groups {
        for act in [Act::Count(i32::from(group) + 1), Act::SetNode(group, 30), Act::AddItem(200 + group)] {
            update(&mut session, &act, None);
        }
        session.settle();
    }
    (source, session)
}

/// What a damaged disk gives: nothing, or an older version, with a report.
fn noticed(session: &Session, disk: &Disk, source: &Source, what: &str) {
    let Ok(next) = Session::open(source, disk.clone(), session.now) else { return };
    let version = next.engine.version();
    assert_eq!(Some(&next.digest()), session.states.get(&version), "{what}: version {version} is another one");
    assert!(matches!(next.outcome, Outcome::Damaged { .. }), "{what}: {:?}", next.outcome);
    assert!(version < session.engine.version(), "{what}");
}

#[test]
fn a_flipped_bit_at_any_byte_of_any_record_is_noticed() {
    let (source, session) = written(4);
    let mut flips = 0;
    for (key, bytes) in &session.disk.journal {
        for at in 0..bytes.len() {
            let mut disk = session.disk.clone();
            disk.journal.get_mut(key).unwrap()[at] ^= 1 << (at % 8);
            noticed(&session, &disk, &source, &format!("record {key}, byte {at}"));
            flips += 1;
        }
    }
    println!("{flips} flips, all noticed");
    assert!(flips > 1_000);
}

#[test]
fn a_flipped_bit_at_any_byte_of_a_slot_loses_nothing() {
    let (source, session) = written(4);
    for slot in 0..2 {
        for at in 0..60 {
            let mut disk = session.disk.clone();
            disk.slots[slot].as_mut().unwrap()[at] ^= 1 << (at % 8);
            let mut next = Session::open(&source, disk, session.now).expect("the other slot is whole");
            assert_eq!((next.engine.version(), &next.outcome), (session.engine.version(), &Outcome::Clean));
            update(&mut next, &Act::Name("after".into()), None);
            next.settle();
            assert_eq!(reload(&next, &source).engine.version(), session.engine.version() + 1);
        }
    }
}

#[test]
fn a_record_that_is_cut_missing_doubled_or_swapped_is_noticed() {
    let (source, session) = written(5);
    let keys: Vec<u64> = session.disk.journal.keys().copied().collect();
    for key in &keys {
        let change = |change: &dyn Fn(&mut Disk)| {
            let mut disk = session.disk.clone();
            change(&mut disk);
            disk
        };
        let len = session.disk.journal[key].len();
        for left in [0, 1, 47, 48, len - 1] {
            let disk = change(&|disk| disk.journal.get_mut(key).unwrap().truncate(left));
            noticed(&session, &disk, &source, &format!("record {key} cut to {left}"));
        }
        let disk = change(&|disk| disk.journal.get_mut(key).unwrap().push(0));
        noticed(&session, &disk, &source, &format!("record {key} with a byte more"));
        let disk = change(&|disk| drop(disk.journal.remove(key)));
        noticed(&session, &disk, &source, &format!("record {key} missing"));
        for other in keys.iter().filter(|other| *other != key) {
            let disk = change(&|disk| drop(disk.journal.insert(*key, session.disk.journal[other].clone())));
            noticed(&session, &disk, &source, &format!("record {other} in the place of {key}"));
        }
    }
}

#[test]
fn what_was_damaged_is_set_aside_and_life_goes_on() {
    let (source, session) = written(4);
    for key in 2..=5 {
        let mut disk = session.disk.clone();
        disk.journal.get_mut(&key).unwrap()[60] ^= 4;
        let bad: Vec<_> = disk.journal.range(key..).map(|(key, bytes)| (*key, bytes.clone())).collect();
        let mut next = Session::open(&source, disk, session.now).expect("what is left");
        assert_eq!(next.engine.version(), (key - 2) * 3);
        update(&mut next, &Act::Name("after".into()), None);
        next.settle();
        assert_eq!(next.disk.quarantine, bad);
        let last = reload(&next, &source);
        assert_eq!((&last.outcome, last.engine.version()), (&Outcome::Clean, (key - 2) * 3 + 1));
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn any_damage_gives_an_older_version_or_none(
        flips in vec((0_usize..8, any::<prop::sample::Index>(), 1_u8..), 1..6),
        lost in vec(1_u64..7, 0..2), slots in any::<[bool; 2]>(),
    ) {
        let (source, session) = written(4);
        let mut disk = session.disk.clone();
        for (which, at, bits) in flips {
            let bytes = match which {
                0..2 => disk.slots[which].as_mut(),
                _ => disk.journal.get_mut(&(which as u64 - 1)),
            };
            if let Some(bytes) = bytes {
                let len = bytes.len();
                bytes[at.index(len)] ^= bits;
            }
        }
        for key in lost {
            disk.journal.remove(&key);
        }
        for (slot, lost) in disk.slots.iter_mut().zip(slots) {
            slot.take_if(|_| lost);
        }
        if let Ok(next) = Session::open(&source, disk, session.now) {
            let version = next.engine.version();
            prop_assert_eq!(Some(&next.digest()), session.states.get(&version));
        }
    }
}
