//! The paths. Each prepares something, has the rest measured, and looks at what came of it: a path that does nothing would be
//! a fast one.

use holdfast::core::change::{Action, Change};
use holdfast::core::io::{Form, Job, JobResult};
use holdfast::core::journal::{frame, reader};
use holdfast::core::keys::Key;
use holdfast::core::pointer;
use holdfast::core::snapshot::manifest::Draft;
use holdfast::core::stream::{Chunk, Stream, StreamReader};
use holdfast::core::subscription::Subscriptions;
use holdfast::core::tree::digest;
use holdfast::core::value::Value;

use super::measured;
use super::page::{Page, model};
use super::plain::Plain;
use super::state::{KEPT, NOW, RECORDS, by_id, id, records, state};

/// So many of what is small in itself.
const MANY: usize = 1_000;

/// Their names, in the order of the table.
pub(crate) const PATHS: [(&str, fn()); 16] = [
    ("decode the state", decode),
    ("decode it in normal form", decode_normal),
    ("1,000 merges of one field", merge),
    ("1,000 patches of one field", patch),
    ("add 1,000 records in one merge", add),
    ("validate the whole state", validate),
    ("first consistency check", first_check),
    ("consistency check", check),
    ("retention that drops half", retain),
    ("commit of 1,000 updates", commit),
    ("read 1,000 journal records", read),
    ("load state and 1,000 records", load),
    ("write a snapshot", write_snapshot),
    ("read a snapshot", read_snapshot),
    ("100 digests, each after a change", digests),
    ("match 1,000 changes, 1,000 watches", watches),
];

/// Updates of the confidence of one record after the other.
fn bodies(count: usize, body: fn(&str, Plain) -> Plain) -> Vec<Vec<u8>> {
    let value = |i: usize| Plain::Number(0.25 + (i % 5) as f64 / 100.0);
    (0..count).map(|i| body(&id(i * 7 % RECORDS), value(i)).bytes()).collect()
}

fn merge_body(id: &str, value: Plain) -> Plain {
    let node = Plain::object([("metadata", Plain::object([("confidence", value)]))]);
    Plain::object([("memory", Plain::object([("nodes", Plain::Map(vec![(id.to_owned(), node)]))]))])
}

fn confidence_of(id: &str) -> String {
    format!("/memory/nodes/{id}/metadata/confidence")
}

fn patch_body(id: &str, value: Plain) -> Plain {
    Plain::Array(vec![Plain::object([
        ("op", Plain::text("replace")),
        ("path", Plain::Text(confidence_of(id))),
        ("value", value),
    ])])
}

fn merges(count: usize) -> Vec<Vec<u8>> {
    bodies(count, merge_body)
}

/// A page with so many updates on its disk, each in a commit of its own.
fn with_commits(count: usize) -> Page {
    let mut page = Page::new();
    for body in merges(count) {
        page.update(Form::Merge, &body);
        page.save();
    }
    page
}

fn decode() {
    decoded(&state().bytes());
}

/// What JavaScript writes.
fn decode_normal() {
    let state = Value::decode(&state().bytes(), &model().keys).ok();
    decoded(&state.unwrap().view().to_bytes());
}

fn decoded(bytes: &[u8]) {
    let model = model();
    let mut value = None;
    measured(&mut || value = Value::decode(bytes, &model.keys).ok());
    assert!(value.unwrap().view().size() > 400_000);
}

fn updates(form: Form, bodies: &[Vec<u8>]) -> Page {
    let mut page = Page::new();
    measured(&mut || {
        for body in bodies {
            page.update(form, body);
        }
    });
    assert_eq!(page.engine.version(), bodies.len() as u64);
    page
}

fn merge() {
    updates(Form::Merge, &merges(MANY));
}

fn patch() {
    updates(Form::Patch, &bodies(MANY, patch_body));
}

fn add() {
    let nodes = by_id(&records(RECORDS..RECORDS + MANY));
    let body = Plain::object([("memory", Plain::object([("nodes", nodes)]))]);
    let page = updates(Form::Merge, &[body.bytes()]);
    let path: Vec<Key> = ["memory", "nodes"].map(|name| page.engine.keys().key(name.as_bytes())).into();
    assert_eq!(page.engine.find(&path).unwrap().entries().count(), RECORDS + MANY);
}

fn job(page: &mut Page, job: Job, now: u64) -> JobResult {
    let mut result = None;
    measured(&mut || result = Some(page.run(job, now)));
    result.unwrap()
}

