//! Validating a whole value.

use super::node::{Bounds, Node, NodeId, Schema};
use super::report::{Report, Step};
use crate::core::error::Issue;
use crate::core::keys::{KeyRef, Keys};
use crate::core::text::{number, quoted};
use crate::core::value::{Kind, ValueRef};

impl Schema {
    /// Adds everything that is wrong with a value to the report.
    pub fn check<'a>(&self, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        self.check_node(self.root, value, keys, report);
    }

    /// Whether nothing is wrong; used for branches whose issues nobody wants to read.
    pub(super) fn accepts(&self, id: NodeId, value: ValueRef<'_>, keys: &Keys) -> bool {
        let mut report = Report::new(0);
        self.check_node(id, value, keys, &mut report);
        report.count == 0
    }

    pub(super) fn check_node<'a>(&self, id: NodeId, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        let node = &self.nodes[id];
        if !check_self(node, value, keys, report) {
            return;
        }
        match value.kind() {
            Kind::Object | Kind::Map if node.has_entry_schemas() => {
                for entry in value.entries() {
                    let Some(key) = entry.key else { continue };
                    self.check_member(node, key, entry.value, keys, report);
                }
            }
            Kind::Array if node.has_entry_schemas() || !node.prefix.is_empty() => {
                for (index, entry) in value.entries().enumerate() {
                    if let Some(id) = node.element(index) {
                        report.inside(Step::Element(index), |report| self.check_node(id, entry.value, keys, report));
                    }
                }
            }
            _ => {}
        }
        for id in node.reference.iter().chain(&node.all_of) {
            self.check_node(*id, value, keys, report);
        }
        self.check_alternatives(node, value, keys, report);
    }

    fn check_member<'a>(
        &self,
        node: &Node,
        key: KeyRef<'a>,
        value: ValueRef<'a>,
        keys: &Keys,
        report: &mut Report<'a>,
    ) {
        if let Some(id) = member_node(node, key) {
            let additional = Some(id) == node.additional && self.nodes[id].never;
            report.inside(Step::Member(key), |report| {
                if additional {
                    unknown_member(value, keys, report);
                } else {
                    self.check_node(id, value, keys, report);
                }
            });
        }
    }

    fn check_alternatives<'a>(&self, node: &Node, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
        let accepted = |ids: &[NodeId]| ids.iter().filter(|id| self.accepts(**id, value, keys)).count();
        let mut wrong = |code: &str, message: &str, actual: String| {
            report.add(keys, |pointer| Issue::error(code, pointer, message.into()).with(message, actual));
        };
        if !node.any_of.is_empty() && accepted(&node.any_of) == 0 {
            wrong("schema/anyOf", "matches at least one of the schemas under anyOf", shown(value));
        }
        if !node.one_of.is_empty() {
            let matching = accepted(&node.one_of);
            if matching != 1 {
                wrong("schema/oneOf", "matches exactly one of the schemas under oneOf", format!("matches {matching}"));
            }
        }
        if node.not.is_some_and(|id| self.accepts(id, value, keys)) {
            wrong("schema/not", "does not match the schema under not", shown(value));
        }
        if let Some(condition) = &node.condition {
            let branch = if self.accepts(condition.when, value, keys) { condition.then } else { condition.otherwise };
            if let Some(id) = branch {
                self.check_node(id, value, keys, report);
            }
        }
    }
}

/// The schema for a member as it stands in encoded bytes.
pub(super) fn member_node(node: &Node, key: KeyRef<'_>) -> Option<NodeId> {
    // A dictionary of any names needs no key of its own to look one up.
    if node.properties.is_empty() { node.additional } else { node.member(&key.to_key()) }
}

/// A member that `additionalProperties: false` excludes. At the top level it has a code of its own, since there it is
/// nearly always a misspelled slice.
pub(super) fn unknown_member<'a>(value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
    report.add(keys, |pointer| {
        let top = pointer.matches('/').count() == 1;
        let code = if top { "update/unknown_key" } else { "schema/additionalProperties" };
        let message = "the schema has no member of this name: correct the name, or add it to the schema".into();
        Issue::error(code, pointer, message).with("no such member", value.kind().name())
    });
}

