import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grant } from '../../src/commands/rbac/operation.ts';
import { type GrantableCommand } from '../../src/rights/grantable-command.ts';
import type { Right } from '../../src/rights/right.ts';
import { rights } from '../../src/program/rights.ts';
import { createApp } from '../lab/app.ts';
import { setFault } from '../lab/fault.ts';
import { apply, until } from '../lab/kubectl.ts';
import { createNamespace, kubectl, removeNamespace, start, volsyncctl, type Run } from './lab.ts';
import { bootstrapCheckUses } from './rbac-bootstrap-check.ts';
import { cleanupUses } from './rbac-cleanup.ts';
import { completionUses } from './rbac-completion.ts';
import { doctorUses } from './rbac-doctor.ts';
import { drillUses } from './rbac-drill.ts';
import { diffUses } from './rbac-diff.ts';
import { insideUses, sameAsLs, type SameAsAnother } from './rbac-inside.ts';
import { manifestUses } from './rbac-manifest.ts';
import { pausedRestore } from './paused-restore.ts';
import { policiesUses } from './rbac-policies.ts';
import { restoreUses } from './rbac-restore.ts';
import { resumeUses, suspendUses } from './rbac-suspend.ts';
import { triggerUses } from './rbac-trigger.ts';
import { unlockUses } from './rbac-unlock.ts';
import { versionUses } from './rbac-version.ts';
import { repositoryUses } from './rbac-snapshots.ts';
import { isOfFix, isTriedElsewhere, isOnlyForMessages, isUsedByWeb, type Use } from './rbac-use.ts';
import { unframed } from '../fakes/unframed.ts';

const logs: Use = { args: ['logs', 'wrong'], exitCode: 0 };
const follow: Use = { args: ['logs', 'wrong', '-f'], exitCode: 130 };
const restore: Use = { args: ['logs', 'web', '--destination'], exitCode: 0 };
const followRestore: Use = { args: ['logs', 'stuck', '--destination', '-f'], exitCode: 130 };
const controller: Use = { args: ['logs', 'web', '--controller', '--volsync-namespace', 'volsync-system'], exitCode: 0 };
const followController: Use = { args: [...controller.args, '-f'], exitCode: 130 };
const verify: Use = { args: ['verify', 'web'], exitCode: 0 };
const fleet: Use = { args: ['status'], exitCode: 0 };
const oneApp: Use = { args: ['status', 'wrong'], exitCode: 0 };
const watching: Use = { args: ['status', '--watch'], exitCode: 130 };

