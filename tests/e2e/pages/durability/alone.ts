/** The same in a browser that nobody drives: the page tells its server what it finds and what it is promised. */
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

/** Passes on what was said, without end. What the server does not get is not counted. */
async function report(): Promise<never> {
  for (;;) {
    // Addresses may not be too long.
    if (said.length > 0) await tell(said.splice(0, 200).join('\n'));
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

try {
  const found = await window.durability.open();
  if ((await tell(`found ${JSON.stringify(found)}`)) === 'go on') {
    report().catch(() => undefined);
    await window.durability.burst();
  }
} catch (error) {
  await tell(`failed ${error}`);
}