/// What a node asks of the value itself, its entries aside. `false` if there is no point in looking further.
pub(super) fn check_self<'a>(node: &Node, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) -> bool {
    if node.never {
        report.add(keys, |pointer| {
            Issue::error("schema/false", pointer, "nothing is allowed here".into()).with("nothing", shown(value))
        });
        return false;
    }
    if let Some(types) = node.types
        && !types.allows(value)
    {
        report.add(keys, |pointer| {
            let (expected, actual) = (types.names(), shown(value));
            let message = format!("expected {expected}, found {actual}");
            Issue::error("schema/type", pointer, message).with(expected, actual)
        });
        return false;
    }
    let listed = node.enumeration.iter().map(|values| ("schema/enum", values.as_slice()));
    let constant = node.constant.iter().map(|value| ("schema/const", std::slice::from_ref(value)));
    for (code, values) in listed.chain(constant) {
        if !values.iter().any(|allowed| allowed.view().equals(value, keys)) {
            report.add(keys, |pointer| {
                let expected = values.iter().map(|value| shown(value.view())).collect::<Vec<_>>().join(" | ");
                let actual = shown(value);
                let message = format!("expected {expected}, found {actual}");
                Issue::error(code, pointer, message).with(expected, actual)
            });
        }
    }
    match value.kind() {
        Kind::Number => check_number(node, value, keys, report),
        Kind::String => check_text(node, value, keys, report),
        Kind::Array => check_count(node.items_count, "Items", value, keys, report),
        Kind::Object | Kind::Map => {
            check_count(node.members_count, "Properties", value, keys, report);
            for key in &node.required {
                if value.get(key, keys).is_none() {
                    let name = key.with_ref(|key| String::from_utf8_lossy(key.name(keys)).into_owned());
                    report.add(keys, |pointer| {
                        let message = format!("the member {} is required", quoted(&name));
                        Issue::error("schema/required", pointer, message).with(name, "nothing")
                    });
                }
            }
        }
        _ => {}
    }
    true
}

fn check_number<'a>(node: &Node, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
    let (Some(limits), Some(n)) = (&node.numbers, value.as_number()) else { return };
    let checks = [
        ("minimum", limits.minimum, limits.minimum.is_none_or(|limit| n >= limit), "at least"),
        ("maximum", limits.maximum, limits.maximum.is_none_or(|limit| n <= limit), "at most"),
        ("exclusiveMinimum", limits.exclusive_minimum, limits.exclusive_minimum.is_none_or(|limit| n > limit), "above"),
        ("exclusiveMaximum", limits.exclusive_maximum, limits.exclusive_maximum.is_none_or(|limit| n < limit), "below"),
        ("multipleOf", limits.multiple_of, limits.multiple_of.is_none_or(|step| is_multiple(n, step)), "a multiple of"),
    ];
    for (keyword, limit, holds, words) in checks {
        if !holds {
            report.add(keys, |pointer| {
                let expected = format!("{words} {}", number(limit.unwrap_or_default()));
                let message = format!("expected {expected}, found {}", number(n));
                Issue::error(&format!("schema/{keyword}"), pointer, message).with(expected, number(n))
            });
        }
    }
}

/// Whether a quotient is whole up to rounding: 19.99 is a multiple of 0.01, though the quotient of the two is not whole.
fn is_multiple(n: f64, step: f64) -> bool {
    let times = n / step;
    (times - times.round()).abs() <= times.abs() * f64::EPSILON
}

fn check_text<'a>(node: &Node, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
    if node.min_length.is_none() && node.max_length.is_none() {
        return;
    }
    // Characters, as RFC 8259 counts them: every byte that does not continue one.
    let count = value.as_text().unwrap_or_default().iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    bound(Bounds { least: node.min_length, most: node.max_length }, "Length", "characters", count, keys, report);
}

fn check_count<'a>(bounds: Bounds, what: &str, value: ValueRef<'a>, keys: &Keys, report: &mut Report<'a>) {
    if bounds.least.is_some() || bounds.most.is_some() {
        bound(bounds, what, "entries", value.len(), keys, report);
    }
}

fn bound(bounds: Bounds, what: &str, unit: &str, count: usize, keys: &Keys, report: &mut Report<'_>) {
    let mut wrong = |keyword: String, expected: String| {
        report.add(keys, |pointer| {
            let message = format!("expected {expected} {unit}, found {count}");
            Issue::error(&keyword, pointer, message).with(expected, count.to_string())
        });
    };
    if let Some(least) = bounds.least.filter(|least| count < *least) {
        wrong(format!("schema/min{what}"), format!("at least {least}"));
    }
    if let Some(most) = bounds.most.filter(|most| count > *most) {
        wrong(format!("schema/max{what}"), format!("at most {most}"));
    }
}

