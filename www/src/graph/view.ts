/** From the places of the layout to pixels: everything in view, following without a jump. */
import type { Placed } from './layout.ts';

const PADDING = 28;
/** So that a few nodes do not look like balloons. */
const MOST_SCALE = 1.6;
const EASE = 0.12;

export class View {
  scale = 1;
  #x = 0;
  #y = 0;
  #isFresh = true;
  width = 0;
  height = 0;

  resize(width: number, height: number): void {
    this.width = width;
    this.height = height;
    this.#isFresh = true;
  }

  /** @param atOnce for those who do not want things to move */
  fit(nodes: readonly Placed[], atOnce: boolean): void {
    if (nodes.length === 0 || this.width === 0) return;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { x, y, radius } of nodes) {
      left = Math.min(left, x - radius);
      right = Math.max(right, x + radius);
      top = Math.min(top, y - radius);
      bottom = Math.max(bottom, y + radius);
    }
    const scale = Math.min(
      MOST_SCALE,
      (this.width - 2 * PADDING) / Math.max(1, right - left),
      (this.height - 2 * PADDING) / Math.max(1, bottom - top),
    );
    const part = atOnce || this.#isFresh ? 1 : EASE;
    this.#isFresh = false;
    this.scale += (scale - this.scale) * part;
    this.#x += ((left + right) / 2 - this.#x) * part;
    this.#y += ((top + bottom) / 2 - this.#y) * part;
  }

  toPixels(x: number, y: number): [x: number, y: number] {
    return [(x - this.#x) * this.scale + this.width / 2, (y - this.#y) * this.scale + this.height / 2];
  }

  toLayout(x: number, y: number): [x: number, y: number] {
    return [(x - this.width / 2) / this.scale + this.#x, (y - this.height / 2) / this.scale + this.#y];
  }
}
