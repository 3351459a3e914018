/** The input for an option, by its kind. */
import { DurabilityField } from './durability-field.tsx';
import { FlagField } from './flag-field.tsx';
import { NumberField } from './number-field.tsx';
import type { Option } from './option-types.ts';

export function OptionField({ option }: { readonly option: Option }) {
  switch (option.kind) {
    case 'flag':
      return <FlagField option={option} />;
    case 'number':
      return <NumberField option={option} />;
    case 'durability':
      return <DurabilityField option={option} />;
  }
}
