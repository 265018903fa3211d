import { existsSync, mkdirSync } from 'node:fs';
import { certificates, componentKubeconfig, componentUsers, ensureSecrets, writeKubeconfigs } from './credentials.ts';
import { kubectl } from './kubectl.ts';
import { paths } from './paths.ts';
import { ports } from './ports.ts';
import { type Part, start, stop, waitFor } from './process.ts';
import { toolPath } from './tools.ts';

/** Starts etcd and the API server, and returns when the API answers; the kubeconfigs exist then. */
export async function startApi(): Promise<void> {
  await ensureSecrets();
  mkdirSync(paths.etcd, { recursive: true, mode: 0o700 });
  await start(etcd());
  await startApiServer();
}

/** Starts the controller manager and the scheduler. */
export async function startControllers(): Promise<void> {
  await start(controllerManager());
  await start(scheduler());
}

/** Restarts the API server, as during an upgrade of the control plane; the other parts keep running. */
export async function restartApiServer(): Promise<void> {
  await stop('kube-apiserver', 3_000);
  await startApiServer();
}

/** Whether the API server answers and has completed its start-up hooks. */
export async function isApiReady(): Promise<boolean> {
  if (!existsSync(paths.kubeconfig)) return false;
  try {
    return (await kubectl(['get', '--raw', '/readyz', '--request-timeout=5s'])) === 'ok';
  } catch {
    return false;
  }
}

async function startApiServer(): Promise<void> {
  await start(apiServer());
  await waitFor('kube-apiserver', () => Promise.resolve(existsSync(certificates.apiServer)));
  writeKubeconfigs();
  await waitFor('kube-apiserver', isApiReady);
}

/** Mutual TLS even on loopback: write access to etcd means root on this machine. */
function etcd(): Part {
  const client = `https://127.0.0.1:${ports.etcd}`;
  const peer = `https://127.0.0.1:${ports.etcdPeer}`;
  const tls = (prefix: string): string[] => [
    `--${prefix}cert-file=${certificates.internal}`,
    `--${prefix}key-file=${certificates.internalKey}`,
    `--${prefix}trusted-ca-file=${certificates.internal}`,
    `--${prefix}client-cert-auth`,
  ];
  return {
    name: 'etcd',
    command: toolPath('etcd'),
    args: [
      '--name=lab',
      `--data-dir=${paths.etcd}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=lab=${peer}`,
      ...tls(''),
      ...tls('peer-'),
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
  };
}

function apiServer(): Part {
  return {
    name: 'kube-apiserver',
    command: toolPath('kube-apiserver'),
    // Otherwise a seventh of its CPU time is garbage collection, and tests are limited by CPU.
    env: { GOGC: '300' },
    args: [
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${ports.apiServer}`,
      `--cert-dir=${paths.certificates}`,
      `--etcd-servers=https://127.0.0.1:${ports.etcd}`,
      `--etcd-cafile=${certificates.internal}`,
      `--etcd-certfile=${certificates.internal}`,
      `--etcd-keyfile=${certificates.internalKey}`,
      `--kubelet-certificate-authority=${certificates.internal}`,
      `--kubelet-client-certificate=${certificates.internal}`,
      `--kubelet-client-key=${certificates.internalKey}`,
      '--kubelet-preferred-address-types=InternalIP',
      '--authorization-mode=Node,RBAC',
      `--token-auth-file=${paths.tokens}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${certificates.serviceAccountKey}`,
      `--service-account-signing-key-file=${certificates.serviceAccountKey}`,
      '--service-cluster-ip-range=10.96.0.0/24',
      '--endpoint-reconciler-type=none',
      // Older versions of MutatingAdmissionPolicy too, so that a server validates what is written for them.
      `--runtime-config=${['v1beta1', 'v1alpha1'].map((version) => `admissionregistration.k8s.io/${version}=true`).join(',')}`,
      '--allow-privileged',
      '--profiling=false',
    ],
  };
}

function controllerManager(): Part {
  const kubeconfig = componentKubeconfig(componentUsers.controllerManager);
  return {
    name: 'kube-controller-manager',
    command: toolPath('kube-controller-manager'),
    args: [
      `--kubeconfig=${kubeconfig}`,
      '--secure-port=0',
      '--leader-elect=false',
      '--use-service-account-credentials',
      `--service-account-private-key-file=${certificates.serviceAccountKey}`,
      `--root-ca-file=${certificates.apiServer}`,
      '--controllers=*,-nodeipam,-cloud-node-lifecycle',
      // The default would be created in /usr/libexec.
      `--flex-volume-plugin-dir=${paths.config}/volume-plugins`,
    ],
  };
}

function scheduler(): Part {
  return {
    name: 'kube-scheduler',
    command: toolPath('kube-scheduler'),
    args: [`--kubeconfig=${componentKubeconfig(componentUsers.scheduler)}`, '--secure-port=0', '--leader-elect=false'],
  };
}
