import ora from 'ora';
import type { ObjectKey } from '../kube/cluster.ts';
import type { HelperPodNews } from '../operations/helper-pod/ports.ts';
import { plainLine } from '../render/plain.ts';
import { sizeText } from '../render/size.ts';
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
  const atWork = new Set<string>();
  const { stream } = io.stderr;
  const line = stream === undefined ? undefined : ora({ stream, discardStdin: false, isEnabled: true });
  const progress = new Map<string, string>();
  let isClosed = false;
  const draw = () => {
    // A line that moves keeps the program alive.
    if (line === undefined || isClosed) return;
    const pods = atWork.size === 0 ? [] : [`pod ${[...atWork].join(', ')}`];
    const far = [...progress].map(([app, words]) => `${app} ${words}`);
    const text = [what, ...(far.length > 0 ? far : pods)].join(' · ');
    line.text = text.slice(0, Math.max(20, io.stderr.columns - 3));
    if (!line.isSpinning) line.start();
  };
  const pause = () => {
    if (!isClosed) line?.stop();
  };
  const tellPod = (news: Extract<HelperPodNews, { pod: unknown }>) => {
    const name = keyText(news.pod);
    if (news.type === 'pod-created') atWork.add(name);
    else atWork.delete(name);
    if (news.type === 'pod-left') {
      pause();
      io.stderr.write(`${style.warning('!')} the pod ${name} could not be removed: ${plainLine(news.why)}\n`);
      io.stderr.write(`  → ${plainLine(news.hint)}\n`);
    } else if (line === undefined && news.type === 'pod-created') {
      io.stderr.write(`► ${what}: pod ${name}\n`);
    }
  };
  const tellEstimate = ({ app, bytes }: Extract<HelperPodNews, { type: 'estimate' }>) => {
    pause();
    io.stderr.write(`► ${keyText(app)}  about ${sizeText(bytes)} will be read from the repository\n`);
  };
  draw();
  return {
    tell: (news) => {
      if (news.type === 'progress') progress.set(keyText(news.app), plainLine(news.words));
      else if (news.type === 'estimate') tellEstimate(news);
      else tellPod(news);
      draw();
    },
    close: () => {
      isClosed = true;
      line?.stop();
    },
  };
}

function keyText({ namespace, name }: ObjectKey): string {
  return `${namespace}/${name}`;
}
