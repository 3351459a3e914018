//! The allocator of the module: what is given out is nobody else's, whatever grows, shrinks and goes.

use wasm_bindgen_test::wasm_bindgen_test;

/// A block and the byte that it is full of.
struct Block(Vec<u8>, u8);

impl Block {
    fn new(size: usize, fill: u8) -> Block {
        let mut bytes = Vec::with_capacity(size);
        bytes.resize(size, fill);
        Block(bytes, fill)
    }

    fn assert_whole(&self) {
        assert!(self.0.iter().all(|byte| *byte == self.1), "a block of {} bytes was written into", self.0.len());
    }
}

#[wasm_bindgen_test]
fn blocks_of_all_sizes_that_grow_shrink_and_go_keep_what_is_theirs() {
    let mut seed = 0x9E37_79B9_u32;
    let mut roll = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed as usize % below
    };
    // On both sides of what is small, and of each class.
    let sizes: Vec<usize> = (0..=17).flat_map(|class| [class * 16 + 1, class * 16 + 8, class * 16 + 16]).collect();
    let mut blocks: Vec<Block> = Vec::new();
    let mut most = 0;
    for step in 0..200_000 {
        // More and fewer in turns: many free blocks of a size are more than wait.
        let is_growing = (step / 5_000) % 2 == 0;
        match roll(8) {
            0..3 if is_growing => blocks.push(Block::new(sizes[roll(sizes.len())], step as u8)),
            0 => blocks.push(Block::new(sizes[roll(sizes.len())], step as u8)),
            1..6 if !is_growing && !blocks.is_empty() => blocks.swap_remove(roll(blocks.len())).assert_whole(),
            _ if !blocks.is_empty() => {
                let at = roll(blocks.len());
                let Block(bytes, fill) = &mut blocks[at];
                bytes.resize(sizes[roll(sizes.len())], *fill);
                bytes.shrink_to_fit();
                blocks[at].assert_whole();
            }
            _ => {}
        }
        most = blocks.len().max(most);
    }
    assert!(most > 1_000, "{most} blocks");
    blocks.iter().for_each(Block::assert_whole);
}
