import type { RuleNames } from './finding.ts';
import { Command, InvalidArgumentError } from 'commander';
import { Failure } from '../../errors.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { globalOptions, severalContexts } from '../../cli/options/global.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSelectionOptions, selection, target } from '../../cli/selection.ts';
import { bundleCommand } from './bundle/command.ts';
import type { RightsOfCommands } from './operation/review-rights.ts';
import type { OfflineOptions } from './offline/run.ts';
import type { DoctorViewOptions } from './run.ts';
import { timeoutMs } from './timeout.ts';

const page: HelpPage = {
  usage: ['doctor [APP...] [flags]', 'doctor [-A] [-l SELECTOR] [flags]', 'doctor bundle [APP...] [--file PATH]'],
  examples: [
    { purpose: 'The whole cluster', line: 'doctor -A' },
    { purpose: 'One app, with evidence', line: 'doctor web -n home -v' },
    { purpose: 'Manifests in CI', line: 'doctor --offline -f apps/ -o junit' },
    { purpose: 'What this user may run', line: 'doctor --rbac -n home' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'no problems',
    refused: 'fix refused',
    failed: 'fix failed',
    unprotected: 'problems found',
    unknown: 'not all checked',
  },
};

/** `volsyncctl doctor`; gets the rights of all commands as a parameter, because no command imports another. */
export function doctorCommand(context: CommandContext, rights: RightsOfCommands): Command {
  const command = new Command('doctor')
    .summary('find what is wrong with backups, and how to fix it')
    .description(
      'Find what is wrong with backups, in the cluster, each app and the fleet, each with a command to fix it.',
    )
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addDoctorOptions(command);
  return addHelp(command, page)
    .addCommand(bundleCommand(context))
    .action(
      action(context, async (all, [words]) => {
        const { explain } = all as { explain?: string | true };
        if (explain !== undefined) {
          const { showRules } = await import('./explain.ts');
          return showRules(context.io, explain === true ? undefined : explain, globalOptions(all));
        }
        refuseInContexts(all);
        if (all['rbac'] === true) return reviewed(context, rights, all, words as readonly string[]);
        const chosen = selection(words as readonly string[], all, false);
        const options = doctorOptions(all);
        const manifests = manifestOptions(all, words as readonly string[]);
        if (manifests !== undefined) {
          const { showOffline } = await import('./offline/run.ts');
          return showOffline(context.io, { ...options, ...manifests });
        }
        const { chosenRules } = await import('./explain.ts');
        const rules = chosenRules(options);
        const contexts = severalContexts(all);
        if (contexts !== undefined) {
          const { showDoctorContexts } = await import('./contexts.ts');
          return showDoctorContexts(
            context.io,
            { contexts, chosen, options, command: 'doctor' },
            { ...options, rules },
          );
        }
        const cluster = await context.io.connect(options);
        const found = await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal);
        const { showDoctor } = await import('./run.ts');
        return showDoctor(context.io, cluster, found, { ...options, rules });
      }),
    );
}

/** Commands that examine no cluster, or change or explain one. */
function refuseInContexts(all: Readonly<Record<string, unknown>>): void {
  if (severalContexts(all) === undefined) return;
  const flags = { '--fix': all['fix'], '--rbac': all['rbac'], '--offline': all['offline'] };
  const [flag] = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (flag === undefined) return;
  throw new Failure('usage', `${flag} and several contexts cannot be combined`, { hint: 'name one --context' });
}

/** Shows what this user may run; nothing else is read. */
async function reviewed(
  { io }: CommandContext,
  rights: RightsOfCommands,
  all: Readonly<Record<string, unknown>>,
  words: readonly string[],
): Promise<number> {
  const others = { 'app names': words[0], '-l': all['selector'], '--fix': all['fix'], '--offline': all['offline'] };
  const [other] = Object.entries(others).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (other !== undefined) throw new Failure('usage', `--rbac and ${other} cannot be combined`);
  const { allNamespaces, volsyncNamespace = 'volsync-system', verbose } = all as Record<string, string | true>;
  const options = globalOptions(all);
  const cluster = await io.connect(options);
  const { showRights } = await import('./rbac/run.ts');
  return showRights(io, cluster, rights, {
    ...options,
    namespace: allNamespaces === true ? undefined : (options.namespace ?? cluster.namespace),
    volsyncNamespace: String(volsyncNamespace),
    isVerbose: verbose === true,
  });
}

