/** The last check in figures: when, how long, how many of which severity. */
import { count, duration } from '../lib/format.ts';
import { Age } from '../shell/age.tsx';
import { Figure } from '../shell/figure.tsx';
import { Figures } from '../shell/figures.tsx';
import type { Check } from './checks.ts';

export function CheckFigures({ check }: { readonly check: Check }) {
  const { errors, inconsistencies, warnings, durationMs, version } = check;
  return (
    <Figures>
      <Figure label="Last check" testId="since-check">
        <Age of={check.at} />
      </Figure>
      <Figure label="Took">{duration(durationMs)}</Figure>
      <Figure label="Of version">{count(version)}</Figure>
      <Figure label="Inconsistencies" testId="inconsistency-count" isBad={errors + inconsistencies > 0}>
        {count(errors + inconsistencies)}
      </Figure>
      <Figure label="Warnings" testId="warning-count">
        {count(warnings)}
      </Figure>
    </Figures>
  );
}
