import type { KubeObject } from './objects.ts';

/** Of coordination.k8s.io: who holds something, until when. Times have exactly six digits after the point (MicroTime). */
export interface Lease extends KubeObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
  };
}
