//! Gives out memory: talc, with small blocks that were given back before it.
//!
//! An update takes and gives back a dozen small blocks. Each time talc looks for the best place, and joins what is free with its
//! neighbours; most of that is not done where blocks of a size wait for whoever wants one of the same size next.

mod growth;

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr::null_mut;

use talc::cell::TalcSyncCell;
use talc::wasm::WasmBinning;

use growth::InSteps;

/// Sizes of small blocks are multiples of this.
const GRAIN: usize = 16;
/// The largest small block has so many grains.
const CLASSES: usize = 16;
/// The most that small blocks are aligned to: what talc does by itself.
const ALIGN: usize = 8;
/// As many blocks of a size wait. More are given back, so that they can become part of larger ones.
const MOST: usize = 256;

/// See the module.
#[allow(missing_debug_implementations, reason = "talc has none, and nobody prints an allocator")]
pub struct Allocator {
    talc: TalcSyncCell<InSteps, WasmBinning>,
    waiting: UnsafeCell<[Waiting; CLASSES]>,
}

/// Free blocks of one class, each of which begins with the address of the next.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    first: *mut u8,
    count: usize,
}

/// With no memory yet.
pub const fn allocator() -> Allocator {
    let none = Waiting { first: null_mut(), count: 0 };
    Allocator { talc: TalcSyncCell::new_wasm(InSteps::NONE), waiting: UnsafeCell::new([none; CLASSES]) }
}

/// The class of a small block, and the layout that all of the class have; `None` for other blocks.
fn class_of(layout: Layout) -> Option<(usize, Layout)> {
    let class = layout.size().wrapping_sub(1) / GRAIN;
    if class >= CLASSES || layout.align() > ALIGN {
        return None;
    }
    Layout::from_size_align((class + 1) * GRAIN, ALIGN).ok().map(|layout| (class, layout))
}

/// Where a free block has the address of the next.
#[allow(clippy::cast_ptr_alignment, reason = "small blocks are aligned to `ALIGN`")]
fn link(block: *mut u8) -> *mut *mut u8 {
    block.cast()
}

#[allow(unsafe_code, reason = "a static has to be `Sync`")]
// SAFETY: this is compiled for a target without threads, so nobody else can be in a method while one runs; and no method calls anything
// that comes back to this allocator, for talc and its source do not allocate.
unsafe impl Sync for Allocator {}

#[allow(unsafe_code, reason = "an allocator is an unsafe trait")]
// SAFETY: a block comes from talc, or from those that wait, and those are talc's too. A small block always goes to talc, and comes from
// there, with the one layout of its class, which is at least as large and as aligned as what was asked for; as `dealloc` is called with
// the layout that `alloc` was, the class is the same both times. No method unwinds.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (class, layout) = match class_of(layout) {
            Some((class, layout)) => (Some(class), layout),
            None => (None, layout),
        };
        if let Some(class) = class {
            // SAFETY: the only reference, see `Sync`.
            let waiting = unsafe { &mut (*self.waiting.get())[class] };
            let block = waiting.first;
            if !block.is_null() {
                // SAFETY: `dealloc` wrote it there; the block is aligned for it, and nobody has it who could have written since.
                waiting.first = unsafe { link(block).read() };
                waiting.count -= 1;
                return block;
            }
        }
        // SAFETY: the caller sees to it that the size is not 0, and that of a class is not.
        unsafe { self.talc.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let mut layout = layout;
        if let Some((class, of_class)) = class_of(layout) {
            layout = of_class;
            // SAFETY: the only reference, see `Sync`.
            let waiting = unsafe { &mut (*self.waiting.get())[class] };
            if waiting.count < MOST {
                // SAFETY: the block has 16 bytes or more, is aligned to 8, and is not the caller's any more.
                unsafe { link(block).write(waiting.first) };
                waiting.first = block;
                waiting.count += 1;
                return;
            }
        }
        // SAFETY: it came from talc with this layout.
        unsafe { self.talc.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller sees to it that the size is one that a layout may have.
        let new = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        match (class_of(layout), class_of(new)) {
            // SAFETY: neither is small, so it came from talc with this layout, and goes back with the new one.
            (None, None) => unsafe { self.talc.realloc(block, layout, size) },
            (Some((before, _)), Some((after, _))) if before == after => block,
            _ => {
                // SAFETY: the caller sees to it that the size is not 0.
                let moved = unsafe { self.alloc(new) };
                if !moved.is_null() {
                    // SAFETY: both have that many bytes, and what was just given out is no part of what the caller has. Then the
                    // caller has the old block no more.
                    unsafe {
                        block.copy_to_nonoverlapping(moved, layout.size().min(size));
                        self.dealloc(block, layout);
                    }
                }
                moved
            }
        }
    }
}
