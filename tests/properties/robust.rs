//! Bytes from outside: whatever they are, every reader gives an answer and none panics.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::arbitrary::{DICTIONARY, name, value};
use super::bodies::sound;
use super::operations::{add, copy, remove, replace};
use super::plain::Plain;
use super::seeds::cases;
use super::session::{Answer, Session, Source};
use holdfast::core::change::Wanted;
use holdfast::core::io::Form;
use holdfast::core::journal::frame::{self, FrameKind, MAX_PAYLOAD, Position};
use holdfast::core::journal::meta::Meta;
use holdfast::core::journal::reader;
use holdfast::core::journal::record::{Genesis, Replay, group, read_group};
use holdfast::core::keys::Keys;
use holdfast::core::model::Model;
use holdfast::core::pointer;
use holdfast::core::schema::Report;
use holdfast::core::value::Value;

fn keys() -> Keys {
    Keys::new(DICTIONARY, 2)
}

/// Something that happens to bytes on their way.
#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Set(Index, u8),
    Cut(Index),
    Drop(Index),
    Double(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        (at(), 0_u8..8).prop_map(|(at, bit)| Damage::Flip(at, 1 << bit)),
        // Tags, and lengths that lead far away.
        (at(), prop::sample::select(&[0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 0x7F, 0x80, 0xFE, 0xFF][..]))
            .prop_map(|(at, byte)| Damage::Set(at, byte)),
        at().prop_map(Damage::Cut),
        at().prop_map(Damage::Drop),
        (at(), at()).prop_map(|(from, to)| Damage::Double(from, to)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let len = bytes.len();
        if len == 0 {
            break;
        }
        match damage {
            Damage::Flip(at, bits) => bytes[at.index(len)] ^= bits,
            Damage::Set(at, byte) => bytes[at.index(len)] = *byte,
            Damage::Cut(at) => bytes.truncate(at.index(len)),
            Damage::Drop(at) => drop(bytes.remove(at.index(len))),
            Damage::Double(from, to) => {
                let (from, to) = (from.index(len), to.index(len));
                let part = bytes[from.min(to)..from.max(to)].to_vec();
                bytes.splice(to..to, part);
            }
        }
    }
    bytes
}

/// Bytes of any origin: noise, or something valid that was damaged.
fn bytes(valid: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        1 => vec(any::<u8>(), 0..64),
        1 => vec(prop::sample::select(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x80, 0xFF][..]), 0..40),
        6 => (valid, vec(damage(), 0..4)).prop_map(|(bytes, damages)| damaged(bytes, &damages)),
    ]
}

/// The payload of two updates.
fn updates(body: &Plain) -> Vec<u8> {
    let source = Source::any(Plain::object::<&str>([]));
    let mut session = Session::new(&source);
    session.merge(body);
    session.merge(&Plain::object([("more", body.clone())]));
    session.settle();
    let record = session.disk.journal.values().last().unwrap().clone();
    frame::read(&record).unwrap().payload.to_vec()
}

