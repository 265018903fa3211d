import type { HelperPodEvent } from './ports.ts';

/** A created object that could not be removed. */
export interface LeftObject {
  readonly what: string;
  readonly why: string;
  readonly hint: string;
}

/** The same ports, which also record what could not be removed. */
export function rememberingLeft<P extends { report(event: HelperPodEvent): void }>(left: LeftObject[], ports: P): P {
  return {
    ...ports,
    report: (event: HelperPodEvent) => {
      if (event.type === 'left') left.push({ what: event.what, why: event.why, hint: event.hint });
      else if (event.type === 'pod-left') {
        left.push({ what: `pod ${event.pod.namespace}/${event.pod.name}`, why: event.why, hint: event.hint });
      }
      ports.report(event);
    },
  };
}
