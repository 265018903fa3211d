import { Option, type Command } from 'commander';
import { parseDurationMs } from '../duration.ts';
import { parseNamespace } from '../object-names.ts';
import type { ConnectionOptions } from '../../kubernetes/cluster.ts';
import { outputFormats, parseOutputFormat, type OutputFormat } from '../output.ts';

/** The options with the same meaning for every command: kubectl's connection flags, output and color. */
export interface GlobalOptions extends ConnectionOptions {
  readonly output: OutputFormat;
  readonly color: 'auto' | 'always' | 'never';
  readonly isDebug: boolean;
}

/** Declares them once, on the program; commander accepts them before and after the command's name. */
export function addGlobalOptions(program: Command): void {
  program
    .optionsGroup('Connection:')
    .option('-n, --namespace <name>', "namespace to work in (default: the context's)", parseNamespace)
    .option('--kubeconfig <path>', 'kubeconfig file (default: $KUBECONFIG or ~/.kube/config)')
    .option('--context <name>', 'kubeconfig context; status, verify, doctor and drill take several', collect)
    .option('--all-contexts', 'every context of the kubeconfig; see "help contexts"')
    .option('--cluster <name>', 'kubeconfig cluster')
    .option('--user <name>', 'kubeconfig user')
    .option('--as <user>', 'user to impersonate')
    .option('--as-group <group>', 'group to impersonate; repeatable', collect)
    .option('--as-uid <uid>', 'UID to impersonate')
    .option('--as-user-extra <key=value>', 'extra field to impersonate; repeatable', collect)
    .option('-s, --server <url>', "address of the API server (default: the cluster's)")
    .option('--token <token>', 'bearer token; anyone on this machine can see it in the list of processes')
    .option('--certificate-authority <path>', 'file with the CA of the API server')
    .option('--client-certificate <path>', 'file with the certificate to sign in with')
    .option('--client-key <path>', 'file with the key of that certificate')
    .option('--tls-server-name <name>', "name in the API server's certificate")
    .option('--insecure-skip-tls-verify', 'trust any certificate of the API server')
    .option('--request-timeout <duration>', 'longest time for one request, such as 30s', parseDurationMs)
    .optionsGroup('Output:')
    .addOption(
      new Option('-o, --output <format>', `${outputFormats.join(', ')}, jsonpath=TEMPLATE (default: table)`)
        .choices(outputFormats)
        .argParser(parseOutputFormat)
        .default('table'),
    )
    .addOption(
      new Option('--color <when>', 'auto (default), always or never')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
    .option('-q, --quiet', 'no progress, and no result of checks that pass')
    .option('--debug', 'show each request to the API server with its time, and stack traces of errors');
}

/** The global options from commander's parsed options. */
export function globalOptions(options: Readonly<Record<string, unknown>>): GlobalOptions {
  const parsed = options as {
    kubeconfig?: string;
    context?: string;
    cluster?: string;
    user?: string;
    namespace?: string;
    as?: string;
    asGroup?: string[];
    asUid?: string;
    asUserExtra?: string[];
    server?: string;
    token?: string;
    certificateAuthority?: string;
    clientCertificate?: string;
    clientKey?: string;
    tlsServerName?: string;
    insecureSkipTlsVerify?: boolean;
    requestTimeout?: number;
    output: OutputFormat;
    color: GlobalOptions['color'];
    debug?: boolean;
  };
  const { requestTimeout, debug, ...rest } = parsed;
  return { ...rest, requestTimeoutMs: requestTimeout, isDebug: debug === true };
}

/** The contexts of a run over several; undefined for a single one. See kube-contexts/asked-contexts.ts. */
export function severalContexts(options: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  return options['contexts'] as readonly string[] | undefined;
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
