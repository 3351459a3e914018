/** The schema of the slice `design`. */
import { anything, count, dictionary, list, ms, number, oneOf, record, ref, share, string, strings } from './parts.js';

const styles = record({
  colors: record({ primary: strings, secondary: strings, neutral: strings, semantic: dictionary(string) }),
  typography: record({ fonts: strings, sizes: dictionary(string), weights: dictionary(number) }),
  spacing: record({ scale: list(number), units: string }),
  breakpoints: list(record({ name: string, value: number })),
});

export const design = record({
  patterns: list(
    record({
      id: string,
      name: string,
      category: string,
      description: string,
      usage: strings,
      examples: list(anything),
      confidence: share,
      lastUsed: ms,
    }),
  ),
  components: list(
    record({
      id: string,
      name: string,
      type: string,
      props: anything,
      variants: list(anything),
      usage: count,
      lastUpdated: ms,
    }),
  ),
  styles,
  assets: list(
    record({
      id: string,
      type: oneOf('image', 'icon', 'animation', 'sound'),
      url: string,
      metadata: ref('AssetMetadata'),
      tags: strings,
      usage: count,
    }),
  ),
});
