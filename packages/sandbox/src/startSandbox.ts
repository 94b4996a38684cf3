import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Account } from './account/account';
import { createApiServer } from './api';
import { createGateway } from './apigateway/gateway';
import { Durations } from './cloudformation/durations';
import { Engine } from './cloudformation/engine';
import { Faults } from './cloudformation/faults';
import { cloudFormation } from './cloudformation/service';
import { Stacks } from './cloudformation/stacks';
import { createControl, SandboxControl } from './control/control';
import { RequestCounts } from './control/requestCounts';
import { RequestFaults } from './control/requestFaults';
import { ControlContext } from './control/service';
import { CustomResponses } from './customResources/responses';
import { TableStore } from './dynamodb/tableStore';
import { FunctionHost } from './functions/functionHost';
import { LogStore } from './logs/logStore';
import { cloudWatchLogs } from './logs/service';
import { issueCertificate, loadAuthority } from './network/certificates';
import { resolveName } from './network/names';
import { startResolver } from './network/resolver';
import { startTunnel } from './network/tunnel';
import { explainPort, listen, shut } from './ports';
import { ResourceServices } from './resources/handler';
import { FUNCTION } from './resources/lambda';
import { ObjectFiles } from './s3/objectFiles';
import { ObjectStore } from './s3/objectStore';
import { Uploads } from './s3/uploads';
import { AccountState } from './state/accountState';
import { FileMap } from './state/fileMap';
import { sts } from './sts/service';

/** How a sandbox is to be. */
export type SandboxOptions = {
  /**
   * Port of the AWS endpoint; the resolver gets the next one, the tunnel the
   * one after it. 0: three free ports.
   * @default 0
   */
  port?: number;
  /**
   * Folder for what outlives a run, also one that was killed: the certificate
   * authority, stacks, objects, tables and functions.
   * @default a temporary folder, removed on close
   */
  stateDir?: string;
  /**
   * How long each half of the work on a resource takes, in milliseconds.
   * @default 300
   */
  resourceDelayMs?: number;
  /** @default '111111111111' */
  accountId?: string;
  /** @default 'eu-central-1' */
  region?: string;
  /** Gets requests, functions' output and stacks' progress, line by line. */
  log?: (line: string) => void;
};

/** A running sandbox. */
export type Sandbox = {
  /** AWS's endpoint for SDK and CLI: `http://127.0.0.1:port`. */
  endpointUrl: string;
  /** DNS server, UDP and TCP: `127.0.0.1:port`. */
  resolver: string;
  /** HTTP CONNECT proxy: `http://127.0.0.1:port`. */
  connectProxyUrl: string;
  /** The authority behind every TLS certificate, as a file and as PEM text. */
  caFile: string;
  caPem: string;
  control: SandboxControl;
  /** Ends all servers, connections and processes. */
  close(): Promise<void>;
};

/** The bucket that is there from the start. */
export const ARTIFACT_BUCKET = 'private-serverless-artifacts';

/**
 * Starts a local AWS on loopback.
 *
 * Throws if a port is taken, naming the port and the fix.
 */
