import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  isInstalled,
  type Program,
  versionOf,
} from '../../../lab/support/program';

const program: Program = {
  name: 'prometheus-blackbox-exporter',
  package: 'prometheus-blackbox-exporter',
  command: '/usr/bin/prometheus-blackbox-exporter',
  version: ['/usr/bin/prometheus-blackbox-exporter', '--version'],
};

const origin = 'http://127.0.0.1:9115';

/** What one round probes. */
export type Round = {
  url: string;
  count: number;
  concurrency: number;
  /** Whether a result that is not healthy is an error. */
  healthy: boolean;
};

/** A running blackbox exporter. */
export type Blackbox = {
  pid: number;
  version: string;
  /**
   * One request per probe, over connections that are kept.
   * @param gzip - whether the answers are compressed, as Prometheus asks for
   * @throws Error with the answer, if a probe has to succeed and does not
   */
  probe(round: Round, gzip: boolean): Promise<void>;
  stop(): void;
};

/**
 * Starts the blackbox exporter with one module: HTTPS with a private CA, checked by status.
 * @param folder - for its configuration
 * @returns undefined if it is not installed
 */
export async function startBlackbox(
  folder: string,
  ca: string,
): Promise<Blackbox | undefined> {
  if (!isInstalled(program)) return undefined;
  const caFile = path.join(folder, 'ca.pem');
  const config = path.join(folder, 'blackbox.json');
  writeFileSync(caFile, ca);
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({
      modules: {
        https: {
          prober: 'http',
          timeout: '10s',
          http: {
            valid_status_codes: [200],
            fail_if_not_ssl: true,
            follow_redirects: false,
            enable_http2: false,
            tls_config: { ca_file: caFile },
          },
        },
      },
    }),
  );
  const child = spawn(
    program.command,
    [
      `--config.file=${config}`,
      `--web.listen-address=${new URL(origin).host}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const agent = new Agent({ keepAlive: true });
  await untilReady(agent);
  return {
    pid: child.pid!,
    version: versionOf(program),
    async probe({ url, count, concurrency, healthy }, gzip) {
      let started = 0;
      const work = async () => {
        while (started < count) {
          started += 1;
          const answer = await read(
            agent,
            `/probe?module=https&target=${encodeURIComponent(url)}`,
            gzip,
          );
          if (healthy && !gzip && !/^probe_success 1$/m.test(answer)) {
            throw new Error(`not healthy: ${answer}`);
          }
        }
      };
      await Promise.all(Array.from({ length: concurrency }, work));
    },
    stop() {
      agent.destroy();
      child.kill();
    },
  };
}

async function untilReady(agent: Agent): Promise<void> {
  for (let tries = 100; ; tries -= 1) {
    try {
      await read(agent, '/-/healthy', false);
      return;
    } catch (error) {
      if (tries === 0) throw error;
      await sleep(50);
    }
  }
}

function read(agent: Agent, url: string, gzip: boolean): Promise<string> {
  const headers = gzip ? { 'accept-encoding': 'gzip' } : {};
  return new Promise((resolve, reject) => {
    get(`${origin}${url}`, { agent, headers }, response => {
      let text = '';
      response.setEncoding('latin1');
      response.on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    }).on('error', reject);
  });
}
