/** Where the expired memory is, and what refers to it, as long as it is there. */
import { useSyncState } from 'holdfast/react';
import { counted } from '../lib/format.ts';
import { Pointer } from '../rejected/pointer.tsx';
import { sync } from '../state.ts';
import { placesOfExpired } from './expired.ts';
import classes from './expired-places.module.css';

export function ExpiredPlaces() {
  const places = useSyncState(sync, placesOfExpired);
  if (places.length === 0) return null;
  return (
    <div className={classes.places} data-testid="expired">
      <p>
        A memory of 25 hours ago stands in the state at <strong>{counted(places.length, 'place')}</strong>. Whatever
        drops it takes all of them.
      </p>
      <ul className={classes.list}>
        {places.map((place) => (
          <li key={place} data-testid="expired-place">
            <Pointer of={place} />
          </li>
        ))}
      </ul>
    </div>
  );
}
