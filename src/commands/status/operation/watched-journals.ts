import { isFailure } from '../../../errors.ts';
import type { TimedContext } from '../../../kubernetes/context.ts';
import { noJournals, openRestoreOf, withoutSource, type OpenJournals } from '../../../volsync/open-restore.ts';
import type { ReplicationSource } from '../../../volsync/types.ts';
import { openJournals } from '../../../sources/open-restores.ts';
import type { WatchRequest } from './watch-interests.ts';

type Ports = Omit<TimedContext<'list'>, 'sleep'>;

/** Marks are watched; other facts are read after changes, but no more often than this. */
const lookAgainMs = 10_000;

/** The unfinished restores while a fleet is watched. */
export class WatchedJournals {
  readonly #request: WatchRequest;
  readonly #ports: Ports;
  #journals = noJournals;
  #readAt: number | undefined;

  constructor(request: WatchRequest, ports: Ports) {
    this.#request = request;
    this.#ports = ports;
  }

  /** For these sources and the watched scope. `isNew`: something has changed, such as a removed mark. */
  async read(sources: readonly ReplicationSource[], isNew: boolean): Promise<OpenJournals> {
    const nowMs = this.#ports.now().getTime();
    const isOld = this.#readAt === undefined || (isNew && nowMs - this.#readAt >= lookAgainMs);
    if (isOld || this.#hasNewMark(sources)) {
      this.#readAt = nowMs;
      this.#journals = await this.#list();
    }
    return this.#ofRequest(sources);
  }

  /** Its journal was created since the last read, or is gone. */
  #hasNewMark(sources: readonly ReplicationSource[]): boolean {
    const names = new Set(this.#journals.known.map(({ namespace, name }) => `${namespace}/${name}`));
    return sources.some((source) => {
      const mark = openRestoreOf(source);
      return mark !== undefined && !names.has(`${source.metadata.namespace ?? ''}/${mark.journal}`);
    });
  }

  async #list(): Promise<OpenJournals> {
    const { scope, apps } = this.#request;
    const namespaces = apps === undefined ? [scope.namespace] : [...new Set(apps.map(({ namespace }) => namespace))];
    try {
      const lists = await Promise.all(namespaces.map((namespace) => openJournals({ namespace }, this.#ports)));
      return {
        known: lists.flatMap(({ known }) => known),
        unread: lists.flatMap(({ unread }) => unread),
        isComplete: lists.every(({ isComplete }) => isComplete),
      };
    } catch (error) {
      if (!isFailure(error) || this.#ports.signal.aborted) throw error;
      return { ...this.#journals, isComplete: false };
    }
  }

  /** If not all sources of a scope are watched, a missing one need not be gone. */
  #ofRequest(sources: readonly ReplicationSource[]): OpenJournals {
    const { scope, apps } = this.#request;
    if (apps === undefined && scope.labelSelector === undefined) return this.#journals;
    const others = withoutSource(this.#journals, sources).filter(
      ({ namespace, app }) => apps?.some((key) => key.namespace === namespace && key.name === app) !== true,
    );
    return { ...this.#journals, known: this.#journals.known.filter((each) => !others.includes(each)) };
  }
}