proptest! {
    #![proptest_config(cases(800))]

    #[test]
    fn a_value_of_any_bytes_is_sound_or_refused(bytes in bytes(value().prop_map(|plain| plain.bytes()))) {
        let keys = keys();
        if let Ok(value) = Value::decode(&bytes, &keys) {
            sound(&value, &keys);
        }
    }

    #[test]
    fn an_update_of_any_bytes_leaves_a_sound_state(
        merge in bytes(value().prop_map(|plain| plain.bytes())),
        patch in bytes(vec((name(), name(), value()), 1..4).prop_map(|drafts| {
            let operations = drafts.into_iter().flat_map(|(a, b, value)| {
                [add(&[&a], value.clone()), replace(&[&a, &b], value), copy(&[&a], &[&b]), remove(&[&a, &b])]
            });
            Plain::Array(operations.collect()).bytes()
        })),
    ) {
        let state = Plain::object([("a", Plain::Array(Vec::new())), ("b", Plain::Map(Vec::new()))]);
        let mut session = Session::new(&Source::any(state));
        for (form, body) in [(Form::Merge, &merge), (Form::Patch, &patch), (Form::Patch, &merge), (Form::Merge, &patch)] {
            let version = session.engine.version();
            let answer = session.update(form, body, None);
            let changed = matches!(answer, Answer::Accepted { changed: true, .. });
            prop_assert_eq!(session.engine.version(), version + u64::from(changed));
            sound(session.engine.state(), session.engine.keys());
        }
    }

    #[test]
    fn a_pointer_of_any_bytes_is_itself_or_refused(
        bytes in bytes("(/([a-z0-9]|~0|~1|é){0,3}){0,5}".prop_map(String::into_bytes)),
    ) {
        let keys = keys();
        if let Ok(path) = pointer::parse(&bytes, &keys) {
            prop_assert_eq!(pointer::pointer(&path, &keys).into_bytes(), bytes);
        }
    }

    #[test]
    fn a_slot_of_any_bytes_is_itself_or_refused(
        bytes in bytes((any::<u64>(), any::<u64>()).prop_map(|(sequence, commit)| {
            Meta { head: Position { sequence, ..Position::default() }, commit }.write()
        })),
    ) {
        if let Ok(meta) = Meta::read(&bytes) {
            prop_assert_eq!(meta.write(), bytes);
        }
    }

    #[test]
    fn a_record_of_any_bytes_is_itself_or_refused(
        bytes in bytes((vec(any::<u8>(), 0..80), any::<u64>(), any::<bool>()).prop_map(|(payload, hash, first)| {
            let kind = if first { FrameKind::Genesis } else { FrameKind::Updates };
            frame::write(kind, &payload, &mut Position { hash, sequence: hash >> 1, ..Position::default() }).remove(0)
        })),
    ) {
        if let Ok(read) = frame::read(&bytes) {
            let mut before = Position { sequence: read.position.sequence - 1, hash: read.previous, ..read.position };
            prop_assert_eq!(frame::write(read.kind, read.payload, &mut before), [bytes.clone()]);
        }
    }

    #[test]
    fn a_payload_of_any_bytes_is_sound_or_refused(bytes in bytes(value().prop_map(|plain| updates(&plain)))) {
        let keys = keys();
        for Replay { changes, .. } in read_group(&bytes, &keys).into_iter().flatten() {
            for Wanted { path, value, .. } in changes {
                drop(path.pointer(&keys));
                if let Some(value) = value {
                    sound(&value, &keys);
                }
            }
        }
        if let Ok(genesis) = Genesis::read_spelled(&bytes, &keys) {
            sound(&genesis.state, &keys);
        }
        if let Ok(genesis) = Genesis::read(&bytes, &keys) {
            sound(&genesis.state, &keys);
        }
    }
}

fn first_state(state: &Plain) -> Vec<u8> {
    let state = state.value(&Keys::default());
    Genesis { model: "test".into(), model_version: 1, version: 0, time: 0, state }.write(&Keys::default())
}

