import type { Cluster } from '../kube/cluster.ts';
import { withInside, type Inside } from '../operations/inside/inside.ts';
import type { InsideTarget } from '../operations/inside/options.ts';
import { runInside, type ProgramRequest } from '../operations/run-inside.ts';
import { lookingInside, type InsideCommandOptions } from './inside-views.ts';
import type { Io } from './io.ts';
import { remoteTerminal } from './remote-terminal.ts';

/** Runs a shell or a command where the files are, and returns its exit code. */
export async function showProgram(
  io: Io,
  cluster: Cluster,
  request: ProgramRequest & { readonly target: InsideTarget },
  options: InsideCommandOptions,
): Promise<number> {
  const inside = { ...options.inside, needsSnapshot: false };
  return lookingInside(io, cluster, options, (ports, progress) =>
    withInside(request.target, inside, ports, async (opened) => {
      progress.close();
      return connected(io, opened, request);
    }),
  );
}

/** Connects the program to the operator's terminal, or else to stdout and stderr. */
export async function connected(io: Io, inside: Inside, request: ProgramRequest): Promise<number> {
  const terminal = remoteTerminal(io);
  try {
    const streams = {
      terminal,
      stdout: (bytes: Uint8Array) => io.stdout.writeBytes(bytes),
      stderr: (bytes: Uint8Array) => io.stderr.writeBytes(bytes),
    };
    return await runInside(inside, request, streams, { sleep: (ms, signal) => io.sleep(ms, signal) });
  } finally {
    terminal?.close();
  }
}
