/**
 * A project of somebody who uses the package: in a directory of its own outside of this repository, with the packed package and
 * what else it needs installed from the registry, or rather from npm's cache.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { pack } from './pack.ts';

const fixtures = path.join(import.meta.dirname, 'projects');

/** With the versions that this repository is built with, where it has them. */
const { devDependencies: own } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8'));

export interface Project extends Disposable {
  readonly directory: string;
  /** The package as it would be published. */
  readonly packed: string;
  /** From now on everything is in a folder of it, as after `cd`. */
  enter(folder: string): void;
  /** Runs a program of the project to its end; gives back what it prints. */
  run(program: string, ...args: string[]): Promise<string>;
  /** Starts a program that serves; resolves when it has printed the address. Ended with the project at the latest. */
  serve(program: string, ...args: string[]): Promise<Served>;
}

export interface Served extends AsyncDisposable {
  readonly origin: string;
  /** What it has printed up to its address. */
  readonly said: string;
}

/**
 * Makes the project `projects/NAME`.
 *
 * @param dependencies packages that it needs beside `holdfast`, as `name` or `name@range`
 */
export async function project(name: string, dependencies: readonly string[]): Promise<Project> {
  const app = emptyFolder(name);
  const { directory, packed } = app;
  cpSync(path.join(fixtures, 'common'), directory, { recursive: true });
  cpSync(path.join(fixtures, name), directory, { recursive: true });
  const described = {
    private: true,
    type: 'module',
    dependencies: {
      holdfast: `file:${packed}`,
      ...Object.fromEntries(
        dependencies.map((dependency) => {
          const [, name = dependency, range = own[name] ?? '*'] = /^(.+?)(?:@([^@/]+))?$/.exec(dependency) ?? [];
          return [name, range];
        }),
      ),
    },
  };
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify(described, null, 2));
  await app.run('npm', 'install', '--no-package-lock');
  return app;
}

/** A folder with nothing in it, and the packed package beside it. */
export function emptyFolder(name: string): Project {
  const top = mkdtempSync(path.join(tmpdir(), `holdfast-${name}-`));
  const packed = pack();
  let directory = top;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...{ CI: 'true', NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: undefined },
    // Nobody is there to answer, and what was fetched once need not be fetched again.
    ...{ npm_config_yes: 'true', npm_config_prefer_offline: 'true', npm_config_loglevel: 'error' },
    ...{ npm_config_audit: 'false', npm_config_fund: 'false' },
  };
  // This is run by Vitest, and so may be what it runs.
  for (const key of Object.keys(env)) if (key.startsWith('VITEST')) Reflect.deleteProperty(env, key);

  const running = new Set<ChildProcess>();
  const end = () => {
    for (const child of running) killGroup(child);
  };
  process.once('exit', end);

  const bin = (program: string) => {
    if (program === 'npm' || program === 'tar') return program;
    return program === 'node' ? process.execPath : path.join('node_modules', '.bin', program);
  };
  return {
    packed,
    get directory() {
      return directory;
    },
    enter(folder) {
      directory = path.join(directory, folder);
    },
    async run(program, ...args) {
      const options = { cwd: directory, env, maxBuffer: 1 << 26 };
      try {
        // Without input, or what asks would wait for ever.
        const running = promisify(execFile)(bin(program), args, options);
        running.child.stdin?.end();
        const { stdout, stderr } = await running;
        return stdout + stderr;
      } catch (error) {
        const { stdout, stderr } = error as { stdout?: string; stderr?: string };
        throw new Error(`${program} ${args.join(' ')} failed in ${name}:\n${stdout}\n${stderr}`, { cause: error });
      }
    },
    async serve(program, ...args) {
      // A group of its own, since programs like these start helpers.
      const child = spawn(bin(program), args, {
        cwd: directory,
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running.add(child);
      child.once('exit', () => running.delete(child));
      return {
        ...(await address(child, `${program} of ${name}`)),
        async [Symbol.asyncDispose]() {
          const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
          killGroup(child);
          await gone;
        },
      };
    },
    [Symbol.dispose]() {
      end();
      process.off('exit', end);
      for (const folder of [top, path.dirname(packed)])
        rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function address(child: ChildProcess, what: string): Promise<Omit<Served, keyof AsyncDisposable>> {
  return new Promise((resolve, reject) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const [origin] = /http:\/\/(localhost|127\.0\.0\.1):\d+/.exec(said) ?? [];
        if (origin) resolve({ origin, said });
      });
    child.once('exit', (code) => reject(new Error(`${what} ended with ${code}:\n${said}`)));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
}
