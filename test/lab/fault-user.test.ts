import { describe, expect, it } from 'vitest';
import { ruleOf } from './fault-user.ts';

describe('ruleOf', () => {
  it.each([
    ['get:pods', { apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    ['get:pods/log', { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] }],
    [
      'patch:replicationsources.volsync.backube',
      { apiGroups: ['volsync.backube'], resources: ['replicationsources'], verbs: ['patch'] },
    ],
    [
      'update:replicationsources.volsync.backube/status',
      { apiGroups: ['volsync.backube'], resources: ['replicationsources/status'], verbs: ['update'] },
    ],
    ['*:events.events.k8s.io', { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['*'] }],
  ])('reads %s', (allowed, rule) => {
    expect(ruleOf(allowed)).toEqual(rule);
  });

  it.each(['pods', 'get:', ':pods', 'get:pods:log', 'get:Pods'])('refuses %s', (allowed) => {
    expect(() => ruleOf(allowed)).toThrow('is not of the form verb:resource.group');
  });
});
