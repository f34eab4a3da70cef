// An HTML document that asks nobody for anything: what `slo preview` and the commands beside a Prometheus show in a browser or
// print.
import { createHash } from 'node:crypto';
import { GENERATED_MARKER } from '../output/artifact.ts';
import { type Html, html, trusted } from './html.ts';
import { STYLE } from './style.ts';

/** The whole document of a command. The policy lets nothing be loaded, this style sheet be used, and nothing run but
 *  `script`, which must be a text of this program alone. */
export function htmlPage(title: string, command: string, body: Html, script?: string): string {
  const scripts = script === undefined ? '' : ` script-src '${hashOf(script)}';`;
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}';${scripts} img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!-- ${GENERATED_MARKER} ${command}. Do not edit: change the specs and run slo ${command} again. -->
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
${body}
${script === undefined ? undefined : html`<script>${trusted(script)}</script>\n`}</body>
</html>
`.markup;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