export async function startSandbox(
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const {
    port = 0,
    resourceDelayMs = 300,
    accountId = '111111111111',
    region = 'eu-central-1',
    log = () => {},
  } = options;
  checkOptions(port, accountId, region);
  const cleanUp: Array<() => Promise<void> | void> = [];
  const close = async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  };
  try {
    const work = options.stateDir ?? temporaryFolder(cleanUp);
    const authority = await loadAuthority(work);
    const identity = { accountId, region, partition: 'aws' };
    const kept = (name: string) =>
      options.stateDir && join(options.stateDir, name);
    const state = new AccountState(kept('account.bin'));
    const changed = () => state.changed();
    const account = new Account(identity, changed);
    const stacks = new Stacks(identity, changed);
    state.load(account, stacks);
    cleanUp.push(() => state.flush());
    const objects = new ObjectStore(
      options.stateDir
        ? new ObjectFiles(join(options.stateDir, 'objects'))
        : undefined,
    );
    objects.createBucket(ARTIFACT_BUCKET);
    let endpointUrl = '';
    const tables = new TableStore({
      region,
      endpointUrl: () => endpointUrl,
      folder: kept('tables'),
    });
    cleanUp.push(() => tables.close());
    const logs = new LogStore();
    const functions = new FunctionHost({
      folder: join(work, 'functions'),
      identity,
      endpointUrl: () => endpointUrl,
      logs,
      log,
    });
    functions.keepOnly(
      new Set(account.list(FUNCTION).map(({ physicalId }) => physicalId)),
    );
    cleanUp.push(() => functions.close());
    const customResponses = new CustomResponses({
      identity,
      endpointUrl: () => endpointUrl,
    });
    const services: ResourceServices = {
      account,
      objects,
      functions,
      tables,
      customResponses,
      deployments: new FileMap(kept('deployments.json')),
      state,
    };
    const faults = new Faults();
    const durations = new Durations();
    const gate = { faults: new RequestFaults(), counts: new RequestCounts() };
    const engine = new Engine({
      services,
      faults,
      durations,
      resourceDelayMs,
      log,
    });

    const domain = `execute-api.${region}`;
    const certificate = await issueCertificate(authority, [
      `*.${domain}.amazonaws.com`,
      `*.${domain}.vpce.amazonaws.com`,
    ]);
    const resolver = await startResolver(port && port + 1, name =>
      resolveName(account, name),
    ).catch(explainPort(port + 1, port));
    cleanUp.push(() => resolver.close());
    const tunnel = await startTunnel(port && port + 2, {
      account,
      certificate,
      gateway: createGateway(services, log),
    }).catch(explainPort(port + 2, port));
    cleanUp.push(() => tunnel.close());

    const addresses = {
      resolver: `127.0.0.1:${resolver.port}`,
      connectProxy: `http://127.0.0.1:${tunnel.port}`,
      caFile: authority.file,
    };
    const control: ControlContext = {
      stacks,
      services,
      functions,
      faults,
      gate,
      durations,
      info: () => ({ endpointUrl, ...addresses, accountId, region }),
    };
    const api = createApiServer({
      identity,
      control,
      objects,
      uploads: new Uploads(),
      tables,
      customResponses,
      query: {
        '2010-05-15': cloudFormation({
          stacks,
          engine,
          services,
          changeSetDelayMs: Math.min(resourceDelayMs, 100),
        }),
        '2011-06-15': sts(account),
      },
      json: [cloudWatchLogs(account, logs)],
      gate,
      log,
    });
    const chosen = await listen(api, port).catch(explainPort(port, port));
    cleanUp.push(() => shut(api));
    endpointUrl = `http://127.0.0.1:${chosen}`;
    // Before the endpoint shuts, which handlers use.
    cleanUp.push(() => engine.close());
    engine.resume(stacks.all());

    return {
      endpointUrl,
      resolver: addresses.resolver,
      connectProxyUrl: addresses.connectProxy,
      caFile: authority.file,
      caPem: authority.certificate,
      control: createControl(control),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Of a sandbox that keeps nothing; removed when it closes. */
function temporaryFolder(cleanUp: Array<() => void>): string {
  const folder = mkdtempSync(join(tmpdir(), 'private-serverless-sandbox-'));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function checkOptions(port: number, accountId: string, region: string): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_533) {
    throw new Error(
      `port is ${port}: it must be 0 (any free port) or from 1 to 65533, since the next two are used as well`,
    );
  }
  if (!/^\d{12}$/.test(accountId)) {
    throw new Error(`accountId is "${accountId}": it must be twelve digits`);
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new Error(
      `region is "${region}": it must be a region such as eu-central-1`,
    );
  }
}
