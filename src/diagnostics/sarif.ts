// Diagnostics and the catalogue of rules in, a SARIF 2.1.0 log out (https://docs.oasis-open.org/sarif/sarif/v2.1.0/),
// within what GitHub code scanning accepts.
import { stringifySafely } from './formats.ts';
import { positionOf } from './position.ts';
import type { Diagnostic, Span } from './report.ts';

/** What the catalogue says about one code. */
export interface SarifRule {
  readonly code: string;
  readonly title: string;
  readonly explanation: string;
}

/** What a SARIF log says about the tool that wrote it. */
export interface SarifOptions {
  readonly toolVersion: string;
  readonly rules: readonly SarifRule[];
}

/**
 * All problems as one SARIF run, with a final line break. A problem without a place is a notification of the tool, since
 * code scanning rejects a whole log for one result without a location.
 */
export function renderSarif(diagnostics: readonly Diagnostic[], { toolVersion, rules }: SarifOptions): string {
  const ruleIndexes = new Map(rules.map(({ code }, index) => [code, index]));
  const placeless = diagnostics.filter(({ span }) => span === undefined);
  return stringifySafely({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'slo', version: toolVersion, rules: rules.map(ruleOf) } },
        invocations: [
          {
            executionSuccessful: !placeless.some(({ severity }) => severity === 'error'),
            toolConfigurationNotifications: placeless.map((diagnostic) => notificationOf(diagnostic, ruleIndexes)),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: diagnostics.flatMap((diagnostic) => resultOf(diagnostic, ruleIndexes)),
      },
    ],
  });
}

function ruleOf({ code, title, explanation }: SarifRule): object {
  return {
    id: code,
    shortDescription: { text: literally(title) },
    fullDescription: { text: literally(explanation) },
    help: { text: literally(explanation) },
  };
}

function resultOf(diagnostic: Diagnostic, ruleIndexes: ReadonlyMap<string, number>): readonly object[] {
  const { code, severity, span, related = [] } = diagnostic;
  if (!span) return [];
  const ruleIndex = ruleIndexes.get(code);
  return [
    {
      ruleId: code,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: severity,
      message: { text: messageOf(diagnostic) },
      locations: [{ physicalLocation: physicalLocationOf(span) }],
      relatedLocations: related.map((note, id) => ({
        id,
        physicalLocation: physicalLocationOf(note.span),
        message: { text: literally(note.message) },
      })),
    },
  ];
}

function notificationOf(diagnostic: Diagnostic, ruleIndexes: ReadonlyMap<string, number>): object {
  const { code, severity } = diagnostic;
  const index = ruleIndexes.get(code);
  return {
    associatedRule: { id: code, ...(index === undefined ? {} : { index }) },
    level: severity,
    message: { text: messageOf(diagnostic) },
  };
}

function messageOf({ message, help }: Diagnostic): string {
  return literally(help === undefined ? message : `${message}\nhelp: ${help}`);
}

/** Braces doubled, since single ones are placeholders (§3.11.5); what would be read as an embedded link (§3.11.6) split. */
function literally(text: string): string {
  return text.replaceAll('{', '{{').replaceAll('}', '}}').replaceAll('](', '] (');
}

function physicalLocationOf({ source, start, end }: Span): object {
  const from = positionOf(source, start);
  const to = positionOf(source, Math.max(start, end));
  return {
    artifactLocation: { uri: source.path.split('/').map(encodeSegment).join('/') },
    region: {
      startLine: from.line,
      startColumn: from.utf16Column,
      endLine: to.line,
      endColumn: to.utf16Column,
    },
  };
}

function encodeSegment(segment: string): string {
  // A lone surrogate has no UTF-8 form: encodeURIComponent would throw.
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'));
}
