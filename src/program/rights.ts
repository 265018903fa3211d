import { bootstrapCheckRights } from '../commands/bootstrap-check/rights.ts';
import { cleanupRights } from '../commands/cleanup/rights.ts';
import { completionRights } from '../commands/completion/rights.ts';
import { browseRights, volumeRights } from '../rights/volume.ts';
import { drillRights } from '../commands/drill/rights.ts';
import { doctorRights } from '../commands/doctor/rights.ts';
import { diffRights } from '../commands/diff/rights.ts';
import { logsRights } from '../commands/logs/rights.ts';
import { repositoryRights } from '../rights/repository.ts';
import { restoreRights } from '../commands/restore/rights.ts';
import type { GrantableCommand } from '../rights/grantable-command.ts';
import type { Right } from '../rights/right.ts';
import { manifestRights } from '../commands/manifest/rights.ts';
import { policiesRights } from '../commands/policies/rights.ts';
import { openRestores, sources } from '../rights/sources.ts';
import { statusRights } from '../commands/status/rights.ts';
import { resumeRights, suspendRights } from '../commands/suspend/rights.ts';
import { triggerRights } from '../commands/trigger/rights.ts';
import { versionRights } from '../commands/version/rights.ts';
import { unlockRights } from '../commands/unlock/rights.ts';

const verifyRights = [
  sources(['list'], 'to find the apps and their reported status'),
  ...repositoryRights,
  openRestores,
];
const snapshotsRights = [sources(['list'], 'to find the apps'), ...repositoryRights, openRestores];

/** The minimal rights of every command, by name. */
export const rights = {
  trigger: triggerRights,
  status: statusRights,
  logs: logsRights,
  verify: verifyRights,
  drill: drillRights,
  report: verifyRights,
  snapshots: snapshotsRights,
  history: snapshotsRights,
  find: snapshotsRights,
  diff: diffRights,
  'bootstrap-check': bootstrapCheckRights,
  ls: volumeRights,
  cat: volumeRights,
  cp: volumeRights,
  browse: browseRights,
  restore: restoreRights,
  doctor: doctorRights,
  unlock: unlockRights,
  suspend: suspendRights,
  resume: resumeRights,
  cleanup: cleanupRights,
  manifest: manifestRights,
  policies: policiesRights,
  completion: completionRights,
  version: versionRights,
} as const satisfies Readonly<Record<GrantableCommand, readonly Right[]>>;
