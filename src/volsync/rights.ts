import { bootstrapCheckRights } from './rights/bootstrap-check.ts';
import { cleanupRights } from './rights/cleanup.ts';
import { completionRights } from './rights/completion.ts';
import { browseRights, insideRights } from './rights/inside.ts';
import { diffRights } from './rights/diff.ts';
import { logsRights } from './rights/logs.ts';
import { looking } from './rights/looking.ts';
import { restoreRights } from './rights/restore.ts';
import type { Right } from './rights/right.ts';
import { openRestores, sources } from './rights/sources.ts';
import { statusRights } from './rights/status.ts';
import { triggerRights } from './rights/trigger.ts';

export type { Right } from './rights/right.ts';

/** The least rights of every command, by its name: what it calls, and nothing more. */
export const rights = {
  trigger: triggerRights,
  status: statusRights,
  logs: logsRights,
  verify: [sources(['list'], 'to find the apps, and what their status claims'), ...looking, openRestores],
  snapshots: [sources(['list'], 'to find the apps'), ...looking, openRestores],
  diff: diffRights,
  'bootstrap-check': bootstrapCheckRights,
  ls: insideRights,
  cat: insideRights,
  cp: insideRights,
  browse: browseRights,
  restore: restoreRights,
  cleanup: cleanupRights,
  completion: completionRights,
} as const satisfies Readonly<Record<string, readonly Right[]>>;

/** A command that has rights to be granted. */
export type GrantableCommand = keyof typeof rights;

export const grantableCommands = Object.keys(rights) as GrantableCommand[];
