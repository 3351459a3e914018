/** The schema of the slice `assets`. */
import { boolean, count, list, ms, number, oneOf, record, ref, string, strings } from './parts.js';

export const assets = record({
  assets: list(
    record(
      {
        id: string,
        name: string,
        type: oneOf('image', 'icon', 'animation', 'sound', 'video', 'document', 'template'),
        url: string,
        metadata: ref('AssetMetadata'),
        tags: strings,
        category: string,
        usage: count,
        rating: number,
        createdAt: ms,
        lastUpdated: ms,
      },
      { collection: string },
    ),
  ),
  categories: list(
    record({ id: string, name: string, description: string, assetCount: count }, { parentCategory: string }),
  ),
  tags: list(record({ id: string, name: string, usage: count, relatedTags: strings })),
  collections: list(
    record({
      id: string,
      name: string,
      description: string,
      assets: strings,
      isPublic: boolean,
      createdAt: ms,
      lastUpdated: ms,
    }),
  ),
});