proptest! {
    #![proptest_config(cases(300))]

    /// The checksums are right here: what is behind them must be read with the same care.
    #[test]
    fn a_journal_with_right_checksums_gives_a_sound_state_or_none(
        genesis in bytes(value().prop_map(|state| first_state(&state))),
        groups in vec(bytes(value().prop_map(|plain| updates(&plain))), 0..3),
        acknowledged in 0_usize..4, wrapped in any::<bool>(),
    ) {
        let mut head = Position { database: [0x5A; 16], epoch: 1, ..Position::default() };
        let mut heads = vec![head];
        let mut records = frame::write(FrameKind::Genesis, &genesis, &mut head);
        heads.push(head);
        for bytes in &groups {
            let payload = if wrapped { group(bytes) } else { bytes.clone() };
            records.extend(frame::write(FrameKind::Updates, &payload, &mut head));
            heads.push(head);
        }
        let meta = Meta { head: heads[acknowledged.min(heads.len() - 1)], commit: 1 };
        let records: Vec<(u64, Vec<u8>)> = (1..).zip(records).collect();
        prop_assert!(reader::read(&[meta.write()], &records, None, &keys()).is_ok());
        let disk = super::disk::Disk {
            slots: [None, Some(meta.write())],
            journal: records.into_iter().collect(),
            quarantine: Vec::new(),
        };
        let source = Source::any(Plain::object::<&str>([]));
        if let Ok(mut session) = Session::open(&source, disk, 5) {
            sound(session.engine.state(), session.engine.keys());
            session.merge(&Plain::object([("after", Plain::Bool(true))]));
            session.settle();
            prop_assert!(session.reload(&source).is_ok());
        }
    }

    #[test]
    fn a_damaged_schema_is_refused_or_understood(
        schema in super::schema::schema(), damages in vec(damage(), 0..4), plain in value(),
    ) {
        let bytes = damaged(Plain::from_json(&schema).bytes(), &damages);
        if let Ok(model) = Model::new("test", 1, &bytes, 0) {
            let value = plain.value(&model.keys);
            let mut report = Report::new(10);
            model.schema.check(value.view(), &model.keys, &mut report);
            prop_assert!(report.issues.len() <= 10 && report.issues.len() <= report.count);
            model.schema.allows_null(&[&model.keys.key(b"a"), &model.keys.key(b"0")], &model.keys);
        }
    }

    #[test]
    fn any_value_in_the_place_of_a_schema_is_refused_or_understood(plain in value()) {
        drop(Model::new("test", 1, &plain.bytes(), 0));
    }
}

#[test]
fn any_kind_of_value_in_the_place_of_any_keyword_is_refused_or_understood() {
    let words = "type x-map enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength \
        minItems maxItems minProperties maxProperties required properties $defs definitions additionalProperties items \
        prefixItems allOf anyOf oneOf not if then else $ref $anchor $id $schema title default pattern uniqueItems format";
    let list = |item: Plain| Plain::Array(vec![item]);
    let values = [
        Plain::Null,
        Plain::Bool(true),
        Plain::Number(-1.5),
        Plain::Number(1e300),
        Plain::text(""),
        Plain::text("#/nowhere"),
        Plain::text("#/%zz%7"),
        Plain::text("#missing"),
        list(Plain::Null),
        list(Plain::Bool(true)),
        list(Plain::text("string")),
        Plain::Array(Vec::new()),
        Plain::object::<&str>([]),
        Plain::Map(Vec::new()),
        Plain::object([("a", Plain::Number(1.0))]),
    ];
    let probe = Plain::object([("a", list(Plain::text("x")))]);
    for word in words.split_whitespace() {
        for value in &values {
            for schema in [
                Plain::object([(word, value.clone())]),
                Plain::object([("type", Plain::text("object")), (word, value.clone())]),
                Plain::object([("properties", Plain::object([("a", Plain::object([(word, value.clone())]))]))]),
            ] {
                if let Ok(model) = Model::new("test", 1, &schema.bytes(), 0) {
                    let value = probe.value(&model.keys);
                    model.schema.check(value.view(), &model.keys, &mut Report::new(10));
                }
            }
        }
    }
}

#[test]
fn a_length_that_leads_out_of_the_address_space_is_refused() {
    for tag in [6, 7, 8, 9] {
        assert!(Value::decode(&[tag, 0xFF, 0xFF, 0xFF, 0xFF, 0], &keys()).is_err());
    }
    let long_key = [8, 7, 0, 0, 0, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0];
    assert!(Value::decode(&long_key, &keys()).is_err());
    let mut frame = frame::write(FrameKind::Updates, &vec![0; MAX_PAYLOAD], &mut Position::default()).remove(0);
    frame[44..48].copy_from_slice(&[0xFF; 4]);
    assert!(frame::read(&frame).is_err());
}
