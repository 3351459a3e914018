/** What kinds of options there are, as the form sees them. */
import type { StateSyncConfig } from 'holdfast';

interface Base {
  /** The name of the option; of one within another, with a point. */
  readonly id: string;
  readonly label: string;
  readonly help: string;
}

export interface FlagOption extends Base {
  readonly kind: 'flag';
  readonly name: {
    [K in keyof StateSyncConfig]: StateSyncConfig[K] extends boolean ? K : never;
  }[keyof StateSyncConfig];
}

export interface NumberOption extends Base {
  readonly kind: 'number';
  /** `null`: a number of things. */
  readonly unit: 'ms' | 'bytes' | null;
  /** What 0 means, if it means something of its own. */
  readonly zero?: string;
  read(config: StateSyncConfig): number;
  change(value: number, config: StateSyncConfig): Partial<StateSyncConfig>;
}

export interface DurabilityOption extends Base {
  readonly kind: 'durability';
}

export type Option = FlagOption | NumberOption | DurabilityOption;

export interface OptionGroup {
  readonly title: string;
  readonly options: readonly Option[];
}
