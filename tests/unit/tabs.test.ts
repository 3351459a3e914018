/** What tabs know of each other, by messages that may be lost, late, forged, or not to be had at all. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Tabs, type TabsPort } from '../../pkg/src/tabs.js';

/** The channels of a browser, in which a message arrives at once. */
class Channel {
  static all: Channel[] = [];
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onmessageerror: (() => void) | undefined;
  isDead = false;
  constructor(readonly name: string) {
    Channel.all.push(this);
  }
  postMessage(data: unknown): void {
    for (const other of Channel.all)
      if (other !== this && other.name === this.name && !this.isDead && !other.isDead)
        other.onmessage?.({ data: structuredClone(data) });
  }
  close(): void {
    Channel.all = Channel.all.filter((other) => other !== this);
  }
}

/** Locks, of which each is held by one. */
function locks() {
  const queues = new Map<string, Promise<unknown>>();
  const request = (name: string, { signal }: { signal: AbortSignal }, hold: () => Promise<void>) => {
    const turn = (queues.get(name) ?? Promise.resolve()).then(() => {
      if (signal.aborted) throw new Error('aborted');
      return hold();
    });
    queues.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  };
  return { request };
}

function open(name = 'notes', shared = true) {
  const tabs = new Tabs(name);
  const give = vi.fn<TabsPort['give']>(async () => undefined);
  const port = { hint: vi.fn(), backup: vi.fn(), joined: vi.fn(), left: vi.fn(), give };
  tabs.open(port, shared);
  return { tabs, port };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('BroadcastChannel', Channel);
  vi.stubGlobal('navigator', { locks: locks() });
});
afterEach(() => {
  Channel.all = [];
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('tabs', () => {
  test('find those that were there before them, and are found by them', () => {
    const [first, second] = [open(), open()];
    expect([first.tabs.count, second.tabs.count]).toEqual([2, 2]);
    expect(first.port.joined).toHaveBeenCalledOnce();
    expect(second.port.joined).toHaveBeenCalledOnce();
    const other = open('something else');
    expect([other.tabs.count, first.tabs.count]).toEqual([1, 2]);
  });

  test('look whether there is something new when another one comes, and when one says so', () => {
    const [first, second] = [open(), open()];
    first.port.hint.mockClear();
    second.tabs.hint();
    expect(first.port.hint).toHaveBeenCalledOnce();
    expect(second.port.hint, 'once, since the first one answered').toHaveBeenCalledOnce();
  });

  test('look for backups when another one comes, and when one has made another', () => {
    const [first, second] = [open(), open()];
    expect([first, second].map(({ port }) => port.backup.mock.calls.length)).toEqual([1, 1]);
    second.tabs.backup();
    expect([first, second].map(({ port }) => port.backup.mock.calls.length)).toEqual([2, 1]);
    expect(first.port.hint, 'of the state there is nothing new').toHaveBeenCalledOnce();
  });

  test('miss one that goes, with a word or without', () => {
    const [first, second, third] = [open(), open(), open()];
    second.tabs.close();
    expect(first.tabs.count).toBe(2);
    expect(first.port.left).toHaveBeenCalledOnce();
    // As when it dies, or is frozen.
    const silent = Channel.all[1] as Channel;
    silent.isDead = true;
    vi.advanceTimersByTime(20_000);
    expect(first.tabs.count).toBe(1);
    expect(first.port.left).toHaveBeenCalledTimes(2);
    silent.isDead = false;
    third.tabs.hint();
    expect(first.tabs.count, 'and it comes back').toBe(2);
  });

  test('that live on are not missed', () => {
    const all = [open(), open(), open()];
    vi.advanceTimersByTime(120_000);
    expect(all.map(({ tabs }) => tabs.count)).toEqual([3, 3, 3]);
    for (const { port } of all) expect(port.left).not.toHaveBeenCalled();
  });

  test('count messages that they do not understand, and do nothing', () => {
    const { tabs, port } = open();
    const forger = new Channel('holdfast:notes');
    const messages = [null, 1, 'hint', [], {}, { kind: 'hint' }, { kind: 'constructor', tab: 'x' }, { tab: 'x' }];
    for (const message of messages) forger.postMessage(message);
    forger.postMessage({ kind: 'hello', tab: 'x'.repeat(1_000) });
    expect(tabs.malformed).toBe(messages.length + 1);
    expect(tabs.count).toBe(1);
    expect(port.hint).not.toHaveBeenCalled();
  });

  test('elect one of them, and another when that one closes', async () => {
    const [first, second] = [open(), open()];
    const leads = vi.fn();
    second.tabs.onLeader(leads);
    await settled();
    expect([first.tabs.isLeader, second.tabs.isLeader]).toEqual([true, false]);
    first.tabs.close();
    await settled();
    expect([first.tabs.isLeader, second.tabs.isLeader]).toEqual([false, true]);
    expect(leads).toHaveBeenCalledOnce();
    second.tabs.onLeader(leads);
    expect(leads, 'at once, since it does already').toHaveBeenCalledTimes(2);
  });

  test('that close while they wait to lead do not lead', async () => {
    const [first, second, third] = [open(), open(), open()];
    second.tabs.close();
    await settled();
    first.tabs.close();
    await settled();
    expect([second.tabs.isLeader, third.tabs.isLeader]).toEqual([false, true]);
  });

  test('look when their page is shown again', () => {
    const other = open();
    const target = new EventTarget();
    vi.stubGlobal('addEventListener', target.addEventListener.bind(target));
    vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target));
    vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
    const { tabs, port } = open();
    port.hint.mockClear();
    target.dispatchEvent(new Event('pagehide'));
    expect(other.tabs.count, 'hidden for ever, as far as anybody knows').toBe(1);
    target.dispatchEvent(new Event('pageshow'));
    document.dispatchEvent(new Event('visibilitychange'));
    document.dispatchEvent(new Event('resume'));
    expect(port.hint).toHaveBeenCalledTimes(3);
    expect(other.tabs.count).toBe(2);
    tabs.close();
    document.dispatchEvent(new Event('visibilitychange'));
    target.dispatchEvent(new Event('pageshow'));
    expect(port.hint, 'no more after it is closed').toHaveBeenCalledTimes(3);
    expect(vi.getTimerCount(), 'but for that of the other').toBe(1);
  });

  test('are alone, and lead, where there are neither channels nor locks nor documents', () => {
    vi.stubGlobal('BroadcastChannel', undefined);
    vi.stubGlobal('navigator', undefined);
    const { tabs } = open();
    expect([tabs.count, tabs.isLeader]).toEqual([1, true]);
    tabs.hint();
    tabs.close();
    tabs.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that keep their state in memory have no others', () => {
    const [first] = [open('notes', false), open('notes', false)];
    expect([first.tabs.count, first.tabs.isLeader, Channel.all.length]).toEqual([1, true, 0]);
  });
});

