import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What EC2 and Elastic Load Balancing describe. Tests change it. */
export type World = {
  /** Addresses by network interface. Undefined: AWS still creates the interface. */
  interfaces: Record<string, string | undefined>;
  /** States by target group and address. */
  groups: Record<string, Record<string, string>>;
  /** Operations that AWS refuses, or never answers. */
  refused: string[];
  silent: string[];
  /** HTTP statuses of the next responses to CloudFormation. Then 200. */
  responseStatuses: number[];
};

/**
 * EC2, Elastic Load Balancing and CloudFormation's response URL on this machine. Records calls and responses. Start it before you
 * import the function, whose clients read the endpoint once.
 */
export async function startAws() {
  const state: World = { interfaces: {}, groups: {}, refused: [], silent: [], responseStatuses: [] };
  const calls: string[] = [];
  const responses: Array<Record<string, string>> = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    if (request.method === 'PUT') {
      const status = state.responseStatuses.shift() ?? 200;
      if (status === 200) responses.push(JSON.parse(body));
      response.writeHead(status).end();
      return;
    }
    const call = new URLSearchParams(body);
    const action = call.get('Action') ?? '';
    const group = call.get('TargetGroupArn') ?? '';
    const targets = [...call].filter(([name]) => /^Targets\.member\.\d+\.Id$/.test(name)).map(([, id]) => id);
    calls.push([action, group, ...targets].filter(Boolean).join(' '));
    if (state.silent.includes(action)) return;
    response.setHeader('content-type', 'text/xml');
    if (state.refused.includes(action) || state.refused.includes(`${action} ${group}`)) {
      const error = '<Code>AccessDenied</Code><Message>not authorized</Message>';
      response.writeHead(403).end(
        action.endsWith('s') && !group
          ? `<Response><Errors><Error>${error}</Error></Errors></Response>`
          : `<ErrorResponse><Error>${error}</Error></ErrorResponse>`,
      );
      return;
    }
    response.end(answer(action, group, targets, state));
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
    state,
    /** Forgets what was recorded, and describes another world. */
    reset(world: Partial<World>) {
      Object.assign(state, { interfaces: {}, groups: {}, refused: [], silent: [], responseStatuses: [], ...world });
      calls.length = 0;
      responses.length = 0;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(action: string, group: string, targets: string[], { groups, interfaces }: World): string {
  const members = (groups[group] ??= {});
  switch (action) {
    case 'DescribeVpcEndpoints':
      return xml(
        action,
        `<vpcEndpointSet><item><networkInterfaceIdSet>${Object.keys(interfaces)
          .map(id => `<item>${id}</item>`)
          .join('')}</networkInterfaceIdSet></item></vpcEndpointSet>`,
      );
    case 'DescribeNetworkInterfaces':
      return xml(
        action,
        `<networkInterfaceSet>${Object.entries(interfaces)
          .map(([id, address]) => {
            const own = address ? `<privateIpAddress>${address}</privateIpAddress>` : '';
            return `<item><networkInterfaceId>${id}</networkInterfaceId>${own}</item>`;
          })
          .join('')}</networkInterfaceSet>`,
      );
    case 'DescribeTargetHealth':
      return xml(
        action,
        `<DescribeTargetHealthResult><TargetHealthDescriptions>${Object.entries(members)
          .map(
            ([id, health]) =>
              `<member><Target><Id>${id}</Id><Port>443</Port></Target><TargetHealth><State>${health}</State></TargetHealth></member>`,
          )
          .join('')}</TargetHealthDescriptions></DescribeTargetHealthResult>`,
      );
    case 'RegisterTargets':
      for (const id of targets) members[id] = 'initial';
      return xml(action, '<RegisterTargetsResult/>');
    case 'DeregisterTargets':
      for (const id of targets) members[id] = 'draining';
      return xml(action, '<DeregisterTargetsResult/>');
    default:
      return '';
  }
}

const xml = (action: string, content: string) => `<${action}Response>${content}</${action}Response>`;
