import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../src/kubernetes/cluster.ts';
import { connect } from '../../src/kubernetes/http/connect.ts';
import type { HelperPodEvent } from '../../src/helper-pod/ports.ts';
import type { VolumePorts } from '../../src/volume/ports.ts';
import { identityOf } from '../../src/process-identity.ts';
import { paths } from '../lab/paths.ts';

/** The ports of an operation on the real lab, for tests of parts that no command runs on its own. */
export async function realPorts(signal: AbortSignal = new AbortController().signal): Promise<RealPorts> {
  const events: HelperPodEvent[] = [];
  const creator = () => identityOf(process.pid);
  const cluster = await connect({ kubeconfig: paths.kubeconfig }, { env: process.env, platform: 'linux', creator });
  return {
    cluster,
    signal,
    events,
    now: () => new Date(),
    sleep: (ms, until) => sleep(ms, undefined, until === undefined ? {} : { signal: until }),
    report: (one) => events.push(one),
  };
}

export interface RealPorts extends VolumePorts {
  readonly cluster: Cluster;
  /** The reported events. */
  readonly events: readonly HelperPodEvent[];
}
