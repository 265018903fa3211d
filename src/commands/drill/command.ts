import { Command } from 'commander';
import { Failure } from '../../errors.ts';
import { resolveTarget } from '../../cli/app-names.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { parseObjectName } from '../../cli/object-names.ts';
import { parsePositiveDurationMs } from '../../cli/duration.ts';
import { globalOptions, severalContexts } from '../../cli/options/global.ts';
import { addRepositoryOptions, repositoryOptions } from '../../cli/options/repository-options.ts';
import { addSnapshotOptions, parseCapacity, snapshotSelector } from '../../cli/options/restore-options.ts';
import { parsePositiveNumber } from '../../cli/options/whole-number.ts';
import { addSelectionOptions, selection, target, type Selection } from '../../cli/selection.ts';
import { quantityBytes } from '../../volsync/quantity.ts';
import type { CheckCommand, DrillOptions } from './operation/plan.ts';

const page: HelpPage = {
  usage: ['drill [APP...] [flags]', 'drill [-A] [-l SELECTOR] [flags]'],
  examples: [
    { purpose: 'One app', line: 'drill web -n home' },
    {
      purpose: 'With a check of the data itself',
      line: 'drill db --check "pg_controldata pg" --image postgres:17 --yes',
    },
    { purpose: 'Evidence for an audit', line: 'drill -A --yes --max-size 50Gi -o markdown > drill.md' },
  ],
  endings: {
    ...clusterEndings,
    ok: 'restored, identical',
    failed: 'restore failed',
    unprotected: 'cannot be restored',
    unknown: 'not proven',
  },
};

const lookMs = 2 * 60_000;
const defaultTimeoutMs = 60 * 60_000;
const defaultCheckMs = 5 * 60_000;

/** `volsyncctl drill`. */
export function drillCommand(context: CommandContext): Command {
  const command = new Command('drill')
    .summary('prove that backups can be restored, by restoring them')
    .description(
      'Restore snapshots into scratch PVCs with VolSync, compare every file with the repository, and remove everything.',
    )
    .argument('[app...]', 'names of ReplicationSources, or NAMESPACE/NAME');
  addSelectionOptions(command, { hasAll: false });
  addSnapshotOptions(command.optionsGroup('Which snapshot:'), context.io.now());
  command
    .optionsGroup('Scratch PVC:')
    .option('--capacity <size>', "its size (default: the app's, or as needed)", parseCapacity)
    .option('--storage-class <name>', "its class (default: the app's)", parseObjectName)
    .option('--max-size <size>', 'refuse apps whose scratch PVC would be larger', parseCapacity)
    .optionsGroup('Drill:')
    .option('--check <command>', 'run this by sh -c in the restored volume')
    .option('--image <image>', 'image of the pod that runs it')
    .option('--check-timeout <duration>', 'longest time for it (default: 5m)', parsePositiveDurationMs)
    .option('--check-writable', 'let it write to the restored volume')
    .option('--max-parallel <apps>', 'number of apps at a time (default: 1)', parsePositiveNumber)
    .option('--dry-run', 'check, show the plan, and change nothing')
    .option('-y, --yes', 'do not ask');
  addRepositoryOptions(command, { timeout: '1h', timeoutFor: 'the restore of one app' });
  return addHelp(command, page).action(
    action(context, async (all, [words]) => {
      const chosen = selection(words as readonly string[], all, false);
      const { dryRun, yes } = all as { dryRun?: true; yes?: true };
      const drill = drillOptions(all, chosen);
      const options = { ...globalOptions(all), drill, isDryRun: dryRun === true, isConfirmed: yes === true };
      const contexts = severalContexts(all);
      if (contexts !== undefined) {
        const { showDrillContexts } = await import('./contexts.ts');
        return showDrillContexts(context.io, { contexts, chosen, options, command: 'drill' }, options);
      }
      const cluster = await context.io.connect(options);
      const { showDrill } = await import('./run.ts');
      const apps = await resolveTarget(target(chosen, cluster.namespace), cluster, context.io.signal);
      return showDrill(context.io, cluster, apps, options);
    }),
  );
}

function drillOptions(all: Readonly<Record<string, unknown>>, { apps }: Selection): DrillOptions {
  const { capacity, storageClass, maxSize, maxParallel, timeout } = all as {
    capacity?: string;
    storageClass?: string;
    maxSize?: string;
    maxParallel?: number;
    timeout?: number;
  };
  const selector = snapshotSelector(all) ?? { kind: 'latest' };
  if (selector.kind === 'snapshot' && apps.length !== 1) {
    throw new Failure('usage', '--snapshot needs the one app that it is of', {
      hint: 'for several apps: --latest, --as-of TIME or --previous N',
    });
  }
  return {
    selector,
    like: { capacity, storageClass },
    maxBytes: maxSize === undefined ? undefined : quantityBytes(maxSize),
    look: { ...repositoryOptions({ ...all, timeout: undefined }, lookMs), command: 'drill' },
    timeoutMs: timeout ?? defaultTimeoutMs,
    maxParallel: maxParallel ?? 1,
    checkCommand: checkCommandOf(all),
  };
}

function checkCommandOf(all: Readonly<Record<string, unknown>>): CheckCommand | undefined {
  const { check, image, checkTimeout, checkWritable } = all as {
    check?: string;
    image?: string;
    checkTimeout?: number;
    checkWritable?: true;
  };
  if (check !== undefined && image !== undefined) {
    const timeoutMs = checkTimeout ?? defaultCheckMs;
    return { command: check, image, isWritable: checkWritable === true, timeoutMs };
  }
  if (check !== undefined) throw new Failure('usage', '--check needs --image');
  const [other] = ['image', 'checkTimeout', 'checkWritable'].filter((key) => all[key] !== undefined);
  if (other === undefined) return undefined;
  throw new Failure('usage', '--image, --check-timeout and --check-writable need --check');
}
