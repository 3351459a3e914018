//! Where the memory of the module comes from.

use std::alloc::Layout;
use std::arch::wasm32::{memory_grow, memory_size};
use std::ptr::NonNull;

use talc::base::Talc;
use talc::base::binning::Binning;
use talc::source::Source;

/// Bytes of a page of WebAssembly.
const PAGE: usize = 1 << 16;
/// The fewest and the most pages that are asked for at a time, and the part of what there is that they are in between.
const STEP: (usize, usize) = (4, 128);
const PART: usize = 16;

/// Asks the browser for more memory in steps that grow with what there is. Each step costs it a new `ArrayBuffer` and brings its
/// garbage collection nearer: asked for page by page, an update with a million members was spent mostly in that.
#[derive(Debug)]
pub(super) struct InSteps {
    /// Where the memory ends that was asked for last.
    end: Option<NonNull<u8>>,
}

impl InSteps {
    /// With no memory yet.
    pub(super) const NONE: InSteps = InSteps { end: None };
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
