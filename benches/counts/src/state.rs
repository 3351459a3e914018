//! A model and a state in the shape of the assistant's memory (`benches/data/assistant-state.mjs`), always the same.

use serde_json::{Value as Json, json};

use super::plain::Plain;

/// So many records there are in the state; half of them are in short-term memory, the others in long-term memory.
pub(crate) const RECORDS: usize = 2_000;

/// When the state is as it is, Unix milliseconds. Nothing in it is later.
pub(crate) const NOW: u64 = 1_760_000_000_000;

const HOUR: u64 = 3_600_000;

/// Age from which retention drops what is in short-term memory, milliseconds; all of it is younger at first.
pub(crate) const KEPT: u64 = 24 * HOUR;

/// Marsaglia's xorshift.
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn pick(&mut self, words: &[&str]) -> Plain {
        Plain::text(words[self.below(words.len() as u64) as usize])
    }

    /// A share with one decimal from 0.2 to 0.9.
    fn share(&mut self) -> Plain {
        Plain::Number((2 + self.below(8)) as f64 / 10.0)
    }

    fn count(&mut self, limit: u64) -> Plain {
        Plain::Number(self.below(limit) as f64)
    }
}

pub(crate) fn id(i: usize) -> String {
    format!("node-{i:06}")
}

/// The records of some numbers. Connections go to earlier ones.
pub(crate) fn records(numbers: std::ops::Range<usize>) -> Vec<Plain> {
    let mut random = Random(0x5EED ^ (numbers.start as u64) << 32);
    numbers.map(|i| record(i, &mut random)).collect()
}

fn record(i: usize, random: &mut Random) -> Plain {
    let created = NOW - random.below(12 * HOUR);
    let data = random.count(10);
    let connections =
        if i > 0 && random.below(8) == 0 { vec![Plain::Text(id(random.below(i as u64) as usize))] } else { Vec::new() };
    let metadata = Plain::object([
        ("source", random.pick(&["ui", "api", "bot", "app"])),
        ("confidence", random.share()),
        ("lastUpdated", Plain::Number(if random.below(16) == 0 { created as f64 } else { 0.0 })),
        ("tags", Plain::Array(if random.below(16) == 0 { vec![Plain::text("ui")] } else { Vec::new() })),
        ("importance", random.share()),
        ("accessCount", random.count(12)),
    ]);
    Plain::object([
        ("id", Plain::Text(id(i))),
        ("type", random.pick(&["interaction", "pattern", "knowledge", "feedback", "design", "asset"])),
        ("data", if random.below(2) == 0 { data } else { Plain::object([("v", data)]) }),
        ("connections", Plain::Array(connections)),
        ("metadata", metadata),
        ("createdAt", Plain::Number(created as f64)),
        ("lastUpdated", Plain::Number((created + random.below(NOW - created + 1)) as f64)),
    ])
}

/// The Map of some records by their ids.
pub(crate) fn by_id(records: &[Plain]) -> Plain {
    let key = |record: &Plain| match record.get("id") {
        Some(Plain::Text(id)) => id.clone(),
        _ => unreachable!("a record has an id"),
    };
    Plain::Map(records.iter().map(|record| (key(record), record.clone())).collect())
}

/// The state.
pub(crate) fn state() -> Plain {
    let records = records(0..RECORDS);
    let half = |first| Plain::Array(records.iter().skip(first).step_by(2).cloned().collect());
    let connected = |record: &&Plain| matches!(record.get("connections"), Some(Plain::Array(to)) if !to.is_empty());
    let connections = by_id(&records.iter().filter(connected).cloned().collect::<Vec<_>>());
    let Plain::Map(connections) = connections else { unreachable!("it is one") };
    let of = |(id, record): (String, Plain)| (id, record.get("connections").cloned().unwrap_or(Plain::Null));
    Plain::object([
        ("system", Plain::object([("status", Plain::text("ready")), ("lastUpdated", Plain::Number(NOW as f64))])),
        (
            "memory",
            Plain::object([
                ("nodes", by_id(&records)),
                ("connections", Plain::Map(connections.into_iter().map(of).collect())),
                ("shortTerm", half(0)),
                ("longTerm", half(1)),
                ("lastIndexed", Plain::Number(NOW as f64)),
            ]),
        ),
    ])
}

