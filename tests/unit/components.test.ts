/** Components: what they say, what is done when they fail, who is told. Time passes only when a test says so. */

import { createStateSync, defineModel, type StateSync, type SyncEvent } from 'holdfast';
import { assistantModel } from 'holdfast/models/assistant';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Components } from '../../pkg/src/components/components.js';
import type { ComponentPort } from '../../pkg/src/components/types.js';
import { Clock, settled } from './lib/clock.js';
import { type Loose, openLoose } from './lib/open.js';

let clock: Clock;
let components: Components;
/** `name status`, with the detail in brackets. */
let told: string[];
let errors: Parameters<ComponentPort['emitError']>[0][];
let recorded: string[];
let port: ComponentPort;

beforeEach(() => {
  clock = new Clock();
  told = [];
  errors = [];
  recorded = [];
  port = {
    models: { Store: { slice: '/store', status: '/status/Store' }, Other: { slice: '/other' } },
    emitStatus: ({ component, status, detail }) => told.push(`${component} ${status}${detail ? ` (${detail})` : ''}`),
    emitError: (data) => errors.push(data),
    record: (pointer, status, source) => {
      recorded.push(`${pointer} ${status} ${source}`);
      return true;
    },
    live: () => {},
    now: () => clock.now,
    later: clock.later,
    recoveryEnabled: () => true,
    recover: vi.fn(async () => ({ success: false, reason: 'nothing there' })),
  };
  components = new Components(port);
});

/** Fails so many times, then works. */
const failing = (times: number) => {
  let left = times;
  return vi.fn(async () => {
    if (left-- > 0) throw new Error('still broken');
  });
};

describe('the life of a component', () => {
  test('is initializing, active, inactive; each change is told once', () => {
    const handle = components.register('Any');
    handle.setStatus('active');
    handle.setStatus('active');
    handle.setStatus('active', 'busy');
    handle.unregister();
    handle.setStatus('active');
    expect(told).toEqual(['Any initializing', 'Any active', 'Any active (busy)', 'Any inactive']);
    expect(components.live().size).toBe(0);
  });

  test('is written to the record that the model has for it, and only there', () => {
    components.register('Store').setStatus('active');
    components.register('Other').setStatus('active');
    components.register('Unknown').setStatus('active');
    expect(recorded).toEqual(['/status/Store initializing component:Store', '/status/Store active component:Store']);
    expect([...components.live()]).toEqual([
      ['Store', 'active'],
      ['Other', 'active'],
      ['Unknown', 'active'],
    ]);
  });

  test('is shared by all handles of the name, and ends with the last', () => {
    const first = components.register('Any');
    first.setStatus('active');
    const second = components.register('Any');
    expect(second.status).toBe('active');
    first.unregister();
    first.unregister();
    expect(components.live().get('Any')).toBe('active');
    second.unregister();
    expect(components.live().has('Any')).toBe(false);
  });

  test('knows its own slice, for recovery', () => {
    components.register('Store', { getState: () => ({ a: 1 }) });
    components.register('Other');
    components.register('Unknown', { getState: () => 5 });
    const states = [...components.states()];
    expect(states).toEqual([['Store', { slice: '/store', getState: expect.any(Function) }]]);
    expect(states[0]?.[1].getState()).toEqual({ a: 1 });
  });
});

