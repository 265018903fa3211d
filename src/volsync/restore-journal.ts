import { z } from 'zod';

/**
 * The changes of an in-place restore that still have to be undone, kept in a ConfigMap in the app's namespace. It is
 * written before each step, so that however volsyncctl ends, the restore can be resumed or rolled back.
 */
export type RestoreJournal = z.infer<typeof journalSchema>;

/** The steps of an in-place restore in order; they are undone in reverse. */
export const stepNames = ['keep', 'hold', 'stop', 'park', 'restore', 'check'] as const;

export type StepName = (typeof stepNames)[number];

/**
 * An object that would interfere with a restore and can be suspended: objects of GitOps tools and of KEDA, CronJobs
 * that mount the volume.
 */
export type SuspendedObject = z.infer<typeof holdSchema>;

/** A workload that mounts the volume, and its previous replica count. */
export type StoppedWorkload = z.infer<typeof workloadSchema>;

/** A ReplicationSource that would back up a half-restored volume, and its previous trigger. */
export type ParkedSource = z.infer<typeof parkedSchema>;

/** The copy of the previous data, for a rollback. */
export type SafetyNet = z.infer<typeof safetySchema>;

const name = z.string().min(1).max(253);
/** `metadata.uid`. */
const uid = z.string().min(1).max(253);

/** Set for a `SuspendedObject`. */
export const holdSchema = z.object({
  kind: z.enum(['Kustomization', 'HelmRelease', 'CronJob', 'ScaledObject', 'ScaledJob', 'ResourceSet', 'Application']),
  namespace: name,
  name,
  uid: z.string(),
  /** The previous `spec.suspend`; null if it was not set. For kinds without it: true if it was suspended. */
  suspendBefore: z.boolean().nullable(),
  /**
   * For kinds without `spec.suspend`: the previous values of the fields that suspend it, by JSON pointer; null if not
   * set.
   */
  fieldsBefore: z.record(z.string(), z.json()).exactOptional(),
  /** What it would do: `applies Deployment web`. */
  why: z.string(),
});

/** Set for a `StoppedWorkload`. */
export const workloadSchema = z.object({
  kind: z.enum(['Deployment', 'StatefulSet', 'ReplicaSet']),
  name,
  uid: z.string(),
  replicas: z.int().min(0),
  /** Whether all replicas were ready: a workload that was not running need not run afterwards. */
  wasReady: z.boolean(),
  /** Its HorizontalPodAutoscalers, which are disabled while there are 0 replicas. */
  autoscalers: z.array(name),
});

const parkedSchema = z.object({
  name,
  uid: z.string(),
  /** The previous `spec.trigger`; null if there was none. */
  triggerBefore: z.object({ schedule: z.string().exactOptional(), manual: z.string().exactOptional() }).nullable(),
  /** The schedule that keeps it idle during the restore. */
  scheduleMeanwhile: z.string(),
});

const safetySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('snapshot'),
    volumeSnapshot: name,
    className: z.string().nullable(),
    /** UID of the VolumeSnapshot, once it is taken; missing in journals of older versions. */
    uid: uid.exactOptional(),
  }),
  /** `snapshotId` is null until the sync has saved the snapshot. */
  z.object({ kind: z.literal('backup'), snapshotId: z.string().nullable() }),
  z.object({ kind: z.literal('none') }),
]);

const sourceSchema = z.object({
  uid,
  /** The previous `spec.restic`: how the repository is accessed, and as which user. */
  restic: z.record(z.string(), z.unknown()),
});

const repositorySchema = z.object({
  /** The Secret of the repository; that of another namespace is copied next to the app while it is needed. */
  namespace: name,
  secret: name,
  /** The fields of `spec.restic` by which the mover reaches it; they name the copy. */
  access: z.record(z.string(), z.unknown()),
  /** `spec.restic.customCA` in the other namespace. */
  customCA: z.record(z.string(), z.unknown()).exactOptional(),
});

const journalSchema = z.object({
  schema: z.literal('volsyncctl/restore-journal/v1'),
  /** The label `app.kubernetes.io/instance` of all objects that this restore has created. */
  run: z.string().regex(/^[0-9a-f]{16}$/),
  /** The process that runs the restore; another one takes over by writing its own id. */
  holder: z.string().regex(/^[0-9a-f]{16}$/),
  namespace: name,
  app: name,
  claim: name,
  /** UID of the PVC: a recreated PVC is another volume. Missing in journals of older versions. */
  claimUid: uid.exactOptional(),
  /**
   * The app's ReplicationSource when the restore began, in case it is deleted; missing in journals of older versions.
   */
  source: sourceSchema.exactOptional(),
  /** The repository that holds the snapshot, if it is not the app's own. */
  otherRepository: repositorySchema.exactOptional(),
  startedAt: z.iso.datetime(),
  snapshot: z.object({ id: z.string().regex(/^[0-9a-f]{64}$/), time: z.iso.datetime() }),
  /** Whether files that are not in the snapshot are removed. */
  deletesExtraFiles: z.boolean(),
  /** Whether the volume had no files: a rollback that finds none is then correct. */
  wasEmpty: z.boolean(),
  safety: safetySchema,
  holds: z.array(holdSchema),
  workloads: z.array(workloadSchema),
  sources: z.array(parkedSchema),
  /** Its direction: forward, undoing the steps with the restored data, or rolling back. */
  direction: z.enum(['forward', 'giving-back', 'aborting']),
  /** When undoing: the data is left as it is. Once set, it stays set, whoever resumes. */
  leavesData: z.boolean().default(false),
  /** The progress of each step; `begun` is written before its first change. */
  steps: z.partialRecord(z.enum(stepNames), z.enum(['begun', 'done', 'given-back'])),
  /**
   * When undoing, once known: the previous data is restored exactly, or except for owners and the like, or the restored
   * data was left.
   */
  dataBack: z.enum(['exact', 'inexact', 'left']).exactOptional(),
  /** The last failure, in one line. */
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
