import { describe, expect, it } from 'vitest';
import { run } from '../../src/program/run.ts';
import { FakeApiServer, json, status } from '../fakes/api-server/fake-api-server.ts';
import { ConnectedIo } from '../fakes/failure-matrix.ts';

const token = 'token-of-the-flag';

describe('--token', () => {
  it.each([
    ['a server that refuses it', status(401, 'Unauthorized', 'Unauthorized'), 5],
    ['no permission', status(403, 'Forbidden', 'forbidden: User "ada" may not do that'), 5],
    ['empty lists', json({ metadata: {}, items: [] }), 0],
  ])('signs in without a kubeconfig, and is shown nowhere: %s', async (_what, answer, exitCode) => {
    await using server = await FakeApiServer.start();
    server.otherwise(answer);
    const io = new ConnectedIo();
    const flags = ['--token', token, '--server', server.url, '--debug', '--insecure-skip-tls-verify'];
    expect(await run(['status', '-A', '--kubeconfig', '/dev/null', ...flags], io), io.err).toBe(exitCode);
    expect(server.requests.map(({ headers }) => headers.authorization)).toContain(`Bearer ${token}`);
    expect(io.out + io.err).not.toContain(token);
  });
});
