//! Pointers: each is itself again, or refused.

use holdfast::core::keys::Keys;
use holdfast::core::pointer;

use super::draw::NAMES;

pub fn run(bytes: &[u8]) {
    let keys = Keys::new(NAMES, 2);
    let Ok(path) = pointer::parse(bytes, &keys) else { return };
    assert_eq!(pointer::pointer(&path, &keys).as_bytes(), bytes);
    let tokens = pointer::tokens(bytes).expect("the same rules");
    assert_eq!(tokens.len(), path.len());
    for (token, key) in tokens.iter().zip(&path) {
        let mut name = Vec::new();
        key.push_name(&keys, &mut name);
        assert_eq!(&name, &**token);
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let pointers =
        ["", "/", "/nodes/a~1b/m~0n", "/short/0/-/01/4294967294/4294967295", "/é/~01/~10", "/a~", "/~2", "a"];
    pointers.iter().map(|pointer| pointer.as_bytes().to_vec()).collect()
}
