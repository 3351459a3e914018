/** Names with numbers, the largest first, each with a bar as long as its share of the largest. */
import { count } from '../lib/format.ts';
import classes from './bars.module.css';

interface BarsProps {
  readonly of: readonly (readonly [name: string, number: number])[];
  readonly empty: string;
}

export function Bars({ of, empty }: BarsProps) {
  if (of.length === 0) return <p className={classes.empty}>{empty}</p>;
  const sorted = [...of].sort(([, a], [, b]) => b - a);
  const most = sorted[0]?.[1] ?? 1;
  return (
    <ul className={classes.bars}>
      {sorted.map(([name, number]) => (
        <li key={name} className={classes.bar} style={{ '--share': `${(number / most) * 100}%` }}>
          <span>{name}</span>
          <span>{count(number)}</span>
        </li>
      ))}
    </ul>
  );
}
