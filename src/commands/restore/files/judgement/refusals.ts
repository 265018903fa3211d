import { Failure } from '../../../../errors.ts';
import { sizeText } from '../../../../text/size.ts';
import { fixCommands } from '../../../../volsync/fix-commands.ts';
import { notToBeKept, type PodUser } from './pod-user.ts';
import type { PlannedFile, RestoreStep } from './restore-steps.ts';

/** The part of the plan that decides whether it is possible. */
export interface PlannedRestore {
  readonly request: { readonly app: { readonly namespace: string; readonly name: string } };
  readonly claim: string;
  readonly files: readonly PlannedFile[];
  readonly space: { readonly neededBytes: number; readonly freeBytes: number };
  readonly user: PodUser;
}

/** What the pod found in its test: by step number, why it is not possible. */
export interface FoundObstacles {
  readonly problems: ReadonlyMap<number, string>;
  readonly steps: readonly RestoreStep[];
  readonly freeInodes: number;
}

/** Refuses, before anything is changed, what could not be done completely. */
export function refuseImpossible(plan: PlannedRestore, found: FoundObstacles): void {
  refuseDevices(plan.files);
  refuseObstacles(plan, found);
  refuseOtherOwners(plan);
  refuseFull(plan, found);
}

function refuseDevices(files: readonly PlannedFile[]): void {
  const device = files.find(({ inSnapshot: { type } }) => type === 'dev' || type === 'chardev');
  if (device === undefined) return;
  throw new Failure('refused', `${JSON.stringify(device.path)} is a device, which a helper pod may not create.`, {
    hint: 'name paths without devices',
  });
}

const shown = 5;

function refuseObstacles({ user, request }: PlannedRestore, { problems, steps }: FoundObstacles): void {
  if (problems.size === 0) return;
  const lines = [...problems].map(([index, why]) => `${JSON.stringify(steps[index]?.path)} ${words[why] ?? why}`);
  const isClosed = [...problems.values()].some((why) => why === 'closed' || why === 'sticky');
  const message = `${countOf(problems.size)} cannot be restored as user ${user.uid}; nothing was changed.`;
  throw new Failure('refused', message, {
    details: some(lines),
    hint: isClosed ? asRoot(request.app.namespace) : undefined,
  });
}

const words: Readonly<Partial<Record<string, string>>> = {
  link: 'is beneath a symlink of the volume, which is not followed',
  missing: 'has no parent folder: the app changed it during the comparison',
  file: 'is beneath a file: the app changed it during the comparison',
  closed: 'is in a folder that this user may not write to',
  device: 'is in another file system than the volume',
  sticky: 'is owned by somebody else, in a folder with the sticky bit',
  gone: 'vanished during the comparison',
};

function refuseOtherOwners({ files, user, request }: PlannedRestore): void {
  const others = notToBeKept(files, user);
  if (others.length === 0) return;
  const lines = others.map(({ path, inSnapshot: { uid, gid } }) => `${JSON.stringify(path)} belongs to ${uid}:${gid}`);
  const message = `User ${user.uid} (groups ${user.gids.join(', ')}) cannot keep owner, mode and time of ${countOf(others.length)}; nothing was changed.`;
  throw new Failure('refused', message, { details: some(lines), hint: asRoot(request.app.namespace) });
}

function asRoot(namespace: string): readonly string[] {
  return [
    'run the helper pod as root, where Pod Security permits it: --uid 0 --gid 0',
    `or let movers run as root: ${fixCommands.privilegedMovers(namespace)}`,
  ];
}

function refuseFull({ space, request, claim, files }: PlannedRestore, { freeInodes }: FoundObstacles): void {
  const { neededBytes, freeBytes } = space;
  const place = `PVC ${request.app.namespace}/${claim}`;
  const hint = 'name fewer paths, or make the volume larger';
  // Replaced entries stay until the end, whether they are kept or not.
  if (neededBytes > freeBytes) {
    const message = `${place} is too full: ${sizeText(neededBytes)} are needed beside the present files, ${sizeText(freeBytes)} are free; nothing was changed.`;
    throw new Failure('refused', message, { hint });
  }
  const written = files.filter(({ action }) => action !== 'attributes').length;
  if (written + 2 > freeInodes) {
    throw new Failure('refused', `${place} has no room for ${written} more entries (inodes); nothing was changed.`, {
      hint,
    });
  }
}

function some(lines: readonly string[]): readonly string[] {
  const rest = lines.length - shown;
  return [...lines.slice(0, shown), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

function countOf(count: number): string {
  return `${count} ${count === 1 ? 'path' : 'paths'}`;
}
