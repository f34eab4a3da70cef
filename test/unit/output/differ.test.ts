import { describe, expect, it } from '@jest/globals';
import { describePlan } from '../../../src/output/differ.ts';
import type { Plan } from '../../../src/output/plan.ts';

function planOf(files: Plan['files'], refusals: Plan['refusals'] = []): Plan {
  return { root: '/nowhere', files, refusals, kept: [], folders: ['rules'], leftovers: [] };
}

function changed(before: string, after: string, path = 'rules/x.yaml'): Plan {
  return planOf([{ kind: 'changed', path, before, after }]);
}

describe('describePlan', () => {
  it('says nothing when the disk is up to date', () => {
    expect(describePlan(planOf([{ kind: 'unchanged', path: 'rules/a.yaml' }]))).toBe('');
  });

  it('lists what was refused and what differs, then shows the changes', () => {
    const plan = planOf(
      [
        { kind: 'created', path: 'rules/a.yaml', after: 'a\n' },
        { kind: 'unchanged', path: 'rules/b.yaml' },
        { kind: 'orphaned', path: 'rules/c.yaml' },
        {
          kind: 'changed',
          path: 'rules/x.yaml',
          before: '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
          after: '1\n2\n3\n4\nV\n6\n7\n8\n9\n',
        },
      ],
      [{ kind: 'conflict', path: 'rules/d.yaml', message: 'not ours' }],
    );
    expect(describePlan(plan)).toBe(`conflict rules/d.yaml: not ours
created  rules/a.yaml
orphaned rules/c.yaml
changed  rules/x.yaml

--- rules/x.yaml
+++ rules/x.yaml
@@ -2,7 +2,7 @@
 2
 3
 4
-5
+V
 6
 7
 8
`);
  });

  it('cuts a long diff after 200 lines and says how much is missing', () => {
    const lines = Array.from({ length: 250 }, (_, index) => `line ${index}\n`).join('');
    const shown = describePlan(changed('', lines)).split('\n');
    expect(shown.slice(4, 6)).toEqual(['@@ -0,0 +1,250 @@', '+line 0']);
    expect(shown.slice(-3)).toEqual(['+line 198', '… 51 more lines', '']);
    expect(describePlan(changed('', '\n'.repeat(200)))).toMatch(/\n… 1 more line\n$/);
    expect(describePlan(changed('', '\n'.repeat(199)))).toMatch(/\n\+\n$/);
  });

  it('shows the lines of twenty files, and names all others', () => {
    const files = (count: number) =>
      Array.from({ length: count }, (_, at) => changed('a\n', 'b\n', `rules/${at}.yaml`).files).flat();
    const shown = describePlan(planOf(files(22)));
    expect(shown.match(/^changed /gm)).toHaveLength(22);
    expect(shown.match(/^\+\+\+ /gm)).toHaveLength(20);
    expect(shown).toMatch(/\n\+b\n\n… and in 2 more files\n$/);
    expect(describePlan(planOf(files(20)))).toMatch(/\n\+b\n$/);
  });

  it('prints no control character from the disk raw', () => {
    const text = describePlan(changed('a\r\n', '\u001b[31m\u202e\tb\n', 'rules/\u001b.yaml'));
    expect(text).toContain('\n-a\\u{d}\n+\\u{1b}[31m\\u{202e}\tb\n');
    expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}]/u);
  });
});
