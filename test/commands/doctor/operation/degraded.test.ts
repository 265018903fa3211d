import { expect, it } from 'vitest';
import { kinds } from '../../../../src/commands/doctor/kinds.ts';
import { Failure } from '../../../../src/errors.ts';
import { resources } from '../../../../src/volsync/resources.ts';
import { home, typed } from '../../../fakes/doctor-command.ts';

it.each(['unreachable', 'unknown', 'timeout'] as const)(
  'keeps what was found where an aggregated API fails as %s',
  async (kind) => {
    const cluster = home();
    for (const each of kinds.externalSecrets) {
      cluster.fail('list', each, new Failure(kind, 'service unavailable'));
    }
    const { exitCode, out } = await typed('-n home', cluster);
    expect(exitCode).toBe(10);
    expect(out).toMatch(
      /^\? could not list externalsecrets: service unavailable\n {4}not checked: external-secret\n {2}→ kubectl get apiservices\n\?/,
    );
    cluster.remove(resources.secrets, { namespace: 'home', name: 'web-volsync' });
    expect((await typed('-n home', cluster)).exitCode).toBe(9);
  },
);
