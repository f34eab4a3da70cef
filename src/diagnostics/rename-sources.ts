// Diagnostics in, the same diagnostics with other paths out: a reader may stand in another folder than the compiler.
import type { Diagnostic, SourceFile, Span } from './report.ts';

/** The diagnostics, `pathOf` each path in place of the path. */
export function renameSources(
  diagnostics: readonly Diagnostic[],
  pathOf: (path: string) => string,
): readonly Diagnostic[] {
  // Line tables are kept for each source object, so a source is renamed once.
  const renamed = new Map<SourceFile, SourceFile>();
  const sourceOf = (source: SourceFile): SourceFile => {
    const known = renamed.get(source) ?? { ...source, path: pathOf(source.path) };
    renamed.set(source, known);
    return known;
  };
  const spanOf = (span: Span): Span => ({ ...span, source: sourceOf(span.source) });
  return diagnostics.map((diagnostic) => ({
    ...diagnostic,
    ...(diagnostic.span && { span: spanOf(diagnostic.span) }),
    ...(diagnostic.related && {
      related: diagnostic.related.map((note) => ({ ...note, span: spanOf(note.span) })),
    }),
  }));
}
