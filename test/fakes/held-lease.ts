import { managedBy } from '../../src/helper-pod/manifest.ts';
import type { Lease } from '../../src/kubernetes/lease.ts';
import { leaseAnnotations, leaseKey, microTime, type Leased } from '../../src/volsync/claim-lease.ts';

/** The Lease that ben holds on another machine, renewed at `now`. */
export function leaseOfBen(leased: Leased, command: string, now: Date): Lease {
  const use = { command, app: 'web', repository: 'web-volsync' };
  const time = microTime(now);
  return {
    metadata: { ...leaseKey(leased), labels: managedBy, annotations: leaseAnnotations(use) },
    spec: { holderIdentity: 'ben (process 42 on laptop)', renewTime: time, acquireTime: time },
  };
}
