/** `layout, colour,,layout` as `['layout', 'colour']`: trimmed, without empty ones, each once. */
export const parseTags = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];
