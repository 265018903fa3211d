/** The run of volsyncctl that made an object in the cluster. */
export interface Creator {
  readonly hostname: string;
  readonly pid: number;
  /**
   * Distinguishes machines with the same name and processes with the same number; undefined if the system does not
   * provide it.
   */
  readonly place?: string | undefined;
}

/** Whether a creator is still running; `elsewhere` is a process on another machine. */
export type CreatorState = 'running' | 'gone' | 'elsewhere';

/** Identifies this process and others. */
export interface CreatorPorts {
  creator(): Creator;
  creatorStateOf(creator: Creator): CreatorState;
}

/** Set on objects that `--keep` keeps. */
export const keepAnnotation = 'volsyncctl/keep';

const madeBy = 'volsyncctl/made-by';
const madeIn = 'volsyncctl/made-in';

/** The annotations that identify the creator of an object. */
export function creatorAnnotations({ hostname, pid, place }: Creator): Readonly<Record<string, string>> {
  return { [madeBy]: `${hostname} ${pid}`, ...(place !== undefined && { [madeIn]: place }) };
}

/** The creator that annotations identify; undefined if there is none. */
export function creatorIn(annotations: Readonly<Record<string, string>> = {}): Creator | undefined {
  const [, hostname, pid] = /^(\S+) (\d{1,10})$/.exec(annotations[madeBy] ?? '') ?? [];
  if (hostname === undefined) return undefined;
  return { hostname, pid: Number(pid), place: annotations[madeIn] };
}
