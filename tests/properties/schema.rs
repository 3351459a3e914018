//! Validation against the crate `jsonschema`, on random schemas of all keywords.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::plain::Plain;
use super::seeds::cases;
use holdfast::core::error::Issue;
use holdfast::core::model::Model;
use holdfast::core::schema::{Progress, Report, Walk};
use holdfast::core::value::Value;

const NAMES: [&str; 6] = ["a", "b", "c", "list", "7", "x/y"];
const TEXTS: [&str; 6] = ["", "a", "ab", "Zürich", "日本語", "𝄞𝄞"];
const NUMBERS: [f64; 15] = [0.0, 1.0, 2.0, 3.0, 5.0, 10.0, -1.0, -2.5, 0.5, 1.5, 100.0, 3e9, 19.99, 0.3, 1e17];

const PATTERNS: [&str; 6] = ["^a", "b$", "^.$", "[0-9]", "^[a-c]+$", "\u{672c}|x"];

fn pick<T: Copy + std::fmt::Debug + 'static>(from: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(from)
}

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        pick(&NUMBERS).prop_map(|n| json!(n)),
        pick(&TEXTS).prop_map(Json::from),
    ]
}

pub(super) fn value() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Json::Array),
            vec((pick(&NAMES), inner), 0..5).prop_map(|members| object(members.into_iter().map(own))),
        ]
    })
}

fn own((name, value): (&str, Json)) -> (String, Json) {
    (name.to_owned(), value)
}

fn object(members: impl IntoIterator<Item = (String, Json)>) -> Json {
    Json::Object(members.into_iter().collect())
}

fn number_keyword() -> impl Strategy<Value = (String, Json)> {
    let limits = (pick(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), pick(&NUMBERS));
    prop_oneof![
        3 => limits.prop_map(|(keyword, n)| (keyword.to_owned(), json!(n))),
        1 => pick(&[1.0, 2.0, 0.5, 3.0, 2.5, 0.1, 0.01]).prop_map(|n| ("multipleOf".to_owned(), json!(n))),
    ]
}

fn count_keyword() -> impl Strategy<Value = (String, Json)> {
    let words = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
    let words = words.into_iter().chain(["minContains", "maxContains"]).collect::<Vec<_>>();
    (prop::sample::select(words), 0_usize..4).prop_map(|(word, n)| (word.to_owned(), json!(n)))
}

fn kind() -> impl Strategy<Value = &'static str> {
    pick(&["null", "boolean", "number", "integer", "string", "array", "object"])
}

fn assertion() -> impl Strategy<Value = (String, Json)> {
    prop_oneof![
        3 => kind().prop_map(|kind| ("type".to_owned(), json!(kind))),
        2 => vec(kind(), 1..4).prop_map(|mut kinds| {
            kinds.sort_unstable();
            kinds.dedup();
            ("type".to_owned(), json!(kinds))
        }),
        1 => vec(value(), 1..4).prop_map(|values| ("enum".to_owned(), Json::Array(values))),
        1 => value().prop_map(|value| ("const".to_owned(), value)),
        2 => number_keyword(),
        2 => count_keyword(),
        1 => names().prop_map(|names| ("required".to_owned(), json!(names))),
        1 => vec((pick(&NAMES), names()), 0..3).prop_map(|members| {
            let members = members.into_iter().map(|(name, names)| (name.to_owned(), json!(names)));
            ("dependentRequired".to_owned(), object(members))
        }),
        1 => pick(&PATTERNS).prop_map(|pattern| ("pattern".to_owned(), json!(pattern))),
        1 => any::<bool>().prop_map(|unique| ("uniqueItems".to_owned(), json!(unique))),
    ]
}

fn names() -> impl Strategy<Value = Vec<&'static str>> {
    vec(pick(&NAMES), 0..3).prop_map(|mut names| {
        names.sort_unstable();
        names.dedup();
        names
    })
}

