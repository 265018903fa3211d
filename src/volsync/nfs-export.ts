/** A folder that an NFS server exports. */
export interface NfsExport {
  readonly server: string;
  readonly path: string;
}

/** Reads `SERVER:/PATH`, with an IPv6 address in brackets; undefined if it is malformed. */
export function readNfsExport(text: string): NfsExport | undefined {
  const match =
    /^(?:\[(?<address>[0-9a-fA-F:.]+)\]|(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)):(?<path>\/[^\s"'\\]*)$/;
  const { address, host, path } = match.exec(text)?.groups ?? {};
  const server = address ?? host;
  if (server === undefined || path === undefined) return undefined;
  return { server, path: path.length > 1 ? path.replace(/\/+$/, '') || '/' : path };
}
