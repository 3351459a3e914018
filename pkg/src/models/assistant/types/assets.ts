/** The slice `assets`: the library of files. Owned by `AssetLibrary`. */
import type { DesignAsset } from './design.js';
import type { AssetMetadata, Count, Timestamp } from './shared.js';

/** A library of files. */
export interface AssetsState {
  assets: Asset[];
  categories: AssetCategory[];
  tags: AssetTag[];
  collections: AssetCollection[];
}

/** One file. */
export interface Asset {
  id: string;
  name: string;
  type: DesignAsset['type'] | 'video' | 'document' | 'template';
  url: string;
  metadata: AssetMetadata;
  tags: string[];
  /** Id of a category. */
  category: string;
  /** Id of a collection. */
  collection?: string;
  usage: Count;
  rating: number;
  createdAt: Timestamp;
  lastUpdated: Timestamp;
}

/** A category of files. */
export interface AssetCategory {
  id: string;
  name: string;
  description: string;
  parentCategory?: string;
  /** How many assets name this category; a count. */
  assetCount: number;
}

/** A tag that files may have. */
export interface AssetTag {
  id: string;
  name: string;
  usage: Count;
  relatedTags: string[];
}

/** Files put together by someone. */
export interface AssetCollection {
  id: string;
  name: string;
  description: string;
  /** Ids of assets. */
  assets: string[];
  isPublic: boolean;
  createdAt: Timestamp;
  lastUpdated: Timestamp;
}
