import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FaultTarget } from './fault-target.ts';
import { paths } from './paths.ts';

/** A fault that is switched on. */
export interface ActiveFault {
  readonly name: string;
  readonly target: FaultTarget;
}

/** Records that a fault is on, so that anyone can undo it later. */
export function mark(fault: ActiveFault): void {
  mkdirSync(paths.faults, { recursive: true });
  writeFileSync(markerFile(fault), '');
}

/** Records that a fault is off. */
export function unmark(fault: ActiveFault): void {
  rmSync(markerFile(fault), { force: true });
}

/** All faults that were switched on and not off again. */
export function activeFaults(): ActiveFault[] {
  mkdirSync(paths.faults, { recursive: true });
  return readdirSync(paths.faults).map((file) => {
    const [name = '', namespace = '', app = ''] = file.split(separator);
    return { name, target: { ...(namespace === '' ? {} : { namespace }), ...(app === '' ? {} : { app }) } };
  });
}

/** Not allowed in any Kubernetes name. */
const separator = '_';

function markerFile({ name, target: { namespace, app } }: ActiveFault): string {
  const parts = app === undefined ? [name, namespace] : [name, namespace ?? '', app];
  return path.join(paths.faults, parts.filter((part) => part !== undefined).join(separator));
}
