// A comparison in, one JSON document out, for programs.
import { stringifySafely } from '../diagnostics/formats.ts';
import type { Change, Comparison, RuleChange, SubjectChange } from './change.ts';
import { isSame } from './compare.ts';
import { textOf } from './phrase.ts';
import type { StateNames } from './render-text.ts';

/** The comparison as JSON with a final line break. `version` grows when a field changes its meaning or goes; fields may be
 *  added within one. Times are milliseconds, error ratios go from 0 to 1, and a time that never comes is null. */
export function renderDiffJson(comparison: Comparison, { before, after }: StateNames): string {
  const { subjects, settings, files, drift, rulesBefore, rulesAfter } = comparison;
  return stringifySafely({
    version: 1,
    before,
    after,
    changed: !isSame(comparison),
    subjects: subjects.map(jsonSubject),
    settings: settings.map(jsonChange),
    files,
    drift: drift.map(({ path, cause, lines }) => ({ path, cause, lines })),
    rules: { before: rulesBefore, after: rulesAfter },
  });
}

function jsonSubject({ about, changes, responses, rules, unexplained, ...subject }: SubjectChange): object {
  return {
    ...subject,
    about: about.map(textOf),
    changes: changes.map(jsonChange),
    responses: responses.map(({ alert, errorRatio, beforeMs = null, afterMs = null }) => ({
      alert,
      errorRatio,
      beforeMs,
      afterMs,
    })),
    rules: rules.map((rule) => ({
      ...jsonRule(rule),
      because: changes.filter((change) => change.rules.includes(rule)).map(({ topic }) => topic),
    })),
    unexplained: unexplained.map(({ name }) => name),
  };
}

function jsonChange({ topic, what, before, after, on, notes, rules }: Change): object {
  return {
    topic,
    what: textOf(what),
    before,
    after,
    on,
    notes: notes.map(textOf),
    rules: rules.map(({ name }) => name),
  };
}

function jsonRule({ change, kind, name, fields, before, after }: RuleChange): object {
  return { change, kind, name, fields, before: before?.fields ?? null, after: after?.fields ?? null };
}
