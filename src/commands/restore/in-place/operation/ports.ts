import type { Cluster } from '../../../../kubernetes/cluster.ts';
import type { HelperPodEvent } from '../../../../helper-pod/ports.ts';

/** What holding an app still needs of the world. */
export interface InPlacePorts {
  readonly cluster: Pick<Cluster, 'find' | 'list' | 'watch' | 'patch'>;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  now(): Date;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  report(event: Extract<HelperPodEvent, { readonly type: 'step' | 'left' }>): void;
}
