/** Why a mover fails or does not get to work. */
export const moverFailureReasons = [
  'locked',
  'wrong-password',
  'repository-missing',
  'repository-unreachable',
  'damaged',
  'no-space',
  'unreadable-files',
  'image-not-pullable',
  'unschedulable',
  'scheduling-gated',
  'volume-pending',
  'volume-snapshot-failing',
  'mount-failing',
  'quota-exceeded',
  'admission-refused',
  'secret-missing',
  'source-missing',
  'killed',
] as const;

/** The closed list of reasons: every verdict and every problem carries one of these codes, in text and in JSON. */
export const reasons = [
  // what a source or destination says of itself
  'never-synced',
  'stale',
  'failing',
  'empty-source',
  'parked-schedule',
  'paused',
  'error',
  'broken-schedule',
  'not-started',
  'no-trigger',
  'restored-nothing',
  'overwrites-volume',
  'no-mover',
  'open-restore',
  'new-repository',
  'undecodable-status',
  ...moverFailureReasons,
  // what a check of the repository finds
  'no-snapshot',
  'mismatch',
  'shared-repository',
  'retain-conflict',
  'window-open',
  'destination-missing',
  'not-backed-up',
  'repository-in-namespace',
  'foreign-snapshot',
  'outdated-restore',
  'not-idle',
  // why something could not be found out
  'forbidden',
  'unsupported-mover',
  'no-evidence',
  'files-present',
  'unreachable',
  'unknown',
] as const;

export type Reason = (typeof reasons)[number];
