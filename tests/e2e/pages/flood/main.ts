/** Ten thousand updates a second, with two hundred who listen. */
import { createStateSync, defineModel, type StateSync, StateSyncError } from 'holdfast';

interface Cells {
  cells: Record<string, number>;
}

const CELLS = 200;
const A_SECOND = 10_000;

const model = defineModel<Cells>({
  name: 'cells',
  version: 1,
  schema: {
    type: 'object',
    properties: { cells: { type: 'object', additionalProperties: { type: 'integer' } } },
    required: ['cells'],
    additionalProperties: false,
  },
  initial: () => ({ cells: Object.fromEntries(Array.from({ length: CELLS }, (_, at) => [`cell ${at}`, 0])) }),
});

/** How it went. */
export interface Flood {
  readonly made: number;
  /** Calls that were refused since too many updates waited. */
  readonly full: number;
  readonly promised: number;
  readonly failed: readonly string[];
  /** The most updates that waited at a time. */
  readonly pending: number;
  /** Bytes of the engine's memory after a quarter of the time and in the end. */
  readonly memory: readonly [number, number];
  /** What the listeners were told last is what is there. */
  readonly areTold: boolean;
  readonly cells: Readonly<Record<string, number>>;
}

let sync: StateSync<Cells>;

const flood = {
  async open(): Promise<Readonly<Record<string, number>>> {
    sync = createStateSync<Cells>({ name: 'cells', model });
    await sync.ready;
    return { ...sync.getState().cells };
  },

  async run(seconds: number): Promise<Flood> {
    let [made, full, promised, pending] = [0, 0, 0, 0];
    const failed = new Set<string>();
    const told: Record<string, number> = { ...sync.getState().cells };
    for (const name of Object.keys(told))
      sync.subscribe(
        (state) => state.cells[name],
        (now) => {
          told[name] = now as number;
        },
      );
    const memory = () => sync.getStateSyncStats().memory.wasmBytes;
    const begun = performance.now();
    let early = 0;
    for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - begun) {
      const due = Math.floor((elapsed / 1000) * A_SECOND);
      // Not more than a tenth of a second at once: a page that was held up does not make good everything.
      for (let n = Math.max(made + full, due - A_SECOND / 10); n < due; n++) {
        try {
          const { durable } = sync.update({ cells: { [`cell ${n % CELLS}`]: n } });
          made++;
          durable.then(
            () => promised++,
            (error) => failed.add(error.code),
          );
        } catch (error) {
          if (!(error instanceof StateSyncError) || error.code !== 'queue_full') throw error;
          full++;
        }
      }
      pending = Math.max(pending, sync.status.pending);
      if (elapsed > seconds * 250) early ||= memory();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const late = memory();
    await sync.flush();
    // Whoever waits for it is called before this goes on.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const cells = { ...sync.getState().cells };
    const areTold = Object.entries(cells).every(([name, value]) => told[name] === value);
    return { made, full, promised, failed: [...failed], pending, memory: [early, late], areTold, cells };
  },
};

declare global {
  interface Window {
    flood: typeof flood;
  }
}

window.flood = flood;
