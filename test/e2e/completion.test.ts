import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../lab/kubectl.ts';
import { paths } from '../lab/paths.ts';
import { toolPath } from '../lab/tools.ts';
import { createNamespace, removeNamespace, volsyncctl } from './lab.ts';
import { Terminal } from './terminal.ts';

const repository = path.join(import.meta.dirname, '..', '..');
/** How long a command waits for a server that hangs; only completion ends earlier. */
const requestTimeoutMs = 20_000;
let namespace: string;
let folder: string;
let env: Record<string, string>;

/** The program under npm's names, and kubectl, on a PATH; and two apps to complete. */
beforeAll(async () => {
  namespace = await createNamespace('completion');
  await apply(['web', 'weather'].map(idleSource));
  folder = await mkdtemp(path.join(tmpdir(), 'volsyncctl-completion-'));
  for (const name of ['volsyncctl', 'kubectl-volsyncctl', 'kubectl_complete-volsyncctl']) {
    await symlink(path.join(repository, 'bin', 'volsyncctl.js'), path.join(folder, name));
  }
  await symlink(toolPath('kubectl'), path.join(folder, 'kubectl'));
  const search = [folder, path.join(repository, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(':');
  env = {
    PATH: search,
    KUBECONFIG: paths.kubeconfig,
    HOME: folder,
    TERM: 'xterm-256color',
    // A busy machine needs more than 300 ms to start the program and to answer it.
    VOLSYNCCTL_COMPLETION_TIMEOUT: '20s',
  };
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await removeNamespace(namespace);
});

describe.concurrent('in a terminal', () => {
  it('bash completes commands, flags, values and names', async () => {
    await using terminal = await Terminal.start(['bash', '--norc', '-i'], { env, columns: 160 });
    await terminal.type("PS1='$ '; bind 'set show-all-if-ambiguous on'; source <(volsyncctl completion bash); clear\r");
    await terminal.shows(/^\$$/);
    await pressesTab(terminal, `volsyncctl lo`, /^\$ volsyncctl logs$/m);
    await pressesTab(terminal, `-n ${namespace.slice(0, -1)}`, new RegExp(`logs -n ${namespace}`));
    await pressesTab(terminal, 'we', /^weather +web$/m);
    await pressesTab(terminal, 'a', /weather$/m);
    await pressesTab(terminal, '--cont', /^--container +--context +--controller$/m);
    await pressesTab(terminal, 'ain', /--container$/m);
    await terminal.press('C-u');
    await pressesTab(
      terminal,
      `volsyncctl logs --namespace=${namespace.slice(0, -1)}`,
      new RegExp(`--namespace=${namespace}$`, 'm'),
    );
    await terminal.press('C-u');
    await pressesTab(terminal, `true | volsyncctl -o j`, /-o json$/m);
    await terminal.press('C-u');
    await pressesTab(terminal, `volsyncctl --kubeconfig ${folder}/kubectl_`, /\/kubectl_complete-volsyncctl$/m);
  });

  it('zsh completes them with descriptions', async () => {
    await using terminal = await Terminal.start(['zsh', '-f', '-i'], { env });
    await terminal.type(
      "PS1='%% '; autoload -Uz compinit; compinit -u -D; source <(volsyncctl completion zsh); clear\r",
    );
    await terminal.shows(/^%$/);
    await pressesTab(terminal, 'volsyncctl lo', /^% volsyncctl logs$/m);
    await pressesTab(terminal, `-n ${namespace} wea`, /weather$/m);
    await pressesTab(terminal, '--conta', /--container$/m);
    await terminal.press('C-u');
    await pressesTab(terminal, 'volsyncctl logs --cont', /^--container +-- only this container of the mover$/m);
    await terminal.press('C-u');
    await pressesTab(
      terminal,
      `volsyncctl logs --namespace=${namespace.slice(0, -1)}`,
      new RegExp(`--namespace=${namespace}$`, 'm'),
    );
  });
});

describe.concurrent('completion called by a shell', () => {
  it.each([
    ['volsyncctl lo', /^logs\tshow the log/m],
    ['volsyncctl logs -n NS we', /^weather\nweb$/m],
    ['volsyncctl logs --namespace=NS --destination ', /^$/],
    ['volsyncctl logs -n NS web --cont', /^--controller\tVolSync's own log lines about the app$/m],
    [
      'volsyncctl --color=',
      /^--color=auto\n--color=always\n--color=never$|^--color=always\n--color=auto\n--color=never$/m,
    ],
    ['volsyncctl --kubeconfig kubectl_', /^kubectl_complete-volsyncctl/m],
  ])('fish answers %j', async (line, answer) => {
    const script = `volsyncctl completion fish | source; complete -C "${line.replace('NS', namespace)}"`;
    const { stdout } = await execa('fish', ['--no-config', '-c', script], { env, cwd: folder });
    expect(stdout).toMatch(answer);
  });

  it('kubectl completes its plug-in, and runs it', async () => {
    const words = ['volsyncctl', 'logs', '-n', namespace, 'wea'];
    const completed = await execa(path.join(folder, 'kubectl'), ['__complete', ...words], { env });
    expect(completed.stdout).toBe('weather\n:4');
    const help = await execa(path.join(folder, 'kubectl'), ['volsyncctl', 'logs', '--help'], { env });
    expect(help.stdout).toMatch(/^Usage: kubectl volsyncctl logs APP /m);
    const wrong = await execa(path.join(folder, 'kubectl'), ['volsyncctl', 'logs', 'wbe', '-n', namespace], {
      env,
      reject: false,
    });
    expect(wrong.exitCode).toBe(3);
    expect(wrong.stderr).toContain('There are: web, weather');
    const hinted = await execa(path.join(folder, 'kubectl'), ['volsyncctl', 'bogus'], { env, reject: false });
    expect(hinted.exitCode).toBe(2);
    expect(hinted.stderr).toContain('→ kubectl volsyncctl --help');
  });
});

describe('completion with a cluster that does not answer', () => {
  it('prints nothing, and does not block the shell', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    const kubeconfig = path.join(folder, 'silent');
    await writeFile(kubeconfig, kubeconfigOf(`https://127.0.0.1:${port}`));
    const run = await volsyncctl(['__complete', 'logs', ''], { env: { KUBECONFIG: kubeconfig } });
    server.close();
    expect(run).toMatchObject({ exitCode: 0, stdout: ':4', stderr: '' });
    expect(run.durationMs).toBeLessThan(requestTimeoutMs);
  });

  it.each(['https://127.0.0.1:1', 'https://no-such-host.invalid:6443'])('prints nothing when it is %s', async (url) => {
    const kubeconfig = path.join(folder, `gone-${url.length}`);
    await writeFile(kubeconfig, kubeconfigOf(url));
    const run = await volsyncctl(['__complete', 'logs', ''], { env: { KUBECONFIG: kubeconfig } });
    expect(run).toMatchObject({ exitCode: 0, stdout: ':4', stderr: '' });
    expect(run.durationMs).toBeLessThan(requestTimeoutMs);
  });
});

/** Types, presses Tab, and waits for the expected screen. */
async function pressesTab(terminal: Terminal, text: string, shown: RegExp): Promise<void> {
  await terminal.type(text);
  await terminal.press('Tab');
  await terminal.shows(shown);
}

/** External, so that VolSync leaves it alone. */
function idleSource(name: string) {
  return {
    apiVersion: 'volsync.backube/v1alpha1',
    kind: 'ReplicationSource',
    metadata: { name, namespace },
    spec: { sourcePVC: name, external: { provider: 'none' } },
  };
}

function kubeconfigOf(server: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'c' } }],
    users: [{ name: 'c', user: { token: 't' } }],
  });
}
