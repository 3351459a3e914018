/**
 * The seven components of the assistant, as this page plays them: each is registered when the page starts, can fail when it
 * is told to, and is started again by its `restart`, which succeeds unless the part is broken.
 */
import type { ComponentHandle } from 'holdfast';
import type { AssistantState } from 'holdfast/models/assistant';
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';

export type PartName = keyof AssistantState['system']['components'];

/** Who needs whom. A type check keeps the list complete. */
const needs: Readonly<Record<PartName, readonly PartName[]>> = {
  MemoryStore: [],
  LearningSystem: ['MemoryStore'],
  DesignSystem: [],
  UXRepository: [],
  SchoolBench: ['LearningSystem'],
  AssetLibrary: [],
  AIDesignSuggestions: ['LearningSystem', 'DesignSystem'],
};

/** What the page shows of a part, beside what the state says of it. */
export interface Life {
  readonly status: string;
  readonly detail: string | undefined;
  /** How often it was started again. */
  readonly restarts: number;
}

/** Long enough to see that it was down. */
const RESTART_MS = 300;

export class Part {
  readonly name: PartName;
  readonly needs: readonly PartName[];
  readonly life = new Store<Life>({ status: 'initializing', detail: undefined, restarts: 0 });
  readonly #handle: ComponentHandle;
  #isBroken = false;

  constructor(name: PartName) {
    this.name = name;
    this.needs = needs[name];
    this.#handle = sync.registerComponent(name, { dependsOn: this.needs, restart: () => this.#restart() });
    this.#handle.setStatus('active');
    this.life.set({ ...this.life.get(), status: this.#handle.status });
  }

  /** Something goes wrong that a restart helps against. */
  fail(): void {
    this.#handle.reportError(new Error('The connection to its worker was lost'));
  }

  /** Something goes wrong that no restart helps against. */
  breakDown(): void {
    this.#isBroken = true;
    this.#handle.reportError(new Error('Its index cannot be read'), { fatal: true });
  }

  /** Whatever it was is taken care of. */
  repair(): void {
    this.#isBroken = false;
    this.#handle.setStatus('active', 'repaired by hand');
  }

  async #restart(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
    if (this.#isBroken) throw new Error('its index still cannot be read');
    const life = this.life.get();
    this.life.set({ ...life, detail: undefined, restarts: life.restarts + 1 });
  }
}

/** How many are in error. */
export const troubled = new Store(0);

/** Registered as soon as this is loaded: whatever checks the state finds them alive. */
export const PARTS: readonly Part[] = (Object.keys(needs) as PartName[]).map((name) => new Part(name));

/** From now on what they say of themselves is noted. */
export function watchParts(): void {
  const byName = new Map<string, Part>(PARTS.map((part) => [part.name, part]));
  sync.on('component_status', ({ data }) => {
    const life = byName.get(data.component)?.life;
    life?.set({ ...life.get(), status: data.status, detail: data.detail });
    troubled.set(PARTS.filter((part) => part.life.get().status === 'error').length);
  });
}
