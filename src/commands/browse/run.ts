import type { OpenedVolume } from '../../volume/opened-volume.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { withOpenedVolume } from '../../volume/with-opened-volume.ts';
import type { VolumeTarget } from '../../volume/options.ts';
import { runCommand, type ProgramRequest } from './operation/run-command.ts';
import { openingVolume, type VolumeCommandOptions } from '../../cli/open-volume.ts';
import type { Io } from '../../cli/io.ts';
import { remoteTerminal } from './remote-terminal.ts';

/** Runs a shell or a command in an opened volume, and returns its exit code. */
export async function showProgram(
  io: Io,
  cluster: Cluster,
  request: ProgramRequest & { readonly target: VolumeTarget },
  options: VolumeCommandOptions,
): Promise<number> {
  const inside = { ...options.inside, needsSnapshot: false };
  return openingVolume(io, cluster, options, (ports, progress) =>
    withOpenedVolume(request.target, inside, ports, async (opened) => {
      progress.close();
      return connected(io, opened, request);
    }),
  );
}

/** Connects the program to the operator's terminal, or else to stdout and stderr. */
export async function connected(io: Io, inside: OpenedVolume, request: ProgramRequest): Promise<number> {
  const terminal = remoteTerminal(io);
  try {
    const streams = {
      terminal,
      stdout: (bytes: Uint8Array) => io.stdout.writeBytes(bytes),
      stderr: (bytes: Uint8Array) => io.stderr.writeBytes(bytes),
    };
    return await runCommand(inside, request, streams, { sleep: (ms, signal) => io.sleep(ms, signal) });
  } finally {
    terminal?.close();
  }
}
