/** Running other programs: no shell, no stdin, and a failure that says what to do instead of a stack trace. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** A failure that is nobody's bug here: shown as its message alone. */
export class Stop extends Error {}

/** Runs a program with its output on ours; throws `Stop` unless it succeeds. */
export async function run(program, args, options = {}) {
  const { code } = await start(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (code !== 0) throw new Stop(`${[path.basename(program), ...args].join(' ')} failed (exit ${code})`);
}

/** Runs a program with its output on ours and gives back its exit code and what it wrote to stdout. */
export async function runAndKeep(program, args, options = {}) {
  return start(program, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
}

/** What a program prints on stdout, trimmed; `undefined` if it is missing or fails. */
export function capture(program, args, options = {}) {
  const result = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    ...options,
  });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** The full path of a program on `PATH`. */
export function which(name) {
  for (const directory of (process.env.PATH ?? '').split(path.delimiter)) {
    const candidate = path.join(directory, name);
    if (isExecutable(candidate)) return candidate;
  }
  return undefined;
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a command-line entry point; a `Stop` ends the process with its message. */
export async function main(action) {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

function start(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, ...options });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text);
      output += text;
    });
    child.on('error', (error) => reject(new Stop(`${program} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}
