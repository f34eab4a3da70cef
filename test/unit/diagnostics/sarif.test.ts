import { describe, expect, it } from '@jest/globals';
import type { Diagnostic } from '../../../src/diagnostics/report.ts';
import { renderSarif } from '../../../src/diagnostics/sarif.ts';
import { madeUpCode } from '../../support/made-up-code.ts';

const rules = [
  { code: 'other', title: 'Other', explanation: 'Something else.' },
  { code: 'odd', title: 'Odd', explanation: 'Use {job="x"}.' },
];
const source = { path: 'slos/a.slo.yaml', text: 'service: x\nslos:\n  - {n: 😀, m: 1}\n' };
const related = [{ message: 'first defined here', span: { source, start: 0, end: 7 } }];
const problem: Diagnostic = {
  code: madeUpCode('odd'),
  severity: 'warning',
  message: 'odd m',
  span: { source, start: 29, end: 30 },
  help: 'drop it',
  related,
};

function runOf(...diagnostics: Diagnostic[]) {
  const log = JSON.parse(renderSarif(diagnostics, { toolVersion: '1.2.3', rules }));
  expect(log.version).toBe('2.1.0');
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

function messageOf(message: string): string {
  return runOf({ ...problem, message, help: 'h' }).results[0].message.text;
}

function uriOf(path: string): string {
  const span = { source: { path, text: '' }, start: 0, end: 0 };
  return runOf({ ...problem, span }).results[0].locations[0].physicalLocation.artifactLocation.uri;
}

describe('renderSarif', () => {
  it('describes the tool and all its rules', () => {
    const { tool, columnKind, results } = runOf();
    expect(tool.driver).toMatchObject({ name: 'slo', version: '1.2.3' });
    expect(tool.driver.rules).toEqual([
      {
        id: 'other',
        shortDescription: { text: 'Other' },
        fullDescription: { text: 'Something else.' },
        help: { text: 'Something else.' },
      },
      expect.objectContaining({ id: 'odd', help: { text: 'Use {{job="x"}}.' } }),
    ]);
    expect(columnKind).toBe('utf16CodeUnits');
    expect(results).toEqual([]);
  });

  it('reports a problem with its rule, its region in UTF-16 columns, its help and its related places', () => {
    expect(runOf(problem).results).toEqual([
      {
        ruleId: 'odd',
        ruleIndex: 1,
        level: 'warning',
        message: { text: 'odd m\nhelp: drop it' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'slos/a.slo.yaml' },
              region: { startLine: 3, startColumn: 13, endLine: 3, endColumn: 14 },
            },
          },
        ],
        relatedLocations: [
          {
            id: 0,
            message: { text: 'first defined here' },
            physicalLocation: {
              artifactLocation: { uri: 'slos/a.slo.yaml' },
              region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 8 },
            },
          },
        ],
      },
    ]);
  });

  it('names no rule index for a code without a rule', () => {
    const [result] = runOf({ ...problem, code: madeUpCode('new') }).results;
    expect(result).toMatchObject({ ruleId: 'new' });
    expect(result).not.toHaveProperty('ruleIndex');
  });

  it('reports a problem without a place as a notification, and the run as failed', () => {
    const run = runOf({ code: madeUpCode('odd'), severity: 'error', message: 'no specs' });
    expect(run.results).toEqual([]);
    expect(run.invocations).toEqual([
      {
        executionSuccessful: false,
        toolConfigurationNotifications: [
          { associatedRule: { id: 'odd', index: 1 }, level: 'error', message: { text: 'no specs' } },
        ],
      },
    ]);
    expect(runOf(problem).invocations[0].executionSuccessful).toBe(true);
  });

  it('escapes what SARIF would read as a placeholder or a link', () => {
    expect(messageOf('{0} and up{job="x"}[5m]')).toBe('{{0}} and up{{job="x"}}[5m]\nhelp: h');
    expect(messageOf('[click](https://example.org)')).toBe('[click] (https://example.org)\nhelp: h');
  });

  it('percent-encodes paths segment by segment', () => {
    expect(uriOf('slos/a b#c?d%e:ü.yaml')).toBe('slos/a%20b%23c%3Fd%25e%3A%C3%BC.yaml');
    expect(uriOf('slos/\ud800\u001b.yaml')).toBe('slos/%EF%BF%BD%1B.yaml');
  });

  it('prints no control character raw', () => {
    const message = '\u001b[31m\u009b\u202e\u2028\r\n\ud800';
    const text = renderSarif([{ ...problem, message, help: message, code: madeUpCode(message) }], {
      toolVersion: '1',
      rules,
    });
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(text).runs[0].results[0].ruleId).toBe(message);
  });
});
