import type { KubeObject } from './objects.ts';

/**
 * A Lease of coordination.k8s.io: who holds something, and until when. Times have exactly six fractional digits
 * (MicroTime).
 */
export interface Lease extends KubeObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
  };
}
