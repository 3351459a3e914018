//! Carrying changes over others that came in between: where do they stand now, and do they still mean anything?
//!
//! - Elements of arrays move when others come or go before them.
//! - A place that was written to in between, or something above or below it, belongs to whoever wrote last: what wants to
//!   write there has lost it. Nothing is merged by guessing.
//!
//! Both lists are sequences, each change standing where the ones before it have led. So while one change is carried over
//! the others, the others are carried over that one (the diamond of operational transformation; Ellis and Gibbs,
//! "Concurrency control in groupware systems", 1989).

use super::change::{Action, Change, Wanted};
use super::keys::Key;
use super::pointer::Path;

/// A change as far as it moves others.
#[derive(Clone, Debug)]
pub(crate) struct Moving {
    path: Path,
    /// How many elements of an array came: 1, 0, or -1.
    shift: i32,
}

/// Changes to be made again.
pub(crate) fn once_more(changes: &[Change]) -> Vec<(Wanted, Moving)> {
    changes.iter().map(|change| (change.again(), Moving::of(change))).collect()
}

impl Moving {
    /// Of a change that was made.
    pub(crate) fn of(change: &Change) -> Moving {
        let shift = match change.action {
            Action::Insert => 1,
            Action::Remove if change.position.is_none() => -1,
            Action::Put | Action::Remove => 0,
        };
        Moving { path: change.path.clone(), shift }
    }

    /// Of another value at a place.
    pub(crate) fn put(path: Path) -> Moving {
        Moving { path, shift: 0 }
    }

    /// Whether elements of an array come or go.
    pub(crate) fn shifts(&self) -> bool {
        self.shift != 0
    }

    /// Of the change that takes it back.
    pub(crate) fn back(change: &Change) -> Moving {
        let Moving { path, shift } = Moving::of(change);
        Moving { path, shift: -shift }
    }
}

/// Carries wanted changes over others that have been made since; `None` if one of those has taken the place of one.
pub(crate) fn rebase(wanted: Vec<(Wanted, Moving)>, mut others: Vec<Moving>) -> Option<Vec<Wanted>> {
    carry(wanted, &mut others, true)
}

/// The same, and the others are carried over the changes. If it is not `strict`, who writes to a place that was written to
/// in between writes over that; only what lies in an element that was taken out is lost.
pub(crate) fn carry(wanted: Vec<(Wanted, Moving)>, others: &mut [Moving], strict: bool) -> Option<Vec<Wanted>> {
    let mut carried = Vec::with_capacity(wanted.len());
    for (wanted, mut moving) in wanted {
        if !carry_one(&mut moving, others, strict) {
            return None;
        }
        carried.push(Wanted { path: moving.path, ..wanted });
    }
    Some(carried)
}

/// Carries one, and the others over it; `false` if it is lost.
fn carry_one(moving: &mut Moving, others: &mut [Moving], strict: bool) -> bool {
    for other in others {
        let (mine, theirs) = (over(moving, other, true), over(other, moving, false));
        let is_lost = strict || (other.shift < 0 && moving.path.keys().starts_with(&other.path.keys()));
        if (mine.is_none() || (strict && theirs.is_none())) && is_lost {
            return false;
        }
        if let Some(mine) = mine {
            moving.path = mine;
        }
        if let Some(theirs) = theirs {
            other.path = theirs;
        }
    }
    true
}

/// Lets changes stand where they would if those before them had not been made, as far as these move others.
pub(crate) fn without(made: &[Moving], after: &mut [Vec<Moving>]) {
    for moving in made.iter().rev().filter(|moving| moving.shifts()) {
        let mut back = Moving { path: moving.path.clone(), shift: -moving.shift };
        for others in &mut *after {
            // If what it was made in is gone, it moves nothing that is left.
            carry_one(&mut back, others, false);
        }
    }
}

