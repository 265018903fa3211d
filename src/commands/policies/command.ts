import { Command, InvalidArgumentError, Option } from 'commander';
import { Failure } from '../../errors.ts';
import { action, type CommandContext } from '../../cli/command-context.ts';
import { addHelp, clusterEndings, type HelpPage } from '../../cli/help/page.ts';
import { parseNamespace, parseObjectName } from '../../cli/object-names.ts';
import { globalOptions } from '../../cli/options/global.ts';
import { policyVersions, type PolicyVersion } from '../../kubernetes/admission.ts';
import { readNfsExport, type NfsExport } from '../../volsync/nfs-export.ts';
import type { Jitter, PolicyOptions } from './judgement/policies.ts';

const statusText = {
  examples: [
    { purpose: 'What movers get in home', line: 'policies -n home' },
    { purpose: 'How to do without the NFS policy', line: 'policies status -A --migration' },
  ],
  endings: { ...clusterEndings, ok: 'shown', unprotected: 'a policy breaks movers', unknown: 'not seen' },
};

const page: HelpPage = {
  usage: ['policies [status] [flags]', 'policies render [flags]', 'policies install [flags]'],
  examples: [
    ...statusText.examples,
    { purpose: 'For Git', line: 'policies render --nfs nas.lan:/mnt/volsync' },
    { purpose: 'Look, and be asked', line: 'policies install --jitter 1-120s' },
  ],
  endings: {
    ...statusText.endings,
    failed: 'not proven',
  },
};

const statusPage: HelpPage = { usage: ['policies status [flags]'], ...statusText };

const renderPage: HelpPage = {
  usage: ['policies render [flags]'],
  examples: [{ purpose: 'Both policies', line: 'policies render --nfs nas.lan:/mnt/volsync | kubectl apply -f -' }],
  endings: { ...clusterEndings, ok: 'written' },
};

const installPage: HelpPage = {
  usage: ['policies install [flags]'],
  examples: [{ purpose: 'Look, and be asked', line: 'policies install --nfs nas.lan:/mnt/volsync --jitter 1-120s' }],
  endings: {
    ...clusterEndings,
    ok: 'installed',
    failed: 'not proven, rolled back',
    unprotected: 'a policy breaks movers',
    unknown: 'not proven',
  },
};

/** `volsyncctl policies` with its subcommands `status`, `render` and `install`. */
export function policiesCommand(context: CommandContext): Command {
  const command = new Command('policies')
    .summary('show, write and install the admission policies of movers')
    .description(
      'Show which admission policies change VolSync movers, as a dry run sees it, and render or install them.',
    );
  addHelp(command, page);
  const status = new Command('status')
    .summary('show what policies add to movers (the default)')
    .description("Show which admission policies change VolSync's mover Jobs, and what they add, as a dry run sees it.");
  addHelp(status, statusPage);
  command.addCommand(withStatus(status, context), { isDefault: true });
  return command.addCommand(renderCommand(context)).addCommand(installCommand(context));
}

function withStatus(command: Command, context: CommandContext): Command {
  return command
    .optionsGroup('Show:')
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
    .description('Write the policies and their bindings as manifests, in the version that the API server serves.');
  return addHelp(addPolicyOptions(command), renderPage)
    .addOption(
      new Option('--api-version <version>', `${policyVersions.join(' or ')}, without asking the server`).choices(
        policyVersions,
      ),
    )
    .action(
      action(context, async (all) => {
        const { showManifests } = await import('./run.ts');
        const { apiVersion: version } = all as { apiVersion?: PolicyVersion };
        return showManifests(context.io, { ...globalOptions(all), policies: policyOptions(all), version });
      }),
    );
}

const installDescription =
  'Install or update the policies, after a plan and a question; a dry run must prove them, else they are rolled back.';

function installCommand(context: CommandContext): Command {
  const command = new Command('install').summary('install the policies and prove them').description(installDescription);
  return addHelp(addPolicyOptions(command), installPage)
    .optionsGroup('Install:')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show the plan, and change nothing')
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

const defaultJitterImage = 'ghcr.io/home-operations/busybox:1.37.0';

function addPolicyOptions(command: Command): Command {
  return command
    .optionsGroup('Policies:')
    .option('--nfs <server:/path>', 'mount this export into movers; else no NFS policy', parseNfs)
    .option('--mount-path <path>', 'where movers find it (default: /repository)', parseMountPath, '/repository')
    .option('--jitter <range>', 'delay of backups, or off (default: 1-120s)', parseJitter)
    .option('--jitter-image <image>', `image with sh and shuf (default: ${defaultJitterImage})`, defaultJitterImage)
    .option(
      '--name <prefix>',
      'name before -jitter and -nfs (default: volsync-mover)',
      parseObjectName,
      'volsync-mover',
    )
    .option('--only-namespace <name>', 'only for movers there; repeatable', collectNamespace);
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

/** Its last folder becomes the name of a volume. */
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
