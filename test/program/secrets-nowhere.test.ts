import { rawText } from '../../src/foreign-text.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/program/run.ts';
import type { Job, Pod } from '../../src/kubernetes/objects.ts';
import { resources } from '../../src/volsync/resources.ts';
import { addresses, linesWith, passwords, secret, wordsOfKeys } from '../fakes/addresses.ts';
import { home } from '../fakes/doctor-command.ts';
import { appSource } from '../fakes/doctor-facts.ts';
import type { FakeCluster } from '../fakes/fake-cluster.ts';
import { FakeIo } from '../fakes/fake-io.ts';
import { runPods } from '../fakes/helper-pod-world.ts';
import { temporaryFolder } from '../fakes/local-files/temporary-folder.ts';
import { moverJob, moverPod } from '../fakes/mover-objects.ts';
import { answerOf } from '../fakes/repository-answers.ts';
import { programs } from '../fakes/volume-look.ts';

const now = new Date('2026-11-23T15:24:00Z');

/** An app with that repository: its mover has failed, and restic prints the same messages in helper pods. */
function failing(address: string): FakeCluster {
  const lines = [...linesWith(address), ...wordsOfKeys];
  const source = appSource();
  const cluster = home({
    ...source,
    status: {
      ...source.status,
      lastSyncStartTime: '2026-11-23T15:20:00Z',
      latestMoverStatus: { result: 'Failed', logs: lines.join('\n') },
    },
  })
    .put(resources.jobs, moverJob('web', { failed: 1 }))
    .put(resources.pods, moverPod('web', 1, 'Failed'))
    .put(resources.secrets, {
      metadata: { namespace: 'home', name: 'web-volsync' },
      stringData: { RESTIC_REPOSITORY: address, RESTIC_PASSWORD: 'S3crPW', AWS_SECRET_ACCESS_KEY: 'S3crPW' },
    } as never);
  cluster
    .log({ namespace: 'home', name: 'volsync-src-web-1' }, 'restic')
    .write([...lines])
    .end();
  programs({ cluster } as never, () => ({ errors: `${lines.join('\n')}\n`, exitCode: 1 }));
  return runPods(cluster, (container) => {
    const [program = '', , , , mark = '', , , todo] = container.command ?? [];
    if (program === 'sleep') return { running: {} };
    return todo === 'list'
      ? ['address x', 'begin locks', 'end locks 1', ...lines, 'over'].map((line) =>
          lines.includes(line) ? line : `${rawText(mark)} ${line}`,
        )
      : answerOf(container, { exitCode: 1, errors: lines });
  });
}

/**
 * The command line, and whether restic's messages have to be shown, so that nothing passes because nothing was shown.
 */
const commands: readonly (readonly [line: string, shows: RegExp | undefined])[] = [
  ['status web', /Fatal/],
  ['status web -o json', /Fatal/],
  ['status web -o yaml', /Fatal/],
  ['status -A -o json', undefined],
  ['logs web', /Fatal/],
  ['logs web -o json', /Fatal/],
  ['logs web --events', undefined],
  ['trigger web --no-wait', undefined],
  ['trigger web --no-wait -o json', undefined],
  ['verify web', /Fatal|no such host|is invalid/],
  ['verify web -o json', /Fatal|no such host|is invalid/],
  ['verify web -o junit', undefined],
  ['verify web --depth metadata --debug', /Fatal|no such host|is invalid/],
  ['snapshots web', /Fatal|no such host|is invalid/],
  ['snapshots web -o json', /Fatal|no such host|is invalid/],
  ['snapshots ls web latest', /Fatal|no such host|is invalid/],
  ['snapshots diff web latest latest', /Fatal|no such host|is invalid/],
  ['ls web: --backup --debug', /Fatal|no such host|is invalid/],
  ['ls web: --backup -o json', /Fatal|no such host|is invalid/],
  ['cat web:/one --backup', /Fatal|no such host|is invalid/],
  ['cp web:/one - --backup', /Fatal|no such host|is invalid/],
  ['diff web', /Fatal|no such host|is invalid/],
  ['diff web -o json', /Fatal|no such host|is invalid/],
  ['browse web --backup -- env', /Fatal|no such host|is invalid/],
  ['unlock web --dry-run', /Fatal|no such host|is invalid/],
  ['unlock web -o json --dry-run', /Fatal|no such host|is invalid/],
  ['bootstrap-check web --for-removal', undefined],
  ['bootstrap-check web -o json', undefined],
  ['restore web --to pvc/new', /Fatal|no such host|is invalid/],
  ['restore web --in-place --latest --dry-run --enable-file-deletion', /Fatal|no such host|is invalid/],
  ['restore web --in-place --latest --dry-run --enable-file-deletion -o json', /Fatal|no such host|is invalid/],
  ['doctor', /cannot be reached|fails/],
  ['doctor -o json', /cannot be reached|failing/],
  ['doctor -o markdown', undefined],
  ['doctor --no-helper-pods bundle', undefined],
  ['policies status', undefined],
  ['suspend web --dry-run -o json', undefined],
  ['cleanup --dry-run', undefined],
];

const forms = addresses('').map((_, form) => ({ form, password: passwords[form % passwords.length] ?? '' }));

describe.each(forms)('address form $form', ({ form, password }) => {
  it.each(commands)('%s shows no login, and gives none to a pod or a program', async (line, shows) => {
    const cluster = failing(addresses(password)[form] ?? '');
    const io = new FakeIo({ cluster, now, speed: 1000 });
    const file = line.endsWith('bundle') ? join(temporaryFolder(), 'bundle.tar.gz') : undefined;
    const [words = '', program] = line.split(' -- ');
    const flags = ['-n', 'home', ...(file === undefined ? [] : ['--file', file])];
    const exitCode = await run([...words.split(' '), ...flags, ...(program === undefined ? [] : ['--', program])], io);
    // An invalid command line would show nothing at all.
    expect(exitCode, io.err).not.toBe(2);
    const said = io.out + io.err;
    expect(said).not.toMatch(secret);
    if (shows !== undefined) expect(said).toMatch(shows);
    if (file !== undefined) expect(gunzipSync(readFileSync(file)).toString('latin1')).not.toMatch(secret);
    expect(JSON.stringify(cluster.calls)).not.toMatch(secret);
    for (const { object } of cluster.calls.filter(({ verb }) => verb === 'create')) {
      expect(variables(object as Pod & Job)).toEqual([]);
    }
  });
});

/** Plain values of variables in our pods: none, because the content of a Secret is only referenced. */
function variables({ spec }: Pod | Job): readonly string[] {
  const pod = spec !== undefined && 'template' in spec ? spec.template.spec : (spec as Pod['spec']);
  return (pod?.containers ?? []).flatMap(({ env = [] }) =>
    env.flatMap(({ name, value }) => (value === undefined ? [] : [name])),
  );
}

it('finds the login where one is shown', () => {
  for (const { form, password } of forms) expect(addresses(password)[form]).toMatch(secret);
  expect(wordsOfKeys.join()).toMatch(secret);
});
