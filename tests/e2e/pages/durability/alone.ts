/** The same in a browser that nobody drives: the page asks its server what to do, and tells it what came of it. */
import './main.ts';

const said: string[] = [];
console.log = (text: string): void => {
  said.push(text);
};

/** @returns what the server answers */
async function tell(text: string): Promise<string> {
  const response = await fetch(`/told/${encodeURIComponent(text)}`);
  return response.text();
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Passes on what is said in the console, without end. What the server does not get is not counted. */
async function report(): Promise<never> {
  for (;;) {
    // Addresses may not be too long.
    if (said.length > 0) await tell(said.splice(0, 200).join('\n'));
    else await rest(1);
  }
}

/** Does what the server wants: `[method, argument]` of `window.durability`. */
async function obey(): Promise<never> {
  for (;;) {
    const order = await tell('idle');
    if (!order) {
      await rest(20);
      continue;
    }
    const [method, argument] = JSON.parse(order) as [keyof typeof window.durability, never];
    const result = await Promise.resolve(window.durability[method](argument)).catch((error) => `failed: ${error}`);
    await tell(`did ${JSON.stringify(result ?? null)}`);
  }
}

report().catch(() => undefined);
obey().catch(() => undefined);
