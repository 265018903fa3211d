import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { certificate, clientCertificate } from '../certificates.ts';
import { FakeApiServer, json } from '../fake-api-server.ts';
import { Folder, kubeconfigFor } from '../kubeconfig-file.ts';

const connect = join(import.meta.dirname, '../../../src/kube/connect.ts');
const resources = join(import.meta.dirname, '../../../src/kube/resources.ts');

/** Lists pods in a process of its own: Node reads the system's authorities from what this names when it starts. */
async function listPods(kubeconfig: string, systemAuthorities: string) {
  const script = `
    const { connect } = await import(${JSON.stringify(connect)});
    const { resources } = await import(${JSON.stringify(resources)});
    const cluster = await connect({ kubeconfig: ${JSON.stringify(kubeconfig)} }, { env: {}, platform: 'linux' });
    for (let turn = 0; turn < 2; turn += 1) await cluster.list(resources.pods, {}).catch((error) => console.log(error.message));
    await cluster.patch(resources.pods, { namespace: 'a', name: 'b' }, {}).catch((error) => console.log(error.message));`;
  const options = { env: { SSL_CERT_FILE: systemAuthorities, SSL_CERT_DIR: '/nowhere' } };
  return (await execa('node', ['--input-type=module', '-e', script], options)).stdout;
}

test("without an authority in the kubeconfig the system's are believed, and no others", async () => {
  await using server = await FakeApiServer.start();
  server.on('GET /api/v1/pods', json({ metadata: {}, items: [] }));
  server.on('PATCH /api/v1/namespaces/a/pods/b', json({ metadata: { name: 'b' } }));
  await using folder = await Folder.make();
  const cluster = { 'certificate-authority-data': '' };
  const kubeconfig = await folder.write('config', await kubeconfigFor(server, { cluster }));
  const known = await folder.write('known.pem', (await certificate()).cert);
  const other = await folder.write('other.pem', (await clientCertificate('other')).cert);
  expect(await listPods(kubeconfig, known)).toBe('');
  expect(server.requests).toHaveLength(3);
  expect(await listPods(kubeconfig, other)).toContain('an authority that the kubeconfig does not know');
  expect(server.requests).toHaveLength(3);
});
