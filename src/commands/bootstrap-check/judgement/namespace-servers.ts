import type { Allowed } from '../../../kubernetes/allowed.ts';
import { isIP } from 'node:net';
import type { HttpRoute, Ingress, Service } from '../../../kubernetes/network.ts';
import type { Pod } from '../../../kubernetes/objects.ts';

/** Whether a repository is deleted together with a namespace. */
export type RepositoryLocation =
  | { readonly kind: 'outside' }
  /** `what`: a noun phrase, such as `the PVC repo`. */
  | { readonly kind: 'inside'; readonly what: string }
  | { readonly kind: 'unclear'; readonly why: string };

/** The objects that serve addresses in one namespace. */
export interface NamespaceServers {
  readonly namespace: string;
  readonly services: Allowed<readonly Service[]>;
  readonly pods: Allowed<readonly Pod[]>;
  readonly ingresses: Allowed<readonly Ingress[]>;
  readonly httpRoutes: Allowed<readonly HttpRoute[]>;
}

/** The server of a repository; the port is undefined if the address does not contain it. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number | undefined;
}

const outside: RepositoryLocation = { kind: 'outside' };

/**
 * Judges whether a server is in a namespace: by the addresses of its pods and Services, and by the names under which
 * they are reached from inside and outside the cluster. A certain match takes precedence over what could not be read.
 */
export function serverIn(server: ServerAddress, servers: NamespaceServers): RepositoryLocation {
  const address = { ...server, host: normalized(server.host) };
  if (isLoopback(address.host)) return unclear(`${server.host} is the mover's own pod`);
  const found = isIP(address.host) === 0 ? byName(address, servers) : byIP(address, servers);
  return found ?? unseen(server, servers) ?? outside;
}

function normalized(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function unclear(why: string): RepositoryLocation {
  return { kind: 'unclear', why };
}

/** A list that could not be read may contain the server. */
function unseen(
  { host }: ServerAddress,
  { services, pods, ingresses, httpRoutes }: NamespaceServers,
): RepositoryLocation | undefined {
  const isName = isIP(host) === 0;
  const needed = isName ? [services, pods, ingresses, httpRoutes] : [services, pods];
  const hidden = needed.find((list) => 'why' in list);
  return hidden && 'why' in hidden ? unclear(`whether ${host} is in this namespace: ${hidden.why}`) : undefined;
}

function listed<T>(list: Allowed<readonly T[]>): readonly T[] {
  return 'why' in list ? [] : list.value;
}

function byIP({ host, port }: ServerAddress, servers: NamespaceServers): RepositoryLocation | undefined {
  const services = listed(servers.services);
  const service = services.find((one) => addressesOf(one).includes(host));
  if (service !== undefined) return ofService(service);
  for (const pod of listed(servers.pods).filter(isAlive)) {
    const location = ofPod(pod, { host, port });
    if (location !== undefined) return location;
  }
  const onNode = services.find((one) => nodePortsOf(one).includes(port));
  if (onNode === undefined) return undefined;
  return unclear(`port ${String(port)} of every node leads to the Service ${onNode.metadata.name}`);
}

function addressesOf({ spec = {}, status }: Service): readonly (string | undefined)[] {
  const { clusterIP, clusterIPs = [], externalIPs = [], loadBalancerIP } = spec;
  const balancers = (status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip);
  return [clusterIP, ...clusterIPs, ...externalIPs, loadBalancerIP, ...balancers];
}

function nodePortsOf({ spec }: Service): readonly (number | undefined)[] {
  return (spec?.ports ?? []).flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort]));
}

