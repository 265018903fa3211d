import type { KubeObject } from './objects.ts';

/** The fields of a Service that volsyncctl reads: its addresses. */
export interface Service extends KubeObject {
  readonly spec?: {
    readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
    readonly selector?: Readonly<Record<string, string>>;
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly externalIPs?: readonly string[];
    readonly loadBalancerIP?: string;
    readonly externalName?: string;
    readonly ports?: readonly { readonly port?: number; readonly nodePort?: number }[];
  };
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
  };
}

/** An Ingress of networking.k8s.io. */
export interface Ingress extends KubeObject {
  readonly spec?: { readonly rules?: readonly { readonly host?: string }[] };
}

/** An HTTPRoute of gateway.networking.k8s.io. */
export interface HttpRoute extends KubeObject {
  readonly spec?: { readonly hostnames?: readonly string[] };
}
