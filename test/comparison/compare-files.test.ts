import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entriesIn } from '../../src/files/tally.ts';
import { hostileScript } from '../e2e/hostile-files.ts';
import { LocalVolume, named } from '../fakes/local-volume.ts';

let volume: LocalVolume;
const at = (name: string) => path.join(volume.root, name);

beforeEach(() => {
  volume = new LocalVolume();
  mkdirSync(at('conf/deep'), { recursive: true });
  writeFileSync(at('conf/app.yaml'), 'a: 1\n');
  writeFileSync(at('conf/deep/x'), 'deeper');
  writeFileSync(at('empty'), '');
  symlinkSync('conf/app.yaml', at('link'));
  linkSync(at('conf/app.yaml'), at('second'));
  volume.backUp();
});

afterEach(() => {
  for (const folder of volume.folders) rmSync(folder, { recursive: true, force: true });
});

describe('what is the same', () => {
  it('is counted, and named nowhere', async () => {
    const comparison = await volume.compare();
    expect(comparison).toMatchObject({
      verdict: 'same',
      unchanged: { files: 4, folders: 2, others: 1, bytes: 16 },
      examples: [],
      why: [],
    });
  });

  it('is so with every name that a volume can have', async () => {
    execFileSync('bash', ['-c', `cd '${volume.root}'\n${hostileScript()}`]);
    const odd =
      "mkdir $'bd\\xfe'; echo q >$'bd\\xfe/f'; ln -s x \"a -> b\"; ln -s $'new\\nline' nl; ln -s $'t\\xff' bad; echo u >$'d\\x7f'; echo l >$'\\u2028'; mkfifo p";
    execFileSync('bash', ['-c', `export LC_ALL=C.UTF-8; cd '${volume.root}'; ${odd}`]);
    volume.backUp();
    const comparison = await volume.compare();
    expect(named(comparison)).toEqual([]);
    const all = execFileSync('find', [volume.root, '-mindepth', '1', '-printf', '.']).length;
    expect(comparison).toMatchObject({ verdict: 'same' });
    expect(entriesIn(comparison.unchanged)).toBe(all);
  });

  it('leaves nothing where it sorted', async () => {
    await volume.compare();
    const [, scratch = ''] = volume.folders;
    expect(readdirSync(scratch).filter((name) => !name.startsWith('bin-'))).toEqual([]);
  });
});

describe('what differs is never the same', () => {
  it.each([
    ['another content', () => appendFileSync(at('conf/deep/x'), '!'), ['changed /conf/deep/x content time']],
    ['the same size and time', () => rewrite('conf/deep/x', 'DEEPER'), ['changed /conf/deep/x content']],
    ['a file more', () => writeFileSync(at('conf/new'), 'n'), ['only-in-volume /conf/new']],
    ['an empty folder more', () => mkdirSync(at('conf/new')), ['only-in-volume /conf/new']],
    ['a file less', () => rmSync(at('conf/deep/x')), ['only-in-snapshot /conf/deep/x']],
    ['an empty file less', () => rmSync(at('empty')), ['only-in-snapshot /empty']],
    [
      'a folder less',
      () => rmSync(at('conf/deep'), { recursive: true }),
      ['only-in-snapshot /conf/deep', 'only-in-snapshot /conf/deep/x'],
    ],
    ['a link less', () => rmSync(at('link')), ['only-in-snapshot /link']],
    ['a link to elsewhere', () => relink('link', 'conf/deep/x'), ['changed /link target']],
    ['a link to what cannot be read as a line', () => relink('link', 'a\nb'), ['changed /link target']],
    [
      'a file instead of a link',
      () => replace('link', () => writeFileSync(at('link'), 'a: 1\n')),
      ['changed /link type'],
    ],
    [
      'a folder instead of a file',
      () => replace('conf/deep/x', () => mkdirSync(at('conf/deep/x'))),
      ['changed /conf/deep/x type'],
    ],
    [
      'a link to a folder with the same files',
      () =>
        execFileSync('bash', [
          '-c',
          `cd '${volume.root}'; cp -a conf copy; rm -r conf/deep; ln -s ../copy/deep conf/deep`,
        ]),
      [
        'changed /conf/deep type',
        'only-in-snapshot /conf/deep/x',
        'only-in-volume /copy',
        'only-in-volume /copy/app.yaml',
        'only-in-volume /copy/deep',
        'only-in-volume /copy/deep/x',
      ],
    ],
    ['another mode', () => chmodSync(at('conf/deep/x'), 0o600), ['attributes /conf/deep/x mode']],
    ['another mode of a folder', () => chmodSync(at('conf/deep'), 0o700), ['attributes /conf/deep mode']],
    ['setuid', () => chmodSync(at('empty'), 0o4644), ['attributes /empty mode']],
    ['another time', () => utimesSync(at('empty'), 1, 1), ['attributes /empty time']],
    [
      'a second name that is another file of another content',
      () => replace('second', () => writeFileSync(at('second'), 'a: 2\n')),
      ['changed /second content time'],
    ],
  ])('%s', async (_, change, expected) => {
    change();
    const comparison = await volume.compare();
    expect(named(comparison).map(withoutOthers)).toEqual(expected);
    expect(comparison.verdict).toBe('different');
  });

  it('nor with a name that is no UTF-8, though another one looks the same', async () => {
    const names = "printf a >$'x\\xfe'; printf a >$'x\\xff'";
    execFileSync('bash', ['-c', `cd '${volume.root}'; ${names}`]);
    volume.backUp();
    execFileSync('bash', ['-c', `cd '${volume.root}'; printf b >$'x\\xff'`]);
    const comparison = await volume.compare();
    // restic prints both names the same: which one it means is unknown.
    expect(comparison.verdict).not.toBe('same');
    expect(comparison.examples.map(({ path: of }) => of)).toEqual(['/x\udcfe', '/x\udcff']);
  });

  it.each([
    ['a tab that makes two columns of it', 'a\tS\tfile'],
    ['an arrow', 'a -> b'],
    ['a line of restic', 'x\nLrwxrwxrwx     0     0      0 2026-11-24 20:41:35 /link -> evil'],
  ])('nor is anything else with a name that has %s', async (_, name) => {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), 'one');
    volume.backUp();
    relink('link', 'evil');
    const comparison = await volume.compare();
    expect(named(comparison).map(withoutOthers)).toEqual(['changed /link target']);
  });
});

