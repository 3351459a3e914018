//! Formats as patterns, for schemas that assert them (JSON Schema Validation 2020-12, section 7).
//!
//! Deliberately only those that a pattern can tell: no internationalised names, whose tables are larger than the package.

/// A format: its name, and what its texts look like. `<0>` stands for the first of [`PARTS`].
#[derive(Debug)]
pub(super) struct Format {
    name: &'static str,
    pattern: &'static str,
    /// Where a time begins, whose leap second no pattern can judge.
    time: Option<usize>,
}

const fn format(name: &'static str, pattern: &'static str) -> Format {
    Format { name, pattern, time: None }
}

/// What several formats have in common; a part may hold others.
const PARTS: [&str; 8] = [
    // RFC 3339, section 5.6: a date that exists, a time that may be a leap second.
    r"(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)",
    r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    // IPv4, RFC 2673, section 3.2.
    r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$|\])|(?![\d.]))){4}",
    // IPv6, RFC 4291, section 2.2: eight groups, or at most seven and `::` for the rest; an IPv4 address is two groups.
    r"(?:(?:[\da-fA-F]{1,4}:){6}(?:[\da-fA-F]{1,4}:[\da-fA-F]{1,4}|<2>)|(?!(?::*[\da-fA-F]{1,4}\b){8}|(?::*[\da-fA-F]{1,4}\b){7}\.)(?:[\da-fA-F]{1,4}(?::[\da-fA-F]{1,4})*)?::(?:(?:[\da-fA-F]{1,4}:)*(?:[\da-fA-F]{1,4}|<2>))?)",
    // Host names, RFC 1123, section 2.1.
    r"(?!.{254})[\da-zA-Z](?:[\da-zA-Z-]{0,61}[\da-zA-Z])?(?:\.[\da-zA-Z](?:[\da-zA-Z-]{0,61}[\da-zA-Z])?)*",
    // RFC 3986: the scheme, and what follows it.
    r"[a-zA-Z][a-zA-Z\d+.-]*:",
    r"(?://(?:(?:[\w.~!$&'()*+,;=:-]|%[\da-fA-F]{2})*@)?(?:\[<3>\]|(?:[\w.~!$&'()*+,;=-]|%[\da-fA-F]{2})*)(?::\d*)?(?![^/?#])|(?!//))(?:[\w.~!$&'()*+,;=:@/-]|%[\da-fA-F]{2})*(?:\?(?:[\w.~!$&'()*+,;=:@/?-]|%[\da-fA-F]{2})*)?(?:#(?:[\w.~!$&'()*+,;=:@/?-]|%[\da-fA-F]{2})*)?",
    // RFC 6901.
    r"(?:/(?:[^~/]|~[01])*)*",
];

static FORMATS: &[Format] = &[
    Format { name: "date-time", pattern: "<0>[Tt]<1>", time: Some(11) },
    Format { name: "time", pattern: "<1>", time: Some(0) },
    format("date", "<0>"),
    // RFC 3339, appendix A.
    format(
        "duration",
        r"P(?!$)(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)",
    ),
    format("ipv4", "<2>"),
    format("ipv6", "<3>"),
    format("hostname", "<4>"),
    // RFC 5321, section 4.1.2.
    format(
        "email",
        r#"(?:"(?:[^"\\]|\\.)+"|[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*)@(?:<4>|\[(?:<2>|IPv6:<3>)\])"#,
    ),
    format("uri", "<5><6>"),
    format("uri-reference", "(?:<5>|(?![^/?#]*:))<6>"),
    format("uuid", r"[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}"),
    format("json-pointer", "<7>"),
    format("relative-json-pointer", r"(?:0|[1-9]\d*)(?:#|<7>)"),
];

pub(super) fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

impl Format {
    /// The whole pattern.
    pub(super) fn pattern(&self) -> String {
        let mut whole = String::from("^(?:");
        add(self.pattern, &mut whole);
        whole.push_str(")$");
        whole
    }

    /// Whether a leap second, if there is one in a text that fits the pattern, is the last second of a day at UTC.
    pub(super) fn allows(&self, text: &str) -> bool {
        let Some(time) = self.time.and_then(|at| text.as_bytes().get(at..)) else { return true };
        if time[6..8] != *b"60" {
            return true;
        }
        let minutes =
            |at: &[u8]| at[..5].iter().zip([600, 60, 0, 10, 1]).map(|(d, n)| i32::from(d & 15) * n).sum::<i32>();
        let zone = time.len() - 6;
        let offset = match time[zone] {
            b'+' => minutes(&time[zone + 1..]),
            b'-' => -minutes(&time[zone + 1..]),
            _ => 0,
        };
        (minutes(time) - offset).rem_euclid(24 * 60) == 24 * 60 - 1
    }
}

/// Appends a pattern with its parts, which may have parts themselves.
fn add(pattern: &str, out: &mut String) {
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        if char == '<' {
            let number = chars.next().and_then(|digit| digit.to_digit(10)).unwrap_or_default();
            add(PARTS.get(number as usize).unwrap_or(&""), out);
            chars.next();
        } else {
            out.push(char);
        }
    }
}
