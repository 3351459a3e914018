/** Lines over time, from nothing up to the largest value; the figures of now stand above. */
import { useId } from 'react';

/** One line. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

interface ChartProps {
  readonly title: string;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}

const WIDTH = 240;
const HEIGHT = 56;
/** So that a thick line is not cut at the top. */
const EDGE = 2;

export function Chart({ title, series, format }: ChartProps) {
  const id = useId();
  const length = Math.max(...series.map(({ values }) => values.length));
  const largest = Math.max(...series.flatMap(({ values }) => values), 0);
  const points = (values: readonly number[]) =>
    values.map((value, index) => {
      const x = length > 1 ? ((index + length - values.length) / (length - 1)) * WIDTH : WIDTH;
      const y = HEIGHT - EDGE - (largest > 0 ? value / largest : 0) * (HEIGHT - 2 * EDGE);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
  const now = series.map(({ name, values }) => `${name} ${format(values.at(-1) ?? 0)}`).join(', ');
  return (
    <figure className="chart">
      <figcaption id={id}>
        <span className="chart-title">{title}</span>
        <span className="note">up to {format(largest)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${title}: ${now}`}>
        {series.map(({ name, values }, index) => (
          <g key={name} data-series={index}>
            {series.length === 1 && values.length > 1 && (
              <polygon className="area" points={[`0,${HEIGHT}`, ...points(values), `${WIDTH},${HEIGHT}`].join(' ')} />
            )}
            <polyline className="curve" points={points(values).join(' ')} />
          </g>
        ))}
      </svg>
      <ul className="legend">
        {series.map(({ name, values }, index) => (
          <li key={name} data-series={index}>
            {name} <b>{format(values.at(-1) ?? 0)}</b>
          </li>
        ))}
      </ul>
    </figure>
  );
}
