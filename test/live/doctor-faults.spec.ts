// Faults that are planted in a server, or in what it scrapes: a mesh, and an application with client_golang's metrics. Each is
// found, by its code and with what is there, and nothing is said where all is well.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findServers } from '../support/promtool.ts';
import { APP, IN_A_SCRAPE, planted, SPEC } from '../unit/doctor/planted.ts';
import {
  IN_SCRAPES_OF_A_MESH,
  MESH_SPEC,
  type MeshPod,
  plantedInMesh,
  scrapeMesh,
} from '../unit/doctor/planted-mesh.ts';
import { DoctorWorld, type Exporter, type Found } from './doctor-world.ts';
import { IN_A_SERVER, IN_ITS_RULES, type ServerFault, type Setting } from './server-faults.ts';

const pods = await scrapeMesh();
const APPS: readonly Exporter[] = [1, 2].map((at) => ({ labels: { instance: `app-${at}:8080` }, text: APP }));

const SETTINGS: readonly Setting[] = [
  { name: 'an application', spec: SPEC, exporters: APPS, counter: 'http_requests_total' },
  { name: 'a mesh', spec: MESH_SPEC, exporters: pods, counter: 'istio_requests_total' },
];

const inServersOfTheirOwn = SETTINGS.flatMap((setting) =>
  IN_A_SERVER.map((plan) => [setting.name, plan.fault, setting, plan] as const),
);

const codesOf = ({ diagnostics }: Found) => [...new Set(diagnostics.map(({ code }) => code))].sort();
const textOf = ({ diagnostics }: Found) => diagnostics.map(({ message, help }) => `${message}; ${help}`).join('\n');

describe.each(findServers().map(({ version, prometheus }) => [version, prometheus] as const))(
  'beside Prometheus %s',
  (_, binary) => {
    const expectFound = async (world: DoctorWorld, { spec }: Setting, { codes, says, config }: ServerFault) => {
      const found = await world.doctor(spec, config);
      expect([codesOf(found), textOf(found)]).toEqual([codes, expect.stringContaining(says)]);
      expect(found.diagnostics.every(({ file, line }) => file === 'slos/test.slo.yaml' && line !== null)).toBe(true);
      expect(found.samplesPerSecond).toBeGreaterThan(0);
    };

    it.concurrent.each(inServersOfTheirOwn)(
      'that scrapes %s the doctor finds %s',
      async (_name, _fault, setting, fault) => {
        const world = await DoctorWorld.start(setting.exporters, { binary, ...fault.options?.(setting) });
        try {
          await world.load({ 'a.yaml': await world.build(setting.spec) });
          await fault.afterwards?.(world, setting);
          await expectFound(world, setting, fault);
        } finally {
          await world.stop();
        }
      },
      300_000,
    );

    describe.each(SETTINGS.map((setting) => [setting.name, setting] as const))('that scrapes %s', (_name, setting) => {
      let world: DoctorWorld;
      beforeAll(async () => {
        world = await DoctorWorld.start(setting.exporters, { binary });
      }, 120_000);
      afterAll(() => world?.stop());

      it.each(IN_ITS_RULES.map((plan) => [plan.fault, plan] as const))(
        'the doctor finds %s',
        async (_fault, fault) => {
          await world.load(fault.rules(await world.build(setting.spec, fault.config)));
          await fault.afterwards?.(world, setting);
          await expectFound(world, setting, fault);
        },
        120_000,
      );
    });

    const inAMesh = (plan: (typeof IN_SCRAPES_OF_A_MESH)[number]) => plantedInMesh(plan, pods);

    /** What a server knows by its name, in whatever world, needs a server of its own. */
    const isOfAWholeServer = ({ code }: { code: string }) =>
      ['metric-missing', 'type-differs', 'istio-version-differs'].includes(code);
    const inWorlds = IN_SCRAPES_OF_A_MESH.filter((plan) => !isOfAWholeServer(plan));
    const alone = [
      ...IN_SCRAPES_OF_A_MESH.filter(isOfAWholeServer).map((plan) => ({
        ...plan,
        ...inAMesh(plan),
        exporters: inAMesh(plan).pods,
      })),
      ...IN_A_SCRAPE.filter(isOfAWholeServer).map((plan) => ({
        ...plan,
        ...planted(plan),
        config: '',
        exporters: APPS.map(({ labels }) => ({ labels, text: planted(plan).app })),
      })),
    ];

    it.concurrent.each(alone.map((plan) => [plan.fault, plan] as const))(
      'the doctor finds that %s',
      async (_fault, { code, says, spec, config, exporters }) => {
        const world = await DoctorWorld.start(exporters, { binary });
        try {
          const found = await world.doctor(spec, config);
          expect(codesOf(found)).toEqual([code, 'rules-missing'].sort());
          expect(textOf(found)).toContain(says);
        } finally {
          await world.stop();
        }
      },
      300_000,
    );

    describe('that scrapes several meshes', () => {
      let world: DoctorWorld;

      beforeAll(async () => {
        const inWorld = (name: string, all: readonly MeshPod[]) =>
          all.map(({ labels, text }) => ({ labels: { ...labels, world: name }, text }));
        world = await DoctorWorld.start(
          inWorlds.flatMap((plan, at) => inWorld(`w${at}`, inAMesh(plan).pods)),
          { binary },
        );
      }, 120_000);

      afterAll(() => world?.stop());

      it.each(inWorlds.map((plan, at) => [plan.fault, `w${at}`, plan] as const))(
        'the doctor finds that %s',
        async (_fault, name, plan) => {
          const found = await world.doctor(inAMesh(plan).spec, `where: world="${name}"`);
          expect(codesOf(found)).toEqual([plan.besideOthers ?? plan.code, 'rules-missing'].sort());
          expect(textOf(found)).toContain(plan.says);
        },
        120_000,
      );
    });
  },
);
