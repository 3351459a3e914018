/** Ids unlike any other, also of another tab that makes one in the same millisecond. */

let made = 0;

export function freshId(prefix: string): string {
  made += 1;
  const chance = Math.floor(Math.random() * 36 ** 4);
  return `${prefix}-${[Date.now(), made, chance].map((part) => part.toString(36)).join('-')}`;
}
