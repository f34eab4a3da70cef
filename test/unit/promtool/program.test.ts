// Which versions of promtool come before which, and which are new enough.
import { describe, expect, it } from '@jest/globals';
import { compareVersions, isSupported } from '../../../src/promtool/program.ts';

describe('versions', () => {
  it('are in the order of their numbers', () => {
    const versions = ['3.5.3', '2.42.0', '2.9.1', '2.42', '3.13.1', '2.53.3'];
    expect(versions.sort(compareVersions)).toEqual(['2.9.1', '2.42', '2.42.0', '2.53.3', '3.5.3', '3.13.1']);
    expect(compareVersions('2.42.0', '2.42.0')).toBe(0);
  });

  it.each([
    ['2.41.9', false],
    ['2.42.0', true],
    ['2.100.0', true],
    ['3.0.0', true],
  ])('of %s are new enough: %s', (version, isEnough) => {
    expect(isSupported(version)).toBe(isEnough);
  });
});
