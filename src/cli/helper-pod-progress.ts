import ora from 'ora';
import type { HelperPodNews } from '../operations/helper-pod/ports.ts';
import { plainLine } from '../render/plain.ts';
import type { Style } from '../render/style.ts';
import type { Io } from './io.ts';

/** Shows on stderr which helper pods are at work. */
export interface HelperPodProgress {
  tell(news: HelperPodNews): void;
  /** Leaves nothing moving on the terminal. */
  close(): void;
}

/** On a terminal one line that moves, elsewhere a line for each pod; a pod that may be left is always told. */
export function helperPodProgress(io: Io, style: Style, what: string): HelperPodProgress {
  const atWork = new Map<string, string>();
  const { stream } = io.stderr;
  const line = stream === undefined ? undefined : ora({ stream, discardStdin: false, isEnabled: true });
  const draw = () => {
    if (line === undefined) return;
    const names = [...atWork.values()].join(', ');
    line.text = `${what}${names === '' ? '' : `: pod ${names}`}`.slice(0, Math.max(20, io.stderr.columns - 3));
    if (!line.isSpinning) line.start();
  };
  draw();
  return {
    tell: (news) => {
      const name = `${news.pod.namespace}/${news.pod.name}`;
      if (news.type === 'pod-created') atWork.set(name, name);
      else atWork.delete(name);
      if (news.type === 'pod-left') {
        line?.stop();
        io.stderr.write(`${style.warning('!')} the pod ${name} could not be removed: ${plainLine(news.why)}\n`);
        io.stderr.write(`  → ${plainLine(news.hint)}\n`);
      } else if (line === undefined && news.type === 'pod-created') {
        io.stderr.write(`► ${what}: pod ${name}\n`);
      }
      draw();
    },
    close: () => void line?.stop(),
  };
}
