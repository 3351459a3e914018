/** What nothing holds, and what the engine recommends. */
import { count } from '../lib/format.ts';
import { Pointer } from '../rejected/pointer.tsx';
import type { Check } from './checks.ts';
import classes from './orphans.module.css';

const SHOWN = 10;

export function Orphans({ check: { orphans, recommendations } }: { readonly check: Check }) {
  if (orphans.length + recommendations.length === 0) return null;
  return (
    <div className={classes.orphans}>
      {recommendations.map((text) => (
        <p key={text} className={classes.advice}>
          {text}
        </p>
      ))}
      {orphans.length > 0 && (
        <>
          <h3 className={classes.title}>Orphaned: {count(orphans.length)}</h3>
          <ul className={classes.list}>
            {orphans.slice(0, SHOWN).map((pointer) => (
              <li key={pointer} data-testid="orphan">
                <Pointer of={pointer} />
              </li>
            ))}
            {orphans.length > SHOWN && <li>and {count(orphans.length - SHOWN)} more</li>}
          </ul>
        </>
      )}
    </div>
  );
}
