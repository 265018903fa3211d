import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { run } from '../../../src/program/run.ts';
import { resources } from '../../../src/volsync/resources.ts';
import { now } from '../../fakes/bootstrap-facts.ts';
import { home } from '../../fakes/doctor-command.ts';
import { appSource } from '../../fakes/doctor-facts.ts';
import type { FakeCluster } from '../../fakes/fake-cluster.ts';
import { FakeIo } from '../../fakes/fake-io.ts';

const silent = new Failure('unreachable', 'The API server 10.9.0.4:6443 did not answer within 10s.');

function worlds(): Record<string, FakeCluster | Failure> {
  const named = (uid: string, cluster: FakeCluster) =>
    cluster.put(resources.namespaces, { metadata: { name: 'kube-system', uid } });
  const paused = appSource();
  return {
    home: named('u1', home()),
    attic: silent,
    office: named('u2', home({ ...paused, spec: { ...paused.spec, paused: true } })),
  };
}

async function typed(line: string) {
  const io = new FakeIo({ clusters: worlds(), now });
  const exitCode = await run(['doctor', '--no-helper-pods', ...line.split(' ')], io);
  return { exitCode, out: io.out, err: io.err };
}

describe('doctor in several contexts', () => {
  it('shows the findings of each context, and all contexts in one table', async () => {
    const { exitCode, out, err } = await typed('-n home --all-contexts');
    expect([exitCode, err]).toEqual([9, '']);
    expect(out).toMatch(/^Context office\n✗ home\/web {2}[^]*→ kubectl --context office patch /m);
    expect(out).not.toMatch(/^Context home/m);
    expect(out).toMatch(/^CONTEXT +STATE +APPS +PROBLEMS +NOT CHECKED +NOTES\nhome +✔ no problem +1 +0 +0 +1$/m);
    expect(out).toMatch(/^attic +\? unknown\n {4}The API server .*\noffice +✗ problems +1 +1 +0 +1$/m);
    expect(out).toMatch(/\n2 of 3 clusters examined · \d+ms\n$/);
  });

  it.each([
    ['-n home --context home,attic', 10],
    ['-n home --context home --context home', 0],
    ['-n nowhere --context home,office', 3],
  ])('%s ends with %i', async (line, code) => {
    expect((await typed(line)).exitCode).toBe(code);
  });

  it('is one document, and has the other forms that CI reads', async () => {
    expect(JSON.parse((await typed('-n home --all-contexts -o json')).out)).toMatchObject({
      schema: 'volsyncctl/doctor/v1',
      outcome: 'unprotected',
      appCount: 2,
      findings: [{ context: 'office', rule: 'paused', hint: expect.stringContaining('--context office ') as string }],
      contexts: [{ outcome: 'ok' }, { outcome: 'unknown', error: { kind: 'unreachable' } }, { outcome: 'unprotected' }],
    });
    expect((await typed('-n home --all-contexts -o name')).out).toBe('--context=office home/replicationsource/web\n');
    expect((await typed('-n home --all-contexts -o junit')).out).toMatch(/classname="office\/doctor\.paused"/);
    const { out } = await typed('-n home --all-contexts -o markdown');
    expect(out).toMatch(
      /^# volsyncctl doctor in home$[^]*^# volsyncctl doctor in attic\n\n\? unknown: The API server/m,
    );
    expect(out).toMatch(/^# volsyncctl doctor in office$[^]*--context office /m);
  });

  it.each(['--fix', '--rbac', '--offline'])('refuses %s', async (flag) => {
    const { exitCode, err } = await typed(`${flag} --all-contexts`);
    expect(exitCode).toBe(2);
    expect(err).toContain(`${flag} and several contexts cannot be combined`);
  });
});
