/** How large the panel may be, in CSS pixels. */

export const SMALLEST = { height: 160, width: 300 } as const;

/** A wanted size, so that something of the page and something of the panel stays in view. */
export function limited(side: keyof typeof SMALLEST, wanted: number): number {
  const room = side === 'height' ? window.innerHeight : window.innerWidth;
  return Math.round(Math.max(Math.min(SMALLEST[side], room), Math.min(wanted, room - 48)));
}
