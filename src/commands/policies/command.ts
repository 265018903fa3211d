import { Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { examplesText } from '../../cli/help.ts';
import { parseNamespace, parseObjectName } from '../../cli/object-names.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { policyVersions, type PolicyVersion } from '../../kubernetes/admission.ts';
import { readNfsExport, type NfsExport } from '../../volsync/nfs-export.ts';
import type { Jitter, PolicyOptions } from './judgement/policies.ts';

const description = `Show which admission policies change VolSync's mover Jobs, and what they add today: seen by a
dry run of a mover Job in the namespace (-A: in every namespace with sources), not by names. "render" writes the
two policies of the runbook, "install" installs them and proves that they work.

The exit code is 9 where a policy breaks movers, and 10 where that could not be seen.`;

const examples = [
  { purpose: 'What movers get in home', line: 'policies -n home' },
  { purpose: 'How to do without the NFS policy', line: 'policies status -A --migration' },
  { purpose: 'The policies as manifests', line: 'policies render --nfs nas.lan:/mnt/volsync --jitter 1-120s' },
];

/** `volsyncctl policies`, with `status`, `render` and `install` under it. */
export function policiesCommand(context: CommandContext): Command {
  const command = new Command('policies')
    .summary('show, write and install the admission policies of movers')
    .description(description)
    .addHelpText('after', examplesText(context.io.programName, examples));
  const status = new Command('status').summary('what policies add to movers (the default)').description(description);
  command.addCommand(withStatus(status, context), { isDefault: true });
  return command.addCommand(renderCommand(context)).addCommand(installCommand(context));
}

function withStatus(command: Command, context: CommandContext): Command {
  return command
    .option('-A, --all-namespaces', 'every namespace with ReplicationSources')
    .option('--migration', 'the steps from the NFS policy to moverVolumes')
    .action(
      action(context, async (all) => {
        const { showPolicies } = await import('./run.ts');
        const { allNamespaces, migration } = all as { allNamespaces?: true; migration?: true };
        return showPolicies(context.io, {
          ...globalOptions(all),
          isAllNamespaces: allNamespaces === true,
          hasMigration: migration === true,
        });
      }),
    );
}

function renderCommand(context: CommandContext): Command {
  const command = new Command('render')
    .summary('write the policies as manifests')
    .description(
      'Write the policies and their bindings for "kubectl apply -f -", in the version that the API server serves.',
    );
  return addPolicyOptions(command)
    .addOption(new Option('--api-version <version>', 'without asking the server').choices(policyVersions))
    .addHelpText(
      'after',
      examplesText(context.io.programName, [
        { purpose: 'Both policies', line: 'policies render --nfs nas.lan:/mnt/volsync | kubectl apply -f -' },
      ]),
    )
    .action(
      action(context, async (all) => {
        const { showManifests } = await import('./run.ts');
        const { apiVersion: version } = all as { apiVersion?: PolicyVersion };
        return showManifests(context.io, { ...globalOptions(all), policies: policyOptions(all), version });
      }),
    );
}

const installDescription = `Install the policies, or bring them up to date. The plan is validated by the API server and
shown first; afterwards a dry run of mover Jobs has to show what the policies add, else they are rolled back.
Movers that run are left as they are. A policy of another name that adds the same is in the way (exit code 4).`;

function installCommand(context: CommandContext): Command {
  const command = new Command('install').summary('install the policies and prove them').description(installDescription);
  return addPolicyOptions(command)
    .option('-y, --yes', 'install without a question')
    .option('--dry-run', 'show the plan, and change nothing')
    .addHelpText(
      'after',
      examplesText(context.io.programName, [
        { purpose: 'Look, and be asked', line: 'policies install --nfs nas.lan:/mnt/volsync --jitter 1-120s' },
      ]),
    )
    .action(
      action(context, async (all) => {
        const { installPolicies } = await import('./run.ts');
        const { yes, dryRun } = all as { yes?: true; dryRun?: true };
        return installPolicies(context.io, {
          ...globalOptions(all),
          policies: policyOptions(all),
          isDryRun: dryRun === true,
          isConfirmed: yes === true,
        });
      }),
    );
}

function addPolicyOptions(command: Command): Command {
  return command
    .option('--nfs <server:/path>', 'mount this export into movers; without it there is no NFS policy', parseNfs)
    .option('--mount-path <path>', 'where movers find it; names the volume too', parseMountPath, '/repository')
    .option('--jitter <range>', 'seconds that a backup waits before it starts, or off (default: 1-120s)', parseJitter)
    .option('--jitter-image <image>', 'with sh and shuf', 'ghcr.io/home-operations/busybox:1.37.0')
    .option('--name <prefix>', 'the policies are <prefix>-jitter and <prefix>-nfs', parseObjectName, 'volsync-mover')
    .option('--only-namespace <name>', 'only for movers there, may be given more than once', collectNamespace);
}

function policyOptions(all: Readonly<Record<string, unknown>>): PolicyOptions {
  const flags = all as {
    nfs?: NfsExport;
    mountPath: string;
    jitter?: Jitter | 'off';
    jitterImage: string;
    name: string;
    onlyNamespace?: readonly string[];
  };
  const { nfs, mountPath, jitter = { min: 1, max: 120 }, jitterImage: image, name, onlyNamespace: namespaces } = flags;
  if (nfs === undefined && jitter === 'off') {
    throw new Failure('usage', 'no policy is left', { hint: 'use --nfs SERVER:/PATH, or leave out --jitter off' });
  }
  return { nfs, mountPath, jitter: jitter === 'off' ? undefined : jitter, image, name, namespaces };
}

function parseNfs(text: string): NfsExport {
  const found = readNfsExport(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError('Expected SERVER:/PATH, such as nas.lan:/mnt/volsync.');
}

/** Its last folder is the name of a volume. */
function parseMountPath(text: string): string {
  if (/^(?:\/[\w.-]+)*\/[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError(
    'Expected an absolute path whose last folder has lower case letters, such as /repository.',
  );
}

function parseJitter(text: string): Jitter | 'off' {
  if (text === 'off') return text;
  const [, from, to] = /^(\d{1,4})-(\d{1,4})s?$/.exec(text) ?? [];
  const [min, max] = [Number(from), Number(to)];
  if (from !== undefined && min <= max && max >= 1) return { min, max };
  throw new InvalidArgumentError('Expected a range of seconds such as 1-120s, or off.');
}

function collectNamespace(text: string, previous: readonly string[] = []): readonly string[] {
  const name = parseNamespace(text);
  if (name === '') throw new InvalidArgumentError('Expected a namespace.');
  return [...previous, name];
}
