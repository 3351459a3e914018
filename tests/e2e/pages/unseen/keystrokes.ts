/** How long keystrokes wait until the page hears of them, from the time stamp that the browser's input gives them. */
export interface Keystrokes {
  readonly count: number;
  readonly p99: number;
  readonly longest: number;
}

export function watchKeystrokes(field: HTMLInputElement, typed: (text: string) => void): { end(): Keystrokes } {
  const delays: number[] = [];
  const down = (event: KeyboardEvent) => delays.push(performance.now() - event.timeStamp);
  const input = () => typed(field.value);
  field.addEventListener('keydown', down);
  field.addEventListener('input', input);
  return {
    end() {
      field.removeEventListener('keydown', down);
      field.removeEventListener('input', input);
      const sorted = delays.toSorted((a, b) => a - b);
      return {
        count: sorted.length,
        p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0,
        longest: sorted.at(-1) ?? 0,
      };
    },
  };
}
