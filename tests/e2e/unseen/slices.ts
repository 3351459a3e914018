/**
 * What the main thread of a page does in one go, as the browser itself traces it.
 *
 * A machine that is shared takes the processor away in the middle of a task, and books processor time late. So a task has taken no
 * longer than the clock says, nor longer than the processor says; the lesser of the two is what the page is to blame for.
 */
import type { Page } from 'playwright-core';

export interface Slices {
  /** By the clock, milliseconds: of the tasks of more than a tenth of a millisecond. */
  readonly clock: Percentiles;
  /** By clock and processor. */
  readonly worked: Percentiles;
}

export interface Percentiles {
  readonly p99: number;
  readonly longest: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds by the clock and of the processor. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly src_func?: string };
}

/** Tasks that answer the DevTools protocol are the test's own. */
const OWN = 'Accept';

export async function traceSlices(page: Page): Promise<{ end(): Promise<Slices> }> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const traceConfig = { includedCategories: ['toplevel'], excludedCategories: ['*'] };
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
  return {
    async end() {
      await session.send('Tracing.end');
      await new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
      await session.detach();
      const tasks = mainTasks(events);
      return {
        clock: percentiles(tasks.map(({ dur = 0 }) => dur)),
        worked: percentiles(tasks.map(({ dur = 0, tdur = dur }) => Math.min(dur, tdur))),
      };
    },
  };
}

/** Of the busiest thread: the others have next to nothing to do. */
function mainTasks(events: readonly TraceEvent[]): TraceEvent[] {
  const threads = new Map<string, { time: number; tasks: TraceEvent[] }>();
  for (const event of events) {
    if (event.name !== 'ThreadControllerImpl::RunTask') continue;
    const name = `${event.pid} ${event.tid}`;
    const thread = threads.get(name) ?? { time: 0, tasks: [] };
    threads.set(name, thread);
    thread.time += event.dur ?? 0;
    if (event.args?.src_func !== OWN) thread.tasks.push(event);
  }
  const [busiest] = [...threads.values()].sort((a, b) => b.time - a.time);
  return busiest?.tasks ?? [];
}

function percentiles(microseconds: readonly number[]): Percentiles {
  const sorted = microseconds.filter((us) => us > 100).toSorted((a, b) => b - a);
  const ms = (at: number) => Math.round((sorted[at] ?? 0) / 100) / 10;
  return { p99: ms(Math.floor(sorted.length / 100)), longest: ms(0) };
}
