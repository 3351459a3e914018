//! URI references: as much of RFC 3986 as it takes to find out which document is meant.

/// The URI that a reference means where `base` is the base URI (RFC 3986, section 5.2); neither has a fragment. A base may be
/// a relative reference itself: a schema that has never been given a name has the empty one.
pub(super) fn resolve(base: &[u8], reference: &[u8]) -> Vec<u8> {
    let Some(first) = reference.first() else { return base.to_vec() };
    let path = path_start(base);
    let mut kept = path;
    let mut slash = false;
    if scheme_len(reference) > 0 {
        kept = 0;
    } else if reference.starts_with(b"//") {
        kept = scheme_len(base);
    } else if *first != b'/' {
        kept = path + find(&base[path..], b"?");
        if *first != b'?' {
            while kept > path && base[kept - 1] != b'/' {
                kept -= 1;
            }
            // An authority without a path has the root for its directory.
            slash = kept == path && path > scheme_len(base);
        }
    }
    let mut whole = base[..kept].to_vec();
    if slash {
        whole.push(b'/');
    }
    whole.extend_from_slice(reference);
    without_dots(&whole)
}

/// Where the first of some bytes stands; the end if there is none.
pub(super) fn find(text: &[u8], bytes: &[u8]) -> usize {
    text.iter().position(|byte| bytes.contains(byte)).unwrap_or(text.len())
}

/// The length of `scheme:`, 0 if there is none.
fn scheme_len(uri: &[u8]) -> usize {
    let at = find(uri, b":/?");
    if at > 0 && uri.get(at) == Some(&b':') { at + 1 } else { 0 }
}

/// Where the path begins: behind scheme and authority.
fn path_start(uri: &[u8]) -> usize {
    let scheme = scheme_len(uri);
    if uri[scheme..].starts_with(b"//") { scheme + 2 + find(&uri[scheme + 2..], b"/?") } else { scheme }
}

/// Takes `.` and `..` out of the path (section 5.2.4).
fn without_dots(uri: &[u8]) -> Vec<u8> {
    let start = path_start(uri);
    // Above the root there is the root.
    let root = start + usize::from(uri.get(start) == Some(&b'/'));
    let mut out = uri[..start].to_vec();
    let mut at = start;
    loop {
        let len = find(&uri[at..], b"/?");
        let segment = &uri[at..at + len];
        at += len;
        let is_inner = uri.get(at) == Some(&b'/');
        if segment == b".." {
            while out.len() > root {
                out.pop();
                if out.last() == Some(&b'/') {
                    break;
                }
            }
        } else if segment != b"." {
            out.extend_from_slice(segment);
            if is_inner {
                out.push(b'/');
            }
        }
        if !is_inner {
            out.extend_from_slice(&uri[at..]);
            return out;
        }
        at += 1;
    }
}

/// A fragment as the text it stands for. A percent sign that escapes nothing is itself.
pub(super) fn percent_decoded(mut text: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut out = Vec::with_capacity(text.len());
    while let Some((first, rest)) = text.split_first() {
        let mut byte = *first;
        text = rest;
        if let (b'%', [high, low, rest @ ..]) = (byte, rest)
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            byte = (high * 16 + low) as u8;
            text = rest;
        }
        out.push(byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(base: &str, reference: &str) -> String {
        String::from_utf8(resolve(base.as_bytes(), reference.as_bytes())).expect("text")
    }

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
            assert_eq!(resolved("http://a/b/c/d;p?q", reference), expected, "{reference}");
        }
    }

    #[test]
    fn other_bases_than_paths_on_servers() {
        let cases = [
            ("", "a/b", "a/b"),
            ("a/b", "c", "a/c"),
            ("a", "", "a"),
            ("http://a", "b", "http://a/b"),
            ("http://a?q", "b", "http://a/b"),
            ("http://a", "?b", "http://a?b"),
            ("urn:uuid:1", "urn:uuid:2", "urn:uuid:2"),
            ("file:///a/b", "c", "file:///a/c"),
            ("/a/b", "../../../c", "/c"),
            ("a/b", "../../c", "c"),
        ];
        for (base, reference, expected) in cases {
            assert_eq!(resolved(base, reference), expected, "{base} {reference}");
        }
    }

    #[test]
    fn a_percent_sign_that_escapes_nothing_is_itself() {
        assert_eq!(percent_decoded(b"a%20b%C3%BC%2"), "a bü%2".as_bytes());
        assert_eq!(percent_decoded(b"%%41%zz"), b"%A%zz");
    }
}
