import type { Option } from 'commander';
import { formatsOf, jsonPathPrefix } from '../../cli/output.ts';
import { failOnNames } from '../../commands/status/judgement/fail-on.ts';
import type { Resource } from '../../kubernetes/cluster.ts';
import type { KubeObject } from '../../kubernetes/objects.ts';
import { resources } from '../../volsync/resources.ts';
import { bare, type CompletionCandidate, namesOf, type NameSources } from './candidates.ts';
import { snapshotIds } from './snapshot-ids.ts';
import type { TypedLine } from './typed-line.ts';

/** The candidates for the value of an option; `files` leaves it to the shell. */
export async function optionValues(
  option: Option,
  line: TypedLine,
  names: NameSources,
): Promise<readonly CompletionCandidate[] | 'files'> {
  const name = option.attributeName();
  const choices = choicesOf(option, line.command.name());
  if (choices !== undefined) return choices.map(bare);
  if (fileOptions.has(name)) return 'files';
  const resource = objectOptions[name];
  if (resource !== undefined) return namesOf(await names.cluster(), resource);
  const sources = valuesByName[name];
  return sources === undefined || (name === 'repository' && line.command.name() === 'manifest')
    ? []
    : sources(line, names);
}

type Values = (line: TypedLine, names: NameSources) => Promise<readonly CompletionCandidate[]>;

const rulesInLine: Values = async ({ last }) => oneMoreOf(await rulesOfDoctor(), last);
const secretsInLine: Values = (_line, names) => secretsOfApps(names);

const valuesByName: Readonly<Partial<Record<string, Values>>> = {
  context: async ({ last }, names) => oneMoreOf((await names.contexts()).map(bare), last),
  failOn: ({ last }) => Promise.resolve(oneMoreOf(failOnNames.map(bare), last)),
  rule: rulesInLine,
  skip: rulesInLine,
  explain: () => rulesOfDoctor(),
  snapshot: snapshotIds,
  backup: snapshotIds,
  repository: secretsInLine,
  secret: secretsInLine,
  from: ({ values }, names) => secretsOfApps(names, values['fromNamespace']),
};

function choicesOf(option: Option, command: string): readonly string[] | undefined {
  const name = option.attributeName();
  return name === 'output' ? [...formatsOf(command), jsonPathPrefix] : (option.argChoices ?? enumerations[name]);
}

/** Options with a closed list of values that a custom parser checks. */
const enumerations: Readonly<Partial<Record<string, readonly string[]>>> = {
  safety: ['snapshot', 'backup', 'none'],
  copyMethod: ['Snapshot', 'Clone', 'Direct'],
  accessMode: ['ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany'],
  cacheAccessMode: ['ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany'],
};

/** Options that name an object. */
const objectOptions: Readonly<Partial<Record<string, Resource<KubeObject>>>> = {
  namespace: resources.namespaces,
  onlyNamespace: resources.namespaces,
  fromNamespace: resources.namespaces,
  volsyncNamespace: resources.namespaces,
  storageClass: resources.storageClasses,
  cacheStorageClass: resources.storageClasses,
  volumeSnapshotClass: resources.volumeSnapshotClasses,
};

const certificateFiles = ['certificateAuthority', 'clientCertificate', 'clientKey'];

/** Options that take a local path. */
const fileOptions: ReadonlySet<string> = new Set([
  'kubeconfig',
  'filename',
  'env',
  'outputDir',
  'outputFile',
  ...certificateFiles,
]);

/** Continues a comma-separated list, as in `stale,fai`. */
function oneMoreOf(all: readonly CompletionCandidate[], last: string): readonly CompletionCandidate[] {
  const before = last.slice(0, last.lastIndexOf(',') + 1);
  const taken = new Set(before.split(','));
  return all.filter(({ value }) => !taken.has(value)).map(({ value, meaning }) => ({ value: before + value, meaning }));
}

async function rulesOfDoctor(): Promise<readonly CompletionCandidate[]> {
  const { rules } = await import('../../commands/doctor/rules/all.ts');
  return rules.map(({ name, summary }) => ({ value: name, meaning: summary }));
}

/** The Secrets that apps name: a list of all Secrets would contain their values. */
async function secretsOfApps(names: NameSources, namespace?: string): Promise<readonly CompletionCandidate[]> {
  const cluster = await names.cluster();
  const sources = await cluster.list(resources.replicationSources, { namespace: namespace ?? cluster.namespace });
  const secrets = sources.flatMap(({ spec }) => spec?.restic?.repository ?? []);
  return [...new Set(secrets)].map(bare);
}
