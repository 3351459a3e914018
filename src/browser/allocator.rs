//! Where the memory of the module comes from.

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::{memory_grow, memory_size};
use std::cell::UnsafeCell;
use std::ptr::NonNull;

use talc::base::Talc;
use talc::base::binning::Binning;
use talc::cell::TalcSyncCell;
use talc::source::Source;
use talc::wasm::WasmBinning;

/// Bytes of a page of WebAssembly.
const PAGE: usize = 1 << 16;
/// The fewest and the most pages that are asked for at a time, and the part of what there is that they are in between.
const STEP: (usize, usize) = (4, 128);
const PART: usize = 16;

/// Asks the browser for more memory in steps that grow with what there is. Each step costs it a new `ArrayBuffer` and brings its
/// garbage collection nearer: asked for page by page, an update with a million members was spent mostly in that.
#[derive(Debug)]
pub struct InSteps {
    /// Where the memory ends that was asked for last.
    end: Option<NonNull<u8>>,
}

/// Gives out memory, see [`InSteps`]; small blocks that were given back wait here for whoever wants one of the same size next, which is
/// what an update does a dozen times.
#[derive(Debug)]
pub struct Allocator {
    talc: TalcSyncCell<InSteps, WasmBinning>,
    waiting: UnsafeCell<[Waiting; CLASSES]>,
}

/// Blocks of one size, each of which begins with the address of the next.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    first: *mut u8,
    count: usize,
}

/// Sizes of small blocks are multiples of this.
const GRAIN: usize = 16;
const CLASSES: usize = 16;
/// As many of a size wait; more are given back, so that they can become part of larger ones.
const MOST: usize = 256;

#[allow(unsafe_code, reason = "a static has to be shared")]
// SAFETY: the module has one thread; a build with threads would need shared memory, which it does not have.
unsafe impl Sync for Allocator {}

/// With no memory yet.
pub const fn allocator() -> Allocator {
    let none = Waiting { first: std::ptr::null_mut(), count: 0 };
    Allocator { talc: TalcSyncCell::new_wasm(InSteps { end: None }), waiting: UnsafeCell::new([none; CLASSES]) }
}

/// The class of a block, and its layout; `None` if it is not small.
fn class_of(layout: Layout) -> Option<(usize, Layout)> {
    let class = layout.size().wrapping_sub(1) / GRAIN;
    if class >= CLASSES || layout.align() > 8 {
        return None;
    }
    Layout::from_size_align((class + 1) * GRAIN, 8).ok().map(|layout| (class, layout))
}

#[allow(unsafe_code, reason = "an allocator is an unsafe trait")]
// SAFETY: todo
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some((class, layout)) = class_of(layout) else { return unsafe { self.talc.alloc(layout) } };
        let waiting = unsafe { &mut (*self.waiting.get())[class] };
        if waiting.first.is_null() {
            return unsafe { self.talc.alloc(layout) };
        }
        let block = waiting.first;
        waiting.first = unsafe { block.cast::<*mut u8>().read() };
        waiting.count -= 1;
        block
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some((class, layout)) = class_of(layout) else { return unsafe { self.talc.dealloc(block, layout) } };
        let waiting = unsafe { &mut (*self.waiting.get())[class] };
        if waiting.count == MOST {
            return unsafe { self.talc.dealloc(block, layout) };
        }
        unsafe { block.cast::<*mut u8>().write(waiting.first) };
        waiting.first = block;
        waiting.count += 1;
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let Ok(new) = Layout::from_size_align(size, layout.align()) else { return std::ptr::null_mut() };
        match (class_of(layout), class_of(new)) {
            (None, None) => unsafe { self.talc.realloc(block, layout, size) },
            (Some((old, _)), Some((class, _))) if old == class => block,
            _ => {
                let other = unsafe { self.alloc(new) };
                if !other.is_null() {
                    unsafe { std::ptr::copy_nonoverlapping(block, other, layout.size().min(size)) };
                    unsafe { self.dealloc(block, layout) };
                }
                other
            }
        }
    }
}

#[allow(unsafe_code, reason = "an allocator is told of memory by unsafe calls")]
// SAFETY: nothing in here allocates, which is what `Source` demands of a source of the global allocator.
unsafe impl Source for InSteps {
    fn acquire<B: Binning>(talc: &mut Talc<Self, B>, layout: Layout) -> Result<(), ()> {
        // One more than fills a page, and one for what stands around a chunk.
        let needed = (layout.size().saturating_add(layout.align())) / PAGE + 2;
        let wanted = (memory_size::<0>() / PART).clamp(STEP.0, STEP.1).max(needed);
        let mut pages = wanted;
        let mut before = memory_grow::<0>(pages);
        if before == usize::MAX && needed < wanted {
            pages = needed;
            before = memory_grow::<0>(pages);
        }
        if before == usize::MAX {
            return Err(());
        }
        let base = (before * PAGE) as *mut u8;
        // The last byte of a full memory is left out, since the address after it is 0.
        let end = (before * PAGE).saturating_add(pages * PAGE) as *mut u8;
        talc.source.end = match talc.source.end.take() {
            // SAFETY: the pages from `base` to `end` are new: `memory_grow` has just made them, and nobody has been told of them but
            // this allocator, which lives as long as the module. They follow the heap, since it ends where they begin.
            Some(heap) if heap.as_ptr() == base => Some(unsafe { talc.extend(heap, end) }),
            // SAFETY: as before; others may have asked for the pages in between.
            _ => unsafe { talc.claim(base, end as usize - base as usize) },
        };
        Ok(())
    }
}
