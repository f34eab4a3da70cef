// What the header of a generated file says of where it came from.
import { describe, expect, it } from '@jest/globals';
import { headerOf, originOf } from '../../../src/output/artifact.ts';

describe('the origin of a generated file', () => {
  it.each([
    ['rules/shop.yaml', ['slos/shop.slo.yaml']],
    ['rules/shop.yaml', ['slos/a.slo.yaml', 'slos/b.slo.yaml']],
    ['from here to there/shop.yaml', ['slos/shop.slo.yaml']],
  ])('at %s is read as it was written', (path, sources) => {
    expect(originOf(path, `# ${headerOf(sources, path)}\n`)).toEqual({ sources, path });
  });

  it('names another place for a copy', () => {
    const content = `# ${headerOf(['slos/shop.slo.yaml'], 'rules/shop.yaml')}\n`;
    expect(originOf('old/shop.yaml', content)).toEqual({ sources: ['slos/shop.slo.yaml'], path: 'rules/shop.yaml' });
  });
});
