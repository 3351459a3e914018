/** The rate of the feed on a slider: equal ways are equal factors, from 1 to 5,000 a second. */

import { count } from '../lib/format.ts';

const MOST = 5000;
const DECADES = Math.log10(MOST);

/** Steps of the slider. */
export const STEPS = 100;

/** Two figures are enough. */
export const rateAt = (step: number): number => Math.round(Number((10 ** ((step / STEPS) * DECADES)).toPrecision(2)));

export const stepOf = (rate: number): number => Math.round((Math.log10(rate) / DECADES) * STEPS);

export const RATE_MARKS = [1, 10, 100, 1000, MOST].map((rate) => ({ value: stepOf(rate), label: count(rate) }));
