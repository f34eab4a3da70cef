// Where the links of an alert lead: an alerting rule in, links out. They are those of its annotations, except that a page
// knows no group and no moment, so the board opens as it is.
import { boardAddress } from '../rules/links.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { renderLiteral } from '../rules/template.ts';
import { settingsOf } from '../runbooks/subject.ts';
import { type Html, html } from './html.ts';

/** Links to the runbook and to the dashboard, as far as there are any. */
export function alertLinks({ alert, annotations, purpose }: AlertingRule): Html | undefined {
  const settings = settingsOf(purpose);
  const links = [
    link(`runbook of ${alert}`, renderLiteral(annotations.runbook_url ?? '')),
    link(
      `dashboard of ${alert}`,
      settings.annotations?.dashboard_url ?? settings.dashboard ?? boardAddress(settings, purpose) ?? '',
    ),
  ].filter((link) => link !== undefined);
  return links.length === 0 ? undefined : html`<div class="links">${links}</div>`;
}

/** An annotation may hold any text, and of other schemes some would run as a script. */
function link(name: string, address: string): Html | undefined {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  return html`<a href="${address}" rel="noreferrer" aria-label="${name}">${name.split(' ')[0]}</a> `;
}
