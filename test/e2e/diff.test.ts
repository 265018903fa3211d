import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setFault } from '../lab/fault.ts';
import { getJson } from '../lab/kubectl.ts';
import { hostileNames, hostileScript } from './hostile-files.ts';
import { backedUpWith, inApp, leftIn, looked } from './inside-lab.ts';
import { createNamespace, removeNamespace, said, start } from './lab.ts';

let namespace: string;
/** The only snapshot, and the digest of the volume's content at that time. */
let before: { readonly id: string; readonly volume: string };

const fill = `
mkdir -p conf/deep lost+found; echo 'a: 1' >conf/app.yaml; printf deeper >conf/deep/x
ln -s app.yaml conf/link; ln -s "$(printf 'new\\nline')" broken; ln conf/app.yaml second; mkfifo pipe
truncate -s 3M sparse; : >empty; echo left >lost+found/x; touch -d '2026-01-02 03:04:05' conf/deep/x
`;

beforeAll(async () => {
  namespace = await createNamespace('diff');
  await backedUpWith({ name: 'web', namespace }, () => inApp(namespace, 'web', hostileScript() + fill));
  const { snapshot } = await compared();
  before = { id: snapshot.id, volume: await digestOfVolume() };
});

afterAll(async () => {
  await removeNamespace(namespace);
});

