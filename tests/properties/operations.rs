//! JSON Patch operations as plain values.

use super::plain::Plain;

/// The pointer to the end of a path.
pub(crate) fn pointer(path: &[&str]) -> String {
    path.iter().flat_map(|name| ["/".to_owned(), name.replace('~', "~0").replace('/', "~1")]).collect()
}

pub(crate) fn add(path: &[&str], value: Plain) -> Plain {
    operation("add", path, [("value", value)])
}

pub(crate) fn replace(path: &[&str], value: Plain) -> Plain {
    operation("replace", path, [("value", value)])
}

pub(crate) fn remove(path: &[&str]) -> Plain {
    operation("remove", path, [])
}

pub(crate) fn copy(from: &[&str], path: &[&str]) -> Plain {
    operation("copy", path, [("from", Plain::Text(pointer(from)))])
}

fn operation<const N: usize>(op: &str, path: &[&str], more: [(&str, Plain); N]) -> Plain {
    let members = [("op", Plain::text(op)), ("path", Plain::Text(pointer(path)))];
    Plain::object(members.into_iter().chain(more))
}
