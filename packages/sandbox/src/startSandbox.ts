import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificateManager } from './acm/service';
import { createApiServer } from './api';
import { apiGatewayAccount } from './apigateway/accountService';
import { Durations } from './cloudformation/Durations';
import { Engine } from './cloudformation/Engine';
import { Faults } from './cloudformation/Faults';
import { cloudFormation } from './cloudformation/service';
import { createControl, SandboxControl } from './control/control';
import { Denials } from './control/Denials';
import { RequestCounts } from './control/RequestCounts';
import { RequestFaults } from './control/RequestFaults';
import { ControlContext } from './control/calls';
import { ResponseUrls } from './customResources/ResponseUrls';
import { TableStore } from './dynamodb/TableStore';
import { ec2 } from './ec2/service';
import { elbv2 } from './elbv2/service';
import { Scheduler } from './events/Scheduler';
import { FunctionHost } from './functions/FunctionHost';
import { iam } from './iam/service';
import { LogStore } from './logs/LogStore';
import { cloudWatchLogs } from './logs/service';
import { loadAuthority } from './network/certificates';
import { createNetwork } from './network/createNetwork';
import { resolveName } from './network/names';
import { startResolver } from './network/resolver';
import { startTunnel } from './network/tunnel';
import { closeServer, explainPort, listen } from './ports';
import { serviceQuotas } from './quotas/service';
import { AccountServices } from './resources/contract';
import { FUNCTION } from './resources/lambda';
import { route53 } from './route53/service';
import { ObjectFiles } from './s3/ObjectFiles';
import { ObjectStore } from './s3/ObjectStore';
import { Uploads } from './s3/Uploads';
import { AccountState } from './state/AccountState';
import { FileMap } from './state/FileMap';
import { sts } from './sts/service';

/**
 * Options of a sandbox.
 * @public
 */
export type SandboxOptions = {
  /**
   * Port of the AWS endpoint. The resolver listens on the next port, the tunnel
   * on the one after it. 0 selects three free ports.
   *
   * @defaultValue 0
   */
  port?: number;
  /**
   * Folder for the state that survives the process, even a killed one: the
   * certificate authority, stacks, objects, tables and functions.
   *
   * @defaultValue a temporary folder, removed on close
   */
  stateDir?: string;
  /**
   * Duration of each half of the work on a resource, in milliseconds.
   * @defaultValue 300
   */
  resourceDelayMs?: number;
  /**
   * Duration of a second of schedules and health checks, in milliseconds. Tests
   * use less, so that a rate of one minute does not take one.
   *
   * @defaultValue 1000
   */
  secondMs?: number;
  /** Account ID, twelve digits. @defaultValue '111111111111' */
  accountId?: string;
  /** The one region of the sandbox. @defaultValue 'eu-central-1' */
  region?: string;
  /**
   * Receives requests, the output of functions and the progress of stacks, line
   * by line.
   *
   * @defaultValue no log
   */
  log?: (line: string) => void;
};

/**
 * How to reach one VPC.
 * @public
 */
export type VpcAccess = {
  /** DNS server, UDP and TCP: `127.0.0.1:port`. */
  resolver: string;
  /** HTTP CONNECT proxy: `http://127.0.0.1:port`. */
  connectProxyUrl: string;
};

/**
 * A running sandbox.
 * @public
 */
export type Sandbox = {
  /** AWS endpoint for SDK and CLI: `http://127.0.0.1:port`. */
  endpointUrl: string;
  /** DNS server, UDP and TCP: `127.0.0.1:port`. */
  resolver: string;
  /** HTTP CONNECT proxy: `http://127.0.0.1:port`. */
  connectProxyUrl: string;
  /**
   * Certificate of the authority that issues every TLS certificate, as a file
   * and as PEM.
   */
  caFile: string;
  caPem: string;
  control: SandboxControl;
  /**
   * Starts a resolver and a proxy in one VPC, as in a corporate network that
   * only this VPC is connected to: private DNS names of other VPCs and their
   * addresses do not exist there. They end with the sandbox, and the VPC may be
   * created later.
   *
   * @param port - port of the resolver. The proxy listens on the next one.
   *   @defaultValue two free ports
   */
  openVpc(vpcId: string, port?: number): Promise<VpcAccess>;
  /** Stops all servers, connections and processes. */
  close(): Promise<void>;
};

/**
 * The bucket that exists from the start.
 * @public
 */
export const ARTIFACT_BUCKET = 'private-serverless-artifacts';

/**
 * Starts a local AWS on loopback.
 *
 * @throws Error if an option is not valid or a port is in use, with the fix
 * @public
 */