describe('the same', () => {
  it.each([
    ['the newest snapshot', []],
    ['by size and time', ['--fast']],
    ['a frozen copy', ['--from-volumesnapshot']],
    ['by time', ['--snapshot', '0s']],
    ['a folder, a file, and a name in quotes', ['conf', '/empty', JSON.stringify('/new\nline')]],
  ])('%s', async (_, words) => {
    const { exitCode, stdout, stderr } = await look('web', ...words);
    expect([exitCode, stderr.replace(/^►.*\n?/gm, '')], stdout).toEqual([0, '']);
    expect(stdout).toMatch(/^✔ the same$/m);
  });

  it('by the id of the snapshot, as a document', async () => {
    const document = await compared('--snapshot', before.id.slice(0, 8));
    expect(document).toMatchObject({
      schema: 'volsyncctl/diff/v1',
      namespace,
      app: 'web',
      claim: 'web',
      place: 'live',
      verdict: 'same',
      differences: [],
      isListWhole: true,
      details: [],
      snapshot: { id: before.id },
    });
    // lost+found is in no backup; the lab has written file-1 to file-3.
    const files = hostileNames.length + 1 + 5 + 3;
    expect(document.totals.unchanged).toMatchObject({ files, others: 3 });
  });

  it('holds the volume and the repository read-only, without root and without a token', async () => {
    const running = start(['diff', 'web', '-n', namespace]);
    await said(running.stderr, /pod \S+\/volsyncctl-diff-/);
    const listed = (await getJson<PodList>(['pods', '-n', namespace, '-l', managed]))?.items ?? [];
    const items = listed.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    expect(items).toHaveLength(1);
    expect(items[0]?.spec).toMatchObject({ automountServiceAccountToken: false, restartPolicy: 'Never' });
    const [container] = items[0]?.spec.containers ?? [];
    expect(container?.securityContext).toMatchObject({
      runAsUser: 4000,
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const writable = container?.volumeMounts
      .filter(({ readOnly }) => readOnly !== true)
      .map(({ mountPath }) => mountPath);
    expect(writable?.toSorted()).toEqual(['/scratch', '/tmp']);
    expect(items[0]?.spec.securityContext).not.toHaveProperty('fsGroup');
    expect((await running).exitCode).toBe(0);
    expect([await digestOfVolume(), await leftIn(namespace)]).toEqual([before.volume, []]);
  });
});

describe('not known', () => {
  it('a file or folder that may not be read is named, with who may read it, and never called missing', async () => {
    await inApp(namespace, 'web', 'chmod 000 file-1 conf');
    try {
      const { exitCode, stdout } = await look('web');
      expect(exitCode, stdout).toBe(10);
      expect(stdout).toMatch(/^\? unknown$/m);
      expect(stdout).toMatch(/^\? \/file-1 {2}.*the file could not be read \(-{10} of 4000:4000\)$/m);
      expect(stdout).toMatch(/^\? \/conf\/ .*the folder could not be read/m);
      expect(stdout).toMatch(/^\? \/conf\/deep\/x {2}its folder could not be read$/m);
      expect(stdout).toContain(`volsyncctl diff web -n ${namespace} --uid 0`);
      expect(stdout).not.toMatch(/^- /m);
    } finally {
      await inApp(namespace, 'web', 'chmod 644 file-1; chmod 755 conf');
    }
  });

  it('and can be compared as another user', async () => {
    await inApp(namespace, 'web', 'chmod 000 file-1');
    try {
      const { exitCode, stdout } = await look('web', 'file-1', '--uid', '0');
      expect(exitCode, stdout).toBe(9);
      expect(stdout).toMatch(/^U \/file-1 {2}-rw-rw-r-- → -{10}$/m);
    } finally {
      await inApp(namespace, 'web', 'chmod 644 file-1');
    }
  });

  it.each([
    ['no such snapshot', ['--snapshot', 'deadbeef'], 9, /There is no snapshot deadbeef/],
    ['none of that time', ['--snapshot', '2001-01-01'], 9, /the oldest is/],
    ['no such path', ['conf', 'nope'], 3, /There is no "\/nope", neither in the volume nor in the snapshot/],
    ['no such app', [], 3, /no ReplicationSource/],
  ])('%s', async (what, words, code, message) => {
    const { exitCode, stdout, stderr } = await look(what === 'no such app' ? 'nobody' : 'web', ...words);
    expect([exitCode, stdout], stderr).toEqual([code, '']);
    expect(stderr).toMatch(message);
  });

  it('a wrong password', async () => {
    await setFault('wrong-password', 'on', { app: 'web', namespace });
    try {
      const { exitCode, stderr } = await look('web');
      expect(exitCode, stderr).toBe(8);
      expect(stderr).toMatch(/password/);
    } finally {
      await setFault('wrong-password', 'off', { app: 'web', namespace });
    }
  });

  it('an interrupted comparison, which leaves nothing', async () => {
    const running = start(['diff', 'web', '-n', namespace]);
    await said(running.stderr, /pod \S+\/volsyncctl-diff-/);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(await leftIn(namespace)).toEqual([]);
  });
});

describe('different', () => {
  it('in mode, owner or time only, as a separate kind', async () => {
    await inApp(namespace, 'web', "chmod 600 empty; touch -d '2020-02-03 04:05:06' conf/deep/x");
    const document = await compared();
    expect(document).toMatchObject({
      verdict: 'different',
      totals: { changed: { files: 0 }, attributes: { files: 2 } },
    });
    expect(document.differences.map(({ kind, path, fields }) => [kind, path, ...fields])).toEqual([
      ['attributes', '/conf/deep/x', 'time'],
      ['attributes', '/empty', 'mode'],
    ]);
  });

  it('in every other way', async () => {
    const changes = `
echo changed >>file-1; rm file-2; echo new >extra; mkdir folder; ln -sfn other conf/link
rm file-3; mkdir file-3; ln -sfn "$(printf 'new\\nlinx')" broken; truncate -s 4M sparse
rm second; printf 'a: 2\\n' >second; printf x >>-rf; printf x >>"$(printf 'bad\\377\\303utf\\200')"`;
    await inApp(namespace, 'web', changes);
    const { exitCode, stdout } = await look('web');
    expect(exitCode, stdout).toBe(9);
    const lines = stdout.split('\n').filter((line) => /^[-+MTU?] /.test(line));
    expect(lines.map((line) => line.replace(/ {2}.*/, ''))).toEqual([
      'M /-rf',
      String.raw`M "/bad\udcff\udcc3utf\udc80"`,
      'M /broken',
      'U /conf/deep/x',
      'M /conf/link',
      'U /empty',
      '+ /extra',
      'M /file-1',
      '- /file-2',
      'T /file-3/',
      '+ /folder/',
      'M /second',
      'M /sparse',
    ]);
    expect(stdout).toMatch(/^M \/sparse {2}3\.0 MiB → 4\.0 MiB/m);
    expect(stdout).toMatch(/^M \/conf\/link {2}app\.yaml → other/m);
  });

  it('with --fast, files of the same size and time are trusted', async () => {
    const keep = 'touch -r conf/app.yaml /tmp/t; printf "a: 9\\n" >conf/app.yaml; touch -r /tmp/t conf/app.yaml';
    await inApp(namespace, 'web', keep);
    const [exact, fast] = [await compared('conf/app.yaml'), await compared('conf/app.yaml', '--fast')];
    expect([exact.verdict, fast.verdict]).toEqual(['different', 'same']);
  });
});

const managed = 'app.kubernetes.io/managed-by=volsyncctl';
const look = (...args: string[]) => looked(namespace, ['diff', ...args]);

async function compared(...words: string[]): Promise<Document> {
  const { stdout, stderr } = await look('web', '-o', 'json', ...words);
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout) as Document;
}

function digestOfVolume(): Promise<string> {
  return inApp(
    namespace,
    'web',
    'find . -exec stat -c "%n %f %u %g %s %Y %Z" {} + | sort | sha256sum; find . -type f -exec sha256sum {} + | sort | sha256sum',
  );
}

interface Document {
  readonly verdict: string;
  readonly snapshot: { readonly id: string };
  readonly totals: { readonly unchanged: object };
  readonly differences: readonly { readonly kind: string; readonly path: string; readonly fields: readonly string[] }[];
}

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly deletionTimestamp?: string };
    readonly spec: {
      readonly securityContext?: object;
      readonly containers: readonly {
        readonly securityContext: object;
        readonly volumeMounts: readonly { readonly mountPath: string; readonly readOnly?: boolean }[];
      }[];
    };
  }[];
}
