import { fieldEquals } from '../../../kubernetes/field-selector.ts';
import { rawText } from '../../../foreign-text.ts';
import pMap from 'p-map';
import { allowed, type Allowed } from '../../../kubernetes/allowed.ts';
import type { ClusterContext } from '../../../kubernetes/context.ts';
import type { KubeEvent, Node, Pod } from '../../../kubernetes/objects.ts';
import type { HostSight, PodTrace } from '../../../volsync/lock-verdict.ts';
import { resources } from '../../../volsync/resources.ts';

type Ports = ClusterContext<'list' | 'find'>;

/** Hosts that are looked for at a time. */
const parallelHosts = 4;

/** Looks for each host of some locks among the pods of all namespaces; `namespace` is where that may be allowed at least. */
export async function hostSights(
  hosts: readonly string[],
  namespace: string,
  ports: Ports,
): Promise<ReadonlyMap<string, HostSight>> {
  const distinct = [...new Set(hosts)];
  const sights = await pMap(distinct, async (host) => [host, await sightOf(host, namespace, ports)] as const, {
    concurrency: parallelHosts,
  });
  return new Map(sights);
}

async function sightOf(host: string, namespace: string, ports: Ports): Promise<HostSight> {
  const none = { trace: { value: undefined }, nodes: { value: new Map<string, Node>() } };
  // What is no name of a pod must not get into a selector.
  if (!/^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/.test(host)) return { pods: { value: [] }, ...none };
  const pods = await podsNamed(host, namespace, ports);
  if ('why' in pods || pods.value.length > 0) return { pods, ...none };
  const trace = await traceOf(host, ports);
  const names = 'why' in trace ? [] : (trace.value?.nodes ?? []);
  return { pods, trace, nodes: await nodesNamed(names, ports) };
}

async function podsNamed(name: string, namespace: string, ports: Ports): Promise<Allowed<readonly Pod[]>> {
  const { cluster, signal } = ports;
  const fieldSelector = fieldEquals('metadata.name', name);
  const everywhere = await allowed(cluster.list(resources.pods, { fieldSelector }, signal));
  if ('value' in everywhere) return everywhere;
  const here = await allowed(cluster.list(resources.pods, { namespace, fieldSelector }, signal));
  // One that is there says enough; that none is here says nothing of the other namespaces.
  return 'value' in here && here.value.length > 0 ? here : everywhere;
}

/** Kubernetes keeps events for an hour, which is longer than a lock takes to become stale. */
async function traceOf(name: string, { cluster, signal }: Ports): Promise<Allowed<PodTrace | undefined>> {
  const fieldSelector = `regarding.kind=Pod,${fieldEquals('regarding.name', name)}`;
  const events = await allowed(cluster.list(resources.events, { fieldSelector }, signal));
  if ('why' in events) return events;
  const namespace = events.value[0]?.regarding?.namespace;
  if (namespace === undefined) return { value: undefined };
  return { value: { namespace, nodes: [...new Set(events.value.flatMap(nodesIn))] } };
}

function nodesIn({ reportingController, reportingInstance, reason, note = '' }: KubeEvent): readonly string[] {
  const kubelet = reportingController === 'kubelet' ? reportingInstance : undefined;
  const assigned = reason === 'Scheduled' ? /^Successfully assigned \S+ to (\S+)$/.exec(rawText(note))?.[1] : undefined;
  return [kubelet, assigned].filter((node) => node !== undefined && node !== '') as string[];
}

async function nodesNamed(
  names: readonly string[],
  { cluster, signal }: Ports,
): Promise<Allowed<ReadonlyMap<string, Node | undefined>>> {
  const found = new Map<string, Node | undefined>();
  for (const name of names) {
    const node = await allowed(cluster.find(resources.nodes, { namespace: '', name }, signal));
    if ('why' in node) return node;
    found.set(name, node.value);
  }
  return { value: found };
}
