import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { NetworkPolicies } from '../../src/helper-pod/network-policies.ts';
import { passing } from '../../src/volsync/diagnosis.ts';

const silent = passing('repository-unreachable', 'the repository did not answer', ['dial tcp: i/o timeout']);
const pod = { namespace: 'home', labels: {} };

function failingWith(error: Failure): NetworkPolicies {
  return new NetworkPolicies({ cluster: { list: () => Promise.reject(error) }, signal: AbortSignal.abort() });
}

describe('the policies that may explain a silent repository', () => {
  it.each(['forbidden', 'not-found', 'unknown', 'unreachable', 'failed'] as const)(
    'leave what is known as it is where they cannot be seen: %s',
    async (kind) => {
      expect(await failingWith(new Failure(kind, 'no list')).explained(silent, pod)).toEqual(silent);
    },
  );

  it('do not hide Ctrl-C', async () => {
    const interrupted = new Failure('interrupted', 'Interrupted.');
    await expect(failingWith(interrupted).explained(silent, pod)).rejects.toBe(interrupted);
  });
});
