import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { home, typed } from '../../../fakes/doctor-command.ts';

describe('what is not there', () => {
  it('is VolSync: a finding', async () => {
    const absent = new Failure('not-found', 'VolSync is not installed', { servedVersions: [] });
    const { exitCode, out } = await typed('-n home', home().fail('list', resources.replicationSources, absent));
    expect(exitCode, out).toBe(9);
    expect(out).toContain('VolSync is not installed');
  });

  it('is the namespace: no finding about VolSync, and the end of it', async () => {
    const nowhere = new Failure('not-found', 'There is no namespace "nosuch".', { hint: 'kubectl get namespaces' });
    const cluster = home().fail('list', resources.replicationSources, nowhere);
    const { exitCode, out, err } = await typed('-n nosuch', cluster);
    expect([exitCode, out]).toEqual([3, '']);
    expect(err).toContain('There is no namespace "nosuch".\n  → kubectl get namespaces');
  });

  it('is the newest version of a kind: the older one is read', async () => {
    const older = new Failure('unknown', 'not served as v1', { servedVersions: ['v1beta1'] });
    const cluster = home()
      .before('list', resources.externalSecrets, () => {
        if (cluster.count('list', resources.externalSecrets) === 1) throw older;
      })
      .put(resources.olderExternalSecrets, {
        metadata: { name: 'web', namespace: 'home' },
        spec: { target: { name: 'web-volsync' } },
        status: { conditions: [{ type: 'Ready', status: 'False', reason: 'SecretSyncedError', message: 'no vault' }] },
      });
    const { exitCode, out } = await typed('-n home --rule external-secret', cluster);
    expect(exitCode, out).toBe(9);
    expect(out).toContain('SecretSyncedError no vault');
  });
});
