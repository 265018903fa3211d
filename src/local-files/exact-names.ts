import { extract, type Extract } from 'tar-stream';
import { paxRecords } from './pax-records.ts';

/**
 * A tar reader whose names have one character per byte. tar-stream does so for names in headers and GNU's long names,
 * but decodes PAX names as UTF-8, which loses other bytes: those names are replaced here.
 */
export function extractWithExactNames(): Extract {
  const options: Options = { filenameEncoding: 'latin1' };
  const reader = extract(options);
  const insides = reader as unknown as Insides;
  const decode = insides._decodeLongHeader.bind(reader);
  insides._decodeLongHeader = (bytes) => {
    decode(bytes);
    const { _header: header, _pax: pax } = insides;
    if (!header.type.startsWith('pax-')) return;
    const records = paxRecords(bytes);
    for (const key of ['path', 'linkpath']) {
      const name = records.get(key)?.toString('latin1');
      if (name === undefined) continue;
      if (header.type !== 'pax-header' || pax === null) throw new Error('one name for many entries');
      pax[key] = name;
      pax[proof(key)] = name;
    }
  };
  return reader;
}

/** Whether the names of an entry are certain to be those of the archive, even if tar-stream changes. */
export function hasExactNames(pax: Readonly<Record<string, string>> | null): boolean {
  return pax === null || ['path', 'linkpath'].every((key) => pax[key] === pax[proof(key)]);
}

/** The types of tar-stream lack an option that its manual documents. */
type Options = NonNullable<Parameters<typeof extract>[0]> & { readonly filenameEncoding: BufferEncoding };

/**
 * Private fields of tar-stream 3.2, the only access to the bytes. If they change, names become inexact and are refused.
 */
interface Insides {
  readonly _header: { readonly type: string };
  /** For the next entry; null while the header applies to all entries. */
  readonly _pax: Record<string, string> | null;
  _decodeLongHeader(bytes: Uint8Array): void;
}

function proof(key: string): string {
  return `volsyncctl.${key}`;
}
