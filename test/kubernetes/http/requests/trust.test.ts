import { expect, test } from 'vitest';
import { certificate, clientCertificate } from '../../../fakes/api-server/certificates.ts';
import { FakeApiServer, json } from '../../../fakes/api-server/fake-api-server.ts';
import { Folder, kubeconfigFor } from '../../../fakes/api-server/kubeconfig-file.ts';
import { ownProcessTimeoutMs, useInOwnProcess } from '../../../fakes/api-server/own-process.ts';

test(
  "without an authority in the kubeconfig the system's are believed, and no others",
  async () => {
    await using server = await FakeApiServer.start();
    server.on('GET /api/v1/pods', json({ metadata: {}, items: [] }));
    server.on('PATCH /api/v1/namespaces/a/pods/b', json({ metadata: { name: 'b' } }));
    await using folder = await Folder.make();
    const cluster = { 'certificate-authority-data': '' };
    const kubeconfig = await folder.write('config', await kubeconfigFor(server, { cluster }));
    const known = await folder.write('known.pem', (await certificate()).cert);
    const other = await folder.write('other.pem', (await clientCertificate('other')).cert);
    const system = (file: string) => ({ SSL_CERT_FILE: file, SSL_CERT_DIR: '/nowhere' });
    expect(await useInOwnProcess(kubeconfig, system(known))).toBe('');
    expect(server.requests).toHaveLength(3);
    // Only the kubeconfig can disable verification.
    const env = { ...system(other), NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(await useInOwnProcess(kubeconfig, env)).toContain('an authority that the kubeconfig does not know');
    expect(server.requests).toHaveLength(3);
  },
  ownProcessTimeoutMs,
);
