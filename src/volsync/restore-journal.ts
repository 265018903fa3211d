import { z } from 'zod';

/**
 * What an in-place restore has changed and has still to give back, as it is kept in a ConfigMap beside the app: written
 * before each step, so that whatever ends volsyncctl, the way on and the way back are known.
 */
export type RestoreJournal = z.infer<typeof journalSchema>;

/** The steps of an in-place restore in order; they are undone in reverse. */
export const stepNames = ['keep', 'hold', 'stop', 'park', 'restore', 'check'] as const;

export type StepName = (typeof stepNames)[number];

/** Something that would fight a restore and has a `spec.suspend`: Flux's objects, CronJobs that mount the volume. */
export type SuspendedObject = z.infer<typeof holdSchema>;

/** A workload that mounts the volume, and how many replicas it had. */
export type StoppedWorkload = z.infer<typeof workloadSchema>;

/** A ReplicationSource that would back up a half-restored volume, and the trigger that it had. */
export type ParkedSource = z.infer<typeof parkedSchema>;

/** What holds the previous data, for a rollback. */
export type SafetyNet = z.infer<typeof safetySchema>;

const name = z.string().min(1).max(253);
/** `metadata.uid`. */
const uid = z.string().min(1).max(253);

const holdSchema = z.object({
  kind: z.enum(['Kustomization', 'HelmRelease', 'CronJob']),
  namespace: name,
  name,
  uid: z.string(),
  /** `spec.suspend` as it was; null where it was not set. */
  suspendBefore: z.boolean().nullable(),
  /** What it would do: `applies Deployment web`. */
  why: z.string(),
});

const workloadSchema = z.object({
  kind: z.enum(['Deployment', 'StatefulSet', 'ReplicaSet']),
  name,
  uid: z.string(),
  replicas: z.int().min(0),
  /** Whether all replicas were ready: what did not run before need not run afterwards. */
  wasReady: z.boolean(),
  /** Its HorizontalPodAutoscalers: they do nothing while there are 0 replicas. */
  autoscalers: z.array(name),
});

const parkedSchema = z.object({
  name,
  uid: z.string(),
  /** `spec.trigger` as it was; null where there was none. */
  triggerBefore: z.object({ schedule: z.string().exactOptional(), manual: z.string().exactOptional() }).nullable(),
  /** The schedule that keeps it quiet. */
  scheduleMeanwhile: z.string(),
});

const safetySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('snapshot'),
    volumeSnapshot: name,
    className: z.string().nullable(),
    /** Of the VolumeSnapshot, once it is taken; journals of older versions do not have it. */
    uid: uid.exactOptional(),
  }),
  /** `snapshotId` is null until the sync has saved it. */
  z.object({ kind: z.literal('backup'), snapshotId: z.string().nullable() }),
  z.object({ kind: z.literal('none') }),
]);

const sourceSchema = z.object({
  uid,
  /** How restic's repository is reached, and as whom; `spec.restic` as it was. */
  restic: z.record(z.string(), z.unknown()),
});

const journalSchema = z.object({
  schema: z.literal('volsyncctl/restore-journal/v1'),
  /** Of all objects that this restore has made: the value of their label `app.kubernetes.io/instance`. */
  run: z.string().regex(/^[0-9a-f]{16}$/),
  /** The process that is running it: another one takes over by writing its own. */
  holder: z.string().regex(/^[0-9a-f]{16}$/),
  namespace: name,
  app: name,
  claim: name,
  /** Of the PVC: another one of that name is another volume. Journals of older versions do not have it. */
  claimUid: uid.exactOptional(),
  /** Of the app's ReplicationSource when the restore began, in case it is deleted; not in journals of older versions. */
  source: sourceSchema.exactOptional(),
  startedAt: z.iso.datetime(),
  snapshot: z.object({ id: z.string().regex(/^[0-9a-f]{64}$/), time: z.iso.datetime() }),
  /** Files that are not in the snapshot are removed. */
  deletesExtraFiles: z.boolean(),
  /** The volume had no files: a rollback that finds none is right. */
  wasEmpty: z.boolean(),
  safety: safetySchema,
  holds: z.array(holdSchema),
  workloads: z.array(workloadSchema),
  sources: z.array(parkedSchema),
  /** Its direction: forward, undoing the steps with the restored data, or rolling back. */
  direction: z.enum(['forward', 'giving-back', 'aborting']),
  /** On the way back: the data is left as it is. Once that is wished it stays so, whoever goes on. */
  leavesData: z.boolean().default(false),
  /** The progress of each step; `begun` is written before its first change. */
  steps: z.partialRecord(z.enum(stepNames), z.enum(['begun', 'done', 'given-back'])),
  /** On the way back, once it is known: the data is exactly that of before, or but for owners and the like, or was left. */
  dataBack: z.enum(['exact', 'inexact', 'left']).exactOptional(),
  /** The last thing that went wrong, in one line. */
  trouble: z.string().nullable(),
});

/** Reads a journal; throws if it is invalid. */
export function readRestoreJournal(text: string): RestoreJournal {
  const read = journalSchema.safeParse(JSON.parse(text));
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
  const others = wrong.length > 3 ? `; and ${wrong.length - 3} more` : '';
  throw new Error(wrong.slice(0, 3).join('; ') + others);
}
