import { describe, expect, it } from 'vitest';
import { run } from '../../src/program/run.ts';
import { exitCodes, Failure } from '../../src/errors.ts';
import { resources } from '../../src/volsync/resources.ts';
import { FakeCluster } from '../fakes/fake-cluster.ts';
import { FakeIo, type FakeIoOptions } from '../fakes/fake-io.ts';

async function typed(line: string, options: FakeIoOptions = {}) {
  const io = new FakeIo(options);
  const exitCode = await run(line.split(' ').filter(Boolean), io);
  return { exitCode, out: io.out, err: io.err };
}

describe('run', () => {
  it.each([
    ['bogus', /unknown command 'bogus'/],
    ['logz web', /Did you mean logs\?/],
    ['logs', /missing required argument 'app'/],
    ['logs a b', /too many arguments/],
    ['logs web --bogus', /unknown option '--bogus'/],
    ['logs web --taill 3', /Did you mean --tail\?/],
    ['logs web --tail few', /Expected a whole number/],
    ['logs web -o bogus', /Allowed choices are table, wide, json, yaml, name/],
    ['logs web --request-timeout soon', /Expected a duration/],
    ['logs web --controller --events', /--controller and --events cannot be combined/],
    ['logs web --job --events', /--events and --job cannot be combined/],
    ['logs web --job -f', /--job and --follow cannot be combined/],
    ['logs web --job -c restic', /--job and --container cannot be combined/],
    ['logs web --warnings', /--warnings goes with --events/],
    ['logs Web', /"Web" is not a valid app name/],
    [
      'policies bogus',
      /unknown subcommand 'bogus' of policies \(There are status, render, install\)\n {2}→ volsyncctl policies --help/,
    ],
    ['policies -n status rendr', /unknown subcommand 'rendr' of policies \(Did you mean render\?\)/],
    ['policies status x', /too many arguments for 'status'.*\n {2}→ volsyncctl policies status --help/],
    ['restore statsu web', /unknown subcommand 'statsu' of restore \(Did you mean status\?\)/],
    ['restore web mail', /too many arguments for 'restore'/],
    ['completion tcsh', /Allowed choices are bash, zsh, fish, powershell/],
  ])('%s: is wrong usage, said on stderr', async (line, message) => {
    const { exitCode, out, err } = await typed(line, { cluster: new FakeCluster() });
    expect(exitCode).toBe(exitCodes.usage);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).toMatch(/^✗ /);
  });

  it.each(['-o json', '-ojson', '-o=json', '--output json', '--output=json'])(
    'says errors as JSON with %s',
    async (flag) => {
      const { exitCode, out, err } = await typed(`logs web ${flag} --bogus`);
      expect(exitCode).toBe(2);
      expect(out).toBe('');
      expect(JSON.parse(err)).toEqual({
        schema: 'volsyncctl/error/v1',
        kind: 'usage',
        exitCode: 2,
        message: "unknown option '--bogus'",
        hint: 'volsyncctl logs --help',
        details: [],
      });
    },
  );

  it('ends with the exit code of the failure, its evidence and its hint', async () => {
    const cluster = new FakeCluster().put(resources.replicationSources, {
      metadata: { namespace: 'home', name: 'web' },
    });
    const { exitCode, err } = await typed('logs wbe -n home', { cluster });
    expect(exitCode).toBe(3);
    expect(err).toBe('✗ There is no ReplicationSource wbe in namespace home.\n    There is: web\n');
  });

  it('says which command prints the rights that are missing', async () => {
    const cluster = new FakeCluster().forbid({ resource: 'replicationsources' });
    const { exitCode, err } = await typed('logs web -n home', { cluster, programName: 'kubectl volsyncctl' });
    expect(exitCode).toBe(5);
    expect(err).toBe(
      '✗ May not get replicationsources in home.\n' +
        '  → ask an administrator to apply the output of: kubectl volsyncctl rbac logs -n home\n',
    );
    const right = {
      verb: 'get',
      group: 'volsync.backube',
      resource: 'replicationsources',
      namespace: 'home',
      name: 'web',
    };
    const asJson = JSON.parse((await typed('logs web -n home -o json', { cluster })).err) as { missingRight: object };
    expect(asJson.missingRight).toEqual(right);
  });

  it('says that a bug is one, and shows where with --debug', async () => {
    const cluster = new FakeCluster();
    cluster.find = () => Promise.reject(new TypeError('x is not a function'));
    const { exitCode, err } = await typed('logs web', { cluster });
    expect(exitCode).toBe(1);
    expect(err).toBe(
      '✗ This is a bug in volsyncctl: x is not a function\n  → run it again with --debug and report the output\n',
    );
    expect((await typed('logs web --debug', { cluster })).err).toMatch(/TypeError: x is not a function\n +at /);
  });

  it('takes any error for the interruption once Ctrl-C was pressed', async () => {
    const cluster = new FakeCluster();
    cluster.find = () => Promise.reject(new Error('aborted'));
    const { exitCode, err } = await typed('logs web', { cluster, signal: AbortSignal.abort() });
    expect(exitCode).toBe(130);
    expect(err).toBe('✗ Interrupted.\n');
  });

  it('never lets the cluster steer the terminal', async () => {
    const cluster = new FakeCluster();
    const hostile = new Failure('failed', 'a\u001b[2Jb\u0007', {
      hint: 'c\u009bd\u202e',
      details: ['\u001b]0;title\u0007e'],
    });
    cluster.fail('find', resources.replicationSources, hostile);
    expect((await typed('logs web', { cluster })).err).toBe('✗ ab\n    e\n  → cd\n');
  });

  it('colours errors only where asked or on a terminal', async () => {
    expect((await typed('bogus')).err).not.toContain('\u001b');
    expect((await typed('bogus', { isTerminal: true })).err).toContain('\u001b[31m✗');
    expect((await typed('bogus', { isTerminal: true, env: { NO_COLOR: '1' } })).err).not.toContain('\u001b');
    expect((await typed('bogus --color always')).err).toContain('\u001b[31m✗');
    expect((await typed('bogus --color=always')).err).toContain('\u001b[31m✗');
    expect((await typed('bogus --color never', { isTerminal: true })).err).not.toContain('\u001b');
  });

  it('shows its help without any words', async () => {
    expect(await typed('')).toMatchObject({
      exitCode: 0,
      err: '',
      out: expect.stringContaining('Back up:') as string,
    });
  });

  it.each([
    [
      'help bogus',
      "✗ unknown command or topic 'bogus'\n  → volsyncctl --help; topics: exit-codes, time, names, json, contexts\n",
    ],
    [
      'help restore bogus',
      "✗ unknown command or topic 'bogus'\n  → volsyncctl --help; topics: exit-codes, time, names, json, contexts\n",
    ],
    ['status --bogus', "✗ unknown option '--bogus'\n  → volsyncctl status --help\n"],
  ])('says of "%s" what is wrong, and whose help explains it', async (line, err) => {
    expect(await typed(line)).toMatchObject({ exitCode: 2, err, out: '' });
  });

  it('calls itself as it was called', async () => {
    const options = { programName: 'kubectl volsyncctl' };
    expect((await typed('logs --help', options)).out).toMatch(/^Usage: kubectl volsyncctl logs /m);
    expect((await typed('logs --help', options)).out).toContain('  kubectl volsyncctl logs web -n home -f');
    expect((await typed('bogus', options)).err).toContain('→ kubectl volsyncctl --help');
  });

  it('answers --version', async () => {
    expect(await typed('--version')).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });
});

