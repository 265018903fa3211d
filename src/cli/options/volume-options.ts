import { type Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../errors.ts';
import type { Container } from '../../kubernetes/objects.ts';
import { defaultResources } from '../../helper-pod/default-resources.ts';
import type { BackupSelector, VolumeOptions, VolumeTarget, DataOrigin } from '../../volume/options.ts';
import { helperPodFlags } from '../help/page.ts';
import { timeFlagReader } from '../time-flag.ts';
import { addRepositoryOptions, repositoryOptions } from './repository-options.ts';
import type { VolumePath } from './volume-path.ts';
import { parseObjectName } from '../object-names.ts';
import { quantityBytes } from '../../volsync/quantity.ts';

/** The runbook's image. */
const defaultImage = 'busybox:1.36';
/** If volsyncctl can no longer do it, Kubernetes ends the pod this long after the work should have been done. */
const spareMs = 60_000;

/** Declares the flags of commands that open volumes and backups. `now` is the clock for times on the command line. */
export function addVolumeOptions(command: Command, now: Date, timeout: { readonly text: string }): Command {
  command
    .optionsGroup('Where to look:')
    .option('--live', 'the volume as it is now, read-only (default)')
    .option('--snapshot', 'a frozen copy, made for this and removed')
    .option('--backup [which]', 'a snapshot in the repository: an id, latest, or a time', backupReader(now))
    .option('--keep', 'leave the pod, and show how to return and to remove it')
    .addOption(
      new Option(
        '--image <image>',
        `image for volumes, with sh, find, stat and tar (default: ${defaultImage})`,
      ).helpGroup(helperPodFlags),
    );
  return addPodOptions(command, { classFor: '--snapshot', timeout: timeout.text });
}

/** Declares those for the user and resources of a helper pod. */
export function addPodOptions(
  command: Command,
  { classFor, timeout }: { readonly classFor: string; readonly timeout: string },
): Command {
  for (const option of podFlags(classFor)) command.addOption(option.helpGroup(helperPodFlags));
  return addRepositoryOptions(command, { timeout, timeoutFor: 'the pod to be ready' });
}

function podFlags(classFor: string): readonly Option[] {
  return [
    new Option('--uid <number>', "user of the pod (default: the mover's)").argParser(parseId),
    new Option('--gid <number>', 'group of the pod').argParser(parseId),
    new Option('--volume-snapshot-class <name>', `class for ${classFor}`).argParser(parseObjectName),
    new Option('--requests <list>', 'resource requests (default: cpu=10m,memory=64Mi)').argParser(parseResources),
    new Option('--limits <list>', 'resource limits (default: cpu=1,memory=512Mi)').argParser(parseResources),
  ];
}

/** Those flags from commander's parsed options. */
export function volumeOptions(
  command: string,
  options: Readonly<Record<string, unknown>>,
  { readyMs, workMs }: { readonly readyMs: number; readonly workMs: number },
): VolumeOptions {
  const given = options as {
    uid?: number;
    gid?: number;
    image?: string;
    volumeSnapshotClass?: string;
    requests?: Readonly<Record<string, string>>;
    limits?: Readonly<Record<string, string>>;
    keep?: true;
  };
  const { uid, gid, image = defaultImage, volumeSnapshotClass, keep } = given;
  const repository = repositoryOptions(options, readyMs);
  return {
    ...repository,
    timeouts: { startMs: repository.timeouts.endMs, endMs: repository.timeouts.endMs },
    command,
    origin: originOf(options),
    lifetimeMs: workMs + spareMs,
    image,
    uid,
    gid,
    volumeSnapshotClass,
    resources: resourcesOf(given),
    isKept: keep === true,
  };
}

/** Whether a flag selects the target. */
export function hasPlace({ live, snapshot, backup }: Readonly<Record<string, unknown>>): boolean {
  return [live, snapshot, backup].some((flag) => flag !== undefined);
}

/** The volume of a path on the command line. */
export function volumeTarget({ kind, name, namespace }: VolumePath, defaultNamespace: string): VolumeTarget {
  const place = { namespace: namespace ?? defaultNamespace };
  return kind === 'app' ? { ...place, kind, app: name } : { ...place, kind, claim: name };
}

function originOf(options: Readonly<Record<string, unknown>>): DataOrigin {
  const { live, snapshot, backup } = options as { live?: true; snapshot?: true; backup?: true | BackupSelector };
  const flags = Object.entries({ '--live': live, '--snapshot': snapshot, '--backup': backup });
  const given = flags.filter(([, flag]) => flag !== undefined).map(([name]) => name);
  if (given.length > 1)
    throw new Failure('usage', `${given.join(' and ')} cannot be combined`, { hint: 'name one place to look into' });
  if (backup !== undefined) return { kind: 'backup', selector: backup === true ? { name: 'latest' } : backup };
  return { kind: snapshot === true ? 'snapshot' : 'live' };
}

/** Creates the parser of a flag that names a snapshot in the repository. */
export function backupReader(now: Date): (text: string) => BackupSelector {
  return (text) => {
    // `3600d` is meant as days.
    if (text === 'latest' || (/^[0-9a-f]{4,64}$/.test(text) && !/^\d{1,4}d$/.test(text))) return { name: text };
    try {
      return { asOf: timeFlagReader(now, 'end')(text) };
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw new InvalidArgumentError(
        'Expected the beginning of an id (at least 4 digits), latest, or a time such as 2026-11-22, "2026-11-22 15:00", yesterday or 36h. Without any, put --backup last.',
      );
    }
  };
}

/** Parses a user or group id. */
export function parseId(text: string): number {
  const id = Number(text);
  if (!/^\d+$/.test(text) || id > 2_147_483_647) throw new InvalidArgumentError('Expected a number, such as 1000.');
  return id;
}

function parseResources(text: string): Readonly<Record<string, string>> {
  const pairs = text
    .split(',')
    .map((pair) => /^(?<name>cpu|memory|ephemeral-storage)=(?<amount>[0-9.]+[A-Za-z]*)$/.exec(pair)?.groups);
  return Object.fromEntries(
    pairs.map((pair) => {
      if (pair === undefined) throw new InvalidArgumentError('Expected resources such as cpu=100m,memory=64Mi.');
      return [pair['name'], pair['amount']];
    }),
  ) as Record<string, string>;
}

/** Setting only one of the two leaves the other unchanged. */
function resourcesOf({
  requests,
  limits,
}: {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}): Container['resources'] | undefined {
  if (requests === undefined && limits === undefined) return undefined;
  const { requests: least, limits: most } = defaultResources;
  const highest = { ...most, ...limits };
  // Kubernetes refuses a request above its limit: lowering the limit lowers the request as well.
  const lowered = { cpu: lower(least.cpu, highest.cpu), memory: lower(least.memory, highest.memory) };
  return { requests: { ...lowered, ...requests }, limits: highest };
}

/** For CPUs as well, in thousandths. */
function amountOf(text: string): number {
  return text.endsWith('m') ? Number(text.slice(0, -1)) / 1000 : (quantityBytes(text) ?? Number.POSITIVE_INFINITY);
}

function lower(amount: string, limit: string): string {
  return amountOf(limit) < amountOf(amount) ? limit : amount;
}
