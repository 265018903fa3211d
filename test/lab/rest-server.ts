import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { importImage } from './containerd.ts';
import { makeRestServerImage } from './images.ts';
import { apply, getJson, kubectl, type Manifest, until } from './kubectl.ts';
import { progress } from './progress.ts';
import { images } from './versions.ts';

/** How movers reach a REST server of the lab. */
export interface RestServer {
  /** With user and password, as in RESTIC_REPOSITORY; ends with the port. */
  readonly url: string;
  /** For the mover: without this CA, the server is not trusted. */
  readonly customCA: { readonly configMapName: string; readonly key: string };
}

/** The user of the servers. The password has characters that a URL has to escape. */
export const restUser = { name: 'backup', password: 'open@sesame:1/2' } as const;

/**
 * Runs restic's REST server in a namespace, with TLS and a password, and returns when it answers. Its repositories are
 * in its pod, and deleted with it. A second call returns the existing server.
 */
export async function ensureRestServer(namespace: string): Promise<RestServer> {
  await progress.step(`${namespace}: REST server`, async () => {
    await importImage(await makeRestServerImage());
    await apply([podOf(namespace)]);
    await until('the REST server has an address', async () => (await addressOf(namespace)) !== undefined);
    if (!(await isServing(namespace))) await giveCertificate(namespace);
    await until('the REST server answers', () => isServing(namespace));
  });
  const user = [restUser.name, restUser.password].map(encodeURIComponent).join(':');
  const address = (await addressOf(namespace)) ?? '';
  return { url: `https://${user}@${address}:${port}`, customCA: { configMapName: name, key: 'ca.crt' } };
}

const name = 'rest-server';
const port = 8000;

/**
 * The certificate contains the pod's address, which is only known once the pod exists: the pod waits until it gets one.
 */
function podOf(namespace: string): Manifest {
  const sha1 = createHash('sha1').update(restUser.password).digest('base64');
  const volumeMounts = [
    { name: 'tls', mountPath: '/tls' },
    { name: 'data', mountPath: '/data' },
  ];
  const script = [
    `echo '${restUser.name}:{SHA}${sha1}' >/tls/htpasswd`,
    'until [ -e /tls/server.pem ]; do sleep 0.2; done',
    `exec rest-server --listen :${port} --path /data --htpasswd-file /tls/htpasswd --tls --tls-cert /tls/server.pem --tls-key /tls/server.pem`,
  ].join('\n');
  const container = {
    name,
    image: images.restServer,
    command: ['sh', '-c', script],
    volumeMounts,
    readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      securityContext: {
        ...{ runAsNonRoot: true, runAsUser: 65534, fsGroup: 65534 },
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [container],
      volumes: volumeMounts.map((mount) => ({ name: mount.name, emptyDir: {} })),
    },
  };
}

interface Pod {
  readonly status: {
    readonly podIP?: string;
    readonly containerStatuses?: readonly { readonly ready: boolean; readonly state: { readonly running?: object } }[];
  };
}

async function statusOf(namespace: string): Promise<Pod['status'] | undefined> {
  return (await getJson<Pod>(['pod', name, '-n', namespace]))?.status;
}

async function addressOf(namespace: string): Promise<string | undefined> {
  const status = await statusOf(namespace);
  return status?.containerStatuses?.[0]?.state.running === undefined ? undefined : status.podIP;
}

async function isServing(namespace: string): Promise<boolean> {
  return (await statusOf(namespace))?.containerStatuses?.[0]?.ready === true;
}

/** Creates a self-signed certificate: for the server with its key, and without it for clients. */
async function giveCertificate(namespace: string): Promise<void> {
  const { certificate, key } = await makeCertificate((await addressOf(namespace)) ?? '');
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } };
  await apply([{ ...configMap, data: { 'ca.crt': certificate } }]);
  const write = ['sh', '-c', 'cat >/tls/new && mv /tls/new /tls/server.pem'];
  await kubectl(['exec', '-i', name, '-n', namespace, '--', ...write], certificate + key);
}

async function makeCertificate(address: string): Promise<{ certificate: string; key: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rest-server-'));
  try {
    const [certificate, key] = [path.join(folder, 'certificate'), path.join(folder, 'key')];
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'];
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=IP:${address}`];
    await execa('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', certificate]);
    return { certificate: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}