describe('stdout that takes no more', () => {
  const source = { metadata: { namespace: 'default', name: 'web' }, spec: { sourcePVC: 'web' } };
  const healthy = () => new FakeCluster().put(resources.replicationSources, source);
  const failing = (failure: Failure) => healthy().fail('list', resources.replicationSources, failure);
  const interrupted = new Failure('interrupted', 'Interrupted.');
  const leftOpen = new Failure('interrupted', 'Interrupted.', { hint: 'volsyncctl restore resume web' });

  it('changes nothing of what a command has found', async () => {
    const line = 'status --fail-on any';
    expect((await typed(line, { cluster: healthy() })).exitCode).toBe(9);
    expect((await typed(line, { cluster: healthy(), trouble: 'EPIPE' })).exitCode).toBe(9);
  });

  it('ends what would go on, without a word, where its reader has gone', async () => {
    expect(await typed('status', { cluster: failing(interrupted), trouble: 'EPIPE' })).toMatchObject({
      exitCode: 0,
      err: '',
    });
    expect((await typed('status', { cluster: failing(interrupted) })).exitCode).toBe(130);
  });

  it('does not hide what is left to do, nor another failure', async () => {
    const open = await typed('status', { cluster: failing(leftOpen), trouble: 'EPIPE' });
    expect([open.exitCode, open.err]).toEqual([130, expect.stringContaining('restore resume web')]);
    const forbidden = failing(new Failure('forbidden', 'You may not.'));
    expect((await typed('status', { cluster: forbidden, trouble: 'EPIPE' })).exitCode).toBe(5);
  });

  it.each([
    ['that was done', () => healthy()],
    ['that was ended by it', () => failing(interrupted)],
  ])('is a failure of a command %s where something else is wrong with it', async (_what, cluster) => {
    const { exitCode, err } = await typed('status', { cluster: cluster(), trouble: 'ENOSPC' });
    expect([exitCode, err]).toEqual([8, expect.stringContaining('Cannot write the output: ENOSPC')]);
  });

  it('does not hide a restore that stays open', async () => {
    const { exitCode, err } = await typed('status', { cluster: failing(leftOpen), trouble: 'ENOSPC' });
    expect([exitCode, err]).toEqual([130, expect.stringContaining('restore resume web')]);
  });
});
