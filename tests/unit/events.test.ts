/** What those who listen to events, and those who read their history, can rely on. */
import type { ComponentHandle, EventType, StateSync, SyncEvent } from 'holdfast';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Events } from '../../pkg/src/events/bus.js';
import { EventLog } from '../../pkg/src/events/log.js';
import { type Loose, open, opening, openLoose } from './lib/open.js';

const ids = (events: readonly SyncEvent[]) => events.map(({ id }) => id);
const types = (events: readonly SyncEvent[]) => events.map(({ type }) => type);
const changed = (events: Events, version = 1) => events.emit('config_updated', 'test', version, { changed: [] });

let reported: ReturnType<typeof vi.fn>;
beforeEach(() => {
  reported = vi.fn();
  vi.stubGlobal('reportError', reported);
});
afterEach(() => vi.unstubAllGlobals());

describe('handlers', () => {
  test('hear each event once, in the order of strictly increasing ids, the wildcard too', async () => {
    const sync = await openLoose({ n: 0 });
    const heard: SyncEvent[] = [];
    const all: SyncEvent[] = [];
    sync.on('state_updated', (event) => heard.push(event));
    sync.on('*', (event) => all.push(event));
    for (let n = 1; n <= 5; n++) sync.update({ n });
    sync.updateSyncConfig({ maxIssues: 7 });
    expect(heard.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
    expect(ids(all)).toEqual([...new Set(ids(all))].sort((a, b) => a - b));
    expect(types(all)).toEqual([...Array(5).fill('state_updated'), 'config_updated']);
  });

  test('are called in the order of registration, whatever their type', () => {
    const events = new Events();
    const called: string[] = [];
    events.on('*', () => called.push('first'));
    events.on('config_updated', () => called.push('second'));
    events.on('*', () => called.push('third'));
    changed(events);
    expect(called).toEqual(['first', 'second', 'third']);
  });

  test('that cause events: nobody hears the second before the first', () => {
    const events = new Events();
    const heard: string[] = [];
    let rest = 2;
    events.on('*', ({ id }) => {
      heard.push(`a${id}`);
      if (rest-- > 0) changed(events);
    });
    events.on('*', ({ id }) => heard.push(`b${id}`));
    changed(events);
    expect(heard).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  });

  test('that are registered while an event is under way hear the next one first', () => {
    const events = new Events();
    const heard: number[] = [];
    let once = true;
    events.on('*', () => {
      if (!once) return;
      once = false;
      changed(events);
      events.on('*', ({ id }) => heard.push(id));
    });
    changed(events);
    expect(heard).toEqual([]);
    changed(events);
    expect(heard).toEqual([3]);
  });

  test('that are ended while an event is under way do not hear it any more', () => {
    const events = new Events();
    const last = vi.fn();
    events.on('*', () => end());
    const end = events.on('*', last);
    changed(events);
    expect(last).not.toHaveBeenCalled();
  });

  test('that throw are reported, and the others hear the event', () => {
    const events = new Events();
    const other = vi.fn();
    events.on('*', () => {
      throw new Error('mine');
    });
    events.on('*', other);
    changed(events);
    expect(other).toHaveBeenCalledOnce();
    expect(reported).toHaveBeenCalledWith(expect.objectContaining({ message: 'mine' }));
  });

  test('that update without end are stopped with update_loop', async () => {
    const sync = await openLoose({ n: 0 });
    sync.on('state_updated', () => sync.update({ n: (sync.get('/n') as number) + 1 }));
    sync.update({ n: 1 });
    expect(reported).toHaveBeenCalledWith(expect.objectContaining({ code: 'update_loop' }));
    // And it is over.
    expect(sync.update({ other: 1 }).accepted).toBe(true);
  });

  test('that cause two events for each do not hold up the page', async () => {
    const sync = await openLoose({ n: 0 });
    const [one, other] = ['one', 'other'].map((name) => sync.registerComponent(name));
    let count = 0;
    const answer = (component?: ComponentHandle) => () => count++ < 300_000 && component?.setStatus(`${count}`);
    for (const component of [one, other]) sync.on('component_status', answer(component));
    one?.setStatus('active');
    expect(count).toBeLessThan(200_000);
    expect(reported).toHaveBeenCalledWith(expect.objectContaining({ code: 'update_loop' }));
  });

  test('may make very many updates for one event', async () => {
    const sync = await openLoose({ n: 0 });
    const end = sync.on('config_updated', () => {
      for (let n = 1; n <= 20_000; n++) sync.update({ n });
    });
    sync.on('state_updated', () => {});
    sync.updateSyncConfig({ maxIssues: 7 });
    end();
    expect([sync.get('/n'), reported.mock.calls]).toEqual([20_000, []]);
  });

  test.each<[string, (component: ComponentHandle, count: number) => void]>([
    ['component_status', (component, count) => component.setStatus(`${count}`)],
    ['component_error', (component, count) => component.reportError(`${count}`)],
  ])('of %s that cause another one without end are stopped with update_loop', async (type, cause) => {
    const sync = await openLoose({ n: 0 });
    const component = sync.registerComponent('without a record');
    let count = 0;
    const end = sync.on(type as EventType, () => count++ < 10_000 && cause(component, count));
    cause(component, -1);
    end();
    expect(count).toBeLessThan(1_000);
    expect(reported).toHaveBeenCalledWith(expect.objectContaining({ code: 'update_loop' }));
    // And it is over.
    component.setStatus('active');
    expect(component.status).toBe('active');
  });

  test('may be the same function twice, and ending one twice does no harm', () => {
    const events = new Events();
    const handler = vi.fn();
    const end = events.on('*', handler);
    events.on('*', handler);
    end();
    end();
    changed(events);
    expect(handler).toHaveBeenCalledOnce();
  });
});

describe('state_updated', () => {
  test('says which keys and which deepest places changed, when it is heard and in the history', async () => {
    const sync = await openLoose({ a: { b: 1, c: 2 }, d: 3 });
    sync.update({ a: { b: 5 }, d: 4 }, { source: 'me' });
    const heard = new Promise<SyncEvent<'state_updated'>>((resolve) => sync.on('state_updated', resolve));
    sync.update({ a: { c: 6 } });
    expect((await heard).data).toMatchObject({ changes: ['a'], pointers: ['/a/c'], version: 2 });
    const [first] = sync.eventHistory({ type: 'state_updated' });
    expect(first).toMatchObject({ source: 'me', version: 1, priority: 'low' });
    expect(first?.data).toMatchObject({ source: 'me', changes: ['a', 'd'], pointers: ['/a/b', '/d'], version: 1 });
    expect(first?.data.truncated).toBeUndefined();
  });

  test('says which members are different when another state takes the place of the whole', async () => {
    const sync = await openLoose({ a: 1, b: { c: 2 }, d: 3 });
    const heard: unknown[] = [];
    sync.on('state_updated', ({ data: { changes, pointers } }) => heard.push([changes, pointers]));
    sync.update([{ op: 'replace', path: '', value: { b: { c: 2 }, d: 4, e: 5 } }]);
    expect(sync.history().at(-1)?.pointers).toEqual(['/a', '/d', '/e']);
    sync.undo();
    sync.update([
      { op: 'add', path: '', value: { a: 1 } },
      { op: 'add', path: '/b', value: 6 },
    ]);
    expect(heard).toEqual([
      [
        ['a', 'd', 'e'],
        ['/a', '/d', '/e'],
      ],
      [
        ['e', 'a', 'd'],
        ['/e', '/a', '/d'],
      ],
      [
        ['b', 'd'],
        ['/b', '/d', '/b'],
      ],
    ]);
    expect(sync.getState()).toEqual({ a: 1, b: 6 });
  });

  test('says it without a history, too', async () => {
    const sync = await openLoose({ a: { b: 1 }, d: 3 }, { config: { historyLimit: 0 } });
    const heard: unknown[] = [];
    sync.on('state_updated', ({ data: { source, pointers } }) => heard.push([source, ...pointers]));
    sync.update({ a: { b: 5 } }, { source: 'me' });
    await sync.importState('{"a":{"b":5},"d":4}');
    await sync.recoverState({ version: 1 });
    expect(heard).toEqual([
      ['me', '/a/b'],
      ['import', '/d'],
      ['recovery', '/d'],
    ]);
  });

  test('that nobody heard in a flood is truncated, but is there, and the last ones heard are whole', async () => {
    const sync = await openLoose({ n: 0 });
    vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    for (let n = 1; n <= 300; n++) sync.update({ n });
    vi.restoreAllMocks();
    const events = sync.eventHistory({ type: 'state_updated' });
    expect(events.map(({ version }) => version)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(events.filter(({ data }) => data.pointers.length === 1)).toHaveLength(100);
    expect(events.at(-1)?.data).toMatchObject({ changes: [], pointers: [], truncated: true, version: 300 });
    sync.on('state_updated', () => {});
    sync.update({ n: 0 });
    expect(sync.eventHistory({ limit: 1 })[0]?.data).toMatchObject({ pointers: ['/n'] });
  });
});

describe('the history', () => {
  async function busy(): Promise<StateSync<Loose>> {
    const sync = await open<Loose>({ n: 0 }, { schema: { type: 'object', properties: { n: { type: 'number' } } } });
    sync.update({ n: 1 });
    sync.update({ n: 'text' });
    sync.update({ n: 2 });
    await sync.validateState();
    return sync;
  }

  test('has what happened, whether anybody heard it or not, oldest first', async () => {
    const sync = await busy();
    const history = sync.eventHistory();
    expect(types(history).filter((type) => !type.startsWith('storage'))).toEqual([
      'state_updated',
      'state_update_rejected',
      'state_updated',
      'state_validated',
    ]);
    expect(ids(history)).toEqual(ids(history).toSorted((a, b) => a - b));
    expect(sync.eventHistory()[0]).toBe(history[0]);
    expect(Object.isFrozen(history[0]) && Object.isFrozen(history[0]?.data)).toBe(true);
  });

  test('is filtered by type, time, priority and number', async () => {
    const sync = await busy();
    expect(types(sync.eventHistory({ type: 'state_validated' }))).toEqual(['state_validated']);
    expect(sync.eventHistory({ type: '*' })).toEqual(sync.eventHistory());
    expect(types(sync.eventHistory({ limit: 2 }))).toEqual(['state_updated', 'state_validated']);
    expect(sync.eventHistory({ limit: 0 })).toEqual([]);
    expect(types(sync.eventHistory({ minPriority: 'medium' }))).toEqual(['state_update_rejected']);
    expect(sync.eventHistory({ since: Date.now() + 1000 })).toEqual([]);
    expect(sync.eventHistory({ since: 0 })).toHaveLength(sync.eventHistory().length);
  });

  test('keeps what matters: beyond the limit the oldest of the lowest priority go', async () => {
    const sync = await busy();
    sync.updateSyncConfig({ eventHistoryLimit: 3 });
    for (let n = 10; n < 20; n++) sync.update({ n });
    expect(types(sync.eventHistory())).toEqual(['state_update_rejected', 'config_updated', 'state_updated']);
    expect(sync.eventHistory().at(-1)?.data).toMatchObject({ version: 12 });
    sync.updateSyncConfig({ eventHistoryLimit: 0 });
    expect(sync.eventHistory()).toEqual([]);
    sync.update({ n: 1 });
    expect(sync.eventHistory()).toEqual([]);
  });

  test('is in order over thousands of drops', () => {
    const log = new EventLog();
    log.limit = 100;
    for (let id = 1; id <= 5000; id++)
      log.add({ id, type: 'config_updated', timestamp: id } as Loose, id % 97 === 0 ? 2 : 0);
    const kept = log.read({}).map(({ id }) => id);
    expect(kept).toHaveLength(100);
    expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    expect(kept.filter((id) => id % 97 === 0)).toHaveLength(51);
    expect(kept.slice(-40)).toEqual(Array.from({ length: 40 }, (_, i) => 4961 + i));
  });

  test('begins before the state is loaded, and ends with close', async () => {
    const sync = opening({ n: 0 });
    sync.updateSyncConfig({ maxIssues: 7 });
    expect(types(sync.eventHistory())).toEqual(['config_updated']);
    await sync.close();
    expect(() => sync.eventHistory()).toThrow(expect.objectContaining({ code: 'closed' }));
  });
});
