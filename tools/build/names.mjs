/**
 * Shorter names between the engine and its glue.
 *
 * wasm-bindgen gives each import and closure a name that ends in a hash, `__wbg_put_45e63ad2e48de8d7`. The hash tells apart what
 * comes from different crates, before linking; afterwards it only costs: what is random does not compress, and each name stands in
 * the module and in the glue. `put_`, `put_1`, ... tell them apart as well and can still be read in a stack trace.
 *
 * Layout of a module: magic and version (8 bytes), then sections: id, size, contents. Numbers are LEB128.
 */
const IMPORTS = 2;
const EXPORTS = 7;
const FUNCTION = 0;
const HASHED =
  /\b(?:__wbg_(?:__wbindgen_|_wbg_)?(\w+?)_[0-9a-f]{16}|__wbindgen_(generic)_\d{16}|wasm_bindgen_[0-9a-f]{16}___convert__(closure)s_\w+)\b/g;

/** Gives back the module, and a function that renames in the texts beside it in the same way. */
export function shortenNames(module) {
  const short = shortNames();
  const parts = [module.subarray(0, 8)];
  const reader = new Reader(module, 8);
  while (!reader.done) {
    const id = reader.byte();
    const contents = reader.bytes(reader.number());
    const renamed =
      id === IMPORTS ? importsRenamed(contents, short) : id === EXPORTS ? exportsRenamed(contents, short) : contents;
    parts.push(Buffer.from([id]), number(renamed.length), renamed);
  }
  return { module: Buffer.concat(parts), rename: (text) => text.replace(HASHED, short) };
}

/** The same short name for the same long one, and no other. */
function shortNames() {
  const names = new Map();
  const taken = new Set();
  return (long, ...parts) => {
    if (!names.has(long)) {
      // What is given functions is what a promise begins with, within a call; other closures nobody waits for (`pkg/src/engine/trap.ts`).
      const part = long.includes('Function_fn') ? 'executor' : parts.find((part) => typeof part === 'string');
      // Not the stem itself: it may be a word of the language, or a name in the glue.
      const stem = `${part}_`;
      let name = stem;
      for (let count = 1; taken.has(name); count++) name = stem + count;
      taken.add(name);
      names.set(long, name);
    }
    return names.get(long);
  };
}

function importsRenamed(contents, short) {
  const reader = new Reader(contents);
  const count = reader.number();
  const out = [number(count)];
  for (let i = 0; i < count; i++) {
    out.push(text(reader.text()), text(reader.text().replace(HASHED, short)));
    if (reader.byte() !== FUNCTION)
      throw new Error('The engine imports something that is no function: see wasm-bindgen.');
    out.push(Buffer.from([FUNCTION]), number(reader.number()));
  }
  return Buffer.concat(out);
}

function exportsRenamed(contents, short) {
  const reader = new Reader(contents);
  const count = reader.number();
  const out = [number(count)];
  for (let i = 0; i < count; i++) {
    out.push(text(reader.text().replace(HASHED, short)), Buffer.from([reader.byte()]), number(reader.number()));
  }
  return Buffer.concat(out);
}

class Reader {
  #bytes;
  #at;

  constructor(bytes, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get done() {
    return this.#at >= this.#bytes.length;
  }

  byte() {
    return this.#bytes[this.#at++];
  }

  bytes(length) {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  text() {
    return this.bytes(this.number()).toString();
  }
}

function number(value) {
  const bytes = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

function text(value) {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}
