import type { Creator } from '../../../creator.ts';

/** The parts of the machine that decide how a cluster is found and reached. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The folder with a pod's own credentials. */
  readonly serviceAccountFolder?: string | undefined;
  /** The creator to record on created objects. */
  creator?(): Creator;
  /** Runs work that may prompt at the terminal one after another, for all connections of this process. */
  inTurn?<T>(work: () => Promise<T>): Promise<T>;
}
