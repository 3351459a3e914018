/** The components of one instance: who is there, who depends on whom, what they say. */
import { closed } from '../engine/errors.js';
import { isObject, isString } from '../model/check.js';
import { isText, must } from '../must.js';
import { Component } from './component.js';
import { dependents, mustHaveNoCycle } from './order.js';
import type { ComponentHandle, ComponentHooks, ComponentInfo, ComponentPort } from './types.js';

const NONE: readonly string[] = [];

export class Components {
  readonly #port: ComponentPort;
  readonly #components = new Map<string, Component>();
  /** Who waits for what it depends on. */
  #waiting: { readonly component: Component; resolve(): void; reject(error: Error): void }[] = [];
  #closed = false;

  constructor(port: ComponentPort) {
    this.#port = port;
  }

  readonly #dependsOn = (name: string): readonly string[] => this.#components.get(name)?.hooks.dependsOn ?? NONE;

  /**
   * Registers a component, or another handle to the one of that name.
   * @throws StateSyncError `invalid_config` if it would depend on itself
   */
  register(name: string, hooks: ComponentHooks = {}): ComponentHandle {
    must(isString(name), 'text as name', name);
    must(isObject(hooks), 'an object as hooks', hooks);
    const { dependsOn = NONE, heartbeatMs = 0 } = hooks;
    must(Array.isArray(dependsOn) && dependsOn.every(isString), 'a list of names as dependsOn', dependsOn);
    // A timer of more days than that ends at once.
    must(
      Number.isFinite(heartbeatMs) && heartbeatMs >= 0 && heartbeatMs < 7e8,
      'milliseconds as heartbeatMs',
      heartbeatMs,
    );
    mustHaveNoCycle(name, (other) => (other === name ? dependsOn : this.#dependsOn(other)));
    const component =
      this.#components.get(name) ??
      new Component(name, this.#port, {
        failed: (failed, reason) => this.#failed(failed, reason),
        restarted: (restarted) => this.#restarted(restarted),
        changed: () => this.#changed(),
      });
    this.#components.set(name, component);
    const release = component.hold(hooks);
    let here = true;
    const isHere = () => here && !this.#closed;
    return {
      name,
      get status() {
        return component.status;
      },
      setStatus: (status, detail) => {
        must(isString(status), 'text as status', status);
        must(isText(detail), 'text as detail', detail);
        if (isHere()) component.set(status, detail);
      },
      reportError: (error, options) => {
        if (isHere()) component.fail(error, options?.fatal === true);
      },
      beat: () => {
        if (isHere()) component.beat();
      },
      dependencies: () => this.#dependencies(component),
      unregister: () => {
        if (!isHere()) return;
        here = false;
        if (release()) this.#components.delete(name);
      },
    };
  }

  /** What each component that is there says of itself: for the consistency rule `status`. */
  live(): ReadonlyMap<string, string> {
    return new Map(Array.from(this.#components.values(), ({ name, status }) => [name, status]));
  }

  /** Those of the model and those that are registered. */
  infos(): ComponentInfo[] {
    const { models } = this.#port;
    const names = new Set([...Object.keys(models), ...this.#components.keys()]);
    return Array.from(names, (name) => {
      const component = this.#components.get(name);
      const { dependsOn = NONE, restart } = component?.hooks ?? {};
      const { slice, status: record } = models[name] ?? {};
      return { name, status: component?.status, slice, record, dependsOn, canRestart: restart !== undefined };
    });
  }

  /** Who can say what the slice is that it owns, by name: for recovery. */
  states(): ReadonlyMap<string, { readonly slice: string; getState(): unknown }> {
    const states = new Map<string, { slice: string; getState(): unknown }>();
    for (const { name, hooks } of this.#components.values()) {
      const { slice } = this.#port.models[name] ?? {};
      if (slice !== undefined && hooks.getState) states.set(name, { slice, getState: () => hooks.getState?.() });
    }
    return states;
  }

  /** The state is there: statuses that were set before are written. @param isAgain another engine has it now */
  ready(isAgain: boolean): void {
    for (const component of this.#components.values()) {
      if (isAgain) component.again();
      else component.ready();
    }
  }

  /** Stops all timers; from now on handles do nothing. */
  close(): void {
    this.#closed = true;
    for (const component of this.#components.values()) component.stop();
    this.#components.clear();
    for (const { reject } of this.#waiting) reject(closed());
    this.#waiting = [];
  }

  /** Those that depend on it, in the order in which they are to be started. */
  #dependents({ name }: Component): Component[] {
    return dependents(name, this.#components.keys(), this.#dependsOn).map(
      (other) => this.#components.get(other) as Component,
    );
  }

  #failed(failed: Component, reason: string): void {
    for (const component of this.#dependents(failed)) component.note(`${failed.name} failed: ${reason}`);
  }

  /** One after the other: each finds what it depends on already there. */
  async #restarted(restarted: Component): Promise<void> {
    for (const component of this.#dependents(restarted)) {
      // Those further down stand in the list as well: nobody is restarted twice.
      if (!this.#closed) await component.follow();
    }
  }

  #isReady(component: Component): boolean {
    return (
      this.#components.get(component.name) === component &&
      this.#dependsOn(component.name).every((name) => this.#components.get(name)?.status === 'active')
    );
  }

  #dependencies(component: Component): Promise<void> {
    if (this.#closed) return Promise.reject(closed());
    if (this.#isReady(component)) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiting.push({ component, resolve, reject }));
  }

  #changed(): void {
    const ready = this.#waiting.filter(({ component }) => this.#isReady(component));
    if (ready.length === 0) return;
    this.#waiting = this.#waiting.filter((one) => !ready.includes(one));
    for (const { resolve } of ready) resolve();
  }
}
