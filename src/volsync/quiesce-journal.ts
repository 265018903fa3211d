import { z } from 'zod';
import { Failure } from '../errors.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { openQuiesceAnnotation } from './open-quiesce.ts';
import { holdSchema, workloadSchema } from './restore-journal.ts';
import { shellCommand } from '../shell-command.ts';

/**
 * What `trigger --quiesce` still has to restore. Written before anything is stopped, removed when everything is
 * restored.
 */
export type QuiesceJournal = z.infer<typeof journalSchema>;

/** The command of `--exec-after`, and where it runs. */
export type AfterCommand = z.infer<typeof afterSchema>;

const name = z.string().min(1).max(253);

const afterSchema = z.object({ pod: name, uid: name, container: name, command: z.string().min(1) });

const journalSchema = z.object({
  schema: z.literal('volsyncctl/quiesce-journal/v1'),
  /** Identifies one run of `trigger`. */
  run: z.string().regex(/^[0-9a-f]{16}$/),
  /** The process that runs it. */
  creator: z.object({ hostname: z.string(), pid: z.int(), place: z.string().exactOptional() }),
  startedAt: z.iso.datetime(),
  claim: name,
  holds: z.array(holdSchema),
  workloads: z.array(workloadSchema),
  after: afterSchema.nullable(),
});

/** The journal on a source; undefined without one. Throws a Failure if it cannot be parsed. */
export function quiesceJournalOf({ metadata }: KubeObject): QuiesceJournal | undefined {
  const text = metadata.annotations?.[openQuiesceAnnotation];
  if (text === undefined) return undefined;
  const { name: app, namespace = '' } = metadata;
  try {
    return journalSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `The annotation ${openQuiesceAnnotation} of ReplicationSource ${namespace}/${app} is not understood.`;
    throw new Failure('unknown', message, {
      details: ['It says what a trigger --quiesce has stopped: start that by hand, then remove the annotation.'],
      hint: [
        shellCommand`kubectl get replicationsource ${app} -n ${namespace} -o yaml`,
        shellCommand`kubectl annotate replicationsource ${app} -n ${namespace} ${openQuiesceAnnotation}-`,
      ],
      cause,
    });
  }
}
