//! URI references: as much of RFC 3986 as it takes to find out which document is meant.

/// The URI that a reference means where `base` is the base URI (RFC 3986, section 5.2), without a fragment. A base may be
/// a relative reference itself: a schema that has never been given a name has the empty one.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let reference = reference.split('#').next().unwrap_or_default();
    let base_path = path_start(base);
    let base_end = base.find('?').unwrap_or(base.len());
    let kept = if reference.is_empty() {
        return base.into();
    } else if scheme_len(reference) > 0 {
        ""
    } else if reference.starts_with("//") {
        &base[..scheme_len(base)]
    } else if reference.starts_with('/') {
        &base[..base_path]
    } else if reference.starts_with('?') {
        &base[..base_end]
    } else {
        let directory = base[base_path..base_end].rfind('/').map_or(0, |slash| slash + 1);
        &base[..base_path + directory]
    };
    let mut whole = String::with_capacity(kept.len() + reference.len() + 1);
    whole.push_str(kept);
    // An authority without a path has the root for its directory.
    if kept.len() == base_path && base_path > scheme_len(base) && !reference.starts_with('/') {
        whole.push('/');
    }
    whole.push_str(reference);
    without_dots(&whole)
}

/// The length of `scheme:`, 0 if there is none.
fn scheme_len(uri: &str) -> usize {
    match uri.find([':', '/', '?']) {
        Some(at) if at > 0 && uri.as_bytes()[at] == b':' => at + 1,
        _ => 0,
    }
}

/// Where the path begins: behind scheme and authority.
fn path_start(uri: &str) -> usize {
    let scheme = scheme_len(uri);
    match uri[scheme..].strip_prefix("//") {
        Some(rest) => scheme + 2 + rest.find(['/', '?']).unwrap_or(rest.len()),
        None => scheme,
    }
}

/// Takes `.` and `..` out of the path (section 5.2.4).
fn without_dots(uri: &str) -> String {
    let start = path_start(uri);
    let end = uri[start..].find('?').map_or(uri.len(), |at| start + at);
    let path = &uri[start..end];
    let mut out = String::from(&uri[..start]);
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." => {}
            ".." => {
                let above = out[start..].trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1);
                // Above the root there is the root.
                let above = if above == 0 && path.starts_with('/') { 1 } else { above };
                out.truncate((start + above).min(out.len()));
            }
            _ => {
                out.push_str(segment);
                if !is_last {
                    out.push('/');
                }
            }
        }
    }
    out.push_str(&uri[end..]);
    out
}

/// A fragment as the text it stands for. A percent sign that escapes nothing is itself.
pub(super) fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut at = 0;
    while at < bytes.len() {
        if let (b'%', Some(high), Some(low)) = (bytes[at], digit(at + 1), digit(at + 2)) {
            out.push((high * 16 + low) as u8);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_rfc() {
        // Section 5.4, fragments left out.
        let cases = [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("..g", "http://a/b/c/..g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/../h", "http://a/b/c/h"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
        ];
        for (reference, expected) in cases {
            assert_eq!(resolve("http://a/b/c/d;p?q", reference), expected, "{reference}");
        }
    }

    #[test]
    fn other_bases_than_paths_on_servers() {
        let cases = [
            ("", "a/b", "a/b"),
            ("a/b", "c", "a/c"),
            ("a", "#x", "a"),
            ("http://a", "b", "http://a/b"),
            ("http://a?q", "b", "http://a/b"),
            ("urn:uuid:1", "#x", "urn:uuid:1"),
            ("urn:uuid:1", "urn:uuid:2", "urn:uuid:2"),
            ("file:///a/b", "c", "file:///a/c"),
            ("/a/b", "../../../c", "/c"),
            ("a/b", "../../c", "c"),
        ];
        for (base, reference, expected) in cases {
            assert_eq!(resolve(base, reference), expected, "{base} {reference}");
        }
    }

    #[test]
    fn a_percent_sign_that_escapes_nothing_is_itself() {
        assert_eq!(percent_decoded("a%20b%C3%BC%2"), "a bü%2".as_bytes());
        assert_eq!(percent_decoded("%%41%zz"), b"%A%zz");
    }
}
