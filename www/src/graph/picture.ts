/** The moving picture: layout, view and canvas, drawn while something moves and not longer. */
import type { Graph } from './choose.ts';
import { Layout, type Placed } from './layout.ts';
import { inkOf, paint } from './paint.ts';
import { View } from './view.ts';

/** Milliseconds of layout per frame, so that the page stays free. */
const WORK_MS = 6;
/** Frames that the view goes on easing after the layout has come to rest. */
const REST = 40;
/** Milliseconds until those who do not want things to move see where it stands, if it does not come to rest. */
const STILL_MS = 2000;
/** Pixels around a node that still hit it. */
const REACH = 14;

export class Picture {
  readonly #canvas: HTMLCanvasElement;
  readonly #layout = new Layout();
  readonly #view = new View();
  readonly #observer: ResizeObserver;
  #chosen: string | undefined;
  #frame: number | undefined;
  #rest = 0;
  /** For those who do not want things to move: drawn when it has come to rest, or has not for long. */
  #isStill = false;
  #paintedAt = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas);
    this.#resize();
  }

  show(graph: Graph): void {
    this.#layout.show(graph);
    this.redraw();
  }

  choose(id: string | undefined): void {
    this.#chosen = id;
    this.redraw();
  }

  keepStill(isStill: boolean): void {
    this.#isStill = isStill;
    this.redraw();
  }

  /** The id of what is under the pointer. */
  at(event: { readonly clientX: number; readonly clientY: number }): string | undefined {
    const { left, top } = this.#canvas.getBoundingClientRect();
    const place = this.#view.toLayout(event.clientX - left, event.clientY - top);
    return this.#layout.at(...place, REACH / this.#view.scale)?.id;
  }

  redraw(): void {
    this.#rest = REST;
    this.#frame ??= requestAnimationFrame(() => this.#draw());
  }

  close(): void {
    this.#observer.disconnect();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  #draw(): void {
    this.#frame = undefined;
    const began = performance.now();
    do this.#layout.step();
    while (this.#isStill && !this.#layout.isSettled && performance.now() - began < WORK_MS);
    const isMoving = !this.#layout.isSettled;
    if (!(this.#isStill && isMoving && began - this.#paintedAt < STILL_MS)) this.#paint();
    this.#rest = isMoving ? REST : this.#rest - 1;
    if (this.#rest > 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #paint(): void {
    const context = this.#canvas.getContext('2d');
    if (!context) return;
    this.#paintedAt = performance.now();
    const ratio = devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#view.fit(this.#layout.nodes, this.#isStill);
    const chosen: Placed | undefined = this.#chosen === undefined ? undefined : this.#layout.get(this.#chosen);
    paint(context, this.#layout, this.#view, inkOf(this.#canvas), chosen);
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    this.#canvas.width = clientWidth * devicePixelRatio;
    this.#canvas.height = clientHeight * devicePixelRatio;
    this.#view.resize(clientWidth, clientHeight);
    this.redraw();
  }
}
