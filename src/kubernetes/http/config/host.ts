import type { Creator } from '../../../creator.ts';

/** What of the machine decides how a cluster is found and reached. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Where a pod finds its own credentials. */
  readonly serviceAccountFolder?: string | undefined;
  /** Who is written on what is created. */
  maker?(): Creator;
}
