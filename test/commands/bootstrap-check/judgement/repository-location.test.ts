import { describe, expect, it } from 'vitest';
import type { Service } from '../../../../src/kubernetes/network.ts';
import type { Pod, Volume } from '../../../../src/kubernetes/objects.ts';
import type { NamespaceServers } from '../../../../src/commands/bootstrap-check/judgement/namespace-servers.ts';
import {
  isServed,
  repositoryLocation,
} from '../../../../src/commands/bootstrap-check/judgement/repository-location.ts';

const metadata = (name: string) => ({ name, namespace: 'home' });

function service(name: string, spec: Service['spec'] = {}, more: Partial<Service> = {}): Service {
  return { metadata: metadata(name), spec: { selector: { app: name }, ...spec }, ...more };
}

function pod(name: string, spec: Pod['spec'], status: Pod['status']): Pod {
  return { metadata: metadata(name), spec: spec ?? {}, status: { phase: 'Running', ...status } };
}

const rest = pod('rest-0', {}, { hostIP: '192.168.1.5', podIPs: [{ ip: '10.0.0.7' }, { ip: 'fd00::7' }] });
const onNode = pod(
  'minio',
  { hostNetwork: true, containers: [{ name: 'minio', ports: [{ containerPort: 9000 }] }] },
  { hostIP: '192.168.1.6', podIPs: [{ ip: '192.168.1.6' }] },
);

const servers: NamespaceServers = {
  namespace: 'home',
  services: {
    value: [
      service('rest', { clusterIP: '10.96.0.9', ports: [{ port: 8000, nodePort: 30_800 }] }),
      service(
        'balanced',
        { type: 'LoadBalancer', ports: [{ port: 9443 }] },
        { status: { loadBalancer: { ingress: [{ ip: '203.0.113.9' }, { hostname: 'lb.example.org' }] } } },
      ),
      { metadata: metadata('nas'), spec: { clusterIP: 'None' } },
      { metadata: metadata('away'), spec: { type: 'ExternalName', externalName: 's3.example.com.' } },
    ],
  },
  pods: { value: [rest, onNode] },
  ingresses: { value: [{ metadata: metadata('vault'), spec: { rules: [{ host: 'vault.example.org' }] } }] },
  httpRoutes: { value: [{ metadata: metadata('route'), spec: { hostnames: ['*.routes.example.org'] } }] },
};

function mounted(volume: Omit<Volume, 'name'>, mountPath = '/repository') {
  return { volume: { name: 'repository', ...volume }, mount: { name: 'repository', mountPath } };
}

const inside = (what: RegExp) => ({ kind: 'inside', what: expect.stringMatching(what) as string });
const unclear = (why: RegExp) => ({ kind: 'unclear', why: expect.stringMatching(why) as string });
const outside = { kind: 'outside' };

