import { isBroken, readSchedule } from '../../../volsync/schedule.ts';
import { quantityBytes } from '../../../volsync/quantity.ts';

/** One of the component's variables. */
export interface Variable {
  readonly name: VariableName;
  /** The flag that sets it; APP is the command's argument. */
  readonly flag: string;
  readonly placeholder: string;
  /** Empty if it depends on the app: its own name, or the schedule derived from it. */
  readonly fallback: string;
  readonly purpose: string;
  /** What is expected instead of an invalid value; undefined for a valid one. */
  readonly expected: (value: string) => string | undefined;
}

/** Every variable with its value. */
export type Values = Readonly<Record<VariableName, string>>;

export type VariableName =
  | 'APP'
  | 'VOLSYNC_CLAIM'
  | 'VOLSYNC_CAPACITY'
  | 'VOLSYNC_ACCESSMODES'
  | 'VOLSYNC_STORAGECLASS'
  | 'VOLSYNC_SNAPSHOTCLASS'
  | 'VOLSYNC_COPYMETHOD'
  | 'VOLSYNC_CACHE_CAPACITY'
  | 'VOLSYNC_CACHE_ACCESSMODES'
  | 'VOLSYNC_CACHE_SNAPSHOTCLASS'
  | 'VOLSYNC_UID'
  | 'VOLSYNC_GID'
  | 'VOLSYNC_SCHEDULE';

/** The component's variables with the runbook's defaults, in the order in which they are prompted for. */
export const variables: readonly Variable[] = [
  {
    name: 'APP',
    flag: 'APP',
    placeholder: 'name',
    fallback: '',
    purpose: 'name of the app',
    expected: (value) => (isLabel(value, 52) ? undefined : 'lower case letters, digits and hyphens, at most 52'),
  },
  {
    name: 'VOLSYNC_CLAIM',
    flag: '--claim',
    placeholder: 'name',
    fallback: '',
    purpose: 'PVC to back up (default: APP)',
    // The volume populator writes the name into a label.
    expected: (value) => (isLabel(value, 63) ? undefined : 'lower case letters, digits and hyphens, at most 63'),
  },
  size('VOLSYNC_CAPACITY', '--capacity', '1Gi', 'size of the PVC'),
  modes('VOLSYNC_ACCESSMODES', '--access-mode', 'of the PVC'),
  className('VOLSYNC_STORAGECLASS', '--storage-class', 'ceph-block', 'of PVC and copies'),
  className('VOLSYNC_SNAPSHOTCLASS', '--volume-snapshot-class', 'csi-ceph-blockpool', 'of copies'),
  {
    name: 'VOLSYNC_COPYMETHOD',
    flag: '--copy-method',
    placeholder: 'method',
    fallback: 'Snapshot',
    purpose: 'Snapshot, Clone, Direct',
    expected: oneOf(['Snapshot', 'Clone', 'Direct']),
  },
  size('VOLSYNC_CACHE_CAPACITY', '--cache-capacity', '5Gi', "of restic's cache"),
  modes('VOLSYNC_CACHE_ACCESSMODES', '--cache-access-mode', 'of the cache'),
  className('VOLSYNC_CACHE_SNAPSHOTCLASS', '--cache-storage-class', 'openebs-hostpath', 'of the cache'),
  id('VOLSYNC_UID', '--uid', 'user that owns the files'),
  id('VOLSYNC_GID', '--gid', 'group of the mover'),
  {
    name: 'VOLSYNC_SCHEDULE',
    flag: '--schedule',
    placeholder: 'cron',
    fallback: '',
    purpose: 'when to back up (default: hourly, by APP)',
    expected: scheduleExpected,
  },
];

function size(name: VariableName, flag: string, fallback: string, purpose: string): Variable {
  const expected = (value: string) =>
    (quantityBytes(value) ?? 0) >= smallest ? undefined : 'a size of at least 1Mi, such as 5Gi';
  return { name, flag, placeholder: 'size', fallback, purpose, expected };
}

/** A plain 10 is 10 bytes, which is never intended. */
const smallest = 1024 ** 2;

/** A mover writes to its cache, and an app to its volume: ReadOnlyMany suits neither. */
function modes(name: VariableName, flag: string, purpose: string): Variable {
  const expected = oneOf(['ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany']);
  return { name, flag, placeholder: 'mode', fallback: 'ReadWriteOnce', purpose, expected };
}

function className(name: VariableName, flag: string, fallback: string, purpose: string): Variable {
  const expected = (value: string) => (isName(value) ? undefined : 'a name of lower case letters, digits, - and .');
  return { name, flag, placeholder: 'name', fallback, purpose, expected };
}

function id(name: VariableName, flag: string, purpose: string): Variable {
  const expected = (value: string) =>
    /^\d{1,10}$/.test(value) && Number(value) <= 2_147_483_647 ? undefined : 'a number, such as 1000';
  return { name, flag, placeholder: 'number', fallback: '4000', purpose, expected };
}

function oneOf(choices: readonly string[]): Variable['expected'] {
  return (value) => (choices.includes(value) ? undefined : choices.join(', ').replace(/, ([^,]+)$/, ' or $1'));
}

/** Both have to accept it: the pattern of VolSync's CRD, and its controller. */
function scheduleExpected(value: string): string | undefined {
  const schedule = readSchedule(value);
  if (isBroken(schedule)) return `five cron fields, such as "15 * * * *" (${schedule.problem})`;
  if (!crdSchedule.test(value))
    return 'numbers in the five cron fields, such as "15 2 * * 1": VolSync takes no names there';
  return undefined;
}

/** The pattern of `spec.trigger.schedule` in VolSync's CRDs. */
const crdSchedule =
  /^(@(annually|yearly|monthly|weekly|daily|hourly))|((((\d+,)*\d+|(\d+(\/|-)\d+)|\*(\/\d+)?)\s?){5})$/;

function isLabel(text: string, longest: number): boolean {
  return text.length <= longest && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text);
}

function isName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => isLabel(part, 253));
}
