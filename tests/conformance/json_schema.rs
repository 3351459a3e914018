//! JSON Schema draft 2020-12 by the suite of its authors, `tests/data/json-schema`.

use std::fs;
use std::path::{Path, PathBuf};

use holdfast::core::keys::Keys;
use holdfast::core::model::compile;
use holdfast::core::schema::{Regress, Report, Schema};
use holdfast::core::value::Value;
use serde_json::{Value as Json, json};

fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/json-schema").join(path)
}

fn read(path: &Path) -> Json {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// All files below a folder, by their paths in it, in order.
fn files(folder: &Path, within: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{within}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path(), &format!("{name}/")));
        } else {
            found.push(name);
        }
    }
    found
}

fn encoded(json: &Json) -> Vec<u8> {
    Value::from_json(json, &Keys::default()).unwrap().view().to_bytes()
}

/// The documents that the suite expects to be there, by URI: its remotes and the metaschemas.
fn documents() -> Vec<u8> {
    let remotes = files(&data("remotes"), "").into_iter().map(|name| {
        let document = read(&data("remotes").join(&name));
        (format!("http://localhost:1234/{name}"), document)
    });
    let metaschemas = files(&data("metaschemas"), "").into_iter().map(|name| {
        let document = read(&data("metaschemas").join(&name));
        (document["$id"].as_str().unwrap().to_owned(), document)
    });
    encoded(&Json::Object(remotes.chain(metaschemas).collect()))
}

fn compiled(schema: &Json, others: &[u8], assert_formats: bool) -> Result<(Schema, Keys), String> {
    compile(&encoded(schema), others, 1, &Regress, assert_formats).map_err(|error| error.to_string())
}

/// What a run of some files gave.
#[derive(Default)]
struct Tally {
    groups: usize,
    tests: usize,
    failed: Vec<String>,
}

impl Tally {
    fn run(&mut self, file: &str, others: &[u8], assert_formats: bool) {
        for group in read(&data("tests").join(file)).as_array().unwrap() {
            self.groups += 1;
            let name = format!("{file}: {}", group["description"].as_str().unwrap());
            let tests = group["tests"].as_array().unwrap();
            self.tests += tests.len();
            let (schema, keys) = match compiled(&group["schema"], others, assert_formats) {
                Ok(compiled) => compiled,
                Err(error) => {
                    self.failed.extend(tests.iter().map(|test| format!("{name}: {}: {error}", test["description"])));
                    continue;
                }
            };
            for test in tests {
                let value = Value::from_json(&test["data"], &keys).unwrap();
                let mut report = Report::new(100);
                schema.check(value.view(), &keys, &mut report);
                if (report.count == 0) != test["valid"].as_bool().unwrap() {
                    self.failed.push(format!("{name}: {}: {:?}", test["description"], report.issues));
                }
            }
        }
    }

    fn finish(self, name: &str, files: usize) {
        let (groups, tests, failed) = (self.groups, self.tests, self.failed.len());
        println!("{name}: {files} files, {groups} groups, {tests} tests, {} passed, {failed} failed", tests - failed);
        assert!(self.failed.is_empty(), "{}", self.failed.join("\n"));
    }
}

#[test]
fn every_required_test_of_the_suite() {
    let others = documents();
    let files: Vec<String> =
        files(&data("tests"), "").into_iter().filter(|name| !name.starts_with("optional/")).collect();
    let mut tally = Tally::default();
    for file in &files {
        tally.run(file, &others, false);
    }
    assert!(tally.tests > 1_200, "the suite is not complete");
    tally.finish("JSON Schema 2020-12, required", files.len());
}

/// The formats that can be asserted.
const FORMATS: [&str; 13] = [
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "json-pointer",
    "relative-json-pointer",
    "uri",
    "uri-reference",
    "uuid",
];

#[test]
fn formats_where_they_are_asserted() {
    let mut tally = Tally::default();
    for format in FORMATS {
        tally.run(&format!("optional/format/{format}.json"), &[], true);
    }
    tally.finish("JSON Schema 2020-12, optional formats", FORMATS.len());
}

/// What else is optional and supported. Left out are drafts of other years, numbers beyond IEEE 754 doubles, and quotients
/// that overflow.
#[test]
fn optional_parts_that_are_supported() {
    let others = documents();
    let files = [
        "anchor",
        "dependencies-compatibility",
        "dynamicRef",
        "ecmascript-regex",
        "format-assertion",
        "id",
        "no-schema",
        "non-bmp-regex",
        "refOfUnknownKeyword",
        "unknownKeyword",
    ];
    let mut tally = Tally::default();
    for file in files {
        tally.run(&format!("optional/{file}.json"), &others, false);
    }
    tally.finish("JSON Schema 2020-12, optional", files.len());
}

/// The metaschema judges schemas as it is meant to.
#[test]
fn the_metaschema_accepts_itself_and_refuses_mistakes() {
    let others = documents();
    let meta = json!({ "$ref": "https://json-schema.org/draft/2020-12/schema" });
    let (schema, keys) = compiled(&meta, &others, false).unwrap();
    let valid = |json: &Json| {
        let value = Value::from_json(json, &keys).unwrap();
        let mut report = Report::new(1);
        schema.check(value.view(), &keys, &mut report);
        report.count == 0
    };
    assert!(valid(&read(&data("metaschemas/schema.json"))));
    assert!(valid(&json!({ "properties": { "a": { "type": "string" } } })));
    for wrong in [json!({ "type": "strin" }), json!({ "properties": { "a": { "not": { "minimum": "1" } } } }), json!(1)]
    {
        assert!(!valid(&wrong), "{wrong}");
    }
}