/// A schema of all keywords; `#/$defs/d0` to `d2` exist, the dynamic anchor `node`, and the resource `other`.
pub(super) fn schema() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        12 => vec(assertion(), 0..3).prop_map(object),
        1 => any::<bool>().prop_map(Json::Bool),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let applicator = prop_oneof![
            4 => vec((pick(&NAMES), inner.clone()), 0..4)
                .prop_map(|members| ("properties".to_owned(), object(members.into_iter().map(own)))),
            2 => inner.clone().prop_map(|inner| ("additionalProperties".to_owned(), inner)),
            2 => inner.clone().prop_map(|inner| ("items".to_owned(), inner)),
            1 => vec(inner.clone(), 1..3).prop_map(|inner| ("prefixItems".to_owned(), Json::Array(inner))),
            4 => (pick(&["allOf", "anyOf", "oneOf"]), vec(inner.clone(), 1..4))
                .prop_map(|(word, inner)| (word.to_owned(), Json::Array(inner))),
            4 => (pick(&["not", "if", "then", "else"]), inner.clone()).prop_map(|(word, inner)| (word.to_owned(), inner)),
            4 => (pick(&["contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties"]), inner.clone())
                .prop_map(|(word, inner)| (word.to_owned(), inner)),
            2 => vec((pick(&PATTERNS), inner.clone()), 0..3)
                .prop_map(|members| ("patternProperties".to_owned(), object(members.into_iter().map(own)))),
            1 => vec((pick(&NAMES), inner.clone()), 0..3)
                .prop_map(|members| ("dependentSchemas".to_owned(), object(members.into_iter().map(own)))),
            1 => (0..3).prop_map(|number| ("$ref".to_owned(), json!(format!("#/$defs/d{number}")))),
            1 => pick(&["#", "other", "root"]).prop_map(|target| ("$ref".to_owned(), json!(target))),
            1 => Just(("$dynamicRef".to_owned(), json!("#node"))),
        ];
        vec(prop_oneof![1 => assertion(), 2 => applicator], 1..5).prop_map(object)
    })
}

pub(super) fn with_defs(schema: Json, defs: &[Json]) -> Json {
    let mut root = match schema {
        Json::Object(members) => members,
        other => Map::from_iter([("allOf".to_owned(), json!([other]))]),
    };
    let mut all: Map<String, Json> =
        defs.iter().enumerate().map(|(number, def)| (format!("d{number}"), def.clone())).collect();
    all.insert("other".into(), other(defs));
    root.insert("$id".into(), json!("http://localhost/root"));
    root.insert("$dynamicAnchor".into(), json!("node"));
    root.insert("$defs".into(), Json::Object(all));
    Json::Object(root)
}

/// A resource of its own, with a dynamic anchor that another may take the place of.
pub(super) fn other(defs: &[Json]) -> Json {
    let root = |number: usize| json!({ "$ref": format!("root#/$defs/d{number}") });
    json!({
        "$id": "other", "$dynamicAnchor": "node", "anyOf": [defs[1], { "items": { "$dynamicRef": "#node" } }],
        "$defs": { "d0": root(0), "d1": root(1), "d2": root(2) },
    })
}

pub(super) fn model(schema: &Json) -> Result<Model, String> {
    Model::new("test", 1, &Plain::from_json(schema).bytes(), 1).map_err(|error| error.to_string())
}

/// The issues of a whole value, in an order that does not depend on the way they were found.
pub(super) fn issues(model: &Model, value: &Value) -> Vec<String> {
    let mut report = Report::new(1_000_000);
    model.schema.check(value.view(), &model.keys, &mut report);
    assert_eq!(report.count, report.issues.len());
    sorted(report.issues)
}

/// The same, found step by step.
pub(super) fn walked(model: &Model, value: &Value, budget: usize) -> Vec<String> {
    let mut walk = Walk::new(value.clone(), 1_000_000);
    while walk.step(&model.schema, &model.keys, budget) == Progress::More {}
    assert_eq!(walk.count, walk.issues.len());
    sorted(walk.issues)
}

pub(super) fn sorted(issues: Vec<Issue>) -> Vec<String> {
    let mut issues: Vec<String> = issues.into_iter().map(|issue| format!("{issue:?}")).collect();
    issues.sort_unstable();
    issues
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_value_is_valid_where_another_validator_says_so(
        schema in schema(), defs in vec(schema(), 3), values in vec(value(), 12),
    ) {
        let schema = with_defs(schema, &defs);
        let model = match model(&schema) {
            Ok(model) => model,
            Err(error) => {
                prop_assert!(error.contains("leads back"), "{error}");
                return Ok(());
            }
        };
        let judge = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(&schema).unwrap();
        for value in values {
            let ours = Plain::from_json(&value).value(&model.keys);
            let found = issues(&model, &ours);
            prop_assert_eq!(found.is_empty(), judge.is_valid(&value), "{}\non {}\nfound {:?}", schema, value, found);
            prop_assert_eq!(walked(&model, &ours, 2), found);
        }
    }
}