describe('an error', () => {
  test('sets the status and is told at once where nothing can be done', () => {
    const handle = components.register('Any');
    handle.reportError(new Error('boom'), { fatal: true });
    expect(handle.status).toBe('error');
    expect(told.at(-1)).toBe('Any error (boom)');
    expect(errors).toEqual([{ component: 'Any', error: 'boom', fatal: true, restarted: false }]);
    expect(port.recover).not.toHaveBeenCalled();
  });

  test('restarts the component, and is told with what became of it', async () => {
    const restart = failing(0);
    const handle = components.register('Any', { restart });
    handle.reportError('boom');
    expect(handle.status).toBe('error');
    await settled();
    expect(handle.status).toBe('active');
    expect(errors).toEqual([{ component: 'Any', error: 'boom', fatal: false, restarted: true }]);
  });

  test('restarts it after growing pauses, three times, then recovers its slice and leaves it in error', async () => {
    const restart = failing(Infinity);
    const handle = components.register('Store', { restart });
    handle.reportError('boom');
    await settled();
    expect(restart).toHaveBeenCalledTimes(1);
    expect(errors).toEqual([{ component: 'Store', error: 'boom', fatal: false, restarted: false }]);
    await clock.pass(999);
    expect(restart).toHaveBeenCalledTimes(1);
    await clock.pass(1);
    expect(restart).toHaveBeenCalledTimes(2);
    await clock.pass(4000);
    expect(restart).toHaveBeenCalledTimes(3);
    expect(port.recover).toHaveBeenCalledExactlyOnceWith('Store', '/store');
    expect(told.slice(-2)).toEqual([
      'Store error (restart failed: still broken)',
      'Store error (recovery failed: nothing there)',
    ]);
    await clock.pass(100_000);
    expect(restart).toHaveBeenCalledTimes(3);
    expect(clock.timers.size).toBe(0);
  });

  test('that only recovery mends ends well', async () => {
    port.recover = async () => ({ success: true });
    components = new Components(port);
    const handle = components.register('Store', { restart: failing(3) });
    handle.reportError('boom');
    await clock.pass(5000);
    expect(handle.status).toBe('active');
  });

  test('soon after a restart counts with those before; after a minute it does not', async () => {
    const restart = failing(0);
    const handle = components.register('Any', { restart });
    for (const pause of [0, 1000, 4000]) {
      handle.reportError('boom');
      await clock.pass(pause);
      expect(handle.status).toBe('active');
    }
    handle.reportError('boom');
    await clock.pass(50_000);
    expect(handle.status).toBe('error');
    handle.setStatus('active');
    await clock.pass(20_000);
    handle.reportError('boom');
    await settled();
    expect(handle.status).toBe('active');
  });

  test('is over when the component says that it is well', async () => {
    const restart = failing(Infinity);
    const handle = components.register('Any', { restart });
    handle.reportError('boom');
    await settled();
    handle.setStatus('active');
    await clock.pass(10_000);
    expect(restart).toHaveBeenCalledTimes(1);
    expect(handle.status).toBe('active');
  });

  test('ends the wait for a restart that never ends', async () => {
    const handle = components.register('Any', { restart: () => new Promise(() => {}) });
    handle.reportError('boom');
    await clock.pass(30_000);
    expect(told.at(-1)).toBe('Any error (restart failed: not done after 30000 ms)');
    expect(errors).toHaveLength(1);
  });
});

describe('a component that promised a heartbeat', () => {
  test('fails when it is silent for three of them', async () => {
    const handle = components.register('Any', { heartbeatMs: 100 });
    handle.setStatus('active');
    for (let i = 0; i < 10; i++) {
      await clock.pass(150);
      handle.beat();
    }
    expect(handle.status).toBe('active');
    await clock.pass(299);
    expect(handle.status).toBe('active');
    await clock.pass(1);
    expect(told.at(-1)).toBe('Any error (no heartbeat for 300 ms)');
    expect(errors).toHaveLength(1);
  });

  test('is not blamed for a timer that was late itself', async () => {
    const handle = components.register('Any', { heartbeatMs: 100 });
    handle.setStatus('active');
    clock.now = 60_000;
    await clock.pass(0);
    expect(handle.status).toBe('active');
    await clock.pass(300);
    expect(handle.status).toBe('error');
  });

  test('is held to what the newest handle promises, from when it does', async () => {
    const first = components.register('Any');
    first.setStatus('active');
    await clock.pass(2050);
    const second = components.register('Any', { heartbeatMs: 1000 });
    await clock.pass(2900);
    expect(told.at(-1)).toBe('Any active');
    second.unregister();
    await clock.pass(10_000);
    expect(told.at(-1)).toBe('Any active');
    components.register('Any', { heartbeatMs: 60_000 });
    components.register('Any', { heartbeatMs: 1000 });
    await clock.pass(3000);
    expect(told.at(-1)).toBe('Any error (no heartbeat for 3000 ms)');
  });

  test('is left alone when it is inactive or gone', async () => {
    const handle = components.register('Any', { heartbeatMs: 100 });
    handle.setStatus('inactive');
    await clock.pass(1000);
    expect(handle.status).toBe('inactive');
    handle.setStatus('active');
    handle.unregister();
    expect(clock.timers.size).toBe(0);
  });
});