fn found_nothing(result: &JobResult) {
    assert!(matches!(result, JobResult::Found(findings) if findings.total() == 0), "{result:?}");
}

fn validate() {
    found_nothing(&job(&mut Page::new(), Job::Validation, NOW));
}

fn first_check() {
    found_nothing(&job(&mut Page::new(), Job::Consistency, NOW));
}

/// With an index that is there, and has followed an update.
fn check() {
    let mut page = Page::new();
    found_nothing(&page.run(Job::Consistency, NOW));
    page.update(Form::Merge, &merges(1)[0]);
    found_nothing(&job(&mut page, Job::Consistency, NOW));
}

/// Those in short-term memory, and what is known of them elsewhere.
fn retain() {
    // A day later they are old; what is held in long-term memory stays whatever its age.
    let result = job(&mut Page::new(), Job::Optimization, NOW + KEPT);
    let JobResult::Optimized(done) = result else { panic!("{result:?}") };
    assert_eq!(done.removed, [("short-term".to_owned(), RECORDS / 2), ("nodes".to_owned(), RECORDS / 2)]);
    assert!(done.references > 50, "{done:?}");
}

fn commit() {
    let mut page = Page::new();
    for body in merges(MANY) {
        page.update(Form::Merge, &body);
    }
    let mut commit = None;
    measured(&mut || commit = Some(page.commit()));
    page.disk.commit(&commit.unwrap()).unwrap();
}

fn read() {
    let page = with_commits(MANY);
    let (slots, mut records) = (page.disk.slots(), page.disk.records());
    // The first state lies in records of its own. It is left out: `load` has it.
    let first = records.drain(..records.len() - MANY).next_back().unwrap();
    let base = frame::read(&first.1).unwrap().position;
    let mut journal = None;
    measured(&mut || journal = reader::read(&slots, &records, Some(base), page.engine.keys()).ok());
    assert_eq!(journal.unwrap().updates.len(), MANY);
}

fn load() {
    let before = with_commits(MANY);
    let mut page = Page::unloaded(before.disk.clone());
    measured(&mut || page.load(Value::null()));
    assert_eq!(digest(page.engine.state().view()), digest(before.engine.state().view()));
}

fn write_snapshot() {
    let page = Page::new();
    let mut bytes = 0;
    measured(&mut || {
        let mut draft = Draft::new(page.engine.state(), page.engine.keys());
        bytes = std::iter::from_fn(|| draft.next_chunk()).map(|(_, chunk)| chunk.len()).sum();
    });
    assert!(bytes > 400_000, "{bytes}");
}

fn read_snapshot() {
    let page = Page::new();
    let keys = page.engine.keys();
    // All but everything is in one slice.
    let memory = page.engine.find(&[keys.key(b"memory")]).unwrap().to_value();
    let mut stream = Stream::new(&memory);
    let chunks: Vec<Chunk> = std::iter::from_fn(|| stream.next_chunk()).collect();
    let mut value = None;
    measured(&mut || {
        let mut reader = StreamReader::new(keys, keys);
        for chunk in &chunks {
            reader.feed(chunk).unwrap();
        }
        value = reader.finish().ok();
    });
    assert_eq!(digest(value.unwrap().view()), digest(memory.view()));
}

fn digests() {
    let mut page = Page::new();
    let mut last = digest(page.engine.state().view());
    for body in merges(100) {
        page.update(Form::Merge, &body);
        let mut now = last;
        measured(&mut || now = digest(page.engine.state().view()));
        assert_ne!(now, last);
        last = now;
    }
}

fn watches() {
    let model = model();
    let mut subscriptions = Subscriptions::new(&model.keys);
    let path = |i: usize| pointer::parse(confidence_of(&id(i)).as_bytes(), &model.keys).unwrap();
    // Half of the changes are watched.
    (0..MANY).for_each(|i| subscriptions.watch(i as u32, &path(i)));
    let change = |i| Change {
        path: path(i).into_iter().collect(),
        action: Action::Put,
        before: None,
        after: None,
        position: None,
    };
    let changes: Vec<Change> = (MANY / 2..MANY / 2 + MANY).map(change).collect();
    let mut hits = Vec::new();
    measured(&mut || subscriptions.hits(&changes, &mut hits));
    assert_eq!(hits.len(), MANY / 2);
}