test('of two questions at the same time each has its answer', async () => {
  const [asking, other] = [open(), open()];
  other.port.give.mockImplementation(async (head) => new Uint8Array([head?.[1] ?? 0]));
  const answers = [7, 7, 8].map((sequence) => asking.tabs.ask(['notes', sequence]));
  await vi.advanceTimersByTimeAsync(10);
  expect((await Promise.all(answers)).map((file) => file?.[0])).toEqual([7, 7, 8]);
  asking.tabs.close();
  other.tabs.close();
});

test('whoever asks is given the state of another tab, and nothing by nobody', async () => {
  const [asking, silent] = [open(), open()];
  const nothing = asking.tabs.ask(['notes', 7]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await nothing).toBeUndefined();
  silent.port.give.mockResolvedValue(new Uint8Array([1, 2, 3]));
  const third = open();
  third.port.give.mockResolvedValue(new Uint8Array([4]));
  expect([[1, 2, 3], [4]]).toContainEqual([...((await asking.tabs.ask(['notes', 7])) ?? [])]);
  expect(third.port.give).toHaveBeenLastCalledWith(['notes', 7]);
  // Given late, it is the answer to a question that is over.
  let late: (file: Uint8Array) => void = () => {};
  third.port.give.mockImplementationOnce(() => new Promise((resolve) => (late = resolve)));
  silent.port.give.mockImplementation(async (head) => (head?.[1] === 8 ? new Uint8Array([8]) : undefined));
  const [first] = [asking.tabs.ask(['notes', 7]), await vi.advanceTimersByTimeAsync(10_000)];
  expect(await first).toBeUndefined();
  silent.port.give.mockImplementation(async () => undefined);
  third.port.give.mockImplementation(async () => undefined);
  const second = asking.tabs.ask(['notes', 8]);
  late(new Uint8Array([7]));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await second).toBeUndefined();
  // Given without being asked for, it is not taken.
  expect(third.port.hint).toHaveBeenCalled();
  silent.tabs.close();
  third.tabs.close();
  expect(await asking.tabs.ask(['notes', 7])).toBeUndefined();
});
