import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What EC2 and Elastic Load Balancing describe. Tests change it. */
export type World = {
  /** States of the endpoint in the next descriptions. Then `available`. */
  states: string[];
  /** Addresses by subnet, of one network interface each. */
  addresses: Record<string, string | undefined>;
  /** Interfaces that are no longer there in the next description of interfaces. */
  gone: number;
  /** Targets of the load balancer, by address. */
  targets: Record<string, string>;
  /** Operations that AWS refuses, or never answers. */
  refused: string[];
  silent: string[];
  /** States of the endpoint after a modification. */
  modifying: string[];
};

const still: World = {
  states: [],
  addresses: {},
  gone: 0,
  targets: {},
  refused: [],
  silent: [],
  modifying: ['pending', 'pending'],
};

/**
 * EC2, Elastic Load Balancing and CloudFormation's response URL on this machine. Records calls and responses. Start it before you
 * import the function, whose clients read the endpoint once.
 */
export async function startAws() {
  let world = structuredClone(still);
  const calls: string[] = [];
  const responses: Array<Record<string, string>> = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    if (request.method === 'PUT') {
      responses.push(JSON.parse(body));
      response.end();
      return;
    }
    const call = new URLSearchParams(body);
    const action = call.get('Action') ?? '';
    const pinned = pinnedIn(call);
    calls.push([action, ...pinned.map(pair => pair.join('='))].join(' '));
    if (world.silent.includes(action)) return;
    response.setHeader('content-type', 'text/xml');
    if (world.refused.includes(action)) {
      refuse('InvalidIPAddress.InUse', 'Address 10.0.0.16 is in use.');
      return;
    }
    if (action === 'DescribeNetworkInterfaces' && world.gone > 0) {
      world.gone--;
      refuse('InvalidNetworkInterfaceID.NotFound', 'The networkInterface ID does not exist');
      return;
    }
    response.end(answer(action, pinned, world));

    function refuse(code: string, message: string) {
      response
        .writeHead(400)
        .end(`<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_EC2: url,
    AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    STACK_NAME: 'orders-dev',
  });
  return {
    url,
    calls,
    responses,
    /** The addresses that the endpoint has now, by subnet. */
    addresses: () => world.addresses,
    /** Forgets what was recorded, and describes another world. */
    reset(changes: Partial<World>) {
      world = structuredClone({ ...still, ...changes });
      calls.length = 0;
      responses.length = 0;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Subnets and addresses of a modification. */
function pinnedIn(call: URLSearchParams): Array<[subnet: string, address: string]> {
  const value = (index: number, name: string) => call.get(`SubnetConfiguration.${index}.${name}`) ?? '';
  const found: Array<[string, string]> = [];
  for (let index = 1; value(index, 'SubnetId'); index++) {
    found.push([value(index, 'SubnetId'), value(index, 'Ipv4')]);
  }
  return found;
}

function answer(action: string, pinned: Array<[string, string]>, world: World): string {
  switch (action) {
    case 'DescribeVpcEndpoints': {
      const ids = Object.keys(world.addresses).map(subnet => `<item>eni-${subnet}</item>`);
      const state = `<state>${world.states.shift() ?? 'available'}</state>`;
      return xml(
        action,
        `<vpcEndpointSet><item>${state}<networkInterfaceIdSet>${ids.join('')}</networkInterfaceIdSet></item></vpcEndpointSet>`,
      );
    }
    case 'DescribeNetworkInterfaces': {
      const items = Object.entries(world.addresses).map(
        ([subnet, address]) =>
          `<item><networkInterfaceId>eni-${subnet}</networkInterfaceId><subnetId>${subnet}</subnetId>${
            address ? `<privateIpAddress>${address}</privateIpAddress>` : ''
          }</item>`,
      );
      return xml(action, `<networkInterfaceSet>${items.join('')}</networkInterfaceSet>`);
    }
    case 'ModifyVpcEndpoint':
      Object.assign(world.addresses, Object.fromEntries(pinned));
      world.states.push(...world.modifying);
      return xml(action, '<return>true</return>');
    case 'DescribeTargetHealth': {
      const members = Object.entries(world.targets).map(
        ([id, health]) =>
          `<member><Target><Id>${id}</Id><Port>443</Port></Target><TargetHealth><State>${health}</State></TargetHealth></member>`,
      );
      return xml(
        action,
        `<DescribeTargetHealthResult><TargetHealthDescriptions>${members.join('')}</TargetHealthDescriptions></DescribeTargetHealthResult>`,
      );
    }
    default:
      return '';
  }
}

const xml = (action: string, content: string) => `<${action}Response>${content}</${action}Response>`;
