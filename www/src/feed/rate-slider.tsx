/** How many updates a second are wanted. */
import { Slider } from '@mantine/core';
import { useId } from 'react';
import { count } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { feed } from './feed.ts';
import { RATE_MARKS, rateAt, STEPS, stepOf } from './rate.ts';
import classes from './rate-slider.module.css';

export function RateSlider() {
  const rate = useStore(feed.rate);
  const id = useId();
  return (
    <div className={classes.field}>
      <div className={classes.head}>
        <span id={id} className={classes.label}>
          Wanted rate
        </span>
        <span className={classes.value} data-testid="feed-rate">
          {count(rate)} per second
        </span>
      </div>
      <Slider
        className={classes.slider}
        min={0}
        max={STEPS}
        value={stepOf(rate)}
        label={null}
        marks={RATE_MARKS}
        size={4}
        thumbProps={{ 'aria-labelledby': id, 'aria-valuetext': `${count(rate)} per second` }}
        onChange={(step) => feed.rate.set(rateAt(step))}
      />
    </div>
  );
}
