import { rawText } from '../../src/foreign-text.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { guardedIo } from '../../src/cli/guarded-io.ts';
import { present } from '../../src/cli/output.ts';
import { resources } from '../../src/volsync/resources.ts';
import type { ReplicationSource } from '../../src/volsync/types.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../fakes/fake-io.ts';

function guarded(options: FakeIoOptions = {}, ...argv: readonly string[]) {
  const io = new FakeIo(options);
  return { io, guarded: guardedIo(io, argv) };
}

describe('what is written', () => {
  it('steers no terminal: only colours, tabs and line ends are let through', () => {
    const { io, guarded: out } = guarded();
    out.stdout.write('a\x1b[31mred\x1b[0m\tb\r\x07\x1b[2J\x9b2J\u202e\u2028c\n');
    expect(io.out).toBe('a\x1b[31mred\x1b[0m\tb[2J2J c\n');
  });

  it('but who draws a screen may', () => {
    const { io, guarded: out } = guarded();
    out.stdout.draw?.('\x1b[H\x1b[J');
    expect(io.out).toBe('\x1b[H\x1b[J');
  });

  it('has the connection flags in what is to be done next, and only there', () => {
    const { io, guarded: out } = guarded(
      { programName: 'kubectl volsyncctl' },
      'status',
      '--context=lab',
      '--as',
      'me',
    );
    out.stderr.write('kubectl get pods\n\x1b[2m  → \x1b[0mvolsyncctl logs web\n    → kubectl get pods\n');
    out.stderr.write('If anything fails: volsyncctl restore abort web\n      volsyncctl cleanup -n home\n');
    const flags = '--context lab --as me';
    expect(io.err.split('\n')).toEqual([
      'kubectl get pods',
      `\x1b[2m  → \x1b[0mkubectl volsyncctl ${flags} logs web`,
      `    → kubectl ${flags} get pods`,
      `If anything fails: kubectl volsyncctl ${flags} restore abort web`,
      `      kubectl volsyncctl ${flags} cleanup -n home`,
      '',
    ]);
  });

  it('leaves bytes as they are', async () => {
    const { io, guarded: out } = guarded();
    await out.stdout.writeBytes(Buffer.from('→ kubectl get pods\x1b[2J'));
    expect(io.out).toBe('→ kubectl get pods\x1b[2J');
  });
});

describe('a question', () => {
  it.each([
    ['Go ahead?', 'Go ahead in lab?'],
    [
      'Not in the snapshot: 3 paths. Delete them? (no: keep them)',
      'Not in the snapshot: 3 paths. Delete them in lab? (no: keep them)',
    ],
  ])('names the cluster: %s', async (question, asked) => {
    const cluster = Object.assign(new FakeCluster(), { contextName: 'lab' });
    const { io, guarded: out } = guarded({ cluster, answers: [true] });
    await out.connect({});
    await out.prompts.confirm(question);
    expect(io.questions).toEqual([asked]);
  });
});

describe('what movers have said', () => {
  const address = 's3:https://KEYID:S3crPW@h/b';
  const source: ReplicationSource = {
    metadata: { namespace: 'home', name: 'web' },
    spec: { sourcePVC: 'web' },
    status: { latestMoverStatus: { result: 'Failed', logs: `Fatal: unable to open ${address}: no\n` } },
  };

  it('comes without credentials, in the status of its object', async () => {
    const cluster = new FakeCluster().put(resources.replicationSources, source);
    const seen = await guarded({ cluster }).guarded.connect({});
    const key = { namespace: 'home', name: 'web' };
    const signal = new AbortController();
    const found: unknown[] = [
      await seen.get(resources.replicationSources, key),
      await seen.find(resources.replicationSources, key),
      await seen.list(resources.replicationSources, {}),
    ];
    for await (const event of seen.watch(resources.replicationSources, {}, signal.signal)) {
      found.push(event);
      if (event.type === 'synced') break;
    }
    expect(JSON.stringify(found)).not.toMatch(/S3cr|KEYID/);
    expect(JSON.stringify(found)).toContain('Fatal: unable to open s3:https://h/b: no');
  });

  it.each([
    ['volsync-src-web-x', `2026-11-28T20:00:00Z open ${address}`, '2026-11-28T20:00:00Z open s3:https://h/b'],
    ['volsync-7c', `{"msg":"at ${address}","n":1}`, '{"msg":"at s3:https://h/b","n":1}'],
    ['volsyncctl-verify-x', address, address],
  ])('and in the log of pod %s', async (name, line, expected) => {
    const cluster = new FakeCluster();
    cluster.logs = async function* () {
      yield await Promise.resolve(line);
    };
    const seen = await guarded({ cluster }).guarded.connect({});
    const lines: string[] = [];
    for await (const each of seen.logs({ namespace: 'home', name })) lines.push(rawText(each));
    expect(lines).toEqual([expected]);
  });
});