/// A value as it stands in a message: short ones in full.
pub(crate) fn shown(value: ValueRef<'_>) -> String {
    const SHORT: usize = 60;
    match value.kind() {
        Kind::Null => "null".into(),
        Kind::Boolean => if value.as_bool() == Some(true) { "true" } else { "false" }.into(),
        Kind::Number => number(value.as_number().unwrap_or_default()),
        Kind::String => {
            let text = value.as_str().unwrap_or_default();
            let mut rest = text.chars();
            let start: String = rest.by_ref().take(SHORT).collect();
            if rest.next().is_some() { quoted(&start) + "…" } else { quoted(text) }
        }
        kind => kind.name().into(),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::core::model::Model;
    use crate::core::value::Value;

    /// The issues of a value, of which `limit` are kept, and how many there are.
    fn issues(schema: &Json, value: &Value, limit: usize) -> (Vec<Issue>, usize) {
        let schema = Value::from_json(schema, &Keys::default()).expect("JSON can be encoded");
        let model = Model::new("test", 1, &schema.view().to_bytes(), 0).expect("a schema");
        let mut bytes = Vec::new();
        value.view().write_portable(&Keys::default(), &mut bytes);
        let value = Value::decode(&bytes, &model.keys).expect("a value");
        let mut report = Report::new(limit);
        model.schema.check(value.view(), &model.keys, &mut report);
        (report.issues, report.count)
    }

    fn only_issue(schema: &Json, json: &Json) -> Issue {
        let value = Value::from_json(json, &Keys::default()).expect("JSON can be encoded");
        let (mut issues, count) = issues(schema, &value, 10);
        assert_eq!(count, 1, "{schema} on {json}: {issues:?}");
        issues.remove(0)
    }

    #[test]
    fn every_keyword_says_where_what_was_expected_and_what_was_found() {
        let cases = [
            (json!({ "type": "string" }), json!(1), "type", "string", "1"),
            (json!({ "type": ["null", "integer"] }), json!("x"), "type", "null or integer", "\"x\""),
            (json!({ "type": "integer" }), json!(1.5), "type", "integer", "1.5"),
            (json!({ "enum": ["a", null, [1]] }), json!("b"), "enum", "\"a\" | null | array", "\"b\""),
            (json!({ "const": true }), json!(false), "const", "true", "false"),
            (json!({ "minimum": 2 }), json!(1), "minimum", "at least 2", "1"),
            (json!({ "maximum": 2 }), json!(3), "maximum", "at most 2", "3"),
            (json!({ "exclusiveMinimum": 2 }), json!(2), "exclusiveMinimum", "above 2", "2"),
            (json!({ "exclusiveMaximum": 2 }), json!(2), "exclusiveMaximum", "below 2", "2"),
            (json!({ "multipleOf": 2 }), json!(3), "multipleOf", "a multiple of 2", "3"),
            (json!({ "minLength": 3 }), json!("äö"), "minLength", "at least 3", "2"),
            (json!({ "maxLength": 1 }), json!("𝄞𝄞"), "maxLength", "at most 1", "2"),
            (json!({ "minItems": 1 }), json!([]), "minItems", "at least 1", "0"),
            (json!({ "maxItems": 1 }), json!([1, 2]), "maxItems", "at most 1", "2"),
            (json!({ "minProperties": 1 }), json!({}), "minProperties", "at least 1", "0"),
            (json!({ "maxProperties": 0 }), json!({ "a": 1 }), "maxProperties", "at most 0", "1"),
            (json!({ "required": ["a"] }), json!({}), "required", "a", "nothing"),
            (json!({ "not": {} }), json!({}), "not", "does not match the schema under not", "object"),
            (
                json!({ "anyOf": [false] }),
                json!([]),
                "anyOf",
                "matches at least one of the schemas under anyOf",
                "array",
            ),
            (
                json!({ "oneOf": [true, {}] }),
                json!(1),
                "oneOf",
                "matches exactly one of the schemas under oneOf",
                "matches 2",
            ),
            (json!(false), json!(null), "false", "nothing", "null"),
        ];
        for (schema, value, keyword, expected, actual) in cases {
            for (schema, value, pointer) in [
                (schema.clone(), value.clone(), ""),
                (json!({ "items": { "properties": { "a/b": schema } } }), json!([0, { "a/b": value }]), "/1/a~1b"),
            ] {
                let issue = only_issue(&schema, &value);
                assert_eq!((issue.code.as_str(), issue.pointer.as_str()), (&*format!("schema/{keyword}"), pointer));
                let shown = (issue.expected.as_deref(), issue.actual.as_deref());
                assert_eq!(shown, (Some(expected), Some(actual)), "{issue}");
                assert!(!issue.message.is_empty());
            }
        }
    }

    #[test]
    fn a_member_that_is_not_in_the_schema_is_called_unknown_at_the_top_and_additional_below() {
        let closed = json!({ "properties": { "a": { "additionalProperties": false } }, "additionalProperties": false });
        let issue = only_issue(&closed, &json!({ "b": {} }));
        assert_eq!((issue.code.as_str(), issue.pointer.as_str()), ("update/unknown_key", "/b"));
        let issue = only_issue(&closed, &json!({ "a": { "b": [] } }));
        assert_eq!((issue.code.as_str(), issue.pointer.as_str()), ("schema/additionalProperties", "/a/b"));
    }

    #[test]
    fn all_issues_are_counted_and_as_many_kept_as_asked_for() {
        let value = Value::from_json(&json!(vec!["x"; 500]), &Keys::default()).expect("JSON can be encoded");
        for limit in [0, 1, 7, 1_000] {
            let (kept, count) = issues(&json!({ "items": { "type": "number" } }), &value, limit);
            assert_eq!((kept.len(), count), (limit.min(500), 500));
            assert!(kept.iter().enumerate().all(|(index, issue)| issue.pointer == format!("/{index}")));
        }
    }

    #[test]
    fn a_wrong_type_is_the_only_thing_said_about_a_value() {
        let schema = json!({ "type": "object", "required": ["a"], "allOf": [{ "minProperties": 2 }], "enum": [1] });
        assert_eq!(only_issue(&schema, &json!([])).code, "schema/type");
    }

    #[test]
    fn a_map_is_asked_for_by_name() {
        let map = Value::decode(&[0x09, 4, 0, 0, 0, 1, 0, b'a', 0x81], &Keys::default()).expect("a map");
        let object = Value::decode(&[0x08, 4, 0, 0, 0, 1, 0, b'a', 0x81], &Keys::default()).expect("an object");
        let asks_map = json!({ "type": "object", "x-map": true });
        let asks_object = json!({ "type": "object", "x-map": false });
        let either = json!({ "anyOf": [asks_map, asks_object] });
        for (schema, value, count) in [
            (&asks_map, &map, 0),
            (&asks_map, &object, 1),
            (&asks_object, &map, 1),
            (&asks_object, &object, 0),
            (&either, &map, 0),
            (&either, &object, 0),
            // What is asked of members is asked of the entries of a map too.
            (&json!({ "properties": { "a": { "type": "string" } } }), &map, 1),
            (&json!({ "additionalProperties": { "type": "string" } }), &map, 1),
            (&json!({ "required": ["b"], "maxProperties": 0 }), &map, 2),
        ] {
            assert_eq!(issues(schema, value, 9).1, count, "{schema} {value:?}");
        }
        let (found, _) = issues(&asks_map, &object, 9);
        assert_eq!((found[0].expected.as_deref(), found[0].actual.as_deref()), (Some("Map"), Some("object")));
    }

    #[test]
    fn a_condition_asks_for_one_branch() {
        let schema = json!({ "if": { "type": "number" }, "then": { "minimum": 5 }, "else": { "minLength": 2 } });
        assert_eq!(only_issue(&schema, &json!(4)).code, "schema/minimum");
        assert_eq!(only_issue(&schema, &json!("x")).code, "schema/minLength");
        let half = json!({ "if": { "type": "number" }, "else": false, "then": true });
        assert_eq!(only_issue(&half, &json!("x")).code, "schema/false");
        let none = Value::from_json(&json!("x"), &Keys::default()).expect("JSON can be encoded");
        assert_eq!(issues(&json!({ "if": { "type": "number" }, "then": false }), &none, 1).1, 0);
        assert_eq!(issues(&json!({ "then": false, "else": false }), &none, 1).1, 0, "without if they say nothing");
    }

    #[test]
    fn long_text_is_shown_shortened() {
        let issue = only_issue(&json!({ "type": "number" }), &json!("ü".repeat(100)));
        assert_eq!(issue.actual, Some(format!("\"{}\"…", "ü".repeat(60))));
    }
}
