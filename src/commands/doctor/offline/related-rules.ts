import { plainLine } from '../../../foreign-text.ts';
import { isPlaceholder } from '../../../volsync/crd-schema.ts';
import { quantityBytes } from '../../../volsync/quantity.ts';
import { spreadSchedule } from '../../../volsync/spread-schedule.ts';
import { problem, type Judged, type Rule } from '../finding.ts';
import type { Manifest, OfflineFacts } from './facts.ts';
import { isRecord, type ManifestObject } from './manifests.ts';
import type { ReplicationDestination } from '../../../volsync/types.ts';

const bootstrapDestination: Rule<OfflineFacts> = {
  name: 'bootstrap-destination',
  harm: 'data-loss',
  summary: 'the ReplicationDestination in a dataSourceRef can fill the PVC',
  explanation:
    'A PVC with a dataSourceRef waits for a VolumeSnapshot from that ReplicationDestination. If the destination is missing, takes no VolumeSnapshot (copyMethod Direct), or is larger than the PVC, the PVC stays Pending and the app does not start.',
  judge: ({ claims, destinations }) =>
    claims.flatMap((claim) => {
      const { dataSourceRef } = claim.spec;
      if (dataSourceRef?.kind !== 'ReplicationDestination' || isPlaceholder(dataSourceRef.name)) return [];
      const at = claim.at('spec', 'dataSourceRef', 'name');
      const found = destinations.find((each) => each.name === dataSourceRef.name && isBeside(each, claim));
      if (found === undefined) {
        const seen = `ReplicationDestination ${dataSourceRef.name} is not in the manifests`;
        return [
          problem(at, {
            seen,
            why: 'the PVC stays Pending without it',
            fix: 'add it or correct dataSourceRef.name',
            sure: 'likely',
          }),
        ];
      }
      return [...withoutSnapshot(found), ...sizes(found, claim)];
    }),
};

function withoutSnapshot(destination: Manifest<ReplicationDestination>): readonly Judged[] {
  const { copyMethod } = destination.spec.restic ?? {};
  if (copyMethod === undefined || copyMethod === 'Snapshot' || copyMethod === 'Clone' || isPlaceholder(copyMethod))
    return [];
  return [
    problem(destination.at('spec', 'restic', 'copyMethod'), {
      seen: `copyMethod is ${copyMethod}`,
      why: 'a PVC is filled from it, which needs a VolumeSnapshot',
      fix: 'copyMethod: Snapshot',
    }),
  ];
}

function sizes(
  destination: Manifest<ReplicationDestination>,
  claim: OfflineFacts['claims'][number],
): readonly Judged[] {
  const capacity = destination.spec.restic?.capacity;
  const request = claim.spec.resources?.requests?.['storage'];
  const [restored, wanted] = [bytesOf(capacity), bytesOf(request)];
  if (restored === undefined || wanted === undefined || restored === wanted) return [];
  const at = destination.at('spec', 'restic', 'capacity');
  const seen = `capacity is ${capacity ?? ''}, and PVC ${claim.name} asks for ${request ?? ''}`;
  const why =
    restored > wanted
      ? 'a PVC cannot be created from a larger VolumeSnapshot: it stays Pending'
      : 'data that fits the PVC may not fit the destination, and the restore then fails';
  return [
    problem(at, { seen, why, fix: `capacity: ${request ?? ''}`, sure: restored > wanted ? 'certain' : 'likely' }),
  ];
}

function bytesOf(quantity: unknown): number | undefined {
  return typeof quantity === 'string' || typeof quantity === 'number' ? quantityBytes(String(quantity)) : undefined;
}