/** By command and right: a run that needs exactly that right in addition to the others. */
const uses: Readonly<Record<Exclude<GrantableCommand, SameAsAnother>, Readonly<Record<string, Use>>>> = {
  trigger: triggerUses,
  status: {
    'list replicationsources': fleet,
    'get replicationsources': oneApp,
    'watch replicationsources': watching,
    'list replicationdestinations': { ...fleet, says: /cannot list replicationdestinations/ },
    'watch replicationdestinations': { ...watching, says: /wrong/ },
    'list jobs': { ...fleet, says: /cannot list jobs/ },
    'watch jobs': { ...watching, says: /cannot list and watch jobs/ },
    'list pods': { ...fleet, says: /cannot list pods/ },
    'watch pods': { ...watching, says: /cannot list and watch pods/ },
    'get pods/log': { ...fleet, says: /cannot get pods\/log/ },
    'list events': { ...oneApp, says: /cannot list events/ },
    'list persistentvolumeclaims': { ...oneApp, says: /cannot list persistentvolumeclaims/ },
    'list volumesnapshots': { ...oneApp, says: /cannot list volumesnapshots/ },
    'get secrets': { ...oneApp, says: /cannot get secrets/ },
  },
  logs: {
    'get replicationsources': logs,
    'list replicationsources': follow,
    'watch replicationsources': follow,
    'list jobs': logs,
    'watch jobs': follow,
    'list pods': logs,
    'watch pods': follow,
    'get pods/log': logs,
    'get replicationdestinations': restore,
    'list replicationdestinations': followRestore,
    'watch replicationdestinations': followRestore,
    'get persistentvolumeclaims': { ...restore, says: /no ReplicationDestination web in/, endsWith: 3 },
    'list events': { args: ['logs', 'web', '--events'], exitCode: 0 },
    'watch events': { args: ['logs', 'web', '--events', '-f'], exitCode: 130 },
    'list deployments of volsync': controller,
    'list pods of volsync': controller,
    'watch pods of volsync': followController,
    'get pods/log of volsync': controller,
  },
  verify: {
    'list replicationsources': verify,
    'create pods': { ...verify, says: /cannot create pods/, endsWith: 10 },
    'delete pods': { ...verify, says: /could not be removed: .* cannot delete pods/ },
    'list pods': { ...verify, says: /cannot list pods/, endsWith: 10 },
    'watch pods': { ...verify, says: /cannot watch pods/, endsWith: 10 },
    'get pods/log': { ...verify, says: /cannot get pods\/log/, endsWith: 10 },
    'list deployments of volsync': { args: ['verify', 'idle'], exitCode: 0, says: /--mover-image/, endsWith: 10 },
    'get jobs': { args: ['verify', 'wrong'], exitCode: 9, says: /cannot get jobs/, endsWith: 10 },
    'create jobs': { args: ['verify', 'idle'], exitCode: 0, says: /cannot create jobs/, endsWith: 10 },
  },
  snapshots: repositoryUses('snapshots'),
  history: repositoryUses('history', ':/file-1'),
  find: repositoryUses('find', 'file-1'),
  'bootstrap-check': bootstrapCheckUses,
  drill: drillUses,
  diff: diffUses,
  doctor: doctorUses,
  ls: insideUses,
  restore: restoreUses,
  unlock: unlockUses,
  suspend: suspendUses,
  resume: resumeUses,
  cleanup: cleanupUses,
  manifest: manifestUses,
  policies: policiesUses,
  version: versionUses,
  completion: completionUses,
};

let namespace: string;

beforeAll(async () => {
  namespace = await createNamespace('rbac');
  await Promise.all([
    createApp({ name: 'web', namespace }),
    createApp({ name: 'wrong', namespace, bootstrap: false, schedule: null }),
    // Never backed up again: so no running mover shows the image, or what otherwise only a dry run would.
    createApp({ name: 'idle', namespace, bootstrap: false, schedule: '0 0 1 1 *' }),
    createApp({ name: 'bare', namespace, bootstrap: false, files: 0 }),
    apply([pausedRestore(namespace)]),
  ]);
  // Its mover keeps failing, so that there is always one whose log can be read and followed.
  await setFault('wrong-password', 'on', { app: 'wrong', namespace });
  const patch = JSON.stringify({ spec: { trigger: { manual: 'fail' } } });
  await kubectl(['patch', 'replicationsource', 'wrong', '-n', namespace, '--type=merge', '-p', patch]);
  await until('a mover has failed', async () => (await run(logs.args)).stderr.includes('failed with exit code 3'));
});

afterAll(async () => {
  await kubectl(['delete', 'rolebinding,role', '-n', 'volsync-system', '-l', `volsyncctl-test=${namespace}`]);
  await removeNamespace(namespace);
});

const tested = Object.keys(uses) as (keyof typeof uses)[];

describe.concurrent.each(tested)('the rights of %s', (command) => {
  const all: readonly Right[] = rights[command];
  const distinct = [...new Map(Object.values(uses[command]).map((use) => [use.args.join(' '), use])).values()];

  it.each(distinct.map((use) => [use.args.join(' '), use] as const))('suffice for %s', async (_line, use) => {
    const user = await grantTo(`${command}-all`, all);
    const { exitCode, stdout, stderr } = await run(await lineOf(use), user);
    expect(exitCode, stderr).toBe(use.exitCode);
    // An event may say of its own object that something cannot be done.
    const ownText = command === 'logs' ? stderr : said(stdout, stderr);
    expect(ownText).not.toMatch(/cannot (?:get|list|watch|patch)|may not be read/);
  });

  it.each(Object.entries(uses[command]))('are all needed: %s', async (right, use) => {
    const user = await grantTo(`${command}-${right}`, without(all, right));
    const endsItself = use.says === undefined;
    const { exitCode, stdout, stderr } = await run(await lineOf(use), user, endsItself ? /^(?!)/ : use.says);
    expect(exitCode, stderr).toBe(use.says === undefined ? 5 : (use.endsWith ?? use.exitCode));
    const [verb = '', resource = ''] = right.split(' ');
    expect(said(stdout, stderr)).toMatch(
      use.says ?? new RegExp(`cannot ${verb} ${resource}.*volsyncctl (?:--\\S+ \\S+ )*rbac`),
    );
  });

  it('are all accounted for', () => {
    const named = all.flatMap(({ verbs, resource, scope, isOptional }) =>
      scope === 'cluster' ||
      isOfFix(command, verbs) ||
      isTriedElsewhere(command, resource, verbs) ||
      (isOptional && isOnlyForMessages(command, resource))
        ? []
        : verbs.map((verb) => `${verb} ${resource}${scope === 'volsync' ? ' of volsync' : ''}`),
    );
    expect(Object.keys(uses[command]).sort()).toEqual([...new Set(named)].filter(isUsedByWeb).sort());
  });
});

