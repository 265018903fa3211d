import type { Creator } from '../../../creator.ts';

/** The parts of the machine that decide how a cluster is found and reached. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The folder with a pod's own credentials. */
  readonly serviceAccountFolder?: string | undefined;
  /** The creator to record on created objects. */
  maker?(): Creator;
  /** Runs one after another what may ask at the terminal, for any connection of this process. */
  inTurn?<T>(work: () => Promise<T>): Promise<T>;
}
