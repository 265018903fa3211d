import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';

const signals = path.join(import.meta.dirname, '..', 'src', 'signals.ts');

/** Prints when it listens, cleans up when it is interrupted, and otherwise ends with SIGUSR2, which comes last. */
const script = `
  const { listenToSignals } = await import(${JSON.stringify(signals)});
  const interruption = listenToSignals(process);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const interrupted = new Promise((resolve) => interruption.signal.addEventListener('abort', () => resolve('cleaned up')));
  const wentOn = new Promise((resolve) => process.on('SIGUSR2', () => resolve('went on')));
  const alive = setInterval(() => undefined, 1000);
  console.log('ready ' + process.pid);
  const end = await Promise.race([interrupted, wentOn]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  console.log(end);
  process.exit(interruption.exitCode ?? 0);
`;

const program = [process.execPath, '--input-type=module', '-e', script];

/** Runs it below a shell command, and sends it signals once it listens. */
async function run(shell: string, ...names: readonly NodeJS.Signals[]) {
  const running = execa('bash', ['-c', shell, 'bash', ...program], { reject: false, env: { _: '' } });
  running.stdout.on('data', (chunk: Buffer) => {
    const pid = /ready (\d+)/.exec(chunk.toString())?.[1];
    if (pid !== undefined) for (const name of names) process.kill(Number(pid), name);
  });
  const { exitCode, stdout } = await running;
  return [exitCode, stdout.split('\n').at(-1)];
}

describe('without a terminal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends the wait, and the exit code says so', async (name, code) => {
    expect(await run('exec "$@" </dev/null', name)).toEqual([code, 'cleaned up']);
  });

  it('a hangup that comes again, or after another signal, does not end the clean-up', async () => {
    expect(await run('exec "$@"', 'SIGHUP', 'SIGHUP', 'SIGHUP')).toEqual([129, 'cleaned up']);
    // If both are pending, the kernel delivers the lower number first.
    expect(await run('exec "$@"', 'SIGTERM', 'SIGHUP')).toEqual([expect.toBeOneOf([129, 143]), 'cleaned up']);
  });

  it('Ctrl-C again ends at once', async () => {
    const [code, last] = await run('exec "$@"', 'SIGINT', 'SIGTERM');
    expect([130, 143]).toContain(code);
    expect(last).toMatch(/^ready/);
  });
});

describe('a hangup that was to be ignored', () => {
  it.each([
    ['nohup', 'nohup "$@" </dev/null; exit $?'],
    ['a script under nohup', 'nohup sh -c \'"$@"; exit $?\' sh "$@" </dev/null'],
    ['a script that ignores it', 'trap "" HUP; "$@"; exit $?'],
    ['a stdin that cannot be read, as nohup makes it of a terminal', 'exec "$@" 0>/dev/null'],
  ])('is ignored: %s', async (_what, shell) => {
    expect(await run(shell, 'SIGHUP', 'SIGUSR2')).toEqual([0, 'went on']);
    expect(await run(shell, 'SIGTERM')).toEqual([143, 'cleaned up']);
  });
});
