import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';

/** Where a broker's jars are. */
export interface KafkaHome {
  /** For `java -cp`. */
  readonly classPath: string;
}

/** What is missing on this machine for a broker of our own, as a sentence; undefined where nothing is. */
export async function kafkaLacks(): Promise<string | undefined> {
  const java = await said('java', ['-version']);
  const version = Number(/version "(\d+)/.exec(java ?? '')?.[1] ?? 0);
  if (version < 17) return `Kafka needs Java 17 or later; ${java === undefined ? 'there is no java on this machine' : `this machine has ${version || 'an unknown one'}`}.`;
  if ((await said('mvn', ['-v'])) === undefined) return 'Kafka is fetched with Maven, and there is no mvn on this machine.';
  return undefined;
}

/**
 * Fetches the broker that the pom names, once: about 54 MB from Maven Central, and nothing where it is there.
 * @throws Error with a sentence when Java or Maven is missing or the fetch fails
 */
export async function fetchKafka(pom: string, log: (line: string) => void): Promise<KafkaHome> {
  const lacks = await kafkaLacks();
  if (lacks) throw new Error(`${lacks} Install it, or name a broker that runs already by KAFKA_BROKERS.`);
  const name = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  const folder = resolve(dirname(pom), '.fetched', name);
  if (!existsSync(folder)) {
    log('Fetching Kafka from Maven Central…');
    // Beside its place first: whoever else fetches at the same time, or is killed, leaves no half of it there.
    const beside = `${folder}.${process.pid}`;
    mkdirSync(beside, { recursive: true });
    const { code, output } = await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${beside}`]);
    if (code !== 0) {
      rmSync(beside, { recursive: true, force: true });
      throw new Error(`Maven could not fetch Kafka: ${output.split('\n').find((line) => line.startsWith('[ERROR]')) ?? `it ended with ${code}`}`);
    }
    if (existsSync(folder)) rmSync(beside, { recursive: true, force: true });
    else renameSync(beside, folder);
  }
  return { classPath: join(folder, '*') };
}

/** What a command prints; undefined where there is no such command. */
async function said(command: string, words: readonly string[]): Promise<string | undefined> {
  return run(command, words).then(({ output }) => output, () => undefined);
}

/** Runs a command to its end. @throws Error when there is none of this name */
export function run(command: string, words: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
