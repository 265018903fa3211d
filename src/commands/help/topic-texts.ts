import { exitCodeMeanings, exitCodes, outcomesFromWorst, type Outcome } from '../../errors.ts';
import { outputFormats, formatsOf } from '../../cli/output.ts';
import { wrapText } from '../../text/wrap.ts';
import type { TopicName } from './topics.ts';

/** The topics for a terminal of this width; `reasons` are those of --fail-on. */
export const topics: Readonly<Record<TopicName, (columns: number, reasons: readonly string[]) => string>> = {
  'exit-codes': exitCodesTopic,
  time: () => timeTopic,
  names: namesTopic,
  json: jsonTopic,
  contexts: () => contextsTopic,
};

function exitCodesTopic(columns: number): string {
  const codes = (Object.keys(exitCodes) as Outcome[]).map(
    (outcome) => `${String(exitCodes[outcome]).padStart(5)}  ${exitCodeMeanings[outcome]}\n`,
  );
  const order = outcomesFromWorst.map((outcome) => exitCodes[outcome]).join(', ');
  return [
    paragraph(
      'The exit code says how a command ended. The help of each command lists those that it can end with.',
      columns,
    ),
    codes.join(''),
    paragraph(`With several objects the worst one counts, in this order: ${order}.`, columns),
    paragraph(
      'Every command can also end with 1, 2 and 130, and with 8 if its output cannot be written. ' +
        'browse -- COMMAND ends with the exit code of COMMAND.',
      columns,
    ),
  ].join('\n');
}

const contextsTopic = `Several clusters at once, with status, verify, doctor and drill:

  --context home --context office    these contexts of the kubeconfig
  --context home,office              the same
  --all-contexts                     every context of the kubeconfig

All are examined side by side, each in the namespace of its context unless -n
or -A is given. A cluster that could not be examined is unknown (exit code 10),
and changes nothing for the others; if none could be, the exit code is that of
the failure, such as 6. An API server has 10s for its first answer, or the time
of --request-timeout. Two contexts of one cluster count once.

Every item of -o json has a context; contexts lists the clusters, with outcome
and error. -o name prints --context=CONTEXT NAMESPACE/APP.
`;

const timeTopic = `TIME, as in --as-of, --since of snapshots, and --backup:

  36h                       so long ago
  today, yesterday          the whole day: its start for --since, else its end
  2026-11-22                that day, likewise
  "2026-11-22 15:00"        on the clock of this machine; seconds may follow
  2026-11-22T15:00:00Z      with a zone: Z, or an offset such as +01:00

Without a zone, a time is in the time zone of this machine (TZ).

DURATION, as in --timeout, --max-age, --wait and --request-timeout:

  30s, 5m, 2h, 1h30m, 7d    a number with its unit: ms, s, m, h or d

Times in tables are local; in JSON and YAML they are RFC 3339 in UTC, and
durations there end in Seconds.
`;

function namesTopic(columns: number, reasons: readonly string[]): string {
  return `${namesText}\n${paragraph('REASON, as in --fail-on and in JSON; any stands for all of them:', columns)}\n${indented(reasons.join(', '), columns)}`;
}

const namesText = `APP:

  web                       the ReplicationSource web in the namespace of -n, or
                            of the context
  home/web                  the one in namespace home
  rs/web                    as kubectl and -o name write it
  pvc/data                  the app that backs up the PVC data; for ls, cat, cp
                            and browse the PVC itself

Several apps are selected with -l SELECTOR, with --all, or with -A in all
namespaces; apps and -A cannot be combined.

APP:PATH (ls, cat, cp, browse):

  web:/conf/app.yaml        from the root of the volume; web: is the root
  pvc/data:/conf            in a PVC that no app backs up
  'web:"/new\\nline"'        unusual names in double quotes, as ls shows them

SNAPSHOT:

  4be1c0de                  the beginning of an id, at least 4 digits
  latest                    the newest one
  TIME                      the newest one at or before it; see "help time"
`;

function jsonTopic(columns: number): string {
  const reports = outputFormats.filter((format) => !formatsOf('status').includes(format));
  return [
    paragraph(
      '-o json and -o yaml print one document with a schema such as volsyncctl/status/v1. Keys are added, never ' +
        'renamed or removed. A key that does not apply is left out; a value that could not be read is {"unknown": "why"}.',
      columns,
    ),
    paragraph(
      'Only the result is on stdout. On stderr, off a terminal, an error is a document of its own ' +
        '(volsyncctl/error/v1: kind, exitCode, message, hint, details), and progress is one message per line ' +
        '(volsyncctl/message/v1). Times are RFC 3339 in UTC, durations end in Seconds, sizes in bytes.',
      columns,
    ),
    paragraph(
      '-o jsonpath=TEMPLATE prints values of the same document, in the syntax of kubectl; a path that matches nothing prints nothing.',
      columns,
    ),
    paragraph(
      `-o name prints kind/name, one per line. Only commands that judge have ${reports.join(' and ')}. -q leaves out progress.`,
      columns,
    ),
    'Examples:\n' +
      [
        `status -A -o json | jq -r '.sources[] | [.name, .state] | @tsv'`,
        `status -A -o jsonpath='{range .sources[*]}{.name}{"\\n"}{end}'`,
        `verify -A -o json | jq -c '.apps[] | [.name, .verdict]'`,
        `trigger web -o json | jq -r '.apps[0].snapshot.id'`,
        `snapshots web -o json | jq -r '.apps[].snapshots[].id'`,
        `diff web -o json | jq -r '.differences[].path'`,
        `ls web -R -o json | jq -r '.entries[] | "\\(.size) \\(.path)"'`,
        `cleanup -A --dry-run -o json | jq -c '.objects[]'`,
      ]
        .map((line) => `  volsyncctl ${line}\n`)
        .join(''),
    paragraph('Every name is explained in docs/json.md.', columns),
  ].join('\n');
}

function paragraph(text: string, columns: number): string {
  return wrapText(text, Math.min(columns, 100))
    .map((line) => `${line}\n`)
    .join('');
}

function indented(text: string, columns: number): string {
  return wrapText(text, Math.min(columns, 100) - 2)
    .map((line) => `  ${line}\n`)
    .join('');
}
