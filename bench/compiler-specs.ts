// A number of SLOs in, the same SLOs out as projects for `slo` and for Sloth: services with a few SLOs each, a file a
// service. What one language states and the other cannot is left out of both.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printYaml } from '../src/output/yaml/yaml.ts';

/** Folders of one set of specs. */
export interface SpecFolders {
  /** A project of `slo`: slo.config.yaml and slos/. */
  readonly slo: string;
  /** A folder of Sloth's specs. */
  readonly sloth: string;
}

interface Service {
  readonly name: string;
  readonly team: string;
  readonly slos: readonly Slo[];
}

interface Slo {
  readonly name: string;
  readonly description: string;
  readonly objective: number;
  readonly total: string;
  readonly bad: string;
}

const SLOS_PER_SERVICE = 5;
const OBJECTIVES = [99.9, 99.5, 99, 99.95, 99.99];

/** Writes `count` SLOs below `folder`, and again for Sloth. */
export function writeSpecs(folder: string, count: number): SpecFolders {
  const folders = { slo: join(folder, 'slo'), sloth: join(folder, 'sloth') };
  mkdirSync(join(folders.slo, 'slos'), { recursive: true });
  mkdirSync(folders.sloth, { recursive: true });
  writeFileSync(join(folders.slo, 'slo.config.yaml'), 'rules:\n  format: prometheus\n');
  for (let first = 0; first < count; first += SLOS_PER_SERVICE) {
    const service = makeService(first, Math.min(count - first, SLOS_PER_SERVICE));
    writeFileSync(join(folders.slo, 'slos', `${service.name}.slo.yaml`), printYaml(ourSpec(service)));
    writeFileSync(join(folders.sloth, `${service.name}.yaml`), printYaml(slothSpec(service)));
  }
  return folders;
}

function makeService(first: number, count: number): Service {
  const number = first / SLOS_PER_SERVICE;
  const name = `service-${String(number).padStart(5, '0')}`;
  const slos = Array.from({ length: count }, (_, at): Slo => {
    const matchers = `job="${name}", handler="/api/v1/resource-${at}"`;
    return {
      name: `requests-${at}`,
      description: `Requests for resource ${at} of ${name} succeed.`,
      objective: OBJECTIVES[at % OBJECTIVES.length] ?? 99,
      total: `http_requests_total{${matchers}}`,
      bad: `http_requests_total{${matchers}, code=~"5.."}`,
    };
  });
  return { name, team: `team-${number % 20}`, slos };
}

function ourSpec({ name, team, slos }: Service): unknown {
  return {
    service: name,
    labels: { team },
    slos: slos.map((slo) => ({
      name: slo.name,
      description: slo.description,
      objective: `${slo.objective}%`,
      period: '30d',
      indicator: { ratio: { total: slo.total, bad: slo.bad } },
    })),
  };
}

// Sloth's fields: https://sloth.dev/specs/default/. Our alerts carry these labels by themselves.
function slothSpec({ name, team, slos }: Service): unknown {
  const rate = (selector: string) => `sum(rate(${selector}[{{.window}}]))`;
  return {
    version: 'prometheus/v1',
    service: name,
    labels: { team },
    slos: slos.map((slo) => ({
      name: slo.name,
      description: slo.description,
      objective: slo.objective,
      sli: { events: { error_query: rate(slo.bad), total_query: rate(slo.total) } },
      alerting: {
        name: 'ErrorBudgetBurn',
        annotations: { summary: `The error budget of ${name}/${slo.name} burns` },
        page_alert: { labels: { severity: 'critical' } },
        ticket_alert: { labels: { severity: 'warning' } },
      },
    })),
  };
}
