/** One line of a log. Hostile text: rendering strips control characters. */
export interface LogLine {
  readonly type: 'line';
  /** Undefined for a line that VolSync stored: it keeps neither pod, container nor time. */
  readonly pod: string | undefined;
  readonly container: string | undefined;
  /** RFC 3339, as the kubelet took it. */
  readonly time: string | undefined;
  readonly line: string;
  /** Whether several containers are being shown, so that a reader needs to be told which one said it. */
  readonly isOneOfSeveral: boolean;
}

/** What is said about the lines, and not by them. */
export type LogNote =
  | {
      readonly type: 'container-failed';
      readonly pod: string;
      readonly container: string;
      readonly exitCode: number;
      /** Kubernetes' own word, such as `OOMKilled`; plain `Error` says nothing and is left out. */
      readonly reason: string | undefined;
      readonly finishedAt: string | undefined;
      /** What its last lines mean, in one line, where they are understood. */
      readonly cause: string | undefined;
    }
  | {
      readonly type: 'pod-waiting';
      readonly pod: string;
      readonly reason: string;
      readonly message: string | undefined;
    }
  | {
      readonly type: 'no-pod';
      /** Such as `home/web`; a destination that was found through its app has another name than was asked for. */
      readonly subject: string;
      /** When the running sync began; undefined where it is due and has not begun. */
      readonly since: string | undefined;
      readonly isPaused: boolean;
      /** What VolSync's controller says is wrong, where it says so. */
      readonly error: string | undefined;
    }
  | {
      readonly type: 'stored-tail';
      readonly subject: string;
      readonly lastSyncTime: string | undefined;
      readonly result: string | undefined;
      readonly isEmpty: boolean;
    }
  /** A restore in place of the app is not over; the hint says more. */
  | { readonly type: 'open-restore'; readonly subject: string; readonly message: string; readonly hint: string }
  | { readonly type: 'log-gone'; readonly pod: string; readonly container: string };

/** Told while the operation runs, in the order in which it is to be shown. */
export type LogEvent = LogLine | LogNote;
