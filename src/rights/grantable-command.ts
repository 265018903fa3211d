/** The commands that have rights to be granted. */
export const grantableCommands = [
  'trigger',
  'status',
  'logs',
  'verify',
  'report',
  'snapshots',
  'history',
  'find',
  'diff',
  'bootstrap-check',
  'ls',
  'cat',
  'cp',
  'browse',
  'restore',
  'doctor',
  'unlock',
  'suspend',
  'resume',
  'cleanup',
  'manifest',
  'policies',
  'completion',
  'version',
] as const;

export type GrantableCommand = (typeof grantableCommands)[number];