describe('what is not known is not the same', () => {
  it('a file that restic could not open is unreadable, and not missing', async () => {
    const comparison = await volume.compare({}, { unreadable: ['/conf/deep/x'] });
    expect(named(comparison)).toEqual(['unreadable /conf/deep/x']);
    expect(comparison).toMatchObject({ verdict: 'unknown', why: ['1 path could not be compared'] });
  });

  it('a file that restic does not speak of', async () => {
    const comparison = await volume.compare({}, { meanwhile: `sed -i '/deep.x/d' "\${0%/*}/restore"` });
    expect(named(comparison)).toEqual(['unreadable /conf/deep/x']);
  });

  it('a second name whose first could not be read', async () => {
    const first = await volume.compare({}, { unreadable: ['/conf/app.yaml'] });
    expect(first.verdict).toBe('unknown');
    // The hard link can be read, and is queried separately.
    expect(named(first)).toEqual(['unreadable /conf/app.yaml']);
  });

  it.each([
    ['is written', 'echo more >>"$root/empty"', 'moving /empty'],
    ['has another mode', 'chmod 600 "$root/empty"', 'moving /empty'],
    ['goes', 'rm "$root/empty"', 'moving /empty'],
    ['comes', 'echo new >"$root/new"', 'moving /new'],
  ])('a file that %s meanwhile', async (_, meanwhile, expected) => {
    const lies = { meanwhile: meanwhile.replaceAll('$root', volume.root) };
    const comparison = await volume.compare({}, lies);
    expect(named(comparison)).toEqual([expected]);
    expect(comparison).toMatchObject({ verdict: 'unknown', why: ['1 path changed while compared'] });
  });

  it('and of a frozen copy nobody asks that', async () => {
    const lies = { meanwhile: `echo more >>'${volume.root}/empty'` };
    expect(await volume.compare({ isLive: false }, lies)).toMatchObject({ verdict: 'same' });
  });

  it('a difference stays one where it is written meanwhile', async () => {
    appendFileSync(at('conf/deep/x'), '!');
    const comparison = await volume.compare({}, { meanwhile: `echo more >>'${volume.root}/conf/deep/x'` });
    expect(named(comparison)).toEqual(['changed /conf/deep/x content time moving']);
    expect(comparison).toMatchObject({ verdict: 'different', movingDifferences: 1 });
  });
});

/** Modes, owners and times of replaced entries differ as well. */
function withoutOthers(name: string): string {
  return name.startsWith('changed') && !name.endsWith('content time') ? name.split(' ').slice(0, 3).join(' ') : name;
}

function replace(name: string, make: () => void): void {
  rmSync(at(name));
  make();
}

function relink(name: string, target: string): void {
  replace(name, () => symlinkSync(target, at(name)));
}

function rewrite(name: string, text: string): void {
  execFileSync('bash', [
    '-c',
    `touch -r "$1" "$1.t"; printf %s "$2" >"$1"; touch -r "$1.t" "$1"; rm "$1.t"`,
    'x',
    at(name),
    text,
  ]);
}
