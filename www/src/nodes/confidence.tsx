/** How sure the assistant is, on a slider. The state changes when it is let go, or with each press of a key. */
import { useEffect, useRef, useState } from 'react';
import classes from './confidence.module.css';
import { setConfidence } from './node-updates.ts';

export function Confidence({ id, value }: { readonly id: string; readonly value: number }) {
  const slider = useRef<HTMLInputElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);

  // React's `onChange` is the browser's `input`; this is the browser's `change`.
  useEffect(() => {
    const element = slider.current;
    const commit = () => {
      if (element) setConfidence(id, element.valueAsNumber);
      setDragged(null);
    };
    element?.addEventListener('change', commit);
    return () => element?.removeEventListener('change', commit);
  }, [id]);

  const shown = dragged ?? value;
  return (
    <div className={classes.confidence}>
      <input
        ref={slider}
        className={classes.slider}
        type="range"
        min={0}
        max={1}
        step={0.01}
        aria-label="Confidence"
        value={shown}
        style={{ '--share': `${shown * 100}%` }}
        onChange={(event) => setDragged(event.currentTarget.valueAsNumber)}
      />
      <span className={classes.figure} data-testid="confidence">
        {shown.toFixed(2)}
      </span>
    </div>
  );
}
