import ora from 'ora';
import type { WaitNews } from '../operations/bootstrap-check/check-result.ts';
import type { HelperPodNews } from '../operations/helper-pod/ports.ts';
import type { TriggerEvent } from '../operations/trigger/trigger-event.ts';
import { plainLine } from '../render/plain.ts';
import type { Style } from '../render/style.ts';
import { helperPodProgress, type HelperPodProgress } from './helper-pod-progress.ts';
import type { Io } from './io.ts';
import { triggerProgress, type TriggerProgress } from './trigger-progress.ts';

/** Shows on stderr what is done: waiting, backing up, looking into repositories, one after the other. */
export interface BootstrapCheckProgress {
  tell(news: HelperPodNews): void;
  tellWait(news: WaitNews): void;
  tellTrigger(event: TriggerEvent): void;
  /** Leaves nothing moving on the terminal. */
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
    tell: (news) => {
      if (pods === undefined) close();
      pods ??= helperPodProgress(io, style, 'looking into the repositories');
      pods.tell(news);
    },
    tellTrigger: (event) => {
      if (trigger === undefined) close();
      trigger ??= triggerProgress(io, style, false);
      trigger.report(event);
    },
    tellWait: (news) => {
      if (line === undefined) close();
      line ??= waitingLine(io);
      line.tell(news);
    },
  };
}

interface WaitingLine {
  tell(news: WaitNews): void;
  close(): void;
}

/** On a terminal one line that moves, elsewhere a line for each change. */
function waitingLine(io: Io): WaitingLine {
  const { stream } = io.stderr;
  const line = stream === undefined ? undefined : ora({ stream, discardStdin: false, isEnabled: true });
  const waits = new Map<string, string>();
  return {
    tell: ({ app, message }) => {
      const name = `${app.namespace}/${app.name}`;
      const text = `${name}  ${plainLine(message)}`;
      if (line === undefined) {
        io.stderr.write(`► ${text}\n`);
        return;
      }
      waits.set(name, text);
      line.text = [...waits.values()].join(' · ').slice(0, Math.max(20, io.stderr.columns - 3));
      if (!line.isSpinning) line.start();
    },
    close: () => void line?.stop(),
  };
}
