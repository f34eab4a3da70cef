// A text of a rule, which Prometheus runs through Go's text/template, in parts: actions, and what stands between them. In an
// action only the values of matchers are names; every other word is the template's or PromQL's.

interface TemplatePart {
  readonly text: string;
  readonly isAction: boolean;
}

const ACTION = /\{\{.*?\}\}/gs;
/** A value in a query, which is a string inside of a string. */
const QUOTED_VALUE = /\\"([^"\\]*)\\"/g;
const WORD = /[\w:./-]+/g;

/** Whether a text is a template: rendered, it is another text. */
export function hasActions(text: string): boolean {
  return text.includes('{{');
}

/** The parts of a text, in order. */
export function splitTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const { 0: action, index } of text.matchAll(ACTION)) {
    parts.push({ text: text.slice(from, index), isAction: false }, { text: action, isAction: true });
    from = index + action.length;
  }
  return [...parts, { text: text.slice(from), isAction: false }];
}

/** The words of an action that are no values in a query. */
export function wordsOfAction(action: string): string[] {
  return [...action.replaceAll(QUOTED_VALUE, ' ').matchAll(WORD)].map(([word]) => word);
}

/** The action with each value of a query replaced by what `replace` returns for it. */
export function replaceValues(action: string, replace: (value: string) => string): string {
  return action.replaceAll(QUOTED_VALUE, (_whole, value: string) => `\\"${replace(value)}\\"`);
}
