//! Encoded values: sound, or refused.

use holdfast::core::keys::Keys;
use holdfast::core::value::Value;

use super::draw::{Draw, NAMES};
use super::sound;
use crate::plain::Plain;

pub fn run(bytes: &[u8]) {
    let keys = Keys::new(NAMES, 2);
    let Ok(value) = Value::decode(bytes, &keys) else { return };
    sound(&value, &keys);
    // On disk it goes with every name as text, and comes back to any dictionary.
    let mut portable = Vec::new();
    value.view().write_portable(&keys, &mut portable);
    for keys in [Keys::default(), keys] {
        let again = Value::decode(&portable, &keys).expect("what is written can be read");
        let mut once_more = Vec::new();
        again.view().write_portable(&keys, &mut once_more);
        assert_eq!(once_more, portable);
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = (0..60_u8)
        .map(|number| {
            let bytes: Vec<u8> = (0..200_u8).map(|at| at.wrapping_mul(number | 1).wrapping_add(number)).collect();
            Draw::new(&bytes).value(4).bytes()
        })
        .collect();
    // Long enough to be a tree.
    let many = (0..90).map(|i| (format!("n{i}"), Plain::Text("x".repeat(i * 4)))).collect();
    seeds.push(Plain::Map(many).bytes());
    seeds
}
