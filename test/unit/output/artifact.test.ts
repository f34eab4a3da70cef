import { describe, expect, it } from '@jest/globals';
import { GENERATED_MARKER, hasGeneratedMarker } from '../../../src/output/artifact.ts';

describe('hasGeneratedMarker', () => {
  it.each([
    ['a YAML comment', `# ${GENERATED_MARKER} from slos/a.slo.yaml, do not edit\ngroups: []\n`],
    ['a Markdown comment', `<!-- ${GENERATED_MARKER} -->\n# Runbook\n`],
    ['a comment below others', `# yaml-language-server: $schema=x\n\n# ${GENERATED_MARKER}.\ngroups: []\n`],
  ])('finds the marker in %s', (_, content) => {
    expect(hasGeneratedMarker(content)).toBe(true);
  });

  it.each([
    ['an empty file', ''],
    ['a file without comments', 'groups: []\n'],
    ['a marker below the first value', `groups: []\n# ${GENERATED_MARKER}\n`],
    ['a marker far below', `${'#\n'.repeat(5)}# ${GENERATED_MARKER}\n`],
    ['a marker in a value', `description: ${GENERATED_MARKER}\n`],
    ['a comment that only mentions the marker', `# This file is not "${GENERATED_MARKER}"\n`],
    ['a tool whose name begins with ours', `# ${GENERATED_MARKER}-generator 2.0\n`],
    ['another such tool', `# ${GENERATED_MARKER}th 0.11\n`],
  ])('finds none in %s', (_, content) => {
    expect(hasGeneratedMarker(content)).toBe(false);
  });
});
