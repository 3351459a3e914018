//! Deep-partial updates against RFC 7396 in fifteen lines.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::arbitrary::{members, value};
use super::plain::{Members, Plain};
use super::seeds::cases;
use super::session::{Answer, Session, Source};
use holdfast::core::config::Config;

/// The algorithm of RFC 7396, section 2, for two kinds of objects. `deletes` says whether `null` deletes.
fn merged(target: Option<&Plain>, patch: &Plain, deletes: bool) -> Plain {
    let Some(changes) = patch.members() else { return patch.clone() };
    let same_kind = |target: &&Plain| matches!(target, Plain::Map(_)) == matches!(patch, Plain::Map(_));
    let mut members = target.filter(same_kind).and_then(Plain::members).cloned().unwrap_or_default();
    for (name, value) in changes {
        let at = members.iter().position(|(other, _)| other == name);
        if deletes && *value == Plain::Null {
            members.retain(|(other, _)| other != name);
        } else {
            let after = merged(at.map(|at| &members[at].1), value, deletes);
            match at {
                Some(at) => members[at].1 = after,
                None => members.push((name.clone(), after)),
            }
        }
    }
    if matches!(patch, Plain::Map(_)) { Plain::Map(members) } else { Plain::Object(members) }
}

/// A state with a container that is a tree, and an update that meets some of both.
fn case() -> impl Strategy<Value = (Plain, Plain)> {
    let big = (0_usize..90, any::<bool>(), vec((0_usize..100, value()), 0..6), any::<bool>());
    (members(value(), 8), members(value(), 8), big).prop_map(|(mut state, mut update, (count, map, changed, same))| {
        let kind = |map, members: Members| if map { Plain::Map(members) } else { Plain::Object(members) };
        let long = |number: usize| (format!("n{number}"), Plain::text("x".repeat(number)));
        state.push(("big".into(), kind(map, (0..count).map(long).collect())));
        let mut inside: Members = Vec::new();
        for (number, value) in changed {
            if inside.iter().all(|(name, _)| *name != format!("n{number}")) {
                inside.push((format!("n{number}"), value));
            }
        }
        update.push(("big".into(), kind(map == same, inside)));
        (Plain::Object(state), Plain::Object(update))
    })
}

fn check(schema: &serde_json::Value, state: &Plain, update: &Plain, deletes: bool) {
    let config = Config { validation_enabled: false, ..Config::default() };
    let source = Source::new(schema, state.clone());
    let mut session = Session::open_with(&source, super::disk::Disk::default(), 0, config).unwrap();
    let expected = merged(Some(state), update, deletes);
    let answer = session.merge(update);
    let changed = expected != *state;
    assert_eq!(answer, Answer::Accepted { version: u64::from(changed), changed });
    assert_eq!(Plain::read(session.engine.state().view(), session.engine.keys()), expected);
    assert_eq!(session.digest(), super::digest_of(&expected, session.engine.keys()));
    let again = session.merge(update);
    assert_eq!(
        again,
        Answer::Accepted { version: u64::from(changed), changed: false },
        "merging twice is merging once"
    );
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn null_is_stored_where_everything_is_allowed((state, update) in case()) {
        check(&json!(true), &state, &update, false);
    }

    #[test]
    fn null_deletes_where_the_schema_allows_none((state, update) in case()) {
        let all = ["boolean", "number", "string", "array", "object"];
        let no_null = json!({ "type": all, "items": { "$ref": "#" }, "additionalProperties": { "$ref": "#" } });
        check(&no_null, &state, &update, true);
    }

    #[test]
    fn a_merge_of_json_is_what_another_implementation_makes_of_it((state, update) in case()) {
        let (mut expected, update) = (state.json(), update.json());
        json_patch::merge(&mut expected, &update);
        let merged = merged(Some(&Plain::from_json(&state.json())), &Plain::from_json(&update), true);
        prop_assert_eq!(merged.json(), expected);
    }
}