export async function startSandbox(
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const {
    port = 0,
    resourceDelayMs = 300,
    secondMs = 1000,
    accountId = '111111111111',
    region = 'eu-central-1',
    log = () => {},
  } = options;
  checkOptions(port, accountId, region, secondMs);
  const cleanUp: Array<() => Promise<void> | void> = [];
  const close = async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  };
  try {
    const folder = options.stateDir ?? temporaryFolder(cleanUp);
    const authority = await loadAuthority(folder);
    const identity = { accountId, region, partition: 'aws' };
    const stateFile = (name: string) =>
      options.stateDir && join(options.stateDir, name);
    const state = new AccountState(identity, stateFile('account.bin'));
    const { account, stacks } = state;
    cleanUp.push(() => state.flush());
    const objects = new ObjectStore(
      options.stateDir
        ? new ObjectFiles(join(options.stateDir, 'objects'))
        : undefined,
    );
    objects.createBucket(ARTIFACT_BUCKET);
    let endpointUrl = '';
    const tables = new TableStore({
      identity,
      endpointUrl: () => endpointUrl,
      folder: stateFile('tables'),
    });
    cleanUp.push(() => tables.close());
    const logs = new LogStore();
    const functions = new FunctionHost({
      folder: join(folder, 'functions'),
      identity,
      endpointUrl: () => endpointUrl,
      logs,
      log,
    });
    functions.keepOnly(
      new Set(account.list(FUNCTION).map(({ physicalId }) => physicalId)),
    );
    cleanUp.push(() => functions.close());
    const scheduler = new Scheduler({ account, functions, secondMs, log });
    cleanUp.push(() => scheduler.close());
    const responseUrls = new ResponseUrls({
      identity,
      endpointUrl: () => endpointUrl,
    });
    const services: AccountServices = {
      account,
      objects,
      functions,
      tables,
      responseUrls,
      deployments: new FileMap(stateFile('deployments.json')),
      state,
    };
    const faults = new Faults();
    const durations = new Durations();
    const gate = {
      faults: new RequestFaults(),
      counts: new RequestCounts(),
      denials: new Denials(identity),
    };
    const engine = new Engine({
      stacks,
      services,
      faults,
      durations,
      resourceDelayMs,
      log,
    });

    const { hosts, health, silent } = await createNetwork({
      services,
      authority,
      secondMs,
      log,
    });
    cleanUp.push(() => health.close());
    /** A resolver and a proxy, in all VPCs or in one of them. */
    const openNetwork = async (first: number, vpcId?: string) => {
      const resolver = await startResolver(first, name =>
        resolveName(account, name, vpcId),
      ).catch(explainPort(first, port));
      cleanUp.push(() => resolver.close());
      const second = first && first + 1;
      const tunnel = await startTunnel(second, {
        hosts,
        vpcId,
      }).catch(explainPort(second, port));
      cleanUp.push(() => tunnel.close());
      return {
        resolver: `127.0.0.1:${resolver.port}`,
        connectProxyUrl: `http://127.0.0.1:${tunnel.port}`,
      };
    };
    const network = await openNetwork(port && port + 1);

    const addresses = {
      resolver: network.resolver,
      connectProxy: network.connectProxyUrl,
      caFile: authority.file,
    };
    const control: ControlContext = {
      stacks,
      services: engine.services,
      functions,
      faults,
      gate,
      durations,
      scheduler,
      silent,
      info: () => ({ endpointUrl, ...addresses, accountId, region }),
    };
    const api = createApiServer({
      identity,
      control,
      objects,
      uploads: new Uploads(),
      tables,
      responseUrls,
      query: {
        '2010-05-15': cloudFormation({
          stacks,
          engine,
          services,
          changeSetDelayMs: Math.min(resourceDelayMs, 100),
        }),
        '2011-06-15': sts(account),
        '2015-12-01': elbv2(account, health.healthOf, () => state.flush()),
        '2016-11-15': ec2(account, () => state.flush()),
        '2010-05-08': iam(account, gate.denials),
      },
      json: [
        cloudWatchLogs(account, logs),
        certificateManager(account),
        serviceQuotas(),
      ],
      rest: [route53(account), apiGatewayAccount(account)],
      gate,
      log,
    });
    const actualPort = await listen(api, port).catch(explainPort(port, port));
    cleanUp.push(() => closeServer(api));
    endpointUrl = `http://127.0.0.1:${actualPort}`;
    // Cleanup runs in reverse order: the engine stops before the endpoint,
    // which its handlers use.
    cleanUp.push(() => engine.close());
    engine.resume(stacks.all());
    scheduler.start();
    health.start(hosts);

    return {
      endpointUrl,
      resolver: addresses.resolver,
      connectProxyUrl: addresses.connectProxy,
      caFile: authority.file,
      caPem: authority.certificate,
      control: createControl(control),
      openVpc: (vpcId, first = 0) => openNetwork(first, vpcId),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Creates the folder of a sandbox without `stateDir`. Closing the sandbox removes it. */
function temporaryFolder(cleanUp: Array<() => void>): string {
  const folder = mkdtempSync(join(tmpdir(), 'private-serverless-sandbox-'));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function checkOptions(
  port: number,
  accountId: string,
  region: string,
  secondMs: number,
): void {
  if (!(secondMs >= 1 && secondMs <= 60_000)) {
    throw new Error(
      `secondMs: ${secondMs} is not valid. Use a number from 1 to 60000.`,
    );
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_533) {
    throw new Error(
      `port: ${port} is not valid. Use 0 (any free ports) or a number from 1 to 65533, because the sandbox also uses the next two ports.`,
    );
  }
  if (!/^\d{12}$/.test(accountId)) {
    throw new Error(
      `accountId: '${accountId}' is not a valid AWS account ID. Use twelve digits.`,
    );
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new Error(
      `region: '${region}' is not a valid AWS region. Use a full region name such as 'eu-central-1'.`,
    );
  }
}