describe('components that depend on others', () => {
  test('are told of their errors, and restarted after them, each once and in order', async () => {
    const order: string[] = [];
    const restart = (name: string) => async () => {
      order.push(name);
    };
    components.register('View', { dependsOn: ['Cache', 'Store'], restart: restart('View') });
    components.register('Cache', { dependsOn: ['Store'], restart: restart('Cache') });
    const store = components.register('Store', { restart: restart('Store') });
    components.register('Apart', { restart: restart('Apart') });
    told = [];
    store.reportError('boom');
    expect(told).toEqual([
      'Store error (boom)',
      'Cache initializing (Store failed: boom)',
      'View initializing (Store failed: boom)',
    ]);
    await settled();
    expect(order).toEqual(['Store', 'Cache', 'View']);
  });

  test('may be registered before them, and learn when all are active', async () => {
    const ready = vi.fn();
    const view = components.register('View', { dependsOn: ['Store', 'Cache'] });
    void view.dependencies().then(ready);
    const store = components.register('Store');
    components.register('Cache').setStatus('active');
    await settled();
    expect(ready).not.toHaveBeenCalled();
    store.setStatus('active');
    await settled();
    expect(ready).toHaveBeenCalledOnce();
    await view.dependencies();
  });

  test('cannot do so in a circle, which is named', () => {
    components.register('A', { dependsOn: ['B'] });
    components.register('B', { dependsOn: ['C', 'Unknown'] });
    expect(() => components.register('C', { dependsOn: ['A'] })).toThrow(
      expect.objectContaining({ code: 'invalid_config', message: expect.stringContaining('C -> A -> B -> C') }),
    );
    expect(() => components.register('D', { dependsOn: ['D'] })).toThrow('D -> D');
    expect([...components.live().keys()]).toEqual(['A', 'B']);
  });
});

test('after close no timer is left and handles do nothing', async () => {
  const restart = failing(Infinity);
  const handle = components.register('Any', { heartbeatMs: 100, restart });
  const waiting = components.register('View', { dependsOn: ['Any'] }).dependencies();
  handle.reportError('boom');
  await settled();
  components.close();
  await expect(waiting).rejects.toMatchObject({ code: 'closed' });
  const before = told.length;
  handle.setStatus('active');
  handle.reportError('boom');
  handle.beat();
  handle.unregister();
  await clock.pass(100_000);
  expect(clock.timers.size).toBe(0);
  expect([told.length, restart.mock.calls.length]).toEqual([before, 1]);
});

