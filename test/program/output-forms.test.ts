import { describe, expect, it } from 'vitest';
import { run } from '../../src/program/run.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { FakeIo } from '../fakes/fake-io.ts';
import { destinationObject, emptyLog, sourceObject } from '../fakes/fleet-objects.ts';
import { runPods } from '../fakes/helper-pod-world.ts';
import { answerOf, secretOf } from '../fakes/repository-answers.ts';
import { printedSnapshots, snapshotAt, wholeId } from '../fakes/repository-objects.ts';

/** The fake cluster has no controller that shows it. */
const image = ['--mover-image', 'volsync:0.16.0'];
const now = new Date('2026-11-23T15:24:00Z');
const snapshots = printedSnapshots(
  snapshotAt('2026-11-23T15:00:05Z', { id: wholeId('724684cd') }),
  snapshotAt('2026-11-23T14:00:05Z', { id: wholeId('be33baf0') }),
);

/** Three apps: one healthy, one that backed up nothing, one that synced last; and the destination of the first. */
function fleet(): FakeCluster {
  return runPods(new FakeCluster(), (container) =>
    answerOf(container, { output: [snapshots], address: `/repository/${secretOf(container)}` }),
  )
    .put(
      resources.replicationSources,
      sourceObject(),
      sourceObject({}, { latestMoverStatus: { result: 'Successful', logs: emptyLog } }, 'mail'),
      sourceObject({}, { lastSyncTime: '2026-11-23T15:10:00Z' }, 'app-10'),
    )
    .put(resources.replicationDestinations, destinationObject());
}

async function ran(...words: readonly string[]) {
  const io = new FakeIo({ now, cluster: fleet() });
  const exitCode = await run(words, io);
  return { exitCode, out: io.out, err: io.err };
}

/** The first words of the lines. */
const firstWords = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ +/)[0]);

describe('-o jsonpath', () => {
  const template = '{range .sources[*]}{.name} {.lastSync.result}{"\\n"}{end}';

  it.each([[['-o', `jsonpath=${template}`]], [[`-o=jsonpath=${template}`]], [[`--output=jsonpath=${template}`]]])(
    'fills the template with the document that -o json prints: %s',
    async (flags) => {
      const { exitCode, out } = await ran('status', '-n', 'home', ...flags);
      expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'web backup\nmail empty\napp-10 backup\n' });
    },
  );

  it('keeps the exit code, and prints nothing for a path that fits nothing', async () => {
    expect(await ran('status', '-n', 'home', '--fail-on', 'any', '-o', 'jsonpath={.no.such}')).toMatchObject({
      exitCode: 9,
      out: '',
    });
  });

  it.each([
    [['verify', 'web', ...image], '{.apps[*].name}', 'web'],
    [['snapshots', 'web', ...image], '{.apps[*].snapshots[*].id}', `${wholeId('724684cd')} ${wholeId('be33baf0')}`],
    [['report', 'web', ...image], '{.apps[0].name}', 'web'],
    [['rbac', 'status'], '{.kind}', 'List'],
    [['doctor', '--explain', 'paused'], '{.rules[0].rule}', ''],
  ])('%j', async (words, path, expected) => {
    const { out } = await ran(...words, '-n', 'home', '-o', `jsonpath=${path}`);
    expect(out).toBe(expected);
  });

  it('refuses a template before the cluster is asked', async () => {
    const io = new FakeIo({ now });
    expect(await run(['status', '-o', 'jsonpath={.a'], io)).toBe(2);
    expect(io.err).toContain('-o jsonpath: a brace or a quote is not closed');
    expect(await run(['status', '-o', 'jsonpath'], io)).toBe(2);
    expect(io.err).toContain("such as jsonpath='{.outcome}'");
    expect(await run(['status', '-o', 'toml'], io)).toBe(2);
    expect(io.err).toContain('html, jsonpath=TEMPLATE.');
  });
});

describe('--sort-by', () => {
  it('sorts tables and documents by a field of the document', async () => {
    const { out } = await ran('status', '-n', 'home', '--sort-by', '.name');
    expect(firstWords(out.replaceAll(/^ .*\n/gm, ''))).toEqual(['APP', 'app-10', 'mail', 'web', '3', '1']);
    const { out: json } = await ran('status', '-n', 'home', '--sort-by', '{.lastSync.time}', '-o', 'json');
    const { sources } = JSON.parse(json) as { sources: { name: string }[] };
    expect(sources.map(({ name }) => name)).toEqual(['web', 'mail', 'app-10']);
    const { out: ids } = await ran('snapshots', 'web', ...image, '-n', 'home', '--sort-by=.time', '-o', 'name');
    expect(ids.split('\n').map((id) => id.slice(0, 8))).toEqual(['be33baf0', '724684cd', '']);
  });

  it('refuses a field that no app has, and a path that is none before the cluster is asked', async () => {
    const { exitCode, err, out } = await ran('status', '-n', 'home', '--sort-by', '.lastBackup.time');
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain('--sort-by .lastBackup.time matches no item');
    const io = new FakeIo({ now });
    expect(await run(['verify', '--sort-by', '.a['], io)).toBe(2);
    expect(io.err).toContain('--sort-by: ".a[" is not a valid path');
  });
});

describe('--no-headers', () => {
  it.each([
    [['status'], ['mail', 'app-10', 'web']],
    [
      ['verify', ...image],
      ['home/mail', 'home/app-10', 'home/web'],
    ],
    [
      ['snapshots', 'web', ...image],
      ['724684cd', 'be33baf0'],
    ],
    [
      ['snapshots', 'web', 'mail', ...image],
      ['home/web', 'home/web', 'home/mail', 'home/mail'],
    ],
    [
      ['bootstrap-check', ...image],
      ['home/mail', 'home/app-10', 'home/web'],
    ],
  ])('leaves only the rows of %j', async (words, expected) => {
    const { out } = await ran(...words, '-n', 'home', '--no-headers');
    expect(firstWords(out)).toEqual(expected);
  });

  it('says on stderr why snapshots are not among the rows', async () => {
    const { exitCode, out, err } = await ran('snapshots', 'web', '-n', 'home', '--no-headers');
    expect({ exitCode, out }).toEqual({ exitCode: 10, out: '' });
    expect(err).toContain("home/web  ? not read\n    the mover's image is not known");
  });
});
