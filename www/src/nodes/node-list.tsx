/**
 * The rows that can be seen, of a list of any length. Rows have one height (two on narrow screens), so nothing has to be
 * measured.
 */
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import classes from './node-list.module.css';
import { NodeRow } from './node-row.tsx';

const HEIGHT = 68;
const NARROW_HEIGHT = 112;

export function NodeList({ ids }: { readonly ids: readonly string[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const height = narrow ? NARROW_HEIGHT : HEIGHT;
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 6,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was computed for the other height is not valid any more
  useEffect(() => rows.measure(), [rows, height]);
  return (
    <>
      <div className={classes.heads} aria-hidden>
        <span>Node</span>
        <span>Confidence</span>
        <span>Tags</span>
      </div>
      <div className={classes.scroller} ref={scroller}>
        <ul
          className={classes.rows}
          style={{ height: rows.getTotalSize() }}
          aria-label="Memory nodes, the newest first"
        >
          {rows.getVirtualItems().map(({ key, index, start }) => (
            <NodeRow key={key} id={ids[index] ?? ''} top={start} height={height} position={index + 1} of={ids.length} />
          ))}
        </ul>
      </div>
    </>
  );
}
