import { expect, it } from 'vitest';
import { unprotectedClaims } from '../../../src/operations/bootstrap-check/unprotected-claims.ts';
import { sourceObject } from '../../fleet-objects.ts';
import { claimObject } from '../../volsync/bootstrap-facts.ts';

it('lists what no source names, and nothing that VolSync itself has made', () => {
  const own = claimObject();
  const named = (name: string, namespace = 'home', labels = {}) => ({
    ...own,
    metadata: { ...own.metadata, name, namespace, labels },
  });
  const made = { 'app.kubernetes.io/created-by': 'volsync' };
  const claims = [own, named('wiki'), named('web', 'other'), named('volsync-src-web-cache', 'home', made)];
  const found = unprotectedClaims(claims, [sourceObject()]);
  expect(found.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['home/wiki', 'other/web']);
});
