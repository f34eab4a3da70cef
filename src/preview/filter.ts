// The field by which a long page is searched. Without the script of this file the page holds no other, and shows everything.
import { type Html, html } from './html.ts';

/** Shown by the script, since it does nothing without. */
export const FILTER: Html = html`<p class="filter" hidden><label>Show SLOs with <input type="search" placeholder="service, name, owner or objective"></label> <output></output></p>`;

/** Shows the SLOs whose texts have all of the words, and the services that have such SLOs. It holds no text of a spec. */
export const FILTER_SCRIPT = `
const filter = document.querySelector('.filter');
const [field, found] = [filter.querySelector('input'), filter.querySelector('output')];
const entries = [...document.querySelectorAll('.slo')];
const texts = entries.map((entry) => entry.dataset.search.toLowerCase());
const services = [...document.querySelectorAll('main > section')];
const show = () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  entries.forEach((entry, at) => { entry.hidden = !words.every((word) => texts[at].includes(word)); });
  services.forEach((service) => { service.hidden = !service.querySelector('.slo:not([hidden])'); });
  found.textContent = words.length === 0 ? '' : entries.filter((entry) => !entry.hidden).length + ' of ' + entries.length;
};
field.addEventListener('input', show);
filter.hidden = false;
show();
`;
