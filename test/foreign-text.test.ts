import { describe, expect, it } from 'vitest';
import { nameText, plain, plainLine } from '../src/foreign-text.ts';
import type { Cluster } from '../src/kubernetes/cluster.ts';
import type { ReplicationSource } from '../src/volsync/types.ts';

describe('plain', () => {
  it.each([
    ['text', 'text'],
    ['größe ✔ 日本', 'größe ✔ 日本'],
    ['a\tb\nc', 'a\tb\nc'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007after', 'after'],
    ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', 'link'],
    ['clear\u001b[2J\u001b[H', 'clear'],
    ['10%\r20%', '10%20%'],
    ['bell\u0007 back\u0008 nul\u0000 del\u007f', 'bell back nul del'],
    ['c1\u009b2J\u0085', 'c1'],
    ['bidi \u202egnp.exe\u2069', 'bidi gnp.exe'],
    ['\u001b', ''],
  ])('%j is %j', (hostile, harmless) => {
    expect(plain(hostile)).toBe(harmless);
  });
});

describe('plainLine', () => {
  it.each([
    ['  one\n  two\n', 'one two'],
    ['one\r\ntwo', 'one two'],
    ['\u001b[1mone', 'one'],
  ])('%j is %j', (text, line) => {
    expect(plainLine(text)).toBe(line);
  });
});

describe('nameText', () => {
  it.each([
    ['web-1.data', 'web-1.data'],
    ['', ''],
    [undefined, undefined],
    ['red\nFAKE ✔ ok', String.raw`"red\nFAKE \u2714 ok"`],
    ['a\u202eb\u2028', String.raw`"a\u202eb\u2028"`],
    ['we\u200bb', String.raw`"we\u200bb"`],
    ['"web"', String.raw`"\"web\""`],
  ])('%j is %j', (text, name) => {
    expect(nameText(text)).toBe(name);
  });

  it('has an end', () => {
    expect(nameText(' '.repeat(20_000))).toHaveLength(254);
  });
});

describe('text from the cluster', () => {
  const source: ReplicationSource = {
    metadata: { name: 'web' },
    spec: { trigger: { manual: 'x\ny' } },
    status: { conditions: [{ type: 'Synchronizing', status: 'False', message: 'x\ny' }] },
  };

  const condition = source.status?.conditions?.[0];

  it('is no string for the compiler, so that it is made safe first', () => {
    // @ts-expect-error a condition's message
    const message: string = condition?.message ?? '';
    // @ts-expect-error a manual tag
    const tag: string = source.spec?.trigger?.manual ?? '';
    // @ts-expect-error a line of a log
    const lines: AsyncIterable<string> | undefined = undefined as ReturnType<Cluster['logs']> | undefined;
    expect([message, tag, lines]).toEqual(['x\ny', 'x\ny', undefined]);
    const shown: string = plainLine(condition?.message ?? '');
    expect(shown).toBe('x y');
  });
});