function isAlive({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** Other pods may listen on the node's own address: then the port decides. */
function ofPod(pod: Pod, { host, port }: ServerAddress): RepositoryLocation | undefined {
  const { metadata, spec, status } = pod;
  const here: RepositoryLocation = { kind: 'inside', what: `the pod ${metadata.name}` };
  const isOnNode = spec?.hostNetwork === true;
  if (!isOnNode && status?.podIPs?.some(({ ip }) => ip === host)) return here;
  if (status?.hostIP !== host) return undefined;
  const ports = portsOf(pod);
  if (ports.some((one) => one.hostPort === port || (isOnNode && one.containerPort === port))) return here;
  if (!isOnNode || ports.length > 0) return undefined;
  return unclear(`the pod ${metadata.name} has the node's address ${host}, and does not say its ports`);
}

function portsOf({ spec: { containers = [], initContainers = [] } = {} }: Pod) {
  return [...containers, ...initContainers].flatMap(({ ports = [] }) => ports);
}

/** A Service without a selector may point anywhere. */
function ofService({ metadata, spec = {} }: Service): RepositoryLocation {
  if (spec.selector !== undefined) return { kind: 'inside', what: `the Service ${metadata.name}` };
  return unclear(`where the Service ${metadata.name}, which has no selector, leads to was not looked at`);
}

function byName(address: ServerAddress, servers: NamespaceServers, depth = 0): RepositoryLocation | undefined {
  const { host, port } = address;
  const services = listed(servers.services);
  const [name, isNamespaceSaid] = serviceNamed(host, servers);
  const service = services.find(({ metadata }) => metadata.name === name);
  if (service?.spec?.type === 'ExternalName' && depth === 0) {
    const target = { host: normalized(service.spec.externalName ?? ''), port };
    return isIP(target.host) === 0 ? byName(target, servers, 1) : byIP(target, servers);
  }
  if (service !== undefined) return ofService(service);
  if (isNamespaceSaid) return { kind: 'inside', what: `${host}, a name in this namespace` };
  return published(host, servers) ?? balanced(address, services);
}

/** The Service that a cluster DNS name refers to, and whether the name itself contains the namespace. */
function serviceNamed(host: string, { namespace }: NamespaceServers): readonly [string | undefined, boolean] {
  const labels = host.split('.');
  const at = labels.findIndex(
    (label, index) => label === namespace && ['svc', 'pod'].includes(labels[index + 1] ?? '') && index > 0,
  );
  if (at > 0) return [labels[at + 1] === 'svc' ? labels[at - 1] : undefined, true];
  // As a pod's resolver completes it. A name with three parts is that of a pod of a Service.
  if (labels.length === 1) return [labels[0], false];
  const isShort = labels.length <= 3 && labels.at(-1) === namespace;
  return [isShort ? labels.at(-2) : undefined, false];
}

/** Names in routes and load balancers. */
function published(host: string, servers: NamespaceServers): RepositoryLocation | undefined {
  const service = listed(servers.services).find(({ metadata, status }) => {
    const { 'external-dns.alpha.kubernetes.io/hostname': names = '' } = metadata.annotations ?? {};
    const balancers = (status?.loadBalancer?.ingress ?? []).map(({ hostname = '' }) => hostname);
    return [...names.split(','), ...balancers].some((name) => normalized(name.trim()) === host);
  });
  if (service !== undefined) return ofService(service);
  const isRouted = (pattern = '') => matches(normalized(pattern), host);
  const ingress = listed(servers.ingresses).find(({ spec }) => spec?.rules?.some((rule) => isRouted(rule.host)));
  if (ingress !== undefined) return { kind: 'inside', what: `the Ingress ${ingress.metadata.name}` };
  const route = listed(servers.httpRoutes).find(({ spec }) => spec?.hostnames?.some(isRouted));
  return route && { kind: 'inside', what: `the HTTPRoute ${route.metadata.name}` };
}

/** `*.example.org` matches one label in an Ingress and any number in a route: any number, to be safe. */
function matches(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : pattern === host;
}

/** An external DNS name may belong to a load balancer or node; if the ports are equal, that cannot be excluded. */
function balanced({ host, port }: ServerAddress, services: readonly Service[]): RepositoryLocation | undefined {
  const exposed = services.find(
    (one) =>
      nodePortsOf(one).includes(port) ||
      ((one.spec?.type === 'LoadBalancer' || (one.spec?.externalIPs ?? []).length > 0) &&
        (one.spec?.ports ?? []).some((each) => each.port === port)),
  );
  if (exposed === undefined) return undefined;
  return unclear(`${host} may be a name of the Service ${exposed.metadata.name}, which has the same port`);
}
