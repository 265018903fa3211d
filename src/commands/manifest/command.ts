import { Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { parseObjectName } from '../../cli/object-names.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { readNfsExport, type NfsExport } from '../../volsync/nfs-export.ts';
import { withoutCredentials } from '../../without-credentials.ts';
import type { GivenValues } from './judgement/resolve.ts';
import { variables } from './judgement/variables.ts';
import type { ManifestOptions } from './run.ts';

const page: HelpPage = {
  usage: ['manifest [NAME] [flags]'],
  examples: [
    { purpose: 'One app', line: 'manifest web --capacity 10Gi > web.yaml' },
    { purpose: 'The component', line: 'manifest --kustomize -d components/volsync' },
  ],
  endings: { ...clusterEndings, ok: 'written', refused: 'invalid manifests' },
};

/** `volsyncctl manifest`. */
export function manifestCommand(context: CommandContext): Command {
  const command = new Command('manifest')
    .summary('write the manifests that back up an app')
    .description('Write the manifests that back up an app with VolSync.')
    .argument('[name]', 'name of the app');
  addValueFlags(command);
  addRepositoryFlags(command);
  return addHelp(addOutputFlags(command), page).action(
    action(context, async (all, [name]) => {
      const options = manifestOptions(name as string | undefined, all);
      const { showManifest } = await import('./run.ts');
      return showManifest(context.io, options);
    }),
  );
}

function addValueFlags(command: Command): void {
  command.optionsGroup('Values:');
  for (const { flag, placeholder, fallback, purpose } of variables.slice(1)) {
    const text = fallback === '' ? purpose : `${purpose} (default: ${fallback})`;
    command.addOption(new Option(`${flag} <${placeholder}>`, text));
  }
  command.option('--env <path>', 'env file: VOLSYNC_CAPACITY=10Gi …');
}

function addRepositoryFlags(command: Command): void {
  command
    .optionsGroup('Repository:')
    .option('--secret <name>', 'existing Secret, instead of an ExternalSecret', parseObjectName)
    .option('--secret-store <name>', 'of the ExternalSecret (default: onepassword)', parseObjectName, 'onepassword')
    .option('--secret-key <key>', 'item in it (default: volsync-restic)', 'volsync-restic')
    .addOption(
      new Option('--secret-version <version>', 'v1 or v1beta1 (default: what is served, or v1)').choices([
        'v1',
        'v1beta1',
      ]),
    )
    .option('--repository <url>', 'RESTIC_REPOSITORY (default: /repository/APP)')
    .option('--nfs <server:/path>', 'mount this export with moverVolumes', parseNfs);
}

function addOutputFlags(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('--kustomize', 'the component of all apps, for Flux')
    .option('--variables', 'the variables of the app, as an env file')
    .option('-d, --output-dir <path>', 'write files and a kustomization.yaml there')
    .option('--force', 'overwrite files there')
    .option('--validate', 'fail if the API server cannot validate them')
    .option('--no-validate', 'do not ask the API server');
}

function manifestOptions(name: string | undefined, all: Readonly<Record<string, unknown>>): ManifestOptions {
  const flags = all as {
    env?: string;
    secret?: string;
    secretStore: string;
    secretKey: string;
    secretVersion?: 'v1' | 'v1beta1';
    repository?: string;
    nfs?: NfsExport;
    kustomize?: true;
    variables?: true;
    outputDir?: string;
    force?: true;
    validate?: boolean;
  };
  refuseCombinations(name, flags);
  refusePassword(flags.repository);
  const { env: envFile, secret, secretStore, secretKey, secretVersion, repository, nfs, outputDir, kustomize } = flags;
  return {
    ...globalOptions(all),
    given: givenValues(name, all),
    ...{ envFile, secret, secretStore, secretKey, secretVersion, repository, nfs, outputDir },
    form: kustomize === true ? 'component' : flags.variables === true ? 'variables' : 'app',
    isForced: flags.force === true,
    validation: flags.validate === undefined ? 'auto' : flags.validate ? 'required' : 'none',
  };
}

function refuseCombinations(
  name: string | undefined,
  { kustomize, variables: asVariables, ...flags }: Readonly<Record<string, unknown>>,
): void {
  const app = name === undefined ? [] : [`app ${name}`];
  const given = Object.entries({
    '--kustomize': kustomize,
    '--variables': asVariables,
    '--output-dir': flags['outputDir'],
  })
    .filter(([, value]) => value !== undefined)
    .map(([flag]) => flag);
  if (kustomize === true && app.length > 0) throw cannot(app[0] ?? '', '--kustomize');
  if (asVariables === true && given.length > 1)
    throw cannot('--variables', given.find((flag) => flag !== '--variables') ?? '');
  if (flags['secret'] !== undefined && flags['repository'] !== undefined) throw cannot('--secret', '--repository');
}

function cannot(one: string, other: string): Failure {
  return new Failure('usage', `${one} and ${other} cannot be combined`);
}

function givenValues(name: string | undefined, all: Readonly<Record<string, unknown>>): GivenValues {
  const given = variables.flatMap(({ name: variable, flag }) => {
    const value = variable === 'APP' ? name : all[new Option(`${flag} <value>`).attributeName()];
    return typeof value === 'string' ? [[variable, { value, origin: flag }] as const] : [];
  });
  return Object.fromEntries(given);
}

/** An address with a password would end up in Git; it is not printed either. */
function refusePassword(repository: string | undefined): void {
  if (repository === undefined || (repository !== '' && withoutCredentials(repository) === repository)) return;
  throw new Failure('usage', 'invalid value of --repository: it is empty or has a password in it', {
    hint: 'expected an address without a password, such as s3:https://minio.lan/volsync/web',
  });
}

function parseNfs(text: string): NfsExport {
  const found = readNfsExport(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError('Expected SERVER:/PATH, such as nas.lan:/mnt/volsync.');
}
