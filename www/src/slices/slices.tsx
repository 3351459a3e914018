/** What the state holds, slice by slice, and the whole of it. */
import { SliceCard } from './slice-card.tsx';
import { SLICES } from './slice-list.ts';
import classes from './slices.module.css';
import { WholeCard } from './whole-card.tsx';

export function Slices() {
  return (
    <section aria-labelledby="slices-title">
      <h2 className="said" id="slices-title">
        Slices of the state
      </h2>
      <ul className={classes.grid}>
        {SLICES.map((name) => (
          <SliceCard key={name} name={name} />
        ))}
        <WholeCard />
      </ul>
    </section>
  );
}
