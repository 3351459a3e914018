/** A few numbers over the last minute and a half. The figures that matter stand beside it as text. */

import classes from './line-chart.module.css';
import { areaPath, HEIGHT, linePath, WIDTH } from './line-path.ts';
import { lastOf, type Series, topOf } from './series.ts';

export interface ChartLine {
  readonly label: string;
  readonly series: Series;
}

interface LineChartProps {
  readonly title: string;
  /** At most three, told apart by colour and by the order of the legend. */
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  /** The top of the chart is at least this. */
  readonly least: number;
  readonly testId?: string;
}

export function LineChart({ title, lines, format, least, testId }: LineChartProps) {
  const top = topOf(
    lines.map(({ series }) => series),
    least,
  );
  const shown = ({ series }: ChartLine): string => {
    const last = lastOf(series);
    return last === null ? '–' : format(last);
  };
  return (
    <figure className={classes.chart} data-testid={testId}>
      <figcaption className={classes.head}>
        <span className={classes.title}>{title}</span>
        <span className={classes.legend}>
          {lines.map((line) => (
            <span key={line.label} className={classes.entry}>
              {lines.length > 1 && <span className={classes.name}>{line.label}</span>}
              <span className={classes.value}>{shown(line)}</span>
            </span>
          ))}
        </span>
      </figcaption>
      <div className={classes.plot}>
        <span className={classes.top}>{format(top)}</span>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {lines.map(({ label, series }, index) => (
            <g key={label} className={classes.line}>
              {index === 0 && <path className={classes.area} d={areaPath(series, top)} />}
              <path className={classes.stroke} d={linePath(series, top)} />
            </g>
          ))}
        </svg>
      </div>
    </figure>
  );
}
