import { plainLine } from '../../../foreign-text.ts';
import { isCrdSchedule, isPlaceholder, type Path } from '../../../volsync/crd-schema.ts';
import { isBroken, readSchedule } from '../../../volsync/schedule.ts';
import type { ReplicationDestination, ReplicationSource } from '../../../volsync/types.ts';
import { problem, type Harm, type Judged, type RuleProblem, type Rule } from '../finding.ts';
import type { Manifest, OfflineFacts } from './facts.ts';

type Replication = Manifest<ReplicationSource> | Manifest<ReplicationDestination>;

/** A problem of one object, and its field. */
interface Fault extends RuleProblem {
  readonly path: Path;
}

type Check = (object: Replication) => Fault | undefined;

/** A rule about each source and destination on its own. */
function replicationRule(
  name: string,
  harm: Harm,
  summary: string,
  explanation: string,
  check: Check,
): Rule<OfflineFacts> {
  const judge = ({ sources, destinations }: OfflineFacts): readonly Judged[] =>
    [...sources, ...destinations].flatMap((object) => {
      const fault = check(object);
      return fault === undefined ? [] : [problem(object.at(...fault.path), fault)];
    });
  return { name, harm, summary, explanation, judge };
}

const movers = ['restic', 'rclone', 'rsync', 'rsyncTLS', 'syncthing', 'kopia', 'external'] as const;

const moverMissing = replicationRule(
  'mover-missing',
  'no-backup',
  'exactly one mover is set',
  'The API accepts an object with no mover or several, but VolSync does nothing with it.',
  ({ spec }) => {
    const set = movers.filter((mover) => (spec as Readonly<Record<string, unknown>>)[mover] !== undefined);
    if (set.length === 1) return undefined;
    return {
      path: ['spec', ...set.slice(1, 2)],
      seen: set.length === 0 ? 'no mover is set' : `several movers are set: ${set.join(', ')}`,
      why: 'VolSync does nothing with the object',
      fix: 'set exactly one, such as spec.restic',
    };
  },
);

const copyMethod = replicationRule(
  'copy-method',
  'no-backup',
  'copyMethod is set to a method that VolSync supports',
  'copyMethod has no default: the API accepts an object without it, and VolSync only sets an error condition. A destination supports Snapshot and Direct; Clone fails after the restore.',
  ({ kind, spec }) => {
    if (spec.restic === undefined) return undefined;
    const method = spec.restic.copyMethod ?? undefined;
    if (method !== undefined && (kind === 'ReplicationSource' || method !== 'Clone')) return undefined;
    return {
      path: ['spec', 'restic', 'copyMethod'],
      seen: method === undefined ? 'copyMethod is not set' : 'copyMethod is Clone',
      why: 'the API accepts this, but no sync ever completes',
      fix: 'copyMethod: Snapshot',
    };
  },
);

const brokenSchedule = replicationRule(
  'broken-schedule',
  'no-backup',
  'VolSync can parse the schedule',
  "The API server accepts schedules that VolSync's controller cannot parse: six fields, @dailyfoo, an unknown time zone. The first sync runs, and none after it.",
  ({ spec }) => {
    const text = spec.trigger?.schedule;
    if (typeof text !== 'string' || text === '' || isPlaceholder(text) || !isCrdSchedule(text)) return undefined;
    const schedule = readSchedule(text);
    if (!isBroken(schedule)) return undefined;
    return {
      path: ['spec', 'trigger', 'schedule'],
      seen: `VolSync cannot parse the schedule "${text}": ${schedule.problem}`,
      why: 'the API accepts it; the first sync runs, and none after it',
      fix: 'use five cron fields, such as "15 2 * * *"',
    };
  },
);

const parkedSchedule = replicationRule(
  'parked-schedule',
  'no-backup',
  'no manual tag overrides the schedule',
  'A manual tag overrides the schedule for as long as it is set: a tag in Git stops scheduled backups after one sync.',
  ({ spec }) => {
    const { manual, schedule } = spec.trigger ?? {};
    if (!manual || !schedule) return undefined;
    return {
      path: ['spec', 'trigger', 'manual'],
      seen: `the manual tag "${plainLine(manual)}" overrides the schedule "${plainLine(schedule)}"`,
      why: 'VolSync syncs once for the tag and never on schedule',
      fix: 'remove spec.trigger.manual; to back up now and keep the schedule, use volsyncctl trigger',
    };
  },
);

