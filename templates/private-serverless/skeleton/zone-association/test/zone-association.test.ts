import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';

/** Route 53 and CloudFormation's response URL on this machine. Records the requests. */
async function startAws(context: TestContext, answers: Record<string, { status: number; body: string }>) {
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
    const name = String(request.url).split('/').at(-1)!;
    calls.push(`${request.method} ${request.url} ${/<VPCId>([^<]*)/.exec(body)?.[1] ?? ''}`.trim());
    const { status, body: text } = answers[name] ?? { status: 200, body: '<Response/>' };
    response.writeHead(status, { 'content-type': 'text/xml' }).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_ROUTE_53: url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  // The client reads the endpoint when the module is loaded.
  const { handler } = await import(`../src/control-plane/zone-association.ts?${url}`);
  return {
    calls,
    send: async (RequestType: string, PhysicalResourceId?: string) => {
      await handler({
        RequestType,
        ResponseURL: `${url}/response`,
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'ZoneAssociation',
        PhysicalResourceId,
        ResourceProperties: { HostedZoneId: 'Z1', VpcId: 'vpc-0a', VpcRegion: 'eu-central-1' },
      });
      return responses.at(-1)!;
    },
  };
}

const error = (code: string) => ({
  status: 400,
  body: `<ErrorResponse><Error><Code>${code}</Code><Message>${code}</Message></Error></ErrorResponse>`,
});
const zoneOf = (vpcId: string) => ({
  status: 200,
  body: `<GetHostedZoneResponse><HostedZone><Id>Z1</Id></HostedZone><VPCs><VPC><VPCId>${vpcId}</VPCId></VPC></VPCs></GetHostedZoneResponse>`,
});
const id = 'Z1|vpc-0a|eu-central-1';

test('associates the VPC, and undoes it', async context => {
  const { calls, send } = await startAws(context, {});
  const created = await send('Create');
  assert.equal(created.Status, 'SUCCESS');
  assert.equal(created.PhysicalResourceId, id);
  assert.equal((await send('Delete', id)).Status, 'SUCCESS');
  assert.deepEqual(calls, [
    'POST /2013-04-01/hostedzone/Z1/associatevpc vpc-0a',
    'POST /2013-04-01/hostedzone/Z1/disassociatevpc vpc-0a',
  ]);
});

test('a repeated request succeeds', async context => {
  const { send } = await startAws(context, {
    associatevpc: error('ConflictingDomainExists'),
    Z1: zoneOf('vpc-0a'),
  });
  assert.equal((await send('Create')).Status, 'SUCCESS');
});

test('another zone of the same name is reported', async context => {
  const { send } = await startAws(context, {
    associatevpc: error('ConflictingDomainExists'),
    Z1: zoneOf('vpc-0b'),
  });
  const { Status, Reason } = await send('Create');
  assert.equal(Status, 'FAILED');
  assert.match(Reason!, /^ConflictingDomainExists/);
});

for (const code of ['VPCAssociationNotFound', 'NoSuchHostedZone']) {
  test(`a deletion succeeds if there is nothing to undo: ${code}`, async context => {
    const { send } = await startAws(context, { disassociatevpc: error(code) });
    assert.equal((await send('Delete', id)).Status, 'SUCCESS');
  });
}

test('a deletion after a failed creation calls nothing', async context => {
  const { calls, send } = await startAws(context, {});
  assert.equal((await send('Delete', 'other')).Status, 'SUCCESS');
  assert.deepEqual(calls, []);
});
