import { wrapText } from './wrap.ts';

/** A label and its lines. */
export interface Field {
  readonly label: string;
  readonly lines: readonly string[];
}

const labelWidth = 13;
const indent = '  ';

/** A field as text: the label before the first line, the others aligned below it, each wrapped at `columns`. */
export function fieldLines({ label, lines }: Field, columns: number): readonly string[] {
  const width = Math.max(40, columns - indent.length - labelWidth);
  return lines
    .flatMap((line) => wrapText(line, width))
    .map((line, index) => indent + (index === 0 ? label : '').padEnd(labelWidth) + line);
}
