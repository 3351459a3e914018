/** One slice: its name, whose it is, and how much it holds. Renders when this slice changes, and not with others. */

import type { AssistantState } from 'holdfast/models/assistant';
import { useSyncState } from 'holdfast/react';
import { useCallback, useMemo } from 'react';
import { bytes, count } from '../lib/format.ts';
import { sync } from '../state.ts';
import { measure } from './measure.ts';
import classes from './slice-card.module.css';
import { ownerOf, type SliceName } from './slice-list.ts';

export function SliceCard({ name }: { readonly name: SliceName }) {
  const select = useCallback((state: AssistantState) => state[name], [name]);
  const slice = useSyncState(sync, select);
  const size = useMemo(() => measure(slice), [slice]);
  return (
    <li className={`${classes.card} ${classes.slice}`} data-testid={`slice-${name}`}>
      <h3 className={classes.name}>{name}</h3>
      {/* A new key starts the animation again. */}
      <span key={`${size.entries} ${size.bytes}`} className={classes.pulse} aria-hidden />
      <p className={`${classes.figure} ${size.entries === 0 ? classes.empty : ''}`}>
        <span data-testid="entries">{count(size.entries)}</span>{' '}
        <span className={classes.unit}>{size.entries === 1 ? 'entry' : 'entries'}</span>
      </p>
      <p className={classes.foot}>
        <span className={classes.owner}>{ownerOf(name)}</span>
        <span>≈ {bytes(size.bytes)}</span>
      </p>
    </li>
  );
}
