import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import { paths } from '../lab/paths.ts';

/** A document of the API. */
export type Document = Readonly<Record<string, unknown>>;

/** A response of the API server that is changed in transit; the server and its other clients are not affected. */
export interface ChangedAnswer {
  readonly path: RegExp;
  /** Undefined: the server has no such path. */
  readonly change: (document: Document, url: string) => Document | undefined;
}

/** A proxy that shows the lab's API server with changed responses; `kubeconfig` is text. */
export async function apiView(changes: readonly ChangedAnswer[]) {
  const { server, ca, token } = admin();
  const proxy = http.createServer((request, response) => {
    const headers = without(request.headers, 'host', 'accept-encoding');
    const found = changes.find(
      ({ path }) => request.method === 'GET' && path.test(decodeURIComponent(request.url ?? '')),
    );
    const { method, url } = request;
    const options = { ca, method, headers: { ...headers, authorization: `Bearer ${token}` } };
    const up = https.request(new URL(url ?? '/', server), options, (answer) => {
      void bodyOf(answer).then((body) => {
        const changed = found === undefined ? body : changedBody(body, found, url ?? '');
        const sent = without(answer.headers, 'content-length');
        response.writeHead(changed === undefined ? 404 : (answer.statusCode ?? 502), sent);
        response.end(changed ?? '404 page not found\n');
      });
    });
    up.on('error', (error) => response.destroy(error));
    request.pipe(up);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  return {
    kubeconfig: kubeconfigOf(`http://127.0.0.1:${port}`),
    close: () => new Promise<void>((resolve) => proxy.close(() => resolve())),
  };
}

function without(headers: http.IncomingHttpHeaders, ...names: readonly string[]): http.OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

async function bodyOf(answer: http.IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += String(part);
  return text;
}

function changedBody(body: string, { change }: ChangedAnswer, url: string): string | undefined {
  const isJson = body.startsWith('{');
  const document = change(isJson ? (JSON.parse(body) as Document) : {}, url);
  return document && JSON.stringify(document);
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  readonly users: readonly { readonly user: { readonly token: string } }[];
}

function admin() {
  const { clusters, users } = parse(readFileSync(paths.kubeconfig, 'utf8')) as Kubeconfig;
  const cluster = clusters[0]?.cluster ?? {};
  const data = cluster['certificate-authority-data'];
  const ca = data === undefined ? readFileSync(cluster['certificate-authority'] ?? '') : Buffer.from(data, 'base64');
  return { server: cluster['server'] ?? '', ca, token: users[0]?.user.token ?? '' };
}

function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'view',
    clusters: [{ name: 'view', cluster: { server } }],
    users: [{ name: 'nobody', user: {} }],
    contexts: [{ name: 'view', context: { cluster: 'view', user: 'nobody' } }],
  });
}
