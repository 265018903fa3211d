import type { WaitEvent } from './operation/check-result.ts';
import type { HelperPodEvent } from '../../helper-pod/ports.ts';
import type { TriggerEvent } from '../../sync/trigger-event.ts';
import { plainLine } from '../../foreign-text.ts';
import type { Style } from '../../text/style.ts';
import { helperPodProgress, type HelperPodProgress } from '../../cli/progress/helper-pod-progress.ts';
import type { Io } from '../../cli/io.ts';
import { MovingLine } from '../../cli/progress/moving-line.ts';
import { triggerProgress, type TriggerProgress } from '../../cli/progress/trigger-progress.ts';

/** Shows progress on stderr: waiting, backing up, reading repositories, one after the other. */
export interface BootstrapCheckProgress {
  report(event: HelperPodEvent): void;
  tellWait(event: WaitEvent): void;
  tellTrigger(event: TriggerEvent): void;
  /** Stops all animation on the terminal. */
  close(): void;
}

/** Only one of the three draws on the terminal at a time. */
export function bootstrapCheckProgress(io: Io, style: Style): BootstrapCheckProgress {
  let pods: HelperPodProgress | undefined;
  let trigger: TriggerProgress | undefined;
  let line: WaitingLine | undefined;
  const close = () => {
    for (const one of [pods, trigger, line]) one?.close();
    [pods, trigger, line] = [undefined, undefined, undefined];
  };
  return {
    close,
    report: (event) => {
      if (pods === undefined) close();
      pods ??= helperPodProgress(io, style, 'reading the repositories');
      pods.report(event);
    },
    tellTrigger: (event) => {
      if (trigger === undefined) close();
      trigger ??= triggerProgress(io, style, false);
      trigger.report(event);
    },
    tellWait: (event) => {
      if (line === undefined) close();
      line ??= waitingLine(io);
      line.report(event);
    },
  };
}

interface WaitingLine {
  report(event: WaitEvent): void;
  close(): void;
}

/** On a terminal an animated line, otherwise one line per change. */
function waitingLine(io: Io): WaitingLine {
  const line = new MovingLine(io);
  const waits = new Map<string, string>();
  return {
    report: ({ app, message }) => {
      const name = `${app.namespace}/${app.name}`;
      const text = `${name}  ${plainLine(message)}`;
      if (!line.isShown) io.stderr.write(`► ${text}\n`);
      waits.set(name, text);
      line.draw([...waits.values()].join(' · '));
    },
    close: () => line.close(),
  };
}
