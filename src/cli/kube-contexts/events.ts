import type { HelperPodEvent } from '../../helper-pod/ports.ts';
import type { ObjectKey } from '../../kubernetes/cluster.ts';
import type { Io } from '../io.ts';

interface Listener {
  report(event: HelperPodEvent): void;
}

type AppsEvent = Extract<HelperPodEvent, { type: 'apps' }>;

/** One listener for several contexts: its events name the context, and apps are counted over all contexts. */
export function eventsInContexts(listener: Listener, { typedIn }: Pick<Io, 'typedIn'>): (context: string) => Listener {
  const apps = new Map<string, AppsEvent>();
  return (context) => ({
    report: (event) => {
      if (event.type === 'apps') apps.set(context, event);
      listener.report(
        event.type === 'apps' ? total([...apps.values()]) : inContext(event, context, typedIn?.(context)),
      );
    },
  });
}

function total(apps: readonly AppsEvent[]): AppsEvent {
  const sum = (count: (one: AppsEvent) => number) => apps.reduce((all, one) => all + count(one), 0);
  return { type: 'apps', done: sum(({ done }) => done), of: sum(({ of }) => of) };
}

function inContext(
  event: Exclude<HelperPodEvent, AppsEvent>,
  context: string,
  typed: (hint: string) => string = (hint) => hint,
): HelperPodEvent {
  const keyed = ({ namespace, name }: ObjectKey) => ({ namespace: `${context}: ${namespace}`, name });
  return {
    ...event,
    ...('pod' in event && { pod: keyed(event.pod) }),
    ...('app' in event && { app: keyed(event.app) }),
    ...(event.type === 'step' && { words: `${context}: ${event.words}` }),
    ...(event.type === 'left' && { what: `${event.what} in ${context}` }),
    ...('hint' in event && { hint: typed(event.hint) }),
  };
}
