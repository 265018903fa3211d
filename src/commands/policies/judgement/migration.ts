import type { KubeObject, Volume } from '../../../kubernetes/objects.ts';
import { shellCommand } from '../../../shell-command.ts';
import { ownerOf } from '../../../volsync/field-owner.ts';
import type { MoverVolume } from '../../../volsync/types.ts';
import type { PolicyFacts } from './facts.ts';
import type { InjectedVolume } from '../../../volsync/mover-injection.ts';

/** How to replace the policy that mounts the repository with `moverVolumes`, one app after another. */
export interface Migration {
  /** Why this is impossible in this cluster, or not known to be possible; undefined if it is possible. */
  readonly obstacle: string | undefined;
  readonly steps: readonly MigrationStep[];
}

export interface MigrationStep {
  readonly what: string;
  /** Commands to copy; empty if no command can do it. */
  readonly commands: readonly string[];
}

interface Restic {
  readonly repository?: string;
  readonly moverVolumes?: readonly MoverVolume[];
}

type Replication = KubeObject & { readonly spec?: { readonly restic?: Restic } };

/**
 * The migration off an injected NFS volume; undefined if none is injected. While the policy exists, a mover has both
 * mounts, so each app is migrated on its own and nothing has to happen at the same time.
 */
export function migrationOf(facts: PolicyFacts): Migration | undefined {
  const { sources, destinations, hasNfsMoverVolumes } = facts;
  const all: readonly (readonly [kind: string, object: Replication])[] = [
    ...sources.map((source) => ['replicationsource', source] as const),
    ...('value' in destinations ? destinations.value : []).map((each) => ['replicationdestination', each] as const),
  ];
  const moves = all.flatMap(([kind, object]) => {
    const volume = injectedInto(object, facts);
    return volume?.nfs === undefined || object.spec?.restic === undefined ? [] : [{ kind, object, volume }];
  });
  const [first] = moves;
  if (first === undefined) return undefined;
  const obstacle = 'why' in hasNfsMoverVolumes ? hasNfsMoverVolumes.why : undefined;
  const isOld = 'value' in hasNfsMoverVolumes && !hasNfsMoverVolumes.value;
  return {
    obstacle: isOld ? "VolSync's CRD does not accept NFS in moverVolumes: VolSync 0.15 or later is required" : obstacle,
    steps: [
      ...volumeSteps(moves),
      ...secretSteps(moves),
      {
        what: 'check each app: its newest snapshot must be found, and a backup must succeed',
        commands: namespacesOf(moves).flatMap((namespace) => [
          shellCommand`volsyncctl verify -n ${namespace}`,
          shellCommand`volsyncctl trigger --all -n ${namespace}`,
        ]),
      },
      {
        what: `when no app uses it any more, delete the policy that adds volume ${first.volume.name}, and its binding`,
        commands: [],
      },
    ],
  };
}

interface Move {
  readonly kind: string;
  readonly object: Replication;
  readonly volume: InjectedVolume;
}

function injectedInto({ metadata }: KubeObject, { probes }: PolicyFacts): InjectedVolume | undefined {
  const answers = probes.filter(({ namespace }) => namespace === metadata.namespace).map(({ answer }) => answer);
  return answers
    .flatMap((answer) => (answer.kind === 'admitted' ? answer.injection.volumes : []))
    .find(({ nfs, mountPath }) => nfs !== undefined && mountPath !== undefined);
}

function hasVolume({ spec }: Replication, volume: InjectedVolume): boolean {
  return (spec?.restic?.moverVolumes ?? []).some((each) => isSameNfs(each, volume));
}

function isSameNfs({ volumeSource }: MoverVolume, { nfs }: InjectedVolume): boolean {
  const { nfs: own } = volumeSource as { readonly nfs?: Volume['nfs'] };
  return own?.server === nfs?.server && own?.path === nfs?.path;
}

/** What a GitOps tool applies has to be changed in Git, or the tool reverts it. */
function patchCommands(move: Move): readonly string[] {
  const { kind, object } = move;
  const owner = ownerOf(object);
  const place = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  const comment = owner && `# ${kind} ${place} is managed by ${owner.name}: make the same change in Git`;
  return [...(comment === undefined ? [] : [comment]), patchCommand(move)];
}

/** A merge patch replaces a list: existing items have to be repeated. */
function patchCommand({ kind, object, volume }: Move): string {
  const { name, namespace = '' } = object.metadata;
  const added: MoverVolume = { mountPath: folderOf(object, volume), volumeSource: { nfs: volume.nfs } };
  const moverVolumes = [...(object.spec?.restic?.moverVolumes ?? []), added];
  const patch = JSON.stringify({ spec: { restic: { moverVolumes } } });
  return shellCommand`kubectl patch ${kind} ${name} -n ${namespace} --type merge -p ${patch}`;
}

function volumeSteps(moves: readonly Move[]): readonly MigrationStep[] {
  const commands = moves.filter(({ object, volume }) => !hasVolume(object, volume)).flatMap(patchCommands);
  const what =
    'add the volume to the movers themselves, each while no sync runs; the policy stays, so both paths work. Apps with a repository on a server (s3:, rest:) need no change';
  return commands.length === 0 ? [] : [{ what, commands }];
}

function secretSteps(moves: readonly Move[]): readonly MigrationStep[] {
  const names = moves.map(({ object, volume }) => ({
    secret: `${object.metadata.namespace ?? ''}/${object.spec?.restic?.repository ?? ''}`,
    from: volume.mountPath ?? '',
    to: `/mnt/${folderOf(object, volume)}`,
  }));
  const distinct = [...new Map(names.map((each) => [each.secret, each])).values()];
  return distinct.map(({ secret, from, to }) => ({
    what: `Secret ${secret}: where RESTIC_REPOSITORY starts with ${from}/, change that to ${to}/, at its source in Git (ExternalSecret); it is the same repository`,
    commands: [],
  }));
}

function namespacesOf(moves: readonly Move[]): readonly string[] {
  return [...new Set(moves.map(({ object }) => object.metadata.namespace ?? ''))].sort();
}

/** Where VolSync mounts it below /mnt: the existing folder, or one named after the volume, unless that is taken. */
function folderOf({ spec }: Replication, volume: InjectedVolume): string {
  const { moverVolumes = [] } = spec?.restic ?? {};
  const own = moverVolumes.find((each) => isSameNfs(each, volume));
  if (own !== undefined) return own.mountPath;
  return moverVolumes.some(({ mountPath }) => mountPath === volume.name) ? `${volume.name}-nfs` : volume.name;
}
