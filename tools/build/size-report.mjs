/** `npm run size -- --report`: what the module consists of, in bytes before gzip. Read from the last build. */
import { namedModule } from './wasm.mjs';

const shown = 40;

export async function reportSize() {
  const { sections, functions } = read(await namedModule());
  print('section', sections);
  const groups = new Map();
  for (const { name, size } of functions) groups.set(groupOf(name), (groups.get(groupOf(name)) ?? 0) + size);
  print(
    'functions of',
    [...groups].map(([name, size]) => ({ name, size })),
  );
  print('function', functions);
}

/** What a function is there for: a module of our own, if only as a type of `Vec<T>`, else the crate that it is from. */
const groupOf = (name) => (/holdfast::\w+::\w+/.exec(name) ?? /\w+/.exec(name))?.[0] ?? name;

function print(title, rows) {
  console.log(`\n${title}`);
  for (const { name, size } of rows.sort((a, b) => b.size - a.size).slice(0, shown))
    console.log(`${String(size).padStart(8)}  ${name.slice(0, 150)}`);
}

/** Sections, and functions with their names. The format: https://webassembly.github.io/spec/core/binary/modules.html */
function read(bytes) {
  const names = ['custom', 'type', 'import', 'function', 'table', 'memory', 'global', 'export', 'start', 'element'];
  names.push('code', 'data', 'data count', 'tag');
  const input = { bytes, at: 8 };
  const sections = [];
  const sizes = [];
  let called = new Map();
  let imported = 0;
  while (input.at < bytes.length) {
    const id = bytes[input.at++];
    const size = number(input);
    const end = input.at + size;
    const name = id === 0 ? text(input) : names[id];
    if (name !== 'name') sections.push({ name, size });
    if (name === 'import') imported = importedFunctions(input);
    if (name === 'code') sizes.push(...sizesOf(input));
    if (name === 'name') called = functionNames(input, end);
    input.at = end;
  }
  const functions = sizes.map((size, index) => ({ size, name: called.get(index + imported) ?? `number ${index}` }));
  return { sections, functions };
}

function sizesOf(input) {
  const sizes = [];
  repeat(input, () => {
    const size = number(input);
    sizes.push(size);
    input.at += size;
  });
  return sizes;
}

function importedFunctions(input) {
  let count = 0;
  repeat(input, () => {
    text(input);
    text(input);
    const kind = input.bytes[input.at++];
    if (kind !== 0) throw new Error('The module imports something other than functions.');
    number(input);
    count++;
  });
  return count;
}

/** Subsection 1 of the section `name`, without the hashes that tell apart crates of one name. */
function functionNames(input, end) {
  const found = new Map();
  while (input.at < end) {
    const kind = input.bytes[input.at++];
    const next = number(input) + input.at;
    if (kind === 1) repeat(input, () => found.set(number(input), text(input).replaceAll(/\[[0-9a-f]{16}\]/g, '')));
    input.at = next;
  }
  return found;
}

function repeat(input, action) {
  for (let left = number(input); left > 0; left--) action();
}

function text(input) {
  const length = number(input);
  input.at += length;
  return input.bytes.toString('utf8', input.at - length, input.at);
}

/** LEB128. */
function number(input) {
  let result = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = input.bytes[input.at++];
    result += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return result;
  }
}
