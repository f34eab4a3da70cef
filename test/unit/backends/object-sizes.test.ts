import { describe, expect, it } from '@jest/globals';
import { checkSize, sizeOf } from '../../../src/backends/object-sizes.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { printItem } from '../../../src/output/yaml/yaml.ts';

const KIB = 1024;
const MIB = { bytes: 1024 * KIB, by: 'Kubernetes' };

function codesFor(bytes: number): string[] {
  const report = new Report();
  checkSize('it', bytes, MIB, 'make it smaller', report);
  return report.diagnostics.map(({ severity, code }) => `${severity}[${code}]`);
}

describe('an object', () => {
  it.each([
    [256 * KIB, []],
    [256 * KIB + 1, ['warning[object-large]']],
    [1024 * KIB, ['warning[object-large]']],
    [1024 * KIB + 1, ['error[object-too-large]']],
  ])('of %d bytes has the verdict %j', (bytes, codes) => {
    expect(codesFor(bytes)).toEqual(codes);
  });

  it('is as large with an item that is printed already', () => {
    const [group, other] = [{ name: 'é"', rules: [] }, { name: 'a' }];
    const printed = { spec: { groups: [printItem(group, '      '), printItem(other, '      ')] } };
    expect(sizeOf(printed)).toBe(sizeOf({ spec: { groups: [group, other] } }));
  });

  it('is counted as client-side apply keeps it: as JSON, in bytes', () => {
    expect(sizeOf({ a: 'é' })).toBe('{"a":"xx"}'.length);
  });
});
