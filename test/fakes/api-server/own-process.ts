import { join } from 'node:path';
import { execa } from 'execa';

const connect = join(import.meta.dirname, '../../../src/kubernetes/http/connect.ts');
const resources = join(import.meta.dirname, '../../../src/volsync/resources.ts');

/**
 * The time limit of a test with such a process: it loads the unbundled client library, on machines that do other work
 * too.
 */
export const ownProcessTimeoutMs = 60_000;

/**
 * Lists pods twice and patches one, in a separate process, for settings that Node reads at start-up. Returns the
 * errors' messages.
 */
export async function useInOwnProcess(kubeconfig: string, env: Readonly<Record<string, string>>): Promise<string> {
  const script = `
    const { connect } = await import(${JSON.stringify(connect)});
    const { resources } = await import(${JSON.stringify(resources)});
    const cluster = await connect({ kubeconfig: ${JSON.stringify(kubeconfig)} }, { env: {}, platform: 'linux' });
    for (let turn = 0; turn < 2; turn += 1) await cluster.list(resources.pods, {}).catch((error) => console.log(error.message));
    await cluster.patch(resources.pods, { namespace: 'a', name: 'b' }, {}).catch((error) => console.log(error.message));`;
  return (await execa('node', ['--input-type=module', '-e', script], { env })).stdout;
}
