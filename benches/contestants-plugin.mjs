// Puts only the chosen contestants into the page, each in a chunk of its own: a peer that is
// not measured is not loaded, and one that does not build harms no other.

const ID = 'virtual:contestants';

export function contestantsPlugin(keys) {
  const file = (key) => JSON.stringify(new URL(`./contestants/${key}.js`, import.meta.url).pathname);
  return {
    name: 'bench-contestants',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: (id) =>
      id === `\0${ID}`
        ? `const modules = { ${keys.map((key) => `${JSON.stringify(key)}: () => import(${file(key)})`).join(', ')} };
           export const load = (key) => modules[key]();`
        : undefined,
  };
}
