import { describe, expect, it } from '@jest/globals';
import { renderGithub, renderJson } from '../../../src/diagnostics/formats.ts';
import type { Diagnostic } from '../../../src/diagnostics/report.ts';
import { madeUpCode } from '../../support/made-up-code.ts';

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
const severalLines: Diagnostic = {
  code: madeUpCode('long'),
  severity: 'error',
  message: 'long',
  span: { source, start: 11, end: 25 },
};
const placeless: Diagnostic = { code: 'no-specs', severity: 'error', message: 'no specs in "slos"' };

const hostile = '\u001b[31m\u009b2J\u202e\u2028%0A\r\n::error::x,y:z\u{e0041}\ud800';
const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const hostileProblem: Diagnostic = {
  code: madeUpCode(hostile),
  severity: 'error',
  message: hostile,
  span: { source: { path: `slos/${hostile}`, text: hostile }, start: 0, end: 1 },
  help: hostile,
  related: [{ message: hostile, span: { source: { path: hostile, text: hostile }, start: 0, end: 1 } }],
};

describe('renderJson', () => {
  it('prints every field of every problem, and the counts', () => {
    expect(JSON.parse(renderJson([problem, placeless]))).toEqual({
      version: 1,
      diagnostics: [
        {
          code: 'odd',
          severity: 'warning',
          message: 'odd m',
          file: 'slos/a.slo.yaml',
          line: 3,
          column: 12,
          endLine: 3,
          endColumn: 13,
          help: 'drop it',
          related: [
            {
              message: 'first defined here',
              file: 'slos/a.slo.yaml',
              line: 1,
              column: 1,
              endLine: 1,
              endColumn: 8,
            },
          ],
        },
        {
          code: 'no-specs',
          severity: 'error',
          message: 'no specs in "slos"',
          file: null,
          line: null,
          column: null,
          endLine: null,
          endColumn: null,
          help: null,
          related: [],
        },
      ],
      counts: { errors: 1, warnings: 1, files: 1 },
    });
  });

  it('is a document also when there are no problems', () => {
    expect(JSON.parse(renderJson([]))).toEqual({
      version: 1,
      diagnostics: [],
      counts: { errors: 0, warnings: 0, files: 0 },
    });
  });

  it('gives back hostile text exactly, but prints none of it raw', () => {
    const text = renderJson([hostileProblem]);
    expect(text).not.toMatch(unsafe);
    const { diagnostics } = JSON.parse(text);
    expect(diagnostics[0]).toMatchObject({ code: hostile, message: hostile, help: hostile, file: `slos/${hostile}` });
  });
});

describe('renderGithub', () => {
  it('prints one command a problem, with help and related places in the message', () => {
    expect(renderGithub([problem, placeless])).toBe(
      '::warning file=slos/a.slo.yaml,line=3,endLine=3,col=12,endColumn=13,title=odd::' +
        'odd m%0Ahelp: drop it%0Aslos/a.slo.yaml:1:1: first defined here\n' +
        '::error title=no-specs::no specs in "slos"\n',
    );
  });

  it('prints nothing when there are no problems', () => {
    expect(renderGithub([])).toBe('');
  });

  it('gives no columns for a span over several lines, since the runner rejects them', () => {
    expect(renderGithub([severalLines])).toBe('::error file=slos/a.slo.yaml,line=2,endLine=3,title=long::long\n');
  });

  it('keeps hostile text inside its command', () => {
    const text = renderGithub([hostileProblem]);
    expect(text).not.toMatch(unsafe);
    expect(text.split('\n')).toHaveLength(2);
    const [, properties = '', message = ''] = /^::error (.*?)::(.*)\n$/.exec(text) ?? [];
    const shown = '\\x1b[31m\\x9b2J\\u{202e}\\u{2028}%250A\\r\\n::error::x,y:z\\u{e0041}\\u{d800}';
    const asProperty = shown.replaceAll(':', '%3A').replaceAll(',', '%2C');
    expect(properties).toBe(`file=slos/${asProperty},line=1,endLine=1,col=1,endColumn=2,title=${asProperty}`);
    expect(message).toBe(`${shown}%0Ahelp: ${shown}%0A${shown}:1:1: ${shown}`);
  });
});
