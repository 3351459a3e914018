//! A journal of any payloads under right checksums, with any head: an engine loads a sound state from it or refuses it, and
//! what it goes on to write can be read again.

use holdfast::core::io::Form;
use holdfast::core::journal::frame::{self, FrameKind, Position};
use holdfast::core::journal::meta::Meta;
use holdfast::core::journal::reader;
use holdfast::core::journal::record::group;
use holdfast::core::keys::Keys;

use super::draw::{Draw, NAMES};
use super::life::{Life, Recipe, quiet};
use super::sound;
use crate::disk::Disk;
use crate::plain::Plain;

pub fn run(bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    let (acknowledged, damaged, slots) = (draw.below(6), draw.byte(), draw.byte());
    let mut head = Position { database: [7; 16], epoch: 1, ..Position::default() };
    let mut heads = vec![head];
    let mut records = Vec::new();
    while !draw.is_empty() && records.len() < 12 {
        let kind = if records.is_empty() == (draw.byte() > 250) { FrameKind::Updates } else { FrameKind::Genesis };
        let len = usize::from(draw.byte()) | usize::from(draw.byte() & 3) << 8;
        let payload = if draw.flag() { group(draw.bytes(len)) } else { draw.bytes(len).to_vec() };
        records.extend(frame::write(kind, &payload, &mut head));
        heads.push(head);
    }
    let meta = |commit| Meta { head: heads[acknowledged.min(heads.len() - 1)], commit }.write();
    let mut journal: Vec<(u64, Vec<u8>)> = (1..).zip(records).collect();
    if let Some((_, record)) = journal.get_mut(usize::from(damaged)) {
        record[usize::from(slots) % 48] ^= 1;
    }
    let slots = [(slots & 1 == 0).then(|| meta(2)), (slots & 2 == 0).then(|| meta(3))];
    let disk = Disk { slots, journal: journal.iter().cloned().collect(), quarantine: Vec::new() };
    drop(reader::read(&disk.slots(), &journal, None, &Keys::new(NAMES, 2)));
    drop(reader::read(&[bytes.to_vec()], &[(1, bytes.to_vec())], None, &Keys::default()));
    let recipe = Recipe { schema: Plain::Bool(true).bytes(), rules: None };
    let initial = Plain::object::<&str>([]);
    let life = Life::open(&recipe, &initial, disk, 5, quiet()).expect("a model that allows everything");
    if let Ok(mut life) = life {
        sound(life.engine.state(), life.engine.keys());
        life.update(Form::Merge, &Plain::object([("after", Plain::Bool(true))]).bytes(), "fuzz", None);
        life.close(&initial);
    }
}

/// The records of a short life.
pub(super) fn records() -> Vec<Vec<u8>> {
    let recipe = Recipe { schema: Plain::Bool(true).bytes(), rules: None };
    let initial = Plain::object([("short", Plain::Array(Vec::new())), ("a", Plain::text("first"))]);
    let mut life = Life::new(&recipe, &initial).expect("a model that allows everything");
    let operations = serde_json::json!([
        { "op": "add", "path": "/short/-", "value": { "id": "b" } },
        { "op": "add", "path": "/short/0", "value": 1.5 },
        { "op": "remove", "path": "/a" },
    ]);
    life.update(
        Form::Merge,
        &Plain::object([("nodes", Plain::Map(vec![("a/b".into(), Plain::Null)]))]).bytes(),
        "a",
        None,
    );
    life.settle();
    life.update(Form::Patch, &Plain::from_json(&operations).bytes(), "b", None);
    life.settle();
    life.disk.journal.into_values().collect()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for last in 0..=records().len() {
        for wrap in [0, 1] {
            // How much is acknowledged, which record is damaged, which slots there are.
            let mut seed = vec![last as u8, 255, 4 * wrap];
            for (number, record) in records().iter().enumerate().take(last) {
                let payload = frame::read(record).expect("a record").payload.to_vec();
                seed.extend([0, payload.len() as u8, (payload.len() >> 8) as u8, 0]);
                seed.extend(&payload);
                if wrap == 1 && number == 1 {
                    seed[1] = 1;
                }
            }
            seeds.push(seed);
        }
    }
    seeds
}
