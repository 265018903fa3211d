import { describe, expect, it } from 'vitest';
import { lasting, passing, type Diagnosis } from '../../src/volsync/diagnosis.ts';
import { failureOfRestic } from '../../src/volsync/restic-failure.ts';
import { moverFailureReasons } from '../../src/volsync/reasons.ts';
import { judgeSilence } from '../../src/volsync/silent-repository.ts';
import { environmentOf } from '../fakes/repository-objects.ts';

const environment = environmentOf();
const silence = (failure: Diagnosis, hiddenMounts?: string, address?: string) =>
  judgeSilence(failure, environmentOf(undefined, { hiddenMounts }), address);

describe('judgeSilence', () => {
  it('never calls an app protected, and concludes nothing but from what is certain', () => {
    const certain = ['repository-missing', 'wrong-password', 'secret-missing', 'damaged'];
    for (const reason of [...moverFailureReasons, 'forbidden', 'unreachable', 'no-evidence', 'unknown'] as const) {
      for (const failure of [lasting(reason, 'why', ['line']), passing(reason, 'why', ['line'])]) {
        const { verdict, message, details } = judgeSilence(failure, environment);
        expect([reason, verdict]).toEqual([reason, certain.includes(reason) ? 'unprotected' : 'unknown']);
        expect([message, details]).toEqual(['why', ['line']]);
      }
    }
  });

  it('calls files of the repository that belong to root no damage, and hints at movers that may read them', () => {
    const errors = ['Fatal: unable to open config file: open /repository/web/config: permission denied'];
    const failure = failureOfRestic({ name: 'snapshots', exitCode: 1, output: [], errors });
    expect(judgeSilence(failure, environment)).toMatchObject({
      verdict: 'unknown',
      reason: 'repository-unreachable',
      hint: 'kubectl annotate namespace home volsync.backube/privileged-movers=true',
    });
  });

  it('says where the repository was looked for', () => {
    const failure = lasting('repository-missing', 'there is no repository');
    expect(silence(failure, undefined, '/mnt/x')).toMatchObject({
      verdict: 'unprotected',
      message: 'there is no repository at /mnt/x',
    });
  });

  it('does not call a repository missing that may only not have been mounted', () => {
    const failure = lasting('repository-missing', 'there is no repository');
    expect(silence(failure, 'what admission adds is not known: no', '/mnt/x')).toMatchObject({
      verdict: 'unknown',
      reason: 'forbidden',
      message: 'there is no repository at /mnt/x, but what admission adds is not known: no',
    });
    // A certain reason does not depend on it.
    expect(silence(lasting('wrong-password', 'no'), 'not known')).toMatchObject({ verdict: 'unprotected' });
  });

  it('calls damage by its name in verdicts', () => {
    expect(silence(lasting('damaged', 'x')).reason).toBe('damaged');
  });

  it.each([
    ['wrong-password', 'kubectl edit secret web-volsync -n home'],
    ['secret-missing', 'kubectl get secret web-volsync -n home'],
    ['repository-missing', 'volsyncctl status web -n home'],
    ['quota-exceeded', 'kubectl describe quota -n home'],
    ['forbidden', 'volsyncctl rbac verify -n home'],
    ['unknown', undefined],
  ] as const)('%s is mended by %s', (reason, hint) => {
    expect(silence(lasting(reason, 'x')).hint).toBe(hint);
  });
});
