import { Option, type Command } from 'commander';
import { parseDurationMs } from '../duration.ts';
import { parseNamespace } from '../object-names.ts';
import type { ConnectionOptions } from '../../kubernetes/cluster.ts';
import { outputFormats, type OutputFormat } from '../output.ts';

/** The options that mean the same for every command: kubectl's connection flags, output and colour. */
export interface GlobalOptions extends ConnectionOptions {
  readonly output: OutputFormat;
  readonly color: 'auto' | 'always' | 'never';
  readonly isDebug: boolean;
}

/** Declares them once, on the program; commander takes them before and after the command's name. */
export function addGlobalOptions(program: Command): void {
  program
    .option('--kubeconfig <path>', 'kubeconfig file to use instead of $KUBECONFIG or ~/.kube/config')
    .option('--context <name>', 'kubeconfig context to use')
    .option('--cluster <name>', 'kubeconfig cluster to use')
    .option('--user <name>', 'kubeconfig user to use')
    .option('-n, --namespace <name>', "namespace to work in; default is the context's", parseNamespace)
    .option('--as <user>', 'user to impersonate')
    .option('--as-group <group>', 'group to impersonate, may be given more than once', collect)
    .option(
      '--request-timeout <duration>',
      'longest time for one request to the API server, such as 30s',
      parseDurationMs,
    )
    .addOption(new Option('-o, --output <format>', 'how the result is shown').choices(outputFormats).default('table'))
    .addOption(new Option('--color <when>', 'colour').choices(['auto', 'always', 'never']).default('auto'))
    .option('-q, --quiet', 'no progress, and of checks that pass no result')
    .option('--debug', 'show stack traces of errors');
}

/** The global options out of all that commander parsed. */
export function globalOptions(options: Readonly<Record<string, unknown>>): GlobalOptions {
  const parsed = options as {
    kubeconfig?: string;
    context?: string;
    cluster?: string;
    user?: string;
    namespace?: string;
    as?: string;
    asGroup?: string[];
    requestTimeout?: number;
    output: OutputFormat;
    color: GlobalOptions['color'];
    debug?: boolean;
  };
  const { requestTimeout, debug, ...rest } = parsed;
  return { ...rest, requestTimeoutMs: requestTimeout, isDebug: debug === true };
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