it.concurrent.each(Object.entries(sameAsLs))('the rights of ls suffice for %s', async (_command, args) => {
  const user = await grantTo(`same-${args.join('-')}`, rights.ls);
  const { exitCode, stderr } = await run(args, user);
  expect(exitCode, stderr).toBe(0);
});

it('prints manifests that kubectl can apply, for a user with its own token', async () => {
  const asUser = () => volsyncctl(['logs', 'web', '-n', namespace, '--context', 'limited-4']);
  const before = await asUser();
  expect(before.exitCode).toBe(5);
  const printed = await volsyncctl(['rbac', 'logs', '-n', namespace, '--required', '--for', 'user:limited-4']);
  expect(await kubectl(['apply', '-f', '-'], printed.stdout)).toContain('volsyncctl-logs created');
  await until('the rights are there', async () => (await asUser()).exitCode === 0);
});

async function lineOf({ args, prepare }: Use): Promise<readonly string[]> {
  return [...args, ...((await prepare?.(namespace)) ?? [])];
}

/** Long lines are wrapped. */
function said(stdout: string, stderr: string): string {
  return unframed(`${stdout}\n${stderr}`).trim().replace(/\s+/g, ' ');
}

function without(all: readonly Right[], right: string): readonly Right[] {
  const [verb, resource, ofVolsync] = right.split(/ (?:of )?/);
  return all.map((each) =>
    each.resource === resource && (each.scope === 'volsync') === (ofVolsync !== undefined)
      ? { ...each, verbs: each.verbs.filter((given) => given !== verb) }
      : each,
  );
}

/** A separate user with exactly these rights; the API server accepts any user name from us. */
async function grantTo(id: string, granted: readonly Right[]): Promise<string> {
  const name = `volsyncctl-${id.replace(/[^a-z]/g, '-')}-${namespace}`;
  const roles = grant({
    name,
    rights: granted.filter(({ verbs }) => verbs.length > 0),
    namespace,
    volsyncNamespace: 'volsync-system',
    subjects: [{ kind: 'User', name }],
  });
  const manifests = roles.flatMap(({ manifest, binding }) =>
    binding === undefined ? [manifest] : [manifest, binding],
  );
  const labels = { 'volsyncctl-test': namespace };
  await apply(manifests.map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, labels } })));
  return name;
}

/** A run that continues until it is interrupted is interrupted once it has printed `enough`, or after a minute. */
async function run(args: readonly string[], user?: string, enough = /\S/): Promise<Run> {
  const words = [...args, '-n', namespace, ...(user === undefined ? [] : ['--as', user])];
  const [last = ''] = args.slice(-1);
  const line = args[0] === '__complete' ? [...args.slice(0, -1), ...words.slice(args.length), last] : words;
  if (!args.some((word) => ['-f', '--watch'].includes(word))) return volsyncctl(line);
  const started = start(line);
  let text = '';
  let timer = setTimeout(() => started.kill('SIGINT'), 60_000);
  let isEnough = false;
  for (const stream of [started.stdout, started.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (isEnough || !enough.test(text)) return;
      // Only once: a second signal would hit a process that is ending.
      isEnough = true;
      clearTimeout(timer);
      timer = setTimeout(() => started.kill('SIGINT'), 1000);
    });
  const result = await started;
  clearTimeout(timer);
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr, durationMs: result.durationMs };
}
