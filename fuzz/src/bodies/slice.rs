//! Streams: what can be read is a value in every respect, and its own stream leads to it again.

use std::rc::Rc;

use holdfast::core::keys::Keys;
use holdfast::core::stream::{Stream, read_stream};
use holdfast::core::tree::digest;
use holdfast::core::value::Value;

use super::draw::{Draw, NAMES};
use super::sound;
use crate::plain::Plain;

pub fn run(bytes: &[u8]) {
    let written = Rc::new(Keys::new(NAMES, 0));
    for keys in [Keys::new(NAMES, 2), Keys::new(["a", "nodes"], 3), Keys::default()].map(Rc::new) {
        let Ok(value) = read_stream(bytes, &written, &keys) else { continue };
        sound(&value, &keys);
        let again = read_stream(&stream(&value), &keys, &keys).expect("what is written can be read");
        assert!(again.view().identical(value.view()));
        assert_eq!(digest(again.view()), digest(value.view()));
    }
}

fn stream(value: &Value) -> Vec<u8> {
    let mut stream = Stream::new(value);
    let chunks = std::iter::from_fn(|| stream.next_chunk());
    chunks.inspect(|chunk| assert!(!chunk.is_empty() && chunk.len() <= 256 << 10)).flatten().collect()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let keys = Keys::new(NAMES, 0);
    let mut values: Vec<Plain> = (0..40_u8)
        .map(|number| {
            let bytes: Vec<u8> = (0..200_u8).map(|at| at.wrapping_mul(number | 1).wrapping_add(number)).collect();
            Draw::new(&bytes).value(4)
        })
        .collect();
    // Long enough to be trees, one in the other.
    let many = |inner: &Plain| {
        Plain::Map(
            (0..60)
                .map(|i| (format!("n{i}"), Plain::Text("x".repeat(i))))
                .chain([("a".into(), inner.clone())])
                .collect(),
        )
    };
    let tree = many(&Plain::Array(vec![many(&Plain::Null), Plain::Array(vec![Plain::text("y".repeat(1_100))])]));
    values.extend([tree, Plain::text("z".repeat(3_000))]);
    values.iter().map(|value| stream(&value.value(&keys))).collect()
}