describe('where a repository is, told by its address', () => {
  it.each<[string, object]>([
    // Names and addresses inside the namespace.
    ['rest:http://rest:8000/web', inside(/^the Service rest$/)],
    ['rest:http://rest.home:8000/web', inside(/Service rest/)],
    ['rest:https://REST.home.svc.cluster.local./web', inside(/Service rest/)],
    ['rest:http://rest-0.rest.home.svc:8000/', inside(/Service rest/)],
    ['rest:http://gone.home.svc.cluster.local/', inside(/a name in this namespace/)],
    ['rest:http://10-0-0-7.home.pod.cluster.local:8000/', inside(/a name in this namespace/)],
    ['rest:http://10.0.0.7:8000/web', inside(/^the pod rest-0$/)],
    ['rest:http://[fd00::7]:8000/web', inside(/the pod rest-0/)],
    ['s3:http://10.96.0.9:8000/bucket', inside(/Service rest/)],
    ['s3:192.168.1.6:9000/bucket', inside(/the pod minio/)],
    ['s3:https://203.0.113.9:9443/bucket', inside(/Service balanced/)],
    ['s3:https://lb.example.org:9443/bucket', inside(/Service balanced/)],
    ['s3:https://vault.example.org/bucket', inside(/the Ingress vault/)],
    ['s3:https://a.routes.example.org/bucket', inside(/the HTTPRoute route/)],
    ['sftp:rest:/srv/web', inside(/Service rest/)],
    ['sftp://rest.home:2222//srv/web', inside(/Service rest/)],
    // Those that may be inside.
    ['rest:http://nas.home:8000/', unclear(/no selector/)],
    ['rest:http://192.168.1.77:30800/', unclear(/port 30800 of every node/)],
    ['rest:http://backup.example.org:30800/', unclear(/may be a name of the Service rest/)],
    ['s3:https://s3.example.net:9443/bucket', unclear(/may be a name of the Service balanced/)],
    ['rest:http://localhost:8000/', unclear(/the mover's own pod/)],
    ['rclone:***', unclear(/where rclone: leads to/)],
    ['swift:container:/web', unclear(/where swift: leads to/)],
    ['rest:***', unclear(/not understood/)],
    // Those outside.
    ['rest:http://rest.other.svc.cluster.local:8000/', outside],
    ['rest:http://elsewhere:8000/', outside],
    ['s3:https://s3.eu-central-1.amazonaws.com/bucket', outside],
    ['s3:s3.amazonaws.com/bucket/path', outside],
    ['s3:192.168.1.6:9001/bucket', outside],
    ['rest:http://192.168.1.5:8000/', outside],
    ['rest:http://away:443/', outside],
    ['b2:bucket:web', outside],
    ['gs:bucket:/web', outside],
    ['sftp:nas.example.org:/srv/web', outside],
  ])('%s', (address, expected) => {
    expect(repositoryLocation(address, [], servers)).toEqual(expected);
    expect(isServed(address, [])).toBe(!/^(rclone|swift|b2|gs|rest:\*)/.test(address));
  });

  it('that is not known', () => {
    expect(repositoryLocation(undefined, [], servers)).toEqual(unclear(/was not seen/));
  });
});

describe('where a repository on a file system is', () => {
  it.each<[string, Parameters<typeof mounted>, object]>([
    ['/repository/home/web', [{ persistentVolumeClaim: { claimName: 'repo' } }], inside(/^the PVC repo$/)],
    ['local:/mnt/repo', [{ persistentVolumeClaim: { claimName: 'repo' } }, '/mnt/repo'], inside(/the PVC repo/)],
    ['/repository/web', [{ nfs: { server: 'nas.example.org', path: '/vault' } }], outside],
    ['/repository/web', [{ nfs: { server: 'rest.home.svc', path: '/' } }], inside(/Service rest/)],
    ['/repository/web', [{ hostPath: { path: '/srv' } }], outside],
    ['/repository/web', [{ emptyDir: {} }], inside(/mover's pod/)],
    ['/repository/web', [{ csi: { driver: 'smb.csi.k8s.io' } }], unclear(/CSI volume/)],
    ['/repositories/web', [{ persistentVolumeClaim: { claimName: 'repo' } }], unclear(/was not seen/)],
    ['/cache/web', [{ persistentVolumeClaim: { claimName: 'repo' } }], inside(/own \/cache/)],
  ])('%s on %j', (address, volume, expected) => {
    expect(repositoryLocation(address, [mounted(...volume)], servers)).toEqual(expected);
  });

  it('goes by the volume that is mounted deepest', () => {
    const volumes = [
      mounted({ nfs: { server: 'nas.example.org', path: '/' } }, '/repository'),
      mounted({ persistentVolumeClaim: { claimName: 'repo' } }, '/repository/web/'),
    ];
    expect(repositoryLocation('/repository/web/x', volumes, servers)).toEqual(inside(/PVC repo/));
    expect(repositoryLocation('/repository/wiki', volumes, servers)).toEqual(outside);
  });
});

describe('what may not be listed', () => {
  const why = 'You cannot list it.';
  it.each(['services', 'pods', 'ingresses', 'httpRoutes'] as const)('%s', (kind) => {
    const hidden = { ...servers, [kind]: { why } };
    expect(repositoryLocation('s3:https://s3.amazonaws.com/bucket', [], hidden)).toEqual(unclear(/You cannot/));
    expect(repositoryLocation('rest:http://10.0.0.7/', [], { ...hidden, services: { why } }).kind).toBe(
      kind === 'pods' ? 'unclear' : 'inside',
    );
  });

  it('an address is no name of a route', () => {
    const hidden = { ...servers, ingresses: { why }, httpRoutes: { why } };
    expect(repositoryLocation('rest:http://192.0.2.1:8000/', [], hidden)).toEqual(outside);
  });
});
