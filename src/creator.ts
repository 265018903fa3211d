/** The run of volsyncctl that made an object in the cluster. */
export interface Creator {
  readonly hostname: string;
  readonly pid: number;
  /** Tells machines of one name and processes of one number apart; undefined where the system does not say. */
  readonly place?: string | undefined;
}

/** Whether a creator is still running; `elsewhere` is a process on another machine. */
export type CreatorState = 'running' | 'gone' | 'elsewhere';

/** Set on objects that `--keep` keeps. */
export const keepAnnotation = 'volsyncctl/keep';

const madeBy = 'volsyncctl/made-by';
const madeIn = 'volsyncctl/made-in';

/** The annotations that name the maker of an object. */
export function creatorAnnotations({ hostname, pid, place }: Creator): Readonly<Record<string, string>> {
  return { [madeBy]: `${hostname} ${pid}`, ...(place !== undefined && { [madeIn]: place }) };
}

/** The maker that annotations name; undefined where they name none. */
export function creatorIn(annotations: Readonly<Record<string, string>> = {}): Creator | undefined {
  const [, hostname, pid] = /^(\S+) (\d{1,10})$/.exec(annotations[madeBy] ?? '') ?? [];
  if (hostname === undefined) return undefined;
  return { hostname, pid: Number(pid), place: annotations[madeIn] };
}
