// The end-to-end test for a person: the same mesh, rules and incidents, told step by step with the address of Prometheus to
// look at. It asserts what it tells: an alert that does not come ends it with an error.
import { argv, env, exit, stdout } from 'node:process';
import { printDuration } from '../../src/promql/duration.ts';
import {
  ALL_ISTIODS_GONE,
  type ExpectedAlert,
  type Incident,
  ONE_ISTIOD_GONE,
  PROXY_REJECTS,
  PUSHES_ARE_SLOW,
  SERVICE_FAILS,
  sees,
} from './incidents.ts';
import { compiledRules } from './project.ts';
import { clears, eventually } from './watch.ts';
import { SPEED, startWorld, type World } from './world.ts';

/** Of slos/, all but the one that tolerates nothing. */
const SLOS_WITH_BUDGET = 4;

const startedMs = performance.now();

/** A line on stdout; what comes of a step has a margin. */
function tell(text: string, margin = ''): void {
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1).padStart(6);
  stdout.write(`${seconds} s  ${margin}${text}\n`);
}

/** A time by the mesh's clock, in whole seconds. */
function meshTime(sinceMs: number): string {
  return printDuration(Math.round(((performance.now() - sinceMs) * SPEED) / 1000) * 1000);
}

async function tellAlert(world: World, expected: ExpectedAlert, sinceMs: number): Promise<void> {
  const { labels, annotations } = await sees(world, expected);
  const tier = labels.slo_tier === undefined ? '' : ` ${labels.slo_tier}`;
  tell(`${labels.alertname}${tier} (${labels.severity}) fires after ${meshTime(sinceMs)}`, '  ');
  tell(`${annotations.summary}`, '      ');
  tell(`${annotations.description}`, '      ');
}

async function happens(world: World, { says, cause, alerts }: Incident): Promise<void> {
  tell(`Fault: ${says}.`);
  const sinceMs = performance.now();
  cause(world.mesh);
  await Promise.all(alerts.map((alert) => tellAlert(world, alert, sinceMs)));
}

async function ends(world: World, { says, end, alerts }: Incident): Promise<void> {
  tell(`Over: ${says}.`);
  const sinceMs = performance.now();
  end(world.mesh);
  for (const { labels } of alerts) {
    await clears(world.prometheus, labels);
    tell(`${labels.alertname} clears after ${meshTime(sinceMs)}`, '  ');
  }
}

async function healthy({ prometheus }: World): Promise<void> {
  tell('A healthy mesh. Budgets appear within 15 minutes of its time.');
  const budgets = await eventually(prometheus, 'budgets', async () => {
    const found = await prometheus.query('slo:error_budget:remaining_ratio');
    return new Set(found.map(({ labels }) => labels.slo)).size === SLOS_WITH_BUDGET ? found : undefined;
  });
  for (const { labels, value } of budgets) {
    const { slo_service: service, slo, destination_service_name: destination } = labels;
    const name = [`${service}/${slo}`, ...(destination === undefined ? [] : [destination])].join(' of ');
    tell(`${(value * 100).toFixed(0).padStart(4)}% of the budget is left: ${name}`, '  ');
  }
  tell(`${(await prometheus.alerts()).length} alerts.`, '  ');
}

async function story(world: World): Promise<void> {
  await healthy(world);
  await happens(world, SERVICE_FAILS);
  await ends(world, SERVICE_FAILS);
  await happens(world, PUSHES_ARE_SLOW);
  await ends(world, PUSHES_ARE_SLOW);
  await happens(world, PROXY_REJECTS);
  tell('Nobody can take a reject back: the alert clears by itself, 15 minutes after the last one.');
  const rejectedMs = performance.now();
  await clears(world.prometheus, PROXY_REJECTS.alerts[0].labels);
  tell(`PilotPushErrors clears after ${meshTime(rejectedMs)}`, '  ');
  await happens(world, ONE_ISTIOD_GONE);
  tell('Nobody is paged: two others answer.', '  ');
  await happens(world, ALL_ISTIODS_GONE);
  tell('They vanish from service discovery too. Now there is nothing left that could say it is down.');
  world.mesh.discoverIstiod(false);
  await world.rediscover();
  await eventually(world.prometheus, 'no target of istiod is left', async () =>
    (await world.prometheus.query('up{app="istiod"}')).length === 0 ? true : undefined,
  );
  await sees(world, ALL_ISTIODS_GONE.alerts[0]);
  tell('IstiodDown goes on.', '  ');
  world.mesh.discoverIstiod(true);
  await world.rediscover();
  await ends(world, ALL_ISTIODS_GONE);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<void> {
  // Nobody is there to press Ctrl-C in CI.
  const stays = !argv.includes('--once') && !env.CI;
  tell('Starting a fake mesh and a real Prometheus.');
  const world = await startWorld().catch((error: unknown) => {
    tell(messageOf(error));
    exit(1);
  });
  const leave = async (status: number) => {
    await world.stop();
    exit(status);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => leave(0));
  try {
    await world.load(compiledRules());
    tell(`Prometheus ${await world.prometheus.version()}: ${world.prometheus.url}/alerts`);
    tell(
      `It runs ${SPEED} times faster than life, and so do its rules: 5 minutes are ${(300 / SPEED).toFixed(0)} seconds.`,
    );
    await story(world);
    tell('That was the incident.');
  } catch (error) {
    tell(messageOf(error));
    await leave(1);
  }
  if (!stays) await leave(0);
  tell(`Prometheus goes on at ${world.prometheus.url}, with a healthy mesh. Ctrl-C ends it.`);
  setInterval(() => undefined, 2 ** 30);
}

await main();