const destinationIncomplete: Rule<OfflineFacts> = {
  name: 'destination-incomplete',
  harm: 'no-backup',
  summary: 'a destination without destinationPVC has a capacity and accessModes',
  explanation:
    'Without destinationPVC, VolSync creates a PVC and needs its capacity and accessModes. The API accepts the object without them.',
  judge: ({ destinations }) =>
    destinations.flatMap((destination) => {
      const { restic } = destination.spec;
      if (restic === undefined || restic.destinationPVC) return [];
      const missing = (['capacity', 'accessModes'] as const).filter((field) => restic[field] === undefined);
      if (missing.length === 0) return [];
      return [
        problem(destination.at('spec', 'restic', 'destinationPVC'), {
          seen: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set, and neither is destinationPVC`,
          why: 'VolSync cannot create the PVC to restore into',
          fix: 'set capacity and accessModes, or destinationPVC',
        }),
      ];
    }),
};

const overwritesVolume: Rule<OfflineFacts> = {
  name: 'overwrites-volume',
  harm: 'data-loss',
  summary: 'no destination restores into the live volume of an app',
  explanation:
    "A ReplicationDestination whose destinationPVC is the PVC of an app overwrites the running app's files whenever it is created or triggered.",
  judge: ({ destinations, sources }) =>
    destinations.flatMap((destination) => {
      const claim = destination.spec.restic?.destinationPVC;
      const source = sources.find((each) => each.spec.sourcePVC === claim && isBeside(each, destination));
      if (!claim || source === undefined) return [];
      return [
        problem(destination.at('spec', 'restic', 'destinationPVC'), {
          seen: `it restores into PVC ${claim}, the live volume of ${source.name}`,
          why: "whenever it is created or triggered, it overwrites the app's files",
          fix: 'remove destinationPVC, and fill a new PVC through its dataSourceRef',
        }),
      ];
    }),
};

const sharedRepository: Rule<OfflineFacts> = {
  name: 'shared-repository',
  harm: 'data-loss',
  summary: 'every source has a repository of its own',
  explanation:
    "VolSync backs up every app as host volsync and path /data, so two sources in one repository share one history. Each source's retain deletes snapshots of the other, and a restore may take the other's data.",
  judge: ({ sources }) => {
    const restic = sources.filter(({ spec }) => spec.restic?.repository && !isPlaceholder(spec.restic.repository));
    const groups = Map.groupBy(restic, ({ scope, spec }) => `${scope}/${spec.restic?.repository ?? ''}`);
    return [...groups.values()].flatMap((group) =>
      group.slice(1).map((source) =>
        problem(source.at('spec', 'restic', 'repository'), {
          seen: `Secret ${source.spec.restic?.repository ?? ''} is also used by ${group[0]?.name ?? ''}`,
          why: 'restic sees one history: the retain of each deletes snapshots of the other',
          fix: 'give each source a Secret with a RESTIC_REPOSITORY of its own',
        }),
      ),
    );
  },
};

const secretKeys: Rule<OfflineFacts> = {
  name: 'secret-keys',
  harm: 'no-backup',
  summary: "a repository's Secret has the keys that VolSync requires",
  explanation: 'VolSync requires the keys RESTIC_REPOSITORY and RESTIC_PASSWORD. Their values are not read.',
  judge: ({ objects, sources, destinations }) => {
    const named = new Set(
      [...sources, ...destinations].map(({ scope, spec }) => `${scope}/${spec.restic?.repository ?? ''}`),
    );
    return objects.flatMap((object) => {
      const secret = secretOf(object);
      if (secret === undefined || !named.has(`${object.scope}/${secret.name}`)) return [];
      const missing = ['RESTIC_REPOSITORY', 'RESTIC_PASSWORD'].filter((key) => !secret.keys.includes(key));
      if (missing.length === 0) return [];
      const seen = `Secret ${secret.name} has no ${missing.join(' and no ')}`;
      return [problem(object.at(), { seen, why: 'no mover starts without it', fix: `add ${missing.join(' and ')}` })];
    });
  },
};

/** The keys of a Secret, or those that the template of an ExternalSecret writes; undefined if they are not known. */
function secretOf({
  kind,
  name,
  body,
}: ManifestObject): { readonly name: string; readonly keys: readonly string[] } | undefined {
  if (kind === 'Secret') {
    return {
      name,
      keys: [body['data'], body['stringData']].flatMap((data) => (isRecord(data) ? Object.keys(data) : [])),
    };
  }
  const spec = kind === 'ExternalSecret' && isRecord(body['spec']) ? body['spec'] : {};
  const target = isRecord(spec['target']) ? spec['target'] : {};
  const template = isRecord(target['template']) ? target['template'] : {};
  if (!isRecord(template['data']) || template['mergePolicy'] === 'Merge' || 'templateFrom' in template)
    return undefined;
  return { name: typeof target['name'] === 'string' ? target['name'] : name, keys: Object.keys(template['data']) };
}

/** Up to this many copies and movers at a time are acceptable. */
const fewApps = 5;

const collidingSchedules: Rule<OfflineFacts> = {
  name: 'colliding-schedules',
  harm: 'late-backup',
  summary: 'few backups start in the same minute',
  explanation:
    'VolSync has no limit: all sources whose schedules fire in the same minute take their copies and start their movers at once. Give each app its own minute, as volsyncctl manifest does.',
  judge: ({ sources }) => {
    const scheduled = sources.filter(({ spec }) => spec.trigger?.schedule && !isPlaceholder(spec.trigger.schedule));
    const groups = Map.groupBy(scheduled, ({ spec }) => plainLine(spec.trigger?.schedule ?? ''));
    return [...groups].flatMap(([schedule, group]) => {
      const [first] = group;
      if (first === undefined || group.length <= fewApps) return [];
      const spread = group.map(({ name }) => `${name} "${moved(schedule, name)}"`);
      return [
        problem(first.at('spec', 'trigger', 'schedule'), {
          seen: `${group.length} sources have the schedule "${schedule}"`,
          why: 'all copies are taken and all movers start at once, which may overload storage and network',
          fix: `give each its own minute: ${spread.slice(0, 3).join(', ')}, …`,
          sure: 'likely',
          evidence: spread,
        }),
      ];
    });
  },
};

/** The same schedule at the app's own minute. */
function moved(schedule: string, app: string): string {
  const [minute = '0'] = spreadSchedule(app).split(' ');
  const rest = /^\S+ (\S+ \S+ \S+ \S+)$/.exec(schedule)?.[1];
  return rest === undefined ? `${minute} 0 * * *` : `${minute} ${rest}`;
}

function isBeside(one: ManifestObject, other: ManifestObject): boolean {
  return one.scope === other.scope;
}

/** The rules about several objects together. */
export const relatedRules: readonly Rule<OfflineFacts>[] = [
  bootstrapDestination,
  destinationIncomplete,
  overwritesVolume,
  sharedRepository,
  secretKeys,
  collidingSchedules,
];
