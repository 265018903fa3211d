import { describe, expect, it } from 'vitest';
import { lasting, passing } from '../../src/volsync/diagnosis.ts';
import { egressLimit, isCutOff, type NetworkPolicy } from '../../src/volsync/network-policy.ts';

const mover = { namespace: 'home', labels: { app: 'mover', 'app.kubernetes.io/created-by': 'volsync' } };

function policy(name: string, spec: NonNullable<NetworkPolicy['spec']>, namespace = 'home'): NetworkPolicy {
  return { metadata: { name, namespace }, spec: { podSelector: {}, policyTypes: ['Egress'], ...spec } };
}

const limit = (...policies: readonly NetworkPolicy[]) => egressLimit(policies, mover);

describe('egressLimit', () => {
  it.each<[string, readonly NetworkPolicy[], string]>([
    ['that allows nothing', [policy('deny', {})], 'NetworkPolicy deny selects this pod and allows no egress'],
    [
      'by labels',
      [policy('movers', { podSelector: { matchLabels: { app: 'mover' } }, egress: [] })],
      'NetworkPolicy movers selects this pod and allows no egress',
    ],
    [
      'by an expression',
      [policy('m', { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['mover'] }] } })],
      'NetworkPolicy m selects this pod and allows no egress',
    ],
    [
      'of some ports',
      [policy('dns', { egress: [{ ports: [{ port: 53 }, { port: 9000, endPort: 9002 }] }] })],
      'NetworkPolicy dns selects this pod and allows egress to ports 53, 9000-9002 only, so it may not reach the repository',
    ],
    [
      'of some peers',
      [policy('inside', { egress: [{ to: [{ podSelector: {} }] }] })],
      'NetworkPolicy inside selects this pod and restricts its egress, so it may not reach the repository',
    ],
    [
      'of several policies together',
      [policy('deny', {}), policy('dns', { egress: [{ ports: [{ port: 53 }] }] })],
      'NetworkPolicies deny, dns select this pod and allow egress to port 53 only, so it may not reach the repository',
    ],
  ])('names what restricts a pod: one %s', (_what, policies, words) => {
    expect(limit(...policies)?.words).toBe(words);
    expect(limit(...policies)?.hint).toBe(`kubectl describe networkpolicy ${policies[0]?.metadata.name} -n home`);
  });

  it.each<[string, NetworkPolicy]>([
    ['of another namespace', policy('deny', {}, 'media')],
    ['of other pods', policy('deny', { podSelector: { matchLabels: { app: 'web' } } })],
    ['of ingress', policy('deny', { policyTypes: ['Ingress'] })],
    ['that allows everything', policy('all', { egress: [{}] })],
  ])('does not name a policy %s', (_what, one) => {
    expect(limit(one)).toBeUndefined();
  });

  it('does not name a policy beside another that allows everything', () => {
    expect(limit(policy('deny', {}), policy('all', { egress: [{}] }))).toBeUndefined();
  });
});

describe('isCutOff', () => {
  const silent = passing('repository-unreachable', '', ['dial tcp 10.0.0.1:8000: i/o timeout']);
  it.each<[string, Parameters<typeof isCutOff>, boolean]>([
    ['a server that does not answer', [silent, 'rest:http://nas:8000/web'], true],
    ['the same in words alone', [silent, undefined], true],
    ['a folder: the kubelet mounts it', [silent, '/repository/home-web'], false],
    ['a mount', [passing('repository-unreachable', '', ['mount.nfs: Connection refused']), undefined], false],
    ['a server that refuses', [lasting('repository-unreachable', 'the credentials'), 'rest:http://nas/'], false],
    [
      'a server with an error',
      [passing('repository-unreachable', '', ['HTTP response 503']), 'rest:http://nas/'],
      false,
    ],
    ['another failure', [passing('locked', ''), 'rest:http://nas/'], false],
  ])('%s', (_what, args, expected) => {
    expect(isCutOff(...args)).toBe(expected);
  });
});
