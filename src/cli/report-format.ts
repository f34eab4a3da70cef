// The formats in which a command reports problems.
import { CODES } from '../diagnostics/catalogue/catalogue.ts';
import { renderGithub, renderJson } from '../diagnostics/formats.ts';
import { renderMarkdown } from '../diagnostics/markdown.ts';
import type { Paint } from '../diagnostics/paint.ts';
import { renderText } from '../diagnostics/render.ts';
import type { Diagnostic } from '../diagnostics/report.ts';
import { renderSarif } from '../diagnostics/sarif.ts';
import { VERSION } from './version.ts';

interface ReportRenderer {
  readonly render: (diagnostics: readonly Diagnostic[], paint: Paint) => string;
  /** Whether paths start at the root of the repository, where code hosts look for them, and not where the user is. */
  readonly isForHost: boolean;
}

export type ReportFormat = 'text' | 'json' | 'github' | 'sarif' | 'markdown';

export const REPORT_FORMATS: Readonly<Record<ReportFormat, ReportRenderer>> = {
  text: { render: renderText, isForHost: false },
  json: { render: renderJson, isForHost: false },
  github: { render: renderGithub, isForHost: true },
  sarif: {
    render: (diagnostics) => renderSarif(diagnostics, { toolVersion: VERSION, rules: CODES }),
    isForHost: true,
  },
  markdown: { render: renderMarkdown, isForHost: true },
};
