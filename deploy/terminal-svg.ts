import { stripVTControlCharacters } from 'node:util';

const [fontSize, lineHeight, padding, columnWidth] = [14, 19, 14, 8.43];
const colors: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  36: '#79c0ff',
  90: '#8b949e',
};

/** Draws what a terminal shows, as wide as its longest line: text with ANSI colours, bold and dim; other sequences are left out. */
export function svgOf(text: string): string {
  const lines = text.split('\n');
  const columns = Math.max(...lines.map((line) => stripVTControlCharacters(line).length));
  const [width, height] = [columns * columnWidth + 2 * padding, lines.length * lineHeight + 2 * padding];
  const body = lines.map((line, index) => {
    const y = padding + index * lineHeight + fontSize;
    return line === '' ? '' : `<text xml:space="preserve" x="${padding}" y="${y}">${spansOf(line)}</text>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height}" role="img">
<title>volsyncctl in a terminal</title>
<style>text { font: ${fontSize}px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #e6edf3; white-space: pre }</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${body.join('')}</svg>
`;
}

/** A sequence holds until the next one, within its line. */
function spansOf(line: string): string {
  const [first = '', ...others] = line.split('\u{1b}[');
  let [color, weight] = ['', ''];
  const spans = others.map((part) => {
    const [, code = '', text = ''] = /^([\d;]*)[A-Za-z](.*)$/.exec(part) ?? [];
    if (['0', '1', '22'].includes(code)) weight = code === '1' ? ' font-weight="bold"' : '';
    if (['0', '39'].includes(code)) color = '';
    if (code in colors) color = ` fill="${colors[code] ?? ''}"`;
    return text === '' ? '' : `<tspan${color}${weight}>${escaped(text)}</tspan>`;
  });
  return escaped(first) + spans.join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
