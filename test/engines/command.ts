// Two outages on each engine that is built, told as the table of docs/formats.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KINDS } from './kinds.ts';
import { FAILING, type Seen, Story } from './story.ts';

const PAGE = fileURLToPath(new URL('../../docs/formats.md', import.meta.url));
const [BEGIN, END] = ['<!-- engines: table -->', '<!-- engines: end of table -->'];

const time = (seconds: number) => `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

function table(all: readonly Seen[], story: Story): string {
  const heads = FAILING.map((_, at) => `outage ${at + 1}: paged after`);
  const rows = story.watched.map(({ kind, budgets }) => {
    const own = all.filter((seen) => seen.kind === kind);
    const times = own.map(({ paged }) => time(paged));
    const over = time(Math.max(...own.map(({ resolved }) => resolved)));
    const pages = own.reduce((sum, seen) => sum + seen.pages, 0);
    const tickets = own.reduce((sum, seen) => sum + seen.tickets, 0);
    const there = `${Math.round((100 * (budgets.asked - budgets.missing)) / budgets.asked)} %`;
    const adds = kind.adds.map(({ why, seconds }) => `${why}: ${seconds} s`).join('; ');
    return [`${kind.name} ${kind.version}`, ...times, over, String(pages), String(tickets), there, adds];
  });
  const head = ['engine', ...heads, 'both over after', 'pages', 'tickets', 'budgets there', 'may add'];
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function write(text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${PAGE} lacks ${BEGIN} or ${END}`);
  writeFileSync(PAGE, `${page.slice(0, from)}${BEGIN}\n\n${text}\n\n${page.slice(to)}`);
}

export async function main(args: readonly string[]): Promise<void> {
  const story = new Story((what) => console.error(what));
  try {
    await story.begin(KINDS.filter(({ version }) => version !== undefined));
    const text = table(await story.happens(), story);
    console.log(text);
    if (args.includes('--write')) write(text);
  } finally {
    await story.end();
  }
}
