import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/program/run.ts';
import { Failure } from '../../../src/errors.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { cluster, completed } from '../../fakes/completed.ts';
import { FakeIo } from '../../fakes/fake-io.ts';

describe('__complete', () => {
  it.each<[string[], string[], string]>([
    [['ls', 'we'], ['web:', 'weather:'], ':6'],
    [['cat', 'mail:', ''], ['web:', 'weather:', 'mail:', 'pvc/'], ':6'],
    [['ls', 'pv'], ['pvc/'], ':6'],
    [['ls', 'pvc/'], ['pvc/data:', 'pvc/web:'], ':6'],
    [['cp', 'pvc/d'], ['pvc/data:'], ':6'],
    [['browse', 'pvc/d'], ['pvc/data'], ':4'],
    [['ls', 'web:/c'], [], ':4'],
    [['cp', 'we'], ['web:', 'weather:'], ':6'],
    [['cp', 'web:/conf', ''], [], ':0'],
    [['browse', 'we'], ['web', 'weather'], ':4'],
    [['ls', 'web:', '--back'], ['--backup'], ':4'],
    [['ls', '--sort', 's'], ['size'], ':4'],
  ])('knows what a path in a volume begins with: %j', async (words, values, directive) => {
    const found = await completed(words);
    expect([found.values.toSorted(), found.directive]).toEqual([values.toSorted(), directive]);
  });

  it.each<[string[], string[]]>([
    [['lo'], ['logs']],
    [['bogus'], []],
    [
      ['logs', '--con'],
      ['--container', '--controller', '--context'],
    ],
    [['logs', '--tail', ''], []],
    [['clea'], ['cleanup']],
    [['cleanup', '--vol'], ['--volsync']],
    [['cleanup', '-n', 'me'], ['media']],
    [['cleanup', ''], []],
    [
      ['logs', '-o', ''],
      ['table', 'wide', 'json', 'yaml', 'name', 'jsonpath='],
    ],
    [
      ['logs', '--output=j'],
      ['json', 'jsonpath='],
    ],
    [
      ['verify', '--output=j'],
      ['json', 'junit', 'jsonpath='],
    ],
    [
      ['logs', '-oj'],
      ['json', 'jsonpath='],
    ],
    [
      ['logs', '--color', 'a'],
      ['auto', 'always'],
    ],
    [
      ['-o', 'j'],
      ['json', 'jsonpath='],
    ],
    [['completion', 'z'], ['zsh']],
    [
      ['snapshots', ''],
      ['diff', 'ls', 'web', 'weather', 'mail'],
    ],
    [
      ['snapshots', 'ls', 'we'],
      ['web', 'weather'],
    ],
    [['snapshots', 'diff', 'web', ''], ['latest']],
    [['snapshots', 'diff', '--names'], ['--namespace']],
    [['snapshots', 'diff', '--as-of'], []],
    [['snapshots', 'ls', '-n', 'med'], ['media']],
    [['completion', 'zsh', ''], []],
    [
      ['logs', ''],
      ['web', 'weather', 'mail'],
    ],
    [
      ['logs', 'we'],
      ['web', 'weather'],
    ],
    [['logs', '-f', '-o', 'json', 'm'], ['mail']],
    [['logs', 'web', ''], []],
    [['logs', '--destination', 'web'], ['web-bootstrap']],
    [
      ['logs', '-n', ''],
      ['default', 'media'],
    ],
    [['logs', '--namespace=me'], ['media']],
    [['--namespace', 'd'], ['default']],
    [
      ['--context', ''],
      ['home', 'work'],
    ],
  ])('%j', async (words, values) => {
    const answer = await completed(words, { cluster: cluster(), contexts: ['home', 'work'] });
    expect(answer).toEqual({ values, directive: ':4' });
  });

  it('offers every command, with what it does', async () => {
    const io = new FakeIo();
    await run(['__complete', ''], io);
    expect(io.out).toMatch(/^logs\tshow the log of /m);
    expect(io.out).toMatch(/^completion\t/m);
    expect(io.out).not.toContain('__complete');
  });

  it('leaves file names to the shell', async () => {
    expect(await completed(['--kubeconfig', ''])).toEqual({ values: [], directive: ':0' });
  });

  it('asks the cluster that the flags before it name', async () => {
    const io = new FakeIo();
    let asked: unknown;
    io.connect = (options?: unknown) => {
      asked = options;
      return Promise.resolve(cluster());
    };
    await run(['__complete', 'logs', '-n', 'media', '--context=work', '--as', 'jane', '--as-group', 'ops', ''], io);
    expect(asked).toMatchObject({
      namespace: 'media',
      context: 'work',
      as: 'jane',
      asGroup: ['ops'],
      requestTimeoutMs: 250,
    });
  });

  it.each([
    ['is not there', {}],
    ['says no', { cluster: cluster().forbid({ verb: 'list' }) }],
    ['fails', { cluster: cluster().fail('list', resources.replicationSources, new Failure('unreachable', 'gone')) }],
  ])('is silent when the cluster %s', async (_case, options) => {
    expect(await completed(['logs', ''], options)).toEqual({ values: [], directive: ':4' });
  });

  it('does not wait for a cluster that does not answer', async () => {
    const silent = cluster();
    silent.list = () => new Promise(() => undefined);
    const startedAt = Date.now();
    expect(await completed(['logs', ''], { cluster: silent })).toEqual({ values: [], directive: ':4' });
    expect(Date.now() - startedAt).toBeLessThan(1000);
  });

  it.each([
    ['2s', ['web', 'weather', 'mail']],
    ['100ms', []],
    ['soon', []],
    [undefined, []],
  ])('waits for a slow cluster as long as VOLSYNCCTL_COMPLETION_TIMEOUT=%s says', async (timeout, values) => {
    const slow = cluster();
    const list = slow.list.bind(slow);
    slow.list = async (...words) => {
      await sleep(600);
      return list(...words);
    };
    const env = { VOLSYNCCTL_COMPLETION_TIMEOUT: timeout };
    expect(await completed(['logs', ''], { cluster: slow, env })).toEqual({ values, directive: ':4' });
  });

  it('never lets a name steer the terminal', async () => {
    expect(await completed(['--context', ''], { contexts: ['a\u001b[2Jb\tc\nd'] })).toEqual({
      values: ['ab'],
      directive: ':4',
    });
  });
});