describe('what is said to a script', () => {
  it.each(['-o json', '-ojson', '--output=yaml', '-o=yaml'])('is documents only, with %s', (flag) => {
    const { io, guarded: out } = guarded({}, 'verify', ...flag.split(' '));
    out.stderr.write('\u001b[33m!\u001b[39m the pod home/p is left\n  → kubectl delete pod p\n');
    out.stderr.write('{"schema":"s"}\n');
    const documents = io.err
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const message = '! the pod home/p is left\n  → kubectl delete pod p';
    expect(documents).toEqual([{ schema: 'volsyncctl/message/v1', message }, { schema: 's' }]);
  });

  it('is text on a terminal, and with other formats', () => {
    for (const [isTerminal, flag] of [
      [true, '-ojson'],
      [false, '-owide'],
    ] as const) {
      const { io, guarded: out } = guarded({ isTerminal }, 'verify', flag);
      out.stderr.write('► text\n');
      expect(io.err).toBe('► text\n');
    }
  });
});

describe('--quiet', () => {
  it('says what is wrong, and not how far it is', () => {
    const { io, guarded: out } = guarded({ isTerminal: true }, 'verify', '-A', '-q');
    out.stderr.write('► reading the repositories: pod home/p\n');
    out.stderr.write('! the pod home/p could not be removed\n');
    expect(io.err).toBe('! the pod home/p could not be removed\n');
    expect([out.isQuiet, out.stderr.stream]).toEqual([true, undefined]);
  });

  it('is none that a program in a pod was told', () => {
    expect(guarded({}, 'browse', 'web', '--', 'grep', '-q', 'x').guarded.isQuiet).toBe(false);
  });

  it('has no result for people where a check passes, and one for scripts', async () => {
    const result = { document: { schema: 's' }, names: [], text: () => 'protected\n' };
    for (const [isPassed, format, text] of [
      [true, 'table', ''],
      [false, 'table', 'protected\n'],
      [undefined, 'wide', 'protected\n'],
      [true, 'json', '{\n  "schema": "s"\n}\n'],
    ] as const) {
      const { io, guarded: out } = guarded({}, '--quiet');
      await present(out, format, { ...result, isPassed });
      expect(io.out).toBe(text);
    }
  });
});

describe('silence of the API server', () => {
  async function asked(options: FakeIoOptions, ...argv: readonly string[]) {
    const cluster = Object.assign(new FakeCluster(), { contextName: 'lab', list: () => sleep(50).then(() => []) });
    const { io, guarded: out } = guarded({ ...options, cluster }, ...argv);
    // The two seconds pass immediately.
    io.sleep = () => Promise.resolve();
    const list = (await out.connect({})).list(resources.pods, { namespace: 'home' });
    await list;
    return io.err;
  }
  const line = 'no answer from the API server of lab yet: list pods in namespace home';

  it.each<[string, readonly string[], string]>([
    ['is one line of progress', ['status'], `► ${line}\n`],
    [
      'is a document where documents are wanted',
      ['status', '-o', 'json'],
      `{"schema":"volsyncctl/message/v1","message":"► ${line}"}\n`,
    ],
    ['is not told with -q', ['status', '-q'], ''],
    ['is not told in a completion', ['__complete'], ''],
  ])('%s', async (_what, argv, said) => {
    expect(await asked({}, ...argv)).toBe(said);
  });

  it('is not told on a screen that somebody draws', async () => {
    const cluster = Object.assign(new FakeCluster(), { list: () => sleep(50).then(() => []) });
    const { io, guarded: out } = guarded({ cluster });
    io.sleep = () => Promise.resolve();
    out.stdout.draw?.('\x1b[H');
    await (await out.connect({})).list(resources.pods, {});
    expect(io.err).toBe('');
  });
});
