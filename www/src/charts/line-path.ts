/** The lines of a chart, as SVG draws them. */
import { LENGTH, type Series } from './series.ts';

export const WIDTH = 300;
export const HEIGHT = 72;

/** The newest at the right edge; a gap interrupts the line. */
export function linePath(series: Series, top: number): string {
  const first = LENGTH - series.length;
  let path = '';
  let isDrawing = false;
  series.forEach((value, index) => {
    if (value !== null) path += `${isDrawing ? 'L' : 'M'}${placeOf(first + index)} ${heightOf(value, top)}`;
    isDrawing = value !== null;
  });
  return path;
}

/** The same, closed along the bottom. Gaps count as 0. */
export function areaPath(series: Series, top: number): string {
  if (series.length < 2) return '';
  const filled = series.map((value) => value ?? 0);
  return `${linePath(filled, top)}L${WIDTH} ${HEIGHT}L${placeOf(LENGTH - series.length)} ${HEIGHT}Z`;
}

const placeOf = (index: number): number => Math.round((index / (LENGTH - 1)) * WIDTH * 10) / 10;

const heightOf = (value: number, top: number): number => Math.round((1 - value / top) * (HEIGHT - 2) * 10) / 10 + 1;