describe('in an instance', () => {
  let made = 0;
  function assistant() {
    const sync = createStateSync({ name: `components-${made++}`, model: assistantModel, storage: 'memory' });
    onTestFinished(() => sync.close());
    return sync;
  }
  const statuses = <S>(sync: StateSync<S>) =>
    sync.eventHistory({ type: 'component_status' }).map(({ data }) => `${data.status} ${data.recorded}`);

  test('a status is an ordinary update of the record, with the source of the component', async () => {
    const sync = assistant();
    await sync.ready;
    const handle = sync.registerComponent('MemoryStore');
    const heard: SyncEvent<'state_updated'>[] = [];
    sync.on('state_updated', (event) => heard.push(event));
    const before = Date.now();
    handle.setStatus('active');
    const { status, lastActivity } = sync.getState().system.components.MemoryStore;
    expect(status).toBe('active');
    expect(lastActivity).toBeGreaterThanOrEqual(before);
    expect(heard[0]?.source).toBe('component:MemoryStore');
    handle.unregister();
    expect(sync.get('/system/components/MemoryStore/status')).toBe('inactive');
    expect(statuses(sync)).toEqual(['initializing true', 'active true', 'inactive true']);
  });

  test('a status waits for the state, and only the last is written', async () => {
    const sync = assistant();
    const handle = sync.registerComponent('MemoryStore');
    handle.setStatus('error');
    handle.setStatus('active');
    expect(sync.getState().system.components.MemoryStore.status).toBe('inactive');
    await sync.ready;
    expect(sync.getState().system.components.MemoryStore.status).toBe('active');
    expect(sync.status.version).toBe(1);
  });

  test('a status that was set before ready is told again when it is recorded, with its detail, and no other is', async () => {
    const sync = assistant();
    const handle = sync.registerComponent('MemoryStore');
    handle.setStatus('active', 'warm');
    sync.registerComponent('Mine').setStatus('active');
    sync.registerComponent('UXRepository').setStatus('paused');
    const told = () =>
      sync.eventHistory({ type: 'component_status' }).map(({ data, version }) => ({ ...data, version }));
    const before = told().length;
    await sync.ready;
    expect(told().slice(before)).toEqual([
      { component: 'MemoryStore', status: 'active', detail: 'warm', recorded: true, version: 1 },
    ]);
    expect(told().slice(0, before)).toEqual(
      told()
        .map((data) => ({ ...data, recorded: false }))
        .slice(0, before),
    );
    handle.setStatus('active', 'warm');
    expect(told()).toHaveLength(before + 1);
  });

  test('what a listener sets while the early status is recorded is told once', async () => {
    const sync = assistant();
    const handle = sync.registerComponent('MemoryStore');
    sync.on('state_updated', () => {
      if (handle.status !== 'active') handle.setStatus('active');
    });
    await sync.ready;
    expect(statuses(sync)).toEqual(['initializing false', 'active true']);
  });

  test('a status that the model does not know is refused for the record, and counts all the same', async () => {
    const sync = assistant();
    await sync.ready;
    const handle = sync.registerComponent('MemoryStore');
    handle.setStatus('paused');
    expect(handle.status).toBe('paused');
    expect(sync.get('/system/components/MemoryStore/status')).toBe('initializing');
    expect(statuses(sync).at(-1)).toBe('paused false');
    expect(sync.eventHistory({ type: 'state_update_rejected' })).toHaveLength(1);
  });

  test('any name will do, and errors are told with their priority', async () => {
    const sync = assistant();
    sync.registerComponent('Mine').reportError(new Error('boom'), { fatal: true });
    expect(sync.eventHistory({ type: 'component_error' })[0]).toMatchObject({
      source: 'component:Mine',
      priority: 'critical',
      data: { component: 'Mine', error: 'boom', fatal: true, restarted: false },
    });
    await sync.close();
    expect(() => sync.registerComponent('Mine')).toThrow(expect.objectContaining({ code: 'closed' }));
  });

  test('a record without lastActivity is left without, and one that is missing is made', async () => {
    const own = createStateSync({
      name: `components-${made++}`,
      storage: 'memory',
      model: defineModel<Loose>({
        name: 'own',
        version: 1,
        schema: true,
        initial: () => ({ status: { B: { status: '' } } }),
        components: { A: { slice: '/a', status: '/status/A' }, B: { slice: '/b', status: '/status/B' } },
      }),
    });
    onTestFinished(() => own.close());
    await own.ready;
    own.registerComponent('A').setStatus('active');
    own.registerComponent('B').setStatus('active');
    expect(own.getState().status).toEqual({
      A: { status: 'active', lastActivity: expect.any(Number) },
      B: { status: 'active' },
    });
  });
});

test('one that is registered again by who hears that it is gone is there', async () => {
  const sync = await openLoose({});
  const first = sync.registerComponent('Store');
  let second: ReturnType<StateSync<Loose>['registerComponent']> | undefined;
  sync.on('component_status', ({ data }) => {
    if (data.status === 'inactive') second ??= sync.registerComponent('Store');
  });
  first.unregister();
  expect(second?.status).toBe('initializing');
  second?.setStatus('active');
  expect(sync.inspect().components).toMatchObject([{ name: 'Store', status: 'active' }]);
  second?.unregister();
  expect(sync.inspect().components).toEqual([]);
});

test.each([Object.create(null), { toString: () => ({}) }, Symbol('x'), undefined, null])(
  'an error of which no text can be made is one too',
  async (odd) => {
    const sync = await openLoose({});
    const heard = vi.fn();
    sync.on('component_error', ({ data }) => heard(data.component, typeof data.error));
    sync.registerComponent('Store').reportError(odd);
    expect(heard).toHaveBeenCalledExactlyOnceWith('Store', 'string');
  },
);