function addDoctorOptions(command: Command): void {
  addSelectionOptions(command, { hasAll: false })
    .optionsGroup('What to check:')
    .option('--rule <names>', 'only these rules, such as stale-lock,paused', namesOf)
    .option('--skip <names>', 'all but these rules', namesOf)
    .option('--no-helper-pods', 'do not look into repositories')
    .option('--probe-write', 'write a file into each repository, and remove it')
    .option('--rbac', 'only which commands this user may run')
    .option('--explain [rule]', 'explain a rule, or list all of them')
    .option('-v, --verbose', 'show evidence, and what is fine')
    .optionsGroup('Manifests:')
    .option('--offline', 'check manifests, without a cluster')
    .option('-f, --filename <path>', 'with --offline: file, folder or -; repeatable', added)
    .option('--env <path>', 'with --offline: env file for ${VAR}')
    .optionsGroup('Fix:')
    .option('--fix', 'fix what is safe, after a plan and a question')
    .option('-y, --yes', 'with --fix: do not ask')
    .option('--dry-run', 'with --fix: only show the plan')
    .optionsGroup('Wait:');
  addRepositoryOptions(command, { timeout: '2m' });
}

function doctorOptions(all: Readonly<Record<string, unknown>>): Omit<DoctorViewOptions, 'rules'> & RuleNames {
  const { verbose, rule, skip, helperPods, probeWrite, fix, yes, dryRun } = all as Record<string, true | undefined> & {
    rule?: readonly string[];
    skip?: readonly string[];
  };
  const isFixing = fix === true;
  if (!isFixing && (yes === true || dryRun === true)) {
    throw new Failure('usage', `${yes === true ? '--yes' : '--dry-run'} goes with --fix`, { hint: 'add --fix' });
  }
  const isProbingWrites = probeWrite === true;
  if (isProbingWrites && (helperPods !== true || all['offline'] === true)) {
    const other = helperPods === true ? '--offline' : '--no-helper-pods';
    throw new Failure('usage', `--probe-write and ${other} cannot be combined`);
  }
  return {
    ...globalOptions(all),
    repositories: { ...repositoryOptions(all, timeoutMs), isProbingWrites },
    withRepositories: helperPods === true,
    isVerbose: verbose === true,
    fix: isFixing ? { isConfirmed: yes === true, isDryRun: dryRun === true } : undefined,
    only: rule,
    skip: skip ?? [],
  };
}

/** The paths of the manifests; undefined to check a cluster. */
function manifestOptions(
  all: Readonly<Record<string, unknown>>,
  words: readonly string[],
): Pick<OfflineOptions, 'paths' | 'envFile'> | undefined {
  const { offline, filename, env } = all as { offline?: true; filename?: readonly string[]; env?: string };
  if (offline !== true) {
    if (filename === undefined && env === undefined) return undefined;
    throw new Failure('usage', `${filename === undefined ? '--env' : '-f'} goes with --offline`, {
      hint: 'add --offline',
    });
  }
  const ofCluster = { 'app names': words[0], '-A': all['allNamespaces'], '-l': all['selector'], '--fix': all['fix'] };
  const [other] = Object.entries(ofCluster).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (other !== undefined) throw new Failure('usage', `--offline and ${other} cannot be combined`);
  if (filename !== undefined) return { paths: filename, envFile: env };
  throw new Failure('usage', 'no manifests given', { hint: 'use -f with a file, a folder, or - for stdin' });
}

function added(path: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, path];
}

function namesOf(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Expected names of rules, such as stale-lock,paused.');
  return names;
}
