/**
 * What the Redux DevTools extension consists of beside its window, as npm has it: the reducers that keep what was sent, what is said
 * back to the page, and the actions that its buttons are. Only the way in between, from page to panel and back, is made here, as
 * `extension/src/pageScript/api/index.ts` of reduxjs/redux-devtools describes it: strings of JSON, and messages to listeners.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Project } from './project.ts';

interface Lifted {
  readonly actionsById: Readonly<Record<number, { readonly action: { readonly type: string } }>>;
  readonly computedStates: readonly { readonly state: unknown }[];
  readonly stagedActionIds: readonly number[];
  readonly currentStateIndex: number;
  readonly isPaused?: boolean;
}

interface Instances {
  readonly states: Readonly<Record<string, Lifted>>;
  readonly options: Readonly<Record<string, { readonly name: string; readonly features: object }>>;
}

interface Action {
  readonly type: string;
  readonly [detail: string]: unknown;
}

/** What its packages export. */
export interface Parts {
  instances(state: Instances | undefined, action: Action): Instances;
  nonReduxDispatch(store: unknown, message: string, id: number, action: Action, state?: string): string | undefined;
  readonly ActionCreators: Readonly<Record<string, (...args: never[]) => Action>>;
}

/** Gets the packages: what shows the panel, and 150 MB that it needs for that, is left out. */
export async function parts(app: Project): Promise<Parts> {
  const inModules = (...names: string[]) => path.join(app.directory, 'node_modules', ...names);
  for (const [name, range] of [
    ['app', '8'],
    ['app-core', '3'],
  ] as const) {
    const tarball = (await app.run('npm', 'pack', '--silent', `@redux-devtools/${name}@^${range}`)).trim();
    mkdirSync(inModules('@redux-devtools', name), { recursive: true });
    await app.run('tar', 'xzf', tarball, '-C', inModules('@redux-devtools', name), '--strip-components', '1');
  }
  const core = inModules('@redux-devtools', 'app-core');
  writeFileSync(path.join(core, 'package.json'), JSON.stringify({ type: 'module', exports: './without-window.js' }));
  const modules = ['constants/actionTypes.js', 'utils/stringifyJSON.js', 'reducers/instances.js'];
  writeFileSync(
    path.join(core, 'without-window.js'),
    modules.map((module) => `export * from './lib/${module}';\n`).join(''),
  );
  const load = (...names: string[]) =>
    import(/* @vite-ignore */ pathToFileURL(inModules('@redux-devtools', ...names)).href);
  return {
    ...(await load('app-core', 'without-window.js')),
    ...(await load('app', 'lib', 'utils', 'monitorActions.js')),
    ...(await load('instrument', 'lib', 'instrument.js')),
  };
}

const ID = 1;

export class Panel {
  readonly #parts: Parts;
  #instances: Instances;
  #listeners: ((message: object) => void)[] = [];
  #isPaused = false;
  readonly errors: string[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#instances = parts.instances(undefined, { type: '@@INIT' });
  }

  get options() {
    return this.#instances.options[ID];
  }

  /** What it shows. */
  get shown(): Lifted {
    return this.#instances.states[ID] as Lifted;
  }

  get types(): string[] {
    return this.shown.stagedActionIds.map((id) => this.shown.actionsById[id]?.action.type ?? '?');
  }

  /** What stands on the page. */
  readonly extension = {
    connect: ({ name, features, maxAge }: { name: string; features: object; maxAge: number }) => ({
      init: (state: unknown) =>
        this.#told({
          ...{ type: 'INIT', payload: JSON.stringify(state) },
          libConfig: { name, features, actionCreators: '[]', serialize: false },
        }),
      send: (action: object, state: unknown) => {
        if (this.#isPaused) return;
        const lifted = JSON.stringify({ action, timestamp: Date.now() });
        this.#told({ type: 'ACTION', payload: JSON.stringify(state), action: lifted, maxAge, name });
      },
      subscribe: (listener: (message: object) => void) => {
        this.#listeners.push(listener);
        return () => {
          this.#listeners = this.#listeners.filter((other) => other !== listener);
        };
      },
      unsubscribe: () => {
        this.#listeners = [];
      },
      error: (message: string) => void this.errors.push(message),
    }),
  };

  #told(request: object): void {
    const action = { type: 'devTools/UPDATE_STATE', id: 'tab', request: { instanceId: ID, ...request } };
    this.#instances = this.#parts.instances(this.#instances, action);
  }

  /** Somebody presses a button, of one of the monitors. */
  press(name: string, ...args: unknown[]): void {
    const action = this.#parts.ActionCreators[name]?.(...(args as never[])) as Action;
    const store = { getState: () => ({ instances: this.#instances }) };
    const state = this.#parts.nonReduxDispatch(store, 'DISPATCH', ID, action);
    const lifted = { type: 'devTools/LIFTED_ACTION', message: 'DISPATCH', action };
    this.#instances = this.#parts.instances(this.#instances, lifted);
    if (action.type === 'PAUSE_RECORDING') {
      this.#isPaused = action.status === true;
      this.#told({ type: 'LIFTED', liftedState: { isPaused: this.#isPaused } });
    }
    this.say({ type: 'DISPATCH', payload: action, state, id: String(ID) });
  }

  /** Anything that it may say. */
  say(message: object): void {
    for (const listener of this.#listeners) listener({ ...message, source: '@devtools-extension' });
  }
}
