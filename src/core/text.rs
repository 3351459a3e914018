//! Numbers and text as they stand in messages.
//!
//! Deliberately not the standard formatting of floats and of debug text: those bring tables of several kilobytes into the
//! module, and a message needs neither every digit nor every escape.

/// Pieces of text one after the other.
pub(crate) fn concat(pieces: &[&str]) -> String {
    let mut whole = String::with_capacity(pieces.iter().map(|piece| piece.len()).sum());
    for piece in pieces {
        whole.push_str(piece);
    }
    whole
}

/// A number in decimal notation, to at most 12 decimals.
pub(crate) fn number(n: f64) -> String {
    const INTEGER_LIMIT: f64 = 9.0e15;
    if n.is_nan() {
        return "NaN".into();
    }
    let sign = if n.is_sign_negative() { "-" } else { "" };
    let size = n.abs();
    if size.is_infinite() {
        return [sign, "Infinity"].concat();
    }
    if size >= INTEGER_LIMIT {
        // Far beyond what counts: the power of ten says enough.
        let mut exponent = 0;
        let mut digits = size;
        while digits >= 10.0 {
            digits /= 10.0;
            exponent += 1;
        }
        return [sign, &number(digits), "e", &u32::to_string(&exponent)].concat();
    }
    let whole = size.trunc();
    for (decimals, scale) in (1..=12).zip(std::iter::successors(Some(10_f64), |scale| Some(scale * 10.0))) {
        let scaled = (size - whole) * scale;
        let rounded = scaled.round();
        if rounded == 0.0 && decimals == 1 && scaled == 0.0 {
            return [sign, &integer(whole)].concat();
        }
        if (scaled - rounded).abs() < 1e-9 * scale.min(1e3) / 1e3 || decimals == 12 {
            if rounded >= scale {
                return [sign, &integer(whole + 1.0)].concat();
            }
            let digits = integer(rounded);
            return [sign, &integer(whole), ".", &"0".repeat(decimals - digits.len()), &digits].concat();
        }
    }
    [sign, &integer(whole)].concat()
}

fn integer(n: f64) -> String {
    (n as u64).to_string()
}

/// Text in quotes, with what would be mistaken for an end of it escaped.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        let cases = [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (0.7, "0.7"),
            (1.7, "1.7"),
            (-12.25, "-12.25"),
            (0.001, "0.001"),
            (1.05, "1.05"),
            (1_760_000_000_000.0, "1760000000000"),
            (1e21, "1e21"),
            (2.5e300, "2.5e300"),
            (0.1 + 0.2, "0.3"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (n, text) in cases {
            assert_eq!(number(n), text);
        }
    }

    #[test]
    fn quotes_inside_quotes_are_escaped() {
        assert_eq!(quoted("a\"b\\c\nd"), "\"a\\\"b\\\\c\\nd\"");
    }
}
