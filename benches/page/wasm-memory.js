// The memories of WebAssembly, which no figure of the browser about a page's heap contains. Imported
// before any contestant, since it has to see instances being made.

const memories = new Set();

function seen(instance) {
  for (const one of Object.values(instance.exports)) if (one instanceof WebAssembly.Memory) memories.add(one);
  return instance;
}

for (const how of ['instantiate', 'instantiateStreaming']) {
  const original = WebAssembly[how];
  WebAssembly[how] = async (...given) => {
    const made = await original.apply(WebAssembly, given);
    seen(made instanceof WebAssembly.Instance ? made : made.instance);
    return made;
  };
}

WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct: (target, given) => seen(new target(...given)),
});

/** Bytes of all memories: as far as they have grown, whether in use or not. */
export const wasmBytes = () => [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
