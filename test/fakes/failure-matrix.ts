import { run } from '../../src/program/run.ts';
import type { Cluster, ConnectionOptions } from '../../src/kubernetes/cluster.ts';
import { connect } from '../../src/kubernetes/http/connect.ts';
import { FakeIo, type FakeIoOptions } from './fake-io.ts';
import { FakeApiServer, hang, type Handler, json, status } from './api-server/fake-api-server.ts';
import { Folder, kubeconfigFor } from './api-server/kubeconfig-file.ts';

/** Every command as typed, with its minimal arguments. */
export const commandLines = [
  'status',
  'status web',
  'trigger web',
  'trigger --all',
  'verify',
  'verify web',
  'drill web --yes',
  'report --output-file backups.html',
  'bootstrap-check',
  'bootstrap-check web',
  'snapshots web',
  'diff web',
  'browse web -- ls',
  'ls web',
  'ls web --backup',
  'cat web:/file',
  'cp web:/file -',
  'restore web --in-place --yes --keep-extra-files',
  'restore web --to pvc/new',
  'restore --all --to-new --yes',
  'restore --all --in-place --yes',
  'restore status web',
  'restore abort web --yes',
  'logs web',
  'logs web --controller',
  'cleanup --yes',
  'manifest web --validate',
  'policies',
  'policies install --jitter 1-5s --yes',
  'policies render',
  'doctor',
  'doctor web',
  'unlock web --yes',
  'suspend web',
  'resume web',
  'restore resume web --yes',
  'snapshots ls web latest',
  'history web:/file',
  'find web file',
  'snapshots diff web latest latest',
  'status web --busy',
  'version',
] as const;

/** What can fail between the operator and the app, in the order of occurrence. */
export const failures = {
  'kubeconfig not found': { kubeconfig: 'absent' },
  'context not found': { flags: ['--context', 'absent'] },
  'connection refused': { isStopped: true },
  'certificate not trusted': { knowsAuthority: false },
  'not an API server (HTML)': { answer: html },
  'no answer within --request-timeout': { answer: hang, flags: ['--request-timeout', '200ms'] },
  'overloaded (429), for too long': { answer: overloaded },
  'server error (500)': { answer: status(500, 'InternalError', 'etcd is sick') },
  'signed out (401)': { answer: status(401, 'Unauthorized', 'Unauthorized') },
  'no permission at all (403)': { answer: status(403, 'Forbidden', 'forbidden: User "ada" may not do that') },
  'VolSync not installed (404)': { answer: notServed },
} satisfies Record<string, Failing>;

interface Failing {
  readonly kubeconfig?: 'absent';
  readonly flags?: readonly string[];
  readonly isStopped?: boolean;
  readonly knowsAuthority?: boolean;
  readonly answer?: Handler;
}

export type FailureName = keyof typeof failures;

/** How a command line ends in that case. */
export interface Ending {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line with the real adapter and this failure. */
export async function endingOf(line: string, name: FailureName, options: FakeIoOptions = {}): Promise<Ending> {
  const failing: Failing = failures[name];
  await using folder = await Folder.make();
  await using server = await FakeApiServer.start();
  server.otherwise(failing.answer ?? notServed);
  const cluster = failing.knowsAuthority === false ? { 'certificate-authority-data': undefined } : {};
  const file = await folder.write('config', await kubeconfigFor(server, { cluster }));
  if (failing.isStopped === true) await server.stop();
  const io = new ConnectedIo(options);
  const kubeconfig = failing.kubeconfig === 'absent' ? `${folder.path}/absent` : file;
  const words = [...line.split(' ').slice(0, 1), '--kubeconfig', kubeconfig, ...(failing.flags ?? [])];
  const exitCode = await run([...words, ...line.split(' ').slice(1)], io);
  return { exitCode, out: io.out, err: io.err };
}

/** The world of a command with a real connection. */
export class ConnectedIo extends FakeIo {
  override connect(options: ConnectionOptions = {}): Promise<Cluster> {
    return connect(options, { env: {}, platform: 'linux' });
  }
}

function html(...[response]: Parameters<Handler>): void {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<html><body>Sign in</body></html>');
}

function overloaded(...[response, request]: Parameters<Handler>): void {
  response.setHeader('retry-after', '600');
  status(429, 'TooManyRequests', 'please try again later')(response, request);
}

/** A healthy API server that allows everything, but serves none of VolSync's kinds and has no objects. */
function notServed(...[response, request]: Parameters<Handler>): void {
  const { method, path } = request;
  const isList =
    /^\/(api\/v1|apis\/(apps|batch|autoscaling|storage\.k8s\.io)\/v\d)\/(namespaces\/[^/]+\/)?[a-z]+$/.test(path);
  const [, namespace] = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(path) ?? [];
  if (path === '/version') json({ gitVersion: 'v1.36.0' })(response, request);
  else if (path === '/apis') json({ kind: 'APIGroupList', groups: [] })(response, request);
  else if (path.endsWith('/selfsubjectaccessreviews')) json({ status: { allowed: true } })(response, request);
  else if (namespace !== undefined) json({ metadata: { name: namespace } })(response, request);
  else if (method === 'GET' && isList) json({ metadata: {}, items: [] })(response, request);
  else if (isNamed(path)) status(404, 'NotFound', 'not found', { name: path.split('/').at(-1) })(response, request);
  else status(404, 'NotFound', 'the server could not find the requested resource')(response, request);
}

/** Whether the path is of an object of a kind that every cluster has. */
function isNamed(path: string): boolean {
  return /^\/(api\/v1|apis\/(apps|batch)\/v1)\/namespaces\/[^/]+\/[a-z]+\/[^/]+$/.test(path);
}
