import { describe, expect, it } from 'vitest';
import { renderTable } from '../../src/text/table.ts';

describe('renderTable', () => {
  it('makes columns as wide as their longest cell and leaves no blanks at line ends', () => {
    const text = renderTable(
      [{ cells: ['web', '✔ idle', '12m ago'] }, { cells: ['a-longer-name', '', ''], notes: ['  beneath'] }],
      { headers: ['APP', 'STATE', 'LAST BACKUP'] },
    );
    expect(text).toBe(
      ['APP            STATE   LAST BACKUP', 'web            ✔ idle  12m ago', 'a-longer-name', '  beneath', ''].join(
        '\n',
      ),
    );
  });

  it('paints cells without moving them', () => {
    const text = renderTable([{ cells: ['web', 'idle', 'x'] }], {
      headers: ['APP', 'STATE', 'ID'],
      paint: (cell, _row, column) => (column === 1 ? `<${cell}>` : cell),
    });
    expect(text).toBe('APP  STATE  ID\nweb  <idle>   x\n');
  });

  it('draws 5,000 rows without effort', () => {
    const rows = Array.from({ length: 5000 }, (_, index) => ({ cells: [`app-${index}`, '✔ idle', '12m ago'] }));
    const start = performance.now();
    expect(renderTable(rows, { headers: ['APP', 'STATE', 'LAST'] }).length).toBeGreaterThan(100_000);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