const noTrigger = replicationRule(
  'no-trigger',
  'waste',
  'a trigger is set',
  'Without a trigger, VolSync starts the next sync as soon as one completes.',
  ({ spec }) => {
    const { manual, schedule } = spec.trigger ?? {};
    const runsAlways = spec.external !== undefined || 'syncthing' in spec;
    if (manual || schedule || runsAlways) return undefined;
    return {
      path: ['spec', 'trigger'],
      seen: 'no trigger is set',
      why: 'VolSync starts the next sync as soon as one completes',
      fix: 'set spec.trigger.schedule, or spec.trigger.manual: restore-once of a bootstrap destination',
    };
  },
);

const paused = replicationRule(
  'paused',
  'no-backup',
  'nothing is paused',
  'A paused source still takes its copy at the scheduled time and backs it up later, with the data as it was then.',
  ({ spec }) => {
    if (spec.paused !== true) return undefined;
    return {
      path: ['spec', 'paused'],
      seen: 'spec.paused is true',
      why: 'no mover runs, and the waiting copy is backed up later as if it were new',
      fix: 'remove spec.paused',
    };
  },
);

const repositoryMissing = replicationRule(
  'repository-missing',
  'no-backup',
  'restic has a repository',
  'spec.restic.repository names the Secret with RESTIC_REPOSITORY and RESTIC_PASSWORD. The API accepts an object without it.',
  ({ spec }) => {
    if (spec.restic === undefined || spec.restic.repository) return undefined;
    return {
      path: ['spec', 'restic', 'repository'],
      seen: 'no repository is set',
      why: 'VolSync needs a Secret with RESTIC_REPOSITORY and RESTIC_PASSWORD',
      fix: 'repository: NAME-OF-THE-SECRET',
    };
  },
);

const moverVolume = replicationRule(
  'mover-volume',
  'no-backup',
  'the mount paths of moverVolumes give valid volume names',
  "VolSync derives the volume's name from mountPath and mounts it below /mnt: with a dot, an underscore or a capital letter, the API server rejects the Job.",
  ({ spec }) => {
    const { moverVolumes } = spec.restic ?? {};
    if (!Array.isArray(moverVolumes)) return undefined;
    const volumes = moverVolumes as readonly ({ readonly mountPath?: unknown } | null)[];
    const index = volumes.findIndex((volume) => {
      const mountPath = volume?.mountPath;
      return (
        typeof mountPath === 'string' && !isPlaceholder(mountPath) && !/^[a-z0-9/-]{0,60}[a-z0-9]$/.test(mountPath)
      );
    });
    if (index < 0) return undefined;
    return {
      path: ['spec', 'restic', 'moverVolumes', index, 'mountPath'],
      seen: `mountPath "${String(volumes[index]?.mountPath)}" gives the volume an invalid name`,
      why: 'the API server rejects the mover Job every time',
      fix: 'mountPath: repository, which is mounted at /mnt/repository',
    };
  },
);

const noRetain = replicationRule(
  'no-retain',
  'data-loss',
  'retain is set',
  'Without retain, VolSync keeps only the last snapshot: the next backup removes the one from before a mistake.',
  ({ kind, spec }) => {
    if (kind !== 'ReplicationSource' || spec.restic === undefined) return undefined;
    const { retain } = spec.restic as { readonly retain?: object };
    if (retain !== undefined && Object.keys(retain).length > 0) return undefined;
    return {
      path: ['spec', 'restic', 'retain'],
      seen: 'retain is not set',
      why: 'VolSync then keeps only the last snapshot',
      fix: 'retain: {hourly: 24, daily: 7}',
    };
  },
);

/** The rules about single objects. */
export const appRules: readonly Rule<OfflineFacts>[] = [
  moverMissing,
  copyMethod,
  brokenSchedule,
  parkedSchedule,
  noTrigger,
  paused,
  repositoryMissing,
  moverVolume,
  noRetain,
];
