import type { KubeObject } from './objects.ts';

/** Its values are read only to copy them. */
export interface Secret extends KubeObject {
  readonly type?: string;
  /** Base64. */
  readonly data?: Readonly<Record<string, string>>;
}