/// Its schema: the part of the assistant's that is about this.
pub(crate) fn schema() -> Json {
    let ms = json!({ "type": "number" });
    let share = json!({ "type": "number", "minimum": 0, "maximum": 1 });
    let strings = json!({ "type": "array", "items": { "type": "string" } });
    let map = |of: Json| json!({ "type": "object", "x-map": true, "additionalProperties": of });
    let list = |of: &Json| json!({ "type": "array", "items": of });
    let node = json!({ "$ref": "#/$defs/MemoryNode" });
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["system", "memory"],
        "properties": {
            "system": record_of(&json!({ "status": { "type": "string" }, "lastUpdated": ms })),
            "memory": record_of(&json!({
                "nodes": map(node.clone()),
                "connections": map(strings.clone()),
                "shortTerm": list(&node),
                "longTerm": list(&node),
                "lastIndexed": ms,
            })),
        },
        "$defs": {
            "MemoryNode": record_of(&json!({
                "id": { "type": "string" },
                "type": {
                    "type": "string",
                    "enum": ["interaction", "pattern", "knowledge", "feedback", "design", "asset"],
                },
                "data": true,
                "connections": strings,
                "metadata": record_of(&json!({
                    "source": { "type": "string" },
                    "confidence": share,
                    "lastUpdated": ms,
                    "tags": strings,
                    "importance": share,
                    "accessCount": { "type": "integer", "minimum": 0 },
                })),
                "createdAt": ms,
                "lastUpdated": ms,
            })),
        },
    })
}

fn record_of(properties: &Json) -> Json {
    let required: Vec<&String> = properties.as_object().into_iter().flatten().map(|(name, _)| name).collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

/// Its rules, again as the assistant has them.
pub(crate) fn rules() -> Json {
    let nodes = ["/memory/nodes/*", "/memory/shortTerm/*", "/memory/longTerm/*"];
    let times = nodes
        .iter()
        .flat_map(|at| ["metadata/lastUpdated", "createdAt", "lastUpdated"].map(|time| format!("{at}/{time}")))
        .chain(["/memory/lastIndexed".to_owned(), "/system/lastUpdated".to_owned()]);
    let mut from: Vec<String> = nodes.iter().map(|at| format!("{at}/connections/*")).collect();
    from.extend(["/memory/connections".to_owned(), "/memory/connections/*/*".to_owned()]);
    let held = ["/memory/shortTerm/*/id", "/memory/longTerm/*/id"];
    json!({
        "integrity": [
            { "rule": "count", "of": "/memory/nodes", "equals": ["/memory/shortTerm", "/memory/longTerm"] },
            { "rule": "keyed", "at": "/memory/nodes/*", "by": "id" },
            { "rule": "unique", "at": ["/memory/shortTerm/*", "/memory/longTerm/*"], "by": "id" },
            { "rule": "reference", "from": from, "to": "/memory/nodes" },
            { "rule": "held", "at": "/memory/nodes/*", "by": held, "severity": "warning" },
            { "rule": "future", "at": times.collect::<Vec<_>>(), "byMoreThan": 300_000, "severity": "warning" },
        ],
        "retention": [
            { "name": "short-term", "drop": "/memory/shortTerm/*", "olderThan": KEPT, "by": "createdAt" },
            { "name": "nodes", "drop": "/memory/nodes/*", "unlessHeldBy": held, "dropReferences": true },
            { "stamp": "/memory/lastIndexed" },
        ],
    })
}
