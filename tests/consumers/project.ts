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
  /** Runs a program of the project to its end; gives back what it prints. */
  run(program: string, ...args: string[]): Promise<string>;
  /** Starts a program that serves; resolves when it has printed the address. Ended with the project at the latest. */
  serve(program: string, ...args: string[]): Promise<{ readonly origin: string } & AsyncDisposable>;
}

/**
 * Makes the project `projects/NAME`.
 *
 * @param dependencies packages that it needs beside `holdfast`, as `name` or `name@range`
 */
export async function project(name: string, dependencies: readonly string[]): Promise<Project> {
  const directory = mkdtempSync(path.join(tmpdir(), `holdfast-${name}-`));
  cpSync(path.join(fixtures, 'common'), directory, { recursive: true });
  cpSync(path.join(fixtures, name), directory, { recursive: true });
  const tarball = pack();
  const described = {
    private: true,
    type: 'module',
    dependencies: {
      holdfast: `file:${tarball}`,
      ...Object.fromEntries(
        dependencies.map((dependency) => {
          const [, name = dependency, range = own[name] ?? '*'] = /^(.+?)(?:@([^@/]+))?$/.exec(dependency) ?? [];
          return [name, range];
        }),
      ),
    },
  };
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify(described, null, 2));
  const env = { ...process.env, CI: 'true', NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: undefined };
  // This is run by Vitest, and so may be what it runs.
  for (const key of Object.keys(env)) if (key.startsWith('VITEST')) Reflect.deleteProperty(env, key);

  const running = new Set<ChildProcess>();
  const end = () => {
    for (const child of running) killGroup(child);
  };
  process.once('exit', end);

  const run = async (program: string, ...args: string[]): Promise<string> => {
    try {
      const { stdout, stderr } = await promisify(execFile)(program, args, { cwd: directory, env, maxBuffer: 1 << 26 });
      return stdout + stderr;
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(`${program} ${args.join(' ')} failed in ${name}:\n${stdout}\n${stderr}`, { cause: error });
    }
  };
  await run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error');
  rmSync(path.dirname(tarball), { recursive: true });

  const bin = (program: string) => (program === 'node' ? process.execPath : path.join('node_modules', '.bin', program));
  return {
    directory,
    run: (program, ...args) => run(bin(program), ...args),
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
        origin: await address(child, `${program} of ${name}`),
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
      rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function address(child: ChildProcess, what: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const [found] = /http:\/\/(localhost|127\.0\.0\.1):\d+/.exec(said) ?? [];
        if (found) resolve(found);
      });
    child.once('exit', (code) => reject(new Error(`${what} ended with ${code}:\n${said}`)));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
}
