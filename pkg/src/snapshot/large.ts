/** Which objects are views of large containers: what is done to all entries of others would read those whole. */
const views = new WeakSet<object>();

export function markLarge<T extends object>(view: T): T {
  views.add(view);
  return view;
}

export function isLarge(value: object): boolean {
  return views.has(value);
}