/// Where `mine` stands after `other`. Where both insert at the same position, the one that was `made` first stands first.
fn over(mine: &Moving, other: &Moving, made: bool) -> Option<Path> {
    let (path, theirs) = (mine.path.keys(), other.path.keys());
    let (last, container) = theirs.split_last()?;
    if other.shift == 0 {
        // One of the two may lie in the other. What is inserted moves the element that stands there, and is not in it.
        let common = path.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        let apart = if mine.shift > 0 {
            common < theirs.len() || theirs.len() == path.len()
        } else {
            common < path.len().min(theirs.len())
        };
        return apart.then(|| mine.path.clone());
    }
    if !path.starts_with(container) || path.len() == container.len() {
        // It moved something inside what this change puts or removes as a whole.
        return (!theirs.starts_with(&path)).then(|| mine.path.clone());
    }
    let (position, at) = (path[container.len()].index()?, last.index()?);
    let inserts_here = mine.shift == 1 && path.len() == theirs.len();
    let moved = if other.shift > 0 {
        let after = position > at || (position == at && (made || !inserts_here));
        position + usize::from(after)
    } else if position == at && !inserts_here {
        return None;
    } else {
        position - usize::from(position > at)
    };
    if moved == position {
        return Some(mine.path.clone());
    }
    let step = |(depth, key): (usize, &&Key)| {
        if depth == container.len() { Key::Index(moved as u32) } else { (*key).clone() }
    };
    Some(path.iter().enumerate().map(step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::keys::Keys;
    use crate::core::pointer;
    use crate::core::value::Value;

    fn path(text: &str) -> Path {
        pointer::parse(text.as_bytes(), &Keys::default()).expect("a pointer").into_iter().collect()
    }

    fn moving(text: &str, shift: i32) -> Moving {
        Moving { path: path(text), shift }
    }

    fn carried(mine: &[(&str, i32)], others: &[(&str, i32)]) -> Option<Vec<String>> {
        let wanted = |(text, shift): &(&str, i32)| (Wanted::put(path(text), Value::null()), moving(text, *shift));
        let others = others.iter().map(|(text, shift)| moving(text, *shift)).collect();
        let carried = rebase(mine.iter().map(wanted).collect(), others)?;
        Some(carried.iter().map(|wanted| wanted.path.pointer(&Keys::default())).collect())
    }

    #[test]
    fn elements_move_with_those_that_come_and_go_before_them() {
        let cases = [
            ("/list/3/x", ("/list/0", 1), Some("/list/4/x")),
            ("/list/3/x", ("/list/3", 1), Some("/list/4/x")),
            ("/list/3/x", ("/list/4", 1), Some("/list/3/x")),
            ("/list/3/x", ("/list/0", -1), Some("/list/2/x")),
            ("/list/3/x", ("/list/3", -1), None),
            ("/list/3/x", ("/list/4", -1), Some("/list/3/x")),
            ("/other/3/x", ("/list/0", -1), Some("/other/3/x")),
            ("/list", ("/list/0", 1), None),
            ("/a", ("/list/0", 1), Some("/a")),
        ];
        for (mine, other, expected) in cases {
            let found = carried(&[(mine, 0)], &[other]).map(|mut found| found.remove(0));
            assert_eq!(found.as_deref(), expected, "{mine} over {other:?}");
        }
    }

    #[test]
    fn what_was_written_to_in_between_is_lost() {
        for other in ["/a/b", "/a", "/a/b/c", ""] {
            assert_eq!(carried(&[("/a/b", 0)], &[(other, 0)]), None, "{other}");
        }
        assert!(carried(&[("/a/b", 0)], &[("/a/c", 0), ("/b", 0)]).is_some());
    }

    #[test]
    fn a_sequence_is_carried_as_a_sequence() {
        // B and A were put first into a list, one after the other; then X came between them. Taking both out leaves X.
        let found = carried(&[("/list/0", -1), ("/list/0", -1)], &[("/list/1", 1)]).expect("nothing is in the way");
        assert_eq!(found, ["/list/0", "/list/1"]);
    }

    #[test]
    fn of_two_that_insert_at_one_position_the_one_that_was_made_first_stands_first() {
        assert_eq!(
            carried(&[("/list/2", 1), ("/list/2", 1)], &[("/list/2", 1)]).expect("possible"),
            ["/list/3", "/list/3"]
        );
    }
}
