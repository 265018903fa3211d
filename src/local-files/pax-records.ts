/**
 * The records of a PAX header, byte for byte: `LENGTH KEY=VALUE\n`, where LENGTH includes itself (POSIX, pax, "Extended
 * Header"). Throws if they are malformed.
 */
export function paxRecords(header: Uint8Array): ReadonlyMap<string, Buffer> {
  const records = new Map<string, Buffer>();
  let rest = Buffer.from(header.buffer, header.byteOffset, header.byteLength);
  while (rest.length > 0) {
    const digits = /^([1-9]\d{0,9}) /.exec(rest.toString('latin1', 0, 11))?.[1] ?? '';
    const record = rest.subarray(digits.length + 1, Number(digits) - 1);
    const equals = record.indexOf('=');
    if (Number(digits) > rest.length || rest[Number(digits) - 1] !== newline || equals < 1) {
      throw new Error('damaged PAX header');
    }
    records.set(record.toString('latin1', 0, equals), record.subarray(equals + 1));
    rest = rest.subarray(Number(digits));
  }
  return records;
}

const newline = 0x0a;
