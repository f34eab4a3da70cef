// The codes about YAML itself, before any field is looked at.
import type { Code } from '../code.ts';

export const YAML_CODES = [
  {
    code: 'yaml-syntax',
    title: 'the file is not valid YAML',
    explanation:
      'The text cannot be read as YAML, so nothing in this document can be checked; documents after the next "---" still are. Usual causes: a tab in the indentation, a quote or bracket that is never closed, an unquoted text with ": " in it, an unquoted text that starts with @, `, % or a bracket. PromQL that starts with "{" or holds both kinds of quotes is best written in a block: "|" behind the colon and the expression indented on the next line.',
    example: 'service: shop\ndescription: the shop: what it promises\nslos: []\n',
  },
  {
    code: 'duplicate-key',
    title: 'a key is written twice in one mapping',
    explanation:
      'Many YAML readers silently take the last of the two, so what a reviewer reads above has no effect. Keep the one that is meant. Several SLOs, tiers or alerts of one kind go into one list or mapping.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    objective: 99%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'unknown-alias',
    title: 'an alias has no anchor before it',
    explanation:
      '"*name" repeats the value that was marked with "&name" further up in the same document; an anchor in another document or further down does not count. Either the name is misspelt, or the value only happens to start with "*" and must be put in quotes.',
    example: `service: shop
labels: &shop { team: shop }
slos:
  - name: orders
    objective: 99.9%
    labels: *shp
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'unknown-tag',
    title: 'a YAML tag means nothing here',
    explanation:
      'Tags such as "!secret" or "!!js/function" ask the reader for a type of its own. A spec holds only texts, numbers, true and false, lists and mappings; another tool that reads the file would give the tag a meaning, or run code. Remove the tag; a text that really starts with "!" goes in quotes.',
    example: `service: shop
owner: !env TEAM
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: orders_total, bad: orders_failed_total }
`,
  },
  {
    code: 'yaml-too-complex',
    title: 'the YAML is nested too deeply, repeats itself too often, or is too much for one file',
    explanation:
      "A spec needs less than ten levels, and a person repeats an anchor a few dozen times. More than 50 levels, or anchors that multiply each other to more than a thousand copies, are taken for an attempt to exhaust the machine that reads the file, which in CI may be a stranger's pull request. So are a million names, values, marks and lines in one file, where a thousand SLOs have some fifty thousand. Write the values out, or divide the file.",
    example: `service: shop
a: &a [x, x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
`,
  },
  {
    code: 'foreign-spec',
    title: 'a file was written for another tool',
    explanation:
      'The document is a spec of Sloth, Pyrra, OpenSLO or Nobl9, an object of Kubernetes, or a file of rules. The same indicator, objective and period can be said here, in fewer lines: a service with a list of "slos". A PrometheusRule holds what such a spec is compiled into, and the way back is not unique.',
    example: `version: prometheus/v1
service: shop
slos:
  - name: orders
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(orders_failed_total[{{.window}}]))
        total_query: sum(rate(orders_total[{{.window}}]))
`,
  },
  {
    code: 'empty-spec',
    title: 'there is no SLO and no alert',
    explanation:
      'The file is empty or holds only comments, or a service has neither "slos" nor "alerts". Its rule file would be empty, and that looks the same as rules that were lost. Write at least one SLO, or delete the file: what was generated from it is then removed by the next build.',
    example: 'service: shop\nslos: []\n',
  },
] as const satisfies readonly Code[];
