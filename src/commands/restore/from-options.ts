import type { Command } from 'commander';
import { parseNamespace, parseObjectName } from '../../cli/object-names.ts';
import { Failure } from '../../errors.ts';
import type { RepositorySelector } from '../../restore/repositories/candidate-repository.ts';

/** Declares the flags that select other repositories than the app's own. */
export function addFromOptions(command: Command): Command {
  return command
    .option('--from <secret>', 'from this repository; repeat: the newest of them', addSecret)
    .option('--from-namespace <name>', 'from the app of that name in this namespace', parseNamespace);
}

function addSecret(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, parseObjectName(text)];
}

interface FromFlags {
  readonly from?: readonly string[];
  readonly fromNamespace?: string;
  readonly previous?: number;
}

/** Those flags; undefined if none was given. */
export function repositorySelector(all: Readonly<Record<string, unknown>>): RepositorySelector | undefined {
  const { from: secrets = [], fromNamespace, previous } = all as FromFlags;
  const namespace = fromNamespace === '' ? undefined : fromNamespace;
  if (secrets.length === 0 && namespace === undefined) return undefined;
  const flag = secrets.length > 0 ? '--from' : '--from-namespace';
  const stranger = strangers.find(([name]) => all[name] !== undefined);
  if (stranger !== undefined) throw new Failure('usage', `${flag} cannot be combined with ${stranger[1]}`);
  if (previous !== undefined && new Set(secrets).size > 1) {
    throw new Failure('usage', '--previous counts the snapshots of one repository: it needs a single --from', {
      hint: 'select one with --as-of TIME or --snapshot ID, or pass one --from',
    });
  }
  return { namespace, secrets };
}

const strangers = [
  ['repository', '--repository, which restores without an app'],
  ['repositoryVolume', '--repository-volume'],
  ['watchBootstrap', '--watch-bootstrap'],
] as const;

/** The app's own namespace is not another one; it is known only with the app. */
export function refuseOwnNamespace(repositorySelector: RepositorySelector | undefined, namespace: string): void {
  if (repositorySelector?.namespace !== namespace) return;
  throw new Failure('usage', `--from-namespace ${namespace} is the app's own namespace: another one is expected`, {
    hint: 'for another repository in the same namespace, name its Secret: --from SECRET',
  });
}
